//! The fewest sessions, call handlers or whatever is counted that keep targets, with stated confidence: every size runs
//! on from the same mornings with the same patients, and is tried until replications show that it is enough or not.
//!
//! The confidence covers everything that is said of all sizes tried: the chance of a wrong verdict is shared out evenly
//! among as many sizes as the search could try, the looks at each, and for a miss the targets (Bonferroni). For "enough"
//! it need not be shared among targets (bounds make up for skewed replications, see `stats::skew`): a size that misses one is called enough only if just that one is judged wrongly.

mod answer;
mod frontier;
mod lever;
mod search;
mod stress;
mod target;
mod trial;
mod waiting;

pub use answer::{Answer, Wishes, answer};
pub use frontier::{Frontier, Line, frontier};
pub use lever::{Lever, Range};
pub use search::{Found, fewest, most_tried};
pub use stress::{Stress, Stressed, stresses};
pub use target::{Checked, Target, Verdict};
pub use trial::{FIRST_LOOK, Tried};
pub use waiting::{Waiting, Week, until_they_come};

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
    /// Days that are measured, where they are not those of the practice's run.
    pub days: Option<u32>,
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
    /// Hours a week by contract of one of what is counted, leave taken off; `None` where an hour has no price.
    pub hours_of_one: Option<f64>,
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

    /// The fewest lie between these two, both included: one step above what is not enough, and what is.
    pub fn between(&self) -> Option<(f64, f64)> {
        let enough = self.found.enough?;
        let least = self.found.short.map_or(0, |short| short + 1);
        Some((self.lever.value(least.min(enough)), self.lever.value(enough)))
    }
}

/// Where a search looks first.
#[derive(Clone, Copy, Debug)]
pub enum Around<'a> {
    Now,
    /// At an answer, of which one step more is looked at too.
    Answer(f64),
    /// At what the line before found; how far below it the most that fail are is not asked. What the practice as it is
    /// shows need not be found twice.
    Line(f64, Option<&'a Tried>),
}

/// What is heard of a search, and what ends it.
#[derive(Clone, Copy)]
pub struct Ears<'a> {
    /// Called with replications as they are run.
    pub done: &'a (dyn Fn(u64) + Sync),
    /// Where it turns true the search ends with what it has.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

impl Question {
    /// The practice with so many.
    pub fn at(&self, value: f64) -> Result<Scenario, Refusal> {
        self.practice.what_if(&self.practice.name, self.lever.changes(&self.practice.settings, value))
    }

    /// The practice with the fewest and the most that are looked at.
    fn ends(&self) -> Result<[Scenario; 2], Refusal> {
        Ok([self.at(self.lever.value(0))?, self.at(self.lever.value(self.lever.count() - 1))?])
    }
}

/// The baseline with room for every size that `questions` ask about, and for `others`, over runs that go on for
/// `further_days` beyond the baseline's own. Refused are sizes that the practice cannot have.
pub fn prepare(questions: &[&Question], others: &[&Scenario], further_days: u32) -> Result<Option<Prepared>, Refusal> {
    let Some(first) = questions.first() else { return Ok(None) };
    let mut ends = Vec::new();
    for question in questions {
        ends.extend(question.ends()?);
        ends.push(question.practice.clone());
    }
    let all: Vec<&Scenario> = ends.iter().chain(others.iter().copied()).collect();
    let seed = first.baseline.settings.run.seed as u64;
    Prepared::among(&first.baseline, &all, seed, first.settles * 7 + further_days).map(Some)
}

/// Finds the fewest for one question, `None` where it was stopped before anything was known.
pub fn size(question: &Question, ears: Ears) -> Result<Option<Sizing>, Refusal> {
    let Some(prepared) = prepare(&[question], &[], 0)? else { return Ok(None) };
    size_in(&prepared, question, Around::Now, ears)
}

/// The same in a practice that was prepared for it, looking first where `around` says. Refused are figures that the practice
/// does not show.
pub fn size_in(
    prepared: &Prepared,
    question: &Question,
    around: Around<'_>,
    ears: Ears,
) -> Result<Option<Sizing>, Refusal> {
    let Question { baseline, practice, lever, targets, .. } = question;
    let seed = baseline.settings.run.seed as u64;
    // The practice as it is stands beside the sizes tried, and one more step where it is asked for.
    let shared_among = most_tried(lever.count()) + 2;
    let error = (1.0 - question.confidence) / shared_among as f64;
    let mut trials = Trials::new(prepared, targets, seed, question.settles, (error, question.most), ears);
    trials.days = question.days.unwrap_or(trials.days);
    let known = if let Around::Line(_, Some(now)) = around { Some(now.clone()) } else { None };
    let Some(now) = known.or_else(|| trials.judge(&prepared.params)) else { return Ok(None) };
    no_such_figure(targets, &now)?;
    // With actions the lever says what there is once they have taken hold; this row is the practice as it is.
    let value = baseline.number(&lever.path).unwrap_or(lever.now);
    let now = Size { value, pay: weekly_pay(&baseline.settings), tried: now };
    let mut sizes: BTreeMap<usize, Size> = BTreeMap::new();
    let mut refused = None;
    let mut judge = |place: usize| {
        let value = lever.value(place);
        let scenario = question.at(value).map_err(|refusal| refused = Some(refusal)).ok()?;
        let tried = trials.judge(&prepared.params_of(&scenario.settings))?;
        let verdict = tried.verdict;
        sizes.insert(place, Size { value, pay: weekly_pay(&scenario.settings), tried });
        Some(verdict)
    };
    let (first, from_below_too) = match around {
        Around::Now => (lever.now, true),
        Around::Answer(value) => (value, true),
        Around::Line(value, _) => (value, false),
    };
    let mut found = fewest(lever.count(), lever.place(first), from_below_too, &mut judge);
    if let Around::Answer(answer) = around
        && let start = lever.place(answer)
        && start + 1 < lever.count()
        && !found.stopped
        && !found.tried.contains_key(&(start + 1))
        && let Some(verdict) = judge(start + 1)
    {
        found.tried.insert(start + 1, verdict);
    }
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
        days: trials.days,
        hours_of_one: hours_of_one(question, practice)?,
    }))
}

/// Hours a week that one of what is counted is paid for.
fn hours_of_one(question: &Question, practice: &Scenario) -> Result<Option<f64>, Refusal> {
    let lever = &question.lever;
    let Some(cost) = lever.role.map(|role| practice.settings.roles[role].cost).filter(|cost| *cost > 0.0) else {
        return Ok(None);
    };
    let [least, most] = question.ends()?;
    let apart = lever.value(lever.count() - 1) - lever.value(0);
    Ok((apart > 0.0).then(|| (weekly_pay(&most.settings) - weekly_pay(&least.settings)) / apart / cost))
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
