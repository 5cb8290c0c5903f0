//! Fixed-width counts of whole-number values, with quantiles for continuous and whole values.

use bitcode::{Decode, Encode};

/// Two histograms with different bins cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutMismatch;

impl std::fmt::Display for LayoutMismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the histograms differ in bin width or number of bins")
    }
}

impl std::error::Error for LayoutMismatch {}

/// Counts of values in bins [0, w), [w, 2w), ...; values past the end stay in the last bin.
///
/// A bin holds at most `u32::MAX` values, after which it stops counting.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Histogram {
    width: u64,
    /// 2^64 / width, rounded up; 0 for a width of 1.
    per_width: u64,
    counts: Vec<u32>,
}

impl Histogram {
    /// Empty histogram of `bins` bins of `width` units; both are at least one.
    pub fn new(width: u64, bins: usize) -> Self {
        let width = width.max(1);
        Self { width, per_width: (u64::MAX / width).wrapping_add(1), counts: vec![0; bins.max(1)] }
    }

    /// The same without bins: it stays empty, whatever is counted.
    pub fn without_bins(width: u64) -> Self {
        Self { counts: Vec::new(), ..Self::new(width, 1) }
    }

    /// Counts one value, in the units of the width.
    #[inline]
    pub fn add(&mut self, value: u64) {
        if self.counts.is_empty() {
            return;
        }
        let bin = self.bin(value);
        if let Some(count) = self.counts.get_mut(bin) {
            *count = count.saturating_add(1);
        } else if let Some(last) = self.counts.last_mut() {
            *last = last.saturating_add(1);
        }
    }

    /// The bin of a value. A division costs more than the rest of `add`; multiplying by the rounded-up reciprocal
    /// gives the same for values and widths below 2^32 (Lemire, Kaser & Kurz 2019).
    #[inline]
    fn bin(&self, value: u64) -> usize {
        let bin = match self.per_width {
            0 => value,
            per_width if (value | self.width) >> 32 == 0 => ((u128::from(per_width) * u128::from(value)) >> 64) as u64,
            _ => value / self.width,
        };
        usize::try_from(bin).unwrap_or(usize::MAX)
    }

    /// Adds another histogram's counts to this one.
    ///
    /// # Errors
    /// `LayoutMismatch` if the width or the number of bins differ; nothing is then added.
    pub fn merge(&mut self, other: &Self) -> Result<(), LayoutMismatch> {
        if !self.same_layout(other) {
            return Err(LayoutMismatch);
        }
        for (count, extra) in self.counts.iter_mut().zip(&other.counts) {
            *count = count.saturating_add(*extra);
        }
        Ok(())
    }

    /// Number of values counted.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|&c| u64::from(c)).sum()
    }

    /// Width of a bin, in units.
    pub fn width(&self) -> u64 {
        self.width
    }

    /// Counts by bin, the last with everything past the end.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// Whether the two histograms have the same bins and so can be added.
    pub fn same_layout(&self, other: &Self) -> bool {
        self.width == other.width && self.counts.len() == other.counts.len()
    }

    /// Quantile of a continuous quantity recorded rounded down, linear within a bin.
    ///
    /// None when empty or `p` is not in [0, 1]. In the last bin the answer only says "at least
    /// about this": see `is_overflowing`.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        quantile_of(&self.wide(), self.width, p)
    }

    /// Mid-distribution quantile of a whole-number quantity (Ma, Genton & Parzen 2011): the
    /// inverse of F(x) - p(x)/2 joined by straight lines between the values seen.
    ///
    /// A bin wider than one unit stands at the middle of the whole numbers in it. None when
    /// empty or `p` is not in [0, 1].
    pub fn mid_quantile(&self, p: f64) -> Option<f64> {
        mid_quantile_of(&self.wide(), self.width, p)
    }

    /// Whether `quantile(p)` falls in the last bin, where values past the end are kept too.
    pub fn is_overflowing(&self, p: f64) -> bool {
        let below = self.count() - self.last();
        self.last() > 0 && p * self.count() as f64 > below as f64
    }

    /// Whether `mid_quantile(p)` leans on the last bin: it lies above the last value before it.
    pub fn is_mid_overflowing(&self, p: f64) -> bool {
        let mut below = self.wide();
        below.pop();
        let Some(&highest) = below.iter().rev().find(|&&c| c > 0) else {
            return self.last() > 0;
        };
        let mid = below.iter().sum::<u64>() as f64 - highest as f64 / 2.0;
        self.last() > 0 && p * self.count() as f64 > mid
    }

    fn last(&self) -> u64 {
        self.counts.last().map_or(0, |&c| u64::from(c))
    }

    fn wide(&self) -> Vec<u64> {
        self.counts.iter().map(|&c| u64::from(c)).collect()
    }
}

/// Continuous quantile of counts by bin of `width` units; see `Histogram::quantile`.
pub(super) fn quantile_of(counts: &[u64], width: u64, p: f64) -> Option<f64> {
    let target = target(counts, p)?;
    let mut below = 0u64;
    let mut highest = None;
    for (bin, &count) in counts.iter().enumerate().filter(|&(_, &c)| c > 0) {
        let upto = below + count;
        if target <= upto as f64 {
            let within = (target - below as f64) / count as f64;
            return Some(width as f64 * (bin as f64 + within));
        }
        below = upto;
        highest = Some(width as f64 * (bin as f64 + 1.0));
    }
    // Only reached if p n rounds above n.
    highest
}

