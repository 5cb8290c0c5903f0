//! `headroom size` held against theory: the fewest handlers and slots that keep a target are known exactly for a phone
//! and for a book alone, and the confidence with which they are found has to hold.

use crate::support::{Desk, headroom, said, says};
use headroom::experiment::size::{Ears, Lever, Question, Sizing, Target, size};
use headroom::experiment::verify::solvers::abandon::{Abandonment, erlang_a};
use headroom::experiment::verify::solvers::bulk::{Book, BookDay, steady};
use headroom::experiment::verify::solvers::distribution::poisson;
use headroom::scenario::{Change, Scenario};

const PHONE: &str = include_str!("../../scenarios/theory/phone-alone.toml");
const BOOK: &str = include_str!("../../scenarios/theory/book-alone.toml");

fn scenario(toml: &str, changes: &[String]) -> Scenario {
    let changes = changes.iter().map(|change| Change::parse(change).unwrap()).collect();
    Scenario::from_text("alone", toml, changes).unwrap()
}

/// The fewest of whole steps of `path` for one target.
fn fewest(scenario: &Scenario, path: &str, (from, to): (f64, f64), target: &str, most: u32, settles: u32) -> Sizing {
    let question = Question {
        baseline: scenario.clone(),
        practice: scenario.clone(),
        lever: Lever::of_path(&scenario.settings, path, from, to, 1.0).unwrap(),
        targets: vec![Target::parse(target).unwrap()],
        confidence: 0.95,
        most,
        settles,
        days: None,
    };
    size(&question, Ears { done: &|_| {}, stop: &|| false }).unwrap().unwrap()
}

/// Four days, an hour of which is like the ten handlers of the mornings that all sizes run on from.
#[test]
fn the_fewest_call_handlers_are_those_of_erlang_a_for_twelve_targets() {
    let phone = scenario(PHONE, &["run.days=4".into()]);
    let truth = |kept: &dyn Fn(&Abandonment) -> bool| {
        (1..=20).find(|&handlers| kept(&erlang_a(3.6, 2.5, 20.0, handlers).unwrap())).unwrap() as f64
    };
    for share in [0.3, 0.5, 0.65, 0.75, 0.85, 0.9, 0.95, 0.98] {
        let found = fewest(&phone, "phone.handlers", (1.0, 20.0), &format!("phone_answered_share >= {share}"), 80, 0);
        let exact = truth(&|phone| 1.0 - phone.abandoned >= share);
        assert!(found.found.is_decided(), "{share}: {:?}", found.found);
        assert_eq!((found.enough(), found.short()), (Some(exact), Some(exact - 1.0)), "answered {share}");
    }
    for minutes in [0.2, 0.5, 1.0, 3.0] {
        let found = fewest(&phone, "phone.handlers", (1.0, 20.0), &format!("phone_wait(answered) <= {minutes}"), 80, 0);
        let exact = truth(&|phone| phone.wait_answered <= minutes);
        assert!(found.found.is_decided(), "{minutes}: {:?}", found.found);
        assert_eq!((found.enough(), found.short()), (Some(exact), Some(exact - 1.0)), "wait {minutes}");
    }
}

#[test]
fn the_fewest_slots_are_those_of_bulk_service() {
    let chances = poisson(3.4);
    let lead = |slots: usize| {
        let days = [BookDay { slots, requests: &chances }];
        steady(&Book { days: &days, min_lead: 1, horizon: None }).map_or(f64::INFINITY, |state| state[0].mean_lead)
    };
    // Seven slots now: a book that is never full for long, so that each size begins with nearly its own.
    let book = scenario(BOOK, &["run.days=1000".into(), "roles.gp.slots_per_session=7".into()]);
    for days in [1.02, 1.06, 1.2, 2.0] {
        let path = "roles.gp.slots_per_session";
        let found = fewest(&book, path, (4.0, 12.0), &format!("lead_days <= {days}"), 80, 1);
        let exact = (4..=12).find(|&slots| lead(slots) <= days).unwrap() as f64;
        assert!(found.found.is_decided(), "{days}: {:?}", found.found);
        assert_eq!(found.enough(), Some(exact), "lead {days}");
    }
}

