//! What a fit found: where each lever came to stand and how surely, how each figure is met, and which levers the
//! figures cannot tell apart.

use super::coordinate::{Axis, changes};
use super::point::{Point, Slopes, solved};
use super::task::{NoFit, Task};
use crate::scenario::{Change, Lever, Op};
use nalgebra::{DMatrix, DVector};
use statrs::distribution::{ChiSquared, ContinuousCDF};

#[derive(Clone, Debug)]
pub struct Fitted {
    pub levers: Vec<FittedLever>,
    pub figures: Vec<FittedFigure>,
    /// Pairs of levers that do the same to the figures given.
    pub alike: Vec<Alike>,
    /// What is changed in the practice it is based on: what was known, and what was fitted.
    pub changes: Vec<Change>,
    /// Chance that figures of a practice that the levers can show lie as far off as these, or farther: their misses
    /// and the levers' way, squared and weighed, follow chi squared with a degree of freedom for each figure.
    pub chance: f64,
    /// The levers as they were given.
    pub moved: Vec<Lever>,
    /// False where the search was still on its way when it was stopped.
    pub arrived: bool,
    /// Coordinates of the levers; how far they and the figures are off in all, squared and weighed; and the covariance
    /// of the figures by which it was weighed.
    pub z: DVector<f64>,
    pub cost: f64,
    pub chance_of_figures: DMatrix<f64>,
}

#[derive(Clone, Debug)]
pub struct FittedLever {
    pub name: String,
    pub says: String,
    pub op: Op,
    /// Where it came to stand, and its 95% interval, each inside the lever's range.
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Share of the doubt there was about it that the figures have taken away: 0 to 1.
    pub learnt: f64,
    /// It stands at the end of its range, and the figures would have it further.
    pub at_end: bool,
}

#[derive(Clone, Debug)]
pub struct FittedFigure {
    pub name: String,
    pub unit: &'static str,
    pub seen: f64,
    pub fitted: f64,
    /// Standard deviation of what it may be off by, by chance and rounding.
    pub sd: f64,
}

impl FittedFigure {
    /// How many standard deviations the fitted practice is above what was seen.
    pub fn off(&self) -> f64 {
        (self.fitted - self.seen) / self.sd
    }
}

/// Two levers between which the figures do not decide.
#[derive(Clone, Debug)]
pub struct Alike {
    pub one: String,
    pub other: String,
    /// Correlation of what is left in doubt about them.
    pub correlation: f64,
}

/// Less than this learnt about a lever is as good as nothing.
pub const SILENT: f64 = 0.25;
/// A pair is alike where what is left in doubt about the two hangs together this closely.
const ALIKE: f64 = 0.85;

impl Fitted {
    /// Does this lever move this path?
    pub fn moves(&self, lever: &str, path: &str) -> bool {
        self.moved.iter().any(|moved| moved.name == lever && moved.moves(path))
    }
}

/// The edge of a joint 95% region of so many levers: how much less likely than at the best inputs it still is there, as
/// [`further_off`](super::further_off) measures.
pub fn level(levers: usize) -> f64 {
    ChiSquared::new(levers as f64).map_or(f64::NAN, |chi| chi.inverse_cdf(0.95))
}

pub(super) fn told(
    task: &Task,
    axes: &[Axis],
    at: &Point,
    slopes: &Slopes,
    pull: &DVector<f64>,
    chance: DMatrix<f64>,
    arrived: bool,
) -> Result<Fitted, NoFit> {
    let (z, simulated) = (&at.z, &at.simulated);
    let nothing = DMatrix::identity(z.len(), z.len());
    let covariance = solved(&(slopes.information(&chance)? + &nothing), &nothing)?;
    let levers = task.levers.iter().zip(axes).enumerate().map(|(at, (lever, axis))| {
        let sd = covariance[(at, at)].sqrt();
        let (low, high) = axis.ends();
        FittedLever {
            name: lever.name.clone(),
            says: lever.says.clone(),
            op: lever.op,
            value: axis.value(z[at]),
            low: axis.value(z[at] - 1.96 * sd),
            high: axis.value(z[at] + 1.96 * sd),
            learnt: (1.0 - sd).max(0.0),
            at_end: z[at] <= low + 1e-9 && pull[at] < 0.0 || z[at] >= high - 1e-9 && pull[at] > 0.0,
        }
    });
    let figures: Vec<FittedFigure> = task
        .targets
        .iter()
        .enumerate()
        .map(|(at, target)| FittedFigure {
            name: target.seen.name.clone(),
            unit: target.figure.unit(),
            seen: target.seen.value,
            fitted: simulated[at],
            sd: chance[(at, at)].sqrt(),
        })
        .collect();
    Ok(Fitted {
        levers: levers.collect(),
        alike: alike(task, &covariance),
        changes: changes(task, axes, z),
        arrived,
        chance: ChiSquared::new(figures.len() as f64).map_or(f64::NAN, |chi| 1.0 - chi.cdf(at.cost)),
        figures,
        moved: task.levers.clone(),
        z: z.clone(),
        cost: at.cost,
        chance_of_figures: chance,
    })
}

fn alike(task: &Task, covariance: &DMatrix<f64>) -> Vec<Alike> {
    let mut pairs = Vec::new();
    for one in 0..task.levers.len() {
        for other in one + 1..task.levers.len() {
            let correlation = covariance[(one, other)] / (covariance[(one, one)] * covariance[(other, other)]).sqrt();
            if correlation.abs() >= ALIKE {
                let name = |at: usize| task.levers[at].name.clone();
                pairs.push(Alike { one: name(one), other: name(other), correlation });
            }
        }
    }
    pairs
}
