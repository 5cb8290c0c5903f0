//! Callers who give up: Erlang A (M/M/c+M) and any patience distribution (M/M/c+GI).

/// Long-run answers for a queue whose callers give up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Abandonment {
    /// Share of callers who give up.
    pub abandoned: f64,
    /// Mean time spent in queue by all callers, answered or not.
    pub wait_all: f64,
    /// Mean wait of those answered, including those answered at once.
    pub wait_answered: f64,
    /// Mean time spent in queue by those who gave up; NaN if nobody does.
    pub wait_abandoned: f64,
    /// Mean number waiting.
    pub queue: f64,
}

/// Most states or integration steps tried before giving up on an answer.
const LIMIT: usize = 20_000_000;

/// Erlang A: exponential service and exponential patience, first come first served.
///
/// `rate` is arrivals per unit of time, `mean` the mean service time and `patience` the mean
/// time a caller is prepared to wait (infinity for callers who never give up). Solved from the
/// birth-and-death chain; the waits of answered callers follow from the exact first passage
/// through the places in the queue. None if an argument is not positive, or if nobody gives up
/// and the servers cannot keep up.
pub fn erlang_a(rate: f64, mean: f64, patience: f64, servers: usize) -> Option<Abandonment> {
    if servers == 0 || !(rate > 0.0 && mean > 0.0 && patience > 0.0) || !rate.is_finite() {
        return None;
    }
    let theta = 1.0 / patience;
    let full = servers as f64 / mean;
    if theta == 0.0 && rate >= full {
        return None;
    }
    let death = |n: usize| n.min(servers) as f64 / mean + n.saturating_sub(servers) as f64 * theta;
    let p = birth_death(rate, death)?;

    // Per arriving caller with j ahead in the queue: chance of being answered, and the mean wait
    // counted only if answered. Each place is left by moving up or by giving up, and the time in
    // it does not depend on which.
    let (mut answered, mut wait) = (1.0, 0.0);
    let (mut share, mut waited, mut queue) = (0.0, 0.0, 0.0);
    for (n, &chance) in p.iter().enumerate() {
        if n >= servers {
            let ahead = (n - servers) as f64;
            let moves = full + ahead * theta;
            let onward = moves / (moves + theta);
            answered *= onward;
            wait = onward * wait + answered / (moves + theta);
            queue += ahead * chance;
        }
        share += chance * answered;
        waited += chance * wait;
    }
    Some(assemble(rate, theta * queue / rate, queue / rate, share, waited))
}

/// M/M/c+GI: exponential service, any patience (Baccelli & Hebuterne 1981; Zeltyn & Mandelbaum
/// 2005), first come first served.
///
/// `survives(x)` is the chance that a caller is prepared to wait longer than `x`; it must start
/// at or below 1 and never rise. `rate` and `mean` as `erlang_a`. Integrated in steps of a
/// fiftieth of the mean time between events, to about eight digits for a smooth `survives` and
/// about three where it jumps. None if an argument is not positive or the integral does not
/// settle (the servers cannot keep up with those who never give up).
pub fn with_patience(rate: f64, mean: f64, servers: usize, survives: impl Fn(f64) -> f64) -> Option<Abandonment> {
    if servers == 0 || !(rate > 0.0 && mean > 0.0) || !(rate / mean).is_finite() {
        return None;
    }
    let full = servers as f64 / mean;
    let step = 0.02 / (rate + full);
    // The wait a caller without limit would face has density proportional to exp(rate H(x) -
    // full x), with H(x) the integral of `survives`. Sums are kept relative to exp(`scale`).
    let mut scale = 0.0;
    let mut sums = Sums::default();
    let mut h = 0.0;
    let mut left = survives(0.0);
    for panel in 0..LIMIT {
        let x = panel as f64 * step;
        let (middle, right) = (survives(x + step / 2.0), survives(x + step));
        let h_middle = h + step / 24.0 * (5.0 * left + 8.0 * middle - right);
        let h_right = h + step / 6.0 * (left + 4.0 * middle + right);
        let points = [(1.0, x, left, h), (4.0, x + step / 2.0, middle, h_middle), (1.0, x + step, right, h_right)];
        for (weight, x, alive, h) in points {
            let exponent = rate * h - full * x;
            if exponent > scale + 200.0 {
                sums.shrink((scale - exponent).exp());
                scale = exponent;
            }
            sums.add(weight * step / 6.0 * (exponent - scale).exp(), x, alive, h);
        }
        (h, left) = (h_right, right);
        // Past the last arrival willing to wait so long, the density falls at least this fast.
        let fall = full - rate * right;
        let density = (rate * h - full * (x + step) - scale).exp();
        if fall > 0.0 && density * (x + step + 1.0 / fall) / fall <= 1e-14 * sums.wait.min(sums.all) {
            return Some(sums.answers(rate, free_weight(servers, rate * mean), scale));
        }
    }
    None
}

