//! The page of a sizing: how many hold the targets, how sure that is, what it costs, and in which hard times it still holds.

use super::{frame, tabled};
use crate::experiment::size::{Answer, Checked, Frontier, Size, Sizing, Stressed, Target, Waiting};
use crate::report::About;
use crate::report::document::{Document, Line, Part, Table};
use crate::report::plots::{self, CannotDraw};
use crate::report::said::{self, Kind, Said};
use crate::report::size::{named, size_named, tried_now};
use crate::report::verdict::of_target;
use crate::report::words::{capital, grouped};
use crate::stats::Estimate;

/// Weeks of the table of the year until they come.
const EVERY: usize = 4;

/// The document of one role or setting; `answer` is what was found, in a sentence, and `confidence` what its confidence
/// covers; `made_of` is all that the results depend on, as a text.
pub fn of_sizing(
    about: &About,
    found: &Answer,
    answer: String,
    confidence: String,
    made_of: &str,
) -> Result<Document, CannotDraw> {
    let sizing = &found.sizing;
    let targets = targets(&sizing.targets);
    let question = format!("How many {} keep {targets}. {}", sizing.lever.name, how(about, sizing.days, &sizing.looks));
    let mut document = frame(about, question, made_of);
    document.warnings = warnings(about, sizing.settled, found.stopped);
    document.in_short = vec![Said::from(answer), Said::from(confidence)];
    document.first.extend(plots::of_size(about, found)?.into_iter().map(Part::from));
    if let Some(part) = found.without_actions.as_ref().map(|without| with_and_without(sizing, without)) {
        document.first.push(part);
    }
    document.first.extend(
        sizing
            .targets
            .iter()
            .enumerate()
            .map(|(at, target)| tried(sizing, at, target, found.without_actions.is_some())),
    );
    if !found.stressed.is_empty() {
        document.more.push(hard_times(found));
    }
    if let Some(waiting) = &found.waiting {
        document.more.extend(sizing.targets.iter().enumerate().map(|(at, target)| year(waiting, at, target)));
    }
    Ok(document)
}

/// The document of a frontier.
pub fn of_frontier(about: &About, frontier: &Frontier, made_of: &str) -> Result<Document, CannotDraw> {
    let names: Vec<&str> = frontier.levers.iter().map(|lever| lever.name.as_str()).collect();
    let targets = targets(&frontier.targets);
    let how = how(about, frontier.days, &frontier.looks);
    let mut document = frame(about, format!("Which {} keep {targets}. {how}", names.join(" and ")), made_of);
    document.warnings = warnings(about, frontier.settled, frontier.stopped);
    let (last, given) = names.split_last().map_or(("", &[][..]), |(last, given)| (*last, given));
    let cheapest = frontier.cheapest();
    if let Some(line) = cheapest.map(|at| &frontier.lines[at])
        && let Some(size) = &line.enough
    {
        let so_many = |value: f64, name: &str| format!("{value} {}", named::of_so_many(name, value));
        let with: Vec<String> = line.given.iter().zip(given).map(|(value, name)| so_many(*value, name)).collect();
        let said =
            Said::from(format!("The cheapest that holds: {} with {}, ", with.join(", "), so_many(size.value, last)));
        let pay = Said::default().figure(grouped(size.pay, 0), size.pay);
        document.in_short.push(said.words("GBP ").then(pay).words(" a week."));
    } else {
        document.in_short.push(Said::from("No size that was looked at was shown to hold every target."));
    }
    document.in_short.push(Said::from(format!(
        "With {}% confidence nothing said here to hold or to fail is wrong by luck, for all lines together.",
        100.0 * frontier.confidence
    )));
    document.first.extend(plots::of_frontier(about, frontier)?.into_iter().map(Part::from));
    Ok(document)
}

fn targets(targets: &[Target]) -> String {
    targets
        .iter()
        .map(|target| format!("{} (`{}`)", named::target(target), target.text))
        .collect::<Vec<_>>()
        .join(" and ")
}

fn how(about: &About, days: u32, looks: &[u32]) -> String {
    let most = looks.last().copied().unwrap_or(0);
    format!("{days} days of each size, up to {most} replications of each, seed {}.", about.seed)
}

fn warnings(about: &About, settled: bool, stopped: bool) -> Vec<Said> {
    let mut all: Vec<Said> = about.cautions.iter().map(|slip| Said::from(format!("Perhaps a slip: {slip}."))).collect();
    if !settled {
        all.push(Said::from(
            "This practice does not settle as it is: its book was still filling after a year of pilot runs, and what each \
             size shows depends on how long it is run.",
        ));
    }
    if stopped {
        all.push(Said::from("Stopped before the end: what stands here is what was found until then."));
    }
    all
}

