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

/// What a target holds a figure against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    Number(f64),
    /// What the practice shows now, and so much more, or less where it is negative: a difference that nobody would mind.
    Now {
        and: f64,
    },
}

/// `phone_answered_share >= 0.9`, `gp_overtime_per_week <= now` or `unmet_needs_share <= now + 0.002`.
#[derive(Clone, Debug)]
pub struct Target {
    /// As it was typed, with single blanks.
    pub text: String,
    pub figure: Figure,
    at_most: bool,
    bound: Bound,
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
    /// Reads `FIGURE <= NUMBER`, `>=`, or for the number `now`, `now + NUMBER` or `now - NUMBER`; a problem without a place
    /// where it is none of these.
    pub fn parse(text: &str) -> Result<Target, Problem> {
        let signs = [("<=", true), (">=", false)];
        let found = signs.iter().find_map(|(sign, at_most)| Some((text.split_once(sign)?, *at_most)));
        let Some(((name, bound), at_most)) = found else {
            let message = format!("the target `{text}` says neither `<=` nor `>=`");
            return Err(Problem::new(message).help(HELP));
        };
        let (name, bound) = (name.trim(), bound.trim());
        let bound = match bound.strip_prefix("now").map(str::trim) {
            None => Bound::Number(number(bound, bound, text)?),
            Some("") => Bound::Now { and: 0.0 },
            Some(and) => match (and.strip_prefix('+'), and.strip_prefix('-')) {
                (Some(more), _) => Bound::Now { and: number(more.trim(), bound, text)? },
                (_, Some(less)) => Bound::Now { and: -number(less.trim(), bound, text)? },
                _ => return Err(neither(bound, text)),
            },
        };
        let sign = if at_most { "<=" } else { ">=" };
        let end = match bound {
            Bound::Number(number) => number.to_string(),
            Bound::Now { and: 0.0 } => "now".into(),
            Bound::Now { and } => format!("now {} {}", if and > 0.0 { '+' } else { '-' }, and.abs()),
        };
        Ok(Target { text: format!("{name} {sign} {end}"), figure: Figure::parse(name)?, at_most, bound })
    }

    /// What it is held against.
    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// Is it the most that a figure may be, rather than the least?
    pub fn is_at_most(&self) -> bool {
        self.at_most
    }

    /// Is it held against what the practice shows now?
    pub fn is_against_now(&self) -> bool {
        matches!(self.bound, Bound::Now { .. })
    }

    /// The number that it is held against, where the practice shows `now` without a change.
    pub fn number(&self, now: Option<f64>) -> Option<f64> {
        match self.bound {
            Bound::Number(number) => Some(number),
            Bound::Now { and } => now.map(|now| now + and),
        }
    }

    /// Does this value keep it, taken as it is? `now` is what the practice shows without a change.
    pub fn keeps(&self, value: f64, now: Option<f64>) -> bool {
        self.number(now).is_some_and(|bound| if self.at_most { value <= bound } else { value >= bound })
    }

