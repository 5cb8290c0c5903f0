//! Mechanisms behave as a practice manager would expect: more slots never make anybody wait longer, a destination
//! with less room sends more back, and keyed chance makes comparisons cheap.

use super::support::{measured, prepared};
use headroom::experiment::{Timeline, replicate, warm_up};
use headroom::kernel::SimTime;
use headroom::practice::registry::{REGISTRY, Reading};
use headroom::practice::{Event, Log, Measures};
use headroom::scenario::{Change, Scenario};
use std::collections::BTreeMap;

pub fn scenario(toml: &str, changes: &[&str]) -> Scenario {
    let changes = changes.iter().map(|change| Change::parse(change).expect("a change")).collect();
    Scenario::from_text("test", toml, changes).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// Every event of replication 0.
pub fn events(scenario: &Scenario) -> Vec<(SimTime, u64, Event)> {
    let (calendar, params) = prepared(scenario);
    let state = warm_up(&params, &calendar, 1, 0);
    let mut log = Log::default();
    replicate(&state, &Timeline::constant(params), &calendar, scenario.settings.run.days as u32, &mut log);
    log.sorted()
}

/// One measure of one replication.
pub fn value(measures: &Measures, id: &str, group: &str) -> f64 {
    let measure = REGISTRY.iter().find(|measure| measure.id == id).expect("a measure");
    let readings = measure.read(measures);
    let (_, reading) = readings.iter().find(|(name, _)| name == group).expect("a group");
    match reading {
        Reading::Ratio(_, ratio) | Reading::Rate(ratio) => ratio.num / ratio.den,
        Reading::Quantile { .. } => panic!("a ratio is asked for"),
    }
}

/// One pooled book, first free slot at or after the day asked for, and nothing that answers to how long it takes.
const POOLED_BOOK: &str = r#"
[run]
days = 120
[patients]
list_size = 3000
[demand]
day_spread_cv = 0.3
[phone]
handlers = 100
[book]
horizon = 300
[roles.gp]
people = 3
sessions_per_week = 20
slots_per_session = 11
[problems.general]
per_1000_per_week = 70
later_day = 0.4
later_by = { family = "exponential", mean = 6 }
books_with = { gp = 1 }
"#;

#[test]
fn more_slots_never_lengthen_any_lead() {
    // Without appointments in the past (a request late in the day may find only tomorrow's slots), every request
    // comes before the first session: the lines open at 7 and close at 8.
    let hours = ["phone.opens=7", "phone.closes=8"];
    let leads = |more: &str| -> BTreeMap<u64, u32> {
        let changes: Vec<&str> = hours.iter().copied().chain([more]).collect();
        let booked = events(&scenario(POOLED_BOOK, &changes)).into_iter();
        booked
            .filter_map(|(_, need, event)| match event {
                Event::Booked { lead_days, .. } => Some((need, lead_days)),
                _ => None,
            })
            .collect()
    };
    let base = leads("book.slots=1");
    let mut shorter = 0;
    for more in ["book.slots=1.02", "book.slots=1.1", "book.slots=1.5", "roles.gp.sessions_per_week=21"] {
        let with_more = leads(more);
        assert!(base.len() > 3000 && base.len() == with_more.len(), "{} and {}", base.len(), with_more.len());
        for (need, lead) in &base {
            assert!(with_more[need] <= *lead, "{more}: need {need} waits {} instead of {lead}", with_more[need]);
            shorter += u32::from(with_more[need] < *lead);
        }
    }
    assert!(shorter > 500, "more slots must shorten some leads: {shorter}");
}

#[test]
fn a_destination_with_half_the_room_sends_more_people_back() {
    let toml = r#"
extends = "average-2018"
[run]
days = 84
warm_up = "days"
warm_up_days = 14
[navigation]
reach = 1
[problems.minor_illness]
able_at = { community_pharmacy = 0.6 }
[destinations.community_pharmacy]
capacity_per_day = 8
longest_wait = 2
closes = 0.8
"#;
    let back = |change: &str| -> Vec<f64> {
        let found = measured(&scenario(toml, &[change]), 1, 6);
        found.iter().map(|m| m.destinations.sent_back.iter().sum::<u64>() as f64).collect()
    };
    let (whole, half) = (
        back("destinations.community_pharmacy.capacity_per_day=8"),
        back("destinations.community_pharmacy.capacity_per_day=4"),
    );
    for (whole, half) in whole.iter().zip(&half) {
        assert!(half > whole, "{half} sent back with half the room, {whole} with all of it");
    }
}

#[test]
fn every_person_asked_by_a_destination_is_in_the_set_that_it_can_close() {
    let toml = r#"
extends = "average-2018"
[run]
days = 56
warm_up = "days"
warm_up_days = 0
[navigation]
reach = 1
accuracy = 1
[problems.minor_illness]
able_at = { community_pharmacy = 0.5 }
[destinations.community_pharmacy]
capacity_per_day = 1000
"#;
    let found = measured(&scenario(toml, &[]), 1, 2);
    for m in &found {
        let sent: u64 = m.destinations.sent.iter().sum();
        let closed: u64 = m.destinations.closed.iter().sum();
        assert!(sent > 100, "{sent}");
        // Those sent on the last day are helped at its end, so nobody is left and nobody comes back.
        assert_eq!((closed, m.destinations.sent_back.iter().sum::<u64>()), (sent, 0));
    }
}

/// Variance of the paired difference with common streams, over that with independent seeds, for one measure.
fn variances(common: &[f64], independent: &[f64]) -> f64 {
    let variance = |x: &[f64]| {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (x.len() - 1) as f64
    };
    variance(independent) / variance(common)
}

#[test]
fn keyed_streams_make_the_variance_of_a_difference_at_least_five_times_smaller() {
    // The full size is 80 pairs of a year; in short, 40 pairs of half a year. The lower end of a 95% bootstrap
    // interval of the ratio of variances must reach 5.
    let long = std::env::var("HEADROOM_LONG").is_ok();
    let (pairs, days) = if long { (80, "run.days=364") } else { (40, "run.days=182") };
    let length = [days, "run.warm_up=\"days\"", "run.warm_up_days=56"];
    let run = |changes: &[&str], seed: u64| {
        let all: Vec<&str> = length.iter().chain(changes).copied().collect();
        measured(&scenario("extends = \"average-2018\"", &all), seed, pairs)
    };
    let base = run(&[], 1);
    for change in [["demand.level*=0.95"], ["book.slots*=1.05"]] {
        let (common, independent) = (run(&change, 1), run(&change, 2));
        for (id, group) in [("gp_hours_used_per_week", "all"), ("lead_days", "all")] {
            let differences = |with: &[Measures]| -> Vec<f64> {
                with.iter().zip(&base).map(|(a, b)| value(a, id, group) - value(b, id, group)).collect()
            };
            let (common, independent) = (differences(&common), differences(&independent));
            let mut state = 1u64;
            let mut ratios: Vec<f64> = (0..2000)
                .map(|_| {
                    let draws: Vec<usize> = (0..common.len())
                        .map(|_| {
                            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                            (state >> 33) as usize % common.len()
                        })
                        .collect();
                    let pick = |from: &[f64]| -> Vec<f64> { draws.iter().map(|&at| from[at]).collect() };
                    variances(&pick(&common), &pick(&independent))
                })
                .collect();
            ratios.sort_by(f64::total_cmp);
            let lower = ratios[50];
            println!("{change:?} {id}: {:.1} times, at least {lower:.1}", variances(&common, &independent));
            assert!(lower >= 5.0, "{change:?} {id}: only {lower:.2} times smaller");
        }
    }
}

/// Ten GPs with slots to spare, open every day, and nothing but general problems.
pub const ROOMY: &str = r#"
[run]
days = 182
warm_up_days = 70
[calendar]
days_per_week = 7
[patients]
list_size = 10000
[problems.general]
per_1000_per_week = 60
books_with = { gp = 1 }
[phone]
handlers = 8
[book]
horizon = 60
[roles.gp]
people = 10
sessions_per_week = 140
slots_per_session = 20
slot = 10
minutes.face_to_face = 5
"#;

#[test]
fn of_bookings_for_tomorrow_half_of_which_are_cancelled_half_come_to_nothing() {
    let changes = ["book.routine_lead=1", "attendance.cancels_early=0.5", "clinic.morning=9"];
    let found = measured(&scenario(ROOMY, &changes), 1, 4);
    let [mut recovered, mut ended] = [0.0; 2];
    for m in &found {
        let all: u64 = m.needs.ended.iter().sum();
        recovered += value(m, "endings_per_week", "recovered") * m.weeks();
        ended += all as f64;
    }
    // Binomial: 3.5 standard errors, a false alarm in 1 of 2,000. Whoever rang after being seen would lower the share.
    let error = (0.25 / ended).sqrt();
    assert!((recovered / ended - 0.5).abs() < 3.5 * error, "{} of {ended}", recovered / ended);
}

#[test]
fn triage_that_closes_nothing_takes_no_visit_away() {
    let planned = ["problems.general.follow_up=0.4", "problems.general.follow_up_again=0.1"];
    let visits = |reach: &str| -> f64 {
        let triage = ["triage.gp.clinicians=5", "triage.gp.closes=0", "triage.gp.minutes.mean=3"];
        let changes: Vec<&str> =
            planned.into_iter().chain(triage).chain(["outcome.follow_up_days.mean=7", reach]).collect();
        let found = measured(&scenario(ROOMY, &changes), 1, 4);
        found.iter().map(|m| value(m, "encounters_per_week", "gp/face_to_face")).sum::<f64>() / 4.0
    };
    let (without, with) = (visits("triage.gp.reach_routine=0"), visits("triage.gp.reach_routine=1"));
    assert!((with / without - 1.0).abs() < 0.005, "{without} visits a week without triage, {with} with it");
}

#[test]
fn a_request_to_cancel_that_is_read_too_late_speaks_for_nobody_else() {
    // Online requests lie so long that some are read when the appointment has come up and the need has ended.
    let changes = [
        "run.days=84",
        "run.warm_up=days",
        "run.warm_up_days=28",
        "phone.handlers*=0.5",
        "channels.online=0.6",
        "channels.online_self_service=0",
        "channels.online_self_booking=0",
        "attendance.cancels_early=0.3",
    ];
    let changes = changes.map(|change| Change::parse(change).expect("a change")).to_vec();
    let slow = headroom::scenario::load("average-2018", changes).unwrap_or_else(|refusal| panic!("{refusal}"));
    let (mut asked, mut answered, mut cancelling) = (BTreeMap::new(), 0, 0);
    for (_, need, event) in events(&slow) {
        match event {
            Event::Arises { .. } | Event::FallsDue { .. } | Event::ArisesFrom { .. } => {
                asked.insert(need, 0);
            }
            Event::Asks { .. } => *asked.entry(need).or_insert(0) += 1,
            Event::Answered { .. } => {
                // Those who asked before the first day that is seen are not told apart.
                if let Some(times) = asked.get_mut(&need) {
                    assert!(*times > 0, "need {need} is answered and had not asked");
                    *times -= 1;
                    answered += 1;
                }
            }
            Event::Cancels { late: false } => cancelling += 1,
            _ => {}
        }
    }
    assert!(answered > 1000 && cancelling > 100, "{answered} {cancelling}");
}
