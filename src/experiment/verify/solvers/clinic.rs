//! Waits in a clinic session by position, from Lindley's recursion on a fine grid of time.

/// One clinician's session with patients punctual to given appointment times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Session<'a> {
    /// Appointment times from the start of the session, in order (two at 0 for Bailey's rule).
    pub offsets: &'a [f64],
    /// Chance that a patient comes, independently of the others.
    pub attends: f64,
    /// Planned length of the session, for the overrun.
    pub planned: f64,
    /// Spacing of the grid; the error falls with its square (a hundredth of a mean service
    /// time gives about four digits).
    pub step: f64,
}

/// Means over sessions.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionMeans {
    /// Mean wait of the patient in each position, given that patient comes.
    pub waits: Vec<f64>,
    /// Mean time the session ends: the last consultation is over, and no earlier than the last
    /// appointment time (until which the clinician waits to see whether the patient comes).
    pub end: f64,
    /// Mean of the time by which the end passes the planned length, none if it does not.
    pub overrun: f64,
    /// Mean time between the start and the end in which the clinician sees nobody.
    pub idle: f64,
}

/// Most points of the grid a service time may take.
const LIMIT: usize = 1_000_000;

/// Waits W' = max(W + S - gap, 0) by position (Lindley 1952; Bailey 1952 for clinics), with the
/// service S absent for a patient who does not come.
///
/// `cdf(x)` is the chance that a service takes at most `x`, in the unit of the offsets; it must
/// reach 1 to 13 digits within a million steps. Service times and gaps are put on the grid in a
/// way that keeps their means. None if the offsets are empty, negative or out of order, the
/// chance is not from 0 to 1, the step is not positive or the service time has no end.
pub fn session(session: &Session, cdf: impl Fn(f64) -> f64) -> Option<SessionMeans> {
    let first = *session.offsets.first()?;
    let sound = first >= 0.0
        && session.offsets.is_sorted()
        && session.offsets.iter().all(|x| x.is_finite())
        && (0.0..=1.0).contains(&session.attends)
        && session.planned >= 0.0
        && session.step > 0.0;
    if !sound {
        return None;
    }
    let mut service = on_grid(session.step, cdf)?;
    service.iter_mut().for_each(|p| *p *= session.attends);
    service[0] += 1.0 - session.attends;
    let work = session.step * mean(&service);

    let mut wait = vec![1.0];
    let mut waits = Vec::new();
    let mut last = first;
    let mut busy = Vec::new();
    for &offset in session.offsets {
        if !waits.is_empty() {
            wait = less(&busy, (offset - last) / session.step);
        }
        waits.push(session.step * mean(&wait));
        busy = plus(&wait, &service);
        last = offset;
    }
    let end = last + session.step * mean(&busy);
    let over = |k: usize| (last + k as f64 * session.step - session.planned).max(0.0);
    Some(SessionMeans {
        end,
        overrun: busy.iter().enumerate().map(|(k, p)| over(k) * p).sum(),
        idle: end - work * session.offsets.len() as f64,
        waits,
    })
}

fn mean(chances: &[f64]) -> f64 {
    chances.iter().enumerate().map(|(k, p)| k as f64 * p).sum()
}

/// Service time on the grid: each value is shared between the grid points either side so that
/// its mean is kept. The share of point k is the fall in the average chance of lasting longer
/// from the cell before it to the cell after.
fn on_grid(step: f64, cdf: impl Fn(f64) -> f64) -> Option<Vec<f64>> {
    let mut chances = Vec::new();
    let mut before = 1.0;
    for k in 0..LIMIT {
        let at = |quarter: f64| 1.0 - cdf((k as f64 + quarter / 4.0) * step);
        let ends = 7.0 * (at(0.0) + at(4.0));
        // Boole's rule.
        let longer = (ends + 32.0 * (at(1.0) + at(3.0)) + 12.0 * at(2.0)) / 90.0;
        if longer.is_nan() {
            return None;
        }
        if longer < 1e-13 {
            chances.push(before);
            return Some(chances);
        }
        chances.push(before - longer);
        before = longer;
    }
    None
}

/// Distribution of the sum, its negligible tail dropped.
fn plus(wait: &[f64], service: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; wait.len() + service.len() - 1];
    for (k, w) in wait.iter().enumerate() {
        sum[k..].iter_mut().zip(service).for_each(|(sum, s)| *sum += w * s);
    }
    while sum.last().is_some_and(|&p| p < 1e-16) && sum.len() > 1 {
        sum.pop();
    }
    sum
}

/// Distribution after taking off `gap` grid steps, nothing going below zero.
fn less(busy: &[f64], gap: f64) -> Vec<f64> {
    let mut wait = vec![0.0; busy.len() + 1];
    for (k, p) in busy.iter().enumerate() {
        let at = (k as f64 - gap).max(0.0);
        let below = at.floor();
        wait[below as usize] += p * (1.0 - (at - below));
        wait[below as usize + 1] += p * (at - below);
    }
    wait
}

