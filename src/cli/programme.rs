//! `headroom programme`: many practices invited to change together, and how what they release spreads.

use super::made::Made;
use super::options::{Practice, as_typed};
use super::output::Output;
use super::threads::interrupted;
use super::{Stopped, progress};
use crate::experiment::programme::{Outcome, WEEKS, everything, run_programme};
use crate::experiment::spread;
use crate::report::inputs::Behind;
use crate::report::{self, About, Cut};
use crate::scenario::{Change, Op, Problem, Programme, Refusal, Scenario, programme};
use clap::Args;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Runs a programme over many practices: who engages, what they take up and how faithfully, week by
/// week for a year.
///
/// Every practice is run beside itself as it was, with the same patients. What is printed is how the
/// practices spread at 3, 6, 9 and 12 months, and what case studies would claim of the same.
///
/// Examples:
///   headroom programme average-2018 --programme time-for-care
///   headroom programme average-2018 --programme facilitated-2023 --practices 40 --out results/f
///   headroom programme my-practice.toml --programme my-programme.toml --set patients.list_size=9000
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Run {
    #[command(flatten)]
    practice: Practice,

    /// A programme that comes with Headroom (time-for-care, quick-start, facilitated-2023), or a file of one.
    #[arg(long, value_name = "NAME", default_value = "time-for-care")]
    programme: String,

    /// Practices that are invited together.
    #[arg(long, value_name = "N", default_value_t = 25)]
    practices: u32,

    /// Groups of so many practices, each with other chance; more make narrower intervals.
    #[arg(long, value_name = "N", default_value_t = 4)]
    replications: u32,

    #[command(flatten)]
    output: Output,
}

impl Run {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        if self.practice.claimed {
            let sentence = "a programme's actions are as evaluated: what a case study would claim is printed beside it";
            return Err(Stopped::Asked(format!("{sentence}; leave `--claimed` out")));
        }
        if !(1..=1000).contains(&self.practices) || !(1..=1000).contains(&self.replications) {
            return Err(Stopped::Asked("`--practices` and `--replications` take whole numbers from 1 to 1000".into()));
        }
        let asked = programme(&self.programme)?;
        let baseline = self.baseline()?;
        let pool = self.output.pool()?;
        // A programme is a part of what made the results, as the practice is.
        let made_of = format!("{}{asked:?} {} practices", baseline.as_run(), self.practices);
        let room = self.output.room(&baseline.name, &made_of)?;
        let outcome = pool.install(|| self.simulate(&asked, &baseline))?;
        let warnings = baseline.warnings.iter().chain(&outcome.lacks);
        let about = About {
            scenario: &baseline.name,
            title: &baseline.settings.title,
            seed: baseline.settings.run.seed as u64,
            replications: outcome.groups as usize,
            days: WEEKS * 7,
            warm_up_days: outcome.warm_up_days,
            settled: outcome.settled,
            cautions: warnings.map(|warning| warning.message.clone()).collect(),
            precision: None,
            command: self.command(&baseline),
            stopped: Cut::short_of(u64::from(self.replications), u64::from(outcome.groups), "groups of practices"),
        };
        let rows = spread::rows(&outcome);
        let page = report::programme::page(&about, &asked, &outcome, &rows, spread::best(&outcome));
        let json = report::programme::json(&about, &asked, &outcome, &rows);
        self.output.print(&json, &page);
        if room.folder().is_none() {
            return Ok(());
        }
        let unmade = |file: &'static str| move |error| Stopped::Failed(format!("{file} could not be made: {error}"));
        let csv = report::csv::programme(&about, &asked.id, &rows).map_err(unmade("results.csv"))?;
        let practices = report::programme::practices(&outcome).map_err(unmade("practices.csv"))?;
        let why = report::programme::why(&asked, &rows, spread::best(&outcome));
        let document = report::page::of_programme(&about, &asked, &outcome, &rows, why, &made_of);
        let plan = everything(&asked);
        let how_often = format!("{} groups of {} practices, each with other chance.", outcome.groups, self.practices);
        let made = Made {
            about: &about,
            made_of: &made_of,
            json: &json,
            page: &page,
            document: document.map_err(Stopped::Failed)?,
            behind: Behind { plans: vec![&plan], how_often: Some(how_often), ..Behind::alone(&baseline) },
            threads: pool.current_num_threads(),
            begun,
            goes_on: false,
        };
        room.write(made, vec![("results.csv".into(), csv), ("practices.csv".into(), practices)])
    }

    /// The practice before the programme, run for its year.
    fn baseline(&self) -> Result<Scenario, Stopped> {
        let mut baseline = self.output.load(&self.practice)?;
        let year = f64::from(WEEKS * 7);
        if baseline.settings.run.days != year {
            if baseline.changes.iter().any(|change| change.path == "run.days") {
                let problem = Problem::new(format!("a programme is run for {WEEKS} weeks, whatever `run.days` says"));
                return Err(Refusal::from(problem.help("leave `run.days` out")).into());
            }
            let days = Change::new("run.days", Op::Set, year);
            let changes = baseline.changes.iter().cloned().chain([days]).collect();
            baseline = Scenario { warnings: baseline.warnings.clone(), ..baseline.with(changes)? };
        }
        Ok(baseline)
    }

    fn simulate(&self, asked: &Programme, baseline: &Scenario) -> Result<Outcome, Stopped> {
        let (seed, groups, size) = (baseline.settings.run.seed as u64, self.replications, self.practices);
        let bar = progress::bar(u64::from(groups) * u64::from(size), self.output.is_unwatched());
        let stopped = interrupted();
        let (done, stop) = (|| bar.inc(1), || stopped.load(Ordering::Relaxed));
        let outcome = run_programme(asked, baseline, seed, groups, size, &done, &stop);
        bar.finish_and_clear();
        let outcome = outcome?;
        match outcome.groups {
            0 => return Err(Stopped::Failed("stopped before the first group of practices was done".into())),
            finished if finished < groups => {
                super::say_error(&format!(
                    "stopped: {finished} of {groups} groups were done, and are told of; the same command begins anew"
                ));
            }
            _ => {}
        }
        Ok(outcome)
    }

    /// The command that repeats this run.
    fn command(&self, baseline: &Scenario) -> String {
        let (practice, typed) = (as_typed(&self.practice.practice), self.practice.typed());
        let (name, practices, groups) = (as_typed(&self.programme), self.practices, self.replications);
        let seed = baseline.settings.run.seed;
        format!(
            "headroom programme {practice}{typed} --programme {name} --practices {practices} --replications {groups} --seed {seed}"
        )
    }
}
