//! Where a lever stands, as a coordinate z: 0 where the practice it is fitted from stands, and 2 at the end of its
//! range that lies further from there. Multiples are measured by their logarithm. And the changes that coordinates stand
//! for.

use super::task::Task;
use crate::scenario::{Change, Lever, Op, Scenario};
use nalgebra::DVector;

/// One lever's way from coordinates to values and back.
#[derive(Clone, Debug)]
pub struct Axis {
    op: Op,
    centre: f64,
    /// What one unit of z changes: half of the way to the further end.
    unit: f64,
    range: (f64, f64),
}

impl Axis {
    /// The axis of `lever` in `practice`. A lever that sets several paths starts where the first of them stands.
    pub fn new(lever: &Lever, practice: &Scenario) -> Axis {
        let (centre, unit) = match lever.op {
            Op::Scale | Op::Odds => (0.0, libm::log(lever.high).max(-libm::log(lever.low)) / 2.0),
            Op::Set | Op::Add => {
                let path = lever.paths.first().map_or("", String::as_str);
                let middle = (lever.low + lever.high) / 2.0;
                let now = practice.number(path).unwrap_or(middle).clamp(lever.low, lever.high);
                (now, (lever.high - now).max(now - lever.low) / 2.0)
            }
        };
        Axis { op: lever.op, centre, unit, range: (lever.low, lever.high) }
    }

    /// The value at `z`, inside the range.
    pub fn value(&self, z: f64) -> f64 {
        let value = match self.op {
            Op::Scale | Op::Odds => libm::exp(z * self.unit),
            Op::Set | Op::Add => self.centre + z * self.unit,
        };
        value.clamp(self.range.0, self.range.1)
    }

    /// The coordinate of a value.
    pub fn coordinate(&self, value: f64) -> f64 {
        match self.op {
            Op::Scale | Op::Odds => libm::log(value) / self.unit,
            Op::Set | Op::Add => (value - self.centre) / self.unit,
        }
    }

    /// The coordinates of both ends of the range.
    pub fn ends(&self) -> (f64, f64) {
        (self.coordinate(self.range.0), self.coordinate(self.range.1))
    }
}

/// The changes of the practice at `z`.
pub(super) fn changes(task: &Task, axes: &[Axis], z: &DVector<f64>) -> Vec<Change> {
    let mut changes = task.practice.changes.clone();
    // What was assumed gives way to what is fitted.
    let is_fitted = |path: &str| task.levers.iter().any(|lever| lever.op == Op::Set && lever.moves(path));
    changes.retain(|change| change.op != Op::Set || !is_fitted(&change.path));
    for ((lever, axis), &z) in task.levers.iter().zip(axes).zip(z.iter()) {
        changes.extend(lever.at(axis.value(z)));
    }
    changes
}
