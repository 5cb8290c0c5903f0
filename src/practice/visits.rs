//! Visits at home: who makes them in place of whoever would. Enters from navigation, for help from outside, and from
//! booking; leads to a destination, or to a colleague's sessions.

use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::shares::falls_to;
use super::watch::Watch;
use crate::scenario::names::{Destination, Role};

impl<W: Watch> Run<'_, W> {
    /// A destination that visits the patient in the practice's place: one able to close the need, with room today.
    pub(super) fn visited_from(&self, need: u32) -> Option<Destination> {
        let asking = &self.state.needs[need];
        if self.params.visited_from.is_empty()
            || asking.encounters > 0
            || asking.was_sent_back
            || !self.needs_visit(need)
        {
            return None;
        }
        let at = falls_to(&self.params.visited_from, asking.key.u(Purpose::VisitedFromOutside, 0))?;
        (self.is_able_at(need, at) && self.has_room(at)).then_some(at)
    }

    /// Somebody here who makes the visit in place of whoever would.
    pub(super) fn visitor(&self, need: u32) -> Option<Role> {
        if self.params.visited_by.is_empty() || !self.needs_visit(need) {
            return None;
        }
        let role = falls_to(&self.params.visited_by, self.state.needs[need].key.u(Purpose::VisitedBy, 0))?;
        (!self.state.book.of_role(role).is_empty()).then_some(role)
    }
}
