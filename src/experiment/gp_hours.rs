//! What "GP hours" means when a scenario is compared with a baseline, each by its name: used, released and claimed;
//! and what others work for it, and what that costs.

use super::gp_time::{Beside, NeedTime};
use super::run::Row;
use crate::kernel::time::MINUTE;
use crate::practice::{Measures, Params};
use crate::scenario::names::{LedgerLine, Role};
use crate::stats::{Estimate, Ratio, paired, pooled};
use bitcode::{Decode, Encode};

/// Hours that go into changing and learning rather than to patients.
const IMPROVEMENT: [LedgerLine; 1] = [LedgerLine::Training];

/// GPs' hours in one replication of a scenario and of its baseline, over the whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Encode, Decode)]
pub struct Accounts {
    pub released: f64,
    /// On needs that were there in only one run.
    pub only_before: f64,
    pub only_after: f64,
    pub claimed: f64,
}

impl Accounts {
    /// Of a baseline and a scenario, both with GPs' time need by need.
    pub fn of(before: &(Measures, NeedTime), after: &(Measures, NeedTime), params: &Params) -> Accounts {
        let navigated = [before.1.navigated, after.1.navigated];
        Accounts::beside([&before.0, &after.0], before.1.beside(&after.1), navigated, params)
    }

    /// The same of baseline and scenario where GPs' time has been put side by side, with the needs that reception sent
    /// to a colleague in each.
    pub fn beside([one, two]: [&Measures; 2], time: Beside, navigated: [u64; 2], params: &Params) -> Accounts {
        let Beside { both, only } = time;
        let less = |of: fn(&Measures) -> u64| hours(of(one)) - hours(of(two));
        let tasks = less(|m| m.tasks.arrived[Role::Gp as usize]);
        let improvement =
            less(|m| IMPROVEMENT.iter().map(|&line| m.hours.lines[Role::Gp as usize][line as usize]).sum());
        Accounts {
            released: hours(both[0]) - hours(both[1]) + tasks + improvement,
            only_before: hours(only[0]),
            only_after: hours(only[1]),
            claimed: claimed([one, two], navigated, params),
        }
    }
}

/// What a case study counts: each patient sent elsewhere, closed at a distance or no longer missed as a GP's slot, and
/// each task that GPs have no more at the minutes it took them. Nothing that comes of it is taken off.
fn claimed([before, after]: [&Measures; 2], navigated: [u64; 2], params: &Params) -> f64 {
    let diverted = |measures: &Measures, navigated: u64| {
        // Whoever found the place full was not diverted.
        let sent: u64 = measures.destinations.sent.iter().sum::<u64>() - measures.destinations.full.iter().sum::<u64>();
        let closed: u64 = measures.clinic.closed_by_triage.iter().sum();
        let missed: u64 = measures.attendance.dna.iter().sum();
        (sent + navigated + closed) as f64 - missed as f64
    };
    let tasks = |measures: &Measures| hours(measures.tasks.arrived[Role::Gp as usize] - measures.tasks.supervision);
    let slot = hours(params.roles[Role::Gp].slot.0);
    (diverted(after, navigated[1]) - diverted(before, navigated[0])) * slot + tasks(before) - tasks(after)
}

/// A figure that each side has by itself, and for whom.
struct Level {
    measure: &'static str,
    unit: &'static str,
    denominator: &'static str,
    group: String,
    of: Box<dyn Fn(&Measures) -> f64>,
}

const HOURS: &str = "hours a week";
const WEEKS: &str = "weeks";

/// GPs' hours used, and everybody else's worked and used, and what they cost.
fn all_levels() -> Vec<Level> {
    let level = |measure, unit, group: &str, of: Box<dyn Fn(&Measures) -> f64>| Level {
        measure,
        unit,
        denominator: WEEKS,
        group: group.into(),
        of,
    };
    let mut levels = vec![level("gp_hours_used", HOURS, "all", Box::new(|m| hours(gp_used(m))))];
    let others = || Role::ALL.iter().copied().filter(|&role| role != Role::Gp);
    let everybody =
        |m: &Measures| hours(Role::ALL.iter().filter(|role| **role != Role::Gp).map(|&role| worked(m, role)).sum());
    levels.push(level("other_hours_worked", HOURS, "all", Box::new(everybody)));
    for role in others() {
        levels.push(level("other_hours_worked", HOURS, role.id(), Box::new(move |m| hours(worked(m, role)))));
    }
    for role in others() {
        levels.push(level("other_hours_used", HOURS, role.id(), Box::new(move |m| hours(used(m, role)))));
    }
    let cost = |m: &Measures, role: Role| hours(m.hours.worked[role as usize]) * m.cost[role as usize];
    let all = move |m: &Measures| Role::ALL.iter().map(|&role| cost(m, role)).sum();
    levels.push(level("cost", "GBP a week", "all", Box::new(all)));
    for &role in Role::ALL {
        levels.push(level("cost", "GBP a week", role.id(), Box::new(move |m| cost(m, role))));
    }
    levels
}

/// Ticks of GPs and of locums in their place: on patients, notes, tasks, visits, travel, supervision and training,
/// overtime included.
pub(super) fn gp_used(m: &Measures) -> u64 {
    m.hours.on_work(Role::Gp) + m.hours.stood_in[Role::Gp as usize][1]
}

