//! How many it takes: the figures that targets are about, at every size that was tried, and which of them were shown to
//! keep the targets.

use super::axis::{Key, Scale, keys, reach};
use super::canvas::{BODY, Canvas, Drawn, FIRST, FOURTH, From, Look, MARGIN, Mark, QUIET, THIRD, WIDTH, picture};
use super::{Drawing, captioned};
use crate::experiment::size::{Answer, Size, Sizing, Target, Verdict};
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Kind, Said};
use crate::report::size::named;
use crate::report::verdict::of_target;
use crate::report::words::{capital, grouped, shortened};
use crate::stats::Estimate;
use plotters::style::RGBColor;

const TOP: f64 = 132.0;
/// One target's part of the picture.
const PANEL: f64 = 190.0;
const LEFT: f64 = 84.0;
const MOST_PANELS: usize = 3;

/// The shape that a verdict is drawn as, and its words.
pub(super) fn look(verdict: Verdict) -> (Mark, RGBColor, &'static str) {
    let (mark, colour) = match verdict {
        Verdict::Holds => (Mark::Dot, FIRST),
        Verdict::Fails => (Mark::Cross, THIRD),
        Verdict::Undecided => (Mark::Ring, QUIET),
    };
    (mark, colour, of_target(verdict))
}

/// The keys of the three verdicts.
pub(super) fn verdicts() -> [(Key, &'static str); 3] {
    [Verdict::Holds, Verdict::Fails, Verdict::Undecided].map(|verdict| {
        let (mark, colour, words) = look(verdict);
        (Key::Mark(mark, colour), words)
    })
}

/// `36` or `36.5`.
pub(super) fn plain(value: f64) -> String {
    if value.fract() == 0.0 {
        return grouped(value, 0);
    }
    let digits = format!("{value:.3}");
    digits.trim_end_matches('0').trim_end_matches('.').into()
}

/// The chart; none where no size was tried.
pub(super) fn draw(about: &About, answer: &Answer) -> Drawing {
    let sizing = &answer.sizing;
    let sizes: Vec<&Size> = sizing.sizes.values().collect();
    let panels: Vec<(usize, &Target)> = sizing
        .targets
        .iter()
        .enumerate()
        .filter(|(at, _)| sizes.iter().any(|size| size.tried.checked[*at].level.is_some()))
        .take(MOST_PANELS)
        .collect();
    if panels.is_empty() {
        return Ok(None);
    }
    let name = shortened(&sizing.lever.name, 30);
    let needed = match (sizing.enough_now(), sizing.enough()) {
        (Some(now), _) => format!("no more than now, {}", plain(now)),
        (None, Some(enough)) if sizing.found.is_decided() => plain(enough),
        (None, Some(enough)) => format!("{} or fewer", plain(enough)),
        (None, None) => named::not_found(sizing).unwrap_or_default(),
    };
    let title = format!("{} needed: {needed}", capital(&name));
    let mut sentence = Said::from(format!(
        "Sizes tried of {}, with {}% confidence over all of them",
        sizing.lever.name,
        plain(100.0 * answer.confidence)
    ));
    if let Some((least, most)) = sizing.between() {
        sentence = match least == most {
            true => sentence.words(format!(": {} {}", plain(most), the_fewest(most))),
            false => sentence.words(format!(": the fewest lie between {} and {}", plain(least), plain(most))),
        };
    }
    if let Some(now) = sizing.enough_now() {
        sentence = sentence
            .words(format!(" of the steps looked at. The practice as it is now, with {}, keeps them too", plain(now)));
    }
    if let Some((fewer, more)) = sizing.found.turns_back() {
        let [fewer, more] = [fewer, more].map(|place| plain(sizing.lever.value(place)));
        sentence = sentence.words(format!(". More is not always better: {fewer} keep them where {more} do not"));
    }
    let text = |size: &Size| {
        let each = panels.iter().map(|(at, target)| {
            let checked = &size.tried.checked[*at];
            format!("{} {}", level(target, checked.level.as_ref()).text(), look(checked.verdict).2)
        });
        format!("{}: {}", plain(size.value), each.collect::<Vec<_>>().join(", "))
    };
    let described: Vec<String> = sizes.iter().map(|size| text(size)).collect();
    let description = format!("Figures by {}: {}.", sizing.lever.name, described.join("; "));
    let mut caption = captioned(about, "sizes", title, "", &description);
    caption.subtitle = format!(
        "Each size tried, with 95% intervals; now {} {}",
        plain(sizing.lever.now),
        named::of_so_many(&name, sizing.lever.now)
    );
    let height = TOP + PANEL * panels.len() as f64 + 64.0;
    let picture = picture(&caption, height, |canvas| fill(canvas, sizing, &sizes, &panels))?;
    let row = |size: &&Size| {
        let cells = panels.iter().map(|(at, target)| {
            let checked = &size.tried.checked[*at];
            level(target, checked.level.as_ref()).words(format!(", {}", look(checked.verdict).2))
        });
        Line::Row(plain(size.value), cells.collect())
    };
    let heads = panels.iter().map(|(_, target)| capital(&named::target(target)));
    let table = Table {
        caption: format!("{} tried, and what each target's figure was (95% intervals)", sizing.lever.name),
        columns: [sizing.lever.name.clone()].into_iter().chain(heads).collect(),
        lines: sizes.iter().map(row).collect(),
    };
    Ok(Some(Chart { title: caption.title, sentence: sentence.words("."), picture, table }))
}

fn the_fewest(value: f64) -> &'static str {
    if value == 1.0 { "is the fewest that keeps every target" } else { "are the fewest that keep every target" }
}

