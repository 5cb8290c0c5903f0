//! What stands below the answer of a sizing: hours with and without actions, hard times, and the year until new
//! colleagues come.

use super::named::{not_found, so_many, target as said};
use super::{plain, shown, verdict};
use crate::experiment::size::{Answer, Checked, Sizing, Stressed, Target, Waiting};
use crate::report::csv::{number, whole};
use crate::report::words::{capital, figure, shortened, wrapped};
use crate::stats::Estimate;
use serde_json::{Value, json};

/// Weeks between two lines of the printed year.
const EVERY: usize = 4;

/// How many it takes with and without the actions, and in hours.
pub fn with_and_without(answer: &Answer) -> String {
    let line = |name: &str, sizing: &Sizing| {
        let Some((least, most)) = sizing.between() else {
            return format!("  {name:<22}{}\n", not_found(sizing).unwrap_or_default());
        };
        let hours = sizing.hours_of_one.map_or(String::new(), |hours| {
            format!(
                ", {} ({} to {}) hours",
                figure(hours * most, 0.5, 1),
                figure(hours * least, 0.5, 1),
                figure(hours * most, 0.5, 1)
            )
        });
        let between = if least == most { String::new() } else { format!(" ({} to {})", plain(least), plain(most)) };
        format!("  {name:<22}{}{between}{hours}\n", so_many(&sizing.lever, most))
    };
    let Some(without) = &answer.without_actions else { return String::new() };
    let with = &answer.sizing;
    let mut text = format!("\nNeeded a week\n{}{}", line("without the actions", without), line("with them", with));
    if let (Some((least, most)), Some((before, until))) = (with.between(), without.between()) {
        let hours = with.hours_of_one.map_or(String::new(), |hours| {
            format!(
                ", {} ({} to {}) hours",
                figure(hours * (most - until), 0.5, 1),
                figure(hours * (least - until), 0.5, 1),
                figure(hours * (most - before), 0.5, 1)
            )
        });
        text.push_str(&format!(
            "  {:<22}{} ({} to {}){hours}\n",
            "difference",
            plain(most - until),
            plain(least - until),
            plain(most - before)
        ));
    }
    let note = "In brackets between which two the fewest lie, with the confidence below for all of it; an answer decided to \
                the step has no width.";
    text.push_str(&format!("{}\n", wrapped(note)));
    text
}

/// Each hard time: which targets still hold with the answer and with one step more, and how many it would take.
pub fn hard_times(answer: &Answer) -> String {
    if answer.stressed.is_empty() {
        return String::new();
    }
    let mut text = "\nIn hard times\n".to_string();
    for Stressed { says, found, .. } in &answer.stressed {
        text.push_str(&format!("  {says}\n"));
        let sizing = match found {
            Ok(sizing) => sizing,
            Err(why) => {
                text.push_str(&format!("    not looked at: {why}\n"));
                continue;
            }
        };
        let start = answer.sizing.found.enough.unwrap_or(sizing.lever.place(sizing.lever.now));
        if !sizing.settled {
            text.push_str("    it does not settle: its book was still filling after a year of pilot runs\n");
        }
        for place in [start, start + 1] {
            let Some(size) = sizing.sizes.get(&place) else { continue };
            for (at, (target, checked)) in sizing.targets.iter().zip(&size.tried.checked).enumerate() {
                let name = if at == 0 { plain(size.value) } else { String::new() };
                text.push_str(&format!(
                    "    {name:<8}{:<34}{:<34}{}\n",
                    shortened(&said(target), 33),
                    shown(target, checked),
                    verdict(checked.verdict)
                ));
            }
        }
        let needed = match sizing.between() {
            Some((least, most)) if least == most => format!("needed: {}", so_many(&sizing.lever, most)),
            Some((least, most)) => format!("needed: {}, perhaps {} only", so_many(&sizing.lever, most), plain(least)),
            None => format!("needed: {}", not_found(sizing).unwrap_or_default()),
        };
        text.push_str(&format!("    {needed}\n"));
    }
    let note = "Each hard time has the stated confidence by itself. Whoever is needed for two who leave is counted before \
                they leave.";
    text.push_str(&format!("{}\n", wrapped(note)));
    text
}