#[cfg(test)]
mod tests {
    use super::super::check::{Lcg, assert_close, assert_mean};
    use super::*;

    const BAILEY: Session =
        Session { offsets: &[0.0, 0.0, 10.3, 20.6, 30.9, 41.2, 51.5, 61.8], attends: 0.9, planned: 80.0, step: 0.1 };

    #[test]
    fn two_at_the_start_and_a_third_have_closed_forms_for_exponential_service() {
        let (m, gap) = (10.0f64, 13.7f64);
        let plan = Session { offsets: &[0.0, 0.0, gap], attends: 1.0, planned: 0.0, step: 0.1 };
        let got = session(&plan, |x| 1.0 - (-x / m).exp()).unwrap();
        // The third waits for two services less the gap, an Erlang excess.
        let third = (-gap / m).exp() * (2.0 * m + gap);
        assert_close("first", got.waits[0], 0.0, 1e-12);
        assert_close("second", got.waits[1], m, 1e-9);
        assert_close("third", got.waits[2], third, 1e-4);
        assert_close("end", got.end, gap + third + m, 1e-4);
        assert_close("overrun", got.overrun, got.end, 1e-9);
    }

    #[test]
    fn a_patient_who_may_not_come_thins_the_wait_behind() {
        let plan = Session { offsets: &[0.0, 7.0], attends: 0.6, planned: 12.0, step: 0.05 };
        let got = session(&plan, |x| 1.0 - (-x / 10.0).exp()).unwrap();
        let wait = 0.6 * 10.0 * f64::exp(-0.7);
        assert_close("wait", got.waits[1], wait, 1e-4);
        assert_close("idle", got.idle, 7.0 + wait + 6.0 - 12.0, 1e-4);
    }

    #[test]
    fn halving_the_step_shows_the_error_fall_with_its_square() {
        let cdf = |x: f64| 1.0 - (1.0 + x / 5.0) * (-x / 5.0).exp();
        // Gaps that are whole numbers of every step, or their rounding would differ too.
        let offsets: Vec<f64> = (0..8).map(|i| 10.4 * f64::from(i)).collect();
        let plan = |step: f64| Session { offsets: &offsets, step, ..BAILEY };
        let at = |step: f64| session(&plan(step), cdf).unwrap().waits[5];
        let (coarse, middle, fine) = (at(0.8), at(0.4), at(0.2));
        assert!(((coarse - middle) / (middle - fine) - 4.0).abs() < 0.8);
        assert!((middle - fine).abs() < 2e-3 * fine);
    }

    #[test]
    fn every_position_agrees_with_a_simulation() {
        // Erlang service of four stages, mean 10.
        let cdf = |x: f64| {
            let y = x / 2.5;
            1.0 - (-y).exp() * (1.0 + y + y * y / 2.0 + y * y * y / 6.0)
        };
        let exact = session(&BAILEY, cdf).unwrap();
        let mut lcg = Lcg::new(20);
        let n = BAILEY.offsets.len();
        let mut columns = vec![Vec::new(); n + 3];
        for _ in 0..20_000 {
            let (mut free, mut work) = (0.0f64, 0.0);
            for (i, &offset) in BAILEY.offsets.iter().enumerate() {
                free = free.max(offset);
                columns[i].push(free - offset);
                let service: f64 = (0..4).map(|_| lcg.exponential(2.5)).sum();
                if lcg.happens(BAILEY.attends) {
                    free += service;
                    work += service;
                }
            }
            columns[n].push(free);
            columns[n + 1].push((free - BAILEY.planned).max(0.0));
            columns[n + 2].push(free - work);
        }
        // The first never waits, which has no spread to test.
        for (column, &wait) in columns.iter().zip(&exact.waits).skip(1) {
            assert_mean("wait", column, wait);
        }
        assert_mean("end", &columns[n], exact.end);
        assert_mean("overrun", &columns[n + 1], exact.overrun);
        assert_mean("idle", &columns[n + 2], exact.idle);
    }

    #[test]
    fn equal_services_equal_to_the_gap_never_wait() {
        let plan = Session { offsets: &[0.0, 10.0, 20.0], attends: 1.0, planned: 30.0, step: 0.1 };
        let got = session(&plan, |x| f64::from(x >= 10.0)).unwrap();
        assert!(got.waits.iter().all(|w| *w < 0.2) && got.overrun < 0.3);
    }

    #[test]
    fn impossible_sessions_give_none() {
        let cdf = |x: f64| 1.0 - (-x).exp();
        assert_eq!(session(&Session { offsets: &[], ..BAILEY }, cdf), None);
        assert_eq!(session(&Session { offsets: &[5.0, 0.0], ..BAILEY }, cdf), None);
        assert_eq!(session(&Session { step: 0.0, ..BAILEY }, cdf), None);
        assert_eq!(session(&BAILEY, |_| 0.5), None);
        assert_eq!(session(&BAILEY, |_| f64::NAN), None);
    }
}
