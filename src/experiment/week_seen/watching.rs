//! What is kept of a run while a week of it is watched: until it begins what has to be known of whoever is still open,
//! and then everything.

use crate::kernel::{SimTime, Span};
use crate::practice::watch::THE_PRACTICE;
use crate::practice::{Event, Watch};
use crate::scenario::names::{Channel, Problem, Role};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Keeps what happens in the week, and until then what has to be known of whoever is still open.
#[derive(Clone, Debug, Default)]
pub(super) struct Watching {
    pub known: BTreeMap<u64, Known>,
    left: BTreeMap<usize, (Role, Span)>,
    has_begun: bool,
    /// Appointments of the week when it began, by need.
    pub standing: Vec<(u64, u16, SimTime)>,
    pub seen: Vec<Seen>,
}

/// A patient with one need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patient {
    /// `None` for somebody who was booked before the first simulated day.
    pub problem: Option<Problem>,
    pub urgent: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub patient: Patient,
    channel: Channel,
    appointment: Option<(u16, SimTime)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub at: SimTime,
    pub need: u64,
    pub channel: Channel,
    pub with: Option<u16>,
    pub event: Event,
}

impl Watching {
    /// From now on everything is kept.
    pub fn week_begins(&mut self, monday: u32) {
        self.has_begun = true;
        let of_week = |at: &SimTime| (monday..monday + 7).contains(&at.day());
        let standing = self.known.iter().filter_map(|(&need, known)| {
            let (person, at) = known.appointment.filter(|(_, at)| of_week(at))?;
            Some((need, person, at))
        });
        self.standing = standing.collect();
    }

    /// Remembers what the event tells of a need, and returns it as it was before.
    fn learn(&mut self, need: u64, event: &Event) -> Known {
        let nothing = Known { patient: Patient::default(), channel: Channel::Phone, appointment: None };
        let known = self.known.entry(need).or_insert(nothing);
        match *event {
            Event::Arises { problem, urgent, .. } => known.patient = Patient { problem: Some(problem), urgent },
            Event::FallsDue { problem, .. } | Event::ArisesFrom { problem, .. } => {
                known.patient.problem = Some(problem);
            }
            Event::Asks { channel, .. } => known.channel = channel,
            Event::Booked { person, day, at, .. } => known.appointment = Some((person, SimTime::start_of(day) + at)),
            _ => {}
        }
        let before = *known;
        match event {
            Event::Cancels { .. } | Event::PracticeCancels | Event::DidNotAttend | Event::Encounter { .. } => {
                known.appointment = None;
            }
            Event::Ends { .. } if !self.has_begun => _ = self.known.remove(&need),
            _ => {}
        }
        before
    }
}

impl Watch for Watching {
    fn on(&mut self, at: SimTime, need: u64, event: Event) {
        if need == THE_PRACTICE {
            match event {
                // A role that has nothing left says nothing: each day is told anew.
                Event::TasksCome { .. } if !self.has_begun => self.left.clear(),
                Event::WorkLeft { role, lasts } if !self.has_begun => {
                    _ = self.left.insert(role as usize, (role, lasts))
                }
                _ => {}
            }
            if self.has_begun {
                self.seen.push(Seen { at, need, channel: Channel::Phone, with: None, event });
            }
            return;
        }
        let Known { channel, appointment, .. } = self.learn(need, &event);
        if self.has_begun {
            let with = match event {
                Event::Encounter { person, .. } | Event::WriteUp { person, .. } | Event::Booked { person, .. } => {
                    Some(person)
                }
                Event::Arrives | Event::DidNotAttend | Event::Cancels { .. } | Event::PracticeCancels => {
                    appointment.map(|(person, _)| person)
                }
                _ => None,
            };
            self.seen.push(Seen { at, need, channel, with, event });
        }
    }
}

/// Work without patients from earlier days, each morning and on the one after the last. It is told when a working day closes, at midnight, and waits over days on
/// which nobody works.
pub(super) fn left_each_morning(watching: &Watching, days: &[(Date, bool)], monday: u32) -> Vec<Vec<(Role, Span)>> {
    let mut waits: Vec<(Role, Span)> = watching.left.values().copied().collect();
    let mornings = (0..=days.len()).map(|day| {
        let midnight = SimTime::start_of(monday + day as u32);
        if day > 0 && days[day - 1].1 {
            let told = watching.seen.iter().filter(|seen| seen.at == midnight);
            let left = told.filter_map(|seen| match seen.event {
                Event::WorkLeft { role, lasts } => Some((role, lasts)),
                _ => None,
            });
            waits = left.collect();
        }
        waits.clone()
    });
    mornings.collect()
}
