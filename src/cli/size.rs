//! `headroom size`: the fewest sessions or call handlers that keep targets.

use super::options::{Practice, as_typed, spare};
use super::threads::{interrupted, threads};
use super::{Stopped, progress, say};
use crate::experiment::size::{FIRST_LOOK, Lever, Question, Range, Sizing, Target, size};
use crate::report::{self, About, files};
use crate::scenario::budget::role_called;
use crate::scenario::{Problem, Refusal, Scenario, to_toml};
use clap::Args;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Finds the fewest sessions a week of a role, or the fewest call handlers, that keep every target.
///
/// A target is a figure of `headroom schema --measures` and a bound: a number, or `now` for what the practice shows as it
/// is. Sizes are run from the same mornings with the same patients, in batches until each is shown to be enough or not.
///
/// Examples:
///   headroom size average-2018 --role receptionist --target "phone_answered_share >= 0.9"
///   headroom size average-2018 --role gp --target "lead_days(routine).p90 <= 10" --target "unmet_needs_share <= now"
///   headroom size average-2018 --role gp --action 3.2 --target "lead_days(routine).p90 <= 10"
///   headroom size phone-alone.toml --vary phone.handlers --from 1 --to 20 --step 1 --target "phone_wait(answered) <= 1"
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Size {
    #[command(flatten)]
    practice: Practice,

    /// A figure and its bound: "FIGURE <= NUMBER", ">=", or "now" for the number. May be given often; all must be kept.
    #[arg(long = "target", value_name = "TARGET", required = true)]
    targets: Vec<String>,

    /// Counts sessions a week of this role; for receptionist call handlers, for a manager or secretary hours a week.
    #[arg(long, value_name = "ROLE", required_unless_present = "vary", conflicts_with = "vary")]
    role: Option<String>,

    /// Counts any setting that is a number, from --from to --to.
    #[arg(long, value_name = "PATH", requires = "from", requires = "to")]
    vary: Option<String>,

    /// The least that is looked at; one step unless said.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    from: Option<f64>,

    /// The most that is looked at; twice what there is now unless said, and at least ten steps more.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    to: Option<f64>,

    /// The step between two sizes.
    #[arg(long, value_name = "NUMBER", default_value_t = 0.5)]
    step: f64,

    /// The confidence with which everything is said that is said, all sizes and targets together.
    #[arg(long, value_name = "SHARE", default_value_t = 0.95)]
    confidence: f64,

    /// Most repetitions of one size; as many are run as are needed to tell.
    #[arg(long, value_name = "N", default_value_t = 320)]
    replications: u32,

    /// Weeks that the practice is given to settle before it is measured.
    #[arg(long, value_name = "WEEKS", default_value_t = 26)]
    settles: u32,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Writes results.csv, sizes.csv, results.json, the summary, the practice and a manifest to this folder.
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

impl Size {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        let question = self.question()?;
        let baseline = &question.baseline;
        let pool = threads(self.threads)?;
        let toml = to_toml(&baseline.settings);
        let command = self.command(baseline);
        let made_of = format!("{toml}{command}");
        if let Some(folder) = &self.out {
            spare(folder, self.replace, &baseline.name, &made_of)?;
            files::ready(folder)?;
        }
        let sizing = pool.install(|| self.search(&question))?;
        let settings = &baseline.settings;
        let about = About {
            scenario: &baseline.name,
            title: &settings.title,
            seed: settings.run.seed as u64,
            replications: self.replications as usize,
            days: sizing.days,
            warm_up_days: sizing.warm_up_days,
            settled: sizing.settled,
            cautions: baseline.warnings.iter().map(|warning| warning.message.clone()).collect(),
            command,
        };
        let page = report::size::page(&about, self.settles, &sizing);
        let json = report::size::json(&about, &sizing);
        if self.json {
            say(&format!("{json:#}"));
        } else if !self.quiet {
            say(&page);
        }
        let Some(folder) = &self.out else { return Ok(()) };
        let unmade = |file: &'static str| move |error| Stopped::Failed(format!("{file} could not be made: {error}"));
        let csv = report::size::csv(&about, &sizing).map_err(unmade("results.csv"))?;
        let sizes = report::size::sizes(&about, &sizing).map_err(unmade("sizes.csv"))?;
        files::write(folder, "results.csv", &csv)?;
        files::write(folder, "sizes.csv", &sizes)?;
        files::write(folder, "results.json", format!("{json:#}\n").as_bytes())?;
        files::write(folder, "summary.txt", page.as_bytes())?;
        files::write(folder, "scenario.toml", toml.as_bytes())?;
        let (threads, seconds) = (pool.current_num_threads(), begun.elapsed().as_secs_f64());
        let manifest = report::manifest::manifest(&about, &made_of, threads, seconds);
        files::write(folder, "manifest.json", format!("{manifest:#}\n").as_bytes())?;
        if !self.quiet && !self.json {
            say(&format!("\nWritten to {}.", folder.display()));
        }
        Ok(())
    }

    /// What is asked, or everything that is wrong with it.
    fn question(&self) -> Result<Question, Stopped> {
        if !(0.5..1.0).contains(&self.confidence) {
            return Err(Stopped::Asked("`--confidence` takes a share from 0.5 to below 1, such as 0.95".into()));
        }
        if !(FIRST_LOOK..=100_000).contains(&self.replications) {
            let sentence = format!("`--replications` takes a whole number from {FIRST_LOOK} to 100000");
            return Err(Stopped::Asked(sentence));
        }
        if self.settles > 520 {
            return Err(Stopped::Asked("`--settles` takes a whole number of weeks up to 520".into()));
        }
        let (mut targets, mut problems) = (Vec::new(), Vec::new());
        for text in &self.targets {
            match Target::parse(text) {
                Ok(target) => targets.push(target),
                Err(problem) => problems.push(problem),
            }
        }
        let as_it_is = Practice { action: Vec::new(), ..self.practice.clone() };
        let loaded = if self.quiet { as_it_is.load_silently() } else { as_it_is.load() };
        let baseline = match loaded {
            Ok(baseline) => baseline,
            Err(Stopped::Input(refusal)) => {
                return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into());
            }
            Err(other) => return Err(other),
        };
        let practice = match self.with_actions(&baseline) {
            Ok(practice) => practice,
            Err(refusal) => return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into()),
        };
        let lever = match self.lever(&practice) {
            Ok(lever) if problems.is_empty() => lever,
            Ok(_) => return Err(Refusal::new(problems).into()),
            Err(refusal) => return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into()),
        };
        let (confidence, most, settles) = (self.confidence, self.replications, self.settles);
        Ok(Question { baseline, practice, lever, targets, confidence, most, settles })
    }

    /// The practice once its actions have taken hold.
    fn with_actions(&self, baseline: &Scenario) -> Result<Scenario, Refusal> {
        let plan = self.practice.plan()?;
        if let Some(project) = plan.projects.iter().find(|project| project.starts.is_some()) {
            let problem =
                Problem::new(format!("action {} begins in a week, and here everything is in full", project.id));
            return Err(problem.help("leave out `@`").into());
        }
        let mut practice = baseline.what_if(&baseline.name, plan.settled(&baseline.settings))?;
        practice.warnings.extend(plan.lacks(&practice.settings));
        Ok(practice)
    }

    fn lever(&self, practice: &Scenario) -> Result<Lever, Refusal> {
        let s = &practice.settings;
        match (&self.role, &self.vary, self.from, self.to) {
            (Some(role), ..) => {
                Lever::of_role(s, role_called(role)?, Range { from: self.from, to: self.to }, self.step)
            }
            (None, Some(path), Some(from), Some(to)) => Lever::of_path(s, path, from, to, self.step),
            _ => Err(Problem::new("nothing is said to be counted").help("give `--role gp`, or `--vary PATH`").into()),
        }
    }

    fn search(&self, question: &Question) -> Result<Sizing, Stopped> {
        let bar = progress::search(self.quiet || self.json);
        bar.set_message("Looking for the fewest");
        let stopped = interrupted();
        let (done, stop) = (|count| bar.inc(count), || stopped.load(Ordering::Relaxed));
        let sizing = size(question, &done, &stop);
        bar.finish_and_clear();
        let Some(sizing) = sizing? else {
            return Err(Stopped::Failed("stopped before anything was found".into()));
        };
        if sizing.found.stopped {
            super::say_error("stopped: what was found so far is kept");
        }
        Ok(sizing)
    }

    /// The command that repeats this search.
    fn command(&self, baseline: &Scenario) -> String {
        let (practice, typed) = (as_typed(&self.practice.practice), self.practice.typed());
        let targets: String = self.targets.iter().map(|target| format!(" --target \"{target}\"")).collect();
        let role = self.role.as_ref().map_or(String::new(), |role| format!(" --role {role}"));
        let vary = self.vary.as_ref().map_or(String::new(), |path| format!(" --vary {path}"));
        let number =
            |option: &str, value: Option<f64>| value.map_or(String::new(), |value| format!(" {option} {value}"));
        let (from, to) = (number("--from", self.from), number("--to", self.to));
        let (step, confidence, most, settles) = (self.step, self.confidence, self.replications, self.settles);
        let seed = baseline.settings.run.seed;
        format!(
            "headroom size {practice}{typed}{targets}{role}{vary}{from}{to} --step {step} --confidence {confidence} \
             --replications {most} --settles {settles} --seed {seed}"
        )
    }
}
