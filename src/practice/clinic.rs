//! A session: patients arrive, wait, are seen in the order of their slots, and notes are written.
//! Enters from the book; leaves to `outcome`. A session is worked through at its end, when nobody can join it any
//! more: each start is the later of the clinician being free and the patient being there (Lindley's recursion).

use super::calendar::HALVES;
use super::need::{Appointment, Fate, Need};
use super::patients::NO_GP;
use super::purpose::{Draw, Purpose};
use super::run::{Moment, Run};
use super::sickness::Absent;
use super::staff;
use super::watch::{Event, Origin, Watch};
use crate::kernel::{SimTime, Span};
use crate::scenario::names::{EarlyStart, FreedTime, LedgerLine, Mode, Role};

/// The hours of a session in progress.
pub(super) struct Session {
    pub(super) person: usize,
    /// Whose hours these are: the person's, or a locum's.
    pub(super) account: usize,
    pub(super) role: Role,
    /// When the clinician is free.
    pub(super) free: SimTime,
    pub(super) ends: SimTime,
    /// When the next patient is due.
    pub(super) next: SimTime,
    /// Time with nothing to do.
    pub(super) idle: Span,
    /// Slot time of patients who did not come, not yet seen as a gap.
    pub(super) dna: Span,
    /// What its GP would call avoidable, once an audit has asked.
    pub(super) eye: Option<f64>,
    /// Ticks before its end by line: booked once, when it is over.
    lines: [u64; LedgerLine::COUNT],
}

