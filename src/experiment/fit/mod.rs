//! Fitting a practice to figures it has seen: by simulated moments on common streams.
//!
//! Each lever has a coordinate z: 0 where the practice it is based on stands, ±2 at the ends of its range. The fit
//! minimises (seen − simulated)' Ω⁻¹ (seen − simulated) + z'z, so that a lever on which the figures are silent stays
//! where it was. Ω is how much the figures may differ by chance alone: the weeks that were seen, the replications, and
//! how finely the figures were written. Gauss and Newton's steps, with every derivative a paired difference.

mod moments;
mod task;
mod told;

pub use told::{Alike, Fitted, FittedFigure, FittedLever, SILENT, coordinate};

use super::figure::Figure;
use super::warmup;
use crate::practice::{Calendar, Measures, NoWatch, Params};
use crate::scenario::{Change, Lever, Op, Refusal, Scenario, Seen};
use moments::{covariance, joined};
use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;
use std::sync::Arc;

/// A figure that was seen, as it can be read from replications.
#[derive(Clone, Debug)]
pub struct Target {
    pub seen: Seen,
    pub figure: Figure,
}

/// What is fitted to what.
#[derive(Clone, Debug)]
pub struct Task {
    /// The practice with everything that is known set.
    pub practice: Scenario,
    pub levers: Vec<Lever>,
    pub targets: Vec<Target>,
    /// Weeks that the figures cover.
    pub weeks: f64,
}

/// Why no fit came of it.
pub enum NoFit {
    /// The practice cannot be run as the figures have it.
    Refused(Refusal),
    /// A sentence on a figure that the simulation does not show.
    Silent(String),
    Stopped,
}

impl From<Refusal> for NoFit {
    fn from(refusal: Refusal) -> NoFit {
        NoFit::Refused(refusal)
    }
}

/// Replications behind each value and each derivative for every year that the figures cover, so that chance in the
/// simulation stays small beside chance in what was seen; at most ten times as many. And those behind the covariance of
/// the figures.
const VALUE: u32 = 16;
const DERIVATIVE: u32 = 8;
const COVARIANCE: u32 = 40;
/// Half of the difference over which a derivative is taken: wide enough to rise above chance, in units of z.
const STEP: f64 = 0.4;
const MOST_STEPS: u32 = 8;
/// A step shorter than this in every lever is the last.
const CLOSE: f64 = 0.04;

/// Replications that a fit takes at most, for a progress bar.
pub fn most_replications(task: &Task) -> u64 {
    let (value, derivative) = (u64::from(task.replications(VALUE)), u64::from(task.replications(DERIVATIVE)));
    let step = value * 2 + 2 * derivative * task.levers.len() as u64;
    u64::from(2 * COVARIANCE) + u64::from(MOST_STEPS) * step
}

impl Task {
    fn replications(&self, a_year: u32) -> u32 {
        (f64::from(a_year) * (self.weeks / 52.0).clamp(1.0, 10.0)).round() as u32
    }
}