/// With two handlers 76% are answered, with three 93%; of such small samples the noise is some points, so that targets
/// near either are often left open or, if the confidence did not hold, often wrong.
#[test]
fn nineteen_of_twenty_answers_and_more_are_right() {
    let toml = PHONE.replace("3628.8", "725.76");
    let long = std::env::var("HEADROOM_LONG").is_ok_and(|long| long == "1");
    let repeats = if long { 200 } else { 40 };
    let answered = |handlers: f64| 1.0 - erlang_a(0.72, 2.5, 20.0, handlers as usize).unwrap().abandoned;
    let (mut wrong, mut decided) = (0, 0);
    for seed in 1..=repeats {
        let phone = scenario(&toml, &["run.days=1".into(), "phone.handlers=3".into(), format!("run.seed={seed}")]);
        // Near what three handlers answer, from just below to just above.
        let target = answered(3.0) + 0.01 * (f64::from(seed % 5) - 2.0);
        let found = fewest(&phone, "phone.handlers", (1.0, 6.0), &format!("phone_answered_share >= {target}"), 40, 0);
        decided += u32::from(found.found.is_decided());
        let wrongly = found.enough().is_some_and(|enough| answered(enough) < target)
            || found.short().is_some_and(|short| answered(short) >= target);
        wrong += u32::from(wrongly);
    }
    println!("{wrong} of {repeats} answers wrong, {decided} decided");
    // Were one in twenty wrong, more than 18 of 200 would be with a chance of 0.6%, and more than 6 of 40 with 0.3%.
    assert!(wrong <= if long { 18 } else { 6 }, "{wrong} of {repeats} answers are wrong");
    assert!(decided * 3 > repeats, "only {decided} of {repeats} are decided, so that being right means little");
}

/// A book taken to 95% for a quarter: most quarters wait little, and a few very long. Four slots keep no bound below their
/// mean, and whoever sees only quarters without a long wait would say that they do.
#[test]
fn a_book_of_skewed_waits_is_hardly_ever_said_to_keep_what_it_does_not() {
    let long = std::env::var("HEADROOM_LONG").is_ok_and(|long| long == "1");
    // It takes years to fill as it is in the long run, and a search some seconds: the bounds by themselves are tested in
    // `size::target`.
    if !long {
        return;
    }
    let (repeats, warm_up) = (200, 2000);
    let chances = poisson(3.8);
    let days = [BookDay { slots: 4, requests: &chances }];
    let lead = steady(&Book { days: &days, min_lead: 1, horizon: None }).unwrap()[0].mean_lead;
    let mut wrong = 0;
    for seed in 1..=repeats {
        let set = ["problems.general.per_1000_per_week=26.6".to_string(), "run.days=91".into()];
        let more = [format!("run.warm_up_days={warm_up}"), format!("run.seed={seed}")];
        let book = scenario(BOOK, &[set, more].concat());
        let target = format!("lead_days <= {}", 0.999 * lead);
        let found = fewest(&book, "roles.gp.slots_per_session", (4.0, 6.0), &target, 80, 0);
        wrong += u32::from(found.enough() == Some(4.0));
    }
    println!("{wrong} of {repeats} answers wrong");
    // Were one in twenty wrong, more than 18 of 200 would be with a chance of 0.6%.
    assert!(wrong <= 18, "{wrong} of {repeats}");
}

