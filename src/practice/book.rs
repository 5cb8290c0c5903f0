//! The appointment book: weeks of slots, as bits. Far-future appointments live here, never on the agenda.
//!
//! A free slot is a set bit. For each role and each person a further row of bits says on which days anything is free,
//! so the first free day is a count of trailing zeros. Days are kept in a ring at least as long as the horizon.

use super::params::Params;
use crate::kernel::Span;
use crate::scenario::names::Role;
use std::ops::Range;

/// Days and slots of every person who holds sessions.
#[derive(Clone, Debug)]
pub struct Book {
    /// Days in the ring: a power of two, at least 64.
    ring: u32,
    /// Slots of one half day that the ring keeps room for, and words of 64 slots in a day.
    pub half: usize,
    words: usize,
    people: usize,
    /// People of each role, by place.
    of_role: Vec<Range<usize>>,
    /// Bits free to book, and bits held for the day, by (day, person, word).
    free: Vec<u64>,
    held: Vec<u64>,
    /// The need in each slot by (day, person, slot), plus 1; 0 is nobody.
    who: Vec<u32>,
    /// Sessions that will be held, as a bit for each half of the day, by (day, person).
    sessions: Vec<u8>,
    /// Days with anything free, by role and by person.
    role_days: Vec<u64>,
    person_days: Vec<u64>,
    /// The first day not yet open for booking.
    pub open_until: u32,
    /// Free slots by (day, role).
    count: Vec<u32>,
    role_of: Vec<Role>,
    /// Time of day of each slot by (role, slot of the day).
    times: Vec<Vec<Span>>,
}

/// A free slot that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub day: u32,
    pub person: usize,
    pub slot: usize,
}

impl Book {
    pub fn new(params: &Params) -> Book {
        let s = &params.settings;
        let ring = (s.book.horizon as u32 + 2).next_power_of_two().max(64);
        let half = params.roles.iter().map(|role| role.slots.len()).max().unwrap_or(0).max(1);
        let words = (2 * half).div_ceil(64);
        let people = params.people.len();
        let (days, roles) = (ring as usize, Role::COUNT);
        let starts = [Span::hours(s.clinic.morning), Span::hours(s.clinic.afternoon)];
        let times = params
            .roles
            .iter()
            .map(|role| {
                let last = role.slots.last().copied().unwrap_or_default();
                let slot = |slot: usize| role.slots.get(slot).copied().unwrap_or(last);
                (0..2 * half).map(|at| starts[at / half] + slot(at % half)).collect()
            })
            .collect();
        Book {
            ring,
            half,
            words,
            people,
            of_role: Role::ALL
                .iter()
                .map(|&role| {
                    let from = params.people.iter().take_while(|person| person.role < role).count();
                    let count = params.people.iter().filter(|person| person.role == role).count();
                    from..from + count
                })
                .collect(),
            free: vec![0; days * people * words],
            held: vec![0; days * people * words],
            who: vec![0; days * people * 2 * half],
            sessions: vec![0; days * people],
            role_days: vec![0; roles * days / 64],
            person_days: vec![0; people * days / 64],
            open_until: 0,
            count: vec![0; days * roles],
            role_of: params.people.iter().map(|person| person.role).collect(),
            times,
        }
    }

    /// The people of a role.
    pub fn of_role(&self, role: Role) -> Range<usize> {
        self.of_role[role as usize].clone()
    }

    /// Time of day of a slot.
    #[inline]
    pub fn time(&self, person: usize, slot: usize) -> Span {
        self.times[self.role_of[person] as usize][slot]
    }

    /// Empties a day that has passed, so that its place in the ring serves a later one.
    pub fn clear(&mut self, day: u32) {
        let at = self.at(day, 0);
        self.who[at * 2 * self.half..(at + self.people) * 2 * self.half].fill(0);
        self.free[at * self.words..(at + self.people) * self.words].fill(0);
        self.held[at * self.words..(at + self.people) * self.words].fill(0);
        self.sessions[at..at + self.people].fill(0);
        for person in 0..self.people {
            self.mark_person(day, person);
        }
        for role in 0..Role::COUNT {
            *self.count_mut(day, role) = 0;
            self.mark_role(day, role);
        }
    }

