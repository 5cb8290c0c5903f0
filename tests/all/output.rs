//! What the program writes and where: whole files, in a folder that holds nobody else's results, and lists in part.

use super::support::{Desk, PRACTICE, headroom, headroom_in, said, says};
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn a_folder_that_cannot_be_written_is_said_before_anything_runs() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    for out in [Path::new(&file).to_path_buf(), Path::new(&file).join("below")] {
        let output = headroom(["run", &file, "--out", out.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        says(&said(&output), &["could not be written: part of the path is a file, not a folder"]);
        assert!(output.stdout.is_empty(), "results are printed that are then lost");
    }
    let events = Path::new(&file).join("events.csv");
    let output = headroom(["trace", &file, "--events", events.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    says(&said(&output), &["could not be written"]);
}

#[test]
fn what_a_command_reads_is_never_written_over() {
    let desk = Desk::new();
    let text = PRACTICE.to_string();
    let file = desk.file("scenario.toml", &text);
    let folder = desk.folder().to_str().unwrap();
    for arguments in [
        &["run", &file, "--out", folder, "--replace"][..],
        &["size", &file, "--role", "gp", "--target", "cost <= 9", "--out", folder, "--replace"],
        &["combine", &file, "--actions", "3.2", "--out", folder, "--replace"],
        &["trace", &file, "--events", &file, "--replace"],
    ] {
        let output = headroom(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        says(&said(&output), &["is the practice"]);
        assert!(std::fs::read_to_string(&file).unwrap() == text, "{arguments:?} writes over its practice");
    }
    // Nor is any other file, unasked.
    let log = desk.file("log.csv", "mine");
    let trace = |more: &[&str]| headroom(["trace", &file, "--events", &log].iter().chain(more));
    let output = trace(&[]);
    assert_eq!(output.status.code(), Some(2));
    says(&said(&output), &["is there already", "`--replace`"]);
    assert!(std::fs::read_to_string(&log).unwrap() == "mine" && trace(&["--replace"]).status.success());
    assert!(std::fs::read_to_string(&log).unwrap().starts_with("need,day,clock"));
    let output = headroom(["trace", &file, "--events", folder]);
    assert_eq!(output.status.code(), Some(2));
    says(&said(&output), &["is a folder"]);
}

#[test]
fn results_of_another_run_are_written_over_only_where_that_is_meant() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let out = desk.path("out");
    let run = |more: &[&str]| {
        let arguments = ["run", &file, "--quiet", "--out", out.to_str().unwrap()];
        headroom(arguments.iter().chain(more))
    };
    let results = || std::fs::read(out.join("results.csv")).expect("results");
    assert!(run(&[]).status.success());
    let first = results();
    assert!(run(&[]).status.success(), "the same run again");
    for other in [["--seed", "2"], ["--set", "phone.handlers=2"]] {
        let output = run(&other);
        assert_eq!(output.status.code(), Some(2), "{other:?}");
        says(&said(&output), &["holds the results of another run: practice (seed 1, 2 replications)", "`--replace`"]);
        assert!(results() == first, "{other:?} writes over the results");
    }
    // A picture that the first run's manifest names is not one of the next.
    std::fs::create_dir_all(out.join("plots")).expect("a folder");
    let drawn = "<svg aria-labelledby=\"lead-bands-title lead-bands-desc\"></svg>";
    std::fs::write(out.join("plots/lead-bands.svg"), drawn).expect("a picture");
    std::fs::write(out.join("plots/logo.svg"), "<svg></svg>").expect("a picture of somebody's own");
    let manifest = out.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).expect("a manifest");
    let mut told: serde_json::Value = serde_json::from_str(&text).expect("a manifest that can be read");
    told["files"].as_array_mut().expect("its files").push("plots/lead-bands.svg".into());
    std::fs::write(&manifest, told.to_string()).expect("a manifest");
    assert!(run(&["--seed", "2", "--replace"]).status.success());
    assert!(results() != first && !out.join("plots/lead-bands.svg").exists());
    assert!(out.join("plots/logo.svg").exists(), "somebody's own picture is gone");
    std::fs::remove_file(out.join("manifest.json")).expect("a manifest");
    std::fs::remove_file(out.join("replications.redb")).expect("kept replications");
    says(&said(&run(&[])), &["report.html, summary.md, results.csv", "scenario.toml, and no manifest says what made"]);
}

#[test]
fn nothing_is_left_of_a_file_half_written() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let out = desk.path("out");
    // A folder stands where a file should go.
    std::fs::create_dir_all(out.join("results.json")).expect("a folder");
    let output = headroom(["run", &file, "--quiet", "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    says(&said(&output), &["results.json", "could not be written"]);
    for entry in std::fs::read_dir(&out).expect("the folder").flatten() {
        assert!(!entry.file_name().to_string_lossy().contains("part-"), "{:?} is left", entry.file_name());
    }
}

#[test]
fn the_manifest_tells_builds_apart_and_names_no_folder() {
    let desk = Desk::new();
    desk.file("practice.toml", PRACTICE);
    let output = headroom_in(desk.folder(), ["run", "practice.toml", "--quiet", "--out", "out"]);
    assert!(output.status.success(), "{}", said(&output));
    let text = std::fs::read_to_string(desk.path("out/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let build = manifest["build"].as_str().expect("a build");
    assert!(build.len() == 16 && build.bytes().all(|byte| byte.is_ascii_hexdigit()), "{build}");
    assert!(!text.contains(env!("CARGO_MANIFEST_DIR")) && !text.contains(desk.folder().to_str().unwrap()));
    let version = String::from_utf8(headroom(["--version"]).stdout).expect("words");
    says(&version, &[build]);
}

#[test]
fn a_part_of_the_schema_is_printed_by_what_is_in_the_path() {
    let lines = |arguments: &[&str]| -> Vec<String> {
        let output = headroom(arguments);
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8(output.stdout).expect("words").lines().map(String::from).collect()
    };
    let phone = lines(&["schema", "Phone"]);
    assert!(phone.iter().any(|line| line.starts_with("phone.handlers\t")));
    assert!(phone.iter().any(|line| line.starts_with("roles.gp.minutes.phone.mean\t")));
    assert!(phone.iter().all(|line| line.split('\t').next().unwrap().contains("phone")));
    assert!(phone.len() < lines(&["schema"]).len());
    assert!(lines(&["schema", "--measures", "phone"]).iter().any(|line| line.starts_with("phone_wait ")));
    let output = headroom(["schema", "telefon"]);
    assert_eq!(output.status.code(), Some(2));
    says(&said(&output), &["nothing has `telefon` in its path", "`headroom schema` lists everything"]);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    for arguments in [vec!["schema"], vec!["schema", "--json"], vec!["run", &file], vec!["run", &file, "--json"]] {
        let program = Command::new(env!("CARGO_BIN_EXE_headroom"))
            .args(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut program = program.expect("the binary starts");
        // As `| head -0` would.
        drop(program.stdout.take());
        let output = program.wait_with_output().expect("it ends");
        assert!(output.status.success() && said(&output).is_empty(), "{arguments:?}: {}", said(&output));
    }
}
