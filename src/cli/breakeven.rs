//! `headroom breakeven`: the value of a setting at which a change makes no difference to a figure.

use super::made::{Made, complete};
use super::options::{Practice, as_typed, quoted, spare, unmake};
use super::threads::{interrupted, threads};
use super::{Stopped, progress, say};
use crate::experiment::View;
use crate::experiment::breakeven::{FIRST_LOOK, Found, Question, break_even};
use crate::experiment::size::Ears;
use crate::report::inputs::Behind;
use crate::report::{self, About, Cut, files};
use crate::scenario::{Change, Problem, Refusal, Scenario, to_toml};
use clap::Args;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Finds the value of a setting from which on a change pays: where a figure is the same with the
/// change and without it.
///
/// --action and --set make the change, as in `headroom compare`; what is to hold on both sides is
/// given with --both. The setting is one of the practice with the change. All values are run from the
/// same mornings with the same patients.
///
/// Examples:
///   headroom breakeven average-2018 --action 2.1 --measure gp_hours_used \
///     --vary triage.gp.closes --from 0.3 --to 1
///   headroom breakeven average-2018 --action 2.1 --measure gp_hours_used \
///     --vary triage.gp.closes --from 0.3 --to 1 --read-as "triage_closed_share(gp)"
///   headroom breakeven average-2018 --action 3.2 --measure need_to_seen_days \
///     --vary book.slots --from 0.9 --to 1.1
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Breakeven {
    #[command(flatten)]
    practice: Practice,

    /// The setting that is varied on the side with the change.
    #[arg(long, value_name = "PATH")]
    vary: String,

    /// The lowest value that is looked at.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    from: f64,

    /// The highest.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    to: f64,

    /// The figure that is to be the same: as in a target of `headroom size`, or gp_hours_used, gp_hours_released.
    #[arg(long, value_name = "FIGURE")]
    measure: String,

    /// A figure whose value at the break-even is given too.
    #[arg(long, value_name = "FIGURE")]
    read_as: Option<String>,

    /// Changes one setting of the practice on both sides. May be given often.
    #[arg(long = "both", value_name = "PATH=VALUE")]
    both: Vec<String>,

    /// Repetitions of each value around the break-even; more make narrower intervals.
    #[arg(long, value_name = "N", default_value_t = 80)]
    replications: u32,

    /// Weeks that the practice is given to settle before it is measured.
    #[arg(long, value_name = "WEEKS", default_value_t = 26)]
    settles: u32,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Writes results.csv, results.json, the summary, the practice and a manifest to this folder.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    /// Writes over the results of another run in that folder; those of the same run are always written over.
    #[arg(long, requires = "out")]
    replace: bool,

    /// Prints the results as JSON instead of a page.
    #[arg(long)]
    json: bool,

    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
}

