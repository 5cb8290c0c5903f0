//! Who makes how much of what several members do together: Shapley values, main effects and pair interactions of a
//! value that is known for every set of them.
//!
//! `values` holds 2^n numbers throughout: bit i of a place says that member i is in the set, so that `values[0]` is that
//! of nobody and the last that of all. Anything else than a power of two has no answer (an empty list).

/// Most members of whom every set is looked at.
pub const MOST: usize = 16;

/// The Shapley value of each member: what it adds on average over all orders in which they could join.
///
/// The values add up to `values[all] - values[none]`, but for rounding (each sum is compensated: a relative 1e-15 or so).
/// A member that never changes the value has exactly 0.
pub fn shapley(values: &[f64]) -> Vec<f64> {
    let Some(n) = members(values) else { return Vec::new() };
    let one = |member: usize| {
        // Sets of one size weigh alike, and every size as much as every other.
        let mut by_size = vec![Sum::default(); n];
        for (set, added) in added(values, member) {
            by_size[set.count_ones() as usize].add(added);
        }
        weighed(&by_size, n)
    };
    (0..n).map(one).collect()
}

/// The main effect of each member: what it adds on average over all sets of the others, each weighing alike (the contrast
/// of a full factorial design). These do not add up to the joint effect where members help or hinder each other.
pub fn main_effects(values: &[f64]) -> Vec<f64> {
    let Some(n) = members(values) else { return Vec::new() };
    let one = |member: usize| {
        let mut sum = Sum::default();
        added(values, member).for_each(|(_, added)| sum.add(added));
        sum.total() / (values.len() / 2) as f64
    };
    (0..n).map(one).collect()
}

/// What each member adds to nobody, and to all others.
pub fn first_and_last(values: &[f64]) -> Vec<[f64; 2]> {
    let Some(n) = members(values) else { return Vec::new() };
    let all = values.len() - 1;
    (0..n).map(|member| [values[1 << member] - values[0], values[all] - values[all & !(1 << member)]]).collect()
}

/// The interaction of every pair (i, j) with i below j, in order: how much more the two add together than apart, averaged
/// over sets of the others as the Shapley value is (the interaction index of Grabisch and Roubens, 1999). Above 0 they
/// boost each other, below 0 they overlap. Of two members, each has half of it in its Shapley value.
pub fn interactions(values: &[f64]) -> Vec<(usize, usize, f64)> {
    let Some(n) = members(values) else { return Vec::new() };
    let pairs = (0..n).flat_map(|one| (one + 1..n).map(move |two| (one, two)));
    let index = |(one, two): (usize, usize)| {
        let (a, b) = (1usize << one, 1usize << two);
        let mut by_size = vec![Sum::default(); n - 1];
        for set in (0..values.len()).filter(|set| set & (a | b) == 0) {
            let together = (values[set | a | b] - values[set | a]) - (values[set | b] - values[set]);
            by_size[set.count_ones() as usize].add(together);
        }
        (one, two, weighed(&by_size, n - 1))
    };
    pairs.map(index).collect()
}

/// What `member` adds to each set without it.
fn added(values: &[f64], member: usize) -> impl Iterator<Item = (usize, f64)> {
    let own = 1usize << member;
    (0..values.len()).filter(move |set| set & own == 0).map(move |set| (set, values[set | own] - values[set]))
}

/// The mean over sizes of the mean over sets of one size, where `orders` others could have any size.
fn weighed(by_size: &[Sum], orders: usize) -> f64 {
    let mut sum = Sum::default();
    let mut sets = 1.0;
    for (size, of_size) in by_size.iter().enumerate() {
        sum.add(of_size.total() / sets);
        sets *= (orders - 1 - size) as f64 / (size + 1) as f64;
    }
    sum.total() / orders as f64
}

fn members(values: &[f64]) -> Option<usize> {
    let n = values.len().trailing_zeros() as usize;
    (values.len().is_power_of_two() && n <= MOST).then_some(n)
}

