//! The page and the files of a break-even: where a change makes no difference, the difference at every value that was
//! run, and what to make of it where there is no such place.

use super::csv::{COLUMNS, estimate, whole};
use super::words::{figure, percent, percent_interval, with_interval, wrapped};
use super::{About, guard};
use crate::experiment::breakeven::{BreakEven, Found, Point, Question};
use crate::stats::Estimate;
use serde_json::{Value, json};

/// The whole page.
pub fn page(about: &About, question: &Question, changes: &[String], found: &BreakEven) -> String {
    let settled = match question.settles {
        0 => "from the change on".to_string(),
        weeks => format!("from {weeks} weeks after the change on"),
    };
    let mut page = format!(
        "{}\n{} days of each value, {settled}; up to {} replications of each, seed {}.\n  In brackets: 95% intervals.\n",
        about.name(),
        found.days,
        question.most,
        about.seed
    );
    let named = |point: &Point| format!("{} at {}", question.measure, place(point.value, question));
    page.push_str(&guard::first(about, found.points.iter().map(|point| (named(point), &point.difference))));
    for warning in &about.cautions {
        page.push_str(&format!("\n{}\n", wrapped(&format!("Perhaps a slip: {warning}."))));
    }
    if !found.settled {
        let warning = "This practice does not settle as it is: its book was still filling after a year of pilot runs.";
        page.push_str(&format!("\n{}\n", wrapped(warning)));
    }
    let change = if changes.is_empty() { "no other change".to_string() } else { changes.join("; ") };
    page.push_str(&format!("\nWith the change ({change}) less without it\n"));
    let unit = if found.unit.is_empty() { String::new() } else { format!(", {}", found.unit) };
    page.push_str(&format!("  {:<24}{}{unit}\n", shortened(&question.path, 23), question.measure));
    for point in &found.points {
        let (value, interval) = difference(&point.difference, found.unit);
        let interval = interval.map_or(String::new(), |interval| format!("({interval})"));
        page.push_str(&format!("  {:<24}{value:>10}  {interval}\n", place(point.value, question)));
    }
    page.push_str(&format!("\n{}\n", wrapped(&answer(question, found)).trim_start()));
    page.push_str("\nA model of a practice, not a record of one. Headroom is not an NHS product.\n");
    page
}

/// What was found, in sentences.
pub fn answer(question: &Question, found: &BreakEven) -> String {
    let (path, measure) = (&question.path, &question.measure);
    let sign = |point: &Point| if point.difference.estimate > 0.0 { "higher" } else { "lower" };
    let mut said = match &found.found {
        Found::At { value, read_as } => {
            let (at, interval) = with_interval(value, 4);
            let interval = interval.map_or(String::new(), |interval| format!(" ({interval})"));
            let mut said = format!("Break-even: {path} = {at}{interval}.");
            if let Some((low, high)) = found.ends()
                && sign(low) != sign(high)
            {
                said.push_str(&format!(
                    " Below it {measure} is {} with the change than without it; above it, {}.",
                    sign(low),
                    sign(high)
                ));
            }
            if let (Some(read), Some(name)) = (read_as, &question.read_as) {
                let (value, interval) = level(read, found.read_as_unit);
                let interval = interval.map_or(String::new(), |interval| format!(" ({interval})"));
                said.push_str(&format!(" There {name} is {value}{interval}."));
            }
            if value.low < question.from || value.high > question.to {
                said.push_str(" The interval reaches beyond the values that were looked at.");
            }
            said
        }
        Found::NoneWithin => format!(
            "None from {} to {}: at each of the values looked at {measure} is {} with the change than without it, with 95% \
             confidence for all of them at once (Bonferroni). Between them nothing was looked at.",
            question.from,
            question.to,
            found.points.first().map_or("other", sign)
        ),
        Found::Between(low, high) => format!(
            "There is one between {} and {}: the difference is clear at both, with 95% confidence for all values at once, and \
             changes sides between them. Where, these replications do not tell; more (`--replications`) would.",
            place(*low, question),
            place(*high, question)
        ),
        Found::CannotTell(most) => format!(
            "Whether there is one from {} to {} cannot be told with {most} replications of each value: the difference is too \
             close to 0 for its side to be known. More (`--replications`) may tell.",
            question.from, question.to
        ),
        Found::Stopped => "Stopped before the end: what stands above is what was found until then.".to_string(),
    };
    if found.turns {
        said.push_str(
            " The difference changes sides more than once: there are other break-evens, and the one given is the first. \
             Look at a narrower range for each.",
        );
    }
    if found.is_bent {
        said.push_str(" Around it the difference bends, so that the interval is rough.");
    }
    said
}

