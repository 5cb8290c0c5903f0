//! What is found of the sets: each set's figures beside the practice as it is; and of every figure, how much of what all
//! actions do together each of them makes, and how pairs help or hinder each other.
//!
//! A set's figures and differences are ratios of sums over replications, as in every comparison. What is shared out
//! among actions has to add up, so that it is worked out in each replication from that replication's own value (a ratio
//! measure from its own ratio) and averaged with a t interval. For figures a week the two are the same.

use super::kept::{COUNT, FIGURES};
use super::{Combined, Design};
use crate::experiment::Row;
use crate::stats::{Estimate, attribution, mean, paired, pooled, screening};

/// Everything that is found but for what is best.
#[derive(Clone, Debug)]
pub struct Findings {
    /// In the order of the sets that were run.
    pub sets: Vec<SetFound>,
    /// In the order of `FIGURES`, without those of which there was nothing to count.
    pub shares: Vec<Shares>,
}

/// One set of actions.
#[derive(Clone, Debug)]
pub struct SetFound {
    pub set: u64,
    /// By figure; none where there was nothing to count.
    pub levels: Vec<Option<Estimate>>,
    /// Less the practice as it is, with the same patients.
    pub differences: Vec<Option<Estimate>>,
    /// What each figure is counted over, summed over replications.
    counts: Vec<f64>,
}

/// One figure, shared out among the actions.
#[derive(Clone, Debug)]
pub struct Shares {
    pub figure: usize,
    /// All actions together, less none of them. Of a screening design nobody knows.
    pub joint: Option<Estimate>,
    pub actions: Vec<Share>,
    /// Every pair of actions; of a screening design none.
    pub pairs: Vec<Pair>,
}

/// What one action does to one figure.
#[derive(Clone, Debug)]
pub struct Share {
    /// Its Shapley value: its share of the joint effect. These add up.
    pub shapley: Option<Estimate>,
    /// What it adds on average over all sets of the others.
    pub main: Estimate,
    /// What it adds alone, and as the last of all.
    pub alone: Option<Estimate>,
    pub last: Option<Estimate>,
}

/// How much more two actions do together than apart: the Shapley interaction index.
#[derive(Clone, Debug)]
pub struct Pair {
    pub one: usize,
    pub two: usize,
    pub interaction: Estimate,
}

/// Works out all of it.
pub fn findings(combined: &Combined) -> Findings {
    Findings { sets: sets_found(combined), shares: (0..COUNT).filter_map(|figure| shares(combined, figure)).collect() }
}

/// Every set's figures, beside those of the first.
pub fn sets_found(combined: &Combined) -> Vec<SetFound> {
    combined.sets.iter().enumerate().map(|(at, &set)| set_found(combined, at, set)).collect()
}

fn set_found(combined: &Combined, at: usize, set: u64) -> SetFound {
    let all = |of: &dyn Fn(usize) -> Option<Estimate>| (0..COUNT).map(of).collect();
    SetFound {
        set,
        levels: all(&|figure| pooled(&combined.ratios(at, figure))),
        differences: all(&|figure| paired(&combined.ratios(at, figure), &combined.ratios(0, figure))),
        counts: (0..COUNT).map(|figure| combined.ratios(at, figure).iter().map(|ratio| ratio.den).sum()).collect(),
    }
}

impl Findings {
    /// The figure of a set, less that of the practice as it is.
    pub fn difference(&self, set: u64, figure: usize) -> Option<Estimate> {
        self.sets.iter().find(|found| found.set == set)?.differences[figure]
    }

    pub fn shares_of(&self, figure: usize) -> Option<&Shares> {
        self.shares.iter().find(|shares| shares.figure == figure)
    }

    /// Every set's rows for `results.csv`: levels, and differences from the practice as it is (true).
    pub fn rows(&self) -> impl Iterator<Item = (u64, bool, Row)> {
        self.sets.iter().flat_map(|found| {
            let row = move |figure: usize, estimate: Estimate| Row {
                measure: FIGURES[figure].measure,
                group: FIGURES[figure].group.into(),
                unit: FIGURES[figure].unit(),
                stat: FIGURES[figure].stat.into(),
                estimate,
                count: found.counts[figure],
                denominator: FIGURES[figure].denominator(),
            };
            let of = move |versus: bool, estimates: &[Option<Estimate>]| -> Vec<(u64, bool, Row)> {
                let known = estimates.iter().enumerate().filter_map(|(figure, it)| Some((figure, (*it)?)));
                known.map(|(figure, estimate)| (found.set, versus, row(figure, estimate))).collect()
            };
            let differences = if found.set == 0 { Vec::new() } else { of(true, &found.differences) };
            of(false, &found.levels).into_iter().chain(differences)
        })
    }
}

fn shares(combined: &Combined, figure: usize) -> Option<Shares> {
    let by_set: Option<Vec<Vec<f64>>> = (0..combined.sets.len()).map(|set| combined.values(set, figure)).collect();
    let by_set = by_set.filter(|by_set| by_set.first().is_some_and(|values| !values.is_empty()))?;
    let replications = by_set[0].len();
    let value = |k: usize| -> Vec<f64> { by_set.iter().map(|values| values[k]).collect() };
    let n = combined.actions.len();
    if combined.design == Design::Screening {
        // The practice as it is stands first, whether it is of the design or not.
        let first = usize::from(!screening::design(n)?.contains(&0));
        let effects = |k| screening::main_effects(&combined.sets[first..], &value(k)[first..], n);
        let by_replication: Vec<Vec<f64>> = (0..replications).map(effects).collect();
        let main = |at: usize| over(&by_replication, |effects| effects[at]);
        let actions = (0..n).map(|at| Some(Share { shapley: None, main: main(at)?, alone: None, last: None }));
        return Some(Shares { figure, joint: None, actions: actions.collect::<Option<_>>()?, pairs: Vec::new() });
    }
    let games: Vec<Vec<f64>> = (0..replications).map(value).collect();
    let shapley: Vec<Vec<f64>> = games.iter().map(|game| attribution::shapley(game)).collect();
    let main: Vec<Vec<f64>> = games.iter().map(|game| attribution::main_effects(game)).collect();
    let ends: Vec<Vec<[f64; 2]>> = games.iter().map(|game| attribution::first_and_last(game)).collect();
    let pairs: Vec<Vec<(usize, usize, f64)>> = games.iter().map(|game| attribution::interactions(game)).collect();
    let action = |at: usize| {
        Some(Share {
            shapley: over(&shapley, |values| values[at]),
            main: over(&main, |values| values[at])?,
            alone: over(&ends, |values| values[at][0]),
            last: over(&ends, |values| values[at][1]),
        })
    };
    let pair = |at: usize| {
        let (one, two, _) = pairs[0][at];
        Some(Pair { one, two, interaction: over(&pairs, |values| values[at].2)? })
    };
    Some(Shares {
        figure,
        joint: over(&games, |game| game[game.len() - 1] - game[0]),
        actions: (0..n).map(action).collect::<Option<_>>()?,
        pairs: (0..pairs[0].len()).map(pair).collect::<Option<_>>()?,
    })
}

/// The mean over replications, with its interval.
fn over<T>(replications: &[T], of: impl Fn(&T) -> f64) -> Option<Estimate> {
    mean(&replications.iter().map(of).collect::<Vec<f64>>())
}
