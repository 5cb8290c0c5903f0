//! Somebody's own weekly numbers on an XmR chart: the page, and what it says in words.

mod files;
mod held;
mod page;

pub use files::{csv, json, markdown};
pub use page::page;

use super::words::grouped;
use crate::experiment::charted::Held;
use crate::scenario::OwnWeeks;
use crate::stats::xmr::{Cause, Chart, Rule, Screening, Side, Stretch};

/// What the page of a chart needs to know.
pub struct Charted<'a> {
    /// What the numbers are, as a heading.
    pub title: &'a str,
    /// The file they come from.
    pub file: &'a str,
    pub own: &'a OwnWeeks,
    pub chart: &'a Chart,
    pub screening: Screening,
    /// On which side the numbers are better, where that was said.
    pub better: Option<Side>,
    /// The model beside them, and the folder that it comes from.
    pub held: Option<(&'a Held, &'a str)>,
    pub command: &'a str,
}

/// What a special cause means, where it was said which side is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Improvement,
    Concern,
    Neutral,
}

impl Reading {
    pub fn word(self) -> &'static str {
        match self {
            Reading::Improvement => "improvement",
            Reading::Concern => "concern",
            Reading::Neutral => "",
        }
    }
}

impl Charted<'_> {
    /// A rise towards what is better is an improvement from its first week on, though that may lie below the mean; the R
    /// package goes by the side of the mean alone.
    pub fn reading(&self, cause: Cause) -> Reading {
        match self.better {
            None => Reading::Neutral,
            Some(better) if better == cause.side => Reading::Improvement,
            Some(_) => Reading::Concern,
        }
    }

    /// The limits of a stretch in words: its first week, how many numbers, mean, lower and upper limit, the usual move and
    /// the largest usual one.
    fn limits(&self, stretch: &Stretch) -> [String; 7] {
        let limits = &stretch.limits;
        let or_none = |value: Option<f64>| value.map_or("–".to_string(), |value| self.number(value));
        [
            self.week(stretch.begins),
            stretch.points().to_string(),
            self.number(limits.centre),
            or_none(limits.lower()),
            or_none(limits.upper()),
            or_none(limits.mean_range),
            or_none(limits.upper_range()),
        ]
    }

    /// A number of the chart, with as many digits as its usual moves support.
    pub fn number(&self, value: f64) -> String {
        let moves = self.chart.stretches.iter().filter_map(|stretch| stretch.limits.mean_range);
        let moves = moves.filter(|range| *range > 0.0).fold(f64::INFINITY, f64::min);
        self.like(value, moves)
    }

    /// A number with as many digits as its own half-width supports, in the units of the chart.
    fn like(&self, value: f64, moves: f64) -> String {
        let (value, moves) = if self.own.percent { (100.0 * value, 100.0 * moves) } else { (value, moves) };
        let needed = if moves.is_finite() && moves > 0.0 { (1.0 - moves.log10().floor()).clamp(0.0, 6.0) } else { 1.0 };
        let whole = self.chart.points.iter().all(|point| point.value.fract() == 0.0) && !moves.is_finite();
        let number = grouped(value, if whole { 0 } else { needed as usize });
        if self.own.percent { format!("{number}%") } else { number }
    }

    /// A round number on the axis, without the zeros behind it.
    pub fn tick(&self, value: f64) -> String {
        let value = if self.own.percent { 100.0 * value } else { value };
        let text = grouped(value, 6);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        if self.own.percent { format!("{text}%") } else { text.into() }
    }

    /// The week at a place of the chart.
    fn week(&self, at: usize) -> String {
        self.own.weeks.get(at).map_or(String::new(), |week| week.when.to_string())
    }

    /// `5 Jan 2026`, or `5 Jan to 2 Mar 2026`.
    fn weeks(&self, points: &std::ops::Range<usize>) -> String {
        let (first, last) = (self.week(points.start), self.week(points.end.saturating_sub(1)));
        if points.len() == 1 { first } else { format!("{first} to {last}") }
    }

    /// What one number stands for.
    fn each(&self) -> &'static str {
        if self.own.days_apart.is_none() { "week" } else { "number" }
    }
}

/// What a rule saw, in a sentence's middle.
pub fn seen(cause: Cause, each: &str) -> String {
    let (side, limit, than) = match cause.side {
        Side::High => ("above", "upper", "higher"),
        Side::Low => ("below", "lower", "lower"),
    };
    match cause.rule {
        Rule::Outside => format!("{side} the {limit} limit"),
        Rule::Trend => format!("7 or more {each}s in a row, each {than} than the one before"),
        Rule::TwoOfThree => format!("2 of 3 {each}s close to the {limit} limit"),
        Rule::OneSide => format!("7 or more {each}s in a row {side} the mean"),
    }
}

/// The same in a word or three, for a picture.
pub fn seen_in_short(cause: Cause) -> &'static str {
    match (cause.rule, cause.side) {
        (Rule::Outside, Side::High) => "above the limit",
        (Rule::Outside, Side::Low) => "below the limit",
        (Rule::Trend, Side::High) => "7 rising",
        (Rule::Trend, Side::Low) => "7 falling",
        (Rule::TwoOfThree, Side::High) => "2 of 3 high",
        (Rule::TwoOfThree, Side::Low) => "2 of 3 low",
        (Rule::OneSide, Side::High) => "7 above the mean",
        (Rule::OneSide, Side::Low) => "7 below the mean",
    }
}

/// The name of a rule in a file.
pub(super) fn rule_id(rule: Rule) -> &'static str {
    match rule {
        Rule::Outside => "outside",
        Rule::Trend => "trend",
        Rule::TwoOfThree => "two_of_three",
        Rule::OneSide => "one_side",
    }
}
