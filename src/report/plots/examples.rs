//! Every chart, drawn of results that are made up: for tests.

use super::*;
use crate::experiment::combine::{COUNT, Design, Limits, answers};
use crate::experiment::programme::STRETCHES;
use crate::experiment::sensitivity::unknowns;
use crate::experiment::size::{Checked, Found, Lever, Line, Range, Size, Sizing, Target, Tried, Verdict};
use crate::experiment::{Alternative, View};
use crate::scenario::names::Role;
use crate::scenario::{Evidence, Plan, Scenario, load};
use crate::stats::{Components, Estimate, Ratio, Spread};

/// What a careless or hostile hand may call a practice, a scenario or an action.
pub const HOSTILE: &str = "Smith & Sons <script>alert(\"1\")</script> and so on and on and on and on and on and on";

fn estimate(estimate: f64, half: f64) -> Estimate {
    Estimate { estimate, se: half / 2.0, replications: 9, low: estimate - half, high: estimate + half, skew: 0.0 }
}

fn row(measure: &'static str, group: &str, stat: &str, value: f64, half: f64) -> Row {
    let estimate = estimate(value, half);
    Row { measure, group: group.into(), unit: "", stat: stat.into(), estimate, count: 9.0, denominator: "" }
}

/// The rows of a practice, all figures `times` what they are in the first.
pub fn rows(times: f64) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |measure, group: &str, stat: &str, value: f64| {
        rows.push(row(measure, group, stat, times * value, 0.02 * times.abs() * value));
    };
    for band in ["same_day", "1", "2_7", "8_14", "15_21", "22_28", "over_28"] {
        add("lead_share", band, "share", 0.1429);
    }
    for half in 16..37 {
        add("phone_wait", &format!("{:02}:{:02}", half / 2, 30 * (half % 2)), "mean", 1.0 + f64::from(half % 7));
    }
    for (group, value) in [("all", 1.54), ("urgent", 0.35), ("routine", 2.03)] {
        for (stat, more) in [("mean", 1.0), ("p90", 4.0)] {
            add("need_to_seen_days", group, stat, value * more);
            add("lead_days", group, stat, value * more);
        }
    }
    let endings = [("closed", 682.4), ("redirected", 5.0), ("gave_up", 12.2), ("left_for_urgent_care", 2.5)];
    for (ending, value) in endings.into_iter().chain([("recovered", 28.4), ("not_offered", 0.3)]) {
        add("endings_per_week", ending, "mean", value);
        add("endings_per_week", &format!("{ending}/seen"), "mean", 0.8 * value);
        add("endings_per_week", &format!("{ending}/unseen"), "mean", 0.2 * value);
    }
    for day in 0..60 {
        add("lead_histogram", &day.to_string(), "share", 0.44 * 0.9f64.powi(day));
    }
    for (measure, group, stat, value) in [
        ("unmet_needs_share", "all", "share", 0.02),
        ("never_seen_share", "all", "share", 0.05),
        ("contacts_per_need", "all", "mean", 1.2),
        ("phone_answered_share", "all", "share", 0.86),
        ("phone_wait", "answered", "mean", 1.8),
        ("phone_wait", "answered", "p90", 5.4),
        ("attempts_per_need", "all", "mean", 1.3),
        ("dna_rate", "all", "share", 0.05),
        ("gp_hours_used", "all", "mean", 134.0),
        ("gp_hours_released", "all", "mean", 12_345.6),
        ("gp_overtime_per_week", "all", "mean", 6.4),
        ("task_backlog_days", "gp", "mean", 1.9),
        ("other_hours_worked", "all", "mean", 340.0),
        ("cost", "all", "mean", 27_150.0),
        ("role_share", "gp", "share", 0.54),
        ("mode_share", "phone", "share", 0.14),
    ] {
        add(measure, group, stat, value);
    }
    add("hours_per_week", "gp/worked", "mean", 1234.5);
    for line in ["repeat_prescription", "gap_idle", "face_to_face", "something_longer_than_all_the_others_by_far"] {
        add("hours_per_week", &format!("gp/{line}"), "mean", 1000.0 / line.len() as f64);
    }
    for role in ["practice_nurse", "mental_health_practitioner", "receptionist"] {
        add("hours_per_week", &format!("{role}/worked"), "mean", 84.0);
    }
    rows
}

pub fn warm_up() -> Chosen {
    let series = (0..260).map(|at| 900.0 * (1.0 - (-f64::from(at) / 20.0).exp())).collect();
    Chosen { days: 56, series, settled: true }
}

pub fn compared() -> Compared {
    let other = Alternative {
        name: HOSTILE.into(),
        replications: Vec::new(),
        accounts: Vec::new(),
        levels: rows(1.1),
        // Some clear and some not: every interval is a fiftieth of the level.
        differences: rows(0.1),
    };
    Compared { baseline: Vec::new(), levels: rows(1.0), scenarios: vec![other] }
}

