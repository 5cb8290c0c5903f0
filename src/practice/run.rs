//! The loop: a day is opened, its needs and errands are merged with the agenda, and it is closed.
//!
//! Everything that happens to a need is a method of [`Run`], each in the file of its own part of the practice:
//! `demand` → `phone` → `booking` → `attendance` → `clinic` → `outcome`, with `tasks` and `ledger` beside them.
//! A short step that every need takes is marked `inline(always)` where it has few callers: a call saves and restores
//! half a dozen registers, which for some twenty steps came to 7% of an appointment's instructions.

use super::audit::Audit;
use super::calendar::{Calendar, Day, HALVES};
use super::diary::{Entry, Errand};
use super::measures::Measures;
use super::need::About;
use super::params::Params;
use super::purpose::{Who, key};
use super::state::State;
use super::watch::{Ending, Event, THE_PRACTICE, Watch};
use crate::kernel::time::{DAY, HALF_HOUR};
use crate::kernel::{Key, SimTime, Span};
use crate::scenario::names::TriageBy;
use std::sync::Arc;

/// What can be on today's agenda. At one instant the order is that of this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Moment {
    ShiftChanges,
    CallEnds,
    HangsUp,
    Redials,
    LinesClose,
    SessionEnds,
    TriageByGpEnds,
    TriageByNurseEnds,
    TriageOnlineEnds,
    /// Somebody asks for help, or means to cancel.
    Asks,
    WantsToCancel,
    CancelsByMessage,
}

impl Moment {
    /// The end of a clinician's look at a request.
    pub(super) fn triage_ends(by: TriageBy) -> Moment {
        match by {
            TriageBy::Gp => Moment::TriageByGpEnds,
            TriageBy::Nurse => Moment::TriageByNurseEnds,
            TriageBy::Online => Moment::TriageOnlineEnds,
        }
    }

    pub(super) const ALL: [Moment; 12] = [
        Moment::ShiftChanges,
        Moment::CallEnds,
        Moment::HangsUp,
        Moment::Redials,
        Moment::LinesClose,
        Moment::SessionEnds,
        Moment::TriageByGpEnds,
        Moment::TriageByNurseEnds,
        Moment::TriageOnlineEnds,
        Moment::Asks,
        Moment::WantsToCancel,
        Moment::CancelsByMessage,
    ];
}

/// A run in progress: the state, what governs it, and who is watching.
pub struct Run<'a, W> {
    pub(super) state: &'a mut State,
    pub(super) params: &'a Params,
    pub(super) calendar: &'a Calendar,
    pub(super) measures: &'a mut Measures,
    pub(super) watch: &'a mut W,
    pub(super) now: SimTime,
    pub(super) today: u32,
    date: Day,
    /// When measuring began: stays are counted from here.
    pub(super) measures_from: SimTime,
    pub(super) measures_day: u32,
}

impl<'a, W: Watch> Run<'a, W> {
    /// Takes up `state` at its next day, measuring from there.
    pub fn new(
        state: &'a mut State,
        params: &'a Params,
        calendar: &'a Calendar,
        measures: &'a mut Measures,
        watch: &'a mut W,
    ) -> Self {
        let today = state.next_day;
        measures.begin(state.needs.inside(), today, params);
        if !measures.keeps_spreads() {
            // Nobody will be asked what they go by, and so no copy of the run need carry it.
            state.audit = Audit::default();
        }
        Run::resume(state, params, calendar, measures, watch, today)
    }

    /// Takes up again a run that was left between two days, with what it has measured and seen since the morning of day
    /// `since`.
    pub fn resume(
        state: &'a mut State,
        params: &'a Params,
        calendar: &'a Calendar,
        measures: &'a mut Measures,
        watch: &'a mut W,
        since: u32,
    ) -> Self {
        let today = state.next_day;
        Run {
            state,
            params,
            calendar,
            measures,
            watch,
            now: SimTime::start_of(today),
            today,
            date: calendar.day(today),
            measures_from: SimTime::start_of(since),
            measures_day: since,
        }
    }

    /// Simulates a day under `params`.
    pub fn day(&mut self, params: &'a Params) {
        self.params = params;
        self.open_day();
        self.work_through();
        self.close_day();
    }

    /// What has been measured so far.
    pub fn measured(&self) -> &Measures {
        self.measures
    }

    /// What has been measured up to the end of a week, its hours included.
    pub fn week_over(&mut self) -> &Measures {
        self.close_ledger();
        self.measures
    }

    /// Closes the books on what was measured; those still inside are counted.
    pub fn finish(mut self) {
        self.count_unfinished_stays();
        self.count_unfinished_triage();
        self.count_unfinished_bookings();
        self.close_ledger();
        self.measures.needs.misplaced = self.state.misplaced();
        self.measures.finish(self.state.needs.inside());
    }

    fn open_day(&mut self) {
        self.today = self.state.next_day;
        self.date = self.calendar.day(self.today);
        self.now = SimTime::start_of(self.today);
        self.state.access.weigh(self.params);
        if !Arc::ptr_eq(&self.state.plan, &self.params.plan) {
            self.change_plans();
        }
        let spell = (self.params.settings.patients.transient_weeks * 7.0) as u32;
        if self.today.is_multiple_of(spell) {
            self.state.patients.begin_spell(self.params, self.today / spell);
        }
        self.rota_follows_demand();
        self.open_book();
        self.measures.day(self.date());
        if self.date().open {
            self.staff_today();
            self.tasks_arrive();
        }
        let emptied = std::mem::take(&mut self.state.errands);
        let errands = self.state.diary.turn(emptied);
        for entry in &errands {
            self.run_errand(*entry);
        }
        self.state.errands = errands;
        self.recalls_fall_due();
        self.needs_arise();
        if self.date().open {
            self.set_agenda();
        }
    }

