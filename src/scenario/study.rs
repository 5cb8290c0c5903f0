//! Studies: a practice, the scenarios that it is compared with, and further steps, as data, so that whoever has the file
//! can repeat it all.

use super::action::Evidence;
use super::change::Change;
use super::data::{self, Data};
use super::diagnostic::{Place, Problem, Refusal, Source};
use super::library;
use super::plan::Plan;
use super::wording;
use std::path::Path;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A practice, what is compared with it, and what else is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    pub title: String,
    /// A practice that comes with the program, or a file beside the study.
    pub practice: String,
    /// Changes made to the baseline and to every scenario alike.
    pub given: Vec<Change>,
    /// The view, replications and evidence are those of the comparison; a step says its own.
    pub view: Option<View>,
    pub replications: Option<u32>,
    pub seed: Option<u64>,
    /// In the order of the file.
    pub scenarios: Vec<Compared>,
    /// Commands on the same practice, in the order of the file.
    pub steps: Vec<Step>,
}

/// A command on the practice of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub name: String,
    /// The question that it answers.
    pub says: String,
    /// `combine`, `size`, … and what is typed after the practice.
    pub command: String,
    pub arguments: Vec<String>,
    pub place: Place,
}

/// The folder of what a study compares, which no step can have.
pub const COMPARISON: &str = "comparison";
/// Commands that a step can be.
pub const STEPS: [&str; 7] = ["run", "compare", "combine", "size", "sensitivity", "breakeven", "programme"];

/// One scenario of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    pub name: String,
    pub plan: Plan,
    pub changes: Vec<Change>,
}

/// The time that is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Everything in full, once it has settled.
    #[default]
    Settled,
    /// The first twelve months from the decision, with all that it costs and how it takes hold.
    Year,
}

impl View {
    /// As it is written.
    pub fn id(self) -> &'static str {
        match self {
            View::Settled => "settled",
            View::Year => "year",
        }
    }
}

/// The studies that come with the program.
const STUDIES: &[(&str, &str)] =
    super::library::embedded!["studies": "first-visit", "planner-sizing", "ten-actions", "each-action"];

/// The names of the studies that come with the program.
pub fn studies() -> impl Iterator<Item = &'static str> {
    STUDIES.iter().map(|(name, _)| *name)
}

/// Is `word` a study that comes with the program, or a file of one? A file says so by having scenarios or steps in it.
pub fn is_study(word: &str) -> bool {
    let has_parts = |text: &str| {
        let (table, _) = DeTable::parse_recoverable(text);
        ["scenario", "step"].iter().any(|key| table.get_ref().contains_key(*key))
    };
    studies().any(|name| name == word)
        || word.ends_with(".toml") && std::fs::read_to_string(word).is_ok_and(|text| has_parts(&text))
}

/// The study called `word`: one that comes with the program, or a file.
pub fn study(word: &str) -> Result<Study, Refusal> {
    let (source, folder) = match STUDIES.iter().find(|(name, _)| *name == word) {
        Some((name, text)) => (Source::new(format!("study {name}"), *text), None),
        None => (library::open(Path::new(word), word)?, Path::new(word).parent()),
    };
    read(&source, folder).map_err(Refusal::new)
}

/// The study that `source` describes; its practice may be a file in `folder`.
fn read(source: &Arc<Source>, folder: Option<&Path>) -> Result<Study, Vec<Problem>> {
    let study = data::read(source, |data, table| tell(data, table, folder))?;
    study.ok_or_else(|| vec![Problem::new(format!("`{}` is no study", source.name))])
}

