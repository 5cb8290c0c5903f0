//! The candidates of a day: the needs that chance has in store, of which a scenario keeps a part. Leads to `demand`.
//! Half hours, patients and kinds are drawn by inverse transform on the candidate's own key.
//!
//! They are the same in every copy of a run, whatever its scenario keeps of them. Of a run that is copied a thousand times
//! they are drawn for all copies together, by the first that comes to the day.

use super::need::{Nth, PER_DAY, PER_LAYER};
use super::patients::{Patient, SpellTable};
use super::purpose::{Draw, Purpose, Who, key};
use super::run::Run;
use super::shares::Shares;
use super::watch::Watch;
use crate::kernel::{Key, Uniform, poisson};
use crate::scenario::names::Problem;
use std::sync::{Arc, OnceLock};

/// A need that may arise, and whether it does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) nth: Nth,
    pub(super) key: Key,
    pub(super) kind: u8,
    kept: Uniform,
}

/// The same with whose it is, when they ask, and how urgent it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct InFull {
    pub(super) candidate: Candidate,
    pub(super) patient: (u32, Patient),
    pub(super) asks_at: Uniform,
    pub(super) urgent: f64,
}

/// The share that a scenario keeps of a layer, by kind; below 0 and above 1 where it keeps none or all.
pub(super) type Keep = [f64; Problem::COUNT];

impl Candidate {
    #[inline]
    fn is_kept(&self, keep: &Keep) -> bool {
        let keep = keep[usize::from(self.kind)];
        keep > 0.0 && self.kept.is_below(keep)
    }
}

/// Candidates by day and layer, for all copies of a run; nothing is kept of a run that is not copied.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownCandidates {
    from: u32,
    layers: Arc<[OnceLock<Layer>]>,
}

/// Layers of a day that are kept: most days need no further.
const LAYERS: u32 = 2;

/// A layer of a day, and what it was drawn by besides the day and the run's chance: a scenario may change that too.
#[derive(Debug)]
struct Layer {
    rate: f64,
    kinds: Shares<{ Problem::COUNT }>,
    spell: SpellTable,
    all: Box<[InFull]>,
}

impl KnownCandidates {
    /// Room for so many days.
    pub(super) fn over(from: u32, days: u32) -> KnownCandidates {
        KnownCandidates { from, layers: (0..days * LAYERS).map(|_| OnceLock::new()).collect() }
    }

    fn at(&self, day: u32, layer: u32) -> Option<&OnceLock<Layer>> {
        let place = day.checked_sub(self.from)? * LAYERS + layer;
        if layer < LAYERS { self.layers.get(place as usize) } else { None }
    }
}

impl<W: Watch> Run<'_, W> {
    /// A layer of today: of `rate` candidates on average, those that are kept become needs.
    pub(super) fn layer_arises(&mut self, layer: u32, rate: f64, keep: &Keep) {
        let known = self.state.candidates.clone();
        if let Some(place) = known.at(self.today, layer) {
            let drawn = place.get_or_init(|| Layer {
                rate,
                kinds: self.params.demand.kinds.clone(),
                spell: self.state.patients.spell_table(),
                all: self.candidates(layer, rate).map(|candidate| self.in_full(candidate)).collect(),
            });
            if drawn.rate == rate
                && drawn.kinds == self.params.demand.kinds
                && self.state.patients.draws_by(&drawn.spell)
            {
                drawn.all.iter().filter(|it| it.candidate.is_kept(keep)).for_each(|it| self.arises(it));
                return;
            }
        }
        let kept: Vec<Candidate> = self.candidates(layer, rate).filter(|it| it.is_kept(keep)).collect();
        // First whose needs they all are: every patient is somewhere else in memory, and what it is asked for side by
        // side comes side by side.
        let in_full: Vec<InFull> = kept.into_iter().map(|candidate| self.in_full(candidate)).collect();
        in_full.iter().for_each(|it| self.arises(it));
    }

    fn candidates(&self, layer: u32, rate: f64) -> impl Iterator<Item = Candidate> {
        let day = self.day_key();
        let count = poisson(rate, |chunk| day.u(Purpose::Candidates, layer << 16 | chunk));
        let first = layer * PER_LAYER as u32;
        (first..first + count).map(|nth| {
            let key = key(self.state.streams, Who::Need, u64::from(self.today) * PER_DAY + u64::from(nth));
            let kind = self.params.demand.kinds.at(key.draw(Purpose::Kind, 0)) as u8;
            Candidate { nth: Nth(nth), key, kind, kept: key.draw(Purpose::Kept, 0) }
        })
    }

    #[inline]
    fn in_full(&self, candidate: Candidate) -> InFull {
        let key = candidate.key;
        InFull {
            candidate,
            patient: self.anybody(key),
            asks_at: key.draw(Purpose::AskAt, 0),
            urgent: key.u(Purpose::Urgent, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::{Calendar, Measures, NoWatch, Params, State};
    use crate::scenario::settings::Settings;

    #[test]
    fn copies_that_share_their_candidates_have_the_needs_that_each_would_draw_alone() {
        let settings = |change: &dyn Fn(&mut Settings)| {
            let mut s = Settings::default();
            (s.patients.list_size, s.run.days) = (800.0, 70.0);
            s.problems[Problem::General].per_1000_per_week = 150.0;
            s.problems[Problem::MinorIllness].per_1000_per_week = 30.0;
            change(&mut s);
            s
        };
        // As it is; with more than the envelope has; for other patients; of other kinds, in two ways with as many; at other
        // rates.
        let practice = settings(&|_| {});
        let scenarios: Vec<Params> = [
            practice.clone(),
            settings(&|s| s.demand.level = 5.0),
            settings(&|s| s.patients.transient_cv = 2.0),
            settings(&|s| s.problems[Problem::Musculoskeletal].per_1000_per_week = 40.0),
            settings(&|s| s.problems[Problem::MentalHealth].per_1000_per_week = 40.0),
            settings(&|s| s.demand.day_spread_cv = 0.5),
        ]
        .iter()
        .map(|scenario| Params::derive(&practice, scenario))
        .collect();
        let calendar = Calendar::new(&practice, 0);
        let begun = |shares: bool| {
            let mut state = State::new(&scenarios[0], &calendar, 1, 0);
            if shares {
                // Days beyond are drawn by each.
                state.will_be_copied(60);
            }
            state
        };
        let gone_on = |mut state: State, params: &Params| {
            let (mut measures, mut nobody) = (Measures::new(), NoWatch);
            let mut run = Run::new(&mut state, params, &calendar, &mut measures, &mut nobody);
            (0..70).for_each(|_| run.day(params));
            run.finish();
            format!("{measures:?}")
        };
        let alone: Vec<String> = scenarios.iter().map(|params| gone_on(begun(false), params)).collect();
        // Whoever comes to a day first draws for all.
        for first in 0..scenarios.len() {
            let shared = begun(true);
            for at in (0..scenarios.len()).map(|turn| (first + turn) % scenarios.len()) {
                assert!(gone_on(shared.clone(), &scenarios[at]) == alone[at], "scenario {at} after {first}");
            }
            assert!(shared.candidates.at(0, 0).is_some_and(|layer| layer.get().is_some()), "nothing was shared");
        }
        for at in 1..alone.len() {
            assert!(alone[at] != alone[0], "scenario {at} has no other needs");
        }
    }
}
