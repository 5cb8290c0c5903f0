//! Choosing the best of many systems that are simulated with common chance: which of them may be the best after so many
//! replications, and the fully sequential procedure KN, which gives more replications only to those still in question.

use super::interval::t_quantile;

/// Which systems may have the largest mean. `values[i][k]` is the value of system i in replication k, all with common
/// replications.
///
/// A system is left out where some other is surely larger: their paired difference is above 0 by a one-sided Student t
/// bound, shared out over the `systems - 1` comparisons that the best is in (Bonferroni). With at least `confidence` the
/// best is among those kept, however the systems' values hang together. With one replication all are kept.
pub fn may_be_best(values: &[Vec<f64>], confidence: f64) -> Vec<bool> {
    let n = values.first().map_or(0, Vec::len);
    let t = simultaneous_t(n, values.len().saturating_sub(1), confidence);
    let beaten = |one: &Vec<f64>| {
        values.iter().any(|other| {
            let (mean, se) = difference(other, one, n);
            mean > 0.0 && mean > t * se
        })
    };
    values.iter().map(|one| t.is_nan() || !beaten(one)).collect()
}

/// The one-sided Student t quantile for `n` replications and so many comparisons at once; NaN for one replication.
pub fn simultaneous_t(n: usize, comparisons: usize, confidence: f64) -> f64 {
    t_quantile(n as f64 - 1.0, 1.0 - (1.0 - confidence) / comparisons.max(1) as f64)
}

/// Mean and standard error of `one` less `other` over their first `n` replications.
fn difference(one: &[f64], other: &[f64], n: usize) -> (f64, f64) {
    let mean = one.iter().zip(other).take(n).map(|(a, b)| a - b).sum::<f64>() / n as f64;
    let squares: f64 = one.iter().zip(other).take(n).map(|(a, b)| (a - b - mean).powi(2)).sum();
    (mean, (squares / (n as f64 - 1.0) / n as f64).sqrt())
}

/// What KN is asked: the first stage's replications, the least difference worth telling, with which probability, and
/// after how many replications it is given up.
#[derive(Clone, Copy, Debug)]
pub struct Kn {
    pub first: usize,
    pub worth_telling: f64,
    pub confidence: f64,
    pub most: usize,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// The system chosen.
    pub best: usize,
    /// Replications that each system had when it was left out or chosen, and the sum of its values over these.
    pub replications: Vec<usize>,
    pub sums: Vec<f64>,
    /// Systems still in question at the end: one, unless it was given up or stopped.
    pub left: Vec<usize>,
}

impl Kn {
    /// Chooses the system with the largest mean (Kim and Nelson 2001, with c = 1 and common random numbers).
    ///
    /// With probability at least `confidence` the system chosen is the best, if the best is better than every other by at
    /// least `worth_telling`; where others come closer than that, one of these may be chosen instead. This holds for
    /// independent replications with jointly normal values, and where the procedure was neither given up nor stopped. `next` is asked for the values of the systems still in
    /// question, in the order given, in one replication after another from 0; where it has none the procedure stops.
    /// `None` with no system, fewer than 2 replications in the first stage, or nothing at all from `next`.
    pub fn select(
        &self,
        systems: usize,
        mut next: impl FnMut(&[usize], usize) -> Option<Vec<f64>>,
    ) -> Option<Selected> {
        if systems == 0 || self.first < 2 || self.worth_telling.is_nan() || self.worth_telling <= 0.0 {
            return None;
        }
        let mut left: Vec<usize> = (0..systems).collect();
        let mut values: Vec<Vec<f64>> = vec![Vec::new(); systems];
        let mut take = |left: &[usize], values: &mut Vec<Vec<f64>>, r: usize| {
            let told = next(left, r)?;
            left.iter().zip(told).for_each(|(&at, value)| values[at].push(value));
            Some(())
        };
        for r in 0..self.first {
            if take(&left, &mut values, r).is_none() {
                return selected(left, values);
            }
        }
        let df = self.first as f64 - 1.0;
        let eta = 0.5 * ((2.0 * (1.0 - self.confidence) / (systems as f64 - 1.0).max(1.0)).powf(-2.0 / df) - 1.0);
        let h2 = 2.0 * eta * df;
        let first = self.first;
        let spread = |one: &[f64], other: &[f64]| difference(one, other, first).1.powi(2) * first as f64;
        let mut r = first;
        loop {
            let sum = |at: usize| values[at].iter().sum::<f64>();
            let sums: Vec<f64> = left.iter().map(|&at| sum(at)).collect();
            let survives = |i: usize| {
                let own = &values[left[i]];
                left.iter().enumerate().all(|(l, &other)| {
                    let h2s2 = h2 * spread(own, &values[other]) / self.worth_telling;
                    let slack = ((h2s2 - self.worth_telling * r as f64) / 2.0).max(0.0);
                    i == l || sums[i] - sums[l] >= -slack
                })
            };
            let still: Vec<usize> = (0..left.len()).filter(|&i| survives(i)).map(|i| left[i]).collect();
            // Of those that are alike to the last digit, the first is as good as any.
            let alike = still.iter().all(|&at| values[at] == values[still[0]]);
            left = if alike { still[..1].to_vec() } else { still };
            if left.len() == 1 || r >= self.most || take(&left, &mut values, r).is_none() {
                return selected(left, values);
            }
            r += 1;
        }
    }
}

