//! Writes settings as a complete scenario file: every value as it was run, with its unit and meaning. Read back,
//! it gives the same settings to the last bit.

use super::node::join;
use super::path::{paths, quoted};
use super::settings::Settings;
use super::shape::{self, Shape, Table};
use std::collections::{BTreeMap, BTreeSet};

const OPENING: &str = "# A whole scenario: every setting as it was run. A table that is given as one number has that\n\
                       # number in every entry.\n";

/// More entries than this stand each on its own line.
const IN_ONE_LINE: usize = 15;

/// The file that `settings` would have been read from, had it said everything.
pub fn to_toml(settings: &Settings) -> String {
    let values = paths(settings).into_iter().map(|info| (info.path, info.value)).collect();
    let mut writer = Writer { values, out: OPENING.into() };
    writer.table("", "", shape::whole());
    writer.out
}

struct Writer {
    /// The text of each value, by path.
    values: BTreeMap<String, String>,
    out: String,
}

impl Writer {
    /// What stands in a table, its plain entries before the tables in it, as TOML wants it.
    fn table(&mut self, path: &str, heading: &str, table: &Table) {
        let names = if table.open { self.chosen(path) } else { table.names().map(String::from).collect() };
        let mut lines = String::new();
        let mut inner = Vec::new();
        for name in &names {
            let Some(shape) = table.entry(name) else { continue };
            let below = join(path, name);
            match self.entry(&below, shape) {
                Some(value) => lines.push_str(&line(name, &value, shape, table.doc)),
                None => inner.push((name, below, shape)),
            }
        }
        if !lines.is_empty() && !heading.is_empty() {
            self.heading(heading, table.doc);
        }
        self.out.push_str(&lines);
        for (name, below, shape) in inner {
            if let Shape::Table(inner) = shape {
                self.table(&below, &join(heading, &key(name)), inner);
            }
        }
    }

    fn heading(&mut self, heading: &str, doc: &str) {
        let doc = doc.trim();
        self.out.push_str(&format!("\n# {doc}\n[{heading}]\n"));
    }

    /// What stands after the `=`, if the entry fits on one line.
    fn entry(&self, path: &str, shape: &Shape) -> Option<String> {
        let Shape::Table(table) = shape else { return self.values.get(path).cloned() };
        let values: Vec<&String> = table.names().filter_map(|name| self.values.get(&join(path, name))).collect();
        if table.each().is_some() {
            let first = values.first()?;
            if values.iter().all(|value| value == first) {
                return Some((*first).clone());
            }
            if values.len() > IN_ONE_LINE {
                return None;
            }
        } else if table.mean().is_none() {
            return None;
        }
        let entries = table.names().zip(values).map(|(name, value)| format!("{} = {value}", key(name)));
        Some(format!("{{ {} }}", entries.collect::<Vec<_>>().join(", ")))
    }

    /// The names that the scenario chose in an open table.
    fn chosen(&self, path: &str) -> Vec<String> {
        let start = join(path, "");
        let below = self.values.range(start.clone()..).map_while(|(known, _)| known.strip_prefix(&start));
        let names: BTreeSet<&str> = below.filter_map(|rest| rest.split('.').next()).collect();
        names.into_iter().map(String::from).collect()
    }
}

/// `heading` is what the heading above has said already.
fn line(name: &str, value: &str, shape: &Shape, heading: &str) -> String {
    let (unit, doc) = match shape {
        Shape::Number(meta) | Shape::List(meta) | Shape::Text(meta) | Shape::Choice(meta, _) => (meta.unit, meta.doc),
        Shape::Table(table) => (table.mean().or(table.each()).map_or("", |meta| meta.unit), table.doc),
    };
    let said = match (unit, if doc == heading { "" } else { doc.trim() }) {
        ("", doc) => doc.into(),
        (unit, "") => unit.into(),
        (unit, doc) => format!("{unit}: {doc}"),
    };
    format!("{} = {value}  # {said}\n", key(name))
}

/// A name as it may stand before the `=`.
fn key(name: &str) -> String {
    let bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if bare { name.into() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use super::super::diagnostic::Refusal;
    use super::super::file::read_text;
    use super::super::node::{Choice, Meta, Visitor};
    use super::*;

    fn read_back(settings: &Settings) -> Settings {
        let text = to_toml(settings);
        read_text("written.toml", &text).unwrap_or_else(|problems| panic!("{}", Refusal::new(problems))).settings
    }

    /// Gives everything another value that its range allows.
    struct Scrambler(u64);

    impl Scrambler {
        fn share(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1u64 << 53) as f64
        }
        fn number(&mut self, meta: &Meta) -> f64 {
            match self.share() {
                share if share < 0.1 => meta.high,
                share if share < 0.2 => meta.low,
                share if meta.whole => (meta.low + share * (meta.high.min(1e6) - meta.low)).round(),
                share => meta.low + share * (meta.high.min(1e6) - meta.low),
            }
        }
    }

    impl Visitor for Scrambler {
        fn enter(&mut self, _name: &str, _doc: &'static str) {}
        fn leave(&mut self) {}
        fn number(&mut self, _name: &str, value: &mut f64, meta: &Meta) {
            *value = self.number(meta);
        }
        fn list(&mut self, _name: &str, value: &mut Vec<f64>, meta: &Meta) {
            *value = (0..3).map(|_| self.number(meta)).collect();
        }
        fn text(&mut self, _name: &str, value: &mut String, _meta: &Meta) {
            *value = format!("\"quoted\" \\ é\n\t{}\u{7f}", self.share());
        }
        fn choice(&mut self, _name: &str, value: &mut dyn Choice, _meta: &Meta) {
            let options = value.options();
            value.set(options[(self.share() * options.len() as f64) as usize]);
        }
        fn names(&mut self, _present: Vec<String>) -> Vec<String> {
            vec!["anna".into(), "Zoë O'Hara".into(), "b-1".into()]
        }
    }

    #[test]
    fn what_is_written_reads_back_to_the_last_bit() {
        assert_eq!(read_back(&Settings::default()), Settings::default());
        for seed in 0..20 {
            let mut settings = Settings::default();
            settings.walk(&mut Scrambler(seed));
            let again = read_back(&settings);
            for (written, read) in paths(&settings).iter().zip(&paths(&again)) {
                assert_eq!(written, read);
            }
            assert_eq!(again, settings);
        }
    }

    #[test]
    fn a_written_scenario_explains_itself() {
        let text = to_toml(&Settings::default());
        assert!(text.contains(
            "\n# The telephone and the people who answer it.\n[phone]\nopens = \"08:00\"  # clock: Lines open"
        ));
        assert!(text.contains("\nrota = 1  # ratio: "));
        assert!(text.contains("\nlines = inf  # lines: "));
    }
}
