//! Where the GPs' week goes: hours by line of the ledger, largest first.

use super::canvas::{BODY, Canvas, Drawn, FIRST, From, MARGIN, SMALL, WIDTH, picture};
use super::{Caption, Drawing, foot, subtitle};
use crate::experiment::Row;
use crate::report::document::{Chart, Line, Table};
use crate::report::said;
use crate::report::words::{grouped, ledger_line, shortened, with_interval};
use crate::report::{About, find};
use crate::scenario::names::LedgerLine;

const TOP: f64 = 112.0;
/// Many lines, and a page of paper that is wider than high: each is as low as its words allow.
const STEP: f64 = 20.0;
const BAR: f64 = 13.0;
/// Names end here, bars begin a little after.
const NAMES: f64 = 196.0;
const BARS: f64 = 204.0;
/// The longest bar leaves room for its figure.
const LONGEST: f64 = 390.0;
/// Longer names of lines are cut.
const MOST_LETTERS: usize = 22;

/// One bar of the picture.
struct Bar<'a> {
    name: String,
    /// Paid, but lost or idle.
    unused: bool,
    row: &'a Row,
}

/// The chart; none where no GP works.
pub(super) fn draw(about: &About, rows: &[Row]) -> Drawing {
    let Some(worked) = find(rows, "hours_per_week", "gp/worked", "mean") else { return Ok(None) };
    let mut bars: Vec<Bar> = rows
        .iter()
        .filter(|row| row.measure == "hours_per_week")
        .filter_map(|row| Some((row.group.strip_prefix("gp/")?, row)))
        .filter(|(line, _)| *line != "worked")
        .map(|(line, row)| {
            let unused =
                [LedgerLine::DnaLost.id(), LedgerLine::GapIdle.id(), LedgerLine::FinishedEarly.id()].contains(&line);
            Bar { name: shortened(&ledger_line(line), MOST_LETTERS), unused, row }
        })
        .collect();
    bars.sort_by(|a, b| b.row.estimate.estimate.total_cmp(&a.row.estimate.estimate));
    let height = TOP + STEP * bars.len() as f64 + 44.0;
    let caption = caption(about, worked, &bars);
    let picture = picture(&caption, height, |canvas| fill(canvas, &bars))?;
    let mut sentence = said::value(worked).words(" hours a week are worked by GPs");
    for (bar, before) in bars.iter().zip([": ", ", ", " and "]) {
        sentence = sentence.words(before).then(said::value(bar.row)).words(format!(" {}", inside(&bar.name)));
    }
    let all = Line::Row("All hours worked".into(), vec![said::level(worked)]);
    let lines = bars.iter().map(|bar| Line::Row(bar.name.clone(), vec![said::level(bar.row)]));
    let table = Table {
        caption: "Hours a week, all GPs of the practice together (95% intervals)".into(),
        columns: ["Line of the ledger", "Hours a week"].map(String::from).to_vec(),
        lines: lines.chain([all]).collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence: sentence.words("."), picture, table }))
}

/// A name within a sentence.
fn inside(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

fn caption(about: &About, worked: &Row, bars: &[Bar]) -> Caption {
    let hours = |row: &Row| grouped(row.estimate.estimate, 0);
    let figures: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.name, figure(bar.row))).collect();
    let title = match bars.first() {
        Some(most) => format!("{} takes {} of {} GP hours worked", most.name, hours(most.row), hours(worked)),
        None => "No GP hours were worked".into(),
    };
    Caption {
        id: "gp-week",
        title,
        foot: foot(about),
        subtitle: subtitle(about, "Hours a week, all GPs of the practice together"),
        description: format!(
            "{}. Bars, longest first, hours a week: {}. Time idle or lost is paid but not used.",
            about.name(),
            figures.join("; ")
        ),
    }
}

/// `92.1 (91.8 to 92.4)`.
fn figure(row: &Row) -> String {
    match with_interval(&row.estimate, 2) {
        (value, Some(interval)) => format!("{value} ({interval})"),
        (value, None) => value,
    }
}

fn fill(canvas: &Canvas, bars: &[Bar]) -> Drawn {
    let reach = |row: &Row| if row.estimate.high.is_finite() { row.estimate.high } else { row.estimate.estimate };
    let most = bars.iter().map(|bar| reach(bar.row)).fold(f64::MIN_POSITIVE, f64::max);
    let along = |hours: f64| BARS + LONGEST * hours.max(0.0) / most;
    canvas.bar((BARS, 81.0), (BARS + 22.0, 95.0), FIRST)?;
    canvas.text(BARS + 30.0, 88.0, BODY, From::Left, "used")?;
    canvas.hollow((BARS + 91.0, 82.0), (BARS + 111.0, 94.0), FIRST)?;
    canvas.text(BARS + 120.0, 88.0, BODY, From::Left, "paid, but idle or lost")?;
    canvas.text(WIDTH - MARGIN, 88.0, SMALL, From::Right, "hours a week (95% interval)")?;
    for (place, bar) in bars.iter().enumerate() {
        let middle = TOP + STEP * (place as f64 + 0.5);
        let e = &bar.row.estimate;
        let (from, to) = ((BARS, middle - BAR / 2.0), (along(e.estimate), middle + BAR / 2.0));
        if bar.unused {
            canvas.hollow(from, to, FIRST)?;
        } else {
            canvas.bar(from, to, FIRST)?;
        }
        if e.low.is_finite() && e.high.is_finite() {
            canvas.interval((along(e.low), middle), (along(e.high), middle), (0.0, 5.0))?;
        }
        canvas.text(NAMES, middle, BODY, From::Right, &bar.name)?;
        canvas.text(along(reach(bar.row)) + 12.0, middle, BODY, From::Left, &figure(bar.row))?;
    }
    Ok(())
}