impl<W: Watch> Run<'_, W> {
    /// Puts the day's sessions on the agenda, at their ends.
    pub(super) fn schedule_sessions(&mut self) {
        self.state.extras_today = 0;
        let mut held = [0; HALVES];
        for person in 0..self.params.people.len() {
            for (half, held) in held.iter_mut().enumerate() {
                if self.holds_session(person, half) {
                    *held += 1;
                    let over = self.nobody_can_join_from(person, half);
                    self.state.agenda.plan(over, Moment::SessionEnds as u8, (person * HALVES + half) as u32);
                }
            }
        }
        for sessions in held {
            self.measures.clinic.rooms(sessions, self.params.settings.book.rooms as u64);
        }
    }

    /// When a session of today begins and ends by contract.
    pub(super) fn session_hours(&self, person: usize, half: usize) -> (SimTime, SimTime) {
        let clinic = &self.params.settings.clinic;
        let begins = SimTime::start_of(self.today) + Span::hours([clinic.morning, clinic.afternoon][half]);
        let role = &self.params.roles[self.params.people[person].role as usize];
        (begins, begins + if self.params.people[person].leads_groups { role.group_session } else { role.session })
    }

    /// When nobody can be booked into a session any more: at its end, or just after its last slot where its slots go
    /// on beyond that.
    fn nobody_can_join_from(&self, person: usize, half: usize) -> SimTime {
        let (begins, ends) = self.session_hours(person, half);
        if self.params.people[person].leads_groups {
            return ends;
        }
        let slots = &self.params.roles[self.params.people[person].role as usize].slots;
        slots.last().map_or(ends, |&last| ends.max(begins + last + Span(1)))
    }

    /// A session that is over, with the clinician there from its start or a little later.
    pub(super) fn begin_session(&mut self, person: usize, half: usize) -> Session {
        let (begins, ends) = self.session_hours(person, half);
        let role = self.params.people[person].role;
        let account = match self.state.today_sick[person] {
            Absent::Covered => self.locum_account(role),
            _ => person,
        };
        let late =
            self.params.starts_late.at(staff::session_key(self.params, self.state.streams, person, self.today, half)
                .draw(Purpose::StartsLate, 0));
        self.ledger_session(account, ends.since(begins));
        let (free, zero) = (begins + late, Span::ZERO);
        let lines = [0; LedgerLine::COUNT];
        let mut session =
            Session { person, account, role, free, ends, next: ends, idle: zero, dna: zero, eye: None, lines };
        self.spend(&mut session, LedgerLine::GapIdle, begins, free);
        session
    }

    /// Works through a session that is over.
    pub(super) fn session_ends(&mut self, person: usize, half: usize) {
        if self.params.people[person].leads_groups {
            return self.group_ends(person, half);
        }
        let mut session = self.begin_session(person, half);
        let Session { role, ends, .. } = session;
        let (begins, _) = self.session_hours(person, half);
        let first = half * self.state.book.half;
        // No time is to spare after the last patient where urgent ones wait.
        let last = if role == Role::Gp && !self.state.duty.is_empty() { begins } else { ends };
        let mut coming = self.booked_into(person, half);
        let booked = coming.len() as u32;
        for (position, need, odds) in coming.drain(..) {
            session.next = self.next_due(person, first + position, half, last);
            self.slot_comes_up(&mut session, need, odds, first + position, position);
        }
        self.state.coming = coming;
        let unfilled = self.state.book.unfilled(self.today, person, half);
        self.measures.clinic.slots(role, unfilled);
        let (given_up, still_free) = self.state.book.given_up(self.today, person, half);
        self.measures.attendance.given_up(given_up, still_free);
        if role == Role::Gp && !self.state.duty.is_empty() {
            self.see_extras(&mut session, half);
        }
        let idle = self.end_session(session);
        if self.params.settings.clinic.freed_time == FreedTime::MoreSlots {
            let own = staff::slots(self.params, self.state.streams, person, self.today, half, 0.0) as u32;
            self.remember_idle(role, idle, own, booked + unfilled, unfilled);
        }
    }

    /// An appointment falls due: is the patient there, who has these odds of a DNA against others? A slot time that is lost is
    /// noted.
    #[inline(always)]
    pub(super) fn attends(
        &mut self,
        session: &mut Session,
        need: u32,
        odds: f32,
        slot: usize,
    ) -> Option<(Appointment, SimTime)> {
        let booked_at = SimTime::start_of(self.today) + self.state.book.time(session.person, slot);
        let appointment = self.state.needs[need].appointment.take()?;
        let working = self.leaves_book(&appointment);
        if self.state.needs[need].fate == Fate::CancelledLate {
            self.see_at(booked_at, need, Event::Cancels { late: true });
            session.dna += self.slot_length(session.role);
            self.cancelled_late(need);
            return None;
        }
        let dna = self.is_dna(need, odds, &appointment);
        self.falls_due(need, &appointment, session.role, working, dna);
        if dna {
            self.see_at(booked_at, need, Event::DidNotAttend);
            session.dna += self.slot_length(session.role);
            self.after_dna(need);
            return None;
        }
        Some((appointment, booked_at))
    }

    /// A slot comes up in which somebody is booked.
    fn slot_comes_up(&mut self, session: &mut Session, need: u32, odds: f32, slot: usize, position: usize) {
        self.measures.clinic.used_slots[session.role as usize] += 1;
        let Some((appointment, booked_at)) = self.attends(session, need, odds, slot) else { return };
        let lead = u32::from(appointment.lead);
        let coming = &self.state.needs[need];
        let comes = match appointment.mode {
            Mode::FaceToFace => {
                let late = self.params.lateness.at(coming.key.draw(Purpose::Lateness, coming.encounters.into()));
                // Somebody booked for today cannot be there before booking.
                let early = if lead == 0 { Span::ZERO } else { self.params.early };
                SimTime((booked_at + late).0.saturating_sub(early.0))
            }
            _ => booked_at,
        };
        if appointment.mode == Mode::FaceToFace {
            self.see_at(comes, need, Event::Arrives);
        }
        let ready = match self.params.settings.clinic.early_start {
            EarlyStart::WhenFree => comes,
            EarlyStart::AtBookedTime => comes.max(booked_at),
        };
        let starts = session.free.max(ready);
        self.wait_until(session, starts);
        let waited = starts.since(comes.max(booked_at));
        if appointment.mode == Mode::FaceToFace {
            self.measures.clinic.waited(position, waited);
        }
        self.encounter(session, need, appointment.mode, waited);
    }

    fn slot_length(&self, role: Role) -> Span {
        self.params.roles[role].slot
    }

    /// Counts an appointment that fell due so many working days after it was booked, attended or not.
    #[inline(always)]
    fn falls_due(&mut self, need: u32, appointment: &Appointment, role: Role, working: u32, dna: bool) {
        let due: &Need = &self.state.needs[need];
        self.measures.attendance.due(appointment, due, role, working, dna);
    }

    /// The clinician waits for the next patient: time lost to a DNA, some of it used for tasks, or a gap, some of
    /// which may be.
    #[inline(always)]
    fn wait_until(&mut self, session: &mut Session, until: SimTime) {
        let gap = until.since(session.free);
        if gap == Span::ZERO {
            return;
        }
        let lost = self.lose_to_dna(session, gap);
        let clinic = &self.params.settings.clinic;
        let share = if clinic.freed_time == FreedTime::Tasks { clinic.gap_time_used } else { 0.0 };
        let usable = Span(((gap - lost).0 as f64 * share) as u64);
        let used = self.work_on_tasks(session.account, session.role, usable);
        self.spend(session, LedgerLine::GapIdle, session.free + lost + used, until);
        session.idle += gap - lost - used;
        session.free = until;
    }

    /// The part of a gap that patients who did not come have left empty.
    fn lose_to_dna(&mut self, session: &mut Session, gap: Span) -> Span {
        let lost = gap.min(session.dna);
        if lost > Span::ZERO {
            session.dna = session.dna - lost;
            let usable = Span((lost.0 as f64 * self.params.settings.clinic.dna_time_used) as u64);
            let used = self.work_on_tasks(session.account, session.role, usable);
            self.spend(session, LedgerLine::DnaLost, session.free + used, session.free + lost);
        }
        lost
    }

    // Not inlined: those who are booked and those who are not come here, and twice this code leaves the cache no room for
    // what it calls.
    #[inline(never)]
    fn encounter(&mut self, session: &mut Session, need: u32, mode: Mode, waited: Span) {
        let Session { person, role, free: starts, .. } = *session;
        let patient = &self.state.needs[need];
        let (key, nth, who, planned) = (patient.key, u32::from(patient.encounters), patient.patient, patient.planned);
        let role_params = &self.params.roles[role as usize];
        let length = self.params.settings.problems[patient.problem].length;
        let lasts = role_params.minutes[mode as usize].stretched(key.draw(Purpose::Encounter, nth), length);
        let notes = role_params.write_up.at(key.draw(Purpose::WriteUp, nth));
        let lasts = self.lengthened(lasts, starts, notes, session.next);
        let usual = patient.who.usual_gp;
        // A locum in the usual GP's place is a stranger.
        let own_gp = role == Role::Gp && session.account == person && usual != NO_GP && usize::from(usual) == person;
        self.see_at(starts, need, Event::Encounter { person: person as u16, mode, waited, lasts, own_gp });
        let there = starts + self.travel(session, mode, lasts);
        self.spend(session, mode.ledger_line(), there, starts + lasts);
        session.free = starts + lasts;
        if key.chance(self.params.settings.clinic.interruptions, Purpose::Interruptions, nth) {
            let pause = self.params.interruption.at(key.draw(Purpose::InterruptionLength, nth));
            self.spend(session, LedgerLine::Interruptions, session.free, session.free + pause);
            session.free = session.free + pause;
        }
        let gone = session.free;
        if notes > Span::ZERO {
            self.see_at(gone, need, Event::WriteUp { person: person as u16, lasts: notes });
            self.spend(session, LedgerLine::WriteUp, gone, gone + notes);
            session.free = gone + notes;
        }
        self.consulted(need, who, role, gone);
        self.measures.clinic.encounter(role, mode, lasts, own_gp, planned);
        self.supervise_one(role);
        self.audit(session, need, own_gp, gone);
        self.comes_of_it(need, role, mode, own_gp, gone);
    }

    /// Somebody has seen a patient about whom a GP is asked.
    #[inline(always)]
    pub(super) fn supervise_one(&mut self, role: Role) {
        let minutes = self.params.settings.roles[role].supervision_per_patient;
        if minutes > 0.0 {
            self.task_for(Role::Gp, LedgerLine::Supervision, Span::minutes(minutes));
        }
    }

    /// The part of a home visit that is spent on the way, booked to travel.
    #[inline(always)]
    fn travel(&mut self, session: &mut Session, mode: Mode, lasts: Span) -> Span {
        if mode == Mode::HomeVisit { self.travel_home(session, lasts) } else { Span::ZERO }
    }

    #[inline(never)]
    fn travel_home(&mut self, session: &mut Session, lasts: Span) -> Span {
        let way = Span((lasts.0 as f64 * self.params.settings.clinic.visit_travel) as u64);
        self.spend(session, LedgerLine::Travel, session.free, session.free + way);
        way
    }

    /// Urgent patients for whom there was no slot, after the booked ones: the GPs of the half day share them. They are
    /// told to come at the time of the last slot.
    fn see_extras(&mut self, session: &mut Session, half: usize) {
        // Sessions of a half day end together, one person after the other: those still to come take their share.
        let sharers =
            (session.person..self.state.book.of_role(Role::Gp).end).filter(|&gp| self.holds_session(gp, half));
        let share = self.state.duty.len().div_ceil(sharers.count().max(1));
        let last = self.params.roles[Role::Gp as usize].slots.last().copied().unwrap_or_default();
        let called = self.session_hours(session.person, half).0 + last;
        for (need, since) in self.state.duty.drain(..share).collect::<Vec<_>>() {
            let comes = since.max(called);
            self.work_until(session, comes);
            // The others on the list are waiting already.
            session.next = comes;
            let appointment = Appointment {
                day: self.today,
                lead: 0,
                person: session.person as u16,
                slot: 0,
                mode: Mode::FaceToFace,
                origin: Origin::Soonest,
            };
            self.falls_due(need, &appointment, session.role, 0, false);
            let waited = session.free.since(comes);
            self.encounter(session, need, Mode::FaceToFace, waited);
        }
    }

    /// Time until the next patient, or the end, in which tasks can be done; what they do not need is idle.
    fn work_until(&mut self, session: &mut Session, until: SimTime) {
        let used = self.work_on_tasks(session.account, session.role, until.since(session.free));
        session.free = session.free + used;
        self.wait_until(session, until.max(session.free));
    }

    /// The rest of the session goes to tasks, and what they do not need is idle or finished early; or there was no
    /// rest. Returns the session's idle time.
    pub(super) fn end_session(&mut self, mut session: Session) -> Span {
        let ends = session.ends;
        if self.params.settings.clinic.freed_time == FreedTime::EarlierFinish {
            let rest = ends.since(session.free);
            let used = self.work_on_tasks(session.account, session.role, rest);
            session.free = session.free + used;
            let lost = self.lose_to_dna(&mut session, rest - used);
            // Paid by contract and not worked.
            let gone = session.free + lost;
            self.spend(&mut session, LedgerLine::FinishedEarly, gone, ends);
        } else {
            self.work_until(&mut session, ends);
        }
        let over = session.free.since(session.ends);
        self.measures.clinic.sessions[session.role as usize] += 1;
        self.measures.clinic.overrun += over.0;
        self.ledger_session(session.account, over);
        self.ledger_lines(session.account, &session.lines);
        let supervision = self.params.settings.roles[session.role].supervision;
        self.task_for(Role::Gp, LedgerLine::Supervision, Span::minutes(supervision));
        session.idle
    }

    /// Books the stretch `from..to` to a line, what lies after the session's end to overtime.
    #[inline(always)]
    pub(super) fn spend(&mut self, session: &mut Session, line: LedgerLine, from: SimTime, to: SimTime) {
        session.lines[line as usize] += to.since(from).0;
        if to > session.ends {
            self.move_to_overtime(session, line, to.since(from.max(session.ends)));
        }
    }

    #[cold]
    fn move_to_overtime(&mut self, session: &mut Session, line: LedgerLine, over: Span) {
        session.lines[line as usize] -= over.0;
        self.ledger_overtime(session.account, line, over);
    }
}
