//! Runs of many sets of actions in one replication after another: depth first through the tree of what they share.

use super::aside::SetAside;
use super::kept::{SetFigures, keep};
use super::tree::{Stretch, dealt, grow};
use crate::experiment::compare::{listed, observed};
use crate::experiment::gp_beside::{GpBeside, Known};
use crate::experiment::gp_hours::Accounts;
use crate::experiment::replicate::{Timeline, warm_up};
use crate::experiment::{Prepared, Store, View, Weekly};
use crate::practice::{Measures, Params, Run, State};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Replications that go through the tree side by side, so that what the loop reads of a week is worked out once for all
/// of them. Each is a run of less than a MB for every time that sets part on the way to a leaf, seven times of ten actions,
/// and a year of candidates of 2 MB.
const SIDE_BY_SIDE: usize = 8;
/// Tasks that the sets of some replications make: so many that no thread waits long for the last, whatever their number.
const HANDS: usize = 24;

/// What is run: the practice, and what each set of actions makes of it.
pub(super) struct Runs<'a> {
    pub prepared: &'a Prepared,
    pub weeklies: &'a [Weekly],
    /// The hours that each set sets aside.
    pub aside: &'a [SetAside],
    pub view: View,
    pub seed: u64,
    /// Where what is done is kept: by set, then by replication.
    pub store: &'a Store,
}

/// A run that can be left between two weeks, copied and taken up again.
#[derive(Clone)]
struct Underway<'t> {
    state: State,
    measures: Measures,
    watch: GpBeside<'t>,
}

/// A replication on the morning on which sets begin to differ, and the practice as it is from then on.
struct Start {
    state: State,
    before: Measures,
    /// GPs' time on its needs, to be looked up, and the needs that reception sent to a colleague.
    known: Known,
    navigated: u64,
}

/// Replications on that morning, each made by the first task that wants it, and the tasks that have not asked yet.
struct Mornings {
    of: BTreeMap<u32, Arc<Start>>,
    tasks: usize,
}

/// What was found of one set in one replication.
type Found = Vec<(usize, u32, SetFigures)>;

/// A few replications of some sets.
struct Task<'t> {
    replications: &'t [u32],
    starts: &'t [Arc<Start>],
    found: Found,
    done: &'t (dyn Fn(u64) + Sync),
    stop: &'t (dyn Fn() -> bool + Sync),
}

