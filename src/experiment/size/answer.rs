//! One role, asked about in full: the fewest, how many it takes without the actions, whether the answer would do in hard
//! times, and the year until new colleagues come.

use super::question::{Question, prepare};
use super::sizing::{Around, Sizing, size_in};
use super::stress::{Stressed, WINTER, stresses};
use super::trial::Ears;
use super::waiting::{Waiting, until_they_come};
use crate::experiment::Prepared;
use crate::scenario::{Change, Refusal};

/// What is asked beside the fewest.
pub struct Wishes<'a> {
    /// The fewest without the actions too.
    pub without_actions: bool,
    pub stress: bool,
    /// Weeks until new colleagues come.
    pub lag: Option<u32>,
    /// The changes of each of so many weeks that actions bring in the first year.
    pub weekly: &'a dyn Fn(u32) -> Vec<Vec<Change>>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub sizing: Sizing,
    /// The confidence of all that is said of sizes, with and without actions.
    pub confidence: f64,
    pub without_actions: Option<Sizing>,
    pub stressed: Vec<Stressed>,
    /// The year until new colleagues come, where more are needed than there are.
    pub waiting: Option<Waiting>,
    /// It was stopped before its end.
    pub stopped: bool,
}

impl Answer {
    /// Sizes that were tried in all, each hard time by itself.
    pub fn sizes_tried(&self) -> usize {
        let hard = self.stressed.iter().filter_map(|stressed| stressed.found.as_ref().ok());
        let all = std::iter::once(&self.sizing).chain(&self.without_actions).chain(hard);
        all.map(|sizing| sizing.sizes.len()).sum()
    }
}

/// Replications of the year until new colleagues come.
const YEARS: u32 = 40;

/// Answers `question`; `None` where it was stopped before anything was known. With and without actions the confidence is
/// that of both together; in each hard time it is that of the answer there.
pub fn answer(question: &Question, wishes: &Wishes, ears: Ears) -> Result<Option<Answer>, Refusal> {
    let both = wishes.without_actions;
    let confidence = if both { 1.0 - (1.0 - question.confidence) / 2.0 } else { question.confidence };
    let asked = Question { confidence, ..question.clone() };
    let plain = Question { practice: question.baseline.clone(), ..asked.clone() };
    let without: Option<&Question> = both.then_some(&plain);
    // The dates of a winter are those of the practice by itself.
    let Some(mut prepared) = prepare_all(&asked, without, &[], wishes.stress)? else { return Ok(None) };
    let hard = if wishes.stress { stresses(question, &prepared)? } else { Vec::new() };
    let from_here = hard.iter().filter(|stress| !stress.has_own_mornings(question));
    let questions: Vec<&Question> = from_here.filter_map(|stress| stress.question.as_ref().ok()).collect();
    if !questions.is_empty() {
        let Some(with_room) = prepare_all(&asked, without, &questions, true)? else { return Ok(None) };
        prepared = with_room;
    }
    let Some(sizing) = size_in(&prepared, &asked, Around::Now, ears)? else { return Ok(None) };
    let mut stopped = sizing.found.stopped;
    let mut answer = Answer {
        sizing,
        confidence: question.confidence,
        without_actions: None,
        stressed: Vec::new(),
        waiting: None,
        stopped: false,
    };
    if let Some(plain) = without.filter(|_| !stopped) {
        answer.without_actions = size_in(&prepared, plain, Around::Now, ears)?;
        stopped = answer.without_actions.as_ref().is_none_or(|sizing| sizing.found.stopped);
    }
    let enough = answer.sizing.enough();
    for stress in hard {
        if stopped {
            break;
        }
        let own = match (&stress.question, stress.has_own_mornings(question)) {
            (Ok(own), true) => prepare(&[own], &[], 0)?,
            _ => None,
        };
        let prepared = own.as_ref().unwrap_or(&prepared);
        let found = match stress.question {
            Err(why) => Err(why),
            Ok(question) => {
                match size_in(prepared, &question, Around::Answer(enough.unwrap_or(question.lever.now)), ears)? {
                    Some(sizing) => {
                        stopped = sizing.found.stopped;
                        Ok(sizing)
                    }
                    None => {
                        stopped = true;
                        break;
                    }
                }
            }
        };
        answer.stressed.push(Stressed { name: stress.name, says: stress.says, found });
    }
    // Of those who are there already nobody need be looked for.
    let more = enough.filter(|enough| *enough > question.lever.now);
    if let (Some(lag), Some(enough), false) = (wishes.lag, more, stopped) {
        let replications = YEARS.min(question.most);
        answer.waiting = until_they_come(question, enough, lag, wishes.weekly, replications, ears)?;
        stopped = answer.waiting.is_none();
    }
    answer.stopped = stopped;
    Ok(Some(answer))
}

fn prepare_all(
    question: &Question,
    without: Option<&Question>,
    hard: &[&Question],
    stress: bool,
) -> Result<Option<Prepared>, Refusal> {
    let all: Vec<&Question> = std::iter::once(question).chain(without).chain(hard.iter().copied()).collect();
    // A winter may begin a year after the practice has settled.
    let further = if stress { 54 * 7 + WINTER } else { 0 };
    prepare(&all, &[], further)
}
