//! Mean wait in queue for one server: M/G/1, M/M/1 and M/D/1.

/// Mean wait in queue of the M/G/1 queue (Pollaczek 1930, Khinchine 1932).
///
/// `rate` is arrivals per unit of time, `mean` the mean service time in the same unit and `cv`
/// its coefficient of variation. Infinite when the server cannot keep up (rate × mean ≥ 1); NaN
/// if an argument is negative or not a number.
pub fn mg1_wait(rate: f64, mean: f64, cv: f64) -> f64 {
    if !(rate >= 0.0 && mean >= 0.0 && cv >= 0.0) {
        return f64::NAN;
    }
    let load = rate * mean;
    if load >= 1.0 {
        return f64::INFINITY;
    }
    load * mean * (1.0 + cv * cv) / (2.0 * (1.0 - load))
}

/// Mean wait in queue with exponential service times; arguments and errors as `mg1_wait`.
pub fn mm1_wait(rate: f64, mean: f64) -> f64 {
    mg1_wait(rate, mean, 1.0)
}

/// Mean wait in queue with service times all equal; arguments and errors as `mg1_wait`.
pub fn md1_wait(rate: f64, mean: f64) -> f64 {
    mg1_wait(rate, mean, 0.0)
}

#[cfg(test)]
mod tests {
    use super::super::chain::stationary;
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::*;

    #[test]
    fn mm1_agrees_with_its_stationary_chain() {
        let (rate, mean) = (0.7, 1.0);
        // At load 0.7 the chance of more than 150 in the system is below 1e-23.
        let n = 150;
        let mut rates = vec![vec![0.0; n]; n];
        for i in 1..n {
            rates[i - 1][i] = rate;
            rates[i][i - 1] = 1.0 / mean;
        }
        let p = stationary(rates);
        let queue: f64 = (1..n).map(|i| (i - 1) as f64 * p[i]).sum();
        assert_close("mm1", mm1_wait(rate, mean), queue / rate, 1e-12);
    }

    #[test]
    fn md1_agrees_with_the_chain_at_departures() {
        // Number left behind: N' = max(N - 1, 0) + arrivals during one service.
        let (rate, mean, n) = (0.8, 1.0, 200);
        let mut pmf = vec![f64::exp(-rate * mean)];
        for k in 1..n {
            pmf.push(pmf[k - 1] * rate * mean / k as f64);
        }
        let chain = (0..n)
            .map(|from: usize| {
                let base = from.saturating_sub(1);
                (0..n).map(|to| if to >= base { pmf[to - base] } else { 0.0 }).collect()
            })
            .collect();
        let p = stationary(chain);
        let number: f64 = p.iter().enumerate().map(|(i, p)| i as f64 * p).sum();
        assert_close("md1", md1_wait(rate, mean), number / rate - mean, 1e-9);
    }

    #[test]
    fn mg1_agrees_with_a_simulation_of_lognormal_service() {
        let (rate, mean, cv) = (0.075, 10.0, 0.6f64);
        let sigma = (1.0 + cv * cv).ln().sqrt();
        let mut lcg = Lcg::new(11);
        let means: Vec<f64> = (0..40)
            .map(|_| {
                let (mut wait, mut total) = (0.0f64, 0.0);
                for i in 0..12_000 {
                    let service = mean * (sigma * lcg.normal() - sigma * sigma / 2.0).exp();
                    total += if i >= 2000 { wait } else { 0.0 };
                    wait = (wait + service - lcg.exponential(1.0 / rate)).max(0.0);
                }
                total / 10_000.0
            })
            .collect();
        assert_mean("mg1", &means, mg1_wait(rate, mean, cv));
    }

    #[test]
    fn an_overloaded_server_has_no_finite_wait_and_nonsense_gives_nan() {
        assert_eq!(mg1_wait(0.1, 10.0, 0.5), f64::INFINITY);
        assert!(mg1_wait(-1.0, 1.0, 1.0).is_nan() && mg1_wait(0.5, f64::NAN, 1.0).is_nan());
    }
}
