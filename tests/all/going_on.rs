//! A run that was stopped goes on where it was, a longer one begins where a shorter ended, and one that is to be known
//! well enough stops by itself. Whatever happens, a folder holds whole results of one run or none.

use super::same::files;
use super::support::{Desk, PRACTICE, headroom, said, says};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Everything that a command writes to `out`, but for the manifest, and what it says.
fn written(arguments: &[&str], out: &Path) -> (BTreeMap<String, Vec<u8>>, String) {
    let output = headroom(arguments.iter().chain(&["--out", out.to_str().unwrap()]));
    assert!(output.status.success(), "{}", said(&output));
    let mut files = files(out);
    assert!(files.remove("manifest.json").is_some());
    let page = String::from_utf8(output.stdout.clone()).expect("words");
    (files, said(&output) + &page)
}

#[test]
fn a_longer_run_goes_on_from_a_shorter_one_and_writes_what_it_would_have_written_alone() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    for command in [&["run"][..], &["compare", "--set", "phone.handlers+=1", "--view", "year"]] {
        let with = |replications| {
            let mut arguments = command.to_vec();
            arguments.insert(1, &file);
            arguments.extend(["--replications", replications]);
            arguments
        };
        let (alone, longer) = (desk.path(&format!("{}-alone", command[0])), desk.path(command[0]));
        written(&with("4"), &longer);
        let (files, said) = written(&with("7"), &longer);
        says(&said, &["4 replications were done before and are taken over"]);
        assert!(files == written(&with("7"), &alone).0, "{}", command[0]);
        // And of more than are asked for, as many as are asked for.
        assert!(written(&with("4"), &longer).0 == written(&with("4"), &desk.path(&format!("{}-four", command[0]))).0);
    }
}

#[test]
fn combinations_go_on_too_whatever_is_then_asked_of_them() {
    let desk = Desk::new();
    let short = ["run.days=28", "run.warm_up=days", "run.warm_up_days=14", "patients.list_size=2000"];
    let short: Vec<&str> = short.iter().flat_map(|&change| ["--set", change]).collect();
    let with = |more: &[&'static str]| {
        [&["combine", "average-2018", "--actions", "3.4,5.2", "--threads", "2"][..], &short, more].concat()
    };
    let longer = desk.path("longer");
    written(&with(&["--replications", "3"]), &longer);
    let (files, said) = written(&with(&["--replications", "9"]), &longer);
    // Four sets in three replications, of which four at a time go through the sets side by side.
    says(&said, &["12 runs were done before and are taken over"]);
    assert!(files == written(&with(&["--replications", "9"]), &desk.path("alone")).0);
    // Another question about the same runs is another result, and runs nothing.
    let asked = with(&["--replications", "9", "--at-most", "1", "--replace"]);
    says(&written(&asked, &longer).1, &["36 runs were done before and are taken over"]);
}

#[test]
fn what_is_kept_of_one_run_is_not_taken_for_another() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let out = desk.path("out");
    written(&["run", &file], &out);
    let (files, aloud) = written(&["run", &file, "--seed", "2", "--replace"], &out);
    assert!(!aloud.contains("taken over"), "{aloud}");
    assert!(files == written(&["run", &file, "--seed", "2"], &desk.path("alone")).0);
    // Replications of a run that was stopped are not lost to another without a word.
    std::fs::remove_file(out.join("manifest.json")).unwrap();
    let other = headroom(["run", &file, "--seed", "3", "--out", out.to_str().unwrap()]);
    assert_eq!(other.status.code(), Some(2));
    says(&said(&other), &["holds 2 replications of another run that was stopped and can go on", "`--replace`"]);
    let (again, aloud) = written(&["run", &file, "--seed", "2"], &out);
    says(&aloud, &["2 replications were done before"]);
    assert!(again == files);
}

