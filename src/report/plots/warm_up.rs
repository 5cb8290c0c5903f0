//! When measuring begins: appointments in the book at each opening of a year from an empty book, and the week from
//! which on they count.

use super::axis::{Key, Scale, keys};
use super::canvas::{BODY, Canvas, Drawn, FIRST, FOURTH, From, MARGIN, QUIET, WIDTH, picture};
use super::{Drawing, captioned};
use crate::experiment::warmup::Chosen;
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::Said;
use crate::report::words::grouped;

const HEIGHT: f64 = 400.0;
const CEILING: f64 = 130.0;
const FLOOR: f64 = 322.0;
const LEFT: f64 = 88.0;
/// Weeks of the pilots.
const WEEKS: f64 = 52.0;

/// The chart; none where the scenario says the days and no pilot was run.
pub(super) fn draw(about: &About, warm_up: &Chosen) -> Drawing {
    let series = &warm_up.series;
    if series.len() < 2 {
        return Ok(None);
    }
    let weeks = f64::from(warm_up.days) / 7.0;
    let title = match warm_up.settled {
        true => format!("Measuring begins after {} weeks, once the book has filled", grouped(weeks, 0)),
        false => "The book never stops filling".into(),
    };
    let sentence = match warm_up.settled {
        true => format!(
            "Every run starts with an empty book. Measuring begins after {} weeks, the point from which on the pilots \
             vary least around their mean (MSER-5).",
            grouped(weeks, 0)
        ),
        false => format!(
            "Every run starts with an empty book, and in this practice it keeps filling: waits hang on how long the run \
             is. Measuring begins after {} weeks.",
            grouped(weeks, 0)
        ),
    };
    let booked = |week: usize| series[(week as f64 / WEEKS * (series.len() - 1) as f64).round() as usize];
    let at_week = |week: usize| grouped(booked(week), 0);
    let shown: Vec<usize> = (0..=52).step_by(4).collect();
    let figures: Vec<String> = shown.iter().map(|&week| format!("week {week} {}", at_week(week))).collect();
    let description = format!(
        "Appointments in the book at opening: {}. Measuring begins after {} weeks.",
        figures.join("; "),
        grouped(weeks, 0)
    );
    let mut caption = captioned(about, "warm-up", title, "", &description);
    caption.subtitle = "Appointments in the book at each opening, mean of the pilot runs".into();
    let picture = picture(&caption, HEIGHT, |canvas| fill(canvas, series, weeks))?;
    let table = Table {
        caption: "Appointments in the book at opening, mean of the pilot runs".into(),
        columns: ["Week", "Appointments in the book"].map(String::from).to_vec(),
        lines: shown
            .iter()
            .map(|&week| Line::Row(week.to_string(), vec![Said::default().figure(at_week(week), booked(week))]))
            .collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence: Said::from(sentence), picture, table }))
}

fn fill(canvas: &Canvas, series: &[f64], begins: f64) -> Drawn {
    let up = Scale::with_zero(series.iter().copied(), FLOOR, CEILING);
    let across = Scale::every(4.0, 0.0, WEEKS, LEFT, WIDTH - MARGIN - 8.0);
    keys(canvas, &[(Key::Line(FIRST), "appointments in the book"), (Key::Dashed(FOURTH), "measuring begins")])?;
    up.up(canvas, LEFT, WIDTH - MARGIN, (1.0, ""))?;
    across.across(canvas, FLOOR, FLOOR, (1.0, ""))?;
    let week = |at: usize| WEEKS * at as f64 / (series.len() - 1) as f64;
    let points: Vec<(f64, f64)> =
        series.iter().enumerate().map(|(at, &booked)| (across.at(week(at)), up.at(booked))).collect();
    canvas.path(&points, FIRST, 2.5)?;
    let x = across.at(begins);
    canvas.dashed((x, CEILING - 14.0), (x, FLOOR), FOURTH, 2.5)?;
    canvas.line((LEFT, FLOOR), (WIDTH - MARGIN, FLOOR), QUIET, 1.0)?;
    canvas.text((LEFT + WIDTH - MARGIN) / 2.0, FLOOR + 36.0, BODY, From::Middle, "weeks from an empty book")
}
