//! The same question has the same answer: on any number of threads, beside any number of other replications, and
//! where a change changes nothing. A scenario with a little less demand has the same patients, a few of them fewer.

use super::support::{headroom, headroom_in, measured, said, says};
use headroom::practice::Measures;
use headroom::scenario::{Change, Op, Scenario, load, paths};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Makes the average practice short, four weeks after a warm-up of two, and its patients forgetful: what access is like
/// does not move demand.
const SHORT: [&str; 4] = ["run.days=28", "run.warm_up=days", "run.warm_up_days=14", "feedback.demand=0"];

/// Arguments that run the average practice for a few weeks, with `more`.
fn short<'a>(command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let set = SHORT.iter().flat_map(|&change| ["--set", change]);
    [command, "average-2018"].into_iter().chain(set).chain(more.iter().copied()).collect()
}

/// The same in this process, with `more` changes.
fn practice(more: Vec<Change>) -> Scenario {
    let changes = SHORT.iter().map(|text| Change::parse(text).unwrap()).chain(more).collect();
    load("average-2018", changes).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn replicated(scenario: &Scenario, count: u32) -> Vec<Measures> {
    measured(scenario, scenario.settings.run.seed as u64, count)
}

/// Every file below a folder, by its path in it, but for what is kept to go on from.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder of results").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(files(&entry.path()).into_iter().map(|(below, content)| (format!("{name}/{below}"), content)));
        } else if name != "replications.redb" {
            found.insert(name, std::fs::read(entry.path()).expect("a file of results"));
        }
    }
    found
}

#[test]
fn one_two_and_eight_threads_write_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    // The warm-up found by pilot runs, which are replications too.
    let written = |threads: &str| {
        let out = folder.path().join(threads);
        let arguments = ["run", "average-2018", "--set", "run.days=21", "--replications", "9", "--quiet"];
        let arguments = arguments.into_iter().chain(["--threads", threads, "--out", out.to_str().unwrap()]);
        let output = headroom(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut files = files(&out);
        assert!(files.remove("manifest.json").is_some());
        files
    };
    let one = written("1");
    for name in [
        "results.csv",
        "weekly.csv",
        "replications.csv",
        "results.xlsx",
        "report.html",
        "results.json",
        "scenario.toml",
        "summary.txt",
        "plots/lead-bands.svg",
        "plots/gp-week.svg",
    ] {
        assert!(one.contains_key(name), "{name} is missing");
    }
    for threads in ["2", "8"] {
        for (name, content) in written(threads) {
            assert!(one[&name] == content, "{name} differs between 1 and {threads} threads");
        }
    }
}

