//! Targets: a figure and the bound that it has to keep, a number or what the practice shows now, and whether
//! replications show that it is kept, that it is missed, or neither.

use crate::experiment::figure::{Figure, Moment};
use crate::practice::Measures;
use crate::scenario::Problem;
use crate::stats::{Estimate, skewed_bounds, skewness, t_quantile};

/// What replications show of a target, or of all targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    Fails,
    /// More replications would be needed to tell.
    Undecided,
}

/// `phone_answered_share >= 0.9`, or `unmet_needs_share <= now`.
#[derive(Clone, Debug)]
pub struct Target {
    /// As it was typed, with single blanks.
    pub text: String,
    pub figure: Figure,
    at_most: bool,
    /// `None` is what the practice shows now.
    bound: Option<f64>,
}

/// A target at one size of the practice.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The figure and its 95% interval; `None` where nothing happened that it is counted from.
    pub level: Option<Estimate>,
    /// The figure less that of the practice now, where the target is held against it.
    pub less_now: Option<Estimate>,
    pub verdict: Verdict,
}

impl Target {
    /// Reads `FIGURE <= NUMBER`, `>=`, or `now` for the number; a problem without a place where it is none of these.
    pub fn parse(text: &str) -> Result<Target, Problem> {
        let help = "write it as `\"phone_answered_share >= 0.9\"`, or `\"unmet_needs_share <= now\"`";
        let signs = [("<=", true), (">=", false)];
        let found = signs.iter().find_map(|(sign, at_most)| Some((text.split_once(sign)?, *at_most)));
        let Some(((name, bound), at_most)) = found else {
            let message = format!("the target `{text}` says neither `<=` nor `>=`");
            return Err(Problem::new(message).help(help));
        };
        let (name, bound) = (name.trim(), bound.trim());
        let number = bound.parse::<f64>().ok().filter(|number| number.is_finite());
        let percent = bound.strip_suffix('%').and_then(|digits| digits.trim().parse::<f64>().ok());
        let bound = match (bound, number, percent) {
            ("now", ..) => None,
            (_, Some(number), _) => Some(number),
            (_, None, Some(percent)) => {
                let problem = Problem::new(format!("the target `{text}` has a percentage for a bound"));
                return Err(problem.help(format!("write the share: {}", percent / 100.0)));
            }
            _ => {
                let problem = Problem::new(format!("`{bound}` in the target `{text}` is neither a number nor `now`"));
                return Err(problem.help(help));
            }
        };
        let sign = if at_most { "<=" } else { ">=" };
        let end = bound.map_or("now".into(), |bound| bound.to_string());
        Ok(Target { text: format!("{name} {sign} {end}"), figure: Figure::parse(name)?, at_most, bound })
    }

    /// The number that it is held against; none where that is what the practice shows now.
    pub fn bound(&self) -> Option<f64> {
        self.bound
    }

    /// Is it the most that a figure may be, rather than the least?
    pub fn is_at_most(&self) -> bool {
        self.at_most
    }

    /// Is it held against what the practice shows now?
    pub fn is_against_now(&self) -> bool {
        self.bound.is_none()
    }

    /// Does this value keep it, taken as it is? `now` is what the practice shows without a change.
    pub fn keeps(&self, value: f64, now: Option<f64>) -> bool {
        let bound = self.bound.or(now);
        bound.is_some_and(|bound| if self.at_most { value <= bound } else { value >= bound })
    }

    /// Whether these replications show it: held with one-sided error `hold`, or missed with one-sided error `miss`.
    /// `now` are the same replications of the practice as it is.
    pub fn check(&self, replications: &[Measures], now: &[Measures], hold: f64, miss: f64) -> Checked {
        let figure = self.figure.of(replications);
        let before = if self.bound.is_none() { self.figure.of(now) } else { None };
        let less_now = figure.as_ref().zip(before.as_ref()).map(|(figure, before)| less(figure, before));
        let beyond = match (self.bound, &less_now, &figure) {
            (Some(bound), _, Some(figure)) => Some(Moment { value: figure.value - bound, ..figure.clone() }),
            (None, Some(less_now), _) => Some(less_now.clone()),
            _ => None,
        };
        let verdict = match beyond {
            Some(beyond) => self.verdict(&beyond, hold, miss),
            // A wait too long for what is counted has missed any bound below what is counted.
            None => match (self.figure.at_least(replications), self.bound, self.at_most) {
                (Some(least), Some(bound), true) if least > bound => Verdict::Fails,
                (Some(least), Some(bound), false) if least >= bound => Verdict::Holds,
                _ => Verdict::Undecided,
            },
        };
        Checked { level: figure.as_ref().map(estimate), less_now: less_now.as_ref().map(estimate), verdict }
    }

