//! A practice's own weekly numbers: read as spreadsheets write them, charted, and held against a model.

use super::support::{Desk, headroom, headroom_in, said, says};
use headroom::experiment::charted::{Foreseen, Side, foreseen, hold};
use headroom::scenario::{OwnWeek, OwnWeeks, Source, When, own_weeks};
use headroom::stats::xmr::{self, Limits, Stretch};
use serde_json::Value;

/// What is printed of a table as JSON.
fn charted(desk: &Desk, content: impl AsRef<[u8]>, more: &[&str]) -> Value {
    let file = desk.file("mine.csv", content);
    let output = headroom(["xmr", file.as_str(), "--json"].iter().chain(more));
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What is said of a table that is refused, having looked that nothing else happened.
fn refused(content: impl AsRef<[u8]>, more: &[&str]) -> String {
    let desk = Desk::new();
    desk.file("mine.csv", content);
    let output = headroom_in(desk.folder(), ["xmr", "mine.csv", "--out", "out"].iter().chain(more));
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(output.stdout.is_empty() && !desk.path("out").exists());
    said(&output)
}

/// What is printed as one line, wherever its lines end.
fn in_one_line(printed: Vec<u8>) -> String {
    String::from_utf8(printed).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Weeks that go up and down by 2 around 10, from the first Monday of 2026.
fn steady(count: usize) -> String {
    let row = |week: usize| {
        let day = jiff_days(week);
        format!("{day},{}\n", if week.is_multiple_of(2) { 9 } else { 11 })
    };
    format!("week beginning,calls\n{}", (0..count).map(row).collect::<String>())
}

/// The Monday so many weeks after 5 January 2026, as it is written here.
fn jiff_days(weeks: usize) -> String {
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut day, mut month) = (5 + 7 * weeks, 0);
    while day > lengths[month % 12] {
        day -= lengths[month % 12];
        month += 1;
    }
    format!("{day:02}/{:02}/{}", month % 12 + 1, 2026 + month / 12)
}

#[test]
fn a_table_is_read_however_a_spreadsheet_saved_it() {
    let desk = Desk::new();
    let plain = "week,calls\n2026-01-05,1234\n2026-01-12,1200\n2026-01-19,1300\n";
    let centre = (1234.0 + 1200.0 + 1300.0) / 3.0;
    for (what, content) in [
        ("plain", plain.to_string()),
        ("byte order mark and line ends of Windows", format!("\u{feff}{}", plain.replace('\n', "\r\n"))),
        ("semicolons", plain.replace(',', ";")),
        ("tabs", plain.replace(',', "\t")),
        ("`sep=` and a comment", format!("sep=,\n# of the telephone system\n{plain}")),
        ("thousands", plain.replace("1234", "\"1,234\"").replace("1200", "\"1,200\"").replace("1300", "\" 1,300 \"")),
        ("British days", "week,calls\n05/01/2026,1234\n12/01/2026,1200\n19/01/2026,1300\n".into()),
        ("months by name", "week,calls\n5 Jan 2026,1234\n12-Jan-26,1200\n19 January 2026,1300\n".into()),
        ("empty columns and lines at the end", format!("{}\n,,\n", plain.replace('\n', ",,\n"))),
        ("the newest first", "week,calls\n2026-01-19,1300\n2026-01-12,1200\n2026-01-05,1234\n".into()),
        ("words beside them", plain.replace("calls", "calls,who").replace("34\n", "34,Ann\n").replace("00\n", "00,\n")),
    ] {
        let json = charted(&desk, content, &[]);
        assert_eq!(json["points"], 3, "{what}");
        assert!((json["limits"][0]["centre"].as_f64().unwrap() - centre).abs() < 1e-9, "{what}");
        assert_eq!(
            (&json["limits"][0]["from"], &json["limits"][0]["to"]),
            (&"2026-01-05".into(), &"2026-01-19".into())
        );
    }
    // What Excel calls CSV in Britain is not UTF-8.
    let json = charted(&desk, b"week,cost \xa3\n5 Jan 2026,\xa31200\n12 Jan 2026,\xa31300\n", &[]);
    assert_eq!((json["title"].as_str(), json["points"].as_u64()), (Some("Cost £"), Some(2)));
    let json = charted(&desk, "week no,answered\n1,80%\n2,90%\n4,85%\n", &[]);
    assert_eq!((json["percent"].as_bool(), json["missing"][0].as_str()), (Some(true), Some("3")));
    assert!((json["limits"][0]["centre"].as_f64().unwrap() - 0.85).abs() < 1e-12);
}

#[test]
fn weeks_that_nobody_counted_are_said_and_the_chart_goes_on_over_them() {
    let desk = Desk::new();
    let table = "week,calls\n05/01/2026,10\n12/01/2026,\n19/01/2026,14\n09/02/2026,12\n";
    let json = charted(&desk, table, &[]);
    let missing: Vec<&str> = json["missing"].as_array().unwrap().iter().map(|week| week.as_str().unwrap()).collect();
    assert_eq!(missing, ["2026-01-12", "2026-01-26", "2026-02-02"]);
    let months = charted(&desk, "month,calls\n01/01/2026,9\n01/02/2026,8\n01/03/2026,9\n01/04/2026,8\n", &[]);
    assert!(months["missing"].as_array().unwrap().is_empty(), "no week is missing between months");
    let json = charted(&desk, table, &[]);
    // From 10 to 14 to 12.
    assert_eq!(json["limits"][0]["mean_moving_range"], 3.0);
    let file = desk.path("mine.csv").display().to_string();
    let page = in_one_line(headroom(["xmr", &file]).stdout);
    says(&page, &["No number for 3 weeks: 12 Jan 2026, 26 Jan 2026, 2 Feb 2026.", "trial limits"]);
}

#[test]
fn a_bad_cell_is_refused_with_its_place_and_what_to_type() {
    let told = refused("week,calls\n2026-01-05,10\n2026-01-12,ten\n2026-01-19,n/a\n2026-01-26,12\n2026-02-02,9\n", &[]);
    says(
        &told,
        &["`ten` in the column `calls` is no number", "mine.csv:3:12", "mine.csv:4:12", "leave the cell empty"],
    );
    let told = refused("week,calls\n2026-01-05,10\n13/13/2026,11\nTotal,21\n2026-01-12,12\n2026-01-19,12\n", &[]);
    says(&told, &["`13/13/2026` in the column `week` is no date", "mine.csv:3:1", "`Total`", "write the day first"]);
    let told = refused("week,calls\n2026-01-05,1,234\n2026-01-12,1,200\n", &[]);
    says(&told, &["has 3 cells, and the header 2", "mine.csv:2:", "\"1,234\""]);
    let told = refused("week;calls\n2026-01-05;12,5\n2026-01-12;13\n2026-01-19;13\n", &[]);
    says(&told, &["`12,5` in the column `calls` is no number"]);
    says(&refused("week,calls\n2026-01-05,10\n2026-01-05,11\n", &[]), &["there are two numbers for 5 Jan 2026"]);
    says(&refused("week,calls\n51,10\n52,11\n1,9\n2,12\n", &[]), &["week 1 comes after week 52", "write dates"]);
    says(&refused("week,calls\n,10\n2026-01-05,11\n2026-01-12,11\n", &[]), &["there is a number here and no week"]);
    says(&refused("week,calls\n2026-01-05,12%\n2026-01-12,13%\n2026-01-19,14\n", &[]), &["this is no percentage"]);
    says(&refused("week,calls\n2026-01-05,\"10\n", &[]), &["a quotation mark is opened here", "mine.csv:2:"]);
    says(&refused("2026-01-05,10\n2026-01-12,11\n", &[]), &["the first line names no columns"]);
    says(&refused("week,calls\n", &[]), &["holds no table"]);
    says(&refused("", &[]), &["holds no table"]);
    says(&refused("who,calls\nAnn,10\nBob,8\n", &[]), &["no column holds dates", "`--date`"]);
    says(&refused(b"PK\x03\x04\0\0", &[]), &["is no plain text", "CSV UTF-8"]);
    let two = "week,calls,answered\n2026-01-05,10,9\n2026-01-12,11,8\n";
    says(&refused(two, &[]), &["several columns hold numbers", "`calls` and `answered`"]);
    says(&refused(two, &["--column", "cals"]), &["there is no column `cals`", "did you mean `calls`?"]);
    let json = charted(&Desk::new(), two, &["--column", "Answered"]);
    assert_eq!(json["limits"][0]["centre"], 8.5);
}

#[test]
fn a_table_too_long_for_a_chart_is_refused_before_it_is_drawn() {
    let begun = std::time::Instant::now();
    let rows: String = (0..900_000).map(|week| format!("{week},1\n")).collect();
    says(&refused(format!("week,calls\n{rows}"), &[]), &["more than 2000 lines", "mine.csv:2002:"]);
    says(&refused(vec![b'1'; 10_000_001], &[]), &["too large", "10 MB"]);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn new_limits_begin_in_the_week_that_is_named() {
    let desk = Desk::new();
    let table = format!("{}30/03/2026,20\n06/04/2026,22\n", steady(12));
    let json = charted(&desk, &table, &["--rebase", "30 Mar 2026"]);
    assert_eq!((&json["limits"][1]["from"], &json["limits"][1]["centre"]), (&"2026-03-30".into(), &21.0.into()));
    assert_eq!((&json["limits"][0]["trial"], &json["limits"][1]["trial"]), (&false.into(), &true.into()));
    assert!(json["special_causes"].as_array().unwrap().is_empty());
    let without = charted(&desk, &table, &[]);
    assert!(!without["special_causes"].as_array().unwrap().is_empty());
    for (week, told) in [("soon", "is no week of these numbers"), ("14", "is no week"), ("05/01/2026", "cannot begin")]
    {
        says(&refused(&table, &["--rebase", week]), &[told, "= help:"].map(|part| part.trim_start_matches("= ")));
    }
}

#[test]
fn moving_ranges_are_screened_only_where_that_is_asked_for_and_which_is_said() {
    let desk = Desk::new();
    let table = steady(20).replace("02/03/2026,9", "02/03/2026,30");
    let (plain, screened) = (charted(&desk, &table, &[]), charted(&desk, &table, &["--screen"]));
    // Seventeen moves by 2, and two of 19 each to the 30 and back.
    assert!((plain["limits"][0]["mean_moving_range"].as_f64().unwrap() - (17.0 * 2.0 + 38.0) / 19.0).abs() < 1e-12);
    assert_eq!(screened["limits"][0]["mean_moving_range"], 2.0);
    assert_eq!(screened["ranges_left_out"].as_array().unwrap().len(), 2);
    let file = desk.path("mine.csv").display().to_string();
    let page = |more: &[&str]| in_one_line(headroom(["xmr", &file].iter().chain(more)).stdout);
    says(&page(&[]), &["All moves count in the limits (not screened). 2 moves are larger", "`--screen`"]);
    says(&page(&["--screen"]), &["Screened: moves larger", "those to 2 Mar 2026, 9 Mar 2026."]);
    says(&page(&["--better", "low"]), &["2 Mar 2026: above the upper limit; concern", "where lower is better"]);
    says(&page(&["--better", "high"]), &["2 Mar 2026: above the upper limit; improvement"]);
    assert!(!page(&[]).contains("concern") && !page(&[]).contains("improvement"));
}

#[test]
fn the_files_of_a_chart_are_whole_and_say_the_same() {
    let desk = Desk::new();
    desk.file("mine.csv", steady(14).replace("02/03/2026,9", "02/03/2026,30"));
    let run = |more: &[&str]| {
        let title = "Calls <script>alert(1)</script> & \"more\"";
        let arguments = ["xmr", "mine.csv", "--better", "low", "--title", title, "--out", "out"];
        headroom_in(desk.folder(), arguments.iter().chain(more))
    };
    assert!(run(&["--quiet"]).status.success());
    let text = |name: &str| std::fs::read_to_string(desk.path("out").join(name)).unwrap();
    let csv = text("xmr.csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "week,value,centre,lower,upper,moving_range,rule,side,reading,model_low,model_high");
    assert_eq!(lines.len(), 15);
    assert!(lines[9].starts_with("2026-03-02,30,") && lines[9].contains(",19,outside,high,concern,"), "{}", lines[9]);
    let json: Value = serde_json::from_str(&text("results.json")).unwrap();
    let causes = json["special_causes"].as_array().unwrap();
    assert!(causes.iter().any(|cause| cause["from"] == "2026-03-02" && cause["rule"] == "outside"), "{causes:?}");
    let svg = text("xmr.svg");
    assert!(svg.contains("role=\"img\" aria-labelledby=\"xmr-title xmr-desc\"") && svg.ends_with("</svg>\n"));
    assert!(svg.contains("2 Mar 2026 to 2 Mar 2026 above the upper limit (concern)"));
    // Between backticks Markdown takes nothing for markup: there stands the command, as it was typed.
    let summary: String = text("summary.md").split('`').step_by(2).collect();
    assert!(!text("xmr.svg").contains("<script>") && !summary.contains("<script>"), "{summary}");
    assert_eq!(text("summary.txt"), String::from_utf8(run(&[]).stdout).unwrap().replace("\n\nWritten to out.", ""));
    let manifest: Value = serde_json::from_str(&text("manifest.json")).unwrap();
    assert!(manifest["command"].as_str().unwrap().starts_with("headroom xmr mine.csv --title"));
    assert!(manifest.get("seed").is_none(), "there is no chance in a chart");
    // Another chart does not write over this one unless that is meant.
    assert_eq!(run(&["--screen"]).status.code(), Some(2));
    assert!(run(&["--screen", "--replace", "--quiet"]).status.success());
}

#[test]
fn one_number_or_many_equal_ones_make_a_chart_without_nonsense() {
    let desk = Desk::new();
    for table in ["week,calls\n2026-01-05,10\n".to_string(), steady(30).replace(",9\n", ",11\n")] {
        desk.file("mine.csv", &table);
        let output = headroom_in(desk.folder(), ["xmr", "mine.csv", "--out", "out", "--replace"]);
        assert!(output.status.success(), "{}", said(&output));
        let svg = std::fs::read_to_string(desk.path("out/xmr.svg")).unwrap();
        let page = String::from_utf8(output.stdout).unwrap();
        for text in [svg, page] {
            assert!(!text.contains("NaN") && !text.contains("inf "), "{text}");
        }
    }
    assert_eq!(charted(&desk, steady(30).replace(",9\n", ",11\n"), &[])["special_causes"], Value::Array(Vec::new()));
}

#[test]
fn the_table_that_comes_along_is_simulated_and_says_so() {
    let weeks = own_weeks("calls-answered", None, None).unwrap();
    assert!(weeks.source.text.starts_with("# Simulated, from no real practice"));
    assert_eq!((weeks.weeks.len(), weeks.missing.len(), weeks.percent), (52, 0, true));
}

/// Replications of one scenario.
fn side(name: &str, replications: Vec<Vec<f64>>) -> Side {
    Side { name: name.into(), first_week: 1, first_day: "2026-01-05".parse().unwrap(), replications }
}

fn weeks(values: &[f64]) -> OwnWeeks {
    let weeks = (1..).zip(values).map(|(week, &value)| OwnWeek { when: When::Week(week), value });
    OwnWeeks {
        source: Source::new("mine.csv", ""),
        column: "calls".into(),
        weeks: weeks.collect(),
        missing: Vec::new(),
        percent: false,
        days_apart: None,
    }
}

/// Limits of all of so many weeks.
fn stretch(limits: Limits, ends: usize) -> Stretch {
    Stretch { begins: 0, ends, limits }
}

#[test]
fn weeks_until_a_chart_shows_a_change_are_counted_by_replication() {
    // The chart lies at 10 ± 3; the model's practice at 50, and so everything is moved by -40.
    let limits = Limits { centre: 10.0, mean_range: Some(3.0 / xmr::TO_LIMIT) };
    let up_and_down = |to: f64| (0..10).map(|week| to + if week % 2 == 0 { 1.0 } else { -1.0 }).collect::<Vec<f64>>();
    let baseline = vec![up_and_down(50.0); 10];
    // Nine of ten leap in week 2, 3, … 10, and the last never; a week in which nothing was counted goes by all the same.
    let leaps = (1..=10).map(|k| {
        let mut weeks = up_and_down(50.0);
        weeks.iter_mut().skip(k).for_each(|week| *week = 56.0);
        if k > 1 {
            weeks[0] = f64::NAN;
        }
        weeks
    });
    let sides = vec![side("as it is", baseline), side("leaps", leaps.collect())];
    let foreseen = Foreseen { measure: "needs_open".into(), unit: "needs", sides };
    let held = hold(&foreseen, &weeks(&[9.0, 11.0]), &stretch(limits, 2));
    let seen = &held.replays[0].seen;
    assert!(held.moved && held.replays[0].towards == xmr::Side::High);
    assert_eq!((seen.tenth, seen.median, seen.nine_tenths), (Some(2), Some(6), Some(10)));
    assert!((seen.unseen.0 - 0.1).abs() < 1e-12 && seen.unseen.1 < 0.01 && seen.unseen.2 > 0.4);
    assert_eq!(held.replays[0].by_chance.as_ref().unwrap().unseen.0, 1.0, "as it is it stays within the limits");
    // A run alone is taken as it is: at 50 it is outside at once.
    let alone = Foreseen { sides: foreseen.sides[..1].to_vec(), ..foreseen };
    let held = hold(&alone, &weeks(&[9.0, 11.0]), &stretch(limits, 2));
    assert_eq!((held.moved, held.replays[0].seen.median, held.inside), (false, Some(1), 0));
}

#[test]
fn weeks_that_a_practice_leaves_out_are_left_out_of_the_model_too() {
    // Holidays in the first and the third week pull the model's mean down, and do not count here.
    let limits = Limits { centre: 10.0, mean_range: Some(3.0 / xmr::TO_LIMIT) };
    let year = || vec![vec![20.0, 51.0, 20.0, 49.0, 51.0, 49.0, 51.0]; 5];
    let foreseen =
        Foreseen { measure: "needs_open".into(), unit: "needs", sides: vec![side("a", year()), side("b", year())] };
    let mut practice = weeks(&[0.0, 9.0, 0.0, 11.0, 10.0]);
    practice.weeks.retain(|week| week.value > 0.0);
    let with = |missing: &[u32]| {
        let practice = OwnWeeks { missing: missing.iter().map(|&week| When::Week(week)).collect(), ..practice.clone() };
        hold(&foreseen, &practice, &stretch(limits, 3))
    };
    let held = with(&[1, 3]);
    let level = held.level.unwrap().estimate;
    assert!((level - (51.0 + 49.0 + 51.0) / 3.0).abs() < 1e-9, "{level}");
    assert_eq!((held.banded, held.replays[0].seen.unseen.0), (3, 1.0));
    // Down to the holiday, were it counted.
    let low = Foreseen {
        sides: vec![side("a", year()), side("b", year().iter().map(|w| w.iter().map(|v| v - 0.1).collect()).collect())],
        ..foreseen.clone()
    };
    assert_eq!(hold(&low, &practice, &stretch(limits, 3)).replays[0].seen.median, Some(1));
}

#[test]
fn nineteen_of_twenty_weeks_lie_where_a_model_that_is_right_expects_them() {
    // Weeks that differ by the season and by chance, the practice's as the model's.
    let mut state = 7u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    };
    let mut year = || -> Vec<f64> {
        let normal = |a: f64, b: f64| (-2.0 * a.ln()).sqrt() * (2.0 * std::f64::consts::PI * b).cos();
        (0..52).map(|week| 80.0 + f64::from(week % 26) + 3.0 * normal(uniform(), uniform())).collect()
    };
    let model = vec![side("model", (0..400).map(|_| year()).collect())];
    let foreseen = Foreseen { measure: "needs_open".into(), unit: "needs", sides: model };
    let limits = Limits { centre: 90.0, mean_range: Some(3.0) };
    let inside: usize = (0..40).map(|_| hold(&foreseen, &weeks(&year()), &stretch(limits, 52)).inside).sum();
    let share = inside as f64 / (40.0 * 52.0);
    // Standard error 0.48% by the practice's weeks and 0.15% by the ends of 52 bands; four of both together: 6 in 100,000.
    assert!((share - 0.95).abs() < 0.0201, "{share}");
}

#[test]
fn a_practice_that_writes_percentages_as_plain_numbers_is_held_against_percentages() {
    let shares = vec![side("model", vec![vec![0.85; 4], vec![0.95; 4], vec![0.9; 4]])];
    let foreseen = Foreseen { measure: "phone_answered_share".into(), unit: "share", sides: shares };
    let limits = Limits { centre: 90.0, mean_range: Some(2.0) };
    let held = hold(&foreseen, &weeks(&[89.0, 91.0, 90.0, 70.0]), &stretch(limits, 4));
    assert_eq!((held.hundredfold, held.inside, held.banded), (true, 3, 4));
    assert!((held.level.unwrap().estimate - 90.0).abs() < 1e-9);
}

/// Short runs of the average practice into a folder.
fn simulated(desk: &Desk, command: &str, out: &str, more: &[&str]) {
    let set = ["run.days=21", "run.warm_up=days", "run.warm_up_days=14"];
    let option = if command == "compare" { "--both" } else { "--set" };
    let set = set.into_iter().flat_map(|set| [option, set]);
    let arguments = [command, "average-2018", "--replications", "4", "--quiet", "--out", out];
    let output = headroom_in(desk.folder(), arguments.into_iter().chain(set).chain(more.iter().copied()));
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_comparison_keeps_single_weeks_of_which_the_first_are_those_of_the_run() {
    let desk = Desk::new();
    simulated(&desk, "run", "run", &[]);
    simulated(&desk, "compare", "both", &["--view", "year", "--scenario", "more: phone.handlers*=1.5"]);
    let read = |folder: &str| std::fs::read_to_string(desk.path(folder).join("weekly-replications.csv")).unwrap();
    let (run, both) = (read("run"), read("both"));
    // A header, and of 4 replications 3 weeks on each side.
    assert_eq!((run.lines().count(), both.lines().count()), (1 + 12, 1 + 24));
    assert!(both.starts_with(&run), "the baseline first, as it runs alone");
    assert!(both.lines().nth(13).unwrap().starts_with("more,0,1,2018-04-02,"));
    let weekly = std::fs::read_to_string(desk.path("run/weekly.csv")).unwrap();
    let mean = weekly.lines().find(|line| line.contains(",1,2018-04-02,endings_per_week,arose,")).unwrap();
    let mean: f64 = mean.split(',').nth(6).unwrap().parse().unwrap();
    let arose = foreseen(&desk.path("run"), Some("endings_per_week(arose)"), "").unwrap();
    let own: f64 = arose.sides[0].replications.iter().map(|weeks| weeks[0]).sum::<f64>() / 4.0;
    assert!((mean - own).abs() < 1e-9 * mean, "{mean} {own}");
    // The settled view begins later, and says when.
    simulated(&desk, "compare", "settled", &["--scenario", "more: phone.handlers*=1.5"]);
    let settled = foreseen(&desk.path("settled"), None, "Phone answered share").unwrap();
    assert_eq!((settled.sides.len(), settled.sides[1].first_week, settled.sides[1].weeks()), (2, 27, 3));

    let xmr = |more: &[&str]| {
        let arguments = ["xmr", "calls-answered", "--json", "--measure", "phone_answered_share"];
        headroom_in(desk.folder(), arguments.iter().chain(more))
    };
    let json: Value = serde_json::from_slice(&xmr(&["--prediction", "both"]).stdout).unwrap();
    let prediction = &json["prediction"];
    assert_eq!((prediction["weeks"].as_u64(), prediction["weeks_with_a_band"].as_u64()), (Some(3), Some(3)));
    assert_eq!(prediction["scenarios"][0]["towards"], "high");
    assert!(prediction["scenarios"][0]["moves_by"]["ci_low"].as_f64().unwrap() > 0.0);
    let page = headroom_in(
        desk.folder(),
        ["xmr", "calls-answered", "--prediction", "both", "--measure", "phone_answered_share"],
    );
    says(&in_one_line(page.stdout), &["where the model expects a single week", "no confidence interval"]);

    for (more, told) in [
        (["--prediction", "nowhere"], "there is no `nowhere"),
        (["--prediction", "."], "name a folder that `headroom run --out`"),
    ] {
        let output = xmr(&more);
        assert_eq!(output.status.code(), Some(2));
        says(&said(&output), &[told]);
    }
    let output = headroom_in(desk.folder(), ["xmr", "calls-answered", "--prediction", "run"]);
    says(&said(&output), &["which figure of the model", "`--measure`", "phone_answered_share"]);
    let file = desk.path("run/weekly-replications.csv");
    std::fs::write(&file, &run[..run.len() - 300]).unwrap();
    let output = xmr(&["--prediction", "run"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    says(&said(&output), &["is not as it was written", "run it again"]);
}
