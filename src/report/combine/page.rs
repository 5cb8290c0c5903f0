//! What is printed of every combination of some actions, at most 100 columns wide.

use super::reading::reading;
use super::sure::how_sure;
use crate::experiment::View;
use crate::experiment::combine::{AIMS, Answers, Best, Combined, Design, FIGURES, Shares, Wanted};
use crate::report::About;
use crate::report::table::how;
use crate::report::words::{actions, capital, figure, with_interval, wrapped};
use crate::stats::Estimate;

/// Sets, pairs and lines that are named before the rest is counted.
pub(super) const NAMED: usize = 8;
/// Letters of the longest bar.
const BAR: f64 = 24.0;

/// The whole page.
pub fn page(about: &About, view: View, combined: &Combined, wanted: &Wanted, answers: &Answers) -> String {
    let mut page = head(about, view, combined);
    let levels: Vec<_> = answers.findings.rows().filter(|(set, ..)| *set == 0).map(|(.., row)| row).collect();
    for warning in crate::report::guard::warnings(about, &levels) {
        page.push_str(&format!("\n{}\n", wrapped(&warning)));
    }
    let label = FIGURES[wanted.figure].label;
    let differences =
        answers.best.iter().map(|best| (format!("{label} of {}", combined.name(best.set)), &best.difference));
    if let Some(warning) = crate::report::guard::skewed(differences) {
        page.push_str(&format!("\n{}\n", wrapped(&warning)));
    }
    page.push_str(&best(combined, wanted, answers));
    if !wanted.targets.is_empty() && combined.design == Design::Every {
        page.push_str(&reached(combined, wanted, answers));
    }
    if let Some(shares) = answers.findings.shares_of(wanted.figure) {
        page.push_str(&attribution(combined, shares));
        page.push_str(&pairs(combined, shares));
    }
    page.push_str(&effects(combined, answers));
    page.push_str(&front(combined, answers));
    page.push_str(&format!("\n{}\n", wrapped(&reading(combined, view))));
    page.push_str("\nA model of a practice, not a record of one. Headroom is not an NHS product.\n");
    page
}

/// What was combined, and how it was run.
pub(super) fn head(about: &About, view: View, combined: &Combined) -> String {
    let (n, sets) = (combined.actions.len(), combined.sets.len());
    let which = match combined.design {
        Design::Every => format!("Every combination of {}: {sets} sets, the practice as it is among them", actions(n)),
        Design::Screening => format!("A screening of {n} actions in {sets} sets of them"),
    };
    let when = match view.dropped() {
        0 => "The first year from the decision on: as actions take hold, with all they cost; they begin in the order \
              asked for."
            .to_string(),
        weeks => format!("Everything in full; the first {weeks} weeks, setting up and training are left out."),
    };
    let names = combined.actions.join(", ");
    format!("{}\n{}\n{}\n", about.name(), how(about), wrapped(&format!("{which}. The actions: {names}. {when}")))
}

/// The best set of each size, then what the best pair and three are made of.
fn best(combined: &Combined, wanted: &Wanted, answers: &Answers) -> String {
    let label = FIGURES[wanted.figure].label;
    if combined.design == Design::Screening {
        return String::new();
    }
    let mut limits = Vec::new();
    limits.extend(wanted.limits.at_most.map(|most| format!("at most {most} changes")));
    let sure = if wanted.limits.is_sure(&answers.findings) { "surely" } else { "as estimated" };
    limits.extend(wanted.limits.budget.map(|budget| format!("at most GBP {budget} a week more, {sure}")));
    let limits = match limits.is_empty() {
        true => String::new(),
        false => format!(" under {} ({} of {} sets)", limits.join(" and "), answers.allowed, combined.sets.len()),
    };
    let mut text = format!("\nBest set of each size, by {label}{limits}\n");
    if answers.best.is_empty() {
        return format!("{text}  No set is allowed that changes anything.\n");
    }
    for best in &answers.best {
        let actions = if best.size == 1 { "1 action".to_string() } else { format!("{} actions", best.size) };
        let name = combined.name(best.set);
        text.push_str(&format!("  {actions:<11}{name:<32} {}\n", signed(&best.difference)));
        let or: Vec<String> = best.or.iter().map(|&set| combined.name(set)).collect();
        if !or.is_empty() {
            text.push_str(&format!("{:13}or {}\n", "", listed(&or)));
        }
    }
    text.push_str(&format!("{}\n", wrapped(&how_sure(combined, wanted, answers))));
    for best in answers.best.iter().filter(|best| (2..=3).contains(&best.size)) {
        text.push_str(&made_of(combined, best, label));
    }
    text
}

