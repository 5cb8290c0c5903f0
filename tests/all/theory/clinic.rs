//! One session alone: who waits how long, and how late it ends. Times in minutes.

use super::{Size, always};
use crate::support::Results;
use headroom::experiment::verify::solvers::clinic::{Session, SessionMeans, session};
use statrs::distribution::{ContinuousCDF, LogNormal};

/// Waits by place from the second on (the first may wait for nobody), the overrun, and the minutes spent.
fn holds(size: Size, name: &str, found: &Results, truth: &SessionMeans) {
    for (place, &wait) in truth.waits.iter().enumerate() {
        let slot = found.mean("waiting_room", &format!("slot:{}", place + 1));
        if wait == 0.0 {
            assert_eq!(slot.estimate, 0.0, "{name}: nobody is before the first");
        } else {
            size.agree(&format!("{name}, wait in place {}", place + 1), slot, wait);
        }
    }
    size.agree(&format!("{name}, overrun"), found.mean("overrun", "all"), truth.overrun);
}

#[test]
fn waits_grow_through_a_session_as_lindley_says() {
    let size = always(26_000);
    let found = size.run(include_str!("../../../scenarios/theory/clinic-alone.toml"), &[]);
    let offsets: Vec<f64> = (0..16).map(|slot| 10.0 * f64::from(slot)).collect();
    let sigma = (1.0 + 0.55f64 * 0.55).ln().sqrt();
    let lasts = LogNormal::new(9.2f64.ln() - sigma * sigma / 2.0, sigma).unwrap();
    let theory = Session { offsets: &offsets, attends: 1.0, planned: 160.0, step: 0.05 };
    let truth = session(&theory, |x| lasts.cdf(x)).unwrap();
    holds(size, "clinic", &found, &truth);
}

#[test]
fn two_at_the_start_wait_as_baileys_rule_says() {
    let size = always(20_000);
    let found = size.run(include_str!("../../../scenarios/theory/two-at-start.toml"), &[]);
    let offsets: Vec<f64> = [0.0].into_iter().chain((0..11).map(|slot| 10.0 * f64::from(slot))).collect();
    let theory = Session { offsets: &offsets, attends: 0.9, planned: 120.0, step: 0.05 };
    let truth = session(&theory, |x| 1.0 - (-x / 9.5).exp()).unwrap();
    holds(size, "two at start", &found, &truth);
}
