//! Levers: inputs that may be fitted or varied, each named in the practice's words, with the changes it stands for
//! and how low and how high it may go.

use super::change::{Change, Op};
use super::data::{self, Data};
use super::diagnostic::{Place, Problem, Source};
use super::wildcard::stands_for;
use super::wording;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One input that may be moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    pub name: String,
    /// What it is, in a phrase that begins a sentence.
    pub says: String,
    /// Paths it moves together, stars allowed.
    pub paths: Vec<String>,
    /// How they are moved.
    pub op: Op,
    pub low: f64,
    pub high: f64,
    /// Figures that tell where it stands.
    pub learnt_from: Vec<String>,
}

/// The levers that come with the program.
const LEVERS: &str = include_str!("../../scenarios/fit/levers.toml");

/// The levers that come with the program, in the order in which they are told.
pub fn levers() -> Vec<Lever> {
    let source = Source::new("levers", LEVERS);
    data::read(&source, read_levers).unwrap_or_default()
}

/// Levers as a table: a name, then what it moves.
pub(super) fn read_levers(data: &mut Data<'_>, table: &DeTable<'_>) -> Vec<Lever> {
    let is_leaf = |value: &DeValue<'_>| matches!(value, DeValue::Table(table) if table.contains_key("low") || table.contains_key("high"));
    let leaves = data.leaves(table, &is_leaf);
    leaves.into_iter().filter_map(|(name, place, value)| lever(data, name, &place, value)).collect()
}

fn lever(data: &mut Data<'_>, name: String, place: &Place, value: &Spanned<DeValue<'_>>) -> Option<Lever> {
    let DeValue::Table(table) = value.get_ref() else {
        let message = format!("`{}` needs a range", wording::shown(&name));
        data.refuse(Problem::new(message).help(format!("write `\"{name}\" = {{ low = 2, high = 5 }}`")), place);
        return None;
    };
    data.only(table, &["says", "paths", "op", "low", "high", "learnt_from"]);
    let bound = |data: &mut Data<'_>, which: &str| match table.get(which) {
        Some(value) => data.number(value, &format!("`{which}`")).map(|written| written.value),
        None => {
            data.refuse(Problem::new(format!("`{}` has no `{which}`", wording::shown(&name))), place);
            None
        }
    };
    let (low, high) = (bound(data, "low"), bound(data, "high"));
    let op = match table.get("op").and_then(|value| data.text(value, "`op`").map(|text| (text, data.place(value)))) {
        None => Op::Set,
        Some((text, at)) => match text.as_str() {
            "set" => Op::Set,
            "scale" => Op::Scale,
            "odds" => Op::Odds,
            _ => {
                data.refuse(Problem::new("`op` is one of `set`, `scale` and `odds`"), &at);
                return None;
            }
        },
    };
    let (low, high) = (low?, high?);
    let wrong = match op {
        _ if low >= high => Some("`low` must lie below `high`"),
        Op::Set => None,
        _ if low <= 0.0 => Some("a multiple is more than 0"),
        _ if !(low..=high).contains(&1.0) => Some("1, which changes nothing, must lie between `low` and `high`"),
        _ => None,
    };
    if let Some(wrong) = wrong {
        data.refuse(Problem::new(format!("in `{}`, {wrong}", wording::shown(&name))), place);
        return None;
    }
    let mut texts = |key: &str| table.get(key).map(|value| data.texts(value, &format!("`{key}`"))).unwrap_or_default();
    let (paths, learnt_from) = (texts("paths"), texts("learnt_from"));
    let says = table.get("says").and_then(|value| data.text(value, "`says`")).unwrap_or_else(|| name.clone());
    let paths = if paths.is_empty() { vec![name.clone()] } else { paths };
    Some(Lever { name, says, paths, op, low, high, learnt_from })
}

impl Lever {
    /// The changes that set it to `value`: itself for `set`, else the multiple.
    pub fn at(&self, value: f64) -> Vec<Change> {
        self.paths.iter().map(|path| Change::new(path.clone(), self.op, value)).collect()
    }

    /// Does it move this path?
    pub fn moves(&self, path: &str) -> bool {
        self.paths.iter().any(|pattern| stands_for(pattern, path))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{load, paths};
    use super::*;

    #[test]
    fn every_lever_that_comes_with_the_program_moves_something_at_both_ends() {
        let source = Source::new("levers", LEVERS);
        let levers = data::read(&source, read_levers)
            .unwrap_or_else(|problems| panic!("{}", super::super::Refusal::new(problems)));
        assert!(levers.len() >= 10);
        let plain = load("average-2018", vec![]).unwrap();
        for lever in levers {
            for value in [lever.low, lever.high] {
                let moved = load("average-2018", lever.at(value)).unwrap_or_else(|refusal| panic!("{refusal}"));
                assert_ne!(moved.settings, plain.settings, "{} at {value}", lever.name);
                for (before, after) in paths(&plain.settings).iter().zip(paths(&moved.settings)) {
                    assert!(before.value == after.value || lever.moves(&before.path), "{}: {}", lever.name, after.path);
                }
            }
        }
    }
}
