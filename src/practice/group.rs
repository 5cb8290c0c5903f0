//! Group sessions: several patients with follow-ups or recalls are seen together, by somebody who leads the group.
//! Enters from `booking`, where a group suits the need and the patient; leaves each patient to `outcome`.

use super::book::Place;
use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::staff;
use super::watch::{Event, Watch};
use crate::kernel::Span;
use crate::scenario::names::{LedgerLine, Mode};

impl<W: Watch> Run<'_, W> {
    /// The first place in a group on `due` or later that somebody able to close the need leads, if that suits need and
    /// patient. Groups are filled ahead: nobody joins today's.
    pub(super) fn group_place(&self, need: u32, due: u32) -> Option<Place> {
        let leaders = self.state.book.first_leader..self.params.people.len();
        if leaders.is_empty() {
            return None;
        }
        let planned = &self.state.needs[need];
        let problem = &self.params.settings.problems[planned.problem];
        let suits = planned.key.chance(problem.suits_group, Purpose::SuitsGroup, 0);
        if !suits || !planned.key.chance(problem.accepts_group, Purpose::AcceptsGroup, 0) {
            return None;
        }
        let from = due.max(self.today + 1);
        let places = leaders.filter_map(|leader| {
            let role = self.params.people[leader].role;
            let able = || self.is_able(need, role) && !self.needs_visit(need);
            self.state.book.find(role, Some(leader), from, self.today, Span::ZERO).filter(|_| able())
        });
        places.min_by_key(|place| (place.day, place.slot))
    }

    /// A group session is over: its time counts once, and whoever came has been seen.
    pub(super) fn group_ends(&mut self, person: usize, half: usize) {
        let mut session = self.begin_session(person, half);
        let begins = session.free;
        let (role, slots) = (session.role, half * self.state.book.half..(half + 1) * self.state.book.half);
        let mut there = Vec::new();
        for slot in slots {
            let Some(need) = self.state.book.need_in(self.today, person, slot) else { continue };
            let odds = self.state.patients.dna_odds[self.state.needs[need].patient as usize];
            if let Some((_, booked_at)) = self.attends(&mut session, need, odds, slot) {
                self.see_at(booked_at, need, Event::Arrives);
                there.push((need, begins.since(booked_at)));
            }
        }
        // The others go on without those who stay away.
        session.dna = Span::ZERO;
        let together = if there.is_empty() { Span::ZERO } else { self.group_lasts(person, half) };
        self.spend(&mut session, LedgerLine::Group, begins, begins + together);
        session.free = begins + together;
        let each = Span(together.0 / there.len().max(1) as u64);
        for &(need, waited) in &there {
            let seen = &self.state.needs[need];
            let (key, nth, planned) = (seen.key, u32::from(seen.encounters), seen.planned);
            let encounter =
                Event::Encounter { person: person as u16, mode: Mode::Group, waited, lasts: together, own_gp: false };
            self.see_at(begins, need, encounter);
            let notes = self.params.roles[role as usize].write_up.at(key.u(Purpose::WriteUp, nth));
            if notes > Span::ZERO {
                self.see_at(session.free, need, Event::WriteUp { person: person as u16, lasts: notes });
            }
            let seen_off = session.free;
            session.free = seen_off + notes;
            self.spend(&mut session, LedgerLine::WriteUp, seen_off, seen_off + notes);
            self.measures.clinic.encounter(role, Mode::Group, each, false, planned);
            self.supervise_one(role);
            self.audit_saw(need, person, false);
            self.comes_of_it(need, role, Mode::Group, false, begins + together);
        }
        if !there.is_empty() {
            let settings = &self.params.settings.roles[role];
            self.task_for(settings.group_assistant, LedgerLine::Group, Span::minutes(settings.group_assistance));
        }
        self.end_session(session);
    }

    fn group_lasts(&self, person: usize, half: usize) -> Span {
        let minutes = &self.params.roles[self.params.people[person].role as usize].minutes[Mode::Group as usize];
        minutes
            .at(staff::session_key(self.params, self.state.streams, person, self.today, half).u(Purpose::GroupLasts, 0))
    }
}
