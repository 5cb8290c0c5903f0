//! The agenda: what happens next. A 4-ary heap of single integers, so that comparing two entries is one instruction.
//!
//! An entry packs time (38 bits of ticks, 870 years), rank (4 bits) and an id (22 bits). At one instant the lower
//! rank comes first, then the lower id: the order is written down, never accidental.

use super::time::SimTime;

const RANK_BITS: u32 = 4;
const ID_BITS: u32 = 22;

/// Largest id an entry can carry.
pub const MAX_ID: u32 = (1 << ID_BITS) - 1;

/// A priority queue of `(time, rank, id)`.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    heap: Vec<u64>,
}

impl Agenda {
    pub fn new() -> Agenda {
        Agenda::default()
    }

    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    #[inline]
    pub fn push(&mut self, at: SimTime, rank: u8, id: u32) {
        debug_assert!(rank < 1 << RANK_BITS && id <= MAX_ID && at.0 < 1 << (64 - RANK_BITS - ID_BITS));
        let entry = at.0 << (RANK_BITS + ID_BITS) | u64::from(rank) << ID_BITS | u64::from(id);
        self.heap.push(entry);
        let mut at = self.heap.len() - 1;
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

    /// The time of the next entry, `None` when nothing is left.
    #[inline]
    pub fn next_time(&self) -> Option<SimTime> {
        self.heap.first().map(|entry| SimTime(entry >> (RANK_BITS + ID_BITS)))
    }

    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, u8, u32)> {
        let top = *self.heap.first()?;
        let last = self.heap.pop()?;
        if !self.heap.is_empty() {
            self.sift_down(last);
        }
        let rank = (top >> ID_BITS) as u8 & ((1 << RANK_BITS) - 1);
        Some((SimTime(top >> (RANK_BITS + ID_BITS)), rank, top as u32 & MAX_ID))
    }

    fn sift_down(&mut self, entry: u64) {
        let size = self.heap.len();
        let mut at = 0;
        loop {
            let first = 4 * at + 1;
            if first >= size {
                break;
            }
            let mut child = first;
            for other in first + 1..(first + 4).min(size) {
                if self.heap[other] < self.heap[child] {
                    child = other;
                }
            }
            if self.heap[child] >= entry {
                break;
            }
            self.heap[at] = self.heap[child];
            at = child;
        }
        self.heap[at] = entry;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::streams::Streams;

    #[test]
    fn entries_come_out_by_time_then_rank_then_id() {
        let mut agenda = Agenda::new();
        let mut expected = Vec::new();
        let key = Streams::new(7, 0).key(0, 0);
        for n in 0..5_000 {
            let draw = key.bits(0, n);
            let entry = (SimTime(draw % 300), (draw >> 20) as u8 % 3, (draw >> 40) as u32 % 50);
            agenda.push(entry.0, entry.1, entry.2);
            expected.push(entry);
        }
        expected.sort();
        let popped: Vec<_> = std::iter::from_fn(|| agenda.pop()).collect();
        assert_eq!(popped, expected);
    }
}
