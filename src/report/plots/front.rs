//! Which sets of actions no other beats: days from need to seen against GP hours released, every set a mark, those on the
//! front named.

use super::axis::{Key, Scale, keys, width, zero};
use super::canvas::{BODY, Canvas, Drawn, FIRST, FOURTH, From, MARGIN, Mark, QUIET, SMALL, WIDTH, picture};
use super::{Drawing, captioned};
use crate::experiment::combine::{Answers, Combined, kept};
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Kind, Said};
use crate::report::words::shortened;
use crate::stats::Estimate;

const HEIGHT: f64 = 548.0;
const CEILING: f64 = 140.0;
const FLOOR: f64 = 444.0;
const LEFT: f64 = 84.0;
/// Names on the picture and lines of the table.
const NAMED: usize = 12;
const TABLED: usize = 15;

struct Point {
    name: String,
    to_seen: Estimate,
    released: Estimate,
    /// On the front of all four aims by the means.
    on: bool,
    share: f64,
}

/// The chart; none where not every set was run.
pub(super) fn draw(about: &About, combined: &Combined, answers: &Answers) -> Drawing {
    let findings = &answers.findings;
    let points = findings.sets.iter().filter_map(|found| {
        let front = answers.front.iter().find(|front| front.set == found.set);
        let zero = || {
            (found.set == 0).then_some(Estimate {
                estimate: 0.0,
                se: 0.0,
                low: 0.0,
                high: 0.0,
                replications: about.replications,
                skew: 0.0,
            })
        };
        Some(Point {
            name: if found.set == 0 { "as it is".into() } else { combined.name(found.set) },
            to_seen: zero().or(found.differences[kept::TO_SEEN])?,
            released: zero().or(found.differences[kept::RELEASED])?,
            on: front.is_some_and(|front| front.on),
            share: front.map_or(0.0, |front| front.share),
        })
    });
    let mut points: Vec<Point> = points.collect();
    if answers.front.is_empty() || points.len() < 2 {
        return Ok(None);
    }
    // The surest first, so that they are named where there is no room for all.
    points.sort_by(|a, b| (b.on, b.share).partial_cmp(&(a.on, a.share)).unwrap_or(std::cmp::Ordering::Equal));
    let on = points.iter().filter(|point| point.on).count();
    let title = format!("{on} of {} sets are beaten by no other", points.len());
    let most =
        points.iter().filter(|point| point.on).max_by(|a, b| a.released.estimate.total_cmp(&b.released.estimate));
    let mut sentence = Said::from(
        "A set is on the front where no other is better in all of four: days from need to seen, GP hours released, cost, \
         and others' hours",
    );
    if let Some(most) = most {
        sentence = sentence
            .words(format!(". Of those, {} releases most GP hours a week: ", most.name))
            .then(said::apart(&most.released, Kind::Plain));
    }
    let described: Vec<String> = points
        .iter()
        .filter(|point| point.on)
        .take(TABLED)
        .map(|point| {
            let of = |e: &Estimate| said::apart(e, Kind::Plain).text();
            format!("{}: days {}, hours {}", point.name, of(&point.to_seen), of(&point.released))
        })
        .collect();
    let description = format!("{} sets; on the front: {}.", points.len(), described.join("; "));
    let mut caption = captioned(about, "front", title, "", &description);
    // No intervals are drawn: the table has them.
    caption.subtitle = "Every set beside the practice as it is".to_string();
    let picture = picture(&caption, HEIGHT, |canvas| fill(canvas, &points))?;
    let lines = points.iter().filter(|point| point.on).take(TABLED).map(|point| {
        let of = |e: &Estimate| said::apart(e, Kind::Plain);
        let of = |e: &Estimate| if e.estimate == 0.0 && e.se == 0.0 { "as it is".into() } else { of(e) };
        Line::Row(point.name.clone(), vec![of(&point.to_seen), of(&point.released)])
    });
    let rest = if on > TABLED { "; all are in pareto.csv" } else { "" };
    let table = Table {
        caption: format!("Sets on the front, beside the practice as it is (95% intervals){rest}"),
        columns: ["Set", "Days from need to seen", "GP hours released a week"].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence: sentence.words("."), picture, table }))
}

fn fill(canvas: &Canvas, points: &[Point]) -> Drawn {
    let right = WIDTH - MARGIN - 20.0;
    let across = Scale::with_zero(points.iter().map(|point| point.released.estimate), LEFT, right);
    let up = Scale::with_zero(points.iter().map(|point| point.to_seen.estimate), FLOOR, CEILING);
    keys(
        canvas,
        &[
            (Key::Mark(Mark::Diamond, FIRST), "on the front"),
            (Key::Mark(Mark::Ring, QUIET), "beaten by another set"),
            (Key::Mark(Mark::Square, FOURTH), "as it is"),
        ],
    )?;
    across.across(canvas, CEILING, FLOOR, (1.0, ""))?;
    up.up(canvas, LEFT, right, (1.0, ""))?;
    zero(canvas, (across.at(0.0), CEILING), (across.at(0.0), FLOOR))?;
    zero(canvas, (LEFT, up.at(0.0)), (right, up.at(0.0)))?;
    canvas.text(
        (LEFT + right) / 2.0,
        FLOOR + 36.0,
        BODY,
        From::Middle,
        "GP hours released a week (right is better)",
    )?;
    canvas.text(MARGIN, CEILING - 14.0, SMALL, From::Left, "change in days from need to seen (down is better)")?;
    let at = |point: &Point| (across.at(point.released.estimate), up.at(point.to_seen.estimate));
    for point in points.iter().rev() {
        let (mark, colour) = match (point.name == "as it is", point.on) {
            (true, _) => (Mark::Square, FOURTH),
            (_, true) => (Mark::Diamond, FIRST),
            (_, false) => (Mark::Ring, QUIET),
        };
        canvas.mark(mark, at(point), colour)?;
    }
    let mut taken: Vec<[f64; 4]> =
        points.iter().filter(|point| point.on).map(at).map(|(x, y)| [x - 6.0, y - 6.0, x + 6.0, y + 6.0]).collect();
    let free = |of: &[f64; 4], taken: &[[f64; 4]]| {
        of[0] > LEFT
            && of[2] < WIDTH - 4.0
            && of[1] > CEILING
            && of[3] < FLOOR
            && taken.iter().all(|other| of[2] < other[0] || of[0] > other[2] || of[3] < other[1] || of[1] > other[3])
    };
    let mut named = 0;
    for point in points.iter().filter(|point| point.on && point.name != "as it is") {
        if named == NAMED {
            break;
        }
        let name = shortened(&point.name, 18);
        let wide = width(&name, SMALL.size);
        let (x, y) = at(point);
        let places = [(x + 12.0, y), (x - 12.0 - wide, y), (x - wide / 2.0, y - 16.0), (x - wide / 2.0, y + 16.0)];
        let room = |(left, middle): (f64, f64)| [left - 2.0, middle - 7.0, left + wide + 2.0, middle + 7.0];
        // Where there is no room on any side, the table has the name.
        if let Some(place) = places.into_iter().find(|&place| free(&room(place), &taken)) {
            taken.push(room(place));
            canvas.text(place.0, place.1, SMALL, From::Left, &name)?;
            named += 1;
        }
    }
    let note =
        "The front is of four aims, so a set may be on it for its cost or others' hours. Names where there is room.";
    canvas.text(WIDTH / 2.0, FLOOR + 58.0, SMALL, From::Middle, note)
}
