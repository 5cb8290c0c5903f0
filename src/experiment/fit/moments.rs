//! Several figures together: their values over replications, and how they vary together from year to year.

use super::task::{NoFit, Target};
use crate::experiment::figure::Moment;
use crate::practice::Measures;
use crate::scenario::Problem;
use nalgebra::DMatrix;

/// The figures over these replications; a problem with its place where one of them never comes about.
pub(super) fn joined(targets: &[Target], replications: &[Measures]) -> Result<Vec<Moment>, NoFit> {
    let silent = |target: &Target| {
        let message = format!("the simulated practice shows no `{}`", target.seen.name);
        let problem = Problem::new(message).at(target.seen.place.as_ref());
        NoFit::Refused(problem.maybe_help(target.figure.choices(replications)).into())
    };
    targets.iter().map(|target| target.figure.of(replications).ok_or_else(|| silent(target))).collect()
}

/// Covariance of the figures in one replication. With few replications a correlation is partly luck, so all of them
/// are shrunk towards 0 by the share of their squares that luck explains (Schäfer and Strimmer 2005).
pub(super) fn covariance(moments: &[Moment]) -> DMatrix<f64> {
    let n = moments.first().map_or(0, |moment| moment.influence.len());
    let sd: Vec<f64> = moments.iter().map(Moment::sd).collect();
    let standard: Vec<Vec<f64>> = moments
        .iter()
        .zip(&sd)
        .map(|(moment, sd)| moment.influence.iter().map(|x| if *sd > 0.0 { x / sd } else { 0.0 }).collect())
        .collect();
    let size = moments.len();
    let mut correlation = DMatrix::identity(size, size);
    let (mut luck, mut squares) = (0.0, 0.0);
    for a in 0..size {
        for b in 0..a {
            let products: Vec<f64> = standard[a].iter().zip(&standard[b]).map(|(x, y)| x * y).collect();
            let count = n as f64;
            let mean = products.iter().sum::<f64>() / count;
            let spread: f64 = products.iter().map(|product| (product - mean) * (product - mean)).sum();
            let r = mean * count / (count - 1.0);
            luck += spread * count / (count - 1.0).powi(3);
            squares += r * r;
            correlation[(a, b)] = r;
            correlation[(b, a)] = r;
        }
    }
    let kept = if squares > 0.0 { 1.0 - (luck / squares).min(1.0) } else { 0.0 };
    DMatrix::from_fn(size, size, |a, b| {
        let shrunk = if a == b { 1.0 } else { kept * correlation[(a, b)] };
        shrunk * sd[a] * sd[b]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(columns: &[&[f64]]) -> Vec<Moment> {
        let centred = |column: &&[f64]| {
            let mean = column.iter().sum::<f64>() / column.len() as f64;
            Moment { value: mean, influence: column.iter().map(|x| x - mean).collect() }
        };
        columns.iter().map(centred).collect()
    }

    #[test]
    fn variances_stay_and_correlations_shrink_towards_nothing() {
        let a: Vec<f64> = (0..40).map(|k| f64::from(k * 7 % 40)).collect();
        let b: Vec<f64> = a.iter().enumerate().map(|(k, x)| 2.0 * x + (k * 13 % 40) as f64).collect();
        let c: Vec<f64> = (0..40).map(|k| f64::from(k * 11 % 37)).collect();
        let moments = moments(&[&a, &b, &c]);
        let covariance = covariance(&moments);
        for (at, moment) in moments.iter().enumerate() {
            assert!((covariance[(at, at)] / moment.sd().powi(2) - 1.0).abs() < 1e-12);
        }
        let plain = moments[0].influence.iter().zip(&moments[1].influence).map(|(x, y)| x * y).sum::<f64>() / 39.0;
        assert!(covariance[(0, 1)] > 0.7 * plain && covariance[(0, 1)] < plain);
        assert!(covariance.clone().cholesky().is_some());
    }
}
