//! The practice held against theory: where queueing theory has an exact answer, the program must find it, started as a
//! user starts it on a scenario file that leaves only one part of a practice working.
//!
//! Every comparison has two parts. The estimate lies within 3.5 standard errors of the truth; and 3.5 standard errors
//! are at most 1% of the truth (0.003 for a probability), so that agreement means something. With normal errors the
//! first part raises a false alarm in 0.05% of comparisons; the standard error is itself estimated, and Student's t with
//! 29 degrees of freedom makes that 0.15% for 30 replications. Of 150 comparisons a new seed would thus fail one in
//! five times; the seeds here are fixed, so that what passes once passes always.
//!
//! Tests that would take more than some 20 seconds of one core run a part of it, to three times that precision; with
//! `HEADROOM_LONG=1` they run in full, some seven minutes of one core.

mod book;
mod clinic;
mod phone;

use crate::support::{self, Figure, Results};

/// Standard errors by which simulation and theory may differ.
const ERRORS: f64 = 3.5;
/// What those errors may be of the truth, and of one for a probability.
const OF_TRUTH: f64 = 0.01;
const OF_ONE: f64 = 0.003;
/// How much less precise a test is that runs in part.
const LOOSER: f64 = 3.0;

/// How much is simulated, and how precise the answer must then be.
#[derive(Clone, Copy)]
struct Size {
    days: u32,
    /// Where it is not what the scenario says.
    replications: Option<u32>,
    looser: f64,
}

/// The same number of days always.
fn always(days: u32) -> Size {
    Size { days, replications: None, looser: 1.0 }
}

/// `full` days of 30 replications with `HEADROOM_LONG=1`, dealt out to at least 60 of no more than 200,000 days, which is
/// the longest run; otherwise `part` of them, to three times the precision.
fn in_full_or(full: u32, part: u32) -> Size {
    let long = std::env::var("HEADROOM_LONG").is_ok_and(|long| long == "1");
    if !long {
        return Size { days: part, replications: None, looser: LOOSER };
    }
    let times = full.div_ceil(200_000).max(2);
    Size { days: full / times, replications: Some(30 * times), looser: 1.0 }
}

impl Size {
    fn run(self, toml: &str, more: &[&str]) -> Results {
        let mut set = vec![format!("run.days={}", self.days)];
        set.extend(self.replications.map(|number| format!("run.replications={number}")));
        let set: Vec<&str> = set.iter().flat_map(|change| ["--set", change]).collect();
        support::run(toml, &[&set, more].concat())
    }

    /// The two-part rule for a mean.
    fn agree(self, what: &str, found: Figure, truth: f64) {
        self.compare(what, found, truth, OF_TRUTH * truth);
    }

    /// The two-part rule for a probability.
    fn agree_share(self, what: &str, found: Figure, truth: f64) {
        self.compare(what, found, truth, OF_ONE);
    }

    fn compare(self, what: &str, found: Figure, truth: f64, precision: f64) {
        let Figure { estimate, se, count } = found;
        let errors = (estimate - truth) / se;
        let precision = precision * self.looser;
        println!(
            "{what}: simulated {estimate:.5} (se {se:.5}, over {count}), theory {truth:.5}, off by {errors:+.2} se; \
             3.5 se are {:.2} of what is allowed",
            ERRORS * se / precision
        );
        assert!(
            errors.abs() <= ERRORS,
            "{what}: {estimate} (se {se}) against {truth}, {errors:.1} standard errors off"
        );
        assert!(ERRORS * se <= precision, "{what}: se {se} is too large for a precision of {precision}");
    }
}

/// A figure less a number known exactly.
fn less(figure: Figure, known: f64) -> Figure {
    Figure { estimate: figure.estimate - known, ..figure }
}

/// A figure in another unit.
fn times(figure: Figure, factor: f64) -> Figure {
    Figure { estimate: figure.estimate * factor, se: figure.se * factor, ..figure }
}
