//! Minutes of GPs in a run beside those of a baseline that is over, need by need, added up as the run goes on: a
//! thousand scenarios look their needs up in the one table, and none keeps a list of its own.

use super::gp_time::{Beside, NeedTime, Said, gps, may_say, said, shared};
use crate::kernel::SimTime;
use crate::practice::watch::THE_PRACTICE;
use crate::practice::{Event, Params, Watch, row_of};

/// The needs of a baseline's run, to be looked up. One is made for each replication, and shared.
#[derive(Clone, Debug)]
pub struct Known {
    /// The first block of each row of candidates, and how many it has.
    rows: Vec<(u32, u32)>,
    /// Which of 64 candidates of a row were needs, a bit each, and how many needs there are in the blocks before: today's
    /// candidates lie side by side, and those of a year in a few pages of memory.
    blocks: Vec<(u64, u32)>,
    /// Ticks of GPs on the candidates that were needs, in order.
    ticks: Vec<u64>,
    /// All other needs. A need stands at the place that its number points to, or in the first that was free after it.
    others: Vec<u64>,
    /// Ticks of GPs on the need at each place of the others: beside them, so that a search goes through half the memory.
    ticks_of_others: Vec<u64>,
    /// Binary digits of a place among the others.
    digits: u32,
    /// Ticks on all of them.
    all: u64,
}

/// Where no need stands.
const NOBODY: u64 = THE_PRACTICE;
/// 2^64 over the golden ratio: neighbouring numbers come to lie far apart.
const SCATTER: u64 = 0x9E37_79B9_7F4A_7C15;
/// Needs that are looked up at once: what the memory is asked for then comes side by side, and not one after the other.
const AT_ONCE: usize = 128;

impl Known {
    pub fn new(baseline: &NeedTime) -> Known {
        // In order of their numbers: candidates come by row.
        let candidates: Vec<((usize, usize), u64)> =
            baseline.needs().iter().filter_map(|&(need, ticks)| Some((row_of(need)?, ticks))).collect();
        let mut known = Known {
            rows: Vec::new(),
            blocks: Vec::new(),
            ticks: Vec::with_capacity(candidates.len()),
            others: Vec::new(),
            ticks_of_others: Vec::new(),
            digits: 0,
            all: baseline.needs().iter().map(|need| need.1).sum(),
        };
        for ((row, number), ticks) in candidates {
            if row >= known.rows.len() {
                known.rows.resize(row + 1, (known.blocks.len() as u32, 0));
            }
            let (first, count) = &mut known.rows[row];
            let block = *first as usize + number / 64;
            *count = (number / 64 + 1) as u32;
            known.blocks.resize(block + 1, (0, known.ticks.len() as u32));
            known.blocks[block].0 |= 1 << (number % 64);
            known.ticks.push(ticks);
        }
        let others = || baseline.needs().iter().filter(|need| row_of(need.0).is_none());
        // A quarter of the places at least stay free: most needs are found at the first or second look.
        known.digits = (others().count() * 4 / 3 + 1).next_power_of_two().max(64).ilog2();
        known.others = vec![NOBODY; 1 << known.digits];
        known.ticks_of_others = vec![0; 1 << known.digits];
        for &(need, ticks) in others() {
            if let Err(free) = known.place(need) {
                (known.others[free], known.ticks_of_others[free]) = (need, ticks);
            }
        }
        known
    }

    /// How many places there are: 64 in each block of candidates, and then those of all others.
    fn places(&self) -> usize {
        64 * self.blocks.len() + self.others.len()
    }

    /// The place of a candidate; none where the baseline did not have it.
    #[inline]
    fn candidate(&self, row: usize, number: usize) -> Option<usize> {
        let &(first, count) = self.rows.get(row)?;
        if number / 64 >= count as usize {
            return None;
        }
        let place = 64 * first as usize + number;
        (self.blocks[place / 64].0 >> (place % 64) & 1 == 1).then_some(place)
    }

