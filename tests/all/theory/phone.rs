//! The phone alone, round the clock unless said: every answered call simply ends. Times in minutes.

use super::{Size, always, in_full_or};
use crate::mechanisms::scenario;
use crate::support::{Figure, Results, measured};
use headroom::experiment::verify::solvers::abandon::{Abandonment, erlang_a, with_patience};
use headroom::experiment::verify::solvers::many::{finite_lines, mmc_wait, mmc_wait_exceeds, mmc_wait_quantile};
use headroom::experiment::verify::solvers::priority::{Class, high_and_low, single_server};
use headroom::experiment::verify::solvers::retrial::{Line, redialling};
use headroom::experiment::verify::solvers::single::{md1_wait, mg1_wait, mm1_wait};
use headroom::experiment::verify::solvers::timevarying::{AtClose, Day, day};
use headroom::kernel::time::MINUTE;
use headroom::practice::Measures;
use headroom::stats::mean;
use statrs::distribution::{ContinuousCDF, Normal};

/// `rate` calls a minute for `handlers`, each lasting as `call` says; `more` of `[phone]`.
fn phone(rate: f64, handlers: u32, call: &str, more: &str) -> String {
    format!(
        "[run]\nwarm_up_days = 7\nreplications = 30\n[calendar]\ndays_per_week = 7\n[problems.admin]\n\
         per_1000_per_week = {}\nclosed_on_call = 1\n[phone]\nopens = 0\ncloses = 24\nhandlers = {handlers}\n\
         other_call = {{ {call} }}\n{more}\n",
        rate * 60.0 * 24.0 * 7.0
    )
}

const ONE_MINUTE: &str = r#"family = "exponential", mean = 1"#;

#[test]
fn one_handler_waits_as_in_mm1() {
    for (rate, size) in [(0.5, always(400)), (0.8, always(700)), (0.9, in_full_or(2800, 400))] {
        let found = size.run(&phone(rate, 1, ONE_MINUTE, ""), &[]);
        let wait = mm1_wait(rate, 1.0);
        size.agree(&format!("M/M/1 {rate}, wait"), found.mean("phone_wait", "all"), wait);
        size.agree(&format!("M/M/1 {rate}, queue"), found.mean("phone_queue_mean", "all"), rate * wait);
    }
}

#[test]
fn two_clinicians_match_erlang_c() {
    for (handlers, rate, size) in [(2, 1.6, always(700)), (6, 5.4, in_full_or(720, 120))] {
        let found = size.run(&phone(rate, handlers, ONE_MINUTE, ""), &[]);
        let servers = handlers as usize;
        let wait = mmc_wait(rate, 1.0, servers);
        let ninth = mmc_wait_quantile(rate, 1.0, servers, 0.9);
        size.agree(&format!("M/M/{handlers}, wait"), found.mean("phone_wait", "all"), wait);
        size.agree(&format!("M/M/{handlers}, queue"), found.mean("phone_queue_mean", "all"), rate * wait);
        size.agree(&format!("M/M/{handlers}, 90th centile"), found.get("phone_wait", "answered", "p90"), ninth);
    }
}

#[test]
fn as_many_callers_wait_longer_than_so_long_as_erlang_c_says() {
    let (rate, handlers, size) = (1.0, 2, always(150));
    // Results have no such share: it is counted from the waits of each replication.
    let days = format!("run.days={}", size.days);
    let runs = measured(&scenario(&phone(rate, handlers, ONE_MINUTE, ""), &[&days]), 1, 30);
    for seconds in [30, 60, 120] {
        let longer = |run: &Measures| {
            let waits = &run.phone.answered.histogram;
            let first = (seconds * MINUTE / 60 / waits.width()) as usize;
            waits.counts()[first..].iter().map(|&count| f64::from(count)).sum::<f64>() / waits.count() as f64
        };
        let shares = mean(&runs.iter().map(longer).collect::<Vec<f64>>()).unwrap();
        let count = runs.iter().map(|run| run.phone.answered.histogram.count() as f64).sum();
        let found = Figure { estimate: shares.estimate, se: shares.se, count };
        let truth = mmc_wait_exceeds(rate, 1.0, handlers as usize, seconds as f64 / 60.0);
        size.agree_share(&format!("M/M/2, longer than {seconds} seconds"), found, truth);
    }
}

