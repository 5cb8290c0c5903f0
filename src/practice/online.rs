//! How a request comes, and what is different online: some requests are written straight to a clinician, some need nobody,
//! and some would not have been made otherwise. Enters from `phone`, where everybody asks; leaves to `triage`, is heard at
//! once, or waits as a caller would, and brings further needs.

use super::need::{About, Cause};
use super::purpose::{Draw, Purpose};
use super::run::{Moment, Run};
use super::watch::{Event, Watch};
use crate::scenario::names::{Channel, TriageBy};
use crate::scenario::settings::Channels;

impl<W: Watch> Run<'_, W> {
    /// How this need is brought to the practice: decided once.
    #[inline(always)]
    pub(super) fn channel_of(&self, need: u32) -> Channel {
        let asking = &self.state.needs[need];
        let channels = &self.params.settings.channels;
        if asking.cause == Cause::EasyToAsk {
            return Channel::Online;
        }
        if asking.key.chance(channels.desk, Purpose::Channel, 0) {
            return Channel::Desk;
        }
        let online = asking.key.chance(channels.e_consultation + channels.online, Purpose::AsksOnline, 0)
            && asking.who.uses_internet();
        if online { Channel::Online } else { Channel::Phone }
    }

    /// Does an online request go straight to the clinician who answers in writing? Not once it is known that the
    /// patient has to be seen.
    pub(super) fn consults_in_writing(&self, need: u32) -> bool {
        let asking = &self.state.needs[need];
        let Channels { e_consultation, online, .. } = self.params.settings.channels;
        if e_consultation == 0.0 || asking.must_be_seen {
            return false;
        }
        // Of one uniform the lowest part writes, and the next asks otherwise online; whoever asks online because it is
        // easy writes as often as those who do so anyway.
        let share =
            if asking.cause == Cause::EasyToAsk { e_consultation / (e_consultation + online) } else { e_consultation };
        self.params.settings.triage[TriageBy::Online].clinicians > 0.0
            && asking.key.chance(share, Purpose::AsksOnline, 0)
    }

    /// Online requests that need no staff: true where this was one.
    pub(super) fn serves_itself(&mut self, need: u32, about: About) -> bool {
        let asking = &self.state.needs[need];
        let channels = &self.params.settings.channels;
        let books = about == About::Need && asking.calls_for_booking();
        let share = if books { channels.online_self_booking } else { channels.online_self_service };
        if !asking.key.chance(share, Purpose::SelfService, asking.asks.into()) {
            return false;
        }
        self.see(need, Event::ServesItself);
        match about {
            About::Need => self.heard(need, false),
            About::Cancelling => self.cancel(need),
        }
        true
    }

    /// An online request brings others that nobody would have rung about: the same patient's, of the same kind and on
    /// the same day.
    pub(super) fn others_find_it_easy(&mut self, need: u32) {
        let new = self.params.settings.channels.online_new;
        if new == 0.0 {
            return;
        }
        let asking = &self.state.needs[need];
        if asking.asks > 1 || asking.cause != Cause::Patient {
            return;
        }
        let (key, brings) = (asking.key, new / (1.0 - new));
        let count = brings as u32 + u32::from(key.chance(brings.fract(), Purpose::EasyToAsk, 0));
        for nth in 1..=count {
            let child = self.easy_need(need, nth);
            self.state.agenda.push(self.now, Moment::Asks as u8, child);
        }
    }
}
