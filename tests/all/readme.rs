//! The README tells the truth: what it shows of the program is what the program says.
//!
//! Every block that begins with `$ headroom` is run again and compared, as far as a last line of `…` cuts it off.
//! After a change that is meant, `HEADROOM_README=write cargo test --locked readme` writes the new words into it.

use super::support::headroom_told;
use std::path::{Path, PathBuf};

/// How a block of the terminal begins and ends.
const BEGINS: &str = "```console\n$ headroom";
const ENDS: &str = "\n```\n";

fn readme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// The text between the first `begins` and the `ends` after it.
fn between<'a>(text: &'a str, begins: &str, ends: &str) -> &'a str {
    text.split_once(begins).and_then(|(_, rest)| rest.split_once(ends)).expect("such a block").0
}

/// What the README's practice answers, where a command ends in `< answers.txt`; the program repeats the answers.
const ANSWERS: &str = "11,200\n50\n30\n\n1150\n41\n17\n5\n170\n82\n";

/// What the program says to a command, its last spaces cut as an editor would.
fn says(command: &str, folder: &Path) -> Vec<String> {
    let (command, answers) = command.strip_suffix(" < answers.txt").map_or((command, ""), |asks| (asks, ANSWERS));
    // Between quotation marks, which are every second part, a space does not end a word.
    let parts = command.split('"').enumerate();
    let arguments: Vec<String> = parts
        .flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().map(String::from).collect(),
            _ => vec![part.to_string()],
        })
        .collect();
    let output = headroom_told(folder, &arguments, answers);
    let said = [output.stdout, output.stderr].concat();
    String::from_utf8(said).expect("words").lines().map(|line| line.trim_end().to_string()).collect()
}

/// The block as it should be: the command, and what is said, as many lines as are shown.
fn renewed(block: &str, folder: &Path) -> String {
    let (command, shown) = block.split_once('\n').unwrap_or((block, ""));
    let mut said = says(command, folder);
    if let Some(shown) = shown.strip_suffix("\n…") {
        said.truncate(shown.lines().count());
        said.push("…".into());
    }
    format!("{command}\n{}", said.join("\n"))
}

#[test]
fn every_command_in_the_readme_says_what_is_shown() {
    let text = std::fs::read_to_string(readme()).expect("README.md");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("my-practice.toml"), between(&text, "```toml\n", "```\n")).unwrap();
    let mut parts = text.split(BEGINS);
    let mut whole = parts.next().unwrap().to_string();
    let mut commands = 0;
    for part in parts {
        let (block, rest) = part.split_once(ENDS).expect("an end to the block");
        whole.push_str(&format!("{BEGINS}{}{ENDS}{rest}", renewed(block, folder.path())));
        commands += 1;
    }
    assert!(commands >= 4, "{commands} commands");
    if std::env::var_os("HEADROOM_README").is_some_and(|how| how == "write") {
        return std::fs::write(readme(), whole).expect("README.md is written");
    }
    for (shown, said) in text.lines().zip(whole.lines()) {
        assert_eq!(shown, said, "the README shows other words than the program says; see tests/all/readme.rs");
    }
    assert_eq!(text.len(), whole.len());
}

#[test]
fn every_file_the_readme_names_is_there() {
    let text = std::fs::read_to_string(readme()).expect("README.md");
    let root = readme();
    let named = text.split(['`', '(', ')']).filter(|word| !word.contains([' ', '\n', '*']));
    let named = named.filter(|word| {
        ["src/", "tests/", "scenarios/", "CHANGELOG", "LICENSE"].iter().any(|begins| word.starts_with(begins))
    });
    let mut count = 0;
    for name in named {
        assert!(root.with_file_name(name).exists(), "{name} is not there");
        count += 1;
    }
    assert!(count >= 3, "{count} names");
}
