//! An appointment book as a queue served in bulk, day by day: carry-over and lead time.

use super::distribution::{convolve, distance, is_distribution, mean, settled, tail, trim};

/// One day of the repeating cycle (a cycle of one day, or five for a working week).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BookDay<'a> {
    /// Appointments available on the day.
    pub slots: usize,
    /// Chance of 0, 1, 2, ... requests arriving on the day.
    pub requests: &'a [f64],
}

/// A book in which each request takes the first free slot, in order of arrival.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Book<'a> {
    /// Days of the cycle, in order; the book starts empty on the first.
    pub days: &'a [BookDay<'a>],
    /// First day that can be booked, in days from the request: 0 the same day, 1 the next.
    pub min_lead: usize,
    /// Last day that can be booked, in days from the request; a request that finds no free slot
    /// up to then is turned away and lost. None for a book without end.
    pub horizon: Option<usize>,
}

/// What one day looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct BookState {
    /// Chance of 0, 1, 2, ... slots taken at the start of the day among those that requests of
    /// the day could have had (with `min_lead` 1 the day's own appointments do not count).
    pub carry: Vec<f64>,
    /// Mean of the carry-over.
    pub mean_carry: f64,
    /// Chance of 0, 1, 2, ... days from request to appointment, over the day's bookings.
    pub lead: Vec<f64>,
    /// Mean of the lead time in days; NaN if the day has no bookings.
    pub mean_lead: f64,
    /// Mean number of bookings made on the day.
    pub booked: f64,
    /// Mean number of requests turned away on the day.
    pub turned_away: f64,
}

/// Multiplications after which an unsettled book is given up, some tens of seconds.
const MOST_WORK: usize = 20_000_000_000;

/// Steady state of each day of the cycle, iterated from an empty book until it has settled to
/// about ten digits (Bailey 1954 for the queue; Green & Savin 2008 for the book).
///
/// The carry-over follows X' = max(X + A - s, 0) with A requests and s slots. None if the book
/// is not sound (see `from_empty`), if requests in a cycle are as many as its slots and none are
/// turned away, or if it does not settle (loads up to about 0.99 do within seconds).
pub fn steady(book: &Book) -> Option<Vec<BookState>> {
    check(book)?;
    let slots: usize = book.days.iter().map(|day| day.slots).sum();
    let requests: f64 = book.days.iter().map(|day| mean(day.requests)).sum();
    if book.horizon.is_none() && requests >= (1.0 - 1e-9) * slots as f64 {
        return None;
    }
    let mut carry = vec![1.0];
    let mut last_change = f64::INFINITY;
    let mut work = 0;
    while work < MOST_WORK {
        let before = carry.clone();
        for day in 0..book.days.len() {
            work += carry.len() * book.days[day].requests.len();
            carry = next_carry(book, day, &carry);
        }
        let change = distance(&before, &carry);
        if settled(change, last_change, mean(&carry)) {
            let mut states = Vec::new();
            for day in 0..book.days.len() {
                states.push(state(book, day, &carry));
                carry = next_carry(book, day, &carry);
            }
            return Some(states);
        }
        last_change = change;
    }
    None
}

/// The first `days` days of a book that starts empty.
///
/// None if the book is not sound: no days, no slots in the cycle, chances of requests that are
/// not a distribution, or a horizon before the first day that can be booked.
pub fn from_empty(book: &Book, days: usize) -> Option<Vec<BookState>> {
    check(book)?;
    let mut carry = vec![1.0];
    let mut states = Vec::new();
    for day in 0..days {
        states.push(state(book, day, &carry));
        carry = next_carry(book, day, &carry);
    }
    Some(states)
}

fn check(book: &Book) -> Option<()> {
    let sound = book.days.iter().any(|day| day.slots > 0)
        && book.days.iter().all(|day| is_distribution(day.requests))
        && book.horizon.is_none_or(|horizon| horizon >= book.min_lead);
    sound.then_some(())
}

/// Slots on a day, counted from the first day of the first cycle.
fn slots_on(book: &Book, day: usize) -> usize {
    book.days[day % book.days.len()].slots
}

/// Slots that can be booked on `day`; `usize::MAX` for a book without end.
fn bookable(book: &Book, day: usize) -> usize {
    book.horizon.map_or(usize::MAX, |horizon| (book.min_lead..=horizon).map(|lead| slots_on(book, day + lead)).sum())
}

