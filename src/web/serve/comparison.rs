//! A comparison as `headroom compare` would make it of what was asked, or every sentence on why not; within the limits of
//! a visitor.

use super::asked::{Asked, shown};
use super::limits::{too_much, too_often};
use super::ready::Ready;
use crate::experiment::side::{begins_without_weeks, prepared_again};
use crate::experiment::{Prepared, Side, Timeline, View};
use crate::scenario::{Change, Evidence, Plan, Problem, Refusal, Scenario, load_with, practices};
use rayon::ThreadPool;
use std::sync::Arc;

/// A practice and what it is held against.
pub(super) struct Comparison {
    pub baseline: Scenario,
    pub side: Side,
    pub view: View,
    pub seed: u64,
}

impl Comparison {
    /// The practice alone, and the comparison where anything is changed. `own` is the file that the server was given:
    /// no other is read, whatever a link says.
    pub fn read(asked: &Asked, own: Option<&str>) -> Result<(Scenario, Option<Comparison>), Refusal> {
        let mut problems = Vec::new();
        let both = changes(asked.both.iter().cloned().chain([format!("run.seed={}", asked.seed)]), &mut problems);
        let set = changes(asked.set.iter().cloned(), &mut problems);
        let evidence = if asked.claimed { Evidence::Claimed } else { Evidence::Evaluated };
        // A file of actions is on this machine's disk, and no link names one.
        let is_named = |action: &&String| action.chars().all(|c| c.is_ascii_digit() || ".:@-".contains(c));
        let (named, unnamed): (Vec<&String>, Vec<&String>) = asked.actions.iter().partition(is_named);
        problems.extend(unnamed.iter().map(|action| {
            let problem = Problem::new(format!("there is no action `{}`", shown(action)));
            problem.help("actions are numbered from 1 to 10.2, as the page lists them")
        }));
        let plan = Plan::read(&named, evidence).unwrap_or_else(|refusal| {
            problems.extend(refusal.0);
            Plan::default()
        });
        problems.extend(too_often(asked.replications));
        let weeks = begins_without_weeks(&plan, asked.view());
        problems.extend(weeks.map(|problem| problem.help("leave the week empty, or look at the first year")));
        let baseline = match practice(&asked.practice, own, both) {
            Ok(baseline) => baseline,
            Err(refusal) => return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect())),
        };
        problems.extend(too_much(&baseline.settings));
        if !problems.is_empty() {
            // Whatever else is wrong is said at once.
            problems.extend(baseline.what_if("changed", set).err().map_or(Vec::new(), |refusal| refusal.0));
            return Err(Refusal::new(problems));
        }
        let baseline = baseline.with_replications(asked.replications)?;
        if !asked.changes_anything() {
            return Ok((baseline, None));
        }
        let (view, seed) = (asked.view(), asked.seed);
        let side = Side::new(&baseline, Side::usual_name(&plan), &set, plan, view)?;
        let too_much = too_much(&side.full.settings);
        if !too_much.is_empty() {
            return Err(Refusal::new(too_much));
        }
        Ok((baseline.clone(), Some(Comparison { baseline, side, view, seed })))
    }

    /// Do actions begin one after another?
    pub fn is_in_turn(&self) -> bool {
        self.view == View::Year && !self.side.plan.is_empty()
    }

    /// How many things are changed: each action is one, and everything else together.
    pub fn parts(&self) -> usize {
        self.side.plan.projects.len() + usize::from(!self.side.changes.is_empty())
    }

    /// The practice alone, made ready, and again with room for what it is held against.
    pub fn ready(&self, ready: &Ready, pool: &ThreadPool) -> Result<(Arc<Prepared>, Prepared), Refusal> {
        let alone = ready.of(&self.baseline, self.seed, pool);
        let prepared = self.prepared(&alone)?;
        Ok((alone, prepared))
    }

    fn prepared(&self, alone: &Prepared) -> Result<Prepared, Refusal> {
        prepared_again(alone, &self.baseline, std::slice::from_ref(&self.side), self.view.dropped() * 7)
    }

    /// What it is held against, by name, and what holds in each of its weeks.
    pub fn timelines(&self, prepared: &Prepared) -> Vec<(String, Timeline)> {
        vec![(self.side.name.clone(), self.side.timeline(prepared))]
    }
}

/// The practice that a link names: one that comes with the program, or the file that the server was given.
fn practice(name: &str, own: Option<&str>, both: Vec<Change>) -> Result<Scenario, Refusal> {
    let shipped = practices().iter().any(|(shipped, _)| *shipped == name);
    if shipped || own == Some(name) {
        return load_with(name, both, &Plan::default());
    }
    let problem = Problem::new(format!("there is no practice `{}` here", shown(name)));
    let names: Vec<&str> = practices().iter().map(|(name, _)| *name).collect();
    let help = format!("choose one of {}; for a file of your own start `headroom serve FILE`", names.join(", "));
    Err(problem.help(help).into())
}

fn changes(texts: impl Iterator<Item = String>, problems: &mut Vec<Problem>) -> Vec<Change> {
    let mut read = Vec::new();
    for text in texts {
        match Change::parse(&text) {
            Ok(change) => read.push(change),
            Err(problem) => problems.push(problem),
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(asked: Asked) -> String {
        Comparison::read(&asked, None).err().map_or(String::new(), |refusal| refusal.to_string())
    }

    #[test]
    fn what_is_said_of_a_comparison_is_said_as_the_command_line_says_it() {
        let asked = Asked {
            actions: vec!["3.2:50".into(), "4.2@8".into()],
            set: vec!["phone.handlers+=1".into()],
            claimed: true,
            ..Asked::of("average-2018")
        };
        let (_, comparison) = Comparison::read(&asked, None).unwrap_or_else(|refusal| panic!("{refusal}"));
        let comparison = comparison.unwrap();
        assert_eq!(comparison.side.name, "3.2+4.2");
        let says = ["action 3.2 at 50% as claimed", "action 4.2 from week 8 as claimed", "phone.handlers+=1"];
        assert_eq!(comparison.side.says, says);
        let settled = refused(Asked { is_year: false, ..asked });
        assert!(settled.contains("begins in a week"), "{settled}");
    }
}
