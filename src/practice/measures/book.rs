//! What is counted of the book: appointments that fall due, how long they had been booked, and who did not come.

use super::{Little, Spread, Tally};
use crate::practice::need::{Appointment, Need};
use crate::practice::patients::Patient;
use crate::practice::watch::Origin;
use crate::scenario::names::{Age, LeadBand, Role};

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
    /// Appointments that fell due by lead band and why they lay where they lay.
    pub due_by_origin: [[u64; 4]; LeadBand::COUNT],
    /// DNAs among the appointments that fell due, by the patient's age.
    pub dna_by_age: [Tally; Age::COUNT],
    /// Bookings made, follow-ups and recalls included.
    pub bookings: u64,
    /// Slots of sessions held that somebody had given up in time, and those of them that somebody else then had.
    pub given_up: u64,
    pub refilled: u64,
    pub cancelled_early: u64,
    pub cancelled_late: u64,
    pub booked_ahead: Tally,
    /// Little's law for the book, in closings at which an appointment stood in it.
    pub little: Little,
    /// Third next available routine GP appointment at opening; days on which there was none are counted apart.
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

    pub(super) fn finish(&mut self) {
        let (first, others) = (&self.lead_by_role[0], &self.lead_by_role[1..]);
        self.lead = others.iter().fold(first.clone(), |all, role| all.with(role));
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
    pub(in crate::practice) fn due(
        &mut self,
        appointment: &Appointment,
        need: &Need,
        patient: &Patient,
        role: Role,
        working: u32,
        dna: bool,
    ) {
        let band = LeadBand::of(u32::from(appointment.lead)) as usize;
        self.due[band] += 1;
        self.dna[band] += u64::from(dna);
        self.due_by_origin[band][appointment.origin as usize] += 1;
        self.dna_by_age[usize::from(patient.age)].add(u64::from(dna));
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
