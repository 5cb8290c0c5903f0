//! The files of a chart: `xmr.csv`, `results.json` and `summary.md`.

use super::{Charted, held, page, rule_id};
use crate::experiment::charted::Seen;
use crate::report::csv::{number, whole};
use crate::stats::Estimate;
use crate::stats::xmr::{Cause, Screening, Side};
use serde_json::{Value, json};

/// The columns of `xmr.csv`, in order.
const COLUMNS: [&str; 11] =
    ["week", "value", "centre", "lower", "upper", "moving_range", "rule", "side", "reading", "model_low", "model_high"];

/// `xmr.csv`: one week a line. The rule is the first that the week is part of; the last two columns say where the model
/// expects a single week.
pub fn csv(charted: &Charted) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    let or_none = |value: Option<f64>| value.map_or(String::new(), number);
    for (at, (week, point)) in charted.own.weeks.iter().zip(&charted.chart.points).enumerate() {
        let limits = charted.chart.stretch_of(at).map(|stretch| stretch.limits);
        let band = charted.held.and_then(|(held, _)| held.bands.get(at).copied().flatten());
        let of_cause = |said: fn(Cause) -> &'static str| point.cause.map_or("", said).to_string();
        out.write_record([
            week.when.plain(),
            number(point.value),
            or_none(limits.map(|limits| limits.centre)),
            or_none(limits.and_then(|limits| limits.lower())),
            or_none(limits.and_then(|limits| limits.upper())),
            or_none(point.moving_range),
            of_cause(|cause| rule_id(cause.rule)),
            of_cause(|cause| side_id(cause.side)),
            point.cause.map_or("", |cause| charted.reading(cause).word()).to_string(),
            or_none(band.map(|band| band.0)),
            or_none(band.map(|band| band.1)),
        ])?;
    }
    whole(out)
}

fn side_id(side: Side) -> &'static str {
    match side {
        Side::High => "high",
        Side::Low => "low",
    }
}

/// `results.json`.
pub fn json(charted: &Charted) -> Value {
    let (own, chart) = (charted.own, charted.chart);
    let when = |at: usize| own.weeks.get(at).map(|week| week.when.plain());
    let stretches = chart.stretches.iter().map(|stretch| {
        json!({
            "from": when(stretch.begins),
            "to": when(stretch.ends - 1),
            "points": stretch.points(),
            "centre": stretch.limits.centre,
            "lower": stretch.limits.lower(),
            "upper": stretch.limits.upper(),
            "mean_moving_range": stretch.limits.mean_range,
            "upper_range_limit": stretch.limits.upper_range(),
            "trial": stretch.is_trial(),
        })
    });
    let causes = chart.episodes().into_iter().map(|(points, cause)| {
        json!({
            "from": when(points.start),
            "to": when(points.end - 1),
            "rule": rule_id(cause.rule),
            "side": side_id(cause.side),
            "reading": charted.reading(cause).word(),
        })
    });
    let left_out = (0..chart.points.len()).filter(|&at| !chart.points[at].counts);
    json!({
        "title": charted.title,
        "file": charted.file,
        "column": own.column,
        "percent": own.percent,
        "points": own.weeks.len(),
        "missing": own.missing.iter().map(|when| when.plain()).collect::<Vec<_>>(),
        "screened": charted.screening == Screening::Once,
        "ranges_left_out": left_out.map(when).collect::<Vec<_>>(),
        "limits": stretches.collect::<Vec<_>>(),
        "special_causes": causes.collect::<Vec<_>>(),
        "prediction": prediction(charted),
    })
}

fn prediction(charted: &Charted) -> Value {
    let Some((held, folder)) = charted.held else { return Value::Null };
    let estimate = |e: &Estimate| json!({ "estimate": e.estimate, "se": e.se, "ci_low": e.low, "ci_high": e.high });
    let seen = |seen: &Seen| {
        let (unseen, low, high) = seen.unseen;
        json!({
            "median": seen.median, "p10": seen.tenth, "p90": seen.nine_tenths,
            "unseen_share": unseen, "unseen_ci_low": low, "unseen_ci_high": high,
        })
    };
    let replays = held.replays.iter().map(|replay| {
        json!({
            "scenario": replay.name,
            "towards": side_id(replay.towards),
            "moves_by": replay.by.as_ref().map(estimate),
            "weeks_until_shown": seen(&replay.seen),
            "by_chance": replay.by_chance.as_ref().map(seen),
        })
    });
    json!({
        "folder": folder,
        "measure": held.measure,
        "unit": held.unit,
        "replications": held.replications,
        "as_percentages": held.hundredfold,
        "weeks_inside": held.inside,
        "weeks_with_a_band": held.banded,
        "mean": held.level.as_ref().map(estimate),
        "mean_moving_range": held.moves.as_ref().map(estimate),
        "moved_to_the_centre": held.moved,
        "first_week": held.first_week,
        "weeks": held.weeks,
        "scenarios": replays.collect::<Vec<_>>(),
    })
}

/// `summary.md`: the page for a report or an e-mail, with the picture.
pub fn markdown(charted: &Charted) -> String {
    let mut text = format!("# {}\n\n{}\n\n![XmR chart](xmr.svg)\n", plain(charted.title), plain(&page::about(charted)));
    let each = charted.each();
    text.push_str(&format!(
        "\n## Limits\n\n| from | {each}s | mean | lower | upper | usual move | largest usual |\n|---|---:|---:|---:|---:|---:|---:|\n"
    ));
    for stretch in &charted.chart.stretches {
        text.push_str(&format!("| {} |\n", charted.limits(stretch).join(" | ")));
    }
    text.push('\n');
    page::of_limits(charted).iter().for_each(|said| text.push_str(&format!("{said}\n")));
    text.push_str(&format!("\n## Special causes{}\n\n", page::said_better(charted)));
    for (weeks, what, reading) in page::named_causes(charted) {
        let reading = if reading.is_empty() { String::new() } else { format!(" ({reading})") };
        text.push_str(&format!("- **{weeks}**: {what}{reading}\n"));
    }
    page::of_causes(charted).iter().for_each(|said| text.push_str(&format!("\n{said}\n")));
    if let Some((model, folder)) = charted.held {
        text.push_str(&format!("\n## The model's `{}` beside it ({})\n\n", model.measure, plain(folder)));
        held::of_band(charted, model).iter().for_each(|said| text.push_str(&format!("{said}\n")));
        text.push_str(&format!(
            "\n## Weeks until the chart would show it\n\n| scenario | moves by | median | 8 of 10 from | not in {} weeks |\n\
             |---|---:|---:|---:|---:|\n",
            model.weeks
        ));
        for replay in &model.replays {
            let cells = held::of_replay(charted, replay, model).join(" | ");
            text.push_str(&format!("| {} | {cells} |\n", plain(&replay.name)));
        }
        text.push('\n');
        held::of_replays(charted, model).iter().for_each(|said| text.push_str(&format!("{}\n", plain(said))));
    }
    text.push_str(&format!(
        "\nRepeat it with `{}`. Headroom is not an NHS product.\n",
        charted.command.replace('`', "'")
    ));
    text
}

/// What somebody else wrote, so that Markdown takes nothing in it for its own.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '*' | '_' | '[' | ']' | '#' | '\\' => out.extend(['\\', letter]),
            '\n' | '\r' => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}
