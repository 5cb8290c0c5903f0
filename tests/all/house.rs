//! The house: floors on which arrows point down only, and files that are not heaps.

use std::path::{Path, PathBuf};

/// Floors from the top; a module may use those after its own line, and others of its own floor only where listed.
const FLOORS: &[&[&str]] =
    &[&["cli"], &["web"], &["report"], &["experiment"], &["practice"], &["scenario"], &["kernel"], &["stats"]];

/// `kernel` and `stats` share the ground floor and know nothing of each other.
const STRANGERS: [(&str, &str); 2] = [("kernel", "stats"), ("stats", "kernel")];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// Modules of the crate named after `crate::` in a source.
fn used(text: &str) -> Vec<String> {
    let names = text.split("crate::").skip(1);
    names.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

#[test]
fn arrows_point_down_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut checked = 0;
    for file in sources(&src) {
        let own = file.strip_prefix(&src).unwrap().components().next().unwrap();
        let own = own.as_os_str().to_str().unwrap();
        let Some(from) = floor(own) else { continue };
        // Unit tests may look sideways to check one part against another.
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for used in used(text) {
            let Some(to) = floor(&used) else { continue };
            assert!(to >= from, "{} uses {used}, which lies above it", file.display());
            assert!(!STRANGERS.contains(&(own, used.as_str())), "{} uses {used}", file.display());
            checked += 1;
        }
    }
    assert!(checked > 50, "the test must see the arrows: {checked}");
}

#[test]
fn only_the_command_line_prints() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in sources(&src).iter().filter(|file| !file.starts_with(src.join("cli"))) {
        let text = std::fs::read_to_string(file).unwrap();
        for print in ["println!", "eprintln!", "print!(", "dbg!"] {
            assert!(!text.contains(print), "{} prints", file.display());
        }
    }
}
