//! Triage: a clinician looks at a request and rings back or answers in writing. It comes before the visit, takes
//! minutes of its own, and what it cannot close is booked. Enters from navigation; leaves to outcome or booking.

use super::audit;
use super::purpose::{Draw, Purpose};
use super::rota::{Rota, Spent};
use super::run::{Moment, Run};
use super::watch::{Ending, Event, Watch};
use crate::kernel::{SimTime, Span};
use crate::scenario::names::{Channel, LedgerLine, TriageBy};
use std::collections::VecDeque;

/// Requests that wait for a clinician, for one kind of triage.
#[derive(Clone, Debug, Default)]
pub struct TriageDesk {
    pub(super) waiting: VecDeque<(u32, SimTime)>,
    busy: u32,
    /// After closing they stay until all is done.
    clinicians: Rota,
}

impl TriageDesk {
    /// Nobody waits, is at work or is paid, as all the time where there is no such triage.
    fn is_unused(&self) -> bool {
        self.waiting.is_empty() && self.busy + self.clinicians.paid == 0
    }
}

impl<W: Watch> Run<'_, W> {
    pub(super) fn join_triage(&mut self, need: u32, by: TriageBy) {
        self.see(need, Event::WaitsForTriage { by });
        let asking = &mut self.state.needs[need];
        asking.requests = asking.requests.saturating_add(1);
        self.count_triage_time(by);
        self.state.triage[by as usize].waiting.push_back((need, self.now));
        self.take_up_triage(by);
    }

    /// Free clinicians take up those who wait.
    fn take_up_triage(&mut self, by: TriageBy) {
        while self.state.triage[by as usize].busy < self.state.triage[by as usize].clinicians.staffed {
            let Some((need, since)) = self.state.triage[by as usize].waiting.pop_front() else { return };
            self.state.triage[by as usize].busy += 1;
            let asking = &self.state.needs[need];
            let lasts =
                self.params.triage[by as usize].at(asking.key.draw(Purpose::TriageTime, asking.requests.into()));
            let waited = self.now.since(since);
            self.count_triage_stay(since);
            self.measures.clinic.triaged(by, waited, lasts);
            self.see(need, Event::Triage { by, waited, lasts });
            let patient = self.state.needs[need].patient;
            self.consulted(need, patient, by.role(), self.now);
            self.state.agenda.push(self.now + lasts, Moment::triage_ends(by) as u8, need);
        }
    }

    /// A clinician has looked at a request: closed by phone or in writing, or to be seen.
    pub(super) fn triage_ends(&mut self, need: u32, by: TriageBy) {
        self.count_triage_time(by);
        self.state.triage[by as usize].busy -= 1;
        self.take_up_triage(by);
        let asking = &self.state.needs[need];
        let problem = &self.params.settings.problems[asking.problem];
        let can = match by {
            TriageBy::Online => asking.key.chance(problem.able_online, Purpose::AbleOnline, 0),
            TriageBy::Gp | TriageBy::Nurse => asking.key.chance(problem.able_by_phone, Purpose::AbleByPhone, 0),
        };
        let closes = self.params.settings.triage[by].closes;
        let closes = asking.key.chance(closes, Purpose::TriageCloses, asking.requests.into());
        if can && closes && self.is_able(need, by.role()) {
            self.measures.clinic.closed_by_triage[by as usize] += 1;
            self.audit_saw(need, audit::NOBODY, false);
            return self.comes_of_it(need, by.role(), by.mode(), false, self.now);
        }
        if self.needs_no_appointment(need) {
            // Written to the clinician, though reception could have settled it.
            self.see(need, Event::SettledOnCall);
            return self.end(need, Ending::Closed);
        }
        let asking = &mut self.state.needs[need];
        asking.encounters = asking.encounters.saturating_add(1);
        let must_be_seen = by != TriageBy::Online || !self.call_will_do(need);
        self.state.needs[need].must_be_seen = must_be_seen;
        self.seek_appointment(need);
    }

    /// Has the need come in writing, and will a call do where an answer in writing did not?
    #[inline(always)]
    pub(super) fn call_will_do(&self, need: u32) -> bool {
        let share = self.params.settings.triage[TriageBy::Online].then_by_phone;
        share > 0.0 && self.call_is_enough(need, share)
    }

    fn call_is_enough(&self, need: u32, share: f64) -> bool {
        let asking = &self.state.needs[need];
        asking.encounters > 0
            && !asking.seen
            && self.channel_of(need) == Channel::Online
            && asking.key.chance(share, Purpose::CallWillDo, 0)
    }

    /// At each half hour up to `until` the rota of triage changes with that of the phones.
    pub(super) fn triage_shift_changes(&mut self, half: usize, until: SimTime) {
        for &by in TriageBy::ALL {
            let wanted = self.params.settings.triage[by].clinicians;
            let desk = &self.state.triage[by as usize];
            if wanted == 0.0 && desk.clinicians.staffed == 0 && desk.is_unused() {
                continue;
            }
            self.count_triage_time(by);
            let which = (half as u32) << 8 | by as u32;
            let extra = self.day_key().chance(wanted.fract(), Purpose::TriageClinician, which);
            let desk = &mut self.state.triage[by as usize];
            desk.clinicians.changes(wanted, extra);
            let paid = u64::from(desk.clinicians.paid) * until.since(self.now).0;
            self.ledger_rota(by.role(), paid);
            self.take_up_triage(by);
        }
    }

    /// Closing time: somebody stays, in overtime, until everything that waits has been looked at.
    pub(super) fn triage_closes(&mut self) {
        for &by in TriageBy::ALL {
            self.count_triage_time(by);
            let clinicians = self.params.settings.triage[by].clinicians;
            let desk = &mut self.state.triage[by as usize];
            desk.clinicians.paid = 0;
            if clinicians > 0.0 {
                desk.clinicians.staffed = desk.clinicians.staffed.max(1);
                self.take_up_triage(by);
                continue;
            }
            // Nobody triages any more: what waits goes to the book.
            desk.clinicians.staffed = 0;
            for (need, since) in std::mem::take(&mut desk.waiting) {
                self.count_triage_stay(since);
                self.seek_appointment(need);
            }
        }
    }

    fn count_triage_stay(&mut self, since: SimTime) {
        self.measures.clinic.triage_little.stays += self.now.since(since.max(self.measures_from)).0;
    }

    /// At the end of the run, the part of the stay of those who still wait.
    pub(super) fn count_unfinished_triage(&mut self) {
        for &by in TriageBy::ALL {
            self.count_triage_time(by);
            for at in 0..self.state.triage[by as usize].waiting.len() {
                self.count_triage_stay(self.state.triage[by as usize].waiting[at].1);
            }
        }
    }

    /// Books clinicians' time at triage up to now: at work, idle (which tasks may use), or after hours.
    pub(super) fn count_triage_time(&mut self, by: TriageBy) {
        let desk = &mut self.state.triage[by as usize];
        let passed = desk.clinicians.passed(self.now);
        if passed == 0 || desk.is_unused() {
            return;
        }
        self.measures.clinic.triage_little.area += desk.waiting.len() as u64 * passed;
        let Spent { on: [at_work], idle, over } = desk.clinicians.spent([desk.busy], passed);
        if at_work + idle + over == 0 {
            return;
        }
        let account = self.role_account(by.role());
        self.ledger_spend(account, LedgerLine::Triage, Span(at_work));
        self.ledger_overtime(account, LedgerLine::Triage, Span(over));
        self.ledger_rota(by.role(), over);
        let idle = Span(idle);
        let used = self.work_on_tasks(account, by.role(), idle);
        self.ledger_spend(account, LedgerLine::GapIdle, idle - used);
    }
}
