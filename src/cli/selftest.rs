//! `headroom selftest`: the shipped practices against published figures, and changes to them against what was found.

use super::{Stopped, progress, say};
use crate::experiment::{calibration, predictions};
use crate::report::{self, files};
use crate::scenario::{self, calibration_targets};
use clap::Args;
use std::path::PathBuf;

/// Runs the shipped practices and says which published figures they meet, fitted and held out; or changes them, and
/// says whether what was found in whole practices comes out by itself.
///
/// Examples:
///   headroom selftest --calibration
///   headroom selftest --calibration --practice average-2018 --out results/calibration
///   headroom selftest --predictions
///   headroom selftest --predictions --only gp-triage
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Selftest {
    /// Compares every shipped practice with its published figures.
    #[arg(long, required_unless_present = "predictions", conflicts_with = "predictions")]
    calibration: bool,

    /// Compares what the shipped practices show after a change with what was found in whole practices.
    #[arg(long)]
    predictions: bool,

    /// Looks at this practice alone.
    #[arg(long, value_name = "PRACTICE", conflicts_with = "predictions")]
    practice: Option<String>,

    /// Looks at this comparison alone, by its name in predictions.csv. May be given often.
    #[arg(long, value_name = "NAME", conflicts_with = "calibration")]
    only: Vec<String>,

    /// Writes scores.csv and scores.txt to this folder, or predictions.csv and predictions.txt.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl Selftest {
    pub fn execute(&self) -> Result<(), Stopped> {
        if self.predictions { self.predict() } else { self.calibrate() }
    }

    fn predict(&self) -> Result<(), Stopped> {
        let mut changes = scenario::predictions()?;
        if let Some(unknown) = self.only.iter().find(|name| changes.iter().all(|change| change.id != **name)) {
            let known: Vec<&str> = changes.iter().map(|change| change.id.as_str()).collect();
            return Err(Stopped::Asked(format!("there is no prediction `{unknown}`; there are {}", known.join(", "))));
        }
        changes.retain(|change| self.only.is_empty() || self.only.contains(&change.id));
        if let Some(folder) = &self.out {
            files::ready(folder)?;
        }
        let bar = progress::bar(predictions::runs_for(&changes, 1), false);
        let outcomes = predictions::score(&changes, 1, &|| bar.inc(1))?;
        bar.finish_and_clear();
        let page = report::predictions::page(&outcomes);
        say(page.trim_start_matches('\n'));
        if let Some(folder) = &self.out {
            let csv = report::predictions::csv(&outcomes)
                .map_err(|error| Stopped::Failed(format!("predictions.csv could not be made: {error}")))?;
            files::write(folder, "predictions.csv", &csv)?;
            files::write(folder, "predictions.txt", page.trim_start_matches('\n').as_bytes())?;
            say(&format!("\nWritten to {}.", folder.display()));
        }
        Ok(())
    }

    fn calibrate(&self) -> Result<(), Stopped> {
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
