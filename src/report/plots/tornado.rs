//! How far an answer hangs on what is not known: for each value of which only a range is known, the answer at its low and
//! its high end. Not knowing is drawn as a bar, luck as an interval.

use super::axis::{Key, Scale, keys, zero};
use super::beside::difference;
use super::canvas::{BODY, Canvas, Drawn, FIRST, FOURTH, From, Look, MARGIN, QUIET, SECOND, SMALL, WIDTH, picture};
use super::{Drawing, captioned};
use crate::experiment::sensitivity::{Outcome, Unknown};
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Kind, Said};
use crate::report::sensitivity::Asked;
use crate::report::words::{shortened, three_digits};
use crate::scenario::Op;
use crate::stats::Estimate;

const TOP: f64 = 158.0;
const STEP: f64 = 34.0;
const BAR: f64 = 14.0;
const NAMES: f64 = 300.0;
const LEFT: f64 = 316.0;
const RIGHT: f64 = 756.0;
/// Values that the picture has room for.
const SHOWN: usize = 10;
const MOST_LETTERS: usize = 34;

struct Bar<'a> {
    unknown: &'a Unknown,
    ends: &'a [Estimate; 3],
}

/// The chart; none where nothing is unknown.
pub(super) fn draw(about: &About, asked: &Asked, outcome: &Outcome) -> Drawing {
    let mut bars: Vec<Bar> =
        outcome.unknowns.iter().zip(&outcome.ends).map(|(unknown, ends)| Bar { unknown, ends }).collect();
    bars.sort_by(|a, b| b.ends[2].estimate.abs().total_cmp(&a.ends[2].estimate.abs()));
    let Some(widest) = bars.first() else { return Ok(None) };
    // Of a ratio there is no unit; shares differ by points.
    let kind = super::made_of::kind(outcome.unit);
    let told = outcome.spread.rows.value > 0.0;
    let luck_too = said::has_interval(&widest.ends[2]) && said::spans_0(&widest.ends[2]);
    let title = match luck_too {
        true => "No one value clearly moves the answer".into(),
        false => format!("Most hangs on one value of action {}", shortened(&widest.unknown.actions.join(", "), 12)),
    };
    let [low, _, high] = outcome.range.map(|end| end.value);
    let mut sentence = Said::from(format!("{} with every value at its best: ", asked.figure));
    sentence = sentence.then(said::apart(&outcome.best, kind));
    sentence = match told {
        true => sentence
            .words("; nine in ten of what it may be for all that is known lie from ")
            .figure(plain(low, kind), low)
            .words(" to ")
            .figure(plain(high, kind), high),
        false => sentence.words("; what comes of not knowing is not told from luck by so few draws and replications"),
    };
    let described: Vec<String> = bars
        .iter()
        .take(SHOWN)
        .map(|bar| {
            let [low, high, _] = bar.ends.map(|end| said::alone(&end, kind, true).text());
            format!("{}: {low} at its low end, {high} at its high end", bar.unknown.path)
        })
        .collect();
    let description = format!("Bars from low to high end, longest first: {}.", described.join("; "));
    let figure = shortened(asked.figure, 24);
    let caption = captioned(about, "tornado", title, &format!("{figure}, with less without the actions"), &description);
    let shown = bars.len().min(SHOWN);
    let floor = TOP + STEP * (shown + 1) as f64;
    let range = told.then_some([low, high]);
    let picture = picture(&caption, floor + 90.0, |canvas| fill(canvas, &bars[..shown], outcome, range, kind, floor))?;
    let row = |bar: &Bar| {
        let Unknown { low, best, high, .. } = bar.unknown;
        let name = format!("{} (action {})", name(bar.unknown), bar.unknown.actions.join(", "));
        let range = [low, best, high].map(|value| three_digits(*value)).join(", ");
        let [low, high, apart] = bar.ends.each_ref().map(|end| said::apart(end, kind));
        Line::Row(name, vec![range.into(), low, high, apart])
    };
    let table = Table {
        caption: "The answer at both ends of each value, all others at their best (95% intervals: luck)".into(),
        columns: ["Value", "Low, best, high", "Answer at low", "Answer at high", "Apart"].map(String::from).to_vec(),
        lines: bars.iter().map(row).collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence: sentence.words("."), picture, table }))
}