    /// Notes that a person will hold a session.
    pub fn plan_session(&mut self, day: u32, person: usize, half: usize) {
        let at = self.at(day, person);
        self.sessions[at] |= 1 << half;
    }

    pub fn has_session(&self, day: u32, person: usize, half: usize) -> bool {
        self.sessions[self.at(day, person)] >> half & 1 == 1
    }

    /// Opens a session: `slots` of them, those in `embargoed` held for later.
    pub fn open_session(&mut self, day: u32, person: usize, half: usize, slots: usize, embargoed: &[bool]) {
        let row = self.at(day, person) * self.words;
        let mut freed = 0;
        for slot in 0..slots.min(self.half) {
            let bit = half * self.half + slot;
            if embargoed.get(slot).copied().unwrap_or(false) {
                self.held[row + bit / 64] |= 1 << (bit % 64);
            } else {
                self.free[row + bit / 64] |= 1 << (bit % 64);
                freed += 1;
            }
        }
        self.add(day, person, freed);
    }

    /// Lets everybody book the slots that were held for `day`.
    pub fn release(&mut self, day: u32) {
        for person in 0..self.people {
            let row = self.at(day, person) * self.words;
            let mut freed = 0;
            for word in row..row + self.words {
                freed += self.held[word].count_ones();
                self.free[word] |= std::mem::take(&mut self.held[word]);
            }
            if freed > 0 {
                self.add(day, person, freed);
            }
        }
    }

    /// Takes away what is still free in a session that will not be held.
    pub fn close_session(&mut self, day: u32, person: usize, half: usize) {
        for slot in half * self.half..(half + 1) * self.half {
            let word = self.at(day, person) * self.words + slot / 64;
            if self.free[word] >> (slot % 64) & 1 == 1 {
                self.take(Place { day, person, slot });
            }
            self.held[word] &= !(1 << (slot % 64));
        }
    }

    /// The first free slot with `role` (or one `person` of it) on `from` or later, not before `now` on `today`.
    pub fn find(&self, role: Role, person: Option<usize>, from: u32, today: u32, now: Span) -> Option<Place> {
        let people = match person {
            Some(person) => person..person + 1,
            None => self.of_role(role),
        };
        if from <= today
            && let Some(place) = self.earliest(today, people.clone(), Some(now))
        {
            return Some(place);
        }
        let row = match person {
            Some(person) => &self.person_days[self.days_row(person)],
            None => &self.role_days[self.days_row(role as usize)],
        };
        let day = self.next_day(row, from.max(today + 1))?;
        self.earliest(day, people, None)
    }

    /// The first free slot of `people` today after `now`, with whom does not matter.
    fn earliest(&self, day: u32, people: Range<usize>, now: Option<Span>) -> Option<Place> {
        let mut best: Option<(Span, Place)> = None;
        let &role = self.role_of.get(people.start)?;
        if self.free_on(day, role) == 0 {
            return None;
        }
        let first = now.map_or(0, |now| self.times[role as usize].partition_point(|&time| time < now));
        for person in people {
            let row = self.at(day, person) * self.words;
            if let Some(slot) = first_bit(&self.free[row..row + self.words], first) {
                let time = self.times[role as usize][slot];
                if best.is_none_or(|(earliest, _)| time < earliest) {
                    best = Some((time, Place { day, person, slot }));
                }
            }
        }
        best.map(|(_, place)| place)
    }

    /// Puts a need into a free slot.
    pub fn fill(&mut self, place: Place, need: u32) {
        self.take(place);
        let at = self.at(place.day, place.person) * 2 * self.half + place.slot;
        self.who[at] = need + 1;
    }

