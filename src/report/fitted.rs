//! What a fit found, as a table and as a practice's file that says where each of its numbers came from.

use super::words::grouped;
use crate::experiment::fit::{Fitted, FittedFigure, FittedLever, SILENT};
use crate::scenario::{Op, PathInfo, Scenario, paths, written_path};

/// The table: each figure as seen and as fitted, each input with its interval, and what could not be told apart.
pub fn page(fitted: &Fitted, based_on: &str) -> String {
    let mut page = String::from("Figures                                            seen     fitted        off\n");
    for figure in &fitted.figures {
        page.push_str(&figure_line(figure));
    }
    page.push_str("  off: in standard deviations of what chance and rounding may move a figure by.\n");
    page.push_str(&format!(
        "\nInputs, against {based_on}                         fitted          95% interval   learnt\n"
    ));
    for lever in &fitted.levers {
        page.push_str(&lever_line(lever));
    }
    page.push_str("  learnt: the share of the doubt about an input that these figures take away.\n");
    for sentence in sentences(fitted) {
        page.push_str(&format!("\n{}\n", super::table::wrapped(&sentence)));
    }
    page
}

fn figure_line(figure: &FittedFigure) -> String {
    let [seen, at] = [figure.seen, figure.fitted].map(|value| said(value, figure.unit));
    format!("  {:<44} {seen:>8}   {at:>8}   {:>8}\n", figure.name, format!("{:+.1}", figure.off()))
}

fn lever_line(lever: &FittedLever) -> String {
    let [value, low, high] = [lever.value, lever.low, lever.high].map(|value| figures(value));
    let times = if lever.op == Op::Set { "" } else { "× " };
    let interval = format!("{low} to {high}");
    let learnt = format!("{:.0}%", 100.0 * lever.learnt);
    let name: String = lever.says.chars().take(56).collect();
    format!("  {name:<56} {:>8}  {interval:>16}  {learnt:>5}\n", format!("{times}{value}"))
}

/// What a reader must know of the fit, a sentence each.
fn sentences(fitted: &Fitted) -> Vec<String> {
    let mut sentences = Vec::new();
    let worst = fitted.figures.iter().max_by(|a, b| a.off().abs().total_cmp(&b.off().abs()));
    if let Some(worst) = worst.filter(|worst| fitted.arrived && fitted.chance < 0.01 && worst.off().abs() > 2.0) {
        sentences.push(format!(
            "These figures do not go together in a practice like the one it is based on: of such practices, inputs drawn \
             from their ranges, {} would show figures so far off. The worst is `{}`: {} seen, {} at best. Check it and \
             what is known, or let another input be fitted with --free.",
            match fitted.chance {
                chance if chance < 1e-4 => "fewer than 1 in 10,000".into(),
                chance => format!("{:.0} in 10,000", 1e4 * chance),
            },
            worst.name,
            said(worst.seen, worst.unit),
            said(worst.fitted, worst.unit)
        ));
    }
    if !fitted.arrived {
        sentences.push("The search was still on its way when it stopped: fit again from the written practice.".into());
    }
    for lever in fitted.levers.iter().filter(|lever| lever.at_end) {
        sentences.push(format!("`{}` ended at the end of its range; the figures would have it further.", lever.name));
    }
    for lever in fitted.levers.iter().filter(|lever| lever.learnt < SILENT && !lever.at_end) {
        let name = &lever.name;
        let [low, high] = [lever.low, lever.high].map(figures);
        let sentence = "could not be told from what you gave: with anything from";
        sentences.push(format!("`{name}` {sentence} {low} to {high} the figures are much the same."));
    }
    for pair in &fitted.alike {
        sentences.push(format!(
            "`{}` and `{}` cannot be told apart from what you gave: {} of one does the same as {} of the other. A \
             figure that moves with only one of them would tell.",
            pair.one,
            pair.other,
            "more",
            if pair.correlation < 0.0 { "more" } else { "less" }
        ));
    }
    sentences
}

/// A practice's file: what it is based on, what was given and what was fitted, each with where it came from.
pub fn practice(
    fitted: &Fitted,
    task: &Scenario,
    after: &Scenario,
    extends: &str,
    title: &str,
    seen_in: &str,
) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut toml = format!(
        "# A practice fitted to its own figures, from {seen_in}. Whatever is not said here is as in\n\
         # {extends}. Figures, seen and fitted:\n"
    );
    for figure in &fitted.figures {
        let [seen, at] = [figure.seen, figure.fitted].map(|value| said(value, figure.unit));
        toml.push_str(&format!("#   {}: {seen} and {at}\n", figure.name));
    }
    toml.push_str(&format!("extends = {}\ntitle = {}\n", quoted(extends), quoted(title)));
    let (base, known, now) = (of_base(task), paths(&task.settings), paths(&after.settings));
    let changed = |a: &[PathInfo], b: &[PathInfo]| -> Vec<PathInfo> {
        b.iter()
            .filter(|info| !a.iter().any(|other| other.path == info.path && other.value == info.value))
            .cloned()
            .collect()
    };
    let moved = changed(&known, &now);
    let is_moved = |path: &str| moved.iter().any(|info| info.path == path);
    let given = changed(&base, &known).into_iter().filter(|info| info.path != "title" && !is_moved(&info.path));
    let given: Vec<PathInfo> = given.collect();
    if !given.is_empty() {
        toml.push_str("\n# Given, not fitted.\n");
        for info in &given {
            toml.push_str(&format!("{} = {}\n", written_path(&info.path), info.value));
        }
    }
    let mut told: Vec<&str> = Vec::new();
    for lever in &fitted.levers {
        let times = if lever.op == Op::Set { "" } else { "× " };
        let [value, low, high] = [lever.value, lever.low, lever.high].map(figures);
        toml.push_str(&format!("\n# Fitted: {}, {times}{value} (95% {low} to {high}).\n", lever.says));
        for info in moved.iter().filter(|info| fitted.moves(&lever.name, &info.path)) {
            if !told.contains(&info.path.as_str()) {
                told.push(&info.path);
                toml.push_str(&format!("{} = {}\n", written_path(&info.path), rounded(&info.value)));
            }
        }
    }
    toml
}

fn of_base(task: &Scenario) -> Vec<PathInfo> {
    paths(&task.base)
}

/// Six digits are more than any fit supports.
fn rounded(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) if number.is_finite() && number.fract() != 0.0 => {
            let short: f64 = format!("{number:.5e}").parse().unwrap_or(number);
            format!("{short}")
        }
        _ => value.into(),
    }
}

fn said(value: f64, unit: &str) -> String {
    if unit.starts_with("share") { format!("{:.1}%", 100.0 * value) } else { figures(value) }
}

/// Three digits.
fn figures(value: f64) -> String {
    let decimals = if value == 0.0 { 0 } else { (2 - value.abs().log10().floor() as i32).clamp(0, 4) };
    grouped(value, decimals as usize)
}
