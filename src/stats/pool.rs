//! A ratio pooled over replications that come in any order and are not kept: sums of whole numbers, which are exact,
//! and the ends of the range of single values.

use super::ratio::Estimate;

/// Sums of numerators and denominators, their squares and products; and the least and the greatest ratios.
#[derive(Clone, Debug)]
pub struct Pool {
    replications: usize,
    num: u128,
    den: u128,
    num_num: u128,
    num_den: u128,
    den_den: u128,
    /// The tail that `range` leaves out on each side.
    tail: f64,
    /// The least ratios, and the greatest with their sign changed, in order: as many as `range` may need.
    keep: usize,
    least: Vec<f64>,
    greatest: Vec<f64>,
    ratios: usize,
}

impl Pool {
    /// For at most so many replications; `tail` is the share of them that [`Pool::range`] leaves out on each side.
    pub fn new(replications: usize, tail: f64) -> Pool {
        let keep = (replications.saturating_sub(1) as f64 * tail) as usize + 2;
        Pool {
            replications: 0,
            num: 0,
            den: 0,
            num_num: 0,
            num_den: 0,
            den_den: 0,
            tail,
            keep,
            least: Vec::new(),
            greatest: Vec::new(),
            ratios: 0,
        }
    }

    /// Takes in a replication.
    pub fn add(&mut self, num: u64, den: u64) {
        let (n, d) = (u128::from(num), u128::from(den));
        self.replications += 1;
        self.num += n;
        self.den += d;
        self.num_num += n * n;
        self.num_den += n * d;
        self.den_den += d * d;
        if den > 0 {
            let ratio = num as f64 / den as f64;
            self.ratios += 1;
            insert(&mut self.least, ratio, self.keep);
            insert(&mut self.greatest, -ratio, self.keep);
        }
    }

    /// The ratio of the sums, with the linearised error of [`super::pooled`]; none where the denominators sum to zero.
    pub fn estimate(&self) -> Option<Estimate> {
        if self.den == 0 {
            return None;
        }
        let n = self.replications as f64;
        let (num, den) = (self.num as f64, self.den as f64);
        let ratio = num / den;
        let (nn, nd, dd) = (self.num_num as f64, self.num_den as f64, self.den_den as f64);
        // Rounding may leave a little less than nothing where all replications agree.
        let squares = (nn - 2.0 * ratio * nd + ratio * ratio * dd).max(0.0);
        let se = (squares / (n - 1.0) / n).sqrt() / (den / n);
        Some(Estimate::with_interval(ratio, se, self.replications, n - 1.0))
    }

    /// Between which values the ratios of single replications lie, the tails left out: the sample quantiles, linear
    /// between neighbours. None where no replication has a denominator.
    pub fn range(&self) -> Option<(f64, f64)> {
        let at = (self.ratios.checked_sub(1)? as f64) * self.tail;
        let quantile = |ends: &[f64]| {
            let low = *ends.get(at as usize)?;
            let next = ends.get(at as usize + 1).copied().unwrap_or(low);
            Some(low + at.fract() * (next - low))
        };
        Some((quantile(&self.least)?, -quantile(&self.greatest)?))
    }
}

/// Puts a value in its place among the least `keep`.
fn insert(least: &mut Vec<f64>, value: f64, keep: usize) {
    let at = least.partition_point(|other| other.total_cmp(&value).is_le());
    if at < keep {
        least.truncate(keep - 1);
        least.insert(at, value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::super::{Ratio, pooled};
    use super::*;

    fn counts(lcg: &mut Lcg, count: usize) -> Vec<(u64, u64)> {
        let one = |lcg: &mut Lcg| {
            let den = (500.0 + 100.0 * lcg.exponential()) as u64;
            ((3.0 * den as f64 + 40.0 * lcg.exponential()) as u64, den)
        };
        (0..count).map(|_| one(lcg)).collect()
    }

    fn pool(counts: &[(u64, u64)], room: usize) -> Pool {
        let mut pool = Pool::new(room, 0.05);
        counts.iter().for_each(|&(num, den)| pool.add(num, den));
        pool
    }

    #[test]
    fn a_pool_estimates_what_the_replications_kept_would() {
        let counts = counts(&mut Lcg::new(8), 40);
        let ratios: Vec<Ratio> = counts.iter().map(|&(n, d)| Ratio { num: n as f64, den: d as f64 }).collect();
        let (got, kept) = (pool(&counts, 40).estimate().unwrap(), pooled(&ratios).unwrap());
        assert_eq!((got.estimate, got.replications), (kept.estimate, 40));
        assert!((got.se / kept.se - 1.0).abs() < 1e-6, "{} {}", got.se, kept.se);
    }

    #[test]
    fn the_order_in_which_replications_come_changes_no_digit() {
        let mut counts = counts(&mut Lcg::new(9), 101);
        let one = pool(&counts, 101);
        counts.reverse();
        counts.swap(3, 50);
        let other = pool(&counts, 101);
        assert_eq!((one.estimate(), one.range()), (other.estimate(), other.range()));
    }

    #[test]
    fn the_range_is_that_of_the_sorted_values_also_where_fewer_came_than_were_expected() {
        for (came, room) in [(101, 101), (30, 101), (1, 101), (2, 2)] {
            let counts = counts(&mut Lcg::new(10), came);
            let mut values: Vec<f64> = counts.iter().map(|&(n, d)| n as f64 / d as f64).collect();
            values.sort_by(f64::total_cmp);
            let at = |p: f64| {
                let place = p * (came - 1) as f64;
                let (low, next) = (values[place as usize], values[(place as usize + 1).min(came - 1)]);
                low + place.fract() * (next - low)
            };
            let (p5, p95) = pool(&counts, room).range().unwrap();
            assert!((p5 - at(0.05)).abs() < 1e-9 && (p95 - at(0.95)).abs() < 1e-9, "{came} of {room}");
        }
    }

    #[test]
    fn nothing_counted_has_no_estimate_and_no_range() {
        let pool = pool(&[(0, 0), (0, 0)], 2);
        assert_eq!((pool.estimate(), pool.range()), (None, None));
    }
}
