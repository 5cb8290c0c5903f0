//! Callers who ring again: finite lines, impatience and an orbit of redialling callers.

use super::chain::{Matrix, add, mean_times, stationary};

/// A telephone line with redialling, in steady state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// New callers (needs) per unit of time.
    pub rate: f64,
    /// Mean of the exponential service time.
    pub mean: f64,
    /// Servers.
    pub servers: usize,
    /// Lines, counting those in service; the rest of them can wait.
    pub lines: usize,
    /// Mean of the exponential patience while waiting; infinity for never giving up.
    pub patience: f64,
    /// Chance that a caller who finds every line taken will ring again (each time).
    pub again_blocked: f64,
    /// Chance that a caller who gives up waiting will ring again (each time).
    pub again_abandoned: f64,
    /// Mean of the exponential delay before ringing again.
    pub delay: f64,
}

/// Long-run answers for a line with redialling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Redialling {
    /// Mean number waiting.
    pub queue: f64,
    /// Mean number of servers busy.
    pub busy: f64,
    /// Mean number who will ring again.
    pub orbit: f64,
    /// Attempts per need, the first included.
    pub attempts: f64,
    /// Share of attempts that find every line taken.
    pub blocked: f64,
    /// Share of attempts that end by giving up.
    pub abandoned: f64,
    /// Share of needs answered in the end.
    pub answered: f64,
    /// Mean wait per attempt, those blocked counting as no wait.
    pub wait_per_attempt: f64,
    /// Mean wait per attempt that got a line, whether answered or given up.
    pub wait_on_line: f64,
}

/// Largest number in orbit tried before giving up on an answer.
const LARGEST_ORBIT: usize = 4096;

/// Steady state of the chain on (on the line, in orbit), by block elimination from the largest
/// orbit down (a level-dependent quasi-birth-death process; Falin & Templeton 1997).
///
/// The orbit is cut off where it is as large with chance below 1e-14. Attempts per need are not
/// limited. None if a value is out of range, if all ring again and the servers cannot keep up,
/// or if the orbit would outgrow 4096.
pub fn redialling(line: &Line) -> Option<Redialling> {
    let positive = [line.rate, line.mean, line.delay];
    let shares = [line.again_blocked, line.again_abandoned];
    let sound = positive.iter().all(|x| x.is_finite() && *x > 0.0)
        && shares.iter().all(|p| (0.0..=1.0).contains(p))
        && line.patience > 0.0
        && line.servers > 0
        && line.lines >= line.servers;
    if !sound {
        return None;
    }
    let waiting = (line.lines - line.servers) as f64;
    let gone_for_good = waiting / line.patience * (1.0 - line.again_abandoned);
    // With everybody in a large orbit ringing at once all lines are always taken.
    if line.again_blocked == 1.0 && line.rate >= line.servers as f64 / line.mean + gone_for_good {
        return None;
    }
    let mut top = 32;
    while top <= LARGEST_ORBIT {
        let p = solve(line, top);
        if p[top].iter().sum::<f64>() < 1e-14 {
            return Some(answers(line, &p));
        }
        top *= 2;
    }
    None
}

/// Callers giving up per unit of time with `n` on the line.
fn gives_up(line: &Line, n: usize) -> f64 {
    n.saturating_sub(line.servers) as f64 / line.patience
}

/// Chances p[orbit][on the line] with at most `top` in orbit.
fn solve(line: &Line, top: usize) -> Vec<Vec<f64>> {
    let full = line.lines;
    // A step up to a larger orbit: giving up with n on the line, or finding it full.
    let up = |n: usize| gives_up(line, n) * line.again_abandoned;
    let up_full = line.rate * line.again_blocked;

    // From the largest orbit down: mean times `spent` in each state of an orbit size and above
    // it before the orbit first gets smaller, and the chance of the state it then is in.
    let mut spent = Vec::with_capacity(top);
    let mut returns: Option<Matrix> = None;
    for orbit in (1..=top).rev() {
        let rates = within(line, returns.as_ref());
        let redial = orbit as f64 / line.delay;
        let mut down = vec![redial; full + 1];
        down[full] = redial * (1.0 - line.again_blocked);
        let times = mean_times(&rates, &down);
        returns = Some(times.iter().map(|row| landing(row, &down)).collect());
        spent.push(times);
    }
    // Orbit empty, then up again: entries into each larger orbit times the time spent there.
    let mut p = vec![stationary(within(line, returns.as_ref()))];
    for times in spent.iter().rev() {
        let below = &p[p.len() - 1];
        let mut enter: Vec<f64> = (1..=full).map(|n| below[n] * up(n)).collect();
        enter.push(below[full] * up_full);
        let mut here = vec![0.0; full + 1];
        for (enter, row) in enter.iter().zip(times) {
            here.iter_mut().zip(row).for_each(|(p, time)| *p += enter * time);
        }
        p.push(here);
    }
    let total: f64 = p.iter().flatten().sum();
    p.iter_mut().flatten().for_each(|x| *x /= total);
    p
}

