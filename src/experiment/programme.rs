//! A programme over many practices: each draws what it makes of it, changes week by week, and is run beside itself as it
//! was, with the same patients. What comes of it is read in four months of the year.

use super::gp_hours::{self, Accounts};
use super::gp_time::{GpTime, NeedTime};
use super::replicate::{Timeline, run_from_week, warm_up};
use super::{Ground, Prepared, Weekly, course::Course, course::courses};
use crate::practice::{Measures, State};
use crate::scenario::names::{LedgerLine, Role};
use crate::scenario::plan::{Plan, Project};
use crate::scenario::{Evidence, Problem, Programme, Refusal, Scenario};
use rayon::prelude::*;

/// Weeks that are run.
pub const WEEKS: u32 = 52;
/// Where the year is cut, in weeks from the invitation.
const CUTS: [u32; 9] = [0, 9, 13, 22, 26, 35, 39, 48, 52];
/// The stretches that are looked at: what they are called, in a file and in a table, and which parts of the year they are.
pub const STRETCHES: [(&str, &str, std::ops::Range<usize>); 5] = [
    ("weeks_10_13", "3 months", 1..2),
    ("weeks_23_26", "6 months", 3..4),
    ("weeks_36_39", "9 months", 5..6),
    ("weeks_49_52", "12 months", 7..8),
    ("weeks_1_52", "the year", 0..8),
];
/// Place of the last month among them, and of the year.
pub const LAST: usize = 3;
pub const YEAR: usize = 4;

/// Every practice of every group.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub practices: Vec<Practice>,
    /// Groups that were finished, and practices in each.
    pub groups: u32,
    pub size: u32,
    pub warm_up_days: u32,
    pub settled: bool,
    /// What the actions offered lack in this practice.
    pub lacks: Vec<Problem>,
}

/// One practice: what it made of the programme, and what came of it.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Both from 0.
    pub group: u32,
    pub number: u32,
    pub course: Course,
    /// In the order of `STRETCHES`.
    pub stretches: Vec<Stretch>,
    /// The last month as it would be with every action that is offered in full from the invitation on.
    pub in_full: Stretch,
}

/// Hours in one stretch, in all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stretch {
    pub weeks: f64,
    /// GPs' hours used, without the programme and with it.
    pub gp_used: [f64; 2],
    pub accounts: Accounts,
    /// Hours of GPs, and of everybody else, that went into changing and learning.
    pub gp_learning: f64,
    pub others_learning: f64,
    /// Hours of everybody else that are no longer used, learning taken off.
    pub others_released: f64,
}

impl Stretch {
    /// Released and claimed, as shares of the hours that GPs work without the programme.
    pub fn released_share(&self) -> f64 {
        self.accounts.released / self.gp_used[0]
    }

    pub fn claimed_share(&self) -> f64 {
        self.accounts.claimed / self.gp_used[0]
    }

    fn of(before: &(Measures, NeedTime), after: &(Measures, NeedTime), prepared: &Prepared) -> Stretch {
        let (one, two) = (&before.0, &after.0);
        let others = || Role::ALL.iter().copied().filter(|&role| role != Role::Gp);
        let used = |m: &Measures| others().map(|role| gp_hours::used(m, role)).sum::<u64>();
        let learnt = |m: &Measures, role: Role| m.hours.lines[role as usize][LedgerLine::Training as usize];
        let learnt_by_others = |m: &Measures| others().map(|role| learnt(m, role)).sum::<u64>();
        let more = |one: u64, two: u64| gp_hours::hours(two) - gp_hours::hours(one);
        Stretch {
            weeks: one.weeks(),
            gp_used: [one, two].map(|m| gp_hours::hours(gp_hours::gp_used(m))),
            accounts: Accounts::of(before, after, &prepared.params),
            gp_learning: more(learnt(one, Role::Gp), learnt(two, Role::Gp)),
            others_learning: more(learnt_by_others(one), learnt_by_others(two)),
            others_released: more(used(two), used(one)),
        }
    }

    fn and(self, other: &Stretch) -> Stretch {
        let (a, b) = (self.accounts, other.accounts);
        Stretch {
            weeks: self.weeks + other.weeks,
            gp_used: [0, 1].map(|side| self.gp_used[side] + other.gp_used[side]),
            accounts: Accounts {
                released: a.released + b.released,
                only_before: a.only_before + b.only_before,
                only_after: a.only_after + b.only_after,
                claimed: a.claimed + b.claimed,
            },
            gp_learning: self.gp_learning + other.gp_learning,
            others_learning: self.others_learning + other.others_learning,
            others_released: self.others_released + other.others_released,
        }
    }
}

