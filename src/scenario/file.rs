//! A scenario as written: the text is found and parsed, the file it extends is read first, and every problem is
//! collected. Enters from `scenario`; leaves as settings, with the place where each was said, to be checked.

use super::diagnostic::{Place, Problem, Source};
use super::fill::Places;
use super::library::{self, Document, Home};
use super::reader;
use super::settings::Settings;
use super::{syntax, wording};
use std::path::Path;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A scenario as its file has it, before any check of what its numbers mean together.
#[derive(Clone, Debug)]
pub struct Written {
    pub name: String,
    pub settings: Settings,
    pub places: Places,
    /// The files that it was read from, its own first and then what each extends.
    pub texts: Vec<Arc<Source>>,
}

/// Reads the practice of that name, or the file.
pub fn read(practice: &str) -> Result<Written, Vec<Problem>> {
    let document = library::find(practice, &Home::Nowhere).map_err(|problem| vec![problem])?;
    read_document(document)
}

/// Reads a scenario from text. A file that it extends is looked for in the current folder.
pub fn read_text(name: &str, text: &str) -> Result<Written, Vec<Problem>> {
    read_document(Document { name: name.into(), source: Source::new(name, text), home: Home::Nowhere })
}

/// Reads a scenario from text that is to stand in the file at `path`. A file that it extends is looked for there.
pub fn read_text_at(path: &Path, text: &str) -> Result<Written, Vec<Problem>> {
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let source = Source::new(path.display().to_string(), text);
    read_document(Document { name, source, home: library::home_of(path) })
}

fn read_document(document: Document) -> Result<Written, Vec<Problem>> {
    let mut reading = Reading::default();
    let name = document.name.clone();
    reading.document(document);
    if reading.problems.is_empty() {
        Ok(Written { name, settings: reading.settings, places: reading.places, texts: reading.texts })
    } else {
        Err(reading.problems)
    }
}

#[derive(Default)]
struct Reading {
    settings: Settings,
    places: Places,
    problems: Vec<Problem>,
    texts: Vec<Arc<Source>>,
    /// The files that are being read, each extended by the one before.
    chain: Vec<Home>,
}

impl Reading {
    fn document(&mut self, Document { source, home, .. }: Document) {
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        let readable = errors.iter().all(|error| syntax::is_repeat(error.message()));
        self.problems.extend(syntax::problems(&source, &errors));
        // A guess at what broken TOML meant would only add noise; repeated names leave the rest sound.
        if !readable {
            return;
        }
        let table = table.get_ref();
        if table.is_empty() {
            let place = Place::new(&source, 0..0);
            let problem = Problem::new(format!("`{}` says nothing", wording::shown(&source.name))).at(Some(&place));
            self.problems.push(problem.help("begin with a practice, such as `extends = \"average-2018\"`"));
            return;
        }
        self.texts.push(source.clone());
        self.chain.push(home.clone());
        self.extends(&source, table, &home);
        self.chain.pop();
        let (given, problems) = reader::read(&source, table);
        self.problems.extend(problems);
        self.problems.extend(given.fill(&mut self.settings, &mut self.places));
    }

