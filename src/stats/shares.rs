//! How much of the spread of an answer comes from each of the things that it depends on: least squares on what each was,
//! straight and bent, over draws in which they vary apart.

use nalgebra::{DMatrix, DVector};

/// Shares of a variance.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// One for each input, as a share of the variance that is to be explained.
    pub each: Vec<f64>,
    /// What no input explains by itself: how they act together, and bends that are finer.
    pub unexplained: f64,
    /// Has each input a bend, beside its line?
    pub bent: bool,
}

/// Draws that an input needs beside the others for its line, and for a bend as well.
const FOR_A_LINE: usize = 2;
const FOR_A_BEND: usize = 5;

/// The share of `variance` that each input explains. `inputs` are the draws of each input, on any scale; `answers` has one
/// answer for each draw. `None` with fewer than twice as many draws as inputs, or where an input is always the same.
///
/// Each input enters by a line and, with five draws or more for each input, by the square that is left beside the line. What a coefficient's own error adds to its square is taken off, so a share may come out just below 0.
pub fn shares(inputs: &[Vec<f64>], answers: &[f64], variance: f64) -> Option<Shares> {
    let draws = answers.len();
    let bent = draws >= FOR_A_BEND * inputs.len() + 10;
    let degrees = if bent { 2 } else { 1 };
    if draws < FOR_A_LINE * inputs.len() + 10 || variance.is_nan() || variance <= 0.0 {
        return None;
    }
    let columns = inputs.len() * degrees + 1;
    let mut terms: Vec<Vec<f64>> = vec![vec![1.0; draws]];
    for input in inputs {
        let line = standard(input.clone(), &[])?;
        let squares: Vec<f64> = line.iter().map(|x| x * x).collect();
        let bend = if bent { Some(standard(squares, &[&line])?) } else { None };
        terms.push(line);
        terms.extend(bend);
    }
    let design = DMatrix::from_fn(draws, columns, |draw, column| terms[column][draw]);
    let answers = DVector::from_column_slice(answers);
    let normal = design.transpose() * &design;
    let inverse = normal.cholesky()?.inverse();
    let found = &inverse * design.transpose() * &answers;
    let residual = (&answers - &design * &found).norm_squared() / (draws - columns) as f64;
    let explained = |at: usize| found[at] * found[at] - residual * inverse[(at, at)];
    let of_input = |input: usize| (1..=degrees).map(|degree| explained(input * degrees + degree)).sum::<f64>();
    let each: Vec<f64> = (0..inputs.len()).map(|input| of_input(input) / variance).collect();
    let unexplained = 1.0 - each.iter().sum::<f64>();
    Some(Shares { each, unexplained, bent })
}

/// The same values with mean 0 and variance 1, and nothing in them of the lines `beside`, which have both.
fn standard(mut values: Vec<f64>, beside: &[&[f64]]) -> Option<Vec<f64>> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter_mut().for_each(|value| *value -= mean);
    for line in beside.iter().copied() {
        let along = values.iter().zip(line).map(|(value, x)| value * x).sum::<f64>() / (n - 1.0);
        values.iter_mut().zip(line).for_each(|(value, x)| *value -= along * x);
    }
    let sd = (values.iter().map(|value| value * value).sum::<f64>() / (n - 1.0)).sqrt();
    values.iter_mut().for_each(|value| *value /= sd);
    (sd > 0.0).then_some(values)
}

/// Shares with their intervals, each as value, lower and upper end. None is cut off: luck may leave one below 0 or above 1.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedOut {
    /// One for each input; last, what is left unexplained.
    pub shares: Vec<[f64; 3]>,
    /// Of each input the variance that would be left were it known exactly, in squares of the answer's unit.
    pub left: Vec<[f64; 3]>,
    /// Has each input a bend, beside its line?
    pub bent: bool,
}

