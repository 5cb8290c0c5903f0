//! The phone queue: people ring, wait, and are answered or hang up; those at the desk stand in the same queue.
//! Enters from demand; leaves to booking, or fails: redials, tries tomorrow, or leaves.

use super::need::Fate;
use super::purpose::{Draw, Purpose};
use super::run::{Moment, Run};
use super::watch::{Ending, Event, Watch};
use crate::kernel::SimTime;
use crate::kernel::time::HALF_HOUR;
use crate::scenario::names::{Channel, Closing, Problem, Role};
use std::collections::VecDeque;

/// Calls, queues and call handlers.
#[derive(Clone, Debug, Default)]
pub struct Phone {
    calls: Vec<Call>,
    spare: Vec<u32>,
    /// Those taken first, and the others. Callers who hung up are passed over when their turn comes.
    queues: [VecDeque<u32>; 2],
    pub waiting: u32,
    busy: u32,
    busy_at_desk: u32,
    /// Handlers that take calls now, and those whom the rota pays now.
    staffed: u32,
    paid: u32,
    open: bool,
    /// Up to when the sums below are complete.
    counted_to: SimTime,
}

/// What a caller rings about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Need,
    Cancelling,
}

#[derive(Clone, Copy, Debug)]
struct Call {
    need: u32,
    about: About,
    desk: bool,
    /// Taken before the others.
    first: bool,
    joined: SimTime,
    state: CallState,
    /// A hang-up on the agenda still names this call.
    hang_up_pending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CallState {
    Waiting,
    Talking,
    Over,
}

impl<W: Watch> Run<'_, W> {
    /// Somebody asks for help: at the desk or by phone.
    pub(super) fn ask(&mut self, need: u32, about: About) {
        let asking = &mut self.state.needs[need];
        let desk = asking.key.chance(self.params.settings.channels.desk, Purpose::Channel, 0);
        asking.asks += 1;
        asking.calls += u32::from(!desk);
        asking.calls_today += 1;
        let channel = if desk { Channel::Desk } else { Channel::Phone };
        let attempt = asking.calls_today;
        let first = asking.key.chance(self.params.settings.phone.priority, Purpose::Priority, 0);
        self.see(need, Event::Asks { channel, attempt });
        if !desk {
            self.measures.phone.calls(self.date().weekday);
        }
        self.count_phone_time();
        let phone = &mut self.state.phone;
        if !desk && phone.waiting + phone.busy >= self.params.phone.lines {
            self.measures.phone.engaged += 1;
            self.see(need, Event::EngagedTone);
            self.call_failed(need, about);
            return;
        }
        let call = phone.new_call(Call {
            need,
            about,
            desk,
            first,
            joined: self.now,
            state: CallState::Waiting,
            hang_up_pending: false,
        });
        if phone.busy < phone.staffed {
            self.answer(call);
        } else {
            self.join_queue(call);
        }
    }

    fn join_queue(&mut self, call: u32) {
        let Call { need, desk, first, .. } = self.state.phone.calls[call as usize];
        let caller = &self.state.needs[need];
        let phone = &mut self.state.phone;
        phone.waiting += 1;
        phone.queues[usize::from(!first)].push_back(call);
        if !desk && let Some(patience) = &self.params.phone.patience {
            let patience = patience.at(caller.key.u(Purpose::Patience, caller.calls));
            phone.calls[call as usize].hang_up_pending = true;
            self.state.agenda.push(self.now + patience, Moment::HangsUp as u8, call);
        }
    }

    /// A handler picks up.
    fn answer(&mut self, call: u32) {
        let phone = &mut self.state.phone;
        phone.busy += 1;
        phone.busy_at_desk += u32::from(phone.calls[call as usize].desk);
        let Call { need, about, desk, first, joined, .. } = phone.calls[call as usize];
        phone.calls[call as usize].state = CallState::Talking;
        let waited = self.now.since(joined);
        self.measures.phone.answered(desk, first, waited, self.now);
        self.see(need, Event::Answered { waited });
        let caller = &self.state.needs[need];
        let booking =
            about == About::Need && !matches!(caller.problem, Problem::Admin | Problem::Result | Problem::Prescription);
        let length = if booking { &self.params.phone.booking_call } else { &self.params.phone.other_call };
        let talk = length.at(caller.key.u(Purpose::CallTime, caller.asks));
        self.state.agenda.push(self.now + talk, Moment::CallEnds as u8, call);
    }

