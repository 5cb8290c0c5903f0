//! A need: what makes a patient want help, from the day it arises to its one ending; and the list of all that are open.

use super::patients::Patient;
use super::purpose::Purpose;
use super::watch::Origin;
use crate::kernel::{Key, SimTime};
use crate::scenario::names::{Mode, Problem, Role};

/// A need that is open. Its chance hangs on `key`; its name for people is its `id`. A cache line each: whatever happens
/// next happens to another need than the last, so every further line would be waited for.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Need {
    pub key: Key,
    /// Which of its day's candidates it was.
    nth: Nth,
    /// The day on which it arose.
    pub arose: u32,
    /// Whose it is: the patient's number, and what is asked of them.
    pub patient: u32,
    pub who: Patient,
    pub problem: Problem,
    /// Must be seen the same day.
    pub urgent: bool,
    /// Asks to be seen the same day.
    pub wants_today: bool,
    /// Why it is there.
    pub cause: Cause,
    /// Next encounter was planned by a clinician.
    pub planned: bool,
    /// Times asked, by phone or at the desk; calls made, and those of today.
    pub asks: u16,
    pub calls: u16,
    pub calls_today: u16,
    /// Requests to the book, and days on which it asked.
    pub requests: u16,
    pub days_asked: u16,
    pub bookings: u16,
    pub encounters: u16,
    /// With whom the next appointment is sought, once decided.
    pub role: Option<Role>,
    pub appointment: Option<Appointment>,
    pub fate: Fate,
    /// An encounter has dealt with it.
    pub seen: bool,
    /// Turned out not to be for the phone.
    pub must_be_seen: bool,
    /// A destination could not help: not offered another.
    pub was_sent_back: bool,
    /// Tells an entry in the diary that is meant for this need from one for an earlier holder of its place.
    pub stamp: u32,
}

impl Need {
    /// The number by which it is known.
    #[inline]
    pub fn id(&self) -> u64 {
        self.nth.id(self.arose, self.key)
    }

    /// Was it started by the practice from a register?
    pub fn is_recall(&self) -> bool {
        self.cause == Cause::Recall
    }

    /// Does a request for it ask for an appointment, or for something reception may settle?
    pub fn calls_for_booking(&self) -> bool {
        !matches!(self.problem, Problem::Admin | Problem::Result | Problem::Prescription)
    }
}

/// Which of a day's candidates a need was, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nth(pub(super) u32);

impl Nth {
    /// A recall, or what comes of another need.
    pub(super) const NONE: Nth = Nth(u32::MAX);

    /// The number of such a need. Of one that was no candidate it hangs on the need's own key, so that it is the same
    /// whatever else a scenario brings about, and is larger than that of any candidate.
    #[inline]
    pub fn id(self, day: u32, key: Key) -> u64 {
        if self == Nth::NONE { NO_CANDIDATE | key.0 >> 12 } else { u64::from(day) * PER_DAY + u64::from(self.0) }
    }
}

const NO_CANDIDATE: u64 = 1 << 52;

/// Where a need stands among the candidates of all days: which row of them, in order of time, and which of the row. What
/// is known of many needs can so lie side by side for needs that arise side by side. None where the need is no candidate
/// of a day.
#[inline]
pub fn row_of(id: u64) -> Option<(usize, usize)> {
    (id < NO_CANDIDATE).then_some(((id / PER_LAYER) as usize, (id % PER_LAYER) as usize))
}

/// Ids leave room for this many candidates in a layer of a day: `check` allows at most 200,000 needs a day.
pub(super) const PER_LAYER: u64 = 1_000_000;
/// Layers of candidates in a day; the starting backlog has the last to itself.
pub(super) const PER_DAY: u64 = 10 * PER_LAYER;

/// Why a need is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Something troubles the patient.
    Patient,
    /// Started by the practice from a register.
    Recall,
    /// Nobody told the patient the result of a test.
    ResultUnreported,
    /// The hospital lost a referral, or failed to book it.
    HospitalLost,
    /// The hospital told the patient to ask the GP.
    HospitalAsked,
    /// Asking online was so easy that the patient did.
    EasyToAsk,
}

