//! `headroom compare`: a practice beside what else it could be, with the same patients and the same chance.

use super::options::{Practice, as_typed, spare};
use super::sides::{self, Sides, folder_name};
use super::threads::{interrupted, threads};
use super::{Stopped, progress, say};
use crate::experiment::{Compared, Prepared, View, compare};
use crate::report::{self, About, files};
use crate::scenario::{Problem, Refusal, Scenario, Study, is_study, study, to_toml};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Compares a practice with what it would be after actions and changes, and says how sure each difference is.
///
/// All sides run on from the same morning with the same patients, so that a difference is due to the changes. --action
/// and --set together make one scenario; --scenario makes others; a study file says all of it. What is to hold on both
/// sides is given with --both.
///
/// Examples:
///   headroom compare average-2018 --action 3.2
///   headroom compare average-2018 --action 2.1 --action 3.2:50 --view year
///   headroom compare average-2018 --action 4.2 --budget gp --budget receptionist
///   headroom compare average-2018 --scenario "reminders: action 3.2" --scenario "more slots: book.slots*=1.1"
///   headroom compare first-visit          a study that comes with Headroom; first-visit.toml would be one of your own
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Compare {
    #[command(flatten)]
    practice: Practice,

    /// A further scenario: its name, a colon, and its changes and actions with semicolons between. May be given often.
    #[arg(long = "scenario", value_name = "NAME: PATH=VALUE; action ID; …")]
    scenarios: Vec<String>,

    /// Changes one setting of the practice on both sides. May be given often.
    #[arg(long = "both", value_name = "PATH=VALUE")]
    both: Vec<String>,

    /// Adds a scenario that spends what the first one costs on this role instead. May be given often.
    #[arg(long, value_name = "ROLE")]
    budget: Vec<String>,

    /// The first twelve months with all that changing brings (year), or everything in full, after 26 weeks (settled).
    #[arg(long, value_enum)]
    view: Option<Shown>,

    /// Independent repetitions; more make narrower intervals.
    #[arg(long, value_name = "N")]
    replications: Option<u32>,

    /// The practice that a study is made on, instead of its own.
    #[arg(long, value_name = "PRACTICE")]
    on: Option<String>,

    /// Keeps only the measures of the printed tables in results.csv and results.json.
    #[arg(long)]
    headlines: bool,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Writes results.csv, results.json, the summary, every scenario as run and a manifest to this folder.
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

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(super) enum Shown {
    Settled,
    Year,
}

/// Weeks that a practice is given to settle into a change.
const SETTLES_IN: u32 = 26;

impl Shown {
    pub(super) fn view(self) -> View {
        match self {
            Shown::Settled => View::Settled { drop_weeks: SETTLES_IN },
            Shown::Year => View::Year,
        }
    }
}

impl Compare {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        let study = if is_study(&self.practice.practice) { Some(study(&self.practice.practice)?) } else { None };
        let shown = self.shown(study.as_ref());
        let sides = self.sides(study.as_ref(), shown)?;
        if !self.quiet {
            sides.warn();
        }
        let pool = threads(self.threads)?;
        let texts: Vec<String> = std::iter::once(&sides.baseline)
            .chain(sides.others.iter().map(|side| &side.full))
            .map(|side| to_toml(&side.settings))
            .collect();
        let command = self.command(&sides.baseline, study.as_ref(), shown);
        if let Some(folder) = &self.out {
            spare(folder, self.replace, &sides.baseline.name, &texts.concat())?;
            files::ready(folder)?;
        }
        let (prepared, compared) = pool.install(|| self.run(&sides, shown.view()))?;
        let settings = &sides.baseline.settings;
        let about = About {
            scenario: &sides.baseline.name,
            title: &settings.title,
            seed: settings.run.seed as u64,
            replications: compared.baseline.len(),
            days: prepared.days(),
            warm_up_days: prepared.warm_up.days,
            settled: prepared.warm_up.settled,
            cautions: sides.baseline.warnings.iter().map(|warning| warning.message.clone()).collect(),
            command,
        };
        let changes: Vec<Vec<String>> = sides.others.iter().map(|side| side.says.clone()).collect();
        let keep = if self.headlines { report::csv::Keep::Headlines } else { report::csv::Keep::All };
        let page = report::compare::page(&about, shown.view(), &compared, &changes);
        let json = report::json::compared(&about, &compared, keep);
        if self.json {
            say(&format!("{json:#}"));
        } else if !self.quiet {
            say(&report::compare::brief(&about, shown.view(), &compared, &changes));
        }
        let Some(folder) = &self.out else { return Ok(()) };
        let unmade = |error| Stopped::Failed(format!("results.csv could not be made: {error}"));
        files::write(folder, "results.csv", &report::csv::compared(&about, &compared, keep).map_err(unmade)?)?;
        files::write(folder, "results.json", format!("{json:#}\n").as_bytes())?;
        files::write(folder, "summary.txt", page.as_bytes())?;
        files::write(folder, "scenario.toml", texts[0].as_bytes())?;
        for (other, text) in sides.others.iter().zip(&texts[1..]) {
            files::write(folder, &format!("{}/scenario.toml", folder_name(&other.name)), text.as_bytes())?;
        }
        match sides.weekly_changes() {
            rows if rows.is_empty() => files::remove(folder, "weeks.csv")?,
            rows => files::write(folder, "weeks.csv", &report::csv::weeks(&rows).map_err(unmade)?)?,
        }
        let (threads, seconds) = (pool.current_num_threads(), begun.elapsed().as_secs_f64());
        let manifest = report::manifest::manifest(&about, &texts.concat(), threads, seconds);
        files::write(folder, "manifest.json", format!("{manifest:#}\n").as_bytes())?;
        if !self.quiet && !self.json {
            say(&format!("\nWritten to {}.", folder.display()));
        }
        Ok(())
    }

    /// The view that was asked for, here or in the study.
    fn shown(&self, study: Option<&Study>) -> Shown {
        let of_study = study.and_then(|study| study.view).map(|view| match view {
            crate::scenario::View::Settled => Shown::Settled,
            crate::scenario::View::Year => Shown::Year,
        });
        self.view.or(of_study).unwrap_or(Shown::Settled)
    }

    /// Everything that is compared, or everything that is wrong with it.
    fn sides(&self, study: Option<&Study>, shown: Shown) -> Result<Sides, Stopped> {
        let plain = Practice { action: Vec::new(), claimed: false, set: self.both.clone(), ..self.practice.clone() };
        let both = match study {
            None => plain,
            Some(study) => Practice {
                practice: self.on.clone().unwrap_or_else(|| study.practice.clone()),
                set: study.given.iter().map(ToString::to_string).chain(plain.set).collect(),
                seed: plain.seed.or(study.seed),
                ..plain
            },
        };
        let mut problems = Vec::new();
        if self.on.is_some() && study.is_none() {
            let problem = Problem::new("`--on` names the practice of a study, and no study was given");
            problems.push(problem.help("name the practice after `compare`, and leave `--on` out"));
        }
        let mut asked = study.map(sides::of_study).unwrap_or_default();
        match sides::asked(&self.practice, &self.scenarios) {
            Ok(more) => asked.extend(more),
            Err(refusal) => problems.extend(refusal.0),
        }
        let mut baseline = match if self.quiet { both.load_silently() } else { both.load() } {
            Ok(baseline) => baseline,
            Err(Stopped::Input(refusal)) => {
                return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into());
            }
            Err(other) => return Err(other),
        };
        if let Some(replications) = self.replications.or(study.and_then(|study| study.replications)) {
            baseline = baseline.with_replications(replications)?;
        }
        match Sides::new(baseline, asked, &self.budget, shown.view()) {
            Ok(sides) if problems.is_empty() => Ok(sides),
            Ok(_) => Err(Refusal::new(problems).into()),
            Err(Stopped::Input(refusal)) if !problems.is_empty() => {
                // Of what could not be read there is nothing to compare.
                let more = refusal.0.into_iter().filter(|problem| !problem.message.starts_with("there is nothing"));
                Err(Refusal::new(problems.into_iter().chain(more).collect()).into())
            }
            Err(stopped) => Err(stopped),
        }
    }

    fn run(&self, sides: &Sides, view: View) -> Result<(Prepared, Compared), Stopped> {
        let baseline = &sides.baseline;
        let (seed, count) = (baseline.settings.run.seed as u64, baseline.settings.run.replications as u32);
        let prepared = sides.prepared(seed, view.dropped() * 7)?;
        let scenarios = sides.timelines(&prepared);
        let runs = u64::from(count) * (scenarios.len() as u64 + 1);
        let bar = progress::bar(runs, self.quiet || self.json);
        let stopped = interrupted();
        let (done, stop) = (|| bar.inc(1), || stopped.load(Ordering::Relaxed));
        let compared = compare(&prepared, &scenarios, view, seed, count, &done, &stop);
        bar.finish_and_clear();
        match compared.baseline.len() {
            0 => return Err(Stopped::Failed("stopped before the first replication was done".into())),
            finished if finished < count as usize => {
                super::say_error(&format!("stopped: {finished} of {count} replications were done and are kept"));
            }
            _ => {}
        }
        Ok((prepared, compared))
    }

    /// The command that repeats this comparison.
    fn command(&self, baseline: &Scenario, study: Option<&Study>, shown: Shown) -> String {
        let each = |option: &str, texts: &[String]| -> String {
            texts.iter().map(|text| format!(" {option} \"{text}\"")).collect()
        };
        let (both, scenarios) = (each("--both", &self.both), each("--scenario", &self.scenarios));
        let budget: String = self.budget.iter().map(|role| format!(" --budget {role}")).collect();
        let view = match shown {
            Shown::Settled => "settled",
            Shown::Year => "year",
        };
        let typed = self.practice.typed();
        let on = self.on.as_ref().map_or(String::new(), |practice| format!(" --on {}", as_typed(practice)));
        let headlines = if self.headlines { " --headlines" } else { "" };
        let (s, practice) = (&baseline.settings.run, as_typed(&self.practice.practice));
        let own_seed = study.and_then(|study| study.seed).map(|seed| seed as f64) == Some(s.seed);
        let seed = if own_seed { String::new() } else { format!(" --seed {}", s.seed) };
        format!(
            "headroom compare {practice}{on}{both}{typed}{scenarios}{budget}{headlines} --view {view} --replications {}{seed}",
            s.replications
        )
    }
}