    fn verdict(&self, beyond: &Moment, hold: f64, miss: f64) -> Verdict {
        let side = if self.at_most { 1.0 } else { -1.0 };
        let (value, sd) = (side * beyond.value, beyond.sd());
        let n = beyond.influence.len();
        // Where a few replications lie far out, those without them look surer than they are: the bound makes up for it.
        let skew = side * skewness(&beyond.influence);
        let half = |error: f64, above: usize| match sd > 0.0 {
            true => skewed_bounds(skew, n, t_quantile(n as f64 - 1.0, 1.0 - error))[above] * sd,
            // Nothing is known of the spread of one.
            false if n < 2 => f64::NAN,
            false => 0.0,
        };
        // A figure that is the same to the last bits in every replication has kept a bound that it equals.
        let nothing = 1e-12 * value.abs().max(1e-3);
        if value + half(hold, 1) <= nothing {
            Verdict::Holds
        } else if value - half(miss, 0) > nothing {
            Verdict::Fails
        } else {
            Verdict::Undecided
        }
    }
}

pub(super) fn less(a: &Moment, b: &Moment) -> Moment {
    let influence = a.influence.iter().zip(&b.influence).map(|(a, b)| a - b).collect();
    Moment { value: a.value - b.value, influence }
}

pub(super) fn estimate(moment: &Moment) -> Estimate {
    Estimate::of_influence(moment.value, &moment.influence)
}

/// What several targets show together: they hold when all do, and fail when one does.
pub fn together(checked: &[Checked]) -> Verdict {
    let any = |verdict: Verdict| checked.iter().any(|checked| checked.verdict == verdict);
    if any(Verdict::Fails) {
        Verdict::Fails
    } else if any(Verdict::Undecided) {
        Verdict::Undecided
    } else {
        Verdict::Holds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_as_it_is_typed_and_anything_else_gets_a_sentence() {
        let target = Target::parse("lead_days(routine).p90<=10").unwrap();
        assert_eq!(target.text, "lead_days(routine).p90 <= 10");
        assert!(Target::parse("unmet_needs_share <= now").unwrap().is_against_now());
        let said = |text: &str| {
            let problem = Target::parse(text).unwrap_err();
            format!("{} {}", problem.message, problem.help.unwrap_or_default())
        };
        assert!(said("phone_answered_share >= 90%").contains("write the share: 0.9"));
        assert!(said("phone_answered_share = 0.9").contains("neither `<=` nor `>=`"));
        assert!(said("phone_answered_share >= soon").contains("neither a number nor `now`"));
        assert!(said("phone_answered >= 0.9").contains("phone_answered_share"));
    }

    #[test]
    fn a_target_holds_only_beyond_doubt_and_fails_only_beyond_doubt() {
        let target = Target::parse("phone_answered_share >= 0.9").unwrap();
        let beyond = |value: f64| Moment { value, influence: vec![0.02, -0.02, 0.02, -0.02, 0.02, -0.02] };
        // One standard error is 0.009; 2.57 of them leave 2.5% on either side.
        assert_eq!(target.verdict(&beyond(0.03), 0.025, 0.025), Verdict::Holds);
        assert_eq!(target.verdict(&beyond(0.01), 0.025, 0.025), Verdict::Undecided);
        assert_eq!(target.verdict(&beyond(-0.01), 0.025, 0.025), Verdict::Undecided);
        assert_eq!(target.verdict(&beyond(-0.03), 0.025, 0.025), Verdict::Fails);
        assert_eq!(target.verdict(&beyond(-0.03), 0.025, 0.0001), Verdict::Undecided);
        // Small steps to one side and now and then a long one to the other: nothing is kept so soon on that side.
        let (rare, often) = (vec![0.25, 0.01, 0.01, 0.01], vec![-0.28 / 6.0; 6]);
        let skewed = Moment { value: -0.09, influence: [rare, often].concat() };
        let mirrored = Moment { value: 0.09, influence: skewed.influence.iter().map(|own| -own).collect() };
        let at_most = Target::parse("lead_days <= 2").unwrap();
        let plain = t_quantile(9.0, 0.975) * skewed.se();
        assert!(plain < 0.09, "Student's bound would have it kept: {plain}");
        assert_eq!(at_most.verdict(&skewed, 0.025, 0.025), Verdict::Undecided);
        assert_eq!(target.verdict(&mirrored, 0.025, 0.025), Verdict::Undecided);
        let same = Moment { value: 0.0, influence: vec![0.0; 5] };
        assert_eq!(target.verdict(&same, 0.001, 0.001), Verdict::Holds);
    }
}
