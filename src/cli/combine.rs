//! `headroom combine`: every combination of some actions on a practice, and who makes how much of what they do.

use super::combined;
use super::made;
use super::options::{Practice, folder_of, quoted};
use super::output::Output;
use super::threads::interrupted;
use super::until::saved;
use super::{Stopped, page_file, progress, say};
use crate::experiment::combine::{self, CONFIDENCE, Combination, Design, EVERY, Limits, Question, Target, Wanted};
use crate::experiment::{Store, View};
use crate::report::document::Document;
use crate::report::inputs::Behind;
use crate::report::{self, About, Cut};
use crate::scenario::{Plan, Problem, Refusal, Scenario};
use crate::web::workshop::Study;
use clap::Args;
use clap::builder::Resettable;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Runs every combination of some actions on a practice, and says which are best, what each action
/// makes of the whole, and which overlap.
///
/// All sets of up to 10 actions are run (1,024 of ten) with the same patients, in the first year
/// unless --view says otherwise. Of 11 to 36 actions some sets are run, which tell what each action
/// does on average and no more. The actions of a set begin in the order given, two at a time.
///
/// Examples:
///   headroom combine average-2018 --actions 1,3,5
///   headroom combine average-2018 --actions 3.2,4.2:50,5.2 --view settled --replications 20
///   headroom combine average-2018 --at-most 3 --budget 500 --target "need_to_seen_days <= 1.6"
///   headroom combine average-2018 --for need_to_seen_days --out results/ten
///   headroom combine average-2018 --actions 1,2,3,4,5 --select --delta 0.2       only the best, sooner
#[derive(Args)]
#[command(verbatim_doc_comment, mut_arg("replace", replaces_a_page_too))]
pub(super) struct Combine {
    #[command(flatten)]
    practice: Practice,

    /// The actions, with commas between: 3.2, 3.2:50 for half of it, 3 for all parts of the third of the ten, or a file
    /// of your own.
    #[arg(long, value_name = "ID[:DOSE],…", value_delimiter = ',', default_value = "1,2,3,4,5,6,7,8,9,10")]
    actions: Vec<String>,

    /// The first twelve months with all that changing brings (year), or everything in full, after 26 weeks (settled).
    #[arg(long, value_enum, default_value = "year")]
    view: View,

    /// The figure by which a set is better than another.
    #[arg(long = "for", value_name = "FIGURE", default_value = "gp_hours_released")]
    by: String,

    /// Looks for the best among sets of at most so many actions.
    #[arg(long, value_name = "N")]
    at_most: Option<usize>,

    /// Looks for the best among sets that surely cost no more than this above the practice, in GBP a week.
    #[arg(long, value_name = "GBP")]
    budget: Option<f64>,

    /// Looks for the smallest set that surely reaches this, such as "phone_answered_share >= 0.9". May be given often.
    #[arg(long = "target", value_name = "FIGURE <= X")]
    targets: Vec<String>,

    /// Only looks for the best set, and spends replications where they are still needed.
    #[arg(long)]
    select: bool,

    /// With --select: the least difference in the figure that is worth telling.
    #[arg(long, value_name = "X", requires = "select")]
    delta: Option<f64>,

    /// Independent repetitions; more make narrower intervals. 30 unless said; with --select at most 200 unless said.
    #[arg(long, value_name = "N")]
    replications: Option<u32>,

    /// Writes a page for a workshop to this file as well: every set, to be chosen, guessed and seen without a network.
    #[arg(long, value_name = "FILE.html", conflicts_with = "select")]
    workshop: Option<PathBuf>,

    #[command(flatten)]
    output: Output,
}

/// `--replace` is of use to `--workshop` as well, and not only to `--out`.
fn replaces_a_page_too(replace: clap::Arg) -> clap::Arg {
    let help = "Writes over the results of another run in that folder, or over that file; those of the same run are always \
                written over";
    replace.requires(Resettable::<clap::Id>::Reset).help(help)
}

/// Replications of every set, where nobody says how many; and the most of any in a search for the best.
const REPLICATIONS: u32 = 30;
const MOST: u32 = 200;
/// Replications of every set before a search leaves any out.
const FIRST: u32 = 10;

/// Everything that was asked, understood.
struct Asked {
    baseline: Scenario,
    combination: Combination,
    wanted: Wanted,
    view: View,
}