fn plain(value: f64, kind: Kind) -> String {
    match kind {
        Kind::Plain => three_digits(value),
        _ => format!("{} points", three_digits(100.0 * value)),
    }
}

fn name(unknown: &Unknown) -> String {
    match unknown.op {
        Op::Set => unknown.path.clone(),
        op => format!("{} {}", unknown.path, op.sign().trim()),
    }
}

/// The end of a path, which tells most.
fn short_name(unknown: &Unknown) -> String {
    let name = name(unknown);
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= MOST_LETTERS {
        return name;
    }
    ['…'].into_iter().chain(letters[letters.len() + 1 - MOST_LETTERS..].iter().copied()).collect()
}

fn fill(canvas: &Canvas, bars: &[Bar], outcome: &Outcome, range: Option<[f64; 2]>, kind: Kind, floor: f64) -> Drawn {
    let ends = bars.iter().flat_map(|bar| &bar.ends[..2]).flat_map(super::axis::reach);
    let all = ends.chain(super::axis::reach(&outcome.best)).chain(range.into_iter().flatten());
    let across = Scale::of(all, LEFT, RIGHT);
    let (times, unit) = super::made_of::scale(kind);
    keys(
        canvas,
        &[
            (Key::Bar(FIRST), "low end, not knowing"),
            (Key::Hollow(SECOND), "high end, not knowing"),
            (Key::Interval, "luck: 95% interval"),
            (Key::Dashed(FOURTH), "all at their best"),
        ],
    )?;
    across.across(canvas, TOP - 6.0, floor, (times, unit))?;
    if across.holds(0.0) {
        zero(canvas, (across.at(0.0), TOP - 6.0), (across.at(0.0), floor))?;
    }
    let best = across.at(outcome.best.estimate);
    for (at, bar) in bars.iter().enumerate() {
        let y = TOP + STEP * (at as f64 + 0.5);
        canvas.text(NAMES, y - 7.0, SMALL, From::Right, &short_name(bar.unknown))?;
        let Unknown { low, high, actions, .. } = bar.unknown;
        let from = format!("action {}, {} to {}", actions.join(", "), three_digits(*low), three_digits(*high));
        canvas.text(NAMES, y + 8.0, SMALL, From::Right, &shortened(&from, MOST_LETTERS + 4))?;
        let [low, high] = [&bar.ends[0], &bar.ends[1]].map(|end| across.at(end.estimate));
        canvas.bar((best.min(low), y - BAR / 2.0), (best.max(low), y + BAR / 2.0), FIRST)?;
        canvas.hollow((best.min(high), y - BAR / 2.0 + 1.0), (best.max(high), y + BAR / 2.0 - 1.0), SECOND)?;
        for (end, aside) in [(&bar.ends[0], -3.0), (&bar.ends[1], 3.0)] {
            if said::has_interval(end) {
                canvas.interval((across.at(end.low), y + aside), (across.at(end.high), y + aside), (0.0, 3.0))?;
            }
        }
    }
    let y = TOP + STEP * (bars.len() as f64 + 0.5);
    canvas.text(NAMES, y, Look { bold: true, ..BODY }, From::Right, "all values at once, 9 in 10")?;
    match range {
        Some([low, high]) => canvas.bar((across.at(low), y - 4.0), (across.at(high), y + 4.0), QUIET)?,
        None => canvas.text(LEFT + 6.0, y, SMALL, From::Left, "not told from luck")?,
    }
    canvas.dashed((best, TOP - 6.0), (best, floor), FOURTH, 2.0)?;
    let words = format!("with every value at its best: {}", difference(&outcome.best, times));
    canvas.text(WIDTH - MARGIN, TOP - 20.0, SMALL, From::Right, &words)?;
    let what = if outcome.unit.is_empty() { "answer" } else { outcome.unit };
    canvas.text((LEFT + RIGHT) / 2.0, floor + 36.0, BODY, From::Middle, &shortened(what, 50))
}
