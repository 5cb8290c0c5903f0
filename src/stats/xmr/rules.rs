//! The four rules that tell a special cause, in the order in which a point is given to the first that it is part of.

use super::limits::{Limits, TO_LIMIT, above};

/// Points of a run on one side of the mean, and of a rise or a fall.
pub const LONG: usize = 7;

/// What makes a point a special cause. The first of these that a point is part of is the one it is marked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Above the upper limit or below the lower.
    Outside,
    /// One of seven, each higher than the one before, or each lower.
    Trend,
    /// One of two in the outer third of the same side, of three in a row on that side.
    TwoOfThree,
    /// One of seven on the same side of the mean.
    OneSide,
}

/// Towards which side a special cause points: for a rise the high one, wherever it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    High,
    Low,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    pub rule: Rule,
    pub side: Side,
}

impl Rule {
    /// In order of precedence.
    pub const ALL: [Rule; 4] = [Rule::Outside, Rule::Trend, Rule::TwoOfThree, Rule::OneSide];

    /// How many points it looks at.
    fn length(self) -> usize {
        match self {
            Rule::Outside => 1,
            Rule::TwoOfThree => 3,
            Rule::Trend | Rule::OneSide => LONG,
        }
    }
}

/// What each of `values`, a stretch in order, is part of, where it is a special cause under these limits.
pub fn causes(values: &[f64], limits: &Limits) -> Vec<Option<Cause>> {
    let mut causes: Vec<Option<Cause>> = vec![None; values.len()];
    for rule in Rule::ALL {
        for (begins, window) in values.windows(rule.length()).enumerate() {
            let Some(side) = met(rule, window, limits) else { continue };
            for (value, cause) in window.iter().zip(&mut causes[begins..]) {
                let marked = rule != Rule::TwoOfThree || in_outer_third(*value, side, limits);
                if marked && cause.is_none() {
                    *cause = Some(Cause { rule, side });
                }
            }
        }
    }
    causes
}

/// The place in `values` (from 0) at which the first special cause towards `side` is complete, so that whoever looks
/// each week sees it, and its rule. None where there is none.
pub fn first_cause(values: &[f64], limits: &Limits, side: Side) -> Option<(usize, Rule)> {
    let complete = |last: usize| {
        let met_here = |rule: &Rule| {
            let begins = (last + 1).checked_sub(rule.length());
            begins.is_some_and(|begins| met(*rule, &values[begins..=last], limits) == Some(side))
        };
        Rule::ALL.into_iter().find(met_here).map(|rule| (last, rule))
    };
    (0..values.len()).find_map(complete)
}

/// Towards which side a window of the rule's length meets it, if it does.
fn met(rule: Rule, window: &[f64], limits: &Limits) -> Option<Side> {
    [Side::High, Side::Low].into_iter().find(|&side| match rule {
        Rule::Outside => window.iter().all(|&value| is_outside(value, side, limits)),
        Rule::Trend => window.windows(2).all(|pair| beyond(pair[1], pair[0], side)),
        // The third has to lie on that side too, and a point outside the limits is no point of the outer third: both as
        // in NHSRplotthedots.
        Rule::TwoOfThree => {
            let outer = window.iter().filter(|value| in_outer_third(**value, side, limits)).count();
            outer >= 2 && window.iter().all(|&value| beyond(value, limits.centre, side))
        }
        Rule::OneSide => window.iter().all(|&value| beyond(value, limits.centre, side)),
    })
}

/// Is a value further towards a side than another?
fn beyond(value: f64, other: f64, side: Side) -> bool {
    match side {
        Side::High => above(value, other),
        Side::Low => above(other, value),
    }
}

fn is_outside(value: f64, side: Side, limits: &Limits) -> bool {
    let limit = match side {
        Side::High => limits.upper(),
        Side::Low => limits.lower(),
    };
    limit.is_some_and(|limit| beyond(value, limit, side))
}

fn in_outer_third(value: f64, side: Side, limits: &Limits) -> bool {
    let Some(range) = limits.mean_range else { return false };
    let two_thirds = TO_LIMIT * range * 2.0 / 3.0;
    let third = match side {
        Side::High => limits.centre + two_thirds,
        Side::Low => limits.centre - two_thirds,
    };
    beyond(value, third, side) && !is_outside(value, side, limits)
}
