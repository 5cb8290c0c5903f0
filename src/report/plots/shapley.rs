//! How much of what all actions do together each of them makes: Shapley values, or main effects of a screening design, the
//! largest first.

use super::axis::{Key, Scale, keys, reach, zero};
use super::beside::difference;
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, SMALL, THIRD, picture};
use super::made_of::{kind, scale};
use super::{Drawing, captioned};
use crate::experiment::combine::{Answers, Combined, FIGURES, Wanted};
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Kind, Said};
use crate::report::words::shortened;
use crate::stats::Estimate;

const TOP: f64 = 134.0;
const STEP: f64 = 27.0;
const BAR: f64 = 16.0;
const NAMES: f64 = 126.0;
const LEFT: f64 = 140.0;
const RIGHT: f64 = 540.0;
const FIGURES_AT: f64 = 556.0;

/// The chart; none where there was nothing to count.
pub(super) fn draw(about: &About, combined: &Combined, wanted: &Wanted, answers: &Answers) -> Drawing {
    let Some(shares) = answers.findings.shares_of(wanted.figure) else { return Ok(None) };
    let figure = &FIGURES[wanted.figure];
    let kind = kind(figure.unit());
    let own = shares.actions.iter().map(|share| share.shapley.unwrap_or(share.main));
    let mut bars: Vec<(&str, Estimate)> = combined.actions.iter().map(String::as_str).zip(own).collect();
    let most_first = |a: &(&str, Estimate), b: &(&str, Estimate)| b.1.estimate.total_cmp(&a.1.estimate);
    bars.sort_by(most_first);
    if !figure.more_is_better() {
        bars.reverse();
    }
    let Some(&(best, most)) = bars.first() else { return Ok(None) };
    let of_all = shares.joint.is_some();
    let title = match said::has_interval(&most) && said::spans_0(&most) {
        true => "No action makes a clear difference".into(),
        false => format!("Action {} adds most of {} actions", shortened(best, 12), bars.len()),
    };
    let mut sentence = Said::from(format!("{}: action {best} ", figure.label)).then(said::apart(&most, kind));
    sentence = match &shares.joint {
        Some(joint) => sentence
            .words(", of what all do together: ")
            .then(said::apart(joint, kind))
            .words(". A share is what an action adds on average over all orders of joining; shares add up."),
        None => sentence.words(". A main effect is what an action adds on average over the sets of the others."),
    };
    let described: Vec<String> =
        bars.iter().map(|(name, own)| format!("{name} {}", said::apart(own, kind).text())).collect();
    let what = if of_all { "each action's share" } else { "main effects" };
    let description = format!("Bars, best first: {}.", described.join("; "));
    let caption = captioned(about, "shapley", title, &format!("{}, {what}", figure.label), &description);
    let floor = TOP + STEP * bars.len() as f64;
    let picture = picture(&caption, floor + 64.0, |canvas| fill(canvas, &bars, kind, floor))?;
    let lines = bars.iter().map(|(name, own)| Line::Row((*name).into(), vec![said::apart(own, kind)]));
    let joint = shares.joint.iter().map(|joint| Line::Row("All together".into(), vec![said::apart(joint, kind)]));
    let table = Table {
        caption: format!("{}: {what} (95% intervals)", crate::report::words::capital(figure.label)),
        columns: ["Action", if of_all { "Share" } else { "Main effect" }].map(String::from).to_vec(),
        lines: lines.chain(joint).collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence, picture, table }))
}

fn fill(canvas: &Canvas, bars: &[(&str, Estimate)], kind: Kind, floor: f64) -> Drawn {
    let across = Scale::with_zero(bars.iter().flat_map(|(_, own)| reach(own)), LEFT, RIGHT);
    let (times, unit) = scale(kind);
    keys(canvas, &[(Key::Bar(FIRST), "adds"), (Key::Hollow(THIRD), "takes off"), (Key::Interval, "95% interval")])?;
    across.across(canvas, TOP - 4.0, floor, (times, unit))?;
    canvas.text(NAMES, TOP - 14.0, SMALL, From::Right, "action")?;
    for (at, (name, own)) in bars.iter().enumerate() {
        let y = TOP + STEP * (at as f64 + 0.5);
        let (from, to) = (across.at(0.0), across.at(own.estimate));
        let (left, right) = (from.min(to), from.max(to));
        match own.estimate >= 0.0 {
            true => canvas.bar((left, y - BAR / 2.0), (right, y + BAR / 2.0), FIRST)?,
            false => canvas.hollow((left, y - BAR / 2.0), (right, y + BAR / 2.0), THIRD)?,
        }
        if said::has_interval(own) {
            canvas.interval((across.at(own.low), y), (across.at(own.high), y), (0.0, 4.0))?;
        }
        canvas.text(NAMES, y, BODY, From::Right, &shortened(name, 13))?;
        canvas.text(FIGURES_AT, y, BODY, From::Left, &difference(own, times))?;
    }
    zero(canvas, (across.at(0.0), TOP - 4.0), (across.at(0.0), floor))
}
