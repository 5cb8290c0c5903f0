//! The predictions: what was found in whole practices, what the model shows with its interval, hit or missed, and
//! whether anything was fitted to it.

use super::words::{column, figure, said, wrapped};
use crate::experiment::predictions::Outcome;
use crate::scenario::How;

/// The table for a terminal.
pub fn page(outcomes: &[Outcome]) -> String {
    let mut page = String::new();
    let mut about = "";
    for outcome in outcomes {
        if outcome.about != about {
            about = &outcome.about;
            page.push_str(&format!("\n{about} ({})\n", outcome.practice));
        }
        page.push_str(&line(outcome));
        let because = &outcome.prediction.because;
        if !because.is_empty() && (!outcome.is_hit() || !outcome.prediction.checked) {
            page.push_str(&wrapped(because).lines().map(|line| format!("      {}\n", line.trim())).collect::<String>());
        }
    }
    page.push_str(&format!("\n{}\n", tally(outcomes)));
    page
}

fn line(outcome: &Outcome) -> String {
    let of = &outcome.prediction;
    let moves = matches!(of.how, How::Change | How::NoChange | How::Difference);
    let value = |value: f64| {
        let text = if outcome.unit.starts_with("share") { said(value, "share") } else { figure(value, f64::NAN, 2) };
        if moves && value > 0.0 { format!("+{text}") } else { text }
    };
    let published = if of.low == of.high { value(of.low) } else { format!("{} to {}", value(of.low), value(of.high)) };
    let (got, interval) = match &outcome.got {
        None => ("–".into(), String::new()),
        Some(got) => {
            let fine = fine(outcome, got.high - got.low);
            let text = |at: f64| {
                let text = fine(at);
                if moves && at > 0.0 { format!("+{text}") } else { text }
            };
            (text(got.estimate), format!("({} to {})", text(got.low), text(got.high)))
        }
    };
    let kind = if of.fitted_to.is_some() { "fitted" } else { "predicted" };
    let hit = match (of.checked, outcome.is_hit()) {
        (false, _) => "printed only",
        (true, true) => "hit",
        (true, false) => "MISSED",
    };
    format!("  {} {published:>18}  {got:>7} {interval:<20} {kind:<9}  {hit}\n", column(&of.says, 46))
}

/// A number as finely as its interval is wide.
fn fine(outcome: &Outcome, width: f64) -> impl Fn(f64) -> String {
    let share = outcome.unit.starts_with("share");
    move |value| {
        let (factor, sign) = if share { (100.0, "%") } else { (1.0, "") };
        format!("{}{sign}", figure(factor * value, factor * width / 2.0, 3))
    }
}

/// How many of those that are judged were hit, predicted ones first.
pub fn tally(outcomes: &[Outcome]) -> String {
    let count = |fitted: bool| {
        let checked = outcomes.iter().filter(|outcome| outcome.prediction.checked);
        let of: Vec<&Outcome> = checked.filter(|outcome| outcome.prediction.fitted_to.is_some() == fitted).collect();
        (of.iter().filter(|outcome| outcome.is_hit()).count(), of.len())
    };
    let ((hit, predicted), (near, fitted)) = (count(false), count(true));
    let printed = outcomes.iter().filter(|outcome| !outcome.prediction.checked).count();
    format!(
        "Hit {hit} of {predicted} figures that were predicted, and {near} of {fitted} that were fitted; {printed} are printed only."
    )
}

/// The predictions as a tidy file.
pub fn csv(outcomes: &[Outcome]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "comparison",
        "practice",
        "says",
        "figure",
        "over",
        "how",
        "published_low",
        "published_high",
        "got",
        "se",
        "low",
        "high",
        "replications",
        "fitted_to",
        "checked",
        "hit",
        "source",
        "because",
    ])?;
    for outcome in outcomes {
        let of = &outcome.prediction;
        let number = |value: f64| format!("{value:.6}");
        let got = |part: fn(&crate::stats::Estimate) -> f64| {
            outcome.got.as_ref().map_or(String::new(), |got| number(part(got)))
        };
        out.write_record([
            outcome.id.as_str(),
            &outcome.practice,
            &of.says,
            &of.figure,
            of.over.as_deref().unwrap_or_default(),
            of.how.id(),
            &number(of.low),
            &number(of.high),
            &got(|got| got.estimate),
            &got(|got| got.se),
            &got(|got| got.low),
            &got(|got| got.high),
            &outcome.got.as_ref().map_or(String::new(), |got| got.replications.to_string()),
            of.fitted_to.as_deref().unwrap_or_default(),
            if of.checked { "checked" } else { "printed only" },
            if outcome.is_hit() { "hit" } else { "missed" },
            &of.source,
            &of.because,
        ])?;
    }
    super::csv::whole(out)
}
