//! The headline measures of single weeks. Each is a ratio of whole numbers counted so far, so that one week is the
//! difference of two counts, and weeks of many replications add up to the same whatever the order.

use super::measures::{Measures, Tally};
use crate::kernel::time::MINUTE;
use crate::scenario::names::{LeadBand, LedgerLine, Role};

/// A measure of the registry and one group of it, week by week.
pub struct Headline {
    pub measure: &'static str,
    pub group: &'static str,
    pub unit: &'static str,
    /// What the ratio is divided by to be in that unit.
    pub per: f64,
    /// Numerator and denominator so far.
    pub so_far: fn(&Measures) -> Counts,
}

impl Headline {
    /// Measure and group as in a target of `headroom size`: `phone_wait(answered)`, and `dna_rate` alone where it is all.
    pub fn name(&self) -> String {
        if self.group == "all" { self.measure.into() } else { format!("{}({})", self.measure, self.group) }
    }
}

/// A numerator and a denominator.
pub type Counts = (u64, u64);

/// What a ratio over days is divided by to be one over weeks.
const WEEK: f64 = 1.0 / 7.0;
const THOUSAND: f64 = 1.0 / 1000.0;
const HOUR: f64 = (60 * MINUTE) as f64;

/// The headlines, in the order of `weekly.csv`.
pub const HEADLINES: [Headline; 13] = [
    headline("calls_per_1000_per_day", "all", "calls per 1,000 patients", THOUSAND, |m| {
        (m.phone.by_weekday.iter().sum(), m.open_days * u64::from(m.list))
    }),
    headline("phone_answered_share", "all", "share", 1.0, |m| {
        let answered = m.phone.answered.tally.count;
        (answered, answered + m.phone.gave_up.tally.count + m.phone.engaged)
    }),
    headline("phone_wait", "answered", "minutes", MINUTE as f64, |m| counts(m.phone.answered.tally)),
    headline("appointments_per_1000_per_day", "all", "appointments per 1,000 patients", THOUSAND, |m| {
        (m.attendance.all_due(), m.open_days * u64::from(m.list))
    }),
    headline("lead_share", "same_day", "share", 1.0, |m| {
        (m.attendance.due[LeadBand::SameDay as usize], m.attendance.all_due())
    }),
    headline("lead_days", "all", "working days", 1.0, |m| counts(m.attendance.leads_so_far())),
    headline("dna_rate", "all", "share", 1.0, |m| (m.attendance.dna.iter().sum(), m.attendance.all_due())),
    headline("turned_away_per_week", "all", "requests a week", WEEK, |m| (m.needs.turned_away, m.days)),
    headline("gp_hours_used_per_week", "all", "hours a week", HOUR * WEEK, |m| (m.hours.used(Role::Gp), m.days)),
    headline("gp_overtime_per_week", "all", "hours a week", HOUR * WEEK, |m| {
        (m.hours.lines[Role::Gp as usize][LedgerLine::Overtime as usize], m.days)
    }),
    headline("task_backlog_days", "gp", "working days", 1.0, |m| (m.tasks.oldest[Role::Gp as usize], m.open_days)),
    headline("endings_per_week", "arose", "needs a week", WEEK, |m| (m.needs.arose, m.days)),
    headline("needs_open", "all", "needs", 1.0, |m| counts(m.needs.open)),
];

const fn headline(
    measure: &'static str,
    group: &'static str,
    unit: &'static str,
    per: f64,
    so_far: fn(&Measures) -> Counts,
) -> Headline {
    Headline { measure, group, unit, per, so_far }
}

fn counts(tally: Tally) -> Counts {
    (tally.sum, tally.count)
}

/// Every headline so far.
pub fn so_far(measures: &Measures) -> [Counts; HEADLINES.len()] {
    std::array::from_fn(|at| (HEADLINES[at].so_far)(measures))
}