impl Runs<'_> {
    /// Runs these sets in these replications, calling `done` with the weeks that were run. Returns by replication, in
    /// order, what was kept of each set, in the order of `sets`; where `stop` turned true, only of replications that were
    /// finished. Nothing depends on the number of threads.
    pub fn run(
        &self,
        sets: &[usize],
        replications: Range<u32>,
        done: &(dyn Fn(u64) + Sync),
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Vec<(u32, Vec<SetFigures>)> {
        let all: Vec<u32> = replications.clone().collect();
        let groups: Vec<&[u32]> = all.chunks(SIDE_BY_SIDE).collect();
        let hands = self.dealt(sets);
        let mornings: Vec<Mutex<Mornings>> =
            groups.iter().map(|_| Mutex::new(Mornings { of: BTreeMap::new(), tasks: hands.len() })).collect();
        let one = |task: usize| {
            let (group, hand) = (task / hands.len(), task % hands.len());
            let sets = hands[hand].iter().flat_map(|stretch| stretch.sets.iter().copied());
            let of_store = |k: u32| -> Option<Found> {
                sets.clone().map(|set| Some((set, k, self.store.get(set as u32, k)?))).collect()
            };
            let (mut found, mut left) = (Found::new(), Vec::new());
            for &k in groups[group] {
                match of_store(k) {
                    Some(known) => found.extend(known),
                    None => left.push(k),
                }
            }
            done(self.weeks_of(&hands[hand]) * (groups[group].len() - left.len()) as u64);
            if stop() {
                return found;
            }
            let starts: Vec<Arc<Start>> = {
                // Whoever panicked with the lock in hand has ended the run.
                let mut shared = mornings[group].lock().unwrap_or_else(PoisonError::into_inner);
                let starts =
                    left.iter().map(|&k| shared.of.entry(k).or_insert_with(|| Arc::new(self.start(k))).clone());
                let starts = starts.collect();
                shared.tasks -= 1;
                if shared.tasks == 0 {
                    shared.of.clear();
                }
                starts
            };
            if left.is_empty() {
                return found;
            }
            let mut task = Task { replications: &left, starts: &starts, found, done, stop };
            for stretch in &hands[hand] {
                let gone_through = match self.view {
                    View::Year => {
                        let mut begun = starts.iter().map(|start| Underway::begin(self.prepared, start));
                        self.go(stretch, &mut begun, &self.prepared.params, &mut task)
                    }
                    View::Settled { drop_weeks } => self.settle(stretch, drop_weeks, &mut task),
                };
                if gone_through.is_none() {
                    break;
                }
            }
            task.found
        };
        let tasks: Vec<Found> = (0..groups.len() * hands.len()).into_par_iter().with_max_len(1).map(one).collect();
        let mut finished = Vec::new();
        for (group, found) in groups.iter().zip(tasks.chunks(hands.len())) {
            for &k in *group {
                let mut kept = vec![None; self.weeklies.len()];
                let own = found.iter().flat_map(|found| found.iter()).filter(|(_, of, _)| *of == k);
                own.for_each(|(set, _, figures)| kept[*set] = Some(*figures));
                finished.extend(
                    sets.iter().map(|&set| kept[set]).collect::<Option<Vec<SetFigures>>>().map(|kept| (k, kept)),
                );
            }
        }
        finished
    }

    /// Weeks that `run` will run, for each replication.
    pub fn weeks_to_run(&self, sets: &[usize]) -> u64 {
        self.dealt(sets).iter().map(|hand| self.weeks_of(hand)).sum()
    }

    /// The weeks of these stretches and of all that follows them.
    fn weeks_of(&self, hand: &[Stretch]) -> u64 {
        let dropped = self.view.dropped() as usize;
        let settling = if dropped > 0 { self.year() - self.weeks() + dropped } else { 0 };
        hand.iter().map(|top| top.weeks() + settling).sum::<usize>() as u64
    }

    /// What is run of these sets, as tasks.
    fn dealt(&self, sets: &[usize]) -> Vec<Vec<Stretch>> {
        dealt(grow(sets, self.weeklies, self.weeks()), HANDS)
    }

    /// Weeks that are measured.
    fn year(&self) -> usize {
        self.prepared.days().div_ceil(7) as usize
    }

    /// Weeks in which sets may part: in the settled view nothing changes any more.
    fn weeks(&self) -> usize {
        if self.view == View::Year { self.year() } else { 1 }
    }

    fn start(&self, k: u32) -> Start {
        let prepared = self.prepared;
        let mut state = warm_up(&prepared.params, &prepared.calendar, self.seed, k);
        if self.view == View::Year {
            state.will_be_copied(prepared.days());
        }
        let (before, needs) = listed(prepared, &state, &Timeline::constant(prepared.params.clone()), self.view);
        Start { state, before, known: Known::new(&needs), navigated: needs.navigated }
    }

    /// Runs a stretch and all that follows it; nothing where it was stopped. `like` held in the week before.
    ///
    /// Each of the runs is taken when its turn comes: where it is a copy, it is run while it is still in the cache, and
    /// at the end of the year it is given back before the next is made.
    fn go<'t>(
        &self,
        stretch: &Stretch,
        runs: &mut dyn Iterator<Item = Underway<'t>>,
        like: &Arc<Params>,
        task: &mut Task<'t>,
    ) -> Option<()> {
        if (task.stop)() {
            return None;
        }
        let weekly = &self.weeklies[stretch.sets[0]];
        let mut params: Vec<Arc<Params>> = Vec::with_capacity(stretch.to - stretch.from);
        for week in stretch.from..stretch.to {
            let like = params.last().unwrap_or(like);
            params.push(self.prepared.params_in(weekly, week, like));
        }
        let mut underway = Vec::new();
        for (at, mut run) in runs.enumerate() {
            run.on(self.prepared, &params, stretch);
            (task.done)((stretch.to - stretch.from) as u64);
            if stretch.then.is_empty() {
                self.note(at, run.measures, run.watch, &stretch.sets, task);
            } else {
                underway.push(run);
            }
        }
        let like = params.pop().unwrap_or_else(|| like.clone());
        drop(params);
        // The last to go takes the runs themselves, so that no more are alive than have to be.
        for (at, next) in stretch.then.iter().enumerate() {
            match at + 1 == stretch.then.len() {
                true => self.go(next, &mut std::mem::take(&mut underway).into_iter(), &like, task)?,
                false => self.go(next, &mut underway.iter().cloned(), &like, task)?,
            }
        }
        Some(())
    }

    /// The same where everything holds in full from the first day on, and the first weeks are not measured.
    fn settle(&self, stretch: &Stretch, dropped: u32, task: &mut Task) -> Option<()> {
        let params = self.prepared.params_in(&self.weeklies[stretch.sets[0]], 0, &self.prepared.params);
        for at in 0..task.starts.len() {
            if (task.stop)() {
                return None;
            }
            let start = &task.starts[at];
            let look_up = |state: &State| start.watch(self.prepared, state);
            let timeline = Timeline::constant(params.clone());
            let (after, watch) = observed(self.prepared, &start.state, &timeline, self.view, look_up);
            self.note(at, after, watch, &stretch.sets, task);
            (task.done)(self.year() as u64 + u64::from(dropped));
        }
        Some(())
    }

    /// Keeps the figures of a run that is over, for each of the sets that it stands for.
    fn note(&self, at: usize, mut after: Measures, watch: GpBeside, sets: &[usize], task: &mut Task) {
        let start = &task.starts[at];
        let (time, navigated) = watch.finish();
        let navigated = [start.navigated, navigated];
        for &set in sets {
            self.aside[set].book(&mut after);
            let accounts = Accounts::beside([&start.before, &after], time, navigated, &self.prepared.params);
            let kept = keep(&after, &accounts);
            self.store.add(set as u32, task.replications[at], &kept);
            task.found.push((set, task.replications[at], kept));
        }
    }
}