/// Integrals over the wait faced, each against its density.
#[derive(Default)]
struct Sums {
    all: f64,
    gives_up: f64,
    wait: f64,
    wait_answered: f64,
}

impl Sums {
    fn add(&mut self, density: f64, x: f64, alive: f64, h: f64) {
        self.all += density;
        self.gives_up += density * (1.0 - alive);
        self.wait += density * h;
        self.wait_answered += density * x * alive;
    }

    fn shrink(&mut self, by: f64) {
        self.all *= by;
        self.gives_up *= by;
        self.wait *= by;
        self.wait_answered *= by;
    }

    /// `free` is the weight of finding a server free, to be set against rate × the integrals.
    fn answers(&self, rate: f64, free: f64, scale: f64) -> Abandonment {
        let total = free * (-scale).exp() + rate * self.all;
        let abandoned = rate * self.gives_up / total;
        let wait = rate * self.wait / total;
        let answered = rate * self.wait_answered / total;
        assemble(rate, abandoned, wait, 1.0 - abandoned, answered)
    }
}

/// Sum over n < c of (c-1)!/n! × load^(n-c+1): Zeltyn & Mandelbaum's ε, in units of one.
fn free_weight(servers: usize, load: f64) -> f64 {
    (1..servers).fold(1.0, |sum, n| 1.0 + sum * n as f64 / load)
}

/// Answers from shares and from waits counted per caller, not per answered caller.
fn assemble(rate: f64, abandoned: f64, wait: f64, answered: f64, waited: f64) -> Abandonment {
    Abandonment {
        abandoned,
        wait_all: wait,
        wait_answered: waited / answered,
        wait_abandoned: if abandoned > 0.0 { (wait - waited) / abandoned } else { f64::NAN },
        queue: rate * wait,
    }
}

