//! `headroom breakeven` held against a root that theory knows: at which length of call a phone with a tenth more calls
//! answers as large a share as before.

use crate::support::{Desk, headroom, said, says};
use headroom::experiment::breakeven::{BreakEven, Found, Question, break_even};
use headroom::experiment::size::Ears;
use headroom::experiment::verify::solvers::abandon::erlang_a;
use headroom::scenario::{Change, Scenario, load, predictions};

/// A fifth of the calls of the phone alone, for three handlers.
fn small_phone() -> String {
    include_str!("../../scenarios/theory/phone-alone.toml")
        .replace("3628.8", "725.76")
        .replace("handlers = 10", "handlers = 3")
}

fn found(seed: u32, (from, to): (f64, f64), most: u32) -> BreakEven {
    let changes = ["run.days=2".to_string(), format!("run.seed={seed}")];
    let changes = changes.iter().map(|change| Change::parse(change).unwrap()).collect();
    let baseline = Scenario::from_text("phone", &small_phone(), changes).unwrap();
    let busier = Change::parse("demand.level*=1.1").unwrap();
    let question = Question {
        practice: baseline.what_if("busier", vec![busier]).unwrap(),
        baseline,
        path: "phone.other_call.mean".into(),
        from,
        to,
        measure: "phone_answered_share".into(),
        read_as: None,
        most,
        settles: 0,
    };
    break_even(&question, Ears { done: &|_| {}, stop: &|| false }).unwrap()
}

/// The mean length of a call in minutes, by halving.
fn truth() -> f64 {
    let answered = |rate: f64, mean: f64| 1.0 - erlang_a(rate, mean, 20.0, 3).unwrap().abandoned;
    let (mut low, mut high) = (1.5, 2.5);
    while high - low > 1e-9 {
        let middle = (low + high) / 2.0;
        if answered(0.792, middle) > answered(0.72, 2.5) { low = middle } else { high = middle }
    }
    low
}

#[test]
fn busier_phones_break_even_at_the_call_length_that_erlang_a_says() {
    let truth = truth();
    let long = std::env::var("HEADROOM_LONG").is_ok_and(|long| long == "1");
    let repeats = if long { 400 } else { 15 };
    let (mut covered, mut width) = (0, 0.0);
    for seed in 1..=repeats {
        let Found::At { value, .. } = found(seed, (1.6, 3.0), 20).found else { panic!("seed {seed}: no break-even") };
        covered += u32::from(value.low <= truth && truth <= value.high);
        width += (value.high - value.low) / f64::from(repeats);
    }
    println!("{covered} of {repeats} intervals cover {truth:.4}; mean width {width:.4}");
    // Of 95% intervals fewer than 12 of 15 cover with a chance of 0.6%, fewer than 368 (92%) of 400 with 0.6%.
    assert!(covered >= if long { 368 } else { 12 }, "{covered} of {repeats}");
    assert!(width < 0.2, "intervals {width} wide tell nothing");
}

/// The same comparison as in `headroom selftest --predictions`, which scans three shares by hand: a call of 4.6 minutes
/// before a visit of 9.9 takes no more time where it closes 46.5%.
#[test]
fn phone_first_breaks_even_at_the_ratio_of_the_lengths() {
    let all = predictions().unwrap();
    let change = all.iter().find(|change| change.id == "break-even").unwrap();
    let (path, values) = change.scan.clone().unwrap();
    let baseline = load(&change.practice, change.given.clone()).unwrap();
    let question = Question {
        practice: baseline.what_if("phone-first", change.with.clone()).unwrap(),
        baseline,
        path,
        from: values[0],
        to: values[values.len() - 1],
        measure: "consulting_hours".into(),
        read_as: Some("triage_closed_share(gp).share".into()),
        most: 10,
        settles: change.settles,
    };
    let found = break_even(&question, Ears { done: &|_| {}, stop: &|| false }).unwrap();
    let Found::At { read_as: Some(share), .. } = found.found else { panic!("{:?}", found.found) };
    println!("{share:?}");
    // Within 3.5 standard errors, and these at most two points.
    assert!((share.estimate - 0.4646).abs() <= 3.5 * share.se && 3.5 * share.se < 0.02, "{share:?}");
}

#[test]
fn a_difference_on_one_side_at_every_value_has_no_break_even_beyond_doubt() {
    let found = found(1, (2.6, 3.4), 20);
    assert!(matches!(found.found, Found::NoneWithin), "{:?}", found.found);
    let (low, high) = found.ends().unwrap();
    assert!(low.difference.high < 0.0 && high.difference.high < low.difference.low && !found.turns);
}

#[test]
fn a_difference_too_close_to_0_for_its_side_to_be_known_is_said_not_to_be_told() {
    // Around the root over so short a range that no replications know on which side of 0 anything lies.
    let (truth, n) = (truth(), 10);
    let found = found(1, (truth - 0.0005, truth + 0.0005), n);
    assert!(matches!(found.found, Found::CannotTell(most) if most == n), "{:?}", found.found);
}

#[test]
fn a_break_even_is_printed_and_written_the_same_on_any_number_of_threads() {
    let desk = Desk::new();
    let phone = desk.file("phone.toml", small_phone());
    let run = |threads: &str| {
        let out = desk.path(threads);
        let output = headroom([
            "breakeven",
            &phone,
            "--both",
            "run.days=2",
            "--set",
            "demand.level*=1.1",
            "--vary",
            "phone.other_call.mean",
            "--from",
            "1.6",
            "--to",
            "3",
            "--measure",
            "phone_answered_share",
            "--read-as",
            "phone_wait(answered)",
            "--settles",
            "0",
            "--replications",
            "20",
            "--threads",
            threads,
            "--out",
            out.to_str().unwrap(),
        ]);
        assert!(output.status.success(), "{}", said(&output));
        let read = |name: &str| String::from_utf8(std::fs::read(out.join(name)).unwrap()).unwrap();
        (read("results.csv"), read("results.json"), read("summary.txt"))
    };
    let one = run("1");
    assert_eq!(one, run("2"));
    let parts =
        ["Break-even: phone.other_call.mean = 2.", "is higher with the change", "There phone_wait(answered) is"];
    says(&one.2.split_whitespace().collect::<Vec<_>>().join(" "), &parts);
}

#[test]
fn what_has_no_break_even_gets_a_sentence_and_writes_nothing() {
    let desk = Desk::new();
    let phone = desk.file("phone.toml", small_phone());
    let refused = |more: [&str; 8], parts: &[&str]| {
        let out = desk.path("out");
        let output = headroom(["breakeven", &phone, "--out", out.to_str().unwrap()].into_iter().chain(more));
        assert_eq!(output.status.code(), Some(2), "{more:?}: {}", said(&output));
        says(&said(&output), parts);
        assert!(!out.exists(), "{more:?}");
    };
    let of = |path, from, to, measure| ["--vary", path, "--from", from, "--to", to, "--measure", measure];
    refused(of("phone.handler", "1", "2", "dna_rate"), &["no setting `phone.handler`", "`phone.handlers`"]);
    refused(of("phone.closing", "1", "2", "dna_rate"), &["not a number"]);
    refused(of("phone.handlers", "3", "2", "dna_rate"), &["smaller number after `--from`"]);
    refused(of("phone.handlers", "1", "2", "dna_rat"), &["`dna_rate`"]);
    refused(of("phone.handlers", "-1", "2", "dna_rate"), &["phone.handlers"]);
}
