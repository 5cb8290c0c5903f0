//! `headroom xmr`: somebody's own weekly numbers on an XmR chart, and a model's weeks beside them.

use super::options::as_typed;
use super::output::spare;
use super::{Stopped, say};
use crate::experiment::charted::{foreseen, hold};
use crate::report::files::{self, Together};
use crate::report::xmr::Charted;
use crate::report::{self, About, words};
use crate::scenario::{OwnWeeks, Problem, Refusal, When, own_weeks};
use crate::stats::xmr::{Screening, Side, chart};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Draws your own weekly numbers as an XmR chart and says which weeks are special causes, as NHS
/// improvement teams do.
///
/// DATA is a CSV file as a spreadsheet saves it: a line that names the columns, and below it a line for
/// each week, with its date (05/01/2026, 5 Jan 2026 or 2026-01-05) or number and what was counted in it
/// (1234, "1,234" or 12%). A week nobody counted has an empty cell. `calls-answered` comes with Headroom.
///
/// Limits are the mean and 2.66 mean moving ranges to either side. Special causes, in this order: outside
/// the limits; 7 rising or falling; 2 of 3 in the outer third of one side; 7 on one side of the mean.
///
/// With --prediction a model's weeks stand beside yours: where it expects a single week, and how many
/// weeks it would take until your chart shows a change that it foresees.
///
/// Examples:
///   headroom xmr calls-answered
///   headroom xmr calls.csv --better high --out results/calls
///   headroom xmr calls.csv --column "calls answered" --date "week beginning" --rebase 06/04/2026
///   headroom compare my-practice.toml --action 2.1 --view year --out results/phones
///   headroom xmr calls.csv --prediction results/phones --measure phone_answered_share
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Xmr {
    /// A CSV file of weekly numbers.
    #[arg(value_name = "DATA")]
    data: String,

    /// The column with the numbers, where there are several.
    #[arg(long, value_name = "NAME")]
    column: Option<String>,

    /// The column with the dates or the numbers of the weeks, where looking finds another.
    #[arg(long, value_name = "NAME")]
    date: Option<String>,

    /// The week from which on new limits hold: a date, or the number of a week. May be given often.
    #[arg(long, value_name = "WEEK")]
    rebase: Vec<String>,

    /// Leaves moving ranges above 3.267 times their mean out of the limits.
    #[arg(long)]
    screen: bool,

    /// What the numbers are, as a heading; the name of their column unless said.
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,

    /// Which numbers are better, so that a special cause is an improvement or a concern.
    #[arg(long, value_enum)]
    better: Option<Better>,

    /// A folder that `headroom run --out` or `headroom compare --out` wrote, to be held against the chart.
    #[arg(long, value_name = "FOLDER")]
    prediction: Option<PathBuf>,

    /// The figure of the model that these numbers are, such as phone_answered_share.
    #[arg(long, value_name = "FIGURE", requires = "prediction")]
    measure: Option<String>,

    /// Writes xmr.svg, xmr.csv, summary.txt, summary.md, results.json and a manifest to this folder.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    /// Writes over the results of another command in that folder; those of the same one are always written over.
    #[arg(long, requires = "out")]
    replace: bool,

    /// Prints the results as JSON instead of a page.
    #[arg(long)]
    json: bool,

    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Better {
    Low,
    High,
}

impl Xmr {
    pub fn execute(&self) -> Result<(), Stopped> {
        let begun = Instant::now();
        let own = own_weeks(&self.data, self.column.as_deref(), self.date.as_deref())?;
        let rebase = self.rebased(&own)?;
        let screening = if self.screen { Screening::Once } else { Screening::None };
        let values: Vec<f64> = own.weeks.iter().map(|week| week.value).collect();
        let chart = chart(&values, &rebase, screening);
        let held = match &self.prediction {
            None => None,
            Some(folder) => {
                let foreseen = foreseen(folder, self.measure.as_deref(), &own.column).map_err(Refusal::from)?;
                chart.stretches.last().map(|latest| (hold(&foreseen, &own, latest), folder.display().to_string()))
            }
        };
        let title = self.title.clone().unwrap_or_else(|| words::capital(&own.column));
        // What would spoil a picture or a terminal is no part of a heading.
        let title: String = title.chars().filter(|letter| !letter.is_control()).collect();
        let command = self.command();
        let charted = Charted {
            title: &title,
            file: &self.data,
            own: &own,
            chart: &chart,
            screening,
            better: self.better.map(|better| if better == Better::Low { Side::Low } else { Side::High }),
            held: held.as_ref().map(|(held, folder)| (held, folder.as_str())),
            command: &command,
        };
        let made_of = format!("{}\n{command}", own.source.text);
        let name = Path::new(&self.data).file_stem().map_or("xmr".into(), |stem| stem.to_string_lossy().into_owned());
        if let Some(folder) = &self.out {
            spare(folder, self.replace, &name, &made_of)?;
            files::ready(folder)?;
        }
        let (page, json) = (report::xmr::page(&charted), report::xmr::json(&charted));
        if self.json {
            say(&format!("{json:#}"));
        } else if !self.quiet {
            say(&page);
        }
        let Some(folder) = &self.out else { return Ok(()) };
        let mut files = Together::new(folder);
        let csv = report::xmr::csv(&charted);
        files.add("xmr.csv", csv.map_err(|error| Stopped::Failed(format!("xmr.csv could not be made: {error}")))?);
        if let Some(picture) = report::plots::xmr(&charted).map_err(Stopped::Failed)? {
            files.add("xmr.svg", picture);
        }
        files.add("results.json", format!("{json:#}\n"));
        files.add("summary.txt", page);
        files.add("summary.md", report::xmr::markdown(&charted));
        files.manifest(manifest(&name, &title, &command, &made_of, begun));
        files.write()?;
        if !self.quiet && !self.json {
            say(&format!("\nWritten to {}.", folder.display()));
        }
        Ok(())
    }

    /// The places at which new limits begin, or everything that is wrong with them.
    fn rebased(&self, own: &OwnWeeks) -> Result<Vec<usize>, Refusal> {
        let (mut places, mut problems) = (Vec::new(), Vec::new());
        let (first, last) = (own.weeks[0].when, own.weeks[own.weeks.len() - 1].when);
        for text in &self.rebase {
            let like =
                |when: &When| matches!((when, first), (When::Date(_), When::Date(_)) | (When::Week(_), When::Week(_)));
            let example = own.weeks[own.weeks.len() / 2].when.plain();
            let Some(when) = When::read(text).filter(like) else {
                let problem = Problem::new(format!("`--rebase {text}` is no week of these numbers"));
                problems.push(problem.help(format!("write it as `--rebase {example}`")));
                continue;
            };
            if when <= first || when > last {
                let problem =
                    Problem::new(format!("new limits cannot begin with {when}: the numbers go from {first} to {last}"));
                problems.push(problem.help("name a week after the first, and not after the last"));
                continue;
            }
            places.push(own.weeks.partition_point(|week| week.when < when));
        }
        if problems.is_empty() { Ok(places) } else { Err(Refusal::new(problems)) }
    }

    /// The command that draws this chart again.
    fn command(&self) -> String {
        let named = |option: &str, value: &Option<String>| {
            value.as_ref().map_or(String::new(), |value| format!(" --{option} {}", as_typed(value)))
        };
        let rebase: String = self.rebase.iter().map(|week| format!(" --rebase {}", as_typed(week))).collect();
        let screen = if self.screen { " --screen" } else { "" };
        let better = match self.better {
            None => "",
            Some(Better::Low) => " --better low",
            Some(Better::High) => " --better high",
        };
        let prediction = self.prediction.as_ref().map(|folder| folder.display().to_string());
        format!(
            "headroom xmr {}{}{}{rebase}{screen}{}{better}{}{}",
            as_typed(&self.data),
            named("column", &self.column),
            named("date", &self.date),
            named("title", &self.title),
            named("prediction", &prediction),
            named("measure", &self.measure)
        )
    }
}

/// What made the files. There is no chance in it, and so no seed.
fn manifest(name: &str, title: &str, command: &str, made_of: &str, begun: Instant) -> serde_json::Value {
    let about = About {
        scenario: name,
        title,
        seed: 0,
        replications: 0,
        days: 0,
        warm_up_days: 0,
        settled: true,
        cautions: Vec::new(),
        precision: None,
        stopped: None,
        command: command.into(),
    };
    let mut manifest = report::manifest::manifest(&about, made_of, 1, begun.elapsed().as_secs_f64());
    if let Some(entries) = manifest.as_object_mut() {
        ["seed", "replications", "days", "warm_up_days", "precision"]
            .iter()
            .for_each(|entry| drop(entries.remove(*entry)));
    }
    manifest
}
