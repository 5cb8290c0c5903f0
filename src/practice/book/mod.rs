//! The appointment book: weeks of slots, as bits. Far-future appointments live here, never on the agenda.
//!
//! A free slot is a set bit, in a row for each person; a role's people lie side by side, so that where anybody of it is
//! free is a few words in one. Further rows say on which days anything is free, so the first free day and the first
//! free slot are each a count of trailing zeros. Days are kept in a ring at least as long as the horizon.
//!
//! Patients come in from `booking`, and leave when their slot comes up in `clinic` or `group`, or is given up. `find`
//! looks for a free slot, `times` says when it begins, and `change` is what another plan does to a session.

mod change;
mod find;
mod times;

use super::params::Params;
use crate::scenario::names::Role;
use std::ops::Range;
use times::SlotTimes;

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
    /// Bits free to book, and bits held for the day, by (day, word, person): a role's people stand side by side.
    free: Vec<u64>,
    held: Vec<u64>,
    /// Slots that somebody has given up, whoever has them now.
    given_up: Vec<u64>,
    /// The need in each slot by (day, person, slot), plus 1; 0 is nobody.
    who: Vec<u32>,
    /// Sessions that will be held, as a bit for each half of the day, by (day, person).
    sessions: Vec<u8>,
    /// Slots with which each session was opened, its own and those that freed time added, by (day, person, half).
    opened: Vec<[u16; 2]>,
    /// Sessions that were given up and are held to their end for those booked into them: day, person and half.
    outlived: Vec<(u32, usize, usize)>,
    /// Slots kept for the day have become others while somebody had them.
    keeps_others_for_the_day: bool,
    /// Slots with somebody in them, and those free or held, by (day, role); places in groups are not counted.
    counts: Vec<SlotCounts>,
    /// Days with anything free, by role and by person.
    role_days: Vec<u64>,
    person_days: Vec<u64>,
    /// The first day not yet open for booking.
    pub open_until: u32,
    /// The first day whose sessions are not yet in the book: later than `open_until` where the horizon has shrunk.
    pub planned_until: u32,
    /// The first day whose held slots have not been released.
    pub released_until: u32,
    role_of: Vec<Role>,
    /// The first of those who lead groups: nobody finds their places who does not ask for them.
    pub first_leader: usize,
    times: SlotTimes,
}

