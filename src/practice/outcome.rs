//! What comes of an encounter: closed, referred inside, a planned follow-up, or back again because it was not settled.

use super::diary::Errand;
use super::need::Cause;
use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::shares::falls_to;
use super::watch::{Ending, Event, Origin, Watch};
use crate::kernel::SimTime;
use crate::kernel::quantile::power;
use crate::scenario::names::{Mode, Problem, Role, Task};

impl<W: Watch> Run<'_, W> {
    /// Decides what comes of an encounter that ended at `at`.
    pub(super) fn comes_of_it(&mut self, need: u32, role: Role, mode: Mode, own_gp: bool, at: SimTime) {
        // What is booked after an overrun is booked then, not at the session's end at which this is worked out.
        let session_end = self.now;
        self.now = at.max(session_end);
        self.decide(need, role, mode, own_gp, at);
        self.now = session_end;
    }

    fn decide(&mut self, need: u32, role: Role, mode: Mode, own_gp: bool, at: SimTime) {
        let settings = &self.params.settings.problems;
        let seen = &mut self.state.needs[need];
        let (key, nth) = (seen.key, u32::from(seen.encounters));
        seen.encounters = seen.encounters.saturating_add(1);
        seen.days_asked = 0;
        self.orders_and_refers(need, nth, at);
        // A colleague to whom a GP has passed on a patient whose need is dealt with has only their own part to do.
        let passed_on = role != Role::Gp && self.was_passed_on_to(need, role, nth);
        let able = passed_on || self.is_able(need, role);
        let seen = &mut self.state.needs[need];
        let seen_problem = seen.problem;
        let problem = &settings[seen_problem];
        let by_phone = mode != Mode::Phone || key.chance(problem.able_by_phone, Purpose::AbleByPhone, 0);
        if !by_phone {
            seen.must_be_seen = true;
            return self.sees_again_soon(need, role);
        }
        if !able && role != Role::Gp {
            self.measures.clinic.referred_inside += 1;
            self.see_at(at, need, Event::ReferredInside { to: Role::Gp });
            return self.sees_again_soon(need, Role::Gp);
        }
        // Contacts that could not deal with it, such as triage, leave the first real encounter the first.
        let first = !std::mem::replace(&mut seen.seen, true);
        if first {
            let seen = &self.state.needs[need];
            self.measures.needs.seen(seen, at);
        }
        let again = if first { problem.follow_up } else { problem.follow_up_again };
        // One draw for both, because nobody comes back unsettled before a follow-up.
        let u = key.u(Purpose::FollowUp, nth);
        if u < again {
            return self.plan_follow_up(need, nth, at);
        }
        let stays_away = match able {
            false => 0.0,
            true => {
                let stranger = role == Role::Gp && !own_gp;
                let problem = &self.params.problems[seen_problem];
                let stays = problem.stays_away[usize::from(stranger)][usize::from(mode == Mode::Phone)];
                let returns = self.params.settings.roles[role].returns;
                if returns == 1.0 { stays } else { power(stays, returns) }
            }
        };
        if stays_away < 1.0 && u >= again + (1.0 - again) * stays_away {
            let longer = if own_gp { self.params.settings.outcome.own_gp_interval } else { 1.0 };
            let delay = self.params.return_days.stretched(key.draw(Purpose::ReturnDays, nth), longer);
            let day = self.calendar.open_from(self.today + key.days(delay, Purpose::ReturnDays, nth).max(1));
            self.state.needs[need].planned = false;
            self.state.needs.restamp(need);
            self.see_at(at, need, Event::ComesBackOn { day });
            self.audit_return(need);
            return self.write_diary(day, need, Errand::Ask);
        }
        if role == Role::Gp
            && let Some(to) = self.passes_on_to(need, nth)
        {
            self.see_at(at, need, Event::ReferredInside { to });
            self.state.needs[need].role = Some(to);
            return self.plan_follow_up(need, nth, at);
        }
        self.end_at(need, Ending::Closed, at);
    }

    /// A colleague to whom the GP passes on a patient whose need has been dealt with, if there is one of that role.
    fn passes_on_to(&self, need: u32, nth: u32) -> Option<Role> {
        let seen = &self.state.needs[need];
        let colleagues = &self.params.problems[seen.problem].passed_on;
        if colleagues.is_empty() {
            return None;
        }
        let to = falls_to(colleagues, seen.key.u(Purpose::PassedOn, nth))?;
        (to != Role::Gp && !self.state.book.of_role(to).is_empty()).then_some(to)
    }

    /// Was it for this role that the encounter before the `nth` passed the patient on? Its draw still says so.
    fn was_passed_on_to(&self, need: u32, role: Role, nth: u32) -> bool {
        let seen = &self.state.needs[need];
        seen.seen && seen.planned && nth > 0 && self.passes_on_to(need, nth - 1) == Some(role)
    }

    /// Tests and referrals: tasks for the practice, and needs of their own where they go wrong.
    fn orders_and_refers(&mut self, need: u32, nth: u32, at: SimTime) {
        let s = &self.params.settings;
        let seen = &self.state.needs[need];
        let (key, problem) = (seen.key, seen.problem);
        let settings = &s.problems[problem];
        if key.chance(settings.tests, Purpose::Tests, nth) {
            self.state.tasks.comes_tomorrow(Task::TestResult);
            if key.chance(s.outcome.result_unreported, Purpose::ResultUnreported, nth) {
                let after = self.params.result_days.at(key.draw(Purpose::ResultDays, nth));
                let day = self.today + key.days(after, Purpose::ResultDays, nth);
                self.child_need(need, Cause::ResultUnreported, Problem::Result, day, at);
            }
        }
        if key.chance(settings.refers, Purpose::Refers, nth) {
            if self.advice_does(need, nth, at) {
                return;
            }
            self.state.tasks.comes_tomorrow(Task::Referral);
            if key.chance(s.outcome.hospital_failure, Purpose::HospitalFailure, nth) {
                let after = self.params.hospital_days.at(key.draw(Purpose::HospitalDays, nth));
                let day = self.today + key.days(after, Purpose::HospitalDays, nth);
                self.child_need(need, Cause::HospitalLost, problem, day, at);
            }
            if key.chance(s.outcome.hospital_asks, Purpose::HospitalAsks, nth) {
                let after = self.params.hospital_days.at(key.draw(Purpose::HospitalAskDays, nth));
                let day = self.today + key.days(after, Purpose::HospitalAskDays, nth);
                self.child_need(need, Cause::HospitalAsked, problem, day, at);
            }
        }
    }

    /// Asks a specialist before referring, where the practice does, and says whether no referral is needed then.
    fn advice_does(&mut self, need: u32, nth: u32, at: SimTime) -> bool {
        let outcome = &self.params.settings.outcome;
        let key = self.state.needs[need].key;
        if !key.chance(outcome.advice_first, Purpose::AdviceFirst, nth) {
            return false;
        }
        self.state.tasks.comes_tomorrow(Task::Advice);
        let averts = key.chance(outcome.advice_averts, Purpose::AdviceAverts, nth);
        self.see_at(at, need, Event::AsksAdvice { averts });
        averts
    }

    fn plan_follow_up(&mut self, need: u32, nth: u32, at: SimTime) {
        let key = self.state.needs[need].key;
        let after = self.params.follow_up_days.at(key.draw(Purpose::FollowUpDays, nth));
        let due = self.today + key.days(after, Purpose::FollowUpDays, nth).max(1);
        self.see_at(at, need, Event::PlansFollowUp { day: due });
        self.state.needs[need].planned = true;
        self.state.needs.restamp(need);
        self.book_planned(need, due, Origin::FollowUp);
    }

    /// A further appointment at once, with `role`: the first free.
    pub(super) fn sees_again_soon(&mut self, need: u32, role: Role) {
        self.state.needs[need].role = Some(role);
        self.state.needs.restamp(need);
        let from = self.calendar.after_working(self.today, 0);
        match self.find_for(need, role, from) {
            Some(free) => self.book(need, free, Origin::Soonest),
            None => self.asks_on(need, self.calendar.open_from(self.today + 1)),
        }
    }

    #[inline(always)]
    fn end_at(&mut self, need: u32, ending: Ending, at: SimTime) {
        self.see_at(at, need, Event::Ends { ending });
        self.leave(need, ending);
    }
}
