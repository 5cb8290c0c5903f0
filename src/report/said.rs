//! Sentences and cells of a report: words and figures kept apart, so that every figure on a page can be found in
//! `results.csv`, and so that a page for people, one for programs and a workbook say the same.

use super::guard::SKEWED;
use super::words::{figure, grouped};
use crate::experiment::{AT_LEAST, Row};
use crate::stats::Estimate;

/// What is said in one place: words with figures among them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said(pub Vec<Piece>);

/// A stretch of what is said.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Words(String),
    Figure(Figure),
    /// After an interval that is likely too narrow: how many replications would do. Shown as `*`, which a note explains.
    Skewed(usize),
}

/// A figure as people read it, and as it is in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// With its unit where that is part of the number: `43.1%`, `+1.2 points`, `1 in 8`.
    pub shown: String,
    /// To the last digit.
    pub value: f64,
}

impl From<&str> for Said {
    fn from(words: &str) -> Said {
        Said::default().words(words)
    }
}

impl From<String> for Said {
    fn from(words: String) -> Said {
        Said(vec![Piece::Words(words)])
    }
}

impl Said {
    pub fn words(mut self, words: impl Into<String>) -> Said {
        self.0.push(Piece::Words(words.into()));
        self
    }

    pub fn figure(mut self, shown: impl Into<String>, value: f64) -> Said {
        self.0.push(Piece::Figure(Figure { shown: shown.into(), value }));
        self
    }

    pub fn then(mut self, more: Said) -> Said {
        self.0.extend(more.0);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Is there no figure in it?
    pub fn is_words(&self) -> bool {
        !self.0.iter().any(|piece| matches!(piece, Piece::Figure(_)))
    }

    /// As plain text.
    pub fn text(&self) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Figure(figure) => figure.shown.clone(),
            Piece::Skewed(_) => SKEWED.into(),
        };
        self.0.iter().map(text).collect()
    }

    /// How many replications would do for the most skewed figure in it that is shown with its interval.
    pub fn skewed(&self) -> Option<usize> {
        let enough = |piece: &Piece| if let Piece::Skewed(enough) = piece { Some(*enough) } else { None };
        self.0.iter().filter_map(enough).max()
    }
}

/// How a number of this kind is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Plain,
    /// A share, as `43.1%`.
    Share,
    /// A difference of two shares, as `+1.2 points`.
    Points,
}

impl Kind {
    /// What a statistic is, or a difference of two.
    pub fn of(stat: &str, differs: bool) -> Kind {
        match (stat == "share", differs) {
            (false, _) => Kind::Plain,
            (true, false) => Kind::Share,
            (true, true) => Kind::Points,
        }
    }

    /// `value` with as many digits as an interval of this half-width bears.
    fn shown(self, value: f64, half: f64, most: usize, signed: bool) -> String {
        let times = if self == Kind::Plain { 1.0 } else { 100.0 };
        let sign = if signed && value > 0.0 { "+" } else { "" };
        let number = figure(times * value, times * half, most);
        // What is rounded to nothing has no sign.
        let sign = if is_0(&number) { "" } else { sign };
        match self {
            Kind::Plain => format!("{sign}{number}"),
            Kind::Share => format!("{sign}{number}%"),
            Kind::Points => format!("{sign}{number} points"),
        }
    }
}

/// Most decimals of a share in per cent, and of anything else.
const MOST: [usize; 2] = [2, 2];

fn most(kind: Kind) -> usize {
    if kind == Kind::Plain { MOST[1] } else { MOST[0] }
}

/// `43.1% (42.9% to 43.3%)`: a level with its interval, where it has one.
pub fn level(row: &Row) -> Said {
    let kind = Kind::of(&row.stat, false);
    let over = if row.stat.ends_with(AT_LEAST) { "over " } else { "" };
    Said::from(over).then(with_interval(&row.estimate, kind, false))
}

/// `43.1%`: the level alone, for where its interval stands beside it or in a table below.
pub fn value(row: &Row) -> Said {
    let over = if row.stat.ends_with(AT_LEAST) { "over " } else { "" };
    Said::from(over).then(alone(&row.estimate, Kind::of(&row.stat, false), false))
}

/// `+1.2 points (+0.9 points to +1.5 points)`; where the interval spans 0, that there is no clear difference.
pub fn difference(row: &Row) -> Said {
    apart(&row.estimate, Kind::of(&row.stat, true))
}

/// The same of an estimate by itself.
pub fn apart(e: &Estimate, kind: Kind) -> Said {
    if !has_interval(e) {
        return alone(e, kind, true).words(", from one replication");
    }
    match spans_0(e) {
        true => Said::from("no clear difference").then(interval(e, kind, true)),
        false if is_shown_as_0(e, kind) => Said::from(NEXT_TO_NONE).then(interval(e, kind, true)),
        false => with_interval(e, kind, true),
    }
}

/// Of a difference that is clear, and shown as 0.
pub const NEXT_TO_NONE: &str = "next to none";

