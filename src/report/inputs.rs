//! Every input with its source, and what is taken to be so: the table of all settings on both sides, what the scenario's
//! file says of each, and the lines that somebody who knows the practice should look at.

use super::document::{Assumption, Changed, Input};
use super::words::capital;
use crate::experiment::View;
use crate::scenario::action::{Action, Effect};
use crate::scenario::{
    Change, Comment, Comments, Evidence, Kind, Op, Origin, PathInfo, Plan, Scenario, Stands, Value, evidence_of,
    grades, meaning, paths,
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

const NO_SOURCE: &str = "no source is given";

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

/// What is taken to be so: inputs of the practice that are inferred, contradictory or without a source, by table; and
/// the evidence of the actions.
pub fn assumptions(behind: &Behind<'_>, inputs: &[Input]) -> Vec<Assumption> {
    let mut groups: Vec<Vec<&Input>> = Vec::new();
    for input in inputs {
        match groups.iter_mut().rev().take(IN_A_TABLE).find(|group| said_together(group[0], input)) {
            Some(group) => group.push(input),
            None => groups.push(vec![input]),
        }
    }
    let mut all: Vec<Assumption> = groups.iter().filter_map(|group| doubtful(group)).collect();
    for (action, plan) in behind.actions() {
        all.extend(action.effects.iter().map(|effect| of_effect(action, effect, plan.evidence)));
    }
    if behind.view == Some(View::Year) && !behind.actions().is_empty() {
        all.extend(of_terms(behind));
    }
    all
}

/// Groups of inputs that a table has at most: further back nothing is of the same table.
const IN_A_TABLE: usize = 80;

/// Are two inputs explained by the same words about the same table?
fn said_together(one: &Input, other: &Input) -> bool {
    one.source == other.source && one.file == other.file && above(&one.path) == above(&other.path)
}

/// The table that a setting stands in, of a table of settings the outer one.
fn above(path: &str) -> &str {
    let mut dots = path.match_indices('.').map(|(at, _)| at);
    let deep = ["roles.", "problems.", "tasks.", "support.", "destinations.", "triage.", "people."];
    let skip = usize::from(deep.iter().any(|start| path.starts_with(start)));
    dots.nth(skip).map_or(path, |at| &path[..at])
}

fn doubtful(inputs: &[&Input]) -> Option<Assumption> {
    let first = inputs.first()?;
    // What a run is called, and how long and how often it is run, is no claim about a practice.
    if first.path == "title" || first.path.starts_with("run.") {
        return None;
    }
    let grade = match first.grade.as_str() {
        "" if first.file.is_empty() => return None,
        "" if first.source.starts_with(NO_SOURCE) => "no source",
        "" => "not graded number by number",
        grade if grade.contains("inferred") || grade.contains("contradictory") => grade,
        _ => return None,
    };
    Some(Assumption {
        part: part(above(&first.path)),
        what: what(inputs),
        grade: grade.into(),
        source: first.source.clone(),
        owner: String::new(),
    })
}

/// The table that an input is in, in words: `Phone: the telephone and the people who answer it.`
fn part(table: &str) -> String {
    let top = table.split('.').next().unwrap_or(table);
    let name = table.replace('.', ", ").replace('_', " ");
    meaning(top).map_or(capital(&name), |meaning| format!("{}: {meaning}", capital(&name)))
}

/// Inputs told apart in one line are at most so many.
const TOLD_APART: usize = 4;

fn what(inputs: &[&Input]) -> String {
    let [one] = inputs else {
        let named = |input: &&Input| format!("{} {}", input.path, input.base);
        let some: Vec<String> = inputs.iter().take(TOLD_APART).map(named).collect();
        let more = inputs.len().saturating_sub(TOLD_APART);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let together = together(inputs).and_then(meaning).map_or(String::new(), |meaning| format!("{meaning} "));
        return format!("{together}{}{more}", some.join(", "));
    };
    let unit = if one.unit.is_empty() { String::new() } else { format!(" {}", one.unit) };
    format!("{} {} = {}{unit}", one.meaning, one.path, one.base)
}

/// The innermost table that all of these stand in.
fn together<'a>(inputs: &[&'a Input]) -> Option<&'a str> {
    let first = inputs.first()?.path.as_str();
    let shared =
        |table: &str| inputs.iter().all(|input| input.path.strip_prefix(table).is_some_and(|it| it.starts_with('.')));
    let mut tables = first.rmatch_indices('.').map(|(at, _)| &first[..at]);
    tables.find(|table| shared(table))
}

fn of_effect(action: &Action, effect: &Effect, evidence: Evidence) -> Assumption {
    let amount = match (&effect.value, effect.claimed, evidence) {
        (_, Some(claimed), Evidence::Claimed) => format!("{claimed}, as claimed"),
        (Value::Number(number), ..) => number.to_string(),
        (Value::Range { low, best, high }, ..) => format!("{best} ({low} to {high})"),
        (Value::Text(text), ..) => text.clone(),
    };
    let how = match effect.op {
        Op::Set => "=",
        Op::Scale => "×",
        Op::Add => "+",
        Op::Odds => "odds ×",
    };
    let per = if effect.per_1000 { " for 1,000 patients" } else { "" };
    let said = grades(&effect.because).join(", ");
    Assumption {
        part: format!("Action {}: {}", action.id, action.name),
        what: format!("{} {how} {amount}{per}", effect.path),
        grade: format!("evidence {}{}{said}", action.grade, if said.is_empty() { "" } else { "; " }),
        source: effect.because.clone(),
        owner: String::new(),
    }
}

/// How change goes in practices, in the first year.
fn of_terms(behind: &Behind<'_>) -> Vec<Assumption> {
    let Some((_, plan)) = behind.actions().into_iter().next() else { return Vec::new() };
    let t = &plan.terms;
    let line = |what: String, grade: &str, source: &str| Assumption {
        part: "How change goes in practices".into(),
        what,
        grade: grade.into(),
        source: source.into(),
        owner: String::new(),
    };
    vec![
        line(format!("Share of an action that those who take it up do: {}", t.fidelity), "found", "PMC1934051"),
        line(format!("Projects that a practice can change at once: {}", t.at_once), "inferred", "1 to 4"),
        line(format!("What each project beyond that leaves of the others: {}", t.crowded), "inferred", ""),
        line(
            format!("How much longer everything takes those who change: {} for {} weeks", t.dip, t.dip_weeks),
            "inferred",
            "GPIP23",
        ),
        line(
            format!("Weeks until half of a change is lost where nobody keeps it up: {}", t.half_life),
            "inferred from found",
            "MAHER, STIRMAN",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn what_is_inferred_or_has_no_source_is_an_assumption_for_somebody_to_own() {
        let base = practice(MINE, &[]);
        let plan = Plan::read(&["3.2"], Evidence::Evaluated).unwrap();
        let behind = Behind { plans: vec![&plan], ..Behind::alone(&base) };
        let all = assumptions(&behind, &inputs(&behind));
        let of = |what: &str| all.iter().find(|line| line.what.contains(what)).map(|line| line.grade.as_str());
        assert_eq!(of("phone.redial "), Some("no source"));
        assert_eq!(of("phone.patience."), Some("inferred from found"));
        assert_eq!(of("patients.list_size"), None, "it was found");
        assert_eq!(of("attendance.prompts.reminder.odds"), Some("evidence B; found"));
        assert!(all.len() < 300, "{} lines are too many to read", all.len());
        assert!(all.iter().all(|line| line.owner.is_empty() && !line.part.is_empty()));
    }
}
