//! Support beside the practice's own help, read off what happened to each need: what patients who have it no longer
//! bring, whom GPs refer, what that takes, and what would have happened anyway.

use super::mechanisms::{events, scenario, value};
use super::mechanisms_demand::{Events, ROUTES, near_share, needs};
use super::support::{measured, prepared};
use headroom::kernel::SimTime;
use headroom::practice::Event;
use headroom::scenario::Scenario;
use headroom::scenario::names::{Problem, Role, Support};
use std::collections::BTreeMap;

/// The average practice for three years after one in which nobody is known to come often; what access is like does not
/// move demand.
const REFERRING: &str = r#"
extends = "average-2018"
[run]
days = 1092
warm_up = "days"
warm_up_days = 364
[feedback]
demand = 0
[support.social_prescribing]
refers = 0.5
capacity_per_1000_per_year = 1000
"#;

/// Consultations with a GP in the year up to each patient's first referral, that one included, and in the year after.
fn before_and_after(scenario: &Scenario) -> Vec<[f64; 2]> {
    let (_, params) = prepared(scenario);
    let all = events(scenario);
    let start = all.iter().map(|(at, ..)| at.day()).min().unwrap();
    let end = start + scenario.settings.run.days as u32;
    let (mut whose, mut consulted, mut referred) = (BTreeMap::new(), BTreeMap::<u32, Vec<u32>>::new(), BTreeMap::new());
    for &(at, need, event) in &all {
        match event {
            Event::Arises { patient, .. } | Event::FallsDue { patient, .. } | Event::ArisesFrom { patient, .. } => {
                whose.insert(need, patient);
            }
            Event::Encounter { person, .. } if params.people[usize::from(person)].role == Role::Gp => {
                // A few needs were brought before the first day that is seen; nobody is referred in that year.
                if let Some(&patient) = whose.get(&need) {
                    consulted.entry(patient).or_default().push(at.day());
                }
            }
            Event::ReferredToSupport { .. } if at.day() >= start + 400 && at.day() + 364 < end => {
                referred.entry(whose[&need]).or_insert(at.day());
            }
            _ => {}
        }
    }
    let within = |patient, from, until| consulted[patient].iter().filter(|&&day| from <= day && day < until).count();
    let each = referred.iter().map(|(patient, &day)| {
        [within(patient, day - 363, day + 1) as f64, within(patient, day + 1, day + 365) as f64]
    });
    each.collect()
}

