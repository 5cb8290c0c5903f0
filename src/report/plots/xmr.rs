//! Somebody's own weekly numbers on an XmR chart: the mean, the limits, the weeks that are special causes by shape and
//! colour, and where a model expects a single week.

use super::Caption;
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, Look, MARGIN, QUIET, SMALL, picture};
use crate::report::words::shortened;
use crate::report::xmr::{Charted, Reading, seen, seen_in_short};
use crate::scenario::{OwnWeek, When};
use crate::stats::xmr::Side;
use plotters::style::RGBColor;

const HEIGHT: f64 = 480.0;
const LEFT: f64 = 74.0;
/// Right of it stand the names of the lines.
const RIGHT: f64 = 640.0;
const CEILING: f64 = 104.0;
const FLOOR: f64 = 392.0;
const IMPROVEMENT: RGBColor = RGBColor(0x00, 0x5e, 0xb8);
const CONCERN: RGBColor = RGBColor(0xf4, 0x6a, 0x25);
/// Pale enough for every line to be seen on it.
const BAND: RGBColor = RGBColor(0xd3, 0xea, 0xe8);
const GRID: RGBColor = RGBColor(0xe4, 0xe8, 0xea);
/// Weeks and special causes that are named in the description.
const MOST_NAMED: usize = 30;
/// Letters of a heading that fit.
const MOST_LETTERS: usize = 70;

/// Where a week and a number lie.
struct Scale {
    first: When,
    days: f64,
    low: f64,
    high: f64,
}

impl Scale {
    fn across(&self, when: When) -> f64 {
        LEFT + 8.0 + (RIGHT - LEFT - 16.0) * when.days_after(self.first) as f64 / self.days
    }

    fn up(&self, value: f64) -> f64 {
        FLOOR - (FLOOR - CEILING) * (value - self.low) / (self.high - self.low)
    }
}

/// The picture; none without a number.
pub(super) fn draw(charted: &Charted) -> Option<Result<String, String>> {
    let weeks = &charted.own.weeks;
    let (first, last) = (weeks.first()?.when, weeks.last()?.when);
    let limits = charted.chart.stretches.iter().flat_map(|stretch| {
        [Some(stretch.limits.centre), stretch.limits.lower(), stretch.limits.upper()].into_iter().flatten()
    });
    let bands = charted.held.iter().flat_map(|(held, _)| held.bands.iter().flatten().flat_map(|band| [band.0, band.1]));
    let values = || weeks.iter().map(|week| week.value);
    let all: Vec<f64> = values().chain(limits).chain(bands).collect();
    let (low, high) = all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
    // Numbers that are all the same lie in the middle.
    let around = if high > low { 0.06 * (high - low) } else { high.abs().max(1.0) * 0.1 };
    let scale = Scale { first, days: (last.days_after(first) as f64).max(1.0), low: low - around, high: high + around };
    Some(picture(&caption(charted), HEIGHT, |canvas| fill(canvas, charted, &scale)).map(|drawn| drawn.file))
}