#[test]
fn calls_of_one_length_wait_as_in_md1() {
    let size = always(450);
    let found = size.run(&phone(0.8, 1, "mean = 1", ""), &[]);
    size.agree("M/D/1, wait", found.mean("phone_wait", "all"), md1_wait(0.8, 1.0));
    size.agree("M/D/1, queue", found.mean("phone_queue_mean", "all"), 0.8 * md1_wait(0.8, 1.0));
}

#[test]
fn the_spread_of_calls_matters_as_pollaczek_and_khinchine_say() {
    for (family, cv, days) in
        [("gamma", 0.5, 400), ("lognormal", 0.6, 400), ("gamma", 1.4, 800), ("lognormal", 1.2, 1000)]
    {
        let size = always(days);
        let call = format!(r#"family = "{family}", mean = 1, cv = {cv}"#);
        let found = size.run(&phone(0.75, 1, &call, ""), &[]);
        let wait = mg1_wait(0.75, 1.0, cv);
        size.agree(&format!("M/G/1 {family} {cv}, wait"), found.mean("phone_wait", "all"), wait);
    }
}

/// What theory says of callers who may hang up.
fn waits_agree(size: Size, what: &str, found: &Results, truth: &Abandonment) {
    size.agree(&format!("{what}, given up"), found.share("phone_abandoned_share", "all"), truth.abandoned);
    for (who, wait) in [("all", truth.wait_all), ("answered", truth.wait_answered), ("gave_up", truth.wait_abandoned)] {
        size.agree(&format!("{what}, wait of {who}"), found.mean("phone_wait", who), wait);
    }
}

#[test]
fn impatient_callers_give_up_as_in_erlang_a() {
    let size = always(150);
    let found = size.run(include_str!("../../../scenarios/theory/phone-alone.toml"), &[]);
    let truth = erlang_a(3.6, 2.5, 20.0, 10).unwrap();
    waits_agree(size, "Erlang A", &found, &truth);
    size.agree("Erlang A, queue", found.mean("phone_queue_mean", "all"), truth.queue);
}

#[test]
fn patience_of_any_shape_matters_as_zeltyn_and_mandelbaum_say() {
    let size = always(60);
    let patience = r#"patience = { family = "lognormal", mean = 4, cv = 0.8 }"#;
    let found = size.run(&phone(4.2, 4, ONE_MINUTE, patience), &[]);
    let sigma = (1.0 + 0.8f64 * 0.8).ln().sqrt();
    let mu = 4f64.ln() - sigma * sigma / 2.0;
    let normal = Normal::new(mu, sigma).unwrap();
    let truth = with_patience(4.2, 1.0, 4, |x| if x > 0.0 { normal.sf(x.ln()) } else { 1.0 }).unwrap();
    waits_agree(size, "M/M/4+GI", &found, &truth);
}

#[test]
fn few_lines_turn_callers_away_as_in_mmck() {
    let size = always(60);
    let found = size.run(include_str!("../../../scenarios/theory/finite-lines.toml"), &[]);
    let truth = finite_lines(1.6, 2.5, 4, 7).unwrap();
    size.agree_share("M/M/4/7, engaged", found.share("phone_engaged_share", "all"), truth.blocked);
    size.agree("M/M/4/7, wait of those with a line", found.mean("phone_wait", "all"), truth.wait_accepted);
    size.agree("M/M/4/7, queue", found.mean("phone_queue_mean", "all"), truth.queue);
}

#[test]
fn priority_callers_wait_as_cobham_says() {
    let size = in_full_or(800, 400);
    let found = size.run(include_str!("../../../scenarios/theory/priority-phone.toml"), &[]);
    let (high, low) = high_and_low(0.3, 0.9, 2.0, 3);
    size.agree("priority M/M/3, priority", found.mean("phone_wait", "priority"), high);
    size.agree("priority M/M/3, ordinary", found.mean("phone_wait", "ordinary"), low);

    let size = always(500);
    let call = r#"family = "gamma", mean = 1, cv = 0.5"#;
    let found = size.run(&phone(0.75, 1, call, "priority = 0.4"), &[]);
    let class = |rate| Class { rate, mean: 1.0, cv: 0.5 };
    let waits = single_server(&[class(0.3), class(0.45)]);
    size.agree("priority M/G/1, priority", found.mean("phone_wait", "priority"), waits[0]);
    size.agree("priority M/G/1, ordinary", found.mean("phone_wait", "ordinary"), waits[1]);
}

#[test]
fn callers_who_ring_again_swell_the_calls_as_the_retrial_queue_says() {
    let size = always(150);
    let found = size.run(include_str!("../../../scenarios/theory/redial.toml"), &[]);
    let truth = redialling(&Line {
        rate: 1.3,
        mean: 2.0,
        servers: 3,
        lines: 6,
        patience: 4.0,
        again_blocked: 0.7,
        again_abandoned: 0.7,
        delay: 10.0,
    })
    .unwrap();
    size.agree("retrial queue, attempts per need", found.mean("attempts_per_need", "all"), truth.attempts);
    size.agree_share("retrial queue, engaged", found.share("phone_engaged_share", "all"), truth.blocked);
    size.agree_share("retrial queue, given up", found.share("phone_abandoned_share", "all"), truth.abandoned);
    size.agree("retrial queue, wait of those with a line", found.mean("phone_wait", "all"), truth.wait_on_line);
    size.agree("retrial queue, queue", found.mean("phone_queue_mean", "all"), truth.queue);
}

/// The day of `varying-day`: calls in each half hour from 08:00, and handlers.
const CALLS: [f64; 21] = [
    90.0, 66.0, 54.0, 45.0, 36.0, 36.0, 36.0, 30.0, 24.0, 24.0, 24.0, 24.0, 30.0, 36.0, 36.0, 30.0, 30.0, 30.0, 24.0,
    24.0, 18.0,
];
const HANDLERS: [usize; 21] = [7, 6, 5, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2, 3, 3, 3, 2, 2, 2, 2, 2];

#[test]
fn a_varying_day_runs_its_course_as_kolmogorovs_equations_say() {
    let rates = CALLS.map(|calls| calls / 30.0);
    for (closing, at_close) in [("drain", AtClose::ServeOut), ("cut", AtClose::Stop)] {
        let size = in_full_or(12_500, 1300);
        let closing = format!("phone.closing={closing}");
        let found = size.run(include_str!("../../../scenarios/theory/varying-day.toml"), &["--set", &closing]);
        let theory = Day { slot: 30.0, rates: &rates, servers: &HANDLERS, mean: 3.0, patience: 10.0, at_close };
        let truth = day(&theory).unwrap();
        for (half, &queue) in truth.queue_before[..21].iter().enumerate().skip(1) {
            let clock = format!("{:02}:{:02}", 8 + half / 2, half % 2 * 30);
            size.agree(&format!("varying day, {closing}, queue at {clock}"), found.mean("phone_queue", &clock), queue);
        }
        // Those cut off at closing count as having given up.
        let failed = (truth.abandoned + truth.left_waiting) / truth.arrivals;
        size.agree_share(
            &format!("varying day, {closing}, given up"),
            found.share("phone_abandoned_share", "all"),
            failed,
        );
        size.agree(&format!("varying day, {closing}, wait"), found.mean("phone_wait", "all"), truth.wait);
    }
}
