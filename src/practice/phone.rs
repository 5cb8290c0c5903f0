//! The phone queue: people ring, wait, and are answered or hang up; those at the desk stand in the same queue.
//! Enters from demand, by the channel that `online` says; leaves to booking, or fails: redials, or goes to `unmet`.

use super::need::{About, Fate};
use super::purpose::{Draw, Purpose};
use super::rota::{Rota, Spent};
use super::run::{Moment, Run};
use super::watch::{Event, Watch};
use crate::kernel::time::HALF_HOUR;
use crate::kernel::{SimTime, Span};
use crate::scenario::names::{Channel, Closing, Role, TriageBy};
use std::collections::VecDeque;

/// Calls, queues and call handlers.
#[derive(Clone, Debug, Default)]
pub struct Phone {
    calls: Vec<Call>,
    spare: Vec<u32>,
    /// Those taken first, the others, and requests made online, which wait until nobody else does. Callers who hung
    /// up are passed over when their turn comes.
    queues: [VecDeque<u32>; 3],
    /// Waiting and being dealt with, by channel.
    waiting: [u32; Channel::COUNT],
    busy: [u32; Channel::COUNT],
    handlers: Rota,
    /// Ticks of those busy since their time was last counted: ends less beginnings. Most calls begin and end between two
    /// counts, and cost an addition each.
    busy_for: [u64; Channel::COUNT],
    /// Up to when those waiting have been counted.
    waiting_counted_to: SimTime,
}

#[derive(Clone, Copy, Debug)]
struct Call {
    need: u32,
    /// The need's own number. Somebody who asks to cancel may be heard when the appointment has come up and the need
    /// has ended; its place may then be another's.
    id: u64,
    about: About,
    channel: Channel,
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

/// Places in `Phone::queues`.
const FIRST: usize = 0;
const ORDINARY: usize = 1;
const ONLINE: usize = 2;

impl<W: Watch> Run<'_, W> {
    /// Somebody asks for help: at the desk, online or by phone.
    pub(super) fn ask(&mut self, need: u32, about: About) {
        if about == About::Cancelling && !self.still_to_cancel(need) {
            return;
        }
        let channel = self.channel_of(need);
        let asking = &mut self.state.needs[need];
        asking.asks = asking.asks.saturating_add(1);
        asking.calls = asking.calls.saturating_add(u16::from(channel == Channel::Phone));
        asking.calls_today += 1;
        let (attempt, key, id) = (u32::from(asking.calls_today), asking.key, asking.id());
        self.see(need, Event::Asks { channel, attempt });
        if channel == Channel::Online {
            if about == About::Need {
                self.others_find_it_easy(need);
                if self.consults_in_writing(need) {
                    return self.join_triage(need, TriageBy::Online);
                }
            }
            if self.serves_itself(need, about) {
                return;
            }
        }
        if channel == Channel::Phone {
            self.measures.phone.calls(self.date().weekday);
            self.call_offered();
            if self.state.phone.lines_taken() >= self.params.phone.lines {
                self.measures.phone.engaged(self.now);
                self.state.access.calls_today[1] += 1;
                self.see(need, Event::EngagedTone);
                return self.call_failed(need, about);
            }
        }
        let first = key.chance(self.params.settings.phone.priority, Purpose::Priority, 0);
        let (joined, state) = (self.now, CallState::Waiting);
        let call = Call { need, id, about, channel, first, joined, state, hang_up_pending: false };
        let call = self.state.phone.new_call(call);
        if self.state.phone.is_free() {
            self.answer(call);
        } else {
            self.join_queue(call);
        }
    }

    fn join_queue(&mut self, call: u32) {
        self.count_waiting();
        let Call { need, channel, first, .. } = self.state.phone.calls[call as usize];
        let caller = &self.state.needs[need];
        let phone = &mut self.state.phone;
        phone.waiting[channel as usize] += 1;
        phone.queues[match (channel, first) {
            (Channel::Online, _) => ONLINE,
            (_, true) => FIRST,
            (_, false) => ORDINARY,
        }]
        .push_back(call);
        if channel == Channel::Phone
            && let Some(patience) = &self.params.phone.patience
        {
            let patience = patience.at(caller.key.draw(Purpose::Patience, caller.calls.into()));
            phone.calls[call as usize].hang_up_pending = true;
            self.state.agenda.push(self.now + patience, Moment::HangsUp as u8, call);
        }
    }

