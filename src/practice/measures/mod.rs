//! What is counted while a practice runs: whole-number sums and histograms that merge, one set for each replication.
//! `registry` says what they mean.

mod audit;
mod book;
mod clinic;
mod consultations;
mod hours;
mod needs;
mod phone;
mod support;

pub use audit::AuditMeasures;
pub use book::AttendanceMeasures;
pub use clinic::ClinicMeasures;
pub use consultations::Consultations;
pub(super) use hours::on_work;
pub use hours::{ASIDE, HourMeasures, TaskMeasures};
pub use needs::{ByPatient, DestinationMeasures, NeedMeasures};
pub use phone::PhoneMeasures;
pub use support::SupportMeasures;

use super::calendar::Day;
use super::params::Params;
use crate::scenario::names::Role;
use crate::stats::{Histogram, Ratio};
use bitcode::{Decode, Encode};

/// Everything counted in one replication.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Measures {
    pub list: u32,
    pub days: u64,
    pub open_days: u64,
    pub open_by_weekday: [u64; 7],
    pub phone: PhoneMeasures,
    pub needs: NeedMeasures,
    pub attendance: AttendanceMeasures,
    pub clinic: ClinicMeasures,
    pub consultations: Consultations,
    pub audit: AuditMeasures,
    pub hours: HourMeasures,
    pub tasks: TaskMeasures,
    pub destinations: DestinationMeasures,
    pub support: SupportMeasures,
    /// Index of access at the end of open days: its sum, and the days.
    pub access: (f64, u64),
    /// Cost of an hour by role, as the scenario has it.
    pub cost: [f64; Role::COUNT],
}

impl Measures {
    pub fn new() -> Measures {
        Measures {
            list: 0,
            days: 0,
            open_days: 0,
            open_by_weekday: [0; 7],
            phone: PhoneMeasures::new(),
            needs: NeedMeasures::new(),
            attendance: AttendanceMeasures::new(),
            clinic: ClinicMeasures::new(),
            consultations: Consultations::default(),
            audit: AuditMeasures::default(),
            hours: HourMeasures::default(),
            tasks: TaskMeasures::default(),
            destinations: DestinationMeasures::default(),
            support: SupportMeasures::default(),
            access: (0.0, 0),
            cost: [0.0; Role::COUNT],
        }
    }

    /// The same without distributions, without the audit and without what each patient had, neither now nor from now
    /// on: for runs by the thousand of which only sums are read, and which are copied where practices part.
    pub fn without_spreads(mut self) -> Measures {
        self.audit = AuditMeasures::default();
        let Measures { phone, needs, attendance, clinic, .. } = &mut self;
        let days = [&mut needs.to_seen, &mut needs.to_seen_urgent, &mut needs.to_seen_routine];
        let waits = [&mut phone.answered, &mut phone.gave_up, &mut clinic.wait];
        days.into_iter().chain(waits).chain(attendance.spreads()).for_each(Spread::forget);
        self
    }

    /// False for what [`Measures::without_spreads`] gave.
    pub(in crate::practice) fn keeps_spreads(&self) -> bool {
        !self.needs.to_seen.histogram.counts().is_empty()
    }

    pub(in crate::practice) fn begin(&mut self, inside: u64, today: u32, params: &Params) {
        self.needs.inside_at_start = inside;
        self.list = params.list;
        let (patients, people) = if self.keeps_spreads() { (params.list, params.people.len()) } else { (0, 0) };
        self.consultations.begin(today, params.settings.run.days, patients);
        self.audit.begin(people);
        self.price(params);
    }

    /// What an hour of each role costs. Whoever joins in mid-run has a price from then on; before, there were no hours.
    pub(in crate::practice) fn price(&mut self, params: &Params) {
        for (price, role) in self.cost.iter_mut().zip(params.settings.roles.values()) {
            if role.cost > 0.0 {
                *price = role.cost;
            }
        }
    }

    pub(in crate::practice) fn finish(&mut self, inside: u64) {
        self.needs.inside_at_end = inside;
        self.needs.finish();
        self.attendance.finish();
        self.consultations.finish(self.days);
        self.audit.finish();
    }

    pub(in crate::practice) fn day(&mut self, day: Day) {
        self.days += 1;
        if day.open {
            self.open_days += 1;
            self.open_by_weekday[day.weekday as usize] += 1;
        }
    }

    pub(in crate::practice) fn ease(&mut self, ease: f64) {
        self.access.0 += ease;
        self.access.1 += 1;
    }

    /// Weeks measured.
    pub fn weeks(&self) -> f64 {
        self.days as f64 / 7.0
    }
}

impl Default for Measures {
    fn default() -> Self {
        Self::new()
    }
}

/// Days that a histogram of leads can tell apart.
const LEADS: usize = 200;

/// A sum and how many things were summed.
#[derive(Clone, Copy, Debug, Default, Encode, Decode)]
pub struct Tally {
    pub sum: u64,
    pub count: u64,
}

impl Tally {
    #[inline]
    pub fn add(&mut self, value: u64) {
        self.sum += value;
        self.count += 1;
    }

    /// The mean as a ratio, in `unit`s.
    pub fn ratio(&self, unit: u64) -> Ratio {
        Ratio { num: self.sum as f64 / unit as f64, den: self.count as f64 }
    }

    /// Both together.
    pub fn with(self, other: Tally) -> Tally {
        Tally { sum: self.sum + other.sum, count: self.count + other.count }
    }
}

/// A tally that keeps its distribution.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Spread {
    pub tally: Tally,
    pub histogram: Histogram,
}

impl Spread {
    fn new(width: u64, bins: usize) -> Spread {
        Spread { tally: Tally::default(), histogram: Histogram::new(width, bins) }
    }

    #[inline]
    fn add(&mut self, value: u64) {
        self.tally.add(value);
        self.histogram.add(value);
    }

    /// Keeps the tally alone.
    fn forget(&mut self) {
        self.histogram = Histogram::without_bins(self.histogram.width());
    }

    /// Adds another, which has the same bins, so that nothing is refused.
    fn merge(&mut self, other: &Spread) {
        self.tally.sum += other.tally.sum;
        self.tally.count += other.tally.count;
        let _ = self.histogram.merge(&other.histogram);
    }
}

/// The two sides of Little's law for one queue, summed apart: those present over time, and the stays of each.
#[derive(Clone, Copy, Debug, Default, Encode, Decode)]
pub struct Little {
    pub area: u64,
    pub stays: u64,
}

impl Little {
    /// What the two sides differ by: 0.
    pub fn gap(&self) -> u64 {
        self.area.abs_diff(self.stays)
    }
}
