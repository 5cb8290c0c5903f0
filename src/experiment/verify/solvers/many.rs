//! Several servers with one queue: Erlang B and C, waits in M/M/c, and finite lines M/M/c/K.

/// Chance that all `servers` are busy when nobody waits: Erlang B, from its recursion.
///
/// `load` is the offered load in erlangs (arrival rate × mean service time). One with no
/// servers; NaN if the load is negative or not a number.
pub fn erlang_b(servers: usize, load: f64) -> f64 {
    if load.is_nan() || load < 0.0 {
        return f64::NAN;
    }
    (1..=servers).fold(1.0, |b, n| load * b / (n as f64 + load * b))
}

/// Chance that an arrival must wait when everybody waits as long as it takes: Erlang C.
///
/// `load` as for `erlang_b`. One when the load is at least the number of servers.
pub fn erlang_c(servers: usize, load: f64) -> f64 {
    let spare = 1.0 - load / servers as f64;
    if spare <= 0.0 || servers == 0 {
        return if load.is_nan() { f64::NAN } else { 1.0 };
    }
    let b = erlang_b(servers, load);
    b / (b + spare * (1.0 - b))
}

/// Mean wait in queue of M/M/c over all arrivals, in the unit of `mean`.
///
/// `rate` is arrivals per unit of time, `mean` the mean service time. Infinite when the load is
/// at least the number of servers.
pub fn mmc_wait(rate: f64, mean: f64, servers: usize) -> f64 {
    let spare = servers as f64 / mean - rate;
    if spare <= 0.0 {
        return f64::INFINITY;
    }
    erlang_c(servers, rate * mean) / spare
}

/// Chance that the wait in queue of M/M/c exceeds `t`, first come first served.
///
/// Arguments as `mmc_wait`; one when the load is at least the number of servers.
pub fn mmc_wait_exceeds(rate: f64, mean: f64, servers: usize, t: f64) -> f64 {
    let spare = servers as f64 / mean - rate;
    if spare <= 0.0 {
        return 1.0;
    }
    erlang_c(servers, rate * mean) * (-spare * t.max(0.0)).exp()
}

/// Time by which a share `p` (0 to 1) of arrivals to M/M/c have been answered.
///
/// Zero if that share does not wait at all. Arguments as `mmc_wait`; infinite when the load is
/// at least the number of servers, NaN if `p` is not from 0 to below 1.
pub fn mmc_wait_quantile(rate: f64, mean: f64, servers: usize, p: f64) -> f64 {
    if !(0.0..1.0).contains(&p) {
        return f64::NAN;
    }
    let spare = servers as f64 / mean - rate;
    if spare <= 0.0 {
        return f64::INFINITY;
    }
    ((erlang_c(servers, rate * mean) / (1.0 - p)).ln() / spare).max(0.0)
}

/// Long-run answers for finitely many lines, M/M/c/K.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FiniteLines {
    /// Share of arrivals that find every line taken.
    pub blocked: f64,
    /// Mean wait in queue of those who got a line, in the unit of the mean service time.
    pub wait_accepted: f64,
    /// Mean number waiting.
    pub queue: f64,
}

/// M/M/c/K: `lines` K counts those in service too, so `lines` - `servers` can wait.
///
/// `rate` and `mean` as `mmc_wait`, both positive; any load has an answer. None if there are no
/// servers, fewer lines than servers, or a rate or mean that is not positive.
pub fn finite_lines(rate: f64, mean: f64, servers: usize, lines: usize) -> Option<FiniteLines> {
    if servers == 0 || lines < servers || !(rate > 0.0 && mean > 0.0) {
        return None;
    }
    // Chances relative to "all servers busy, none waiting": the queue beyond is geometric, and
    // the states below follow from Erlang B, which is that state's share of them.
    let ratio = rate * mean / servers as f64;
    let below = 1.0 / erlang_b(servers, rate * mean);
    let waiting = lines - servers;
    // Rescaled from the full end when overloaded, so that no power overflows.
    let weight = |n: usize| {
        if ratio <= 1.0 { ratio.powf(n as f64) } else { ratio.powf(n as f64 - waiting as f64) }
    };
    let mut total = below * weight(0);
    let mut queue = 0.0;
    for n in 1..=waiting {
        total += weight(n);
        queue += n as f64 * weight(n);
    }
    let blocked = weight(waiting) / total;
    let queue = queue / total;
    Some(FiniteLines { blocked, wait_accepted: queue / (rate * (1.0 - blocked)), queue })
}

#[cfg(test)]
mod tests {
    use super::super::chain::stationary;
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::*;

    /// Stationary chances of 0..=lines in the system, solved as a general chain.
    fn chain(rate: f64, mean: f64, servers: usize, lines: usize) -> Vec<f64> {
        let mut rates = vec![vec![0.0; lines + 1]; lines + 1];
        for n in 1..=lines {
            rates[n - 1][n] = rate;
            rates[n][n - 1] = n.min(servers) as f64 / mean;
        }
        stationary(rates)
    }

    fn mean_queue(p: &[f64], servers: usize) -> f64 {
        p.iter().enumerate().map(|(n, p)| n.saturating_sub(servers) as f64 * p).sum()
    }