    /// Ticks of GPs on the needs that were there, a bit each by place.
    fn ticks_of(&self, there: &[u64]) -> u64 {
        let (candidates, others) = there.split_at(self.blocks.len());
        let of_block = |(&(needs, before), &there): (&(u64, u32), &u64)| -> u64 {
            let ticks = &self.ticks[before as usize..];
            bits(needs).zip(ticks).map(|(bit, ticks)| ticks * (there >> bit & 1)).sum()
        };
        let of_word = |(at, &there): (usize, &u64)| -> u64 {
            bits(there).map(|bit| self.ticks_of_others[64 * at + bit as usize]).sum()
        };
        let of_candidates: u64 = self.blocks.iter().zip(candidates).map(of_block).sum();
        of_candidates + others.iter().enumerate().map(of_word).sum::<u64>()
    }

    /// Where among the others a need should stand.
    #[inline]
    fn first_place(&self, need: u64) -> usize {
        (need.wrapping_mul(SCATTER) >> (64 - self.digits)) as usize
    }

    /// Where among the others a need stands, or else the free place at which the search ended.
    #[inline]
    fn place(&self, need: u64) -> Result<usize, usize> {
        let mut place = self.first_place(need);
        loop {
            match self.others[place] {
                here if here == need => return Ok(place),
                NOBODY => return Err(place),
                _ => place = (place + 1) & (self.others.len() - 1),
            }
        }
    }
}

/// Places of the ones in a word.
fn bits(word: u64) -> impl Iterator<Item = u32> {
    let some = |word: u64| (word != 0).then_some(word);
    std::iter::successors(some(word), move |left| some(left & (left - 1))).map(|left| left.trailing_zeros())
}

/// GPs' time beside a baseline's, while a run goes on. A copy of it goes on from where the run has come to.
#[derive(Clone, Debug)]
pub struct GpBeside<'a> {
    known: &'a Known,
    is_gp: Vec<bool>,
    /// Of the needs that the baseline had, those that were there, a bit each by place.
    there: Vec<u64>,
    sum: Beside,
    /// The need that was shown last, and ticks of GPs on it: most are shown several times over.
    last: (u64, u64),
    /// Others that are still to be looked up, and ticks of GPs on them.
    noted: Vec<(u64, u64)>,
    /// The last group led by a GP: when and by whom, how long, and the needs that were seen together so far.
    group: (SimTime, u16),
    together: u64,
    seen: Vec<u64>,
    /// Needs that reception sent to a colleague.
    navigated: u64,
}

impl<'a> GpBeside<'a> {
    /// Watches a practice in which these needs are open already.
    pub fn new(known: &'a Known, params: &Params, open: impl Iterator<Item = u64>) -> GpBeside<'a> {
        let mut watch = GpBeside {
            known,
            is_gp: gps(params),
            there: vec![0; known.places().div_ceil(64)],
            sum: Beside::default(),
            last: (NOBODY, 0),
            noted: Vec::with_capacity(AT_ONCE),
            group: (SimTime::default(), 0),
            together: 0,
            seen: Vec::new(),
            navigated: 0,
        };
        open.for_each(|need| watch.note(need, 0));
        watch
    }

    /// A need is there, and GPs have spent so many ticks on it.
    #[inline]
    fn note(&mut self, need: u64, ticks: u64) {
        // As notes are written after an encounter.
        if self.last.0 != need {
            self.settle();
            self.last = (need, 0);
        }
        self.last.1 += ticks;
    }

    /// Done with the need that was shown last.
    #[inline(never)]
    fn settle(&mut self) {
        let (need, ticks) = self.last;
        if need == NOBODY {
            return;
        }
        if let Some((row, number)) = row_of(need) {
            let place = self.known.candidate(row, number);
            return self.found(place, ticks);
        }
        self.noted.push((need, ticks));
        if self.noted.len() >= AT_ONCE {
            self.look_up();
        }
    }

    /// Looks up the others. First what stands where each of them should, one beside the other, because memory is waited for.
    fn look_up(&mut self) {
        let noted = std::mem::take(&mut self.noted);
        let first: Vec<u64> = noted.iter().map(|&(need, _)| self.known.others[self.known.first_place(need)]).collect();
        for (&(need, ticks), first) in noted.iter().zip(first) {
            let at = if first == need { Ok(self.known.first_place(need)) } else { self.known.place(need) };
            self.found(at.ok().map(|at| 64 * self.known.blocks.len() + at), ticks);
        }
        self.noted = noted;
        self.noted.clear();
    }

    /// A need that the baseline has at this place, if it has it.
    #[inline]
    fn found(&mut self, place: Option<usize>, ticks: u64) {
        match place {
            Some(place) => {
                self.sum.both[1] += ticks;
                self.there[place / 64] |= 1 << (place % 64);
            }
            None => self.sum.only[1] += ticks,
        }
    }

    /// A group is complete once another begins: a session's are shown one after the other.
    fn join_group(&mut self, group: (SimTime, u16), lasts: u64, need: u64) {
        if group != self.group {
            self.share_group();
            (self.group, self.together) = (group, lasts);
        }
        self.seen.push(need);
    }

    fn share_group(&mut self) {
        let needs = std::mem::take(&mut self.seen);
        shared(self.together, &needs).for_each(|(need, ticks)| self.note(need, ticks));
    }

    /// The baseline first, this run second; and the needs that reception sent to a colleague in this run.
    pub fn finish(mut self) -> (Beside, u64) {
        self.share_group();
        self.settle();
        self.look_up();
        self.sum.both[0] = self.known.ticks_of(&self.there);
        self.sum.only[0] = self.known.all - self.sum.both[0];
        (self.sum, self.navigated)
    }
}

impl Watch for GpBeside<'_> {
    #[inline(always)]
    fn wants(event: &Event) -> bool {
        may_say(event)
    }

