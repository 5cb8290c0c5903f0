//! `headroom selftest`: the shipped practices against published figures.

use super::{Stopped, progress, say};
use crate::experiment::calibration;
use crate::report::{self, files};
use crate::scenario::calibration_targets;
use clap::Args;
use std::path::PathBuf;

/// Runs the shipped practices and says which published figures they meet, fitted and held out.
///
/// Examples:
///   headroom selftest --calibration
///   headroom selftest --calibration --practice average-2018 --out results/calibration
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Selftest {
    /// Compares every shipped practice with its published figures.
    #[arg(long, required = true)]
    calibration: bool,

    /// Looks at this practice alone.
    #[arg(long, value_name = "PRACTICE")]
    practice: Option<String>,

    /// Writes scores.csv and scores.txt to this folder.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl Selftest {
    pub fn execute(&self) -> Result<(), Stopped> {
        let mut targets = calibration_targets()?;
        if let Some(practice) = &self.practice {
            targets.retain(|target| target.practice == *practice);
            if targets.is_empty() {
                return Err(Stopped::Asked(format!("no published figures are kept for `{practice}`")));
            }
        }
        if let Some(folder) = &self.out {
            files::ready(folder)?;
        }
        let bar = progress::bar(calibration::replications_for(&targets), false);
        let scores = calibration::score(targets, &|| bar.inc(1))?;
        bar.finish_and_clear();
        let page = report::calibration::page(&scores);
        say(page.trim_start_matches('\n'));
        if self.practice.is_none() {
            say(&format!("When first scored: {}", report::calibration::at_first()));
        }
        if let Some(folder) = &self.out {
            let csv = report::calibration::csv(&scores)
                .map_err(|error| Stopped::Failed(format!("scores.csv could not be made: {error}")))?;
            files::write(folder, "scores.csv", &csv)?;
            files::write(folder, "scores.txt", page.trim_start_matches('\n').as_bytes())?;
            say(&format!("\nWritten to {}.", folder.display()));
        }
        Ok(())
    }
}
