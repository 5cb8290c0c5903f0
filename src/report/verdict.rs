//! What a figure or a size is said to be in a word: better or worse after a change, and kept or missed beside a target.

use super::said::{self, Kind};
use crate::experiment::Row;
use crate::experiment::combine::FIGURES;
use crate::experiment::size;
use crate::practice::registry::{Better, REGISTRY};

/// Which way a figure went, for whoever wants it better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Better,
    Worse,
    /// Clear, and neither good nor bad.
    Changed,
    Unclear,
    /// Clear, and so small that nothing is left of it in the digits that are shown.
    Tiny,
    /// From one replication nothing is clear.
    Unknown,
}

impl Verdict {
    /// Of a difference.
    pub fn of(apart: &Row) -> Verdict {
        let e = &apart.estimate;
        if !said::has_interval(e) {
            return Verdict::Unknown;
        }
        if said::spans_0(e) {
            return Verdict::Unclear;
        }
        if said::is_shown_as_0(e, Kind::of(&apart.stat, true)) {
            return Verdict::Tiny;
        }
        let registered = REGISTRY.iter().find(|measure| measure.id == apart.measure).map(|measure| measure.better);
        let kept = FIGURES.iter().find(|figure| figure.measure == apart.measure && figure.group == "all");
        let better = registered.or_else(|| kept.map(|figure| figure.better()));
        match (better, e.estimate > 0.0) {
            (None | Some(Better::Neither), _) => Verdict::Changed,
            (Some(Better::Higher), true) | (Some(Better::Lower), false) => Verdict::Better,
            (Some(Better::Higher), false) | (Some(Better::Lower), true) => Verdict::Worse,
        }
    }

    /// The verdict in words.
    pub fn says(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Changed => "changed",
            Verdict::Unclear => "no clear difference",
            Verdict::Tiny => said::NEXT_TO_NONE,
            Verdict::Unknown => "not known from one run",
        }
    }
}

/// What replications show of a target at one size.
pub fn of_target(verdict: size::Verdict) -> &'static str {
    match verdict {
        size::Verdict::Holds => "kept",
        size::Verdict::Fails => "missed",
        size::Verdict::Undecided => "not decided",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Estimate;

    fn apart(measure: &'static str, estimate: f64, half: f64) -> Row {
        let estimate =
            Estimate { estimate, se: 1.0, replications: 9, low: estimate - half, high: estimate + half, skew: 0.0 };
        Row { measure, group: "all".into(), unit: "", stat: "mean".into(), estimate, count: 1.0, denominator: "" }
    }

    #[test]
    fn longer_waits_are_worse_and_more_calls_answered_are_better_where_that_is_clear() {
        for (measure, value, half, expected) in [
            ("need_to_seen_days", 0.2, 0.1, Verdict::Worse),
            ("need_to_seen_days", -0.2, 0.1, Verdict::Better),
            ("phone_answered_share", 0.2, 0.1, Verdict::Better),
            ("gp_hours_used", -2.0, 1.0, Verdict::Better),
            ("gp_hours_used", -2.0, 2.0, Verdict::Unclear),
            ("role_share", 0.2, 0.1, Verdict::Changed),
            ("gp_hours_claimed", 0.2, 0.1, Verdict::Changed),
            ("cost", 0.2, f64::NAN, Verdict::Unknown),
        ] {
            assert_eq!(Verdict::of(&apart(measure, value, half)), expected, "{measure} {value} {half}");
        }
    }

    #[test]
    fn what_is_shown_as_0_is_neither_better_nor_worse() {
        assert_eq!(Verdict::of(&apart("need_to_seen_days", -0.004, 0.001)), Verdict::Tiny);
        assert_eq!(Verdict::of(&apart("need_to_seen_days", -0.006, 0.001)), Verdict::Better);
    }
}
