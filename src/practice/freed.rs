//! Freed time: what becomes of the minutes of a session that its patients do not need, as `clinic.freed_time` says.
//! Patients come here from `clinic` for a longer encounter, and from `booking` to the slots that idle time has become.

use super::params::Params;
use super::run::Run;
use super::watch::Watch;
use crate::kernel::{SimTime, Span};
use crate::scenario::names::{FreedTime, Role};

/// Time in sessions with nothing to do, by role: today's, and as remembered.
#[derive(Clone, Debug, Default)]
pub struct IdleTime {
    /// Slots for which there was time, beside the role's own, and those own slots: of today.
    today: [[f64; 2]; Role::COUNT],
    /// The first as a share of the second, over recent weeks.
    share: [f64; Role::COUNT],
}

impl IdleTime {
    /// Slots added to a session as a share of its own.
    pub fn slots_added(&self, params: &Params, role: Role) -> f64 {
        let clinic = &params.settings.clinic;
        match clinic.freed_time {
            FreedTime::MoreSlots => self.share[role as usize].min(clinic.slots_added),
            _ => 0.0,
        }
    }
}

impl<W: Watch> Run<'_, W> {
    /// How long an encounter of `lasts` goes on when nobody is due before `next` and notes take `notes`.
    pub(super) fn lengthened(&self, lasts: Span, begins: SimTime, notes: Span, next: SimTime) -> Span {
        let clinic = &self.params.settings.clinic;
        if clinic.freed_time != FreedTime::LongerConsultations {
            return lasts;
        }
        let room = next.since(begins + lasts + notes);
        lasts + room.min(Span((lasts.0 as f64 * (clinic.longest - 1.0)) as u64))
    }

    /// When the next patient of a session is due after `slot`; `last` where nobody is.
    pub(super) fn next_due(&self, person: usize, slot: usize, half: usize, last: SimTime) -> SimTime {
        if self.params.settings.clinic.freed_time != FreedTime::LongerConsultations {
            return last;
        }
        let book = &self.state.book;
        let next = (slot + 1..(half + 1) * book.half).find(|&slot| book.need_in(self.today, person, slot).is_some());
        next.map_or(last, |slot| SimTime::start_of(self.today) + book.time(person, slot))
    }

    /// Remembers a session's idle time as slots, where they are what it becomes: idle because nobody was booked is no
    /// reason for more of them, and those added already count as idle.
    pub(super) fn remember_idle(&mut self, role: Role, idle: Span, own: u32, offered: u32, unfilled: u32) {
        let slot = self.params.roles[role as usize].slot.0.max(1) as f64;
        let added = f64::from(offered) - f64::from(own);
        let today = &mut self.state.idle.today[role as usize];
        today[0] += idle.0 as f64 / slot - f64::from(unfilled) + added;
        today[1] += f64::from(own);
    }

    /// At the end of an open day, its idle time goes into memory.
    pub(super) fn remember_idle_time(&mut self) {
        let days = self.params.settings.clinic.slots_memory * self.params.settings.calendar.days_per_week;
        let weight = 1.0 / days.max(1.0);
        let idle = &mut self.state.idle;
        for (share, today) in idle.share.iter_mut().zip(&mut idle.today) {
            let [spare, own] = std::mem::take(today);
            if own > 0.0 {
                *share = (*share + weight * (spare / own - *share)).max(0.0);
            }
        }
    }
}
