//! What each kind of study says on its page: the sentences to take away, the pictures and the tables, in order of what
//! matters to a practice, and getting through before days waited.

mod breakeven;
mod combine;
mod compare;
mod programme;
mod run;
mod sensitivity;
mod size;

pub use breakeven::of_breakeven;
pub use combine::{of_combination, of_selection};
pub use compare::of_comparison;
pub use programme::of_programme;
pub use run::of_run;
pub use sensitivity::of_sensitivity;
pub use size::{of_frontier, of_sizing};

use super::document::{Chart, Document, Line, Made, Part, Table};
use super::manifest::{BUILD, VERSION, scenario_hash};
use super::said::{self, Said};
use super::table::{SECTIONS, rule};
use super::{About, found, guard};
use crate::experiment::{Row, View};

/// What no run can know.
const BLANKS: [&str; 5] = [
    "whether people who know the practice recognise it (face validity)",
    "a cross-check with another model",
    "validation against the practice's own records",
    "who was involved, and who decides",
    "who paid for the study",
];

/// Limits of use, for every report.
pub const LIMITS: [&str; 4] = [
    "It is a model: it shows what follows from its assumptions, and a practice's own weeks are the test.",
    "The intervals are luck only, from one simulated run to the next. What is not known about the inputs comes on top: \
     `headroom sensitivity` shows how much.",
    "Differences between two sides are surer than levels, since both sides meet the same patients.",
    "Not an NHS product. Not for decisions about any one patient.",
];

/// A report's frame: who it is about, how it was made, and nothing yet of what was found.
fn frame(about: &About, question: String, made_of: &str) -> Document {
    Document {
        title: about.name().into(),
        question,
        warnings: Vec::new(),
        in_short: Vec::new(),
        first: Vec::new(),
        more: Vec::new(),
        made: made(about, made_of),
        record: Vec::new(),
        scenarios: Vec::new(),
        inputs: Vec::new(),
        assumptions: Vec::new(),
    }
}

/// A part that is a table and nothing else.
fn tabled(heading: impl Into<String>, table: Table) -> Part {
    Part { heading: heading.into(), table: Some(table), ..Part::default() }
}

/// The stretch of time that is looked at, in a sentence.
fn stretch(about: &About, view: View) -> String {
    match view.dropped() {
        0 if about.days >= 364 => {
            "The first year from the decision on: as actions take hold, with all they cost.".into()
        }
        0 => format!(
            "The first {} weeks from the decision on: as actions take hold, with all they cost.",
            about.days / 7
        ),
        weeks => format!("Everything in full, after {weeks} weeks to settle; setting up and training are left out."),
    }
}

/// In a first year several actions begin one after another: what that does to what they do together.
fn in_turn(view: View, actions: usize) -> Option<Said> {
    let has_order = view.dropped() == 0 && actions > 2;
    has_order.then(|| {
        Said::from(
            "In a first year actions begin in the order in which they were asked for, two at a time: later ones have less of \
             it, which looks like an overlap. Asked for in another order they would share out otherwise; `--view settled` \
             knows no such order.",
        )
    })
}

/// How the report came about. `made_of` is all that the results depend on, as a text.
fn made(about: &About, made_of: &str) -> Made {
    Made {
        command: about.command.clone(),
        version: VERSION,
        build: BUILD,
        seed: about.seed,
        replications: about.replications,
        scenario_hash: scenario_hash(made_of),
        precision: about.precision.as_ref().map(rule),
        limits: LIMITS.map(String::from).to_vec(),
        blanks: BLANKS.to_vec(),
    }
}

/// What to know before reading on.
fn warnings(about: &About, rows: &[Row]) -> Vec<Said> {
    guard::warnings(about, rows).into_iter().map(Said::from).collect()
}

/// Every line of the printed tables, by section; a part of the practice that does nothing is left out whole.
fn headlines(rows: &[Row]) -> Table {
    let mut lines = Vec::new();
    for (heading, section) in SECTIONS {
        let shown: Vec<_> = section.iter().filter_map(|line| Some((line, line.found(rows)?))).collect();
        if shown.iter().any(|(_, row)| row.estimate.estimate != 0.0) {
            lines.push(Line::Heading((*heading).into()));
            lines.extend(
                shown.into_iter().map(|(line, row)| {
                    Line::Row(line.name.trim().into(), vec![said::level(row), Said::from(line.over)])
                }),
            );
        }
    }
    Table {
        caption: "Each figure with its 95% interval, and what it is counted over".into(),
        columns: ["", "This run", "Unit"].map(String::from).to_vec(),
        lines,
    }
}

/// Charts on the first pages, named in the order in which they stand there; and all others.
fn placed(charts: Vec<Chart>, first: &[&str]) -> (Vec<Part>, Vec<Part>) {
    let place = |chart: &Chart| first.iter().position(|name| *name == chart.picture.name);
    let (mut early, late): (Vec<Chart>, Vec<Chart>) = charts.into_iter().partition(|chart| place(chart).is_some());
    early.sort_by_key(place);
    (early.into_iter().map(Part::from).collect(), late.into_iter().map(Part::from).collect())
}
