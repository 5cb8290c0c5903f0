//! Bars in pairs: a practice before and after, with what lies between them. The waits by band, the GPs' week by line of
//! the ledger, and everybody's hours are all drawn so.

use super::axis::{Key, Scale, keys, reach_of_level, zero};
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, SECOND, SMALL, picture};
use super::{Drawing, captioned, cell};
use crate::experiment::Row;
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Said};
use crate::report::words::{figure, shortened, with_interval};
use crate::stats::Estimate;

const TOP: f64 = 134.0;
const STEP: f64 = 36.0;
const BAR: f64 = 11.0;
const NAMES: f64 = 186.0;
const LEFT: f64 = 196.0;
const RIGHT: f64 = 540.0;
const APART: f64 = 556.0;
const MOST_LETTERS: usize = 21;

/// One pair of bars.
pub(super) struct Pair<'a> {
    pub name: String,
    pub before: Option<&'a Row>,
    pub after: Option<&'a Row>,
    pub apart: Option<&'a Row>,
}

impl Pair<'_> {
    /// Is there anything on either side?
    pub fn is_there(&self) -> bool {
        [self.before, self.after].into_iter().flatten().any(|row| row.estimate.estimate.abs() > 0.0)
    }
}

/// What a picture of pairs says of itself.
pub(super) struct Told {
    pub id: &'static str,
    pub title: String,
    /// What the figures are, with their unit.
    pub shows: &'static str,
    /// What one pair is, above the names.
    pub each: &'static str,
    /// By how much figures are shown larger than they are, and what follows them: 100 and `%` for shares.
    pub scale: (f64, &'static str),
    pub sentence: Said,
}

/// The chart; none without a pair.
pub(super) fn draw(about: &About, told: Told, pairs: &[Pair]) -> Drawing {
    if pairs.is_empty() {
        return Ok(None);
    }
    let (times, unit) = told.scale;
    let level = |row: Option<&Row>| row.map_or("none".into(), |row| format!("{}{unit}", value(&row.estimate, times)));
    let described: Vec<String> = pairs
        .iter()
        .map(|pair| format!("{} {} before, {} after", pair.name, level(pair.before), level(pair.after)))
        .collect();
    let description = format!("Bars in pairs, before and after. {}.", described.join("; "));
    let caption = captioned(about, told.id, told.title, told.shows, &description);
    let floor = TOP + STEP * pairs.len() as f64;
    let picture = picture(&caption, floor + 64.0, |canvas| fill(canvas, pairs, floor, told.scale, told.each))?;
    let lines = pairs.iter().map(|pair| {
        let sides = [cell(pair.before, said::level), cell(pair.after, said::level)];
        Line::Row(pair.name.clone(), sides.into_iter().chain([cell(pair.apart, said::difference)]).collect())
    });
    let table = Table {
        caption: format!("{} (95% intervals)", told.shows),
        columns: [told.each, "Before", "After", "Difference"].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence: told.sentence, picture, table }))
}

fn value(e: &Estimate, times: f64) -> String {
    let half = times * (e.high - e.low) / 2.0;
    figure(times * e.estimate, half, 2)
}

/// `+1.2 (+0.9 to +1.5)`, or that nothing is clear; shares in points.
pub(super) fn difference(e: &Estimate, times: f64) -> String {
    if said::has_interval(e) && said::spans_0(e) {
        return "no clear difference".into();
    }
    let e = Estimate { estimate: times * e.estimate, low: times * e.low, high: times * e.high, ..*e };
    let half = (e.high - e.low) / 2.0;
    let sign = |value: f64| if value > 0.0 { "+" } else { "" };
    let (value, interval) = with_interval(&e, 2);
    match interval {
        Some(_) => format!(
            "{}{value} ({}{} to {}{})",
            sign(e.estimate),
            sign(e.low),
            figure(e.low, half, 2),
            sign(e.high),
            figure(e.high, half, 2)
        ),
        None => format!("{}{value}", sign(e.estimate)),
    }
}

fn fill(canvas: &Canvas, pairs: &[Pair], floor: f64, (times, unit): (f64, &str), each: &str) -> Drawn {
    let rows = || pairs.iter().flat_map(|pair| [pair.before, pair.after]).flatten();
    let ends = rows().flat_map(|row| reach_of_level(&row.estimate));
    let across = Scale::with_zero(ends, LEFT, RIGHT);
    keys(canvas, &[(Key::Hollow(SECOND), "before"), (Key::Bar(FIRST), "after"), (Key::Interval, "95% interval")])?;
    canvas.text(NAMES, TOP - 14.0, SMALL, From::Right, each)?;
    let points = if times > 1.0 { "difference in points" } else { "difference" };
    canvas.text(APART, TOP - 14.0, SMALL, From::Left, &format!("{points} (95% interval)"))?;
    across.across(canvas, TOP - 2.0, floor, (times, unit))?;
    for (at, pair) in pairs.iter().enumerate() {
        let middle = TOP + STEP * (at as f64 + 0.5);
        canvas.text(NAMES, middle, BODY, From::Right, &shortened(&pair.name, MOST_LETTERS))?;
        for (second, row) in [pair.before, pair.after].into_iter().enumerate() {
            let Some(row) = row else { continue };
            let top = middle - BAR - 1.0 + (BAR + 2.0) * second as f64;
            let (from, to) = ((across.at(0.0), top), (across.at(row.estimate.estimate), top + BAR));
            match second {
                0 => canvas.hollow((from.0, from.1 + 1.0), (to.0, to.1 - 1.0), SECOND)?,
                _ => canvas.bar(from, to, FIRST)?,
            }
            let [_, low, high] = reach_of_level(&row.estimate);
            let ends = [low, high].map(|end| across.at(end));
            // Where it is too short to be seen, it would only hide the end of the bar.
            if said::has_interval(&row.estimate) && ends[1] - ends[0] > 3.0 {
                let y = top + BAR / 2.0;
                canvas.interval((ends[0], y), (ends[1], y), (0.0, 3.5))?;
            }
        }
        let apart = pair.apart.map_or("–".into(), |row| difference(&row.estimate, times));
        canvas.text(APART, middle, BODY, From::Left, &apart)?;
    }
    zero(canvas, (across.at(0.0), TOP - 2.0), (across.at(0.0), floor))
}
