//! What a model says of the same weeks: where it expects a single one, and when the chart would show a change.

use super::Charted;
use crate::experiment::charted::{ENOUGH, Held, Replay, Seen};
use crate::report::words::{column, grouped, wrapped};
use crate::stats::Estimate;
use crate::stats::xmr::Side;

/// Where fewer replications than this are quiet without the change, one that is seen says little of it.
const CANNOT_TELL: f64 = 0.5;

/// The part of the page on the model; empty without one.
pub(super) fn section(charted: &Charted) -> String {
    let Some((held, folder)) = charted.held else { return String::new() };
    let mut page = format!("\nThe model's `{}` beside it ({folder})\n", held.measure);
    for sentence in of_band(charted, held) {
        page.push_str(&format!("{}\n", wrapped(&sentence)));
    }
    page.push_str("\nWeeks until the chart would show it\n");
    let unseen = format!("not in {} weeks (95% int.)", held.weeks);
    page.push_str(&format!(
        "  {:<26}{:>22}{:>8}{:>14}  {unseen}\n",
        "", "moves by (95% int.)", "median", "8 of 10 from"
    ));
    for replay in &held.replays {
        let [moves, median, range, unseen] = of_replay(charted, replay, held);
        page.push_str(&format!("  {}{moves:>22}{median:>8}{range:>14}  {unseen}\n", column(&replay.name, 26)));
    }
    for sentence in of_replays(charted, held) {
        page.push_str(&format!("{}\n", wrapped(&sentence)));
    }
    page
}

/// The cells of one scenario's line: how far it moves, and when that is seen.
pub(super) fn of_replay(charted: &Charted, replay: &Replay, held: &Held) -> [String; 4] {
    let seen = &replay.seen;
    let week = |weeks: Option<usize>| weeks.map_or(format!("over {}", held.weeks), |weeks| weeks.to_string());
    let range = match (seen.tenth, seen.nine_tenths) {
        (None, _) => week(None),
        (from, to) => format!("{} to {}", week(from), week(to)),
    };
    [moved(charted, replay), week(seen.median), range, unseen(seen)]
}

/// `+2.1% (1.9 to 2.3)`; no clear difference where the interval spans 0.
fn moved(charted: &Charted, replay: &Replay) -> String {
    let Some(by) = &replay.by else { return "–".into() };
    if by.low <= 0.0 && by.high >= 0.0 {
        return "no clear difference".into();
    }
    let (value, interval) = with_interval(charted, by);
    let sign = if by.estimate > 0.0 { "+" } else { "" };
    format!("{sign}{value}{interval}")
}

/// A figure of the model in the units of the chart, and its interval in brackets.
fn with_interval(charted: &Charted, e: &Estimate) -> (String, String) {
    let half = (e.high - e.low) / 2.0;
    if !half.is_finite() {
        return (charted.number(e.estimate), String::new());
    }
    let end = |value: f64| charted.like(value, half).trim_end_matches('%').to_string();
    (charted.like(e.estimate, half), format!(" ({} to {})", end(e.low), end(e.high)))
}

/// `4% (1 to 10%)` of replications.
fn unseen(seen: &Seen) -> String {
    let (share, low, high) = seen.unseen;
    format!("{:.0}% ({:.0} to {:.0}%)", 100.0 * share, 100.0 * low, 100.0 * high)
}

/// How the practice's weeks lie to what the model expects.
pub(super) fn of_band(charted: &Charted, held: &Held) -> Vec<String> {
    let mut said = Vec::new();
    let (inside, banded) = (held.inside, held.banded);
    said.push(match banded {
        0 => "The model has no weeks that go with these: it was run for another part of the year.".to_string(),
        _ => format!(
            "{inside} of {banded} weeks ({}%) lie where the model expects a single week: between these lie 19 of 20 of its \
             {} replications, week by week. About 95% would if it had the level and the variation right. That is no \
             confidence interval.",
            grouped(100.0 * inside as f64 / banded as f64, 0),
            held.replications
        ),
    });
    if held.replications < ENOUGH {
        said.push(format!(
            "From so few as {} replications this is rough; {ENOUGH} or more are better.",
            held.replications
        ));
    }
    if let Some(level) = &held.level {
        let (value, interval) = with_interval(charted, level);
        let centre = charted.chart.stretches.last().map(|stretch| stretch.limits);
        let mut sentence = format!("The model's mean over the same weeks is {value}{interval}, that of the chart");
        sentence.push_str(&format!(" {}.", centre.map_or(String::new(), |limits| charted.number(limits.centre))));
        if let (Some(moves), Some(own)) = (&held.moves, centre.and_then(|limits| limits.mean_range)) {
            let (value, interval) = with_interval(charted, moves);
            let own = charted.number(own);
            sentence
                .push_str(&format!(" From one week to the next it moves by {value}{interval}, the practice by {own}."));
        }
        said.push(sentence);
    }
    if held.hundredfold {
        said.push("The model's shares are shown as percentages, as the practice's numbers are.".into());
    }
    said
}

/// What the weeks until it is seen rest on.
pub(super) fn of_replays(charted: &Charted, held: &Held) -> Vec<String> {
    let mut said = vec![format!(
        "Each of {} replications is taken as the further weeks of this chart, with its latest limits, up to the first \
         special cause towards the side to which the scenario moves; what had begun before does not count.",
        held.replications
    )];
    let trial = charted.chart.stretches.last().is_some_and(|stretch| stretch.is_trial());
    if trial {
        said.push("These are trial limits, and so this is a trial too.".into());
    }
    if held.moved {
        said.push(
            "All weeks of the model are moved by as much as takes its practice as it is to the mean of the chart, so that \
             only the change counts, and not how well the model meets the practice's level."
                .into(),
        );
    } else {
        said.push(
            "These are weeks of one run, as they are: what the chart would show is all in which run and practice differ. \
             For a change alone give the folder of `headroom compare … --view year`."
                .into(),
        );
    }
    for replay in &held.replays {
        let Some(by_chance) = &replay.by_chance else { continue };
        let (share, low, high) = by_chance.unseen;
        let side = if replay.towards == Side::High { "upwards" } else { "downwards" };
        let median = by_chance.median.map_or(String::new(), |weeks| format!(", in half of all within {weeks} weeks"));
        let mut sentence = format!(
            "{}: without the change the chart would have shown one {side} in {:.0}% of replications ({:.0} to {:.0}%) in \
             as many weeks{median}, by the usual variation and the seasons alone.",
            replay.name,
            100.0 * (1.0 - share),
            100.0 * (1.0 - high),
            100.0 * (1.0 - low)
        );
        if share < CANNOT_TELL {
            sentence.push_str(
                " So on this chart a special cause says little of the change. Weeks with bank holidays may be why, since \
                 they pull the mean away from all others: leave their cells empty and try again.",
            );
        }
        said.push(sentence);
    }
    if held.first_week > 1 {
        said.push(format!(
            "The model's weeks begin in week {} after the change, when it has settled, and count from there. For those \
             from the change on: `headroom compare … --view year`.",
            held.first_week
        ));
    }
    said
}
