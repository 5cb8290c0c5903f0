//! Two waits that are often taken for one: from need to being seen, and from booking to appointment. Of one practice, or
//! before and after.

use super::axis::{Key, Scale, heading_over, keys, reach_of_level, zero};
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, Mark, QUIET, SECOND, SMALL, picture};
use super::{Drawing, captioned, cell, found};
use crate::experiment::Row;
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Said};
use crate::report::words::with_interval;

const TOP: f64 = 128.0;
const STEP: f64 = 30.0;
const NAMES: f64 = 206.0;
const LEFT: f64 = 222.0;
const RIGHT: f64 = 610.0;
const FIGURES: f64 = 624.0;

/// What is drawn: heading, measure, its unit, and whose.
type Wait = (&'static str, &'static str, &'static str, [(&'static str, &'static str); 3]);
const WAITS: [Wait; 2] = [
    (
        "From need to being seen (calendar days)",
        "need_to_seen_days",
        "calendar days",
        [("all", "everybody seen"), ("urgent", "urgent needs"), ("routine", "other needs")],
    ),
    (
        "From booking to appointment (working days)",
        "lead_days",
        "working days",
        [("all", "every appointment"), ("urgent", "urgent requests"), ("routine", "routine requests")],
    ),
];
const WHY: &str = "Days from booking start only when somebody has got through and was found a slot, and they count \
                   follow-ups booked long ahead: so both are shown.";

/// One line of the picture: on each side the mean and 9 of 10.
struct Wanted<'a> {
    name: &'static str,
    sides: [[Option<&'a Row>; 2]; 2],
    apart: [Option<&'a Row>; 2],
}

/// The chart of one practice; none where nobody is seen.
pub(super) fn draw(about: &About, rows: &[Row]) -> Drawing {
    drawn(about, [rows, &[]], &[], false)
}

/// The chart before and after.
pub(super) fn draw_beside(about: &About, before: &[Row], after: &[Row], apart: &[Row]) -> Drawing {
    drawn(about, [before, after], apart, true)
}

fn drawn(about: &About, sides: [&[Row]; 2], apart: &[Row], beside: bool) -> Drawing {
    let stats = ["mean", "p90"];
    let wanted = |measure: &'static str, (group, name): (&'static str, &'static str)| Wanted {
        name,
        sides: sides.map(|rows| stats.map(|stat| found(rows, measure, group, stat))),
        apart: stats.map(|stat| found(apart, measure, group, stat)),
    };
    let blocks: Vec<(&str, &str, Vec<Wanted>)> = WAITS
        .iter()
        .map(|&(heading, measure, unit, groups)| {
            let all = groups.map(|group| wanted(measure, group)).into_iter();
            (heading, unit, all.filter(|line| line.sides.iter().flatten().any(Option::is_some)).collect())
        })
        .filter(|(.., lines): &(_, _, Vec<Wanted>)| !lines.is_empty())
        .collect();
    let (Some(need), Some(lead)) =
        (found(sides[0], "need_to_seen_days", "all", "mean"), found(sides[0], "lead_days", "all", "mean"))
    else {
        return Ok(None);
    };
    let days = |row: &Row| with_interval(&row.estimate, 1).0;
    let (id, title, sentence) = match found(sides[1], "need_to_seen_days", "all", "mean").filter(|_| beside) {
        None => (
            "need-and-lead",
            format!("Seen {} days after need; booked {} days ahead", days(need), days(lead)),
            Said::from("On average ")
                .then(said::level(need))
                .words(" calendar days pass from need to being seen, and ")
                .then(said::level(lead))
                .words(format!(" working days from booking to appointment. {WHY}")),
        ),
        Some(after) => {
            let difference = found(apart, "need_to_seen_days", "all", "mean");
            let difference = difference.map_or(Said::from("no difference known"), said::difference);
            let sentence = Said::from("Calendar days from need to being seen: ").then(difference);
            let lead = found(apart, "lead_days", "all", "mean");
            let lead = lead.map_or(Said::default(), |row| {
                Said::from("; working days from booking to appointment: ").then(said::difference(row))
            });
            (
                "need-and-lead-beside",
                match found(apart, "need_to_seen_days", "all", "mean").map(|row| row.estimate) {
                    Some(e) if said::spans_0(&e) => "No clear difference in days from need to seen".into(),
                    Some(e) if said::has_interval(&e) => {
                        let (days, way) = (with_interval(&e, 2).0, if e.estimate < 0.0 { "sooner" } else { "later" });
                        format!("Seen {} days {way} than before", days.trim_start_matches('-'))
                    }
                    _ => format!("Seen {} days after need before, {} after", days(need), days(after)),
                },
                sentence.then(lead).words(format!(". {WHY}")),
            )
        }
    };
    let figures = blocks.iter().map(|(heading, _, lines)| {
        let lines: Vec<String> = lines.iter().map(|line| format!("{} {}", line.name, text(line))).collect();
        format!("{heading}: {}", lines.join(", "))
    });
    let description =
        format!("Mean, and the days within which 9 of 10 are. {}.", figures.collect::<Vec<_>>().join(". "));
    let caption = captioned(about, id, title, "Days waited, by urgency", &description);
    let lines: usize = blocks.iter().map(|(.., lines)| lines.len() + 1).sum();
    let floor = TOP + STEP * lines as f64;
    let picture = picture(&caption, floor + 88.0, |canvas| fill(canvas, &blocks, floor, beside))?;
    let mut table = Table {
        caption: "Days, mean and within which 9 of 10 are (95% intervals)".into(),
        columns: match beside {
            false => ["", "Mean", "9 of 10 within"].map(String::from).to_vec(),
            true => ["", "Before", "After", "Difference"].map(String::from).to_vec(),
        },
        lines: Vec::new(),
    };
    for (heading, _, lines) in &blocks {
        table.lines.push(Line::Heading((*heading).into()));
        for line in lines {
            let [one, two] = line.sides;
            if !beside {
                table.lines.push(Line::Row(line.name.into(), one.map(|row| cell(row, said::level)).to_vec()));
                continue;
            }
            for (at, what) in ["mean", "9 of 10 within"].into_iter().enumerate() {
                let cells = vec![
                    cell(one[at], said::level),
                    cell(two[at], said::level),
                    cell(line.apart[at], said::difference),
                ];
                table.lines.push(Line::Row(format!("{}, {what}", line.name), cells));
            }
        }
    }
    Ok(Some(Chart { title: caption.title, sentence, picture, table }))
}

/// `1.54, 9 of 10 within 5.56`; and on the other side.
fn text(line: &Wanted) -> String {
    let side = |[mean, nine]: [Option<&Row>; 2]| {
        let mean = mean.map_or("–".into(), |row| with_interval(&row.estimate, 2).0);
        let nine = nine.map_or(String::new(), |row| format!(", 9 of 10 within {}", said::value(row).text()));
        format!("{mean}{nine}")
    };
    let [one, two] = line.sides;
    if two.iter().any(Option::is_some) { format!("{}, then {}", side(one), side(two)) } else { side(one) }
}

fn fill(canvas: &Canvas, blocks: &[(&str, &str, Vec<Wanted>)], floor: f64, beside: bool) -> Drawn {
    let all = || blocks.iter().flat_map(|(.., lines)| lines).flat_map(|line| line.sides).flatten().flatten();
    let across = Scale::with_zero(all().flat_map(|row| reach_of_level(&row.estimate)), LEFT, RIGHT);
    match beside {
        false => keys(
            canvas,
            &[
                (Key::Mark(Mark::Dot, FIRST), "mean"),
                (Key::Mark(Mark::Diamond, SECOND), "9 of 10 within"),
                (Key::Interval, "95% interval"),
            ],
        )?,
        true => keys(
            canvas,
            &[
                (Key::Mark(Mark::Ring, FIRST), "mean before"),
                (Key::Mark(Mark::Dot, FIRST), "after"),
                (Key::Mark(Mark::Diamond, SECOND), "9 of 10 within, before (upper) and after"),
            ],
        )?,
    };
    across.across(canvas, TOP - 8.0, floor, (1.0, ""))?;
    canvas.text((LEFT + RIGHT) / 2.0, floor + 36.0, BODY, From::Middle, "days")?;
    let columns: [&str; 2] = if beside { ["mean before", "and after"] } else { ["mean", "9 of 10"] };
    canvas.text(FIGURES, TOP - 10.0, SMALL, From::Left, columns[0])?;
    canvas.text(FIGURES + 84.0, TOP - 10.0, SMALL, From::Left, columns[1])?;
    zero(canvas, (LEFT, TOP - 8.0), (LEFT, floor))?;
    let mut y = TOP + STEP / 2.0;
    for (heading, _, lines) in blocks {
        heading_over(canvas, y, heading)?;
        y += STEP;
        for line in lines {
            canvas.text(NAMES, y, BODY, From::Right, line.name)?;
            for (second, [mean, nine]) in line.sides.into_iter().enumerate() {
                let y = if beside { y - 6.0 + 12.0 * second as f64 } else { y };
                let mark = if beside && second == 0 { Mark::Ring } else { Mark::Dot };
                for (row, mark, colour) in [(nine, Mark::Diamond, SECOND), (mean, mark, FIRST)] {
                    let Some(row) = row else { continue };
                    let e = &row.estimate;
                    if said::has_interval(e) {
                        canvas.interval((across.at(e.low.max(0.0)), y), (across.at(e.high), y), (0.0, 4.0))?;
                    }
                    canvas.mark(mark, (across.at(e.estimate), y), colour)?;
                }
            }
            let [one, two] = line.sides;
            let figures = if beside { [one[0], two[0]] } else { one };
            for (at, row) in figures.into_iter().enumerate() {
                let figure = row.map_or("–".into(), |row| said::value(row).text());
                canvas.text(FIGURES + 84.0 * at as f64, y, BODY, From::Left, &figure)?;
            }
            y += STEP;
        }
    }
    canvas.line((LEFT, floor), (RIGHT, floor), QUIET, 1.0)
}
