//! Every input with its source: the table of all settings on both sides, and what the scenario's file says of each.

use super::document::{Changed, Input};
use crate::experiment::View;
use crate::scenario::action::Action;
use crate::scenario::{
    Change, Comment, Comments, Kind, Origin, PathInfo, Plan, Scenario, Stands, evidence_of, grades, meaning, paths,
};
use std::collections::BTreeMap;

/// What a report's figures were made of.
pub struct Behind<'a> {
    /// The practice as it is.
    pub baseline: &'a Scenario,
    /// What it is held against, by name, each with everything in full.
    pub scenarios: Vec<(&'a str, &'a Scenario)>,
    /// The actions that any of them takes up.
    pub plans: Vec<&'a Plan>,
    /// Which stretch of time is looked at, where two sides are.
    pub view: Option<View>,
    /// How often each side is run, in a sentence, where that is not a fixed number.
    pub how_often: Option<String>,
}

impl<'a> Behind<'a> {
    /// A practice by itself.
    pub fn alone(baseline: &'a Scenario) -> Behind<'a> {
        Behind { baseline, scenarios: Vec::new(), plans: Vec::new(), view: None, how_often: None }
    }

    /// The actions that are taken up, each once, with the plan that does so.
    pub(super) fn actions(&self) -> Vec<(&'a Action, &'a Plan)> {
        let mut all: Vec<(&Action, &Plan)> = Vec::new();
        for plan in self.plans.iter().copied().filter(|plan| !plan.is_empty()) {
            let own = plan.projects.iter().filter(|project| project.dose > 0.0).flat_map(|project| &project.actions);
            for action in own {
                let known = |(other, of): &(&Action, &Plan)| *other == action && of.evidence == plan.evidence;
                if !all.iter().any(known) {
                    all.push((action, plan));
                }
            }
        }
        all
    }
}

/// Every input: of the practice, then those that only a scenario has.
pub fn inputs(behind: &Behind<'_>) -> Vec<Input> {
    let comments = Comments::of(&behind.baseline.texts);
    let actions: Vec<Action> = behind.actions().into_iter().map(|(action, _)| action.clone()).collect();
    let before = paths(&behind.baseline.settings);
    let sides: Vec<BTreeMap<String, PathInfo>> = behind.scenarios.iter().map(|(_, side)| by_path(side)).collect();
    let known: BTreeMap<&str, ()> = before.iter().map(|info| (info.path.as_str(), ())).collect();
    let mut only: Vec<&PathInfo> = Vec::new();
    for info in sides.iter().flat_map(BTreeMap::values) {
        if !known.contains_key(info.path.as_str()) && only.iter().all(|other| other.path != info.path) {
            only.push(info);
        }
    }
    let given = behind.baseline.changes.len();
    // How often and how long is the same for all, whatever each says by itself.
    let is_shared = |info: &PathInfo| info.path.starts_with("run.");
    let differs = |info: &PathInfo, is_there: bool| {
        let sides = sides.iter().zip(&behind.scenarios).map(|(side, (_, scenario))| {
            let after = side.get(&info.path)?;
            let further = scenario.changes.get(given..).unwrap_or(&scenario.changes);
            (!is_there || after.value != info.value && !is_shared(info))
                .then(|| Changed { value: plain(&after.value), by: changed_by(&after.path, further, &actions) })
        });
        sides.collect::<Vec<_>>()
    };
    let of_base = before.iter().map(|info| {
        let said = told(info, behind.baseline, &comments, &actions);
        Input { base: plain(&info.value), scenarios: differs(info, true), ..input(info, said) }
    });
    let of_others = only.into_iter().map(|info| {
        let said = Told { source: "not in the practice as it is".into(), ..Told::default() };
        Input { scenarios: differs(info, false), ..input(info, said) }
    });
    of_base.chain(of_others).collect()
}

fn by_path(scenario: &Scenario) -> BTreeMap<String, PathInfo> {
    paths(&scenario.settings).into_iter().map(|info| (info.path.clone(), info)).collect()
}

fn input(info: &PathInfo, said: Told) -> Input {
    Input {
        path: info.path.clone(),
        meaning: info.doc.replace('`', ""),
        base: String::new(),
        scenarios: Vec::new(),
        unit: info.unit.into(),
        is_number: info.kind == Kind::Number,
        source: said.source,
        file: said.file,
        grade: said.grade,
    }
}

/// A value without the quotation marks of a file.
fn plain(value: &str) -> String {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(value).replace("\\\"", "\"").replace("\\\\", "\\")
}

/// What is said of an input.
#[derive(Default)]
struct Told {
    source: String,
    file: String,
    grade: String,
}

fn told(info: &PathInfo, scenario: &Scenario, comments: &Comments, actions: &[Action]) -> Told {
    if scenario.changes.iter().any(|change| change.path == info.path && change.dose > 0.0) {
        let source = changed_by(&info.path, &scenario.changes, actions);
        return Told { grade: grades(&source).join(", "), source, file: String::new() };
    }
    let Some(Origin { file, comment, beneath }) = comments.origin(&info.path) else {
        return Told { source: "default: no file says it".into(), ..Told::default() };
    };
    let file = file.to_string();
    let comment = comment.filter(|comment| !is_meaning(&comment.text, info));
    match (comment, beneath) {
        (Some(comment), _) => Told { source: of_comment(comment), file, grade: graded(comment) },
        (None, Some((other, comment))) => {
            let source = format!("{NO_SOURCE}; {other} says of its own value: {}", comment.text);
            Told { source, file, grade: String::new() }
        }
        (None, None) => Told { source: NO_SOURCE.into(), file, grade: String::new() },
    }
}

/// Units of a duration or delay, which stand beside its shape and spread too.
const OF_A_MEAN: [&str; 2] = ["minutes", "days"];

/// Does a comment say no more than what the setting means, as in the record of a run?
fn is_meaning(comment: &str, info: &PathInfo) -> bool {
    let after_unit = comment.split_once(": ").map_or(comment, |(_, rest)| rest);
    let tables = info.path.match_indices('.').map(|(at, _)| &info.path[..at]);
    let mut meant = tables.chain([info.path.as_str()]).filter_map(meaning).chain([info.unit]).chain(OF_A_MEAN);
    meant.any(|meant| meant == comment || meant == after_unit)
}

/// What stands for the source of a value that its file says nothing of.
pub(super) const NO_SOURCE: &str = "no source is given";

fn of_comment(comment: &Comment) -> String {
    match comment.stands {
        Stands::Beside | Stands::Above => comment.text.clone(),
        Stands::AboveTable => format!("of the whole table: {}", comment.text),
    }
}

/// What is said of a table grades no single number in it.
fn graded(comment: &Comment) -> String {
    if comment.stands == Stands::AboveTable { String::new() } else { grades(&comment.text).join(", ") }
}

/// What changed the setting at `path`: every change of it, in their order.
fn changed_by(path: &str, changes: &[Change], actions: &[Action]) -> String {
    let made = changes.iter().filter(|change| change.path == path && change.dose > 0.0);
    let said = made.map(|change| {
        if let Some((action, effect)) = evidence_of(change, actions) {
            let part = if change.dose == 1.0 { String::new() } else { format!(" at {}%", 100.0 * change.dose) };
            return format!("action {}{part}, evidence {}: {}", action.id, action.grade, effect.because);
        }
        match &change.place {
            Some(place) if place.source.name == "--set" => format!("set on the command line: {change}"),
            Some(place) if place.source.name.starts_with("action ") => format!("{}: {change}", place.source.name),
            Some(place) => format!("set in {}: {change}", place.source.file_name()),
            None if path == "run.replications" => "set on the command line".into(),
            None if path.ends_with(".training_hours") => "the hours that the actions cost, in the week in full".into(),
            None if path.ends_with(".pace") => "everything takes longer while people learn".into(),
            None => format!("worked out: {change}"),
        }
    });
    let mut said: Vec<String> = said.collect();
    // Several actions may say the same.
    said.dedup();
    if said.is_empty() { "follows from the other changes".into() } else { said.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Evidence;

    fn practice(text: &str, changes: &[&str]) -> Scenario {
        let changes = changes.iter().map(|text| Change::parse(text).unwrap()).collect();
        Scenario::from_text("mine.toml", text, changes).unwrap()
    }

    const MINE: &str = "extends = \"average-2018\"\n[phone]\nlines = 9 # counted in May\nredial = 0.6\n";

    fn found<'a>(all: &'a [Input], path: &str) -> &'a Input {
        all.iter().find(|input| input.path == path).unwrap()
    }

