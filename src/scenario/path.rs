//! Dotted paths: `phone.patience.mean` names one setting, and everything that can be named has one path.

use super::node::{Choice, Meta, Visitor, join};
use super::settings::Settings;
use super::wording;

/// What can be known of one setting.
#[derive(Clone, Debug, PartialEq)]
pub struct PathInfo {
    pub path: String,
    /// Empty where the setting has none.
    pub unit: &'static str,
    pub low: f64,
    pub high: f64,
    /// It counts things that have no parts.
    pub whole: bool,
    pub doc: &'static str,
    /// The value in the settings that were asked, as it could be typed.
    pub value: String,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Number,
    List,
    Text,
    /// One of these.
    Choice(&'static [&'static str]),
}

/// Every setting there is, in the order of the file.
pub fn paths(settings: &Settings) -> Vec<PathInfo> {
    let mut teller = Teller::default();
    // A walk may write as well as read, so it needs a copy of its own.
    settings.clone().walk(&mut teller);
    teller.told
}

/// The path to where a walk stands.
#[derive(Default)]
pub(crate) struct Trail {
    path: String,
    lengths: Vec<usize>,
}

impl Trail {
    pub fn enter(&mut self, name: &str) {
        self.lengths.push(self.path.len());
        self.path = join(&self.path, name);
    }

    pub fn leave(&mut self) {
        self.path.truncate(self.lengths.pop().unwrap_or(0));
    }

    pub fn here(&self) -> &str {
        &self.path
    }

    pub fn to(&self, name: &str) -> String {
        join(&self.path, name)
    }
}

/// A path as it is written in a file: names that TOML would not read bare stand between quotation marks.
pub fn written_path(path: &str) -> String {
    let bare = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let names: Vec<String> = path.split('.').map(|name| if bare(name) { name.into() } else { quoted(name) }).collect();
    names.join(".")
}

/// Whether a name that the scenario chooses can stand in a path.
pub(crate) fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || "_-' ".contains(c);
    !name.is_empty() && name.trim() == name && name.chars().count() <= 60 && name.chars().all(allowed)
}

/// A number as TOML and `--set` read it, to the last bit.
pub(crate) fn exact(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value:?}") }
}

/// A number as `exact`, but a time of day as a clock where that loses nothing.
pub(crate) fn exact_in(value: f64, unit: &str) -> String {
    let clock = wording::clock(value);
    if unit == "clock" && wording::read_clock(&clock) == Some(value) { format!("\"{clock}\"") } else { exact(value) }
}

pub(crate) fn exact_list(values: &[f64]) -> String {
    let values: Vec<String> = values.iter().map(|value| exact(*value)).collect();
    format!("[{}]", values.join(", "))
}

/// Text between quotation marks, as TOML reads it.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[derive(Default)]
struct Teller {
    trail: Trail,
    told: Vec<PathInfo>,
}

impl Teller {
    fn tell(&mut self, name: &str, meta: &Meta, value: String, kind: Kind) {
        let &Meta { unit, low, high, whole, doc } = meta;
        self.told.push(PathInfo { path: self.trail.to(name), unit, low, high, whole, doc: doc.trim(), value, kind });
    }
}

impl Visitor for Teller {
    fn enter(&mut self, name: &str, _doc: &'static str) {
        self.trail.enter(name);
    }
    fn leave(&mut self) {
        self.trail.leave();
    }
    fn number(&mut self, name: &str, value: &mut f64, meta: &Meta) {
        self.tell(name, meta, exact_in(*value, meta.unit), Kind::Number);
    }
    fn list(&mut self, name: &str, value: &mut Vec<f64>, meta: &Meta) {
        self.tell(name, meta, exact_list(value), Kind::List);
    }
    fn text(&mut self, name: &str, value: &mut String, meta: &Meta) {
        self.tell(name, meta, quoted(value), Kind::Text);
    }
    fn choice(&mut self, name: &str, value: &mut dyn Choice, meta: &Meta) {
        self.tell(name, meta, quoted(value.get()), Kind::Choice(value.options()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_one_path() {
        let all = paths(&Settings::default());
        let distinct: std::collections::BTreeSet<&str> = all.iter().map(|info| info.path.as_str()).collect();
        assert_eq!(distinct.len(), all.len());
        let opens = all.iter().find(|info| info.path == "phone.opens").unwrap();
        assert_eq!((opens.unit, opens.value.as_str()), ("clock", "\"08:00\""));
    }

    #[test]
    fn a_number_is_written_to_the_last_bit() {
        for value in [0.1 + 0.2, 1e300, 5.0, f64::INFINITY, 1.0 / 3.0, 9e15, 5e-324] {
            assert_eq!(exact(value).parse::<f64>().unwrap(), value);
        }
    }

    #[test]
    fn a_name_with_a_full_stop_cannot_stand_in_a_path() {
        assert!(is_name("dr_lee") && is_name("Ann O'Hara"));
        assert!(!is_name("Dr. Lee") && !is_name("") && !is_name("a=b") && !is_name(" a"));
    }
}
