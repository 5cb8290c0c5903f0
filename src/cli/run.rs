//! `headroom run`: one scenario, many replications, a table and files.

use super::made::{self, Made};
use super::options::{Practice, as_typed, spare};
use super::threads::threads;
use super::until::{Going, Until, cut, kept, saved};
use super::{Stopped, say};
use crate::experiment::{self, Kept, Left, Precision, Prepared, Reached, Row, WeekRow, Weeks, warmup};
use crate::practice::Measures;
use crate::report::files;
use crate::report::inputs::Behind;
use crate::report::{self, About};
use crate::scenario::{Scenario, to_toml};
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Simulates a practice and prints its waits, hours and balances, each with its 95% interval.
///
/// Examples:
///   headroom run average-2018
///   headroom run average-2018 --replications 200 --out results/mine    goes on from what is there
///   headroom run average-2018 --precision 1% --precision-of need_to_seen_days
///   headroom run my-practice.toml --set "demand.level*=0.96" --set phone.handlers=6
///   headroom run average-2018 --action 3.2 --action 4.2:50
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Run {
    #[command(flatten)]
    practice: Practice,

    #[command(flatten)]
    until: Until,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Writes a page to print (report.html), a workbook (results.xlsx), csv files, pictures, the scenario as run and a
    /// manifest to this folder.
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
    /// What each replication left.
    all: Vec<Measures>,
    /// Single weeks of single replications, as a file.
    apart: Vec<u8>,
    warm_up: warmup::Chosen,
    precision: Option<Reached>,
    stopped: Option<report::Cut>,
    begun: Instant,
    threads: usize,
}

impl Run {
    /// What runs with no command at all.
    pub fn demo() -> Run {
        Run {
            practice: Practice { practice: "average-2018".into(), ..Practice::default() },
            until: Until::default(),
            threads: None,
            out: Some(PathBuf::from("results/demo")),
            replace: true,
            json: false,
            quiet: false,
        }
    }

    pub fn execute(&self) -> Result<(), Stopped> {
        let scenario = if self.quiet { self.practice.load_silently()? } else { self.practice.load()? };
        let (scenario, precision) = self.until.settle(scenario, None)?;
        let pool = threads(self.threads)?;
        let made_of = scenario.as_run();
        if let Some(folder) = &self.out {
            spare(folder, self.replace, &scenario.name, &made_of)?;
            // Said now rather than when the replications are done.
            files::ready(folder)?;
        }
        let kept = kept(self.out.as_deref(), &made_of, self.replace, self.quiet)?;
        let quiet = self.quiet || self.json;
        let finished = pool.install(|| simulate(&scenario, precision.as_ref(), &kept, quiet))?;
        // A run that stopped by itself is repeated with as many replications as it had.
        let exact = scenario.with_replications(finished.all.len() as u32)?;
        self.report(if precision.is_some() { &exact } else { &scenario }, &made_of, &finished)
    }

    fn report(&self, scenario: &Scenario, made_of: &str, finished: &Finished) -> Result<(), Stopped> {
        let about = About {
            scenario: &scenario.name,
            title: &scenario.settings.title,
            seed: scenario.settings.run.seed as u64,
            replications: finished.all.len(),
            days: scenario.settings.run.days as u32,
            warm_up_days: finished.warm_up.days,
            settled: finished.warm_up.settled,
            cautions: scenario.warnings.iter().map(|warning| warning.message.clone()).collect(),
            precision: finished.precision.clone(),
            command: self.command(scenario),
            stopped: finished.stopped.clone(),
        };
        let json = report::json::results(&about, &finished.rows);
        if self.json {
            say(&format!("{json:#}"));
        } else if !self.quiet {
            say(&report::table::page(&about, &finished.rows));
        }
        if let Some(folder) = &self.out {
            let plan = self.practice.plan()?;
            let behind = Behind { plans: vec![&plan], ..Behind::alone(scenario) };
            write(folder, &about, &behind, made_of, finished, &json)?;
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
        let practice = as_typed(&self.practice.practice);
        format!("headroom run {practice}{typed} --replications {} --seed {}", s.replications, s.seed)
    }
}

/// Runs every replication, or as many as it takes.
fn simulate(scenario: &Scenario, precision: Option<&Precision>, kept: &Kept, quiet: bool) -> Result<Finished, Stopped> {
    let begun = Instant::now();
    let (seed, count) = (scenario.settings.run.seed as u64, scenario.settings.run.replications as u32);
    let prepared = Prepared::new(scenario, seed);
    let mut all: (Vec<Measures>, Vec<_>) = Default::default();
    let going = Going { most: count, precision, sides: 1, quiet };
    let reached = going.on(
        &mut all,
        |all, which, done, stop| {
            for Left { measures, weeks } in experiment::replications_by_week(&prepared, seed, which, kept, done, stop) {
                all.0.push(measures);
                all.1.push(weeks);
            }
        },
        |all, precision| precision.alone(&all.0),
        |all| all.0.len(),
    )?;
    saved(kept);
    let (replications, weeks) = all;
    let apart =
        report::csv::weeks_apart([(scenario.name.as_str(), weeks.as_slice())].into_iter(), &prepared.calendar, 0);
    Ok(Finished {
        apart: apart.map_err(|error| Stopped::Failed(format!("weekly-replications.csv could not be made: {error}")))?,
        rows: experiment::estimate(&replications),
        weekly: Weeks::of(weeks.iter()).rows(&prepared.calendar),
        stopped: cut(count, replications.len(), reached.as_ref()),
        all: replications,
        precision: reached,
        warm_up: prepared.warm_up,
        begun,
        threads: rayon::current_num_threads(),
    })
}

fn write(
    folder: &Path,
    about: &About,
    behind: &Behind<'_>,
    made_of: &str,
    finished: &Finished,
    json: &serde_json::Value,
) -> Result<(), Stopped> {
    let unmade = |file: &str, error| Stopped::Failed(format!("{file} could not be made: {error}"));
    let csv = report::csv::results(about, &finished.rows).map_err(|error| unmade("results.csv", error))?;
    let weekly = report::csv::weekly(about, &finished.weekly).map_err(|error| unmade("weekly.csv", error))?;
    let each = report::csv::replications(about, &finished.all).map_err(|error| unmade("replications.csv", error))?;
    let mut own = vec![("results.csv", csv), ("weekly.csv", weekly)];
    let series = finished.warm_up.series.as_slice();
    if !series.is_empty() {
        own.push(("warm-up.csv", report::csv::warm_up(series).map_err(|error| unmade("warm-up.csv", error))?));
    }
    own.extend([("replications.csv", each), ("weekly-replications.csv", finished.apart.clone())]);
    let mut document =
        report::page::of_run(about, &finished.rows, &finished.warm_up, made_of).map_err(Stopped::Failed)?;
    made::complete(&mut document, about, behind)?;
    let whole = Made {
        about,
        made_of,
        json,
        page: &report::table::page(about, &finished.rows),
        toml: &to_toml(&behind.baseline.settings),
        document: &document,
        threads: finished.threads,
        begun: finished.begun,
        goes_on: true,
    };
    whole.write(folder, own.into_iter().map(|(name, content)| (name.to_string(), content)).collect())
}
