//! An appointment book whose non-attenders book again: carry-over, lead and bookings per need.

use super::distribution::{binomial, convolve, is_distribution, mean, settled, tail, trim};

/// A book with the same number of slots every day and no end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rebooking<'a> {
    /// Appointments available a day.
    pub slots: usize,
    /// Chance of 0, 1, 2, ... new requests a day.
    pub requests: &'a [f64],
    /// First day that can be booked is the day of the request if true, the next if false.
    pub same_day: bool,
    /// Chance that an appointment is not attended, independently of all else.
    pub dna: f64,
    /// Chance that one not attended is booked again, with the requests of the next day.
    pub rebooks: f64,
    /// Whether those booking again come before the day's new requests, or after them.
    pub rebookings_first: bool,
}

/// Long-run answers for a book with rebooking.
#[derive(Clone, Debug, PartialEq)]
pub struct RebookingState {
    /// Chance of 0, 1, 2, ... slots taken at the start of a day among those its requests could
    /// have had, before anyone books again.
    pub carry: Vec<f64>,
    /// Mean of the carry-over.
    pub mean_carry: f64,
    /// Chance of 0, 1, 2, ... days from request to appointment for new requests.
    pub lead_new: Vec<f64>,
    /// The same for those booking again, from the day they do; empty if nobody does.
    pub lead_again: Vec<f64>,
    /// Mean lead in days over all bookings.
    pub mean_lead: f64,
    /// Mean number of bookings per new request.
    pub bookings: f64,
}

/// Multiplications after which an unsettled book is given up, some tens of seconds.
const MOST_WORK: usize = 20_000_000_000;

/// Steady state of the book, iterated from empty until settled to about ten digits.
///
/// A slot taken is used up whether attended or not. The chain is on the places taken at the end
/// of a day and the number who will book again on the next. None if a value is out of range, if
/// bookings with their rebookings are at least the slots, or if the book does not settle.
pub fn steady(book: &Rebooking) -> Option<RebookingState> {
    let again = book.dna * book.rebooks;
    let sound = [book.dna, book.rebooks].iter().all(|p| (0.0..=1.0).contains(p))
        && is_distribution(book.requests)
        && mean(book.requests) < (1.0 - 1e-9) * (1.0 - again) * book.slots as f64;
    if !sound {
        return None;
    }
    let chances: Vec<Vec<f64>> = (0..=book.slots).map(|n| binomial(n, again)).collect();
    let mut joint = vec![vec![1.0]];
    let mut last_change = f64::INFINITY;
    let mut work = 0;
    while work < MOST_WORK {
        work += joint.len() * (book.requests.len() + 2 * (book.slots + 1).pow(2));
        let next = next_day(book, &chances, &joint);
        let change = distance(&joint, &next);
        joint = next;
        if settled(change, last_change, mean(&marginal(&joint))) {
            return Some(answers(book, &joint));
        }
        last_change = change;
    }
    None
}

/// Chances joint[taken][again]: `taken` places at the end of the day before, the slots of the
/// next bookable day included, and `again` who book again today.
type Joint = Vec<Vec<f64>>;

fn next_day(book: &Rebooking, chances: &[Vec<f64>], joint: &Joint) -> Joint {
    let mut next: Joint = Vec::new();
    let mut spread = |taken: usize, p: f64, again: &[f64]| {
        if next.len() <= taken {
            next.resize(taken + 1, Vec::new());
        }
        let row = &mut next[taken];
        row.resize(row.len().max(again.len()), 0.0);
        row.iter_mut().zip(again).for_each(|(sum, chance)| *sum += p * chance);
    };
    // Grouped by the number seen on the first of those days: those seen today decide who books
    // again tomorrow if today can be booked today, otherwise those already booked for it.
    let mut groups = vec![Vec::new(); book.slots + 1];
    for (taken, row) in joint.iter().enumerate() {
        let group: &mut Vec<f64> = &mut groups[taken.min(book.slots)];
        add_at(group, taken.saturating_sub(book.slots), row);
    }
    for (seen, group) in groups.iter().enumerate() {
        for (taken, p) in convolve(group, book.requests).into_iter().enumerate() {
            if p > 1e-20 {
                let seen = if book.same_day { taken.min(book.slots) } else { seen };
                spread(taken, p, &chances[seen]);
            }
        }
    }
    next
}

