//! Calibration targets: what published figures say a shipped practice should show, how closely, from which source,
//! and whether it was fitted to them or they were held out to judge it by.

use super::change::Change;
use super::data::{self, Data};
use super::diagnostic::{Problem, Refusal, Source};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One published figure of one practice.
#[derive(Clone, Debug)]
pub struct CalibrationTarget {
    pub practice: String,
    /// What it is, in a practice's words.
    pub says: String,
    /// As in `results.csv`.
    pub figure: String,
    /// It is hit where the mean over replications lies from here to there.
    pub low: f64,
    pub high: f64,
    pub source: String,
    /// Was it kept away from the fit?
    pub held_out: bool,
    /// What is changed before it is looked at.
    pub with: Vec<Change>,
    /// Why it is missed, where it is.
    pub because: String,
}

const TARGETS: &str = include_str!("../../scenarios/calibration/targets.toml");

/// The targets of the shipped practices.
pub fn calibration_targets() -> Result<Vec<CalibrationTarget>, Refusal> {
    let source = Source::new("calibration targets", TARGETS);
    let read = data::read(&source, |data, table| {
        let mut all = Vec::new();
        for (practice, value) in in_order(table) {
            let DeValue::Table(inner) = value.get_ref() else { continue };
            for (says, value) in in_order(inner) {
                all.extend(target(data, practice, says, value));
            }
        }
        all
    });
    read.map_err(Refusal::new)
}

/// The entries of a table as they are written.
fn in_order<'t, 'de>(table: &'t DeTable<'de>) -> Vec<(&'t str, &'t Spanned<DeValue<'de>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries.into_iter().map(|(key, value)| (key.get_ref().as_ref(), value)).collect()
}

fn target(data: &mut Data<'_>, practice: &str, says: &str, value: &Spanned<DeValue<'_>>) -> Option<CalibrationTarget> {
    let DeValue::Table(table) = value.get_ref() else { return None };
    data.only(table, &["figure", "low", "high", "source", "held_out", "with", "because"]);
    let place = data.place(value);
    let text = |data: &mut Data<'_>, key: &str| table.get(key).and_then(|value| data.text(value, key));
    let (figure, source, because) = (text(data, "figure"), text(data, "source"), text(data, "because"));
    let number = |data: &mut Data<'_>, key: &str| table.get(key).and_then(|value| Some(data.number(value, key)?.value));
    let (low, high) = (number(data, "low"), number(data, "high"));
    let with = table.get("with").map(|value| data.texts(value, "with")).unwrap_or_default();
    let mut changes = Vec::new();
    for text in with {
        match Change::parse(&text) {
            Ok(change) => changes.push(change),
            Err(problem) => data.problems.push(problem),
        }
    }
    let held_out = matches!(table.get("held_out").map(Spanned::get_ref), Some(DeValue::Boolean(true)));
    let (Some(figure), Some(source), Some(low), Some(high)) = (figure, source, low, high) else {
        data.refuse(Problem::new("a target has a figure, low, high and a source"), &place);
        return None;
    };
    Some(CalibrationTarget {
        practice: practice.into(),
        says: says.into(),
        figure,
        low,
        high,
        source,
        held_out,
        with: changes,
        because: because.unwrap_or_default(),
    })
}
