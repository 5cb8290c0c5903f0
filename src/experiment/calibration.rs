//! How the shipped practices compare with published figures.

use super::figure::{Figure, Moment};
use super::{Prepared, replications};
use crate::practice::Measures;
use crate::scenario::{CalibrationTarget, Refusal, Scenario, load};

/// Replications behind a score, and their seed: fixed, so that a score can be repeated.
pub const REPLICATIONS: u32 = 40;
pub const SEED: u64 = 1;

/// A target and what the practice shows.
#[derive(Clone, Debug)]
pub struct Score {
    pub target: CalibrationTarget,
    pub unit: &'static str,
    /// `None` where nothing happened that the figure is counted from.
    pub got: Option<Moment>,
}

impl Score {
    pub fn is_hit(&self) -> bool {
        self.got.as_ref().is_some_and(|got| (self.target.low..=self.target.high).contains(&got.value))
    }
}

/// Scores every target; neighbours of one practice and one set of changes share their runs. `done` follows each replication.
pub fn score(targets: Vec<CalibrationTarget>, done: &(dyn Fn() + Sync)) -> Result<Vec<Score>, Refusal> {
    // What cannot be looked up is said before anything is run.
    let mut figures = Vec::new();
    for target in &targets {
        load(&target.practice, target.with.clone())?;
        figures.push(Figure::parse(&target.figure)?);
    }
    let mut scores = Vec::new();
    let mut ran: Option<(Scenario, Vec<Measures>)> = None;
    for (target, figure) in targets.into_iter().zip(figures) {
        let scenario = load(&target.practice, target.with.clone())?;
        let runs = match &ran {
            Some((same, runs)) if *same == scenario => runs,
            _ => &ran.insert((scenario.clone(), run(&scenario, done))).1,
        };
        scores.push(Score { unit: figure.unit(), got: figure.of(runs), target });
    }
    Ok(scores)
}

/// Replications that scoring these targets takes.
pub fn replications_for(targets: &[CalibrationTarget]) -> u64 {
    let turns = targets.windows(2).filter(|pair| pair[0].practice != pair[1].practice || pair[0].with != pair[1].with);
    (turns.count() as u64 + 1) * u64::from(REPLICATIONS)
}

fn run(scenario: &Scenario, done: &(dyn Fn() + Sync)) -> Vec<Measures> {
    let Prepared { params, calendar, .. } = Prepared::new(scenario, SEED);
    replications(&params, &calendar, SEED, REPLICATIONS, done, &|| false)
}
