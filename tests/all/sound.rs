//! Soundness: whatever a valid scenario says, every need, minute and caller is accounted for, and every figure is a number.

use crate::support;
use headroom::experiment;
use headroom::scenario::Scenario;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::fmt::{Display, Write};

/// Dials that set a scenario; at 0, to which failures shrink, each setting is at its plainest.
struct Dials<'a> {
    left: std::slice::Iter<'a, f64>,
    text: String,
}

/// More dials than any scenario below reads.
const DIALS: usize = 900;

impl Dials<'_> {
    fn turn(&mut self) -> f64 {
        *self.left.next().expect("there are dials enough")
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.turn() * (high - low)
    }

    fn whole(&mut self, low: u32, high: u32) -> u32 {
        self.between(f64::from(low), f64::from(high) + 1.0) as u32
    }

    fn often(&mut self, chance: f64) -> bool {
        self.turn() > 1.0 - chance
    }

    /// None, part or all: the ends come up often.
    fn share(&mut self) -> f64 {
        ((self.turn() - 0.4) * 2.0).clamp(0.0, 1.0)
    }

    fn one_of<'b>(&mut self, choices: &[&'b str]) -> &'b str {
        choices[(self.turn() * choices.len() as f64) as usize]
    }

    fn duration(&mut self, most: f64) -> String {
        let mean = self.between(0.0, most);
        let cv = self.between(0.1, 3.0);
        match self.one_of(&["constant", "exponential", "gamma", "lognormal", "empirical"]) {
            "empirical" => format!(r#"{{ family = "empirical", values = [0, {mean}, {most}] }}"#),
            "constant" => format!("{{ mean = {mean} }}"),
            family => format!(r#"{{ family = "{family}", mean = {}, cv = {cv} }}"#, mean + 0.01),
        }
    }

    fn set(&mut self, path: impl Display, value: impl Display) {
        writeln!(self.text, "{path} = {value}").expect("a string takes what is written");
    }

    fn set_shares(&mut self, table: &str, names: &[&str]) {
        for name in names {
            let share = self.share();
            self.set(format!("{table}.{name}"), share);
        }
    }

    fn set_durations(&mut self, most: f64, paths: &[&str]) {
        for path in paths {
            let duration = self.duration(most);
            self.set(path, duration);
        }
    }

    fn set_between(&mut self, path: &str, low: f64, high: f64) {
        let value = self.between(low, high);
        self.set(path, value);
    }

    fn set_whole(&mut self, path: &str, low: u32, high: u32) {
        let value = self.whole(low, high);
        self.set(path, value);
    }
}

const PROBLEMS: [&str; 13] = [
    "minor_illness",
    "musculoskeletal",
    "mental_health",
    "social",
    "long_term",
    "general",
    "admin",
    "result",
    "prescription",
    "review",
    "blood_test",
    "vaccination",
    "screening",
];
const ROLES: [&str; 4] = ["gp", "practice_nurse", "pharmacist", "health_care_assistant"];
const PLACES: [&str; 4] = ["community_pharmacy", "self_care", "hub", "a_and_e"];

/// A valid scenario: at most 2,000 patients and eight weeks, with anything switched on.
fn scenario(dials: &[f64]) -> String {
    let mut d = Dials { left: dials.iter(), text: String::new() };
    let open_days = if d.often(0.4) { d.whole(1, 7) } else { 5 };
    d.set_whole("run.days", 1, 56);
    d.set_whole("run.warm_up_days", 0, 14);
    d.set("run.replications", 2);
    d.set_whole("run.seed", 1, 1000);
    d.set("calendar.days_per_week", open_days);
    let holidays = d.one_of(&["none", "england"]);
    d.set("calendar.holidays", format!("{holidays:?}"));
    let start = d.one_of(&["2018-01-01", "2018-12-03", "2020-02-24"]);
    d.set("calendar.start", format!("{start:?}"));
    patients(&mut d);
    phone(&mut d);
    around_the_book(&mut d);
    for role in ROLES {
        role_settings(&mut d, role, open_days);
    }
    for problem in PROBLEMS {
        problem_settings(&mut d, problem);
    }
    after_encounters(&mut d);
    d.text
}

fn patients(d: &mut Dials) {
    d.set_whole("patients.list_size", 1, 2000);
    d.set_between("patients.persistent_cv", 0.0, 2.0);
    d.set_between("patients.transient_cv", 0.0, 2.0);
    d.set_whole("patients.transient_weeks", 1, 20);
    d.set_shares("patients", &["female", "wants_own_gp", "online"]);
    let level = if d.often(0.1) { 0.0 } else { d.between(0.5, 4.0) };
    d.set("demand.level", level);
    d.set_between("demand.day_spread_cv", 0.0, 1.0);
    d.set_between("demand.weekday.mon", 1.0, 4.0);
    d.set_between("demand.half_hour.\"08:00\"", 1.0, 20.0);
    d.set_shares("channels", &["desk", "online", "online_self_booking", "online_self_service"]);
    d.set_durations(10.0, &["channels.online_request"]);
}

fn phone(d: &mut Dials) {
    if d.often(0.2) {
        d.set("phone.opens", 0);
        d.set("phone.closes", 24);
    } else if d.often(0.3) {
        d.set_between("phone.opens", 7.0, 9.0);
        d.set_between("phone.closes", 12.0, 20.0);
    }
    let handlers = if d.often(0.9) { d.between(0.2, 4.0) } else { 0.0 };
    d.set("phone.handlers", handlers);
    d.set_between("phone.rota.\"08:00\"", 0.0, 3.0);
    d.set_between("phone.weekday_rota.mon", 0.0, 2.0);
    if d.often(0.4) {
        d.set_whole("phone.lines", 1, 8);
    }
    d.set_durations(10.0, &["phone.booking_call", "phone.other_call"]);
    if d.often(0.6) {
        d.set_durations(20.0, &["phone.patience"]);
    }
    let closing = d.one_of(&["cut", "drain"]);
    d.set("phone.closing", format!("{closing:?}"));
    d.set_shares("phone", &["priority", "redial", "tomorrow"]);
    d.set_durations(60.0, &["phone.redial_after"]);
    d.set_whole("phone.redial_limit", 1, 30);
    d.set_shares("navigation", &["reach", "offer", "acceptance", "accuracy"]);
    d.set_between("navigation.extra_call", 0.0, 3.0);
    for by in ["gp", "nurse", "online"] {
        if d.often(0.3) {
            d.set_shares(&format!("triage.{by}"), &["reach_urgent", "reach_routine", "closes"]);
            d.set_between(&format!("triage.{by}.clinicians"), 0.1, 2.0);
            d.set_durations(10.0, &[&format!("triage.{by}.minutes")]);
        }
    }
    for place in PLACES {
        d.set_between(&format!("destinations.{place}.capacity_per_day"), 0.0, 10.0);
        d.set_between(&format!("destinations.{place}.longest_wait"), 0.0, 10.0);
        d.set_shares(&format!("destinations.{place}"), &["closes"]);
        d.set_between(&format!("destinations.{place}.new_users"), 0.0, 0.9);
    }
}

fn around_the_book(d: &mut Dials) {
    d.set_between("book.slots", 0.0, 1.5);
    d.set_whole("book.horizon", 1, 100);
    d.set_whole("book.routine_lead", 0, 5);
    d.set_whole("book.release_lead", 0, 5);
    let wait = if d.often(0.3) { "inf".to_string() } else { d.between(0.0, 10.0).to_string() };
    d.set("book.own_gp_wait", wait);
    d.set_whole("book.duty_limit", 0, 10);
    d.set_whole("book.starting_backlog", 0, 15);
    d.set_whole("book.rooms", 0, 4);
    d.set_shares("book", &["urgent_elsewhere", "overbook"]);
    d.set_shares("attendance.dna", &["same_day", "next_day", "days_2_7", "days_8_over"]);
    d.set_between("attendance.dna_patient_sd", 0.0, 2.0);
    d.set_shares("attendance", &["dna_rebooks", "cancels_rebooks"]);
    d.set_whole("attendance.dna_rebooks_after", 0, 30);
    d.set_between("attendance.cancels_early", 0.0, 0.5);
    d.set_between("attendance.cancels_late", 0.0, 0.5);
    d.set_durations(30.0, &["clinic.starts_late", "clinic.lateness", "clinic.interruption"]);
    d.set_between("clinic.early", 0.0, 60.0);
    let early = d.one_of(&["when_free", "at_booked_time"]);
    d.set("clinic.early_start", format!("{early:?}"));
    d.set_shares("clinic", &["interruptions", "dna_time_used", "gap_time_used"]);
    let freed = d.one_of(&["tasks", "longer_consultations", "earlier_finish", "more_slots"]);
    d.set("clinic.freed_time", format!("{freed:?}"));
    d.set_between("clinic.longest", 1.0, 5.0);
    d.set_shares("clinic", &["slots_added"]);
    d.set_between("clinic.slots_memory", 0.2, 20.0);
    d.set_shares("unmet", &["asks_again", "urgent_care"]);
    d.set_whole("unmet.ask_limit", 1, 30);
    d.set_whole("unmet.planned_patience", 0, 8);
    for answer in ["demand", "claims_urgent", "just_in_case", "urgent_care"] {
        let size = if d.often(0.3) { d.between(0.0, 3.0) } else { 0.0 };
        d.set(format!("feedback.{answer}"), size.min(1.0));
    }
}

fn role_settings(d: &mut Dials, role: &str, open_days: u32) {
    let at = |name: &str| format!("roles.{role}.{name}");
    let people = d.whole(1, 4);
    d.set(at("people"), people);
    // A fraction is a session in that share of weeks.
    d.set_between(&at("sessions_per_week"), 0.2, f64::from(2 * people * open_days));
    let slots = d.whole(0, 20);
    d.set(at("slots_per_session"), slots);
    if d.often(0.3) {
        let offsets: Vec<u32> = (0..d.whole(1, 20)).map(|slot| slot / 2 * 12).collect();
        d.set(at("offsets"), format!("{offsets:?}"));
    } else {
        d.set_whole(&at("gap_every"), 0, 10);
        d.set_between(&at("gap"), 0.0, 2.0);
    }
    d.set_shares(&format!("roles.{role}"), &["on_the_day", "by_phone", "sickness", "locum_cover"]);
    for mode in ["face_to_face", "phone", "home_visit"] {
        d.set_durations(25.0, &[&at(&format!("minutes.{mode}"))]);
    }
    d.set_durations(5.0, &[&at("write_up")]);
    d.set_between(&at("leave_weeks"), 0.0, 10.0);
    d.set_shares(&format!("roles.{role}"), &["leave_together", "mornings"]);
    d.set_between(&at("task_hours"), 0.0, 10.0);
    d.set_between(&at("meeting_hours"), 0.0, 2.0);
    d.set_between(&at("training_hours"), 0.0, 2.0);
    if d.often(0.5) {
        d.set_whole(&at("overtime_after"), 0, 5);
    }
    d.set_between(&at("supervision"), 0.0, 30.0);
    if d.often(0.3) {
        d.set_between(&at("group_sessions_per_week"), 0.0, 12.0);
        d.set_between(&at("group_size"), 1.0, 30.0);
        d.set_between(&at("group_session"), 1.0, 240.0);
        d.set_between(&at("minutes.group.mean"), 1.0, 240.0);
        d.set_between(&at("group_assistance"), 0.0, 60.0);
    }
    d.set_between(&at("cost"), 0.0, 100.0);
}

fn problem_settings(d: &mut Dials, problem: &str) {
    let table = format!("problems.{problem}");
    let at = |name: &str| format!("{table}.{name}");
    let rate = if d.often(0.6) { d.between(0.0, 40.0) } else { 0.0 };
    d.set(at("per_1000_per_week"), rate);
    let recalls = if d.often(0.4) { d.between(0.0, 2.0) } else { 0.0 };
    d.set(at("recalls_per_patient_per_year"), recalls);
    d.set_between(&at("recall_tolerance"), 0.0, 60.0);
    let shares = [
        "closed_on_call",
        "urgent",
        "claims_urgent",
        "later_day",
        "able_by_phone",
        "able_online",
        "follow_up",
        "follow_up_again",
        "returns",
        "tests",
        "refers",
        "paperwork",
        "settles_per_day",
        "suits_group",
        "accepts_group",
    ];
    d.set_shares(&table, &shares);
    // Days, for which the table has minutes.
    d.set_durations(30.0, &[&at("later_by")]);
    d.set(at("books_with.gp"), 1);
    for role in &ROLES[1..] {
        d.set_shares(&at("books_with"), &[role]);
    }
    d.set_shares(&at("able"), &ROLES);
    d.set_shares(&at("navigable"), &ROLES);
    d.set_shares(&at("able_at"), &PLACES);
    d.set_shares(&at("home_visit"), &["75_84"]);
    d.set_between(&at("length"), 0.0, 2.0);
}

fn after_encounters(d: &mut Dials) {
    let days = ["outcome.follow_up_days", "outcome.return_days", "outcome.result_days", "outcome.hospital_days"];
    d.set_durations(40.0, &days);
    d.set_between("outcome.return_after_phone", 0.0, 3.0);
    d.set_between("outcome.own_gp_interval", 0.5, 2.0);
    d.set_shares("outcome", &["result_unreported", "hospital_failure", "hospital_asks"]);
    d.set_between("outcome.return_after_stranger", 1.0, 3.0);
    d.set_shares("audit", &["eye", "sees_cause"]);
    d.set_between("audit.eye_sd", 0.0, 3.0);
    for task in ["letter", "test_result", "repeat_prescription", "referral", "reporting"] {
        d.set_between(&format!("tasks.{task}.per_1000_per_day"), 0.0, 20.0);
        for role in ["gp", "pharmacist", "receptionist", "manager"] {
            d.set_between(&format!("tasks.{task}.minutes.{role}"), 0.0, 5.0);
            d.set_shares(&format!("tasks.{task}.touched_by"), &[role]);
        }
    }
    d.set_shares("outcome", &["advice_first", "advice_averts"]);
    d.set_between("tasks.advice.minutes.gp", 0.0, 10.0);
    d.set_shares("tasks.advice.touched_by", &["gp"]);
    for task in ["letter", "referral", "advice"] {
        d.set_shares(&format!("tasks.{task}"), &["not_needed", "audit"]);
        d.set_shares(&format!("tasks.{task}.instead_of_gp"), &["medical_assistant", "pharmacist", "receptionist"]);
        d.set_between(&format!("tasks.{task}.instead_minutes.receptionist"), 0.0, 5.0);
    }
}

/// Runs a scenario, and says what is wrong with what came of it.
fn faults(text: &str) -> Vec<String> {
    let scenario = match Scenario::from_text("random.toml", text, Vec::new()) {
        Ok(scenario) => scenario,
        Err(refusal) => return vec![format!("refused: {refusal}")],
    };
    let measured = support::measured(&scenario, scenario.settings.run.seed as u64, 2);
    let rows = experiment::estimate(&measured);
    assert!(rows.iter().filter(|row| row.measure.ends_with("_balance")).count() >= 3, "the balances are there");
    let wrong = rows.iter().filter(|row| {
        let estimate = row.estimate.estimate;
        !estimate.is_finite() || (row.measure.ends_with("_balance") && estimate != 0.0)
    });
    wrong.map(|row| format!("{} {} {}: {}", row.measure, row.group, row.stat, row.estimate.estimate)).collect()
}

#[test]
fn everyone_who_asked_and_every_minute_worked_is_accounted_for() {
    let long = std::env::var("HEADROOM_LONG").is_ok_and(|long| long == "1");
    let config = Config { cases: if long { 500 } else { 100 }, failure_persistence: None, ..Config::default() };
    // The same scenarios every time.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let dials = prop::collection::vec(0.0..1.0f64, DIALS);
    let held = runner.run(&dials, |dials| {
        let text = scenario(&dials);
        let faults = faults(&text);
        prop_assert!(faults.is_empty(), "{}\nin\n{text}", faults.join("\n"));
        Ok(())
    });
    if let Err(failure) = held {
        panic!("{failure}");
    }
}

/// The average practice, smaller and for a shorter time, so that a corner of it is soon reached.
const SMALL: [&str; 4] = ["run.days=28", "run.warm_up=days", "run.warm_up_days=7", "run.replications=3"];

/// Runs the average practice with `changes`, which must leave every balance at 0.
fn corner(changes: &[&str]) -> support::Results {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let out = folder.path().to_str().expect("a path in UTF-8");
    let set = SMALL.iter().chain(changes).flat_map(|change| ["--set", change]);
    let output = support::headroom(["run", "average-2018", "--quiet", "--out", out].into_iter().chain(set));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found = support::read(folder.path());
    for (measure, group) in [
        ("needs_balance", "all"),
        ("ledger_balance", "all"),
        ("queue_balance", "phone"),
        ("queue_balance", "triage"),
        ("queue_balance", "book"),
    ] {
        assert_eq!(found.mean(measure, group).estimate, 0.0, "{measure} {group} of {changes:?}");
    }
    found
}

#[test]
fn a_practice_that_nobody_asks_for_help_sees_only_those_it_calls() {
    let found = corner(&["demand.level=0"]);
    // Those who are called may ring to cancel, or about the result of a test.
    assert!(found.mean("calls_per_1000_per_day", "all").estimate < 1.0);
    assert!(found.share("planned_share", "all").estimate > 0.9);
}

#[test]
fn a_practice_with_no_slots_turns_away_whoever_it_cannot_help_on_the_phone() {
    let found = corner(&["book.slots=0", "book.starting_backlog=0"]);
    assert!(found.mean("turned_away_per_week", "all").estimate > 100.0);
    assert!(found.share("unmet_needs_share", "all").estimate > 0.1);
}

#[test]
fn a_practice_with_one_patient_still_answers() {
    let found = corner(&["patients.list_size=1", "demand.level=10"]);
    assert!(found.mean("endings_per_week", "arose").estimate < 10.0);
}

#[test]
fn a_practice_asked_ten_times_as_often_turns_most_away() {
    let found = corner(&["demand.level=10"]);
    assert!(found.share("unmet_needs_share", "all").estimate > 0.5);
}

#[test]
fn a_phone_that_nobody_answers_helps_nobody() {
    let found = corner(&["phone.handlers=0", "channels.desk=0", "channels.online=0"]);
    assert_eq!(found.share("phone_answered_share", "all").estimate, 0.0);
}
