//! What holds in each week of a plan of actions: the settings of the practice, week after week, and what the loop reads
//! of them. Comparisons of the first year, programmes and combinations all take their weeks from here.

use super::Prepared;
use super::replicate::Timeline;
use crate::practice::Params;
use crate::scenario::{Change, Plan, Refusal, Scenario};
use std::sync::Arc;

/// A practice as it is run, from which the weeks of any number of plans are worked out. Made once for all of them.
#[derive(Clone, Debug)]
pub struct Ground<'a> {
    baseline: &'a Scenario,
}

/// The weeks of one plan, from the day on which its work begins.
#[derive(Clone, Debug)]
pub struct Weekly {
    /// What is done in each week, as a place in `changes`.
    course: Vec<usize>,
    changes: Vec<Vec<Change>>,
    settled: Vec<Scenario>,
}

impl<'a> Ground<'a> {
    pub fn new(baseline: &'a Scenario) -> Ground<'a> {
        Ground { baseline }
    }
}

impl Weekly {
    /// The first `weeks` weeks of a plan, with `changes` that hold in every one of them. Refused as the practice with
    /// these changes would be.
    pub fn new(ground: &Ground<'_>, changes: &[Change], plan: &Plan, weeks: u32) -> Result<Weekly, Refusal> {
        Weekly::of(ground, changes, plan.weeks(&ground.baseline.settings, weeks))
    }

    /// The same from the changes of each week, whoever worked them out.
    pub fn of(ground: &Ground<'_>, throughout: &[Change], weekly: Vec<Vec<Change>>) -> Result<Weekly, Refusal> {
        let mut weeks = Weekly { course: Vec::new(), changes: Vec::new(), settled: Vec::new() };
        for own in weekly {
            let known = weeks.changes.iter().position(|known| *known == own);
            weeks.course.push(known.unwrap_or(weeks.changes.len()));
            if known.is_none() {
                let all = throughout.iter().chain(&own).cloned().collect();
                weeks.settled.push(ground.baseline.what_if(&ground.baseline.name, all)?);
                weeks.changes.push(own);
            }
        }
        Ok(weeks)
    }

    /// How many weeks there are. The last holds for ever after.
    pub fn weeks(&self) -> usize {
        self.course.len()
    }

    /// What the plan changes in a week, beside what holds throughout.
    pub fn changes(&self, week: usize) -> &[Change] {
        &self.changes[self.course[week]]
    }

    /// Are the settings in this week the same in both? Two plans that have not yet parted are the same.
    pub fn same(&self, other: &Weekly, week: usize) -> bool {
        self.settled(week).settings == other.settled(week).settings
    }

    /// What the loop reads in a week. `prepared` must have room for it: see [`Prepared::among_weeks`].
    pub fn params(&self, prepared: &Prepared, week: usize) -> Arc<Params> {
        prepared.params_of(&self.settled(week).settings)
    }

    /// What holds in which week, where there are weeks; else the baseline throughout.
    pub fn timeline(&self, prepared: &Prepared) -> Timeline {
        let each: Vec<Arc<Params>> = self.settled.iter().map(|week| prepared.params_of(&week.settings)).collect();
        let all = self.course.iter().map(|&at| each[at].clone()).collect();
        Timeline::weeks(all).unwrap_or_else(|| Timeline::constant(prepared.params.clone()))
    }

    fn settled(&self, week: usize) -> &Scenario {
        &self.settled[self.course[week]]
    }

    /// What room has to be made for.
    pub(super) fn scenarios(&self) -> impl Iterator<Item = &Scenario> {
        self.settled.iter()
    }
}
