//! Tables, files and pictures of results. A report shows what an experiment found; it never computes.

pub mod csv;
pub mod files;
pub mod guard;
pub mod json;
pub mod manifest;
pub mod story;
pub mod table;
pub mod words;

/// What every report of one scenario needs to know.
pub struct About<'a> {
    /// Name of the scenario, as in the first column of `results.csv`.
    pub scenario: &'a str,
    pub title: &'a str,
    pub seed: u64,
    pub replications: usize,
    pub days: u32,
    pub warm_up_days: u32,
    /// False where the pilots that chose the warm-up never settled.
    pub settled: bool,
    /// The command that repeats the run.
    pub command: String,
}
