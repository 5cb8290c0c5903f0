//! Statistics of simulation output that know nothing of patients: ratios, quantiles, warm-up.
//!
//! - `ratio`: pooled ratio of sums over replications, and paired differences of two ratios.
//! - `histogram`: fixed-width counts of whole-number values, with their quantiles.
//! - `jackknife`: pooled quantile over replications with its standard error.
//! - `pool`: pooled ratio of replications that come in any order and are not kept.
//! - `warmup`: MSER-5, the number of opening observations to drop.
//! - `interval`: Student t and normal quantiles.
//! - `skew`: whether values are too skewed for an interval of so few.
//! - `pert`: the distribution of what is known as low, best and high.
//! - `crossed`: spread by what is assumed and by luck, told apart.
//! - `shares`: how much of a spread comes from each input.
//! - `attribution`: Shapley values, main effects and interactions of what several do together.
//! - `screening`: two-level designs for more members than every set of them can be tried.
//! - `selection`: which of many systems may be the best, and the fully sequential procedure KN.
//! - `front`: who is not beaten in everything by somebody else.
//! - `xmr`: the XmR chart of single values in order, its limits and its four rules.

pub mod crossed;

pub mod attribution;
pub mod front;
pub mod histogram;
pub mod interval;
pub mod jackknife;
pub mod pert;
pub mod pool;
pub mod ratio;
pub mod screening;
pub mod selection;
pub mod shares;
pub mod skew;
pub mod warmup;
pub mod xmr;

#[cfg(test)]
mod lcg;

pub use crossed::{Components, Spread, components, without_intervals};
pub use histogram::{Histogram, LayoutMismatch};
pub use interval::{normal_quantile, share_interval, t_quantile};
pub use jackknife::{paired_quantile, pooled_quantile, quantile_at_least};
pub use pert::pert_quantile;
pub use pool::Pool;
pub use ratio::{Estimate, Ratio, mean, paired, pooled};
pub use shares::{SharedOut, Shares, shares, shares_with_intervals};
pub use skew::{skewed_bounds, skewness, too_few_for};
pub use warmup::mser5;
