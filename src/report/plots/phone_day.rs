//! The phone by the half hour of the day: how long callers wait, and the rush when the lines open; one practice, or
//! before and after.

use super::axis::{Key, Scale, keys, reach_of_level};
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, GREY, MARGIN, Mark, QUIET, SECOND, SMALL, WIDTH, picture};
use super::{Caption, Drawing, captioned, cell};
use crate::experiment::Row;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Said};
use crate::report::words::with_interval;
use crate::report::{About, find};
use crate::scenario::names::HalfHour;
use crate::scenario::node::Names;
use plotters::style::RGBColor;

const HEIGHT: f64 = 430.0;
const CEILING: f64 = 124.0;
const FLOOR: f64 = 346.0;
const LEFT: f64 = 74.0;

/// Half hours from the opening of the lines that are shaded as the rush.
const RUSH: usize = 2;
/// The interface's pale grey: words and bars on it keep their contrast.
const PALE: RGBColor = RGBColor(0xe8, 0xed, 0xee);

/// Callers who joined in one half hour.
struct Half<'a> {
    clock: &'static str,
    one: Option<&'a Row>,
    two: Option<&'a Row>,
    apart: Option<&'a Row>,
}

/// The chart of one practice; none where nobody rings.
pub(super) fn draw(about: &About, rows: &[Row]) -> Drawing {
    drawn(about, halves(rows, &[], &[]), false)
}

/// The chart before and after.
pub(super) fn draw_beside(about: &About, before: &[Row], after: &[Row], apart: &[Row]) -> Drawing {
    drawn(about, halves(before, after, apart), true)
}

fn halves<'a>(one: &'a [Row], two: &'a [Row], apart: &'a [Row]) -> Vec<Half<'a>> {
    let of = |rows: &'a [Row], clock| find(rows, "phone_wait", clock, "mean");
    let half = |clock: &&'static str| Half { clock, one: of(one, clock), two: of(two, clock), apart: of(apart, clock) };
    HalfHour::IDS.iter().map(half).filter(|half| half.one.or(half.two).is_some()).collect()
}

fn drawn(about: &About, halves: Vec<Half>, beside: bool) -> Drawing {
    let longest = |of: fn(&Half<'_>) -> Option<f64>| {
        let known = halves.iter().filter_map(|half| Some((half.clock, of(half)?)));
        known.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(clock, _)| clock)
    };
    let Some(worst) = longest(|half| Some(half.one?.estimate.estimate)) else { return Ok(None) };
    let Some(half) = halves.iter().find(|half| half.clock == worst) else { return Ok(None) };
    let Some(row) = half.one else { return Ok(None) };
    let minutes = with_interval(&row.estimate, 1).0;
    let figures: Vec<String> = halves.iter().filter_map(words).collect();
    let (id, title, sentence) = match beside {
        false => {
            let sentence = Said::from(format!("Who joins the queue between {worst} and half an hour later waits "))
                .then(said::level(row))
                .words(" minutes on average, longest of the day. Callers who hang up are counted with the time they gave it; the engaged tone is not a wait.");
            let first = halves.first().and_then(|half| Some((half.clock, half.one?)));
            let title = match first.filter(|(clock, _)| *clock != worst) {
                Some((clock, row)) => {
                    format!(
                        "Callers wait {} minutes at {clock}, {minutes} at {worst}",
                        with_interval(&row.estimate, 1).0
                    )
                }
                None => format!("Callers at {worst} wait longest, {minutes} minutes"),
            };
            ("phone-day", title, sentence)
        }
        true => {
            let after = half.two.map_or(String::from("–"), |row| with_interval(&row.estimate, 1).0);
            let mut sentence =
                Said::from(format!("At {worst}, the worst half hour before, callers wait ")).then(said::level(row));
            if let Some(two) = half.two {
                sentence = sentence.words(" minutes before and ").then(said::level(two)).words(" after");
            }
            if let Some(apart) = half.apart {
                sentence = sentence.words(": ").then(said::difference(apart));
            }
            let unclear = half.apart.is_some_and(|row| said::spans_0(&row.estimate));
            let title = match unclear {
                true => format!("No clear difference in callers' waits at {worst}"),
                false => format!("Callers at {worst} wait {minutes} minutes before, {after} after"),
            };
            ("phone-day-beside", title, sentence.words("."))
        }
    };
    let rush =
        halves.first().map_or(String::new(), |first| format!(" The hour from {} is shaded as the rush.", first.clock));
    let description = format!("Minutes that callers wait, by half hour: {}.{rush}", figures.join("; "));
    let caption: Caption =
        captioned(about, id, title, "Mean wait in minutes by half hour of joining the queue", &description);
    let picture = picture(&caption, HEIGHT, |canvas| fill(canvas, &halves, beside))?;
    let lines = halves.iter().map(|half| {
        let cells = match beside {
            false => vec![cell(half.one, said::level)],
            true => vec![cell(half.one, said::level), cell(half.two, said::level), cell(half.apart, said::difference)],
        };
        Line::Row(half.clock.into(), cells)
    });
    let columns: &[&str] = match beside {
        false => &["Joined from", "Minutes"],
        true => &["Joined from", "Before", "After", "Difference"],
    };
    let table = Table {
        caption: "Mean wait in minutes of callers, answered or not, by the half hour of joining (95% intervals)".into(),
        columns: columns.iter().map(|column| column.to_string()).collect(),
        lines: lines.collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence, picture, table }))
}

