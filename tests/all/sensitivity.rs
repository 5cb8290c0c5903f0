//! How sure it is what actions do: what is not known, apart from luck.

use super::support::headroom;
use headroom::experiment::View;
use headroom::experiment::sensitivity::{Answer, Outcome, Question, least_draws, sensitivity, unknowns};
use headroom::scenario::{Change, Evidence, Plan, Scenario, actions, load};

const SHORT: [&str; 3] = ["run.days=28", "run.warm_up=days", "run.warm_up_days=14"];

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn practice() -> Scenario {
    load("average-2018", SHORT.map(|text| Change::parse(text).unwrap()).to_vec()).unwrap()
}

/// An action that takes hours a week of a GP and of a nurse, and does nothing else.
const MEETINGS: &str = r#"
id = "0.1"
name = "Meetings"
patient = "Nothing changes for you."
practice = "A GP and a nurse meet for some hours a week."
grade = "D"
sources = []
lag = 0
ramp = 0

[[change]]
path = "roles.gp.training_hours"
add = { low = 1, best = 2, high = 6 }
because = "a test"

[[change]]
path = "roles.practice_nurse.training_hours"
add = { low = 0, best = 4, high = 5 }
because = "a test"
"#;

fn meetings() -> (tempfile::TempDir, Plan) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("meetings.toml");
    std::fs::write(&file, MEETINGS).unwrap();
    let plan = Plan::read(&[file.to_str().unwrap()], Evidence::Evaluated).unwrap_or_else(|refusal| panic!("{refusal}"));
    (folder, plan)
}

fn asked(plan: Plan, figure: &str, draws: u32, replications: u32) -> Question {
    let figure = Answer::named(figure).unwrap();
    Question { changes: Vec::new(), plan, figure, view: View::Settled { drop_weeks: 1 }, draws, replications }
}

fn outcome(question: &Question, seed: u64) -> Outcome {
    let outcome = sensitivity(&practice(), question, seed, &|| {}, &|| false);
    outcome.unwrap_or_else(|refusal| panic!("{refusal}")).expect("nothing stopped it")
}

#[test]
fn hours_that_are_known_to_a_range_are_as_unsure_as_the_range_and_have_no_luck_in_them() {
    let (_folder, plan) = meetings();
    let got = outcome(&asked(plan, "gp_hours_released", 60, 3), 1);
    assert_eq!(got.unknowns.len(), 2);
    let near = |a: f64, b: f64, within: f64| assert!((a - b).abs() <= within, "{a} and {b}: {got:?}");
    near(got.best.estimate, -2.0, 1e-9);
    // The GP's hours: mean (1 + 8 + 6) / 6, variance (mean - 1)(6 - mean) / 7. One draw from each of 60 parts leaves a
    // mean or a standard deviation off by less than the width of the widest part, 0.1.
    near(got.spread.mean.value, -2.5, 0.1);
    near(got.spread.rows.value, (1.5f64 * 3.5 / 7.0).sqrt(), 0.1);
    near(got.spread.columns.value, 0.0, 1e-6);
    let [low, high, apart] = got.ends[0];
    near(low.estimate, -1.0, 1e-9);
    near(high.estimate, -6.0, 1e-9);
    near(apart.estimate, -5.0, 1e-9);
    near(got.ends[1][2].estimate, 0.0, 1e-9);
    let shares = got.shares.as_ref().unwrap();
    // Hours are counted in whole ticks a day.
    near(shares.shares[0][0], 1.0, 1e-4);
    near(shares.shares[1][0], 0.0, 1e-4);
    near(shares.shares[2][0], 0.0, 1e-4);
    assert_eq!(got.most_telling().unwrap().at, 0);
    let [low, middle, high] = got.range.map(|place| place.value);
    assert!(low < middle && middle < high);
    assert!(low > -6.0 && high < -1.0);
    for place in got.range {
        assert!(place.low <= place.value && place.value <= place.high && place.low < place.high, "{place:?}");
    }
}

#[test]
fn luck_is_told_apart_from_what_is_not_known_and_is_larger_in_one_run_than_in_a_mean() {
    let plan = Plan::read(&["3.2"], Evidence::Evaluated).unwrap();
    let got = outcome(&asked(plan, "dna_rate", 24, 6), 1);
    assert!(got.best.estimate < 0.0, "reminders: fewer do not come");
    assert!(got.spread.columns.value > 0.0 && got.spread.rows.value > 0.0, "{:?}", got.spread);
    assert!(got.spread.rows.high >= got.spread.rows.value && got.spread.rows.low <= got.spread.rows.value);
    // A reminder that reaches more patients, or that lowers the odds further, prevents more.
    for (unknown, [_, _, apart]) in got.unknowns.iter().zip(&got.ends) {
        let more = if unknown.path.ends_with("reach") { -1.0 } else { 1.0 };
        assert!(apart.estimate * more > 0.0, "{}: {apart:?}", unknown.path);
    }
}

