//! Fitting a practice to figures it has seen: by simulated moments on common streams.
//!
//! Each lever has a coordinate z, see `coordinate`. The fit minimises (seen − simulated)' Ω⁻¹ (seen − simulated) + z'z, so that a lever on which the figures are silent stays
//! where it was. Ω is how much the figures may differ by chance alone: the weeks that were seen, the replications, and
//! how finely the figures were written. Gauss and Newton's steps, with every derivative a paired difference.

mod coordinate;
mod moments;
mod point;
mod task;
mod told;

pub use coordinate::Axis;
pub use task::{NoFit, Target, Task};
pub use told::{Alike, Fitted, FittedFigure, FittedLever, SILENT, level};

use super::warmup;
use crate::practice::{Calendar, Measures, NoWatch, Params};
use crate::scenario::Scenario;
use coordinate::changes;
use moments::{covariance, joined};
use nalgebra::{DMatrix, DVector};
use point::{Point, Slopes, solved};
use rayon::prelude::*;
use std::sync::Arc;

/// Replications behind each value and each derivative for every run's length that the figures cover, so that chance in the
/// simulation stays small beside chance in what was seen; at most ten times as many. And those behind the covariance of
/// the figures.
const VALUE: u32 = 16;
const DERIVATIVE: u32 = 8;
const COVARIANCE: u32 = 100;
/// Half of the difference over which a derivative is taken: wide enough to rise above chance, in units of z.
const STEP: f64 = 0.4;
const MOST_STEPS: u32 = 8;
/// Too long a step is tried at half its length, and half of that.
const HALVINGS: u8 = 4;
/// A step shorter than this in every lever is the last.
const CLOSE: f64 = 0.04;

/// Replications that a fit takes at most, for a progress bar.
pub fn most_replications(task: &Task) -> u64 {
    let (value, derivative) = (u64::from(task.replications(VALUE)), u64::from(task.replications(DERIVATIVE)));
    let slopes = 2 * derivative * task.levers.len() as u64;
    let steps = u64::from(2 * MOST_STEPS) * (u64::from(HALVINGS) * value + slopes);
    u64::from(2 * COVARIANCE) + 2 * value + steps + slopes
}

impl Task {
    fn replications(&self, a_year: u32) -> u32 {
        let runs = self.weeks * 7.0 / self.practice.settings.run.days;
        (f64::from(a_year) * runs.clamp(1.0, 10.0)).round() as u32
    }
}

