//! The time of day at which each slot begins. No patients pass here; they come by it.

use super::Book;
use crate::kernel::Span;
use crate::kernel::time::HALF_HOUR;
use crate::practice::params::{Params, RoleParams};
use crate::scenario::names::Role;

/// Times of day of all slots.
#[derive(Clone, Debug)]
pub(super) struct SlotTimes {
    /// Of the sessions of a morning and an afternoon.
    starts: [Span; 2],
    /// Of each slot by (role, slot of the day).
    of_role: Vec<Vec<Span>>,
    /// The first slot of each role at or after each half hour, from which the search for the present time starts.
    first_at: Vec<[u16; 48]>,
}

impl SlotTimes {
    /// As these parameters have them, with room for so many slots in a half day.
    pub(super) fn new(params: &Params, half: usize) -> SlotTimes {
        let clinic = &params.settings.clinic;
        let starts = [Span::hours(clinic.morning), Span::hours(clinic.afternoon)];
        let of_role = |role: &RoleParams| {
            let last = role.times.last().copied().unwrap_or_default();
            let slot = |slot: usize| role.times.get(slot).copied().unwrap_or(last);
            (0..2 * half).map(|at| starts[at / half] + slot(at % half)).collect()
        };
        let of_role: Vec<Vec<Span>> = params.roles.values().iter().map(of_role).collect();
        let first_at = of_role.iter().map(|times| std::array::from_fn(|at| first_at(times, at))).collect();
        SlotTimes { starts, of_role, first_at }
    }
}

impl Book {
    /// The times of day of all slots, as these parameters have them.
    pub fn set_times(&mut self, params: &Params) {
        self.times = SlotTimes::new(params, self.half);
    }

    /// Time of day of a slot.
    #[inline]
    pub fn time(&self, person: usize, slot: usize) -> Span {
        if person >= self.first_leader {
            return self.times.starts[slot / self.half];
        }
        self.times.of_role[self.role_of[person] as usize][slot]
    }

    /// The first of a role's slots of a day that does not begin before `now`.
    #[inline(always)]
    pub(super) fn first_from(&self, role: Role, now: Span) -> usize {
        let times = &self.times.of_role[role as usize];
        let mut first = usize::from(self.times.first_at[role as usize][(now.0 / HALF_HOUR) as usize % 48]);
        while times.get(first).is_some_and(|&time| time < now) {
            first += 1;
        }
        first
    }
}

/// The first slot that begins at or after the half hour.
fn first_at(times: &[Span], half_hour: usize) -> u16 {
    times.partition_point(|&time| time.0 < half_hour as u64 * HALF_HOUR) as u16
}
