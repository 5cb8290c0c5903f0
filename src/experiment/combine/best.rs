//! Which sets are best: of each size under a limit on changes or money, on the front of several aims at once, and the
//! smallest that reaches a target. Every answer says what else it might be.

use super::findings::SetFound;
use super::kept::{COST, FIGURES, OTHERS, RELEASED, TO_SEEN, Target};
use super::{Combined, Design, Findings};
use crate::kernel::Streams;
use crate::practice::purpose::{Draw, Purpose, Who, key};
use crate::stats::{Estimate, front as fronts, mean, selection};
use rayon::prelude::*;

/// With which confidence answers are given.
pub const CONFIDENCE: f64 = 0.95;
/// Resamples of the replications, to tell how sure a front is.
const RESAMPLES: u32 = 400;

/// Which sets are allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// Actions at most.
    pub at_most: Option<usize>,
    /// What a set may cost more than the practice as it is, in GBP a week: by one-sided bounds that hold for all sets at
    /// once with `CONFIDENCE`, or as estimated where one replication has no bounds.
    pub budget: Option<f64>,
}

/// The best set of one size, by one figure.
#[derive(Clone, Debug)]
pub struct Best {
    pub size: usize,
    pub set: u64,
    /// Less the practice as it is.
    pub difference: Estimate,
    /// Other sets of the same size that may be the best for all that is known, in order from the likeliest.
    pub or: Vec<u64>,
    /// Sets of this size that were compared.
    pub among: usize,
    /// What its actions add alone, and how much more (or less) all of them do together than that.
    pub alone: Vec<Estimate>,
    pub together: Option<Estimate>,
}

/// What is asked of the sets.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The figure by which sets are better.
    pub figure: usize,
    pub limits: Limits,
    pub targets: Vec<Target>,
}

/// All answers.
#[derive(Clone, Debug)]
pub struct Answers {
    pub findings: Findings,
    pub best: Vec<Best>,
    pub front: Vec<Front>,
    /// None where there were no targets, or no set surely reaches them.
    pub reached: Option<Reached>,
    /// Sets that the limits allow, the practice as it is among them.
    pub allowed: usize,
}

/// Works out what is asked of the sets; of a screening design only what it can tell.
pub fn answers(combined: &Combined, wanted: &Wanted, seed: u64) -> Answers {
    let findings = super::findings(combined);
    let every = combined.design == Design::Every;
    let best = if every { best_of_each_size(combined, &findings, wanted.figure, wanted.limits) } else { Vec::new() };
    let front = if every { front(combined, seed) } else { Vec::new() };
    let asked = every && !wanted.targets.is_empty();
    let reached = if asked { reaches(combined, &findings, &wanted.targets, wanted.limits) } else { None };
    Answers { allowed: wanted.limits.allowed(&findings).len(), findings, best, front, reached }
}

/// A set that no other beats in all of four aims.
#[derive(Clone, Debug)]
pub struct Front {
    pub set: u64,
    /// By the means over all replications; others are on it in some resamples only.
    pub on: bool,
    /// Share of resamples of the replications in which it is on the front.
    pub share: f64,
}

/// The figures of the front.
pub const AIMS: [usize; 4] = [TO_SEEN, RELEASED, COST, OTHERS];

/// The smallest sets that surely reach the targets.
#[derive(Clone, Debug)]
pub struct Reached {
    pub size: usize,
    pub sets: Vec<u64>,
    /// Bounds that hold at once with `CONFIDENCE`: sets and targets that were looked at.
    pub bounds: usize,
}

impl Limits {
    fn is_few(&self, set: u64) -> bool {
        self.at_most.is_none_or(|most| set.count_ones() as usize <= most)
    }

    /// Sets of which the cost is looked at, each with a bound.
    pub fn bounds(&self, findings: &Findings) -> usize {
        findings.sets.iter().filter(|found| found.set != 0 && self.is_few(found.set)).count()
    }

    /// Is a budget kept surely, rather than as estimated: are there replications enough for a bound?
    pub fn is_sure(&self, findings: &Findings) -> bool {
        let known = findings.sets.iter().filter_map(|found| found.differences[COST]);
        known.map(|cost| cost.replications).min().is_some_and(|replications| replications > 1)
    }

