//! The year in which new colleagues are looked for: until they come the practice works on with what it has. Each target's
//! figure is given week by week, with them from the week in which they come, and beside it without them.

use super::question::{Question, prepare};
use super::target::estimate;
use super::trial::Ears;
use crate::experiment::replicate::{Timeline, run_from_week, warm_up};
use crate::practice::{Measures, NoWatch, State};
use crate::scenario::{Change, Refusal, Scenario};
use crate::stats::Estimate;
use rayon::prelude::*;

/// Weeks of a target kept in a row before it is said to be kept from the first of them on.
const IN_A_ROW: usize = 4;
/// Weeks that are looked at after the new colleagues have come, and at least.
const AFTER: u32 = 26;
const AT_LEAST: u32 = 52;

/// The year, week by week.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Weeks until they come, and how many there are then.
    pub lag: u32,
    pub value: f64,
    pub weeks: Vec<Week>,
    /// For each target, the week from which on it is kept four weeks in a row.
    pub kept_from: Vec<Option<usize>>,
    pub replications: u32,
}

/// Each target's figure in one week, with the new colleagues and without.
#[derive(Clone, Debug)]
pub struct Week {
    pub with: Vec<Option<Estimate>>,
    pub without: Vec<Option<Estimate>>,
}

/// Runs the year with `value` of what is counted from week `lag` on, and with none of it. `weekly` are the changes of each
/// week that actions bring. `None` where it was stopped.
pub fn until_they_come(
    question: &Question,
    value: f64,
    lag: u32,
    weekly: &dyn Fn(u32) -> Vec<Vec<Change>>,
    replications: u32,
    ears: Ears,
) -> Result<Option<Waiting>, Refusal> {
    let baseline = &question.baseline;
    let weeks = AT_LEAST.max(lag + AFTER);
    // Weeks with the same changes share a scenario.
    let mut changes: Vec<Vec<Change>> = Vec::new();
    let mut course = Vec::new();
    for of_week in weekly(weeks) {
        course.push(changes.iter().position(|known| *known == of_week).unwrap_or(changes.len()));
        if !changes.contains(&of_week) {
            changes.push(of_week);
        }
    }
    let mut scenarios: Vec<[Scenario; 2]> = Vec::new();
    for of_week in changes {
        let before = baseline.what_if(&baseline.name, of_week)?;
        let after = before.what_if(&baseline.name, question.lever.changes(&before.settings, value))?;
        scenarios.push([before, after]);
    }
    let all: Vec<&Scenario> = scenarios.iter().flatten().collect();
    let Some(prepared) = prepare(&[question], &all, 7 * weeks)? else { return Ok(None) };
    let params: Vec<_> =
        scenarios.iter().map(|pair| pair.each_ref().map(|one| prepared.params_of(&one.settings))).collect();
    let timeline = |comes: u32| {
        let of = |week: u32| {
            let at = course.get(week as usize).or(course.last()).copied().unwrap_or(0);
            params[at][usize::from(week >= comes)].clone()
        };
        Timeline::weeks((0..weeks).map(of).collect())
    };
    let (Some(with), Some(without)) = (timeline(lag), timeline(u32::MAX)) else { return Ok(None) };
    let seed = baseline.settings.run.seed as u64;
    let calendar = &prepared.calendar;
    let states = (0..replications).into_par_iter().map(|k| warm_up(&prepared.params, calendar, seed, k));
    let mut states: Vec<[State; 2]> = states.map(|state| [state.clone(), state]).collect();
    let mut found = Vec::new();
    for week in 0..weeks as usize {
        if (ears.stop)() {
            return Ok(None);
        }
        let one = |pair: &mut [State; 2]| {
            let [state, other] = pair;
            let on = |state: &mut State, timeline: &Timeline| {
                run_from_week(state, timeline, week, calendar, 7, &mut NoWatch, |_| {})
            };
            (on(state, &with), on(other, &without))
        };
        let (measured, beside): (Vec<Measures>, Vec<Measures>) = states.par_iter_mut().map(one).unzip();
        let figures = |measured: &[Measures]| {
            question.targets.iter().map(|target| target.figure.of(measured).as_ref().map(estimate)).collect()
        };
        found.push(Week { with: figures(&measured), without: figures(&beside) });
        (ears.done)(2 * u64::from(replications) / u64::from(weeks).max(1));
    }
    let kept_from = (0..question.targets.len()).map(|at| {
        let kept = |week: usize| {
            let level = |of: &[Option<Estimate>]| of[at].map(|e| e.estimate);
            level(&found[week].with).is_some_and(|value| question.targets[at].keeps(value, level(&found[week].without)))
        };
        // Weeks before they come are not their doing.
        (lag as usize..found.len().saturating_sub(IN_A_ROW - 1)).find(|&week| (week..week + IN_A_ROW).all(kept))
    });
    let kept_from = kept_from.collect();
    Ok(Some(Waiting { lag, value, kept_from, weeks: found, replications }))
}