/// Fits the levers of `task`. `done` is called after each replication; `stop` ends it early.
pub fn fit(
    task: &Task,
    seed: u64,
    done: &(dyn Fn() + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Fitted, NoFit> {
    Search::new(task, seed, done, stop).run()
}

/// How much less likely `z` is than the best inputs: by how much the figures' misses and the levers' way, squared and
/// weighed, are larger there. Where that is at most [`level`] the joint 95% region of the levers holds `z`. The region
/// is not the ellipse that the slopes at the best inputs would draw, since what is seen of demand and follow-ups
/// together bends far from straight. `seed` is that of the fit.
pub fn further_off(task: &Task, fitted: &Fitted, z: &[f64], seed: u64) -> Result<f64, NoFit> {
    let search = Search::new(task, seed, &|| {}, &|| false);
    let there = search.point(DVector::from_column_slice(z), &fitted.chance_of_figures)?;
    Ok(there.cost - fitted.cost)
}

struct Search<'a> {
    task: &'a Task,
    axes: Vec<Axis>,
    calendar: Calendar,
    seed: u64,
    done: &'a (dyn Fn() + Sync),
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Search<'a> {
    fn new(task: &'a Task, seed: u64, done: &'a (dyn Fn() + Sync), stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        let practice = &task.practice;
        let warm_up = warmup::choose(&practice.settings, &practice.settings, seed);
        let calendar = Calendar::new(&practice.settings, warm_up.days);
        let axes = task.levers.iter().map(|lever| Axis::new(lever, practice)).collect();
        Search { task, axes, calendar, seed, done, stop }
    }

    /// Twice downhill: what chance may do to the figures is taken where the search begins, and then where it ended.
    fn run(&self) -> Result<Fitted, NoFit> {
        let start = DVector::zeros(self.task.levers.len());
        let chance = self.chance(&start)?;
        let (at, _) = self.descend(self.point(start, &chance)?, &chance)?;
        let chance = self.chance(&at.z)?;
        let (at, arrived) = self.descend(self.point(at.z, &chance)?, &chance)?;
        let slopes = self.slopes(&at.z)?;
        let pull = self.pull(&at, &solved(&chance, &slopes.mean)?);
        told::told(self.task, &self.axes, &at, &slopes, &pull, chance, arrived)
    }

    /// Steps until they are short. False where they did not become so.
    fn descend(&self, mut at: Point, chance: &DMatrix<f64>) -> Result<(Point, bool), NoFit> {
        for _ in 0..MOST_STEPS {
            let slopes = self.slopes(&at.z)?;
            let step = self.step(&at, &slopes, chance)?;
            if step.amax() < CLOSE {
                return Ok((at, true));
            }
            let mut better = None;
            for halving in 0..HALVINGS {
                let there = self.point(&at.z + &step * 0.5f64.powi(halving.into()), chance)?;
                if there.cost < at.cost {
                    better = Some(there);
                    break;
                }
            }
            // Where even the shortest step gains nothing, chance hides what is left to gain.
            let Some(there) = better else { return Ok((at, true)) };
            at = there;
        }
        Ok((at, false))
    }

    /// The practice at `z`.
    fn settings(&self, z: &DVector<f64>) -> Result<Scenario, NoFit> {
        Ok(self.task.practice.with(changes(self.task, &self.axes, z))?)
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
        for (lever, (points, runs)) in points.chunks(2).zip(runs.chunks(2)).enumerate() {
            let apart = points[0][lever] - points[1][lever];
            let (above, below) = (joined(&self.task.targets, &runs[0])?, joined(&self.task.targets, &runs[1])?);
            for (figure, (above, below)) in above.iter().zip(&below).enumerate() {
                slopes.mean[(figure, lever)] = (above.value - below.value) / apart;
                for (k, (above, below)) in above.influence.iter().zip(&below.influence).enumerate() {
                    slopes.each[k][(figure, lever)] = (above - below) / apart;
                }
            }
        }
        Ok(slopes)
    }

    /// Which way and how strongly the figures, and the way back to the start, pull each lever.
    fn pull(&self, at: &Point, weighed: &DMatrix<f64>) -> DVector<f64> {
        weighed.transpose() * self.misses(&at.simulated) - &at.z
    }

    /// The way to the lowest point of the parabola at hand that lies inside every lever's range: a lever that would
    /// leave it stops at its end, and the others take over what it could not do.
    fn step(&self, at: &Point, slopes: &Slopes, chance: &DMatrix<f64>) -> Result<DVector<f64>, NoFit> {
        let weighed = solved(chance, &slopes.mean)?;
        let size = at.z.len();
        let known = slopes.mean.transpose() * &weighed + DMatrix::identity(size, size);
        let pull = self.pull(at, &weighed);
        let mut step = DVector::zeros(size);
        let mut free: Vec<usize> = (0..size).collect();
        while !free.is_empty() {
            let held = &pull - &known * &step;
            let inner = DMatrix::from_fn(free.len(), free.len(), |row, column| known[(free[row], free[column])]);
            let wanted = DMatrix::from_fn(free.len(), 1, |row, _| held[free[row]]);
            let way = solved(&inner, &wanted)?;
            let leaves = |place: usize| {
                let (lever, to) = (free[place], at.z[free[place]] + way[(place, 0)]);
                let (low, high) = self.axes[lever].ends();
                (to < low - 1e-12).then_some(low).or((to > high + 1e-12).then_some(high)).map(|end| (lever, end))
            };
            let stopped: Vec<(usize, f64)> = (0..free.len()).filter_map(leaves).collect();
            if stopped.is_empty() {
                for (place, &lever) in free.iter().enumerate() {
                    step[lever] = way[(place, 0)];
                }
                break;
            }
            for &(lever, end) in &stopped {
                step[lever] = end - at.z[lever];
            }
            free.retain(|lever| stopped.iter().all(|(other, _)| other != lever));
        }
        Ok(step)
    }

    /// Coordinates inside every lever's range.
    fn within(&self, mut z: DVector<f64>) -> DVector<f64> {
        for (z, axis) in z.iter_mut().zip(&self.axes) {
            let (low, high) = axis.ends();
            *z = z.clamp(low, high);
        }
        z
    }
}