/// Mid-distribution quantile of counts by bin; see `Histogram::mid_quantile`.
pub(super) fn mid_quantile_of(counts: &[u64], width: u64, p: f64) -> Option<f64> {
    let target = target(counts, p)?;
    let mut below = 0u64;
    let mut previous: Option<(f64, f64)> = None;
    for (bin, &count) in counts.iter().enumerate().filter(|&(_, &c)| c > 0) {
        let value = bin as f64 * width as f64 + (width - 1) as f64 / 2.0;
        let mid = below as f64 + count as f64 / 2.0;
        if target <= mid {
            let Some((value0, mid0)) = previous else {
                return Some(value);
            };
            let along = (target - mid0) / (mid - mid0);
            return Some(value0 + along * (value - value0));
        }
        previous = Some((value, mid));
        below += count;
    }
    previous.map(|(value, _)| value)
}

/// Number of observations at or below the p-quantile, if there are any.
fn target(counts: &[u64], p: f64) -> Option<f64> {
    let total: u64 = counts.iter().sum();
    ((0.0..=1.0).contains(&p) && total > 0).then_some(p * total as f64)
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    fn filled(width: u64, bins: usize, values: &[u64]) -> Histogram {
        let mut h = Histogram::new(width, bins);
        values.iter().for_each(|&v| h.add(v));
        h
    }

    #[test]
    fn an_empty_histogram_has_no_quantiles_and_does_not_overflow() {
        let h = Histogram::new(5, 10);
        assert_eq!((h.quantile(0.5), h.mid_quantile(0.5), h.count()), (None, None, 0));
        assert!(!h.is_overflowing(0.99) && !h.is_mid_overflowing(0.99));
    }

    #[test]
    fn impossible_probabilities_give_none() {
        let h = filled(1, 10, &[3]);
        for p in [-0.1, 1.1, f64::NAN] {
            assert_eq!((h.quantile(p), h.mid_quantile(p)), (None, None));
        }
    }

    #[test]
    fn quantiles_are_linear_within_a_bin() {
        let h = filled(10, 10, &[1, 2, 3, 4, 25, 26, 27, 28]);
        assert_eq!(h.quantile(0.25), Some(5.0));
        assert_eq!(h.quantile(0.5), Some(10.0));
        assert_eq!(h.quantile(0.75), Some(25.0));
        assert_eq!(h.quantile(1.0), Some(30.0));
        assert_eq!(h.quantile(0.0), Some(0.0));
    }

    #[test]
    fn quantiles_of_exponential_values_are_the_exponential_quantiles() {
        let (mut lcg, mut h) = (Lcg::new(3), Histogram::new(20, 500));
        for _ in 0..200_000 {
            h.add((1000.0 * lcg.exponential()) as u64);
        }
        for p in [0.1, 0.5, 0.9, 0.95] {
            let exact = -1000.0 * f64::ln(1.0 - p);
            // Four standard errors of a sample quantile, the density being (1 - p)/1000.
            let error = 4.0 * (p / (1.0 - p) / 200_000.0).sqrt() * 1000.0;
            assert!((h.quantile(p).unwrap() - exact).abs() < error, "{p}");
        }
    }

    #[test]
    fn mid_quantile_is_symmetric_where_the_distribution_is() {
        let h = filled(1, 20, &[2, 3, 3, 4]);
        assert_eq!(h.mid_quantile(0.5), Some(3.0));
        // F(2) - p(2)/2 = 1/8 and F(3) - p(3)/2 = 1/2: a quarter is a third of the way along.
        assert!((h.mid_quantile(0.25).unwrap() - (2.0 + 1.0 / 3.0)).abs() < 1e-12);
        assert!((h.mid_quantile(0.75).unwrap() - (4.0 - 1.0 / 3.0)).abs() < 1e-12);
        assert_eq!((h.mid_quantile(0.0), h.mid_quantile(1.0)), (Some(2.0), Some(4.0)));
    }

    #[test]
    fn mid_quantile_joins_values_with_none_seen_between() {
        let h = filled(1, 20, &[0, 10]);
        assert_eq!(h.mid_quantile(0.5), Some(5.0));
    }

    #[test]
    fn values_past_the_end_stay_in_the_last_bin_and_are_told() {
        let h = filled(10, 3, &[5, 15, 16, u64::MAX]);
        assert_eq!(h.counts(), &[1, 2, 1]);
        assert!(h.is_overflowing(0.9) && !h.is_overflowing(0.75));
        // The mid-distribution reaches 1/4 + 1/4 at the second bin.
        assert!(h.is_mid_overflowing(0.6) && !h.is_mid_overflowing(0.5));
    }

    #[test]
    fn bins_are_those_of_a_division() {
        for width in [1, 2, 3, 7, 30, 300, 65_537, 4_294_967_295, 4_294_967_296] {
            let h = Histogram::new(width, 4);
            for n in 0..2_000u64 {
                let edge = n.wrapping_mul(width);
                for value in [n, edge.saturating_sub(1), edge, edge + 1, u64::from(u32::MAX) - n, u64::MAX - n] {
                    assert_eq!(h.bin(value) as u64, value / width, "{value} / {width}");
                }
            }
        }
    }

    #[test]
    fn merging_adds_counts_and_refuses_other_bins() {
        let mut h = filled(10, 3, &[5, 15]);
        h.merge(&filled(10, 3, &[16, 29])).unwrap();
        assert_eq!((h.counts(), h.count()), (&[1u32, 2, 1][..], 4));
        assert_eq!(h.merge(&Histogram::new(5, 3)), Err(LayoutMismatch));
        assert_eq!(h.merge(&Histogram::new(10, 4)), Err(LayoutMismatch));
    }
}
