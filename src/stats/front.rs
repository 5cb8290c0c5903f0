//! The front of several aims at once: who is not beaten in everything by somebody else.

use std::cmp::Ordering;

/// Is each point on the front? In every coordinate less is better. A point is beaten by another that is nowhere worse
/// and somewhere better; of equal points none beats the other. All points have as many coordinates, none of them NaN.
pub fn on_front<const N: usize>(points: &[[f64; N]]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    // Whoever beats a point stands before it in this order, so that only those that are kept need be looked at.
    order.sort_by(|&a, &b| {
        let pairs = points[a].iter().zip(&points[b]);
        pairs.map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    let mut kept: Vec<usize> = Vec::new();
    for at in order {
        if !kept.iter().any(|&other| beats(&points[other], &points[at])) {
            kept.push(at);
        }
    }
    let mut on = vec![false; points.len()];
    kept.into_iter().for_each(|at| on[at] = true);
    on
}

fn beats<const N: usize>(one: &[f64; N], other: &[f64; N]) -> bool {
    one.iter().zip(other).all(|(a, b)| a <= b) && one != other
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    #[test]
    fn whoever_is_nowhere_worse_and_somewhere_better_beats_the_others() {
        let points = [[1.0, 5.0], [2.0, 2.0], [2.0, 3.0], [5.0, 1.0], [2.0, 2.0], [5.0, 1.5], [0.5, 6.0]];
        assert_eq!(on_front(&points), [true, true, false, true, true, false, true]);
    }

    #[test]
    fn the_quick_way_finds_what_looking_at_every_pair_finds() {
        let mut lcg = Lcg::new(8);
        let points: Vec<[f64; 3]> = (0..300).map(|_| std::array::from_fn(|_| (4.0 * lcg.normal()).round())).collect();
        let plain: Vec<bool> = points.iter().map(|one| !points.iter().any(|other| beats(other, one))).collect();
        assert_eq!(on_front(&points), plain);
        assert!(plain.iter().filter(|on| **on).count() > 3);
    }
}