/// Carry-over at the start of the next day.
fn next_carry(book: &Book, day: usize, carry: &[f64]) -> Vec<f64> {
    let requests = book.days[day % book.days.len()].requests;
    let (most, served) = (bookable(book, day), slots_on(book, day + book.min_lead));
    let mut next = vec![0.0];
    for (taken, p) in convolve(carry, requests).into_iter().enumerate() {
        let left = taken.min(most).saturating_sub(served);
        if left == next.len() {
            next.push(p);
        } else {
            next[left] += p;
        }
    }
    trim(&mut next);
    next
}

/// Lead times and losses of a day with this carry-over at its start.
fn state(book: &Book, day: usize, carry: &[f64]) -> BookState {
    let requests = book.days[day % book.days.len()].requests;
    let most = bookable(book, day);
    // Entry k: mean number of requests that come (k + 1)th in line for a slot.
    let places = convolve(carry, &tail(requests));
    let booked: f64 = places.iter().take(most).sum();
    let mut lead = vec![0.0];
    let mut reached = 0;
    let mut days = book.min_lead;
    for (k, &number) in places.iter().take(most).enumerate() {
        while reached + slots_on(book, day + days) <= k {
            reached += slots_on(book, day + days);
            days += 1;
        }
        if lead.len() <= days {
            lead.resize(days + 1, 0.0);
        }
        lead[days] += number / booked;
    }
    BookState {
        carry: carry.to_vec(),
        mean_carry: mean(carry),
        mean_lead: if booked > 0.0 { mean(&lead) } else { f64::NAN },
        lead,
        booked,
        turned_away: places.iter().skip(most).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::chain::stationary;
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::super::distribution::poisson;
    use super::*;
    use std::collections::VecDeque;

    /// A book without end, all days alike.
    fn alike(slots: usize, requests: &[f64], min_lead: usize) -> BookState {
        let days = [BookDay { slots, requests }];
        let book = Book { days: &days, min_lead, horizon: None };
        steady(&book).unwrap().remove(0)
    }

    #[test]
    fn steady_carry_over_solves_the_chain_directly() {
        let (slots, requests) = (10, poisson(9.0));
        let n = 250;
        let mut chain = vec![vec![0.0; n]; n];
        for (x, row) in chain.iter_mut().enumerate() {
            for (a, p) in requests.iter().enumerate() {
                row[(x + a).saturating_sub(slots).min(n - 1)] += p;
            }
        }
        let exact = stationary(chain);
        let got = alike(slots, &requests, 0);
        assert_close("mean", got.mean_carry, mean(&exact), 1e-10);
        for (p, q) in got.carry.iter().zip(&exact) {
            assert!((p - q).abs() < 1e-11);
        }
    }

    #[test]
    fn one_slot_a_day_is_the_discrete_queue_with_its_closed_form() {
        // X' = max(X + A - 1, 0) with A Poisson: mean carry-over is a^2 / (2 (1 - a)) after
        // service, the Pollaczek-Khinchine queue of the M/D/1 seen at day starts.
        let a: f64 = 0.8;
        let requests = poisson(a);
        let got = alike(1, &requests, 0);
        assert_close("mean", got.mean_carry, a * a / (2.0 * (1.0 - a)), 1e-10);
    }

    #[test]
    fn lead_and_carry_over_obey_littles_law() {
        // Bookings × mean lead = booked places at day ends = carry-over, the same day allowed.
        let requests = poisson(18.5);
        let same = alike(20, &requests, 0);
        assert_close("Little", same.booked * same.mean_lead, same.mean_carry, 1e-9);
        let next = alike(20, &requests, 1);
        assert_close("carry", same.mean_carry, next.mean_carry, 1e-12);
        assert_close("lead", same.mean_lead + 1.0, next.mean_lead, 1e-12);
    }

    /// The book as a list of appointments: bookings, total lead, turned away and slots taken on
    /// the last day, for a day of the cycle or since the start.
    fn simulate(book: &Book, means: &[f64], days: usize, from: usize, lcg: &mut Lcg) -> [f64; 4] {
        let cycle = book.days.len();
        let slots = |day: usize| book.days[day % cycle].slots;
        let mut taken: VecDeque<usize> = VecDeque::new();
        let mut sums = [0.0; 4];
        for day in 0..days {
            if day >= from && day % cycle == (days - 1) % cycle {
                sums[3] += taken.iter().skip(book.min_lead).sum::<usize>() as f64;
            }
            for _ in 0..lcg.poisson(means[day % cycle]) {
                let mut lead = book.min_lead;
                let end = book.horizon.unwrap_or(usize::MAX);
                loop {
                    while taken.len() <= lead {
                        taken.push_back(0);
                    }
                    if lead > end || taken[lead] < slots(day + lead) {
                        break;
                    }
                    lead += 1;
                }
                if day < from || day % cycle != (days - 1) % cycle {
                    if lead <= end {
                        taken[lead] += 1;
                    }
                    continue;
                }
                if lead > end {
                    sums[2] += 1.0;
                } else {
                    taken[lead] += 1;
                    sums[0] += 1.0;
                    sums[1] += lead as f64;
                }
            }
            taken.pop_front();
        }
        sums
    }

    #[test]
    fn a_week_of_uneven_days_agrees_with_a_book_kept_by_hand() {
        let means = [13.0, 9.0, 6.0, 8.0, 10.0];
        let requests = means.map(poisson);
        let slots = [10, 12, 0, 14, 13];
        let days: Vec<BookDay> =
            slots.iter().zip(&requests).map(|(&slots, requests)| BookDay { slots, requests }).collect();
        for (min_lead, horizon) in [(0, None), (1, None), (1, Some(3)), (0, Some(2))] {
            let book = Book { days: &days, min_lead, horizon };
            let exact = &steady(&book).unwrap()[4];
            let mut lcg = Lcg::new(17);
            let mut columns: [Vec<f64>; 3] = Default::default();
            let weeks = 400.0;
            for _ in 0..40 {
                let [booked, lead, away, carry] = simulate(&book, &means, 2250, 250, &mut lcg);
                columns[0].push(lead / booked);
                columns[1].push(away / weeks);
                columns[2].push(carry / weeks);
            }
            assert_mean("lead", &columns[0], exact.mean_lead);
            assert_mean("carry", &columns[2], exact.mean_carry);
            if horizon.is_some() {
                assert_mean("turned away", &columns[1], exact.turned_away);
            } else {
                assert_eq!(exact.turned_away, 0.0);
            }
        }
    }

    #[test]
    fn an_overloaded_book_fills_from_empty_as_a_book_kept_by_hand() {
        let requests = poisson(12.0);
        let days = [BookDay { slots: 10, requests: &requests }];
        let book = Book { days: &days, min_lead: 1, horizon: None };
        let exact = &from_empty(&book, 15).unwrap()[14];
        let mut lcg = Lcg::new(18);
        let (mut lead, mut carry) = (Vec::new(), Vec::new());
        for _ in 0..4000 {
            // Per request rather than per day: the requests of a day share its total.
            let [booked, total, _, taken] = simulate(&book, &[12.0], 15, 14, &mut lcg);
            lead.push(total - exact.mean_lead * booked + 10.0);
            carry.push(taken);
        }
        assert_mean("lead", &lead, 10.0);
        assert_mean("carry", &carry, exact.mean_carry);
        assert_eq!(steady(&book), None);
        let ended = Book { horizon: Some(10), ..book };
        let full = &steady(&ended).unwrap()[0];
        assert_close("flows", full.booked + full.turned_away, 12.0, 1e-9);
        assert_close("all slots taken", full.booked, 10.0, 1e-3);
    }

    #[test]
    fn unsound_books_give_none() {
        let requests = poisson(1.0);
        let closed = [BookDay { slots: 0, requests: &requests }];
        let broken = [BookDay { slots: 5, requests: &[0.5, 0.1] }];
        let good = [BookDay { slots: 5, requests: &requests }];
        for days in [&closed[..], &broken[..], &[]] {
            assert_eq!(from_empty(&Book { days, min_lead: 0, horizon: None }, 3), None);
            assert_eq!(steady(&Book { days, min_lead: 0, horizon: None }), None);
        }
        assert_eq!(steady(&Book { days: &good, min_lead: 2, horizon: Some(1) }), None);
    }
}