#[test]
fn a_file_that_is_no_store_of_replications_is_said_and_left() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let out = desk.path("out");
    std::fs::create_dir_all(&out).unwrap();
    std::fs::write(out.join("replications.redb"), "a shopping list".repeat(1000)).unwrap();
    let output = headroom(["run", &file, "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    says(&said(&output), &["replications.redb` cannot be opened", "delete it, and all replications are run anew"]);
    assert!(!out.join("results.csv").exists());
}

/// A run that is killed at `moments` of its life, each time from the beginning: what it leaves is whole, and the same
/// command goes on to the same end.
fn killed(moments: u32) {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    // A second or so, of which the moments are parts.
    let large = ["run.days=3640", "patients.list_size=20000", "phone.handlers=5"];
    let set: Vec<&str> = large.iter().flat_map(|&change| ["--set", change]).collect();
    let arguments = [&["run", &file, "--replications", "60"][..], &set].concat();
    let begun = Instant::now();
    let whole = written(&arguments, &desk.path("alone")).0;
    let life = begun.elapsed();
    // Moments that are spread without a pattern, and the same each time.
    let mut random = 1u64;
    let mut left = [0, 0];
    for moment in 0..moments {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let out = desk.path(&moment.to_string());
        let mut command = Command::new(env!("CARGO_BIN_EXE_headroom"));
        let command = command.args(&arguments).args(["--out", out.to_str().unwrap()]);
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary starts");
        std::thread::sleep(life.mul_f64((random >> 40) as f64 / f64::from(1 << 24)));
        let _ = run.kill();
        left[usize::from(run.wait().expect("it ends").success())] += 1;
        if out.is_dir() {
            // Under its own name a file is there as it should be or not at all.
            let found = files(&out).into_iter().filter(|(name, _)| !name.contains(".part-"));
            for (name, content) in found.filter(|(name, _)| name != "manifest.json") {
                assert!(whole.get(&name) == Some(&content), "{name} is half written");
            }
        }
        assert!(written(&arguments, &out).0 == whole, "{left:?}");
    }
    println!("{} of {moments} were killed before they had finished, in {life:?}", left[0]);
    assert!(left[0] > 0, "nobody was killed");
}

#[test]
fn a_run_that_is_killed_leaves_nothing_half_written_and_goes_on() {
    killed(if std::env::var_os("HEADROOM_LONG").is_some() { 20 } else { 4 });
}

#[test]
fn a_run_stops_once_a_figure_is_known_well_enough_and_says_so() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let run = |more: &[&str], name: &str| {
        let out = desk.path(name);
        let aloud = written(&[&["run", &file, "--precision-of", "phone_wait"], more].concat(), &out).1;
        let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
        (aloud, serde_json::from_str::<serde_json::Value>(&manifest).unwrap())
    };
    let (rough, manifest) = run(&["--precision", "30%"], "rough");
    let replications = manifest["replications"].as_u64().unwrap();
    assert!(replications >= 30 && replications.is_multiple_of(10), "{replications}");
    assert_eq!(manifest["precision"]["met"], true);
    let reached = manifest["precision"]["reached"].as_f64().unwrap();
    assert!(reached <= 0.3, "{reached}");
    // What is written is what so many replications give.
    let fixed = ["run", &file, "--replications", &replications.to_string()];
    let (files, page) = (files(&desk.path("rough")), written(&fixed, &desk.path("fixed")).0);
    assert!(files["results.csv"] == page["results.csv"] && files["scenario.toml"] == page["scenario.toml"]);
    says(&rough, &["`phone_wait` was to be known to within 30% of the practice's mean"]);
    let (fine, manifest) = run(&["--precision", "0.001%", "--replications", "45"], "fine");
    assert_eq!((manifest["replications"].as_u64(), &manifest["precision"]["met"]), (Some(45), &false.into()));
    says(&fine, &["which was not reached"]);
    for (wrong, sentence) in
        [("2", "is no percentage"), ("0%", "between 0% and 100%"), ("few", "write `--precision 2%`")]
    {
        let output = headroom(["run", &file, "--precision", wrong]);
        assert_eq!(output.status.code(), Some(2));
        says(&said(&output), &[sentence]);
    }
}

#[test]
fn a_comparison_stops_once_every_difference_is_known_well_enough() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let arguments = ["compare", &file, "--scenario", "one: phone.handlers+=1", "--scenario", "two: demand.level*=0.9"];
    let precision = ["--view", "year", "--precision", "40%", "--precision-of", "phone_wait"];
    let out = desk.path("out");
    written(&[&arguments[..], &precision].concat(), &out);
    let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["precision"]["met"], true, "{manifest}");
    let mut rows = csv::Reader::from_path(out.join("results.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().flatten().collect();
    let half = |scenario: &str| {
        let row = rows
            .iter()
            .find(|row| &row[0] == scenario && !row[1].is_empty() && &row[2] == "phone_wait" && &row[5] == "mean");
        let row = row.expect("a difference");
        (row[9].parse::<f64>().unwrap() - row[8].parse::<f64>().unwrap()) / 2.0
    };
    let mean = rows.iter().find(|row| row[1].is_empty() && &row[2] == "phone_wait" && &row[5] == "mean").unwrap();
    let mean: f64 = mean[6].parse().unwrap();
    let widest = half("one").max(half("two")) / mean;
    assert!((widest - manifest["precision"]["reached"].as_f64().unwrap()).abs() < 1e-9, "{widest}");
}