fn kind(target: &Target) -> Kind {
    if target.figure.unit().starts_with("share") { Kind::Share } else { Kind::Plain }
}

fn level(target: &Target, level: Option<&Estimate>) -> Said {
    level.map_or("nothing to count".into(), |level| said::with_interval(level, kind(target), false))
}

fn fill(canvas: &Canvas, sizing: &Sizing, sizes: &[&Size], panels: &[(usize, &Target)]) -> Drawn {
    let right = WIDTH - MARGIN;
    let bound = [(Key::Dashed(FOURTH), "target")];
    keys(canvas, &verdicts().into_iter().chain(bound).chain([(Key::Interval, "95% interval")]).collect::<Vec<_>>())?;
    let values = sizes.iter().map(|size| size.value).chain([sizing.lever.now]);
    let across = Scale::of(values, LEFT + 14.0, right - 14.0);
    for (place, &(at, target)) in panels.iter().enumerate() {
        let (ceiling, floor) = (TOP + PANEL * place as f64 + 24.0, TOP + PANEL * (place + 1) as f64 - 36.0);
        let levels = || sizes.iter().filter_map(move |size| Some((size, size.tried.checked[at].level?)));
        let now = sizing.now.tried.checked.get(at).and_then(|checked| checked.level);
        let bound = target.number(now.map(|now| now.estimate));
        let ends = levels().flat_map(|(_, level)| reach(&level)).chain(bound);
        let up = Scale::of(ends, floor, ceiling);
        canvas.text(
            MARGIN,
            ceiling - 18.0,
            Look { bold: true, ..BODY },
            From::Left,
            &shortened(&capital(&named::target(target)), 70),
        )?;
        let scale = if kind(target) == Kind::Share { (100.0, "%") } else { (1.0, "") };
        up.up(canvas, LEFT, right, scale)?;
        across.across(canvas, floor, floor, (1.0, ""))?;
        if let Some(bound) = bound {
            canvas.dashed((LEFT, up.at(bound)), (right, up.at(bound)), FOURTH, 2.0)?;
        }
        for (size, level) in levels() {
            let (mark, colour, _) = look(size.tried.checked[at].verdict);
            let x = across.at(size.value);
            if said::has_interval(&level) {
                canvas.interval((x, up.at(level.low)), (x, up.at(level.high)), (4.0, 0.0))?;
            }
            canvas.mark(mark, (x, up.at(level.estimate)), colour)?;
        }
        canvas.line((LEFT, floor), (right, floor), QUIET, 1.0)?;
    }
    let floor = TOP + PANEL * panels.len() as f64;
    let name = shortened(&sizing.lever.name, 60);
    let middle = (LEFT + right) / 2.0;
    canvas.text(middle, floor + 2.0, BODY, From::Middle, &name)
}