/// A target's figure at one size, or how far it is from what there is now.
fn shown(target: &Target, checked: &Checked) -> Said {
    let share = target.figure.unit().starts_with("share");
    match (&checked.less_now, &checked.level) {
        (Some(apart), _) => {
            said::with_interval(apart, if share { Kind::Points } else { Kind::Plain }, true).words(" to now")
        }
        (None, Some(level)) => of_level(share, level),
        (None, None) => Said::from("nothing to count, or too long to"),
    }
}

fn of_level(share: bool, level: &Estimate) -> Said {
    said::with_interval(level, if share { Kind::Share } else { Kind::Plain }, false)
}

fn pay(size: &Size) -> Said {
    Said::default().figure(grouped(size.pay, 0), size.pay)
}

/// Every size that was tried, beside one target.
fn tried(sizing: &Sizing, at: usize, target: &Target, with_actions: bool) -> Part {
    let row = |name: String, size: &Size| {
        let checked = &size.tried.checked[at];
        let runs = size.tried.replications;
        let runs = Said::default().figure(runs.to_string(), f64::from(runs as u32));
        Line::Row(name, vec![shown(target, checked), of_target(checked.verdict).into(), pay(size), runs])
    };
    // With actions the practice as it is stands apart from rows with them.
    let now = (with_actions || !tried_now(sizing)).then(|| {
        let name = if with_actions { "as it is, without the actions" } else { "now" };
        row(format!("{} ({name})", sizing.now.value), &sizing.now)
    });
    let sizes = sizing.sizes.values().map(|size| row(size_named(sizing, size, with_actions), size));
    let table = Table {
        caption: format!(
            "{} ({}), at every size that was tried (95% intervals)",
            capital(&named::target(target)),
            target.text
        ),
        columns: [sizing.lever.name.as_str(), "Figure", "Target", "GBP a week", "Replications"]
            .map(String::from)
            .to_vec(),
        lines: now.into_iter().chain(sizes).collect(),
    };
    tabled(format!("What each size does: {}", named::target(target)), table)
}

/// The fewest that were shown to be enough, or why none was.
fn needed(sizing: &Sizing) -> Said {
    let number = |value: f64| Said::default().figure(value.to_string(), value);
    sizing.enough().map_or_else(|| named::not_found(sizing).unwrap_or_default().into(), number)
}

fn with_and_without(with: &Sizing, without: &Sizing) -> Part {
    let row = |name: &str, sizing: &Sizing| {
        let short = sizing.short().map_or("none".into(), |value| Said::default().figure(value.to_string(), value));
        Line::Row(name.into(), vec![needed(sizing), short])
    };
    let table = Table {
        caption: format!("{} needed for every target", with.lever.name),
        columns: ["", "Enough", "Not enough"].map(String::from).to_vec(),
        lines: vec![row("Without the actions", without), row("With the actions", with)],
    };
    tabled("What the actions save", table)
}

fn hard_times(found: &Answer) -> Part {
    let start = found.sizing.found.enough;
    let mut lines = Vec::new();
    for Stressed { says, found, .. } in &found.stressed {
        lines.push(Line::Heading(says.clone()));
        let sizing = match found {
            Ok(sizing) => sizing,
            Err(why) => {
                lines.push(Line::Row(format!("not looked at: {why}"), Vec::new()));
                continue;
            }
        };
        let start = start.unwrap_or(sizing.lever.place(sizing.lever.now));
        for size in [start, start + 1].iter().filter_map(|place| sizing.sizes.get(place)) {
            for (target, checked) in sizing.targets.iter().zip(&size.tried.checked) {
                let name = format!("{}, {}", size.value, named::target(target));
                lines.push(Line::Row(name, vec![shown(target, checked), of_target(checked.verdict).into()]));
            }
        }
        lines.push(Line::Row("Needed".into(), vec![needed(sizing), Said::default()]));
    }
    let table = Table {
        caption: format!(
            "{}, with the answer and one step more; each hard time has the stated confidence by itself",
            found.sizing.lever.name
        ),
        columns: ["", "Figure", "Target"].map(String::from).to_vec(),
        lines,
    };
    tabled("In hard times", table)
}

fn year(waiting: &Waiting, at: usize, target: &Target) -> Part {
    let share = target.figure.unit().starts_with("share");
    let cell = |level: &Option<Estimate>| level.as_ref().map_or(Said::default(), |level| of_level(share, level));
    let lines = waiting
        .weeks
        .iter()
        .enumerate()
        .step_by(EVERY)
        .map(|(week, found)| Line::Row(week.to_string(), vec![cell(&found.with[at]), cell(&found.without[at])]));
    let table = Table {
        caption: format!(
            "{} week by week; {} replications, 95% intervals of each week by itself",
            capital(&named::target(target)),
            waiting.replications
        ),
        columns: ["Week", "With them", "Without them"].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    tabled(format!("Until they come, in week {}: {}", waiting.lag, named::target(target)), table)
}
