//! Do the intervals hold? Thousands of small experiments on practices of which the truth is known, each with its own
//! chance: an interval of 95% should have the truth in it 95 times of 100.
//!
//! The truth comes from theory where theory has it, else from one long run with chance of its own.

use super::compare::{SideBySide, differences_of};
use super::run::{Row, rows};
use super::verify::solvers::abandon::{Abandonment, erlang_a};
use super::verify::solvers::bulk::{self, Book, BookDay};
use super::verify::solvers::clinic::{Session, session};
use super::verify::solvers::distribution::poisson;
use super::verify::solvers::many::{mmc_wait, mmc_wait_quantile};
use super::verify::solvers::rebook::{Rebooking, steady};
use super::{Prepared, Store, Timeline, View};
use crate::practice::registry::{Measure, REGISTRY};
use crate::scenario::{Change, Op, Problem, Refusal, Scenario, load};
use crate::stats::Estimate;
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, LogNormal};

/// A practice of which the truth is known, and perhaps what it is compared with.
struct Case {
    says: &'static str,
    practice: &'static str,
    with: &'static [(&'static str, f64)],
    days: f64,
    /// Days of the long run for what theory does not say.
    long: f64,
    /// A change whose difference is estimated, and the weeks it is given to settle.
    change: Option<(&'static str, Op, f64, u32)>,
    figures: &'static [Asked],
}

/// One figure of a case.
struct Asked {
    measure: &'static str,
    group: &'static str,
    stat: &'static str,
    theory: Option<fn() -> f64>,
}

const fn asked(measure: &'static str, group: &'static str, stat: &'static str) -> Asked {
    Asked { measure, group, stat, theory: None }
}

const fn known(measure: &'static str, group: &'static str, stat: &'static str, theory: fn() -> f64) -> Asked {
    Asked { measure, group, stat, theory: Some(theory) }
}

/// What an interval is of: a quantile's is a jackknife's, the others are Student's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Mean,
    Quantile,
    Difference,
    QuantileDifference,
}

impl Kind {
    /// As it is written.
    pub fn says(self) -> &'static str {
        match self {
            Kind::Mean => "mean or share",
            Kind::Quantile => "quantile",
            Kind::Difference => "paired difference",
            Kind::QuantileDifference => "paired difference of quantiles",
        }
    }
}

/// How often the intervals of a figure had the truth in them.
#[derive(Clone, Debug)]
pub struct Coverage {
    pub case: &'static str,
    pub figure: String,
    pub kind: Kind,
    pub replications: u32,
    pub truth: f64,
    pub from_theory: bool,
    /// Experiments, and how many of their intervals had the truth in them.
    pub experiments: u32,
    pub covered: u32,
    /// Intervals of which a page would say that they are likely too narrow, and how many of the others had the truth in
    /// them.
    pub warned: u32,
    pub covered_unwarned: u32,
    /// Half the width of the intervals over the truth, on average.
    pub half_width: f64,
}

impl Coverage {
    pub fn share(&self) -> f64 {
        f64::from(self.covered) / f64::from(self.experiments)
    }

    /// Standard error of the share.
    pub fn error(&self) -> f64 {
        (self.share() * (1.0 - self.share()) / f64::from(self.experiments)).sqrt()
    }

    /// How often pages warn of this figure.
    pub fn share_warned(&self) -> f64 {
        f64::from(self.warned) / f64::from(self.experiments)
    }

    /// The share among intervals that nothing is said of; NaN where all are warned of.
    pub fn share_unwarned(&self) -> f64 {
        f64::from(self.covered_unwarned) / f64::from(self.experiments - self.warned)
    }

    /// Does the rule call this figure skewed: more often than it calls anything so that is not?
    pub fn is_skewed(&self) -> bool {
        self.share_warned() > FALSE_ALARMS
    }

    /// Is it claimed that its intervals hold: with enough replications of what the rule does not call skewed?
    pub fn is_claimed(&self) -> bool {
        self.replications >= ENOUGH && !self.is_skewed()
    }