fn selected(left: Vec<usize>, values: Vec<Vec<f64>>) -> Option<Selected> {
    let sums: Vec<f64> = values.iter().map(|values| values.iter().sum()).collect();
    let has_some = left.iter().copied().filter(|&at| !values[at].is_empty());
    let best = has_some.reduce(|best, at| if sums[at] > sums[best] { at } else { best })?;
    Some(Selected { best, replications: values.iter().map(Vec::len).collect(), sums, left })
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    /// Systems with these means, and chance in common.
    fn simulate(means: &[f64], n: usize, lcg: &mut Lcg) -> Vec<Vec<f64>> {
        let shared: Vec<f64> = (0..n).map(|_| 3.0 * lcg.normal()).collect();
        means.iter().map(|mean| shared.iter().map(|shared| mean + shared + lcg.normal()).collect()).collect()
    }

    #[test]
    fn the_best_is_kept_at_least_95_times_in_100_and_much_worse_ones_are_not() {
        let mut lcg = Lcg::new(11);
        let trials = 1000;
        // Systems of which the first is the best, but only just; and systems that come down in steps.
        for step in [1e-9, 0.3] {
            let means: Vec<f64> = (0..20).map(|at| -step * f64::from(at)).collect();
            let (mut kept, mut others) = (0, 0);
            for _ in 0..trials {
                let may = may_be_best(&simulate(&means, 15, &mut lcg), 0.95);
                kept += usize::from(may[0]);
                others += may.iter().filter(|may| **may).count();
            }
            // 3 standard errors of 0.95 over 1,000 are 0.021: a false alarm in 0.1% of seeds, were it not conservative.
            assert!(kept as f64 / trials as f64 > 0.929, "{kept}");
            assert!(step < 0.1 || (others as f64 / trials as f64) < 8.0, "{others}");
        }
        assert_eq!(may_be_best(&[vec![1.0], vec![9.0]], 0.95), [true, true], "one replication tells nothing");
        assert_eq!(may_be_best(&[vec![1.0; 5], vec![9.0; 5]], 0.95), [false, true]);
    }

    #[test]
    fn kn_chooses_the_best_as_often_as_it_says_and_spends_little_on_the_worst() {
        // The best is better by just what is worth telling, which is the hardest case.
        let means: Vec<f64> = (0..10).map(|at| if at == 4 { 0.5 } else { -f64::from(at) / 20.0 }).collect();
        let kn = Kn { first: 10, worth_telling: 0.5, confidence: 0.95, most: 5000 };
        let (mut right, trials) = (0, 400);
        let mut spent = [0usize; 10];
        for seed in 0..trials {
            let mut lcg = Lcg::new(100 + seed);
            let mut rows = Vec::new();
            let next = |left: &[usize], r: usize| {
                assert_eq!(rows.len(), r);
                let row: Vec<f64> = simulate(&means, 1, &mut lcg).into_iter().map(|one| one[0]).collect();
                rows.push(row.clone());
                Some(left.iter().map(|&at| row[at]).collect())
            };
            let found = kn.select(10, next).unwrap();
            right += usize::from(found.best == 4);
            assert_eq!(found.left, [found.best]);
            spent.iter_mut().zip(&found.replications).for_each(|(sum, n)| *sum += n);
        }
        // 3 standard errors of 0.95 over 400 are 0.033.
        assert!(right as f64 / trials as f64 > 0.917, "{right}");
        assert!(spent[9] < spent[4], "{spent:?}");
    }

    #[test]
    fn kn_ends_where_systems_are_alike_where_it_is_given_up_and_where_it_is_stopped() {
        let kn = Kn { first: 3, worth_telling: 0.1, confidence: 0.95, most: 20 };
        let alike = kn.select(3, |left, r| Some(vec![r as f64; left.len()])).unwrap();
        assert_eq!((alike.best, alike.left, alike.replications), (0, vec![0], vec![3, 3, 3]));
        let mut lcg = Lcg::new(2);
        let noisy = kn.select(2, |left, _| Some(left.iter().map(|_| 100.0 * lcg.normal()).collect())).unwrap();
        assert_eq!((noisy.left.len(), noisy.replications), (2, vec![20, 20]));
        let stopped = kn.select(2, |left, r| (r < 5).then(|| left.iter().map(|&at| (at * 9 * r) as f64).collect()));
        assert!(stopped.is_some_and(|stopped| stopped.replications.iter().all(|n| *n <= 5)));
        assert_eq!(kn.select(2, |_, _| None), None);
        assert_eq!(Kn { first: 1, ..kn }.select(2, |_, _| Some(vec![0.0; 2])), None);
    }
}
