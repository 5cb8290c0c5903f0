//! Whether the model comes by itself to what was found in whole practices: each comparison is run on both sides from
//! the same mornings with the same patients, and each published figure is held against what comes out.

use super::Prepared;
use super::figure::{Figure, Moment};
use super::followed::{FIGURES, Followed, FollowedFigure, Told};
use super::gp_hours::Accounts;
use super::gp_time::{GpTime, NeedTime};
use super::replicate::{Timeline, run, run_from_week, warm_up};
use crate::kernel::SimTime;
use crate::practice::{Event, Measures, NoWatch, State, Watch};
use crate::scenario::{Change, Evidence, How, Op, Plan, PredictedChange, Prediction, Refusal, Scenario, load};
use crate::stats::Estimate;
use rayon::prelude::*;

/// The seed of all predictions: fixed, so that they can be repeated.
pub const SEED: u64 = 1;

/// A prediction and what the model shows.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The comparison that it is of.
    pub id: String,
    pub about: String,
    pub practice: String,
    pub prediction: Prediction,
    pub unit: &'static str,
    /// `None` where nothing happened that the figure is counted from.
    pub got: Option<Estimate>,
}

impl Outcome {
    pub fn is_hit(&self) -> bool {
        let Prediction { how, low, high, .. } = self.prediction;
        self.got.is_some_and(|got| match how {
            How::NoChange => got.low <= 0.0 && got.high >= 0.0 && (got.high - got.low) / 2.0 <= high,
            How::BreakEven => got.low <= high && got.high >= low,
            _ => (low..=high).contains(&got.estimate),
        })
    }
}

/// One side of a comparison, replication by replication.
#[derive(Default)]
pub(super) struct Side {
    pub(super) measures: Vec<Measures>,
    pub(super) told: Vec<Told>,
}

/// A figure of a side: one that is followed, or a measure.
pub(super) enum Wanted {
    Followed(&'static FollowedFigure),
    Measured(Figure),
}

impl Wanted {
    pub(super) fn named(name: &str) -> Result<Wanted, Refusal> {
        match FIGURES.iter().find(|figure| figure.id == name) {
            Some(figure) => Ok(Wanted::Followed(figure)),
            None => Ok(Wanted::Measured(Figure::parse(name)?)),
        }
    }

    pub(super) fn unit(&self) -> &'static str {
        match self {
            Wanted::Followed(figure) => figure.unit,
            Wanted::Measured(figure) => figure.unit(),
        }
    }

    pub(super) fn of(&self, side: &Side) -> Option<Moment> {
        let figure = match self {
            Wanted::Measured(figure) => return figure.of(&side.measures),
            Wanted::Followed(figure) => figure,
        };
        let parts: Vec<_> = side.told.iter().map(figure.of).collect();
        let (num, den) = parts.iter().fold((0.0, 0.0), |(num, den), part| (num + part.num, den + part.den));
        let mean = den / parts.len() as f64;
        let value = num / den;
        let influence = parts.iter().map(|part| (part.num - value * part.den) / mean).collect();
        (den != 0.0).then_some(Moment { value, influence })
    }
}

/// Replications that these predictions take, of which one in `thinned` is run.
pub fn runs_for(changes: &[PredictedChange], thinned: u32) -> u64 {
    let changed = |change: &PredictedChange| u64::from(!(change.with.is_empty() && change.actions.is_empty()));
    let sides =
        |of: &PredictedChange| 1 + of.scan.as_ref().map_or_else(|| changed(of), |(_, values)| values.len() as u64);
    changes.iter().map(|change| sides(change) * u64::from(replications(change, thinned))).sum()
}

fn replications(change: &PredictedChange, thinned: u32) -> u32 {
    change.replications.div_ceil(thinned.max(1)).max(2)
}