    /// Do they hold as often as is claimed: at least 92 of 100, all together and where nothing is warned of, and of means
    /// at most 97?
    pub fn holds(&self) -> bool {
        let enough = self.share() >= LEAST && self.share_unwarned() >= LEAST;
        enough && (self.share() <= MOST || self.kind != Kind::Mean)
    }
}

/// Replications of an experiment; the smaller ones are the first of the larger.
pub const SIZES: [u32; 4] = [3, 5, 10, 30];
/// What is claimed of the share of intervals that have the truth in them; the second of means only.
pub const LEAST: f64 = 0.92;
pub const MOST: f64 = 0.97;
/// Figures that are warned of in more experiments than this are called skewed.
pub const FALSE_ALARMS: f64 = 0.05;
/// With fewer replications than this the report says that intervals may hold less often.
pub const ENOUGH: u32 = 10;

/// Two handlers, 0.72 calls a minute of 2.5 minutes each, patience of 20 minutes.
const FEW_CALLS: [(&str, f64); 3] =
    [("problems.admin.per_1000_per_week", 725.76), ("phone.handlers", 2.0), ("run.warm_up_days", 1.0)];

fn few_calls(handlers: usize, of: fn(&Abandonment) -> f64) -> f64 {
    erlang_a(0.72, 2.5, 20.0, handlers).map_or(f64::NAN, |truth| of(&truth))
}

fn wait(handlers: usize) -> f64 {
    few_calls(handlers, |truth| truth.wait_all)
}

fn given_up(handlers: usize) -> f64 {
    few_calls(handlers, |truth| truth.abandoned)
}

/// Eight slots a day; a fifth are not attended, and eight of ten of those are booked again.
fn rebooking(requests: f64) -> f64 {
    let requests = poisson(requests);
    let book =
        Rebooking { slots: 8, requests: &requests, same_day: false, dna: 0.2, rebooks: 0.8, rebookings_first: false };
    steady(&book).map_or(f64::NAN, |state| state.mean_lead)
}

/// Four slots a day for 3.8 requests.
fn nearly_full() -> f64 {
    let requests = poisson(3.8);
    let days = [BookDay { slots: 4, requests: &requests }];
    let states = bulk::steady(&Book { days: &days, min_lead: 1, horizon: None });
    states.and_then(|states| Some(states.first()?.mean_lead)).unwrap_or(f64::NAN)
}

/// The wait in the last of 16 places of a session, by Lindley's recursion.
fn last_place() -> f64 {
    let offsets: Vec<f64> = (0..16).map(|slot| 10.0 * f64::from(slot)).collect();
    let spread = libm::sqrt(libm::log(1.0 + 0.55 * 0.55));
    let lasts = LogNormal::new(libm::log(9.2) - spread * spread / 2.0, spread);
    let theory = Session { offsets: &offsets, attends: 1.0, planned: 160.0, step: 0.05 };
    lasts.ok().and_then(|lasts| session(&theory, |x| lasts.cdf(x))).map_or(f64::NAN, |means| means.waits[15])
}

