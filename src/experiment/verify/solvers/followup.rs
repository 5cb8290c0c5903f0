//! Follow-up encounters: how many each need leads to, by generation, by mode and by day.

/// Encounters per need when a first encounter leads to a follow-up with chance `first` and every
/// later one with chance `later`: 1 + first / (1 - later).
///
/// Infinite if follow-ups never end (`later` of 1 and `first` above 0); NaN if a chance is not
/// from 0 to 1.
pub fn per_need(first: f64, later: f64) -> f64 {
    if ![first, later].iter().all(|p| (0.0..=1.0).contains(p)) {
        return f64::NAN;
    }
    if first == 0.0 {
        return 1.0;
    }
    1.0 + first / (1.0 - later)
}

/// Share of all encounters that are first ones, first follow-ups, second ones and so on, for
/// the first `generations` of them.
///
/// Arguments as `per_need`; None if a chance is not from 0 to 1 or follow-ups never end.
pub fn shares(first: f64, later: f64, generations: usize) -> Option<Vec<f64>> {
    let total = per_need(first, later);
    if !total.is_finite() {
        return None;
    }
    let number = |generation: usize| match generation {
        0 => 1.0,
        // A follow-up of each generation needs one from the generation before.
        _ => first * later.powf((generation - 1) as f64),
    };
    Some((0..generations).map(|g| number(g) / total).collect())
}

/// Mean encounters in each mode per need (telephone, face to face and so on).
///
/// `start[m]` is the share of first encounters in mode m; `first[m][k]` the mean number of
/// follow-ups in mode k straight after a first encounter in mode m, and `later[m][k]` after any
/// later one. The follow-ups are start × first × (1 + later + later² + ...), summed until the
/// rest no longer matters. None if the shapes differ, a value is negative or not a number, or
/// follow-ups never end.
pub fn by_mode(start: &[f64], first: &[Vec<f64>], later: &[Vec<f64>]) -> Option<Vec<f64>> {
    let modes = start.len();
    let square = |m: &[Vec<f64>]| m.len() == modes && m.iter().all(|row| row.len() == modes);
    let all = || start.iter().chain(first.iter().flatten()).chain(later.iter().flatten());
    if !square(first) || !square(later) || !all().all(|x| x.is_finite() && *x >= 0.0) {
        return None;
    }
    let mut total = start.to_vec();
    let mut generation = times(start, first);
    for _ in 0..1_000_000 {
        let (size, so_far): (f64, f64) = (generation.iter().sum(), total.iter().sum());
        if !so_far.is_finite() {
            return None;
        }
        if size <= 1e-17 * so_far {
            return Some(total);
        }
        total.iter_mut().zip(&generation).for_each(|(sum, g)| *sum += g);
        generation = times(&generation, later);
    }
    None
}

/// Mean encounters on each day from an empty start, a follow-up coming `delay` days after the
/// encounter that led to it.
///
/// `needs[d]` is the mean number of first encounters on day d; the answer has as many days.
/// None if a chance is not from 0 to 1 or the delay is no days.
pub fn by_day(needs: &[f64], first: f64, later: f64, delay: usize) -> Option<Vec<f64>> {
    if delay == 0 || ![first, later].iter().all(|p| (0.0..=1.0).contains(p)) {
        return None;
    }
    let mut follow_ups = vec![0.0; needs.len()];
    for day in delay..needs.len() {
        let before = day - delay;
        follow_ups[day] = first * needs[before] + later * follow_ups[before];
    }
    Some(needs.iter().zip(&follow_ups).map(|(new, again)| new + again).collect())
}

/// A row of numbers times a square table.
fn times(row: &[f64], table: &[Vec<f64>]) -> Vec<f64> {
    let mut product = vec![0.0; row.len()];
    for (x, line) in row.iter().zip(table) {
        product.iter_mut().zip(line).for_each(|(sum, y)| *sum += x * y);
    }
    product
}

#[cfg(test)]
mod tests {
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::*;

    #[test]
    fn encounters_per_need_agree_with_a_simulation() {
        let (first, later) = (0.3, 0.45);
        let mut lcg = Lcg::new(23);
        let (mut numbers, mut seconds) = (Vec::new(), Vec::new());
        for _ in 0..200 {
            let (mut total, mut second) = (0.0, 0.0);
            for _ in 0..1000 {
                let (mut generation, mut chance) = (0, first);
                total += 1.0;
                while lcg.happens(chance) {
                    generation += 1;
                    total += 1.0;
                    second += f64::from(generation == 2);
                    chance = later;
                }
            }
            numbers.push(total / 1000.0);
            seconds.push(second / total);
        }
        assert_mean("per need", &numbers, per_need(first, later));
        assert_mean("second", &seconds, shares(first, later, 3).unwrap()[2]);
    }

    #[test]
    fn shares_of_all_generations_sum_to_one() {
        let shares = shares(0.4, 0.6, 200).unwrap();
        assert_close("sum", shares.iter().sum(), 1.0, 1e-14);
        assert_close("first", shares[0], 1.0 / per_need(0.4, 0.6), 1e-14);
    }

    #[test]
    fn one_mode_is_the_plain_formula_and_two_solve_their_equations() {
        let one = by_mode(&[1.0], &[vec![0.3]], &[vec![0.45]]).unwrap();
        assert_close("one", one[0], per_need(0.3, 0.45), 1e-13);
        let (start, first) = ([0.7, 0.3], [vec![0.2, 0.3], vec![0.1, 0.1]]);
        let later = [vec![0.1, 0.4], vec![0.2, 0.3]];
        let got = by_mode(&start, &first, &later).unwrap();
        // Follow-ups f = start first + f later, by Cramer's rule on the two equations.
        let (b0, b1) = (0.7 * 0.2 + 0.3 * 0.1, 0.7 * 0.3 + 0.3 * 0.1);
        let determinant = 0.9 * 0.7 - 0.2 * 0.4;
        assert_close("0", got[0], 0.7 + (b0 * 0.7 + b1 * 0.2) / determinant, 1e-13);
        assert_close("1", got[1], 0.3 + (b1 * 0.9 + b0 * 0.4) / determinant, 1e-13);
    }

    #[test]
    fn days_follow_the_generations_and_settle_at_the_steady_number() {
        let (first, later, delay) = (0.5, 0.4, 7);
        let got = by_day(&[10.0; 300], first, later, delay).unwrap();
        // Day by day, the sum over those generations that have had time to come.
        for (day, got) in got.iter().enumerate() {
            let come: f64 = (1..=day / delay).map(|g| first * later.powi(g as i32 - 1)).sum();
            assert_close("day", *got, 10.0 * (1.0 + come), 1e-13);
        }
        assert_close("end", got[299], 10.0 * per_need(first, later), 1e-10);
    }

    #[test]
    fn endless_or_impossible_follow_ups_are_told() {
        assert_eq!(per_need(0.5, 1.0), f64::INFINITY);
        assert_eq!(per_need(0.0, 1.0), 1.0);
        assert!(per_need(1.2, 0.1).is_nan());
        assert_eq!(shares(0.5, 1.0, 3), None);
        assert_eq!(by_mode(&[1.0], &[vec![0.5]], &[vec![1.5]]), None);
        assert_eq!(by_mode(&[1.0], &[vec![0.5, 0.1]], &[vec![0.5]]), None);
        assert_eq!(by_day(&[1.0], 0.5, 0.5, 0), None);
    }
}
