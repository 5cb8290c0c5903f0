//! Quantile pooled over replications, with a jackknife standard error.

use super::histogram::{Histogram, mid_quantile_of, quantile_of};
use super::ratio::Estimate;
use super::skew::skewness;

/// Above this many replications, groups are left out rather than single replications.
const MOST_GROUPS: usize = 50;
/// Fewest groups then used.
const FEWEST_GROUPS: usize = 25;

/// Quantile `p` of all replications' values together, one histogram per replication.
///
/// `mid` asks for the mid-distribution quantile, for whole-number quantities. The estimate is in
/// the units of the histograms. The standard error leaves out one replication at a time, or with
/// over 50 replications one of 25 to 50 groups of consecutive ones; the interval is Student t on
/// groups less one. Leaving out a whole replication is safe for a quantile when a replication
/// holds many values, since each omission then moves the quantile smoothly (Shao & Wu 1989).
///
/// None if there are no histograms, their bins differ, none holds a value or `p` is not in
/// [0, 1]. The error is NaN with one replication, or if one of them holds all the values.
pub fn pooled_quantile(hists: &[&Histogram], p: f64, mid: bool) -> Option<Estimate> {
    let (estimate, without) = left_out(hists, p, mid)?;
    Some(jackknifed(estimate, &without, hists.len()))
}

/// Difference of quantile `p` of two arrangements, `a` less `b`, from replications that share random numbers.
///
/// Replication k of `a` and of `b` must be the same replication under two arrangements: each is left out of both at
/// once, so what the two share cancels. None where either has no quantile or the numbers of replications differ.
pub fn paired_quantile(a: &[&Histogram], b: &[&Histogram], p: f64, mid: bool) -> Option<Estimate> {
    if a.len() != b.len() {
        return None;
    }
    let ((of_a, without_a), (of_b, without_b)) = (left_out(a, p, mid)?, left_out(b, p, mid)?);
    let without: Vec<f64> = without_a.iter().zip(&without_b).map(|(a, b)| a - b).collect();
    Some(jackknifed(of_a - of_b, &without, a.len()))
}

/// The quantile of all replications' values, and what it is without each group of them.
fn left_out(hists: &[&Histogram], p: f64, mid: bool) -> Option<(f64, Vec<f64>)> {
    let first = hists.first()?;
    if !hists.iter().all(|h| h.same_layout(first)) {
        return None;
    }
    let quantile = |counts: &[u64]| {
        if mid { mid_quantile_of(counts, first.width(), p) } else { quantile_of(counts, first.width(), p) }
    };
    let mut total = vec![0u64; first.counts().len()];
    for hist in hists {
        for (sum, &count) in total.iter_mut().zip(hist.counts()) {
            *sum += u64::from(count);
        }
    }
    let estimate = quantile(&total)?;

    let n = hists.len();
    let groups = groups(n);
    let mut without = Vec::with_capacity(groups);
    for group in 0..groups {
        let mut rest = total.clone();
        for hist in &hists[group * n / groups..(group + 1) * n / groups] {
            for (sum, &count) in rest.iter_mut().zip(hist.counts()) {
                *sum -= u64::from(count);
            }
        }
        without.push(quantile(&rest).unwrap_or(f64::NAN));
    }
    Some((estimate, without))
}

/// The interval from what an estimate is without each group of replications.
fn jackknifed(estimate: f64, without: &[f64], replications: usize) -> Estimate {
    let g = without.len() as f64;
    let mean = without.iter().sum::<f64>() / g;
    let squares: f64 = without.iter().map(|q| (q - mean).powi(2)).sum();
    let se = if without.len() > 1 { ((g - 1.0) / g * squares).sqrt() } else { f64::NAN };
    // What is left without a group moves the other way than what the group contributes; groups are less skewed than the
    // replications in them, by the root of how many these are.
    let own: Vec<f64> = without.iter().map(|q| mean - q).collect();
    let skew = skewness(&own) * (replications as f64 / g).sqrt();
    Estimate { skew, ..Estimate::with_interval(estimate, se, replications, g - 1.0) }
}

/// Where quantile `p` of all values together lies in the last bin, which keeps whatever is past the end: the least that
/// it can be, in the units of the histograms. None where the bins can tell it apart, or differ.
pub fn quantile_at_least(hists: &[&Histogram], p: f64, mid: bool) -> Option<f64> {
    let (first, others) = hists.split_first()?;
    let mut all = (*first).clone();
    for hist in others {
        all.merge(hist).ok()?;
    }
    let beyond = if mid { all.is_mid_overflowing(p) } else { all.is_overflowing(p) };
    beyond.then(|| ((all.counts().len() - 1) as u64 * all.width()) as f64)
}

