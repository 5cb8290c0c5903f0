//! What is measured: the one list of measures, each with its unit, denominator, meaning and how it is read.
//! The help on measures is made from this list. Each stands in the file of its part of the practice, under its own id.

mod audit;
mod balances;
mod book;
mod clinic;
mod hours;
mod needs;
mod phone;
mod support;

use super::measures::{ByPatient, Measures, Spread, Tally};
use crate::scenario::names::Age;
use crate::stats::{Histogram, Ratio};
use std::borrow::Cow;

/// Every measure, in the order of `results.csv`.
pub const REGISTRY: &[Measure] = &[
    needs::NEED_TO_SEEN_DAYS,
    needs::NEVER_SEEN_SHARE,
    phone::PHONE_WAIT,
    phone::DESK_WAIT,
    phone::ONLINE_WAIT,
    phone::PHONE_ANSWERED_SHARE,
    phone::PHONE_ABANDONED_SHARE,
    phone::PHONE_ENGAGED_SHARE,
    phone::PHONE_QUEUE,
    phone::PHONE_QUEUE_MEAN,
    needs::ATTEMPTS_PER_NEED,
    phone::CALLS_PER_1000_PER_DAY,
    book::LEAD_DAYS,
    book::LEAD_SHARE,
    book::LEAD_HISTOGRAM,
    book::LEAD_ORIGIN_SHARE,
    book::LEAD_BAND_ORIGIN_SHARE,
    book::THIRD_NEXT_AVAILABLE,
    book::BOOKED_AHEAD,
    clinic::WAITING_ROOM,
    clinic::OVERRUN,
    book::DNA_RATE,
    hours::DNA_HOURS_LOST_PER_WEEK,
    book::CANCELLATIONS_PER_WEEK,
    book::CANCELLED_SHARE,
    book::REFILLED_SHARE,
    book::SLOTS_UNFILLED_SHARE,
    needs::TURNED_AWAY_PER_WEEK,
    needs::UNMET_NEEDS_SHARE,
    needs::LEFT_FOR_URGENT_CARE_PER_WEEK,
    needs::ENDINGS_PER_WEEK,
    needs::ENDING_SHARE,
    needs::NEEDS_OPEN,
    needs::CONTACTS_PER_NEED,
    book::APPOINTMENTS_PER_1000_PER_DAY,
    clinic::MODE_SHARE,
    clinic::ROLE_SHARE,
    clinic::OWN_GP_SHARE,
    clinic::TOP_TENTH_SHARE,
    clinic::HEAVY_USE_LEFT,
    clinic::PLANNED_SHARE,
    audit::AVOIDABLE_SHARE,
    audit::AVOIDABLE_SHARE_RATER,
    clinic::INTERNAL_REFERRALS_PER_WEEK,
    phone::TRIAGE_WAIT,
    phone::TRIAGE_CLOSED_SHARE,
    needs::SENT_OUTSIDE_PER_WEEK,
    needs::SENT_BACK_SHARE,
    support::SUPPORT_REFERRALS_PER_WEEK,
    support::NEEDS_SPARED_PER_WEEK,
    needs::ACCESS_INDEX,
    clinic::ENCOUNTER_MINUTES,
    clinic::ENCOUNTERS_PER_WEEK,
    hours::HOURS_PER_WEEK,
    hours::GP_HOURS_USED_PER_WEEK,
    hours::GP_OVERTIME_PER_WEEK,
    hours::UTILISATION,
    hours::GP_TIME_SHARE,
    clinic::ROOM_USE,
    hours::TASK_BACKLOG_DAYS,
    hours::TASKS_TAKEN_FROM_GP,
    hours::COST_PER_WEEK,
    balances::NEEDS_BALANCE,
    balances::LEDGER_BALANCE,
    balances::QUEUE_BALANCE,
];

/// Which direction is an improvement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Lower,
    Higher,
    Neither,
}

/// One measure.
pub struct Measure {
    pub id: &'static str,
    pub unit: &'static str,
    /// What the measure is a share of, or averaged over.
    pub denominator: &'static str,
    pub definition: &'static str,
    pub better: Better,
    read: Read,
}

