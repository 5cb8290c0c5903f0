//! A practice made ready to be run: its warm-up, its calendar, and what the loop reads of it and of whatever it is
//! compared with. Everything that runs replications begins here.

use super::at_the_start::settled_at_the_start;
use super::replicate::Timeline;
use super::room::make_room;
use super::warmup::{self, Chosen};
use super::weekly::{Week, Weekly};
use crate::practice::{Calendar, Establishment, Params};
use crate::scenario::settings::Settings;
use crate::scenario::{Problem, Refusal, Scenario};
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
        make_room(plans, baseline, &mut establishment);
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
    fn params_with(&self, settings: Settings, like: &Params) -> Arc<Params> {
        Arc::new(like.derive_like(&self.practice, settings, &self.establishment))
    }

    /// What holds in which week of a plan, where there are weeks; else the baseline throughout. There must be room for
    /// the plan: see [`Prepared::among_weeks`].
    pub fn timeline(&self, weekly: &Weekly) -> Timeline {
        let mut params: Vec<Arc<Params>> = Vec::with_capacity(weekly.different.len());
        for week in &weekly.different {
            let like = params.last().unwrap_or(&self.params);
            params.push(self.params_of_week(weekly, week, like));
        }
        Timeline::course(params, weekly.course.clone()).unwrap_or_else(|| Timeline::constant(self.params.clone()))
    }

    /// What the loop reads in a week of a plan, counted from 0; after the last, what it reads in the last. It is sooner
    /// there where `like` is of a week that is much like it: the week before, of this plan or one from which it has just
    /// parted.
    pub fn params_in(&self, weekly: &Weekly, week: usize, like: &Params) -> Arc<Params> {
        weekly.week(week).map_or_else(|| self.params.clone(), |week| self.params_of_week(weekly, week, like))
    }

    fn params_of_week(&self, weekly: &Weekly, week: &Week, like: &Params) -> Arc<Params> {
        match week {
            Week::Moved(moved) if moved.settings.is_empty() => self.params.clone(),
            Week::Moved(moved) => {
                let mut settings = self.params.settings.clone();
                weekly.moves.write(moved, &mut settings);
                self.params_with(settings, like)
            }
            Week::Whole(scenario) => self.params_of(&scenario.settings),
        }
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
