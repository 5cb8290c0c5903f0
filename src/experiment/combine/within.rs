//! What the actions of every single set do together: how much more or less than each of them alone, and who makes how much
//! of it, as if there were no other actions.

use super::{Combined, Design};
use crate::stats::{Estimate, attribution, mean};
use rayon::prelude::*;

/// One figure, taken apart in every set. Of each replication's own values, so that everything adds up.
#[derive(Clone, Debug)]
pub struct Within {
    pub figure: usize,
    /// In the order of the sets.
    pub sets: Vec<Apart>,
}

/// What one set does to the figure.
#[derive(Clone, Debug)]
pub struct Apart {
    /// What all of it does: the mean of every replication's own difference.
    pub joint: Estimate,
    /// Beyond the sum of what each of its actions does alone; none of fewer than two actions.
    pub together: Option<Estimate>,
    /// Its actions, in order, with their Shapley values among themselves: these add up to what the set does.
    pub shares: Vec<(usize, Estimate)>,
}

/// Differences of this share of a figure are rounding.
const ROUNDING: f64 = 1e-12;

/// Takes a figure apart in every set; none where some replication had nothing to count, or not every set was run.
pub fn within(combined: &Combined, figure: usize) -> Option<Within> {
    if combined.design != Design::Every || combined.replications() == 0 {
        return None;
    }
    // By set, then by replication; with every set run, a set stands at its own number.
    let values: Vec<Vec<f64>> =
        (0..combined.sets.len()).map(|set| combined.values(set, figure)).collect::<Option<_>>()?;
    let sets = (0..values.len()).into_par_iter().map(|set| apart(&values, set)).collect::<Option<_>>()?;
    Some(Within { figure, sets })
}

fn apart(values: &[Vec<f64>], set: usize) -> Option<Apart> {
    let members: Vec<usize> = (0..usize::BITS as usize).filter(|&at| set >> at & 1 == 1).collect();
    // The subsets of the set, counted by which of its members they have.
    let whole = |part: usize| {
        members.iter().enumerate().filter(|(at, _)| part >> at & 1 == 1).fold(0, |set, (_, member)| set | 1 << member)
    };
    let subsets: Vec<usize> = (0..1 << members.len()).map(whole).collect();
    let replications = 0..values[0].len();
    let game = |k: usize| -> Vec<f64> { subsets.iter().map(|&subset| values[subset][k]).collect() };
    let games: Vec<Vec<f64>> = replications.map(game).collect();
    let shapley: Vec<Vec<f64>> = games.iter().map(|game| attribution::shapley(game)).collect();
    let share = |at: usize| mean(&shapley.iter().map(|shares| shares[at]).collect::<Vec<f64>>());
    let beyond = |game: &Vec<f64>| {
        let alone: f64 = (0..members.len()).map(|at| game[1 << at] - game[0]).sum();
        let beyond = game[game.len() - 1] - game[0] - alone;
        // What only rounding left is nothing.
        if beyond.abs() < ROUNDING * game[0].abs().max(game[game.len() - 1].abs()) { 0.0 } else { beyond }
    };
    let together = if members.len() < 2 { None } else { mean(&games.iter().map(beyond).collect::<Vec<f64>>()) };
    let joint = mean(&games.iter().map(|game| game[game.len() - 1] - game[0]).collect::<Vec<f64>>())?;
    let shares = members.iter().enumerate().map(|(at, &member)| Some((member, share(at)?)));
    Some(Apart { joint, together, shares: shares.collect::<Option<_>>()? })
}

#[cfg(test)]
mod tests {
    use super::super::kept::{COUNT, RELEASED};
    use super::super::{best_of_each_size, findings};
    use super::*;
    use crate::stats::Ratio;

    /// Three actions; hours released of each set in five replications with luck of their own.
    fn combined() -> Combined {
        let released = [0.0, 2.0, 1.0, 2.5, -0.5, 1.75, 0.5, 1.5];
        let kept = released.iter().enumerate().map(|(set, &hours)| {
            let one = |k: usize| {
                let luck = 0.1 * ((7 * k + 3 * set) % 5) as f64;
                let mut kept = [Ratio { num: 1.0, den: 1.0 }; COUNT];
                kept[RELEASED] = Ratio { num: 52.0 * (hours + luck), den: 52.0 };
                kept
            };
            (0..5).map(one).collect()
        });
        let actions = ["a", "b", "c"].map(String::from).to_vec();
        Combined { actions, design: Design::Every, sets: (0..8).collect(), kept: kept.collect() }
    }

    #[test]
    fn shares_within_every_set_add_up_to_what_it_does_and_of_all_actions_are_those_of_the_whole() {
        let combined = combined();
        let (found, within) = (findings(&combined), within(&combined, RELEASED).unwrap());
        for (set, apart) in within.sets.iter().enumerate() {
            let sum: f64 = apart.shares.iter().map(|(_, share)| share.estimate).sum();
            let difference = found.difference(set as u64, RELEASED).map_or(0.0, |it| it.estimate);
            assert!((sum - difference).abs() < 1e-12, "{set}: {sum} is not {difference}");
            assert!((sum - apart.joint.estimate).abs() < 1e-12);
            assert_eq!(apart.together.is_some(), apart.shares.len() > 1);
        }
        let whole = found.shares_of(RELEASED).unwrap();
        for ((_, share), action) in within.sets[7].shares.iter().zip(&whole.actions) {
            assert_eq!(share.estimate.to_bits(), action.shapley.unwrap().estimate.to_bits());
        }
    }

    #[test]
    fn what_the_best_set_overlaps_is_said_the_same_of_every_set() {
        let combined = combined();
        let within = within(&combined, RELEASED).unwrap();
        let best = best_of_each_size(&combined, &findings(&combined), RELEASED, Default::default());
        for best in best.iter().filter(|best| best.size > 1) {
            let (one, other) = (best.together.unwrap(), within.sets[best.set as usize].together.unwrap());
            assert!((one.estimate - other.estimate).abs() < 1e-12 && (one.se - other.se).abs() < 1e-12);
        }
    }

    #[test]
    fn of_a_screening_nothing_is_taken_apart() {
        let screened = Combined { design: Design::Screening, ..combined() };
        assert!(within(&screened, RELEASED).is_none());
    }
}
