//! What holds in a practice in each week of a plan, so that two sets of actions can be told to be alike until the week
//! in which one begins what the other has not.

use crate::experiment::{Prepared, View};
use crate::practice::Params;
use crate::scenario::{Change, Plan, Problem, Refusal, Scenario};
use std::sync::{Arc, OnceLock};

/// A plan, week by week.
pub(super) struct Weekly {
    /// Place in what is known, by week; the last holds for ever.
    weeks: Vec<usize>,
    known: Arc<Known>,
}

/// Every different week of any of the plans.
struct Known {
    weeks: Vec<(Scenario, OnceLock<Arc<Params>>)>,
}

impl Weekly {
    /// The weeks of each plan, or all that is wrong with any of them. In the settled view there is one, which holds
    /// for ever.
    pub(super) fn of(baseline: &Scenario, plans: &[Plan], view: View) -> Result<Vec<Weekly>, Refusal> {
        let count = (baseline.settings.run.days / 7.0).ceil() as u32;
        let mut different: Vec<Vec<Change>> = Vec::new();
        let mut all = Vec::new();
        for plan in plans {
            let weeks = match view {
                View::Year => plan.weeks(&baseline.settings, count),
                View::Settled { .. } => vec![plan.settled(&baseline.settings)],
            };
            let mut places = Vec::new();
            for changes in weeks {
                let place = different.iter().position(|known| *known == changes).unwrap_or(different.len());
                if place == different.len() {
                    different.push(changes);
                }
                places.push(place);
            }
            all.push(places);
        }
        let mut problems: Vec<Problem> = Vec::new();
        let mut known = Vec::new();
        for changes in different {
            match baseline.what_if(&baseline.name, changes) {
                Ok(scenario) => known.push((scenario, OnceLock::new())),
                Err(refusal) => problems.extend(refusal.0),
            }
        }
        if !problems.is_empty() {
            problems.dedup();
            return Err(Refusal::new(problems));
        }
        let known = Arc::new(Known { weeks: known });
        Ok(all.into_iter().map(|weeks| Weekly { weeks, known: known.clone() }).collect())
    }

    /// Every scenario that a run of these plans meets, so that there is room for all.
    pub(super) fn scenarios(all: &[Weekly]) -> Vec<&Scenario> {
        all.first().map_or(Vec::new(), |one| one.known.weeks.iter().map(|(scenario, _)| scenario).collect())
    }

    /// Does the same hold in this week as in that of another plan?
    pub(super) fn same(&self, other: &Weekly, week: usize) -> bool {
        self.place(week) == other.place(week)
    }

    /// What the loop reads in a week.
    pub(super) fn params(&self, prepared: &Prepared, week: usize) -> Arc<Params> {
        let (scenario, params) = &self.known.weeks[self.place(week)];
        params.get_or_init(|| prepared.params_of(&scenario.settings)).clone()
    }

    fn place(&self, week: usize) -> usize {
        self.weeks[week.min(self.weeks.len().saturating_sub(1))]
    }
}