    /// A call ends: the handler takes the next, and the caller goes on to booking.
    pub(super) fn call_ends(&mut self, call: u32) {
        self.count_phone_time();
        let Call { need, about, desk, .. } = self.state.phone.calls[call as usize];
        self.state.phone.busy -= 1;
        self.state.phone.busy_at_desk -= u32::from(desk);
        self.state.phone.calls[call as usize].state = CallState::Over;
        self.state.phone.forget(call);
        self.take_calls();
        self.see(need, Event::CallEnds);
        match about {
            About::Need => self.heard(need),
            About::Cancelling => self.cancel(need),
        }
    }

    /// Free handlers take those who wait, priority callers first.
    fn take_calls(&mut self) {
        while self.state.phone.busy < self.state.phone.staffed {
            let Some(call) = self.state.phone.next_in_line() else { return };
            self.state.phone.waiting -= 1;
            self.count_stay(call);
            self.answer(call);
        }
    }

    /// Patience runs out, unless the call was answered before.
    pub(super) fn hangs_up(&mut self, call: u32) {
        self.state.phone.calls[call as usize].hang_up_pending = false;
        if self.state.phone.calls[call as usize].state != CallState::Waiting {
            self.state.phone.forget(call);
            return;
        }
        self.count_phone_time();
        let Call { need, about, joined, .. } = self.state.phone.calls[call as usize];
        let waited = self.now.since(joined);
        self.leave_queue(call);
        self.see(need, Event::HangsUp { waited });
        self.call_failed(need, about);
    }

    fn leave_queue(&mut self, call: u32) {
        let phone = &mut self.state.phone;
        phone.waiting -= 1;
        // The queue still holds the call; it is forgotten when its turn comes.
        phone.calls[call as usize].state = CallState::Over;
        let Call { first, joined, .. } = phone.calls[call as usize];
        self.measures.phone.gave_up(first, self.now.since(joined), self.now);
        self.count_stay(call);
        if self.state.phone.waiting == 0 {
            // Nobody waits: whoever is still in the queue has hung up.
            self.state.phone.next_in_line();
        }
    }

    /// Engaged, hung up or cut off: redials, tries the next open day, or stops trying by phone.
    fn call_failed(&mut self, need: u32, about: About) {
        let s = &self.params.settings.phone;
        let caller = &self.state.needs[need];
        let (key, calls) = (caller.key, caller.calls);
        if f64::from(caller.calls_today) < s.redial_limit && key.chance(s.redial, Purpose::Redials, calls) {
            let again = self.now + self.params.phone.redial_after.at(key.u(Purpose::RedialDelay, calls));
            let round_the_clock = self.params.phone.closes.0 - self.params.phone.opens.0 >= crate::kernel::time::DAY;
            if round_the_clock || (again.day() == self.today && again.of_day() < self.params.phone.closes) {
                let entry = self.state.phone.remember_redial(need, about);
                self.state.agenda.push(again, Moment::Redials as u8, entry);
                return;
            }
        }
        if about == About::Cancelling {
            // The appointment stands, and the patient will not come.
            self.state.needs[need].fate = Fate::WillNotCome;
            return;
        }
        self.asks_tomorrow(need, s.tomorrow, Purpose::TomorrowInstead);
    }

    pub(super) fn redials(&mut self, entry: u32) {
        let (need, about) = self.state.phone.recall_redial(entry);
        self.see(need, Event::Redials);
        self.ask(need, about);
    }

    /// At each half hour: how many are waiting, then the rota changes.
    pub(super) fn shift_changes(&mut self) {
        self.count_phone_time();
        let half = self.now.half_hour();
        let phone = &mut self.state.phone;
        self.measures.phone.queue_at(half, phone.waiting);
        phone.open = true;
        let wanted = self.params.phone.handlers[self.date().weekday as usize][half];
        let extra = self.day_key().chance(wanted.fract(), Purpose::Handler, half as u32);
        let phone = &mut self.state.phone;
        phone.staffed = wanted as u32 + u32::from(extra);
        phone.paid = phone.staffed;
        let next = SimTime((self.now.0 / HALF_HOUR + 1) * HALF_HOUR);
        let closes = SimTime::start_of(self.today) + self.params.phone.closes;
        let until = next.min(closes).since(self.now);
        self.ledger_rota(Role::Receptionist, u64::from(self.state.phone.paid) * until.0);
        self.take_calls();
    }