    #[test]
    fn each_input_stands_beside_what_its_own_file_says_of_it() {
        let all = inputs(&Behind::alone(&practice(MINE, &["phone.handlers=2"])));
        assert_eq!(all.len(), paths(&practice(MINE, &[]).settings).len());
        let told = |path: &str| {
            let Input { base, source, file, grade, .. } = found(&all, path);
            [base, source, file, grade].map(String::as_str)
        };
        assert_eq!(told("phone.lines"), ["9", "counted in May", "mine.toml", ""]);
        let redial =
            "no source is given; practice average-2018 says of its own value: share of failed callers; inferred";
        assert_eq!(told("phone.redial"), ["0.6", redial, "mine.toml", ""]);
        assert_eq!(told("phone.handlers"), ["2", "set on the command line: phone.handlers=2", "", ""]);
        assert_eq!(told("phone.opens"), ["08:00", "core hours; known", "practice average-2018", "known"]);
        assert_eq!(told("phone.priority"), ["0", "default: no file says it", "", ""]);
        let nurse = "of the whole table: Minor ailments, a fifth of needs; PQ16, found.";
        assert_eq!(told("problems.minor_illness.urgent"), ["0.5", nurse, "practice average-2018", ""]);
    }

    #[test]
    fn the_record_of_a_run_names_no_source_that_it_does_not_have() {
        let record = crate::scenario::to_toml(&practice(MINE, &[]).settings);
        let all = inputs(&Behind::alone(&practice(&record, &[])));
        let named = all.iter().find(|input| input.source != NO_SOURCE || !input.grade.is_empty());
        assert_eq!(named.map(|input| (&input.path, &input.source)), None);
    }

    #[test]
    fn an_action_says_for_itself_what_it_changed() {
        let base = practice(MINE, &[]);
        let plan = Plan::read(&["3.2"], Evidence::Evaluated).unwrap();
        let full = base.what_if("3.2", plan.settled(&base.settings)).unwrap();
        let behind = Behind { scenarios: vec![("3.2", &full)], plans: vec![&plan], ..Behind::alone(&base) };
        let all = inputs(&behind);
        let odds = found(&all, "attendance.prompts.reminder.odds");
        let changed = odds.scenarios[0].as_ref().unwrap();
        assert_eq!((odds.base.as_str(), changed.value.as_str()), ("1", "0.7"));
        assert!(changed.by.starts_with("action 3.2, evidence B: FAIRHURST08"), "{}", changed.by);
        let hours = found(&all, "roles.receptionist.training_hours").scenarios[0].as_ref().unwrap();
        assert!(hours.by.starts_with("the hours that the actions cost"), "{}", hours.by);
        let differ = all.iter().filter(|input| input.scenarios.iter().any(Option::is_some)).count();
        assert!((3..10).contains(&differ), "{differ} inputs differ");
    }
}