fn tell(data: &mut Data<'_>, table: &DeTable<'_>, folder: Option<&Path>) -> Option<Study> {
    data.only(table, &["title", "practice", "given", "view", "replications", "seed", "evidence", "scenario", "step"]);
    let text = |data: &mut Data<'_>, key: &str| table.get(key).and_then(|value| data.text(value, &format!("`{key}`")));
    let title = text(data, "title").unwrap_or_default();
    let Some(practice) = text(data, "practice") else {
        let problem = Problem::new("the study names no practice");
        data.problems.push(problem.help("write `practice = \"average-2018\"`, or the name of a file beside the study"));
        return None;
    };
    let beside = folder.map(|folder| folder.join(&practice)).filter(|file| file.is_file());
    let practice = beside.map_or(practice, |file| file.display().to_string());
    let view = view(data, table);
    let whole = |data: &mut Data<'_>, key: &str, most: f64| {
        let value = table.get(key)?;
        let (number, place) = (data.number(value, &format!("`{key}`"))?.value, data.place(value));
        if number.fract() != 0.0 || !(1.0..=most).contains(&number) {
            data.refuse(Problem::new(format!("`{key}` is a whole number from 1 to {}", wording::number(most))), &place);
        }
        Some(number)
    };
    let replications = whole(data, "replications", 1e6).map(|number| number as u32);
    let seed = whole(data, "seed", 9e15).map(|number| number as u64);
    let given = changes(data, table, "given");
    let scenarios = parts(data, table, "scenario").into_iter();
    let scenarios: Vec<Compared> =
        scenarios.filter_map(|(name, inner, place)| compared(data, table, &name, inner, &place)).collect();
    let steps: Vec<Step> = parts(data, table, "step")
        .into_iter()
        .filter_map(|(name, inner, place)| step(data, name, inner, place))
        .collect();
    if scenarios.is_empty() && steps.is_empty() && data.problems.is_empty() {
        let problem = Problem::new("the study compares the practice with nothing and asks nothing of it");
        data.problems.push(problem.help("write `[scenario.reminders]` and below it `actions = [\"3.2\"]`"));
    }
    Some(Study { title, practice, given, view, replications, seed, scenarios, steps })
}

/// The tables below `[key]`, in the order of the file, each with its name and place.
fn parts<'t, 'de>(data: &mut Data<'_>, table: &'t DeTable<'de>, key: &str) -> Vec<(String, &'t DeTable<'de>, Place)> {
    let Some(all) = data.table(table, key) else { return Vec::new() };
    let mut names: Vec<_> = all.iter().collect();
    names.sort_by_key(|(key, _)| key.span().start);
    let mut parts = Vec::new();
    for (key, value) in names {
        let (name, place) = (key.get_ref().to_string(), data.place(key));
        match value.get_ref() {
            DeValue::Table(inner) => parts.push((name, inner, place)),
            _ => data.refuse(Problem::new(format!("`{}` is a table", wording::shown(&name))), &place),
        }
    }
    parts
}

fn step(data: &mut Data<'_>, name: String, table: &DeTable<'_>, place: Place) -> Option<Step> {
    data.only(table, &["says", "command", "arguments"]);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name == COMPARISON || !name.chars().all(plain) {
        let problem = Problem::new(format!("`{}` cannot name the folder of a step", wording::shown(&name)));
        data.refuse(problem.help("use letters, digits and hyphens"), &place);
    }
    let text = |data: &mut Data<'_>, key: &str| table.get(key).and_then(|value| data.text(value, &format!("`{key}`")));
    let (says, command) = (text(data, "says").unwrap_or_default(), text(data, "command").unwrap_or_default());
    let arguments = table.get("arguments").map(|value| data.texts(value, "`arguments`")).unwrap_or_default();
    if !STEPS.contains(&command.as_str()) {
        let at = table.get("command").map_or(place.clone(), |value| data.place(value));
        let problem = Problem::new(format!("a step cannot be `{}`", wording::shown(&command)));
        data.refuse(problem.help(format!("`command` is one of {}", wording::ticked(&STEPS))), &at);
        return None;
    }
    Some(Step { name, says, command, arguments, place })
}

fn view(data: &mut Data<'_>, table: &DeTable<'_>) -> Option<View> {
    let value = table.get("view")?;
    let (text, place) = (data.text(value, "`view`")?, data.place(value));
    let view = [View::Settled, View::Year].into_iter().find(|view| view.id() == text);
    if view.is_none() {
        data.refuse(Problem::new("`view` is \"settled\" or \"year\""), &place);
    }
    view
}