fn caption(charted: &Charted) -> Caption {
    let chart = charted.chart;
    let (count, each) = (chart.points.len(), if charted.own.days_apart.is_none() { "week" } else { "number" });
    let several = if count == 1 { "" } else { "s" };
    let episodes = chart.episodes();
    let title = match episodes.len() {
        0 => format!("No special cause in {count} {each}{several}"),
        1 => format!("1 special cause in {count} {each}{several}"),
        causes => format!("{causes} special causes in {count} {each}{several}"),
    };
    let trial = if chart.stretches.iter().any(|stretch| stretch.is_trial()) { ", some limits on trial" } else { "" };
    let limits = chart.stretches.iter().map(|stretch| {
        let or_none = |value: Option<f64>| value.map_or("none".to_string(), |value| charted.number(value));
        format!(
            "from {} mean {}, limits {} and {}",
            charted.own.weeks[stretch.begins].when,
            charted.number(stretch.limits.centre),
            or_none(stretch.limits.lower()),
            or_none(stretch.limits.upper())
        )
    });
    let when = |at: usize| charted.own.weeks[at].when;
    let causes = episodes.iter().take(MOST_NAMED).map(|(points, cause)| {
        let reading = charted.reading(*cause).word();
        let reading = if reading.is_empty() { String::new() } else { format!(" ({reading})") };
        format!("{} to {} {}{reading}", when(points.start), when(points.end - 1), seen(*cause, each))
    });
    let more = match episodes.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let causes: Vec<String> = causes.collect();
    let causes = if causes.is_empty() { "none".to_string() } else { causes.join("; ") };
    let band = charted.held.map_or(String::new(), |(held, _)| {
        let (inside, banded) = (held.inside, held.banded);
        format!(" A pale band shows where the model expects a single week: {inside} of {banded} lie in it.")
    });
    Caption {
        id: "xmr",
        title,
        subtitle: shortened(charted.title, MOST_LETTERS),
        description: format!(
            "XmR chart of {}, {count} {each}{several}. Limits: {}. Special causes: {causes}{more}.{band}",
            charted.title,
            limits.collect::<Vec<_>>().join("; "),
        ),
        foot: format!("XmR chart, limits 2.66 mean moving ranges from the mean{trial}. Not an NHS product."),
    }
}

fn fill(canvas: &Canvas, charted: &Charted, scale: &Scale) -> Drawn {
    let weeks = &charted.own.weeks;
    for value in ticks(scale) {
        let y = scale.up(value);
        canvas.line((LEFT, y), (RIGHT, y), GRID, 1.0)?;
        canvas.text(LEFT - 8.0, y, SMALL, From::Right, &charted.tick(value))?;
    }
    band(canvas, charted, scale)?;
    canvas.line((LEFT, FLOOR), (RIGHT, FLOOR), QUIET, 1.0)?;
    lines(canvas, charted, scale)?;
    let place = |week: &OwnWeek| (scale.across(week.when), scale.up(week.value));
    // Over a gap the line stops: nobody counted there.
    let far = 3 * i64::from(charted.own.days_apart.unwrap_or(7)) / 2;
    for together in weeks.chunk_by(|one, next| next.when.days_after(one.when) <= far) {
        let line: Vec<(f64, f64)> = together.iter().map(place).collect();
        if line.len() > 1 {
            canvas.path(&line, FIRST, 1.5)?;
        }
    }
    let near = (RIGHT - LEFT) / weeks.len() as f64;
    let size = (near / 2.5).clamp(1.0, 3.0);
    for (week, point) in weeks.iter().zip(&charted.chart.points) {
        match point.cause {
            None => canvas.disc(place(week), size, FIRST)?,
            Some(cause) => mark(canvas, place(week), charted.reading(cause), size)?,
        }
    }
    names_of_causes(canvas, charted, scale)?;
    dates(canvas, weeks, scale, charted.held.is_some())
}

/// A special cause by shape and colour: an improvement is a disc in a ring, a concern a square, others a diamond.
fn mark(canvas: &Canvas, (x, y): (f64, f64), reading: Reading, size: f64) -> Drawn {
    let half = size + 2.5;
    match reading {
        Reading::Improvement => {
            canvas.disc((x, y), half + 1.5, IMPROVEMENT)?;
            canvas.disc((x, y), half, plotters::style::WHITE)?;
            canvas.disc((x, y), half - 1.5, IMPROVEMENT)
        }
        Reading::Concern => canvas.bar((x - half, y - half), (x + half, y + half), CONCERN),
        Reading::Neutral => {
            let half = half + 1.0;
            canvas.polygon(&[(x, y - half), (x + half, y), (x, y + half), (x - half, y)], QUIET)
        }
    }
}

fn colour(reading: Reading) -> RGBColor {
    match reading {
        Reading::Improvement => IMPROVEMENT,
        // Orange words on white are hard to read; the square is what is orange.
        Reading::Concern | Reading::Neutral => QUIET,
    }
}

