//! The page of a chart: its limits, its special causes with their dates, and what they mean and do not mean.

use super::{Charted, seen};
use crate::report::words::wrapped;
use crate::stats::xmr::{ENOUGH, Screening, TO_RANGE_LIMIT};

/// Special causes and missing weeks that are named; the rest are counted.
const MOST_NAMED: usize = 20;

/// The whole page.
pub fn page(charted: &Charted) -> String {
    let mut page = format!("{}\n{}\n", charted.title, wrapped(&about(charted)).trim_start());
    let each = charted.each();
    let row = |[from, points, mean, lower, upper, moves, largest]: [String; 7]| {
        format!("  {from:<16}{points:>9}{mean:>12}{lower:>12}{upper:>12}{moves:>14}{largest:>14}\n")
    };
    let columns = ["from", &format!("{each}s"), "mean", "lower", "upper", "usual move", "largest usual"];
    page.push_str(&format!("\nLimits\n{}", row(columns.map(String::from))));
    for stretch in &charted.chart.stretches {
        page.push_str(&row(charted.limits(stretch)));
    }
    for sentence in of_limits(charted) {
        page.push_str(&format!("{}\n", wrapped(&sentence)));
    }
    page.push_str(&format!("\nSpecial causes{}\n", said_better(charted)));
    for (weeks, what, reading) in named_causes(charted) {
        let reading = if reading.is_empty() { String::new() } else { format!("; {reading}") };
        page.push_str(&format!("{}\n", wrapped(&format!("{weeks}: {what}{reading}"))));
    }
    for sentence in of_causes(charted) {
        page.push_str(&format!("{}\n", wrapped(&sentence)));
    }
    page.push_str(&super::held::section(charted));
    page.push_str("\nHeadroom is not an NHS product.\n");
    page
}

/// Which numbers these are.
pub(super) fn about(charted: &Charted) -> String {
    let own = charted.own;
    let (count, each) = (own.weeks.len(), charted.each());
    let several = if count == 1 { "" } else { "s" };
    let mut said = match count {
        1 => format!("1 {each}, {}", charted.week(0)),
        _ => format!("{count} {each}{several} from {} to {}", charted.week(0), charted.week(count - 1)),
    };
    said.push_str(&format!(", column `{}` of {}.", own.column, charted.file));
    if let Some(days) = own.days_apart {
        let every = if days == 1 { "day".to_string() } else { format!("{days} days") };
        said.push_str(&format!(" They come about every {every}, not every week; each is one point of the chart."));
    }
    if !own.missing.is_empty() {
        let named: Vec<String> = own.missing.iter().take(MOST_NAMED).map(|when| when.to_string()).collect();
        let more = own.missing.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let several = if own.missing.len() == 1 { "" } else { "s" };
        said.push_str(&format!(
            " No number for {} week{several}: {}{more}. Moves and runs go on over such a gap, from one number to the next.",
            own.missing.len(),
            named.join(", ")
        ));
    }
    said
}

/// What is to be known of the limits.
pub(super) fn of_limits(charted: &Charted) -> Vec<String> {
    let chart = charted.chart;
    let mut said = Vec::new();
    let trial = chart.stretches.iter().filter(|stretch| stretch.is_trial());
    for stretch in trial {
        let (from, points) = (charted.week(stretch.begins), stretch.points());
        said.push(match stretch.limits.mean_range {
            None => format!("From {from} there is 1 number, and a limit needs two."),
            Some(_) => format!(
                "From {from} these are trial limits: {points} numbers are fewer than {ENOUGH}, so they may still move much."
            ),
        });
    }
    let left_out: Vec<usize> = (0..chart.points.len()).filter(|&at| !chart.points[at].counts).collect();
    let wide = chart.wide_ranges().len();
    said.push(match charted.screening {
        Screening::None => {
            let mut said = "All moves count in the limits (not screened).".to_string();
            if wide > 0 {
                let is = if wide == 1 { "1 move is" } else { &format!("{wide} moves are") };
                said.push_str(&format!(
                    " {is} larger than {TO_RANGE_LIMIT} times the usual one; `--screen` leaves such moves out of the limits."
                ));
            }
            said
        }
        Screening::Once if left_out.is_empty() => {
            format!("Screened: no move is larger than {TO_RANGE_LIMIT} times the mean of all, so all count in the limits.")
        }
        Screening::Once => {
            let weeks: Vec<String> = left_out.iter().take(MOST_NAMED).map(|&at| charted.week(at)).collect();
            let more = left_out.len().saturating_sub(MOST_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!(
                "Screened: moves larger than {TO_RANGE_LIMIT} times the mean of all do not count in the limits: those to \
                 {}{more}.",
                weeks.join(", ")
            )
        }
    });
    let never_below = chart.points.iter().all(|point| point.value >= 0.0);
    if never_below && chart.stretches.iter().any(|s| s.limits.lower().is_some_and(|lower| lower < 0.0)) {
        said.push("A lower limit below 0 cannot be passed by numbers that never are.".into());
    }
    if charted.own.percent && chart.stretches.iter().any(|s| s.limits.upper().is_some_and(|upper| upper > 1.0)) {
        said.push("An upper limit above 100% cannot be passed by shares.".into());
    }
    if charted.own.percent {
        said.push("Moves are in percentage points.".into());
    }
    said
}

/// `, where lower is better`.
pub(super) fn said_better(charted: &Charted) -> &'static str {
    match charted.better {
        None => "",
        Some(crate::stats::xmr::Side::High) => ", where higher is better",
        Some(crate::stats::xmr::Side::Low) => ", where lower is better",
    }
}

/// Weeks, what was seen in them, and what it means.
pub(super) fn named_causes(charted: &Charted) -> Vec<(String, String, &'static str)> {
    let episodes = charted.chart.episodes();
    let named = episodes
        .iter()
        .take(MOST_NAMED)
        .map(|(points, cause)| (charted.weeks(points), seen(*cause, charted.each()), charted.reading(*cause).word()));
    named.collect()
}

/// How special causes are to be read.
pub(super) fn of_causes(charted: &Charted) -> Vec<String> {
    let (episodes, each) = (charted.chart.episodes().len(), charted.each());
    let mut said = Vec::new();
    if let Some(more) = episodes.checked_sub(MOST_NAMED).filter(|more| *more > 0) {
        said.push(format!("And {more} more."));
    }
    said.push(match episodes {
        0 => format!(
            "None: these {each}s differ as they usually do, and no single one needs an explanation. The next is expected \
             between the limits as long as nothing changes; whether that is good enough the chart does not say."
        ),
        _ => format!(
            "Such {each}s are unlikely if nothing but the usual variation is at work: look for what was different then. \
             The chart does not say what it was, nor that an action worked; and where nothing changes these rules still \
             mark a {each} now and then. The others need no explanation one by one."
        ),
    });
    if episodes > 0 {
        said.push(
            "Each is marked by the first rule it meets: outside the limits; 7 rising or falling; 2 of 3 in the outer third \
             of one side; 7 on one side of the mean. A number on the mean is on neither side."
                .into(),
        );
    }
    said
}
