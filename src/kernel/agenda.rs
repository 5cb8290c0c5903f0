//! The agenda: what happens next, in two lanes. What is known when the day opens is planned and sorted once; what
//! comes up during the day goes into a 4-ary heap, which so stays small. Entries are single integers, so that
//! comparing two is one instruction.
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
    heap: Vec<u64>,
}

impl Agenda {
    pub fn new() -> Agenda {
        Agenda::default()
    }

    pub fn is_empty(&self) -> bool {
        self.plan.is_empty() && self.heap.is_empty()
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

    #[inline]
    pub fn push(&mut self, at: SimTime, rank: u8, id: u32) {
        let entry = entry(at, rank, id);
        let mut at = self.heap.len();
        self.heap.push(entry);
        while at > 0 {
            let parent = (at - 1) / 4;
            if self.heap[parent] <= entry {
                break;
            }
            self.heap[at] = self.heap[parent];
            at = parent;
        }
        self.heap[at] = entry;
    }

    /// The next entry, if it lies before `until`.
    #[inline]
    pub fn pop_before(&mut self, until: SimTime) -> Option<(SimTime, u8, u32)> {
        // No entry is as large as this.
        let first = |lane: Option<&u64>| lane.copied().unwrap_or(u64::MAX);
        let (planned, arisen) = (first(self.plan.last()), first(self.heap.first()));
        let next = planned.min(arisen);
        if next >> TIME_SHIFT >= until.0 {
            return None;
        }
        if planned <= arisen {
            self.plan.pop();
        } else if let Some(last) = self.heap.pop()
            && !self.heap.is_empty()
        {
            self.sift_down(last);
        }
        Some(parts(next))
    }

    /// Everything that is still to come, in no order.
    pub fn entries(&self) -> impl Iterator<Item = (SimTime, u8, u32)> {
        self.plan.iter().chain(&self.heap).map(|&entry| parts(entry))
    }

    fn sift_down(&mut self, entry: u64) {
        let heap = &mut self.heap[..];
        let mut at = 0;
        loop {
            let first = 4 * at + 1;
            let Some(children) = heap.get(first..(first + 4).min(heap.len())) else { break };
            let Some((child, least)) = children.iter().copied().enumerate().min_by_key(|&(_, least)| least) else {
                break;
            };
            if least >= entry {
                break;
            }
            heap[at] = least;
            at = first + child;
        }
        heap[at] = entry;
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
