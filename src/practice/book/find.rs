//! Where there is a free slot: with whom, from which day and which time of day on. Nobody passes here; `booking` and
//! whoever offers somebody ask.

use super::{Book, Place};
use crate::kernel::Span;
use crate::scenario::names::Role;

impl Book {
    /// The first free slot with `role` (or one `person` of it) on `from` or later, not before `now` on `today`.
    #[inline(always)]
    pub fn find(&self, role: Role, person: Option<usize>, from: u32, today: u32, now: Span) -> Option<Place> {
        let row = match person {
            Some(person) => &self.person_days[self.days_row(person)],
            None => &self.role_days[self.days_row(role as usize)],
        };
        let mut day = self.next_day(row, from.max(today))?;
        if day == today {
            // What is free today may have passed.
            if let Some(place) = self.find_today(role, person, today, now) {
                return Some(place);
            }
            day = self.next_day(row, today + 1)?;
        }
        self.find_on(role, person, day, 0)
    }

    /// The first slot still free today, not before `now`.
    pub fn find_today(&self, role: Role, person: Option<usize>, today: u32, now: Span) -> Option<Place> {
        self.find_on(role, person, today, self.first_from(role, now))
    }

    /// The first free slot of a day from `first` on; of several people the one with the lowest place.
    #[inline]
    fn find_on(&self, role: Role, person: Option<usize>, day: u32, first: usize) -> Option<Place> {
        let people = person.map_or(self.of_role[role as usize].clone(), |person| person..person + 1);
        let mut from = !0u64 << (first % 64);
        for word in first / 64..self.words {
            let row = self.word(day, word, 0);
            let (mut best, mut whose) = (u64::MAX, 0);
            for (place, free) in self.free[row + people.start..row + people.end].iter().enumerate() {
                // Ones below the first free slot; where there is none, as many as can be.
                let left = free & from;
                let below = (left & left.wrapping_neg()).wrapping_sub(1);
                let sooner = below < best;
                whose = if sooner { place } else { whose };
                best = below.min(best);
            }
            if best != u64::MAX {
                return Some(Place {
                    day,
                    person: people.start + whose,
                    slot: word * 64 + best.trailing_ones() as usize,
                });
            }
            from = !0;
        }
        None
    }

    /// The first open day at or after `from` whose bit is set in a ring of days.
    fn next_day(&self, row: &[u64], from: u32) -> Option<u32> {
        let mut day = from;
        while day < self.open_until {
            let at = self.in_ring(day);
            let word = row[at / 64] >> (at % 64);
            if word != 0 {
                let found = day + word.trailing_zeros();
                return (found < self.open_until).then_some(found);
            }
            day += 64 - (at % 64) as u32;
        }
        None
    }
}
