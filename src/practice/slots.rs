//! The slots of a session, as the settings of its role lay them: how many, and when each begins. No patients pass here;
//! `params` and `establishment` ask, and the book is laid by the answer.

use super::people::Person;
use crate::kernel::Span;
use crate::scenario::names::{FreedTime, Role};
use crate::scenario::settings::{RoleSettings, Settings};

/// The most slots that anybody of a role has in a session.
pub(super) fn most_slots(people: &[Person], role: Role) -> f64 {
    people
        .iter()
        .filter(|person| person.role == role && !person.leads_groups && !person.stands_by)
        .map(|person| person.slots)
        .fold(0.0, f64::max)
}

/// Is there anybody of this role, beside those who lead groups?
pub(super) fn has_people(people: &[Person], role: Role) -> bool {
    people.iter().any(|person| person.role == role && !person.leads_groups && !person.stands_by)
}

/// The start of each slot of a session that has up to `most_slots` and those that freed time may add.
pub(super) fn slot_times(role: &RoleSettings, most_slots: f64, s: &Settings) -> Vec<Span> {
    // Room for the slot that a fractional number adds in some sessions.
    let mut times = most_slots.ceil() as usize;
    if s.clinic.freed_time == FreedTime::MoreSlots {
        let most = (most_slots * (1.0 + s.clinic.slots_added)).ceil() as usize;
        let fits = |slot: &usize| slot_start(role, *slot) + role.slot <= role.session + 1e-6;
        times += (times..most).take_while(fits).count();
    }
    slots_without_end(role, s).take_while(|&(slot, _)| slot < times).map(|(_, at)| at).collect()
}

/// The start of each of the first so many slots, whether or not a session has them.
pub(super) fn first_times(count: usize, role: &RoleSettings, s: &Settings) -> Vec<Span> {
    slots_without_end(role, s).map(|(_, at)| at).take(count).collect()
}

/// Which of so many slots are kept for the day, by place in the session.
pub(super) fn kept_for_the_day(count: usize, role: &RoleSettings) -> Vec<bool> {
    (0..count).map(|slot| kept(slot + 1, role.on_the_day) > kept(slot, role.on_the_day)).collect()
}

/// Slots without end, those booked twice given twice, with their number.
fn slots_without_end(role: &RoleSettings, s: &Settings) -> impl Iterator<Item = (usize, Span)> {
    let twice = move |slot: usize| kept(slot + 1, s.book.overbook) > kept(slot, s.book.overbook);
    (0..).flat_map(move |slot| {
        let at = Span::minutes(slot_start(role, slot));
        std::iter::repeat_n((slot, at), 1 + usize::from(twice(slot)))
    })
}

/// Minutes from the start of the session to a slot.
fn slot_start(role: &RoleSettings, slot: usize) -> f64 {
    if let Some(&offset) = role.offsets.get(slot) {
        return offset;
    }
    let gaps = if role.gap_every >= 1.0 { (slot as f64 / role.gap_every).floor() } else { 0.0 };
    let listed = role.offsets.len();
    let from = if listed > 0 { role.offsets[listed - 1] + role.slot } else { 0.0 };
    from + (slot - listed) as f64 * role.slot + gaps * role.gap
}

/// Of so many slots, the whole ones that a share of them is.
fn kept(slots: usize, share: f64) -> f64 {
    (slots as f64 * share + 1e-9).floor()
}
