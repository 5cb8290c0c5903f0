//! What is counted of sessions and triage: waits, encounters, slots.

use super::{Little, Spread, Tally};
use crate::kernel::Span;
use crate::kernel::time::MINUTE;
use crate::scenario::names::{Mode, Role, TriageBy};
use bitcode::{Decode, Encode};

/// Slot positions whose waits are told apart.
const POSITIONS: usize = 64;

/// Sessions, who is seen in them and for how long, and triage. Times are in ticks.
#[derive(Clone, Debug, Encode, Decode)]
pub struct ClinicMeasures {
    /// Waits on the spot, face to face: beyond the booked time, or beyond coming later than that. Of all, and by place
    /// in the session.
    pub wait: Spread,
    pub wait_by_position: Vec<Tally>,
    /// Encounters and their ticks by role and mode, triage and answers by message among them.
    pub encounters: [[Tally; Mode::COUNT]; Role::COUNT],
    /// Encounters with the usual GP; those that a clinician or a register had planned; and those handed on to a GP.
    pub own_gp: u64,
    pub planned: u64,
    pub referred_inside: u64,
    /// By role: slots of sessions held that were free to the end, and in which somebody was booked; sessions held.
    pub unfilled: [u64; Role::COUNT],
    pub used_slots: [u64; Role::COUNT],
    pub sessions: [u64; Role::COUNT],
    /// Ticks for which sessions went on after their end.
    pub overrun: u64,
    /// Half days for which a session had a room, and those of all rooms; 0 where rooms are not limited.
    pub rooms_taken: u64,
    pub rooms: u64,
    /// Requests looked at by triage: how long they waited, how long they took, and those closed.
    pub triage_wait: [Tally; TriageBy::COUNT],
    pub triage_time: [Tally; TriageBy::COUNT],
    pub closed_by_triage: [u64; TriageBy::COUNT],
    pub triage_little: Little,
}

impl ClinicMeasures {
    pub(super) fn new() -> ClinicMeasures {
        ClinicMeasures {
            // Half minutes up to four hours.
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
            rooms_taken: 0,
            rooms: 0,
            triage_wait: Default::default(),
            triage_time: Default::default(),
            closed_by_triage: Default::default(),
            triage_little: Little::default(),
        }
    }

    /// Sessions held in one half day of an open day, some of which have a room.
    pub(in crate::practice) fn rooms(&mut self, sessions: u64, rooms: u64) {
        self.rooms_taken += sessions.min(rooms);
        self.rooms += rooms;
    }

    /// Encounters of the roles and modes that count.
    pub fn encounters_of(&self, counts: impl Fn(Role, Mode) -> bool) -> f64 {
        let mut all = 0;
        self.each_kind(|role, mode, tally| all += if counts(role, mode) { tally.count } else { 0 });
        all as f64
    }

    /// Shows the encounters of every role and mode.
    pub fn each_kind(&self, mut show: impl FnMut(Role, Mode, &Tally)) {
        for (&role, modes) in Role::ALL.iter().zip(&self.encounters) {
            for (&mode, tally) in Mode::ALL.iter().zip(modes) {
                show(role, mode, tally);
            }
        }
    }

    pub(in crate::practice) fn waited(&mut self, position: usize, waited: Span) {
        self.wait.add(waited.0);
        if let Some(tally) = self.wait_by_position.get_mut(position) {
            tally.add(waited.0);
        }
    }

    pub(in crate::practice) fn triaged(&mut self, by: TriageBy, waited: Span, lasts: Span) {
        self.triage_wait[by as usize].add(waited.0);
        self.triage_time[by as usize].add(lasts.0);
        self.encounters[by.role() as usize][by.mode() as usize].add(lasts.0);
    }

    pub(in crate::practice) fn slots(&mut self, role: Role, unfilled: u32) {
        self.unfilled[role as usize] += u64::from(unfilled);
    }

    pub(in crate::practice) fn encounter(&mut self, role: Role, mode: Mode, lasts: Span, own_gp: bool, planned: bool) {
        self.encounters[role as usize][mode as usize].add(lasts.0);
        self.own_gp += u64::from(own_gp);
        self.planned += u64::from(planned);
    }
}
