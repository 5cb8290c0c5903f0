//! `headroom run`: one scenario, many replications, a table and files.

use super::options::{Practice, spare};
use super::threads::{interrupted, threads};
use super::{Stopped, progress, say};
use crate::experiment::{self, Prepared, Row, WeekRow, Weeks, warmup};
use crate::practice::Measures;
use crate::report::{self, About, files};
use crate::scenario::{Scenario, to_toml};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Simulates a practice and prints its waits, hours and balances, each with its 95% interval.
///
/// Examples:
///   headroom run average-2018
///   headroom run average-2018 --replications 200 --out results/mine
///   headroom run my-practice.toml --set "demand.level*=0.96" --set phone.handlers=6
///   headroom run average-2018 --action 3.2 --action 4.2:50
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Run {
    #[command(flatten)]
    practice: Practice,

    /// Independent repetitions; more make narrower intervals.
    #[arg(long, value_name = "N")]
    replications: Option<u32>,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Writes results.csv, weekly.csv, results.json, summary, pictures, the scenario as run and a manifest to this folder.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    /// Writes over the results of another run in that folder; those of the same run are always written over.
    #[arg(long, requires = "out")]
    replace: bool,

    /// Prints the results as JSON instead of a table.
    #[arg(long)]
    json: bool,

    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// What a run found, and what made it.
struct Finished {
    rows: Vec<Row>,
    weekly: Vec<WeekRow>,
    replications: usize,
    warm_up: warmup::Chosen,
    seconds: f64,
    threads: usize,
}

impl Run {
    /// What runs with no command at all.
    pub fn demo() -> Run {
        Run {
            practice: Practice { practice: "average-2018".into(), ..Practice::default() },
            replications: None,
            threads: None,
            out: Some(PathBuf::from("results/demo")),
            replace: true,
            json: false,
            quiet: false,
        }
    }

    pub fn execute(&self) -> Result<(), Stopped> {
        let mut scenario = if self.quiet { self.practice.load_silently()? } else { self.practice.load()? };
        if let Some(replications) = self.replications {
            scenario = scenario.with_replications(replications)?;
        }
        let pool = threads(self.threads)?;
        if let Some(folder) = &self.out {
            spare(folder, self.replace, &scenario.name, &to_toml(&scenario.settings))?;
            // Said now rather than when the replications are done.
            files::ready(folder)?;
        }
        let finished = pool.install(|| simulate(&scenario, self.out.is_some(), self.quiet || self.json))?;
        self.report(&scenario, &finished)
    }

    fn report(&self, scenario: &Scenario, finished: &Finished) -> Result<(), Stopped> {
        let about = About {
            scenario: &scenario.name,
            title: &scenario.settings.title,
            seed: scenario.settings.run.seed as u64,
            replications: finished.replications,
            days: scenario.settings.run.days as u32,
            warm_up_days: finished.warm_up.days,
            settled: finished.warm_up.settled,
            cautions: scenario.warnings.iter().map(|warning| warning.message.clone()).collect(),
            command: self.command(scenario),
        };
        let json = report::json::results(&about, &finished.rows);
        if self.json {
            say(&format!("{json:#}"));
        } else if !self.quiet {
            say(&report::table::page(&about, &finished.rows));
        }
        if let Some(folder) = &self.out {
            write(folder, &about, scenario, finished, &json)?;
            if !self.quiet && !self.json {
                say(&format!("\nWritten to {}.", folder.display()));
            }
        }
        Ok(())
    }

    /// The command that repeats this run.
    fn command(&self, scenario: &Scenario) -> String {
        let typed = self.practice.typed();
        let s = &scenario.settings.run;
        format!("headroom run {}{typed} --replications {} --seed {}", self.practice.practice, s.replications, s.seed)
    }
}

/// Runs every replication; headlines are kept by week where somebody will read them.
fn simulate(scenario: &Scenario, by_week: bool, quiet: bool) -> Result<Finished, Stopped> {
    let begun = Instant::now();
    let (seed, count) = (scenario.settings.run.seed as u64, scenario.settings.run.replications as u32);
    let Prepared { params, calendar, warm_up, .. } = Prepared::new(scenario, seed);
    let bar = progress::bar(count.into(), quiet);
    let stopped = interrupted();
    let weeks = by_week.then(|| Weeks::new(count));
    let (done, stop) = (|| bar.inc(1), || stopped.load(Ordering::Relaxed));
    let replications: Vec<Measures> =
        experiment::replications_by_week(&params, &calendar, seed, count, weeks.as_ref(), &done, &stop);
    bar.finish_and_clear();
    if replications.is_empty() {
        return Err(Stopped::Failed("stopped before the first replication was done".into()));
    }
    if replications.len() < count as usize {
        super::say_error(&format!("stopped: {} of {count} replications were done and are kept", replications.len()));
    }
    Ok(Finished {
        rows: experiment::estimate(&replications),
        weekly: weeks.map_or(Vec::new(), |weeks| weeks.rows(&calendar)),
        replications: replications.len(),
        warm_up,
        seconds: begun.elapsed().as_secs_f64(),
        threads: rayon::current_num_threads(),
    })
}

fn write(
    folder: &Path,
    about: &About,
    scenario: &Scenario,
    finished: &Finished,
    json: &serde_json::Value,
) -> Result<(), Stopped> {
    let unmade = |file: &str, error| Stopped::Failed(format!("{file} could not be made: {error}"));
    let csv = report::csv::results(about, &finished.rows).map_err(|error| unmade("results.csv", error))?;
    let weekly = report::csv::weekly(about, &finished.weekly).map_err(|error| unmade("weekly.csv", error))?;
    let toml = to_toml(&scenario.settings);
    let manifest = report::manifest::manifest(about, &toml, finished.threads, finished.seconds);
    files::write(folder, "results.csv", &csv)?;
    files::write(folder, "weekly.csv", &weekly)?;
    files::write(folder, "results.json", format!("{json:#}\n").as_bytes())?;
    files::write(folder, "summary.txt", report::table::page(about, &finished.rows).as_bytes())?;
    files::write(folder, "scenario.toml", toml.as_bytes())?;
    let pictures = report::plots::pictures(about, &finished.rows).map_err(Stopped::Failed)?;
    for name in report::plots::NAMES {
        let file = format!("plots/{name}");
        match pictures.iter().find(|(drawn, _)| *drawn == name) {
            Some((_, picture)) => files::write(folder, &file, picture.as_bytes())?,
            // An earlier run may have had one.
            None => files::remove(folder, &file)?,
        }
    }
    files::write(folder, "manifest.json", format!("{manifest:#}\n").as_bytes())?;
    Ok(())
}
