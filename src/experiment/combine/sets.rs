//! What holds in a practice in each week of every set, worked out on one ground, so that two sets of actions can be told
//! to be alike until the week in which one begins what the other has not.

use crate::experiment::{Ground, View, Weekly};
use crate::scenario::{Change, Plan, Problem, Refusal, Scenario};
use rayon::prelude::*;

/// What is changed besides actions, from the first day on, and a plan.
pub(super) type Parts = (Vec<Change>, Plan);

/// The weeks of each plan with what else is changed, or all that is wrong with any of them.
pub(super) fn weeks_of(baseline: &Scenario, sets: &[Parts], view: View) -> Result<Vec<Weekly>, Refusal> {
    let ground = Ground::new(baseline);
    let weeks = |(changes, plan): &Parts| Weekly::in_view(&ground, changes, plan, view);
    let (mut all, mut problems) = (Vec::new(), Vec::<Problem>::new());
    for set in sets.par_iter().map(weeks).collect::<Vec<_>>() {
        match set {
            Ok(weekly) => all.push(weekly),
            Err(refusal) => problems.extend(refusal.0),
        }
    }
    if problems.is_empty() {
        return Ok(all);
    }
    problems.dedup();
    Err(Refusal::new(problems))
}
