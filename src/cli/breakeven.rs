//! `headroom breakeven`: the value of a setting at which a change makes no difference to a figure.

use super::made::Made;
use super::options::{Both, Practice, as_typed, begins_in_a_week};
use super::output::Output;
use super::sides;
use super::threads::interrupted;
use super::{Stopped, progress};
use crate::experiment::View;
use crate::experiment::breakeven::{FIRST_LOOK, Found, Question, break_even};
use crate::experiment::size::Ears;
use crate::report::inputs::Behind;
use crate::report::{self, About, Cut};
use crate::scenario::{Change, Refusal, Scenario};
use clap::Args;
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

    #[command(flatten)]
    both: Both,

    /// Repetitions of each value around the break-even; more make narrower intervals.
    #[arg(long, value_name = "N", default_value_t = 80)]
    replications: u32,

    /// Weeks that the practice is given to settle before it is measured.
    #[arg(long, value_name = "WEEKS", default_value_t = 26)]
    settles: u32,

    #[command(flatten)]
    output: Output,
}

impl Breakeven {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        let (question, changes) = self.question()?;
        let baseline = &question.baseline;
        let pool = self.output.pool()?;
        let command = self.command(baseline);
        let made_of = format!("{}{}{command}", baseline.as_run(), question.practice.as_run());
        let room = self.output.room(&baseline.name, &made_of)?;
        let bar = progress::search(self.output.is_unwatched());
        bar.set_message("Looking for the break-even");
        let stopped = interrupted();
        let (done, stop) = (|count| bar.inc(count), || stopped.load(Ordering::Relaxed));
        let found = pool.install(|| break_even(&question, Ears { done: &done, stop: &stop }));
        bar.finish_and_clear();
        let found = found?;
        if matches!(found.found, Found::Stopped) {
            if found.points.is_empty() {
                return Err(Stopped::Failed("stopped before anything was found".into()));
            }
            super::say_error("stopped: this is what was found so far; the same command begins anew");
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
        self.output.print(&json, &page);
        if room.folder().is_none() {
            return Ok(());
        }
        let unmade = |error| Stopped::Failed(format!("results.csv could not be made: {error}"));
        let csv = report::breakeven::csv(&about, &question, &found).map_err(unmade)?;
        let answer = report::breakeven::answer(&question, &found);
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
        let made = Made {
            about: &about,
            made_of: &made_of,
            json: &json,
            page: &page,
            document: report::page::of_breakeven(&about, &question, &found, answer, &made_of),
            behind,
            threads: pool.current_num_threads(),
            begun,
            goes_on: false,
        };
        room.write(made, vec![("results.csv".into(), csv)])
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
        let baseline = self.output.load(&self.both.before(&self.practice))?;
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
        let mut problems = Vec::new();
        let mut put_down = |refusal: Refusal| problems.extend(refusal.0);
        let mut changes = sides::changes(&self.practice.set).map_err(&mut put_down).unwrap_or_default();
        let plan = self.practice.plan().map_err(&mut put_down).unwrap_or_default();
        problems.extend(begins_in_a_week(&plan));
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
        let both = self.both.typed();
        let read_as = self.read_as.as_ref().map_or(String::new(), |name| format!(" --read-as \"{name}\""));
        let Breakeven { vary, from, to, measure, replications, settles, .. } = self;
        let seed = baseline.settings.run.seed;
        format!(
            "headroom breakeven {practice}{both}{typed} --vary {vary} --from {from} --to {to} --measure \"{measure}\"{read_as} \
             --replications {replications} --settles {settles} --seed {seed}"
        )
    }
}
