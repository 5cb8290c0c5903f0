//! Quantiles of the Student t and normal distributions, for confidence intervals.

use statrs::distribution::{Beta, ContinuousCDF, Normal, StudentsT};

/// Value below which Student's t with `df` degrees of freedom lies with probability `p`.
///
/// `df` is a positive number (not necessarily whole), `p` lies strictly between 0 and 1.
/// NaN for anything else, so that an interval from too few replications shows as unknown.
pub fn t_quantile(df: f64, p: f64) -> f64 {
    if !inside(p) || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if p < 0.5 {
        // By symmetry, so that the two ends of an interval are the same distance off.
        return -t_quantile(df, 1.0 - p);
    }
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |t| t.inverse_cdf(p))
}

/// Value below which a standard normal lies with probability `p`, strictly between 0 and 1.
///
/// NaN for anything else.
pub fn normal_quantile(p: f64) -> f64 {
    if !inside(p) {
        return f64::NAN;
    }
    Normal::new(0.0, 1.0).map_or(f64::NAN, |z| z.inverse_cdf(p))
}

/// The 95% interval of a share, of which `count` of `of` were seen: that of Clopper and Pearson, which has the truth in it
/// at least so often. From 0 to 1 where nothing was looked at.
pub fn share_interval(count: usize, of: usize) -> (f64, f64) {
    let end = |a: usize, b: usize, p: f64| Beta::new(a as f64, b as f64).map_or(f64::NAN, |beta| beta.inverse_cdf(p));
    let low = if count == 0 { 0.0 } else { end(count, of + 1 - count.min(of), 0.025) };
    let high = if count >= of { 1.0 } else { end(count + 1, of - count, 0.975) };
    (low, high)
}

fn inside(p: f64) -> bool {
    p > 0.0 && p < 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_quantiles_agree_with_the_printed_table() {
        for (df, p, table) in [
            (1.0, 0.975, 12.706_204_736),
            (2.0, 0.975, 4.302_652_730),
            (5.0, 0.95, 2.015_048_373),
            (9.0, 0.975, 2.262_157_163),
            (29.0, 0.975, 2.045_229_642),
            (99.0, 0.995, 2.626_405_457),
        ] {
            assert!((t_quantile(df, p) - table).abs() < 1e-7, "{df} {p}");
            assert_eq!(t_quantile(df, 1.0 - p), -t_quantile(df, p));
        }
    }

    #[test]
    fn the_interval_of_a_share_is_that_of_clopper_and_pearson() {
        // R: binom.test(7, 20)$conf.int, and the closed form 1 - 0.025^(1/n) where none was seen.
        let (low, high) = share_interval(7, 20);
        assert!((low - 0.153_909_2).abs() < 1e-6 && (high - 0.592_188_5).abs() < 1e-6, "{low} {high}");
        let (low, high) = share_interval(0, 10);
        assert!(low == 0.0 && (high - (1.0 - 0.025f64.powf(0.1))).abs() < 1e-9, "{high}");
        assert_eq!((share_interval(10, 10).1, share_interval(0, 0)), (1.0, (0.0, 1.0)));
    }

    #[test]
    fn one_degree_of_freedom_is_the_cauchy_distribution() {
        for p in [0.51, 0.6, 0.9, 0.999] {
            let cauchy = (std::f64::consts::PI * (p - 0.5)).tan();
            assert!((t_quantile(1.0, p) / cauchy - 1.0).abs() < 1e-7);
        }
        assert!(t_quantile(1.0, 0.5).abs() < 1e-9);
    }

    #[test]
    fn normal_quantiles_agree_with_the_printed_table() {
        assert!((normal_quantile(0.975) - 1.959_963_985).abs() < 1e-8);
        assert!((normal_quantile(0.1) + 1.281_551_566).abs() < 1e-8);
    }

    #[test]
    fn t_with_many_degrees_of_freedom_is_nearly_normal() {
        assert!((t_quantile(1e5, 0.9) - normal_quantile(0.9)).abs() < 1e-4);
    }

    #[test]
    fn impossible_arguments_give_nan() {
        for (df, p) in [(0.0, 0.9), (-1.0, 0.9), (f64::NAN, 0.9), (3.0, 0.0), (3.0, 1.0)] {
            assert!(t_quantile(df, p).is_nan());
        }
        assert!(normal_quantile(f64::NAN).is_nan());
    }
}
