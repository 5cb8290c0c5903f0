//! `headroom compare`: a practice beside what else it could be, with the same patients and the same chance.

use super::options::{Practice, as_typed};
use super::threads::{interrupted, threads};
use super::{Stopped, progress, say};
use crate::experiment::{Compared, Prepared, Timeline, View, compare};
use crate::report::{self, About, files};
use crate::scenario::{Change, Problem, Refusal, Scenario, to_toml};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Compares a practice with what it would be after changes, and says how sure each difference is.
///
/// All sides run on from the same morning with the same patients, so that a difference is due to the changes. --set
/// makes one scenario, called `changed`; --scenario makes others. What is to hold on both sides is given with --both.
///
/// Examples:
///   headroom compare average-2018 --set "demand.level*=0.96"
///   headroom compare average-2018 --scenario "more phones: phone.handlers+=1" --scenario "more slots: book.slots*=1.1"
///   headroom compare my-practice.toml --both run.days=182 --set roles.gp.sessions_per_week+=2 --view year
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Compare {
    #[command(flatten)]
    practice: Practice,

    /// A further scenario: its name, a colon, and its changes with semicolons between. May be given often.
    #[arg(long = "scenario", value_name = "NAME: PATH=VALUE; …")]
    scenarios: Vec<String>,

    /// Changes one setting of the practice on both sides. May be given often.
    #[arg(long = "both", value_name = "PATH=VALUE")]
    both: Vec<String>,

    /// From go-live on (year), or only after the first 26 weeks of the change (settled).
    #[arg(long, value_enum, default_value = "settled")]
    view: Shown,

    /// Independent repetitions; more make narrower intervals.
    #[arg(long, value_name = "N")]
    replications: Option<u32>,

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

#[derive(Clone, Copy, ValueEnum)]
enum Shown {
    Settled,
    Year,
}

/// Weeks that a practice is given to settle into a change.
const SETTLES_IN: u32 = 26;

impl Shown {
    fn view(self) -> View {
        match self {
            Shown::Settled => View::Settled { drop_weeks: SETTLES_IN },
            Shown::Year => View::Year,
        }
    }
}

/// The practice and what it is compared with.
struct Sides {
    baseline: Scenario,
    others: Vec<Scenario>,
    /// What was changed in each of the others.
    changes: Vec<Vec<Change>>,
}

impl Compare {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        let sides = self.sides()?;
        let pool = threads(self.threads)?;
        let texts = sides.texts();
        if let Some(folder) = &self.out {
            self.spare(folder, &sides.baseline.name, &texts.concat())?;
            files::ready(folder)?;
        }
        let (prepared, compared) = pool.install(|| self.run(&sides))?;
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
            command: self.command(&sides.baseline),
        };
        let typed = |changes: &Vec<Change>| changes.iter().map(Change::to_string).collect();
        let changes: Vec<Vec<String>> = sides.changes.iter().map(typed).collect();
        let page = report::compare::page(&about, self.view.view(), &compared, &changes);
        let json = report::json::compared(&about, &compared);
        if self.json {
            say(&format!("{json:#}"));
        } else if !self.quiet {
            say(&page);
        }
        let Some(folder) = &self.out else { return Ok(()) };
        let unmade = |error| Stopped::Failed(format!("results.csv could not be made: {error}"));
        files::write(folder, "results.csv", &report::csv::compared(&about, &compared).map_err(unmade)?)?;
        files::write(folder, "results.json", format!("{json:#}\n").as_bytes())?;
        files::write(folder, "summary.txt", page.as_bytes())?;
        files::write(folder, "scenario.toml", texts[0].as_bytes())?;
        for (other, text) in sides.others.iter().zip(&texts[1..]) {
            files::write(folder, &format!("{}/scenario.toml", folder_name(&other.name)), text.as_bytes())?;
        }
        let (threads, seconds) = (pool.current_num_threads(), begun.elapsed().as_secs_f64());
        let manifest = report::manifest::manifest(&about, &texts.concat(), threads, seconds);
        files::write(folder, "manifest.json", format!("{manifest:#}\n").as_bytes())?;
        if !self.quiet && !self.json {
            say(&format!("\nWritten to {}.", folder.display()));
        }
        Ok(())
    }

    /// Everything that is compared, or everything that is wrong with it.
    fn sides(&self) -> Result<Sides, Stopped> {
        let both = Practice { set: self.both.clone(), ..self.practice.clone() };
        let mut baseline = if self.quiet { both.load_silently()? } else { both.load()? };
        if let Some(replications) = self.replications {
            baseline = baseline.with_replications(replications)?;
        }
        let mut given: Vec<(String, Vec<String>)> = Vec::new();
        if !self.practice.set.is_empty() {
            given.push(("changed".into(), self.practice.set.clone()));
        }
        let mut problems = Vec::new();
        for text in &self.scenarios {
            match named(text) {
                Ok(scenario) => given.push(scenario),
                Err(problem) => problems.push(problem),
            }
        }
        if given.is_empty() && problems.is_empty() {
            let problem = Problem::new("there is nothing to compare the practice with");
            problems.push(problem.help("say what is changed: `--set \"demand.level*=0.96\"`"));
        }
        let mut folders = vec![folder_name(&baseline.name)];
        let (mut others, mut changes) = (Vec::new(), Vec::new());
        for (name, texts) in &given {
            if folders.contains(&folder_name(name)) {
                let problem = Problem::new(format!("two sides of the comparison are called `{name}`"));
                problems.push(problem.help("give each scenario a name of its own"));
            }
            folders.push(folder_name(name));
            let (read, wrong): (Vec<_>, Vec<_>) = texts.iter().map(|text| Change::parse(text)).partition(Result::is_ok);
            problems.extend(wrong.into_iter().filter_map(Result::err));
            let read: Vec<Change> = read.into_iter().filter_map(Result::ok).collect();
            match baseline.what_if(name, read.clone()) {
                Ok(other) => others.push(other),
                Err(refusal) => problems.extend(refusal.0),
            }
            changes.push(read);
        }
        if problems.is_empty() { Ok(Sides { baseline, others, changes }) } else { Err(Refusal::new(problems).into()) }
    }

    fn run(&self, sides: &Sides) -> Result<(Prepared, Compared), Stopped> {
        let (baseline, view) = (&sides.baseline, self.view.view());
        let (seed, count) = (baseline.settings.run.seed as u64, baseline.settings.run.replications as u32);
        let others: Vec<&Scenario> = sides.others.iter().collect();
        let prepared = Prepared::among(baseline, &others, seed, view.dropped() * 7)?;
        let timeline =
            |other: &&Scenario| (other.name.clone(), Timeline::constant(prepared.params_of(&other.settings)));
        let scenarios: Vec<(String, Timeline)> = others.iter().map(timeline).collect();
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

    /// Stops where the folder holds what another run wrote, unless that is meant.
    fn spare(&self, folder: &Path, scenario: &str, text: &str) -> Result<(), Stopped> {
        let earlier = report::manifest::in_the_way(folder, scenario, text);
        let Some(earlier) = earlier.filter(|_| !self.replace) else { return Ok(()) };
        let problem = Problem::new(format!("`{}` holds {earlier}", folder.display()));
        Err(Refusal::from(problem.help("give another folder, or `--replace` to write over it")).into())
    }

    /// The command that repeats this comparison.
    fn command(&self, baseline: &Scenario) -> String {
        let each = |option: &str, texts: &[String]| -> String {
            texts.iter().map(|text| format!(" {option} \"{text}\"")).collect()
        };
        let (both, set) = (each("--both", &self.both), each("--set", &self.practice.set));
        let scenarios = each("--scenario", &self.scenarios);
        let view = match self.view {
            Shown::Settled => "settled",
            Shown::Year => "year",
        };
        let (s, practice) = (&baseline.settings.run, as_typed(&self.practice.practice));
        let (replications, seed) = (s.replications, s.seed);
        format!(
            "headroom compare {practice}{both}{set}{scenarios} --view {view} --replications {replications} --seed {seed}"
        )
    }
}

impl Sides {
    /// Every side as it is run, the baseline first.
    fn texts(&self) -> Vec<String> {
        std::iter::once(&self.baseline).chain(&self.others).map(|side| to_toml(&side.settings)).collect()
    }
}

/// `name: change; change` taken apart.
fn named(text: &str) -> Result<(String, Vec<String>), Problem> {
    let (name, changes) = text.split_once(':').unwrap_or(("", text));
    let changes: Vec<String> = changes.split(';').map(|change| change.trim().into()).collect();
    let name = name.trim();
    if folder_name(name).is_empty() || name.contains(['=', '*']) {
        let problem = Problem::new(format!("the scenario `{text}` has no name"));
        return Err(problem.help("write its name and a colon before its changes: `more phones: phone.handlers+=1`"));
    }
    Ok((name.into(), changes.into_iter().filter(|change| !change.is_empty()).collect()))
}

/// The folder for a scenario's file: its name, without what a path would take for something else.
fn folder_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' };
    name.chars().map(plain).collect::<String>().trim_matches('-').into()
}