impl Start {
    fn watch(&self, prepared: &Prepared, state: &State) -> GpBeside<'_> {
        GpBeside::new(&self.known, &prepared.params, state.open_needs())
    }
}

impl<'t> Underway<'t> {
    fn begin(prepared: &Prepared, start: &'t Start) -> Underway<'t> {
        let (state, watch) = (start.state.clone(), start.watch(prepared, &start.state));
        Underway { state, measures: Measures::new().without_spreads(), watch }
    }

    /// Runs on through a stretch, as a run in one piece would go through these weeks.
    fn on(&mut self, prepared: &Prepared, params: &[Arc<Params>], stretch: &Stretch) {
        let Underway { state, measures, watch } = self;
        let (calendar, first_day) = (&prepared.calendar, prepared.calendar.warm_up);
        let mut run = match stretch.from {
            0 => Run::new(state, &params[0], calendar, measures, watch),
            _ => Run::resume(state, &params[0], calendar, measures, watch, first_day),
        };
        let days = prepared.days();
        for day in 7 * stretch.from as u32..(7 * stretch.to as u32).min(days) {
            run.day(&params[day as usize / 7 - stretch.from]);
            if (day + 1).is_multiple_of(7) {
                run.week_over();
            }
        }
        if stretch.then.is_empty() {
            run.finish();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Change, load};

    #[test]
    fn a_run_that_is_left_copied_and_taken_up_again_measures_what_it_does_in_one_piece() {
        let short = ["run.days=40", "run.warm_up=days", "run.warm_up_days=14"];
        let changes = |more: &[&str]| short.iter().chain(more).map(|text| Change::parse(text).unwrap()).collect();
        let baseline = load("average-2018", changes(&[])).unwrap();
        let other = load("average-2018", changes(&["phone.handlers+=1", "book.slots*=1.1"])).unwrap();
        let prepared = Prepared::among(&baseline, &[&other], 1, 0).unwrap();
        let [before, after] = [&baseline, &other].map(|of| prepared.params_of(&of.settings));
        // Six weeks, of which the last has five days; the change comes in the fourth.
        let weeks: Vec<Arc<Params>> =
            (0..6).map(|week| if week < 3 { before.clone() } else { after.clone() }).collect();
        let store = Store::nothing();
        let runs = Runs { prepared: &prepared, weeklies: &[], aside: &[], view: View::Year, seed: 1, store: &store };
        let start = runs.start(7);
        let whole = |timeline: &Timeline| {
            let look_up = |state: &State| start.watch(&prepared, state);
            let (measures, watch) = observed(&prepared, &start.state, timeline, View::Year, look_up);
            let (time, navigated) = watch.finish();
            let accounts = Accounts::beside([&start.before, &measures], time, [0, navigated], &prepared.params);
            // Whoever keeps no distributions has the same sums, and the same figures.
            let kept = keep(&measures, &accounts);
            format!("{:?} {kept:?} {time:?} {navigated}", measures.without_spreads())
        };
        let changed = whole(&Timeline::weeks(weeks.clone()).unwrap());
        let as_it_is = whole(&Timeline::constant(before.clone()));
        let last = |from, to| Stretch { sets: vec![0], from, to, then: Vec::new() };
        let mut left = Underway::begin(&prepared, &start);
        left.on(&prepared, &weeks[0..3], &Stretch { then: vec![last(3, 6)], ..last(0, 3) });
        let (mut copied, mut other_way) = (left.clone(), left);
        other_way.on(&prepared, &[before.clone(), before.clone(), before], &last(3, 6));
        copied.on(&prepared, &weeks[3..6], &last(3, 6));
        let said = |run: Underway| {
            let ((time, navigated), measures) = (run.watch.finish(), run.measures);
            let accounts = Accounts::beside([&start.before, &measures], time, [0, navigated], &prepared.params);
            format!("{measures:?} {:?} {time:?} {navigated}", keep(&measures, &accounts))
        };
        assert!(said(copied) == changed);
        let unchanged = said(other_way);
        assert!(unchanged == as_it_is, "without the change it is the practice as it is");
        assert!(unchanged != changed);
    }
}