    /// A handler picks up.
    #[inline(always)]
    fn answer(&mut self, call: u32) {
        if self.state.phone.busy_in_all() >= self.state.phone.handlers.paid {
            // After closing: beyond what the rota pays from here on.
            self.count_phone_time();
        }
        let phone = &mut self.state.phone;
        let Call { need, id, about, channel, first, joined, .. } = phone.calls[call as usize];
        phone.busy[channel as usize] += 1;
        phone.busy_for[channel as usize] = phone.busy_for[channel as usize].wrapping_sub(self.now.0);
        phone.calls[call as usize].state = CallState::Talking;
        let waited = self.now.since(joined);
        self.measures.phone.answered(channel, first, waited, self.now);
        if channel == Channel::Phone {
            self.state.access.calls_today[0] += 1;
            self.state.access.calls_today[1] += 1;
        }
        if self.state.needs[need].id() == id {
            self.see(need, Event::Answered { waited });
        }
        let caller = &self.state.needs[need];
        let length = match (channel, about == About::Need && caller.calls_for_booking()) {
            (Channel::Online, _) => &self.params.phone.online_request,
            (_, true) => &self.params.phone.booking_call,
            (_, false) => &self.params.phone.other_call,
        };
        let mut talk = length.at(caller.key.draw(Purpose::CallTime, caller.asks.into()));
        if about == About::Need && self.is_navigated(need) {
            talk += Span::minutes(self.params.settings.navigation.extra_call);
        }
        if !self.params.spoken_prompts.is_empty() && about == About::Need {
            talk += self.prompting(need, channel);
        }
        self.state.agenda.push(self.now + talk, Moment::CallEnds as u8, call);
    }

    /// A call ends: the handler takes the next, and the caller goes on to booking.
    pub(super) fn call_ends(&mut self, call: u32) {
        if self.state.phone.busy_in_all() > self.state.phone.handlers.paid {
            self.count_phone_time();
        }
        let phone = &mut self.state.phone;
        let Call { need, id, about, channel, .. } = phone.calls[call as usize];
        phone.busy[channel as usize] -= 1;
        phone.busy_for[channel as usize] = phone.busy_for[channel as usize].wrapping_add(self.now.0);
        phone.calls[call as usize].state = CallState::Over;
        phone.forget(call);
        self.take_calls();
        if self.state.needs[need].id() != id {
            return;
        }
        self.see(need, Event::CallEnds);
        match about {
            About::Need => self.heard(need, channel == Channel::Online),
            About::Cancelling => self.cancel(need),
        }
    }

    /// Free handlers take those who wait, priority callers first. Most often nobody waits.
    #[inline(always)]
    fn take_calls(&mut self) {
        if self.state.phone.waiting != [0; Channel::COUNT] {
            self.take_who_waits();
        }
    }

