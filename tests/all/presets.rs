//! The shipped practices, held against the published figures that they stand for. `scenarios/SOURCES.md` has the table
//! of targets with more replications; here each must come within its tolerance, allowing for chance.

use crate::support::{Figure, Results, headroom, run_named};
use std::sync::LazyLock;

/// Fewer than the tables rest on, so that the tests stay quick.
const REPLICATIONS: [&str; 2] = ["--replications", "12"];

/// Appointments by calendar days from booking in 2017-18, with the tolerance: GPAD18.
const BANDS_2018: [(&str, f64, f64); 7] = [
    ("same_day", 0.43, 0.03),
    ("1", 0.07, 0.01),
    ("2_7", 0.20, 0.03),
    ("8_14", 0.14, 0.01),
    ("15_21", 0.07, 0.01),
    ("22_28", 0.05, 0.01),
    ("over_28", 0.04, 0.01),
];

static CHOICE_LED: LazyLock<Results> = LazyLock::new(|| run_named("average-2018", &REPLICATIONS));
static RATIONED: LazyLock<Results> = LazyLock::new(|| run_named("average-2018-rationed", &REPLICATIONS));
static OF_2024: LazyLock<Results> = LazyLock::new(|| run_named("average-2024", &REPLICATIONS));

/// Within `low` to `high`, or no further outside than chance explains.
fn lies_in(what: &str, figure: Figure, low: f64, high: f64) {
    let (got, chance) = (figure.estimate, 3.5 * figure.se);
    assert!(got > low - chance && got < high + chance, "{what}: {got}, not {low} to {high} give or take {chance}");
}

fn hours(results: &Results, line: &str) -> f64 {
    results.mean("hours_per_week", &format!("gp/{line}")).estimate
}

/// The lines' share of the hours that GPs use.
fn share_of_used(results: &Results, lines: &[&str]) -> f64 {
    lines.iter().map(|line| hours(results, line)).sum::<f64>() / results.mean("gp_hours_used_per_week", "all").estimate
}

/// By how much GPs' hours fall, relatively, when patients start 5% fewer needs.
fn fall_with_less_demand(practice: &str, as_is: &Results) -> f64 {
    let less = run_named(practice, &["--set", "demand.level*=0.95", REPLICATIONS[0], REPLICATIONS[1]]);
    let [before, after] = [as_is, &less].map(|results| results.mean("gp_hours_used_per_week", "all").estimate);
    1.0 - after / before
}

fn accounts_balance(results: &Results) {
    for (balance, group) in [
        ("needs_balance", "all"),
        ("ledger_balance", "all"),
        ("queue_balance", "phone"),
        ("queue_balance", "triage"),
        ("queue_balance", "book"),
    ] {
        assert_eq!(results.mean(balance, group).estimate, 0.0, "{balance} {group}");
    }
}

#[test]
fn everybody_and_every_hour_in_the_shipped_practices_is_accounted_for() {
    for results in [&*CHOICE_LED, &*RATIONED, &*OF_2024] {
        accounts_balance(results);
    }
}

#[test]
fn appointments_of_2018_lie_in_the_published_bands() {
    for (band, share, within) in BANDS_2018 {
        lies_in(band, CHOICE_LED.share("lead_share", band), share - within, share + within);
    }
}

#[test]
fn the_dna_rate_of_2018_comes_of_the_published_chances_by_lead() {
    lies_in("DNA", CHOICE_LED.share("dna_rate", "all"), 0.048, 0.058);
}

#[test]
fn the_practice_of_2018_sees_as_many_patients_in_the_published_ways() {
    let results = &*CHOICE_LED;
    lies_in("appointments", results.mean("appointments_per_1000_per_day", "all"), 19.4, 21.4);
    lies_in("by GPs", results.share("role_share", "gp"), 0.49, 0.55);
    lies_in("by phone", results.share("mode_share", "phone"), 0.11, 0.15);
    lies_in("at home", results.share("mode_share", "home_visit"), 0.007, 0.013);
    lies_in("planned", results.share("planned_share", "all"), 0.25, 0.45);
}

#[test]
fn the_phones_of_2018_are_busiest_on_mondays_and_mostly_answered() {
    let results = &*CHOICE_LED;
    let all = results.mean("calls_per_1000_per_day", "all");
    lies_in("calls", all, 10.0, 18.0);
    let monday = results.mean("calls_per_1000_per_day", "mon").estimate / all.estimate;
    assert!((1.2..1.5).contains(&monday), "Monday's calls are {monday} times the mean");
    lies_in("answered", results.share("phone_answered_share", "all"), 0.85, 0.92);
}

