//! `headroom fit` and `new` as they are used: what they write, what they leave alone, and what they say.

use super::support::{Desk, PRACTICE, headroom_in, headroom_told, said, says};
use std::process::Output;

/// Figures that the small practice can be fitted to in a moment.
const SEEN: &str = "[known]\npatients.list_size = 500\n[observed]\nphone_answered_share = 0.8\n";

/// A desk with the small practice and its figures on it.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("practice.toml", PRACTICE);
    desk.file("seen.toml", SEEN);
    desk
}

fn fit(desk: &Desk, practice: &str, out: &str, more: &[&str]) -> Output {
    let arguments = ["fit", practice, "--observed", "seen.toml", "--free", "handlers", "--out", out];
    headroom_in(desk.folder(), arguments.iter().chain(more))
}

#[track_caller]
fn refused(output: &Output, parts: &[&str]) {
    assert_eq!(output.status.code(), Some(2), "{}", said(output));
    assert!(output.stdout.is_empty(), "a fit was made first");
    says(&said(output), parts);
}

#[track_caller]
fn in_order(desk: &Desk, file: &str) {
    let output = headroom_in(desk.folder(), ["check", file]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_fit_never_writes_over_the_practice_or_the_figures_it_is_made_from() {
    let desk = desk();
    for more in [&[][..], &["--replace"]] {
        refused(&fit(&desk, "practice.toml", "./practice.toml", more), &["is the practice that is fitted"]);
        refused(&fit(&desk, "practice.toml", "seen.toml", more), &["holds the figures", "name another file"]);
    }
    let whole = desk.path("practice.toml").display().to_string();
    refused(&fit(&desk, &whole, "practice.toml", &["--replace"]), &["is the practice that is fitted"]);
    assert_eq!(std::fs::read_to_string(desk.path("practice.toml")).unwrap(), PRACTICE);
    assert_eq!(std::fs::read_to_string(desk.path("seen.toml")).unwrap(), SEEN);
}

#[test]
fn a_fit_never_writes_over_a_file_that_its_practice_extends() {
    let desk = desk();
    desk.file("larger.toml", "extends = \"practice.toml\"\npatients.list_size = 600\n");
    refused(&fit(&desk, "larger.toml", "practice.toml", &["--replace"]), &["extends itself"]);
    assert_eq!(std::fs::read_to_string(desk.path("practice.toml")).unwrap(), PRACTICE);
}

#[test]
fn a_fit_writes_over_a_file_only_where_it_is_told_to() {
    let desk = desk();
    desk.file("mine.toml", "# a year of work\n");
    refused(&fit(&desk, "practice.toml", "mine.toml", &[]), &["`mine.toml` is there already", "`--replace`"]);
    refused(&fit(&desk, "practice.toml", ".", &[]), &["names no file"]);
    assert_eq!(std::fs::read_to_string(desk.path("mine.toml")).unwrap(), "# a year of work\n");
    let output = fit(&desk, "practice.toml", "mine.toml", &["--replace"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(std::fs::read_to_string(desk.path("mine.toml")).unwrap().contains("extends = \"practice.toml\""));
    in_order(&desk, "mine.toml");
}

#[test]
fn a_fitted_practice_is_read_back_from_the_folder_it_is_written_to() {
    let desk = desk();
    let output = fit(&desk, "practice.toml", "fitted/by spring/mine.toml", &[]);
    assert!(output.status.success(), "{}", said(&output));
    says(&String::from_utf8(output.stdout).unwrap(), &["Run it: headroom run \"fitted/by spring/mine.toml\""]);
    in_order(&desk, "fitted/by spring/mine.toml");
    // A file beside it that only has the name of a practice that comes with the program.
    desk.file("average-2018", PRACTICE);
    let output = fit(&desk, "./average-2018", "beside.toml", &["--quiet"]);
    assert!(output.status.success(), "{}", said(&output));
    says(&std::fs::read_to_string(desk.path("beside.toml")).unwrap(), &["/average-2018\""]);
    in_order(&desk, "beside.toml");
}

#[test]
fn a_folder_that_cannot_be_written_is_found_out_before_the_fit() {
    let desk = desk();
    let output = fit(&desk, "practice.toml", "seen.toml/mine.toml", &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(output.stdout.is_empty(), "a fit was made first");
    says(&said(&output), &["could not be written"]);
}

#[test]
fn a_quiet_fit_says_nothing_of_likely_slips() {
    let desk = desk();
    desk.file("slip.toml", PRACTICE.replace("mean = 2 ", "mean = 180 "));
    let aloud = headroom_in(desk.folder(), ["check", "slip.toml"]);
    says(&String::from_utf8(aloud.stdout).unwrap(), &["warning: the mean of `phone.other_call`"]);
    let output = fit(&desk, "slip.toml", "mine.toml", &["--quiet"]);
    assert!(output.status.success() && output.stdout.is_empty(), "{}", said(&output));
    assert_eq!(said(&output), "");
}

#[test]
fn ten_answers_are_asked_until_they_can_be_and_written_with_the_command_that_fits_them() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("our base")).unwrap();
    desk.file("our base/base.toml", "extends = \"average-2018\"\ntitle = \"Ours\"\n");
    let lines = "0\n3,000\n0\n17,5\n\n\n250\n43\n70\n17\n5\n\n82\n";
    let new = ["new", "--ask", "seen.toml", "--based-on", "our base/base.toml"];
    let output = headroom_told(desk.folder(), new, lines);
    assert!(output.status.success(), "{}", said(&output));
    says(
        &String::from_utf8(output.stdout).unwrap(),
        &[
            "a number of patients lies between 1 and 2,000,000, not 0",
            "a number of sessions lies between 1 and 2000, not 0",
            "that makes 113 of 100",
            "  headroom fit \"our base/base.toml\" --observed seen.toml --out seen-fitted.toml",
        ],
    );
    let written = std::fs::read_to_string(desk.path("seen.toml")).unwrap();
    says(&written, &["headroom fit \"our base/base.toml\" --observed", "roles.gp.sessions_per_week = 17.5"]);
    // Never asked where it could not be written, nor where a file would be lost.
    for (file, code) in [("seen.toml", 2), ("seen.toml/mine.toml", 1)] {
        let output = headroom_told(desk.folder(), ["new", "--ask", file], lines);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(code), 0), "{}", said(&output));
    }
    let output = headroom_told(desk.folder(), ["new", "--ask", "none.toml"], &"\n".repeat(10));
    refused_after_asking(&output);
    assert!(!desk.path("none.toml").exists());
}

#[track_caller]
fn refused_after_asking(output: &Output) {
    assert_eq!(output.status.code(), Some(2));
    says(&said(output), &["nothing to fit to; nothing was written"]);
}
