//! The chain behind a time-varying day: servers busy and callers waiting, by uniformisation.

use super::chain::add;

/// Means of a distribution, or of its integral over time.
pub(super) struct Moments {
    pub(super) queue: f64,
    pub(super) busy: f64,
    /// Chance that every place in the queue is taken.
    pub(super) full: f64,
}

/// The chain on (busy, queue), stored busy by busy.
pub(super) struct Chain {
    p: Vec<f64>,
    most_busy: usize,
    places: usize,
    mu: f64,
    theta: f64,
}

impl Chain {
    /// Nobody in service or waiting, with servers for at most `most_busy` and `places` to wait; `mean` and `patience` are
    /// those of the service time and of waiting.
    pub(super) fn empty(most_busy: usize, places: usize, mean: f64, patience: f64) -> Self {
        let mut p = vec![0.0; (most_busy + 1) * (places + 1)];
        p[0] = 1.0;
        Self { p, most_busy, places, mu: 1.0 / mean, theta: 1.0 / patience }
    }

    /// Means as things stand.
    pub(super) fn now(&self) -> Moments {
        self.moments(&self.p)
    }

    fn moments(&self, p: &[f64]) -> Moments {
        let mut sums = Moments { queue: 0.0, busy: 0.0, full: 0.0 };
        for (busy, row) in p.chunks(self.places + 1).enumerate() {
            for (queue, &chance) in row.iter().enumerate() {
                sums.queue += queue as f64 * chance;
                sums.busy += busy as f64 * chance;
            }
            sums.full += row[self.places];
        }
        sums
    }

    /// Servers added to the rota take those waiting at once; servers taken off change nothing
    /// until they finish.
    pub(super) fn change_rota(&mut self, servers: usize) {
        let row = self.places + 1;
        for busy in 0..servers.min(self.most_busy) {
            for queue in 1..=self.places {
                let taken = queue.min(servers - busy);
                let chance = std::mem::take(&mut self.p[busy * row + queue]);
                self.p[(busy + taken) * row + queue - taken] += chance;
            }
        }
    }

    /// Moves the distribution on by `time`; the integral of the means over that time.
    pub(super) fn pass(&mut self, time: f64, rate: f64, servers: usize) -> Moments {
        let fastest = rate + self.most_busy as f64 * self.mu + self.places as f64 * self.theta;
        if fastest == 0.0 {
            // Nothing can happen: the means simply last.
            let Moments { queue, busy, full } = self.now();
            return Moments { queue: queue * time, busy: busy * time, full: full * time };
        }
        // Short enough steps that the first Poisson weight does not vanish.
        let steps = (fastest * time / 100.0).ceil().max(1.0);
        let jumps = fastest * time / steps;
        let mut integral = vec![0.0; self.p.len()];
        let mut next = vec![0.0; self.p.len()];
        for _ in 0..steps as usize {
            let mut weight = (-jumps).exp();
            let mut more = 1.0 - weight;
            let mut state = std::mem::take(&mut self.p);
            let mut mixed: Vec<f64> = state.iter().map(|p| weight * p).collect();
            add(&mut integral, &state, more / fastest);
            let mut k = 0.0;
            while k < jumps || weight > 1e-17 {
                k += 1.0;
                weight *= jumps / k;
                more = (more - weight).max(0.0);
                self.jump(&state, &mut next, rate / fastest, fastest, servers);
                std::mem::swap(&mut state, &mut next);
                add(&mut mixed, &state, weight);
                add(&mut integral, &state, more / fastest);
            }
            self.p = mixed;
        }
        self.moments(&integral)
    }

    /// One jump of the uniformised chain. With `busy` below the rota nobody waits.
    fn jump(&self, from: &[f64], to: &mut [f64], arrive: f64, fastest: f64, servers: usize) {
        to.fill(0.0);
        let row = self.places + 1;
        for busy in 0..=self.most_busy {
            let done = busy as f64 * self.mu / fastest;
            for queue in 0..=self.places {
                let at = busy * row + queue;
                let chance = from[at];
                if chance == 0.0 {
                    continue;
                }
                let leave = queue as f64 * self.theta / fastest;
                let mut stay = 1.0 - done - leave;
                if busy < servers {
                    to[at + row] += chance * arrive;
                    stay -= arrive;
                } else if queue < self.places {
                    to[at + 1] += chance * arrive;
                    stay -= arrive;
                }
                if queue > 0 {
                    to[at - 1] += chance * leave;
                }
                if busy > servers || (busy > 0 && queue == 0) {
                    to[at - row] += chance * done;
                } else if busy > 0 {
                    to[at - 1] += chance * done;
                }
                to[at] += chance * stay;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::assert_close;
    use super::*;

    /// Three on the rota at most, calls of 2 on average, patience of 5.
    fn quiet(places: usize) -> Chain {
        Chain::empty(3, places, 2.0, 5.0)
    }

    #[test]
    fn a_fallen_rota_finishes_its_calls_and_takes_no_more() {
        // Three busy and two waiting when everybody goes off: each call lasts on at rate 1/2
        // and each caller gives up at rate 1/5, all independent.
        let mut chain = quiet(4);
        chain.p[0] = 0.0;
        chain.p[3 * 5 + 2] = 1.0;
        chain.change_rota(0);
        let over = chain.pass(3.0, 0.0, 0);
        assert_close("busy", chain.now().busy, 3.0 * f64::exp(-1.5), 1e-12);
        assert_close("queue", chain.now().queue, 2.0 * f64::exp(-0.6), 1e-12);
        assert_close("busy over", over.busy, 6.0 * (1.0 - f64::exp(-1.5)), 1e-12);
        assert_close("queue over", over.queue, 10.0 * (1.0 - f64::exp(-0.6)), 1e-12);
    }

    #[test]
    fn a_risen_rota_takes_those_waiting_at_once() {
        let mut chain = quiet(4);
        chain.p[0] = 0.0;
        chain.p[5 + 3] = 1.0;
        chain.change_rota(3);
        assert_eq!((chain.now().busy, chain.now().queue), (3.0, 1.0));
    }

    #[test]
    fn the_integral_agrees_with_small_steps_of_the_same_equations() {
        let mut whole = quiet(6);
        let over = whole.pass(4.0, 1.3, 2);
        let (mut chain, mut queue, steps) = (quiet(6), 0.0, 400);
        for _ in 0..steps {
            let before = chain.now().queue;
            chain.pass(4.0 / f64::from(steps), 1.3, 2);
            queue += (before + chain.now().queue) / 2.0 * 4.0 / f64::from(steps);
        }
        assert_close("end", chain.now().queue, whole.now().queue, 1e-11);
        assert_close("over", over.queue, queue, 1e-5);
    }
}
