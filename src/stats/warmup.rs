//! How much of the opening of a series to drop before it counts as steady.

/// Observations averaged into one batch.
const BATCH: usize = 5;
/// Fewest batches a truncation point can be judged from.
const FEWEST_BATCHES: usize = 4;

/// Number of opening observations to drop by the MSER-5 rule, a multiple of five.
///
/// The rule drops the opening that leaves the smallest squared standard error of the mean of
/// what remains, Σ(y - ȳ)² / m² over the m batches left (White 1997; batches of five, White,
/// Cobb & Spratt 2000). Only the first half is searched, since a small remainder can look
/// steady by accident. Up to four observations at the end that fill no batch are ignored.
///
/// None when the smallest value falls at the end of that half (no steady state was seen), when
/// there are fewer than 20 observations, or when one of them is not finite.
pub fn mser5(series: &[f64]) -> Option<usize> {
    let batches: Vec<f64> = series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    if batches.len() < FEWEST_BATCHES || series.iter().any(|y| !y.is_finite()) {
        return None;
    }
    let half = batches.len() / 2;
    let (mut mean, mut squares, mut best, mut drop) = (0.0, 0.0, f64::INFINITY, 0);
    // From the back, so each step adds one batch to the remainder (Welford's update, which
    // leaves a constant series with exactly zero spread).
    for (start, &y) in batches.iter().enumerate().rev() {
        let m = (batches.len() - start) as f64;
        let off = y - mean;
        mean += off / m;
        squares += off * (y - mean);
        let statistic = squares / (m * m);
        // On a tie the earlier point is taken: it keeps more of the series.
        if start <= half && statistic <= best {
            (best, drop) = (statistic, start);
        }
    }
    (drop < half).then_some(drop * BATCH)
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    /// The definition, computed afresh for every truncation point.
    fn by_definition(series: &[f64]) -> usize {
        let y: Vec<f64> = series.chunks_exact(5).map(|b| b.iter().sum::<f64>() / 5.0).collect();
        let statistic = |d: usize| {
            let rest = &y[d..];
            let m = rest.len() as f64;
            let mean = rest.iter().sum::<f64>() / m;
            rest.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (m * m)
        };
        let points = 0..=y.len() / 2;
        5 * points.min_by(|&a, &b| statistic(a).total_cmp(&statistic(b))).unwrap()
    }

    #[test]
    fn a_series_steady_from_the_start_loses_little_or_nothing() {
        assert_eq!(mser5(&[3.0; 100]), Some(0));
        let mut lcg = Lcg::new(8);
        let kept: usize = (0..50)
            .map(|_| {
                let series: Vec<f64> = (0..1000).map(|_| lcg.normal()).collect();
                mser5(&series).map_or(500, |drop| drop)
            })
            .sum();
        assert!(kept / 50 < 150, "{}", kept / 50);
    }

    #[test]
    fn an_opening_ramp_is_dropped() {
        let mut lcg = Lcg::new(9);
        let series: Vec<f64> = (0..1000).map(|t| (f64::from(t) / 200.0).min(1.0) * 10.0 + lcg.normal()).collect();
        let drop = mser5(&series).unwrap();
        assert!((150..=260).contains(&drop), "{drop}");
    }

    #[test]
    fn the_running_update_gives_the_definition() {
        let mut lcg = Lcg::new(10);
        for trial in 0..30 {
            let series: Vec<f64> =
                (0..403).map(|t| 5.0 * (-f64::from(t) / (5.0 + f64::from(trial))).exp() + lcg.normal()).collect();
            if let Some(drop) = mser5(&series) {
                assert_eq!(drop, by_definition(&series));
            } else {
                assert_eq!(by_definition(&series), 200);
            }
        }
    }

    #[test]
    fn a_series_that_never_settles_gives_none() {
        let series: Vec<f64> = (0..500).map(f64::from).collect();
        assert_eq!(mser5(&series), None);
    }

    #[test]
    fn too_short_or_broken_series_give_none() {
        assert_eq!(mser5(&[]), None);
        assert_eq!(mser5(&[1.0; 19]), None);
        let mut series = vec![1.0; 100];
        series[3] = f64::NAN;
        assert_eq!(mser5(&series), None);
    }
}
