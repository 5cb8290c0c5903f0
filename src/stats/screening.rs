//! Screening designs: two-level designs that find the main effects of up to 36 members in at most 72 sets of them.
//!
//! A Hadamard matrix (Plackett and Burman 1946) is folded over: every set is run, and so is the set of all who are not
//! in it. What pairs add then cancels out of every main effect (resolution IV). The pairs themselves cannot be told
//! apart: there are more of them than sets.

/// Most members that a design is made for.
pub const MOST: usize = 36;

/// The sets of a design for so many members, bit i for member i: two for each row of the smallest matrix with as many
/// columns as members. `None` for no member or more than `MOST`.
pub fn design(members: usize) -> Option<Vec<u64>> {
    if members == 0 || members > MOST {
        return None;
    }
    let order = if members <= 2 { 2 } else { members.div_ceil(4) * 4 };
    let matrix = hadamard(order)?;
    let all = (1u64 << members) - 1;
    let set = |row: &Vec<bool>| (0..members).filter(|&at| row[at]).fold(0u64, |set, at| set | 1 << at);
    Some(matrix.iter().map(set).flat_map(|set| [set, all & !set]).collect())
}

/// The main effect of each member: the mean of the values of the sets with it, less that of those without it. `values`
/// are in the order of `sets`.
pub fn main_effects(sets: &[u64], values: &[f64], members: usize) -> Vec<f64> {
    let half = sets.len() as f64 / 2.0;
    let sign = |set: u64, member: usize| if set >> member & 1 == 1 { 1.0 } else { -1.0 };
    let effect = |member| sets.iter().zip(values).map(|(&set, value)| sign(set, member) * value).sum::<f64>() / half;
    (0..members).map(effect).collect()
}

/// How much of the interaction of one pair looks like that of another: 0 not at all, 1 all of it.
pub fn alias(sets: &[u64], one: (usize, usize), other: (usize, usize)) -> f64 {
    let sign = |set: u64, (a, b): (usize, usize)| if (set >> a ^ set >> b) & 1 == 0 { 1.0 } else { -1.0 };
    let sum: f64 = sets.iter().map(|&set| sign(set, one) * sign(set, other)).sum();
    (sum / sets.len() as f64).abs()
}

/// A square of signs whose rows agree with each other in just half of their places: by doubling, or by the squares of
/// a prime field (Paley 1933).
fn hadamard(order: usize) -> Option<Vec<Vec<bool>>> {
    if order == 1 {
        return Some(vec![vec![true]]);
    }
    if order > 2 && is_prime(order - 1) && order.is_multiple_of(4) {
        return Some(first_kind(order - 1));
    }
    if order.is_multiple_of(4) && is_prime(order / 2 - 1) && (order / 2 - 1) % 4 == 1 {
        return Some(second_kind(order / 2 - 1));
    }
    let smaller = if order.is_multiple_of(2) { hadamard(order / 2)? } else { return None };
    let twice = |row: &Vec<bool>, second: bool| row.iter().copied().chain(row.iter().map(|&it| it == second)).collect();
    Some([true, false].into_iter().flat_map(|second| smaller.iter().map(move |row| twice(row, second))).collect())
}

/// For a prime that leaves 3 when divided by 4: I + S, where S is bordered by ones above and minus ones to the left.
fn first_kind(prime: usize) -> Vec<Vec<bool>> {
    let squares = squares(prime);
    let place = |row: usize, column: usize| match (row, column) {
        (0, _) => true,
        (_, 0) => false,
        (row, column) if row == column => true,
        (row, column) => squares[(column + prime - row) % prime],
    };
    (0..=prime).map(|row| (0..=prime).map(|column| place(row, column)).collect()).collect()
}

/// For a prime that leaves 1: the symmetric S, each of its places blown up to two by two.
fn second_kind(prime: usize) -> Vec<Vec<bool>> {
    let squares = squares(prime);
    let place = |row: usize, column: usize| {
        let (r, c) = (row / 2, column / 2);
        let (lower, right) = (row % 2 == 1, column % 2 == 1);
        if r == c {
            // [+ -; - -] where S has 0.
            return !lower && !right;
        }
        let plus = r == 0 || c == 0 || squares[(c + prime - r) % prime];
        // [+ +; + -] where it has +, and the opposite where it has -.
        plus != (lower && right)
    };
    let size = 2 * (prime + 1);
    (0..size).map(|row| (0..size).map(|column| place(row, column)).collect()).collect()
}

fn squares(prime: usize) -> Vec<bool> {
    let mut squares = vec![false; prime];
    (1..prime).for_each(|root| squares[root * root % prime] = true);
    squares
}

fn is_prime(number: usize) -> bool {
    number > 1 && (2..number).take_while(|it| it * it <= number).all(|it| !number.is_multiple_of(it))
}

#[cfg(test)]
mod tests {
    use super::super::lcg::Lcg;
    use super::*;

    #[test]
    fn the_rows_of_every_matrix_up_to_36_agree_in_half_of_their_places() {
        for order in [1, 2].into_iter().chain((4..=36).step_by(4)) {
            let matrix = hadamard(order).unwrap_or_else(|| panic!("there is one of order {order}"));
            assert!(matrix.len() == order && matrix.iter().all(|row| row.len() == order), "{order}");
            for (at, row) in matrix.iter().enumerate() {
                for other in &matrix[..at] {
                    assert_eq!(row.iter().zip(other).filter(|(a, b)| a == b).count() * 2, order, "{order}");
                }
            }
        }
    }

    #[test]
    fn main_effects_are_found_whatever_pairs_add() {
        let mut lcg = Lcg::new(3);
        for members in 1..=MOST {
            let sets = design(members).unwrap();
            assert!(sets.len() <= 2 * members.next_multiple_of(4), "{members}: {} sets", sets.len());
            let own: Vec<f64> = (0..members).map(|_| lcg.normal()).collect();
            let pairs: Vec<f64> = (0..members * members).map(|_| lcg.normal()).collect();
            let there = |set: u64, at: usize| set >> at & 1 == 1;
            let value = |set: u64| -> f64 {
                let alone: f64 = (0..members).filter(|&i| there(set, i)).map(|i| own[i]).sum();
                let both = (0..members * members).filter(|p| there(set, p / members) && there(set, p % members));
                alone + both.map(|pair| pairs[pair]).sum::<f64>()
            };
            let values: Vec<f64> = sets.iter().map(|&set| value(set)).collect();
            let found = main_effects(&sets, &values, members);
            for i in 0..members {
                // Half of what it adds together with each other member, and all of what it adds with itself.
                let with: f64 =
                    (0..members).filter(|&j| j != i).map(|j| pairs[i * members + j] + pairs[j * members + i]).sum();
                let want = own[i] + pairs[i * members + i] + with / 2.0;
                assert!((found[i] - want).abs() < 1e-9, "{members}: {} against {want}", found[i]);
            }
        }
        assert!(design(0).is_none() && design(37).is_none());
    }

    #[test]
    fn pairs_look_like_other_pairs() {
        let sets = design(16).unwrap();
        assert_eq!(alias(&sets, (0, 1), (0, 1)), 1.0);
        let others = (0..16).flat_map(|a| (a + 1..16).map(move |b| (a, b))).filter(|&pair| pair != (0, 1));
        assert!(others.map(|pair| alias(&sets, (0, 1), pair)).any(|alias| alias == 1.0));
    }
}