/// Fits the levers of `task`. `done` is called after each replication; `stop` ends it early.
pub fn fit(
    task: &Task,
    seed: u64,
    done: &(dyn Fn() + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Fitted, NoFit> {
    let warm_up = warmup::choose(&task.practice.settings, &task.practice.settings, seed);
    let calendar = Calendar::new(&task.practice.settings, warm_up.days);
    let search = Search { task, calendar, seed, done, stop };
    search.run()
}

/// Does the joint 95% region of the levers hold `z`? It is made of all inputs under which the figures, and the levers'
/// distance from where they began, are no less likely than the region's level: not of the ellipse that the slopes at
/// the best inputs would draw, since what is seen of demand and follow-ups together bends far from straight.
pub fn region_holds(task: &Task, fitted: &Fitted, z: &[f64], seed: u64) -> Result<bool, NoFit> {
    let warm_up = warmup::choose(&task.practice.settings, &task.practice.settings, seed);
    let calendar = Calendar::new(&task.practice.settings, warm_up.days);
    let search = Search { task, calendar, seed, done: &|| {}, stop: &|| false };
    let there = search.point(DVector::from_column_slice(z), &fitted.chance_of_figures)?;
    Ok(there.cost - fitted.cost <= told::level(z.len()))
}

struct Search<'a> {
    task: &'a Task,
    calendar: Calendar,
    seed: u64,
    done: &'a (dyn Fn() + Sync),
    stop: &'a (dyn Fn() -> bool + Sync),
}

/// Where the search stands: the coordinates, what the figures are there, and how good that is.
struct Point {
    z: DVector<f64>,
    simulated: DVector<f64>,
    cost: f64,
}

/// How much each figure (row) moves for a unit of each lever (column).
struct Slopes {
    mean: DMatrix<f64>,
    /// What each replication contributes to the error of the mean.
    each: Vec<DMatrix<f64>>,
}

impl Slopes {
    fn new(figures: usize, levers: usize, replications: u32) -> Slopes {
        let none = DMatrix::zeros(figures, levers);
        Slopes { mean: none.clone(), each: vec![none; replications as usize] }
    }

    /// What the figures tell of the levers: J'Ω⁻¹J, less what chance in the slopes alone would add to it. Without
    /// that, a lever that moves nothing would seem to be known.
    fn information(&self, chance: &DMatrix<f64>) -> Result<DMatrix<f64>, NoFit> {
        let told = |slopes: &DMatrix<f64>| Ok::<_, NoFit>(slopes.transpose() * solved(chance, slopes)?);
        let mut information = told(&self.mean)?;
        let n = self.each.len() as f64;
        for each in &self.each {
            information -= told(each)? / (n * (n - 1.0));
        }
        // What is left of a direction that only chance had moved is nothing, not less than nothing.
        let mut parts = information.symmetric_eigen();
        parts.eigenvalues.apply(|value| *value = value.max(0.0));
        Ok(parts.recompose())
    }
}

impl Search<'_> {
    fn run(&self) -> Result<Fitted, NoFit> {
        let levers = self.task.levers.len();
        let mut z = DVector::zeros(levers);
        let mut chance = self.chance(&z)?;
        let mut at = self.point(z.clone(), &chance)?;
        let mut slopes = Slopes::new(self.task.targets.len(), levers, 0);
        for _ in 0..MOST_STEPS {
            slopes = self.slopes(&at.z)?;
            let step = self.step(&at, &slopes, &chance)?;
            if step.amax() < CLOSE {
                break;
            }
            // Too long a step is halved until it helps.
            let mut better = None;
            for halving in 0..4 {
                z = self.within(&at.z + &step * 0.5f64.powi(halving));
                let there = self.point(z.clone(), &chance)?;
                if there.cost < at.cost {
                    better = Some(there);
                    break;
                }
            }
            match better {
                Some(there) => {
                    let short = (&there.z - &at.z).amax() < CLOSE;
                    at = there;
                    if short {
                        break;
                    }
                }
                None => break,
            }
        }
        chance = self.chance(&at.z)?;
        let at = self.point(at.z, &chance)?;
        Ok(told::told(self.task, &at, &slopes, chance))
    }

    /// The practice at `z`.
    fn settings(&self, z: &DVector<f64>) -> Result<Scenario, NoFit> {
        Ok(self.task.practice.with(changes(self.task, z))?)
    }

    /// Replications at each of some coordinates, all on common streams: the needs are those of the practice at 0.
    fn simulate(&self, points: &[DVector<f64>], replications: u32) -> Result<Vec<Vec<Measures>>, NoFit> {
        let base = &self.task.practice.settings;
        let mut params = Vec::with_capacity(points.len());
        for z in points {
            params.push(Arc::new(Params::derive(base, &self.settings(z)?.settings)));
        }
        let days = base.run.days as u32;
        let jobs: Vec<(usize, u32)> =
            (0..points.len()).flat_map(|point| (0..replications).map(move |k| (point, k))).collect();
        let all: Vec<Option<Measures>> = jobs
            .into_par_iter()
            .map(|(point, k)| {
                if (self.stop)() {
                    return None;
                }
                let mut state = super::warm_up(&params[point], &self.calendar, self.seed, k);
                let timeline = super::Timeline::constant(params[point].clone());
                let measures = super::replicate::run(&mut state, &timeline, &self.calendar, days, &mut NoWatch);
                (self.done)();
                Some(measures)
            })
            .collect();
        let all: Option<Vec<Measures>> = all.into_iter().collect();
        let mut all = all.ok_or(NoFit::Stopped)?.into_iter();
        Ok(points.iter().map(|_| all.by_ref().take(replications as usize).collect()).collect())
    }

    /// The figures over replications.
    fn figures(&self, replications: &[Measures]) -> Result<DVector<f64>, NoFit> {
        let moments = joined(&self.task.targets, replications)?;
        Ok(DVector::from_iterator(moments.len(), moments.iter().map(|moment| moment.value)))
    }

    /// Ω: what the figures may differ by, for reasons of chance and of rounding.
    fn chance(&self, z: &DVector<f64>) -> Result<DMatrix<f64>, NoFit> {
        let runs = self.simulate(std::slice::from_ref(z), COVARIANCE)?;
        let moments = joined(&self.task.targets, &runs[0])?;
        let weeks = self.task.practice.settings.run.days / 7.0;
        let mut chance =
            covariance(&moments) * (weeks / self.task.weeks + 1.0 / f64::from(self.task.replications(VALUE)));
        for (at, target) in self.task.targets.iter().enumerate() {
            // A figure without any doubt would be worth more than all the others together.
            let least = 1e-6 * target.seen.value.abs().max(1e-3);
            chance[(at, at)] += (target.seen.within * target.seen.within).max(least * least);
        }
        Ok(chance)
    }

    fn point(&self, z: DVector<f64>, chance: &DMatrix<f64>) -> Result<Point, NoFit> {
        let runs = self.simulate(std::slice::from_ref(&z), self.task.replications(VALUE))?;
        let simulated = self.figures(&runs[0])?;
        let misses = self.misses(&simulated);
        let weighed = solved(chance, &DMatrix::from_column_slice(misses.len(), 1, misses.as_slice()))?;
        let cost = misses.dot(&weighed.column(0)) + z.dot(&z);
        Ok(Point { z, simulated, cost })
    }

    fn misses(&self, simulated: &DVector<f64>) -> DVector<f64> {
        let seen = self.task.targets.iter().map(|target| target.seen.value);
        DVector::from_iterator(simulated.len(), seen) - simulated
    }

    /// How each figure answers to each lever: paired differences, one-sided at the end of a range.
    fn slopes(&self, z: &DVector<f64>) -> Result<Slopes, NoFit> {
        let mut points = Vec::new();
        for lever in 0..z.len() {
            for step in [STEP, -STEP] {
                let mut there = z.clone();
                there[lever] += step;
                points.push(self.within(there));
            }
        }
        let replications = self.task.replications(DERIVATIVE);
        let runs = self.simulate(&points, replications)?;
        let figures = self.task.targets.len();
        let mut slopes = Slopes::new(figures, z.len(), replications);
        for lever in 0..z.len() {
            let [up, down] = [2 * lever, 2 * lever + 1];
            let apart = points[up][lever] - points[down][lever];
            let (above, below) = (joined(&self.task.targets, &runs[up])?, joined(&self.task.targets, &runs[down])?);
            for (figure, (above, below)) in above.iter().zip(&below).enumerate() {
                slopes.mean[(figure, lever)] = (above.value - below.value) / apart;
                for (k, (above, below)) in above.influence.iter().zip(&below.influence).enumerate() {
                    slopes.each[k][(figure, lever)] = (above - below) / apart;
                }
            }
        }
        Ok(slopes)
    }

    fn step(&self, at: &Point, slopes: &Slopes, chance: &DMatrix<f64>) -> Result<DVector<f64>, NoFit> {
        let weighed = solved(chance, &slopes.mean)?;
        let known = slopes.mean.transpose() * &weighed + DMatrix::identity(at.z.len(), at.z.len());
        let pull = weighed.transpose() * self.misses(&at.simulated) - &at.z;
        let step = solved(&known, &DMatrix::from_column_slice(pull.len(), 1, pull.as_slice()))?;
        Ok(step.column(0).into_owned())
    }

    /// Coordinates inside every lever's range.
    fn within(&self, mut z: DVector<f64>) -> DVector<f64> {
        for (z, lever) in z.iter_mut().zip(&self.task.levers) {
            let (low, high) = ends(lever, &self.task.practice);
            *z = z.clamp(low, high);
        }
        z
    }
}