fn compared(
    data: &mut Data<'_>,
    whole: &DeTable<'_>,
    name: &str,
    table: &DeTable<'_>,
    place: &Place,
) -> Option<Compared> {
    data.only(table, &["actions", "changes", "evidence"]);
    let evidence = [table, whole].into_iter().find_map(|table| table.get("evidence"));
    let evidence = match evidence.map(|value| (data.text(value, "`evidence`"), data.place(value))) {
        None => Evidence::Evaluated,
        Some((Some(text), _)) if text == "evaluated" => Evidence::Evaluated,
        Some((Some(text), _)) if text == "claimed" => Evidence::Claimed,
        Some((_, at)) => {
            data.refuse(Problem::new("`evidence` is \"evaluated\" or \"claimed\""), &at);
            return None;
        }
    };
    let asked = table.get("actions").map(|value| data.texts(value, "`actions`")).unwrap_or_default();
    let changes = changes(data, table, "changes");
    match Plan::read(&asked, evidence) {
        Ok(plan) => Some(Compared { name: name.into(), plan, changes }),
        Err(refusal) => {
            let at = table.get("actions").map_or(place.clone(), |value| data.place(value));
            refusal.0.into_iter().for_each(|problem| data.refuse(problem, &at));
            None
        }
    }
}

fn changes(data: &mut Data<'_>, table: &DeTable<'_>, key: &str) -> Vec<Change> {
    let Some(value) = table.get(key) else { return Vec::new() };
    let place = data.place(value);
    let mut changes = Vec::new();
    for text in data.texts(value, &format!("`{key}`")) {
        match Change::parse(&text) {
            Ok(change) => changes.push(Change { place: Some(place.clone()), ..change }),
            Err(problem) => data.refuse(problem, &place),
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<Study, String> {
        read(&Source::new("study", text), None).map_err(|problems| Refusal::new(problems).to_string())
    }

    #[test]
    fn a_study_says_practice_view_and_scenarios_in_its_order() {
        let study = told(
            "practice = \"average-2018\"\nview = \"year\"\nreplications = 20\ngiven = [\"book.slots*=1.05\"]\n\
             [scenario.reminders]\nactions = [\"3.2\"]\n[scenario.clerks]\nactions = [\"5.2:50\"]\nchanges = [\"phone.handlers+=1\"]\n",
        )
        .unwrap();
        assert_eq!((study.view, study.replications, study.given.len()), (Some(View::Year), Some(20), 1));
        let names: Vec<&str> = study.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        assert_eq!(names, ["reminders", "clerks"]);
        assert_eq!(study.scenarios[1].plan.projects[0].dose, 0.5);
        assert_eq!(study.scenarios[1].changes.len(), 1);
    }

    #[test]
    fn every_mistake_in_a_study_is_told_with_its_place() {
        let refusal = told("practise = 1\nview = \"month\"\n[scenario.a]\nactions = [\"3.9\"]\n").unwrap_err();
        for said in ["`practise` means nothing", "names no practice"] {
            assert!(refusal.contains(said), "{said} in {refusal}");
        }
        let refusal = told("practice = \"x\"\nview = \"month\"\n[scenario.a]\nactions = [\"3.9\"]\n").unwrap_err();
        for said in ["\"settled\" or \"year\"", "no action `3.9`", "study:4:"] {
            assert!(refusal.contains(said), "{said} in {refusal}");
        }
        assert!(told("practice = \"x\"").unwrap_err().contains("compares the practice with nothing"));
    }

    #[test]
    fn a_step_is_a_command_with_a_name_for_its_folder() {
        let step = |text: &str| told(&format!("practice = \"average-2018\"\n{text}"));
        let study =
            step("[step.sessions]\nsays = \"How many?\"\ncommand = \"size\"\narguments = [\"--role\", \"gp\"]\n");
        let steps = study.unwrap().steps;
        assert_eq!((steps[0].command.as_str(), steps[0].arguments.len()), ("size", 2));
        assert!(step("[step.x]\ncommand = \"serve\"\n").unwrap_err().contains("a step cannot be `serve`"));
        assert!(step("[step.\"a/b\"]\ncommand = \"run\"\n").unwrap_err().contains("cannot name the folder"));
        assert!(step("[step.x]\ncommand = \"run\"\nargument = \"a\"\n").unwrap_err().contains("means nothing"));
    }

    #[test]
    fn every_study_that_comes_with_the_program_can_be_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/studies");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), STUDIES.len());
        for name in studies() {
            let study = study(name).unwrap_or_else(|refusal| panic!("{refusal}"));
            assert!(study.scenarios.len() + study.steps.len() > 0);
        }
    }
}
