//! Predictions: what whole practices were found to show after a change, which is never put in and has to come out.
//! Each comparison says a practice, what holds on both sides, and what the second side has; and which published
//! figures the difference is held against, whether anything was fitted to them, and why one is missed where it is.

use super::change::Change;
use super::data::{self, Data};
use super::diagnostic::{Problem, Refusal, Source};
use super::targets::in_order;
use super::wording;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A practice beside itself with something changed.
#[derive(Clone, Debug)]
pub struct PredictedChange {
    pub id: String,
    /// What it is, in a practice's words.
    pub says: String,
    pub practice: String,
    /// Changes of both sides.
    pub given: Vec<Change>,
    /// Changes of the second side, and actions that it takes up in full.
    pub with: Vec<Change>,
    pub actions: Vec<String>,
    /// A setting of the second side that takes one value after another.
    pub scan: Option<(String, Vec<f64>)>,
    /// Weeks after the change that are not looked at.
    pub settles: u32,
    pub replications: u32,
    pub figures: Vec<Prediction>,
}

/// A published figure of it.
#[derive(Clone, Debug)]
pub struct Prediction {
    pub says: String,
    /// As in `results.csv`, or one of those that are followed for predictions alone.
    pub figure: String,
    /// What the figure is taken for each unit of, where two are.
    pub over: Option<String>,
    pub how: How,
    pub low: f64,
    pub high: f64,
    pub source: String,
    /// What it was fitted to; `None` where it is predicted.
    pub fitted_to: Option<String>,
    /// Is it judged, or only printed beside what is published?
    pub checked: bool,
    /// Why it is missed, where it is; otherwise what has to be known with it.
    pub because: String,
}

/// How the two sides are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Relative change from the first side to the second.
    Change,
    /// The same, where none is expected: hit where its interval spans 0 and is no wider than from `low` to `high`.
    NoChange,
    /// The second over the first.
    Ratio,
    /// The second less the first.
    Difference,
    /// The first side by itself.
    Before,
    /// The second side by itself.
    After,
    /// What the figure gains for each unit that `over` loses.
    Exchange,
    /// The value of `over` at which the scanned figure is as on the first side: hit where its interval meets the range.
    BreakEven,
}

impl How {
    const ALL: [(&'static str, How); 8] = [
        ("change", How::Change),
        ("no change", How::NoChange),
        ("ratio", How::Ratio),
        ("difference", How::Difference),
        ("before", How::Before),
        ("after", How::After),
        ("exchange", How::Exchange),
        ("break-even", How::BreakEven),
    ];

    pub fn id(self) -> &'static str {
        How::ALL.iter().find(|(_, how)| *how == self).map_or("", |(id, _)| id)
    }
}

const PREDICTIONS: &str = include_str!("../../scenarios/predictions/predictions.toml");

/// What a prediction looks like.
const EXAMPLE: &str =
    "write it as `{ figure = \"dna_rate\", how = \"ratio\", low = 0.45, high = 0.65, source = \"MARGHAM20\" }`";

/// The predictions that come with the program.
pub fn predictions() -> Result<Vec<PredictedChange>, Refusal> {
    read_predictions(PREDICTIONS).map_err(Refusal::new)
}

fn read_predictions(text: &str) -> Result<Vec<PredictedChange>, Vec<Problem>> {
    let source = Source::new("predictions", text);
    data::read(&source, |data, table| {
        let mut all = Vec::new();
        for (id, _) in in_order(table) {
            let Some(inner) = data.table(table, id) else { continue };
            all.extend(comparison(data, id, inner));
        }
        all
    })
}

fn comparison(data: &mut Data<'_>, id: &str, table: &DeTable<'_>) -> Option<PredictedChange> {
    let known =
        ["says", "practice", "given", "with", "actions", "scan", "values", "settles", "replications", "figures"];
    data.only(table, &known);
    let texts = |data: &mut Data<'_>, key: &str| table.get(key).map(|value| data.texts(value, key)).unwrap_or_default();
    let number = |data: &mut Data<'_>, key: &str| table.get(key).and_then(|value| Some(data.number(value, key)?.value));
    let text = |data: &mut Data<'_>, key: &str| table.get(key).and_then(|value| data.text(value, key));
    let (given, with, actions) = (texts(data, "given"), texts(data, "with"), texts(data, "actions"));
    let (given, with) = (changes(data, &given), changes(data, &with));
    let values = match table.get("values").map(Spanned::get_ref) {
        Some(DeValue::Array(values)) => values.iter().filter_map(|value| data.number(value, "values")).collect(),
        _ => Vec::new(),
    };
    let values: Vec<f64> = values.iter().map(|written| written.value).collect();
    let scan = text(data, "scan").map(|path| (path, values));
    let (settles, replications) = (number(data, "settles"), number(data, "replications"));
    let (says, practice) = (text(data, "says"), text(data, "practice"));
    let mut figures = Vec::new();
    for (says, value) in data.table(table, "figures").map(in_order).unwrap_or_default() {
        figures.extend(prediction(data, says, value));
    }
    let (Some(says), Some(practice), false) = (says, practice, figures.is_empty()) else {
        data.problems.push(Problem::new(format!("`{}` says no practice or no figures", wording::shown(id))));
        return None;
    };
    Some(PredictedChange {
        id: id.into(),
        says,
        practice,
        given,
        with,
        actions,
        scan,
        settles: settles.unwrap_or(26.0) as u32,
        replications: replications.unwrap_or(20.0) as u32,
        figures,
    })
}