    /// Whether these replications show it: held with one-sided error `hold`, or missed with one-sided error `miss`.
    /// `now` are the same replications of the practice as it is.
    pub fn check(&self, replications: &[Measures], now: &[Measures], hold: f64, miss: f64) -> Checked {
        let figure = self.figure.of(replications);
        let before = if self.is_against_now() { self.figure.of(now) } else { None };
        let less_now = figure.as_ref().zip(before.as_ref()).map(|(figure, before)| less(figure, before));
        let beyond = match (self.bound, &less_now, &figure) {
            (Bound::Number(bound), _, Some(figure)) => Some(above(figure, bound)),
            (Bound::Now { and }, Some(less_now), _) => Some(above(less_now, and)),
            _ => None,
        };
        let verdict = match beyond {
            Some(beyond) => self.verdict(&beyond, hold, miss),
            // A wait too long for what is counted has missed any bound below what is counted.
            None => match (self.figure.at_least(replications), self.bound, self.at_most) {
                (Some(least), Bound::Number(bound), true) if least > bound => Verdict::Fails,
                (Some(least), Bound::Number(bound), false) if least >= bound => Verdict::Holds,
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

/// What a target looks like.
const HELP: &str = "write it as `\"phone_answered_share >= 0.9\"`, or `\"unmet_needs_share <= now + 0.002\"`";

/// The number in a bound of a target.
fn number(digits: &str, bound: &str, target: &str) -> Result<f64, Problem> {
    if let Some(number) = digits.parse::<f64>().ok().filter(|number| number.is_finite()) {
        return Ok(number);
    }
    match digits.strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok()) {
        Some(percent) => {
            let problem = Problem::new(format!("the target `{target}` has a percentage for a bound"));
            Err(problem.help(format!("write the share: {}", percent / 100.0)))
        }
        None => Err(neither(bound, target)),
    }
}

fn neither(bound: &str, target: &str) -> Problem {
    Problem::new(format!("`{bound}` in the target `{target}` is neither a number nor `now`")).help(HELP)
}

fn above(figure: &Moment, bound: f64) -> Moment {
    Moment { value: figure.value - bound, ..figure.clone() }
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
    use crate::practice::Ending;

    #[test]
    fn a_target_is_read_as_it_is_typed_and_anything_else_gets_a_sentence() {
        let target = Target::parse("lead_days(routine).p90<=10").unwrap();
        assert_eq!(target.text, "lead_days(routine).p90 <= 10");
        assert!(Target::parse("unmet_needs_share <= now").unwrap().is_against_now());
        let said = |text: &str| {
            let problem = Target::parse(text).unwrap_err();
            format!("{} {}", problem.message, problem.help.unwrap_or_default())
        };
        for (typed, bound) in [("now + 0.002", 0.002), ("now+0.002", 0.002), ("now - 1", -1.0), ("now", 0.0)] {
            let target = Target::parse(&format!("unmet_needs_share <= {typed}")).unwrap();
            assert_eq!(target.bound(), Bound::Now { and: bound });
            assert_eq!(Target::parse(&target.text).unwrap().bound(), target.bound());
        }
        assert!(said("unmet_needs_share <= now + 0.2%").contains("write the share: 0.002"));
        assert!(said("unmet_needs_share <= now +").contains("`now +` in the target"));
        assert!(said("unmet_needs_share <= now or never").contains("neither a number nor `now`"));
        assert!(said("phone_answered_share >= 90%").contains("write the share: 0.9"));
        assert!(said("phone_answered_share = 0.9").contains("neither `<=` nor `>=`"));
        assert!(said("phone_answered_share >= soon").contains("neither a number nor `now`"));
        assert!(said("phone_answered >= 0.9").contains("phone_answered_share"));
    }

    #[test]
    fn a_difference_to_now_that_nobody_would_mind_misses_no_target() {
        let practice = |unmet: u64| {
            let mut measures = Measures::new();
            measures.needs.ended[Ending::GaveUp as usize] = unmet;
            measures.needs.ended[Ending::Closed as usize] = 10_000 - unmet;
            measures
        };
        let (now, after): (Vec<Measures>, Vec<Measures>) =
            (0..6).map(|k| (practice(500 + k), practice(510 + k))).unzip();
        let verdict = |text: &str| Target::parse(text).unwrap().check(&after, &now, 0.025, 0.025).verdict;
        assert_eq!(verdict("unmet_needs_share <= now"), Verdict::Fails);
        assert_eq!(verdict("unmet_needs_share <= now + 0.002"), Verdict::Holds);
        assert_eq!(verdict("unmet_needs_share <= now + 0.0005"), Verdict::Fails);
        assert_eq!(verdict("unmet_needs_share >= now - 0.002"), Verdict::Holds);
        let target = Target::parse("unmet_needs_share <= now + 0.002").unwrap();
        assert!(target.keeps(0.0519, Some(0.05)) && !target.keeps(0.0521, Some(0.05)) && !target.keeps(0.0, None));
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
