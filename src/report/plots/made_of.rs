//! What a set of actions is made of: what each does alone, what they lose by overlap or gain together, and the total. Each
//! bar begins where the one before it ends, so the bars add up exactly.

use super::axis::{Key, Scale, keys, zero};
use super::beside::difference;
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, GREY, Look, SECOND, SMALL, THIRD, picture};
use super::{Drawing, captioned};
use crate::experiment::combine::{Answers, Best, Combined, FIGURES, Wanted};
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Kind, Said};
use crate::report::words::shortened;
use crate::stats::Estimate;

const TOP: f64 = 134.0;
const STEP: f64 = 34.0;
const BAR: f64 = 18.0;
const NAMES: f64 = 176.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = 540.0;
const FIGURES_AT: f64 = 556.0;
/// Sets of more actions are not taken apart: the largest of which each bar still has a name.
const MOST_ACTIONS: usize = 5;

/// What all do together beyond the sum of each alone.
fn together(e: &Estimate, more_is_better: bool) -> &'static str {
    let clear = said::has_interval(e) && !said::spans_0(e);
    match (clear, (e.estimate > 0.0) == more_is_better) {
        (false, _) => "overlap or boost",
        (true, true) => "boost",
        (true, false) => "overlap",
    }
}

/// The chart of the best three, or else the largest set that can be taken apart; none without a set of two or more.
pub(super) fn draw(about: &About, combined: &Combined, wanted: &Wanted, answers: &Answers) -> Drawing {
    let apart = |best: &&Best| (2..=MOST_ACTIONS).contains(&best.size) && best.together.is_some();
    let preferred = answers.best.iter().filter(apart).find(|best| best.size == 3);
    let Some(best) = preferred.or_else(|| answers.best.iter().rfind(|best| apart(best))) else { return Ok(None) };
    let Some(together_estimate) = best.together else { return Ok(None) };
    let figure = &FIGURES[wanted.figure];
    let kind = kind(figure.unit());
    let of_kind = together(&together_estimate, figure.more_is_better());
    let members = (0..combined.actions.len()).filter(|at| best.set >> at & 1 == 1);
    let names = members.map(|at| format!("{} alone", combined.actions[at]));
    let mut parts: Vec<(String, Estimate)> = names.zip(best.alone.iter().copied()).collect();
    parts.push((of_kind.into(), together_estimate));
    let total = ("all together".to_string(), best.difference);
    let alone: f64 = best.alone.iter().map(|own| own.estimate).sum();
    let title = match of_kind {
        "overlap" => format!("{} actions together do worse than their sum", in_words(best.size)),
        "boost" => format!("{} actions together do better than their sum", in_words(best.size)),
        _ => format!("{} actions together may be just their sum", in_words(best.size)),
    };
    let named = shortened(&combined.name(best.set), 16);
    let sentence = Said::from(format!(
        "The best set of {} by {}, {}: together ",
        best.size,
        figure.label,
        combined.name(best.set)
    ))
    .then(said::apart(&best.difference, kind))
    .words("; beyond what each does alone ")
    .then(said::apart(&together_estimate, kind))
    .words(".");
    let described: Vec<String> =
        parts.iter().chain([&total]).map(|(name, e)| format!("{name} {}", said::apart(e, kind).text())).collect();
    let description = format!("Bars that add up: {}.", described.join("; "));
    let mut caption = captioned(about, "made-of", title, figure.label, &description);
    caption.subtitle = format!("{named}: {}", caption.subtitle);
    let floor = TOP + STEP * (parts.len() + 1) as f64;
    let picture = picture(&caption, floor + 64.0, |canvas| fill(canvas, &parts, &total, kind, alone, floor))?;
    let lines = parts
        .iter()
        .chain([&total])
        .map(|(name, e)| Line::Row(crate::report::words::capital(name), vec![said::apart(e, kind)]));
    let table = Table {
        caption: format!("What {} is made of: {} (95% intervals)", combined.name(best.set), figure.label),
        columns: ["", "Difference from the practice as it is"].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence, picture, table }))
}

/// Shares differ by points.
pub(super) fn kind(unit: &str) -> Kind {
    if unit.starts_with("share") { Kind::Points } else { Kind::Plain }
}

/// Shares as per cent on an axis.
pub(super) fn scale(kind: Kind) -> (f64, &'static str) {
    if kind == Kind::Plain { (1.0, "") } else { (100.0, "%") }
}

fn in_words(count: usize) -> String {
    let words = ["Two", "Three", "Four", "Five"];
    words.get(count.wrapping_sub(2)).map_or_else(|| count.to_string(), |word| word.to_string())
}

fn fill(
    canvas: &Canvas,
    parts: &[(String, Estimate)],
    total: &(String, Estimate),
    kind: Kind,
    alone: f64,
    floor: f64,
) -> Drawn {
    let mut ends = vec![0.0];
    for (_, part) in parts {
        ends.push(ends[ends.len() - 1] + part.estimate);
    }
    let whiskers = parts.iter().zip(&ends).flat_map(|((_, part), begun)| [part.low, part.high].map(|end| begun + end));
    let all = ends.iter().copied().chain(whiskers).chain([total.1.low, total.1.high, total.1.estimate, alone]);
    let across = Scale::with_zero(all, LEFT, RIGHT);
    keys(
        canvas,
        &[
            (Key::Bar(FIRST), "adds"),
            (Key::Hollow(THIRD), "takes off"),
            (Key::Bar(SECOND), "all together"),
            (Key::Interval, "95% interval"),
        ],
    )?;
    let (times, unit) = scale(kind);
    across.across(canvas, TOP - 4.0, floor, (times, unit))?;
    canvas.text(FIGURES_AT, TOP - 14.0, SMALL, From::Left, "each bar (95% interval)")?;
    zero(canvas, (across.at(0.0), TOP - 4.0), (across.at(0.0), floor))?;
    let whisker = |begun: f64, e: &Estimate, y: f64| match said::has_interval(e) {
        true => canvas.interval((across.at(begun + e.low), y), (across.at(begun + e.high), y), (0.0, 4.0)),
        false => Ok(()),
    };
    for (at, (name, part)) in parts.iter().enumerate() {
        let y = TOP + STEP * (at as f64 + 0.5);
        let (from, to) = (across.at(ends[at]), across.at(ends[at + 1]));
        let (left, right) = (from.min(to), from.max(to));
        match part.estimate >= 0.0 {
            true => canvas.bar((left, y - BAR / 2.0), (right, y + BAR / 2.0), FIRST)?,
            false => canvas.hollow((left, y - BAR / 2.0), (right, y + BAR / 2.0), THIRD)?,
        }
        // Down to where the next bar begins.
        canvas.line((to, y + BAR / 2.0), (to, y + STEP - BAR / 2.0), GREY, 1.5)?;
        whisker(ends[at], part, y)?;
        canvas.text(NAMES, y, BODY, From::Right, &shortened(name, 20))?;
        canvas.text(FIGURES_AT, y, BODY, From::Left, &difference(part, times))?;
    }
    let y = TOP + STEP * (parts.len() as f64 + 0.5);
    let (from, to) = (across.at(0.0), across.at(total.1.estimate));
    canvas.bar((from.min(to), y - BAR / 2.0), (from.max(to), y + BAR / 2.0), SECOND)?;
    whisker(0.0, &total.1, y)?;
    canvas.text(NAMES, y, Look { bold: true, ..BODY }, From::Right, &total.0)?;
    canvas.text(FIGURES_AT, y, BODY, From::Left, &difference(&total.1, times))
}