/// The changes at `z`.
fn changes(task: &Task, z: &DVector<f64>) -> Vec<Change> {
    let mut changes = task.practice.changes.clone();
    // What was assumed gives way to what is fitted.
    let is_fitted = |path: &str| task.levers.iter().any(|lever| lever.op == Op::Set && lever.moves(path));
    changes.retain(|change| change.op != Op::Set || !is_fitted(&change.path));
    for (lever, &z) in task.levers.iter().zip(z.iter()) {
        changes.extend(lever.at(value_at(lever, &task.practice, z)));
    }
    changes
}

/// The lever's value at coordinate `z`: 0 is where the practice stands, and ±2 the further end of the range.
pub fn value_at(lever: &Lever, practice: &Scenario, z: f64) -> f64 {
    let (centre, unit) = scale(lever, practice);
    match lever.op {
        Op::Scale | Op::Odds => libm::exp(z * unit),
        Op::Set | Op::Add => (centre + z * unit).clamp(lever.low, lever.high),
    }
}

fn ends(lever: &Lever, practice: &Scenario) -> (f64, f64) {
    let (centre, unit) = scale(lever, practice);
    match lever.op {
        Op::Scale | Op::Odds => (lever.low.ln() / unit, lever.high.ln() / unit),
        Op::Set | Op::Add => ((lever.low - centre) / unit, (lever.high - centre) / unit),
    }
}

/// Where the lever stands at 0, and how far one unit of z takes it: half of the way to the further end.
fn scale(lever: &Lever, practice: &Scenario) -> (f64, f64) {
    match lever.op {
        Op::Scale | Op::Odds => (0.0, lever.high.ln().max(-lever.low.ln()) / 2.0),
        Op::Set | Op::Add => {
            let path = lever.paths.first().map_or("", String::as_str);
            let now = practice.number(path).unwrap_or((lever.low + lever.high) / 2.0).clamp(lever.low, lever.high);
            (now, (lever.high - now).max(now - lever.low) / 2.0)
        }
    }
}

/// Solves `a x = b` for a symmetric positive `a`.
fn solved(a: &DMatrix<f64>, b: &DMatrix<f64>) -> Result<DMatrix<f64>, NoFit> {
    let factored = a.clone().cholesky();
    let factored = factored.ok_or_else(|| NoFit::Silent("the figures contradict each other beyond repair".into()))?;
    Ok(factored.solve(b))
}
