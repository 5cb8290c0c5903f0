//! The book opens: a day further ahead every morning, with the sessions that will be held and their slots, and today's
//! held slots are released. No patients pass here but those of the starting backlog, who come from `demand` and go
//! straight into the book.

use super::calendar::HALVES;
use super::run::Run;
use super::staff;
use super::watch::{Origin, Watch};
use crate::kernel::Span;
use crate::scenario::names::Role;

impl<'a, W: Watch> Run<'a, W> {
    /// The book opens one more day at its far end, and today's held slots are released.
    pub(super) fn open_book(&mut self) {
        let horizon = self.params.settings.book.horizon as u32;
        while self.state.book.open_until <= self.today + horizon {
            let day = self.state.book.open_until;
            // Sessions that a shorter horizon put out of reach are in the book already.
            if day >= self.state.book.planned_until {
                self.open_sessions(day);
                self.state.book.planned_until += 1;
            }
            self.state.book.open_until += 1;
            if self.today == 0 && f64::from(self.calendar.day(day).working) < self.params.settings.book.starting_backlog
            {
                self.fill_backlog(day);
            }
        }
        if self.date().open {
            self.count_at_opening();
            let lead = self.params.settings.book.release_lead as u32;
            let until = self.calendar.after_working(self.today, lead).min(self.state.book.open_until - 1);
            for day in self.today..=until {
                self.state.book.release(day);
            }
            self.state.book.released_until = self.state.book.released_until.max(until + 1);
        }
    }

    fn open_sessions(&mut self, day: u32) {
        if !self.calendar.day(day).open {
            return;
        }
        for half in 0..HALVES {
            let mut rooms = self.rooms();
            for person in 0..self.params.people.len() {
                if !self.plans_session(person, day, half) {
                    continue;
                }
                self.state.book.plan_session(day, person, half);
                if rooms == 0 {
                    continue;
                }
                rooms -= 1;
                let role = self.params.people[person].role;
                let added = self.state.idle.slots_added(self.params, role);
                let own = staff::slots(self.params, self.state.streams, person, day, half, 0.0);
                let slots = match added {
                    0.0 => own,
                    _ => staff::slots(self.params, self.state.streams, person, day, half, added),
                };
                self.state.book.note_opened(day, person, half, [own, slots.saturating_sub(own)]);
                self.state.book.open_session(day, person, half, slots, self.embargoed(person));
            }
        }
    }

    /// Rooms for the sessions of a half day.
    pub(super) fn rooms(&self) -> usize {
        match self.params.settings.book.rooms as usize {
            0 => usize::MAX,
            rooms => rooms,
        }
    }

    /// Slots of somebody's sessions that are kept for the day, by place.
    pub(super) fn embargoed(&self, person: usize) -> &'a [bool] {
        let person = &self.params.people[person];
        if person.leads_groups { &[] } else { &self.params.roles[person.role as usize].embargoed }
    }

    /// Leave is worked out for a role's year, when its first week is asked for.
    pub(super) fn plans_session(&mut self, person: usize, day: u32, half: usize) -> bool {
        let rota = self.rota_of(person);
        if rota[self.calendar.day(day).weekday as usize][half] == 0.0 {
            // As on most half days of most people.
            return false;
        }
        if !staff::is_on_rota(self.params, rota, self.state.streams, self.calendar, person, day, half) {
            return false;
        }
        if self.params.people[person].leads_groups {
            // A colleague leads the group in somebody's leave.
            return true;
        }
        let (year, week) = (day / 7 / 52, day / 7 % 52);
        let known = (year % 2) as usize;
        if self.state.leave[known][person].0 != year {
            let people = self.state.book.of_role(self.params.people[person].role);
            let leave = staff::leave_of_year(self.params, self.state.streams, people.clone(), year);
            self.state.leave[known].splice(people, leave.into_iter().map(|weeks| (year, weeks)));
        }
        self.state.leave[known][person].1 >> week & 1 == 0
    }

    fn fill_backlog(&mut self, day: u32) {
        self.state.book.release(day);
        for person in 0..self.state.book.first_leader {
            let role = self.params.people[person].role;
            while let Some(free) = self.state.book.find(role, Some(person), day, day, Span::ZERO) {
                if free.day != day {
                    break;
                }
                let number = self.state.needs.inside();
                let need = self.backlog_need(number);
                self.book(need, free, Origin::Soonest);
            }
        }
    }

    /// At opening: how far ahead the book is taken, and the third next routine appointment with a GP.
    fn count_at_opening(&mut self) {
        self.measures.attendance.booked_ahead.add(self.state.booked);
        let mut seen = 0;
        let third = (self.today..self.state.book.open_until).find(|&day| {
            seen += self.state.book.free_on(day, Role::Gp);
            seen >= 3
        });
        let third_next = &mut self.measures.attendance;
        match third {
            Some(day) => third_next.third_next.add(u64::from(self.calendar.working_days(self.today, day))),
            None => third_next.third_next_none += 1,
        }
    }
}
