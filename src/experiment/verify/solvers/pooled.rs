//! What sharing gains: one queue or one book for all against a separate one each.

use super::bulk::{Book, BookDay, steady};
use super::distribution::poisson;
use super::many::mmc_wait;
use super::single::mm1_wait;

/// The same measure with everything separate and with everything shared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pooling {
    /// With one of each per clinician or list.
    pub own: f64,
    /// With one for all.
    pub shared: f64,
}

/// Mean wait in queue of `servers` separate M/M/1 queues, each with an equal share of the
/// arrivals, and of one M/M/c queue (Smith & Whitt 1981).
///
/// `rate` is all arrivals per unit of time, `mean` the mean service time. Both are infinite when
/// the load is at least the number of servers.
pub fn queues(rate: f64, mean: f64, servers: usize) -> Pooling {
    Pooling { own: mm1_wait(rate / servers as f64, mean), shared: mmc_wait(rate, mean, servers) }
}

/// Mean lead in days of `lists` separate books of `slots` appointments a day, requests being
/// Poisson and split equally at random, and of one book with all the slots.
///
/// `requests` is the mean number a day in all; `min_lead` as in `Book`. None if there are no
/// lists or slots, or if there are at least as many requests as slots.
pub fn books(lists: usize, slots: usize, requests: f64, min_lead: usize) -> Option<Pooling> {
    let lead = |slots: usize, mean: f64| {
        let requests = poisson(mean);
        let days = [BookDay { slots, requests: &requests }];
        let book = Book { days: &days, min_lead, horizon: None };
        steady(&book)?.first().map(|state| state.mean_lead)
    };
    if lists == 0 {
        return None;
    }
    Some(Pooling { own: lead(slots, requests / lists as f64)?, shared: lead(lists * slots, requests)? })
}

#[cfg(test)]
mod tests {
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::*;

    #[test]
    fn two_servers_have_the_closed_form() {
        // M/M/1: load/(1 - load) services; M/M/2: load²/(1 - load²).
        let load: f64 = 0.8;
        let got = queues(2.0 * load / 5.0, 5.0, 2);
        assert_close("own", got.own, 5.0 * load / (1.0 - load), 1e-12);
        assert_close("shared", got.shared, 5.0 * load * load / (1.0 - load * load), 1e-12);
    }

    #[test]
    fn the_gain_from_sharing_queues_agrees_with_a_simulation() {
        let (rate, mean, servers) = (0.6, 4.0, 3);
        let exact = queues(rate, mean, servers);
        let mut lcg = Lcg::new(21);
        let (mut own, mut shared) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            let (mut apart, mut together) = (vec![0.0f64; servers], vec![0.0f64; servers]);
            let (mut now, mut waits) = (0.0, [0.0; 2]);
            for i in 0..11_000 {
                now += lcg.exponential(1.0 / rate);
                let service = lcg.exponential(mean);
                let mine = (lcg.uniform() * servers as f64) as usize;
                together.sort_by(f64::total_cmp);
                for (free, wait) in [&mut apart[mine], &mut together[0]].into_iter().zip(&mut waits) {
                    let start = free.max(now);
                    *wait += if i >= 1000 { start - now } else { 0.0 };
                    *free = start + service;
                }
            }
            own.push(waits[0] / 10_000.0);
            shared.push(waits[1] / 10_000.0);
        }
        assert_mean("own", &own, exact.own);
        assert_mean("shared", &shared, exact.shared);
    }

    #[test]
    fn the_gain_from_sharing_books_agrees_with_a_simulation() {
        let (lists, slots, requests) = (4, 5, 18.4);
        let exact = books(lists, slots, requests, 0).unwrap();
        let mut lcg = Lcg::new(22);
        let (mut own, mut shared) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            let mut apart = vec![0usize; lists];
            let (mut together, mut count, mut leads) = (0usize, 0.0, [0.0; 2]);
            for day in 0..5000 {
                for _ in 0..lcg.poisson(requests) {
                    let mine = (lcg.uniform() * lists as f64) as usize;
                    if day >= 1000 {
                        count += 1.0;
                        leads[0] += (apart[mine] / slots) as f64;
                        leads[1] += (together / (lists * slots)) as f64;
                    }
                    apart[mine] += 1;
                    together += 1;
                }
                apart.iter_mut().for_each(|taken| *taken = taken.saturating_sub(slots));
                together = together.saturating_sub(lists * slots);
            }
            own.push(leads[0] / count);
            shared.push(leads[1] / count);
        }
        assert_mean("own", &own, exact.own);
        assert_mean("shared", &shared, exact.shared);
        assert!(exact.own > 2.0 * exact.shared);
    }

    #[test]
    fn overload_is_infinite_for_queues_and_none_for_books() {
        let both = queues(1.0, 4.0, 4);
        assert_eq!((both.own, both.shared), (f64::INFINITY, f64::INFINITY));
        assert_eq!(books(2, 5, 10.0, 0), None);
        assert_eq!(books(0, 5, 1.0, 0), None);
    }
}
