//! Samplers: one uniform in, one length of time out, monotone, so that paired runs stay paired.
//!
//! A table of 1,024 cells with straight lines between exact quantiles, and the exact quantile in the outermost
//! cells at both ends, where straight lines would cut the tail: 1 to 2 ns a draw.

use super::quantile;
use super::time::Span;
use std::sync::{Arc, Mutex, PoisonError};

const CELLS: usize = 1024;
/// Cells at each end in which the quantile itself is computed.
const EXACT: usize = 2;

/// The shape of a distribution with mean 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Exponential,
    Gamma {
        cv: f64,
    },
    Lognormal {
        cv: f64,
    },
    /// Sorted values, each equally likely.
    Empirical(Vec<f64>),
}

/// A shape, tabulated.
#[derive(Debug)]
pub struct Table {
    shape: Shape,
    quantiles: Vec<f64>,
}

/// Tables made so far: filling one takes tens of microseconds, and a scenario uses the same few again and again.
static SHELF: Mutex<Vec<(Shape, Arc<Table>)>> = Mutex::new(Vec::new());

impl Table {
    /// The table of `shape`, made once in the life of the program.
    pub fn shared(shape: Shape) -> Arc<Table> {
        let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, table)) = shelf.iter().find(|(known, _)| *known == shape) {
            return table.clone();
        }
        let table = Arc::new(Table::new(shape.clone()));
        shelf.push((shape, table.clone()));
        table
    }

    pub fn new(shape: Shape) -> Table {
        let mut quantiles = Vec::with_capacity(CELLS + 1);
        let mut last = 0.0;
        for cell in 0..=CELLS {
            // The outermost points are never read: the exact quantile stands in for their cells.
            let u = (cell as f64 / CELLS as f64).clamp(0.5 / CELLS as f64, 1.0 - 0.5 / CELLS as f64);
            last = exact(&shape, u, last);
            quantiles.push(last);
        }
        Table { shape, quantiles }
    }

    /// The quantile at `u` in [0, 1).
    #[inline]
    pub fn at(&self, u: f64) -> f64 {
        let position = u * CELLS as f64;
        let cell = position as usize;
        if !(EXACT..CELLS - EXACT).contains(&cell) || matches!(self.shape, Shape::Empirical(_)) {
            return self.exactly(u);
        }
        let (low, high) = (self.quantiles[cell], self.quantiles[cell + 1]);
        low + (high - low) * (position - cell as f64)
    }

    #[cold]
    fn exactly(&self, u: f64) -> f64 {
        let near = self.quantiles[((u * CELLS as f64) as usize).min(CELLS)];
        exact(&self.shape, u, near)
    }
}

fn exact(shape: &Shape, u: f64, near: f64) -> f64 {
    match shape {
        Shape::Exponential => quantile::exponential(u),
        Shape::Gamma { cv } => quantile::gamma(u, *cv, near),
        Shape::Lognormal { cv } => quantile::lognormal(u, *cv),
        Shape::Empirical(values) => quantile::empirical(u, values),
    }
}

/// A length of time as the loop draws it.
#[derive(Clone, Debug)]
pub enum Sampler {
    Constant(Span),
    Drawn {
        mean_ticks: f64,
        table: Arc<Table>,
    },
    /// Longer than any run.
    Never,
}

impl Sampler {
    /// The length at the uniform `u`, rounded to the nearest tick.
    #[inline]
    pub fn at(&self, u: f64) -> Span {
        match self {
            Sampler::Constant(span) => *span,
            Sampler::Drawn { mean_ticks, table } => Span((mean_ticks * table.at(u) + 0.5) as u64),
            Sampler::Never => Span(u64::MAX / 4),
        }
    }

    /// The same draw stretched by `factor`.
    #[inline]
    pub fn stretched(&self, u: f64, factor: f64) -> Span {
        match self {
            Sampler::Constant(span) => Span((span.0 as f64 * factor + 0.5) as u64),
            Sampler::Drawn { mean_ticks, table } => Span((mean_ticks * factor * table.at(u) + 0.5) as u64),
            Sampler::Never => Span(u64::MAX / 4),
        }
    }

    /// True where every draw is zero, so that it need not be made.
    pub fn is_zero(&self) -> bool {
        matches!(self, Sampler::Constant(Span(0)))
    }
}

/// A Poisson count with mean `rate` at the uniforms that `uniform` gives (one for each 500 of the mean, because
/// the inversion starts from exp(-rate), which underflows beyond 700).
pub fn poisson(rate: f64, mut uniform: impl FnMut(u32) -> f64) -> u32 {
    let chunks = (rate / 500.0).ceil().max(1.0) as u32;
    let share = rate / f64::from(chunks);
    (0..chunks).map(|chunk| poisson_at(share, uniform(chunk))).sum()
}

fn poisson_at(rate: f64, u: f64) -> u32 {
    let mut term = libm::exp(-rate);
    let (mut total, mut count) = (term, 0);
    // Beyond this the remaining mass is below what a uniform of 53 bits can see.
    let limit = (rate + 40.0 * (rate + 1.0).sqrt()) as u32;
    while u >= total && count < limit {
        count += 1;
        term *= rate / f64::from(count);
        total += term;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::streams::Streams;

    /// Mean and variance of the table by the midpoint rule, a million points.
    fn moments(shape: Shape) -> (f64, f64) {
        let table = Table::new(shape);
        let points = 1_000_000;
        let values = (0..points).map(|n| table.at((n as f64 + 0.5) / points as f64));
        let (sum, squares) = values.fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
        let mean = sum / points as f64;
        (mean, squares / points as f64 - mean * mean)
    }

    #[test]
    fn tables_keep_the_mean_and_the_spread() {
        for (shape, cv) in [
            (Shape::Exponential, 1.0),
            (Shape::Gamma { cv: 0.5 }, 0.5),
            (Shape::Gamma { cv: 2.0 }, 2.0),
            (Shape::Lognormal { cv: 0.53 }, 0.53),
        ] {
            let (mean, variance) = moments(shape.clone());
            assert!((mean - 1.0).abs() < 2e-4, "{shape:?} mean {mean}");
            assert!((variance / (cv * cv) - 1.0).abs() < 3e-3, "{shape:?} variance {variance}");
        }
    }

    #[test]
    fn poisson_counts_have_the_mean_and_variance_of_their_rate() {
        for rate in [0.3, 20.0, 120.0, 1600.0] {
            let n = 20_000;
            let counts: Vec<f64> = (0..n)
                .map(|day| {
                    let key = Streams::new(3, 0).key(1, day);
                    f64::from(poisson(rate, |chunk| key.uniform(0, chunk)))
                })
                .collect();
            let mean = counts.iter().sum::<f64>() / n as f64;
            let variance = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / (n - 1) as f64;
            // 4.5 standard errors: a false alarm in 1 of 100,000.
            assert!((mean - rate).abs() < 4.5 * (rate / n as f64).sqrt(), "{rate}: {mean}");
            assert!((variance / rate - 1.0).abs() < 4.5 * ((2.0 + 1.0 / rate) / n as f64).sqrt(), "{rate}: {variance}");
        }
    }
}
