//! The scenarios that come with the program, and how the word after a command finds one: by name, or as a file.

use super::diagnostic::{Problem, Source};
use super::wording;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::de::DeTable;

/// Files of a folder of `scenarios`, by name and text.
macro_rules! embedded {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/", $folder, "/", $name, ".toml")))),*]
    };
}

pub(super) use embedded;

/// Practices, by name and text, in the order in which they are listed.
const PRACTICES: &[(&str, &str)] = embedded![
    "practices": "average-2018",
    "average-2018-rationed",
    "average-2024",
    "phone-log",
    "high-dna",
    "deprived-high-demand",
    "small-rural",
    "large-urban",
    "mostly-same-day",
    "mostly-routine"
];
/// One part of a practice alone, to be held against theory.
const THEORY: &[(&str, &str)] = embedded![
    "theory": "phone-alone",
    "priority-phone",
    "redial",
    "finite-lines",
    "varying-day",
    "book-alone",
    "bulk-service-book",
    "book-with-dna-rebooking",
    "clinic-alone",
    "two-at-start",
    "day-book"
];

/// No scenario needs more; a data file given by mistake has more.
const LARGEST: u64 = 1_000_000;

/// The practices that come with the program.
pub fn practices() -> &'static [(&'static str, &'static str)] {
    PRACTICES
}

/// What a practice that comes with the program is called on a page: its title, or its name where it has none.
pub fn title_of(name: &str) -> String {
    let text = PRACTICES.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
    let title = |text| DeTable::parse(text).ok()?.get_ref().get("title")?.get_ref().as_str().map(String::from);
    title(text).unwrap_or_else(|| name.into())
}

/// The scenarios that hold one part of a practice against theory.
pub fn theory() -> &'static [(&'static str, &'static str)] {
    THEORY
}

/// How a practice or a file that somebody calls `word` is given to a command; nothing where there is none.
pub fn called(word: &str) -> Option<String> {
    let shipped = PRACTICES.iter().chain(THEORY).map(|(name, _)| *name);
    if shipped.clone().any(|name| name == word) || Path::new(word).is_file() {
        return Some(word.into());
    }
    beside(Path::new(word)).or_else(|| wording::nearest(word, shipped).first().map(|name| (*name).into()))
}

/// The scenario file that `path` leaves the ending of.
fn beside(path: &Path) -> Option<String> {
    let file = path.with_added_extension("toml");
    (!path.as_os_str().is_empty() && file.is_file()).then(|| file.display().to_string())
}

/// A scenario's text, and where it comes from.
pub(super) struct Document {
    pub name: String,
    pub source: Arc<Source>,
    pub home: Home,
}

/// What a file that is extended is looked for beside, and what tells one from another.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Home {
    Embedded(&'static str),
    File(PathBuf),
    /// Text with no file.
    Nowhere,
}

/// Where a file stands, or will once it is written: its folder without links, and its name.
pub(super) fn home_of(path: &Path) -> Home {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default();
    Home::File(folder.canonicalize().map_or_else(|_| path.to_path_buf(), |folder| folder.join(name)))
}

/// The scenario called `practice`: one that comes with the program, or else a file, looked for beside `beside`.
pub(super) fn find(practice: &str, beside: &Home) -> Result<Document, Problem> {
    let mut embedded = PRACTICES.iter().chain(THEORY);
    if let Some((name, text)) = embedded.find(|(name, _)| *name == practice) {
        let source = Source::new(format!("practice {name}"), *text);
        return Ok(Document { name: (*name).into(), source, home: Home::Embedded(name) });
    }
    let path = match beside {
        Home::File(file) => file.parent().unwrap_or(Path::new("")).join(practice),
        Home::Nowhere if !practice.is_empty() => PathBuf::from(practice),
        _ => return Err(missing(practice, PRACTICES.iter().map(|(name, _)| *name))),
    };
    let source = open(&path, practice)?;
    let name = path.file_stem().map_or_else(|| practice.into(), |stem| stem.to_string_lossy().into_owned());
    Ok(Document { name, source, home: Home::File(path.canonicalize().unwrap_or(path)) })
}

