//! Where a line through noisy points on common streams crosses 0, with an interval after Fieller (1954): the values at
//! which the line is not clearly on either side of 0.

use crate::experiment::figure::Moment;
use crate::stats::{Estimate, t_quantile};

/// A line through points, as intercept and slope about a middle.
#[derive(Clone, Debug)]
pub struct Line {
    pub middle: f64,
    pub at_middle: Moment,
    pub slope: Moment,
}

impl Line {
    /// By least squares through at least two points at different places.
    pub fn through(points: &[(f64, Moment)]) -> Option<Line> {
        let n = points.len() as f64;
        let middle = points.iter().map(|(x, _)| x).sum::<f64>() / n;
        let squares: f64 = points.iter().map(|(x, _)| (x - middle) * (x - middle)).sum();
        let replications = points.first()?.1.influence.len();
        if squares <= 0.0 || points.iter().any(|(_, y)| y.influence.len() != replications) {
            return None;
        }
        let weighted = |weight: &dyn Fn(f64) -> f64| {
            let mut sum = Moment { value: 0.0, influence: vec![0.0; replications] };
            for (x, y) in points {
                sum.value += weight(*x) * y.value;
                sum.influence.iter_mut().zip(&y.influence).for_each(|(sum, more)| *sum += weight(*x) * more);
            }
            sum
        };
        Some(Line { middle, at_middle: weighted(&|_| 1.0 / n), slope: weighted(&|x| (x - middle) / squares) })
    }

    /// Where it crosses 0.
    pub fn root(&self) -> f64 {
        self.middle - self.at_middle.value / self.slope.value
    }

    /// Where it crosses 0, with an interval of this confidence; `None` where the slope could as well be 0, so that the
    /// interval has no end.
    pub fn crossing(&self, confidence: f64) -> Option<Estimate> {
        let n = self.slope.influence.len() as f64;
        let t = t_quantile(n - 1.0, 0.5 + confidence / 2.0);
        let covariance = |a: &Moment, b: &Moment| {
            a.influence.iter().zip(&b.influence).map(|(a, b)| a * b).sum::<f64>() / (n - 1.0) / n
        };
        let (a, b) = (&self.at_middle, &self.slope);
        let (va, vb, c) = (covariance(a, a), covariance(b, b), covariance(a, b));
        // (a + b u)² = t² (va + 2 u c + u² vb), solved for u.
        let two = b.value * b.value - t * t * vb;
        let one = a.value * b.value - t * t * c;
        let none = a.value * a.value - t * t * va;
        if two.is_nan() || two <= 0.0 {
            return None;
        }
        let spread = (one * one - two * none).max(0.0).sqrt();
        let u = -a.value / b.value;
        let se = ((va + 2.0 * u * c + u * u * vb) / (b.value * b.value)).max(0.0).sqrt();
        Some(Estimate {
            estimate: self.middle + u,
            se,
            replications: n as usize,
            low: self.middle + (-one - spread) / two,
            high: self.middle + (-one + spread) / two,
            skew: 0.0,
        })
    }

    /// What another line, through the same places, shows where this one crosses 0.
    pub fn of_another(&self, other: &Line) -> Moment {
        let u = self.root() - self.middle;
        let moved = |k: usize| -(self.at_middle.influence[k] + u * self.slope.influence[k]) / self.slope.value;
        let influence = (0..self.slope.influence.len())
            .map(|k| other.at_middle.influence[k] + u * other.slope.influence[k] + other.slope.value * moved(k));
        Moment { value: other.at_middle.value + u * other.slope.value, influence: influence.collect() }
    }
}

/// How far the points bend away from a line, over its error: beyond 3 or so they do not lie on one.
pub fn bend(points: &[(f64, Moment)]) -> f64 {
    let Some(line) = Line::through(points) else { return 0.0 };
    let n = points.len() as f64;
    let squares: Vec<f64> = points.iter().map(|(x, _)| (x - line.middle).powi(2)).collect();
    let mean = squares.iter().sum::<f64>() / n;
    // What is left of the squares once a level and a slope are taken out; the places lie evenly about the middle.
    let weights: Vec<f64> = squares.iter().map(|square| square - mean).collect();
    let replications = line.slope.influence.len();
    let value: f64 = weights.iter().zip(points).map(|(weight, (_, y))| weight * y.value).sum();
    let influence = (0..replications)
        .map(|k| weights.iter().zip(points).map(|(weight, (_, y))| weight * y.influence[k]).sum())
        .collect();
    let bent = Moment { value, influence };
    if bent.se() > 0.0 { bent.value / bent.se() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small generator, so that the test needs nothing else.
    fn normals(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
        let mut uniform = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 12) as f64 + 0.5) / (1u64 << 52) as f64
        };
        move || (0..12).map(|_| uniform()).sum::<f64>() - 6.0
    }

    fn moment(values: &[f64]) -> Moment {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        Moment { value: mean, influence: values.iter().map(|value| value - mean).collect() }
    }

    #[test]
    fn the_interval_covers_a_known_root_as_often_as_it_says() {
        // y = 2 (x - 0.6), with noise shared by all places of a replication and noise of each.
        let (repeats, mut covered) = (400, 0);
        for seed in 0..repeats {
            let mut normal = normals(seed);
            let shared: Vec<(f64, f64)> = (0..12).map(|_| (normal(), normal())).collect();
            let mut at = |x: f64| -> Vec<f64> {
                shared
                    .iter()
                    .map(|(level, slope)| 2.0 * (x - 0.6) + 0.3 * level + 0.5 * slope * x + 0.1 * normal())
                    .collect()
            };
            let points: Vec<(f64, Moment)> = [0.4, 0.5, 0.6, 0.7, 0.8].iter().map(|&x| (x, moment(&at(x)))).collect();
            let found = Line::through(&points).unwrap().crossing(0.95).unwrap();
            covered += u32::from(found.low <= 0.6 && 0.6 <= found.high);
        }
        // 95% of 400, within three of its standard errors (1.1%): a false alarm in 0.3%.
        let share = f64::from(covered) / 400.0;
        assert!((share - 0.95).abs() < 0.033, "{share}");
    }

    #[test]
    fn a_line_that_could_be_level_has_no_crossing_with_an_end() {
        let points = [(0.0, moment(&[1.0, -1.2, 0.9, -0.8])), (1.0, moment(&[-1.0, 1.1, -0.7, 1.2]))];
        assert!(Line::through(&points).unwrap().crossing(0.95).is_none());
        assert!(Line::through(&points[..1]).is_none());
    }

    #[test]
    fn a_curve_is_told_from_a_line() {
        let curve = |bend: f64| -> Vec<(f64, Moment)> {
            let mut normal = normals(7);
            let at = |x: f64| x + bend * x * x;
            [-1.0, -0.5, 0.0, 0.5, 1.0]
                .iter()
                .map(|&x| (x, moment(&(0..20).map(|_| at(x) + 0.05 * normal()).collect::<Vec<_>>())))
                .collect()
        };
        assert!(bend(&curve(0.0)).abs() < 3.0, "{}", bend(&curve(0.0)));
        assert!(bend(&curve(1.0)) > 10.0);
    }
}
