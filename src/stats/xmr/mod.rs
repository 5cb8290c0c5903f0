//! The XmR chart: single values in order, with limits from how much each differs from the one before, and which of them
//! are special causes rather than the usual variation.
//!
//! As NHS improvement teams draw it (*Making Data Count*; the R package NHSRplotthedots, whose choices are followed where
//! the rules leave one): limits lie 2.66 mean moving ranges from the mean; nothing reaches across the beginning of new
//! limits, neither a range nor a pattern; a value exactly on the mean is on neither side of it, and so ends a run on one
//! side, as one equal to the one before ends a rise or a fall.

mod limits;
mod rules;

pub use limits::{Limits, TO_LIMIT, TO_RANGE_LIMIT};
pub use rules::{Cause, LONG, Rule, Side, causes, first_cause};

use limits::above;
use std::ops::Range;

/// Points that limits need to be more than trial limits.
pub const ENOUGH: usize = 12;

/// Whether moving ranges that are out of the ordinary themselves count in the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screening {
    /// All count.
    None,
    /// Those above 3.267 times the mean of all are left out, and the mean is taken once more.
    Once,
}

/// Points that share their limits: those from `begins` up to `ends`, which is not among them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub begins: usize,
    pub ends: usize,
    pub limits: Limits,
}

/// One point of the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub value: f64,
    /// How far it is from the point before; none at the beginning of a stretch.
    pub moving_range: Option<f64>,
    /// Does this range count in the limits?
    pub counts: bool,
    /// The first of the rules that it is part of.
    pub cause: Option<Cause>,
}

/// A whole chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    pub points: Vec<Point>,
    /// One after another, all points among them.
    pub stretches: Vec<Stretch>,
}

/// The chart of `values` in order, all finite. New limits begin at the places `rebase` (from 0; those beyond the end and
/// the first mean nothing). No values make an empty chart.
pub fn chart(values: &[f64], rebase: &[usize], screening: Screening) -> Chart {
    let mut begins: Vec<usize> = rebase.iter().copied().filter(|&at| at < values.len()).chain([0]).collect();
    begins.sort_unstable();
    begins.dedup();
    let mut chart = Chart { points: Vec::with_capacity(values.len()), stretches: Vec::new() };
    for (nth, &from) in begins.iter().enumerate() {
        let to = begins.get(nth + 1).copied().unwrap_or(values.len());
        let own = &values[from..to];
        if own.is_empty() {
            continue;
        }
        let ranges: Vec<f64> = own.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        let most = match screening {
            Screening::None => None,
            Screening::Once => mean(&ranges).map(|mean| TO_RANGE_LIMIT * mean),
        };
        let counts = |range: f64| most.is_none_or(|most| !above(range, most));
        let counted: Vec<f64> = ranges.iter().copied().filter(|&range| counts(range)).collect();
        let limits = Limits { centre: mean(own).unwrap_or(f64::NAN), mean_range: mean(&counted) };
        for (at, (&value, cause)) in own.iter().zip(causes(own, &limits)).enumerate() {
            let moving_range = at.checked_sub(1).map(|before| ranges[before]);
            chart.points.push(Point { value, moving_range, counts: moving_range.is_none_or(counts), cause });
        }
        chart.stretches.push(Stretch { begins: from, ends: to, limits });
    }
    chart
}

impl Stretch {
    pub fn points(&self) -> usize {
        self.ends - self.begins
    }

    /// Are there too few points for the limits to be relied on?
    pub fn is_trial(&self) -> bool {
        self.points() < ENOUGH
    }
}

impl Chart {
    /// The stretch that a point belongs to.
    pub fn stretch_of(&self, point: usize) -> Option<&Stretch> {
        self.stretches.iter().find(|stretch| (stretch.begins..stretch.ends).contains(&point))
    }

    /// Points in a row that are special causes of one kind, from the first to the last; those of two of three may have an
    /// ordinary one between them.
    pub fn episodes(&self) -> Vec<(Range<usize>, Cause)> {
        let mut episodes: Vec<(Range<usize>, Cause)> = Vec::new();
        for (at, point) in self.points.iter().enumerate() {
            let Some(cause) = point.cause else { continue };
            let gap = usize::from(cause.rule == Rule::TwoOfThree);
            let begins = |at: usize| self.stretch_of(at).map(|stretch| stretch.begins);
            match episodes.last_mut() {
                Some((points, same))
                    if *same == cause && at - points.end <= gap && begins(points.start) == begins(at) =>
                {
                    points.end = at + 1;
                }
                _ => episodes.push((at..at + 1, cause)),
            }
        }
        episodes
    }

    /// Where a moving range is above the upper range limit of its stretch.
    pub fn wide_ranges(&self) -> Vec<usize> {
        let wide = |&at: &usize| {
            let most = self.stretch_of(at).and_then(|stretch| stretch.limits.upper_range());
            most.zip(self.points[at].moving_range).is_some_and(|(most, range)| above(range, most))
        };
        (0..self.points.len()).filter(wide).collect()
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests;
