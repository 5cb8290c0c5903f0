//! What is asked: of which practice, what is counted, which targets it has to keep; and the practice made ready, with room
//! for every size that may be tried.

use super::lever::Lever;
use super::target::Target;
use crate::experiment::Prepared;
use crate::scenario::{Refusal, Scenario};

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

impl Question {
    /// The practice with so many.
    pub fn at(&self, value: f64) -> Result<Scenario, Refusal> {
        self.practice.what_if(&self.practice.name, self.lever.changes(&self.practice.settings, value))
    }

    /// The practice with the fewest and the most that are looked at.
    pub(super) fn ends(&self) -> Result<[Scenario; 2], Refusal> {
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