    /// Takes a need out of its slot; with `reopen` the slot can be booked again.
    pub fn vacate(&mut self, place: Place, reopen: bool) {
        let at = self.at(place.day, place.person);
        self.who[at * 2 * self.half + place.slot] = 0;
        if reopen {
            self.free[at * self.words + place.slot / 64] |= 1 << (place.slot % 64);
            self.add(place.day, place.person, 1);
        }
    }

    /// The need in a slot.
    #[inline]
    pub fn need_in(&self, day: u32, person: usize, slot: usize) -> Option<u32> {
        self.who[self.at(day, person) * 2 * self.half + slot].checked_sub(1)
    }

    /// Slots of a session still free or held.
    pub fn unfilled(&self, day: u32, person: usize, half: usize) -> u32 {
        let row = self.at(day, person) * self.words;
        (half * self.half..(half + 1) * self.half)
            .filter(|slot| (self.free[row + slot / 64] | self.held[row + slot / 64]) >> (slot % 64) & 1 == 1)
            .count() as u32
    }

    /// Free slots of a role on a day.
    pub fn free_on(&self, day: u32, role: Role) -> u32 {
        self.count[(day & (self.ring - 1)) as usize * Role::COUNT + role as usize]
    }

    fn take(&mut self, place: Place) {
        let word = self.at(place.day, place.person) * self.words + place.slot / 64;
        debug_assert!(self.free[word] >> (place.slot % 64) & 1 == 1, "slot taken twice");
        self.free[word] &= !(1 << (place.slot % 64));
        let role = self.role_of[place.person] as usize;
        let left = self.count_mut(place.day, role);
        *left -= 1;
        if *left == 0 {
            self.mark_role(place.day, role);
        }
        if self.free[word] == 0 {
            self.mark_person(place.day, place.person);
        }
    }

    fn add(&mut self, day: u32, person: usize, slots: u32) {
        let role = self.role_of[person] as usize;
        *self.count_mut(day, role) += slots;
        self.mark_person(day, person);
        self.mark_role(day, role);
    }

    #[inline]
    fn at(&self, day: u32, person: usize) -> usize {
        (day & (self.ring - 1)) as usize * self.people + person
    }

    fn count_mut(&mut self, day: u32, role: usize) -> &mut u32 {
        &mut self.count[(day & (self.ring - 1)) as usize * Role::COUNT + role]
    }

    fn days_row(&self, row: usize) -> Range<usize> {
        let words = self.ring as usize / 64;
        row * words..(row + 1) * words
    }

    fn mark_role(&mut self, day: u32, role: usize) {
        let any = *self.count_mut(day, role) > 0;
        let row = self.days_row(role);
        set_bit(&mut self.role_days[row], (day & (self.ring - 1)) as usize, any);
    }

    fn mark_person(&mut self, day: u32, person: usize) {
        let at = self.at(day, person) * self.words;
        let any = self.free[at..at + self.words].iter().any(|&word| word != 0);
        let row = self.days_row(person);
        set_bit(&mut self.person_days[row], (day & (self.ring - 1)) as usize, any);
    }

    /// The first open day at or after `from` whose bit is set in a ring of days.
    fn next_day(&self, row: &[u64], from: u32) -> Option<u32> {
        let mut day = from;
        while day < self.open_until {
            let at = (day & (self.ring - 1)) as usize;
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

fn set_bit(words: &mut [u64], at: usize, on: bool) {
    let bit = 1 << (at % 64);
    if on { words[at / 64] |= bit } else { words[at / 64] &= !bit }
}

/// The first set bit at or after `from`.
fn first_bit(words: &[u64], from: usize) -> Option<usize> {
    if let ([word], 0..64) = (words, from) {
        let left = word & !0u64 << from;
        return (left != 0).then(|| left.trailing_zeros() as usize);
    }
    let mut mask = !0u64 << (from % 64);
    for (at, &word) in words.iter().enumerate().skip(from / 64) {
        let left = word & mask;
        if left != 0 {
            return Some(at * 64 + left.trailing_zeros() as usize);
        }
        mask = !0;
    }
    None
}