/// Is nothing of it left in the digits that are shown?
pub fn is_shown_as_0(e: &Estimate, kind: Kind) -> bool {
    is_0(&kind.shown(e.estimate, (e.high - e.low) / 2.0, most(kind), false))
}

/// Is this a number whose every digit is 0?
pub fn is_0(shown: &str) -> bool {
    let mut digits = shown.chars().filter(char::is_ascii_digit).peekable();
    digits.peek().is_some() && digits.all(|digit| digit == '0')
}

/// Nothing is clear where the interval spans 0.
pub fn spans_0(e: &Estimate) -> bool {
    e.low <= 0.0 && e.high >= 0.0
}

pub fn has_interval(e: &Estimate) -> bool {
    e.low.is_finite() && e.high.is_finite()
}

/// An estimate without its interval, with the digits that the interval bears.
pub fn alone(e: &Estimate, kind: Kind, signed: bool) -> Said {
    Said::default().figure(kind.shown(e.estimate, (e.high - e.low) / 2.0, most(kind), signed), e.estimate)
}

/// An estimate and its interval.
pub fn with_interval(e: &Estimate, kind: Kind, signed: bool) -> Said {
    alone(e, kind, signed).then(interval(e, kind, signed))
}

/// ` (42.9% to 43.3%)`; nothing where there is none.
fn interval(e: &Estimate, kind: Kind, signed: bool) -> Said {
    if !has_interval(e) {
        return Said::default();
    }
    let half = (e.high - e.low) / 2.0;
    let end = |value: f64| kind.shown(value, half, most(kind), signed);
    let mut said = Said::from(" (").figure(end(e.low), e.low).words(" to ").figure(end(e.high), e.high).words(")");
    said.0.extend(e.too_few().map(Piece::Skewed));
    said
}

/// ` (about 1 in 8)` beside a share, where that is said more easily; nothing for shares near all or none.
pub fn one_in(share: f64) -> Said {
    let many = (1.0 / share).round();
    if !(0.001..=0.5).contains(&share) {
        return Said::default();
    }
    Said::from(" (about ").figure(format!("1 in {}", grouped(many, 0)), share).words(")")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(stat: &str, estimate: f64, low: f64, high: f64) -> Row {
        let estimate = Estimate { estimate, se: 0.1, replications: 9, low, high, skew: 0.0 };
        Row { measure: "x", group: "all".into(), unit: "", stat: stat.into(), estimate, count: 1.0, denominator: "" }
    }

    #[test]
    fn a_level_is_said_with_the_digits_its_interval_bears() {
        assert_eq!(level(&row("share", 0.4312, 0.4291, 0.4333)).text(), "43.12% (42.91% to 43.33%)");
        assert_eq!(level(&row("mean", 4.7912, 4.7, 4.9)).text(), "4.79 (4.70 to 4.90)");
        assert_eq!(level(&row("p90_at_least", 99.0, f64::NAN, f64::NAN)).text(), "over 99");
        assert_eq!(value(&row("mean", 4.7912, 4.7, 4.9)).text(), "4.79");
    }

    #[test]
    fn no_clear_difference_exactly_where_the_interval_spans_0() {
        let said = |low, high| difference(&row("share", (low + high) / 2.0, low, high)).text();
        assert_eq!(said(0.010, 0.020), "+1.5 points (+1.0 points to +2.0 points)");
        for (low, high) in [(-0.1, 0.2), (0.0, 0.2), (-0.2, 0.0), (0.0, 0.0)] {
            assert!(said(low, high).starts_with("no clear difference ("), "{low} {high}");
        }
        assert_eq!(said(0.00001, 0.00003), "next to none (0.00 points to 0.00 points)");
        assert_eq!(difference(&row("mean", 1.5, f64::NAN, f64::NAN)).text(), "+1.50, from one replication");
    }

    #[test]
    fn figures_keep_every_digit_behind_what_is_shown() {
        let said = level(&row("share", 0.431_234_567, 0.4291, 0.4333));
        let values: Vec<f64> = said
            .0
            .iter()
            .filter_map(|piece| if let Piece::Figure(it) = piece { Some(it.value) } else { None })
            .collect();
        assert_eq!(values, [0.431_234_567, 0.4291, 0.4333]);
    }

    #[test]
    fn an_interval_from_skewed_replications_is_marked_and_a_figure_without_its_interval_is_not() {
        let mut row = row("mean", 4.7912, 4.7, 4.9);
        assert_eq!(level(&row).skewed(), None);
        row.estimate.replications = 30;
        row.estimate.skew = 2.0;
        assert_eq!(level(&row).text(), "4.79 (4.70 to 4.90)*");
        assert_eq!((level(&row).skewed(), value(&row).skewed()), (Some(100), None));
    }

    #[test]
    fn small_shares_are_said_as_one_in_so_many() {
        assert_eq!(one_in(0.124).text(), " (about 1 in 8)");
        assert!(
            one_in(0.9).is_empty()
                && one_in(0.0).is_empty()
                && one_in(0.0001).is_empty()
                && one_in(f64::NAN).is_empty()
        );
    }
}