fn mean_and_error(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count;
    let variance = values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

#[test]
fn those_referred_for_consulting_often_consult_less_in_the_next_year_though_nothing_helped_them() {
    // Nobody's needs are fewer: `fewer` is 0 throughout, so that the true effect is none.
    let found = before_and_after(&scenario(REFERRING, &["support.social_prescribing.at_consultations=8"]));
    let [(before, its_error), (after, error)] = [0, 1].map(|year| mean_and_error(found.iter().map(|of| of[year])));
    println!(
        "{} referred: {before:.2} (se {its_error:.2}) in the year before, {after:.2} ({error:.2}) after",
        found.len()
    );
    assert!(found.len() > 500 && (9.0..11.0).contains(&before), "{} referred after {before}", found.len());
    // Of what a year shows, a part was a passing spell and the luck of the year, and a part lasts: the average patient
    // consults 2.7 times. Whatever the shares, a fall of a tenth and more must come out, and a lasting difference.
    assert!(after + 3.5 * error < 0.9 * before, "from {before} to {after} ± {error}");
    assert!(after - 3.5 * error > 1.5 * 2.7, "from {before} to {after} ± {error}");
}

/// Needs that patients started, with patient and kind.
fn arisen(events: &Events) -> BTreeMap<u64, (SimTime, u32, Problem)> {
    let arises = events.iter().filter_map(|&(at, need, event)| match event {
        Event::Arises { patient, problem, .. } => Some((need, (at, patient, problem))),
        _ => None,
    });
    arises.collect()
}

#[test]
fn patients_with_support_from_the_start_bring_the_same_needs_but_for_a_share_of_them() {
    let length = ["run.days=84", "patients.persistent_cv=0"];
    let reach = ["support.self_management.reach=0.4", "support.self_management.fewer.musculoskeletal=0.5"];
    let without = arisen(&events(&scenario(ROUTES, &length)));
    let set = scenario(ROUTES, &[length, reach].concat());
    let with = arisen(&events(&set));
    assert!(with.iter().all(|(need, said)| without.get(need) == Some(said)));
    let spared: Vec<_> = without.iter().filter(|(need, _)| !with.contains_key(need)).collect();
    assert!(spared.iter().all(|(_, (.., kind))| *kind == Problem::Musculoskeletal));
    let aches = without.values().filter(|(.., kind)| *kind == Problem::Musculoskeletal).count();
    near_share(spared.len(), aches, 0.4 * 0.5);
    // What the measure says is what is missing, and those who have more of it are those who had it and others.
    let counted: u64 = measured(&set, 1, 1)[0].support.spared.iter().sum();
    assert_eq!(counted, spared.len() as u64);
    let wider = ["support.self_management.reach=0.6", "support.self_management.fewer.musculoskeletal=0.5"];
    let fewest = arisen(&events(&scenario(ROUTES, &[length, wider].concat())));
    assert!(fewest.keys().all(|need| with.contains_key(need)) && fewest.len() < with.len());
}

#[test]
fn patients_who_see_their_results_do_not_ask_for_them() {
    let tests = ["problems.musculoskeletal.tests=0.5", "outcome.result_unreported=0.5", "outcome.result_days.mean=3"];
    let close = ["problems.result.closed_on_call=1"];
    let asked = |reach: &str| {
        let reach = ["support.record_access.fewer.result=1", reach];
        let all = events(&scenario(ROUTES, &[&tests[..], &close, &reach].concat()));
        needs(&all, |event| matches!(event, Event::ArisesFrom { problem: Problem::Result, .. }))
    };
    let (nobody, some, all) = (
        asked("support.record_access.reach=0"),
        asked("support.record_access.reach=0.3"),
        asked("support.record_access.reach=1"),
    );
    near_share(nobody.len() - some.len(), nobody.len(), 0.3);
    assert!(all.is_empty());
}

#[test]
fn support_after_a_referral_helps_for_its_time_and_no_longer() {
    let short = [
        "run.days=1092",
        "run.warm_up_days=0",
        "support.social_prescribing.at_consultations=4",
        "support.social_prescribing.wait=4",
    ];
    let lasts = ["support.social_prescribing.lasts=12"];
    let brought = |share: f64| {
        let fewer = Problem::ALL.iter();
        let fewer = fewer.map(|kind| format!("support.social_prescribing.fewer.{}={share}", kind.id()));
        let fewer: Vec<String> = fewer.collect();
        let fewer: Vec<&str> = fewer.iter().map(String::as_str).collect();
        let set = scenario(REFERRING, &[&short[..], &lasts, &fewer].concat());
        let all = events(&set);
        let arisen = arisen(&all);
        // Each patient's first referral; patients who change nothing else are referred in both runs.
        let mut referred = BTreeMap::new();
        let mut whose = BTreeMap::new();
        for &(at, need, event) in &all {
            match event {
                Event::Arises { patient, .. } | Event::FallsDue { patient, .. } | Event::ArisesFrom { patient, .. } => {
                    whose.insert(need, patient);
                }
                Event::ReferredToSupport { support } => {
                    assert_eq!(support, Support::SocialPrescribing);
                    if let Some(&patient) = whose.get(&need) {
                        referred.entry(patient).or_insert_with(Vec::new).push(at.day());
                    }
                }
                _ => {}
            }
        }
        (arisen, referred)
    };
    let (all, _) = brought(0.0);
    let (kept, referred) = brought(0.5);
    let (mut during, mut spared) = (0, 0);
    for (need, (at, patient, _)) in &all {
        let days = referred.get(patient).into_iter().flatten();
        let helped = days.clone().any(|day| (day + 1 + 28..day + 1 + 28 + 84).contains(&at.day()));
        during += usize::from(helped);
        spared += usize::from(helped && !kept.contains_key(need));
        assert!(helped || kept.contains_key(need), "need {need} of {patient} is gone on day {}", at.day());
    }
    near_share(spared, during, 0.5);
    for days in referred.values() {
        assert!(days.windows(2).all(|two| two[1] >= two[0] + 364), "{days:?}");
    }
}

#[test]
fn what_a_referral_takes_of_a_gp_and_a_link_worker_is_in_their_hours() {
    let minutes = [
        "run.days=56",
        "support.social_prescribing.at_consultations=3",
        "support.social_prescribing.gp_minutes=4",
        "support.social_prescribing.uptake=0.5",
        "support.social_prescribing.minutes.link_worker=90",
        "roles.link_worker.task_hours=400",
    ];
    let found = measured(&scenario(REFERRING, &minutes), 1, 2);
    for m in &found {
        let at = Support::SocialPrescribing as usize;
        let (referred, taken_up) = (m.support.referred[at] as f64, m.support.taken_up[at] as f64);
        near_share(taken_up as usize, referred as usize, 0.5);
        let hours = value(m, "hours_per_week", "link_worker/wayfinding") * m.weeks();
        assert!((hours - taken_up * 1.5).abs() < 1e-6, "{hours} hours for {taken_up} patients");
        assert!((value(m, "support_referrals_per_week", "social_prescribing") * m.weeks() - referred).abs() < 1e-6);
    }
    // With room for 10 of 1,000 a year, so many are taken on, and those of four weeks that nobody had taken.
    let full = [&minutes[..], &["support.social_prescribing.capacity_per_1000_per_year=10"]].concat();
    let room: f64 = 10.0 * 8.49 / 52.0;
    for m in &measured(&scenario(REFERRING, &full), 1, 2) {
        let taken_up = m.support.taken_up[Support::SocialPrescribing as usize] as f64;
        assert!(taken_up >= (8.0 * room).floor() && taken_up <= 12.0 * room, "{taken_up}, with {room} places a week");
    }
}
