//! Samplers: one uniform in, one length of time out, monotone, so that paired runs stay paired.
//!
//! A table of 512 cells with straight lines between exact quantiles; the outermost cells at both ends, where straight
//! lines would cut the tail, are divided more finely, and in the outermost part of these the quantile itself is
//! computed: 1 to 2 ns a draw. Quantiles are kept to 24 bits, which
//! is finer than a tick below 19 days: an appointment draws from half a dozen tables, and at 2 kB each they stay in
//! the fastest cache together.

use super::quantile;
use super::streams::Uniform;
use super::time::Span;
use std::sync::{Arc, Mutex, PoisonError};

const CELLS: usize = 1 << LOG_CELLS;
const LOG_CELLS: u32 = 9;
/// Cells at each end that are divided more finely, and into how many parts; in the last part the quantile itself is
/// computed, which costs a hundred times as much as a line.
const TAIL: usize = 2;
const PARTS: usize = 32;

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

impl Shape {
    /// The gamma shape; with a cv of 1 that is the exponential one, whose quantile needs no search.
    pub fn gamma(cv: f64) -> Shape {
        if cv == 1.0 { Shape::Exponential } else { Shape::Gamma { cv } }
    }
}

/// A shape, tabulated.
#[derive(Debug)]
pub struct Table {
    shape: Shape,
    quantiles: [f32; CELLS + 1],
    /// How many cells after the first tail hold a straight line.
    straight: usize,
    /// Quantiles of the lower and the upper tail, from the very end inwards.
    tails: [[f32; PARTS + 1]; 2],
}

/// A shape has one table.
impl PartialEq for Table {
    fn eq(&self, other: &Table) -> bool {
        self.shape == other.shape
    }
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
        let mut last = 0.0;
        let points: [f64; CELLS + 1] = std::array::from_fn(|cell| {
            // The outermost points are never read: the exact quantile stands in for their cells.
            let u = (cell as f64 / CELLS as f64).clamp(0.5 / CELLS as f64, 1.0 - 0.5 / CELLS as f64);
            last = exact(&shape, u, last);
            last
        });
        // A chord of a bent curve lies to one side of it. Moved by a twelfth of the second difference, the points'
        // lines pass through the middle of the curve, and the mean is kept.
        let quantiles = std::array::from_fn(|cell| match cell {
            _ if cell <= TAIL || cell >= CELLS - TAIL => points[cell] as f32,
            _ => (points[cell] - (points[cell - 1] - 2.0 * points[cell] + points[cell + 1]) / 12.0) as f32,
        });
        let tails = [(0.0, points[TAIL]), (1.0, points[CELLS - TAIL])].map(|(end, inner): (f64, f64)| {
            let mut near = inner;
            let mut tail = [0.0; PARTS + 1];
            // The very end, which may lie infinitely far, is never read.
            for part in (1..=PARTS).rev() {
                near = exact(&shape, (end - part as f64 * PART).abs(), near);
                tail[part] = near as f32;
            }
            tail
        });
        let straight = if matches!(shape, Shape::Empirical(_)) { 0 } else { CELLS - 2 * TAIL };
        Table { shape, quantiles, straight, tails }
    }

    /// The quantile at `u` in [0, 1).
    #[inline]
    pub fn at(&self, u: impl Into<Uniform>) -> f64 {
        let u = u.into();
        let (cell, along) = u.cell(LOG_CELLS);
        if cell.wrapping_sub(TAIL) >= self.straight {
            return self.in_tail(u.number());
        }
        let at = cell % CELLS;
        let (low, high) = (f64::from(self.quantiles[at]), f64::from(self.quantiles[at + 1]));
        low + (high - low) * along
    }

    #[cold]
    fn in_tail(&self, u: f64) -> f64 {
        let (tail, end) = if u < 0.5 { (&self.tails[0], 0.0) } else { (&self.tails[1], 1.0) };
        let position = (end - u).abs() / PART;
        let part = position as usize;
        if part == 0 || part >= PARTS || self.straight == 0 {
            return exact(&self.shape, u, self.quantiles[((u * CELLS as f64) as usize).min(CELLS)].into());
        }
        let (outer, inner) = (f64::from(tail[part]), f64::from(tail[part + 1]));
        outer + (inner - outer) * (position - part as f64)
    }
}

/// The uniforms that fall into one part of a tail.
const PART: f64 = TAIL as f64 / CELLS as f64 / PARTS as f64;

fn exact(shape: &Shape, u: f64, near: f64) -> f64 {
    match shape {
        Shape::Exponential => quantile::exponential(u),
        Shape::Gamma { cv } => quantile::gamma(u, *cv, near),
        Shape::Lognormal { cv } => quantile::lognormal(u, *cv),
        Shape::Empirical(values) => quantile::empirical(u, values),
    }
}

