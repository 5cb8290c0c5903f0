//! What a report does with a full disk, an older report and a practice with an unlikely name.

use super::support::{Desk, PRACTICE, headroom, said, says};
use std::process::Command;

/// Names of what lies in a folder, without what single replications left.
fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with("replications.")).collect();
    names.sort();
    names
}

#[test]
#[cfg(unix)]
fn a_disk_that_is_full_is_said_in_a_sentence_and_the_older_report_stays() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let out = desk.path("out");
    let out = out.to_str().expect("a path");
    assert!(headroom(["run", &file, "--quiet", "--out", out]).status.success());
    let page = || std::fs::read(desk.path("out/report.html")).expect("a page");
    let (before, listed) = (page(), names(&desk.path("out")));
    // No file may grow beyond 20 kB: the page does.
    let limited = |what: &str| {
        let command = format!("ulimit -f 20; exec \"$0\" {what} --quiet --seed 2 --replace --out \"$1\"");
        let mut bash = Command::new("bash");
        bash.args(["-c", &command, env!("CARGO_BIN_EXE_headroom"), out]).output().expect("bash")
    };
    let output = limited(&format!("run '{file}'"));
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    says(&said(&output), &["could not be written: the disk is full"]);
    assert!(page() == before && names(&desk.path("out")) == listed, "the older report is touched");
}

#[test]
fn a_practice_with_a_name_of_300_letters_has_a_report_with_all_of_them_and_pictures_with_some() {
    let desk = Desk::new();
    let name = "Größe <b>&amp; 数 ".repeat(20);
    let file = desk.file("practice.toml", PRACTICE.replace("A small practice", &name));
    let output = headroom(["run", &file, "--quiet", "--out", desk.path("out").to_str().expect("a path")]);
    assert!(output.status.success(), "{}", said(&output));
    let read = |name: &str| std::fs::read_to_string(desk.path("out").join(name)).expect("a file");
    let page = read("report.html");
    let escaped = name.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    assert!(page.contains(&format!("<h1>{escaped}")), "{}", &page[..3_000]);
    assert!(!page.contains("<b>") && !page.contains("<script"));
    assert!(!read("summary.md").contains("<b>"));
    for picture in std::fs::read_dir(desk.path("out/plots")).expect("pictures").flatten() {
        assert!(!std::fs::read_to_string(picture.path()).expect("a picture").contains("<b>"));
    }
}

#[test]
fn the_same_run_writes_the_same_bytes_on_one_and_on_two_threads() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let written = |threads: &str| {
        let out = desk.path(threads);
        let output = headroom(["run", &file, "--quiet", "--threads", threads, "--out", out.to_str().expect("a path")]);
        assert!(output.status.success(), "{}", said(&output));
        let files = names(&out).into_iter().filter(|name| name != "manifest.json" && name != "plots");
        files.map(|name| (std::fs::read(out.join(&name)).expect("a file"), name)).collect::<Vec<_>>()
    };
    assert!(written("1") == written("2"));
}
