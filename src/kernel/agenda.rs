//! The agenda: what happens next, in two sorted lanes. What is known when the day opens is planned and sorted once;
//! what comes up during the day goes into a lane of its own, which so stays short. Entries are single integers, so
//! that comparing two is one instruction.
//!
//! An entry packs time (38 bits of ticks, 870 years), rank (4 bits) and an id (22 bits). At one instant the lower
//! rank comes first, then the lower id: the order is written down, never accidental.

use super::time::SimTime;

const RANK_BITS: u32 = 4;
const ID_BITS: u32 = 22;
const TIME_SHIFT: u32 = RANK_BITS + ID_BITS;

/// Largest id an entry can carry.
pub const MAX_ID: u32 = (1 << ID_BITS) - 1;

/// A priority queue of `(time, rank, id)`.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    /// What was planned, once sorted: the next entry last.
    plan: Vec<u64>,
    /// What came up since, in the same order.
    arisen: Vec<u64>,
}

impl Agenda {
    pub fn new() -> Agenda {
        Agenda::default()
    }

    pub fn is_empty(&self) -> bool {
        self.plan.is_empty() && self.arisen.is_empty()
    }

    /// Adds an entry to the plan, in any order; [`Agenda::settle`] must follow before anything is taken.
    #[inline]
    pub fn plan(&mut self, at: SimTime, rank: u8, id: u32) {
        self.plan.push(entry(at, rank, id));
    }

    /// Sorts the plan.
    pub fn settle(&mut self) {
        self.plan.sort_unstable_by(|a, b| b.cmp(a));
    }

    /// Adds what comes up during the day. Most entries belong near the end of a short lane, so the place is sought from
    /// there: cheaper than a heap, whose pop guesses wrong at each turn.
    #[inline]
    pub fn push(&mut self, at: SimTime, rank: u8, id: u32) {
        let entry = entry(at, rank, id);
        let mut place = self.arisen.len();
        self.arisen.push(entry);
        let lane = self.arisen.as_mut_slice();
        while place > 0 && lane[place - 1] < entry {
            lane[place] = lane[place - 1];
            place -= 1;
        }
        lane[place] = entry;
    }

    /// The next entry, if it lies before `until`.
    #[inline]
    pub fn pop_before(&mut self, until: SimTime) -> Option<(SimTime, u8, u32)> {
        // No entry is as large as this.
        let first = |lane: Option<&u64>| lane.copied().unwrap_or(u64::MAX);
        let (planned, arisen) = (first(self.plan.last()), first(self.arisen.last()));
        let next = planned.min(arisen);
        if next >> TIME_SHIFT >= until.0 {
            return None;
        }
        // From which lane it comes nobody can guess: both are cut, one of them by nothing.
        let is_planned = usize::from(planned <= arisen);
        self.plan.truncate(self.plan.len() - is_planned);
        self.arisen.truncate(self.arisen.len() + is_planned - 1);
        Some(parts(next))
    }

    /// Everything that is still to come, in no order.
    pub fn entries(&self) -> impl Iterator<Item = (SimTime, u8, u32)> {
        self.plan.iter().chain(&self.arisen).map(|&entry| parts(entry))
    }
}

#[inline]
fn entry(at: SimTime, rank: u8, id: u32) -> u64 {
    debug_assert!(rank < 1 << RANK_BITS && id <= MAX_ID && at.0 < (1 << (64 - TIME_SHIFT)) - 1);
    at.0 << TIME_SHIFT | u64::from(rank) << ID_BITS | u64::from(id)
}

#[inline]
fn parts(entry: u64) -> (SimTime, u8, u32) {
    let rank = (entry >> ID_BITS) as u8 & ((1 << RANK_BITS) - 1);
    (SimTime(entry >> TIME_SHIFT), rank, entry as u32 & MAX_ID)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::streams::Streams;

    #[test]
    fn entries_come_out_by_time_then_rank_then_id_from_both_lanes() {
        let mut agenda = Agenda::new();
        let mut expected = Vec::new();
        let key = Streams::new(7, 0).key(0, 0);
        for n in 0..5_000 {
            let draw = key.bits(0, n);
            let entry = (SimTime(draw % 300), (draw >> 20) as u8 % 3, (draw >> 40) as u32 % 50);
            match draw >> 60 & 1 {
                0 => agenda.push(entry.0, entry.1, entry.2),
                _ => agenda.plan(entry.0, entry.1, entry.2),
            }
            expected.push(entry);
        }
        agenda.settle();
        expected.sort();
        let early: Vec<_> = std::iter::from_fn(|| agenda.pop_before(SimTime(100))).collect();
        assert!(early.last().is_some_and(|entry| entry.0 < SimTime(100)));
        let late = std::iter::from_fn(|| agenda.pop_before(SimTime(300)));
        assert_eq!(early.into_iter().chain(late).collect::<Vec<_>>(), expected);
        assert!(agenda.is_empty());
    }
}
