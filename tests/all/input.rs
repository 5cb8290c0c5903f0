//! Bad input: a clear sentence with the place, exit code 2, and nothing written.

use super::support::{Desk, PRACTICE, headroom, headroom_in, said, says};

/// Bytes that are always the same and look like nothing.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn the_small_practice_is_in_order() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let out = desk.path("out");
    let output = headroom(["run", &file, "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    let calls = super::support::read(&out).share("phone_answered_share", "all").count;
    assert!(calls > 100.0, "{calls} calls");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let desk = Desk::new();
    let folder = desk.folder().display().to_string();
    says(&desk.refused("no-such.toml", &[]), &["there is no file or practice called `no-such.toml`", "average-2018"]);
    says(&desk.refused("avarage-2018", &[]), &["did you mean `average-2018`?"]);
    says(&desk.refused(&folder, &[]), &["is a folder, not a scenario"]);
    says(&desk.refused("", &[]), &["there is no file or practice called"]);
}

#[test]
fn a_file_that_is_no_scenario_is_refused_where_it_stops_being_one() {
    let desk = Desk::new();
    let place = |name: &str| format!("{}:", desk.path(name).display());
    let invalid = desk.file("invalid.toml", b"title = \"x\"\nend = \"\xff\xfe\"\n");
    says(&desk.refused(&invalid, &[]), &["not plain text (UTF-8)", &format!("{}2:8", place("invalid.toml"))]);
    let bytes = desk.file("noise.toml", noise(1_000_000));
    says(&desk.refused(&bytes, &[]), &["not plain text (UTF-8)", &place("noise.toml")]);
    let letters: Vec<u8> = noise(1_000_000).into_iter().map(|byte| 32 + byte % 95).collect();
    says(&desk.refused(&desk.file("letters.toml", letters), &[]), &[&place("letters.toml")]);
    let zeros = desk.file("zeros.toml", vec![0; 1_000_000]);
    says(&desk.refused(&zeros, &[]), &[&place("zeros.toml")]);
    let long = desk.file("long.toml", "a".repeat(1_000_001));
    says(&desk.refused(&long, &[]), &["too large for a scenario"]);
}

#[test]
fn a_number_that_cannot_be_is_refused_with_its_line() {
    let desk = Desk::new();
    for (line, parts) in [
        (
            "redial = 1.2\n[channels]\ndesk = 1.2",
            ["`channels.desk` is 1.2", "a share lies between 0 and 1", "desk = 1.2"],
        ),
        ("[clinic]\nearly = -5", ["`clinic.early` is -5", "between 0", "early = -5"]),
        ("[outcome]\nreturn_days = { family = \"gamma\", mean = -3 }", ["mean", "-3", "return_days"]),
        ("[patients]\nlist_size = \"many\"", ["`patients.list_size`", "many", "list_size"]),
        ("[patients]\nlist_size = nan", ["`patients.list_size`", "nan", "list_size"]),
        ("[calendar]\nstart = \"2018-02-30\"", ["`calendar.start`", "is not a date", "2018-02-30"]),
    ] {
        let line = line.strip_prefix("redial = 1.2\n").unwrap_or(line);
        let said = desk.refused_with(line, &[]);
        says(&said, &parts);
        says(&said, &["practice.toml:"]);
    }
}

#[test]
fn a_word_nobody_knows_is_refused_with_the_nearest() {
    let desk = Desk::new();
    says(&desk.refused_with("[attendence]\ndna = 0.1", &[]), &["attendence", "`attendance`", "practice.toml:"]);
    says(&desk.refused_with("[roles.gp]\npeoples = 3", &[]), &["peoples", "`people`"]);
}

#[test]
fn staff_who_cannot_be_are_refused() {
    let desk = Desk::new();
    let gp = "[roles.gp]\npeople = 2\nsessions_per_week = 10\n";
    // Four hours from half past eight end after noon.
    let lunch = desk.refused_with(&format!("{gp}[clinic]\nmorning = 8.5\nafternoon = 12\n"), &[]);
    says(&lunch, &["12:00", "12:30", "practice.toml:"]);
    says(&desk.refused_with("[roles.gp]\npeople = 2\n", &[]), &["session", "practice.toml:"]);
    let twice = "[people.jo]\nrole = \"gp\"\nsessions = { mon = 1 }\n[people.jo]\nrole = \"gp\"\n";
    says(&desk.refused_with(twice, &[]), &["practice.toml:", "jo"]);
    let counted = format!("{gp}[people.gp_1]\nrole = \"gp\"\nsessions = {{ mon = 1 }}\n");
    says(&desk.refused_with(&counted, &[]), &["gp_1", "practice.toml:"]);
}

#[test]
fn a_number_written_as_on_paper_is_told_as_a_file_reads_it() {
    let desk = Desk::new();
    says(&desk.refused_with("[patients]\nlist_size = 11,200", &[]), &["practice.toml:", "write 11200 without a comma"]);
    says(&desk.refused_with("", &["--set", "patients.list_size=11,200"]), &["write 11200 without a comma"]);
    says(&desk.refused_with("[clinic]\nmorning = 8:30", &[]), &["write the time of day as \"08:30\""]);
    says(&desk.refused_with("[channels]\ndesk = 5%", &[]), &["for 5% write 0.05"]);
    says(&desk.refused_with("[channels]\ndesk = \"5%\"", &[]), &["for 5% write 0.05"]);
    says(&desk.refused_with("[roles.nurse]\npeople = 3", &[]), &["there is no `nurse`", "`practice_nurse`"]);
    says(&desk.refused_with("", &["--set", "phone.lines=7.5"]), &["`phone.lines` is 7.5, but it counts whole lines"]);
    let endless = headroom(["check", "average-2018", "--set", "phone.lines=inf", "--set", "patients.list_size*=1.1"]);
    assert!(endless.status.success(), "{}", said(&endless));
}

#[test]
fn a_practice_where_a_command_is_due_is_told_how_it_is_run() {
    let desk = Desk::new();
    desk.file("my-practice.toml", PRACTICE);
    for (word, practice) in [
        ("average-2018", "average-2018"),
        ("avarage-2018", "average-2018"),
        ("my-practice.toml", "my-practice.toml"),
        ("my-practice", "my-practice.toml"),
    ] {
        let output = headroom_in(desk.folder(), [word]);
        assert_eq!(output.status.code(), Some(2));
        says(&said(&output), &[&format!("`{word}` is a practice"), &format!("write `headroom run {practice}`\n")]);
    }
    let output = headroom_in(desk.folder(), ["run", "my-practice"]);
    assert_eq!(output.status.code(), Some(2));
    says(&said(&output), &["there is no file or practice called `my-practice`", "the file `my-practice.toml`?"]);
    says(&said(&headroom(["chek"])), &["'check'"]);
    assert!(headroom(["--version"]).status.success() && headroom(["help", "run"]).status.success());
}

#[test]
fn a_slip_is_warned_of_and_stops_nothing() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE.replace("mean = 2 ", "mean = 180 "));
    let out = desk.path("out");
    let output = headroom(["run", &file, "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    says(
        &said(&output),
        &["warning: the mean of `phone.other_call` is 180 minutes", "did you mean 3?", "practice.toml:"],
    );
    let summary = std::fs::read_to_string(out.join("summary.txt")).expect("a summary");
    says(&summary, &["Perhaps a slip: the mean of `phone.other_call` is 180 minutes"]);
    let checked = headroom(["check", &file]);
    assert!(checked.status.success() && said(&checked).is_empty(), "{}", said(&checked));
    let printed = String::from_utf8(checked.stdout).expect("words");
    says(&printed, &["warning: the mean of `phone.other_call`", "practice can be run, with the warning above."]);
    let quiet = headroom(["run", &file, "--quiet"]);
    assert!(quiet.status.success() && said(&quiet).is_empty(), "{}", said(&quiet));
}

