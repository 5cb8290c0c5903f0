//! How far an answer hangs on evidence that is only known as a range: every value of the actions' effects is drawn from
//! low to high, and the practice is run with and without them on the same mornings, with the same patients. So what is
//! not known and what is luck stay apart.

use super::compare::listed;
use super::figure::Figure;
use super::gp_hours::{Accounts, HoursFigure};
use super::gp_time::NeedTime;
use super::replicate::{Timeline, warm_up};
use super::{Ground, Prepared, View, Weekly};
use crate::kernel::{Key, Streams};
use crate::practice::purpose::{Draw, Purpose, Who, key};
use crate::practice::{Measures, State};
use crate::scenario::{Change, Op, Plan, Problem, Refusal, Scenario, Value, did_you_mean};
use crate::stats::{
    Components, Estimate, Ratio, SharedOut, Spread, components, pert_quantile, pooled, shares_with_intervals,
    without_intervals,
};
use rayon::prelude::*;

/// A value of which only a range is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    pub path: String,
    pub op: Op,
    pub low: f64,
    pub best: f64,
    pub high: f64,
    /// The actions that use it: several may say the same of one setting, and it is then the same value.
    pub actions: Vec<String>,
    /// Where it comes from.
    pub because: String,
    /// In each action's effects, by the place of its project and of the action in it.
    places: Vec<[usize; 3]>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Changes that hold in the scenario beside its actions.
    pub changes: Vec<Change>,
    pub plan: Plan,
    pub figure: Answer,
    pub view: View,
    pub draws: u32,
    pub replications: u32,
}

/// The figure of which the difference between scenario and baseline is the answer.
#[derive(Clone, Debug)]
pub enum Answer {
    Hours(HoursFigure),
    Measured(Figure),
}

/// What came of it. Answers are scenario less baseline, one for each replication.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub unknowns: Vec<Unknown>,
    pub unit: &'static str,
    /// With every value at its best.
    pub best: Estimate,
    /// Of each value, all others at their best: the answer at its low end, at its high end, and how far they lie apart.
    pub ends: Vec<[Estimate; 3]>,
    /// Values by draw, in the order of the unknowns, and the mean answer of each draw with its interval.
    pub draws: Vec<Vec<f64>>,
    pub answers: Vec<Estimate>,
    pub spread: Components,
    /// Answers below which 5, 50 and 95 of 100 lie by what is not known, luck taken off, each with its 95% interval.
    pub range: [Spread; 3],
    /// Of each value its share of the variance that comes of not knowing, with its interval; last, what is unexplained.
    /// `None` where too few draws were done, or nothing of the spread is more than luck.
    pub shares: Option<SharedOut>,
    /// Draws that were asked for.
    pub asked: u32,
    pub replications: u32,
    pub warm_up_days: u32,
    pub settled: bool,
}

/// Samples of the draws that intervals of shares are taken from.
const RESAMPLED: u32 = 500;
/// Draws with which there is something to say of how answers spread.
const LEAST_DRAWS: usize = 3;

impl Answer {
    /// The figure called `name`: one of those of hours and cost, or a measure.
    pub fn named(name: &str) -> Result<Answer, Problem> {
        if let Some(figure) = HoursFigure::named(name.trim()) {
            return Ok(Answer::Hours(figure));
        }
        Figure::parse(name).map(Answer::Measured).map_err(|problem| {
            let names = HoursFigure::names();
            match did_you_mean(name.trim(), names.iter().map(String::as_str)) {
                Some(near) if problem.message.starts_with("there is no measure") => problem.help(near),
                _ => problem,
            }
        })
    }

    pub fn unit(&self) -> &'static str {
        match self {
            Answer::Hours(figure) => figure.unit,
            Answer::Measured(figure) => figure.unit(),
        }
    }

    /// Scenario less baseline, as one value for each replication whose mean is the difference of the two figures.
    fn differences(&self, before: &[Measures], after: &[Measures], accounts: &[Accounts]) -> Option<Vec<f64>> {
        let figure = match self {
            Answer::Hours(figure) => return Some(figure.differences(before, after, accounts)),
            Answer::Measured(figure) => figure,
        };
        let (one, two) = (figure.of(before)?, figure.of(after)?);
        let own = one.influence.iter().zip(&two.influence).map(|(one, two)| two - one);
        Some(own.map(|own| two.value - one.value + own).collect())
    }
}