    /// Reads the file that this one is written over.
    fn extends(&mut self, source: &Arc<Source>, table: &DeTable<'_>, home: &Home) {
        let Some(base) = table.get("extends") else { return };
        let place = Place::new(source, base.span());
        let found = match base.get_ref() {
            DeValue::String(name) => library::find(name, home),
            _ => Err(Problem::new("`extends` is the name of a practice or a file, between quotation marks")),
        };
        match found {
            Ok(document) if self.chain.contains(&document.home) => {
                let message = format!("`{}` extends itself", wording::shown(&document.name));
                let problem = Problem::new(message).at(Some(&place));
                self.problems.push(problem.help("take `extends` out of one of the files that extend each other"));
            }
            Ok(document) => self.document(document),
            // A problem inside the other file has its own place.
            Err(problem) if problem.place.is_some() => self.problems.push(problem),
            Err(problem) => self.problems.push(problem.at(Some(&place))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Refusal, Scenario};
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    fn good(text: &str) -> Settings {
        read_text("x.toml", text).unwrap_or_else(|problems| panic!("{}", Refusal::new(problems))).settings
    }

    fn refused(text: &str) -> String {
        Refusal::new(read_text("x.toml", text).expect_err("should be refused")).to_string()
    }

    fn says(text: &str, expected: &[&str]) {
        let refusal = refused(text);
        for part in expected {
            assert!(refusal.contains(part), "{part:?} is not said in\n{refusal}");
        }
    }

    #[test]
    fn a_time_of_day_may_be_text_a_toml_time_or_hours() {
        for written in ["\"08:30\"", "08:30", "08:30:00", "8.5"] {
            assert_eq!(good(&format!("phone.opens = {written}")).phone.opens, 8.5);
        }
        assert_eq!(good("phone.closes = \"24:00\"").phone.closes, 24.0);
        assert_eq!(good("\u{feff}[phone]\r\nopens = 9\r\n").phone.opens, 9.0);
    }

    #[test]
    fn a_duration_may_be_one_number_and_its_spread_an_sd() {
        let settings = good("phone.redial_after = 5\nphone.patience = {family = \"gamma\", mean = 4, sd = 2}");
        assert_eq!((settings.phone.redial_after.mean, settings.phone.redial_after.family.id()), (5.0, "constant"));
        assert_eq!((settings.phone.patience.mean, settings.phone.patience.cv), (4.0, 0.5));
        says("phone.patience = {family = \"gamma\", mean = 4, sd = 2, cv = 1}", &["both `sd` and `cv`", "x.toml:1:"]);
        says(
            "phone.redial_after = {family = \"gamma\", sd = 2}",
            &["has an `sd` but no mean", "phone.redial_after.mean"],
        );
        says("phone.redial_after = {mean = 5, cv = 0.5}", &["is constant, so it has no spread", "lognormal"]);
        says("phone.redial_after = {family = \"gamma\", mean = 1, sd = 50}", &["50 times its mean"]);
        says("phone.redial_after = {mean = 5, values = [3, 7]}", &["its values say nothing", "empirical"]);
        says("phone.redial_after = -5", &["`phone.redial_after` is -5, but a number of minutes lies between 0"]);
    }

    #[test]
    fn a_table_of_numbers_may_be_one_number_for_all() {
        let settings = good("demand.month = 2\n[roles.gp.weekday]\nmon = 3");
        assert!(settings.demand.month.values().iter().all(|month| *month == 2.0));
        assert_eq!(settings.roles[0].weekday.values()[..2], [3.0, 1.0]);
        says("phone = 3", &["`phone` is a table, not a number", "such as `phone.opens`"]);
    }

    #[test]
    fn every_problem_is_found_at_once_with_its_place() {
        let text =
            "[phone]\nhandlers = \"three\"\nredial = 35\nclosing = \"drian\"\nhandler = 2\n[roles]\ngp.people = []\n";
        let refusal = refused(text);
        let places: Vec<&str> = refusal.lines().filter_map(|line| line.split("--> ").nth(1)).collect();
        assert_eq!(places, ["x.toml:2:12", "x.toml:3:10", "x.toml:4:11", "x.toml:5:1", "x.toml:7:13"]);
        says(
            text,
            &["`phone.handlers` is a number of people, not text", "for 35% write 0.35", "did you mean `drain`?"],
        );
        says(
            text,
            &["there is no `handler` in `phone`", "did you mean `handlers`?", "is a number of people, not a list"],
        );
    }

    #[test]
    fn an_unknown_key_names_the_nearest_one_or_where_it_belongs_or_what_may_stand_there() {
        says("phon.opens = 8", &["there is no `phon` at the top of a scenario", "did you mean `phone`?"]);
        says("[unmet]\nhandlers = 3", &["there is a `phone.handlers`"]);
        says(
            "[unmet]\nzzz = 3",
            &["what may stand here is `asks_again`, `urgent_care`, `ask_limit` and `planned_patience`"],
        );
    }

    #[test]
    fn nan_is_refused_and_inf_only_where_the_range_allows() {
        says("phone.redial = nan", &["is not a number (nan)"]);
        says("phone.redial = inf", &["is endless (inf), but a share lies between 0 and 1"]);
        assert_eq!(good("phone.lines = inf").phone.lines, f64::INFINITY);
        says("run.seed = 99999999999999999999999999999999999999999999", &["`run.seed` is 1e44"]);
    }

    #[test]
    fn a_name_given_twice_is_shown_and_the_rest_is_still_read() {
        let text = "[people.anna]\nrole = \"gp\"\n[people.anna]\nrole = \"gp\"\n[phone]\nredial = 7";
        says(text, &["`anna` is given twice", "x.toml:3:9", "`phone.redial` is 7"]);
        says("[people.\"Dr. Lee\"]\nrole = \"gp\"", &["`Dr. Lee` cannot be used as a name"]);
    }

    #[test]
    fn a_file_is_read_over_the_one_it_extends() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        write(
            "base/a.toml",
            "phone.opens = 9\nphone.handlers = 2\nphone.patience = {family = \"gamma\", mean = 4, cv = 1}",
        );
        let b = write("b.toml", "extends = \"base/a.toml\"\nphone.handlers = 3\nphone.patience = {mean = 8, sd = 2}");
        let written = read(&b).unwrap();
        assert_eq!(written.name, "b");
        assert_eq!((written.settings.phone.opens, written.settings.phone.handlers), (9.0, 3.0));
        assert_eq!((written.settings.phone.patience.family.id(), written.settings.phone.patience.cv), ("gamma", 0.25));
        assert!(written.places.of("phone.opens").unwrap().source.name.ends_with("a.toml"));

        write("c.toml", "extends = \"d.toml\"");
        let d = write("d.toml", "extends = \"c.toml\"");
        let refusal = Refusal::new(read(&d).unwrap_err()).to_string();
        assert!(refusal.contains("`d` extends itself") && refusal.contains("c.toml:1:11"), "{refusal}");
        says("extends = \"no-such.toml\"", &["there is no file or practice called `no-such.toml`", "x.toml:1:11"]);
        says("extends = 5", &["`extends` is the name of a practice or a file"]);
    }

    #[test]
    fn no_bytes_whatever_make_reading_panic() {
        let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
        let mut runner = TestRunner::new_with_rng(config, random);
        let noise = proptest::collection::vec(any::<u8>(), 0..400);
        let words = [
            "phone", ".", "opens", "=", "\n", "[", "]", "{", "}", "\"", "08:30", "inf", "sd", "people", "1e999", "é",
            "\0",
        ];
        let toml = proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..60);
        let sound = "[phone]\nopens = \"08:30\"\npatience = { family = \"gamma\", mean = 5, sd = 2 }\n[people.é]\nrole = \"gp\"\n";
        let spoilt = (0..sound.len(), any::<u8>()).prop_map(move |(at, byte)| {
            let mut bytes = sound.as_bytes().to_vec();
            bytes[at] = byte;
            bytes
        });
        let all = prop_oneof![noise, toml.prop_map(|words| words.concat().into_bytes()), spoilt];
        runner
            .run(&all, |bytes| {
                let read = library::decode("x.toml", bytes).map_err(Refusal::from);
                if let Err(refusal) = read.and_then(|source| Scenario::from_text("x.toml", &source.text, Vec::new())) {
                    prop_assert!(refusal.to_string().len() < 20_000 && !refusal.coloured().is_empty());
                }
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_megabyte_of_noise_is_refused_in_a_screenful() {
        let texts = ["=".repeat(1_000_000), "a.".repeat(500_000), "x = [".repeat(200_000), "q = 1\n".repeat(160_000)];
        for text in texts {
            assert!(refused(&text).len() < 30_000);
        }
    }
}
