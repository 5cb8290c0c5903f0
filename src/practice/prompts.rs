//! What keeps a booking in mind: reminders, the patient's own card, reading back, a sign. Everybody who books passes
//! here, in the call in which it is done and once more on the day, and goes on to `clinic` or stays away.

use super::need::Appointment;
use super::purpose::{Draw, Purpose, Who, key};
use super::run::Run;
use super::watch::{Origin, Watch};
use crate::kernel::Span;
use crate::scenario::names::{Channel, Prompt};

impl<W: Watch> Run<'_, W> {
    /// Odds of a DNA with all that keeps this booking in mind, against without.
    pub(super) fn prompted_odds(&self, need: u32, appointment: &Appointment) -> f64 {
        let planned = appointment.origin == Origin::FollowUp;
        let asked_for = matches!(appointment.origin, Origin::Soonest | Origin::Choice);
        let channel = asked_for.then(|| self.channel_of(need));
        let in_person = planned || channel == Some(Channel::Desk);
        let nth = u32::from(self.state.needs[need].bookings);
        self.params.prompts.iter().fold(1.0, |odds, &prompt| {
            let could_have = match prompt {
                Prompt::Reminder => appointment.lead > 0,
                Prompt::OwnCard | Prompt::NormSign => in_person,
                Prompt::ReadBack => channel == Some(Channel::Phone),
            };
            let has = could_have && self.has_prompt(need, prompt, nth);
            if has { odds * self.params.settings.attendance.prompts[prompt].odds } else { odds }
        })
    }

    /// What keeping the coming booking in mind adds to the call or visit in which it is asked for.
    pub(super) fn prompting(&self, need: u32, channel: Channel) -> Span {
        let asking = &self.state.needs[need];
        if !asking.calls_for_booking() {
            return Span::ZERO;
        }
        let nth = u32::from(asking.bookings.saturating_add(1));
        let added = self.params.spoken_prompts.iter().filter(|&&prompt| {
            let could_have = match prompt {
                Prompt::Reminder => channel != Channel::Online,
                Prompt::OwnCard | Prompt::NormSign => channel == Channel::Desk,
                Prompt::ReadBack => channel == Channel::Phone,
            };
            could_have && self.has_prompt(need, prompt, nth)
        });
        Span::minutes(added.map(|&prompt| self.params.settings.attendance.prompts[prompt].call_minutes).sum())
    }

    /// Of the bookings that could have it, does the need's `nth` have this one? Whether a mobile number is on file
    /// is a matter of the patient, and the same for every booking.
    fn has_prompt(&self, need: u32, prompt: Prompt, nth: u32) -> bool {
        let booked = &self.state.needs[need];
        let reach = self.params.settings.attendance.prompts[prompt].reach;
        match prompt {
            Prompt::Reminder => {
                let patient = key(self.state.streams, Who::Patient, booked.patient.into());
                patient.chance(reach, Purpose::MobileOnFile, 0)
            }
            _ => booked.key.chance(reach, Purpose::Prompted, (prompt as u32) << 16 | nth),
        }
    }
}