/// A length of time as the loop draws it. Drawn lengths end at 2^32 ticks, thirteen years: a shorter conversion.
#[derive(Clone, Debug, PartialEq)]
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
    pub fn at(&self, u: impl Into<Uniform>) -> Span {
        match self {
            Sampler::Drawn { mean_ticks, table } => nearest(mean_ticks * table.at(u)),
            Sampler::Constant(span) => *span,
            Sampler::Never => Span(u64::MAX / 4),
        }
    }

    /// The same draw stretched by `factor`.
    #[inline]
    pub fn stretched(&self, u: impl Into<Uniform>, factor: f64) -> Span {
        match self {
            Sampler::Drawn { mean_ticks, table } => nearest(mean_ticks * factor * table.at(u)),
            Sampler::Constant(span) => Span((span.0 as f64 * factor + 0.5) as u64),
            Sampler::Never => Span(u64::MAX / 4),
        }
    }
}

#[inline]
fn nearest(ticks: f64) -> Span {
    Span(u64::from((ticks + 0.5) as u32))
}

/// Largest mean inverted at one go: the inversion starts from exp(-rate), which underflows beyond 700.
const CHUNK: f64 = 500.0;

/// A Poisson count with mean `rate` at the uniforms that `uniform` gives (one for each 500 of the mean).
pub fn poisson(rate: f64, mut uniform: impl FnMut(u32) -> f64) -> u32 {
    let (chunks, share) = chunked(rate);
    (0..chunks)
        .map(|chunk| {
            let u = uniform(chunk);
            cumulated(share).take_while(|&below| u >= below).count() as u32
        })
        .sum()
}

/// Poisson counts of one mean, tabulated, for a rate that is the same every day. The table is shared by all copies: a
/// year of changes has thousands, and asks each of them a few times.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    chunks: u32,
    below: Arc<[f64]>,
    /// The count with which each cell of uniforms begins: most often the answer, or the one before it.
    from: [u16; COUNT_CELLS],
}

const COUNT_CELLS: usize = 1 << LOG_COUNT_CELLS;
const LOG_COUNT_CELLS: u32 = 6;

impl Counts {
    pub fn new(rate: f64) -> Counts {
        let (chunks, share) = chunked(rate);
        let below: Arc<[f64]> = cumulated(share).take_while(|&below| below < 1.0).collect();
        let begins = |cell: usize| below.partition_point(|&below| cell as f64 / COUNT_CELLS as f64 >= below) as u16;
        Counts { chunks, from: std::array::from_fn(begins), below }
    }

    /// The same count as [`poisson`] gives.
    pub fn at(&self, mut uniform: impl FnMut(u32) -> Uniform) -> u32 {
        let count = |u: Uniform| {
            let from = usize::from(self.from[u.cell(LOG_COUNT_CELLS).0 % COUNT_CELLS]);
            let u = u.number();
            (from + self.below[from..].iter().take_while(|&&below| u >= below).count()) as u32
        };
        (0..self.chunks).map(|chunk| count(uniform(chunk))).sum()
    }
}

fn chunked(rate: f64) -> (u32, f64) {
    let chunks = (rate / CHUNK).ceil().max(1.0) as u32;
    (chunks, rate / f64::from(chunks))
}

/// The chances of at most 0, 1, 2 … events, as far as a uniform of 53 bits can see.
fn cumulated(rate: f64) -> impl Iterator<Item = f64> {
    let mut term = libm::exp(-rate);
    let mut total = term;
    let limit = (rate + 40.0 * (rate + 1.0).sqrt()) as u32;
    (1..=limit).map(move |count| {
        let below = total;
        term *= rate / f64::from(count);
        total += term;
        below
    })
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
    fn tables_follow_the_quantile_into_both_tails() {
        let shapes =
            [Shape::Exponential, Shape::Gamma { cv: 0.5 }, Shape::Gamma { cv: 2.0 }, Shape::Lognormal { cv: 0.53 }];
        for shape in shapes {
            let table = Table::new(shape.clone());
            for n in 1..2_000 {
                let far = n as f64 / 2_000.0 * 3.0 * TAIL as f64 / CELLS as f64;
                for u in [far, 1.0 - far] {
                    let (drawn, quantile) = (table.at(u), exact(&shape, u, 0.0));
                    // A hundredth, and next to nothing where the quantile itself is.
                    assert!((drawn - quantile).abs() < 0.01 * quantile + 1e-3, "{shape:?} at {u}: {drawn}, {quantile}");
                }
            }
        }
    }

    #[test]
    fn tabulated_counts_are_those_of_the_inversion() {
        for rate in [0.0, 0.3, 20.0, 230.0, 1600.0] {
            let counts = Counts::new(rate);
            for day in 0..2_000 {
                let key = Streams::new(4, 0).key(1, day);
                let inverted = poisson(rate, |chunk| key.uniform(0, chunk));
                assert_eq!(counts.at(|chunk| Uniform(key.bits(0, chunk))), inverted);
            }
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
