//! The value of a setting at which a change makes no difference to a figure: with less of it the practice is better off
//! without the change, with more of it with it, or the other way round. Every value is run from the same mornings with
//! the same patients as the practice without the change.
//!
//! Five values over the whole range show where the difference changes sign, as estimated; that it does not anywhere is
//! said only where it lies on one side at all five beyond doubt, the chance of error shared out among values and looks. Around that place five values are run again,
//! closer and with more replications, until they lie on a line as far as replications can tell; the line crosses 0 with
//! Fieller's interval.

mod line;

use super::Prepared;
use super::figure::Moment;
use super::gp_hours::Accounts;
use super::predictions::{Side, Wanted, estimate, less, observed};
use super::replicate::{Timeline, warm_up};
use super::size::Ears;
use crate::scenario::{Change, Kind, Op, Problem, Refusal, Scenario, did_you_mean, paths};
use crate::stats::{Estimate, t_quantile};
use line::{Line, bend};
use rayon::prelude::*;

/// Values that are run at a time.
const VALUES: usize = 5;
/// Replications of the first look over the whole range.
pub const FIRST_LOOK: u32 = 10;
/// Times that the range is narrowed at most.
const NARROWED: u32 = 8;
/// Standard errors by which points may bend away from a line.
const BENDS: f64 = 2.0;
const CONFIDENCE: f64 = 0.95;
/// Looks over the whole range: the first, and one with all replications where the first tells nothing.
const WIDE_LOOKS: usize = 2;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The practice without the change.
    pub baseline: Scenario,
    /// With it.
    pub practice: Scenario,
    /// The setting of the practice with the change, and the range that it is looked for in.
    pub path: String,
    pub from: f64,
    pub to: f64,
    /// A figure of a target, or one that predictions follow, such as `gp_hours_used`.
    pub measure: String,
    /// A figure whose value at the break-even is given too.
    pub read_as: Option<String>,
    /// Replications of each value in the end.
    pub most: u32,
    /// Weeks after the change that are not measured.
    pub settles: u32,
}

/// The figure's difference at one value of the setting.
#[derive(Clone, Debug)]
pub struct Point {
    pub value: f64,
    /// With the change less without it.
    pub difference: Estimate,
    /// Was it run in the last look, around the break-even?
    pub is_near: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Found {
    /// The setting's value, with a 95% interval, and what is read there.
    At {
        value: Estimate,
        read_as: Option<Estimate>,
    },
    /// It changes sides between these two, at each of which it is clear, and it is not known where.
    Between(f64, f64),
    /// At every value looked at the difference is on the same side of 0, with 95% confidence for all at once.
    NoneWithin,
    /// Neither is shown by this many replications of each value.
    CannotTell(u32),
    Stopped,
}

/// All that was run, by value.
#[derive(Clone, Debug)]
pub struct BreakEven {
    pub found: Found,
    pub points: Vec<Point>,
    pub unit: &'static str,
    pub read_as_unit: &'static str,
    /// Beyond doubt it changes sides more than once: there are other break-evens.
    pub turns: bool,
    /// The points of the last look bend away from a line.
    pub is_bent: bool,
    pub warm_up_days: u32,
    pub settled: bool,
    pub days: u32,
}

impl BreakEven {
    /// The difference at the lower and at the upper end.
    pub fn ends(&self) -> Option<(&Point, &Point)> {
        let by = |a: &&Point, b: &&Point| a.value.total_cmp(&b.value);
        Some((self.points.iter().min_by(by)?, self.points.iter().max_by(by)?))
    }
}

/// Finds it. Refused are settings and figures that are none, and values that the practice cannot have.
pub fn break_even(question: &Question, ears: Ears) -> Result<BreakEven, Refusal> {
    let search = Search::new(question, ears)?;
    search.run()
}

struct Search<'a> {
    question: &'a Question,
    ears: Ears<'a>,
    prepared: Prepared,
    figure: Wanted,
    read_as: Option<Wanted>,
}

/// The difference and what is read, at some values.
struct Look {
    differences: Vec<(f64, Moment)>,
    read: Vec<(f64, Moment)>,
}

