//! Shares of a few things, and which of them a uniform falls to. No patients pass here; `params` has tables of them, and
//! every part of the practice that chooses asks one.

use crate::kernel::Uniform;

/// Shares of a few things, cumulated, and the thing with which each cell of uniforms begins: most often the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares<const N: usize> {
    by: [f64; N],
    from: [u8; CELLS],
}

const CELLS: usize = 1 << LOG_CELLS;
const LOG_CELLS: u32 = 6;

impl<const N: usize> Shares<N> {
    pub(super) fn new(weights: &[f64]) -> Shares<N> {
        let by = cumulated(weights);
        Shares { by, from: std::array::from_fn(|cell| place(&by, cell as f64 / CELLS as f64) as u8) }
    }

    /// The thing at `u`.
    #[inline]
    pub fn at(&self, u: Uniform) -> usize {
        let mut at = usize::from(self.from[u.cell(LOG_CELLS).0 % CELLS]);
        let u = u.number();
        while at < N - 1 && u >= self.by[at] {
            at += 1;
        }
        at
    }
}

/// Of those with a share, each with the sum of the shares up to it: one uniform then finds at most one of them.
pub(super) fn up_to_each<T: Copy>(all: &[T], share: impl Fn(T) -> f64) -> Vec<(T, f64)> {
    let mut sum = 0.0;
    let with_share = all.iter().map(|&one| (one, share(one))).filter(|&(_, share)| share > 0.0);
    with_share
        .map(|(one, share)| {
            sum += share;
            (one, sum)
        })
        .collect()
}

/// Whose share `u` falls into, if anybody's.
pub fn falls_to<T: Copy>(up_to_each: &[(T, f64)], u: f64) -> Option<T> {
    up_to_each.iter().find(|&&(_, up_to)| u < up_to).map(|&(one, _)| one)
}

/// Weights scaled to mean 1.
pub(super) fn relative(weights: &[f64]) -> Vec<f64> {
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    weights.iter().map(|&weight| if mean > 0.0 { weight / mean } else { 0.0 }).collect()
}

pub(super) fn normalised(weights: &[f64]) -> Vec<f64> {
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|&weight| if sum > 0.0 { weight / sum } else { 0.0 }).collect()
}

/// Running sums of weights, scaled to end at 1; all zero where the weights are.
pub(super) fn cumulated<const N: usize>(weights: &[f64]) -> [f64; N] {
    let mut sum = 0.0;
    let shares = normalised(weights);
    let mut by: [f64; N] = std::array::from_fn(|at| {
        sum += shares[at];
        sum
    });
    // Rounding must not leave a uniform of almost 1 without a place: the last place with weight takes all.
    if let Some(last) = shares.iter().rposition(|&share| share > 0.0) {
        by[last..].fill(1.0);
    }
    by
}

/// The place of `u` among cumulated shares. Counting those below has no branch to guess wrong.
#[inline]
pub fn place<const N: usize>(by: &[f64; N], u: f64) -> usize {
    by.iter().map(|&by| u64::from(by <= u)).sum::<u64>().min(N as u64 - 1) as usize
}
