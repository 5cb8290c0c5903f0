//! Online requests that differ from a call: those written straight to a clinician, and those that nobody would have
//! made otherwise. Enters from `phone`, where everybody asks; leaves to `triage`, or brings further needs.

use super::need::Cause;
use super::purpose::{Draw, Purpose};
use super::run::{Moment, Run};
use super::watch::Watch;
use crate::scenario::names::TriageBy;
use crate::scenario::settings::Channels;

impl<W: Watch> Run<'_, W> {
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