impl<'a> Search<'a> {
    fn new(question: &'a Question, ears: Ears<'a>) -> Result<Search<'a>, Refusal> {
        let Question { baseline, practice, path, from, to, .. } = question;
        let all = paths(&practice.settings);
        let Some(info) = all.iter().find(|info| info.path == *path) else {
            let near = did_you_mean(path, all.iter().map(|info| info.path.as_str()));
            let listed = "`headroom schema` lists what there is".to_string();
            return Err(Problem::new(format!("there is no setting `{path}`")).help(near.unwrap_or(listed)).into());
        };
        if info.kind != Kind::Number {
            let problem = Problem::new(format!("`{path}` is not a number, so it has no values in between"));
            return Err(problem.help("name a setting that is a number").into());
        }
        if !(from.is_finite() && to.is_finite() && from < to) {
            let problem = Problem::new(format!("there is nothing between {from} and {to}"));
            return Err(problem.help("give the smaller number after `--from`").into());
        }
        let figure = Wanted::named(&question.measure)?;
        let read_as = question.read_as.as_deref().map(Wanted::named).transpose()?;
        let ends = [at(practice, path, *from)?, at(practice, path, *to)?];
        let seed = baseline.settings.run.seed as u64;
        let prepared = Prepared::among(baseline, &[practice, &ends[0], &ends[1]], seed, question.settles * 7)?;
        Ok(Search { question, ears, prepared, figure, read_as })
    }

    fn run(&self) -> Result<BreakEven, Refusal> {
        let Question { from, to, most, .. } = *self.question;
        let mut points: Vec<Point> = Vec::new();
        let wide = self.look(&spaced(from, to), FIRST_LOOK.min(most))?;
        let Some(wide) = wide else { return Ok(self.told(Found::Stopped, points, false)) };
        self.keep(&mut points, &wide, false);
        let clear: Vec<f64> =
            points.iter().map(|point| clear_side(&point.difference)).filter(|side| *side != 0.0).collect();
        let turns = clear.windows(2).filter(|pair| pair[0] != pair[1]).count() > 1;
        let mut ends = sides(&wide.differences);
        if ends.is_none() {
            if one_side(&wide.differences) {
                return Ok(BreakEven { turns, ..self.told(Found::NoneWithin, points, false) });
            }
            let Some(again) = self.look(&spaced(from, to), most)? else {
                return Ok(self.told(Found::Stopped, points, false));
            };
            self.keep(&mut points, &again, false);
            ends = sides(&again.differences);
            if ends.is_none() {
                let found = if one_side(&again.differences) { Found::NoneWithin } else { Found::CannotTell(most) };
                return Ok(BreakEven { turns, ..self.told(found, points, false) });
            }
        }
        let Some((mut low, mut high)) = ends else { return Ok(self.told(Found::CannotTell(most), points, false)) };
        let mut replications = FIRST_LOOK.min(most);
        let mut last: Option<(Look, bool)> = None;
        for _ in 0..NARROWED {
            replications = (2 * replications).min(most);
            let Some(near) = self.look(&spaced(low, high), replications)? else {
                return Ok(BreakEven { turns, ..self.told(Found::Stopped, points, false) });
            };
            let bent = bend(&near.differences).abs() > BENDS;
            let line = Line::through(&near.differences);
            let width = high - low;
            let root = line.as_ref().map_or((low + high) / 2.0, Line::root);
            let known = line.as_ref().and_then(|line| line.crossing(CONFIDENCE));
            last = Some((near, bent));
            if !bent && replications == most {
                break;
            }
            // Narrower where it bends, but never so narrow that the points tell nothing of the slope.
            let half = match known {
                Some(known) if bent => (width / 4.0).max(2.0 * (known.high - known.low)),
                Some(known) => (width / 2.0).min((2.0 * (known.high - known.low)).max(width / 4.0)),
                None => width / 2.0,
            };
            if bent && replications == most && half > 0.45 * width {
                break;
            }
            let middle = root.clamp(from, to);
            (low, high) = ((middle - half).max(from), (middle + half).min(to));
        }
        let Some((near, bent)) = last else { return Ok(self.told(Found::CannotTell(most), points, false)) };
        self.keep(&mut points, &near, true);
        let line = Line::through(&near.differences);
        let found = match line.as_ref().and_then(|line| Some((line, line.crossing(CONFIDENCE)?))) {
            None => clear_sides(&points).map_or(Found::CannotTell(most), |(low, high)| Found::Between(low, high)),
            Some((_, value)) if value.estimate < from || value.estimate > to => Found::CannotTell(most),
            Some((line, value)) => {
                let read = Line::through(&near.read).map(|read| estimate(line.of_another(&read)));
                Found::At { value, read_as: read }
            }
        };
        Ok(BreakEven { turns, is_bent: bent, ..self.told(found, points, bent) })
    }

    fn told(&self, found: Found, mut points: Vec<Point>, is_bent: bool) -> BreakEven {
        points.sort_by(|a, b| a.value.total_cmp(&b.value));
        BreakEven {
            found,
            points,
            unit: self.figure.unit(),
            read_as_unit: self.read_as.as_ref().map_or("", Wanted::unit),
            turns: false,
            is_bent,
            warm_up_days: self.prepared.warm_up.days,
            settled: self.prepared.warm_up.settled,
            days: self.prepared.days(),
        }
    }

    fn keep(&self, points: &mut Vec<Point>, look: &Look, is_near: bool) {
        for (value, difference) in &look.differences {
            points.retain(|point| point.value != *value);
            points.push(Point { value: *value, difference: estimate(difference.clone()), is_near });
        }
    }

    /// Runs these values in replications `0..count`; `None` where it was stopped.
    fn look(&self, values: &[f64], count: u32) -> Result<Option<Look>, Refusal> {
        let Question { baseline, practice, path, settles, .. } = self.question;
        let prepared = &self.prepared;
        let mut timelines = Vec::new();
        for &value in values {
            timelines.push(Timeline::constant(prepared.params_of(&at(practice, path, value)?.settings)));
        }
        let plain = Timeline::constant(prepared.params.clone());
        let seed = baseline.settings.run.seed as u64;
        let one = |k: u32| {
            if (self.ears.stop)() {
                return None;
            }
            let state = warm_up(&prepared.params, &prepared.calendar, seed, k);
            let (before, followed) = observed(prepared, &state, &plain, *settles);
            let told = followed.finish(&before.0, None);
            let mut all = Vec::with_capacity(1 + timelines.len());
            for timeline in &timelines {
                let (after, followed) = observed(prepared, &state, timeline, *settles);
                let accounts = Accounts::of(&before, &after, &prepared.params);
                let told = followed.finish(&after.0, Some(&accounts));
                all.push((after.0, told));
            }
            all.insert(0, (before.0, told));
            (self.ears.done)(1 + timelines.len() as u64);
            Some(all)
        };
        let finished: Option<Vec<Vec<_>>> = (0..count).into_par_iter().map(one).collect();
        let Some(finished) = finished else { return Ok(None) };
        let mut sides: Vec<Side> = (0..=values.len()).map(|_| Side::default()).collect();
        for replication in finished {
            for (side, (measures, told)) in sides.iter_mut().zip(replication) {
                side.measures.push(measures);
                side.told.push(told);
            }
        }
        let missing = |name: &str| {
            let problem = Problem::new(format!("nothing is counted under `{name}` in this practice"));
            Refusal::from(problem.help("`headroom schema --measures` lists what there is"))
        };
        let Some((before, others)) = sides.split_first() else { return Ok(None) };
        let without = self.figure.of(before).ok_or_else(|| missing(&self.question.measure))?;
        let mut look = Look { differences: Vec::new(), read: Vec::new() };
        for (&value, side) in values.iter().zip(others) {
            let with = self.figure.of(side).ok_or_else(|| missing(&self.question.measure))?;
            look.differences.push((value, less(&with, &without)));
            if let (Some(figure), Some(name)) = (&self.read_as, &self.question.read_as) {
                look.read.push((value, figure.of(side).ok_or_else(|| missing(name))?));
            }
        }
        Ok(Some(look))
    }
}

