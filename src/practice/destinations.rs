//! Help outside the practice's own book: each destination has a queue and so much capacity a day, closes part of what
//! it could close, and sends the rest back. Enters from navigation; leaves as Redirected, or asks the practice again.

use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::watch::{Ending, Event, Watch};
use crate::scenario::names::Destination;
use std::collections::VecDeque;

/// Those who wait at one destination.
#[derive(Clone, Debug, Default)]
pub struct DestinationQueue {
    pub(super) waiting: VecDeque<u32>,
    /// Capacity carried over as a fraction of a person.
    part: f64,
}

impl<W: Watch> Run<'_, W> {
    /// Sends a need outside; a destination whose queue is too long sends it straight back.
    pub(super) fn send_to(&mut self, need: u32, to: Destination) {
        self.see(need, Event::SentTo { destination: to });
        self.measures.destinations.sent[to as usize] += 1;
        if !self.has_room(to) {
            self.measures.destinations.full[to as usize] += 1;
            return self.sent_back(need, to);
        }
        self.state.destinations[to as usize].waiting.push_back(need);
    }

    /// Does this destination accept anybody more today?
    pub(super) fn has_room(&self, at: Destination) -> bool {
        let settings = &self.params.settings.destinations[at];
        let waiting = self.state.destinations[at as usize].waiting.len() as f64;
        waiting < settings.capacity_per_day * settings.longest_wait
    }

    /// At the end of an open day: each destination helps those at the front of its queue.
    pub(super) fn destinations_at_close(&mut self) {
        for &at in Destination::ALL {
            let settings = &self.params.settings.destinations[at];
            let queue = &mut self.state.destinations[at as usize];
            // Users who would not have asked the practice take their share of each place.
            let places = settings.capacity_per_day * (1.0 - settings.new_users) + queue.part;
            let served = (places as usize).min(queue.waiting.len());
            // A place that nobody took today is gone; only the fraction of one carries over.
            queue.part = places.fract();
            for _ in 0..served {
                let Some(need) = self.state.destinations[at as usize].waiting.pop_front() else { break };
                self.helped_at(need, at);
            }
        }
    }

    fn helped_at(&mut self, need: u32, at: Destination) {
        let closes = self.params.settings.destinations[at].closes;
        let helped = &self.state.needs[need];
        if self.is_able_at(need, at) && helped.key.chance(closes, Purpose::DestinationCloses, at as u32) {
            self.measures.destinations.closed[at as usize] += 1;
            return self.end(need, Ending::Redirected);
        }
        self.sent_back(need, at);
    }

    /// The patient asks the practice again, and is not sent there twice.
    fn sent_back(&mut self, need: u32, from: Destination) {
        self.see(need, Event::SentBack { destination: from });
        self.measures.destinations.sent_back[from as usize] += 1;
        let back = &mut self.state.needs[need];
        back.was_sent_back = true;
        back.calls_today = 0;
        let day = self.calendar.open_from(self.today + 1);
        self.asks_on(need, day);
    }
}
