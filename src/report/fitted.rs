//! What a fit found, as a table and as a practice's file that says where each of its numbers came from.

use super::words::{column, said, three_digits, wrapped};
use crate::experiment::fit::{Fitted, FittedFigure, FittedLever, SILENT};
use crate::scenario::{Op, PathInfo, Scenario, paths, quoted, written_path};

/// Widths of the first column: of names of figures, and of inputs.
const FIGURE: usize = 44;
const INPUT: usize = 44;

/// The table: each figure as seen and as fitted, each input with its interval, and what could not be told apart.
pub fn page(fitted: &Fitted, based_on: &str) -> String {
    let figures = column("Figures", FIGURE + 2);
    let mut page = format!("{figures} {:>8}   {:>8}   {:>8}\n", "seen", "fitted", "off");
    for figure in &fitted.figures {
        page.push_str(&figure_line(figure));
    }
    page.push_str("  off: in standard deviations of what chance and rounding may move a figure by.\n");
    let inputs = column(&format!("Inputs, against what {based_on} took them to be"), INPUT + 2);
    page.push_str(&format!("\n{inputs} {:>10}  {:>22}  {:>6}\n", "fitted", "95% interval", "learnt"));
    for lever in &fitted.levers {
        page.push_str(&lever_lines(lever));
    }
    page.push_str("  learnt: the share of the doubt about an input that these figures take away.\n");
    for sentence in sentences(fitted) {
        page.push_str(&format!("\n{}\n", wrapped(&sentence)));
    }
    page
}

fn figure_line(figure: &FittedFigure) -> String {
    let [seen, at] = [figure.seen, figure.fitted].map(|value| said(value, figure.unit));
    let off = format!("{:+.1}", figure.off());
    format!("  {} {seen:>8}   {at:>8}   {off:>8}\n", column(&figure.name, FIGURE))
}

/// The input by its name, as `--free` takes it, and below it what it is.
fn lever_lines(lever: &FittedLever) -> String {
    let [value, low, high] = [lever.value, lever.low, lever.high].map(three_digits);
    let times = if lever.op == Op::Set { "" } else { "× " };
    let interval = format!("{low} to {high}");
    let learnt = format!("{:.0}%", 100.0 * lever.learnt);
    let (name, value) = (column(&lever.name, INPUT), format!("{times}{value}"));
    let mut lines = format!("  {name} {value:>10}  {interval:>22}  {learnt:>6}\n");
    if lever.says != lever.name {
        lines.extend(wrapped(&lever.says).lines().map(|line| format!("  {line}\n")));
    }
    lines
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
        let [low, high] = [lever.low, lever.high].map(three_digits);
        let sentence = "could not be told from what you gave: with anything from";
        sentences.push(format!("`{name}` {sentence} {low} to {high} the figures are much the same."));
    }
    for pair in &fitted.alike {
        sentences.push(format!(
            "`{}` and `{}` cannot be told apart from what you gave: more of one does the same as {} of the other. A \
             figure that moves with only one of them would tell.",
            pair.one,
            pair.other,
            if pair.correlation < 0.0 { "more" } else { "less" }
        ));
    }
    sentences
}

/// A practice's file: what it is based on, what was given and what was fitted, each with where it came from.
pub fn practice(
    fitted: &Fitted,
    known: &Scenario,
    after: &Scenario,
    extends: &str,
    title: &str,
    seen_in: &str,
) -> String {
    let mut toml = format!(
        "# A practice fitted to its own figures, from {}. Whatever is not said here is as in\n\
         # {}. Figures, seen and fitted:\n",
        on_one_line(seen_in),
        on_one_line(extends)
    );
    for figure in &fitted.figures {
        let [seen, at] = [figure.seen, figure.fitted].map(|value| said(value, figure.unit));
        toml.push_str(&format!("#   {}: {seen} and {at}\n", figure.name));
    }
    for sentence in sentences(fitted) {
        // Whoever runs the file may never have seen how well it was fitted.
        toml.push_str(&wrapped(&sentence).lines().map(|line| format!("# {}\n", line.trim())).collect::<String>());
    }
    toml.push_str(&format!("extends = {}\ntitle = {}\n", quoted(extends), quoted(title)));
    let (base, before, now) = (paths(&known.base), paths(&known.settings), paths(&after.settings));
    let changed = |a: &[PathInfo], b: &[PathInfo]| -> Vec<PathInfo> {
        b.iter()
            .filter(|info| !a.iter().any(|other| other.path == info.path && other.value == info.value))
            .cloned()
            .collect()
    };
    let moved = changed(&before, &now);
    let is_moved = |path: &str| moved.iter().any(|info| info.path == path);
    let given = changed(&base, &before).into_iter().filter(|info| info.path != "title" && !is_moved(&info.path));
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
        let [value, low, high] = [lever.value, lever.low, lever.high].map(three_digits);
        toml.push_str(&format!("\n# Fitted: {}, {times}{value} (95% {low} to {high}).\n", on_one_line(&lever.says)));
        for info in moved.iter().filter(|info| fitted.moves(&lever.name, &info.path)) {
            if !told.contains(&info.path.as_str()) {
                told.push(&info.path);
                toml.push_str(&format!("{} = {}\n", written_path(&info.path), rounded(&info.value)));
            }
        }
    }
    toml
}

/// Text as a comment can hold it.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Lever, levers};

    #[test]
    fn no_name_of_an_input_is_cut_however_long_and_every_line_fits() {
        let long = "problems.a_problem_with_a_long_name.per_1000_per_week, as its practice counts it".to_string();
        let own = Lever { name: long.clone(), says: long, ..levers().remove(0) };
        for lever in levers().into_iter().chain([own]) {
            let Lever { name, says, op, low, high, .. } = lever;
            let fitted = FittedLever { name, says, op, value: 0.000_123_4, low, high, learnt: 0.5, at_end: false };
            let lines = lever_lines(&fitted);
            let words = lines.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(&fitted.name) && words.contains(&fitted.says), "{lines}");
            assert!(lines.lines().all(|line| line.chars().count() <= 100), "{lines}");
            assert!(lines.contains("0.000123"), "{lines}");
        }
    }
}
