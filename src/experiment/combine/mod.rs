//! Every set of some actions, run in the same replications: what each set makes of the practice, who makes how much of
//! what they do together, and which sets are best. Up to ten actions in every combination; of more, a screening design.

mod aside;
mod best;
mod findings;
pub mod kept;
mod runs;
mod select;
mod sets;
mod tree;
mod within;

pub use best::{AIMS, Answers, Best, CONFIDENCE, Front, Limits, Reached, Wanted, answers};
pub use best::{best_of_each_size, front, reaches};
pub use findings::{Findings, Pair, SetFound, Share, Shares, findings, sets_found};
pub use kept::{COUNT, FIGURES, Figure, SetFigures, Target};
pub use select::{Chosen, Question, SetChosen};
pub use within::{Apart, Within, within};

use crate::experiment::side::begins_without_weeks;
use crate::experiment::week_seen::{self, WeekSeen, Which};
use crate::experiment::{Prepared, Store, View, Weekly};
use crate::scenario::plan::Project;
use crate::scenario::{Change, Plan, Problem, Refusal, Scenario};
use crate::stats::{Ratio, screening};
use aside::SetAside;
use rayon::prelude::*;
use runs::Runs;
use sets::{Parts, weeks_of};
use std::ops::Range;

/// What is changed besides actions, where it is taken as an action of its own.
pub const BESIDES: &str = "what else is changed";

/// Most actions of which every set is run.
pub const EVERY: usize = 10;

/// Which sets are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// All of them.
    Every,
    /// A few, from which the main effects come out clear of what pairs do together.
    Screening,
}

/// Some actions, and the sets of them that are run.
pub struct Combination {
    pub prepared: Prepared,
    pub view: View,
    pub design: Design,
    /// The actions as they were asked for, with their doses.
    pub actions: Vec<String>,
    /// The sets: bit i is action i. The first is the practice as it is.
    pub sets: Vec<u64>,
    /// What the actions lack in this practice.
    pub lacks: Vec<Problem>,
    /// The plan in full, as a text: with other actions of the same names it would be another.
    pub plan: String,
    weeklies: Vec<Weekly>,
    /// The hours that each set sets aside.
    aside: Vec<SetAside>,
    seed: u64,
}

/// What was kept of every set.
#[derive(Clone, Debug)]
pub struct Combined {
    pub actions: Vec<String>,
    pub design: Design,
    pub sets: Vec<u64>,
    /// By set, then by replication.
    pub kept: Vec<Vec<SetFigures>>,
}

impl Combination {
    /// Works out every set of the plan's actions, or says everything that is wrong. The actions of a set begin in the
    /// order in which they were asked for, as many at once as a practice can change.
    pub fn new(baseline: &Scenario, plan: &Plan, view: View) -> Result<Combination, Refusal> {
        Combination::of(baseline, &[], plan, view, None)
    }

    /// The same where `besides` is changed too, from the first day on: all of it together is the first action, called
    /// `BESIDES`. `alone` is the practice as it is, where it was made ready already.
    pub fn of(
        baseline: &Scenario,
        besides: &[Change],
        plan: &Plan,
        view: View,
        alone: Option<&Prepared>,
    ) -> Result<Combination, Refusal> {
        let first = usize::from(!besides.is_empty());
        let n = first + plan.projects.len();
        let refuse = |message: String, help: &str| Err(Refusal::from(Problem::new(message).help(help)));
        if n == 0 {
            return refuse("there are no actions to combine".into(), "say which: `--actions 1,2,3.2`");
        }
        if n > screening::MOST {
            return refuse(
                format!("{n} actions are too many to be told apart"),
                "combine up to 10, or screen up to 36 for those that matter most",
            );
        }
        if let Some(problem) = begins_without_weeks(plan, view) {
            return Err(problem.into());
        }
        let all = besides.iter().cloned().chain(plan.settled(&baseline.settings)).collect();
        let full = baseline.what_if(&baseline.name, all)?;
        let design = if n <= EVERY { Design::Every } else { Design::Screening };
        let sets: Vec<u64> = match design {
            Design::Every => (0..1 << n).collect(),
            Design::Screening => {
                let designed = screening::design(n).unwrap_or_default();
                std::iter::once(0).chain(designed.into_iter().filter(|&set| set != 0)).collect()
            }
        };
        let of_set = |set: u64| {
            let in_it = plan.projects.iter().enumerate().filter(|(at, _)| set >> (first + at) & 1 == 1);
            let projects = in_it.map(|(_, project)| project.clone()).collect();
            let besides = if first == 1 && set & 1 == 1 { besides.to_vec() } else { Vec::new() };
            (besides, Plan { projects, ..plan.clone() })
        };
        let parts: Vec<Parts> = sets.iter().map(|&set| of_set(set)).collect();
        let weeklies = weeks_of(baseline, &parts, view)?;
        let seed = baseline.settings.run.seed as u64;
        let all: Vec<&Weekly> = weeklies.iter().collect();
        let further_days = view.dropped() * 7;
        let prepared = match alone {
            None => Prepared::among_weeks(baseline, &[], &all, seed, further_days)?,
            Some(alone) => alone.again_among_weeks(baseline, &[], &all, further_days)?,
        };
        let named = (first == 1).then(|| BESIDES.to_string());
        let actions = named.into_iter().chain(plan.projects.iter().map(Project::typed)).collect();
        let aside = weeklies.par_iter().map(|weekly| SetAside::new(&prepared, weekly, view)).collect();
        let lacks = plan.lacks(&full.settings);
        let plan = format!("{plan:?}");
        Ok(Combination { prepared, view, design, actions, sets, lacks, plan, weeklies, aside, seed })
    }

