//! The fewest sessions, call handlers or whatever is counted that keep targets, with stated confidence: every size runs
//! on from the same mornings with the same patients, and is tried until replications show that it is enough or not.
//!
//! The confidence covers everything that is said of all sizes tried: the chance of a wrong verdict is shared out evenly
//! among as many sizes as the search could try, the looks at each, and for a miss the targets (Bonferroni). Whether a
//! size is enough needs no more: all targets must hold, so that one wrong verdict is not enough for a wrong answer.

mod lever;
mod search;
mod target;
mod trial;

pub use lever::{Lever, Range};
pub use search::{Found, fewest, most_tried};
pub use target::{Checked, Target, Verdict};
pub use trial::{FIRST_LOOK, Tried};

use super::Prepared;
use crate::scenario::budget::weekly_pay;
use crate::scenario::{Problem, Refusal, Scenario};
use std::collections::BTreeMap;
use trial::Trials;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The practice as it is: what `now` means, and from whose mornings everything runs on.
    pub baseline: Scenario,
    /// The practice whose size is asked for: the same, or with actions.
    pub practice: Scenario,
    pub lever: Lever,
    pub targets: Vec<Target>,
    /// Such as 0.95.
    pub confidence: f64,
    /// Most replications of one size.
    pub most: u32,
    /// Weeks after the change that are not measured.
    pub settles: u32,
}

/// A size that was tried.
#[derive(Clone, Debug)]
pub struct Size {
    pub value: f64,
    /// GBP a week that staff are paid by contract.
    pub pay: f64,
    pub tried: Tried,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Sizing {
    pub lever: Lever,
    pub targets: Vec<Target>,
    pub found: Found,
    /// The practice as it is, with what it has now.
    pub now: Size,
    /// By place on the lever's grid.
    pub sizes: BTreeMap<usize, Size>,
    /// Sizes among which the chance of error is shared out, and the looks at each.
    pub shared_among: usize,
    pub looks: Vec<u32>,
    pub confidence: f64,
    pub warm_up_days: u32,
    pub settled: bool,
    pub days: u32,
}

impl Sizing {
    /// The fewest that were shown to be enough.
    pub fn enough(&self) -> Option<f64> {
        self.found.enough.map(|place| self.lever.value(place))
    }

    /// The most below these that were shown not to be.
    pub fn short(&self) -> Option<f64> {
        self.found.short.map(|place| self.lever.value(place))
    }
}

/// Finds the fewest. `done` hears of replications as they are run; where `stop` turns true the search ends with what it
/// has. Refused are sizes that the practice cannot have and figures that it does not show.
pub fn size(
    question: &Question,
    done: &(dyn Fn(u64) + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Sizing>, Refusal> {
    let Question { baseline, practice, lever, targets, .. } = question;
    let at = |value: f64| practice.what_if(&practice.name, lever.changes(&practice.settings, value));
    let (least, most) = (at(lever.value(0))?, at(lever.value(lever.count() - 1))?);
    let seed = baseline.settings.run.seed as u64;
    let prepared = Prepared::among(baseline, &[practice, &least, &most], seed, question.settles * 7)?;
    // The practice as it is stands beside the sizes tried.
    let shared_among = most_tried(lever.count()) + 1;
    let error = (1.0 - question.confidence) / shared_among as f64;
    let mut trials = Trials::new(&prepared, targets, seed, question.settles, (error, question.most), (done, stop));
    let Some(now) = trials.judge(&prepared.params) else { return Ok(None) };
    no_such_figure(targets, &now)?;
    let now = Size { value: lever.now, pay: weekly_pay(&baseline.settings), tried: now };
    let mut sizes: BTreeMap<usize, Size> = BTreeMap::new();
    let mut refused = None;
    let found = fewest(lever.count(), lever.place(lever.now), &mut |place| {
        let value = lever.value(place);
        let scenario = at(value).map_err(|refusal| refused = Some(refusal)).ok()?;
        let tried = trials.judge(&prepared.params_of(&scenario.settings))?;
        let verdict = tried.verdict;
        sizes.insert(place, Size { value, pay: weekly_pay(&scenario.settings), tried });
        Some(verdict)
    });
    if let Some(refusal) = refused {
        return Err(refusal);
    }
    Ok(Some(Sizing {
        lever: lever.clone(),
        targets: targets.clone(),
        found,
        now,
        sizes,
        shared_among,
        looks: trials.looks(),
        confidence: question.confidence,
        warm_up_days: prepared.warm_up.days,
        settled: prepared.warm_up.settled,
        days: prepared.days(),
    }))
}

/// A figure of which the practice shows nothing at all is most often one whose name is not quite right.
fn no_such_figure(targets: &[Target], now: &Tried) -> Result<(), Refusal> {
    let problems: Vec<Problem> = targets
        .iter()
        .zip(&now.checked)
        .filter(|(_, checked)| checked.level.is_none() && checked.verdict == Verdict::Undecided)
        .map(|(target, _)| {
            let named: Vec<String> =
                now.rows.iter().map(|row| format!("`{}({}).{}`", row.measure, row.group, row.stat)).collect();
            let there = named.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
            let problem = Problem::new(format!("nothing is counted under `{}` in this practice", target.text));
            if there.is_empty() { problem } else { problem.help(format!("there are {there}")) }
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::new(problems)) }
}