/// The practice with the setting at a value.
fn at(practice: &Scenario, path: &str, value: f64) -> Result<Scenario, Refusal> {
    practice.what_if(&practice.name, vec![Change::new(path, Op::Set, value)])
}

/// Values from one end to the other, evenly.
fn spaced(from: f64, to: f64) -> Vec<f64> {
    let step = (to - from) / (VALUES - 1) as f64;
    (0..VALUES).map(|at| if at + 1 == VALUES { to } else { from + at as f64 * step }).collect()
}

/// The two values next to each other between which the difference changes sides.
fn sides(points: &[(f64, Moment)]) -> Option<(f64, f64)> {
    let pair = points.windows(2).find(|pair| pair[0].1.value * pair[1].1.value <= 0.0)?;
    Some((pair[0].0, pair[1].0))
}

/// Do they all lie on the same side of 0, with `CONFIDENCE` for all of them and all looks at once (Bonferroni)?
fn one_side(points: &[(f64, Moment)]) -> bool {
    let error = (1.0 - CONFIDENCE) / (points.len() * WIDE_LOOKS) as f64;
    let side = |moment: &Moment| {
        let doubt = t_quantile(moment.influence.len() as f64 - 1.0, 1.0 - error / 2.0) * moment.se();
        if moment.value.abs() > doubt { moment.value.signum() } else { 0.0 }
    };
    let first = points.first().map_or(0.0, |(_, moment)| side(moment));
    first != 0.0 && points.iter().all(|(_, moment)| side(moment) == first)
}

/// The two nearest values of which the difference is clear, on different sides; each by its own interval, shared out
/// among all.
fn clear_sides(points: &[Point]) -> Option<(f64, f64)> {
    let error = (1.0 - CONFIDENCE) / (points.len().max(1) * WIDE_LOOKS) as f64;
    let mut clear: Vec<(f64, f64)> = Vec::new();
    for Point { value, difference: e, .. } in points {
        let doubt = t_quantile(e.replications as f64 - 1.0, 1.0 - error / 2.0) * e.se;
        if e.estimate.abs() > doubt {
            clear.push((*value, e.estimate.signum()));
        }
    }
    clear.sort_by(|a, b| a.0.total_cmp(&b.0));
    clear.windows(2).find(|pair| pair[0].1 != pair[1].1).map(|pair| (pair[0].0, pair[1].0))
}

/// 1 or -1 where the interval lies on one side of 0.
fn clear_side(e: &Estimate) -> f64 {
    if e.low > 0.0 {
        1.0
    } else if e.high < 0.0 {
        -1.0
    } else {
        0.0
    }
}