/// Runs every comparison and holds its figures against what is published. With `thinned` above 1 only one in so many
/// replications is run.
pub fn score(changes: &[PredictedChange], thinned: u32, done: &(dyn Fn() + Sync)) -> Result<Vec<Outcome>, Refusal> {
    // What cannot be looked up is said before anything is run.
    let mut ready = Vec::new();
    for change in changes {
        let scenarios = scenarios(change)?;
        let mut wanted = Vec::new();
        for figure in &change.figures {
            wanted.push((Wanted::named(&figure.figure)?, figure.over.as_deref().map(Wanted::named).transpose()?));
        }
        let others: Vec<&Scenario> = scenarios.1.iter().collect();
        let prepared = Prepared::among(&scenarios.0, &others, SEED, change.settles * 7)?;
        ready.push((change, scenarios.1, prepared, wanted));
    }
    let mut outcomes = Vec::new();
    for (change, others, prepared, wanted) in ready {
        let sides = sides(&prepared, &others, change.settles, replications(change, thinned), done);
        for (prediction, (figure, over)) in change.figures.iter().zip(wanted) {
            let got = put_together(prediction.how, &figure, over.as_ref(), &sides).map(estimate);
            let unit = match prediction.how {
                How::Change | How::NoChange => "share",
                How::Ratio | How::Exchange => "",
                How::BreakEven => over.as_ref().map_or("", Wanted::unit),
                How::Difference | How::Before | How::After => figure.unit(),
            };
            outcomes.push(Outcome {
                id: change.id.clone(),
                about: change.says.clone(),
                practice: change.practice.clone(),
                prediction: prediction.clone(),
                unit,
                got,
            });
        }
    }
    Ok(outcomes)
}

/// The first side, and the others: one, none where nothing is changed, or one for each value that is scanned.
fn scenarios(change: &PredictedChange) -> Result<(Scenario, Vec<Scenario>), Refusal> {
    let base = load(&change.practice, change.given.clone())?;
    let plan = Plan::read(&change.actions, Evidence::Evaluated)?;
    let changed: Vec<Change> = change.with.iter().cloned().chain(plan.settled(&base.settings)).collect();
    let Some((path, values)) = &change.scan else {
        if changed.is_empty() {
            return Ok((base, Vec::new()));
        }
        let other = base.what_if(&change.id, changed)?;
        return Ok((base, vec![other]));
    };
    let other = |value: &f64| {
        let scanned = Change::new(path.clone(), Op::Set, *value);
        base.what_if(&change.id, changed.iter().cloned().chain([scanned]).collect())
    };
    let others = values.iter().map(other).collect::<Result<_, _>>()?;
    Ok((base, others))
}

fn sides(prepared: &Prepared, others: &[Scenario], settles: u32, count: u32, done: &(dyn Fn() + Sync)) -> Vec<Side> {
    let baseline = Timeline::constant(prepared.params.clone());
    let timelines: Vec<Timeline> =
        others.iter().map(|other| Timeline::constant(prepared.params_of(&other.settings))).collect();
    let one = |k: u32| {
        let state = warm_up(&prepared.params, &prepared.calendar, SEED, k);
        let (before, followed) = observed(prepared, &state, &baseline, settles);
        done();
        let told = followed.finish(&before.0, None);
        let mut all = Vec::with_capacity(1 + timelines.len());
        for timeline in &timelines {
            let (after, followed) = observed(prepared, &state, timeline, settles);
            let accounts = Accounts::of(&before, &after, &prepared.params);
            let told = followed.finish(&after.0, Some(&accounts));
            all.push((after.0, told));
            done();
        }
        all.insert(0, (before.0, told));
        all
    };
    let finished: Vec<Vec<(Measures, Told)>> = (0..count).into_par_iter().map(one).collect();
    let mut sides: Vec<Side> = (0..=others.len()).map(|_| Side::default()).collect();
    for replication in finished {
        for (side, (measures, told)) in sides.iter_mut().zip(replication) {
            side.measures.push(measures);
            side.told.push(told);
        }
    }
    sides
}

/// Both of what watches a run.
struct Both(GpTime, Followed);

impl Watch for Both {
    fn on(&mut self, at: SimTime, need: u64, event: Event) {
        self.0.on(at, need, event);
        self.1.on(at, need, event);
    }
}

pub(super) fn observed(
    prepared: &Prepared,
    state: &State,
    timeline: &Timeline,
    settles: u32,
) -> ((Measures, NeedTime), Followed) {
    let mut state = state.clone();
    let (calendar, days) = (&prepared.calendar, prepared.days());
    if settles > 0 {
        run(&mut state, timeline, calendar, settles * 7, &mut NoWatch);
    }
    let params = timeline.at(settles as usize);
    let followed = Followed::new(params, calendar.warm_up + settles * 7, days);
    let mut watch = Both(GpTime::new(params, state.open_needs()), followed);
    let measures = run_from_week(&mut state, timeline, settles as usize, calendar, days, &mut watch, |_| {});
    ((measures, watch.0.finish()), watch.1)
}