/// Rates between numbers on the line with the orbit size unchanged, an excursion to larger
/// orbits counting as a jump to where it `returns` (none: at the largest orbit, where those who
/// would join are lost).
fn within(line: &Line, returns: Option<&Matrix>) -> Matrix {
    let full = line.lines;
    let mut rates = vec![vec![0.0; full + 1]; full + 1];
    for n in 0..=full {
        if n < full {
            rates[n][n + 1] += line.rate;
        }
        if n == 0 {
            continue;
        }
        let joins = gives_up(line, n) * line.again_abandoned;
        rates[n][n - 1] += n.min(line.servers) as f64 / line.mean + gives_up(line, n) - joins;
        if let Some(returns) = returns {
            add(&mut rates[n], &returns[n - 1], joins);
        } else {
            rates[n][n - 1] += joins;
        }
    }
    if let Some(returns) = returns {
        add(&mut rates[full], &returns[full], line.rate * line.again_blocked);
    }
    rates
}

/// Chance of each number on the line when the orbit first gets smaller: a redial that gets a
/// line takes it, one that does not and is the last leaves the line full.
fn landing(times: &[f64], down: &[f64]) -> Vec<f64> {
    let full = times.len() - 1;
    let mut chance = vec![0.0; full + 1];
    for (n, (time, rate)) in times.iter().zip(down).enumerate() {
        chance[(n + 1).min(full)] += time * rate;
    }
    chance
}

/// Long-run answers from the chances p[orbit][on the line].
fn answers(line: &Line, p: &[Vec<f64>]) -> Redialling {
    let (mut queue, mut busy, mut orbit, mut blocked) = (0.0, 0.0, 0.0, 0.0);
    for (j, level) in p.iter().enumerate() {
        let ring = line.rate + j as f64 / line.delay;
        for (n, &chance) in level.iter().enumerate() {
            queue += chance * n.saturating_sub(line.servers) as f64;
            busy += chance * n.min(line.servers) as f64;
            orbit += chance * j as f64;
        }
        blocked += ring * level[line.lines];
    }
    let attempts = line.rate + orbit / line.delay;
    Redialling {
        queue,
        busy,
        orbit,
        attempts: attempts / line.rate,
        blocked: blocked / attempts,
        abandoned: queue / line.patience / attempts,
        answered: busy / line.mean / line.rate,
        wait_per_attempt: queue / attempts,
        wait_on_line: queue / (attempts - blocked),
    }
}

#[cfg(test)]
mod tests {
    use super::super::abandon::erlang_a;
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::super::many::finite_lines;
    use super::*;

    const MORNING: Line = Line {
        rate: 0.8,
        mean: 4.0,
        servers: 3,
        lines: 6,
        patience: 10.0,
        again_blocked: 0.9,
        again_abandoned: 0.6,
        delay: 8.0,
    };

    #[test]
    fn nobody_ringing_again_is_finite_lines_or_erlang_a() {
        let once = Line { again_blocked: 0.0, again_abandoned: 0.0, ..MORNING };
        let endless = redialling(&Line { patience: f64::INFINITY, ..once }).unwrap();
        let exact = finite_lines(0.8, 4.0, 3, 6).unwrap();
        assert_close("blocked", endless.blocked, exact.blocked, 1e-12);
        assert_close("wait", endless.wait_on_line, exact.wait_accepted, 1e-12);
        let open = redialling(&Line { lines: 60, ..once }).unwrap();
        let exact = erlang_a(0.8, 4.0, 10.0, 3).unwrap();
        assert_close("abandoned", open.abandoned, exact.abandoned, 1e-11);
        assert_close("wait", open.wait_per_attempt, exact.wait_all, 1e-11);
        assert_eq!(open.attempts, 1.0);
    }

    #[test]
    fn one_server_without_waiting_has_the_classical_mean_orbit() {
        // Falin & Templeton: load^2/(1 - load) + rate × delay × load/(1 - load).
        let (rate, mean, delay) = (0.6, 1.0, 2.5);
        let line =
            Line { rate, mean, delay, servers: 1, lines: 1, patience: 1.0, again_blocked: 1.0, again_abandoned: 1.0 };
        let load = rate * mean;
        let orbit = (load * load + rate * delay * load) / (1.0 - load);
        let got = redialling(&line).unwrap();
        assert_close("orbit", got.orbit, orbit, 1e-10);
        assert_close("answered", got.answered, 1.0, 1e-12);
        assert_close("busy", got.busy, load, 1e-12);
    }