impl Cause {
    /// The chance on which it hangs that there is such a need.
    pub fn purpose(self) -> Purpose {
        match self {
            Cause::Patient => Purpose::Kept,
            Cause::Recall => Purpose::RecallDue,
            Cause::ResultUnreported => Purpose::ResultUnreported,
            Cause::HospitalLost => Purpose::HospitalFailure,
            Cause::HospitalAsked => Purpose::HospitalAsks,
            Cause::EasyToAsk => Purpose::EasyToAsk,
        }
    }
}

/// What a caller rings about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Need,
    Cancelling,
}

/// What is known before the day of whether the patient will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Comes or does not: drawn on the day.
    Undecided,
    /// Is better before the day, and means to say so.
    Settled,
    /// Has said so, too late for anybody else.
    CancelledLate,
    /// Meant to cancel and could not get through.
    WillNotCome,
    /// Has no appointment yet: wants a day for which the book was not open, and asks when it is.
    WaitsForTheBook,
}

/// A place in the book.
#[derive(Clone, Copy, Debug)]
pub struct Appointment {
    pub day: u32,
    /// Days from booking to then.
    pub lead: u16,
    pub person: u16,
    pub slot: u16,
    pub mode: Mode,
    pub origin: Origin,
}

impl Appointment {
    /// The day on which it was booked.
    pub fn booked_on(&self) -> u32 {
        self.day - u32::from(self.lead)
    }
}

impl Need {
    /// A need as it arises.
    pub fn new(key: Key, nth: Nth, arose: SimTime, (patient, who): (u32, Patient), problem: Problem) -> Need {
        Need {
            key,
            nth,
            arose: arose.day(),
            patient,
            who,
            problem,
            urgent: false,
            wants_today: false,
            cause: Cause::Patient,
            planned: false,
            asks: 0,
            calls: 0,
            calls_today: 0,
            requests: 0,
            days_asked: 0,
            bookings: 0,
            encounters: 0,
            role: None,
            appointment: None,
            fate: Fate::Undecided,
            seen: false,
            must_be_seen: false,
            was_sent_back: false,
            stamp: 0,
        }
    }
}

/// The open needs, by place; places of ended needs are used again.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    places: Vec<Need>,
    free: Vec<u32>,
    stamps: u32,
}

impl Needs {
    /// Lets a need in and returns its place.
    pub fn open(&mut self, mut need: Need) -> u32 {
        need.stamp = self.next_stamp();
        match self.free.pop() {
            Some(place) => {
                self.places[place as usize] = need;
                place
            }
            None => {
                self.places.push(need);
                self.places.len() as u32 - 1
            }
        }
    }

    pub fn close(&mut self, place: u32) {
        self.places[place as usize].stamp = 0;
        self.free.push(place);
    }

    /// A fresh stamp: entries in the diary made before it are void.
    pub fn restamp(&mut self, place: u32) -> u32 {
        let stamp = self.next_stamp();
        self.places[place as usize].stamp = stamp;
        stamp
    }

    fn next_stamp(&mut self) -> u32 {
        self.stamps = self.stamps.wrapping_add(1).max(1);
        self.stamps
    }

    /// Open needs in order of place.
    pub fn iter(&self) -> impl Iterator<Item = &Need> {
        self.places.iter().filter(|need| need.stamp != 0)
    }

    /// Places there are, open needs or not.
    pub fn places(&self) -> usize {
        self.places.len()
    }

    /// Does an open need stand at this place?
    pub fn is_open(&self, place: u32) -> bool {
        self.places[place as usize].stamp != 0
    }

    /// Needs still inside.
    pub fn inside(&self) -> u64 {
        (self.places.len() - self.free.len()) as u64
    }
}

impl std::ops::Index<u32> for Needs {
    type Output = Need;
    #[inline]
    fn index(&self, place: u32) -> &Need {
        &self.places[place as usize]
    }
}

impl std::ops::IndexMut<u32> for Needs {
    #[inline]
    fn index_mut(&mut self, place: u32) -> &mut Need {
        &mut self.places[place as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_fits_a_cache_line() {
        assert_eq!(std::mem::size_of::<Need>(), 64);
    }
}
