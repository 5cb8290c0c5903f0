//! The house: floors on which arrows point down only, rooms in which no two files use each other, and one door through
//! which anything is printed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Floors from the top: a module may use itself and those on the floors below it.
const FLOORS: &[&[&str]] =
    &[&["cli"], &["web"], &["report"], &["experiment"], &["practice"], &["scenario"], &["kernel"], &["stats"]];

/// `kernel` and `stats` share the ground floor and know nothing of each other.
const STRANGERS: [(&str, &str); 2] = [("kernel", "stats"), ("stats", "kernel")];

/// Modules in which no file uses one that uses it, straight or by way of others.
const WITHOUT_CIRCLES: [&str; 4] = ["web", "experiment", "kernel", "stats"];

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

/// A path, such as `experiment::size::Ears`, in its parts.
type Name = Vec<String>;

/// What a file takes from others, and the names that it hands on from them.
#[derive(Default)]
struct Arrows {
    uses: Vec<Name>,
    hands_on: BTreeMap<String, Name>,
}

fn parts(path: &str) -> Name {
    path.split("::").map(|part| part.trim().to_string()).filter(|part| !part.is_empty()).collect()
}

/// Every path that is named by what stands between `use` and its semicolon.
fn paths(tree: &str) -> Vec<Name> {
    let Some((before, rest)) = tree.split_once('{') else {
        return vec![parts(tree.split(" as ").next().unwrap())];
    };
    let inside = &rest[..rest.rfind('}').unwrap()];
    let (mut depth, mut begun, mut all) = (0, 0, Vec::new());
    for (at, c) in inside.char_indices().chain([(inside.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(inside[begun..at].trim());
                begun = at + 1;
            }
            _ => {}
        }
    }
    let of = |one: &str| paths(one).into_iter().map(|path| [parts(before), path].concat());
    all.into_iter().filter(|one| !one.is_empty()).flat_map(of).collect()
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Arrows {
    /// Those of the file with this name. Unit tests may look wherever they like.
    fn of(own: &[String], text: &str) -> Arrows {
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let from_here = |path: &[String]| -> Name {
            let above = path.iter().take_while(|part| *part == "super").count();
            match path.first().map(String::as_str) {
                Some("crate") => path[1..].to_vec(),
                Some("self") => [own, &path[1..]].concat(),
                _ => [&own[..own.len().saturating_sub(above)], &path[above..]].concat(),
            }
        };
        let (mut arrows, mut imports, mut children, mut rest) =
            (Arrows::default(), Vec::new(), Vec::new(), String::new());
        let mut lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        while let Some(line) = lines.next() {
            let plain = line.strip_prefix("pub").map_or(line, |open| open.split_once(' ').map_or("", |it| it.1));
            if let Some(tree) = plain.strip_prefix("use ") {
                let mut whole = tree.to_string();
                while !whole.contains(';') {
                    whole.push_str(lines.next().unwrap());
                }
                imports.push((plain != line, whole.replace(';', "")));
            } else if let Some(child) = plain.strip_prefix("mod ").and_then(|child| child.strip_suffix(';')) {
                children.push(child);
            } else {
                rest.push_str(line);
                rest.push('\n');
            }
        }
        let words: BTreeSet<&str> = rest.split(|c| !is_of_a_word(c)).collect();
        for (is_open, tree) in imports {
            for path in paths(&tree) {
                let (name, path) = (path.last().unwrap().clone(), from_here(&path));
                // What is only handed on is not used here.
                if !is_open || words.contains(name.as_str()) {
                    arrows.uses.push(path.clone());
                }
                if is_open {
                    arrows.hands_on.insert(name, path);
                }
            }
        }
        let written = rest.split(|c| !is_of_a_word(c) && c != ':').filter(|path| path.contains("::"));
        for path in written.map(parts).filter(|path| !path.is_empty()) {
            if ["crate", "super", "self"].contains(&path[0].as_str()) || children.contains(&path[0].as_str()) {
                arrows.uses.push(from_here(&path));
            }
        }
        arrows
    }
}

/// The file in which a name is found; none for those of other crates.
fn home<'a>(files: &'a BTreeMap<Name, Arrows>, name: &[String]) -> Option<&'a Name> {
    let (file, at) = (1..=name.len()).rev().find_map(|at| Some((files.get_key_value(&name[..at])?, at)))?;
    match name.get(at).and_then(|next| file.1.hands_on.get(next)) {
        Some(from) => home(files, &[from, &name[at + 1..]].concat()),
        None => Some(file.0),
    }
}