#[test]
fn every_shipped_scenario_is_in_order_without_a_warning() {
    use headroom::scenario::{library, load};
    for (name, _) in library::practices().iter().chain(library::theory()) {
        let scenario = load(name, Vec::new()).unwrap_or_else(|refusal| panic!("{refusal}"));
        assert!(scenario.warnings.is_empty(), "{name}: {:?}", scenario.warnings);
    }
}

#[test]
fn every_problem_is_said_at_once() {
    let desk = Desk::new();
    let said = desk.refused_with("[channels]\ndesk = 1.2\n[clinic]\nearly = -5\n", &["--set", "nobody=1"]);
    says(&said, &["`channels.desk`", "`clinic.early`"]);
    let both = desk.refused_with("", &["--set", "nobody=1", "--set", "phone.handlers=none", "--set", "phone.closes"]);
    says(&both, &["nobody", "phone.handlers", "does not say what to set it to"]);
}

#[test]
fn a_change_that_cannot_be_is_refused_at_the_place_it_was_typed() {
    let desk = Desk::new();
    says(&desk.refused_with("", &["--set", "phone.handler=3"]), &["did you mean `phone.handlers`?", "--set:1:1"]);
    let twice = ["--set", "phone.handlers=3", "--set", "phone.handlers=4"];
    says(&desk.refused_with("", &twice), &["set twice, to 3 and to 4"]);
    says(&desk.refused_with("", &["--set", "channels.desk=1.2"]), &["a share lies between 0 and 1", "--set:1:"]);
    says(&desk.refused_with("", &["--set", "phone.closes=07:00"]), &["before it opens", "--set:1:"]);
    says(&desk.refused_with("", &["--set", "channels.desk=20%"]), &["for 20% write 0.2"]);
}