    /// Places of the sets that are allowed.
    pub fn allowed(&self, findings: &Findings) -> Vec<usize> {
        let bounds = self.bounds(findings);
        let cheap = |found: &SetFound| {
            let Some((budget, cost)) = self.budget.zip(found.differences[COST]) else { return true };
            let t = selection::simultaneous_t(cost.replications, bounds, CONFIDENCE);
            let doubt = if t.is_nan() { 0.0 } else { t * cost.se };
            found.set == 0 || cost.estimate + doubt <= budget
        };
        let all = findings.sets.iter().enumerate();
        all.filter(|(_, found)| self.is_few(found.set) && cheap(found)).map(|(at, _)| at).collect()
    }
}

/// The best set of each size by a figure, and which others may be the best instead. Of a figure with nothing to count
/// there is none.
pub fn best_of_each_size(combined: &Combined, findings: &Findings, figure: usize, limits: Limits) -> Vec<Best> {
    let allowed = limits.allowed(findings);
    let sizes = 1..=combined.actions.len();
    sizes.filter_map(|size| best_of_size(combined, findings, figure, size, &allowed)).collect()
}

fn best_of_size(
    combined: &Combined,
    findings: &Findings,
    figure: usize,
    size: usize,
    allowed: &[usize],
) -> Option<Best> {
    let sets: Vec<usize> =
        allowed.iter().copied().filter(|&at| combined.sets[at].count_ones() as usize == size).collect();
    let values: Option<Vec<Vec<f64>>> = sets.iter().map(|&at| oriented(combined, at, figure)).collect();
    let values = values.filter(|values| values.first().is_some_and(|first| !first.is_empty()))?;
    let means: Vec<f64> = values.iter().map(|values| values.iter().sum()).collect();
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.sort_by(|&a, &b| means[b].total_cmp(&means[a]));
    let may = selection::may_be_best(&values, CONFIDENCE);
    let set = combined.sets[sets[order[0]]];
    let (alone, together) = parts(combined, set, figure).unwrap_or_default();
    Some(Best {
        size,
        set,
        difference: findings.difference(set, figure)?,
        or: order[1..].iter().filter(|&&at| may[at]).map(|&at| combined.sets[sets[at]]).collect(),
        among: sets.len(),
        alone,
        together,
    })
}

/// What the actions of a set add alone, and what all of them together add to the sum of that: of every replication's own
/// values, so that they add up.
fn parts(combined: &Combined, set: u64, figure: usize) -> Option<(Vec<Estimate>, Option<Estimate>)> {
    let value = |set: u64| combined.values(combined.sets.iter().position(|known| *known == set)?, figure);
    let (none, all) = (value(0)?, value(set)?);
    let members: Vec<u64> = (0..combined.actions.len()).map(|at| 1 << at).filter(|one| set & one != 0).collect();
    let alone: Vec<Vec<f64>> = members.iter().map(|&one| value(one)).collect::<Option<_>>()?;
    let own = |values: &Vec<f64>| -> Vec<f64> { values.iter().zip(&none).map(|(value, none)| value - none).collect() };
    let alone: Vec<Vec<f64>> = alone.iter().map(own).collect();
    let more = |(k, together): (usize, f64)| together - alone.iter().map(|own| own[k]).sum::<f64>();
    let together: Vec<f64> = own(&all).into_iter().enumerate().map(more).collect();
    Some((alone.iter().map(|own| mean(own)).collect::<Option<_>>()?, mean(&together)))
}

/// A figure of a set, replication by replication, turned so that more is better.
fn oriented(combined: &Combined, at: usize, figure: usize) -> Option<Vec<f64>> {
    let sign = if FIGURES[figure].more_is_better() { 1.0 } else { -1.0 };
    combined.values(at, figure).map(|values| values.into_iter().map(|value| sign * value).collect())
}

