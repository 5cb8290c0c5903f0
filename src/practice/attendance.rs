//! Between booking and appointment: some needs settle, some patients cancel, the rest come or do not (DNA).
//! The chance of a DNA depends on the time from booking, then on age and patient. It is decided here, on the day.

use super::book::Place;
use super::diary::Errand;
use super::need::{Appointment, Fate};
use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::watch::{Ending, Event, Watch};
use crate::kernel::Span;
use crate::scenario::names::LeadBand;

impl<W: Watch> Run<'_, W> {
    /// At booking: will this appointment be given up, and on which day?
    pub(super) fn decide_cancelling(&mut self, need: u32) {
        let booked = &mut self.state.needs[need];
        let Some(appointment) = booked.appointment else { return };
        let lead = u32::from(appointment.lead);
        booked.fate = Fate::Undecided;
        if lead == 0 {
            return;
        }
        let s = &self.params.settings;
        let (key, nth) = (booked.key, u32::from(booked.bookings));
        let unsettled_by = &self.params.problems[booked.problem].unsettled_by;
        let unsettled = match unsettled_by.last() {
            Some(&last) if !booked.planned => unsettled_by.get(lead as usize).copied().unwrap_or(last),
            _ => 1.0,
        };
        let patient = booked.patient;
        // One draw for all, because only what has not settled is cancelled.
        let u = key.u(Purpose::Settles, nth);
        let settles = u >= unsettled;
        let early = u < unsettled * s.attendance.cancels_early;
        if settles {
            booked.fate = Fate::Settled;
        }
        if settles || early {
            self.write_cancelling(need, &appointment, Errand::Cancel);
        } else if u < unsettled * (s.attendance.cancels_early + s.attendance.cancels_late) {
            booked.fate = Fate::CancelledLate;
        } else if key.chance(s.attendance.dna_says_so, Purpose::DnaSaysSo, nth)
            && self.is_dna(need, self.state.patients.dna_odds[patient as usize], &appointment)
        {
            self.write_cancelling(need, &appointment, Errand::CancelByMessage);
        }
    }

    /// The patient will cancel on a day between booking and appointment, or early on the day itself.
    fn write_cancelling(&mut self, need: u32, appointment: &Appointment, how: Errand) {
        let booked = &self.state.needs[need];
        let u = booked.key.u(Purpose::CancelDay, booked.bookings.into());
        let after = 1 + (f64::from(appointment.lead) * u) as u32;
        self.state.needs.restamp(need);
        let when = self.calendar.open_from(appointment.booked_on() + after);
        self.write_diary(when.min(appointment.day), need, how);
    }

    /// The time of day at which a patient asks to cancel: on the day itself, before the appointment comes up.
    pub(super) fn cancels_at(&self, need: u32) -> Span {
        let at = self.asks_at(need);
        match self.state.needs[need].appointment {
            Some(Appointment { day, person, slot, .. }) if day == self.today => {
                let opens = self.params.phone.opens;
                let before = self.state.book.time(person.into(), slot.into()) - opens;
                // By half day and place in it: how many slots the book keeps room for says nothing of this one.
                let (half, place) =
                    (usize::from(slot) / self.state.book.half, usize::from(slot) % self.state.book.half);
                let which = (half << 15 | place) as u32;
                let u = self.state.needs[need].key.u(Purpose::CancelDay, which << 16 | day & 0xffff);
                opens + Span((u * before.0 as f64) as u64)
            }
            _ => at,
        }
    }

    /// Is the appointment that the patient meant to cancel still there? On its day it may have come up meanwhile.
    #[inline(always)]
    pub(super) fn still_to_cancel(&self, need: u32) -> bool {
        self.state.needs[need].appointment.is_some_and(|appointment| appointment.booked_on() < self.today)
    }

    /// The caller has got through to cancel: the slot is free for somebody else, if it still lies ahead.
    pub(super) fn cancel(&mut self, need: u32) {
        if !self.still_to_cancel(need) {
            return;
        }
        let Some(Appointment { day, person, slot, .. }) = self.state.needs[need].appointment else { return };
        let place = Place { day, person: person.into(), slot: slot.into() };
        if day == self.today && self.time_of_day() >= self.state.book.time(place.person, place.slot) {
            self.state.needs[need].fate = Fate::CancelledLate;
            return;
        }
        self.see(need, Event::Cancels { late: false });
        self.measures.attendance.cancelled_early += 1;
        self.state.book.vacate(place, true);
        let leaving = &mut self.state.needs[need];
        if let Some(appointment) = leaving.appointment.take() {
            self.leaves_book(&appointment);
        }
        let leaving = &mut self.state.needs[need];
        leaving.calls_today = 0;
        if leaving.fate == Fate::Settled {
            self.see(need, Event::Settles);
            return self.end(need, Ending::Recovered);
        }
        let rebooks = self.params.settings.attendance.cancels_rebooks;
        if !leaving.key.chance(rebooks, Purpose::CancelRebooks, leaving.bookings.into()) {
            return self.end(need, Ending::Recovered);
        }
        self.state.needs.restamp(need);
        if self.state.needs[need].is_recall() { self.book_recall(need) } else { self.seek_appointment(need) }
    }

    /// Says by a message that they will not come: it takes nobody's time, and the slot is free for somebody else.
    pub(super) fn cancels_by_message(&mut self, need: u32) {
        if self.still_to_cancel(need) {
            self.see(need, Event::ServesItself);
            self.cancel(need);
        }
    }

    /// Who is booked into a session of today: the place in it, the need, and the patient's odds of a DNA. Needs and patients
    /// are far apart in memory; what all of a session are asked for side by side comes sooner than one after the other.
    pub(super) fn booked_into(&mut self, person: usize, half: usize) -> Vec<(usize, u32, f32)> {
        let mut booked = std::mem::take(&mut self.state.coming);
        let slots = self.state.book.slots_of(self.today, person, half).enumerate();
        booked.extend(slots.filter_map(|(position, slot)| {
            let need = self.state.book.need_at(slot)?;
            Some((position, need, self.state.patients.dna_odds[self.state.needs[need].patient as usize]))
        }));
        booked
    }

    /// On the day: does the patient, whose odds of that against others are `own`, stay away without a word?
    #[inline(always)]
    pub(super) fn is_dna(&self, need: u32, own: f32, appointment: &Appointment) -> bool {
        let booked = &self.state.needs[need];
        if matches!(booked.fate, Fate::WillNotCome | Fate::Settled) {
            return true;
        }
        // The odds are the same in all bands from 8 days on.
        let band = (LeadBand::of(appointment.lead.into()) as usize).min(LeadBand::To14 as usize);
        let mut odds = self.params.dna_odds[band][usize::from(booked.who.age)] * f64::from(own);
        if odds <= 0.0 {
            return false;
        }
        let u = booked.key.u(Purpose::Dna, booked.bookings.into());
        // u < odds / (1 + odds), without dividing infinity by infinity for a certain DNA.
        let away = |odds: f64| odds.is_infinite() || u * (1.0 + odds) < odds;
        if self.params.prompts.is_empty() || (self.params.prompts_help && !away(odds)) {
            // Whoever comes unprompted comes prompted.
            return away(odds);
        }
        odds *= self.prompted_odds(need, appointment);
        odds > 0.0 && away(odds)
    }

    /// The slot came up and had been cancelled too late: wants another, or needs no more.
    pub(super) fn cancelled_late(&mut self, need: u32) {
        self.measures.attendance.cancelled_late += 1;
        let away = &self.state.needs[need];
        let rebooks = self.params.settings.attendance.cancels_rebooks;
        if away.key.chance(rebooks, Purpose::CancelRebooks, away.bookings.into()) {
            return self.asks_another_day(need, self.calendar.open_from(self.today + 1));
        }
        self.end(need, Ending::Recovered);
    }

    /// Wants another appointment, asked for on `day`: recalls are booked by the practice.
    fn asks_another_day(&mut self, need: u32, day: u32) {
        self.state.needs.restamp(need);
        if self.state.needs[need].is_recall() {
            self.write_diary(day, need, Errand::BookRecall);
        } else {
            self.asks_on(need, day);
        }
    }

    /// After a DNA: asks again, or is not heard of any more.
    pub(super) fn after_dna(&mut self, need: u32) {
        let s = &self.params.settings.attendance;
        let away = &self.state.needs[need];
        if away.fate == Fate::Settled {
            return self.end(need, Ending::Recovered);
        }
        if !away.key.chance(s.dna_rebooks, Purpose::DnaRebooks, away.bookings.into()) {
            return self.end(need, Ending::GaveUp);
        }
        let after = away.key.days(Span::hours(24.0 * s.dna_rebooks_after), Purpose::DnaRebooks, away.bookings.into());
        let day = self.calendar.open_from(self.today + after.max(1));
        self.asks_another_day(need, day);
    }
}
