//! What is settled when a run begins, so that nothing that is compared may differ in it.

use crate::scenario::{Problem, Scenario, paths};

/// What is drawn or laid down once, when a run begins: a change in mid-run would not be heard.
const AT_THE_START: [&str; 5] =
    ["run.", "calendar.", "patients.", "attendance.dna_patient_sd", "book.starting_backlog"];
/// Of these, what is drawn anew as a run goes on.
const DRAWN_ANEW: [&str; 2] = ["patients.transient_cv", "patients.transient_weeks"];

/// Can the setting at this path not change once a run has begun?
pub fn is_settled_at_the_start(path: &str) -> bool {
    let named = path.starts_with("people.") && path.ends_with(".role");
    named || AT_THE_START.iter().any(|start| path.starts_with(start)) && !DRAWN_ANEW.contains(&path)
}

/// Settings of `other` that differ from the baseline's though they cannot change once a run has begun.
pub(super) fn settled_at_the_start(baseline: &Scenario, other: &Scenario) -> Vec<Problem> {
    let (before, after) = (paths(&baseline.settings), paths(&other.settings));
    let changed = before.iter().zip(&after).filter(|(a, b)| a.value != b.value && is_settled_at_the_start(&a.path));
    let problem = |path: &str| {
        let place = other.changes.iter().find(|change| change.path == path).and_then(|change| change.place.as_ref());
        let problem = Problem::new(format!("`{path}` is settled when a run begins, and cannot change within it"));
        problem.at(place).help("give it to both sides of the comparison, or run two practices apart")
    };
    changed.map(|(before, _)| problem(&before.path)).collect()
}
