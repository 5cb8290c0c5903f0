//! How far ahead appointments lie: their share by working days from booking, one day a bar.

use super::axis::{Key, Scale, keys, reach_of_level};
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, MARGIN, QUIET, SMALL, WIDTH, picture};
use super::{Drawing, captioned, found};
use crate::experiment::Row;
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Said};
use crate::report::words::percent;
use plotters::style::WHITE;

const HEIGHT: f64 = 420.0;
const CEILING: f64 = 124.0;
const FLOOR: f64 = 336.0;
const LEFT: f64 = 74.0;
/// A day with a smaller share is not drawn, nor any after it; and no more days than there is room for.
const LEAST: f64 = 0.001;
const MOST: usize = 45;
/// Lines of the table.
const TABLED: usize = 20;

/// The chart; none where no appointment fell due.
pub(super) fn draw(about: &About, rows: &[Row]) -> Drawing {
    let all: Vec<&Row> = rows.iter().filter(|row| row.measure == "lead_histogram").collect();
    let last = all.iter().rposition(|row| row.estimate.estimate >= LEAST).map(|last| last.min(MOST - 1));
    let Some(last) = last else { return Ok(None) };
    let days = &all[..=last];
    let later = all[last + 1..].iter().max_by(|a, b| a.estimate.estimate.total_cmp(&b.estimate.estimate));
    let same_day = days[0];
    let mut sentence = said::level(same_day).words(" of appointments are on the day of booking");
    if let Some(nine) = found(rows, "lead_days", "all", "p90") {
        sentence = sentence.words("; 9 of 10 within ").then(said::level(nine)).words(" working days");
    }
    let cut = match later.filter(|row| row.estimate.estimate > 0.0) {
        Some(row) => Said::from(format!(". Days after the {last}th are not drawn: none has more than "))
            .then(said::value(row))
            .words(" of appointments."),
        None => Said::from(". There are no later ones."),
    };
    let figures: Vec<String> = days.iter().map(|row| format!("{} {}", row.group, percent(&row.estimate, 1))).collect();
    let description = format!("Share of appointments by working days from booking: {}.", figures.join("; "));
    let title = format!("{} are the same day, a tail lies weeks ahead", percent(&same_day.estimate, 0));
    let caption =
        captioned(about, "lead-days", title, "Share of appointments by working days from booking", &description);
    let picture =
        picture(&caption, HEIGHT, |canvas| fill(canvas, days, later.is_some_and(|row| row.estimate.estimate > 0.0)))?;
    let lines = days.iter().take(TABLED).map(|row| Line::Row(row.group.clone(), vec![said::level(row)]));
    let table = Table {
        caption: match days.len() > TABLED {
            true => format!(
                "Share of appointments due, by working days from booking (95% intervals); days from {TABLED} on are in results.csv"
            ),
            false => "Share of appointments due, by working days from booking (95% intervals)".into(),
        },
        columns: ["Working days", "Share"].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence: sentence.then(cut), picture, table }))
}

fn fill(canvas: &Canvas, days: &[&Row], cut: bool) -> Drawn {
    // Where most are the same day, their bar is cut, or the tail could not be seen.
    let next = days.iter().skip(1).flat_map(|row| reach_of_level(&row.estimate)).fold(0.0, f64::max);
    let first = days[0].estimate;
    let is_cut = next > 0.0 && first.estimate > 2.5 * next;
    let shown = days.iter().skip(usize::from(is_cut)).flat_map(|row| reach_of_level(&row.estimate));
    let up = Scale::with_zero(shown.chain([1.25 * next]), FLOOR, CEILING);
    keys(canvas, &[(Key::Bar(FIRST), "share of appointments due"), (Key::Interval, "95% interval")])?;
    up.up(canvas, LEFT, WIDTH - MARGIN, (100.0, "%"))?;
    let step = (WIDTH - MARGIN - LEFT) / days.len() as f64;
    let bar = (0.72 * step).min(30.0);
    for (at, row) in days.iter().enumerate() {
        let middle = LEFT + step * (at as f64 + 0.5);
        let e = &row.estimate;
        canvas.bar((middle - bar / 2.0, up.at(e.estimate)), (middle + bar / 2.0, FLOOR), FIRST)?;
        // Where it is too short to be seen, it would only hide the bar.
        let beyond = is_cut && at == 0;
        if !beyond && said::has_interval(e) && up.at(e.low) - up.at(e.high) > 3.0 {
            canvas.interval((middle, up.at(e.low.max(0.0))), (middle, up.at(e.high)), (3.0, 0.0))?;
        }
        if at % 5 == 0 {
            canvas.text(middle, FLOOR + 16.0, SMALL, From::Middle, &at.to_string())?;
        }
    }
    if is_cut {
        let (left, right) = (LEFT + step / 2.0 - bar, LEFT + step / 2.0 + bar);
        for y in [CEILING + 18.0, CEILING + 26.0] {
            canvas.line((left, y + 5.0), (right, y - 5.0), WHITE, 4.0)?;
        }
        let words = format!("{}, cut off here", percent(&first, 1));
        canvas.text(right + 6.0, CEILING + 8.0, BODY, From::Left, &words)?;
    }
    canvas.line((LEFT, FLOOR), (WIDTH - MARGIN, FLOOR), QUIET, 1.0)?;
    let tail = if cut { "; the rest of the tail is cut off" } else { "" };
    let words = format!("working days from booking to appointment{tail}");
    canvas.text((LEFT + WIDTH - MARGIN) / 2.0, FLOOR + 38.0, BODY, From::Middle, &words)
}