#[test]
fn gps_of_2018_divide_their_time_as_surveys_say() {
    let direct = share_of_used(&CHOICE_LED, &["face_to_face", "phone", "home_visit", "write_up", "interruptions"]);
    let paper = ["letter", "test_result", "repeat_prescription", "form", "referral"];
    let (indirect, meetings) = (share_of_used(&CHOICE_LED, &paper), share_of_used(&CHOICE_LED, &["meetings"]));
    assert!((0.50..0.62).contains(&direct), "direct care {direct}");
    assert!((0.20..0.32).contains(&indirect), "indirect care {indirect}");
    assert!((0.08..0.10).contains(&meetings), "meetings {meetings}");
}

#[test]
fn a_choice_led_practice_has_room_on_the_day() {
    let results = &*CHOICE_LED;
    lies_in("slots unfilled", results.share("slots_unfilled_share", "all"), 0.05, 0.09);
    lies_in("wait for the first free slot", results.mean("lead_days", "asap"), 0.1, 0.5);
    lies_in("unmet needs", results.share("unmet_needs_share", "all"), 0.0, 0.03);
}

#[test]
fn a_rationed_practice_is_full_and_turns_patients_away() {
    let results = &*RATIONED;
    lies_in("slots unfilled", results.share("slots_unfilled_share", "all"), 0.0, 0.01);
    lies_in("same day", results.share("lead_share", "same_day"), 0.40, 0.46);
    lies_in("appointments", results.mean("appointments_per_1000_per_day", "all"), 19.4, 21.4);
    assert!(results.share("unmet_needs_share", "all").estimate > 0.08);
}

#[test]
fn less_demand_frees_hours_only_where_nobody_was_turned_away() {
    let choice_led = fall_with_less_demand("average-2018", &CHOICE_LED);
    let rationed = fall_with_less_demand("average-2018-rationed", &RATIONED);
    assert!(choice_led > 0.02, "the choice-led practice saves {choice_led}");
    assert!(rationed.abs() < choice_led / 3.0, "rationed {rationed}, choice-led {choice_led}");
}

#[test]
fn the_practice_of_2024_lies_in_the_bands_published_since() {
    let results = &*OF_2024;
    let share = |bands: &[&str]| bands.iter().map(|band| results.share("lead_share", band).estimate).sum::<f64>();
    for (bands, published) in [
        (&["same_day"][..], 0.446),
        (&["1", "2_7"], 0.247),
        (&["8_14", "15_21"], 0.201),
        (&["22_28", "over_28"], 0.106),
    ] {
        assert!((share(bands) - published).abs() < 0.02, "{bands:?}: {}, published {published}", share(bands));
    }
    lies_in("DNA", results.share("dna_rate", "all"), 0.039, 0.045);
}

#[test]
fn the_practice_of_2024_works_by_phone_and_online_and_with_more_roles() {
    let results = &*OF_2024;
    lies_in("by GPs", results.share("role_share", "gp"), 0.416, 0.476);
    lies_in("face to face", results.share("mode_share", "face_to_face"), 0.65, 0.71);
    lies_in("by phone", results.share("mode_share", "phone"), 0.23, 0.27);
    lies_in("online", results.share("mode_share", "online"), 0.05, 0.06);
    lies_in("calls", results.mean("calls_per_1000_per_day", "all"), 18.0, 35.0);
    for role in ["pharmacist", "physiotherapist", "paramedic", "mental_health_practitioner", "link_worker"] {
        assert!(results.share("role_share", role).estimate > 0.005, "{role}");
    }
}

#[test]
fn the_scores_that_are_kept_are_what_the_program_gives() {
    let kept = std::fs::read_to_string("results/calibration/scores.csv").unwrap();
    for practice in ["average-2018", "phone-log"] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().to_str().unwrap();
        let output = headroom(["selftest", "--calibration", "--practice", practice, "--out", out]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let now = std::fs::read_to_string(folder.path().join("scores.csv")).unwrap();
        let of_it = |csv: &str| -> Vec<String> {
            csv.lines().filter(|line| line.starts_with(&format!("{practice},"))).map(String::from).collect()
        };
        assert!(of_it(&now).len() > 3);
        assert_eq!(
            of_it(&kept),
            of_it(&now),
            "make them anew: headroom selftest --calibration --out results/calibration"
        );
    }
}