fn words(half: &Half) -> Option<String> {
    let one = with_interval(&half.one?.estimate, 2).0;
    let two = half.two.map_or(String::new(), |row| format!(", then {}", with_interval(&row.estimate, 2).0));
    Some(format!("{} {one}{two}", half.clock))
}

fn fill(canvas: &Canvas, halves: &[Half], beside: bool) -> Drawn {
    let rows = || halves.iter().flat_map(|half| [half.one, half.two]).flatten();
    // One very uncertain half hour, of a few calls a year, must not flatten the day.
    let most = rows().map(|row| row.estimate.estimate).fold(0.0, f64::max);
    let up = Scale::with_zero(
        rows().flat_map(|row| reach_of_level(&row.estimate)).map(|to| to.min(1.4 * most)),
        FLOOR,
        CEILING,
    );
    match beside {
        false => keys(canvas, &[(Key::Bar(FIRST), "mean wait"), (Key::Interval, "95% interval")])?,
        true => keys(
            canvas,
            &[
                (Key::Mark(Mark::Ring, SECOND), "before"),
                (Key::Mark(Mark::Dot, FIRST), "after"),
                (Key::Interval, "95% interval"),
            ],
        )?,
    };
    let step = (WIDTH - MARGIN - LEFT) / halves.len() as f64;
    // Under everything else, so that no line is hidden.
    canvas.bar((LEFT, CEILING - 26.0), (LEFT + step * RUSH.min(halves.len()) as f64, FLOOR), PALE)?;
    if let Some(first) = halves.first() {
        canvas.text(LEFT + 6.0, CEILING - 14.0, SMALL, From::Left, &format!("the {} rush", first.clock))?;
    }
    up.up(canvas, LEFT, WIDTH - MARGIN, (1.0, ""))?;
    canvas.text(MARGIN, FLOOR + 38.0, SMALL, From::Left, "minutes")?;
    let bar = (step * 0.62).min(34.0);
    for (at, half) in halves.iter().enumerate() {
        let middle = LEFT + step * (at as f64 + 0.5);
        let sides = [(half.one, -bar / 4.0), (half.two, bar / 4.0)];
        for (second, (row, aside)) in sides.into_iter().enumerate() {
            let Some(row) = row else { continue };
            let x = if beside { middle + aside } else { middle };
            let y = up.at(row.estimate.estimate);
            if !beside {
                canvas.bar((x - bar / 2.0, y), (x + bar / 2.0, FLOOR), FIRST)?;
            }
            if said::has_interval(&row.estimate) {
                let ends = [row.estimate.low, row.estimate.high].map(|end| up.at(end.max(0.0)));
                canvas.interval((x, ends[0]), (x, ends[1]), (3.0, 0.0))?;
            }
            match (beside, second) {
                (false, _) => {}
                (true, 0) => canvas.mark(Mark::Ring, (x, y), SECOND)?,
                (true, _) => canvas.mark(Mark::Dot, (x, y), FIRST)?,
            }
        }
        // Whole hours only, so that the times stand clear of each other.
        if half.clock.ends_with("00") {
            canvas.text(middle, FLOOR + 16.0, SMALL, From::Middle, half.clock)?;
        } else {
            canvas.line((middle, FLOOR), (middle, FLOOR + 5.0), GREY, 1.0)?;
        }
    }
    canvas.line((LEFT, FLOOR), (WIDTH - MARGIN, FLOOR), QUIET, 1.0)?;
    canvas.text((LEFT + WIDTH - MARGIN) / 2.0, FLOOR + 38.0, BODY, From::Middle, "half hour of joining the queue")
}