/// A practice of GPs alone, small enough to be tried in a moment: a need a day and more for each session.
const SURGERY: &str = r#"
[run]
days = 364
warm_up_days = 28
replications = 4
[calendar]
days_per_week = 5
[patients]
list_size = 2000
[demand]
month = { jan = 1.3, feb = 1.3, dec = 1.3, jul = 0.8, aug = 0.7 }
[problems.general]
per_1000_per_week = 60
books_with = { gp = 2, practice_nurse = 1 }
[phone]
handlers = 3
[book]
horizon = 60
[attendance]
dna = { same_day = 0.15, next_day = 0.15, days_2_7 = 0.15, days_8_over = 0.15 }
dna_rebooks = 0.9
dna_rebooks_after = 3
[roles.gp]
people = 4
sessions_per_week = 10
slots_per_session = 10
cost = 110
[roles.practice_nurse]
people = 2
sessions_per_week = 8
slots_per_session = 8
cost = 40
"#;

fn asked(more: &[&str]) -> (String, serde_json::Value, std::path::PathBuf, Desk) {
    let desk = Desk::new();
    let file = desk.file("surgery.toml", SURGERY);
    let out = desk.path("out");
    let always = ["size", &file, "--settles", "4", "--replications", "20", "--out", out.to_str().unwrap()];
    let output = headroom(always.iter().chain(more));
    assert!(output.status.success(), "{}", said(&output));
    let words = |page: String| page.split_whitespace().collect::<Vec<_>>().join(" ");
    let json = serde_json::from_slice(&std::fs::read(out.join("results.json")).unwrap()).unwrap();
    (words(std::fs::read_to_string(out.join("summary.txt")).unwrap()), json, out, desk)
}

#[test]
fn hard_times_need_more_and_the_year_until_colleagues_come_is_told_week_by_week() {
    let (page, json, out, _desk) = asked(&[
        "--role",
        "gp",
        "--step",
        "1",
        "--stress",
        "--recruitment-lag",
        "20",
        "--target",
        "lead_days(role:gp) <= 2",
    ]);
    let enough = json["enough"].as_f64().unwrap();
    for hard in json["hard_times"].as_array().unwrap() {
        let needed = hard["found"]["enough"].as_f64().unwrap_or_else(|| panic!("{page}"));
        assert!(needed >= enough, "{}: {needed} for {enough}", hard["name"]);
        // Both the answer and one more are looked at in each.
        let sizes = hard["found"]["sizes"].as_array().unwrap();
        for value in [enough, enough + 1.0] {
            assert!(sizes.iter().any(|size| size["value"].as_f64() == Some(value)), "{} {value}", hard["name"]);
        }
    }
    let left = &json["hard_times"][2]["found"];
    // Two of four take half of the sessions with them.
    assert!(left["enough"].as_f64().unwrap() >= enough + 4.0, "{page}");
    says(
        &page,
        &[
            "2100 patients for 2000",
            "each of one week by itself",
            "Only the thirteen weeks from the beginning of December",
            "Two GPs leave",
            "Until they come, in week 20",
        ],
    );
    let weeks = std::fs::read_to_string(out.join("weeks.csv")).unwrap();
    let of = |week: &str| -> Vec<String> {
        let lines = weeks.lines().filter(|line| line.starts_with(&format!("{week},")));
        lines.map(|line| line.split(',').skip(3).collect::<Vec<_>>().join(",")).collect()
    };
    assert_eq!(weeks.lines().count(), 1 + 2 * 52);
    // Until they come nothing tells the practice from itself, and from then on something does.
    assert!((0..20).all(|week| of(&week.to_string())[0] == of(&week.to_string())[1]));
    assert!((24..52).any(|week| of(&week.to_string())[0] != of(&week.to_string())[1]));
}

