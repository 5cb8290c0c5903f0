//! `headroom sensitivity`: how far an answer hangs on evidence that is only known as a range, and what to measure next.

use super::made::Made;
use super::options::{Both, Practice, as_typed};
use super::output::Output;
use super::sides::changes;
use super::threads::interrupted;
use super::{Stopped, progress};
use crate::experiment::View;
use crate::experiment::sensitivity::{Answer, Outcome, Question, least_draws, runs_for, sensitivity, unknowns};
use crate::experiment::side::begins_without_weeks;
use crate::report::inputs::Behind;
use crate::report::sensitivity::Asked;
use crate::report::{self, About, Cut};
use crate::scenario::{Problem, Refusal, Scenario};
use clap::Args;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// How sure is it what actions do? Draws every value of their evidence from low to high, and keeps
/// what is not known apart from luck.
///
/// Printed: the answer and how far it may be off; each value alone from its low to its high end; how
/// much of the doubt comes from which value; and what to measure next. All is run from the same
/// mornings with the same patients.
///
/// Examples:
///   headroom sensitivity average-2018 --action 3.2
///   headroom sensitivity average-2018 --action 2.1 --action 4.2 --measure "lead_days(all)" --view year
///   headroom sensitivity my-practice.toml --action 1 --draws 400 --replications 40 --out results/sure
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Sensitivity {
    #[command(flatten)]
    practice: Practice,

    #[command(flatten)]
    both: Both,

    /// The figure whose difference is the answer: gp_hours_released, gp_hours_used, cost, dna_rate, "lead_days(all)" …
    #[arg(long, value_name = "FIGURE", default_value = "gp_hours_released")]
    measure: String,

    /// The first twelve months with all that changing brings (year), or everything in full, after 26 weeks (settled).
    #[arg(long, value_enum, default_value = "settled")]
    view: View,

    /// Draws of the evidence; more make narrower intervals of what is not known.
    #[arg(long, value_name = "N", default_value_t = 200)]
    draws: u32,

    /// Repetitions of each draw; more make narrower intervals of luck.
    #[arg(long, value_name = "N", default_value_t = 20)]
    replications: u32,

    #[command(flatten)]
    output: Output,
}

