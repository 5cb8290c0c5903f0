//! Statistics of simulation output that know nothing of patients: ratios, quantiles, warm-up.
//!
//! - `ratio`: pooled ratio of sums over replications, and paired differences of two ratios.
//! - `histogram`: fixed-width counts of whole-number values, with their quantiles.
//! - `jackknife`: pooled quantile over replications with its standard error.
//! - `pool`: pooled ratio of replications that come in any order and are not kept.
//! - `warmup`: MSER-5, the number of opening observations to drop.
//! - `interval`: Student t and normal quantiles.
//! - `pert`: the distribution of what is known as low, best and high.
//! - `crossed`: spread by what is assumed and by luck, told apart.
//! - `shares`: how much of a spread comes from each input.

pub mod crossed;
pub mod histogram;
pub mod interval;
pub mod jackknife;
pub mod pert;
pub mod pool;
pub mod ratio;
pub mod shares;
pub mod warmup;

#[cfg(test)]
mod lcg;

pub use crossed::{Components, Spread, components};
pub use histogram::{Histogram, LayoutMismatch};
pub use interval::{normal_quantile, t_quantile};
pub use jackknife::{paired_quantile, pooled_quantile, quantile_at_least};
pub use pert::pert_quantile;
pub use pool::Pool;
pub use ratio::{Estimate, Ratio, paired, pooled};
pub use shares::{Shares, shares, shares_with_intervals};
pub use warmup::mser5;
