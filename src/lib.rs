pub mod cli;
pub mod experiment;
pub mod kernel;
pub mod practice;
pub mod report;
pub mod scenario;
pub mod stats;
