//! A programme through its year: what practices release after 3, 6, 9 and 12 months, the mean with its interval and the
//! spread over practices, which is no interval.

use super::axis::{Key, Scale, keys};
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, GREY, MARGIN, Mark, QUIET, SMALL, WIDTH, picture};
use super::{Drawing, captioned, cell};
use crate::experiment::Row;
use crate::experiment::programme::{LAST, STRETCHES};
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Said};
use crate::report::words::percent;
use crate::report::{About, find};

const HEIGHT: f64 = 500.0;
const CEILING: f64 = 132.0;
const FLOOR: f64 = 368.0;
const LEFT: f64 = 84.0;
const MEASURE: &str = "gp_hours_released_share";

/// One month that is looked at.
struct Month<'a> {
    name: &'static str,
    mean: &'a Row,
    /// A tenth of practices lie below the first and above the second.
    tenths: Option<[&'a Row; 2]>,
    median: Option<&'a Row>,
}

/// The chart; none without practices.
pub(super) fn draw(about: &About, rows: &[Row]) -> Drawing {
    let of = |group: &str, stat: &str| find(rows, MEASURE, group, stat);
    let month = |(group, name, _): &(&'static str, &'static str, std::ops::Range<usize>)| {
        let tenths = of(group, "p10").zip(of(group, "p90")).map(|(low, high)| [low, high]);
        Some(Month { name, mean: of(group, "mean")?, tenths, median: of(group, "median") })
    };
    let months: Vec<Month> = STRETCHES[..=LAST].iter().filter_map(month).collect();
    let Some(last) = months.last() else { return Ok(None) };
    let title = match said::has_interval(&last.mean.estimate) && said::spans_0(&last.mean.estimate) {
        true => format!("After {} nothing is clearly released", last.name),
        false => format!("After {}, practices release {} on average", last.name, percent(&last.mean.estimate, 1)),
    };
    let mut sentence = Said::from(format!("GP hours released after {}, of those used before: ", last.name))
        .then(said::level(last.mean));
    if let Some([low, high]) = last.tenths {
        sentence = sentence
            .words(" on average; 1 in 10 practices lies below ")
            .then(said::value(low))
            .words(" and 1 in 10 above ")
            .then(said::value(high))
            .words(". That is a spread over practices, which are single years with luck of their own, and no interval");
    }
    let described: Vec<String> = months
        .iter()
        .map(|month| {
            let tenths = month.tenths.map(|ends| ends.map(|end| percent(&end.estimate, 1)).join(" to "));
            let spread = tenths.map_or(String::new(), |tenths| format!(", 8 in 10 practices {tenths}"));
            format!("{} {}{spread}", month.name, percent(&month.mean.estimate, 1))
        })
        .collect();
    let description = format!("Share of GP hours released by month: {}.", described.join("; "));
    let mut caption = captioned(about, "ramp", title, "", &description);
    caption.subtitle = "GP hours released, % of those used before, all practices that were invited".into();
    let picture = picture(&caption, HEIGHT, |canvas| fill(canvas, &months))?;
    let row = |month: &Month| {
        let [low, high] = month.tenths.map_or([None; 2], |ends| ends.map(Some));
        let cells = [Some(month.mean), month.median, low, high].map(|row| cell(row, said::level));
        Line::Row(month.name.into(), cells.to_vec())
    };
    let table = Table {
        caption: "Share of GP hours released in the month, over practices invited (95% intervals over groups)".into(),
        columns: ["After", "Mean", "Median", "1 in 10 below", "1 in 10 above"].map(String::from).to_vec(),
        lines: months.iter().map(row).collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence: sentence.words("."), picture, table }))
}

fn fill(canvas: &Canvas, months: &[Month]) -> Drawn {
    let right = WIDTH - MARGIN;
    let ends = months.iter().flat_map(|month| {
        let tenths = month.tenths.map_or([f64::NAN; 2], |ends| ends.map(|end| end.estimate.estimate));
        super::axis::reach(&month.mean.estimate).into_iter().chain(tenths)
    });
    let up = Scale::with_zero(ends, FLOOR, CEILING);
    keys(
        canvas,
        &[
            (Key::Mark(Mark::Dot, FIRST), "mean of practices"),
            (Key::Interval, "95% interval of the mean"),
            (Key::Bar(GREY), "spread: 8 in 10 practices"),
        ],
    )?;
    up.up(canvas, LEFT, right, (100.0, "%"))?;
    let step = (right - LEFT) / months.len() as f64;
    let middle = |at: usize| LEFT + step * (at as f64 + 0.5);
    for (at, month) in months.iter().enumerate() {
        let x = middle(at);
        if let Some(ends) = month.tenths {
            let [low, high] = ends.map(|end| up.at(end.estimate.estimate));
            canvas.bar((x - 30.0, high), (x + 30.0, low), GREY)?;
            // Below, where they lie neither on each other nor on the line.
            let [below, above] = ends.map(|end| percent(&end.estimate, 1));
            let words = format!("8 in 10: {below} to {above}");
            canvas.text(x, FLOOR + 56.0, SMALL, From::Middle, &words)?;
        }
        let mean = format!("mean {}", percent(&month.mean.estimate, 1));
        canvas.text(x, FLOOR + 37.0, BODY, From::Middle, &mean)?;
        canvas.text(x, FLOOR + 16.0, BODY, From::Middle, month.name)?;
    }
    canvas.line((LEFT, up.at(0.0)), (right, up.at(0.0)), QUIET, 1.5)?;
    let means: Vec<(f64, f64)> =
        months.iter().enumerate().map(|(at, month)| (middle(at), up.at(month.mean.estimate.estimate))).collect();
    canvas.path(&means, FIRST, 2.0)?;
    for (month, &(x, y)) in months.iter().zip(&means) {
        let e = &month.mean.estimate;
        if said::has_interval(e) {
            canvas.interval((x, up.at(e.low)), (x, up.at(e.high)), (5.0, 0.0))?;
        }
        canvas.mark(Mark::Dot, (x, y), FIRST)?;
    }
    let note = "time from the invitation; each figure is of four weeks";
    canvas.text((LEFT + right) / 2.0, FLOOR + 80.0, BODY, From::Middle, note)
}