/// Where the model expects a single week, week by week without a gap.
fn band(canvas: &Canvas, charted: &Charted, scale: &Scale) -> Drawn {
    let Some((held, _)) = charted.held else { return Ok(()) };
    let known: Vec<(f64, (f64, f64))> = charted
        .own
        .weeks
        .iter()
        .zip(&held.bands)
        .filter_map(|(week, band)| Some((scale.across(week.when), (*band)?)))
        .collect();
    let upper = known.iter().map(|&(x, (_, high))| (x, scale.up(high)));
    let lower = known.iter().rev().map(|&(x, (low, _))| (x, scale.up(low)));
    let corners: Vec<(f64, f64)> = upper.chain(lower).collect();
    if known.len() > 1 { canvas.polygon(&corners, BAND) } else { Ok(()) }
}

/// Mean and limits of every stretch, and their names beside the last.
fn lines(canvas: &Canvas, charted: &Charted, scale: &Scale) -> Drawn {
    let weeks = &charted.own.weeks;
    let mut names: Vec<(f64, Look, String)> = Vec::new();
    let (stretches, mut named) = (&charted.chart.stretches, f64::NEG_INFINITY);
    for (nth, stretch) in stretches.iter().enumerate() {
        let from = if nth == 0 { LEFT } else { scale.across(weeks[stretch.begins].when) - 4.0 };
        let to = weeks.get(stretch.ends).map_or(RIGHT, |next| scale.across(next.when) - 4.0);
        if nth > 0 {
            canvas.line((from, CEILING), (from, FLOOR), QUIET, 0.75)?;
            if from - named >= 70.0 {
                named = from;
                canvas.text(from, CEILING - 10.0, SMALL, From::Middle, "new limits")?;
            }
        }
        let limits = &stretch.limits;
        canvas.line((from, scale.up(limits.centre)), (to, scale.up(limits.centre)), QUIET, 1.25)?;
        for limit in [limits.upper(), limits.lower()].into_iter().flatten() {
            canvas.dashed((from, scale.up(limit)), (to, scale.up(limit)), QUIET, 1.25)?;
        }
        if nth + 1 == stretches.len() {
            let trial = if stretch.is_trial() { "trial " } else { "" };
            names.extend(
                limits.upper().map(|limit| (limit, BODY, format!("{trial}upper limit {}", charted.number(limit)))),
            );
            names.push((limits.centre, BODY, format!("mean {}", charted.number(limits.centre))));
            names.extend(
                limits.lower().map(|limit| (limit, BODY, format!("{trial}lower limit {}", charted.number(limit)))),
            );
        }
    }
    // From the top down, each a line below the one before.
    names.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut heights: Vec<f64> = names.iter().map(|name| scale.up(name.0)).collect();
    const LINE: f64 = 17.0;
    for at in 1..heights.len() {
        heights[at] = heights[at].max(heights[at - 1] + LINE);
    }
    if let Some(too_low) = heights.last().map(|last| last - FLOOR).filter(|too_low| *too_low > 0.0) {
        heights.iter_mut().for_each(|height| *height -= too_low);
    }
    for ((_, look, name), y) in names.iter().zip(heights) {
        canvas.text(RIGHT + 8.0, y, *look, From::Left, name)?;
    }
    Ok(())
}