/// The same with 95% intervals, from `times` samples of the draws with replacement: `pick` gives a whole number below
/// its second argument for each of its first. What is to be explained is the variance of the sample's answers less
/// `luck`, what luck adds to each.
///
pub fn shares_with_intervals(
    inputs: &[Vec<f64>],
    answers: &[f64],
    luck: f64,
    times: u32,
    pick: impl Fn(u32, usize) -> usize,
) -> Option<SharedOut> {
    let of = |inputs: &[Vec<f64>], answers: &[f64]| -> Option<(Shares, f64)> {
        let mean = answers.iter().sum::<f64>() / answers.len() as f64;
        let squares: f64 = answers.iter().map(|answer| (answer - mean).powi(2)).sum();
        let variance = squares / (answers.len() - 1) as f64 - luck;
        Some((shares(inputs, answers, variance)?, variance))
    };
    if answers.len() < 2 {
        return None;
    }
    let whole = of(inputs, answers)?;
    // Shares, then what is left without each input.
    let flat = |(shares, variance): (Shares, f64)| -> Vec<f64> {
        let left: Vec<f64> = shares.each.iter().map(|share| variance * (1.0 - share)).collect();
        shares.each.into_iter().chain([shares.unexplained]).chain(left).collect()
    };
    let draws = answers.len();
    let sample = |time: u32| {
        let picked: Vec<usize> = (0..draws as u32).map(|at| pick(time * draws as u32 + at, draws)).collect();
        let inputs: Vec<Vec<f64>> = inputs.iter().map(|own| picked.iter().map(|&at| own[at]).collect()).collect();
        let answers: Vec<f64> = picked.iter().map(|&at| answers[at]).collect();
        of(&inputs, &answers).filter(|(sampled, _)| sampled.bent == whole.0.bent).map(flat)
    };
    let sampled: Vec<Vec<f64>> = (0..times).filter_map(sample).collect();
    let bent = whole.0.bent;
    let with_ends = |(at, value): (usize, f64)| {
        let mut own: Vec<f64> = sampled.iter().map(|sample| sample[at]).collect();
        own.sort_by(f64::total_cmp);
        let end = |p: f64| own.get((p * own.len() as f64) as usize).copied().unwrap_or(f64::NAN);
        [value, end(0.025).min(value), end(0.975).max(value)]
    };
    let mut shares: Vec<[f64; 3]> = flat(whole).into_iter().enumerate().map(with_ends).collect();
    let left = shares.split_off(inputs.len() + 1);
    Some(SharedOut { shares, left, bent })
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    /// Places of so many inputs, each spread evenly.
    fn spread(inputs: usize, draws: usize, lcg: &mut Lcg) -> Vec<Vec<f64>> {
        let one = |lcg: &mut Lcg| {
            let mut order: Vec<(f64, usize)> = (0..draws).map(|at| (lcg.uniform(), at)).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            order.iter().map(|(_, at)| (*at as f64 + 0.5) / draws as f64).collect()
        };
        (0..inputs).map(|_| one(lcg)).collect()
    }

    #[test]
    fn a_straight_answer_is_shared_out_by_the_squares_of_its_slopes() {
        let mut lcg = Lcg::new(7);
        let inputs = spread(3, 200, &mut lcg);
        let slopes = [3.0, 2.0, 0.0];
        let answers: Vec<f64> = (0..200).map(|k| (0..3).map(|at| slopes[at] * inputs[at][k]).sum()).collect();
        let got = shares(&inputs, &answers, (9.0 + 4.0) / 12.0).unwrap();
        for (share, truth) in got.each.iter().zip([9.0 / 13.0, 4.0 / 13.0, 0.0]) {
            // Places of 200 parts have a variance of 1 part in 200 more than a twelfth.
            assert!((share - truth).abs() < 0.006, "{share} and {truth}");
        }
        assert!(got.unexplained.abs() < 0.006 && got.bent);
        // On another scale, and with a bend that is known.
        let squares: Vec<f64> = inputs[0].iter().map(|x| 100.0 * x * x).collect();
        let bent = shares(&inputs, &squares, 1e4 * 4.0 / 45.0).unwrap();
        assert!((bent.each[0] - 1.0).abs() < 0.01 && bent.each[1].abs() < 1e-9, "{bent:?}");
    }

    #[test]
    fn what_two_do_only_together_is_left_unexplained() {
        let mut lcg = Lcg::new(8);
        let inputs = spread(2, 2000, &mut lcg);
        // Of variance 1/12 by the first, and of variance 1/9 by both together.
        let together = |k: usize| (2.0 * inputs[0][k] - 1.0) * (2.0 * inputs[1][k] - 1.0);
        let answers: Vec<f64> = (0..2000).map(|k| inputs[0][k] + together(k)).collect();
        let got = shares(&inputs, &answers, 1.0 / 12.0 + 1.0 / 9.0).unwrap();
        // A slope of standard error 0.026 moves a share of 0.43 by 0.04: four of them by chance once in 15,000 times.
        assert!((got.each[0] - 3.0 / 7.0).abs() < 0.15 && (got.unexplained - 4.0 / 7.0).abs() < 0.15, "{got:?}");
    }

    #[test]
    fn intervals_of_shares_cover_about_95_times_in_100_with_luck_in_the_answers() {
        let mut lcg = Lcg::new(9);
        let (trials, mut covered) = (60, [0; 4]);
        for _ in 0..trials {
            let inputs = spread(3, 120, &mut lcg);
            let answers: Vec<f64> =
                (0..120).map(|k| 3.0 * inputs[0][k] + 2.0 * inputs[1][k] + 0.3 * lcg.normal()).collect();
            let chance = Lcg::new(covered[0] + 1).uniform();
            let pick = |at: u32, below: usize| {
                (Lcg::new(u64::from(at) + (chance * 1e9) as u64 * 1_000_003).uniform() * below as f64) as usize
            };
            let got = shares_with_intervals(&inputs, &answers, 0.09, 200, pick).unwrap();
            for ((covered, truth), got) in covered.iter_mut().zip([9.0 / 13.0, 4.0 / 13.0, 0.0, 0.0]).zip(got.shares) {
                *covered += u64::from(got[1] <= truth && truth <= got[2]);
            }
        }
        // Below 85% of 60 by chance once in 700 times where 95% is true; the interval of what is not there may be wide.
        assert!(covered.iter().all(|covered| *covered as f64 >= 0.85 * f64::from(trials)), "{covered:?} of {trials}");
    }

    #[test]
    fn too_few_draws_for_so_many_inputs_share_out_nothing() {
        let inputs = spread(10, 25, &mut Lcg::new(1));
        assert_eq!(shares(&inputs, &[1.0; 25], 1.0), None);
    }
}
