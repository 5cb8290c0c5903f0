//! The page of a sensitivity: how far an answer hangs on what is not known, and what to measure next.

use super::{frame, stretch, tabled};
use crate::experiment::Row;
use crate::experiment::sensitivity::Outcome;
use crate::report::document::{Document, Line, Part, Table};
use crate::report::plots::{self, CannotDraw};
use crate::report::said::{self, Kind, Said};
use crate::report::sensitivity::Asked;
use crate::report::{About, find};

/// The document; `rows` are those of `results.csv`, `next` says what to measure next, and `made_of` is all that the results
/// depend on, as a text.
pub fn of_sensitivity(
    about: &About,
    asked: &Asked<'_>,
    outcome: &Outcome,
    rows: &[Row],
    next: String,
    made_of: &str,
) -> Result<Document, CannotDraw> {
    let question = format!(
        "How sure is it what {} does to `{}`. {} Seed {}.",
        asked.scenario,
        asked.figure,
        stretch(about, asked.view),
        about.seed
    );
    let mut document = frame(about, question, made_of);
    document.warnings = about.cautions.iter().map(|slip| Said::from(format!("Perhaps a slip: {slip}."))).collect();
    let of = |measure: &str, group: &str, stat: &str| find(rows, measure, group, stat);
    let figure = asked.figure;
    let best = of("answer_at_best", figure, "mean");
    document.in_short.extend(best.map(|row| {
        let said = Said::from("With every value at its best estimate: ");
        said.then(said::with_interval(&row.estimate, Kind::Plain, true)).words(". The interval is luck.")
    }));
    let ends = of("answer", figure, "p5").zip(of("answer", figure, "p95"));
    document.in_short.extend(ends.map(|(low, high)| {
        let said = Said::from("Nine in ten of what it may be, by what is not known: ");
        let end = |row: &Row| said::alone(&row.estimate, Kind::Plain, true);
        said.then(end(low)).words(" to ").then(end(high)).words(".")
    }));
    document.in_short.push(Said::from(next));
    document.first.extend(plots::of_sensitivity(about, asked, outcome)?.into_iter().map(Part::from));
    let names: Vec<&str> =
        rows.iter().filter(|row| row.measure == "answer_low_to_high").map(|row| row.group.as_str()).collect();
    let mut names = names;
    let far = |name: &&str| of("answer_low_to_high", name, "mean").map_or(0.0, |row| row.estimate.estimate.abs());
    names.sort_by(|a, b| far(b).total_cmp(&far(a)));
    let lines = names.iter().map(|name| {
        let cell = |measure: &str| {
            of(measure, name, "mean")
                .map_or(Said::default(), |row| said::with_interval(&row.estimate, Kind::Plain, true))
        };
        let share = of("variance_share", name, "share")
            .map_or(Said::default(), |row| said::with_interval(&row.estimate, Kind::Share, false));
        Line::Row(
            (*name).into(),
            vec![cell("answer_at_low"), cell("answer_at_high"), cell("answer_low_to_high"), share],
        )
    });
    let table = Table {
        caption: "The answer with each value at its low and its high end, all others at their best (95% intervals)"
            .into(),
        columns: ["Value", "At its low end", "At its high end", "Apart", "Share of the variance"]
            .map(String::from)
            .to_vec(),
        lines: lines.collect(),
    };
    document.first.push(tabled("Which values the answer hangs on", table));
    let spreads = [("not_knowing", "Not knowing the values"), ("luck_of_one_run", "Luck, of one practice in one run")];
    let lines = spreads.iter().filter_map(|(group, name)| {
        let row = of("answer_sd", group, "sd")?;
        Some(Line::Row((*name).into(), vec![said::with_interval(&row.estimate, Kind::Plain, false)]))
    });
    let table = Table {
        caption: "Standard deviations (95% intervals)".into(),
        columns: ["", "Standard deviation"].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    document.first.push(tabled("Why one answer differs from another", table));
    Ok(document)
}