/// Adds `terms` to `sum` from entry `start` on, lengthening it as needed.
fn add_at(sum: &mut Vec<f64>, start: usize, terms: &[f64]) {
    sum.resize(sum.len().max(start + terms.len()), 0.0);
    sum[start..].iter_mut().zip(terms).for_each(|(s, t)| *s += t);
}

fn marginal(joint: &Joint) -> Vec<f64> {
    joint.iter().map(|row| row.iter().sum()).collect()
}

/// Distance of two joint distributions, weighted so that the means differ by no more.
fn distance(a: &Joint, b: &Joint) -> f64 {
    let at =
        |joint: &Joint, i: usize, j: usize| joint.get(i).and_then(|row: &Vec<f64>| row.get(j)).copied().unwrap_or(0.0);
    let width = a.iter().chain(b).map(Vec::len).max().unwrap_or(0);
    let mut sum = 0.0;
    for i in 0..a.len().max(b.len()) {
        for j in 0..width {
            sum += (i + 1) as f64 * (at(a, i, j) - at(b, i, j)).abs();
        }
    }
    sum
}

fn answers(book: &Rebooking, joint: &Joint) -> RebookingState {
    // Places in line, entry k being the mean number who come (k + 1)th: for those booking again
    // ahead of the day's requests, then for the new.
    let (mut carry, mut all, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for (taken, row) in joint.iter().enumerate() {
        let left = taken.saturating_sub(book.slots);
        add_at(&mut carry, left, &[row.iter().sum()]);
        add_at(&mut all, left, row);
        add_at(&mut again, left, &tail(row));
    }
    let new = if book.rebookings_first {
        convolve(&all, &tail(book.requests))
    } else {
        again = convolve(&again, book.requests);
        convolve(&carry, &tail(book.requests))
    };
    trim(&mut carry);
    let (number_new, number_again): (f64, f64) = (new.iter().sum(), again.iter().sum());
    let (lead_new, lead_again) = (leads(book, &new), leads(book, &again));
    let days = number_new * mean(&lead_new) + number_again * mean(&lead_again);
    RebookingState {
        mean_carry: mean(&carry),
        carry,
        lead_new,
        lead_again,
        mean_lead: days / (number_new + number_again),
        bookings: (number_new + number_again) / number_new,
    }
}

/// Lead distribution of those with these places in line.
fn leads(book: &Rebooking, places: &[f64]) -> Vec<f64> {
    let total: f64 = places.iter().sum();
    let mut lead = Vec::new();
    for (k, number) in places.iter().enumerate().filter(|(_, n)| **n > 0.0) {
        let days = k / book.slots + usize::from(!book.same_day);
        add_at(&mut lead, days, &[number / total]);
    }
    lead
}

#[cfg(test)]
mod tests {
    use super::super::bulk::{Book, BookDay, steady as plain};
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::super::distribution::poisson;
    use super::*;
    use std::collections::VecDeque;

    #[test]
    fn nobody_booking_again_is_the_plain_book() {
        let requests = poisson(9.0);
        for same_day in [true, false] {
            let days = [BookDay { slots: 10, requests: &requests }];
            let min_lead = usize::from(!same_day);
            let want = &plain(&Book { days: &days, min_lead, horizon: None }).unwrap()[0];
            let got = steady(&Rebooking {
                slots: 10,
                requests: &requests,
                same_day,
                dna: 0.3,
                rebooks: 0.0,
                rebookings_first: false,
            })
            .unwrap();
            assert_close("carry", got.mean_carry, want.mean_carry, 1e-9);
            assert_close("lead", got.mean_lead, want.mean_lead, 1e-9);
            assert_close("bookings", got.bookings, 1.0, 1e-12);
            assert!(got.lead_again.is_empty());
        }
    }

    #[test]
    fn bookings_per_need_are_geometric_and_order_does_not_change_the_mean_lead() {
        let requests = poisson(8.0);
        for same_day in [true, false] {
            let first =
                Rebooking { slots: 10, requests: &requests, same_day, dna: 0.2, rebooks: 0.7, rebookings_first: true };
            let last = Rebooking { rebookings_first: false, ..first };
            let (first, last) = (steady(&first).unwrap(), steady(&last).unwrap());
            assert_close("bookings", first.bookings, 1.0 / (1.0 - 0.14), 1e-9);
            assert_close("lead", first.mean_lead, last.mean_lead, 1e-10);
            assert!(mean(&first.lead_new) > mean(&last.lead_new));
            assert!(mean(&first.lead_again) < mean(&last.lead_again));
        }
    }

    #[test]
    fn a_number_of_requests_that_never_occurs_does_no_harm() {
        // None or two requests for one slot: with nobody booking again, X' = max(X + A - 1, 0).
        let requests = [0.6, 0.0, 0.4];
        let book =
            Rebooking { slots: 1, requests: &requests, same_day: true, dna: 0.0, rebooks: 0.0, rebookings_first: true };
        // A walk up with chance 0.4 and down with 0.6: geometric with ratio 2/3, mean 2.
        assert_close("carry", steady(&book).unwrap().mean_carry, 2.0, 1e-8);
    }

    /// The book patient by patient: mean carry-over, lead of the new and of those again.
    fn simulate(book: &Rebooking, rate: f64, lcg: &mut Lcg) -> [f64; 3] {
        let (days, from) = (4400, 400);
        let first = usize::from(!book.same_day);
        // Appointments taken today, tomorrow and so on.
        let mut diary: VecDeque<usize> = VecDeque::new();
        let (mut again, mut carry, mut lead, mut count) = (0, 0.0, [0.0; 2], [0.0; 2]);
        for day in 0..days {
            let counting = f64::from(day >= from);
            carry += counting * diary.iter().skip(first).sum::<usize>() as f64;
            let new = lcg.poisson(rate);
            let line = if book.rebookings_first { [(1, again), (0, new)] } else { [(0, new), (1, again)] };
            for (kind, number) in line {
                for _ in 0..number {
                    let mut on = first;
                    while diary.get(on).is_some_and(|&taken| taken >= book.slots) {
                        on += 1;
                    }
                    if diary.len() <= on {
                        diary.resize(on + 1, 0);
                    }
                    diary[on] += 1;
                    lead[kind] += counting * on as f64;
                    count[kind] += counting;
                }
            }
            let seen = diary.pop_front().unwrap_or(0);
            again = (0..seen).filter(|_| lcg.happens(book.dna * book.rebooks)).count();
        }
        [carry / f64::from(days - from), lead[0] / count[0], lead[1] / count[1]]
    }

    #[test]
    fn the_book_agrees_with_one_kept_by_hand() {
        let requests = poisson(7.6);
        for (same_day, rebookings_first) in [(true, true), (true, false), (false, true), (false, false)] {
            let book =
                Rebooking { slots: 10, requests: &requests, same_day, dna: 0.25, rebooks: 0.7, rebookings_first };
            let exact = steady(&book).unwrap();
            let mut lcg = Lcg::new(19);
            let mut columns: [Vec<f64>; 3] = Default::default();
            for _ in 0..40 {
                let seen = simulate(&book, 7.6, &mut lcg);
                columns.iter_mut().zip(seen).for_each(|(c, x)| c.push(x));
            }
            assert_mean("carry", &columns[0], exact.mean_carry);
            assert_mean("new", &columns[1], mean(&exact.lead_new));
            assert_mean("again", &columns[2], mean(&exact.lead_again));
        }
    }

    #[test]
    fn too_many_bookings_or_unsound_values_give_none() {
        let requests = poisson(9.0);
        let book = Rebooking {
            slots: 10,
            requests: &requests,
            same_day: true,
            dna: 0.2,
            rebooks: 1.0,
            rebookings_first: true,
        };
        assert_eq!(steady(&book), None);
        assert_eq!(steady(&Rebooking { dna: -0.1, ..book }), None);
        assert_eq!(steady(&Rebooking { slots: 0, dna: 0.0, ..book }), None);
        assert_eq!(steady(&Rebooking { requests: &[0.5], dna: 0.0, ..book }), None);
    }
}
