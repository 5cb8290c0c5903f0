//! Ratio of sums pooled over replications, with its standard error and 95% interval.

use super::interval::t_quantile;
use super::skew::{skewness, too_few_for};
use bitcode::{Decode, Encode};

/// One replication's numerator and denominator, for example minutes waited and calls made.
#[derive(Clone, Copy, Default, Debug, PartialEq, Encode, Decode)]
pub struct Ratio {
    /// Sum of the quantity of interest.
    pub num: f64,
    /// Sum of what it is counted per.
    pub den: f64,
}

/// An estimate over replications with its sampling error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The pooled estimate, in the units of the quantity.
    pub estimate: f64,
    /// Standard error; NaN with one replication.
    pub se: f64,
    /// Number of replications.
    pub replications: usize,
    /// Lower end of the 95% t interval; NaN with one replication.
    pub low: f64,
    /// Upper end of the 95% t interval; NaN with one replication.
    pub high: f64,
    /// Skewness of what each replication contributes; 0 where it is not known.
    pub skew: f64,
}

impl Estimate {
    /// The same in a unit of which one holds `per` of these.
    pub fn per(self, per: f64) -> Self {
        let Self { estimate, se, low, high, .. } = self;
        Self { estimate: estimate / per, se: se / per, low: low / per, high: high / per, ..self }
    }

    /// The least that a quantity can be, where no more is known.
    pub fn at_least(estimate: f64, replications: usize) -> Self {
        Self { estimate, se: f64::NAN, replications, low: f64::NAN, high: f64::NAN, skew: 0.0 }
    }

    /// Adds the 95% t interval with `df` degrees of freedom to an estimate and its error.
    pub(super) fn with_interval(estimate: f64, se: f64, replications: usize, df: f64) -> Self {
        let half = t_quantile(df, 0.975) * se;
        Self { estimate, se, replications, low: estimate - half, high: estimate + half, skew: 0.0 }
    }

    /// A value whose error is made of what each replication contributes to it, of mean 0, with its 95% t interval.
    pub fn of_influence(estimate: f64, influence: &[f64]) -> Self {
        from_residuals(estimate, influence)
    }

    /// Where the replications are too skewed for the interval: how many would do at least. See `skew`.
    pub fn too_few(&self) -> Option<usize> {
        too_few_for(self.skew, self.replications)
    }
}

/// Pooled ratio Σnum / Σden over replications, in the order given.
///
/// The standard error is the linearised one, sd of (num - R den) / mean(den) over √n, and the
/// interval is Student t with n - 1 degrees of freedom (Cochran 1977, chapter 6). None if the
/// denominators sum to zero (as they do with no replications).
/// Sums run in the order of the slice, so the answer does not depend on which thread ran what.
pub fn pooled(reps: &[Ratio]) -> Option<Estimate> {
    let ratio = Linearised::of(reps)?;
    let residuals: Vec<f64> = reps.iter().map(|&rep| ratio.residual(rep)).collect();
    Some(from_residuals(ratio.value, &residuals))
}

/// Mean of one value for each replication, with its t interval; none without a replication.
pub fn mean(values: &[f64]) -> Option<Estimate> {
    let each: Vec<Ratio> = values.iter().map(|&num| Ratio { num, den: 1.0 }).collect();
    pooled(&each)
}

/// Difference of two pooled ratios, `a` less `b`, from replications that share random numbers.
///
/// Replication k of `a` and of `b` must be the same replication under two arrangements. The
/// standard error comes from the differences of the linearised residuals, so what the two share
/// cancels. None if either denominator sums to zero or the lengths differ.
pub fn paired(a: &[Ratio], b: &[Ratio]) -> Option<Estimate> {
    if a.len() != b.len() {
        return None;
    }
    let (left, right) = (Linearised::of(a)?, Linearised::of(b)?);
    let residuals: Vec<f64> = a.iter().zip(b).map(|(&a, &b)| left.residual(a) - right.residual(b)).collect();
    Some(from_residuals(left.value - right.value, &residuals))
}

/// A pooled ratio and the mean denominator its residuals are scaled by.
struct Linearised {
    value: f64,
    mean_den: f64,
}

impl Linearised {
    fn of(reps: &[Ratio]) -> Option<Self> {
        let (mut num, mut den) = (0.0, 0.0);
        for rep in reps {
            num += rep.num;
            den += rep.den;
        }
        (den != 0.0).then(|| Self { value: num / den, mean_den: den / reps.len() as f64 })
    }

