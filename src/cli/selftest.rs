//! `headroom selftest`: the shipped practices against published figures, changes to them against what was found, and
//! intervals against the truth.

use super::{Stopped, progress, say};
use crate::experiment::{calibration, coverage, predictions};
use crate::report::{self, files};
use crate::scenario::{self, calibration_targets};
use clap::Args;
use std::path::PathBuf;

/// Runs the shipped practices and says which published figures they meet, fitted and held out; or
/// changes them, and says whether what was found in whole practices comes out by itself; or counts
/// how often intervals hold.
///
/// Examples:
///   headroom selftest --calibration
///   headroom selftest --calibration --practice average-2018 --out results/calibration
///   headroom selftest --predictions
///   headroom selftest --predictions --only gp-triage
///   headroom selftest --coverage --experiments 200
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Selftest {
    /// Compares every shipped practice with its published figures.
    #[arg(long, required_unless_present_any = ["predictions", "coverage"], conflicts_with_all = ["predictions", "coverage"])]
    calibration: bool,

    /// Compares what the shipped practices show after a change with what was found in whole practices.
    #[arg(long, conflicts_with = "coverage")]
    predictions: bool,

    /// Counts how often 95% intervals have the truth in them, where the truth is known.
    #[arg(long)]
    coverage: bool,

    /// Experiments for --coverage; each has up to 30 replications.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    experiments: u32,

    /// Looks at this practice alone.
    #[arg(long, value_name = "PRACTICE", conflicts_with_all = ["predictions", "coverage"])]
    practice: Option<String>,

    /// Looks at this comparison alone, by its name in predictions.csv. May be given often.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["calibration", "coverage"])]
    only: Vec<String>,

    /// Writes scores.csv and scores.txt to this folder, predictions.csv and predictions.txt, or coverage.csv and
    /// coverage.txt.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

impl Selftest {
    pub fn execute(&self) -> Result<(), Stopped> {
        match (self.predictions, self.coverage) {
            (true, _) => self.predict(),
            (_, true) => self.cover(),
            _ => self.calibrate(),
        }
    }

    fn cover(&self) -> Result<(), Stopped> {
        if let Some(folder) = &self.out {
            files::ready(folder)?;
        }
        let bar = progress::bar(coverage::runs_for(self.experiments), false);
        let all = coverage::measure(self.experiments, &|| bar.inc(1))?;
        bar.finish_and_clear();
        let page = report::coverage::page(&all);
        say(&page);
        if let Some(folder) = &self.out {
            let csv = report::coverage::csv(&all)
                .map_err(|error| Stopped::Failed(format!("coverage.csv could not be made: {error}")))?;
            files::write(folder, "coverage.csv", &csv)?;
            files::write(folder, "coverage.txt", page.as_bytes())?;
            let command = format!("headroom selftest --coverage --experiments {}", self.experiments);
            let manifest = report::manifest::of_coverage(self.experiments, &command);
            files::write(folder, "manifest.json", format!("{manifest:#}\n").as_bytes())?;
            say(&format!("\nWritten to {}.", folder.display()));
        }
        Ok(())
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