/// What each special cause is, beside it, where nothing else is drawn; a name without room is left out, and stands on the
/// page.
fn names_of_causes(canvas: &Canvas, charted: &Charted, scale: &Scale) -> Drawn {
    let all = &charted.own.weeks;
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for pair in all.windows(2) {
        let [one, next] = [&pair[0], &pair[1]].map(|week| (scale.across(week.when), scale.up(week.value)));
        let steps = ((next.0 - one.0).hypot(next.1 - one.1) / 4.0).ceil().max(1.0);
        let part = |step: usize| step as f64 / steps;
        let between = |step| (one.0 + part(step) * (next.0 - one.0), one.1 + part(step) * (next.1 - one.1));
        taken.extend((0..=steps as usize).map(between));
    }
    for stretch in charted.chart.stretches.iter().skip(1) {
        let x = scale.across(all[stretch.begins].when) - 4.0;
        taken.extend((0..=((FLOOR - CEILING) / 4.0) as usize).map(|step| (x, CEILING + 4.0 * step as f64)));
    }
    let limits = charted.chart.stretches.iter().flat_map(|stretch| {
        [Some(stretch.limits.centre), stretch.limits.lower(), stretch.limits.upper()].into_iter().flatten()
    });
    let heights: Vec<f64> = limits.map(|limit| scale.up(limit)).collect();
    for (points, cause) in charted.chart.episodes() {
        let reading = charted.reading(cause);
        let weeks = &all[points];
        let ends = |pick: fn(f64, f64) -> f64| weeks.iter().map(|week| scale.up(week.value)).reduce(pick);
        // Heights count downwards: the highest week is the least of them.
        let (top, bottom) = (ends(f64::min).unwrap_or(CEILING), ends(f64::max).unwrap_or(FLOOR));
        let word = reading.word();
        let name = seen_in_short(cause);
        let name = if word.is_empty() { name.to_string() } else { format!("{word}: {name}") };
        let half = 3.1 * name.chars().count() as f64;
        let (first, last) = (scale.across(weeks[0].when), scale.across(weeks[weeks.len() - 1].when));
        let middle = ((first + last) / 2.0).clamp(LEFT + half, RIGHT - half);
        let beside = [(last + half + 12.0, bottom), (first - half - 12.0, bottom)];
        let above = [15.0, 30.0, 45.0].map(|by| (middle, top - by));
        let below = [16.0, 31.0, 46.0].map(|by| (middle, bottom + by));
        let places = match cause.side {
            Side::High => above.into_iter().chain(beside),
            Side::Low => below.into_iter().chain(beside),
        };
        let free = |&(x, y): &(f64, f64)| {
            (LEFT + half..=RIGHT - half).contains(&x)
                && (CEILING - 4.0..FLOOR - 8.0).contains(&y)
                && taken.iter().all(|at| (at.0 - x).abs() > half + 4.0 || (at.1 - y).abs() > 11.0)
                && heights.iter().all(|height| (height - y).abs() > 8.0)
        };
        if let Some((x, y)) = places.into_iter().find(free) {
            let across = (0..=(half / 2.0) as usize).map(|step| (x - half + 4.0 * step as f64, y));
            taken.extend(across);
            canvas.text(x, y, Look { colour: colour(reading), ..SMALL }, From::Middle, &name)?;
        }
    }
    Ok(())
}

/// Up to six weeks under the chart, none closer than its words are wide.
fn dates(canvas: &Canvas, weeks: &[OwnWeek], scale: &Scale, has_band: bool) -> Drawn {
    const APART: f64 = 92.0;
    let mut last = f64::NEG_INFINITY;
    let step = weeks.len().div_ceil(6).max(1);
    for week in weeks.iter().step_by(step) {
        let x = scale.across(week.when);
        if x - last >= APART {
            last = x;
            canvas.line((x, FLOOR), (x, FLOOR + 5.0), QUIET, 1.0)?;
            canvas.text(x, FLOOR + 18.0, SMALL, From::Middle, &week.when.to_string())?;
        }
    }
    let band = if has_band { "; pale band: where the model expects a single week" } else { "" };
    let lines = format!("Solid line: mean; dashed: limits of the usual variation{band}");
    canvas.text(MARGIN, FLOOR + 44.0, SMALL, From::Left, &lines)
}

/// Round numbers for the axis: four to eight.
fn ticks(scale: &Scale) -> Vec<f64> {
    let rough = (scale.high - scale.low) / 5.0;
    let ten = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|n| n * ten).find(|step| *step >= rough).unwrap_or(ten);
    let first = (scale.low / step).ceil() as i64;
    let last = (scale.high / step).floor() as i64;
    (first..=last).take(20).map(|n| n as f64 * step).collect()
}
