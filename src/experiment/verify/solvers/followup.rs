//! Follow-up encounters: how many each need leads to, generation by generation.

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
    fn endless_or_impossible_follow_ups_are_told() {
        assert_eq!(per_need(0.5, 1.0), f64::INFINITY);
        assert_eq!(per_need(0.0, 1.0), 1.0);
        assert!(per_need(1.2, 0.1).is_nan());
        assert_eq!(shares(0.5, 1.0, 3), None);
    }
}
