//! The file of an action, read: every part of it with its place, and every problem in it.

use super::{Action, Course, Effect, Force, Hours, Improves, Requirement};
use crate::scenario::budget::role_called;
use crate::scenario::change::{Op, Value};
use crate::scenario::data::{self, Data};
use crate::scenario::diagnostic::{Place, Problem, Source};
use crate::scenario::names::Role;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The action that a file describes.
pub(in crate::scenario) fn read(source: &Arc<Source>) -> Result<Action, Vec<Problem>> {
    data::read(source, action)?.ok_or_else(|| vec![Problem::new(format!("`{}` is no action", source.name))])
}

const KEYS: [&str; 14] = [
    "id",
    "name",
    "patient",
    "practice",
    "grade",
    "sources",
    "lag",
    "ramp",
    "half_life",
    "unintended",
    "change",
    "hours",
    "requires",
    "improves",
];

fn action(data: &mut Data<'_>, table: &DeTable<'_>) -> Option<Action> {
    data.only(table, &KEYS);
    let says = |data: &mut Data<'_>, key: &str| {
        let said = table.get(key).and_then(|value| data.text(value, &format!("`{key}`")));
        if said.is_none() && !table.contains_key(key) {
            data.problems.push(Problem::new(format!("`{}` has no `{key}`", data.source.name)));
        }
        said
    };
    let (id, name) = (says(data, "id"), says(data, "name"));
    let (patient, practice, grade) = (says(data, "patient"), says(data, "practice"), says(data, "grade"));
    let weeks = |data: &mut Data<'_>, key: &str| data.not_negative(table, key);
    let course = Course {
        lag: weeks(data, "lag").unwrap_or(0.0),
        ramp: weeks(data, "ramp").unwrap_or(0.0),
        half_life: weeks(data, "half_life").filter(|weeks| *weeks > 0.0),
    };
    let texts = |data: &mut Data<'_>, key: &str| table.get(key).map(|value| data.texts(value, key)).unwrap_or_default();
    let (sources, unintended) = (texts(data, "sources"), texts(data, "unintended"));
    let effects = data.tables(table, "change").into_iter().filter_map(|(table, place)| effect(data, table, &place));
    let effects = effects.collect();
    let requires = data.tables(table, "requires").into_iter();
    let requires = requires.filter_map(|(table, place)| requirement(data, table, &place)).collect();
    let hours = data.table(table, "hours").map(|table| hours(data, table)).unwrap_or_default();
    let improves = data.table(table, "improves").map(|table| improves(data, table));
    let grade = grade.filter(|grade| grade.len() == 1).and_then(|grade| grade.chars().next());
    let grade = grade.filter(|grade| ('A'..='D').contains(grade));
    if grade.is_none() {
        data.problems.push(Problem::new(format!("the grade of `{}` is one of A, B, C and D", data.source.name)));
    }
    Some(Action {
        id: id?,
        name: name?,
        patient: patient?,
        practice: practice?,
        grade: grade?,
        sources,
        effects,
        hours,
        course,
        requires,
        unintended,
        improves,
    })
}

fn effect(data: &mut Data<'_>, table: &DeTable<'_>, place: &Place) -> Option<Effect> {
    let ops = [("set", Op::Set), ("scale", Op::Scale), ("add", Op::Add), ("odds", Op::Odds)];
    let known: Vec<&str> =
        ["path", "claimed", "per_1000", "from_the_start", "whole", "where_none", "only_above_0", "because"]
            .into_iter()
            .chain(ops.map(|op| op.0))
            .collect();
    data.only(table, &known);
    let path = table.get("path").and_then(|value| data.text(value, "`path`"));
    if !table.contains_key("path") {
        data.refuse(
            Problem::new("a change has no `path`").help("name what it changes: `path = \"phone.handlers\"`"),
            place,
        );
    }
    let mut said = ops.into_iter().filter_map(|(key, op)| Some((op, table.get(key)?)));
    let (op, written) = match (said.next(), said.next()) {
        (Some(one), None) => one,
        _ => {
            let help = "write one of `set`, `scale`, `add` and `odds`, and what it comes to";
            data.refuse(Problem::new("a change says once what happens to its path").help(help), place);
            return None;
        }
    };
    let at = data.place(written);
    let value = value(data, written)?;
    let claimed = table.get("claimed").and_then(|value| Some(data.number(value, "`claimed`")?.value));
    let mut is = |key: &str| data.yes(table, key);
    let force = match (is("whole"), is("from_the_start")) {
        (true, _) => Force::Whole,
        (_, true) => Force::AtOnce,
        _ => Force::Gradual,
    };
    let (per_1000, only_above_0) = (is("per_1000"), is("only_above_0"));
    let where_none = table.get("where_none").and_then(|value| {
        let (name, place) = (data.text(value, "`where_none`")?, data.place(value));
        role(data, &name, &place)
    });
    let because = table.get("because").and_then(|value| data.text(value, "`because`")).unwrap_or_default();
    Some(Effect { path: path?, op, value, claimed, per_1000, force, where_none, only_above_0, because, place: at })
}

