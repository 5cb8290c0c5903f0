//! What is counted of needs: those that arise, how they end, and when they are first seen; and of help outside.

use super::{Spread, Tally};
use crate::kernel::SimTime;
use crate::practice::need::Need;
use crate::practice::patients::Patient;
use crate::practice::watch::Ending;
use crate::scenario::names::{Age, Destination};
use bitcode::{Decode, Encode};

/// Needs: how many, what came of them, and how long until a clinician dealt with them.
#[derive(Clone, Debug, Encode, Decode)]
pub struct NeedMeasures {
    /// Needs open when measuring began, and when it ended.
    pub inside_at_start: u64,
    pub inside_at_end: u64,
    /// Open needs that are nowhere or in two places at the end: 0.
    pub misplaced: u64,
    /// Needs that arose, and those that ended, by how.
    pub arose: u64,
    pub ended: [u64; Ending::COUNT],
    /// Of these, needs that no clinician ever saw.
    pub ended_unseen: [u64; Ending::COUNT],
    /// Ended needs that asked for an appointment or a clinician, and those of them that nobody ever saw.
    pub clinical_ended: u64,
    pub never_seen: u64,
    /// Calls of each ended need that rang at all, and encounters of each of the clinical ones.
    pub calls: Tally,
    pub contacts: Tally,
    /// Days from arising to being seen, recalls left out. All, added up at the end from the urgent and the routine.
    pub to_seen: Spread,
    pub to_seen_urgent: Spread,
    pub to_seen_routine: Spread,
    /// Days to being seen, and never being seen, by the patient's age and use of the internet.
    pub to_seen_by: ByPatient,
    pub never_seen_by: ByPatient,
    /// Requests for which the book held no slot that would do, and planned appointments never offered.
    pub turned_away: u64,
    /// Needs inside at each midnight.
    pub open: Tally,
}

/// A tally for each age band, apart for those who do not use the internet and those who do.
pub type ByPatient = [[Tally; 2]; Age::COUNT];

fn of_patient(tallies: &mut ByPatient, patient: Patient) -> &mut Tally {
    &mut tallies[usize::from(patient.age)][usize::from(patient.uses_internet())]
}

impl NeedMeasures {
    pub(super) fn new() -> NeedMeasures {
        let days = || Spread::new(1, super::LEADS);
        NeedMeasures {
            inside_at_start: 0,
            inside_at_end: 0,
            misplaced: 0,
            arose: 0,
            ended: [0; Ending::COUNT],
            ended_unseen: [0; Ending::COUNT],
            clinical_ended: 0,
            never_seen: 0,
            calls: Tally::default(),
            contacts: Tally::default(),
            to_seen: days(),
            to_seen_urgent: days(),
            to_seen_routine: days(),
            to_seen_by: Default::default(),
            never_seen_by: Default::default(),
            turned_away: 0,
            open: Tally::default(),
        }
    }

    pub(super) fn finish(&mut self) {
        self.to_seen = self.to_seen_urgent.clone();
        self.to_seen.merge(&self.to_seen_routine);
    }

    pub fn all_ended(&self) -> u64 {
        self.ended.iter().sum()
    }

    /// Ended needs whose patient gave up, left for urgent care, or was not offered what had been planned.
    pub fn unmet(&self) -> u64 {
        let unmet = [Ending::GaveUp, Ending::LeftForUrgentCare, Ending::NotOffered];
        unmet.iter().map(|&ending| self.ended[ending as usize]).sum()
    }

    #[inline(always)]
    pub(in crate::practice) fn ends(&mut self, need: &Need, ending: Ending) {
        self.ended[ending as usize] += 1;
        self.ended_unseen[ending as usize] += u64::from(!need.seen);
        if need.calls > 0 {
            self.calls.add(u64::from(need.calls));
        }
        if is_clinical(need) {
            self.clinical_ended += 1;
            self.never_seen += u64::from(!need.seen);
            of_patient(&mut self.never_seen_by, need.who).add(u64::from(!need.seen));
            self.contacts.add(u64::from(need.encounters));
        }
    }

    #[inline(always)]
    pub(in crate::practice) fn seen(&mut self, need: &Need, at: SimTime) {
        if need.is_recall() {
            return;
        }
        let days = u64::from(at.day() - need.arose);
        of_patient(&mut self.to_seen_by, need.who).add(days);
        if need.urgent { self.to_seen_urgent.add(days) } else { self.to_seen_routine.add(days) }
    }
}

/// Does the need call for a clinician at all?
fn is_clinical(need: &Need) -> bool {
    need.encounters > 0 || need.requests > 0 || need.calls_for_booking()
}

/// Needs sent to each destination outside, those for whom it had no room, and what it did for the others.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct DestinationMeasures {
    pub sent: [u64; Destination::COUNT],
    pub full: [u64; Destination::COUNT],
    pub closed: [u64; Destination::COUNT],
    pub sent_back: [u64; Destination::COUNT],
}
