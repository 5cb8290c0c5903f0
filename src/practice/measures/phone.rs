//! What is counted of those who try to get through.

use super::{Little, Spread, Tally};
use crate::kernel::time::MINUTE;
use crate::kernel::{SimTime, Span};
use crate::scenario::names::Channel;
use bitcode::{Decode, Encode};

/// Calls, and requests at the desk and online. Waits are in ticks.
#[derive(Clone, Debug, Encode, Decode)]
pub struct PhoneMeasures {
    /// Waits of answered calls and of those who hung up or were cut off.
    pub answered: Spread,
    pub gave_up: Spread,
    /// Waits of all callers, answered or not: those taken first, and the others.
    pub by_class: [Tally; 2],
    /// Waits at the desk, and of requests made online.
    pub at_desk: Tally,
    pub online: Tally,
    /// Calls that found all lines taken; and all calls made, by weekday.
    pub engaged: u64,
    pub by_weekday: [u64; 7],
    /// Callers waiting when each half hour began.
    pub queue: [Tally; 48],
    /// Calls that ended in each two hours, and how many of them were answered.
    pub answered_by_two_hours: [Tally; 12],
    /// Waits of all callers, answered or not, by the half hour in which they joined the queue.
    pub by_joining: [Tally; 48],
    pub little: Little,
}

impl PhoneMeasures {
    pub(super) fn new() -> PhoneMeasures {
        // Three-second bins up to two hours.
        let calls = || Spread::new(MINUTE / 20, 2400);
        PhoneMeasures {
            answered: calls(),
            gave_up: calls(),
            by_class: [Tally::default(); 2],
            at_desk: Tally::default(),
            online: Tally::default(),
            engaged: 0,
            by_weekday: [0; 7],
            queue: [Tally::default(); 48],
            answered_by_two_hours: [Tally::default(); 12],
            by_joining: [Tally::default(); 48],
            little: Little::default(),
        }
    }

    /// Calls made that were answered, given up or engaged.
    pub fn ended(&self) -> f64 {
        (self.answered.tally.count + self.gave_up.tally.count + self.engaged) as f64
    }

    pub(in crate::practice) fn calls(&mut self, weekday: u8) {
        self.by_weekday[weekday as usize] += 1;
    }

    #[inline(always)]
    pub(in crate::practice) fn answered(&mut self, channel: Channel, first: bool, waited: Span, at: SimTime) {
        match channel {
            Channel::Desk => return self.at_desk.add(waited.0),
            Channel::Online => return self.online.add(waited.0),
            Channel::Phone => {}
        }
        self.answered.add(waited.0);
        self.by_class[usize::from(!first)].add(waited.0);
        self.answered_by_two_hours[at.half_hour() / 4].add(1);
        self.joined(waited, at);
    }

    pub(in crate::practice) fn gave_up(&mut self, first: bool, waited: Span, at: SimTime) {
        self.gave_up.add(waited.0);
        self.by_class[usize::from(!first)].add(waited.0);
        self.answered_by_two_hours[at.half_hour() / 4].add(0);
        self.joined(waited, at);
    }

    #[inline(always)]
    fn joined(&mut self, waited: Span, at: SimTime) {
        self.by_joining[SimTime(at.0 - waited.0).half_hour()].add(waited.0);
    }

    pub(in crate::practice) fn engaged(&mut self, at: SimTime) {
        self.engaged += 1;
        self.answered_by_two_hours[at.half_hour() / 4].add(0);
    }

    pub(in crate::practice) fn queue_at(&mut self, half_hour: usize, waiting: u32) {
        self.queue[half_hour].add(u64::from(waiting));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_counts_in_the_half_hour_of_joining_whenever_the_wait_ends() {
        let mut phone = PhoneMeasures::new();
        let at = |hours: f64| SimTime::start_of(3) + Span::hours(hours);
        // Both joined at 08:00: one is answered at 08:45, one hangs up at 08:10.
        phone.answered(Channel::Phone, true, Span::minutes(45.0), at(8.75));
        phone.gave_up(false, Span::minutes(10.0), at(8.0) + Span::minutes(10.0));
        phone.answered(Channel::Desk, true, Span::minutes(5.0), at(8.75));
        phone.engaged(at(8.75));
        let by_joining: Vec<(usize, u64, u64)> = phone
            .by_joining
            .iter()
            .enumerate()
            .filter(|(_, tally)| tally.count > 0)
            .map(|(half, tally)| (half, tally.sum / MINUTE, tally.count))
            .collect();
        assert_eq!(by_joining, [(16, 55, 2)]);
    }
}
