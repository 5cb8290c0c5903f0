//! What is counted while a practice runs: whole-number sums and histograms that merge, one set for each replication.
//! `registry` says what they mean.

use super::calendar::Day;
use super::need::{Appointment, Need};
use super::params::Params;
use super::watch::{Ending, Origin};
use crate::kernel::time::MINUTE;
use crate::kernel::{SimTime, Span};
use crate::scenario::names::*;
use crate::stats::{Histogram, Ratio};

/// A sum and how many things were summed.
#[derive(Clone, Copy, Debug, Default)]
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
}

/// A tally that keeps its distribution.
#[derive(Clone, Debug)]
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

    /// Both together. The two have the same bins, so that nothing is refused.
    fn with(&self, other: &Spread) -> Spread {
        let mut both = self.clone();
        both.tally.sum += other.tally.sum;
        both.tally.count += other.tally.count;
        let _ = both.histogram.merge(&other.histogram);
        both
    }
}

/// Everything counted in one replication.
#[derive(Clone, Debug)]
pub struct Measures {
    pub list: u32,
    pub days: u64,
    pub open_days: u64,
    pub open_by_weekday: [u64; 7],
    pub phone: PhoneMeasures,
    pub needs: NeedMeasures,
    pub attendance: AttendanceMeasures,
    pub clinic: ClinicMeasures,
    pub hours: HourMeasures,
    pub tasks: TaskMeasures,
    pub destinations: DestinationMeasures,
    /// Index of access at the end of open days: its sum, and the days.
    pub access: (f64, u64),
    /// Cost of an hour by role, as the scenario has it.
    pub cost: [f64; Role::COUNT],
}

#[derive(Clone, Debug)]
pub struct PhoneMeasures {
    /// Waits of answered calls and of those who hung up or were cut off.
    pub answered: Spread,
    pub gave_up: Spread,
    /// Waits of all callers, answered or not: those taken first, and the others.
    pub by_class: [Tally; 2],
    pub at_desk: Tally,
    pub online: Tally,
    pub engaged: u64,
    pub by_weekday: [u64; 7],
    pub queue: [Tally; 48],
    pub answered_by_two_hours: [Tally; 12],
    pub little: Little,
}

/// The two sides of Little's law for one queue, summed apart: those present over time, and the stays of each.
#[derive(Clone, Copy, Debug, Default)]
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

#[derive(Clone, Debug)]
pub struct NeedMeasures {
    pub inside_at_start: u64,
    pub inside_at_end: u64,
    /// Open needs that are nowhere or in two places at the end: 0.
    pub misplaced: u64,
    pub arose: u64,
    pub ended: [u64; Ending::COUNT],
    /// Ended needs that asked for an appointment or a clinician, and those of them that nobody ever saw.
    pub clinical_ended: u64,
    pub never_seen: u64,
    pub calls: Tally,
    pub contacts: Tally,
    /// All, added up at the end from the urgent and the routine.
    pub to_seen: Spread,
    pub to_seen_urgent: Spread,
    pub to_seen_routine: Spread,
    pub turned_away: u64,
}

/// Days that a histogram of leads can tell apart.
const LEADS: usize = 200;

#[derive(Clone, Debug)]
pub struct AttendanceMeasures {
    /// All, added up at the end from the roles.
    pub lead: Spread,
    pub lead_urgent: Spread,
    pub lead_routine: Spread,
    pub lead_asap: Spread,
    pub lead_by_role: Vec<Spread>,
    /// Appointments that fell due and DNAs, by lead band.
    pub due: [u64; LeadBand::COUNT],
    pub dna: [u64; LeadBand::COUNT],
    /// Appointments that fell due by why they lay where they lay.
    pub due_by_origin: [u64; 4],
    pub cancelled_early: u64,
    pub cancelled_late: u64,
    pub booked_ahead: Tally,
    /// Little's law for the book, in closings at which an appointment stood in it.
    pub little: Little,
    /// Third next available routine GP appointment at opening; days on which there was none are counted apart.
    pub third_next: Tally,
    pub third_next_none: u64,
}

/// Slot positions whose waits are told apart.
const POSITIONS: usize = 64;