    fn residual(&self, rep: Ratio) -> f64 {
        (rep.num - self.value * rep.den) / self.mean_den
    }
}

/// Interval from residuals, whose mean is zero by construction of the pooled ratio.
fn from_residuals(estimate: f64, residuals: &[f64]) -> Estimate {
    let n = residuals.len() as f64;
    let mut squares = 0.0;
    for r in residuals {
        squares += r * r;
    }
    // With one replication this is 0/0, the NaN the fields promise.
    let se = (squares / (n - 1.0) / n).sqrt();
    // Where all agree but for rounding there is nothing to be skewed.
    let agree = se <= 1e-12 * estimate.abs();
    let skew = if agree { 0.0 } else { skewness(residuals) };
    Estimate { skew, ..Estimate::with_interval(estimate, se, residuals.len(), n - 1.0) }
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    fn ratios(pairs: &[(f64, f64)]) -> Vec<Ratio> {
        pairs.iter().map(|&(num, den)| Ratio { num, den }).collect()
    }

    #[test]
    fn equal_denominators_give_the_ordinary_mean_and_its_standard_error() {
        let reps = ratios(&[(2.0, 2.0), (4.0, 2.0), (9.0, 2.0)]);
        let got = pooled(&reps).unwrap();
        // Values 1, 2, 4.5: mean 2.5, variance 3.25.
        assert!((got.estimate - 2.5).abs() < 1e-12);
        assert!((got.se - (3.25f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!((got.high - got.estimate - 4.302_652_73 * got.se).abs() < 1e-6);
        assert_eq!(got.replications, 3);
    }

    #[test]
    fn no_denominator_gives_no_estimate() {
        assert_eq!(pooled(&[]), None);
        assert_eq!(pooled(&ratios(&[(1.0, 0.0), (2.0, 0.0)])), None);
        let one = ratios(&[(1.0, 1.0)]);
        assert_eq!(paired(&one, &ratios(&[(1.0, 0.0)])), None);
        assert_eq!(paired(&one, &[]), None);
    }

    #[test]
    fn one_replication_has_an_estimate_but_no_error() {
        let got = pooled(&ratios(&[(3.0, 4.0)])).unwrap();
        assert_eq!(got.estimate, 0.75);
        assert!(got.se.is_nan() && got.low.is_nan() && got.high.is_nan());
    }

    #[test]
    fn a_replication_without_events_still_counts_as_a_replication() {
        let got = pooled(&ratios(&[(3.0, 4.0), (0.0, 0.0)])).unwrap();
        assert_eq!((got.estimate, got.replications), (0.75, 2));
        assert_eq!(got.se, 0.0);
    }

    #[test]
    fn identical_arms_differ_by_nothing_with_no_error() {
        let reps = ratios(&[(1.0, 3.0), (2.0, 5.0), (7.0, 8.0)]);
        let got = paired(&reps, &reps).unwrap();
        assert_eq!((got.estimate, got.se), (0.0, 0.0));
    }

    #[test]
    fn the_interval_covers_a_ratio_with_random_denominators_about_95_times_in_100() {
        let mut lcg = Lcg::new(1);
        let (mut covered, trials) = (0, 2000);
        for _ in 0..trials {
            let reps: Vec<Ratio> = (0..20)
                .map(|_| {
                    let den = 5.0 + lcg.exponential();
                    Ratio { num: 3.0 * den + lcg.normal(), den }
                })
                .collect();
            let got = pooled(&reps).unwrap();
            covered += usize::from(got.low <= 3.0 && 3.0 <= got.high);
        }
        let share = covered as f64 / trials as f64;
        assert!((share - 0.95).abs() < 0.02, "{share}");
    }

    #[test]
    fn the_paired_interval_covers_and_is_narrower_than_the_noise_shared() {
        let mut lcg = Lcg::new(2);
        let (mut covered, trials) = (0, 2000);
        for _ in 0..trials {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            for _ in 0..15 {
                let (shared, den) = (10.0 * lcg.normal(), 8.0);
                a.push(Ratio { num: 12.0 + shared + lcg.normal(), den });
                b.push(Ratio { num: 4.0 + shared + lcg.normal(), den });
            }
            let got = paired(&a, &b).unwrap();
            assert!(got.se < pooled(&a).unwrap().se);
            covered += usize::from(got.low <= 1.0 && 1.0 <= got.high);
        }
        let share = covered as f64 / trials as f64;
        assert!((share - 0.95).abs() < 0.02, "{share}");
    }
}