/// How a measure is read off what was counted: most have one figure, over everybody.
enum Read {
    /// A share, as numerator and denominator.
    Share(fn(&Measures) -> (f64, f64)),
    /// A mean, likewise.
    Mean(fn(&Measures) -> (f64, f64)),
    /// How much or how many a week.
    AWeek(fn(&Measures) -> f64),
    /// The mean of a tally, in units of so many.
    Tally(fn(&Measures) -> &Tally, u64),
    /// Several groups or statistics.
    Groups(for<'a> fn(&'a Measures, &mut Readings<'a>)),
}

impl Measure {
    /// The figures of one replication, by group.
    pub fn read<'a>(&self, measures: &'a Measures) -> Vec<(Cow<'static, str>, Reading<'a>)> {
        let mut out = Readings::default();
        let mut ratio = |stat, (num, den)| out.ratio("all", stat, num, den);
        match self.read {
            Read::Share(of) => ratio("share", of(measures)),
            Read::Mean(of) => ratio("mean", of(measures)),
            Read::AWeek(of) => ratio("mean", (of(measures), measures.weeks())),
            Read::Tally(of, unit) => out.mean("all", of(measures), unit),
            Read::Groups(read) => read(measures, &mut out),
        }
        out.rows
    }
}

/// One figure of one replication.
#[derive(Clone, Copy, Debug)]
pub enum Reading<'a> {
    /// A mean or share: estimated by the sum of numerators over the sum of denominators.
    Ratio(&'static str, Ratio),
    /// A mean over time, 0 where nothing happened; left out where nothing happened in any replication.
    Rate(Ratio),
    /// A quantile `p` of a histogram in units of 1/`per` of the measure's unit.
    Quantile { p: f64, histogram: &'a Histogram, per: f64, whole: bool },
}

impl Reading<'_> {
    /// `mean`, `share`, `p50` …
    pub fn stat(&self) -> String {
        match self {
            Reading::Ratio(stat, _) => (*stat).into(),
            Reading::Rate(_) => "mean".into(),
            Reading::Quantile { p, .. } => format!("p{}", (p * 100.0).round()),
        }
    }
}

/// The readings of one measure, by group.
#[derive(Default)]
struct Readings<'a> {
    rows: Vec<(Cow<'static, str>, Reading<'a>)>,
}

impl<'a> Readings<'a> {
    fn ratio(&mut self, group: impl Into<Cow<'static, str>>, stat: &'static str, num: f64, den: f64) {
        self.rows.push((group.into(), Reading::Ratio(stat, Ratio { num, den })));
    }

    fn rate(&mut self, group: impl Into<Cow<'static, str>>, num: f64, den: f64) {
        self.rows.push((group.into(), Reading::Rate(Ratio { num, den })));
    }

    fn mean(&mut self, group: impl Into<Cow<'static, str>>, tally: &Tally, unit: u64) {
        self.rows.push((group.into(), Reading::Ratio("mean", tally.ratio(unit))));
    }

    /// Means by the patient's age and by whether they use the internet, of groups with anybody in them.
    fn by_patient(&mut self, tallies: &ByPatient, stat: &'static str) {
        let all = |tallies: &mut dyn Iterator<Item = Tally>| tallies.fold(Tally::default(), Tally::with);
        let ages =
            Age::ALL.iter().zip(tallies).map(|(age, online)| (age_group(*age), all(&mut online.iter().copied())));
        let online = ["online:no", "online:yes"].into_iter().enumerate();
        let online = online.map(|(which, group)| (group.to_string(), all(&mut tallies.iter().map(|by| by[which]))));
        for (group, tally) in ages.chain(online).filter(|(_, tally)| tally.count > 0) {
            self.ratio(group, stat, tally.sum as f64, tally.count as f64);
        }
    }

    /// Mean, median and 90th centile; `whole` for values that are whole units.
    fn spread(&mut self, group: impl Into<Cow<'static, str>>, spread: &'a Spread, unit: u64, whole: bool) {
        let group = group.into();
        self.mean(group.clone(), &spread.tally, unit);
        for p in [0.5, 0.9] {
            let histogram = &spread.histogram;
            self.rows.push((group.clone(), Reading::Quantile { p, histogram, per: unit as f64, whole }));
        }
    }
}

/// The group of an age band.
fn age_group(age: Age) -> String {
    format!("age:{}", age.id())
}
