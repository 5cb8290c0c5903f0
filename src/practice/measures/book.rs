//! What is counted of the book: appointments that fall due, how long they had been booked, and who did not come.

use super::{Little, Spread, Tally};
use crate::practice::need::{Appointment, Need};
use crate::practice::watch::Origin;
use crate::scenario::names::{Age, LeadBand, Role};
use bitcode::{Decode, Encode};

/// Kinds of appointments whose leads are counted apart.
const LEAD_KINDS: usize = 8;

fn lead_kind(planned: bool, urgent: bool, soonest: bool) -> usize {
    usize::from(planned) | usize::from(urgent) << 1 | usize::from(soonest) << 2
}

/// Bookings, and appointments that fell due: leads in working days, from the day of booking.
#[derive(Clone, Debug, Encode, Decode)]
pub struct AttendanceMeasures {
    /// Added up at the end from `leads`.
    pub lead: Spread,
    pub lead_urgent: Spread,
    pub lead_routine: Spread,
    pub lead_asap: Spread,
    pub lead_by_role: Vec<Spread>,
    /// Each appointment once: by role, then as `lead_kind` says.
    leads: Vec<Spread>,
    /// Appointments that fell due and DNAs, by lead band.
    pub due: [u64; LeadBand::COUNT],
    pub dna: [u64; LeadBand::COUNT],
    /// Appointments that fell due by lead band and why they lay where they lay.
    pub due_by_origin: [[u64; 4]; LeadBand::COUNT],
    /// DNAs among the appointments that fell due, by the patient's age.
    pub dna_by_age: [Tally; Age::COUNT],
    /// Bookings made, follow-ups and recalls included.
    pub bookings: u64,
    /// Slots of sessions held that somebody had given up in time, and those of them that somebody else then had.
    pub given_up: u64,
    pub refilled: u64,
    /// Appointments given up in time for somebody else, and too late.
    pub cancelled_early: u64,
    pub cancelled_late: u64,
    /// Appointments in the book at opening, on each open day.
    pub booked_ahead: Tally,
    /// Little's law for the book, in closings at which an appointment stood in it.
    pub little: Little,
    /// Working days to the third next available routine GP appointment at opening; days on which there was none are
    /// counted apart.
    pub third_next: Tally,
    pub third_next_none: u64,
}

impl AttendanceMeasures {
    pub(super) fn new() -> AttendanceMeasures {
        let leads = || Spread::new(1, super::LEADS);
        AttendanceMeasures {
            lead: leads(),
            lead_urgent: leads(),
            lead_routine: leads(),
            lead_asap: leads(),
            lead_by_role: (0..Role::COUNT).map(|_| leads()).collect(),
            leads: (0..Role::COUNT * LEAD_KINDS).map(|_| leads()).collect(),
            due: [0; LeadBand::COUNT],
            dna: [0; LeadBand::COUNT],
            due_by_origin: [[0; 4]; LeadBand::COUNT],
            dna_by_age: Default::default(),
            bookings: 0,
            given_up: 0,
            refilled: 0,
            cancelled_early: 0,
            cancelled_late: 0,
            booked_ahead: Tally::default(),
            little: Little::default(),
            third_next: Tally::default(),
            third_next_none: 0,
        }
    }

    pub(super) fn spreads(&mut self) -> impl Iterator<Item = &mut Spread> {
        let all = [&mut self.lead, &mut self.lead_urgent, &mut self.lead_routine, &mut self.lead_asap];
        all.into_iter().chain(&mut self.lead_by_role).chain(&mut self.leads)
    }

    pub(super) fn finish(&mut self) {
        for (at, leads) in self.leads.iter().enumerate().filter(|(_, leads)| leads.tally.count > 0) {
            let (role, kind) = (at / LEAD_KINDS, at % LEAD_KINDS);
            let mut into = vec![&mut self.lead, &mut self.lead_by_role[role]];
            match (kind & 1 == 1, kind & 2 == 2) {
                (true, _) => {}
                (false, true) => into.push(&mut self.lead_urgent),
                (false, false) => into.push(&mut self.lead_routine),
            }
            if kind & 4 == 4 {
                into.push(&mut self.lead_asap);
            }
            into.into_iter().for_each(|sum| sum.merge(leads));
        }
    }

    /// Leads of all appointments that have fallen due, in working days.
    pub fn leads_so_far(&self) -> Tally {
        self.leads.iter().map(|leads| leads.tally).fold(Tally::default(), Tally::with)
    }

    /// At a session's end: slots given up in time, and those of them that are still free.
    pub(in crate::practice) fn given_up(&mut self, slots: u32, still_free: u32) {
        self.given_up += u64::from(slots);
        self.refilled += u64::from(slots - still_free);
    }

    /// Appointments that fell due.
    pub fn all_due(&self) -> u64 {
        self.due.iter().sum()
    }

    /// An appointment fell due, attended or not.
    #[inline(always)]
    pub(in crate::practice) fn due(
        &mut self,
        appointment: &Appointment,
        need: &Need,
        role: Role,
        working: u32,
        dna: bool,
    ) {
        let band = LeadBand::of(u32::from(appointment.lead)) as usize;
        self.due[band] += 1;
        self.dna[band] += u64::from(dna);
        self.due_by_origin[band][appointment.origin as usize] += 1;
        self.dna_by_age[usize::from(need.who.age)].add(u64::from(dna));
        let kind = lead_kind(need.planned, need.urgent, appointment.origin == Origin::Soonest);
        self.leads[role as usize * LEAD_KINDS + kind].add(u64::from(working));
    }
}