/// Ticks worked by another role; locums in the place of GPs count as GPs.
pub(super) fn worked(m: &Measures, role: Role) -> u64 {
    let gps = if role == Role::Locum { m.hours.stood_in[Role::Gp as usize][0] } else { 0 };
    m.hours.worked[role as usize] - gps
}

pub(super) fn used(m: &Measures, role: Role) -> u64 {
    let gps = if role == Role::Locum { m.hours.stood_in[Role::Gp as usize][1] } else { 0 };
    m.hours.on_work(role) - gps
}

/// The rows of one side; of roles that nobody has, none.
pub(super) fn levels(replications: &[Measures]) -> Vec<Row> {
    let row = |level: &Level| {
        let ratios = level.ratios(replications);
        Some(level.row(pooled(&ratios)?, &ratios)).filter(|row| level.group == "all" || row.estimate.estimate != 0.0)
    };
    all_levels().iter().filter_map(row).collect()
}

/// Scenario less baseline, with what only the two together can tell.
pub(super) fn differences(before: &[Measures], after: &[Measures], accounts: &[Accounts]) -> Vec<Row> {
    let row = |level: &Level| {
        let (one, two) = (level.ratios(before), level.ratios(after));
        let there = level.group == "all" || one.iter().chain(&two).any(|ratio| ratio.num != 0.0);
        Some(level.row(paired(&two, &one)?, &two)).filter(|_| there)
    };
    let mut rows: Vec<Row> = all_levels().iter().filter_map(row).collect();
    rows.extend(ACCOUNTS.into_iter().filter_map(|(measure, of)| {
        let ratio = |(accounts, m): (&Accounts, &Measures)| Ratio { num: of(accounts), den: m.weeks() };
        let ratios: Vec<Ratio> = accounts.iter().zip(after).map(ratio).collect();
        Some(Row {
            measure,
            group: "all".into(),
            unit: HOURS,
            stat: "mean".into(),
            estimate: pooled(&ratios)?,
            count: ratios.iter().map(|ratio| ratio.den).sum(),
            denominator: WEEKS,
        })
    }));
    rows
}

impl Level {
    fn ratios(&self, replications: &[Measures]) -> Vec<Ratio> {
        replications.iter().map(|m| Ratio { num: (self.of)(m), den: m.weeks() }).collect()
    }

    fn row(&self, estimate: Estimate, ratios: &[Ratio]) -> Row {
        Row {
            measure: self.measure,
            group: self.group.clone(),
            unit: self.unit,
            stat: "mean".into(),
            estimate,
            count: ratios.iter().map(|ratio| ratio.den).sum(),
            denominator: self.denominator,
        }
    }
}

/// What only a scenario and its baseline together can tell, by name.
const ACCOUNTS: [Named; 4] = [
    ("gp_hours_released", |a| a.released),
    ("gp_hours_needs_only_before", |a| a.only_before),
    ("gp_hours_needs_only_after", |a| a.only_after),
    ("gp_hours_claimed", |a| a.claimed),
];
type Named = (&'static str, fn(&Accounts) -> f64);

/// One of the rows of a comparison by its name, for whoever needs it by replication.
#[derive(Clone, Debug)]
pub struct HoursFigure {
    name: String,
    pub unit: &'static str,
    account: Option<fn(&Accounts) -> f64>,
}

impl HoursFigure {
    /// The figure called `gp_hours_released`, `gp_hours_used`, `other_hours_worked(pharmacist)`, `cost` …; `None` where
    /// none is called so.
    pub fn named(name: &str) -> Option<HoursFigure> {
        let account = ACCOUNTS.iter().find(|(known, _)| *known == name).map(|(_, of)| *of);
        let unit = match all_levels().iter().find(|level| level.is_called(name)) {
            Some(level) => level.unit,
            None => account.map(|_| HOURS)?,
        };
        Some(HoursFigure { name: name.into(), unit, account })
    }

    /// Every name there is.
    pub fn names() -> Vec<String> {
        let levels = all_levels().into_iter().map(|level| match level.group.as_str() {
            "all" => level.measure.to_string(),
            group => format!("{}({group})", level.measure),
        });
        ACCOUNTS.iter().map(|(name, _)| name.to_string()).chain(levels).collect()
    }

    /// Scenario less baseline in each replication, a week.
    pub fn differences(&self, before: &[Measures], after: &[Measures], accounts: &[Accounts]) -> Vec<f64> {
        if let Some(of) = self.account {
            return accounts.iter().zip(after).map(|(own, m)| of(own) / m.weeks()).collect();
        }
        let levels = all_levels();
        let Some(level) = levels.iter().find(|level| level.is_called(&self.name)) else { return Vec::new() };
        let weekly = |m: &Measures| (level.of)(m) / m.weeks();
        before.iter().zip(after).map(|(one, two)| weekly(two) - weekly(one)).collect()
    }
}

impl Level {
    fn is_called(&self, name: &str) -> bool {
        let (measure, group) = name.split_once('(').map_or((name, "all"), |(m, g)| (m, g.trim_end_matches(')')));
        self.measure == measure && self.group == group
    }
}

pub(super) fn hours(ticks: u64) -> f64 {
    ticks as f64 / (60 * MINUTE) as f64
}
