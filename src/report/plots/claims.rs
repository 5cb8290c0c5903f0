//! Three answers to what a programme releases: what comes out, what case studies of the same practices would claim, and
//! what all that is offered would release if everybody did it in full.

use super::axis::{Key, Scale, keys, reach, zero};
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, SECOND, SMALL, picture};
use super::{Drawing, captioned};
use crate::experiment::Row;
use crate::experiment::programme::{LAST, STRETCHES};
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Said};
use crate::report::words::{percent, percent_interval};
use crate::report::{About, find};

const TOP: f64 = 132.0;
const STEP: f64 = 52.0;
const BAR: f64 = 24.0;
const NAMES: f64 = 226.0;
const LEFT: f64 = 240.0;
const RIGHT: f64 = 590.0;
const FIGURES_AT: f64 = 606.0;

/// Measure, what it is called, and of whom.
const BARS: [(&str, &str, &str); 3] = [
    ("gp_hours_released_share", "released", "all practices invited"),
    ("gp_hours_claimed_share", "claimed by case studies", "practices that stayed"),
    ("gp_hours_released_in_full_share", "released, all done in full", "everybody, from the first day"),
];

/// The chart; none without practices.
pub(super) fn draw(about: &About, rows: &[Row]) -> Drawing {
    let (group, month, _) = &STRETCHES[LAST];
    let bars: Vec<(&Row, &str, &str)> = BARS
        .iter()
        .filter_map(|&(measure, name, who)| Some((find(rows, measure, group, "mean")?, name, who)))
        .collect();
    let of = |measure: &str| bars.iter().find(|(row, ..)| row.measure == measure).map(|(row, ..)| *row);
    let Some(released) = of(BARS[0].0) else { return Ok(None) };
    let shown = |row: &Row| percent(&row.estimate, 1);
    let title = match of(BARS[1].0) {
        Some(claimed) => format!("{} released where case studies claim {}", shown(released), shown(claimed)),
        None => format!("{} of GP hours are released", shown(released)),
    };
    let mut sentence = Said::from(format!("After {month}, of the GP hours used before: "));
    for ((row, name, who), before) in bars.iter().zip(["", "; ", "; "]) {
        sentence = sentence.words(before).then(said::level(row)).words(format!(" {name} ({who})"));
    }
    let sentence = sentence.words(
        ". A case study counts each diverted patient as a whole slot, takes off nothing for workshops and training, and \
         leaves out whoever did not stay.",
    );
    let described: Vec<String> = bars.iter().map(|(row, name, _)| format!("{name} {}", shown(row))).collect();
    let description = format!("Share of GP hours after {month}: {}.", described.join("; "));
    let mut caption = captioned(about, "claims", title, "", &description);
    caption.subtitle = format!("Share of the GP hours used before, after {month}, mean of practices");
    let floor = TOP + STEP * bars.len() as f64;
    let picture = picture(&caption, floor + 64.0, |canvas| fill(canvas, &bars, floor))?;
    let table = Table {
        caption: format!("Share of GP hours after {month} (95% intervals over groups)"),
        columns: ["", "Share", "Of whom"].map(String::from).to_vec(),
        lines: bars
            .iter()
            .map(|(row, name, who)| {
                Line::Row(crate::report::words::capital(name), vec![said::level(row), Said::from(*who)])
            })
            .collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence, picture, table }))
}

fn fill(canvas: &Canvas, bars: &[(&Row, &str, &str)], floor: f64) -> Drawn {
    let across = Scale::with_zero(bars.iter().flat_map(|(row, ..)| reach(&row.estimate)), LEFT, RIGHT);
    keys(
        canvas,
        &[
            (Key::Bar(FIRST), "comes out"),
            (Key::Hollow(SECOND), "is claimed, or could be"),
            (Key::Interval, "95% interval over groups"),
        ],
    )?;
    across.across(canvas, TOP - 4.0, floor, (100.0, "%"))?;
    for (at, (row, name, who)) in bars.iter().enumerate() {
        let y = TOP + STEP * (at as f64 + 0.5);
        let e = &row.estimate;
        canvas.text(NAMES, y - 8.0, BODY, From::Right, name)?;
        canvas.text(NAMES, y + 10.0, SMALL, From::Right, who)?;
        let (from, to) = (across.at(0.0), across.at(e.estimate));
        let (from, to) = ((from.min(to), y - BAR / 2.0), (from.max(to), y + BAR / 2.0));
        match at {
            0 => canvas.bar(from, to, FIRST)?,
            _ => canvas.hollow(from, to, SECOND)?,
        }
        if said::has_interval(e) {
            canvas.interval((across.at(e.low), y), (across.at(e.high), y), (0.0, 6.0))?;
        }
        let interval = percent_interval(e, 1).map_or(String::new(), |interval| format!(" ({interval})"));
        canvas.text(FIGURES_AT, y, BODY, From::Left, &format!("{}{interval}", percent(e, 1)))?;
    }
    zero(canvas, (across.at(0.0), TOP - 4.0), (across.at(0.0), floor))
}
