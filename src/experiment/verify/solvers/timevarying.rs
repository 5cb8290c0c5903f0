//! A day with arrival rate and number of servers changing by slot, solved by uniformisation.

use super::daychain::Chain;

/// A day of equal slots (half hours, say), starting empty at opening.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// Length of a slot, in the caller's unit of time.
    pub slot: f64,
    /// Arrivals per unit of time in each slot.
    pub rates: &'a [f64],
    /// Servers on the rota in each slot, as many as there are rates.
    pub servers: &'a [usize],
    /// Mean of the exponential service time.
    pub mean: f64,
    /// Mean of the exponential patience; infinity for callers who never give up.
    pub patience: f64,
    /// What happens to those waiting at the end of the last slot.
    pub at_close: AtClose,
}

/// What happens to those still waiting at closing time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtClose {
    /// Counting stops: they are neither answered nor abandoned, and wait no longer.
    Stop,
    /// No more arrivals, but the last slot's servers work on until nobody waits.
    ServeOut,
}

/// Expected course of the day.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Mean number waiting at each slot boundary (slots + 1, from opening to close), just before
    /// the rota changes.
    pub queue_before: Vec<f64>,
    /// The same just after the rota changes, when added servers have taken those waiting.
    pub queue_after: Vec<f64>,
    /// Mean number waiting, averaged over each slot.
    pub queue_mean: Vec<f64>,
    /// Mean number of servers busy, averaged over each slot.
    pub busy_mean: Vec<f64>,
    /// Mean number of arrivals in the day.
    pub arrivals: f64,
    /// Mean number whose service started (by close, or ever if they are served out).
    pub answered: f64,
    /// Mean number who gave up.
    pub abandoned: f64,
    /// Mean number still waiting when counting stops.
    pub left_waiting: f64,
    /// Mean time in queue per arrival while counting lasts, by Little's law.
    pub wait: f64,
}

/// Most places in the queue tried before giving up on an answer.
const LONGEST_QUEUE: usize = 8192;
/// Slots after close allowed for serving out.
const LONGEST_CLOSE: usize = 10_000;

/// Expected course of the day, exact but for truncation (Jensen's uniformisation of the forward
/// equations; Green, Kolesar & Whitt 2007 on staffing such days).
///
/// A service under way when the rota falls is finished by its server, who then leaves, so more
/// may be busy than are on the rota. The queue is cut off where fewer than one arrival in 10^10
/// is turned away. None if the slots and servers differ in number, a value is negative or not
/// positive where it must be, the queue outgrows 8192, or the last rota cannot serve out.
pub fn day(day: &Day) -> Option<Course> {
    let sound = day.rates.len() == day.servers.len()
        && day.rates.iter().all(|r| r.is_finite() && *r >= 0.0)
        && [day.slot, day.mean].iter().all(|x| x.is_finite() && *x > 0.0)
        && day.patience > 0.0;
    if !sound {
        return None;
    }
    let mut places = 32;
    while places <= LONGEST_QUEUE {
        let (course, lost) = run(day, places)?;
        if lost <= 1e-10 * course.arrivals {
            return Some(course);
        }
        places *= 2;
    }
    None
}

/// The day with `places` in the queue, and the mean number of arrivals turned away.
fn run(day: &Day, places: usize) -> Option<(Course, f64)> {
    let most_busy = day.servers.iter().copied().max().unwrap_or(0);
    let mut chain = Chain::empty(most_busy, places, day.mean, day.patience);
    let theta = 1.0 / day.patience;
    let (mut waited, mut lost) = (0.0, 0.0);
    let mut course = Course {
        queue_before: Vec::new(),
        queue_after: Vec::new(),
        queue_mean: Vec::new(),
        busy_mean: Vec::new(),
        arrivals: day.slot * day.rates.iter().sum::<f64>(),
        answered: 0.0,
        abandoned: 0.0,
        left_waiting: 0.0,
        wait: f64::NAN,
    };
    for (&rate, &servers) in day.rates.iter().zip(day.servers) {
        course.queue_before.push(chain.now().queue);
        chain.change_rota(servers);
        course.queue_after.push(chain.now().queue);
        let over = chain.pass(day.slot, rate, servers);
        course.queue_mean.push(over.queue / day.slot);
        course.busy_mean.push(over.busy / day.slot);
        waited += over.queue;
        lost += rate * over.full;
    }
    let mut queue = chain.now().queue;
    course.queue_before.push(queue);
    course.queue_after.push(queue);
    if day.at_close == AtClose::ServeOut {
        let servers = day.servers.last().copied().unwrap_or(0);
        let mut slots = 0;
        while queue > 1e-12 {
            waited += chain.pass(day.slot, 0.0, servers).queue;
            queue = chain.now().queue;
            slots += 1;
            if slots > LONGEST_CLOSE {
                return None;
            }
        }
    }
    course.abandoned = theta * waited;
    course.left_waiting = queue;
    course.answered = course.arrivals - course.abandoned - queue;
    course.wait = waited / course.arrivals;
    Some((course, lost))
}

#[cfg(test)]
mod tests {
    use super::super::abandon::erlang_a;
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::*;

    const BUSY_MORNING: Day = Day {
        slot: 30.0,
        rates: &[1.2, 0.9, 0.3, 0.5, 0.2],
        servers: &[3, 4, 1, 2, 1],
        mean: 4.0,
        patience: 12.0,
        at_close: AtClose::Stop,
    };

