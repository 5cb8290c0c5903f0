//! Several roles at once: for so many of the others, which numbers of the last keep the targets, every combination tried a
//! mark.

use super::axis::{Key, Scale, keys, width};
use super::canvas::{BODY, Canvas, Drawn, FIRST, FOURTH, From, GREY, Look, MARGIN, QUIET, SMALL, WIDTH, picture};
use super::sizes::{look, plain, verdicts};
use super::{Drawing, captioned};
use crate::experiment::size::{Frontier, Line as Found};
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::Said;
use crate::report::words::{grouped, shortened};

const HEIGHT: f64 = 510.0;
const CEILING: f64 = 132.0;
const FLOOR: f64 = 400.0;
const LEFT: f64 = 84.0;

/// The chart; none where nothing was tried.
pub(super) fn draw(about: &About, frontier: &Frontier) -> Drawing {
    let Some((last, others)) = frontier.levers.split_last() else { return Ok(None) };
    if frontier.lines.iter().all(|line| line.found.tried.is_empty()) {
        return Ok(None);
    }
    let cheapest = frontier.cheapest().and_then(|at| frontier.lines.get(at));
    let given = |line: &Found| line.given.iter().map(|value| plain(*value)).collect::<Vec<_>>().join(" and ");
    let title = match cheapest.and_then(|line| Some((line, line.enough.as_ref()?))) {
        Some((line, enough)) => {
            format!("Cheapest that keeps the targets: {} with {}", given(line), plain(enough.value))
        }
        None => "No combination tried keeps the targets".into(),
    };
    let names: Vec<&str> = others.iter().map(|lever| lever.name.as_str()).collect();
    let names = names.join(" and ");
    let sentence = Said::from(format!(
        "For so many {names}, how many {} keep every target, with {}% confidence for all of it.",
        last.name,
        plain(100.0 * frontier.confidence)
    ));
    let fewest = |line: &Found| match &line.enough {
        Some(size) if line.found.is_decided() => plain(size.value),
        Some(size) => format!("{} or fewer", plain(size.value)),
        None => "none is enough".into(),
    };
    let described: Vec<String> =
        frontier.lines.iter().map(|line| format!("{}: {}", given(line), fewest(line))).collect();
    let description = format!("Fewest {} for so many {names}: {}.", last.name, described.join("; "));
    let mut caption = captioned(about, "frontier", title, "", &description);
    caption.subtitle = shortened(&format!("{} against {names}", crate::report::words::capital(&last.name)), 90);
    let picture = picture(&caption, HEIGHT, |canvas| fill(canvas, frontier, &last.name, &names))?;
    let row = |(at, line): (usize, &Found)| {
        let enough = line.enough.as_ref();
        let pay = enough.map_or("–".into(), |size| Said::default().figure(grouped(size.pay, 0), size.pay));
        let fewest = enough.map_or(fewest(line).into(), |size| Said::default().figure(fewest(line), size.value));
        let mark = if frontier.cheapest() == Some(at) { "cheapest" } else { "" };
        Line::Row(given(line), vec![fewest, pay, mark.into()])
    };
    let table = Table {
        caption: "The fewest that keep every target, and what such a practice pays by contract".into(),
        columns: vec![names.clone(), format!("Fewest {}", last.name), "GBP a week".into(), String::new()],
        lines: frontier.lines.iter().enumerate().map(row).collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence, picture, table }))
}

fn fill(canvas: &Canvas, frontier: &Frontier, last: &str, names: &str) -> Drawn {
    let Some(lever) = frontier.levers.last() else { return Ok(()) };
    let right = WIDTH - MARGIN;
    let more = [(Key::Line(FIRST), "fewest that meet them"), (Key::Hollow(FOURTH), "cheapest")];
    keys(canvas, &verdicts().into_iter().chain(more).collect::<Vec<_>>())?;
    canvas.text(MARGIN, CEILING - 22.0, SMALL, From::Left, &shortened(last, 60))?;
    let tried = frontier.lines.iter().flat_map(|line| line.found.tried.keys()).map(|&place| lever.value(place));
    let up = Scale::of(tried.chain([lever.now]), FLOOR - 10.0, CEILING + 10.0);
    up.up(canvas, LEFT, right, (1.0, ""))?;
    let step = (right - LEFT) / frontier.lines.len() as f64;
    let cheapest = frontier.cheapest();
    let names_of = |line: &Found| line.given.iter().map(|value| plain(*value)).collect::<Vec<_>>().join(", ");
    let widest = frontier.lines.iter().map(|line| width(&names_of(line), SMALL.size) + 8.0).fold(0.0, f64::max);
    // As many numbers as stand clear of each other.
    let every = (widest / step).ceil().max(1.0) as usize;
    let mut last_enough: Option<(f64, f64)> = None;
    for (at, line) in frontier.lines.iter().enumerate() {
        let x = LEFT + step * (at as f64 + 0.5);
        if let Some(enough) = &line.enough {
            let y = up.at(enough.value);
            if let Some(before) = last_enough {
                canvas.line(before, (x, y), FIRST, 1.5)?;
            }
            last_enough = Some((x, y));
        }
        if at % every == 0 {
            canvas.text(x, FLOOR + 14.0, SMALL, From::Middle, &names_of(line))?;
        }
        canvas.line((x, FLOOR), (x, FLOOR + 5.0), GREY, 1.0)?;
    }
    for (at, line) in frontier.lines.iter().enumerate() {
        let x = LEFT + step * (at as f64 + 0.5);
        for (&place, &verdict) in &line.found.tried {
            let (mark, colour, _) = look(verdict);
            canvas.mark(mark, (x, up.at(lever.value(place))), colour)?;
        }
        if let Some(size) = line.enough.as_ref().filter(|_| cheapest == Some(at)) {
            let y = up.at(size.value);
            canvas.hollow((x - 9.0, y - 9.0), (x + 9.0, y + 9.0), FOURTH)?;
            let words = shortened(&format!("cheapest: {}", names_of(line)), 40);
            let half = width(&words, BODY.size) / 2.0;
            let x = x.clamp(LEFT + half, (right - half).max(LEFT + half));
            canvas.text(x, FLOOR + 34.0, Look { bold: true, ..BODY }, From::Middle, &words)?;
        }
    }
    canvas.line((LEFT, FLOOR), (right, FLOOR), QUIET, 1.0)?;
    canvas.text((LEFT + right) / 2.0, FLOOR + 58.0, BODY, From::Middle, &shortened(names, 70))
}
