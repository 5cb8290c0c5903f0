//! Booking: what a request asks of the book, and what it gets. Enters from the phone, the desk, a clinician or a
//! register; leaves with an appointment, onto the duty doctor's list, or empty-handed to `unmet`.

use super::book::Place;
use super::calendar::HALVES;
use super::diary::Errand;
use super::feedback::moved;
use super::need::{Appointment, Fate};
use super::patients::NO_GP;
use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::watch::{Ending, Event, Origin, Watch};
use crate::scenario::names::{Mode, Role};

impl<W: Watch> Run<'_, W> {
    /// A request has been heard: settled on the call, or looked up in the book.
    #[inline(always)]
    pub(super) fn heard(&mut self, need: u32, online: bool) {
        if self.needs_no_appointment(need) {
            self.see(need, Event::SettledOnCall);
            self.end(need, Ending::Closed);
        } else {
            self.route(need, online);
        }
    }

    /// Can a request be settled at once, by whoever hears it first?
    pub(super) fn needs_no_appointment(&self, need: u32) -> bool {
        let asking = &self.state.needs[need];
        let settled = self.params.settings.problems[asking.problem].closed_on_call;
        asking.encounters == 0 && asking.key.chance(settled, Purpose::ClosedOnCall, 0)
    }

    /// Looks for a slot for a request of the patient's own.
    pub(super) fn seek_appointment(&mut self, need: u32) {
        let asking = &mut self.state.needs[need];
        asking.requests = asking.requests.saturating_add(1);
        let (key, request, problem) = (asking.key, u32::from(asking.requests), asking.problem);
        // The urgency was that of the need, not of a follow-up planned for it.
        let (urgent, wants_today) = (asking.urgent && !asking.planned, asking.wants_today && !asking.planned);
        let must_be_seen = asking.must_be_seen;
        let role = self.role_for(need);
        self.appointment_asked_for(need, role);
        let now = self.time_of_day();
        if wants_today {
            if let Some(free) = self.state.book.find_today(role, None, self.today, now) {
                return self.book(need, free, Origin::Soonest);
            }
            if let Some(free) = self.colleague_today(need, role, request) {
                self.state.needs[need].role = Some(self.params.people[free.person].role);
                return self.book(need, free, Origin::Soonest);
            }
            if f64::from(self.state.extras_today) < self.params.settings.book.duty_limit && self.a_gp_is_still_in() {
                self.state.extras_today += 1;
                self.see(need, Event::JoinsDutyList);
                return self.state.duty.push((need, self.now));
            }
            if urgent {
                return self.turned_away(need);
            }
        }
        let settings = &self.params.settings.problems[problem];
        let mut from = self.calendar.after_working(self.today, self.params.settings.book.routine_lead as u32);
        let mut origin = Origin::Soonest;
        let waited = std::mem::replace(&mut self.state.needs[need].fate, Fate::Undecided) == Fate::WaitsForTheBook;
        let later_day = moved(settings.later_day, self.state.access.odds.just_in_case);
        if waited {
            // The day that the patient wants is among those for which the book has just been opened.
            let opened = self.state.book.open_until - 1 - self.calendar.closed_before(self.today);
            (from, origin) = (from.max(opened), Origin::Choice);
        } else if !wants_today && !must_be_seen && key.chance(later_day, Purpose::LaterDay, request) {
            let later = self.params.problems[problem as usize].later_by.at(key.draw(Purpose::LaterBy, request));
            from = from.max(self.today + key.days(later, Purpose::LaterBy, request));
            origin = Origin::Choice;
            if self.calendar.open_from(from) >= self.state.book.open_until {
                return self.waits_for_the_book(need, self.calendar.open_from(from));
            }
        }
        match self.find_for(need, role, from) {
            Some(free) => self.book(need, free, origin),
            None => self.turned_away(need),
        }
    }

    /// A slot today with somebody of another role that such problems are booked with and that can close this one.
    fn colleague_today(&self, need: u32, own: Role, request: u32) -> Option<Place> {
        let asking = &self.state.needs[need];
        let share = self.params.settings.book.urgent_elsewhere;
        if !asking.key.chance(share, Purpose::UrgentElsewhere, request) {
            return None;
        }
        let books_with = &self.params.settings.problems[asking.problem].books_with;
        let others = Role::ALL.iter().filter(|&&role| role != own && books_with[role] > 0.0);
        let mut able = others.filter(|&&role| self.is_able(need, role));
        able.find_map(|&role| self.state.book.find_today(role, None, self.today, self.time_of_day()))
    }

    /// Whom the need is booked with: decided once.
    #[inline(always)]
    pub(super) fn role_for(&mut self, need: u32) -> Role {
        match self.state.needs[need].role {
            Some(role) => role,
            None => self.choose_role(need),
        }
    }

    fn choose_role(&mut self, need: u32) -> Role {
        let asking = &self.state.needs[need];
        let by = &self.params.problems[asking.problem as usize].books_with;
        let usual = Role::ALL[by.at(asking.key.draw(Purpose::Role, 0))];
        let visitor = self.visitor(need).filter(|&visitor| visitor != usual && self.has_slot(need, visitor));
        if let Some(role) = visitor {
            self.see(need, Event::NavigatedTo { role });
        }
        *self.state.needs[need].role.insert(visitor.unwrap_or(usual))
    }

    /// The first free slot on or after `from`: with the usual GP if the patient wants that and it is not too long.
    pub(super) fn find_for(&self, need: u32, role: Role, from: u32) -> Option<Place> {
        let (book, now) = (&self.state.book, self.time_of_day());
        let patient = self.state.needs[need].who;
        let anyone = || book.find(role, None, from, self.today, now);
        if role != Role::Gp || !patient.wants_own_gp() || !self.has_usual_gp(patient.usual_gp) {
            return anyone();
        }
        let patience = self.params.settings.book.own_gp_wait;
        let own = book.find(role, Some(patient.usual_gp as usize), from, self.today, now);
        // Nobody is free before `from`, so how long the wait is from there settles it most often.
        let soonest = from.max(self.today);
        if patience.is_infinite()
            || own.is_some_and(|own| f64::from(self.calendar.working_days(soonest, own.day)) <= patience)
        {
            return own;
        }
        match (own, anyone()) {
            (Some(own), Some(any)) => {
                let longer = self.calendar.working_days(any.day, own.day);
                Some(if f64::from(longer) <= patience { own } else { any })
            }
            (own, any) => any.or(own),
        }
    }

    /// Is the usual GP still with the practice? Whoever has left is waited for by nobody.
    fn has_usual_gp(&self, usual: u16) -> bool {
        usual != NO_GP && !self.params.people[usize::from(usual)].stands_by
    }

    /// Writes a need into the book and decides what will come of it before the day.
    pub(super) fn book(&mut self, need: u32, free: Place, origin: Origin) {
        let call_will_do = self.call_will_do(need);
        let booked = &mut self.state.needs[need];
        booked.bookings = booked.bookings.saturating_add(1);
        booked.days_asked = 0;
        booked.calls_today = 0;
        let role = self.params.people[free.person].role;
        let by_phone = match (booked.must_be_seen, call_will_do) {
            (true, _) => 0.0,
            (_, true) => 1.0,
            _ => self.params.settings.roles[role].by_phone,
        };
        let phone = booked.key.chance(by_phone, Purpose::ByPhone, booked.bookings.into());
        let visit = self.needs_visit(need);
        let mode = match (visit, phone) {
            _ if self.params.people[free.person].leads_groups => Mode::Group,
            (true, _) => Mode::HomeVisit,
            (_, true) => Mode::Phone,
            _ => Mode::FaceToFace,
        };
        let booked = &mut self.state.needs[need];
        booked.appointment = Some(Appointment {
            day: free.day,
            lead: (free.day - self.today) as u16,
            person: free.person as u16,
            slot: free.slot as u16,
            mode,
            origin,
        });
        self.state.book.fill(free, need);
        self.state.booked += 1;
        self.measures.attendance.bookings += 1;
        if origin == Origin::Soonest {
            let lead = self.calendar.working_days(self.today, free.day);
            self.state.access.waits_today[0] += lead;
            self.state.access.waits_today[1] += 1;
        }
        if W::WATCHES {
            let at = self.state.book.time(free.person, free.slot);
            let lead_days = free.day - self.today;
            self.see(need, Event::Booked { person: free.person as u16, day: free.day, at, lead_days, origin });
        }
        self.decide_cancelling(need);
    }

    /// Does the patient have to be seen at home?
    #[inline(always)]
    pub(super) fn needs_visit(&self, need: u32) -> bool {
        let booked = &self.state.needs[need];
        let age = usize::from(booked.who.age);
        let share = self.params.settings.problems[booked.problem].home_visit[age];
        booked.key.chance(share, Purpose::HomeVisit, 0)
    }

    /// An appointment leaves the book today: fallen due, cancelled or taken back. Returns the working days for which it
    /// had been booked.
    pub(super) fn leaves_book(&mut self, appointment: &Appointment) -> u32 {
        self.state.booked -= 1;
        self.count_book_stay(appointment, self.today)
    }

    /// Counts the closings before `until` at which an appointment stood in the book. Closings, because at opening some
    /// of the day's bookings are there already: the starting backlog, and those moved because somebody is off sick.
    /// Returns all of them, those before measuring began too.
    fn count_book_stay(&mut self, appointment: &Appointment, until: u32) -> u32 {
        let (from, counted_from) = (appointment.booked_on(), self.measures_day);
        let stood = self.calendar.working_days(from, until);
        let counted = match from < counted_from {
            true => self.calendar.working_days(counted_from, until.max(counted_from)),
            false => stood,
        };
        self.measures.attendance.little.stays += u64::from(counted);
        stood
    }

    /// At the end of the run, the part of the stay of appointments still in the book.
    pub(super) fn count_unfinished_bookings(&mut self) {
        let standing: Vec<Appointment> = self.state.needs.iter().filter_map(|need| need.appointment).collect();
        for appointment in &standing {
            self.count_book_stay(appointment, self.today + 1);
        }
    }

    /// A follow-up or recall goes into the book on its day or the first free after it, now or when the book opens
    /// that far.
    #[inline(always)]
    pub(super) fn book_planned(&mut self, need: u32, due: u32, origin: Origin) {
        let due = self.calendar.open_from(due.max(self.today));
        if self.goes_by_message(need) {
            return self.write_diary(self.calendar.open_from(due.max(self.today + 1)), need, Errand::AnswerMessage);
        }
        if due >= self.state.book.open_until {
            let when = (due - self.params.settings.book.horizon as u32).max(self.today + 1);
            return self.write_diary(when, need, Errand::BookPlanned { due, origin });
        }
        if let Some(place) = self.group_place(need, due) {
            return self.book(need, place, origin);
        }
        let role = self.role_for(need);
        match self.find_for(need, role, due) {
            Some(free) => self.book(need, free, origin),
            None => self.finds_no_slot(need, due, origin),
        }
    }

    /// A recall goes into the book on a day within its tolerance.
    pub(super) fn book_recall(&mut self, need: u32) {
        if !self.date().open {
            return self.write_diary(self.calendar.open_from(self.today), need, Errand::BookRecall);
        }
        let called = &self.state.needs[need];
        let tolerance = self.params.settings.problems[called.problem].recall_tolerance;
        let after = 1 + (tolerance * called.key.u(Purpose::RecallDay, 0)) as u32;
        let after = self.quiet_day(need, tolerance).unwrap_or(self.today + after);
        let from = self.calendar.open_from(after).min(self.state.book.open_until - 1);
        self.book_planned(need, from, Origin::Recall);
    }

    /// Does any GP's session of today end later than now, so that somebody can be put at its end?
    fn a_gp_is_still_in(&self) -> bool {
        self.state
            .book
            .of_role(Role::Gp)
            .any(|gp| (0..HALVES).any(|half| self.holds_session(gp, half) && self.session_hours(gp, half).1 > self.now))
    }
}