/// Sets that no other beats in days from need to seen, GP hours released, cost and others' hours at once, by their means;
/// and those that are among them in some resamples of the replications. In order of how often.
pub fn front(combined: &Combined, seed: u64) -> Vec<Front> {
    let n = combined.replications();
    let values: Option<Vec<[Vec<f64>; 4]>> = (0..combined.sets.len())
        .map(|at| {
            let [a, b, c, d] = AIMS.map(|figure| oriented(combined, at, figure));
            Some([a?, b?, c?, d?])
        })
        .collect();
    let Some(values) = values.filter(|_| n > 0) else { return Vec::new() };
    let on = |replications: &[usize]| -> Vec<bool> {
        let sum = |of: &Vec<f64>| -replications.iter().map(|&k| of[k]).sum::<f64>();
        fronts::on_front(&values.iter().map(|of| [0, 1, 2, 3].map(|aim| sum(&of[aim]))).collect::<Vec<[f64; 4]>>())
    };
    let resample = |number: u32| {
        let key = key(Streams::new(seed, 0), Who::Resample, u64::from(number));
        let drawn = (0..n as u32).map(|at| (key.u(Purpose::Replication, at) * n as f64) as usize);
        on(&drawn.map(|k| k.min(n - 1)).collect::<Vec<usize>>())
    };
    let resampled: Vec<Vec<bool>> = (0..RESAMPLES).into_par_iter().map(resample).collect();
    let by_means = on(&(0..n).collect::<Vec<usize>>());
    let share = |at: usize| resampled.iter().filter(|on| on[at]).count() as f64 / f64::from(RESAMPLES);
    let mut front: Vec<Front> = combined
        .sets
        .iter()
        .enumerate()
        .map(|(at, &set)| Front { set, on: by_means[at], share: share(at) })
        .filter(|front| front.on || front.share > 0.0)
        .collect();
    front.sort_by(|a, b| (b.on, b.share).partial_cmp(&(a.on, a.share)).unwrap_or(std::cmp::Ordering::Equal));
    front
}

/// The smallest sets that reach all targets: each of their figures lies on the right side of its target at a one-sided
/// bound that holds for all sets and targets looked at together. None where no allowed set surely does.
pub fn reaches(combined: &Combined, findings: &Findings, targets: &[Target], limits: Limits) -> Option<Reached> {
    let allowed = limits.allowed(findings);
    let bounds = allowed.len() * targets.len();
    let t = selection::simultaneous_t(combined.replications(), bounds, CONFIDENCE);
    let meets = |at: usize, target: &Target| {
        findings.sets[at].levels[target.figure].is_some_and(|level| {
            // Of one replication nothing is sure.
            let doubt = t * level.se;
            if target.at_most { level.estimate + doubt <= target.value } else { level.estimate - doubt >= target.value }
        })
    };
    let surely: Vec<u64> = allowed
        .into_iter()
        .filter(|&at| targets.iter().all(|target| meets(at, target)))
        .map(|at| combined.sets[at])
        .collect();
    let size = surely.iter().map(|set| set.count_ones()).min()?;
    let sets = surely.into_iter().filter(|set| set.count_ones() == size).collect();
    Some(Reached { size: size as usize, sets, bounds })
}

#[cfg(test)]
mod tests {
    use super::super::{COUNT, findings};
    use super::*;
    use crate::stats::Ratio;

    /// Two actions; each set's figures in replications that differ by common chance and a little of their own.
    fn combined(released: [f64; 4], cost: [f64; 4], replications: usize) -> Combined {
        let kept = (0..4).map(|set| {
            let one = |k: usize| {
                let mut kept = [Ratio { num: 1.0, den: 1.0 }; COUNT];
                let own = 0.01 * ((7 * k + 3 * set) % 5) as f64;
                kept[RELEASED].num = released[set] + own + 0.1 * (k % 3) as f64;
                kept[COST].num = 1000.0 + cost[set] + own;
                kept
            };
            (0..replications).map(one).collect()
        });
        let actions = vec!["a".to_string(), "b".to_string()];
        Combined { actions, design: Design::Every, sets: vec![0, 1, 2, 3], kept: kept.collect() }
    }