const CASES: [Case; 7] = [
    Case {
        says: "two handlers, callers who give up (Erlang A)",
        practice: "phone-alone",
        with: &FEW_CALLS,
        days: 2.0,
        long: 400.0,
        change: None,
        figures: &[
            known("phone_wait", "all", "mean", || wait(2)),
            known("phone_answered_share", "all", "share", || 1.0 - given_up(2)),
            asked("phone_wait", "answered", "p90"),
        ],
    },
    Case {
        says: "the same beside a third handler",
        practice: "phone-alone",
        with: &FEW_CALLS,
        days: 2.0,
        long: 400.0,
        change: Some(("phone.handlers", Op::Add, 1.0, 1)),
        figures: &[
            known("phone_wait", "all", "mean", || wait(3) - wait(2)),
            known("phone_answered_share", "all", "share", || given_up(2) - given_up(3)),
            asked("phone_wait", "answered", "p90"),
        ],
    },
    Case {
        says: "ten handlers busy nine minutes of ten, patient callers (Erlang C)",
        practice: "phone-alone",
        with: &[("phone.patience.mean", 1e6)],
        days: 1.0,
        long: 300.0,
        change: None,
        figures: &[
            known("phone_wait", "all", "mean", || mmc_wait(3.6, 2.5, 10)),
            known("phone_wait", "answered", "p90", || mmc_wait_quantile(3.6, 2.5, 10, 0.9)),
        ],
    },
    Case {
        says: "a book whose DNAs book again (bulk service with feedback), a year",
        practice: "book-with-dna-rebooking",
        with: &[("run.warm_up_days", 400.0)],
        days: 364.0,
        long: 36_400.0,
        change: None,
        figures: &[
            known("lead_days", "all", "mean", || rebooking(5.7)),
            known("dna_rate", "all", "share", || 0.2),
            asked("lead_days", "all", "p90"),
        ],
    },
    Case {
        says: "the same beside 5% fewer requests",
        practice: "book-with-dna-rebooking",
        with: &[("run.warm_up_days", 400.0)],
        days: 364.0,
        long: 36_400.0,
        change: Some(("demand.level", Op::Scale, 0.95, 26)),
        figures: &[
            known("lead_days", "all", "mean", || rebooking(0.95 * 5.7) - rebooking(5.7)),
            asked("lead_days", "all", "p90"),
        ],
    },
    Case {
        says: "a book taken to 95% (bulk service), a quarter: its waits are skewed",
        practice: "book-alone",
        with: &[("problems.general.per_1000_per_week", 26.6), ("run.warm_up_days", 2000.0)],
        days: 91.0,
        long: 18_200.0,
        change: None,
        figures: &[known("lead_days", "all", "mean", nearly_full), asked("lead_days", "all", "p90")],
    },
    Case {
        says: "one session alone (Lindley), thirteen weeks",
        practice: "clinic-alone",
        with: &[],
        days: 91.0,
        long: 9_100.0,
        change: None,
        figures: &[known("waiting_room", "slot:16", "mean", last_place), asked("waiting_room", "all", "p90")],
    },
];

/// Replications that so many experiments take, one side each.
pub fn runs_for(experiments: u32) -> u64 {
    CASES.len() as u64 * u64::from(experiments) * u64::from(SIZES[SIZES.len() - 1])
}

/// Makes `experiments` of every case and every size, calling `done` after each replication.
///
/// # Errors
/// Where a shipped scenario does not take the changes of a case.
pub fn measure(experiments: u32, done: &(dyn Fn() + Sync)) -> Result<Vec<Coverage>, Refusal> {
    let mut all = Vec::new();
    for case in &CASES {
        let ready = case.ready(case.days)?;
        let truths = case.truths()?;
        let most = SIZES[SIZES.len() - 1];
        // The intervals of one experiment, by size and figure.
        let one = |experiment: u32| {
            let which = experiment * most..(experiment + 1) * most;
            let whole = ready.run(1, which);
            (0..most).for_each(|_| done());
            SIZES.map(|size| case.rows(&whole.first(size as usize)))
        };
        let found: Vec<_> = (0..experiments).into_par_iter().map(one).collect();
        for (at, size) in SIZES.into_iter().enumerate() {
            for (figure, asked) in case.figures.iter().enumerate() {
                let truth = truths[figure];
                let intervals = || found.iter().map(|sizes| sizes[at][figure].as_ref().map(|row| row.estimate));
                let holds = |e: &Estimate| (e.low..=e.high).contains(&truth);
                let warned = |e: &Estimate| e.too_few().is_some();
                let widths: f64 = intervals().flatten().map(|e| (e.high - e.low) / 2.0 / truth.abs()).sum();
                all.push(Coverage {
                    case: case.says,
                    figure: asked.name(),
                    kind: case.kind(asked),
                    replications: size,
                    truth,
                    from_theory: asked.theory.is_some(),
                    experiments,
                    covered: intervals().flatten().filter(holds).count() as u32,
                    warned: intervals().flatten().filter(warned).count() as u32,
                    covered_unwarned: intervals().flatten().filter(|e| holds(e) && !warned(e)).count() as u32,
                    half_width: widths / f64::from(experiments),
                });
            }
        }
    }
    Ok(all)
}