    // Inlined, so that what this watch does not ask for is not even made.
    #[inline(always)]
    fn on(&mut self, at: SimTime, need: u64, event: Event) {
        match said(event, &self.is_gp) {
            Said::Spent(ticks) => self.note(need, ticks),
            Said::Together(person, ticks) => self.join_group((at, person), ticks, need),
            Said::Navigated => self.navigated += 1,
            Said::Nothing => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::gp_time::GpTime;
    use super::*;
    use crate::experiment::replicate::{Timeline, run_from_week, warm_up};
    use crate::kernel::{Span, Streams};
    use crate::practice::{Calendar, Establishment, State};
    use crate::scenario::names::{Mode, Role};
    use crate::scenario::settings::Settings;
    use crate::scenario::{Change, load};
    use std::collections::BTreeMap;

    /// Two GPs, of whom one leads groups, and a baseline in which these needs had so many ticks.
    fn watching(baseline: &[(u64, u64)]) -> (Known, Params) {
        let mut s = Settings::default();
        (s.roles[Role::Gp].people, s.roles[Role::PracticeNurse].people) = (2.0, 1.0);
        (Known::new(&NeedTime::of(baseline)), Params::derive(&s, &s))
    }

    fn seen(person: u16, mode: Mode, lasts: u64) -> Event {
        Event::Encounter { person, mode, waited: Span::ZERO, lasts: Span(lasts), own_gp: false }
    }

    #[test]
    fn needs_of_both_runs_are_told_from_those_of_one() {
        let (known, params) = watching(&[(1, 10), (3, 5), (4, 7)]);
        let mut watch = GpBeside::new(&known, &params, [4].into_iter());
        watch.on(SimTime(1), 1, seen(0, Mode::Phone, 4));
        watch.on(SimTime(2), 2, seen(1, Mode::FaceToFace, 9));
        // A nurse's time is no GP's, but the need is there.
        watch.on(SimTime(3), 4, seen(2, Mode::FaceToFace, 90));
        watch.on(SimTime(4), 4, Event::WriteUp { person: 0, lasts: Span(7) });
        assert_eq!(watch.finish().0, Beside { both: [17, 11], only: [5, 9] });
    }

    #[test]
    fn every_need_of_a_baseline_is_found_and_no_other() {
        // Candidates of days and layers, some rows without any, more than 64 in a row; and numbers of no day's, of which
        // many would stand where another does.
        let key = Streams::new(9, 0).key(0, 0);
        let number = |n: u32| match key.bits(0, n) % 3 {
            0 => 1 << 52 | key.bits(1, n) >> 12,
            _ => key.bits(1, n) % 40 * 3_000_000 + key.bits(2, n) % 300,
        };
        let all: BTreeMap<u64, u64> = (0..8000).map(|n| (number(n), key.bits(3, n) >> 20)).collect();
        let mut needs: Vec<(u64, u64)> = all.iter().map(|(&need, &ticks)| (need, ticks)).collect();
        let absent: Vec<u64> = needs.iter().step_by(3).map(|need| need.0).collect();
        needs.retain(|need| absent.binary_search(&need.0).is_err());
        let known = Known::new(&NeedTime::of(&needs));
        let find = |need: u64| match row_of(need) {
            Some((row, number)) => known.candidate(row, number),
            None => known.place(need).ok().map(|at| 64 * known.blocks.len() + at),
        };
        let mut places: Vec<usize> = Vec::new();
        for &(need, ticks) in &needs {
            let place = find(need).unwrap();
            let mut there = vec![0; known.places().div_ceil(64)];
            there[place / 64] |= 1 << (place % 64);
            assert_eq!(known.ticks_of(&there), ticks);
            places.push(place);
        }
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), needs.len(), "each has a place of its own");
        assert!(places.iter().all(|&place| place < known.places()));
        let beyond = [40_000_001, 10_000_000_000_000, (1 << 52) - 1];
        assert!(absent.iter().chain(&beyond).all(|&need| find(need).is_none()));
    }