    /// Closing time: those still waiting are cut off, or the handlers stay until all are answered.
    pub(super) fn lines_close(&mut self) {
        self.count_phone_time();
        let phone = &mut self.state.phone;
        phone.open = false;
        phone.paid = 0;
        if self.params.settings.phone.closing == Closing::Drain {
            return;
        }
        phone.staffed = 0;
        while let Some(call) = self.state.phone.next_in_line() {
            let Call { need, about, joined, .. } = self.state.phone.calls[call as usize];
            self.leave_queue(call);
            self.state.phone.forget(call);
            self.see(need, Event::CutOff { waited: self.now.since(joined) });
            self.call_failed(need, about);
        }
    }

    /// Brings the sums of waiting and of handlers' time up to now.
    pub(super) fn count_phone_time(&mut self) {
        let phone = &mut self.state.phone;
        let passed = self.now.since(phone.counted_to).0;
        if passed == 0 {
            return;
        }
        phone.counted_to = self.now;
        let (busy, desk, paid) = (u64::from(phone.busy), u64::from(phone.busy_at_desk), u64::from(phone.paid));
        self.measures.phone.area += u64::from(phone.waiting) * passed;
        let desk = desk.min(paid);
        let calls = busy.min(paid) - desk;
        self.handlers_time([
            calls * passed,
            desk * passed,
            paid.saturating_sub(busy) * passed,
            busy.saturating_sub(paid) * passed,
        ]);
    }

    fn count_stay(&mut self, call: u32) {
        let joined = self.state.phone.calls[call as usize].joined.max(self.measures_from);
        self.measures.phone.stays += self.now.since(joined).0;
    }

    /// At the end of the run, the part of the stay of those still waiting; Little's law then holds to the tick.
    pub(super) fn count_unfinished_stays(&mut self) {
        self.count_phone_time();
        for call in 0..self.state.phone.calls.len() as u32 {
            if self.state.phone.calls[call as usize].state == CallState::Waiting {
                self.count_stay(call);
            }
        }
    }

    /// Gives up asking for now: 111 or A&E, or nothing.
    pub(super) fn goes_without(&mut self, need: u32) {
        let asking = &self.state.needs[need];
        let elsewhere = asking.key.chance(self.params.settings.unmet.urgent_care, Purpose::UrgentCare, asking.requests);
        self.end(need, if elsewhere { Ending::LeftForUrgentCare } else { Ending::GaveUp });
    }
}

impl Phone {
    fn new_call(&mut self, call: Call) -> u32 {
        match self.spare.pop() {
            Some(place) => {
                self.calls[place as usize] = call;
                place
            }
            None => {
                self.calls.push(call);
                self.calls.len() as u32 - 1
            }
        }
    }

    /// Frees the place of a call that is over, once nothing on the agenda names it.
    fn forget(&mut self, call: u32) {
        let Call { state, hang_up_pending, .. } = self.calls[call as usize];
        if state == CallState::Over && !hang_up_pending {
            self.spare.push(call);
        }
    }

    /// The next caller who still waits.
    fn next_in_line(&mut self) -> Option<u32> {
        for queue in 0..2 {
            while let Some(call) = self.queues[queue].pop_front() {
                if self.calls[call as usize].state == CallState::Waiting {
                    return Some(call);
                }
                // Hung up while waiting.
                self.spare.push(call);
            }
        }
        None
    }

    fn remember_redial(&mut self, need: u32, about: About) -> u32 {
        self.new_call(Call {
            need,
            about,
            desk: false,
            first: false,
            joined: SimTime::default(),
            state: CallState::Over,
            hang_up_pending: false,
        })
    }

    fn recall_redial(&mut self, entry: u32) -> (u32, About) {
        self.spare.push(entry);
        (self.calls[entry as usize].need, self.calls[entry as usize].about)
    }
}