/// What the sides show together.
fn put_together(how: How, figure: &Wanted, over: Option<&Wanted>, sides: &[Side]) -> Option<Moment> {
    let (first, others) = sides.split_first()?;
    if how == How::After {
        return figure.of(others.first()?);
    }
    let before = figure.of(first)?;
    let after = || figure.of(others.first()?);
    match how {
        How::Before | How::After => Some(before),
        How::Ratio => over_each_other(&after()?, &before),
        How::Change | How::NoChange => {
            let Moment { value, influence } = over_each_other(&after()?, &before)?;
            Some(Moment { value: value - 1.0, influence })
        }
        How::Difference => Some(less(&after()?, &before)),
        How::Exchange => {
            let over = over?;
            over_each_other(&less(&after()?, &before), &less(&over.of(first)?, &over.of(others.first()?)?))
        }
        How::BreakEven => {
            let over = over?;
            let points = others.iter().map(|other| Some((over.of(other)?, less(&figure.of(other)?, &before))));
            crossing(&points.collect::<Option<Vec<_>>>()?)
        }
    }
}

pub(super) fn less(a: &Moment, b: &Moment) -> Moment {
    let influence = a.influence.iter().zip(&b.influence).map(|(a, b)| a - b).collect();
    Moment { value: a.value - b.value, influence }
}

fn over_each_other(a: &Moment, b: &Moment) -> Option<Moment> {
    let value = a.value / b.value;
    let influence = a.influence.iter().zip(&b.influence).map(|(a, of)| (a - value * of) / b.value).collect();
    (b.value != 0.0).then_some(Moment { value, influence })
}

/// Where a line through points crosses 0, between the first two that lie on either side of it.
fn crossing(points: &[(Moment, Moment)]) -> Option<Moment> {
    let pair = points.windows(2).find(|pair| pair[0].1.value * pair[1].1.value <= 0.0)?;
    let [(x, y), (next_x, next_y)] = pair else { return None };
    let span = y.value - next_y.value;
    if span == 0.0 {
        return None;
    }
    let share = y.value / span;
    let width = next_x.value - x.value;
    let influence = (0..x.influence.len()).map(|k| {
        let moved = (y.value * next_y.influence[k] - next_y.value * y.influence[k]) / (span * span);
        (1.0 - share) * x.influence[k] + share * next_x.influence[k] + width * moved
    });
    Some(Moment { value: x.value + share * width, influence: influence.collect() })
}

pub(super) fn estimate(moment: Moment) -> Estimate {
    Estimate::of_influence(moment.value, &moment.influence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(value: f64, influence: [f64; 2]) -> Moment {
        Moment { value, influence: influence.into() }
    }

    #[test]
    fn the_break_even_lies_where_the_line_crosses_nought_and_moves_with_its_points() {
        let points = [
            (moment(0.3, [0.0, 0.0]), moment(3.0, [0.0, 0.0])),
            (moment(0.4, [0.01, 0.0]), moment(1.0, [0.0, 0.2])),
            (moment(0.6, [0.0, 0.0]), moment(-1.0, [0.0, 0.0])),
        ];
        let found = crossing(&points).unwrap();
        assert!((found.value - 0.5).abs() < 1e-12, "{}", found.value);
        // Half of what the nearer point moves; and 0.2 higher at one end, it crosses 0.1 × 0.2 / 2 further on.
        assert!((found.influence[0] - 0.005).abs() < 1e-12 && (found.influence[1] - 0.01).abs() < 1e-12);
        assert!(crossing(&points[..2]).is_none());
    }

    #[test]
    fn a_relative_change_has_the_error_of_both_sides() {
        let (after, before) = (moment(6.0, [0.6, -0.6]), moment(4.0, [0.4, -0.4]));
        let found = over_each_other(&after, &before).unwrap();
        assert!((found.value - 1.5).abs() < 1e-12 && found.influence.iter().all(|moved| moved.abs() < 1e-12));
    }
}
