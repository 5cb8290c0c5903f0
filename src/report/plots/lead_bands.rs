//! How soon: appointments by the time from booking, this run beside what was published for England.

use super::canvas::{BODY, Canvas, Drawn, FIRST, From, MARGIN, QUIET, SECOND, SMALL, WIDTH, picture};
use super::{Caption, Drawing, foot, subtitle};
use crate::experiment::Row;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Said};
use crate::report::words::{capital, percent, percent_interval};
use crate::report::{About, find};
use crate::scenario::names::LeadBand;

/// Percentages of appointments in England, November 2017 to October 2018, by calendar days from booking. GPAD18, found.
const PUBLISHED: [(LeadBand, &str, f64); 7] = [
    (LeadBand::SameDay, "same day", 43.0),
    (LeadBand::One, "1", 7.0),
    (LeadBand::To7, "2 to 7", 20.0),
    (LeadBand::To14, "8 to 14", 14.0),
    (LeadBand::To21, "15 to 21", 7.0),
    (LeadBand::To28, "22 to 28", 5.0),
    (LeadBand::Over28, "over 28", 4.0),
];

const HEIGHT: f64 = 470.0;
const FLOOR: f64 = 374.0;
const CEILING: f64 = 140.0;
const BAR: f64 = 38.0;

/// One band of the picture.
struct Band<'a> {
    label: &'static str,
    published: f64,
    row: &'a Row,
}

/// The chart; none where no appointment fell due.
pub(super) fn draw(about: &About, rows: &[Row]) -> Drawing {
    let bands: Option<Vec<Band>> = PUBLISHED
        .iter()
        .map(|&(band, label, published)| {
            find(rows, "lead_share", band.id(), "share").map(|row| Band { label, published, row })
        })
        .collect();
    let Some(bands) = bands else { return Ok(None) };
    let caption = caption(about, &bands);
    let picture = picture(&caption, HEIGHT, |canvas| fill(canvas, &bands))?;
    let (first, last) = (bands[0].row, bands[bands.len() - 1].row);
    let sentence = said::value(first)
        .words(" of appointments are on the day they were booked, ")
        .then(said::value(last))
        .words(" more than 28 days after it. England in 2018, as published: 43% and 4%.");
    let lines = bands.iter().map(|band| {
        let published = Said::from(format!("{}%", band.published));
        Line::Row(capital(band.label), vec![said::level(band.row), published])
    });
    let table = Table {
        caption: "Share of appointments due, by calendar days from booking (95% intervals)".into(),
        columns: ["Calendar days", "This run", "England, 2018 (GPAD18)"].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence, picture, table }))
}

fn caption(about: &About, bands: &[Band]) -> Caption {
    let figures: Vec<String> = bands
        .iter()
        .map(|band| {
            let interval = percent_interval(&band.row.estimate, 1).map_or(String::new(), |said| format!(" ({said})"));
            let days = if band.label == "same day" { "" } else { " days" };
            format!("{}{days} {}{interval}, published {}%", band.label, percent(&band.row.estimate, 1), band.published)
        })
        .collect();
    Caption {
        id: "lead-bands",
        title: format!("{} of appointments are on the day of booking", whole(bands[0].row)),
        foot: foot(about),
        subtitle: subtitle(about, "Share of appointments by calendar days from booking"),
        description: format!(
            "{}. Bars in pairs: this run beside England in 2018 as published (GPAD18). {}.",
            about.name(),
            figures.join("; ")
        ),
    }
}

fn whole(row: &Row) -> String {
    format!("{:.0}%", 100.0 * row.estimate.estimate)
}

fn fill(canvas: &Canvas, bands: &[Band]) -> Drawn {
    legend(canvas)?;
    let highest = bands.iter().flat_map(|band| [band.published / 100.0, top(band.row)]).fold(0.0, f64::max);
    let height = |share: f64| FLOOR - (FLOOR - CEILING) * share / highest;
    let step = (WIDTH - 2.0 * MARGIN) / bands.len() as f64;
    for (place, band) in bands.iter().enumerate() {
        let middle = MARGIN + step * (place as f64 + 0.5);
        let (left, right) = (middle - BAR - 4.0, middle + 4.0);
        let e = &band.row.estimate;
        canvas.bar((left, height(e.estimate)), (left + BAR, FLOOR), FIRST)?;
        if e.low.is_finite() && e.high.is_finite() {
            let x = left + BAR / 2.0;
            canvas.interval((x, height(e.low.max(0.0))), (x, height(e.high)), (5.0, 0.0))?;
        }
        canvas.text(left + BAR / 2.0, height(top(band.row)) - 15.0, BODY, From::Middle, &percent(e, 1))?;
        let published = height(band.published / 100.0);
        canvas.hollow((right, published), (right + BAR, FLOOR), SECOND)?;
        let figure = format!("{}%", band.published);
        canvas.text(right + BAR / 2.0, published - 15.0, BODY, From::Middle, &figure)?;
        canvas.text(middle, FLOOR + 18.0, BODY, From::Middle, band.label)?;
    }
    canvas.line((MARGIN, FLOOR), (WIDTH - MARGIN, FLOOR), QUIET, 1.0)?;
    canvas.text(WIDTH / 2.0, FLOOR + 42.0, BODY, From::Middle, "calendar days from booking to appointment")
}

/// The end of the interval, or of the bar where there is none.
fn top(row: &Row) -> f64 {
    if row.estimate.high.is_finite() { row.estimate.high } else { row.estimate.estimate }
}

fn legend(canvas: &Canvas) -> Drawn {
    canvas.bar((MARGIN, 83.0), (MARGIN + 22.0, 97.0), FIRST)?;
    canvas.text(MARGIN + 30.0, 90.0, BODY, From::Left, "this run, with its 95% interval")?;
    canvas.hollow((MARGIN + 281.0, 84.0), (MARGIN + 301.0, 96.0), SECOND)?;
    canvas.text(MARGIN + 310.0, 90.0, BODY, From::Left, "England, 2018, as published")?;
    canvas.text(WIDTH - MARGIN, 90.0, SMALL, From::Right, "Published figures: GPAD18")
}