/// A number, a word, or `{ low, best, high }`.
fn value(data: &mut Data<'_>, written: &Spanned<DeValue<'_>>) -> Option<Value> {
    match written.get_ref() {
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Table(table) => {
            data.only(table, &["low", "best", "high"]);
            let place = data.place(written);
            let mut bound = |key: &str| match table.get(key) {
                Some(value) => data.number(value, &format!("`{key}`")).map(|written| written.value),
                None => {
                    data.refuse(Problem::new(format!("the range has no `{key}`")), &place);
                    None
                }
            };
            let (low, best, high) = (bound("low"), bound("best"), bound("high"));
            Some(Value::Range { low: low?, best: best?, high: high? })
        }
        _ => data.number(written, "what it comes to").map(|written| Value::Number(written.value)),
    }
}

fn role(data: &mut Data<'_>, name: &str, place: &Place) -> Option<Role> {
    let role = role_called(name);
    role.map_err(|refusal| refusal.0.into_iter().for_each(|problem| data.refuse(problem, place))).ok()
}

fn hours(data: &mut Data<'_>, table: &DeTable<'_>) -> Vec<Hours> {
    let mut all = Vec::new();
    for (key, value) in table {
        let place = data.place(key);
        let Some(role) = role(data, key.get_ref(), &place) else { continue };
        let Some(inner) = data.table(table, key.get_ref()) else { continue };
        data.only(inner, &["setting_up", "training", "weekly", "per_1000"]);
        let mut number = |key: &str| data.not_negative(inner, key).unwrap_or(0.0);
        let (setting_up, training, weekly) = (number("setting_up"), number("training"), number("weekly"));
        let per_1000 = data.yes(inner, "per_1000");
        let at = value.span().start;
        all.push((at, Hours { role, setting_up, training, weekly, per_1000 }));
    }
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, hours)| hours).collect()
}

fn requirement(data: &mut Data<'_>, table: &DeTable<'_>, place: &Place) -> Option<Requirement> {
    data.only(table, &["any_of", "says"]);
    let any_of = table.get("any_of").map(|value| data.texts(value, "`any_of`")).unwrap_or_default();
    let says = table.get("says").and_then(|value| data.text(value, "`says`"));
    if any_of.is_empty() || says.is_none() {
        let help = "name the settings of which one must be above 0 in `any_of`, and in `says` what they stand for";
        data.refuse(Problem::new("what an action requires is not said").help(help), place);
    }
    Some(Requirement { any_of, says: says? })
}

fn improves(data: &mut Data<'_>, table: &DeTable<'_>) -> Improves {
    data.only(table, &["adopting_odds", "fidelity_odds", "speed", "lasting", "at_once", "after"]);
    let mut number = |key: &str, otherwise: f64| {
        table.get(key).and_then(|value| Some(data.number(value, key)?.value)).unwrap_or(otherwise)
    };
    Improves {
        adopting_odds: number("adopting_odds", 1.0),
        fidelity_odds: number("fidelity_odds", 1.0),
        speed: number("speed", 1.0),
        lasting: number("lasting", 1.0),
        at_once: number("at_once", 0.0),
        after: number("after", 0.0),
    }
}