/// The arrows from file to file.
fn arrows<'a>(files: &'a BTreeMap<Name, Arrows>) -> BTreeMap<&'a Name, BTreeSet<&'a Name>> {
    let of = |(own, arrows): (&'a Name, &'a Arrows)| {
        let used = arrows.uses.iter().filter_map(|name| home(files, name)).filter(|used| *used != own);
        (own, used.collect())
    };
    files.iter().map(of).collect()
}

/// Files that use themselves by way of others.
fn in_circles<'a>(arrows: &BTreeMap<&'a Name, BTreeSet<&'a Name>>) -> Vec<&'a Name> {
    let uses_itself = |own: &&&'a Name| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![**own]);
        while let Some(file) = next.pop() {
            next.extend(arrows[file].iter().filter(|used| seen.insert(**used)));
        }
        seen.contains(**own)
    };
    arrows.keys().filter(uses_itself).copied().collect()
}

#[test]
fn no_two_files_of_a_room_use_each_other() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let name = |file: &Path| -> Name {
        let path = file.strip_prefix(&src).unwrap().with_extension("");
        let parts = path.components().map(|part| part.as_os_str().to_str().unwrap().to_string());
        parts.filter(|part| part != "mod").collect()
    };
    let of = |room: &&str| sources(&src.join(room));
    let read = |file: PathBuf| {
        let (name, text) = (name(&file), std::fs::read_to_string(&file).unwrap());
        let arrows = Arrows::of(&name, &text);
        (name, arrows)
    };
    let files: BTreeMap<Name, Arrows> = WITHOUT_CIRCLES.iter().flat_map(of).map(read).collect();
    let arrows = arrows(&files);
    let count: usize = arrows.values().map(BTreeSet::len).sum();
    assert!(count > 300, "the test must see the arrows: {count}");
    let found: Vec<String> = in_circles(&arrows).iter().map(|name| name.join("/")).collect();
    assert!(found.is_empty(), "these use each other: {}", found.join(", "));
}

#[test]
fn a_circle_is_seen_through_what_a_folder_hands_on() {
    let circles = |files: &[(&str, &str)]| -> Vec<String> {
        let of = |(name, text): &(&str, &str)| (parts(name), Arrows::of(&parts(name), text));
        let files: BTreeMap<Name, Arrows> = files.iter().map(of).collect();
        in_circles(&arrows(&files)).iter().map(|name| name.join("::")).collect()
    };
    let folder = ("a", "mod one;\nmod two;\npub use one::{One, first};\npub(super) use two::Two;\n");
    let (one, two) = ("use super::Two;\n", "use crate::{\n    b,\n    a::{self, One},\n};\n");
    assert_eq!(circles(&[folder, ("a::one", one), ("a::two", two), ("b", "")]), ["a::one", "a::two"]);
    let alone = "fn of(x: std::fmt::Result) {}\n#[cfg(test)]\nmod tests {\n    use super::super::One;\n}\n";
    assert!(circles(&[folder, ("a::one", one), ("a::two", alone)]).is_empty());
    // Whoever uses what it hands on is used and uses, by whatever words.
    for more in ["fn of(x: One) {}\n", "fn of() { one::first() }\n"] {
        let folder = ("a", format!("{}{more}", folder.1));
        let back = ("a::one", "fn of() { super::of() }\n");
        assert_eq!(circles(&[(folder.0, &folder.1), back, ("a::two", "")]), ["a", "a::one"]);
    }
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