fn place(value: f64, question: &Question) -> String {
    figure(value, (question.to - question.from) / 100.0, 6)
}

fn shortened(text: &str, most: usize) -> String {
    // The end of a path says more than its beginning.
    let long = text.chars().count();
    if long <= most { text.into() } else { std::iter::once('…').chain(text.chars().skip(long - most + 1)).collect() }
}

/// A level by its unit: shares in per cent.
fn level(e: &Estimate, unit: &str) -> (String, Option<String>) {
    match unit.starts_with("share") {
        true => (percent(e, 2), percent_interval(e, 2)),
        false => with_interval(e, 3),
    }
}

fn difference(e: &Estimate, unit: &str) -> (String, Option<String>) {
    let (value, interval) = level(e, unit);
    (if e.estimate > 0.0 { format!("+{value}") } else { value }, interval)
}

/// `results.csv`: the difference at every value, and the break-even as a row of its own.
pub fn csv(about: &About, question: &Question, found: &BreakEven) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    let mut row = |scenario: &str, measure: &str, unit: &str, stat: &str, e: &Estimate| {
        let names = [scenario, about.scenario, measure, "all", unit, stat];
        estimate(&mut out, names, e, e.replications as f64, "replications")
    };
    for point in &found.points {
        let name = format!("{}={}", question.path, point.value);
        row(&name, &question.measure, found.unit, "difference", &point.difference)?;
    }
    if let Found::At { value, read_as } = &found.found {
        row("break-even", &question.path, "", "break_even", value)?;
        if let (Some(read), Some(name)) = (read_as, &question.read_as) {
            row("break-even", name, found.read_as_unit, "at_break_even", read)?;
        }
    }
    whole(out)
}

/// The same for programs.
pub fn json(about: &About, question: &Question, changes: &[String], found: &BreakEven) -> Value {
    let of = |e: &Estimate| json!({ "estimate": e.estimate, "se": e.se, "ci_low": e.low, "ci_high": e.high, "replications": e.replications });
    let (what, value, read_as) = match &found.found {
        Found::At { value, read_as } => ("found", Some(of(value)), read_as.as_ref().map(of)),
        Found::Between(..) => ("between two values", None, None),
        Found::NoneWithin => ("none within the range", None, None),
        Found::CannotTell(_) => ("cannot be told", None, None),
        Found::Stopped => ("stopped", None, None),
    };
    let point =
        |point: &Point| json!({ "value": point.value, "difference": of(&point.difference), "is_near": point.is_near });
    let between = if let Found::Between(low, high) = found.found { Some([low, high]) } else { None };
    json!({
        "scenario": about.scenario,
        "title": about.title,
        "seed": about.seed,
        "days": found.days,
        "warm_up_days": found.warm_up_days,
        "between": between,
        "changes": changes,
        "setting": question.path,
        "measure": question.measure,
        "unit": found.unit,
        "outcome": what,
        "break_even": value,
        "read_as": question.read_as,
        "at_break_even": read_as,
        "changes_sides_more_than_once": found.turns,
        "is_bent": found.is_bent,
        "values": found.points.iter().map(point).collect::<Vec<_>>(),
    })
}