/// The values of a plan's evidence of which only a range is known, in the order of the actions.
pub fn unknowns(plan: &Plan, practice: &Scenario) -> Vec<Unknown> {
    let mut all: Vec<Unknown> = Vec::new();
    for (p, project) in plan.projects.iter().enumerate().filter(|(_, project)| project.dose > 0.0) {
        for (a, action) in project.actions.iter().enumerate() {
            for e in action.doubts(&practice.settings, plan.evidence) {
                let effect = &action.effects[e];
                let Value::Range { low, best, high } = effect.value else { continue };
                let says = (effect.path.as_str(), effect.op, [low, best, high]);
                let same =
                    |known: &Unknown| (known.path.as_str(), known.op, [known.low, known.best, known.high]) == says;
                if let Some(known) = all.iter_mut().find(|known| same(known)) {
                    known.actions.push(action.id.clone());
                    known.places.push([p, a, e]);
                    continue;
                }
                all.push(Unknown {
                    path: effect.path.clone(),
                    op: effect.op,
                    low,
                    best,
                    high,
                    actions: vec![action.id.clone()],
                    because: effect.because.clone(),
                    places: vec![[p, a, e]],
                });
            }
        }
    }
    all
}

/// How many replications are run in all: the baseline, everything at its best, each value at both ends, and the draws.
pub fn runs_for(unknowns: usize, draws: u32, replications: u32) -> u64 {
    (2 + 2 * unknowns as u64 + u64::from(draws)) * u64::from(replications)
}

/// The least draws with which the spread can be shared out among so many values.
pub fn least_draws(unknowns: usize) -> u32 {
    2 * unknowns as u32 + 10
}