/// How a role's slots of a day stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlotCounts {
    pub taken: u32,
    /// Free or held.
    pub left: u32,
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
        let ring = params.book_days.next_power_of_two().max(64);
        let half = params.book_half;
        let words = (2 * half).div_ceil(64);
        let people = params.people.len();
        let days = ring as usize;
        Book {
            ring,
            half,
            words,
            people,
            of_role: Role::ALL
                .iter()
                .map(|&role| {
                    let with_slots = || params.people.iter().filter(|person| !person.leads_groups);
                    let from = with_slots().take_while(|person| person.role < role).count();
                    from..from + with_slots().filter(|person| person.role == role).count()
                })
                .collect(),
            free: vec![0; days * people * words],
            held: vec![0; days * people * words],
            given_up: vec![0; days * people * words],
            who: vec![0; days * people * 2 * half],
            sessions: vec![0; days * people],
            opened: vec![[0; 2]; days * people * 2],
            outlived: Vec::new(),
            keeps_others_for_the_day: false,
            counts: vec![SlotCounts::default(); days * Role::COUNT],
            role_days: vec![0; Role::COUNT * days / 64],
            person_days: vec![0; people * days / 64],
            open_until: 0,
            planned_until: 0,
            released_until: 0,
            role_of: params.people.iter().map(|person| person.role).collect(),
            first_leader: params.people.iter().take_while(|person| !person.leads_groups).count(),
            times: SlotTimes::new(params, half),
        }
    }

    /// The people of a role.
    pub fn of_role(&self, role: Role) -> Range<usize> {
        self.of_role[role as usize].clone()
    }

    /// Empties a day that has passed, so that its place in the ring serves a later one.
    pub fn clear(&mut self, day: u32) {
        let at = self.at(day, 0);
        self.who[at * 2 * self.half..(at + self.people) * 2 * self.half].fill(0);
        let all = self.word(day, 0, 0)..self.word(day, self.words, 0);
        self.free[all.clone()].fill(0);
        self.held[all.clone()].fill(0);
        self.given_up[all].fill(0);
        self.sessions[at..at + self.people].fill(0);
        self.opened[at * 2..(at + self.people) * 2].fill([0; 2]);
        let at = self.in_ring(day);
        self.counts[at * Role::COUNT..(at + 1) * Role::COUNT].fill(SlotCounts::default());
        for person in 0..self.people {
            let row = self.days_row(person);
            set_bit(&mut self.person_days[row], at, false);
        }
        for role in 0..Role::COUNT {
            let row = self.days_row(role);
            set_bit(&mut self.role_days[row], at, false);
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

    /// Notes with how many slots a session was opened: its own, and those that freed time added.
    pub fn note_opened(&mut self, day: u32, person: usize, half: usize, slots: [usize; 2]) {
        let at = self.at(day, person) * 2 + half;
        self.opened[at] = slots.map(|slots| slots as u16);
    }

    /// Opens a session: `slots` of them, those in `embargoed` held for later.
    pub fn open_session(&mut self, day: u32, person: usize, half: usize, slots: usize, embargoed: &[bool]) {
        self.open_slots(day, person, half, 0..slots, embargoed);
    }

    /// Opens these slots of a session.
    fn open_slots(&mut self, day: u32, person: usize, half: usize, slots: Range<usize>, embargoed: &[bool]) {
        for word in 0..self.words {
            let [of_word, kept] = self.kept_in(word, half, slots.clone(), embargoed);
            let at = self.word(day, word, person);
            let new = of_word & !(self.free[at] | self.held[at]);
            self.held[at] |= kept;
            self.free[at] |= of_word & !kept;
            self.count(day, person, |counts| counts.left += new.count_ones());
        }
        self.freed(day, person);
    }

    /// The bits of a word that stand for these slots of a session, and those of them that are kept for the day.
    fn kept_in(&self, word: usize, half: usize, slots: Range<usize>, embargoed: &[bool]) -> [u64; 2] {
        let from = half * self.half;
        let of_word = within(&(from + slots.start..from + slots.end.min(self.half)), word);
        let kept = embargoed.iter().zip(from..).filter(|&(&kept, bit)| kept && bit / 64 == word);
        [of_word, kept.fold(0, |kept, (_, bit)| kept | 1u64 << (bit % 64)) & of_word]
    }

    /// Lets everybody book the slots that were held for `day`.
    pub fn release(&mut self, day: u32) {
        for person in 0..self.people {
            let mut any = 0;
            for word in 0..self.words {
                let word = self.word(day, word, person);
                any |= self.held[word];
                self.free[word] |= std::mem::take(&mut self.held[word]);
            }
            if any != 0 {
                self.freed(day, person);
            }
        }
    }

    /// Takes away what is still free in a session that will not be held.
    pub fn close_session(&mut self, day: u32, person: usize, half: usize) {
        self.close_slots(day, person, half, 0);
    }

    /// The same for its slots from the `first` on.
    fn close_slots(&mut self, day: u32, person: usize, half: usize, first: usize) {
        for slot in half * self.half + first.min(self.half)..(half + 1) * self.half {
            let word = self.word(day, slot / 64, person);
            if self.free[word] >> (slot % 64) & 1 == 1 {
                self.take(Place { day, person, slot });
                self.count(day, person, |counts| counts.left -= 1);
                // Given up, and then not had by somebody else: there is no such slot any more.
                self.given_up[word] &= !(1 << (slot % 64));
            }
            if self.held[word] >> (slot % 64) & 1 == 1 {
                self.held[word] &= !(1 << (slot % 64));
                self.count(day, person, |counts| counts.left -= 1);
            }
        }
    }

    /// Puts a need into a free slot.
    #[inline(always)]
    pub fn fill(&mut self, place: Place, need: u32) {
        self.take(place);
        let at = self.at(place.day, place.person) * 2 * self.half + place.slot;
        self.who[at] = need + 1;
        self.count(place.day, place.person, |counts| {
            counts.left -= 1;
            counts.taken += 1;
        });
    }

    /// Takes a need out of its slot; with `reopen` the slot can be booked again.
    pub fn vacate(&mut self, place: Place, reopen: bool) {
        let at = self.at(place.day, place.person);
        let who = std::mem::take(&mut self.who[at * 2 * self.half + place.slot]);
        if who > 0 {
            self.count(place.day, place.person, |counts| counts.taken -= 1);
        }
        let [own, added] = self.opened[at * 2 + place.slot / self.half];
        // A slot that the session no longer has was only held for whoever stood in it.
        if reopen && place.slot % self.half < usize::from(own + added) {
            let word = self.word(place.day, place.slot / 64, place.person);
            self.free[word] |= 1 << (place.slot % 64);
            self.given_up[word] |= 1 << (place.slot % 64);
            self.count(place.day, place.person, |counts| counts.left += 1);
            self.freed(place.day, place.person);
        }
    }

    /// The need in a slot.
    #[inline]
    pub fn need_in(&self, day: u32, person: usize, slot: usize) -> Option<u32> {
        self.who[self.at(day, person) * 2 * self.half + slot].checked_sub(1)
    }

    /// A person's slots of a day, for going through one after the other with [`Book::need_at`].
    pub fn slots_of(&self, day: u32, person: usize, half: usize) -> Range<usize> {
        let from = self.at(day, person) * 2 * self.half + half * self.half;
        from..from + self.half
    }

    /// The need in one of the slots that [`Book::slots_of`] gave.
    #[inline]
    pub fn need_at(&self, slot: usize) -> Option<u32> {
        self.who[slot].checked_sub(1)
    }

    /// Everybody who stands in the book from `day` on, and where.
    pub fn standing(&self, day: u32) -> impl Iterator<Item = (Place, u32)> {
        (day..self.planned_until.max(day)).flat_map(move |day| {
            let first = self.at(day, 0) * 2 * self.half;
            let slots = self.who[first..first + self.people * 2 * self.half].iter().enumerate();
            slots.filter(|&(_, &who)| who > 0).map(move |(at, &who)| {
                (Place { day, person: at / (2 * self.half), slot: at % (2 * self.half) }, who - 1)
            })
        })
    }

    /// Slots of a session still free or held.
    pub fn unfilled(&self, day: u32, person: usize, half: usize) -> u32 {
        let slots = half * self.half..(half + 1) * self.half;
        (0..self.words)
            .map(|word| (word, self.word(day, word, person)))
            .map(|(word, at)| (self.free[at] | self.held[at]) & within(&slots, word))
            .map(u64::count_ones)
            .sum()
    }

    /// Slots of a session that somebody had given up, and those of them that are still free.
    pub fn given_up(&self, day: u32, person: usize, half: usize) -> (u32, u32) {
        let slots = half * self.half..(half + 1) * self.half;
        (0..self.words).fold((0, 0), |(all, still_free), word| {
            let at = self.word(day, word, person);
            let given_up = self.given_up[at] & within(&slots, word);
            (all + given_up.count_ones(), still_free + (given_up & self.free[at]).count_ones())
        })
    }

    /// Free slots of a role on a day.
    pub fn free_on(&self, day: u32, role: Role) -> u32 {
        (0..self.words).flat_map(|word| self.words_of(day, role, word)).map(|free| free.count_ones()).sum()
    }

    /// How the slots of a role on a day stand.
    #[inline]
    pub fn booked_on(&self, day: u32, role: Role) -> SlotCounts {
        self.counts[self.in_ring(day) * Role::COUNT + role as usize]
    }

    /// Counts what changes of somebody's slots of a day.
    #[inline(always)]
    fn count(&mut self, day: u32, person: usize, change: impl FnOnce(&mut SlotCounts)) {
        if person < self.first_leader {
            let at = self.in_ring(day) * Role::COUNT + self.role_of[person] as usize;
            change(&mut self.counts[at]);
        }
    }

    /// A free slot is free no more; whoever calls this counts it.
    #[inline(always)]
    fn take(&mut self, place: Place) {
        let Place { day, person, slot } = place;
        let at = self.word(day, slot / 64, person);
        debug_assert!(self.free[at] >> (slot % 64) & 1 == 1, "slot taken twice");
        let free = &mut self.free[at];
        *free &= !(1 << (slot % 64));
        if *free == 0 {
            self.may_be_full(day, person);
        }
    }

    /// Notes it where somebody's day has become full.
    fn may_be_full(&mut self, day: u32, person: usize) {
        if (0..self.words).any(|word| self.free[self.word(day, word, person)] != 0) {
            return;
        }
        let role = self.role_of[person];
        // The person's day is full, and perhaps the role's with it.
        let at = self.in_ring(day);
        let row = self.days_row(person);
        set_bit(&mut self.person_days[row], at, false);
        if (0..self.words).all(|word| self.words_of(day, role, word).iter().all(|&free| free == 0)) {
            let row = self.days_row(role as usize);
            set_bit(&mut self.role_days[row], at, false);
        }
    }

    /// Notes that a person has become free for more.
    fn freed(&mut self, day: u32, person: usize) {
        let role = self.role_of[person] as usize;
        if (0..self.words).any(|word| self.free[self.word(day, word, person)] != 0) {
            let at = self.in_ring(day);
            let (person_row, role_row) = (self.days_row(person), self.days_row(role));
            set_bit(&mut self.person_days[person_row], at, true);
            if person < self.first_leader {
                set_bit(&mut self.role_days[role_row], at, true);
            }
        }
    }

    /// One word of the day of everybody of a role.
    #[inline]
    fn words_of(&self, day: u32, role: Role, word: usize) -> &[u64] {
        let people = &self.of_role[role as usize];
        let row = self.word(day, word, 0);
        &self.free[row + people.start..row + people.end]
    }

    /// Where a word of a person's day is.
    #[inline]
    fn word(&self, day: u32, word: usize, person: usize) -> usize {
        (self.in_ring(day) * self.words + word) * self.people + person
    }

    #[inline]
    fn in_ring(&self, day: u32) -> usize {
        (day & (self.ring - 1)) as usize
    }

    #[inline]
    fn at(&self, day: u32, person: usize) -> usize {
        self.in_ring(day) * self.people + person
    }

    fn days_row(&self, row: usize) -> Range<usize> {
        let words = self.ring as usize / 64;
        row * words..(row + 1) * words
    }
}

fn set_bit(words: &mut [u64], at: usize, on: bool) {
    let bit = 1 << (at % 64);
    if on { words[at / 64] |= bit } else { words[at / 64] &= !bit }
}

/// The bits of a word that stand for these slots.
fn within(slots: &Range<usize>, word: usize) -> u64 {
    let below = |slot: usize| match slot.saturating_sub(word * 64) {
        0..64 => (1 << (slot.saturating_sub(word * 64))) - 1,
        _ => !0,
    };
    below(slots.end) & !below(slots.start)
}