    #[test]
    fn endless_servers_follow_their_differential_equation() {
        // The mean number busy obeys m' = rate - m / mean, whatever the rota.
        let rates = [2.0, 0.5, 1.0];
        let got = day(&Day { rates: &rates, servers: &[40; 3], ..BUSY_MORNING }).unwrap();
        let mut m = 0.0;
        for (&rate, busy) in rates.iter().zip(&got.busy_mean) {
            let settled = rate * 4.0;
            let decay = f64::exp(-30.0 / 4.0);
            let mean = settled + (m - settled) * (1.0 - decay) * 4.0 / 30.0;
            assert_close("busy", *busy, mean, 1e-10);
            m = settled + (m - settled) * decay;
        }
        assert_close("all answered at once", got.answered, 105.0, 1e-10);
    }

    #[test]
    fn a_long_day_without_change_settles_at_erlang_a() {
        let got = day(&Day { rates: &[0.9; 40], servers: &[3; 40], ..BUSY_MORNING }).unwrap();
        let exact = erlang_a(0.9, 4.0, 12.0, 3).unwrap();
        assert_close("end", got.queue_before[40], exact.queue, 1e-8);
        assert_close("mean", got.queue_mean[39], exact.queue, 1e-8);
    }

    #[test]
    fn those_answered_are_those_finished_and_those_in_service_at_close() {
        let got = day(&BUSY_MORNING).unwrap();
        let finished = got.busy_mean.iter().sum::<f64>() * 30.0 / 4.0;
        // Served out, everyone answered has also been finished or is in the last services.
        let short = Day {
            rates: &[1.2, 0.9, 0.3, 0.5, 0.2, 0.0],
            servers: &[3, 4, 1, 2, 1, 0],
            patience: f64::INFINITY,
            ..BUSY_MORNING
        };
        let idle = day(&short).unwrap();
        let done = idle.busy_mean.iter().sum::<f64>() * 30.0 / 4.0;
        // With nobody on the rota, only services under way go on, and 30 of 4 leaves e^-7.5.
        assert!((idle.answered - done) / done < 1e-4 && idle.answered > done);
        assert!(got.answered > finished && got.answered - finished < 1.01);
        assert_close("flows", got.answered + got.abandoned + got.left_waiting, 93.0, 1e-12);
    }

    #[test]
    fn the_day_agrees_with_a_simulation() {
        for (patience, at_close) in [(12.0, AtClose::Stop), (f64::INFINITY, AtClose::ServeOut)] {
            let plan = Day { patience, at_close, ..BUSY_MORNING };
            let exact = day(&plan).unwrap();
            let mut lcg = Lcg::new(15);
            let mut columns: [Vec<f64>; 6] = Default::default();
            for _ in 0..8000 {
                let seen = simulate(&plan, &mut lcg);
                columns.iter_mut().zip(seen).for_each(|(c, x)| c.push(x));
            }
            assert_mean("answered", &columns[0], exact.answered);
            assert_mean("wait", &columns[1], exact.wait * exact.arrivals);
            assert_mean("before third slot", &columns[2], exact.queue_before[2]);
            assert_mean("after opening of fourth", &columns[3], exact.queue_after[3]);
            assert_mean("over third", &columns[4], exact.queue_mean[2]);
            assert_mean("busy in third", &columns[5], exact.busy_mean[2]);
        }
    }

    /// One day event by event: answered, total wait, queue before slot 2 and after the change
    /// into slot 3, and queue and busy averaged over slot 2.
    fn simulate(plan: &Day, lcg: &mut Lcg) -> [f64; 6] {
        let close = plan.slot * plan.rates.len() as f64;
        let (mut now, mut busy, mut queue) = (0.0, 0usize, 0usize);
        let mut seen = [0.0; 6];
        let mut slot = 0;
        loop {
            let open = now < close;
            if !open && (plan.at_close == AtClose::Stop || queue == 0) {
                return seen;
            }
            let last = plan.rates.len() - 1;
            let rate = if open { plan.rates[slot] } else { 0.0 };
            let servers = plan.servers[slot.min(last)];
            while queue > 0 && busy < servers {
                queue -= 1;
                busy += 1;
                seen[0] += 1.0;
            }
            if slot == 3 && now == 3.0 * plan.slot {
                seen[3] = queue as f64;
            }
            let done = busy as f64 / plan.mean;
            let total = rate + done + queue as f64 / plan.patience;
            let end = if open { plan.slot * (slot + 1) as f64 } else { f64::INFINITY };
            let next = now + lcg.exponential(1.0 / total);
            let stop = next.min(end);
            seen[1] += queue as f64 * (stop - now);
            if open && slot == 2 {
                seen[4] += queue as f64 * (stop - now) / plan.slot;
                seen[5] += busy as f64 * (stop - now) / plan.slot;
            }
            now = stop;
            if next >= end {
                slot += 1;
                if slot == 2 {
                    seen[2] = queue as f64;
                }
                continue;
            }
            let which = lcg.uniform() * total;
            if which < rate {
                if busy < servers {
                    busy += 1;
                    seen[0] += 1.0;
                } else {
                    queue += 1;
                }
            } else if which < rate + done {
                busy -= 1;
            } else {
                queue -= 1;
            }
        }
    }

    #[test]
    fn impossible_days_give_none() {
        assert_eq!(day(&Day { servers: &[1], ..BUSY_MORNING }), None);
        assert_eq!(day(&Day { mean: 0.0, ..BUSY_MORNING }), None);
        let never =
            Day { rates: &[1.0], servers: &[0], patience: f64::INFINITY, at_close: AtClose::ServeOut, ..BUSY_MORNING };
        assert_eq!(day(&never), None);
    }
}
