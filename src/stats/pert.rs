//! The PERT distribution: what is known of a number of which a low, a best and a high value are given.

use statrs::distribution::{Beta, ContinuousCDF};

/// Value below which a PERT variable from `low` by `best` to `high` lies with probability `p`, from 0 to 1: a beta
/// distribution between the ends whose mode is `best` and whose mean is (low + 4 best + high) / 6 (Malcolm and others
/// 1959). `low` where both ends are the same; NaN where the three are not in order.
pub fn pert_quantile(low: f64, best: f64, high: f64, p: f64) -> f64 {
    if !(low <= best && best <= high && (0.0..=1.0).contains(&p)) {
        return f64::NAN;
    }
    if low == high {
        return low;
    }
    let towards = |part: f64| 1.0 + 4.0 * part / (high - low);
    let beta = Beta::new(towards(best - low), towards(high - best));
    beta.map_or(f64::NAN, |beta| low + (high - low) * beta.inverse_cdf(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_mean_and_variance_are_those_of_the_textbook() {
        for (low, best, high) in [(0.0, 1.0, 4.0), (0.57, 0.7, 0.95), (-2.0, 3.0, 3.0), (1.0, 1.0, 2.0)] {
            let n = 2000;
            let values: Vec<f64> =
                (0..n).map(|k| pert_quantile(low, best, high, (f64::from(k) + 0.5) / f64::from(n))).collect();
            assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
            let mean = values.iter().sum::<f64>() / f64::from(n);
            let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / f64::from(n);
            let exact = (low + 4.0 * best + high) / 6.0;
            assert!((mean - exact).abs() < 1e-3 * (high - low), "{mean} and {exact}");
            let exact = (exact - low) * (high - exact) / 7.0;
            assert!((variance / exact - 1.0).abs() < 0.01, "{variance} and {exact}");
        }
    }

    #[test]
    fn what_is_known_for_sure_is_itself_and_what_is_out_of_order_is_nothing() {
        assert_eq!(pert_quantile(2.0, 2.0, 2.0, 0.3), 2.0);
        assert!(pert_quantile(2.0, 1.0, 3.0, 0.3).is_nan() && pert_quantile(1.0, 2.0, 3.0, 1.5).is_nan());
    }
}