/// Runs the program in `folder`, which has to go well.
fn runs(folder: &Path, arguments: &[&str]) {
    let output = headroom_in(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_run_is_repeated_from_what_lies_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // Under the same name, which stands in every line.
    let again = |from: &str| std::fs::copy(path(from), path("average-2018.toml")).unwrap();
    let same = |one: &str, other: &str, name: &str| {
        let text = |out: &str| std::fs::read(path(out).join(name)).unwrap();
        text(one) == text(other)
    };
    let files = ["scenario.toml", "results.csv", "replications.csv", "weekly-replications.csv"];
    let often = ["--replications", "2", "--quiet", "--out"];
    // A practice as its file has it: the scenario by itself.
    let length = ["--set", "run.days=28"];
    runs(folder.path(), &[&["run", "average-2018"], &length[..], &often, &["plain"]].concat());
    again("plain/scenario.toml");
    runs(folder.path(), &[&["run", "average-2018.toml"], &often[..], &["plain again"]].concat());
    assert!(!path("plain/practice-before.toml").exists());
    files.iter().for_each(|name| assert!(same("plain", "plain again", name), "{name} differs"));
    // Changed in all that decides how many people come forward and how long it warms up: the practice and what was typed.
    let changed = [
        "--set=problems.*.per_1000_per_week*=0.7",
        "--set=patients.list_size*=0.5",
        "--set=demand.weekday.mon*=1.3",
        "--set=book.slots*=0.5",
        "--action=9",
    ];
    let typed = [&length[..], &changed, &often].concat();
    runs(folder.path(), &[&["run", "average-2018"], &typed[..], &["changed"]].concat());
    again("changed/practice-before.toml");
    runs(folder.path(), &[&["run", "average-2018.toml"], &typed[..], &["changed again"]].concat());
    files.iter().for_each(|name| assert!(same("changed", "changed again", name), "{name} differs"));
    // The changed scenario by itself is the same practice with other luck, and takes nothing over from this run.
    again("changed/scenario.toml");
    runs(folder.path(), &[&["run", "average-2018.toml"], &often[..], &["by itself"]].concat());
    assert!(same("changed", "by itself", "scenario.toml") && !same("changed", "by itself", "replications.csv"));
    let refused = headroom_in(folder.path(), [&["run", "average-2018.toml"], &often[..], &["changed"]].concat());
    assert_eq!(refused.status.code(), Some(2));
    says(&said(&refused), &["holds the results of another run", "`--replace`"]);
}

#[test]
fn another_seed_gives_other_digits() {
    // Of what is printed, the figures alone: the seed itself is printed too.
    let figures = |seed: &str| {
        let printed = headroom(short("run", &["--replications", "2", "--seed", seed, "--json"])).stdout;
        let printed: serde_json::Value = serde_json::from_slice(&printed).expect("JSON");
        printed["results"].clone()
    };
    let one = figures("1");
    assert!(one.as_array().is_some_and(|rows| rows.len() > 100));
    assert_eq!(one, figures("1"));
    assert_ne!(one, figures("2"));
}

#[test]
fn replication_7_is_the_same_among_10_and_among_100() {
    let scenario = practice(Vec::new());
    let (few, many) = (replicated(&scenario, 10), replicated(&scenario, 100));
    assert_eq!((few.len(), many.len()), (10, 100));
    let said = |measures: &Measures| format!("{measures:?}");
    assert_eq!(said(&few[7]), said(&many[7]));
    assert_ne!(said(&few[7]), said(&few[6]));
}

#[test]
fn a_change_at_dose_0_changes_no_digit() {
    let plain = practice(Vec::new());
    // Of every number there is; those of the run itself are set above.
    let everything = paths(&plain.settings).into_iter().filter(|info| !info.path.starts_with("run."));
    let doubled: Vec<Change> = everything.map(|info| Change::new(info.path, Op::Scale, 2.0).at_dose(0.0)).collect();
    assert!(doubled.len() > 300);
    let dosed = practice(doubled);
    let said = |scenario: &Scenario| format!("{:?}", replicated(scenario, 3));
    assert_eq!(said(&plain), said(&dosed));
    let slight = practice(vec![Change::new("patients.wants_own_gp", Op::Scale, 2.0).at_dose(0.01)]);
    assert_ne!(said(&plain), said(&slight));
}

/// The needs that patients started in one replication, by number, with all that the log says of how they arose.
fn first_needs(set: &[&str]) -> BTreeMap<String, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.csv");
    let set: Vec<&str> = set.iter().flat_map(|&change| ["--set", change]).collect();
    let output = headroom(short("trace", &[&["--events", file.to_str().unwrap()], set.as_slice()].concat()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut log = csv::Reader::from_path(file).unwrap();
    let events = log.records().map(|event| event.unwrap()).filter(|event| &event[4] == "arises");
    events.map(|event| (event[0].to_string(), event.iter().map(String::from).collect())).collect()
}

#[test]
fn four_per_cent_less_demand_is_the_same_needs_less_four_per_cent() {
    let all = first_needs(&[]);
    let fewer = first_needs(&["demand.level*=0.96"]);
    for (need, event) in &fewer {
        assert_eq!(Some(event), all.get(need), "need {need} is another");
    }
    let (kept, of) = (fewer.len() as f64, all.len() as f64);
    assert!(of > 1000.0, "{of} needs");
    let error = (0.96 * 0.04 / of).sqrt();
    assert!((kept / of - 0.96).abs() < 3.5 * error, "{kept} of {of} needs are kept");
}

#[test]
fn a_tenth_less_demand_is_part_of_four_per_cent_less() {
    let (fewer, fewest) = (first_needs(&["demand.level*=0.96"]), first_needs(&["demand.level*=0.9"]));
    let others: BTreeSet<&String> = fewest.keys().filter(|need| !fewer.contains_key(*need)).collect();
    assert!(others.is_empty() && fewest.len() < fewer.len(), "{others:?}");
}

#[test]
fn a_quarter_more_demand_is_the_same_needs_and_some_more() {
    let (all, more) = (first_needs(&[]), first_needs(&["demand.level*=1.25"]));
    let missing: BTreeSet<&String> = all.keys().filter(|need| !more.contains_key(*need)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let added = more.len() as f64 - all.len() as f64;
    let expected = 0.25 * all.len() as f64;
    assert!((added - expected).abs() < 3.5 * expected.sqrt(), "{added} more, where {expected} are expected");
}