fn changes(data: &mut Data<'_>, texts: &[String]) -> Vec<Change> {
    let mut changes = Vec::new();
    for text in texts {
        match Change::parse(text) {
            Ok(change) => changes.push(change),
            Err(problem) => data.problems.push(problem),
        }
    }
    changes
}

fn prediction(data: &mut Data<'_>, says: &str, value: &Spanned<DeValue<'_>>) -> Option<Prediction> {
    let place = data.place(value);
    let DeValue::Table(table) = value.get_ref() else {
        data.refuse(Problem::new(format!("`{}` is no prediction", wording::shown(says))).help(EXAMPLE), &place);
        return None;
    };
    data.only(table, &["figure", "over", "how", "low", "high", "source", "fitted_to", "printed_only", "because"]);
    let text = |data: &mut Data<'_>, key: &str| table.get(key).and_then(|value| data.text(value, key));
    let (figure, over, source) = (text(data, "figure"), text(data, "over"), text(data, "source"));
    let (fitted_to, because) = (text(data, "fitted_to"), text(data, "because"));
    let number = |data: &mut Data<'_>, key: &str| table.get(key).and_then(|value| Some(data.number(value, key)?.value));
    let (low, high) = (number(data, "low"), number(data, "high"));
    let how = text(data, "how").and_then(|how| How::ALL.iter().find(|(id, _)| *id == how).map(|&(_, how)| how));
    let checked = !matches!(table.get("printed_only").map(Spanned::get_ref), Some(DeValue::Boolean(true)));
    let (Some(figure), Some(source), Some(low), Some(high), Some(how)) = (figure, source, low, high, how) else {
        let problem = Problem::new("a prediction has a figure, how it is compared, low, high and a source");
        data.refuse(problem.help(EXAMPLE), &place);
        return None;
    };
    if low > high {
        let message = format!("`low` is {}, above `high`, which is {}", wording::number(low), wording::number(high));
        data.refuse(Problem::new(message), &place);
        return None;
    }
    if matches!(how, How::Exchange | How::BreakEven) && over.is_none() {
        data.refuse(Problem::new("this needs a second figure, `over`").help(EXAMPLE), &place);
        return None;
    }
    let because = because.unwrap_or_default();
    Some(Prediction { says: says.into(), figure, over, how, low, high, source, fitted_to, checked, because })
}

#[cfg(test)]
mod tests {
    use super::super::{Plan, load};
    use super::*;
    use crate::scenario::Evidence;

    #[test]
    fn every_prediction_is_of_a_practice_that_loads_with_and_without_what_is_changed() {
        let all = predictions().unwrap_or_else(|refusal| panic!("{refusal}"));
        for change in &all {
            let base = load(&change.practice, change.given.clone());
            let base = base.unwrap_or_else(|refusal| panic!("{}: {refusal}", change.id));
            let plan = Plan::read(&change.actions, Evidence::Evaluated);
            let plan = plan.unwrap_or_else(|refusal| panic!("{}: {refusal}", change.id));
            let changed = change.with.iter().cloned().chain(plan.settled(&base.settings)).collect();
            base.what_if("changed", changed).unwrap_or_else(|refusal| panic!("{}: {refusal}", change.id));
        }
        let checked: Vec<&Prediction> = all.iter().flat_map(|change| &change.figures).filter(|of| of.checked).collect();
        let predicted = checked.iter().filter(|of| of.fitted_to.is_none()).count();
        assert!(2 * predicted >= checked.len(), "{predicted} of {} are predicted", checked.len());
    }

    #[test]
    fn a_prediction_that_is_none_is_refused_with_its_place() {
        let said = |text: &str| Refusal::new(read_predictions(text).expect_err(text)).to_string();
        let whole = |figure: &str| format!("[a]\nsays = \"s\"\npractice = \"p\"\n[a.figures]\nx = {figure}");
        let good = "{ figure = \"dna_rate\", how = \"no change\", low = -1, high = 1, source = \"s\" }";
        assert_eq!(read_predictions(&whole(good)).unwrap()[0].figures[0].how, How::NoChange);
        for (text, expected) in [
            ("a = 5".to_string(), "`a` is a table"),
            (whole("5"), "`x` is no prediction"),
            (whole(&good.replace("no change", "somehow")), "a prediction has a figure"),
            (whole(&good.replace("high = 1", "high = -2")), "`low` is -1, above `high`, which is -2"),
            (whole(&good.replace("no change", "exchange")), "a second figure"),
            ("[a]\nsays = \"s\"".into(), "says no practice or no figures"),
        ] {
            let told = said(&text);
            assert!(told.contains(expected), "{told}");
        }
    }
}
