//! Calibration targets: what published figures say a shipped practice should show, how closely, from which source,
//! and whether it was fitted to them or they were held out to judge it by.

use super::change::Change;
use super::data::{self, Data};
use super::diagnostic::{Problem, Refusal, Source};
use super::wording;
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

/// What a target looks like.
const EXAMPLE: &str = "write it as `{ figure = \"dna_rate\", low = 0.048, high = 0.058, source = \"GPAD18\" }`";

/// The targets of the shipped practices.
pub fn calibration_targets() -> Result<Vec<CalibrationTarget>, Refusal> {
    read_targets(TARGETS).map_err(Refusal::new)
}

fn read_targets(text: &str) -> Result<Vec<CalibrationTarget>, Vec<Problem>> {
    let source = Source::new("calibration targets", text);
    data::read(&source, |data, table| {
        let mut all = Vec::new();
        for (practice, _) in in_order(table) {
            let Some(inner) = data.table(table, practice) else { continue };
            for (says, value) in in_order(inner) {
                all.extend(target(data, practice, says, value));
            }
        }
        all
    })
}

/// The entries of a table as they are written.
pub(super) fn in_order<'t, 'de>(table: &'t DeTable<'de>) -> Vec<(&'t str, &'t Spanned<DeValue<'de>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries.into_iter().map(|(key, value)| (key.get_ref().as_ref(), value)).collect()
}

fn target(data: &mut Data<'_>, practice: &str, says: &str, value: &Spanned<DeValue<'_>>) -> Option<CalibrationTarget> {
    let place = data.place(value);
    let DeValue::Table(table) = value.get_ref() else {
        data.refuse(Problem::new(format!("`{}` is no target", wording::shown(says))).help(EXAMPLE), &place);
        return None;
    };
    data.only(table, &["figure", "low", "high", "source", "held_out", "with", "because"]);
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
    let held_out = match table.get("held_out").map(|value| (value.get_ref(), data.place(value))) {
        None => false,
        Some((DeValue::Boolean(held_out), _)) => *held_out,
        Some((_, at)) => {
            data.refuse(Problem::new("`held_out` is true or false").help("write it without quotation marks"), &at);
            return None;
        }
    };
    let (Some(figure), Some(source), Some(low), Some(high)) = (figure, source, low, high) else {
        data.refuse(Problem::new("a target has a figure, low, high and a source").help(EXAMPLE), &place);
        return None;
    };
    if low > high {
        let message = format!("`low` is {}, above `high`, which is {}", wording::number(low), wording::number(high));
        data.refuse(Problem::new(message), &place);
        return None;
    }
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

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::*;
    use crate::experiment::figure::Figure;

    #[test]
    fn every_target_names_a_practice_that_loads_and_a_figure_that_is_measured() {
        let targets = calibration_targets().unwrap_or_else(|refusal| panic!("{refusal}"));
        assert!(targets.len() > 50, "{} targets", targets.len());
        for target in targets {
            load(&target.practice, target.with.clone()).unwrap_or_else(|refusal| panic!("{}: {refusal}", target.says));
            Figure::parse(&target.figure).unwrap_or_else(|problem| panic!("{}: {}", target.says, problem.message));
        }
    }

    #[test]
    fn a_target_that_is_none_is_refused_with_its_place() {
        let said = |text: &str| Refusal::new(read_targets(text).expect_err(text)).to_string();
        let target = |more: &str| format!("[p]\nx = {{ figure = \"dna_rate\", source = \"s\", {more} }}");
        assert!(read_targets(&target("low = 1, high = 1, held_out = true")).unwrap()[0].held_out);
        for (text, expected) in [
            ("p = 5", "`p` is a table"),
            ("[p]\nx = 5", "`x` is no target"),
            (&target("low = 1, high = 2, held_out = \"yes\""), "`held_out` is true or false"),
            (&target("low = 3, high = 2"), "`low` is 3, above `high`, which is 2"),
            (&target("low = 3"), "a target has a figure, low, high and a source"),
        ] {
            let told = said(text);
            assert!(told.contains(expected) && told.contains("calibration targets:"), "{told}");
        }
    }
}
