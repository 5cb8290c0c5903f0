//! Nothing to offer: those whom the book, the phone or the practice itself could not help today. Enters from `phone`,
//! `booking` and wherever a patient is told to ask again; waits in the diary to ask on a later day, or leaves for urgent
//! care, without help, or not offered what had been planned.

use super::diary::Errand;
use super::feedback::moved;
use super::need::Fate;
use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::watch::{Ending, Event, Origin, Watch};
use crate::kernel::Span;

impl<W: Watch> Run<'_, W> {
    /// No slot that would do: asks again, goes elsewhere, or gives up.
    pub(super) fn turned_away(&mut self, need: u32) {
        self.see(need, Event::NoSlot);
        self.measures.needs.turned_away += 1;
        self.asks_tomorrow(need, self.params.settings.unmet.asks_again, Purpose::AsksAgain);
    }

    /// Comes back on the next open day with chance `again`, unless the patient has had enough.
    pub(super) fn asks_tomorrow(&mut self, need: u32, again: f64, purpose: Purpose) {
        let asking = &mut self.state.needs[need];
        asking.days_asked += 1;
        asking.calls_today = 0;
        let patient = f64::from(asking.days_asked) < self.params.settings.unmet.ask_limit;
        if patient && asking.key.chance(again, purpose, asking.asks.into()) {
            self.asks_on(need, self.calendar.open_from(self.today + 1));
        } else {
            self.goes_without(need);
        }
    }

    /// The need asks on a later day.
    pub(super) fn asks_on(&mut self, need: u32, day: u32) {
        self.see(need, Event::AsksAgainOn { day });
        self.write_diary(day, need, Errand::Ask);
    }

    /// The time of day at which a need asks today.
    pub(super) fn asks_at(&self, need: u32) -> Span {
        let asking = &self.state.needs[need];
        self.params
            .demand
            .ask_at(asking.key.draw(Purpose::AskAt, u32::from(asking.days_asked) + u32::from(asking.bookings)))
    }

    /// The book is not open yet for the day that the patient wants: asks again when it is.
    pub(super) fn waits_for_the_book(&mut self, need: u32, wanted: u32) {
        let asking = &mut self.state.needs[need];
        asking.fate = Fate::WaitsForTheBook;
        asking.calls_today = 0;
        let opens = self.calendar.open_from(wanted - self.params.settings.book.horizon as u32);
        self.asks_on(need, opens.max(self.calendar.open_from(self.today + 1)));
    }

    /// The practice itself had no slot to offer: it looks again a week later, and in the end lets the patient go.
    pub(super) fn finds_no_slot(&mut self, need: u32, due: u32, origin: Origin) {
        let waiting = &mut self.state.needs[need];
        let weeks = waiting.days_asked;
        waiting.days_asked += 1;
        self.see(need, Event::NoSlot);
        if f64::from(weeks) < self.params.settings.unmet.planned_patience {
            return self.write_diary(
                self.calendar.open_from(self.today + 7),
                need,
                Errand::BookPlanned { due, origin },
            );
        }
        self.measures.needs.turned_away += 1;
        self.end(need, Ending::NotOffered);
    }

    /// Gives up asking for now: 111 or A&E, or nothing.
    fn goes_without(&mut self, need: u32) {
        let asking = &self.state.needs[need];
        let urgent_care = moved(self.params.settings.unmet.urgent_care, self.state.access.odds.urgent_care);
        let elsewhere = asking.key.chance(urgent_care, Purpose::UrgentCare, asking.requests.into());
        self.end(need, if elsewhere { Ending::LeftForUrgentCare } else { Ending::GaveUp });
    }
}