/// A case made ready to run.
struct Ready {
    prepared: Prepared,
    scenarios: Vec<(String, Timeline)>,
    view: View,
}

impl Ready {
    fn run(&self, seed: u64, which: std::ops::Range<u32>) -> SideBySide {
        let mut all = SideBySide::default();
        all.extend(&self.prepared, &self.scenarios, self.view, seed, which, &Store::nothing(), &|| {}, &|| false);
        all
    }
}

impl Case {
    fn ready(&self, days: f64) -> Result<Ready, Refusal> {
        let set = |&(path, value): &(&str, f64)| Change::new(path, Op::Set, value);
        let days = [Change::new("run.days", Op::Set, days)];
        let baseline = load(self.practice, self.with.iter().map(set).chain(days).collect())?;
        let (others, weeks): (Vec<Scenario>, u32) = match self.change {
            None => (Vec::new(), 0),
            Some((path, op, value, weeks)) => {
                (vec![baseline.what_if("changed", vec![Change::new(path, op, value)])?], weeks)
            }
        };
        let view = if weeks == 0 { View::Year } else { View::Settled { drop_weeks: weeks } };
        let prepared = Prepared::among(&baseline, &others.iter().collect::<Vec<_>>(), 1, weeks * 7)?;
        let timeline = |other: &Scenario| Timeline::constant(prepared.params_of(&other.settings));
        let scenarios = others.iter().map(|other| (other.name.clone(), timeline(other))).collect();
        Ok(Ready { prepared, scenarios, view })
    }

    /// What theory says of each figure, or a long run.
    fn truths(&self) -> Result<Vec<f64>, Refusal> {
        let of_long = if self.figures.iter().all(|asked| asked.theory.is_some()) {
            vec![None; self.figures.len()]
        } else {
            // Another seed: its chance must not be that of the experiments.
            self.rows(&self.ready(self.long)?.run(2, 0..LONG))
        };
        let truth = |(asked, long): (&Asked, Option<Row>)| match (asked.theory, long) {
            (Some(theory), _) => Ok(theory()),
            (None, Some(row)) => Ok(row.estimate.estimate),
            (None, None) => Err(Problem::new(format!("{} has no {}", self.practice, asked.name())).into()),
        };
        self.figures.iter().zip(of_long).map(truth).collect()
    }

    /// The row of each figure.
    fn rows(&self, all: &SideBySide) -> Vec<Option<Row>> {
        let row = |asked: &Asked| {
            let measure = asked.of()?;
            let rows = match all.others.first() {
                None => rows(measure, &all.baseline),
                Some((after, _)) => differences_of(measure, &all.baseline, after),
            };
            rows.into_iter().find(|row| row.group == asked.group && row.stat == asked.stat)
        };
        self.figures.iter().map(row).collect()
    }

    fn kind(&self, asked: &Asked) -> Kind {
        match (asked.stat.starts_with('p'), self.change.is_some()) {
            (false, false) => Kind::Mean,
            (true, false) => Kind::Quantile,
            (false, true) => Kind::Difference,
            (true, true) => Kind::QuantileDifference,
        }
    }
}

/// Replications of a long run.
const LONG: u32 = 60;

impl Asked {
    fn of(&self) -> Option<&'static Measure> {
        REGISTRY.iter().find(|measure| measure.id == self.measure)
    }

    fn name(&self) -> String {
        format!("{}({}).{}", self.measure, self.group, self.stat)
    }
}
