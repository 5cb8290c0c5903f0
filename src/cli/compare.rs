//! `headroom compare`: a practice beside what else it could be, with the same patients and the same chance.

use super::Stopped;
use super::made::Made;
use super::options::{Both, Practice, as_typed, quoted};
use super::output::Output;
use super::sides::{self, Sides, folder_name};
use super::until::{Going, Until, cut, saved};
use crate::experiment::{Precision, Prepared, Reached, SideBySide, Store, View, side};
use crate::report::inputs::Behind;
use crate::report::{self, About};
use crate::scenario::{Problem, Refusal, Scenario, Study, is_study, study, to_toml};
use clap::Args;
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

    #[command(flatten)]
    both: Both,

    /// Adds a scenario that spends what the first one costs on this role instead. May be given often.
    #[arg(long, value_name = "ROLE")]
    budget: Vec<String>,

    /// The first twelve months with all that changing brings (year), or everything in full, after 26 weeks (settled).
    #[arg(long, value_enum)]
    view: Option<View>,

    #[command(flatten)]
    until: Until,

    /// The practice that a study is made on, instead of its own.
    #[arg(long, value_name = "PRACTICE")]
    on: Option<String>,

    /// Keeps only the measures of the printed tables in results.csv and results.json.
    #[arg(long)]
    headlines: bool,

    #[command(flatten)]
    output: Output,
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
        if !self.output.quiet {
            sides.warn();
        }
        let pool = self.output.pool()?;
        let texts: Vec<String> = sides.others.iter().map(|side| to_toml(&side.full.settings)).collect();
        let made_of = side::as_run(&sides.baseline, &sides.others, shown);
        let room = self.output.room(&sides.baseline.name, &made_of)?;
        let kept = self.output.kept(&made_of)?;
        let weeks = side::weekly_changes(&sides.baseline, &sides.others);
        let names: Vec<&String> = sides.others.iter().map(|side| &side.name).collect();
        let (prepared, all, precision) = pool.install(|| self.run(&sides, shown, precision.as_ref(), &kept))?;
        let sides_by_week = std::iter::once(sides.baseline.name.as_str()).chain(names.iter().map(|name| name.as_str()));
        let sides_by_week = sides_by_week.zip(all.weeks.iter().map(Vec::as_slice));
        let apart = report::csv::weeks_apart(sides_by_week, &prepared.calendar, shown.dropped());
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
        let page = report::compare::page(&about, shown, &compared, &changes);
        let json = report::json::compared(&about, &compared, keep);
        self.output.print(&json, &report::compare::brief(&about, shown, &compared, &changes));
        if room.folder().is_none() {
            return Ok(());
        }
        let document = report::page::of_comparison(&about, shown, &compared, &changes, &made_of);
        let scenarios = sides.others.iter().map(|side| (side.name.as_str(), &side.full)).collect();
        let (plans, view) = (sides.plans(), Some(shown));
        let behind = Behind { scenarios, plans, view, ..Behind::alone(&baseline) };
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
        let made = Made {
            about: &about,
            made_of: &made_of,
            json: &json,
            page: &page,
            document: document.map_err(Stopped::Failed)?,
            behind,
            threads: pool.current_num_threads(),
            begun,
            goes_on: true,
        };
        room.write(made, own)
    }

    /// The view that was asked for, here or in the study.
    fn shown(&self, study: Option<&Study>) -> View {
        let of_study = study.and_then(|study| study.view).map(|view| match view {
            crate::scenario::View::Settled => View::SETTLED,
            crate::scenario::View::Year => View::Year,
        });
        self.view.or(of_study).unwrap_or(View::SETTLED)
    }

    /// Everything that is compared, or everything that is wrong with it.
    fn sides(&self, study: Option<&Study>, shown: View) -> Result<(Sides, Option<Precision>), Stopped> {
        let plain = self.both.before(&self.practice);
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
        let baseline = match self.output.load(&both) {
            Ok(baseline) => baseline,
            Err(Stopped::Input(refusal)) => {
                return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into());
            }
            Err(other) => return Err(other),
        };
        let (baseline, precision) = self.until.settle(baseline, study.and_then(|study| study.replications))?;
        match Sides::new(baseline, asked, &self.budget, shown) {
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
        kept: &Store,
    ) -> Result<(Prepared, SideBySide, Option<Reached>), Stopped> {
        let baseline = &sides.baseline;
        let (seed, count) = (baseline.settings.run.seed as u64, baseline.settings.run.replications as u32);
        let prepared = sides.prepared(seed, view.dropped() * 7)?;
        let scenarios = sides.timelines(&prepared);
        let mut all = SideBySide::default();
        let runs = scenarios.len() as u64 + 1;
        let reached = Going { most: count, precision, sides: runs, quiet: self.output.is_unwatched() }.on(
            &mut all,
            |all, which, done, stop| all.extend(&prepared, &scenarios, view, seed, which, kept, done, stop),
            |all, precision| precision.paired(&all.baseline, all.others.iter().map(|other| other.0.as_slice())),
            |all| all.baseline.len(),
        )?;
        saved(kept);
        Ok((prepared, all, reached))
    }

    /// The command that repeats this comparison.
    fn command(&self, baseline: &Scenario, study: Option<&Study>, shown: View) -> String {
        let both = self.both.typed();
        let scenarios: String = self.scenarios.iter().map(|text| format!(" --scenario {}", quoted(text))).collect();
        let budget: String = self.budget.iter().map(|role| format!(" --budget {role}")).collect();
        let view = shown.id();
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
