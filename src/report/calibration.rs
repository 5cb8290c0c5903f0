//! The score of the shipped practices: every published figure, what the practice shows, hit or missed, and whether it
//! was fitted to that figure or judged by it.

use super::words::{column, said, wrapped};
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

/// How the shipped practices did when they were first scored on everything; kept, so that what was mended since shows.
pub fn at_first() -> &'static str {
    FIRST.lines().last().unwrap_or_default()
}

const FIRST: &str = include_str!("../../results/calibration/first-scores.txt");

fn line(score: &Score) -> String {
    let target = &score.target;
    let got = score.got.as_ref().map_or("–".into(), |got| said(got.value, score.unit));
    let wanted = format!("{} to {}", said(target.low, score.unit), said(target.high, score.unit));
    let (fitted, hit) =
        (if target.held_out { "held out" } else { "fitted" }, if score.is_hit() { "hit" } else { "MISSED" });
    format!("  {} {wanted:>16}  {got:>7}  {fitted:<8}  {hit}\n", column(&target.says, 54))
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
        let with: Vec<String> = target.with.iter().map(ToString::to_string).collect();
        out.write_record([
            target.practice.as_str(),
            &target.says,
            &target.figure,
            &with.join("; "),
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
    super::csv::whole(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Change, calibration_targets};

    #[test]
    fn the_scores_say_the_whole_change_that_a_target_is_looked_at_with() {
        let mut target = calibration_targets().unwrap().remove(0);
        target.with = ["phone.handlers*=1.5", "phone.redial odds= 0.5"].map(|text| Change::parse(text).unwrap()).into();
        target.says = "A figure that it takes a great many words to say, and more than there is room for".into();
        let scores = [Score { target, unit: "", got: None }];
        let file = String::from_utf8(csv(&scores).unwrap()).unwrap();
        assert!(file.contains(",phone.handlers*=1.5; phone.redial odds= 0.5,"), "{file}");
        let page = page(&scores);
        assert!(
            page.contains(&scores[0].target.says) && page.lines().all(|line| line.chars().count() <= 100),
            "{page}"
        );
    }
}