impl Sensitivity {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        let (baseline, question) = self.question()?;
        let changes = question.changes.iter().cloned().chain(question.plan.settled(&baseline.settings)).collect();
        let full = baseline.what_if(&baseline.name, changes)?;
        let pool = self.output.pool()?;
        let command = self.command(&baseline);
        // What is in doubt, and how far, is a part of what made the results, as the practice is.
        let made_of = format!("{}{:?}{command}", baseline.as_run(), question.plan);
        let room = self.output.room(&baseline.name, &made_of)?;
        let outcome = pool.install(|| self.simulate(&baseline, &question))?;
        let lacks = question.plan.lacks(&full.settings);
        let warnings = baseline.warnings.iter().chain(&lacks);
        let about = About {
            precision: None,
            scenario: &baseline.name,
            title: &baseline.settings.title,
            seed: baseline.settings.run.seed as u64,
            replications: self.replications as usize,
            days: baseline.settings.run.days as u32,
            warm_up_days: outcome.warm_up_days,
            settled: outcome.settled,
            cautions: warnings.map(|warning| warning.message.clone()).collect(),
            command,
            stopped: Cut::short_of(u64::from(question.draws), outcome.answers.len() as u64, "draws"),
        };
        let ids: Vec<&str> = question.plan.projects.iter().map(|project| project.id.as_str()).collect();
        let scenario = ids.join("+");
        let asked = Asked { scenario: &scenario, figure: &self.measure, view: question.view };
        let rows = report::sensitivity::rows(&asked, &outcome);
        let page = report::sensitivity::page(&about, &asked, &outcome);
        let json = report::sensitivity::json(&about, &asked, &outcome, &rows);
        self.output.print(&json, &page);
        if room.folder().is_none() {
            return Ok(());
        }
        let unmade = |file: &'static str| move |error| Stopped::Failed(format!("{file} could not be made: {error}"));
        let csv = report::csv::programme(&about, &scenario, &rows).map_err(unmade("results.csv"))?;
        let draws = report::sensitivity::draws(&outcome).map_err(unmade("draws.csv"))?;
        let own = vec![("results.csv".into(), csv), ("draws.csv".into(), draws)];
        let next = report::sensitivity::next(&outcome);
        let document = report::page::of_sensitivity(&about, &asked, &outcome, &rows, next, &made_of);
        let how_often = format!(
            "{} draws of every value that is not known, and {} replications with all of them at their best.",
            self.draws, self.replications
        );
        let behind = Behind {
            baseline: &baseline,
            scenarios: vec![(scenario.as_str(), &full)],
            plans: vec![&question.plan],
            view: Some(question.view),
            how_often: Some(how_often),
        };
        let made = Made {
            about: &about,
            made_of: &made_of,
            json: &json,
            page: &page,
            document: document.map_err(Stopped::Failed)?,
            behind,
            threads: pool.current_num_threads(),
            begun,
            goes_on: false,
        };
        room.write(made, own)
    }

    /// The practice as it is, and what is asked of it; or everything that is wrong.
    fn question(&self) -> Result<(Scenario, Question), Stopped> {
        let mut problems = Vec::new();
        let mut kept = |refusal: Refusal| problems.extend(refusal.0);
        let plan = self.practice.plan().map_err(&mut kept).unwrap_or_default();
        let changes = changes(&self.practice.set).map_err(&mut kept).unwrap_or_default();
        let figure = Answer::named(&self.measure).map_err(|problem| kept(problem.into())).ok();
        let baseline = match self.output.load(&self.both.before(&self.practice)) {
            Ok(baseline) => Some(baseline),
            Err(Stopped::Input(refusal)) => {
                problems.extend(refusal.0);
                None
            }
            Err(other) => return Err(other),
        };
        let view = self.view;
        problems.extend(begins_without_weeks(&plan, view));
        if !(2..=10_000).contains(&self.replications) {
            let problem = Problem::new(format!("`--replications` is {}: luck shows from 2 on", self.replications));
            problems.push(problem.help("write a whole number from 2 to 10,000, such as 20"));
        }
        if let Some(baseline) = &baseline {
            self.doubts(&plan, baseline, &mut problems);
        }
        match (baseline, figure) {
            (Some(baseline), Some(figure)) if problems.is_empty() => {
                let (draws, replications) = (self.draws, self.replications);
                Ok((baseline, Question { changes, plan, figure, view, draws, replications }))
            }
            _ => Err(Refusal::new(problems).into()),
        }
    }

    /// Is there anything to draw, and enough of it?
    fn doubts(&self, plan: &crate::scenario::Plan, baseline: &Scenario, problems: &mut Vec<Problem>) {
        if plan.is_empty() {
            if problems.is_empty() {
                let problem = Problem::new("there is no evidence to draw: no action is taken up");
                problems.push(problem.help("name one: `--action 3.2`; `headroom actions` lists them"));
            }
            return;
        }
        let count = unknowns(plan, baseline).len();
        let least = least_draws(count);
        if count == 0 {
            let problem = Problem::new("of no value of these actions is only a range known");
            problems.push(problem.help("take up other actions, or leave `--claimed` out: claims have no ranges"));
        } else if !(least..=100_000).contains(&self.draws) {
            let message = format!("`--draws` is {}, and {count} values need at least {least} draws", self.draws);
            problems.push(Problem::new(message).help(format!("write a number from {least} to 100,000")));
        }
    }

    fn simulate(&self, baseline: &Scenario, question: &Question) -> Result<Outcome, Stopped> {
        let runs = runs_for(unknowns(&question.plan, baseline).len(), question.draws, question.replications);
        let bar = progress::bar(runs, self.output.is_unwatched());
        let stopped = interrupted();
        let (done, stop) = (|| bar.inc(1), || stopped.load(Ordering::Relaxed));
        let outcome = sensitivity(baseline, question, baseline.settings.run.seed as u64, &done, &stop);
        bar.finish_and_clear();
        let Some(outcome) = outcome? else {
            return Err(Stopped::Failed("stopped before enough draws were done to say anything".into()));
        };
        let finished = outcome.answers.len();
        if finished < outcome.asked as usize {
            super::say_error(&format!(
                "stopped: {finished} of {} draws were done, and are told of; the same command begins anew",
                outcome.asked
            ));
        }
        Ok(outcome)
    }

    /// The command that repeats this run.
    fn command(&self, baseline: &Scenario) -> String {
        let (practice, typed) = (as_typed(&self.practice.practice), self.practice.typed());
        let (both, view) = (self.both.typed(), self.view.id());
        let (measure, draws, replications) = (as_typed(&self.measure), self.draws, self.replications);
        let seed = baseline.settings.run.seed;
        format!(
            "headroom sensitivity {practice}{both}{typed} --measure {measure} --view {view} --draws {draws} \
             --replications {replications} --seed {seed}"
        )
    }
}