/// The year until they come: when each target is kept, and its figure every fourth week.
pub fn year(answer: &Answer) -> String {
    let Some(waiting) = &answer.waiting else { return String::new() };
    let sizing = &answer.sizing;
    let mut text = format!("\nUntil they come, in week {}: {}\n", waiting.lag, so_many(&sizing.lever, waiting.value));
    for (at, target) in sizing.targets.iter().enumerate() {
        let from = match waiting.kept_from[at] {
            Some(0) => "as estimated, kept from the first week on".to_string(),
            Some(week) => format!("as estimated, kept from week {week} on, four weeks in a row"),
            None => "as estimated, never kept for four weeks in a row".to_string(),
        };
        text.push_str(&format!("{}\n", wrapped(&format!("{}: {from}", capital(&said(target))))));
        text.push_str(&format!("    {:<8}{:<36}{}\n", "week", "with them", "without them"));
        for (week, found) in waiting.weeks.iter().enumerate().step_by(EVERY) {
            text.push_str(&format!(
                "    {week:<8}{:<36}{}\n",
                weekly(target, found.with[at]),
                weekly(target, found.without[at])
            ));
        }
    }
    let shown_weeks = 2 * sizing.targets.len() * waiting.weeks.len().div_ceil(EVERY);
    let note = format!(
        "{} replications, in the first year from the decision on. In brackets: 95% intervals, each of one week by itself: \
         of the {} shown about {} miss the truth by luck alone. From which week on a target is kept is read from the \
         estimates, and no confidence goes with it. All weeks are in weeks.csv.",
        waiting.replications,
        shown_weeks,
        figure(0.05 * shown_weeks as f64, 0.5, 1)
    );
    text.push_str(&format!("{}\n", wrapped(&note)));
    text
}

fn weekly(target: &Target, level: Option<Estimate>) -> String {
    let verdict = crate::experiment::size::Verdict::Undecided;
    shown(target, &Checked { level, less_now: None, verdict })
}

/// The columns of `weeks.csv`, in order.
pub const WEEK_COLUMNS: [&str; 8] = ["week", "side", "target", "figure", "se", "ci_low", "ci_high", "replications"];

/// `weeks.csv`: one target in one week a line, with the new colleagues and without.
pub fn weeks(sizing: &Sizing, waiting: &Waiting) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(WEEK_COLUMNS)?;
    for (week, found) in waiting.weeks.iter().enumerate() {
        for (side, levels) in [("with", &found.with), ("without", &found.without)] {
            for (target, level) in sizing.targets.iter().zip(levels) {
                let e = level.map_or(Default::default(), |e| [e.estimate, e.se, e.low, e.high].map(number));
                let [estimate, se, low, high]: [String; 4] = e;
                let (week, n) = (week.to_string(), waiting.replications.to_string());
                out.write_record([&week, side, &target.text, &estimate, &se, &low, &high, &n])?;
            }
        }
    }
    whole(out)
}

/// Hard times and the year, for programs.
pub fn json(answer: &Answer, sizing: impl Fn(&Sizing) -> Value) -> (Value, Value) {
    let hard = answer.stressed.iter().map(|stressed| match &stressed.found {
        Ok(found) => json!({ "name": stressed.name, "says": stressed.says, "found": sizing(found) }),
        Err(why) => json!({ "name": stressed.name, "says": stressed.says, "not_looked_at": why }),
    });
    let year = answer.waiting.as_ref().map(|waiting| {
        json!({
            "they_come_in_week": waiting.lag,
            "value": waiting.value,
            "kept_from_week": waiting.kept_from,
            "replications": waiting.replications,
        })
    });
    (hard.collect(), year.into())
}