    #[test]
    fn the_best_of_each_size_says_what_else_it_may_be_and_what_overlaps() {
        let all = combined([0.0, 2.0, 1.0, 2.5], [0.0; 4], 12);
        let found = findings(&all);
        let best = best_of_each_size(&all, &found, RELEASED, Limits::default());
        assert_eq!(best.iter().map(|best| best.set).collect::<Vec<u64>>(), [1, 3]);
        assert!(best[0].or.is_empty() && best[0].among == 2);
        let overlap = best[1].together.unwrap();
        assert!((overlap.estimate + 0.5).abs() < 0.03, "{overlap:?}");
        let sum: f64 = best[1].alone.iter().map(|own| own.estimate).sum::<f64>() + overlap.estimate;
        assert!((sum - best[1].difference.estimate).abs() < 1e-12);
        let alike = combined([0.0, 1.0, 1.001, 2.0], [0.0; 4], 12);
        let best = best_of_each_size(&alike, &findings(&alike), RELEASED, Limits::default());
        assert_eq!(best[0].or.len(), 1, "either may be the best");
    }

    #[test]
    fn limits_leave_out_what_costs_too_much_or_is_too_many() {
        let all = combined([0.0, 2.0, 1.0, 2.5], [0.0, 300.0, 10.0, 310.0], 12);
        let found = findings(&all);
        let best = |limits| -> Vec<u64> {
            best_of_each_size(&all, &found, RELEASED, limits).iter().map(|best| best.set).collect()
        };
        assert_eq!(best(Limits { budget: Some(100.0), at_most: None }), [2]);
        assert_eq!(best(Limits { budget: None, at_most: Some(1) }), [1]);
        assert_eq!(best(Limits { budget: Some(1.0), at_most: None }), [0u64; 0]);
    }

    #[test]
    fn a_budget_is_kept_by_all_sets_at_once_and_of_one_replication_only_as_estimated() {
        let all = combined([0.0; 4], [0.0, 300.0, 10.0, 310.0], 12);
        let found = findings(&all);
        let cost = found.difference(2, COST).unwrap();
        let limits = |budget| Limits { budget: Some(budget), at_most: None };
        // One set by itself keeps what all three at once are not sure to keep.
        let alone = limits(cost.high);
        let t = selection::simultaneous_t(12, alone.bounds(&found), CONFIDENCE);
        assert!(alone.bounds(&found) == 3 && cost.estimate + t * cost.se > cost.high);
        assert_eq!(alone.allowed(&found), [0]);
        assert_eq!(limits(cost.estimate + 1.01 * t * cost.se).allowed(&found), [0, 2]);
        assert!(alone.is_sure(&found));
        let once = findings(&combined([0.0; 4], [0.0, 300.0, 10.0, 310.0], 1));
        assert!(!limits(11.0).is_sure(&once) && limits(11.0).allowed(&once) == [0, 2]);
    }

    #[test]
    fn the_smallest_set_that_surely_reaches_a_target_is_found_and_none_where_none_does() {
        let all = combined([0.0, 2.0, 1.0, 4.0], [0.0; 4], 12);
        let found = findings(&all);
        let reached = |value: f64| {
            let target = Target { figure: RELEASED, at_most: false, value };
            reaches(&all, &found, &[target], Limits::default()).map(|reached| reached.sets)
        };
        assert_eq!(reached(1.5), Some(vec![1]));
        assert_eq!(reached(2.1), Some(vec![3]), "a mean that only just lies beyond it is not sure");
        assert_eq!(reached(9.0), None);
        let none = Target { figure: RELEASED, at_most: true, value: 5.0 };
        assert_eq!(reaches(&all, &found, &[none], Limits::default()).unwrap().sets, [0], "nothing need be done");
    }

    #[test]
    fn who_is_beaten_in_everything_is_not_on_the_front() {
        let all = combined([0.0, 2.0, -1.0, 2.5], [0.0, 10.0, 20.0, 15.0], 12);
        let front = front(&all, 1);
        let on: Vec<u64> = front.iter().filter(|front| front.on).map(|front| front.set).collect();
        assert!(on.len() == 3 && !on.contains(&2), "{front:?}");
        assert!(front.iter().filter(|front| front.on).all(|front| front.share == 1.0));
    }
}
