//! What is counted of each patient: consultations with a GP in two half-years, for how unequal use is and how long it
//! lasts. Kept only where a run is long enough, and given back when it ends.

use crate::scenario::names::Role;
use bitcode::{Decode, Encode};

/// Days of a half-year: 26 weeks.
const HALF: u32 = 182;

/// Consultations with a GP, by patient while they are counted and as sums at the end.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct Consultations {
    /// Consultations by half-year and patient; empty in a run of less than two halves.
    by_patient: [Vec<u16>; 2],
    /// The day on which counting began.
    from: u32,
    /// Consultations of the tenth of patients with most, and of everybody.
    pub top_tenth: [u64; 2],
    /// Of the 3% of patients with most in the first half-year, those who are not among the 3% in the second; and all
    /// of them.
    pub left_top: [u64; 2],
}

impl Consultations {
    pub(super) fn begin(&mut self, from: u32, days: f64, list: u32) {
        self.from = from;
        if days >= f64::from(2 * HALF) {
            self.by_patient = [vec![0; list as usize], vec![0; list as usize]];
        }
    }

    #[inline]
    pub(in crate::practice) fn add(&mut self, role: Role, patient: u32, day: u32) {
        if role != Role::Gp {
            return;
        }
        let half = ((day - self.from) / HALF) as usize;
        if let Some(count) = self.by_patient.get_mut(half).and_then(|half| half.get_mut(patient as usize)) {
            *count = count.saturating_add(1);
        }
    }

    pub(super) fn finish(&mut self, days: u64) {
        let [first, second] = std::mem::take(&mut self.by_patient);
        if first.is_empty() || days < u64::from(2 * HALF) {
            return;
        }
        let mut year: Vec<u32> = first.iter().zip(&second).map(|(&a, &b)| u32::from(a) + u32::from(b)).collect();
        let tenth = year.len().div_ceil(10);
        most_first(&mut year, tenth, |a, b| b.cmp(a));
        let sum = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).sum();
        self.top_tenth = [sum(&year[..tenth]), sum(&year)];
        let most = |counts: &[u16]| {
            let mut patients: Vec<u32> = (0..counts.len() as u32).collect();
            let share = (3 * counts.len()).div_ceil(100);
            // Of those with equally many, the lower number first, so that the 3% are always the same.
            let rank = |patient: &u32| (std::cmp::Reverse(counts[*patient as usize]), *patient);
            most_first(&mut patients, share, |a, b| rank(a).cmp(&rank(b)));
            patients.truncate(share);
            patients.sort_unstable();
            patients
        };
        let (before, after) = (most(&first), most(&second));
        let left = before.iter().filter(|patient| after.binary_search(patient).is_err()).count();
        self.left_top = [left as u64, before.len() as u64];
    }
}

/// Brings the first `count` in an order to the front, themselves in no order: what sorting all would cost, a tenth.
fn most_first<T>(all: &mut [T], count: usize, order: impl Fn(&T, &T) -> std::cmp::Ordering) {
    if (1..=all.len()).contains(&count) {
        all.select_nth_unstable_by(count - 1, order);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Consultations of each patient in the two half-years.
    fn counted(halves: [&[u16]; 2]) -> Consultations {
        let list = halves[0].len() as u32;
        let mut counted = Consultations::default();
        counted.begin(7, 364.0, list);
        for (half, counts) in halves.iter().enumerate() {
            for (patient, &count) in counts.iter().enumerate() {
                (0..count).for_each(|_| counted.add(Role::Gp, patient as u32, 7 + HALF * half as u32));
            }
        }
        // Neither a nurse's patients nor another year's count.
        counted.add(Role::PracticeNurse, 0, 8);
        counted.add(Role::Gp, 0, 7 + 2 * HALF);
        counted.finish(371);
        counted
    }

    #[test]
    fn the_tenth_of_patients_with_most_consultations_is_that_of_the_whole_year() {
        let mut first = vec![1; 20];
        (first[3], first[8]) = (10, 4);
        let mut second = vec![0; 20];
        (second[8], second[19]) = (9, 6);
        let counted = counted([&first, &second]);
        assert_eq!(counted.top_tenth, [10 + 13, 18 + 14 + 15]);
    }

    #[test]
    fn of_the_heaviest_users_those_who_used_less_in_the_second_half_year_have_left() {
        let mut first = vec![1; 100];
        (first[3], first[8], first[50]) = (10, 4, 4);
        let mut second = vec![1; 100];
        (second[8], second[19], second[99]) = (9, 6, 6);
        assert_eq!(counted([&first, &second]).left_top, [2, 3]);
        // Of equals, the lower numbers stay on top.
        assert_eq!(counted([&[2; 100], &[1; 100]]).left_top, [0, 3]);
    }
}
