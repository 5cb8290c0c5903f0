//! `headroom compare`: a practice beside what else it could be, with the same patients and the same chance.

use super::made::{self, Made};
use super::options::{Practice, as_typed, quoted, spare};
use super::sides::{self, Sides, folder_name};
use super::threads::threads;
use super::until::{Going, Until, cut, kept, saved};
use super::{Stopped, say};
use crate::experiment::{Kept, Precision, Prepared, Reached, SideBySide, View};
use crate::report::files;
use crate::report::inputs::Behind;
use crate::report::{self, About};
use crate::scenario::{Problem, Refusal, Scenario, Study, is_study, study, to_toml};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Instant;

/// Compares a practice with what it would be after actions and changes, and says how sure each
/// difference is.
///
/// All sides run on from the same morning with the same patients, so that a difference is due to the
/// changes. --action and --set together make one scenario; --scenario makes others; a study file says
/// all of it. What is to hold on both sides is given with --both.
///
/// Examples:
///   headroom compare average-2018 --action 3.2
///   headroom compare average-2018 --action 2.1 --action 3.2:50 --view year
///   headroom compare average-2018 --action 4.2 --budget gp --budget receptionist
///   headroom compare average-2018 --scenario "reminders: action 3.2" \
///     --scenario "more slots: book.slots*=1.1"
///   headroom compare first-visit        a study that comes with Headroom; mine.toml would be your own
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

    #[command(flatten)]
    until: Until,

    /// The practice that a study is made on, instead of its own.
    #[arg(long, value_name = "PRACTICE")]
    on: Option<String>,

    /// Keeps only the measures of the printed tables in results.csv and results.json.
    #[arg(long)]
    headlines: bool,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Writes a page to print (report.html), a workbook (results.xlsx), csv files, the summary, every scenario as run and a
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
        if let Some(study) = study.as_ref().filter(|study| study.scenarios.is_empty() && !study.steps.is_empty()) {
            let problem = Problem::new("the study has steps, and nothing that is compared");
            let name = as_typed(&self.practice.practice);
            let help = format!("`headroom study {name}` does its {} steps", study.steps.len());
            return Err(Refusal::from(problem.help(help)).into());
        }
        let shown = self.shown(study.as_ref());
        let (sides, precision) = self.sides(study.as_ref(), shown)?;
        if !self.quiet {
            sides.warn();
        }
        let pool = threads(self.threads)?;
        let texts: Vec<String> = sides.others.iter().map(|side| to_toml(&side.full.settings)).collect();
        let all = std::iter::once(&sides.baseline).chain(sides.others.iter().map(|side| &side.full));
        let made_of = all.map(Scenario::as_run).collect::<String>();
        if let Some(folder) = &self.out {
            spare(folder, self.replace, &sides.baseline.name, &made_of)?;
            files::ready(folder)?;
        }
        // Names, the view and what holds in which week make a comparison too.
        let weeks = sides.weekly_changes();
        let names: Vec<&String> = sides.others.iter().map(|side| &side.name).collect();
        let what = format!("{:?} {names:?}\n{made_of}\n{weeks:?}", shown.view());
        let kept = kept(self.out.as_deref(), &what, self.replace, self.quiet)?;
        let (prepared, all, precision) = pool.install(|| self.run(&sides, shown.view(), precision.as_ref(), &kept))?;
        let sides_by_week = std::iter::once(sides.baseline.name.as_str()).chain(names.iter().map(|name| name.as_str()));
        let sides_by_week = sides_by_week.zip(all.weeks.iter().map(Vec::as_slice));
        let apart = report::csv::weeks_apart(sides_by_week, &prepared.calendar, shown.view().dropped());
        let compared = pool.install(|| all.compared(names.iter().map(|name| name.to_string())));
        let asked = sides.baseline.settings.run.replications as u32;
        let stopped = cut(asked, compared.baseline.len(), precision.as_ref());
        // A comparison that stopped by itself is repeated with as many replications as it had.
        let baseline = match precision {
            Some(_) => sides.baseline.with_replications(compared.baseline.len() as u32)?,
            None => sides.baseline.clone(),
        };
        let settings = &baseline.settings;
        let about = About {
            scenario: &sides.baseline.name,
            title: &settings.title,
            seed: settings.run.seed as u64,
            replications: compared.baseline.len(),
            days: prepared.days(),
            warm_up_days: prepared.warm_up.days,
            settled: prepared.warm_up.settled,
            cautions: sides.baseline.warnings.iter().map(|warning| warning.message.clone()).collect(),
            precision,
            command: self.command(&baseline, study.as_ref(), shown),
            stopped,
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
        let document = report::page::of_comparison(&about, shown.view(), &compared, &changes, &made_of);
        let mut document = document.map_err(Stopped::Failed)?;
        let scenarios = sides.others.iter().map(|side| (side.name.as_str(), &side.full)).collect();
        let (plans, view) = (sides.plans(), Some(shown.view()));
        let behind = Behind { scenarios, plans, view, ..Behind::alone(&baseline) };
        made::complete(&mut document, &about, &behind)?;
        let unmade = |error| Stopped::Failed(format!("results.csv could not be made: {error}"));
        let unmade_weeks = |error| Stopped::Failed(format!("weekly-replications.csv could not be made: {error}"));
        let each = report::csv::compared_replications(&about, &compared);
        let unmade_each = |error| Stopped::Failed(format!("replications.csv could not be made: {error}"));
        let mut own: Vec<(String, Vec<u8>)> = vec![
            ("results.csv".into(), report::csv::compared(&about, &compared, keep).map_err(unmade)?),
            ("replications.csv".into(), each.map_err(unmade_each)?),
            ("weekly-replications.csv".into(), apart.map_err(unmade_weeks)?),
        ];
        let own_scenario = |name: &str| format!("{}/scenario.toml", folder_name(name));
        own.extend(sides.others.iter().zip(texts).map(|(other, text)| (own_scenario(&other.name), text.into_bytes())));
        if !weeks.is_empty() {
            own.push(("weeks.csv".into(), report::csv::weeks(&weeks).map_err(unmade)?));
        }
        let (about, threads) = (&about, pool.current_num_threads());
        let (json, page, toml, document) = (&json, &page, &to_toml(settings), &document);
        Made { about, made_of: &made_of, json, page, toml, document, threads, begun, goes_on: true }
            .write(folder, own)?;
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
    fn sides(&self, study: Option<&Study>, shown: Shown) -> Result<(Sides, Option<Precision>), Stopped> {
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
        let baseline = match if self.quiet { both.load_silently() } else { both.load() } {
            Ok(baseline) => baseline,
            Err(Stopped::Input(refusal)) => {
                return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into());
            }
            Err(other) => return Err(other),
        };
        let (baseline, precision) = self.until.settle(baseline, study.and_then(|study| study.replications))?;
        match Sides::new(baseline, asked, &self.budget, shown.view()) {
            Ok(sides) if problems.is_empty() => Ok((sides, precision)),
            Ok(_) => Err(Refusal::new(problems).into()),
            Err(Stopped::Input(refusal)) if !problems.is_empty() => {
                // Of what could not be read there is nothing to compare.
                let more = refusal.0.into_iter().filter(|problem| !problem.message.starts_with("there is nothing"));
                Err(Refusal::new(problems.into_iter().chain(more).collect()).into())
            }
            Err(stopped) => Err(stopped),
        }
    }

    fn run(
        &self,
        sides: &Sides,
        view: View,
        precision: Option<&Precision>,
        kept: &Kept,
    ) -> Result<(Prepared, SideBySide, Option<Reached>), Stopped> {
        let baseline = &sides.baseline;
        let (seed, count) = (baseline.settings.run.seed as u64, baseline.settings.run.replications as u32);
        let prepared = sides.prepared(seed, view.dropped() * 7)?;
        let scenarios = sides.timelines(&prepared);
        let mut all = SideBySide::default();
        let runs = scenarios.len() as u64 + 1;
        let reached = Going { most: count, precision, sides: runs, quiet: self.quiet || self.json }.on(
            &mut all,
            |all, which, done, stop| all.extend(&prepared, &scenarios, view, seed, which, kept, done, stop),
            |all, precision| precision.paired(&all.baseline, all.others.iter().map(|other| other.0.as_slice())),
            |all| all.baseline.len(),
        )?;
        saved(kept);
        Ok((prepared, all, reached))
    }

    /// The command that repeats this comparison.
    fn command(&self, baseline: &Scenario, study: Option<&Study>, shown: Shown) -> String {
        let each = |option: &str, texts: &[String]| -> String {
            texts.iter().map(|text| format!(" {option} {}", quoted(text))).collect()
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