#[test]
fn of_two_roles_more_of_one_need_no_more_of_the_other_and_the_cheapest_is_marked() {
    let (page, json, out, _desk) =
        asked(&["--role", "practice_nurse:4..8", "--role", "gp", "--step", "2", "--target", "lead_days <= 3"]);
    let lines = json["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 3, "{page}");
    let enough: Vec<f64> = lines.iter().filter_map(|line| line["enough"].as_f64()).collect();
    assert!(!enough.is_empty() && enough.windows(2).all(|pair| pair[1] <= pair[0]), "{page}");
    let pay: Vec<Option<f64>> = lines.iter().map(|line| line["pay"].as_f64()).collect();
    let cheapest = json["cheapest"].as_u64().unwrap() as usize;
    let least = pay[cheapest].unwrap();
    assert!(pay.iter().flatten().all(|pay| *pay >= least), "{page}");
    says(&page, &["cheapest", "all 3 lines together"]);
    assert_eq!(std::fs::read_to_string(out.join("frontier.csv")).unwrap().lines().count(), 4);
}

#[test]
fn gp_hours_needed_fall_where_fewer_stay_away_and_book_again() {
    let (page, json, ..) = asked(&["--role", "gp", "--action", "3.2", "--target", "lead_days(role:gp) <= 2"]);
    let needed = |sizing: &serde_json::Value| sizing["enough"].as_f64().unwrap();
    assert!(needed(&json) <= needed(&json["without_actions"]), "{page}");
    says(&page, &["Needed a week", "without the actions", "with them", "difference", "with and without the actions"]);
    // The row of the practice as it is stands apart from those with the action.
    says(&page, &["10 (as it is)", "With the actions:"]);
}

#[test]
fn the_answer_is_the_same_on_any_number_of_threads_and_is_written_down() {
    let desk = Desk::new();
    let phone = desk.file("phone.toml", PHONE);
    let run = |threads: &str| {
        let out = desk.path(threads);
        let output = headroom([
            "size",
            &phone,
            "--set",
            "run.days=2",
            "--vary",
            "phone.handlers",
            "--from",
            "6",
            "--to",
            "12",
            "--step",
            "1",
            "--settles",
            "0",
            "--target",
            "phone_answered_share >= 0.9",
            "--threads",
            threads,
            "--out",
            out.to_str().unwrap(),
        ]);
        assert!(output.status.success(), "{}", said(&output));
        let read = |name: &str| std::fs::read(out.join(name)).unwrap();
        (read("results.csv"), read("sizes.csv"), read("results.json"), read("summary.txt"))
    };
    let one = run("1");
    assert_eq!(one, run("2"));
    says(
        &String::from_utf8(one.3).unwrap(),
        &["phone.handlers = 9 is enough for the target, and so is 10; 8 is not", "Confidence: 95%"],
    );
}

#[test]
fn what_cannot_be_sized_gets_a_sentence_and_writes_nothing() {
    let desk = Desk::new();
    let phone = desk.file("phone.toml", PHONE);
    let refused = |more: &[&str], parts: &[&str]| {
        let out = desk.path("out");
        let output = headroom(["size", &phone, "--out", out.to_str().unwrap()].iter().chain(more));
        assert_eq!(output.status.code(), Some(2), "{more:?}: {}", said(&output));
        says(&said(&output), parts);
        assert!(!out.exists(), "{more:?}");
    };
    let answered = ["--target", "phone_answered_share >= 0.9"];
    refused(&[&["--role", "gp"][..], &answered].concat(), &["the practice has no GP whose sessions could be counted"]);
    refused(&[&["--role", "doctor"][..], &answered].concat(), &["there is no role `doctor`"]);
    refused(
        &["--role", "receptionist", "--target", "phone_answered >= 0.9"],
        &["there is no measure `phone_answered`", "`phone_answered_share`"],
    );
    refused(&["--role", "receptionist", "--target", "dna_rate <= 90%"], &["write the share: 0.9"]);
    refused(
        &[&["--role", "receptionist", "--from", "3", "--to", "2"][..], &answered].concat(),
        &["smaller number first"],
    );
    refused(&[&["--role", "receptionist", "--confidence", "95"][..], &answered].concat(), &["such as 0.95"]);
    refused(
        &["--role", "receptionist", "--set", "run.days=2", "--settles", "0", "--target", "phone_wait(answerd) <= 1"],
        &["nothing is counted under", "phone_wait(answered)"],
    );
}