impl Combine {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        let pool = self.output.pool()?;
        let mut asked = pool.install(|| self.asked())?;
        if !self.output.quiet {
            combined::warn(&asked.combination);
        }
        let baseline = &asked.baseline.clone();
        // What is run, and what is then asked of it.
        let run = format!("{}{:?}\n{}", baseline.as_run(), asked.view, asked.combination.plan);
        let made_of = format!("{run}{}", self.typed(&asked));
        let room = self.output.room(&baseline.name, &made_of)?;
        if let Some(file) = &self.workshop {
            page_file::spare(file, self.output.replace, None)?;
            let folder_of_page = folder_of(file).canonicalize().ok();
            let is_inside = room.folder().is_some_and(|folder| folder.canonicalize().ok() == folder_of_page);
            if is_inside && file.file_name().is_some_and(|name| name.eq_ignore_ascii_case("report.html")) {
                let problem = Problem::new("the folder of `--out` has a page of that name of its own");
                return Err(Refusal::from(problem.help("give the workshop's page another name")).into());
            }
        }
        let kept = self.output.kept(&run)?;
        let made = pool.install(|| match self.select {
            true => self.choose(&asked, &kept, &made_of),
            false => self.combine(&mut asked, &kept, &made_of),
        })?;
        saved(&kept);
        drop(kept);
        self.output.print(&made.json, &made.page);
        if let (Some(file), Some(page)) = (&self.workshop, &made.workshop) {
            page_file::write(file, page)?;
            if !self.output.is_unwatched() {
                say(&format!("\nThe workshop's page is {}.", file.display()));
            }
        }
        if room.folder().is_none() {
            return Ok(());
        }
        let own = made.files.into_iter().map(|(name, content)| (name.to_string(), content)).collect();
        let about = About { stopped: made.stopped.clone(), ..self.about(&asked, made.replications) };
        let plan = Plan::read(&self.actions, self.practice.evidence())?;
        // All of them at once, where they can be.
        let all = baseline.what_if("all together", plan.settled(&baseline.settings)).ok();
        let scenarios = all.iter().map(|all| ("all together", all)).collect();
        let how_often = self.select.then(|| {
            format!(
                "{FIRST} replications of every set, and further ones, up to {}, of those that may be the best.",
                made.replications
            )
        });
        let whole = made::Made {
            about: &about,
            made_of: &made_of,
            json: &made.json,
            page: &made.page,
            document: made.document,
            behind: Behind { baseline, scenarios, plans: vec![&plan], view: Some(asked.view), how_often },
            threads: pool.current_num_threads(),
            begun,
            goes_on: true,
        };
        // By the threads that gave back what only running needed: there is room for as much again.
        pool.install(|| room.write(whole, own))
    }

    /// Reads all that was asked, or says everything that is wrong with it.
    fn asked(&self) -> Result<Asked, Stopped> {
        let mut problems = Vec::new();
        let plan = combined::plan(&self.practice, &self.actions, self.replications, &mut problems);
        let mut refuse = |message: &str, help: &str| problems.push(Problem::new(message).help(help));
        if self.at_most == Some(0) {
            refuse("a set of at most 0 actions changes nothing", "write `--at-most 3`");
        }
        if self.budget.is_some_and(|budget| !budget.is_finite()) {
            refuse("`--budget` is an amount of money", "write `--budget 500` for GBP 500 a week");
        }
        if self.select && (self.budget.is_some() || !self.targets.is_empty()) {
            refuse(
                "`--select` only looks for the best set, and knows no budget and no target",
                "leave `--select` out, or `--budget` and `--target`",
            );
        }
        if self.select && !self.delta.is_some_and(|delta| delta > 0.0 && delta.is_finite()) {
            refuse(
                "`--select` has to know which difference is worth telling",
                "write `--delta 0.2`, in the unit of the figure",
            );
        }
        if self.select && self.replications.is_some_and(|most| most < FIRST) {
            refuse("a search begins with 10 replications of every set", "write `--replications 200`, the most of any");
        }
        let figure = combine::kept::figure(&self.by).unwrap_or_else(|problem| {
            problems.push(problem);
            0
        });
        let mut targets = Vec::new();
        for text in &self.targets {
            match Target::parse(text) {
                Ok(target) => targets.push(target),
                Err(problem) => problems.push(problem),
            }
        }
        if plan.projects.len() > EVERY {
            let which = [self.select, self.at_most.is_some(), self.budget.is_some(), !self.targets.is_empty()];
            if which.contains(&true) {
                let message =
                    format!("of {} actions only some sets are run, and no set is the best", plan.projects.len());
                let help = "leave out `--select`, `--at-most`, `--budget` and `--target`, or combine up to 10 actions";
                problems.push(Problem::new(message).help(help));
            }
        }
        let count = self.replications.unwrap_or(if self.select { MOST } else { REPLICATIONS });
        let (view, load) = (self.view, |practice: &Practice| self.output.load(practice));
        let (baseline, combination) = combined::combination(&self.practice, load, &plan, view, count, problems)?;
        let limits = Limits { at_most: self.at_most, budget: self.budget };
        Ok(Asked { baseline, combination, wanted: Wanted { figure, limits, targets }, view })
    }

    /// Every set in the same replications.
    fn combine(&self, asked: &mut Asked, kept: &Store, made_of: &str) -> Result<Made, Stopped> {
        let count = asked.baseline.settings.run.replications as u32;
        let combined = combined::run(&asked.combination, count, kept, self.output.is_unwatched())?;
        if self.workshop.is_none() {
            // A third of what is in memory, and what is written next needs as much.
            asked.combination.forget_weeks();
        }
        let (asked, combination) = (&*asked, &asked.combination);
        let answers = combine::answers(&combined, &asked.wanted, asked.baseline.settings.run.seed as u64);
        let of = "replications of every set";
        let stopped = Cut::short_of(u64::from(count), combined.replications() as u64, of);
        let about = About { stopped: stopped.clone(), ..self.about(asked, combined.replications()) };
        let results = report::csv::sets(&about, &report::combine::csv_rows(&about, &combined, &answers));
        let mut files = vec![
            ("results.csv", results.map_err(unmade("results.csv"))?),
            ("attribution.csv", report::combine::attribution(&combined, &answers).map_err(unmade("attribution.csv"))?),
        ];
        if combination.design == Design::Every {
            let pairs = report::combine::interactions(&combined, &answers).map_err(unmade("interactions.csv"))?;
            files.push(("interactions.csv", pairs));
            let best = report::combine::best(&combined, &asked.wanted, &answers).map_err(unmade("best.csv"))?;
            files.push(("best.csv", best));
            files.push(("pareto.csv", report::combine::pareto(&combined, &answers).map_err(unmade("pareto.csv"))?));
        }
        let study = self.workshop.as_ref().map(|_| Study::new(&about, asked.view, &combined, &answers));
        Ok(Made {
            workshop: study.flatten().and_then(|study| combined::page_of(&study, combination)),
            page: report::combine::page(&about, asked.view, &combined, &asked.wanted, &answers),
            json: report::combine::json(&about, &combined, &asked.wanted, &answers).map_err(unmade("results.json"))?,
            document: report::page::of_combination(&about, asked.view, &combined, &asked.wanted, &answers, made_of)
                .map_err(Stopped::Failed)?,
            files,
            replications: combined.replications(),
            stopped,
        })
    }

    /// Only the best set.
    fn choose(&self, asked: &Asked, kept: &Store, made_of: &str) -> Result<Made, Stopped> {
        let (combination, most) = (&asked.combination, asked.baseline.settings.run.replications as u32);
        let question = Question {
            figure: asked.wanted.figure,
            worth_telling: self.delta.unwrap_or_default(),
            confidence: CONFIDENCE,
            first: FIRST,
            most,
            limits: asked.wanted.limits,
        };
        // Nobody knows how many sets stay in question: what is sure to be run.
        let bar = progress::bar_of_weeks(combination.weeks_to_run() * u64::from(FIRST), self.output.is_unwatched());
        let stopped = interrupted();
        let done = |weeks| {
            bar.inc(weeks);
            if bar.position() > bar.length().unwrap_or(0) {
                bar.set_length(bar.position());
            }
        };
        let stop = || stopped.load(Ordering::Relaxed);
        let chosen = combination.select(&question, kept, &done, &stop);
        bar.finish_and_clear();
        let Some(chosen) = chosen else {
            let why =
                "nothing could be chosen: it was stopped before the first replication, or there was nothing to count";
            return Err(Stopped::Failed(why.into()));
        };
        let replications = chosen.sets.iter().map(|set| set.replications).max().unwrap_or(0);
        // Undecided after all replications that were allowed is another thing than stopped.
        let cut = || Cut::short_of(u64::from(most), replications as u64, "replications of the sets still in question");
        let stopped = if stop() && !chosen.decided { cut() } else { None };
        let about = About { stopped: stopped.clone(), ..self.about(asked, replications) };
        let frame = combination.frame();
        let csv = report::combine::selected(&chosen);
        let csv = csv.map_err(|error| Stopped::Failed(format!("selection.csv could not be made: {error}")))?;
        Ok(Made {
            workshop: None,
            page: report::combine::chosen(&about, asked.view, &frame, &question, &chosen),
            json: format!("{:#}", report::combine::selected_json(&about, &frame, &question, &chosen)),
            document: report::page::of_selection(&about, asked.view, &frame, &question, &chosen, made_of),
            files: vec![("selection.csv", csv)],
            replications,
            stopped,
        })
    }

    fn about<'a>(&self, asked: &'a Asked, replications: usize) -> About<'a> {
        combined::about(&self.practice, &self.typed(asked), &asked.baseline, &asked.combination, replications)
    }

    /// What was typed beside the practice, as it has to be typed to repeat it.
    fn typed(&self, asked: &Asked) -> String {
        let mut typed = combined::typed(&self.actions, asked.view);
        if self.by != "gp_hours_released" {
            typed.push_str(&format!(" --for \"{}\"", self.by));
        }
        typed.extend(self.at_most.map(|most| format!(" --at-most {most}")));
        typed.extend(self.budget.map(|budget| format!(" --budget {budget}")));
        typed.extend(self.targets.iter().map(|target| format!(" --target {}", quoted(target))));
        typed.extend(self.delta.map(|delta| format!(" --select --delta {delta}")));
        typed
    }
}

/// A file that could not be made.
fn unmade<E: std::fmt::Display>(file: &'static str) -> impl FnOnce(E) -> Stopped {
    move |error| Stopped::Failed(format!("{file} could not be made: {error}"))
}

/// What was made of the answers.
struct Made {
    /// The workshop's page, where it was asked for.
    workshop: Option<String>,
    page: String,
    /// As it is written.
    json: String,
    document: Document,
    files: Vec<(&'static str, Vec<u8>)>,
    replications: usize,
    stopped: Option<Cut>,
}
