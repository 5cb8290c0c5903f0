//! The live page: a server for this machine alone, on which a practice and any change of it can be tried, with figures
//! that come as replications finish.
//!
//! `listen` (the port, the end), `callers` (who is connected) → `guard` (who may ask) → `routes` (what for) → `asked` (a
//! link read and written) → `comparison` (what it means, within `limits`) → `line` (whose turn it is) → `running` (batch
//! after batch), then `apart` (what pulled it), or `paper` (the full report, one week), of a practice kept `ready`. `page`
//! is what a browser shows, and `told` how its script is spoken to.

mod apart;
mod asked;
mod callers;
mod comparison;
mod guard;
mod limits;
mod line;
mod listen;
mod page;
mod paper;
mod ready;
mod routes;
mod running;
mod told;
mod words;

pub use listen::{Bound, CannotServe, bind};

use rayon::ThreadPool;

/// What is served.
pub struct Serving {
    /// The practice that the page opens with, by name or as a file.
    pub practice: String,
    /// The same where it is a file: the only one that is ever read.
    pub own: Option<String>,
    /// What simulates.
    pub pool: ThreadPool,
}