/// Draws the evidence and runs the practice with every draw, calling `done` after each replication. Where `stop` turns
/// true the draws that are done are kept; `None` where they are too few to say anything.
pub fn sensitivity(
    baseline: &Scenario,
    question: &Question,
    seed: u64,
    done: &(dyn Fn() + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Outcome>, Refusal> {
    let unknowns = unknowns(&question.plan, baseline);
    let places: Vec<Vec<f64>> = unknowns.iter().map(|own| spread_out(own, seed, question.draws)).collect();
    let best: Vec<f64> = unknowns.iter().map(|own| own.best).collect();
    let at_end = |at: usize, value: f64| {
        let mut values = best.clone();
        values[at] = value;
        values
    };
    let draw = |draw: usize| -> Vec<f64> {
        let each = unknowns.iter().zip(&places);
        each.map(|(own, places)| pert_quantile(own.low, own.best, own.high, places[draw])).collect()
    };
    let draws: Vec<Vec<f64>> = (0..question.draws as usize).map(draw).collect();
    let ends = unknowns.iter().enumerate().flat_map(|(at, own)| [at_end(at, own.low), at_end(at, own.high)]);
    let fixed: Vec<Vec<f64>> = std::iter::once(best.clone()).chain(ends).collect();

    let ground = Ground::new(baseline);
    let weeks = |values: &Vec<f64>| weeks_with(&ground, question, &unknowns, values);
    let all: Vec<Weekly> = fixed.iter().chain(&draws).map(weeks).collect::<Result<_, Refusal>>()?;
    let room: Vec<&Weekly> = all.iter().collect();
    let prepared = Prepared::among_weeks(baseline, &[], &room, seed, question.view.dropped() * 7)?;

    let Some((states, before)) = mornings(&prepared, question, seed, done, stop) else { return Ok(None) };
    let answer = |weekly: &Weekly| -> Option<Vec<f64>> {
        if stop() {
            return None;
        }
        let timeline = prepared.timeline(weekly);
        let (mut after, mut accounts) = (Vec::new(), Vec::new());
        for (state, before) in states.iter().zip(&before) {
            let own = listed(&prepared, state, &timeline, question.view);
            accounts.push(Accounts::of(before, &own, &prepared.params));
            after.push(own.0);
            done();
        }
        let before: Vec<Measures> = before.iter().map(|(measures, _)| measures.clone()).collect();
        Some(question.figure.differences(&before, &after, &accounts).unwrap_or_default())
    };
    let found: Vec<Option<Vec<f64>>> = all.par_iter().map(answer).collect();
    if found.iter().flatten().any(Vec::is_empty) {
        let problem = Problem::new("nothing happened that the figure is counted from, in the practice or beside it");
        return Err(problem.help("ask for another `--measure`, such as gp_hours_released or dna_rate").into());
    }
    let (fixed, drawn) = found.split_at(fixed.len());
    let Some(fixed) = fixed.iter().cloned().collect::<Option<Vec<Vec<f64>>>>() else { return Ok(None) };
    // Of draws that were not done nothing is known.
    let kept: Vec<usize> = (0..drawn.len()).filter(|&at| drawn[at].is_some()).collect();
    let table: Vec<Vec<f64>> = drawn.iter().flatten().cloned().collect();
    let Some(spread) = components(&table).filter(|_| table.len() >= LEAST_DRAWS) else { return Ok(None) };
    let means: Vec<f64> = table.iter().map(|row| mean(row)).collect();
    let chosen: Vec<Vec<f64>> =
        (0..unknowns.len()).map(|own| kept.iter().map(|&at| draws[at][own]).collect()).collect();
    let resample = key(Streams::new(seed, 0), Who::Evidence, 0);
    let pick = |at: u32, below: usize| (resample.u(Purpose::Resampled, at) * below as f64) as usize;
    let shares = match spread.rows.value > 0.0 {
        true => shares_with_intervals(&chosen, &means, spread.left_in_rows, RESAMPLED, pick),
        false => None,
    };
    Ok(Some(Outcome {
        unit: question.figure.unit(),
        best: estimate(&fixed[0]),
        ends: fixed[1..].chunks_exact(2).map(|ends| beside(&ends[0], &ends[1])).collect(),
        draws: kept.iter().map(|&at| draws[at].clone()).collect(),
        answers: table.iter().map(|row| estimate(row)).collect(),
        range: range(&table, &means, &spread, resample),
        shares,
        spread,
        unknowns,
        asked: question.draws,
        replications: question.replications,
        warm_up_days: prepared.warm_up.days,
        settled: prepared.warm_up.settled,
    }))
}

/// Every replication on the morning when the practice goes live, and the practice as it is from then on.
type Morning = (State, (Measures, NeedTime));
type Mornings = (Vec<State>, Vec<(Measures, NeedTime)>);
fn mornings(
    prepared: &Prepared,
    question: &Question,
    seed: u64,
    done: &(dyn Fn() + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Mornings> {
    let as_it_is = Timeline::constant(prepared.params.clone());
    let one = |k: u32| -> Option<Morning> {
        if stop() {
            return None;
        }
        let state = warm_up(&prepared.params, &prepared.calendar, seed, k);
        let before = listed(prepared, &state, &as_it_is, question.view);
        done();
        Some((state, before))
    };
    let all: Option<Vec<Morning>> = (0..question.replications).into_par_iter().map(one).collect();
    Some(all?.into_iter().unzip())
}

/// The scenario's weeks when the evidence is so.
fn weeks_with(
    ground: &Ground<'_>,
    question: &Question,
    unknowns: &[Unknown],
    values: &[f64],
) -> Result<Weekly, Refusal> {
    let mut plan = question.plan.clone();
    for (unknown, value) in unknowns.iter().zip(values) {
        for &[project, action, effect] in &unknown.places {
            plan.projects[project].actions[action].effects[effect].value = Value::Number(*value);
        }
    }
    Weekly::in_view(ground, &question.changes, &plan, question.view)
}

/// Places of a value in its distribution, one in each of as many equal parts as there are draws, in an order of its own
/// (a Latin hypercube). They hang on its name, so that another action beside it changes none.
fn spread_out(unknown: &Unknown, seed: u64, draws: u32) -> Vec<f64> {
    let id = unknown.path.bytes().chain([unknown.op as u8]);
    let id = id.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let own: Key = key(Streams::new(seed, 0), Who::Evidence, id >> 8);
    let mut turns: Vec<u32> = (0..draws).collect();
    turns.sort_by(|&a, &b| own.u(Purpose::TurnOfDraw, a).total_cmp(&own.u(Purpose::TurnOfDraw, b)));
    let mut places = vec![0.0; draws as usize];
    for (part, draw) in turns.into_iter().enumerate() {
        places[draw as usize] = (part as f64 + own.u(Purpose::WithinTurn, draw)) / f64::from(draws);
    }
    places
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The mean over replications.
fn estimate(answers: &[f64]) -> Estimate {
    let ratios: Vec<Ratio> = answers.iter().map(|&num| Ratio { num, den: 1.0 }).collect();
    pooled(&ratios).unwrap_or(Estimate::at_least(f64::NAN, 0))
}

/// The answers at both ends, and the second less the first, replication by replication.
fn beside(low: &[f64], high: &[f64]) -> [Estimate; 3] {
    let apart: Vec<f64> = low.iter().zip(high).map(|(low, high)| high - low).collect();
    [estimate(low), estimate(high), estimate(&apart)]
}

/// Where answers lie by what is not known: the draws' means, drawn together by as much as luck has spread them. The
/// intervals are from samples of the draws and of the replications, both with replacement, which is a little wide rather
/// than narrow (Owen 2007).
fn range(table: &[Vec<f64>], means: &[f64], spread: &Components, resample: Key) -> [Spread; 3] {
    let whole = places(means, (spread.mean.value, spread.rows.value, spread.left_in_rows));
    let (n, m) = (table.len(), table[0].len());
    let sample = |time: u32| -> Option<[f64; 3]> {
        let pick = |at: usize, below: usize| {
            let u = resample.u(Purpose::ResampledTable, time * (n + m) as u32 + at as u32);
            ((u * below as f64) as usize).min(below - 1)
        };
        let columns: Vec<usize> = (0..m).map(|at| pick(n + at, m)).collect();
        let row = |at: usize| -> Vec<f64> { columns.iter().map(|&column| table[pick(at, n)][column]).collect() };
        let table: Vec<Vec<f64>> = (0..n).map(row).collect();
        let means: Vec<f64> = table.iter().map(|row| mean(row)).collect();
        Some(places(&means, without_intervals(&table)?))
    };
    let sampled: Vec<[f64; 3]> = (0..RESAMPLED).filter_map(sample).collect();
    [0, 1, 2].map(|at| {
        let mut own: Vec<f64> = sampled.iter().map(|places| places[at]).collect();
        own.sort_by(f64::total_cmp);
        let end = |p: f64| own.get((p * own.len() as f64) as usize).copied().unwrap_or(f64::NAN);
        Spread { value: whole[at], low: end(0.025).min(whole[at]), high: end(0.975).max(whole[at]) }
    })
}

/// The answers below which 5, 50 and 95 of 100 draws lie once luck is taken off.
fn places(means: &[f64], (middle, rows, left): (f64, f64, f64)) -> [f64; 3] {
    let all = rows * rows + left;
    let closer = if all > 0.0 { (rows * rows / all).sqrt() } else { 0.0 };
    let mut sorted: Vec<f64> = means.iter().map(|mean| middle + closer * (mean - middle)).collect();
    sorted.sort_by(f64::total_cmp);
    [0.05, 0.5, 0.95].map(|p| sorted[((p * sorted.len() as f64) as usize).min(sorted.len() - 1)])
}

/// The value whose knowledge would narrow the answer most.
pub struct MostTelling {
    /// Its place among the unknowns.
    pub at: usize,
    /// Its share of the variance that comes of not knowing, with its interval: as it is, which may be above 1.
    pub share: [f64; 3],
    /// The variance that would be left, with its interval: as it is, which may be below 0.
    pub left: [f64; 3],
    /// Others of which the draws cannot say that they tell less.
    pub as_likely: Vec<usize>,
}

impl Outcome {
    /// The value to measure next; none where nothing of the spread could be shared out.
    pub fn most_telling(&self) -> Option<MostTelling> {
        let shared = self.shares.as_ref()?;
        let (_, each) = shared.shares.split_last()?;
        let at = (0..each.len()).max_by(|&a, &b| each[a][0].total_cmp(&each[b][0]))?;
        let [share, low, _] = each[at];
        let others =
            (0..each.len()).filter(|&other| other != at && each[other][2] > low && each[other][0] > share / 4.0);
        let left = *shared.left.get(at)?;
        (share > 0.0).then(|| MostTelling { at, share: each[at], left, as_likely: others.collect() })
    }
}
