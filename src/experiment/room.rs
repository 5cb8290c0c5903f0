//! Room for every week of every plan: as many people, slots, clinics and days ahead as the week that has most of them, so
//! that one practice made ready can be run in all of them.

use super::weekly::{Week, Weekly};
use crate::practice::Establishment;
use crate::scenario::Scenario;
use std::collections::BTreeSet;

/// What may be said of a role, the book, a clinic or support without anybody or anything needing more room. Settings
/// that are not named here may.
const NEEDS_NO_ROOM: [&str; 20] = [
    ".sessions_per_week",
    ".weekday.",
    ".mornings",
    ".rooms",
    ".quiet_weeks",
    ".minutes.",
    ".write_up.",
    ".task_hours",
    ".meeting_hours",
    ".training_hours",
    ".overtime_after",
    ".supervision",
    ".returns",
    ".pace",
    ".home_visits",
    ".cost",
    ".offered",
    ".accepted",
    ".sickness",
    ".follows_demand",
];
const MAY_NEED_ROOM: [&str; 4] = ["roles.", "people.", "book.", "clinic."];
const HORIZON: &str = "book.horizon";

/// Makes room for every week of every plan.
pub(super) fn make_room(plans: &[&Weekly], baseline: &Scenario, establishment: &mut Establishment) {
    let Some(moves) = plans.first().map(|plan| &plan.moves) else { return };
    let paths: Vec<&str> = (0..moves.count() as u32).map(|at| moves.path(at)).collect();
    let may_need_room = |path: &&str| {
        let may = MAY_NEED_ROOM.iter().any(|start| path.starts_with(start));
        may && **path != *HORIZON && !NEEDS_NO_ROOM.iter().any(|part| path.contains(part))
    };
    let needs: Vec<bool> = paths.iter().map(may_need_room).collect();
    let horizon = paths.iter().position(|path| *path == HORIZON);
    let told: Vec<bool> = paths.iter().map(|path| path.ends_with(".at_consultations")).collect();
    let is_head = |path: &&str| path.ends_with(".people") || path.ends_with(".group_sessions_per_week");
    let heads: Vec<bool> = paths.iter().map(is_head).collect();
    // Weeks in which the same people hold the same sessions need the same room, whatever else they do.
    let mut seen = BTreeSet::new();
    for week in plans.iter().flat_map(|plan| &plan.different) {
        let moved = match week {
            Week::Moved(moved) => moved,
            Week::Whole(scenario) => {
                establishment.include(&Establishment::of([&scenario.settings]));
                continue;
            }
        };
        let mut staffing = Vec::new();
        for (&at, &value) in moved.settings.iter().zip(&moved.values) {
            let at = at as usize;
            if needs[at] {
                // Part of a person needs as much room as a whole one, and part of a group session too.
                let whole = if heads[at] { value.ceil() } else { value };
                staffing.push((at, whole.to_bits()));
            } else if Some(at) == horizon {
                establishment.reaches(value as u32);
            } else if told[at] {
                establishment.tells(value as usize);
            }
        }
        if !staffing.is_empty() && seen.insert(staffing) {
            let mut settings = baseline.settings.clone();
            moves.write(moved, &mut settings);
            establishment.include(&Establishment::of([&settings]));
        }
    }
}
