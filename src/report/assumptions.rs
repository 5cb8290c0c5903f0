//! What is taken to be so: inputs that are inferred, contradictory or without a source, and the evidence of actions, as
//! lines that somebody who knows the practice should look at.

use super::actions::effect_said;
use super::document::{Assumption, Input};
use super::inputs::{Behind, NO_SOURCE};
use super::words::capital;
use crate::experiment::View;
use crate::scenario::action::{Action, Effect};
use crate::scenario::plan::{TERMS, Term};
use crate::scenario::{Evidence, grades, meaning};

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

/// The table that a setting stands in; of a table by names, such as roles, the entry.
fn above(path: &str) -> &str {
    let mut tables = path.match_indices('.').map(|(at, _)| &path[..at]);
    let Some(table) = tables.next() else { return path };
    // Entries of a table by names mean what it means; absences, a few dates each, are told together.
    let entry = tables.next().filter(|entry| table != "absences" && meaning(entry) == meaning(table));
    entry.unwrap_or(table)
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
    let said = grades(&effect.because).join(", ");
    Assumption {
        part: format!("Action {}: {}", action.id, action.name),
        what: effect_said(effect, evidence),
        grade: format!("evidence {}{}{said}", action.grade, if said.is_empty() { "" } else { "; " }),
        source: effect.because.clone(),
        owner: String::new(),
    }
}

/// How change goes in practices, in the first year.
fn of_terms(behind: &Behind<'_>) -> Vec<Assumption> {
    let Some((_, plan)) = behind.actions().into_iter().next() else { return Vec::new() };
    let line = |term: &Term| Assumption {
        part: "How change goes in practices".into(),
        what: format!("{}: {}", term.what, (term.amount)(&plan.terms)),
        grade: term.grade.into(),
        source: term.source.into(),
        owner: String::new(),
    };
    TERMS.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::super::inputs::inputs;
    use super::*;
    use crate::scenario::{Plan, Scenario, paths};

    #[test]
    fn what_is_inferred_or_has_no_source_is_an_assumption_for_somebody_to_own() {
        let mine = "extends = \"average-2018\"\n[phone]\nredial = 0.6\n";
        let base = Scenario::from_text("mine.toml", mine, Vec::new()).unwrap();
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

    #[test]
    fn a_setting_of_somebody_or_something_named_stands_in_a_table_of_its_own() {
        for (path, table) in [
            ("title", "title"),
            ("phone.patience.mean", "phone"),
            ("patients.ages.under_5", "patients"),
            ("roles.gp.sessions.mon", "roles.gp"),
            ("people.anna.sessions.mon", "people.anna"),
            ("absences.anna_away.from", "absences"),
        ] {
            assert_eq!(above(path), table);
        }
        let by_name = ["roles", "problems", "tasks", "support", "destinations", "triage", "people"];
        let all = paths(&crate::scenario::settings::Settings::default());
        for path in all.iter().map(|info| info.path.as_str()) {
            let is_named = by_name.iter().any(|name| path.split('.').next() == Some(name));
            assert_eq!(above(path).matches('.').count(), usize::from(is_named), "{path}");
        }
    }
}