    #[test]
    fn what_comes_in_goes_out_and_attempts_balance() {
        let got = redialling(&MORNING).unwrap();
        let lost = got.attempts * (got.blocked * 0.1 + got.abandoned * 0.4);
        assert_close("needs", got.answered + lost, 1.0, 1e-12);
        let again = got.attempts * (got.blocked * 0.9 + got.abandoned * 0.6);
        assert_close("attempts", got.attempts, 1.0 + again, 1e-12);
    }

    #[test]
    fn the_answers_satisfy_the_balance_equations_of_every_state() {
        let top = 200;
        let p = solve(&MORNING, top);
        let l = &MORNING;
        let rate = |j: usize, n: usize| -> Vec<((usize, usize), f64)> {
            let (redial, gone) = (j as f64 / l.delay, n.saturating_sub(3) as f64 / l.patience);
            let mut moves = vec![];
            if n < 6 {
                moves.push(((j, n + 1), l.rate));
            } else {
                moves.push(((j + 1, n), l.rate * 0.9));
            }
            if j > 0 && n < 6 {
                moves.push(((j - 1, n + 1), redial));
            } else if j > 0 {
                moves.push(((j - 1, n), redial * (1.0 - l.again_blocked)));
            }
            if n > 0 {
                moves.push(((j, n - 1), n.min(3) as f64 / l.mean + gone * 0.4));
                moves.push(((j + 1, n - 1), gone * 0.6));
            }
            moves
        };
        let mut net = vec![vec![0.0; 7]; top + 2];
        for j in 0..=top {
            for n in 0..=6 {
                for ((to_j, to_n), rate) in rate(j, n) {
                    net[j][n] -= p[j][n] * rate;
                    net[to_j][to_n] += p[j][n] * rate;
                }
            }
        }
        assert!(net.iter().flatten().all(|x| x.abs() < 1e-12));
    }

    #[test]
    fn redialling_agrees_with_a_simulation_event_by_event() {
        let exact = redialling(&MORNING).unwrap();
        let l = MORNING;
        let mut lcg = Lcg::new(16);
        let mut columns: [Vec<f64>; 5] = Default::default();
        for _ in 0..40 {
            let (mut n, mut orbit, mut now) = (0usize, 0usize, 0.0);
            let (mut queue, mut away, mut attempts, mut needs, mut answered) = (0.0, 0.0, 0.0, 0.0, 0.0);
            while now < 12_000.0 {
                let counting = f64::from(now > 1000.0);
                let waiting = n.saturating_sub(l.servers) as f64;
                let done = n.min(l.servers) as f64 / l.mean;
                let (gone, redial) = (waiting / l.patience, orbit as f64 / l.delay);
                let total = l.rate + done + gone + redial;
                let passed = lcg.exponential(1.0 / total);
                now += passed;
                queue += waiting * passed * counting;
                away += orbit as f64 * passed * counting;
                let which = lcg.uniform() * total;
                if which < l.rate + redial {
                    attempts += counting;
                    if which < l.rate {
                        needs += counting;
                    } else {
                        orbit -= 1;
                    }
                    if n < l.lines {
                        n += 1;
                    } else if lcg.happens(l.again_blocked) {
                        orbit += 1;
                    }
                } else if which < l.rate + redial + done {
                    answered += counting;
                    n -= 1;
                } else {
                    n -= 1;
                    orbit += usize::from(lcg.happens(l.again_abandoned));
                }
            }
            columns[0].push(queue / 11_000.0);
            columns[1].push(away / 11_000.0);
            columns[2].push(attempts / needs);
            columns[3].push(answered / needs);
            columns[4].push(queue / attempts);
        }
        assert_mean("queue", &columns[0], exact.queue);
        assert_mean("orbit", &columns[1], exact.orbit);
        assert_mean("attempts", &columns[2], exact.attempts);
        assert_mean("answered", &columns[3], exact.answered);
        assert_mean("wait", &columns[4], exact.wait_per_attempt);
    }

    #[test]
    fn lines_that_cannot_keep_up_with_everybody_ringing_again_give_none() {
        let all = Line { again_blocked: 1.0, again_abandoned: 1.0, ..MORNING };
        assert_eq!(redialling(&all), None);
        assert!(redialling(&Line { rate: 0.5, ..all }).is_some());
        assert_eq!(redialling(&Line { lines: 2, ..MORNING }), None);
        assert_eq!(redialling(&Line { again_blocked: 1.5, ..MORNING }), None);
        assert_eq!(redialling(&Line { delay: f64::NAN, ..MORNING }), None);
    }
}
