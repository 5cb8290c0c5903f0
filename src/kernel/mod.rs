//! The clockwork: time, the agenda of what happens next, keyed chance, and samplers. It knows no patients.

pub mod agenda;
pub mod quantile;
pub mod sampler;
pub mod streams;
pub mod time;

pub use agenda::Agenda;
pub use sampler::{Counts, Sampler, poisson};
pub use streams::{Key, Streams, Uniform};
pub use time::{SimTime, Span};