    fn run_errand(&mut self, Entry { need, stamp, errand }: Entry) {
        if self.state.needs[need].stamp != stamp {
            return;
        }
        match errand {
            Errand::Ask => self.plan_asking(self.asks_at(need), need, About::Need),
            Errand::Cancel => self.plan_asking(self.cancels_at(need), need, About::Cancelling),
            Errand::CancelByMessage => self.plan(self.cancels_at(need), Moment::CancelsByMessage, need),
            Errand::BookPlanned { due, origin } => self.book_planned(need, due, origin),
            Errand::BookRecall => self.book_recall(need),
            Errand::AnswerMessage => self.answer_message(need),
        }
    }

    fn set_agenda(&mut self) {
        let midnight = SimTime::start_of(self.today);
        let (opens, closes) = (self.params.phone.opens, self.params.phone.closes);
        let mut at = opens;
        while at < closes {
            self.state.agenda.plan(midnight + at, Moment::ShiftChanges as u8, 0);
            at = Span((at.0 / HALF_HOUR + 1) * HALF_HOUR);
        }
        let goes_on = closes.0 >= DAY && opens.0 == 0 && self.calendar.day(self.today + 1).open;
        if !goes_on {
            self.state.agenda.plan(midnight + closes, Moment::LinesClose as u8, 0);
        }
        self.schedule_sessions();
    }

    /// Somebody will ask at this time of today.
    pub(super) fn plan_asking(&mut self, of_day: Span, need: u32, about: About) {
        let moment = match about {
            About::Need => Moment::Asks,
            About::Cancelling => Moment::WantsToCancel,
        };
        self.plan(of_day, moment, need);
    }

    fn plan(&mut self, of_day: Span, moment: Moment, need: u32) {
        self.state.agenda.plan(SimTime::start_of(self.today) + of_day, moment as u8, need);
    }

    /// Whatever happens until midnight.
    fn work_through(&mut self) {
        self.state.agenda.settle();
        let tomorrow = SimTime::start_of(self.today + 1);
        while let Some((at, rank, id)) = self.state.agenda.pop_before(tomorrow) {
            self.now = at;
            match Moment::ALL[rank as usize] {
                Moment::ShiftChanges => self.shift_changes(),
                Moment::CallEnds => self.call_ends(id),
                Moment::HangsUp => self.hangs_up(id),
                Moment::Redials => self.redials(id),
                Moment::LinesClose => self.lines_close(),
                Moment::SessionEnds => self.session_ends(id as usize / HALVES, id as usize % HALVES),
                Moment::TriageByGpEnds => self.triage_ends(id, TriageBy::Gp),
                Moment::TriageByNurseEnds => self.triage_ends(id, TriageBy::Nurse),
                Moment::TriageOnlineEnds => self.triage_ends(id, TriageBy::Online),
                Moment::Asks => self.ask(id, About::Need),
                Moment::WantsToCancel => self.ask(id, About::Cancelling),
                Moment::CancelsByMessage => self.cancels_by_message(id),
            }
        }
    }

    fn close_day(&mut self) {
        self.now = SimTime::start_of(self.today + 1);
        if self.date().open {
            self.measures.attendance.little.area += self.state.booked;
            self.tasks_at_close();
            self.destinations_at_close();
            self.remember_today();
            self.remember_idle_time();
        }
        self.measures.needs.open.add(self.state.needs.inside());
        self.state.book.clear(self.today);
        self.state.next_day += 1;
        if self.state.next_day.is_multiple_of(7) {
            self.close_ledger();
        }
    }

    // What every part of the practice uses.

    pub(super) fn date(&self) -> Day {
        self.date
    }

    /// Time since this morning's midnight, beyond 24 hours where a session overran it.
    pub(super) fn time_of_day(&self) -> Span {
        self.now.since(SimTime::start_of(self.today))
    }

    pub(super) fn day_key(&self) -> Key {
        key(self.state.streams, Who::Day, u64::from(self.today))
    }

    // Always inlined, so that what a watch does not ask for is not even made.
    #[inline(always)]
    pub(super) fn see(&mut self, need: u32, event: Event) {
        self.see_at(self.now, need, event);
    }

    #[inline(always)]
    pub(super) fn see_at(&mut self, at: SimTime, need: u32, event: Event) {
        if W::WATCHES && W::wants(&event) {
            self.watch.on(at, self.state.needs[need].id(), event);
        }
    }

    /// What happens to no need, but to the practice.
    #[inline]
    pub(super) fn see_practice(&mut self, event: Event) {
        if W::WATCHES {
            self.watch.on(self.now, THE_PRACTICE, event);
        }
    }

    /// The one place where a need ends.
    pub(super) fn end(&mut self, need: u32, ending: Ending) {
        self.see(need, Event::Ends { ending });
        self.leave(need, ending);
    }

    /// The same for a need whose end has been shown.
    #[inline(always)]
    pub(super) fn leave(&mut self, need: u32, ending: Ending) {
        let ended = &self.state.needs[need];
        self.measures.needs.ends(ended, ending);
        self.state.needs.close(need);
    }

    pub(super) fn write_diary(&mut self, day: u32, need: u32, errand: Errand) {
        let stamp = self.state.needs[need].stamp;
        self.state.diary.write(day, Entry { need, stamp, errand });
    }
}
