//! The workbook, read back by another program than wrote it: it holds what the csv files hold, cell by cell, and the same
//! run gives the same bytes.

use super::support::{Desk, PRACTICE, headroom, said};
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use std::path::{Path, PathBuf};

/// Runs a command of which the results go to `out`, a folder on the desk.
fn written(desk: &Desk, out: &str, words: &[&str]) -> PathBuf {
    let folder = desk.path(out);
    let output = headroom(words.iter().copied().chain(["--quiet", "--out", folder.to_str().unwrap()]));
    assert!(output.status.success(), "{}", said(&output));
    folder
}

fn sheet(folder: &Path, name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = open_workbook(folder.join("results.xlsx")).expect("a workbook");
    book.worksheet_range(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The columns of results.csv that are figures.
const FIGURES: [&str; 6] = ["estimate", "se", "ci_low", "ci_high", "replications", "count"];

/// Holds every cell of a sheet against the csv file beside it. Every digit counts: a number is compared with what the text
/// reads as, bit by bit.
fn is_the_same(folder: &Path, name: &str, file: &str) {
    let range = sheet(folder, name);
    let mut csv = csv::Reader::from_path(folder.join(file)).expect("a csv file");
    let columns: Vec<String> = csv.headers().unwrap().iter().map(String::from).collect();
    let heading: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(heading, columns, "{file}");
    let mut numbers = 0;
    let mut count = 1;
    for (at, record) in csv.records().enumerate() {
        let record = record.unwrap();
        count += 1;
        for (column, text) in record.iter().enumerate() {
            let place = format!("{file}, line {}, {}", at + 2, columns[column]);
            match range.get_value((at as u32 + 1, column as u32)).unwrap_or(&Data::Empty) {
                Data::Empty => assert_eq!(text, "", "{place}"),
                Data::String(said) => {
                    assert_eq!(said, text, "{place}");
                    assert!(name != "Results" || !FIGURES.contains(&columns[column].as_str()), "{place} is text");
                }
                Data::Float(number) => {
                    assert_eq!(number.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{place}");
                    numbers += 1;
                }
                other => panic!("{place} is {other:?}"),
            }
        }
    }
    assert_eq!(range.height(), count, "{file}: as many rows");
    assert!(numbers > 0, "{file} has numbers");
}

const QUICK: [&str; 8] =
    ["--set", "run.days=14", "--set", "run.warm_up=days", "--set", "run.warm_up_days=7", "--replications", "3"];

#[test]
fn the_workbook_holds_every_figure_of_a_run_to_the_last_digit() {
    let desk = Desk::new();
    let folder = written(&desk, "out", &[&["run", "average-2018"][..], &QUICK].concat());
    is_the_same(&folder, "Results", "results.csv");
    is_the_same(&folder, "weekly", "weekly.csv");
    is_the_same(&folder, "replications", "replications.csv");
    let mut book: Xlsx<_> = open_workbook(folder.join("results.xlsx")).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["Notes", "Inputs", "Results", "Assumptions", "weekly", "replications", "weekly-replications"]
    );
    assert!(book.worksheets().len() == 7);
    let inputs = sheet(&folder, "Inputs");
    let row = inputs.rows().find(|row| row[0] == Data::String("phone.lines".into())).expect("the telephone lines");
    assert_eq!(row[2], Data::Float(8.0));
    assert_eq!(row[5], Data::String("lines; inferred".into()));
    let notes: Vec<String> = sheet(&folder, "Notes").rows().map(|row| row[1].to_string()).collect();
    assert!(notes.iter().any(|note| note.starts_with("headroom run average-2018")), "{notes:?}");
    assert!(notes.iter().any(|note| note.starts_with("GPAD18: ")), "each source that is named is explained");
    let owned = sheet(&folder, "Assumptions");
    assert!(
        owned.height() > 30 && owned.rows().skip(1).all(|row| row.get(4).is_none_or(|owner| *owner == Data::Empty))
    );
}

#[test]
fn the_workbook_of_a_comparison_holds_both_sides_and_what_differs() {
    let desk = Desk::new();
    let settings = ["run.days=14", "run.warm_up=days", "run.warm_up_days=7"].iter().flat_map(|set| ["--both", set]);
    let words: Vec<&str> = ["compare", "average-2018", "--action", "3.2", "--replications", "2", "--view", "year"]
        .into_iter()
        .chain(settings)
        .collect();
    let folder = written(&desk, "out", &words);
    for (name, file) in [("Results", "results.csv"), ("replications", "replications.csv"), ("weeks", "weeks.csv")] {
        is_the_same(&folder, name, file);
    }
    let inputs = sheet(&folder, "Inputs");
    let row = inputs.rows().find(|row| row[0] == Data::String("attendance.prompts.reminder.odds".into())).unwrap();
    assert_eq!((&row[2], &row[3]), (&Data::Float(1.0), &Data::Float(0.7)));
    assert!(row[4].to_string().starts_with("action 3.2, evidence B"), "{row:?}");
}

#[test]
fn the_workbook_of_a_size_holds_every_size_that_was_tried() {
    let desk = Desk::new();
    let words = ["size", "phone-alone", "--set", "run.days=2", "--vary", "phone.handlers", "--from", "8", "--to", "12"];
    let more = ["--target", "phone_answered_share >= 0.9", "--settles", "0", "--replications", "20"];
    let folder = written(&desk, "out", &[&words[..], &more].concat());
    is_the_same(&folder, "Results", "results.csv");
    is_the_same(&folder, "sizes", "sizes.csv");
}

#[test]
fn the_same_run_gives_the_same_workbook_on_any_day() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let book = |out: &str, threads: &str| {
        std::fs::read(written(&desk, out, &["run", &file, "--threads", threads]).join("results.xlsx")).unwrap()
    };
    let one = book("one", "1");
    // A file in an archive knows its time to two seconds.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(one == book("two", "2"), "the workbook differs");
}

#[test]
fn a_name_that_a_spreadsheet_would_work_out_stays_a_name() {
    let desk = Desk::new();
    let names =
        ["=1+1", "+1", "-1", "@SUM(1)", "<script>alert(1)</script>", "Praxis \u{201e}M\u{fc}hle\u{201c} \u{8bca}"];
    for (at, name) in names.iter().enumerate() {
        let practice = PRACTICE.replace("A small practice", name);
        let file = desk.file(&format!("{at}.toml"), practice);
        let folder = written(&desk, &at.to_string(), &["run", &file]);
        let notes = sheet(&folder, "Notes");
        assert_eq!(notes.get_value((1, 1)), Some(&Data::String((*name).into())));
        let mut book: Xlsx<_> = open_workbook(folder.join("results.xlsx")).unwrap();
        let formulas = book.worksheet_formula("Notes").map(|range| range.used_cells().count()).unwrap_or(0);
        assert_eq!(formulas, 0, "{name}");
        let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
        assert!(!page.contains("<script"), "{name}");
    }
}

#[test]
fn what_each_replication_showed_adds_up_to_what_is_estimated() {
    let desk = Desk::new();
    let both = ["run.days=14", "run.warm_up=days", "run.warm_up_days=7"].iter().flat_map(|set| ["--both", set]);
    let words = ["compare", "average-2018", "--set", "phone.handlers*=1.5", "--replications", "3", "--view", "year"];
    let folder = written(&desk, "out", &words.into_iter().chain(both).collect::<Vec<_>>());
    let rows = |file: &str| {
        let mut csv = csv::Reader::from_path(folder.join(file)).expect("a csv file");
        csv.records().map(|row| row.unwrap().iter().map(String::from).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let each = rows("replications.csv");
    let value = |side: &[&str], replication: &str, figure: &[&str]| -> Option<f64> {
        let row = each.iter().find(|row| row[..2] == *side && row[2] == replication && row[3..6] == *figure)?;
        row[6].parse().ok()
    };
    let [practice, changed, apart] = [["average-2018", ""], ["changed", ""], ["changed", "average-2018"]];
    for figure in [
        ["phone_wait", "answered", "mean"],
        ["gp_hours_used_per_week", "all", "mean"],
        ["phone_wait", "answered", "p90"],
    ] {
        for replication in ["0", "1", "2"] {
            let [one, two, less] = [&practice, &changed, &apart].map(|side| value(side, replication, &figure).unwrap());
            assert_eq!(two - one, less, "{figure:?} in replication {replication}");
        }
        assert_eq!(value(&practice, "3", &figure), None);
    }
    // Of hours a week every replication has as many weeks, so that their mean is the estimate; and what only the two
    // sides together tell is there too.
    for (side, figure) in
        [(practice, ["gp_hours_used_per_week", "all", "mean"]), (apart, ["gp_hours_released", "all", "mean"])]
    {
        let mean = ["0", "1", "2"].iter().map(|k| value(&side, k, &figure).unwrap()).sum::<f64>() / 3.0;
        let results = rows("results.csv");
        let row =
            results.iter().find(|row| row[..2] == side && row[2] == figure[0] && row[3] == "all" && row[5] == "mean");
        let estimate: f64 = row.unwrap()[6].parse().unwrap();
        assert!((mean - estimate).abs() < 1e-9 * estimate.abs().max(1.0), "{mean} is not {estimate}");
    }
}