    #[test]
    fn a_group_s_time_is_shared_by_those_who_were_in_it() {
        let (known, params) = watching(&[(1, 0), (4, 1)]);
        let mut watch = GpBeside::new(&known, &params, std::iter::empty());
        for need in 1..=3 {
            watch.on(SimTime(5), need, seen(0, Mode::Group, 100));
        }
        watch.on(SimTime(9), 4, seen(0, Mode::Group, 50));
        // 34 and 50 on the two that the baseline had, 33 each on the others.
        assert_eq!(watch.finish().0, Beside { both: [1, 84], only: [0, 66] });
    }

    #[test]
    fn looking_needs_up_finds_what_two_lists_side_by_side_do_and_so_does_a_copy_that_goes_on() {
        let groups = [
            "roles.gp.group_sessions_per_week=3",
            "roles.gp.group_size=8",
            "roles.gp.group_session=90",
            "roles.gp.minutes.group.mean=60",
            "problems.review.suits_group=0.5",
            "problems.review.accepts_group=0.9",
            "demand.level*=1.1",
            "triage.gp.clinicians=1",
            "triage.gp.reach_urgent=0.5",
        ];
        let plain = load("average-2018", Vec::new()).unwrap();
        let changes = groups.map(|text| Change::parse(text).unwrap()).to_vec();
        let changed = load("average-2018", changes).unwrap_or_else(|refusal| panic!("{refusal}"));
        let all = Establishment::of([&plain.settings, &changed.settings]);
        let derive = |s: &Settings| Params::derive_among(&plain.base, s, &all);
        let (before, after) = (derive(&plain.settings), derive(&changed.settings));
        let calendar = Calendar::new(&plain.settings, 28);
        let state = warm_up(&before, &calendar, 3, 0);
        let [one, two] = [&before, &after].map(|params| Timeline::constant(std::sync::Arc::new(params.clone())));
        let listed = |timeline: &Timeline, mut state: State| {
            let mut watch = GpTime::new(&before, state.open_needs());
            run_from_week(&mut state, timeline, 0, &calendar, 84, &mut watch, |_| {});
            watch.finish()
        };
        let (baseline, other) = (listed(&one, state.clone()), listed(&two, state.clone()));
        let known = Known::new(&baseline);
        let mut watch = GpBeside::new(&known, &before, state.open_needs());
        let mut on_its_way = state.clone();
        run_from_week(&mut on_its_way, &two, 0, &calendar, 42, &mut watch, |_| {});
        let mut copy = watch.clone();
        run_from_week(&mut on_its_way.clone(), &two, 6, &calendar, 42, &mut copy, |_| {});
        run_from_week(&mut on_its_way, &two, 6, &calendar, 42, &mut watch, |_| {});
        let expected = (baseline.beside(&other), other.navigated);
        assert!(expected.0.both[1] > 0 && expected.0.only[1] > 0);
        assert_eq!((copy.finish(), watch.finish()), (expected, expected));
    }
}