#[test]
fn a_dose_beyond_the_whole_change_is_refused() {
    use headroom::scenario::{Change, Op, load};
    for dose in [-0.1, 1.5, f64::NAN] {
        let change = Change::new("phone.handlers", Op::Scale, 2.0).at_dose(dose);
        let refusal = load("average-2018", vec![change]).expect_err("should be refused").to_string();
        says(&refusal, &["a dose lies between 0 and 1"]);
    }
}

#[test]
fn counts_that_cannot_be_are_refused() {
    let desk = Desk::new();
    says(&desk.refused_with("", &["--replications", "0"]), &["`run.replications`", "1"]);
    says(&desk.refused_with("", &["--threads", "0"]), &["`--threads` takes a whole number from 1 to 1024"]);
    says(&desk.refused_with("", &["--threads", "1025"]), &["`--threads` takes a whole number from 1 to 1024"]);
    says(&desk.refused_with("", &["--replications", "many"]), &["many", "--replications"]);
    says(&desk.refused_with("", &["--seed", "-1"]), &["-1"]);
    says(&desk.refused_with("", &["--replication", "3"]), &["--replication"]);
}

#[test]
fn check_refuses_what_run_refuses() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", format!("{PRACTICE}[channels]\ndesk = 1.2\n"));
    let output = headroom(["check", &file]);
    assert_eq!(output.status.code(), Some(2));
    says(&said(&output), &["`channels.desk` is 1.2", "practice.toml:"]);
}

#[test]
fn a_story_of_nobody_is_refused() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let output = headroom(["trace", &file, "--need", "999999"]);
    assert_eq!(output.status.code(), Some(2));
    says(&said(&output), &["no need 999999 was there in replication 0"]);
}

#[test]
fn a_day_after_the_last_is_refused_and_a_day_on_which_nothing_comes_is_said_to_be_one() {
    let desk = Desk::new();
    let file = desk.file("practice.toml", PRACTICE);
    let output = headroom(["trace", &file, "--day", "9999"]);
    assert_eq!(output.status.code(), Some(2));
    says(&said(&output), &["there is no day 9999: the run has days 0 to"]);
    // The first day of a run is a Monday.
    let output = headroom(["trace", &file, "--day", "6"]);
    assert!(output.status.success());
    says(&String::from_utf8_lossy(&output.stdout), &["Day 6", "Nothing comes to the practice itself on this day."]);
}
