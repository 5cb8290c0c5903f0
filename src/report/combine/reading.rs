//! How the page of combinations is to be read, and what it cannot see: the paragraph below its tables.

use crate::experiment::View;
use crate::experiment::combine::{Combined, Design};

/// How the page is to be read.
pub fn reading(combined: &Combined, view: View) -> String {
    match combined.design {
        Design::Every => {
            let pairs = combined.actions.len() * combined.actions.len().saturating_sub(1) / 2;
            let order = match view {
                View::Year => {
                    " In a first year actions begin in the order in which they were asked for, two at a time, and the later \
                     ones have less of it: asked for in another order they would share out otherwise. `--view settled` \
                     knows no such order."
                }
                View::Settled { .. } => "",
            };
            let chance = match pairs {
                0..10 => String::new(),
                _ => format!(" Of {pairs} pairs about {:.0} would look clear by chance alone.", 0.05 * pairs as f64),
            };
            format!(
                "Intervals are about luck alone, and each stands by itself: a set that is the best of many is also one \
                 that luck favours, so promise less than its figure.{chance} A share (Shapley value) is what an action \
                 adds on average over all orders in which the actions could be joined; shares add up to what all do \
                 together. Shares and interactions are worked out in each replication and averaged.{order}"
            )
        }
        Design::Screening => {
            let n = combined.actions.len();
            let pairs = n * (n - 1) / 2;
            let (sets, first) = combined.screened();
            let example = match first > 0.0 {
                true => format!(
                    " What {} and {} do together looks, for one, {:.0}% like what {} and {} do.",
                    combined.actions[0],
                    combined.actions[1],
                    100.0 * first,
                    combined.actions[2],
                    combined.actions[3]
                ),
                false => String::new(),
            };
            format!(
                "What this cannot see: main effects are clear of what pairs of actions do together, but the {pairs} \
                 pairs cannot be told apart in {sets} sets.{example} What three do together is mixed into the main effects. \
                 A main effect is the mean difference between the half of the sets that have the action and the half \
                 that have not, so it is not what the action does alone. No set can be called the best. Take the \
                 strongest ten, and combine them in every way. In a first year each action also waits for those \
                 before it, two at a time: `--view settled` tells them apart better."
            )
        }
    }
}