/// What a set's actions add alone, what they add or lose together, and the total, as bars that add up.
fn made_of(combined: &Combined, best: &Best, label: &str) -> String {
    let of_size = if best.size == 2 { "pair" } else { "three" };
    let mut text = format!("\nWhat the best {of_size} is made of: {label}\n");
    let members = (0..combined.actions.len()).filter(|at| best.set >> at & 1 == 1);
    let names = members.map(|at| format!("{} alone", combined.actions[at]));
    let together = best.together.map(|together| {
        let name = if together.high < 0.0 {
            "overlap"
        } else if together.low > 0.0 {
            "boost"
        } else {
            "together"
        };
        (name.to_string(), together)
    });
    let parts: Vec<(String, Estimate)> = names.zip(best.alone.iter().copied()).chain(together).collect();
    let all = [("in all".to_string(), best.difference)];
    let longest = longest(parts.iter().chain(&all).map(|(_, it)| it));
    for (name, estimate) in parts.iter().chain(&all) {
        text.push_str(&line(name, estimate, longest));
    }
    text
}

fn reached(combined: &Combined, wanted: &Wanted, answers: &Answers) -> String {
    let targets: Vec<String> = wanted.targets.iter().map(|target| target.says()).collect();
    let mut text = format!("\nSmallest set that reaches {}\n", targets.join(" and "));
    match &answers.reached {
        None if combined.replications() < 2 => {
            text.push_str("  From one replication nothing can be said of it.\n");
        }
        None => {
            let sentence = format!(
                "None of the {} sets allowed reaches it with 95% confidence, all of them looked at together.",
                answers.allowed
            );
            text.push_str(&format!("{}\n", wrapped(&sentence)));
        }
        Some(reached) => {
            if reached.size == 0 {
                let sentence = format!(
                    "The practice as it is reaches it already, with 95% confidence, by {} one-sided bounds at once.",
                    reached.bounds
                );
                return format!("{text}{}\n", wrapped(&sentence));
            }
            let names: Vec<String> = reached.sets.iter().map(|&set| combined.name(set)).collect();
            let changes = if reached.size == 1 { "1 action".into() } else { format!("{} actions", reached.size) };
            text.push_str(&format!("  {changes}: {}\n", listed(&names)));
            let bounds = reached.bounds;
            let sentence =
                format!("Each does with 95% confidence, by {bounds} one-sided bounds that hold at once (Bonferroni).");
            text.push_str(&format!("{}\n", wrapped(&sentence)));
        }
    }
    text
}

/// Each action's share of what all do together, as bars.
fn attribution(combined: &Combined, shares: &Shares) -> String {
    let label = FIGURES[shares.figure].label;
    let exact = shares.joint.is_some();
    let mut text = match exact {
        true => format!("\nWho makes how much of what all do together: {label} (Shapley values)\n"),
        false => format!("\nWhat each action adds on average over the sets: {label} (main effects)\n"),
    };
    let of = |at: usize| shares.actions[at].shapley.unwrap_or(shares.actions[at].main);
    let mut order: Vec<usize> = (0..shares.actions.len()).collect();
    order.sort_by(|&a, &b| of(b).estimate.abs().total_cmp(&of(a).estimate.abs()));
    let all: Vec<Estimate> = order.iter().map(|&at| of(at)).chain(shares.joint).collect();
    let longest = longest(all.iter());
    for &at in &order {
        text.push_str(&line(&combined.actions[at], &of(at), longest));
    }
    if let Some(joint) = shares.joint {
        text.push_str(&line("all together", &joint, longest));
    }
    text
}

/// The strongest interactions.
fn pairs(combined: &Combined, shares: &Shares) -> String {
    let mut sure: Vec<_> =
        shares.pairs.iter().filter(|pair| pair.interaction.low > 0.0 || pair.interaction.high < 0.0).collect();
    if shares.pairs.is_empty() {
        return String::new();
    }
    sure.sort_by(|a, b| b.interaction.estimate.abs().total_cmp(&a.interaction.estimate.abs()));
    let (count, of) = (sure.len(), shares.pairs.len());
    let mut text = format!("\nPairs that help or hinder each other most, {count} of {of} clearly (interactions)\n");
    for pair in sure.iter().take(NAMED) {
        let which = if pair.interaction.estimate > 0.0 { "more together than apart" } else { "overlap" };
        let names = format!("{} and {}", combined.actions[pair.one], combined.actions[pair.two]);
        text.push_str(&format!("  {names:<26}{:<32} {which}\n", signed(&pair.interaction)));
    }
    text
}