impl Breakeven {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        let (question, changes) = self.question()?;
        let baseline = &question.baseline;
        let pool = threads(self.threads)?;
        let toml = to_toml(&baseline.settings);
        let command = self.command(baseline);
        let made_of = format!("{toml}{command}");
        let was_there = self.out.as_ref().is_some_and(|folder| folder.exists());
        if let Some(folder) = &self.out {
            spare(folder, self.replace, &baseline.name, &made_of)?;
            files::ready(folder)?;
        }
        let bar = progress::search(self.quiet || self.json);
        bar.set_message("Looking for the break-even");
        let stopped = interrupted();
        let (done, stop) = (|count| bar.inc(count), || stopped.load(Ordering::Relaxed));
        let found = pool.install(|| break_even(&question, Ears { done: &done, stop: &stop }));
        bar.finish_and_clear();
        let found = found.inspect_err(|_| unmake(self.out.as_deref().filter(|_| !was_there)))?;
        if matches!(found.found, Found::Stopped) {
            if found.points.is_empty() {
                return Err(Stopped::Failed("stopped before anything was found".into()));
            }
            super::say_error("stopped: what was found so far is kept");
        }
        let about = About {
            precision: None,
            scenario: &baseline.name,
            title: &baseline.settings.title,
            seed: baseline.settings.run.seed as u64,
            replications: self.replications as usize,
            days: found.days,
            warm_up_days: found.warm_up_days,
            settled: found.settled,
            cautions: baseline.warnings.iter().map(|warning| warning.message.clone()).collect(),
            command,
            stopped: matches!(found.found, Found::Stopped).then_some(Cut {
                done: found.points.len() as u64,
                asked: None,
                of: "values",
            }),
        };
        let page = report::breakeven::page(&about, &question, &changes, &found);
        let json = report::breakeven::json(&about, &question, &changes, &found);
        if self.json {
            say(&format!("{json:#}"));
        } else if !self.quiet {
            say(&page);
        }
        let Some(folder) = &self.out else { return Ok(()) };
        let unmade = |error| Stopped::Failed(format!("results.csv could not be made: {error}"));
        let csv = report::breakeven::csv(&about, &question, &found).map_err(unmade)?;
        let (threads, about) = (pool.current_num_threads(), &about);
        let answer = report::breakeven::answer(&question, &found);
        let mut document = report::page::of_breakeven(about, &question, &found, answer, &made_of);
        let plan = self.practice.plan()?;
        let how_often = format!(
            "{FIRST_LOOK} replications of each value over the whole range, and up to {} of each around the break-even.",
            self.replications
        );
        let behind = Behind {
            baseline,
            scenarios: vec![("with the change", &question.practice)],
            plans: vec![&plan],
            view: Some(View::Settled { drop_weeks: self.settles }),
            how_often: Some(how_often),
        };
        complete(&mut document, about, &behind)?;
        let document = &document;
        let made = Made {
            about,
            made_of: &made_of,
            json: &json,
            page: &page,
            toml: &toml,
            document,
            threads,
            begun,
            goes_on: false,
        };
        made.write(folder, vec![("results.csv".into(), csv)])?;
        if !self.quiet && !self.json {
            say(&format!("\nWritten to {}.", folder.display()));
        }
        Ok(())
    }

    /// What is asked, and the change as it is typed; or everything that is wrong with it.
    fn question(&self) -> Result<(Question, Vec<String>), Stopped> {
        if !(FIRST_LOOK..=100_000).contains(&self.replications) {
            let sentence = format!("`--replications` takes a whole number from {FIRST_LOOK} to 100000");
            return Err(Stopped::Asked(sentence));
        }
        if self.settles > 520 {
            return Err(Stopped::Asked("`--settles` takes a whole number of weeks up to 520".into()));
        }
        let both = Practice { action: Vec::new(), claimed: false, set: self.both.clone(), ..self.practice.clone() };
        let baseline = if self.quiet { both.load_silently()? } else { both.load()? };
        let (practice, changes) = self.changed(&baseline)?;
        let question = Question {
            baseline,
            practice,
            path: self.vary.clone(),
            from: self.from,
            to: self.to,
            measure: self.measure.clone(),
            read_as: self.read_as.clone(),
            most: self.replications,
            settles: self.settles,
        };
        Ok((question, changes))
    }

    /// The practice with the change.
    fn changed(&self, baseline: &Scenario) -> Result<(Scenario, Vec<String>), Refusal> {
        let (mut changes, mut problems) = (Vec::new(), Vec::new());
        for text in &self.practice.set {
            match Change::parse(text) {
                Ok(change) => changes.push(change),
                Err(problem) => problems.push(problem),
            }
        }
        let plan = self.practice.plan().unwrap_or_else(|refusal| {
            problems.extend(refusal.0);
            crate::scenario::Plan::default()
        });
        if let Some(project) = plan.projects.iter().find(|project| project.starts.is_some()) {
            let problem =
                Problem::new(format!("action {} begins in a week, and here everything is in full", project.id));
            problems.push(problem.help("leave out `@`"));
        }
        if !problems.is_empty() {
            return Err(Refusal::new(problems));
        }
        let actions = self.practice.action.iter().map(|action| format!("action {action}"));
        let says = actions.chain(changes.iter().map(Change::to_string)).collect();
        changes.extend(plan.settled(&baseline.settings));
        Ok((baseline.what_if(&baseline.name, changes)?, says))
    }

    /// The command that repeats this search.
    fn command(&self, baseline: &Scenario) -> String {
        let (practice, typed) = (as_typed(&self.practice.practice), self.practice.typed());
        let both: String = self.both.iter().map(|change| format!(" --both {}", quoted(&change.to_string()))).collect();
        let read_as = self.read_as.as_ref().map_or(String::new(), |name| format!(" --read-as \"{name}\""));
        let Breakeven { vary, from, to, measure, replications, settles, .. } = self;
        let seed = baseline.settings.run.seed;
        format!(
            "headroom breakeven {practice}{both}{typed} --vary {vary} --from {from} --to {to} --measure \"{measure}\"{read_as} \
             --replications {replications} --settles {settles} --seed {seed}"
        )
    }
}