#[derive(Clone, Debug)]
pub struct ClinicMeasures {
    pub wait: Spread,
    pub wait_by_position: Vec<Tally>,
    /// Encounters and their minutes by role and mode.
    pub encounters: [[Tally; Mode::COUNT]; Role::COUNT],
    pub own_gp: u64,
    pub planned: u64,
    pub referred_inside: u64,
    pub unfilled: [u64; Role::COUNT],
    pub used_slots: [u64; Role::COUNT],
    pub sessions: [u64; Role::COUNT],
    pub overrun: u64,
    /// Requests looked at by triage: waits in ticks, minutes in ticks, and those closed.
    pub triage_wait: [Tally; TriageBy::COUNT],
    pub triage_time: [Tally; TriageBy::COUNT],
    pub closed_by_triage: [u64; TriageBy::COUNT],
    pub triage_little: Little,
}

#[derive(Clone, Debug, Default)]
pub struct DestinationMeasures {
    pub sent: [u64; Destination::COUNT],
    pub full: [u64; Destination::COUNT],
    pub closed: [u64; Destination::COUNT],
    pub sent_back: [u64; Destination::COUNT],
}

#[derive(Clone, Debug)]
pub struct HourMeasures {
    pub lines: [[u64; LedgerLine::COUNT]; Role::COUNT],
    pub worked: [u64; Role::COUNT],
    /// Ticks by which the lines of any account differed from its hours worked: 0.
    pub gap: u64,
}

#[derive(Clone, Debug, Default)]
pub struct TaskMeasures {
    pub arrived: [u64; Role::COUNT],
    pub oldest: [u64; Role::COUNT],
}

impl Measures {
    pub fn new() -> Measures {
        // Three-second bins up to two hours on the phone, half minutes up to four hours in the waiting room.
        let calls = || Spread::new(MINUTE / 20, 2400);
        let leads = || Spread::new(1, LEADS);
        Measures {
            list: 0,
            days: 0,
            open_days: 0,
            open_by_weekday: [0; 7],
            phone: PhoneMeasures {
                answered: calls(),
                gave_up: calls(),
                by_class: [Tally::default(); 2],
                at_desk: Tally::default(),
                online: Tally::default(),
                engaged: 0,
                by_weekday: [0; 7],
                queue: [Tally::default(); 48],
                answered_by_two_hours: [Tally::default(); 12],
                little: Little::default(),
            },
            needs: NeedMeasures {
                inside_at_start: 0,
                inside_at_end: 0,
                misplaced: 0,
                arose: 0,
                ended: [0; Ending::COUNT],
                clinical_ended: 0,
                never_seen: 0,
                calls: Tally::default(),
                contacts: Tally::default(),
                to_seen: leads(),
                to_seen_urgent: leads(),
                to_seen_routine: leads(),
                turned_away: 0,
            },
            attendance: AttendanceMeasures {
                lead: leads(),
                lead_urgent: leads(),
                lead_routine: leads(),
                lead_asap: leads(),
                lead_by_role: (0..Role::COUNT).map(|_| leads()).collect(),
                due: [0; LeadBand::COUNT],
                dna: [0; LeadBand::COUNT],
                due_by_origin: [0; 4],
                cancelled_early: 0,
                cancelled_late: 0,
                booked_ahead: Tally::default(),
                little: Little::default(),
                third_next: Tally::default(),
                third_next_none: 0,
            },
            clinic: ClinicMeasures {
                wait: Spread::new(MINUTE / 2, 480),
                wait_by_position: vec![Tally::default(); POSITIONS],
                encounters: [[Tally::default(); Mode::COUNT]; Role::COUNT],
                own_gp: 0,
                planned: 0,
                referred_inside: 0,
                unfilled: [0; Role::COUNT],
                used_slots: [0; Role::COUNT],
                sessions: [0; Role::COUNT],
                overrun: 0,
                triage_wait: Default::default(),
                triage_time: Default::default(),
                closed_by_triage: Default::default(),
                triage_little: Little::default(),
            },
            hours: HourMeasures { lines: [[0; LedgerLine::COUNT]; Role::COUNT], worked: [0; Role::COUNT], gap: 0 },
            tasks: TaskMeasures::default(),
            destinations: DestinationMeasures::default(),
            access: (0.0, 0),
            cost: [0.0; Role::COUNT],
        }
    }

    pub(super) fn begin(&mut self, inside: u64, params: &Params) {
        self.needs.inside_at_start = inside;
        self.list = params.list;
        self.cost = std::array::from_fn(|role| params.settings.roles[role].cost);
    }