/// Each action's share of the main figures.
fn effects(combined: &Combined, answers: &Answers) -> String {
    let figures = [
        ("gp_hours_released", 1.0, ["GP hours", "released"]),
        ("gp_hours_claimed", 1.0, ["the same", "as claimed"]),
        ("other_hours_worked", 1.0, ["others'", "hours"]),
        ("cost", 1.0, ["cost,", "GBP a week"]),
        ("need_to_seen_days", 1.0, ["days, need", "to seen"]),
        ("phone_answered_share", 100.0, ["% of calls", "answered"]),
    ];
    let exact = combined.design == Design::Every;
    let title = if exact { "Shares of what all do (Shapley)" } else { "Main effects" };
    let heading = |at: usize| -> String { figures.iter().map(|(.., lines)| format!("{:>14}", lines[at])).collect() };
    let mut text = format!("\n{title}\n{:<16}{}\n{:16}{}\n", "", heading(0), "", heading(1));
    let cell = |name: &str, times: f64, of: &dyn Fn(&Shares) -> Option<Estimate>| {
        let figure = FIGURES.iter().position(|figure| figure.measure == name);
        let estimate = figure.and_then(|figure| answers.findings.shares_of(figure)).and_then(of);
        estimate.map_or("–".into(), |estimate| short(&estimate, times))
    };
    for (at, name) in combined.actions.iter().enumerate() {
        let of = |shares: &Shares| shares.actions[at].shapley.or(Some(shares.actions[at].main));
        let cells: String = figures.iter().map(|(name, times, _)| format!("{:>14}", cell(name, *times, &of))).collect();
        text.push_str(&format!("{}{cells}\n", crate::report::words::column(name, 16)));
    }
    if exact {
        let of = |shares: &Shares| shares.joint;
        let cells: String = figures.iter().map(|(name, times, _)| format!("{:>14}", cell(name, *times, &of))).collect();
        text.push_str(&format!("{:<16}{cells}\n", "all together"));
    }
    text.push_str("± is half of a 95% interval; `·` is no clear effect: the interval spans 0.\n");
    text
}

fn front(combined: &Combined, answers: &Answers) -> String {
    let on: Vec<_> = answers.front.iter().filter(|front| front.on).collect();
    if on.is_empty() {
        return String::new();
    }
    let aims = AIMS.map(|aim| FIGURES[aim].label).join("; ");
    let mut text = format!("\nSets that no other beats in everything: {} of {}\n", on.len(), combined.sets.len());
    text.push_str(&format!("{}\n", wrapped(&format!("In: {aims}. Then: how often in resampled replications."))));
    for front in on.iter().take(NAMED) {
        let cells: String = AIMS
            .iter()
            .map(|&aim| answers.findings.difference(front.set, aim).map_or("–".into(), |it| short(&it, 1.0)))
            .map(|cell| format!("{cell:>15}"))
            .collect();
        let name = crate::report::words::column(&combined.name(front.set), 24);
        text.push_str(&format!("  {name}{cells} {:>4.0}%\n", 100.0 * front.share));
    }
    if on.len() > NAMED {
        text.push_str(&format!("  and {} more, in pareto.csv.\n", on.len() - NAMED));
    }
    text
}

fn longest<'a>(all: impl Iterator<Item = &'a Estimate>) -> f64 {
    all.map(|it| it.estimate.abs()).fold(0.0, f64::max)
}

/// `3.2          +0.74 (+0.70 to +0.78)  ####`.
fn line(name: &str, estimate: &Estimate, longest: f64) -> String {
    let length = if longest > 0.0 { (BAR * estimate.estimate.abs() / longest).round() as usize } else { 0 };
    let bar = if estimate.estimate < 0.0 { "-" } else { "#" }.repeat(length);
    let text = format!("  {name:<26}{:<34} {bar}", signed(estimate));
    format!("{}\n", text.trim_end())
}

/// `+1.23 (+1.10 to +1.36)`, or that nothing is clear.
fn signed(e: &Estimate) -> String {
    let half = (e.high - e.low) / 2.0;
    let with_sign = |value: f64| format!("{}{}", if value > 0.0 { "+" } else { "" }, figure(value, half, 3));
    let (value, interval) = with_interval(e, 3);
    let value = if e.estimate > 0.0 { format!("+{value}") } else { value };
    match interval {
        None => value,
        Some(_) => format!("{value} ({} to {})", with_sign(e.low), with_sign(e.high)),
    }
}

/// `+1.2 ±0.3`, or a dot where the interval spans 0.
fn short(e: &Estimate, times: f64) -> String {
    let half = times * (e.high - e.low) / 2.0;
    let sign = if e.estimate > 0.0 { "+" } else { "" };
    match e.low <= 0.0 && e.high >= 0.0 {
        true => "·".into(),
        false if half.is_finite() => {
            format!("{sign}{} ±{}", figure(times * e.estimate, half, 2), figure(half, half, 2))
        }
        false => format!("{sign}{}", figure(times * e.estimate, half, 2)),
    }
}

/// Some names, and how many more.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMED).cloned().collect::<Vec<String>>().join(", ");
    let more = names.len().saturating_sub(NAMED);
    let shown = if more > 0 { format!("{shown}, and {more} more") } else { shown };
    wrapped(&capital(&shown)).trim_start().replace('\n', "\n              ")
}
