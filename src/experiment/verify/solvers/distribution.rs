//! Distributions of whole numbers, given as the chances of 0, 1, 2, ...

/// Poisson chances of 0, 1, 2, ... with the given mean, up to a tail below 1e-16.
///
/// Just [1] for a mean that is not positive, and empty (no distribution) for an infinite one.
pub fn poisson(mean: f64) -> Vec<f64> {
    if mean.is_infinite() && mean > 0.0 {
        return Vec::new();
    }
    if mean > 500.0 {
        // The first chance would vanish: the sum of two halves instead.
        let half = poisson(mean / 2.0);
        let mut whole = convolve(&half, &half);
        trim(&mut whole);
        return whole;
    }
    let mut chances = vec![(-mean.max(0.0)).exp()];
    let mut k = 0.0;
    while k < mean || chances[chances.len() - 1] > 1e-17 {
        k += 1.0;
        let next = chances[chances.len() - 1] * mean.max(0.0) / k;
        chances.push(next);
    }
    trim(&mut chances);
    chances
}

/// Binomial chances of 0 to `n` successes out of `n`, each of chance `p` (0 to 1).
pub fn binomial(n: usize, p: f64) -> Vec<f64> {
    // Pascal's triangle: no factorials to overflow.
    let toss = [1.0 - p, p];
    (0..n).fold(vec![1.0], |chances, _| convolve(&chances, &toss))
}

/// Mean of a distribution given as the chances of 0, 1, 2, ...
pub fn mean(chances: &[f64]) -> f64 {
    chances.iter().enumerate().map(|(k, p)| k as f64 * p).sum()
}

/// Chances of at least 1, 2, ...: entry i is the chance of at least i + 1.
pub(super) fn tail(chances: &[f64]) -> Vec<f64> {
    let mut above = 0.0;
    let mut tail: Vec<f64> = chances
        .iter()
        .skip(1)
        .rev()
        .map(|p| {
            above += p;
            above
        })
        .collect();
    tail.reverse();
    tail
}

/// Distribution of the sum of two independent numbers (empty if either is).
pub(super) fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let mut sum = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate().filter(|(_, x)| **x > 0.0) {
        sum[i..].iter_mut().zip(b).for_each(|(s, y)| *s += x * y);
    }
    sum
}

/// Drops a tail too small to matter.
pub(super) fn trim(chances: &mut Vec<f64>) {
    while chances.len() > 1 && chances.last().is_some_and(|&p| p < 1e-18) {
        chances.pop();
    }
}

/// Whether chances are a distribution.
pub(super) fn is_distribution(chances: &[f64]) -> bool {
    chances.iter().all(|p| *p >= 0.0) && (chances.iter().sum::<f64>() - 1.0).abs() < 1e-9
}

/// Distance of two distributions, weighted so that the means differ by no more.
pub(super) fn distance(a: &[f64], b: &[f64]) -> f64 {
    let at = |v: &[f64], k: usize| v.get(k).copied().unwrap_or(0.0);
    let longer = a.len().max(b.len());
    (0..longer).map(|k| (k + 1) as f64 * (at(a, k) - at(b, k)).abs()).sum()
}

/// Whether an iteration with geometrically falling changes has come as near as it needs to.
pub(super) fn settled(change: f64, last_change: f64, mean: f64) -> bool {
    let ratio = change / last_change;
    // The first change has none before it to tell how fast changes fall.
    let to_come = if ratio < 1.0 && last_change.is_finite() { change * ratio / (1.0 - ratio) } else { f64::INFINITY };
    to_come < 1e-11 * (1.0 + mean) || change < 1e-14 * (1.0 + mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_chances_have_their_mean_and_variance() {
        for m in [0.0, 0.3, 7.5, 120.0, 1500.0] {
            let p = poisson(m);
            let squares: f64 = p.iter().enumerate().map(|(k, p)| (k * k) as f64 * p).sum();
            assert!(is_distribution(&p) && (mean(&p) - m).abs() < 1e-11 * (1.0 + m));
            assert!((squares - m * m - m).abs() < 1e-9 * (1.0 + m * m));
        }
        assert_eq!(poisson(-1.0), vec![1.0]);
        assert!(!is_distribution(&poisson(f64::INFINITY)) && tail(&[]).is_empty());
    }

    #[test]
    fn the_tail_sums_to_the_mean() {
        let p = [0.1, 0.2, 0.3, 0.4];
        assert!((tail(&p).iter().sum::<f64>() - mean(&p)).abs() < 1e-15);
        assert!((tail(&p)[0] - 0.9).abs() < 1e-15 && tail(&[1.0]).is_empty());
    }

    #[test]
    fn the_sum_of_two_poisson_numbers_is_poisson() {
        let sum = convolve(&poisson(2.0), &poisson(3.5));
        let whole = poisson(5.5);
        assert!(sum.iter().zip(&whole).all(|(a, b)| (a - b).abs() < 1e-14));
        assert!(distance(&sum, &whole) < 1e-11);
    }

    #[test]
    fn binomial_chances_follow_from_one_to_the_next() {
        let p: f64 = 0.3;
        let got = binomial(12, p);
        let mut chance = 0.7f64.powi(12);
        for (k, got) in got.iter().enumerate() {
            assert!((got - chance).abs() < 1e-14);
            chance *= (12 - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
        }
        assert_eq!((binomial(3, 0.0)[0], binomial(3, 1.0)[3]), (1.0, 1.0));
    }

    #[test]
    fn nothing_is_settled_on_its_first_change() {
        assert!(!settled(1.0, f64::INFINITY, 1.0));
        assert!(settled(1e-13, 2e-13, 1.0));
        assert!(!settled(1e-11, 1.001e-11, 1.0));
    }
}
