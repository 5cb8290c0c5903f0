//! How long to warm up: from pilot replications of the baseline, so that no replication depends on how many are run.

use crate::practice::{Calendar, Measures, NoWatch, Params, Run, State};
use crate::scenario::names::{Holidays, WarmUp};
use crate::scenario::settings::Settings;
use crate::stats::{Ratio, mser5, pooled};
use rayon::prelude::*;

/// Pilot replications, and the weeks each runs.
pub const PILOTS: u32 = 10;
pub const WEEKS: u32 = 52;

/// A warm-up, and how it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    pub days: u32,
    /// Appointments in the book at each opening, averaged over the pilots; empty where the scenario says the days.
    pub series: Vec<f64>,
    /// False where the pilots never settled: the practice is growing a queue.
    pub settled: bool,
}

/// The scenario's warm-up, or by MSER-5 over the appointments standing in the book at each opening, with season and
/// holidays off, rounded up to whole weeks. Batches of five openings are weeks in a practice open five days.
pub fn choose(practice: &Settings, scenario: &Settings, seed: u64) -> Chosen {
    if scenario.run.warm_up == WarmUp::Days {
        let days = scenario.run.warm_up_days as u32;
        return Chosen { days, series: Vec::new(), settled: true };
    }
    // The practice without changes: what it is compared with must start on the same day, or it has other needs.
    let pilots = pilots_of(practice, practice, seed);
    let openings = pilots[0].len();
    let series: Vec<f64> =
        (0..openings).map(|at| pilots.iter().map(|pilot| pilot[at]).sum::<f64>() / f64::from(PILOTS)).collect();
    let dropped = mser5(&series);
    let openings_a_week = practice.calendar.days_per_week.max(1.0);
    let weeks = dropped.map_or(f64::from(WEEKS) / 2.0, |openings| openings as f64 / openings_a_week).ceil();
    // How often and how long it is run says nothing of how it fills, so it costs no second set of pilots.
    let unchanged = Settings { run: practice.run.clone(), ..scenario.clone() } == *practice;
    let settled = match unchanged {
        true => !is_growing(&pilots),
        false => !is_growing(&pilots_of(practice, scenario, seed)),
    };
    Chosen { days: weeks as u32 * 7, series, settled }
}

/// Appointments in the book at each opening of each pilot, with season and holidays off.
fn pilots_of(practice: &Settings, scenario: &Settings, seed: u64) -> Vec<Vec<f64>> {
    let mut pilot = scenario.clone();
    pilot.calendar.season = 0.0;
    pilot.calendar.holidays = Holidays::None;
    pilot.run.days = f64::from(WEEKS * 7);
    let params = Params::derive(practice, &pilot);
    let calendar = Calendar::new(&pilot, 0);
    // Replication numbers that no run uses, so that pilots and runs share no chance.
    (0..PILOTS).into_par_iter().map(|k| series(&params, &calendar, seed, u32::MAX - k)).collect()
}

/// Does the book still fill in the second half of the pilots? The last quarter's mean must exceed the third's by more
/// than 2% and by more than 4.3 standard errors over the pilots: with 10 of them, a false alarm in 1 of 1,000.
fn is_growing(pilots: &[Vec<f64>]) -> bool {
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
    let quarters = pilots.iter().map(|pilot| {
        let quarter = pilot.len() / 4;
        let (third, last) = (mean(&pilot[2 * quarter..3 * quarter]), mean(&pilot[3 * quarter..]));
        (Ratio { num: last - third, den: 1.0 }, third)
    });
    let (growth, level): (Vec<Ratio>, Vec<f64>) = quarters.unzip();
    pooled(&growth).is_some_and(|growth| growth.estimate > 0.02 * mean(&level) && growth.estimate > 4.3 * growth.se)
}

fn series(params: &Params, calendar: &Calendar, seed: u64, k: u32) -> Vec<f64> {
    let mut state = State::new(params, calendar, seed, k);
    let (mut measures, mut nobody) = (Measures::new(), NoWatch);
    let mut run = Run::new(&mut state, params, calendar, &mut measures, &mut nobody);
    let mut opening = |_| {
        let before = run.measured().attendance.booked_ahead;
        run.day(params);
        let after = run.measured().attendance.booked_ahead;
        (after.count > before.count).then(|| (after.sum - before.sum) as f64)
    };
    (0..WEEKS * 7).filter_map(&mut opening).collect()
}