    /// Runs every set in replications `0..count`, calling `done` with weeks that were run; where `stop` turns true,
    /// replications that are not finished are left out of all. The answer does not depend on threads.
    /// What `store` has is taken over, and what is run is put there.
    pub fn run(
        &self,
        count: u32,
        store: &Store,
        done: &(dyn Fn(u64) + Sync),
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Combined {
        let all: Vec<usize> = (0..self.sets.len()).collect();
        let finished = self.runs(store).run(&all, 0..count, done, stop);
        let kept = all.iter().map(|&set| finished.iter().map(|(_, kept)| kept[set]).collect()).collect();
        Combined { actions: self.actions.clone(), design: self.design, sets: self.sets.clone(), kept }
    }

    /// Runs every set in further replications and adds what was kept of them to what there is already; where `stop`
    /// turned true, of those that were finished.
    pub fn run_on(&self, so_far: &mut Combined, replications: Range<u32>, stop: &(dyn Fn() -> bool + Sync)) {
        let all: Vec<usize> = (0..self.sets.len()).collect();
        for (_, kept) in self.runs(&Store::nothing()).run(&all, replications, &|_| {}, stop) {
            so_far.kept.iter_mut().zip(kept).for_each(|(so_far, kept)| so_far.push(kept));
        }
    }

    /// The figures of some sets alone, by their places, in replications `0..count`: the same as among all of them.
    pub fn run_only(&self, sets: &[usize], count: u32) -> Combined {
        let finished = self.runs(&Store::nothing()).run(sets, 0..count, &|_| {}, &|| false);
        let kept = (0..sets.len()).map(|at| finished.iter().map(|(_, kept)| kept[at]).collect()).collect();
        let own = sets.iter().map(|&set| self.sets[set]).collect();
        Combined { actions: self.actions.clone(), design: self.design, sets: own, kept }
    }

    /// One possible week of the practice as it is and with a set of actions: late in the year, when what began first has
    /// taken hold. Nothing comes of it where `stop` turns true.
    pub fn week_seen(&self, set: usize, name: String, stop: &(dyn Fn() -> bool + Sync)) -> Option<WeekSeen> {
        let week = week_seen::late_week(&self.prepared);
        let beside = [(name, self.prepared.timeline(&self.weeklies[set]))];
        week_seen::week_seen(&self.prepared, &beside, Which { seed: self.seed, replication: 0, week }, &|| {}, stop)
    }

    /// Gives back what only running needs: fifty weeks of settings for each of up to a thousand sets. No set can be run after.
    pub fn forget_weeks(&mut self) {
        self.weeklies = Vec::new();
        self.aside = Vec::new();
    }

    /// Weeks that are run in each replication, for a progress bar.
    pub fn weeks_to_run(&self) -> u64 {
        let all: Vec<usize> = (0..self.sets.len()).collect();
        self.runs(&Store::nothing()).weeks_to_run(&all)
    }

    /// What is run, before anything was.
    pub fn frame(&self) -> Combined {
        let kept = vec![Vec::new(); self.sets.len()];
        Combined { actions: self.actions.clone(), design: self.design, sets: self.sets.clone(), kept }
    }

    fn runs<'a>(&'a self, store: &'a Store) -> Runs<'a> {
        let Combination { prepared, view, weeklies, aside, seed, .. } = self;
        Runs { prepared, weeklies, aside, view: *view, seed: *seed, store }
    }
}

impl Combined {
    pub fn replications(&self) -> usize {
        self.kept.first().map_or(0, Vec::len)
    }

    /// `1+3+4`; the practice as it is is `none`.
    pub fn name(&self, set: u64) -> String {
        name(&self.actions, set)
    }

    /// How many sets the screening design of these actions has, and how much of what the first two of them do together
    /// looks in it like what the next two do: 0 is nothing, 1 all of it.
    pub fn screened(&self) -> (usize, f64) {
        let sets = screening::design(self.actions.len()).unwrap_or_default();
        (sets.len(), screening::alias(&sets, (0, 1), (2, 3)))
    }

    /// A figure of a set, replication by replication.
    fn ratios(&self, set: usize, figure: usize) -> Vec<Ratio> {
        self.kept[set].iter().map(|kept| kept[figure]).collect()
    }

    /// The same as one value for each replication; none where some replication had nothing to count.
    fn values(&self, set: usize, figure: usize) -> Option<Vec<f64>> {
        let value = |ratio: Ratio| (ratio.den != 0.0).then(|| ratio.num / ratio.den);
        self.ratios(set, figure).into_iter().map(value).collect()
    }
}

fn name(actions: &[String], set: u64) -> String {
    let names: Vec<&str> =
        actions.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, action)| action.as_str()).collect();
    if names.is_empty() { "none".into() } else { names.join("+") }
}
