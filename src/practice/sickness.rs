//! Sickness: who is away this morning, whom a locum stands in for, and whose patients the practice has to put off.
//! Enters from `book`; leaves into it again, or asks on the next open day.

use super::book::Place;
use super::calendar::HALVES;
use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::staff;
use super::watch::{Event, Origin, Watch};
use crate::kernel::SimTime;

/// Is somebody away today, and is a locum there?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    No,
    Uncovered,
    Covered,
}

impl<W: Watch> Run<'_, W> {
    /// In the morning: who is off sick, and what happens to their patients. Whoever rings in says for how long: to the
    /// end of the week, so that their later days are closed too, but for those that a locum covers.
    pub(super) fn staff_today(&mut self) {
        let week_ends = ((self.today / 7 + 1) * 7).min(self.state.book.planned_until);
        let mut sick_days = Vec::new();
        for person in 0..self.params.people.len() {
            let works = (0..HALVES).any(|half| self.state.book.has_session(self.today, person, half));
            let sick = works && staff::is_sick(self.params, self.state.streams, person, self.today);
            self.state.today_sick[person] = match sick {
                false => Absent::No,
                true if self.locum_covers(person, self.today) => Absent::Covered,
                true => Absent::Uncovered,
            };
            if sick {
                let covered = self.state.today_sick[person] == Absent::Covered;
                self.see_practice(Event::OffSick { person: person as u16, covered });
                let days = (self.today..week_ends).filter(|&day| !self.locum_covers(person, day));
                sick_days.extend(days.map(|day| (person, day)));
            }
        }
        // Nobody is moved to a session that is about to be closed as well.
        for &(person, day) in &sick_days {
            (0..HALVES).for_each(|half| self.state.book.close_session(day, person, half));
        }
        for &(person, day) in &sick_days {
            self.cancel_patients(person, day);
        }
    }

    fn locum_covers(&self, person: usize, day: u32) -> bool {
        let cover = self.params.settings.roles[self.params.people[person].role].locum_cover;
        staff::session_key(self.params, self.state.streams, person, day, 0).chance(cover, Purpose::Cover, 0)
    }

    fn cancel_patients(&mut self, person: usize, day: u32) {
        self.now = SimTime::start_of(self.today) + self.params.phone.opens;
        for slot in 0..HALVES * self.state.book.half {
            if let Some(need) = self.state.book.need_in(day, person, slot) {
                self.state.book.vacate(Place { day, person, slot }, false);
                self.practice_cancels(need);
            }
        }
        self.now = SimTime::start_of(self.today);
    }

    /// The practice takes an appointment back because the clinician is not there, and offers the next: to those who
    /// came as soon as they could, from today; to others from the day that they or a clinician had chosen.
    fn practice_cancels(&mut self, need: u32) {
        self.see(need, Event::PracticeCancels);
        let Some(appointment) = self.state.needs[need].appointment.take() else { return };
        self.leaves_book(&appointment);
        let role = self.role_for(need);
        if appointment.origin == Origin::Soonest {
            return self.sees_again_soon(need, role);
        }
        self.state.needs.restamp(need);
        if appointment.origin != Origin::Choice {
            return self.book_planned(need, appointment.day, appointment.origin);
        }
        match self.find_for(need, role, appointment.day) {
            Some(free) => self.book(need, free, Origin::Choice),
            None => self.asks_on(need, self.calendar.open_from(self.today + 1)),
        }
    }

    /// Is this person (or a locum for them) holding this session today?
    pub(super) fn holds_session(&self, person: usize, half: usize) -> bool {
        self.state.today_sick[person] != Absent::Uncovered && self.state.book.has_session(self.today, person, half)
    }
}