/// Stationary chances of a birth-and-death chain whose death rates never fall with n.
fn birth_death(birth: f64, death: impl Fn(usize) -> f64) -> Option<Vec<f64>> {
    let mut p = vec![1.0f64];
    let mut total = 1.0;
    for n in 1..LIMIT {
        let ratio = birth / death(n);
        let weight = p[n - 1] * ratio;
        p.push(weight);
        total += weight;
        if weight > 1e250 {
            // Keeps the weights within range; the early ones vanish as they should.
            p.iter_mut().for_each(|p| *p *= 1e-250);
            total *= 1e-250;
        }
        if ratio < 1.0 && p[n] * n as f64 / (1.0 - ratio).powi(2) < 1e-17 * total {
            p.iter_mut().for_each(|p| *p /= total);
            return Some(p);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::super::many::mmc_wait;
    use super::*;

    const CASES: [(f64, f64, f64, usize); 4] =
        [(0.9, 4.0, 6.0, 3), (0.5, 4.0, 10.0, 4), (3.0, 4.0, 2.0, 5), (0.2, 1.0, 3.0, 1)];

    fn assert_same(got: Abandonment, want: Abandonment, tolerance: f64) {
        assert_close("abandoned", got.abandoned, want.abandoned, tolerance);
        assert_close("all", got.wait_all, want.wait_all, tolerance);
        assert_close("answered", got.wait_answered, want.wait_answered, tolerance);
        assert_close("gave up", got.wait_abandoned, want.wait_abandoned, tolerance);
        assert_close("queue", got.queue, want.queue, tolerance);
    }

    /// Replications of a queue by the times its servers come free.
    fn simulate(
        (rate, mean, servers): (f64, f64, usize),
        mut patience: impl FnMut(&mut Lcg) -> f64,
        exact: Abandonment,
    ) {
        let mut lcg = Lcg::new(13);
        let mut columns: [Vec<f64>; 4] = Default::default();
        for _ in 0..40 {
            let (mut free, mut now) = (vec![0.0f64; servers], 0.0);
            let (mut gone, mut waited, mut gone_after, mut n) = (0.0, 0.0, 0.0, 0.0);
            for i in 0..6000 {
                now += lcg.exponential(1.0 / rate);
                free.sort_by(f64::total_cmp);
                let (faced, limit) = ((free[0] - now).max(0.0), patience(&mut lcg));
                if limit > faced {
                    free[0] = now + faced + lcg.exponential(mean);
                }
                if i < 500 {
                    continue;
                }
                n += 1.0;
                if limit > faced {
                    waited += faced;
                } else {
                    gone += 1.0;
                    gone_after += limit;
                }
            }
            columns[0].push(gone / n);
            columns[1].push((waited + gone_after) / n);
            columns[2].push(waited / (n - gone));
            columns[3].push(gone_after / gone);
        }
        assert_mean("abandoned", &columns[0], exact.abandoned);
        assert_mean("all", &columns[1], exact.wait_all);
        assert_mean("answered", &columns[2], exact.wait_answered);
        assert_mean("gave up", &columns[3], exact.wait_abandoned);
    }

    #[test]
    fn integration_with_exponential_patience_is_erlang_a() {
        for (rate, mean, patience, servers) in CASES {
            let chain = erlang_a(rate, mean, patience, servers).unwrap();
            let integral = with_patience(rate, mean, servers, |x| (-x / patience).exp()).unwrap();
            assert_same(integral, chain, 1e-8);
        }
    }

    #[test]
    fn patience_equal_to_mean_service_is_a_poisson_number_in_system() {
        // With theta = mu every death rate is n mu, as if there were endless servers.
        let (load, servers) = (4.0, 3);
        let got = erlang_a(2.0, 2.0, 2.0, servers).unwrap();
        let (mut p, mut queue) = (f64::exp(-load), 0.0);
        for n in 1..100 {
            p *= load / n as f64;
            queue += p * (n as f64 - servers as f64).max(0.0);
        }
        assert_close("queue", got.queue, queue, 1e-13);
        assert_close("abandoned", got.abandoned, queue / load, 1e-13);
    }

    #[test]
    fn endless_patience_is_erlang_c() {
        let got = erlang_a(0.6, 4.0, f64::INFINITY, 3).unwrap();
        assert_close("wait", got.wait_answered, mmc_wait(0.6, 4.0, 3), 1e-11);
        assert!(got.wait_abandoned.is_nan() && got.abandoned == 0.0);
        assert_eq!(erlang_a(1.0, 4.0, f64::INFINITY, 3), None);
        let integral = with_patience(0.6, 4.0, 3, |_| 1.0).unwrap();
        assert_close("wait", integral.wait_all, mmc_wait(0.6, 4.0, 3), 1e-8);
    }

    #[test]
    fn erlang_a_agrees_with_a_simulation() {
        for (rate, mean, patience, servers) in CASES {
            let exact = erlang_a(rate, mean, patience, servers).unwrap();
            simulate((rate, mean, servers), |lcg| lcg.exponential(patience), exact);
        }
    }

    #[test]
    fn lognormal_patience_agrees_with_a_simulation() {
        let (rate, mean, servers) = (0.9, 4.0, 3);
        let (median, sigma) = (5.0f64, 0.8);
        // The lognormal tail by midpoint integration of the normal density.
        let survives = |x: f64| {
            if x <= 0.0 {
                return 1.0;
            }
            let from = ((x / median).ln() / sigma).clamp(-9.0, 9.0);
            let n = 200;
            let width = (9.0 - from) / f64::from(n);
            let density = |z: f64| (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
            (0..n).map(|i| density(from + (f64::from(i) + 0.5) * width) * width).sum()
        };
        let exact = with_patience(rate, mean, servers, survives).unwrap();
        simulate((rate, mean, servers), |lcg| median * (sigma * lcg.normal()).exp(), exact);
    }

    #[test]
    fn equal_patience_for_all_agrees_with_its_closed_form() {
        // One server: the density is free, then exp((rate - 1/mean) x) up to the limit, after
        // which exp(-x/mean) continues.
        let (rate, mean, limit): (f64, f64, f64) = (0.3, 4.0, 7.0);
        let mu = 1.0 / mean;
        let got = with_patience(rate, mean, 1, |x| f64::from(x < limit)).unwrap();
        let grow = rate - mu;
        let below = ((grow * limit).exp() - 1.0) / grow;
        let beyond = (grow * limit).exp() / mu;
        let total = 1.0 + rate * (below + beyond);
        assert_close("abandoned", got.abandoned, rate * beyond / total, 3e-3);
        assert_close("gave up", got.wait_abandoned, limit, 3e-3);
    }

    #[test]
    fn light_load_on_many_servers_and_heavy_overload_both_have_answers() {
        let light = erlang_a(0.5, 2.0, 5.0, 300).unwrap();
        assert!(light.abandoned < 1e-100 && light.wait_answered < 1e-100);
        let heavy = erlang_a(500.0, 2.0, 5.0, 10).unwrap();
        // In the fluid limit the servers are always busy.
        assert_close("abandoned", heavy.abandoned, 1.0 - 5.0 / 500.0, 1e-6);
        let integral = with_patience(500.0, 2.0, 10, |x| (-x / 5.0).exp()).unwrap();
        assert_same(integral, heavy, 1e-6);
    }

    #[test]
    fn impossible_arguments_give_none() {
        assert_eq!(erlang_a(1.0, 1.0, 1.0, 0), None);
        assert_eq!(erlang_a(0.0, 1.0, 1.0, 1), None);
        assert_eq!(erlang_a(1.0, f64::NAN, 1.0, 1), None);
        assert_eq!(with_patience(1.0, 1.0, 0, |_| 1.0), None);
    }
}