/// A sum that keeps what rounding loses (Neumaier 1974).
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() { (self.sum - sum) + value } else { (value - sum) + self.sum };
        self.sum = sum;
    }

    fn total(&self) -> f64 {
        self.sum + self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    fn game(n: usize, value: impl Fn(usize) -> f64) -> Vec<f64> {
        (0..1 << n).map(value).collect()
    }

    fn close(found: &[f64], want: &[f64]) {
        assert_eq!(found.len(), want.len());
        assert!(found.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?} against {want:?}");
    }

    #[test]
    fn of_a_left_glove_and_two_right_ones_the_left_has_two_thirds() {
        // A pair is worth 1: member 0 has a left glove, 1 and 2 a right one each.
        let gloves = game(3, |set| if set & 1 == 1 && set & 6 != 0 { 1.0 } else { 0.0 });
        close(&shapley(&gloves), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
        close(&main_effects(&gloves), &[0.75, 0.25, 0.25]);
        // The left boosts each right (1 without the other, 0 with it); the rights stand in for each other.
        let found: Vec<f64> = interactions(&gloves).iter().map(|pair| pair.2).collect();
        close(&found, &[0.5, 0.5, -0.5]);
    }

    #[test]
    fn what_simply_adds_up_is_each_one_s_own() {
        let own = [3.0, -1.5, 0.25, 7.0];
        let sum = game(4, |set| 100.0 + (0..4).filter(|i| set >> i & 1 == 1).map(|i| own[i]).sum::<f64>());
        close(&shapley(&sum), &own);
        close(&main_effects(&sum), &own);
        assert!(interactions(&sum).iter().all(|pair| pair.2.abs() < 1e-12));
        assert!(first_and_last(&sum).iter().zip(own).all(|(both, own)| both.iter().all(|it| (it - own).abs() < 1e-12)));
    }

    #[test]
    fn of_a_product_of_three_the_interaction_is_that_worked_out_by_hand() {
        // 2 × 3 × 5, where who is not there counts 1.
        let by = [2.0, 3.0, 5.0];
        let product = game(3, |set| (0..3).filter(|i| set >> i & 1 == 1).map(|i| by[i]).product());
        // Member 0 adds 1, 3 (with 1), 5 (with 2) and 15 (with both), which weigh 1/3, 1/6, 1/6 and 1/3; so the others.
        close(&shapley(&product), &[20.0 / 3.0, 29.0 / 3.0, 38.0 / 3.0]);
        let found: Vec<f64> = interactions(&product).iter().map(|pair| pair.2).collect();
        // (2 - 1)(3 - 1) without the third and 5 times that with it: 2 and 10.
        close(&found, &[6.0, (4.0 + 12.0) / 2.0, (8.0 + 16.0) / 2.0]);
    }

    #[test]
    fn the_values_add_up_whatever_the_game_and_who_changes_nothing_has_nothing() {
        let mut lcg = Lcg::new(5);
        for n in 1..=10 {
            // As large as a week's cost; member 0 never matters, members 1 and 2 are alike.
            let noise: Vec<f64> = (0..1 << n).map(|_| 2e4 + 1e3 * lcg.normal()).collect();
            let alike = |set: usize| ((set >> 1 & 1) + (set >> 2 & 1)) | (set & !7);
            let values = game(n, |set| noise[if n > 2 { alike(set & !1) } else { set & !1 }]);
            let found = shapley(&values);
            let joint = values[values.len() - 1] - values[0];
            assert!((found.iter().sum::<f64>() - joint).abs() < 1e-9, "{n}: {found:?} against {joint}");
            assert_eq!((found[0], main_effects(&values)[0]), (0.0, 0.0));
            assert_eq!(first_and_last(&values)[0], [0.0, 0.0]);
            assert!(interactions(&values).iter().filter(|pair| pair.0 == 0).all(|pair| pair.2 == 0.0));
            if n > 2 {
                assert!((found[1] - found[2]).abs() < 1e-9, "{found:?}");
            }
        }
    }

    #[test]
    fn what_is_no_game_has_no_answer() {
        assert!(shapley(&[1.0, 2.0, 3.0]).is_empty() && main_effects(&[]).is_empty());
        assert!(shapley(&[4.0]).is_empty() && interactions(&[1.0, 2.0]).is_empty());
        assert_eq!(shapley(&[1.0, 3.5]), [2.5]);
    }
}