/// Runs `groups` groups of `size` practices, calling `done` after each practice. Results are placed by number, so the
/// answer does not depend on threads. Where `stop` turns true, groups that are not finished are left out.
pub fn run_programme(
    programme: &Programme,
    baseline: &Scenario,
    seed: u64,
    groups: u32,
    size: u32,
    done: &(dyn Fn() + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Outcome, Refusal> {
    let all = everything(programme);
    let full = baseline.what_if("in full", all.settled(&baseline.settings))?;
    // All that can be wrong with what is offered is said before a practice is run; this also finds the warm-up.
    let prepared = Prepared::among(baseline, &[&full], seed, 0)?;
    let drawn: Vec<Vec<Course>> = (0..groups).map(|group| courses(programme, seed, group, size)).collect();
    let ground = Ground::new(baseline);
    let one = |at: u32| {
        if stop() {
            return Ok(None);
        }
        let (group, number) = (at / size, at % size);
        let course = &drawn[group as usize][number as usize];
        let practice = practice(programme, &ground, &full, &prepared, course, seed, at)?;
        done();
        Ok(Some(Practice { group, number, course: course.clone(), ..practice }))
    };
    let finished: Result<Vec<Option<Practice>>, Refusal> = (0..groups * size).into_par_iter().map(one).collect();
    let finished = finished?;
    let whole: Vec<Practice> = finished
        .chunks(size.max(1) as usize)
        .filter(|group| group.iter().all(Option::is_some))
        .flat_map(|group| group.iter().flatten().cloned())
        .collect();
    Ok(Outcome {
        groups: whole.len() as u32 / size.max(1),
        practices: whole,
        size,
        warm_up_days: prepared.warm_up.days,
        settled: prepared.warm_up.settled,
        lacks: all.lacks(&full.settings),
    })
}

/// Every action that is offered, for its evidence; which of them each practice takes up is drawn.
pub fn everything(programme: &Programme) -> Plan {
    let project = |action: &crate::scenario::Action| Project {
        id: action.id.clone(),
        actions: vec![action.clone()],
        dose: 1.0,
        starts: None,
        fidelity: None,
    };
    let projects = programme.offered.iter().map(project).collect();
    Plan { projects, evidence: Evidence::Evaluated, ..Plan::default() }
}

fn practice(
    programme: &Programme,
    ground: &Ground<'_>,
    full: &Scenario,
    prepared: &Prepared,
    course: &Course,
    seed: u64,
    number: u32,
) -> Result<Practice, Refusal> {
    let baseline = ground.baseline;
    let doings = course.doings(programme, &baseline.settings, WEEKS);
    let weeks = Weekly::of(ground, &[], Evidence::Evaluated, &doings)?;
    let prepared = prepared.with_room_for(baseline, &[full], &weeks);
    let as_it_was = Timeline::constant(prepared.params.clone());
    let changed = prepared.timeline(&weeks);
    let in_full = Timeline::constant(prepared.params_of(&full.settings));
    let state = warm_up(&prepared.params, &prepared.calendar, seed, number);
    let [before, after, best] = [as_it_was, changed, in_full].map(|timeline| observed(&prepared, &state, &timeline));
    let beside = |after: &[(Measures, NeedTime)]| -> Vec<Stretch> {
        let parts: Vec<Stretch> = before.iter().zip(after).map(|(one, two)| Stretch::of(one, two, &prepared)).collect();
        let sum = |parts: &[Stretch]| parts.iter().fold(Stretch::default(), Stretch::and);
        STRETCHES.iter().map(|(_, _, range)| sum(&parts[range.clone()])).collect()
    };
    let in_full = beside(&best)[LAST];
    Ok(Practice { group: 0, number: 0, course: course.clone(), stretches: beside(&after), in_full })
}

/// The parts of a year, one after another.
fn observed(prepared: &Prepared, state: &State, timeline: &Timeline) -> Vec<(Measures, NeedTime)> {
    let mut state = state.clone();
    let mut parts = Vec::new();
    for cut in CUTS.windows(2) {
        let mut watch = GpTime::new(&prepared.params, state.open_needs());
        let days = (cut[1] - cut[0]) * 7;
        let calendar = &prepared.calendar;
        let measures = run_from_week(&mut state, timeline, cut[0] as usize, calendar, days, &mut watch, |_| {});
        parts.push((measures, watch.finish()));
    }
    // A need that is seen a week earlier in one run is in both, whichever month it is seen in.
    let mut there: Vec<u64> = parts.iter().flat_map(|(_, needs)| needs.ids()).collect();
    there.sort_unstable();
    there.dedup();
    parts.into_iter().map(|(measures, needs)| (measures, needs.among(&there))).collect()
}