    #[test]
    fn erlang_b_and_c_agree_with_printed_tables() {
        // Blocking of 1% at 4.461 erlangs on 10 trunks and 12.03 on 20.
        assert_close("B(10)", erlang_b(10, 4.461), 0.01, 1e-4);
        assert_close("B(20)", erlang_b(20, 12.031), 0.01, 1e-4);
        // C(2, 1) = 1/3 and C(3, 2) = 4/9 by hand.
        assert_close("C(2)", erlang_c(2, 1.0), 1.0 / 3.0, 1e-14);
        assert_close("C(3)", erlang_c(3, 2.0), 4.0 / 9.0, 1e-14);
    }

    #[test]
    fn mmc_agrees_with_its_stationary_chain() {
        for (rate, mean, servers) in [(0.9, 4.0, 5), (0.5, 1.0, 1), (2.0, 5.0, 13)] {
            let p = chain(rate, mean, servers, 250);
            let all_busy: f64 = p[servers..].iter().sum();
            assert_close("C", erlang_c(servers, rate * mean), all_busy, 1e-11);
            let wait = mean_queue(&p, servers) / rate;
            assert_close("wait", mmc_wait(rate, mean, servers), wait, 1e-10);
            // An arrival finding n ≥ c waits for n - c + 1 completions, an Erlang time.
            let t = 1.5;
            let x = servers as f64 / mean * t;
            let (mut term, mut erlang, mut exceeds) = ((-x).exp(), 0.0, 0.0);
            for (k, p) in p[servers..].iter().enumerate() {
                erlang += term;
                term *= x / (k + 1) as f64;
                exceeds += p * erlang;
            }
            assert_close("tail", mmc_wait_exceeds(rate, mean, servers, t), exceeds, 1e-11);
        }
    }

    #[test]
    fn the_quantile_inverts_the_tail() {
        let (rate, mean, servers) = (0.9, 4.0, 4);
        for p in [0.5, 0.9, 0.99] {
            let t = mmc_wait_quantile(rate, mean, servers, p);
            assert_close("tail", mmc_wait_exceeds(rate, mean, servers, t), 1.0 - p, 1e-12);
        }
        assert_eq!(mmc_wait_quantile(0.1, 1.0, 4, 0.5), 0.0);
    }

    #[test]
    fn finite_lines_agree_with_their_stationary_chain_at_any_load() {
        for (rate, mean, servers, lines) in [(0.5, 4.0, 3, 3), (0.5, 4.0, 3, 9), (1.0, 4.0, 4, 12), (5.0, 4.0, 3, 40)] {
            let got = finite_lines(rate, mean, servers, lines).unwrap();
            let p = chain(rate, mean, servers, lines);
            let queue = mean_queue(&p, servers);
            assert_close("blocked", got.blocked, p[lines], 1e-12);
            assert_close("queue", got.queue, queue, 1e-12);
            let wait = queue / (rate * (1.0 - p[lines]));
            assert_close("wait", got.wait_accepted, wait, 1e-12);
        }
    }

    #[test]
    fn no_room_to_wait_is_erlang_b_and_endless_room_is_erlang_c() {
        let none = finite_lines(0.8, 5.0, 6, 6).unwrap();
        assert_close("B", none.blocked, erlang_b(6, 4.0), 1e-14);
        let endless = finite_lines(0.8, 5.0, 6, 600).unwrap();
        assert_close("C", endless.wait_accepted, mmc_wait(0.8, 5.0, 6), 1e-11);
        assert!(finite_lines(50.0, 5.0, 6, 5000).unwrap().blocked > 0.9);
    }

    #[test]
    fn mmc_agrees_with_a_simulation() {
        let (rate, mean, servers) = (0.6, 4.0, 3);
        let mut lcg = Lcg::new(12);
        let (mut waits, mut late) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            let (mut free, mut now) = (vec![0.0f64; servers], 0.0);
            let (mut total, mut over) = (0.0, 0.0);
            for i in 0..10_000 {
                now += lcg.exponential(1.0 / rate);
                free.sort_by(f64::total_cmp);
                let start = free[0].max(now);
                free[0] = start + lcg.exponential(mean);
                if i >= 1000 {
                    total += start - now;
                    over += f64::from(start - now > 3.0);
                }
            }
            waits.push(total / 9000.0);
            late.push(over / 9000.0);
        }
        assert_mean("wait", &waits, mmc_wait(rate, mean, servers));
        assert_mean("over 3", &late, mmc_wait_exceeds(rate, mean, servers, 3.0));
    }

    #[test]
    fn overload_and_nonsense_are_told_apart() {
        assert_eq!(mmc_wait(1.0, 5.0, 5), f64::INFINITY);
        assert_eq!(mmc_wait_exceeds(1.0, 5.0, 5, 1.0), 1.0);
        assert_eq!(erlang_c(0, 1.0), 1.0);
        assert!(erlang_b(3, -1.0).is_nan() && mmc_wait_quantile(0.1, 1.0, 1, 1.0).is_nan());
        assert_eq!(finite_lines(1.0, 1.0, 0, 5), None);
        assert_eq!(finite_lines(1.0, 1.0, 4, 3), None);
    }
}
