//! Running the program as a user does: the binary, on a TOML file, reading what it writes.

use headroom::experiment::replications;
use headroom::practice::{Calendar, Measures, Params};
use headroom::scenario::Scenario;
use std::collections::BTreeMap;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

/// One estimate of `results.csv`.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub estimate: f64,
    pub se: f64,
    pub count: f64,
}

/// Results by (measure, group, stat).
pub struct Results(BTreeMap<(String, String, String), Figure>);

/// Starts the binary with `arguments`.
pub fn headroom<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_headroom")).args(arguments).output().expect("the binary starts")
}

/// Starts the binary with `arguments` in `folder`.
pub fn headroom_in<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = S>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headroom"));
    command.current_dir(folder).args(arguments).output().expect("the binary starts")
}

/// Starts the binary with `arguments` in `folder`, and types `lines` into it.
pub fn headroom_told<S: AsRef<std::ffi::OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
    lines: &str,
) -> Output {
    let mut typed = tempfile::tempfile().expect("a file for what is typed");
    typed.write_all(lines.as_bytes()).and_then(|()| typed.rewind()).expect("the lines are written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_headroom"));
    command.current_dir(folder).args(arguments).stdin(typed).output().expect("the binary starts")
}

/// Writes `toml` to a file, runs it with `more` arguments, and reads the results.
pub fn run(toml: &str, more: &[&str]) -> Results {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("scenario.toml");
    std::fs::write(&file, toml).expect("the scenario is written");
    run_named(file.to_str().unwrap(), more)
}

/// Runs a practice that comes with the program, or a file, with `more` arguments, and reads the results.
pub fn run_named(practice: &str, more: &[&str]) -> Results {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let out = folder.path().join("out");
    let mut arguments = vec!["run", practice, "--quiet", "--out", out.to_str().unwrap()];
    arguments.extend(more);
    let output = headroom(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    read(&out)
}

/// What the loop reads of a scenario, after the warm-up that the scenario says.
pub fn prepared(scenario: &Scenario) -> (Calendar, Arc<Params>) {
    let calendar = Calendar::new(&scenario.settings, scenario.settings.run.warm_up_days as u32);
    (calendar, Arc::new(Params::derive(&scenario.base, &scenario.settings)))
}

/// Runs a scenario in this process.
pub fn measured(scenario: &Scenario, seed: u64, count: u32) -> Vec<Measures> {
    let (calendar, params) = prepared(scenario);
    replications(&params, &calendar, seed, count, &|| {}, &|| false)
}

/// Reads a folder of results.
pub fn read(folder: &Path) -> Results {
    let mut file = csv::Reader::from_path(folder.join("results.csv")).expect("results.csv is there");
    let rows = file.records().map(|record| {
        let record = record.expect("a tidy row");
        let number = |column: usize| record[column].parse().unwrap_or(f64::NAN);
        let name = (record[2].to_string(), record[3].to_string(), record[5].to_string());
        (name, Figure { estimate: number(6), se: number(7), count: number(11) })
    });
    Results(rows.collect())
}

impl Results {
    pub fn get(&self, measure: &str, group: &str, stat: &str) -> Figure {
        let name = (measure.to_string(), group.to_string(), stat.to_string());
        *self.0.get(&name).unwrap_or_else(|| panic!("no {measure} {group} {stat}"))
    }

    pub fn mean(&self, measure: &str, group: &str) -> Figure {
        self.get(measure, group, "mean")
    }

    pub fn share(&self, measure: &str, group: &str) -> Figure {
        self.get(measure, group, "share")
    }
}

/// A folder with a small practice in it, which every test spoils in its own way.
pub struct Desk(tempfile::TempDir);

/// A practice that runs in a moment.
pub const PRACTICE: &str = r#"
title = "A small practice"
[run]
days = 14
replications = 2
[phone]
handlers = 1
patience = { family = "exponential", mean = 5 }
other_call = { family = "exponential", mean = 2 }
[problems.admin]
per_1000_per_week = 50
closed_on_call = 1
"#;

impl Desk {
    pub fn new() -> Desk {
        Desk(tempfile::tempdir().expect("a folder for the test"))
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).expect("the file is written");
        self.path(name).display().to_string()
    }

    /// Runs `practice` and returns what is said when it is refused, having looked that nothing else happened.
    pub fn refused(&self, practice: &str, more: &[&str]) -> String {
        let out = self.path("out");
        let mut arguments = vec!["run", practice, "--out", out.to_str().unwrap()];
        arguments.extend(more);
        let output = headroom(&arguments);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?} prints results");
        assert!(!out.exists(), "{arguments:?} writes results");
        assert!(said.starts_with("error: ") && !said.contains("panicked"), "{said}");
        assert!(said.len() < 20_000, "{} letters are said", said.len());
        said
    }

    /// The same, for the small practice with `line` added, or for `--set` where there are arguments.
    pub fn refused_with(&self, line: &str, more: &[&str]) -> String {
        self.refused(&self.file("practice.toml", format!("{PRACTICE}{line}\n")), more)
    }
}

/// What the program says to whoever runs it, beside its results.
pub fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("words")
}

#[track_caller]
pub fn says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}