    pub(super) fn finish(&mut self, inside: u64) {
        self.needs.inside_at_end = inside;
        self.needs.to_seen = self.needs.to_seen_urgent.with(&self.needs.to_seen_routine);
        let (first, others) = (&self.attendance.lead_by_role[0], &self.attendance.lead_by_role[1..]);
        self.attendance.lead = others.iter().fold(first.clone(), |all, role| all.with(role));
    }

    pub(super) fn day(&mut self, day: Day) {
        self.days += 1;
        if day.open {
            self.open_days += 1;
            self.open_by_weekday[day.weekday as usize] += 1;
        }
    }

    pub(super) fn ease(&mut self, ease: f64) {
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

impl PhoneMeasures {
    pub(super) fn calls(&mut self, weekday: u8) {
        self.by_weekday[weekday as usize] += 1;
    }

    pub(super) fn answered(&mut self, channel: Channel, first: bool, waited: Span, at: SimTime) {
        match channel {
            Channel::Desk => return self.at_desk.add(waited.0),
            Channel::Online => return self.online.add(waited.0),
            Channel::Phone => {}
        }
        self.answered.add(waited.0);
        self.by_class[usize::from(!first)].add(waited.0);
        self.answered_by_two_hours[at.half_hour() / 4].add(1);
    }

    pub(super) fn gave_up(&mut self, first: bool, waited: Span, at: SimTime) {
        self.gave_up.add(waited.0);
        self.by_class[usize::from(!first)].add(waited.0);
        self.answered_by_two_hours[at.half_hour() / 4].add(0);
    }

    pub(super) fn engaged(&mut self, at: SimTime) {
        self.engaged += 1;
        self.answered_by_two_hours[at.half_hour() / 4].add(0);
    }

    pub(super) fn queue_at(&mut self, half_hour: usize, waiting: u32) {
        self.queue[half_hour].add(u64::from(waiting));
    }
}

impl NeedMeasures {
    pub(super) fn ends(&mut self, need: &Need, ending: Ending) {
        self.ended[ending as usize] += 1;
        if need.calls > 0 {
            self.calls.add(u64::from(need.calls));
        }
        if is_clinical(need) {
            self.clinical_ended += 1;
            self.never_seen += u64::from(!need.seen);
            self.contacts.add(u64::from(need.encounters));
        }
    }

    pub(super) fn seen(&mut self, need: &Need, at: SimTime) {
        if need.recall {
            return;
        }
        let days = u64::from(at.day() - need.arose);
        if need.urgent { self.to_seen_urgent.add(days) } else { self.to_seen_routine.add(days) }
    }
}

/// Does the need call for a clinician at all?
fn is_clinical(need: &Need) -> bool {
    need.encounters > 0 || need.requests > 0 || need.calls_for_booking()
}

impl AttendanceMeasures {
    /// An appointment fell due, attended or not.
    pub(super) fn due(&mut self, appointment: &Appointment, need: &Need, role: Role, working: u32, dna: bool) {
        let band = LeadBand::of(u32::from(appointment.lead)) as usize;
        self.due[band] += 1;
        self.dna[band] += u64::from(dna);
        self.due_by_origin[appointment.origin as usize] += 1;
        let lead = u64::from(working);
        match (need.planned, need.urgent) {
            (true, _) => {}
            (false, true) => self.lead_urgent.add(lead),
            (false, false) => self.lead_routine.add(lead),
        }
        if appointment.origin == Origin::Soonest {
            self.lead_asap.add(lead);
        }
        self.lead_by_role[role as usize].add(lead);
    }
}

impl ClinicMeasures {
    pub(super) fn waited(&mut self, position: usize, waited: Span) {
        self.wait.add(waited.0);
        if let Some(tally) = self.wait_by_position.get_mut(position) {
            tally.add(waited.0);
        }
    }

    pub(super) fn triaged(&mut self, by: TriageBy, waited: Span, lasts: Span) {
        self.triage_wait[by as usize].add(waited.0);
        self.triage_time[by as usize].add(lasts.0);
        self.encounters[by.role() as usize][by.mode() as usize].add(lasts.0);
    }

    pub(super) fn slots(&mut self, role: Role, unfilled: u32) {
        self.unfilled[role as usize] += u64::from(unfilled);
    }

    pub(super) fn encounter(&mut self, role: Role, mode: Mode, lasts: Span, own_gp: bool, planned: bool) {
        self.encounters[role as usize][mode as usize].add(lasts.0);
        self.own_gp += u64::from(own_gp);
        self.planned += u64::from(planned);
    }
}
