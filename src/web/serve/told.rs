//! What a page is told while it waits: after how many replications, and an estimate and a refusal as its script takes them.

use crate::scenario::Refusal;
use crate::stats::Estimate;
use serde_json::{Value, json};

/// Replications of the first batch; each batch after it makes as many as there were.
const FIRST: u32 = 4;

/// After how many replications something is said.
pub(super) fn looks(most: u32) -> impl Iterator<Item = u32> {
    let doubling = std::iter::successors(Some(FIRST), |count| count.checked_mul(2));
    doubling.take_while(move |count| *count < most).chain([most])
}

/// An estimate.
pub(super) fn known(it: &Estimate) -> Value {
    json!({ "estimate": it.estimate, "low": it.low, "high": it.high, "skewed": it.too_few().is_some() })
}

/// Every problem, and what to type instead.
pub(super) fn sentences(refusal: &Refusal) -> Vec<Value> {
    refusal.0.iter().map(|problem| json!({ "says": problem.message, "help": problem.help })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_double_and_end_at_what_was_asked() {
        assert_eq!(looks(100).collect::<Vec<_>>(), [4, 8, 16, 32, 64, 100]);
        assert_eq!(looks(4).collect::<Vec<_>>(), [4]);
        assert_eq!(looks(1).collect::<Vec<_>>(), [1]);
        assert_eq!(looks(400).last(), Some(400));
    }
}
