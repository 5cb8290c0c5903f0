//! Answers from theory against which the simulation is checked; time in the caller's unit.
//!
//! Queues in steady state:
//! - `single`: one server with any service time, M/G/1, and its special cases M/M/1 and M/D/1.
//! - `many`: several servers, M/M/c (Erlang B and C), and with finitely many lines, M/M/c/K.
//! - `abandon`: callers who give up, with exponential patience (Erlang A) or any other.
//! - `priority`: some classes served before others, for one server or several.
//! - `retrial`: callers who find the lines full or give up, and ring again later.
//!
//! Through a day:
//! - `timevarying`: arrivals and servers that change by slot, from an empty start.
//! - `clinic`: waits by position in a session of appointments.
//!
//! Through days and weeks:
//! - `bulk`: an appointment book with a number of slots a day, its carry-over and lead time.
//! - `rebook`: the same when those who do not attend book again.
//! - `followup`: encounters that lead to further encounters.
//!
//! Comparisons:
//! - `pooled`: separate queues or books against a shared one.
//!
//! Shared by these: `distribution` (chances of whole numbers), `chain` (Markov chains in
//! general) and `daychain` (the chain behind `timevarying`).

pub mod abandon;
pub mod bulk;
pub mod clinic;
pub mod distribution;
pub mod followup;
pub mod many;
pub mod pooled;
pub mod priority;
pub mod rebook;
pub mod retrial;
pub mod single;
pub mod timevarying;

mod chain;
#[cfg(test)]
mod check;
mod daychain;
