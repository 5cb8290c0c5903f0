//! A practice made ready to be run: its warm-up, its calendar, and what the loop reads of it and of whatever it is
//! compared with. Everything that runs replications begins here.

use super::course_of_weeks::{self, Weekly};
use super::warmup::{self, Chosen};
use crate::practice::{Calendar, Establishment, Params};
use crate::scenario::settings::Settings;
use crate::scenario::{Problem, Refusal, Scenario, paths};
use std::sync::Arc;

/// A baseline, and room for all that it is compared with.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub warm_up: Chosen,
    pub calendar: Calendar,
    /// What the loop reads of the baseline.
    pub params: Arc<Params>,
    practice: Settings,
    baseline: Settings,
    establishment: Establishment,
}

impl Prepared {
    /// A scenario by itself.
    pub fn new(scenario: &Scenario, seed: u64) -> Prepared {
        let warm_up = warmup::choose(&scenario.base, &scenario.settings, seed);
        Prepared::after(scenario, warm_up, &[], &[], 0)
    }

    /// A baseline and what it is compared with, over a run that may go on for some `further_days` before it is
    /// measured. All warm up as the baseline does.
    pub fn among(baseline: &Scenario, others: &[&Scenario], seed: u64, further_days: u32) -> Result<Prepared, Refusal> {
        Prepared::among_weeks(baseline, others, &[], seed, further_days)
    }

    /// The same with plans that change from week to week as well, any number of them.
    pub fn among_weeks(
        baseline: &Scenario,
        others: &[&Scenario],
        plans: &[&Weekly],
        seed: u64,
        further_days: u32,
    ) -> Result<Prepared, Refusal> {
        can_begin_together(baseline, others, plans)?;
        let warm_up = warmup::choose(&baseline.base, &baseline.settings, seed);
        Ok(Prepared::after(baseline, warm_up, others, plans, further_days))
    }

    /// What `among_weeks` makes of the baseline that this was made of alone, without its pilots being run again.
    pub fn again_among_weeks(
        &self,
        baseline: &Scenario,
        others: &[&Scenario],
        plans: &[&Weekly],
        further_days: u32,
    ) -> Result<Prepared, Refusal> {
        can_begin_together(baseline, others, plans)?;
        Ok(Prepared::after(baseline, self.warm_up.clone(), others, plans, further_days))
    }

    fn after(
        baseline: &Scenario,
        mut warm_up: Chosen,
        others: &[&Scenario],
        plans: &[&Weekly],
        further_days: u32,
    ) -> Prepared {
        let all = std::iter::once(&baseline.settings).chain(others.iter().map(|other| &other.settings));
        let mut establishment = Establishment::of(all);
        course_of_weeks::make_room(plans, baseline, &mut establishment);
        if establishment.looks_back_a_year() {
            // Whoever is referred for what they did in the past year needs one.
            warm_up.days = warm_up.days.max(YEAR);
        }
        // As many days as the longest book can touch.
        let mut longest = baseline.settings.clone();
        longest.run.days += f64::from(further_days);
        longest.book.horizon = f64::from(establishment.horizon());
        Prepared {
            calendar: Calendar::new(&longest, warm_up.days),
            params: Arc::new(Params::derive_among(&baseline.base, &baseline.settings, &establishment)),
            warm_up,
            practice: baseline.base.clone(),
            baseline: baseline.settings.clone(),
            establishment,
        }
    }

    /// The same practice, warmed up as long, with room for others too. They must change no path but what scenarios that
    /// this was prepared among change.
    pub(super) fn with_room_for(&self, baseline: &Scenario, others: &[&Scenario], plan: &Weekly) -> Prepared {
        Prepared::after(baseline, self.warm_up.clone(), others, &[plan], 0)
    }

    /// What the loop reads of a scenario that was prepared for: for the baseline's settings, the baseline's own.
    pub fn params_of(&self, settings: &Settings) -> Arc<Params> {
        if *settings == self.baseline {
            return self.params.clone();
        }
        self.params_with(settings.clone(), &self.params)
    }

    /// The same for settings that are not the baseline's; `like` are parameters that were prepared for too.
    pub(super) fn params_with(&self, settings: Settings, like: &Params) -> Arc<Params> {
        Arc::new(like.derive_like(&self.practice, settings, &self.establishment))
    }

    /// Days that are measured.
    pub fn days(&self) -> u32 {
        self.baseline.run.days as u32
    }
}

/// Refused where a scenario changes what cannot change once a run has begun.
fn can_begin_together(baseline: &Scenario, others: &[&Scenario], plans: &[&Weekly]) -> Result<(), Refusal> {
    let constant = others.iter().flat_map(|other| settled_at_the_start(baseline, other));
    let weekly = plans.iter().flat_map(|plan| plan.settled_at_the_start(baseline));
    let problems: Vec<Problem> = constant.chain(weekly).collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::new(problems)) }
}

/// Whole weeks that are at least a year.
const YEAR: u32 = 371;

/// What is drawn or laid down once, when a run begins: a change in mid-run would not be heard.
const AT_THE_START: [&str; 5] =
    ["run.", "calendar.", "patients.", "attendance.dna_patient_sd", "book.starting_backlog"];
/// Of these, what is drawn anew as a run goes on.
const DRAWN_ANEW: [&str; 2] = ["patients.transient_cv", "patients.transient_weeks"];

/// Can the setting at this path not change once a run has begun?
pub fn is_settled_at_the_start(path: &str) -> bool {
    let named = path.starts_with("people.") && path.ends_with(".role");
    named || AT_THE_START.iter().any(|start| path.starts_with(start)) && !DRAWN_ANEW.contains(&path)
}

/// Settings of `other` that differ from the baseline's though they cannot change once a run has begun.
pub(super) fn settled_at_the_start(baseline: &Scenario, other: &Scenario) -> Vec<Problem> {
    let (before, after) = (paths(&baseline.settings), paths(&other.settings));
    let changed = before.iter().zip(&after).filter(|(a, b)| a.value != b.value && is_settled_at_the_start(&a.path));
    let problem = |path: &str| {
        let place = other.changes.iter().find(|change| change.path == path).and_then(|change| change.place.as_ref());
        let problem = Problem::new(format!("`{path}` is settled when a run begins, and cannot change within it"));
        problem.at(place).help("give it to both sides of the comparison, or run two practices apart")
    };
    changed.map(|(before, _)| problem(&before.path)).collect()
}
