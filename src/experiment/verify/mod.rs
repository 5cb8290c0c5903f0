//! Holding the practice against theory: where queueing theory has an answer, the simulation must find it.

pub mod solvers;
