//! Mean waits by class when some are served before others, without interrupting a service.

use super::many::erlang_c;

/// One class of customers of a single server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// Arrivals per unit of time.
    pub rate: f64,
    /// Mean service time.
    pub mean: f64,
    /// Coefficient of variation of the service time.
    pub cv: f64,
}

/// Mean wait in queue by class of the non-preemptive priority M/G/1 queue (Cobham 1954).
///
/// `classes` run from served first to served last, each first come first served. The answer has
/// one wait per class, in the unit of the mean service times. A class the server cannot keep up
/// with waits for ever (infinity), while the classes before it still have a finite wait, to
/// which it adds the rest of one service of its own.
pub fn single_server(classes: &[Class]) -> Vec<f64> {
    let mut left = 1.0f64;
    let mut residual = 0.0;
    for class in classes {
        // Only as much of a class is ever in service as the earlier classes leave room for.
        let load = (class.rate * class.mean).min(left);
        residual += load * class.mean * (1.0 + class.cv * class.cv) / 2.0;
        left -= load;
    }
    let loads = classes.iter().map(|class| class.rate * class.mean);
    waits(residual, loads)
}

/// Mean wait in queue by class of the non-preemptive priority M/M/c queue with the same
/// exponential service for all (Davis 1966; Kella & Yechiali 1985).
///
/// `rates` are arrivals per unit of time from served first to served last, `mean` the mean
/// service time of every class. Infinite for a class the servers cannot keep up with.
pub fn many_servers(rates: &[f64], mean: f64, servers: usize) -> Vec<f64> {
    let load = rates.iter().sum::<f64>() * mean;
    let first_free = erlang_c(servers, load) * mean / servers as f64;
    waits(first_free, rates.iter().map(|rate| rate * mean / servers as f64))
}

/// Mean waits of one high class and of all the others, (high, low), in M/M/c.
///
/// `high` and `low` are arrivals per unit of time; the rest as `many_servers`.
pub fn high_and_low(high: f64, low: f64, mean: f64, servers: usize) -> (f64, f64) {
    let waits = many_servers(&[high, low], mean, servers);
    (waits[0], waits[1])
}

/// Cobham's formula: the mean time to the first completion, stretched by the work of the
/// classes served before and by that of the class itself.
fn waits(first_free: f64, loads: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut before = 0.0;
    loads
        .map(|load| {
            let upto = before + load;
            let wait = if upto < 1.0 { first_free / ((1.0 - before) * (1.0 - upto)) } else { f64::INFINITY };
            before = upto;
            wait
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::chain::stationary;
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::super::many::mmc_wait;
    use super::super::single::mg1_wait;
    use super::*;
    use std::collections::VecDeque;

    #[test]
    fn one_class_is_the_ordinary_queue() {
        let class = Class { rate: 0.07, mean: 10.0, cv: 0.5 };
        assert_close("mg1", single_server(&[class])[0], mg1_wait(0.07, 10.0, 0.5), 1e-12);
        assert_close("mmc", many_servers(&[0.8], 4.0, 4)[0], mmc_wait(0.8, 4.0, 4), 1e-12);
    }

    #[test]
    fn equal_service_leaves_the_mean_over_all_unchanged() {
        let (high, low) = high_and_low(0.3, 0.5, 4.0, 4);
        let all = (0.3 * high + 0.5 * low) / 0.8;
        assert_close("conserved", all, mmc_wait(0.8, 4.0, 4), 1e-12);
        assert!(high < all && all < low);
    }

    #[test]
    fn two_classes_at_three_servers_agree_with_the_two_dimensional_chain() {
        let (rates, mean, servers) = ([0.25, 0.2], 4.0, 3usize);
        // Below c the state is the number busy; from c on it is the two queues.
        let room = 28;
        let queue = |h: usize, l: usize| servers + h * room + l;
        let n = servers + room * room;
        let mut q = vec![vec![0.0; n]; n];
        for busy in 0..servers {
            q[busy][busy + 1] += rates[0] + rates[1];
            if busy > 0 {
                q[busy][busy - 1] += busy as f64 / mean;
            }
        }
        let done = servers as f64 / mean;
        for h in 0..room {
            for l in 0..room {
                let from = queue(h, l);
                if h + 1 < room {
                    q[from][queue(h + 1, l)] += rates[0];
                }
                if l + 1 < room {
                    q[from][queue(h, l + 1)] += rates[1];
                }
                match (h, l) {
                    (0, 0) => q[from][servers - 1] += done,
                    (0, l) => q[from][queue(0, l - 1)] += done,
                    (h, l) => q[from][queue(h - 1, l)] += done,
                }
            }
        }
        let p = stationary(q);
        let (mut high, mut low) = (0.0, 0.0);
        for h in 0..room {
            for l in 0..room {
                high += h as f64 * p[queue(h, l)] / rates[0];
                low += l as f64 * p[queue(h, l)] / rates[1];
            }
        }
        let (got_high, got_low) = high_and_low(rates[0], rates[1], mean, servers);
        assert_close("high", got_high, high, 1e-6);
        assert_close("low", got_low, low, 1e-4);
    }

    #[test]
    fn two_classes_of_general_service_agree_with_a_simulation_even_when_the_low_overload() {
        let high = Class { rate: 0.04, mean: 8.0, cv: 0.0 };
        for low_rate in [0.03, 0.09] {
            let low = Class { rate: low_rate, mean: 12.0, cv: 1.0 };
            let exact = single_server(&[high, low]);
            let mut lcg = Lcg::new(14);
            let mut means: [Vec<f64>; 2] = Default::default();
            for _ in 0..40 {
                let mut next = [lcg.exponential(25.0), lcg.exponential(1.0 / low.rate)];
                let mut queues: [VecDeque<f64>; 2] = Default::default();
                let (mut total, mut count, mut now) = ([0.0; 2], [0.0; 2], 0.0f64);
                while now < 120_000.0 {
                    // Everyone who came during the last service joins before the next choice.
                    for class in 0..2 {
                        while next[class] <= now {
                            queues[class].push_back(next[class]);
                            let mean = 1.0 / [high, low][class].rate;
                            next[class] += lcg.exponential(mean);
                        }
                    }
                    let class = usize::from(queues[0].is_empty());
                    let Some(came) = queues[class].pop_front() else {
                        now = next[0].min(next[1]);
                        continue;
                    };
                    if now > 8000.0 {
                        total[class] += now - came;
                        count[class] += 1.0;
                    }
                    now += if class == 0 { high.mean } else { lcg.exponential(low.mean) };
                }
                means[0].push(total[0] / count[0]);
                means[1].push(total[1] / count[1]);
            }
            assert_mean("high", &means[0], exact[0]);
            if low_rate < 0.05 {
                assert_mean("low", &means[1], exact[1]);
            } else {
                assert_eq!(exact[1], f64::INFINITY);
            }
        }
    }
}