/// Number of groups for `n` replications: n itself up to 50, otherwise the largest number from
/// 25 to 50 that divides n evenly, or 50 groups as equal as they can be if none does.
fn groups(n: usize) -> usize {
    if n <= MOST_GROUPS {
        return n;
    }
    (FEWEST_GROUPS..=MOST_GROUPS).rev().find(|&g| n.is_multiple_of(g)).unwrap_or(MOST_GROUPS)
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    /// Exponential values of mean 1000 units times a common factor for the replication.
    fn replication(lcg: &mut Lcg, values: usize, spread: f64) -> Histogram {
        let factor = 1000.0 * (spread * lcg.normal()).exp();
        let mut h = Histogram::new(10, 2000);
        (0..values).for_each(|_| h.add((factor * lcg.exponential()) as u64));
        h
    }

    #[test]
    fn the_estimate_is_the_quantile_of_everything_merged() {
        let mut lcg = Lcg::new(4);
        let hists: Vec<Histogram> = (0..7).map(|_| replication(&mut lcg, 100, 0.1)).collect();
        let mut all = Histogram::new(10, 2000);
        hists.iter().for_each(|h| all.merge(h).unwrap());
        let refs: Vec<&Histogram> = hists.iter().collect();
        for p in [0.1, 0.5, 0.9] {
            assert_eq!(pooled_quantile(&refs, p, false).unwrap().estimate, all.quantile(p).unwrap());
            assert_eq!(pooled_quantile(&refs, p, true).unwrap().estimate, all.mid_quantile(p).unwrap());
        }
    }

    #[test]
    fn nothing_to_pool_gives_none() {
        let (empty, other) = (Histogram::new(1, 5), Histogram::new(2, 5));
        assert_eq!(pooled_quantile(&[], 0.5, false), None);
        assert_eq!(pooled_quantile(&[&empty, &empty], 0.5, false), None);
        assert_eq!(pooled_quantile(&[&empty, &other], 0.5, false), None);
    }

    #[test]
    fn one_replication_has_an_estimate_but_no_error() {
        let h = replication(&mut Lcg::new(5), 50, 0.0);
        let got = pooled_quantile(&[&h], 0.5, false).unwrap();
        assert!(got.estimate > 0.0 && got.se.is_nan() && got.low.is_nan());
    }

    #[test]
    fn identical_replications_have_no_error() {
        let h = replication(&mut Lcg::new(6), 50, 0.0);
        assert!(pooled_quantile(&[&h; 8], 0.5, false).unwrap().se < 1e-9);
    }

    #[test]
    fn a_quantile_past_the_end_is_at_least_where_the_last_bin_begins() {
        let (mut near, mut far) = (Histogram::new(10, 5), Histogram::new(10, 5));
        (0..8).for_each(|value| near.add(value));
        [45, 1_000_000].into_iter().for_each(|value| far.add(value));
        for mid in [false, true] {
            assert_eq!(quantile_at_least(&[&near, &far], 0.9, mid), Some(40.0));
            assert_eq!(quantile_at_least(&[&near, &far], 0.4, mid), None);
            assert_eq!(quantile_at_least(&[&near], 0.9, mid), None);
        }
    }

    #[test]
    fn a_paired_difference_is_surer_than_that_of_two_samples_and_0_between_the_same() {
        let mut lcg = Lcg::new(8);
        let before: Vec<Histogram> = (0..30).map(|_| replication(&mut lcg, 400, 0.2)).collect();
        // Every value 50 units longer: the same replication under another arrangement.
        let later = |h: &Histogram| {
            let mut later = Histogram::new(10, 2000);
            for (bin, &count) in h.counts().iter().enumerate() {
                (0..count).for_each(|_| later.add(bin as u64 * 10 + 50));
            }
            later
        };
        let after: Vec<Histogram> = before.iter().map(later).collect();
        let refs = |hists: &'static [Histogram]| hists.iter().collect::<Vec<_>>();
        let (a, b) = (refs(after.leak()), refs(before.leak()));
        let got = paired_quantile(&a, &b, 0.5, false).unwrap();
        assert!((got.estimate - 50.0).abs() < 1e-9 && got.se < 1e-6, "{got:?}");
        assert!(pooled_quantile(&a, 0.5, false).unwrap().se > 10.0);
        let none = paired_quantile(&b, &b, 0.9, true).unwrap();
        assert_eq!((none.estimate, none.se, none.low, none.high), (0.0, 0.0, 0.0, 0.0));
        assert_eq!(paired_quantile(&a[1..], &b, 0.5, false), None);
    }

    #[test]
    fn many_replications_are_left_out_in_25_to_50_groups() {
        assert_eq!((groups(50), groups(51), groups(53), groups(100)), (50, 50, 50, 50));
        assert_eq!((groups(56), groups(1000), groups(62)), (28, 50, 31));
    }

    #[test]
    fn the_interval_covers_about_95_times_in_100_when_replications_differ() {
        // The median of Exp(1) times an independent lognormal factor, by integration over it.
        let spread = 0.2;
        let survival = |x: f64| -> f64 {
            let (mut sum, mut weight) = (0.0, 0.0);
            for i in -600..=600 {
                let z = f64::from(i) / 100.0;
                let w = (-z * z / 2.0).exp();
                sum += w * (-x / (1000.0 * (spread * z).exp())).exp();
                weight += w;
            }
            sum / weight
        };
        let (mut low, mut high) = (100.0, 3000.0);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if survival(middle) > 0.5 {
                low = middle;
            } else {
                high = middle;
            }
        }
        for (replications, trials) in [(20, 400), (60, 300)] {
            let (mut lcg, mut covered) = (Lcg::new(7), 0);
            for _ in 0..trials {
                let hists: Vec<Histogram> = (0..replications).map(|_| replication(&mut lcg, 60, spread)).collect();
                let refs: Vec<&Histogram> = hists.iter().collect();
                let got = pooled_quantile(&refs, 0.5, false).unwrap();
                covered += usize::from(got.low <= low && low <= got.high);
            }
            let share = covered as f64 / f64::from(trials);
            assert!((share - 0.95).abs() < 0.045, "{share}");
        }
    }
}