/// The text of a file.
pub(super) fn open(path: &Path, practice: &str) -> Result<Arc<Source>, Problem> {
    let shown = path.display().to_string();
    let called = wording::shown(&shown);
    if path.is_dir() {
        let problem = Problem::new(format!("`{called}` is a folder, not a scenario"));
        return Err(problem.help("name a file in it, such as `practice.toml`"));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let problem = missing(practice, PRACTICES.iter().map(|(name, _)| *name));
            let file = beside(path).map(|_| format!("did you mean the file `{}.toml`?", wording::shown(practice)));
            Err(problem.maybe_help(file))
        }
        Err(error) => Err(Problem::new(format!("`{called}` cannot be read: {}", error.kind()))),
        Ok(_) if bytes.len() as u64 > LARGEST => {
            let problem = Problem::new(format!("`{called}` is too large for a scenario"));
            Err(problem.help("a scenario is a text file of at most 1 MB; is this some other file?"))
        }
        Ok(_) => decode(&shown, bytes),
    }
}

/// The bytes of a file as a source, or where they stop being text.
pub(super) fn decode(name: &str, bytes: Vec<u8>) -> Result<Arc<Source>, Problem> {
    String::from_utf8(bytes).map(|text| Source::new(name, text)).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        // What stands for a bad byte is three bytes long.
        let place = super::diagnostic::Place::new(&Source::new(name, text), at..at + 3);
        let problem = Problem::new("from here on this is not plain text (UTF-8)").at(Some(&place));
        problem.help("save the file as UTF-8; a spreadsheet or a word processor's file cannot be read")
    })
}

/// Nothing is called so: what is near, and what there is.
fn missing(practice: &str, known: impl Iterator<Item = &'static str> + Clone) -> Problem {
    let problem = Problem::new(format!("there is no file or practice called `{}`", wording::shown(practice)));
    let near = wording::did_you_mean(practice, known.clone());
    let all: Vec<&str> = known.collect();
    let all = (!all.is_empty()).then(|| format!("the practices are {}", wording::ticked(&all)));
    match (near, all) {
        (Some(near), Some(all)) => problem.help(format!("{near} {all}")),
        (near, all) => problem.maybe_help(near.or(all)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_scenario_is_listed_and_can_be_read() {
        for (folder, listed) in [("practices", PRACTICES), ("theory", THEORY)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(folder);
            let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
            let files = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "toml"));
            assert_eq!(files.count(), listed.len());
            for (name, _) in listed {
                if let Err(refusal) = super::super::load(name, Vec::new()) {
                    panic!("{refusal}");
                }
            }
        }
    }

    #[test]
    fn an_unknown_practice_names_the_nearest_and_all_there_are() {
        let problem = missing("averge-2018", ["average-2018", "rural"].into_iter());
        assert_eq!(problem.message, "there is no file or practice called `averge-2018`");
        assert_eq!(problem.help.unwrap(), "did you mean `average-2018`? the practices are `average-2018` and `rural`");
    }

    #[test]
    fn a_folder_a_missing_file_and_a_huge_file_each_get_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let refuse = |name: &str| find(name, &Home::Nowhere).err().unwrap().message;
        let at = |name: &str| folder.path().join(name).display().to_string();
        assert!(refuse(&at("")).contains("is a folder"));
        assert!(refuse(&at("no.toml")).contains("no file or practice called"));
        assert!(refuse("").contains("no file or practice called"));
        std::fs::write(at("mine.toml"), "title = \"x\"").unwrap();
        let help = find(&at("mine"), &Home::Nowhere).err().unwrap().help.unwrap();
        assert!(help.starts_with("did you mean the file `") && help.ends_with("mine.toml`?"), "{help}");
        std::fs::write(at("big.toml"), vec![b'#'; 1_000_001]).unwrap();
        assert!(refuse(&at("big.toml")).contains("too large for a scenario"));
        std::fs::write(at("bad.toml"), b"a = 1\nb = \xff\xfe").unwrap();
        let problem = find(&at("bad.toml"), &Home::Nowhere).err().unwrap();
        assert_eq!(problem.place.unwrap().line().0, 2);
    }
}
