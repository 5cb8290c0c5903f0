//! The score of the shipped practices: every published figure, what the practice shows, hit or missed, and whether it
//! was fitted to that figure or judged by it.

use super::table::wrapped;
use crate::experiment::calibration::Score;

/// The table for a terminal.
pub fn page(scores: &[Score]) -> String {
    let mut page = String::new();
    let mut practice = "";
    for score in scores {
        if score.target.practice != practice {
            practice = &score.target.practice;
            page.push_str(&format!("\n{practice}\n"));
        }
        page.push_str(&line(score));
        if !score.is_hit() && !score.target.because.is_empty() {
            let why = wrapped(&format!("because {}", score.target.because));
            page.push_str(&why.lines().map(|line| format!("      {}\n", line.trim())).collect::<String>());
        }
    }
    page.push_str(&format!("\n{}\n", tally(scores)));
    page
}

fn line(score: &Score) -> String {
    let target = &score.target;
    let got = score.got.as_ref().map_or("–".into(), |got| said(got.value, score.unit));
    let wanted = format!("{} to {}", said(target.low, score.unit), said(target.high, score.unit));
    let (fitted, hit) =
        (if target.held_out { "held out" } else { "fitted" }, if score.is_hit() { "hit" } else { "MISSED" });
    format!("  {:<52} {wanted:>16}  {got:>7}  {fitted:<8}  {hit}\n", target.says)
}

/// How many were hit, of those held out first.
pub fn tally(scores: &[Score]) -> String {
    let count = |held_out: bool| {
        let of: Vec<&Score> = scores.iter().filter(|score| score.target.held_out == held_out).collect();
        (of.iter().filter(|score| score.is_hit()).count(), of.len())
    };
    let ((held, of_held), (fitted, of_fitted)) = (count(true), count(false));
    format!("Hit {held} of {of_held} figures that were held out, and {fitted} of {of_fitted} that were fitted.")
}

/// The scores as a tidy file.
pub fn csv(scores: &[Score]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "practice",
        "says",
        "figure",
        "with",
        "low",
        "high",
        "got",
        "se",
        "fitted_or_held_out",
        "hit",
        "source",
        "because",
    ])?;
    for score in scores {
        let target = &score.target;
        let number = |value: f64| format!("{value:.6}");
        let with: Vec<String> = target.with.iter().map(|change| change.path.clone()).collect();
        out.write_record([
            target.practice.as_str(),
            &target.says,
            &target.figure,
            &with.join(" "),
            &number(target.low),
            &number(target.high),
            &score.got.as_ref().map_or(String::new(), |got| number(got.value)),
            &score.got.as_ref().map_or(String::new(), |got| number(got.se())),
            if target.held_out { "held out" } else { "fitted" },
            if score.is_hit() { "hit" } else { "missed" },
            &target.source,
            if score.is_hit() { "" } else { &target.because },
        ])?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

fn said(value: f64, unit: &str) -> String {
    match unit.starts_with("share") {
        true => format!("{:.1}%", 100.0 * value),
        false if value.abs() >= 10.0 => format!("{value:.1}"),
        false => format!("{value:.2}"),
    }
}