    fn take_who_waits(&mut self) {
        self.count_waiting();
        while self.state.phone.is_free() && self.state.phone.waiting != [0; Channel::COUNT] {
            let Some(call) = self.state.phone.next_in_line(ONLINE) else { return };
            let channel = self.state.phone.calls[call as usize].channel;
            self.state.phone.waiting[channel as usize] -= 1;
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
        let Call { need, about, joined, .. } = self.state.phone.calls[call as usize];
        let waited = self.now.since(joined);
        self.leave_queue(call);
        self.see(need, Event::HangsUp { waited });
        self.call_failed(need, about);
    }

    fn leave_queue(&mut self, call: u32) {
        self.count_waiting();
        let phone = &mut self.state.phone;
        let Call { channel, first, .. } = phone.calls[call as usize];
        phone.waiting[channel as usize] -= 1;
        // The queue still holds the call; it is forgotten when its turn comes.
        phone.calls[call as usize].state = CallState::Over;
        let waited = self.now.since(phone.calls[call as usize].joined);
        self.count_stay(call);
        if channel == Channel::Phone {
            self.measures.phone.gave_up(first, waited, self.now);
            self.state.access.calls_today[1] += 1;
        }
        let [by_phone, at_desk, _] = self.state.phone.waiting;
        if by_phone + at_desk == 0 {
            // Nobody waits: whoever is still in these queues has hung up.
            self.state.phone.next_in_line(ORDINARY);
        }
    }

    /// Engaged, hung up or cut off: redials, tries the next open day, or stops trying by phone.
    fn call_failed(&mut self, need: u32, about: About) {
        let s = &self.params.settings.phone;
        let still_to_cancel = self.still_to_cancel(need);
        let caller = &self.state.needs[need];
        let (key, calls) = (caller.key, u32::from(caller.calls));
        if f64::from(caller.calls_today) < s.redial_limit && key.chance(s.redial, Purpose::Redials, calls) {
            let again = self.now + self.params.phone.redial_after.at(key.draw(Purpose::RedialDelay, calls));
            let round_the_clock = self.params.phone.closes.0 - self.params.phone.opens.0 >= crate::kernel::time::DAY;
            if round_the_clock || (again.day() == self.today && again.of_day() < self.params.phone.closes) {
                let entry = self.state.phone.remember_redial(need, caller.id(), about);
                self.state.agenda.push(again, Moment::Redials as u8, entry);
                return;
            }
        }
        if about == About::Cancelling {
            // The appointment stands, and the patient will not come.
            let caller = &mut self.state.needs[need];
            if still_to_cancel && caller.fate != Fate::Settled {
                caller.fate = Fate::WillNotCome;
            }
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
        self.measures.phone.queue_at(half, phone.waiting[Channel::Phone as usize]);
        let wanted = self.handlers_wanted(self.date().weekday, half);
        let extra = self.day_key().chance(wanted.fract(), Purpose::Handler, half as u32);
        self.state.phone.handlers.changes(wanted, extra);
        let next = SimTime((self.now.0 / HALF_HOUR + 1) * HALF_HOUR);
        let closes = SimTime::start_of(self.today) + self.params.phone.closes;
        let until = next.min(closes).since(self.now);
        self.ledger_rota(Role::Receptionist, u64::from(self.state.phone.handlers.paid) * until.0);
        self.triage_shift_changes(half, next.min(closes));
        self.take_calls();
    }

    /// Closing time: those still waiting are cut off, or the handlers stay until all are answered.
    pub(super) fn lines_close(&mut self) {
        self.count_phone_time();
        self.state.phone.handlers.paid = 0;
        self.triage_closes();
        if self.params.settings.phone.closing == Closing::Drain {
            return;
        }
        self.state.phone.handlers.staffed = 0;
        while let Some(call) = self.state.phone.next_in_line(ORDINARY) {
            let Call { need, about, joined, .. } = self.state.phone.calls[call as usize];
            self.leave_queue(call);
            self.state.phone.forget(call);
            self.see(need, Event::CutOff { waited: self.now.since(joined) });
            self.call_failed(need, about);
        }
    }

    /// Brings the sums of waiting and of handlers' time up to now. Handlers' time has to be counted before who is paid
    /// changes, and before somebody begins or ends while more are busy than are paid; otherwise it adds up by itself.
    pub(super) fn count_phone_time(&mut self) {
        self.count_waiting();
        let phone = &mut self.state.phone;
        let passed = phone.handlers.passed(self.now);
        if passed == 0 {
            return;
        }
        let since = |busy: u32| u64::from(busy).wrapping_mul(self.now.0);
        let on = std::array::from_fn(|channel| phone.busy_for[channel].wrapping_add(since(phone.busy[channel])));
        phone.busy_for = phone.busy.map(|busy| since(busy).wrapping_neg());
        let spent = match phone.busy_in_all() <= phone.handlers.paid {
            true => Spent { on, idle: u64::from(phone.handlers.paid) * passed - on.iter().sum::<u64>(), over: 0 },
            false => phone.handlers.spent(phone.busy, passed),
        };
        self.handlers_time(spent);
    }

    /// Brings the sum of waiting up to now, before there are more who wait or fewer.
    fn count_waiting(&mut self) {
        let phone = &mut self.state.phone;
        let passed = self.now.since(phone.waiting_counted_to).0;
        phone.waiting_counted_to = self.now;
        self.measures.phone.little.area += u64::from(phone.waiting.iter().sum::<u32>()) * passed;
    }

    fn count_stay(&mut self, call: u32) {
        let joined = self.state.phone.calls[call as usize].joined.max(self.measures_from);
        self.measures.phone.little.stays += self.now.since(joined).0;
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

    fn is_free(&self) -> bool {
        self.busy_in_all() < self.handlers.staffed
    }

    fn busy_in_all(&self) -> u32 {
        self.busy.iter().sum()
    }

    /// Callers connected, waiting or talking.
    fn lines_taken(&self) -> u32 {
        self.waiting[Channel::Phone as usize] + self.busy[Channel::Phone as usize]
    }

    /// The next who still waits in the queues up to `last`.
    #[inline(always)]
    fn next_in_line(&mut self, last: usize) -> Option<u32> {
        for queue in self.queues.iter_mut().take(last + 1) {
            while let Some(call) = queue.pop_front() {
                if self.calls[call as usize].state == CallState::Waiting {
                    return Some(call);
                }
                // Hung up while waiting.
                self.spare.push(call);
            }
        }
        None
    }

    /// Those who wait in the queues with a need.
    pub(super) fn waiting_for_help(&self) -> impl Iterator<Item = u32> {
        let calls = self.queues.iter().flatten().map(|&call| &self.calls[call as usize]);
        calls.filter(|call| call.state == CallState::Waiting && call.about == About::Need).map(|call| call.need)
    }

    /// Who is on this call, or redials, and what about.
    pub(super) fn caller(&self, call: u32) -> (u32, About) {
        (self.calls[call as usize].need, self.calls[call as usize].about)
    }

    fn remember_redial(&mut self, need: u32, id: u64, about: About) -> u32 {
        self.new_call(Call {
            need,
            id,
            about,
            channel: Channel::Phone,
            first: false,
            joined: SimTime::default(),
            state: CallState::Over,
            hang_up_pending: false,
        })
    }

    fn recall_redial(&mut self, entry: u32) -> (u32, About) {
        self.spare.push(entry);
        self.caller(entry)
    }
}
