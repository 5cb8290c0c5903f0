//! A study folder that can be handed over: it is made whole, its own commands run in it, and nothing there is written over.

use super::support::{Desk, headroom_in, said, says};

#[test]
fn a_new_study_runs_by_the_commands_in_its_own_readme() {
    let desk = Desk::new();
    let output = headroom_in(desk.folder(), ["new", "mill lane"]);
    assert!(output.status.success(), "{}", said(&output));
    says(&String::from_utf8(output.stdout).unwrap(), &["cd \"mill lane\"", "headroom check practice.toml"]);
    let folder = desk.path("mill lane");
    for name in ["practice.toml", "data-log.csv", "README.md", "results/README.md"] {
        assert!(folder.join(name).is_file(), "{name} is missing");
    }
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let commands: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("headroom ")).collect();
    assert_eq!(commands.len(), 6, "{readme}");
    // As they stand, but short: the questions of the fourth need answers, and the fifth and sixth the file of these.
    for command in &commands[..3] {
        let words = command.split_whitespace();
        let short: &[&str] = match command.split_whitespace().next() {
            Some("run") => &["--quiet", "--replications", "1", "--set", "run.days=7", "--set", "run.warm_up=days"],
            Some("compare") => {
                &["--quiet", "--replications", "1", "--both", "run.days=7", "--both", "run.warm_up=days"]
            }
            _ => &[],
        };
        let output = headroom_in(&folder, words.chain(short.iter().copied()));
        assert!(output.status.success(), "headroom {command}: {}", said(&output));
    }
    assert!(folder.join("results/as-it-is/report.html").is_file());
    assert!(folder.join("results/reminders/results.xlsx").is_file());
}

#[test]
fn a_study_writes_over_nothing() {
    let desk = Desk::new();
    desk.file("README.md", "mine");
    let before: Vec<_> = std::fs::read_dir(desk.folder()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    let output = headroom_in(desk.folder(), ["new", "."]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    says(&said(&output), &["has README.md already, and it is not written over"]);
    let after: Vec<_> = std::fs::read_dir(desk.folder()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(before, after);
    assert_eq!(std::fs::read_to_string(desk.path("README.md")).unwrap(), "mine");
    // Beside results it leaves what says which run they are.
    let results = Desk::new();
    results.file("manifest.json", "{}");
    assert!(headroom_in(results.folder(), ["new", "."]).status.success());
    assert_eq!(std::fs::read_to_string(results.path("manifest.json")).unwrap(), "{}");
    let output = headroom_in(desk.folder(), ["new", "seen.toml"]);
    assert_eq!(output.status.code(), Some(2));
    says(&said(&output), &["looks like a file; for that add `--ask`"]);
    assert!(!desk.path("seen.toml").exists());
}

#[test]
fn a_study_on_a_practice_in_a_file_finds_it_from_its_own_folder() {
    let desk = Desk::new();
    desk.file("base.toml", "extends = \"average-2018\"\npatients.list_size = 9000\n");
    let output = headroom_in(desk.folder(), ["new", "study", "--based-on", "base.toml"]);
    assert!(output.status.success(), "{}", said(&output));
    let output = headroom_in(&desk.path("study"), ["check", "practice.toml"]);
    assert!(output.status.success(), "{}", said(&output));
}
