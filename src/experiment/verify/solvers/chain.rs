//! Stationary distribution and mean times of a finite Markov chain.

/// Rows of numbers, all of the same length.
pub(super) type Matrix = Vec<Vec<f64>>;

/// Stationary distribution of an irreducible chain from its rates, or its probabilities.
///
/// `rates[i][j]` is the rate from state i to state j; the diagonal is not read. State reduction
/// of Grassmann, Taksar & Heyman (1985): no subtractions, so even tiny chances keep their
/// relative accuracy. Takes a time that grows with the cube of the number of states.
pub(super) fn stationary(mut rates: Matrix) -> Vec<f64> {
    let n = rates.len();
    for state in (1..n).rev() {
        let row = rates[state][..state].to_vec();
        let out: f64 = row.iter().sum();
        for rates_in in &mut rates[..state] {
            rates_in[state] /= out;
            let into = rates_in[state];
            if into > 0.0 {
                for (rate, &onward) in rates_in.iter_mut().zip(&row) {
                    *rate += into * onward;
                }
            }
        }
    }
    let mut p = vec![1.0];
    while p.len() < n {
        let state = p.len();
        let mass = p.iter().zip(&rates).map(|(p, row)| p * row[state]).sum();
        p.push(mass);
    }
    let total: f64 = p.iter().sum();
    p.iter().map(|x| x / total).collect()
}

/// Mean time in state j, from state i, before leaving at the rates `down`: the inverse of a
/// diagonally dominant matrix with one sign off the diagonal, so no pivoting is needed.
pub(super) fn mean_times(rates: &Matrix, down: &[f64]) -> Matrix {
    let n = rates.len();
    let mut left: Matrix = rates.iter().map(|r| r.iter().map(|x| -x).collect()).collect();
    let mut right = vec![vec![0.0; n]; n];
    for i in 0..n {
        // A jump back to the same state is no move.
        left[i][i] = down[i] + rates[i].iter().sum::<f64>() - rates[i][i];
        right[i][i] = 1.0;
    }
    for pivot in 0..n {
        let scale = 1.0 / left[pivot][pivot];
        left[pivot].iter_mut().for_each(|x| *x *= scale);
        right[pivot].iter_mut().for_each(|x| *x *= scale);
        let (row, times) = (left[pivot].clone(), right[pivot].clone());
        for i in (0..n).filter(|&i| i != pivot) {
            let by = -left[i][pivot];
            add(&mut left[i], &row, by);
            add(&mut right[i], &times, by);
        }
    }
    right
}

/// Adds `weight` times some terms to a sum, term by term.
pub(super) fn add(sum: &mut [f64], terms: &[f64], weight: f64) {
    sum.iter_mut().zip(terms).for_each(|(s, t)| *s += weight * t);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_three_state_ring_has_the_distribution_found_by_hand() {
        // Round 0 -> 1 -> 2 -> 0 only: time in each is in proportion to its mean stay.
        let p = stationary(vec![vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 2.0], vec![4.0, 0.0, 0.0]]);
        for (p, stay) in p.iter().zip([1.0, 0.5, 0.25]) {
            assert!((p - stay / 1.75).abs() < 1e-15);
        }
    }

    #[test]
    fn the_answer_satisfies_the_balance_equations() {
        let n = 12;
        let rate = |i: usize, j: usize| ((i * 7 + j * 5) % 11 + 1) as f64;
        let rates: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| rate(i, j)).collect()).collect();
        let p = stationary(rates);
        for i in 0..n {
            let others = (0..n).filter(|&j| j != i);
            let (out, into) =
                others.fold((0.0, 0.0), |(out, into), j| (out + p[i] * rate(i, j), into + p[j] * rate(j, i)));
            assert!((out - into).abs() < 1e-14);
        }
    }

    #[test]
    fn mean_times_of_a_walk_to_the_edge_are_those_found_by_hand() {
        // Two states swapping at rate 1, left for good from the first only, at rate 1: each visit
        // to the first lasts 1/2 and is the last one half the time, so there are two on average.
        let times = mean_times(&vec![vec![9.0, 1.0], vec![1.0, 0.0]], &[1.0, 0.0]);
        for (row, hand) in times.iter().zip([[1.0, 1.0], [1.0, 2.0]]) {
            assert!(row.iter().zip(hand).all(|(a, b)| (a - b).abs() < 1e-14));
        }
    }
}
