//! The best of all sets, with replications only where they are still needed: the procedure KN of Kim and Nelson. What
//! each action adds is never worked out of these, because the sets have had different replications.

use super::kept::FIGURES;
use super::{Combination, Limits, SetFigures, name};
use crate::experiment::Store;
use crate::stats::selection::Kn;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub figure: usize,
    /// The least difference that is worth telling, in the figure's unit.
    pub worth_telling: f64,
    pub confidence: f64,
    /// Replications of every set before any is left out, and the most that any may have.
    pub first: u32,
    pub most: u32,
    pub limits: Limits,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub best: u64,
    /// Was it decided, rather than stopped or given up?
    pub decided: bool,
    /// In order of how long they stayed in question, then of the figure's mean.
    pub sets: Vec<SetChosen>,
    /// Runs of a year that were made, and what as many replications of every set would have been.
    pub runs: u64,
    pub runs_of_all: u64,
}

/// One set.
#[derive(Clone, Debug)]
pub struct SetChosen {
    pub set: u64,
    pub name: String,
    pub replications: usize,
    /// Of the figure, over these replications.
    pub mean: f64,
    pub in_question: bool,
}

/// Replications that are run at a time once the first are done, so that all threads have work. Some of the last may be
/// run in vain; what is decided is the same as with one at a time.
const AT_A_TIME: u32 = 4;

impl Combination {
    /// Chooses the best set by a figure. With probability at least `confidence` the set chosen is the best, if the best
    /// is better than every other by `worth_telling` or more; sets closer to it than that may be chosen instead. A
    /// replication's value is its own ratio. Returns none where nothing could be counted or nothing was finished.
    pub fn select(
        &self,
        asked: &Question,
        store: &Store,
        done: &(dyn Fn(u64) + Sync),
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Chosen> {
        let allowed: Vec<usize> = (0..self.sets.len())
            .filter(|&at| asked.limits.at_most.is_none_or(|most| self.sets[at].count_ones() as usize <= most))
            .collect();
        let sign = if FIGURES[asked.figure].more_is_better() { 1.0 } else { -1.0 };
        let value = |kept: &SetFigures| {
            let ratio = kept[asked.figure];
            (ratio.den != 0.0).then_some(sign * ratio.num / ratio.den)
        };
        // What was run ahead: the sets, and from which replication on what each of them showed.
        let mut ahead: (Vec<usize>, u32, Vec<Vec<SetFigures>>) = (Vec::new(), 0, Vec::new());
        let mut runs = 0;
        let next = |left: &[usize], r: usize| -> Option<Vec<f64>> {
            let r = r as u32;
            if r >= ahead.1 + ahead.2.len() as u32 {
                let until = if r < asked.first { asked.first } else { (r + AT_A_TIME).min(asked.most.max(r + 1)) };
                let sets: Vec<usize> = left.iter().map(|&at| allowed[at]).collect();
                let finished = self.runs(store).run(&sets, r..until, done, stop);
                // Only what follows without a gap: the others may have been finished before it was stopped.
                let in_order = finished.into_iter().zip(r..).take_while(|((k, _), want)| k == want);
                ahead = (left.to_vec(), r, in_order.map(|((_, kept), _)| kept).collect());
                runs += ahead.0.len() as u64 * ahead.2.len() as u64;
            }
            let row = ahead.2.get((r - ahead.1) as usize)?;
            let of = |at: &usize| value(&row[ahead.0.iter().position(|known| known == at)?]);
            left.iter().map(of).collect()
        };
        let kn = Kn {
            first: asked.first as usize,
            worth_telling: asked.worth_telling,
            confidence: asked.confidence,
            most: asked.most as usize,
        };
        let found = kn.select(allowed.len(), next)?;
        let one = |(at, &replications): (usize, &usize)| SetChosen {
            set: self.sets[allowed[at]],
            name: name(&self.actions, self.sets[allowed[at]]),
            replications,
            mean: sign * found.sums[at] / replications as f64,
            in_question: found.left.contains(&at),
        };
        let mut sets: Vec<SetChosen> = found.replications.iter().enumerate().map(one).collect();
        let most = sets.iter().map(|set| set.replications).max().unwrap_or(0) as u64;
        sets.sort_by(|a, b| b.replications.cmp(&a.replications).then((sign * b.mean).total_cmp(&(sign * a.mean))));
        Some(Chosen {
            best: self.sets[allowed[found.best]],
            decided: found.left.len() == 1,
            runs,
            runs_of_all: most * sets.len() as u64,
            sets,
        })
    }
}
