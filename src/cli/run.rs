//! `headroom run`: one scenario, many replications, a table and files.

use super::Stopped;
use super::made::Made;
use super::options::{Practice, as_typed};
use super::output::{Output, Room};
use super::until::{Going, Until, cut, saved};
use crate::experiment::{self, Left, Precision, Prepared, Reached, Row, Store, WeekRow, Weeks, warmup};
use crate::practice::Measures;
use crate::report::inputs::Behind;
use crate::report::{self, About};
use crate::scenario::Scenario;
use clap::Args;
use std::path::PathBuf;
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

    #[command(flatten)]
    output: Output,
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
            output: Output { out: Some(PathBuf::from("results/demo")), replace: true, ..Output::default() },
        }
    }

    pub fn execute(&self) -> Result<(), Stopped> {
        let (scenario, precision) = self.until.settle(self.output.load(&self.practice)?, None)?;
        let pool = self.output.pool()?;
        let made_of = scenario.as_run();
        let room = self.output.room(&scenario.name, &made_of)?;
        let kept = self.output.kept(&made_of)?;
        let unwatched = self.output.is_unwatched();
        let finished = pool.install(|| simulate(&scenario, precision.as_ref(), &kept, unwatched))?;
        // A run that stopped by itself is repeated with as many replications as it had.
        let exact = scenario.with_replications(finished.all.len() as u32)?;
        self.report(if precision.is_some() { &exact } else { &scenario }, &made_of, &finished, &room)
    }

    fn report(&self, scenario: &Scenario, made_of: &str, finished: &Finished, room: &Room) -> Result<(), Stopped> {
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
        let (json, page) = (report::json::results(&about, &finished.rows), report::table::page(&about, &finished.rows));
        self.output.print(&json, &page);
        if room.folder().is_none() {
            return Ok(());
        }
        let plan = self.practice.plan()?;
        let document = report::page::of_run(&about, &finished.rows, &finished.warm_up, made_of);
        let made = Made {
            about: &about,
            made_of,
            json: &json,
            page: &page,
            document: document.map_err(Stopped::Failed)?,
            behind: Behind { plans: vec![&plan], ..Behind::alone(scenario) },
            threads: finished.threads,
            begun: finished.begun,
            goes_on: true,
        };
        room.write(made, own_files(&about, finished)?)
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
fn simulate(
    scenario: &Scenario,
    precision: Option<&Precision>,
    kept: &Store,
    quiet: bool,
) -> Result<Finished, Stopped> {
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

/// The files that only one scenario's run has.
fn own_files(about: &About, finished: &Finished) -> Result<Vec<(String, Vec<u8>)>, Stopped> {
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
    Ok(own.into_iter().map(|(name, content)| (name.to_string(), content)).collect())
}