/// Every set of so many actions; released hours overlap.
pub fn combination(actions: usize, replications: usize) -> (Combined, Wanted) {
    let one = |set: u64, k: usize| {
        let own = 0.01 * ((7 * k + 3 * set as usize) % 5) as f64;
        let all: f64 = (0..actions).filter(|at| set >> at & 1 == 1).map(|at| 1.0 + at as f64).sum();
        let mut kept = [Ratio { num: 1.0 + own + all, den: 1.0 }; COUNT];
        kept[0].num = all - 0.1 * all * all + own;
        kept[5].num = 9.0 - 0.1 * all + own * f64::from(set.count_ones());
        kept
    };
    let sets: Vec<u64> = (0..1 << actions).collect();
    let kept = sets.iter().map(|&set| (0..replications).map(|k| one(set, k)).collect()).collect();
    let names = (0..actions).map(|at| if at == 0 { HOSTILE.into() } else { format!("{}.2:50", at + 1) });
    let combined = Combined { actions: names.collect(), design: Design::Every, sets, kept };
    (combined, Wanted { figure: 0, limits: Limits::default(), targets: Vec::new() })
}

fn practice() -> Scenario {
    load("average-2018", vec![]).unwrap()
}

fn size(value: f64, verdict: Verdict) -> Size {
    let checked = |value: f64| Checked { level: Some(estimate(value, 0.01)), less_now: None, verdict };
    let checked = vec![checked(0.8 + value / 1000.0), checked(20.0 - value / 10.0)];
    Size { value, pay: 1000.0 * value, tried: Tried { verdict, checked, replications: 40, rows: Vec::new() } }
}

pub fn sized() -> Answer {
    let mut lever = Lever::of_role(&practice().settings, Role::Gp, Range::default(), 1.0).unwrap();
    lever.name = HOSTILE.into();
    let verdicts = [Verdict::Fails, Verdict::Fails, Verdict::Undecided, Verdict::Holds, Verdict::Holds];
    let sizes = verdicts.iter().enumerate().map(|(at, &verdict)| (at, size(lever.value(at), verdict))).collect();
    let tried = verdicts.iter().copied().enumerate().collect();
    let targets = ["phone_answered_share >= 0.802", "lead_days(routine).p90 <= now"];
    let sizing = Sizing {
        targets: targets.iter().map(|text| Target::parse(text).unwrap()).collect(),
        found: Found { enough: Some(3), short: Some(1), tried, stopped: false },
        now: size(lever.now, Verdict::Fails),
        sizes,
        lever,
        shared_among: 20,
        looks: vec![10, 20, 40],
        confidence: 0.95,
        warm_up_days: 56,
        settled: true,
        days: 364,
        hours_of_one: None,
    };
    Answer { sizing, confidence: 0.95, without_actions: None, stressed: Vec::new(), waiting: None, stopped: false }
}

pub fn tried() -> Frontier {
    let Sizing { lever, targets, found, now, .. } = sized().sizing;
    let line = |given: usize| Line {
        given: vec![given as f64 + 0.5],
        found: found.clone(),
        enough: Some(size(lever.value(3 + given % 2), Verdict::Holds)),
        short: None,
    };
    let lines = (0..30).map(line).collect();
    let levers = vec![lever.clone(), lever.clone()];
    let looks = vec![10];
    Frontier {
        levers,
        targets,
        lines,
        now,
        confidence: 0.95,
        looks,
        warm_up_days: 56,
        settled: true,
        days: 364,
        asked: 3,
        has_now: Vec::new(),
        stopped: false,
    }
}

pub fn doubted() -> Outcome {
    let plan = Plan::read(&["2.1", "3.2", "4.2"], Evidence::Evaluated).unwrap();
    let unknowns = unknowns(&plan, &practice());
    assert!(unknowns.len() > 2);
    let end = |at: usize, sign: f64| estimate(3.0 + sign / (1.0 + at as f64), 0.1);
    let ends = (0..unknowns.len()).map(|at| [end(at, -1.0), end(at, 1.0), estimate(2.0 / (1.0 + at as f64), 0.1)]);
    let spread = |value: f64| Spread { value, low: 0.9 * value, high: 1.1 * value };
    Outcome {
        unit: "hours a week",
        best: estimate(3.0, 0.1),
        ends: ends.collect(),
        unknowns,
        draws: Vec::new(),
        answers: vec![estimate(3.0, 0.1); 30],
        spread: Components { mean: spread(3.0), rows: spread(0.5), columns: spread(0.4), left_in_rows: 0.01 },
        range: [2.1, 3.0, 3.9].map(spread),
        shares: None,
        asked: 30,
        replications: 9,
        warm_up_days: 56,
        settled: true,
    }
}

pub fn asked() -> Asked<'static> {
    Asked { scenario: "a", figure: "gp_hours_released", view: View::Year }
}

pub fn programme() -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, (group, ..)) in STRETCHES.iter().enumerate() {
        for (stat, value) in [("mean", 0.012), ("median", 0.008), ("p10", -0.011), ("p90", 0.043)] {
            rows.push(row("gp_hours_released_share", group, stat, value * (1.0 + at as f64), 0.002));
        }
        rows.push(row("gp_hours_claimed_share", group, "mean", 0.08, 0.004));
        rows.push(row("gp_hours_released_in_full_share", group, "mean", 0.11, 0.004));
    }
    rows
}

/// Every chart there is.
pub fn every(about: &About) -> Vec<Chart> {
    let (combined, wanted) = combination(5, 12);
    let found = answers(&combined, &wanted, 1);
    let all = [
        of_run(about, &rows(1.0), &warm_up()),
        of_comparison(about, &compared(), 0),
        of_combination(about, &combined, &wanted, &found),
        of_size(about, &sized()),
        of_frontier(about, &tried()),
        of_sensitivity(about, &asked(), &doubted()),
        of_programme(about, &programme()),
    ];
    all.into_iter().flat_map(Result::unwrap).collect()
}
