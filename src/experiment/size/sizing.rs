//! One question answered: sizes tried one after another until the fewest that are enough are found.

use super::lever::Lever;
use super::question::{Question, prepare};
use super::search::{Found, fewest, most_tried};
use super::target::{Target, Verdict};
use super::trial::{Ears, Trials, Tried};
use crate::experiment::Prepared;
use crate::scenario::budget::weekly_pay;
use crate::scenario::{Problem, Refusal, Scenario};
use std::collections::BTreeMap;

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

    /// What there is now, where that keeps every target and is less than the fewest of the steps that were looked at.
    pub fn enough_now(&self) -> Option<f64> {
        let keeps = self.now.tried.checked.iter().all(|checked| checked.verdict == Verdict::Holds);
        (keeps && self.enough().is_some_and(|enough| self.now.value < enough)).then_some(self.now.value)
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
