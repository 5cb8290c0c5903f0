//! What holds in a practice in each week of every set, worked out on one ground, so that two sets of actions can be told
//! to be alike until the week in which one begins what the other has not.

use crate::experiment::{Ground, View, Weekly};
use crate::scenario::{Plan, Problem, Refusal, Scenario};

/// The weeks of each plan, or all that is wrong with any of them. In the settled view there is one, which holds for ever.
pub(super) fn weeks_of(baseline: &Scenario, plans: &[Plan], view: View) -> Result<Vec<Weekly>, Refusal> {
    let ground = Ground::new(baseline);
    let count = (baseline.settings.run.days / 7.0).ceil() as u32;
    let weeks = |plan: &Plan| match view {
        View::Year => Weekly::new(&ground, &[], plan, count),
        View::Settled { .. } => Weekly::of(&ground, &plan.settled(&baseline.settings), plan.evidence, &[Vec::new()]),
    };
    let (mut all, mut problems) = (Vec::new(), Vec::<Problem>::new());
    for plan in plans {
        match weeks(plan) {
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