#[test]
fn a_value_in_doubt_is_drawn_alike_whatever_is_done_beside_it_and_on_any_number_of_threads() {
    let run = |actions: &[&str], threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let plan = Plan::read(actions, Evidence::Evaluated).unwrap();
        pool.install(|| outcome(&asked(plan, "gp_hours_released", 20, 2), 5))
    };
    let (one, two, more) = (run(&["3.4"], 1), run(&["3.4"], 2), run(&["3.4", "3.5"], 2));
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
    for (draw, with) in one.draws.iter().zip(&more.draws) {
        assert_eq!(draw[..], with[..one.unknowns.len()]);
        for (value, own) in draw.iter().zip(&one.unknowns) {
            assert!((own.low..=own.high).contains(value), "{}", own.path);
        }
    }
}

#[test]
fn what_two_actions_say_alike_of_one_setting_is_one_value_in_doubt() {
    let plan = Plan::read(&["1.1", "2.2"], Evidence::Evaluated).unwrap();
    let all = unknowns(&plan, &practice());
    let new = all.iter().find(|unknown| unknown.path == "channels.online_new").unwrap();
    assert_eq!(new.actions, ["1.1", "2.2"]);
    let paths: std::collections::BTreeSet<&str> = all.iter().map(|unknown| unknown.path.as_str()).collect();
    assert_eq!(paths.len(), all.len());
    let every: Vec<String> = actions().unwrap().into_iter().map(|action| action.id).collect();
    let plan = Plan::read(&every, Evidence::Claimed).unwrap();
    let claimed = unknowns(&plan, &practice()).len();
    let plan = Plan::read(&every, Evidence::Evaluated).unwrap();
    assert!(claimed < unknowns(&plan, &practice()).len(), "what is claimed is claimed without a range");
    assert!(least_draws(all.len()) > 2 * all.len() as u32);
}

#[test]
fn what_cannot_be_asked_is_refused_with_what_to_type() {
    for (arguments, expected) in [
        (&["sensitivity", "average-2018"][..], "no action is taken up"),
        (&["sensitivity", "average-2018", "--action", "3.2", "--measure", "dna_rat"], "dna_rate"),
        (&["sensitivity", "average-2018", "--action", "3.2", "--measure", "gp_hours_relased"], "gp_hours_released"),
        (&["sensitivity", "average-2018", "--action", "3.2", "--draws", "5"], "need at least 14 draws"),
        (&["sensitivity", "average-2018", "--action", "3.2", "--replications", "1"], "luck shows from 2 on"),
        (&["sensitivity", "average-2018", "--action", "3.2@4"], "only the first year has weeks"),
        (&["sensitivity", "average-2018", "--action", "3.2", "--set", "phone.handler=3"], "phone.handlers"),
    ] {
        let output = headroom(arguments);
        let error = said(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(expected), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn the_page_and_the_files_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("sure");
    let short: Vec<String> = SHORT.iter().flat_map(|text| ["--both".to_string(), (*text).into()]).collect();
    let mut arguments = vec!["sensitivity", "average-2018", "--action", "3.2", "--measure", "dna_rate"];
    arguments.extend(["--draws", "14", "--replications", "2", "--view", "year", "--out", out.to_str().unwrap()]);
    arguments.extend(short.iter().map(String::as_str));
    let first = headroom(&arguments);
    let (page, error) = (said(&first.stdout), said(&first.stderr));
    assert!(first.status.success(), "{error}");
    for words in ["How sure is it what 3.2 does", "Not knowing the values", "Luck, of one", "What to measure next"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let csv = read("results.csv");
    assert!(csv.starts_with("scenario,versus,measure,group,unit,stat,estimate,se,ci_low,ci_high,replications,count"));
    assert!(csv.contains("3.2,average-2018,answer_sd,not_knowing,share,sd,"), "{csv}");
    assert!(csv.contains("answer_low_to_high,attendance.prompts.reminder.odds,"), "{csv}");
    assert_eq!(read("draws.csv").lines().count(), 15);
    let json: serde_json::Value = serde_json::from_str(&read("results.json")).unwrap();
    assert_eq!((json["draws"].as_u64(), json["figure"].as_str()), (Some(14), Some("dna_rate")));
    // The same again writes the same over itself; another question does not without being told to.
    let again = headroom([&arguments[..], &["--threads", "1"]].concat());
    assert!(again.status.success());
    assert_eq!(read("results.csv"), csv);
    let other = headroom([&arguments[..], &["--seed", "2"]].concat());
    assert!(!other.status.success() && said(&other.stderr).contains("--replace"));
}
