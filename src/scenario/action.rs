//! Actions: named bundles of changes with their evidence, their cost in staff time and how they take hold, as data.
//! An action moves mechanisms; what comes of it comes out of the simulation.

use super::change::{Change, Op, Value};
use super::data::{self, Data};
use super::diagnostic::{Place, Problem, Refusal, Source};
use super::names::Role;
use super::settings::Settings;
use super::wording;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One of the actions that a practice can take.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// `3.4`: the fourth part of the third of the ten.
    pub id: String,
    pub name: String,
    /// What it means for somebody who is ill, and for those who work there: a sentence each.
    pub patient: String,
    pub practice: String,
    /// From A, trials that agree, to D, judgement.
    pub grade: char,
    pub sources: Vec<String>,
    pub effects: Vec<Effect>,
    pub hours: Vec<Hours>,
    pub course: Course,
    /// What has to be there before it can move anything.
    pub requires: Vec<Requirement>,
    pub unintended: Vec<String>,
    /// What it does to how other actions take hold.
    pub improves: Option<Improves>,
}

/// One of an action's changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Stars allowed.
    pub path: String,
    pub op: Op,
    /// A number with its range, or a word.
    pub value: Value,
    /// What those who advocate the action say it is, where that differs.
    pub claimed: Option<f64>,
    /// The value is for 1,000 registered patients.
    pub per_1000: bool,
    pub force: Force,
    /// Made only where the practice has nobody of this role yet: colleagues who are there keep their ways.
    pub where_none: Option<Role>,
    /// Made only where the setting is above 0: rooms are added where somebody has counted them.
    pub only_above_0: bool,
    /// Where the value comes from, and how sure it is.
    pub because: String,
    pub(super) place: Place,
}

/// How much of a change there is at a dose and as an action takes hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// As much as the action has taken hold.
    Gradual,
    /// As much as the dose says from the first day: a new colleague is there or not, however well the change goes.
    AtOnce,
    /// All of it wherever there is anything of the action: how long a new colleague's appointments are.
    Whole,
}

/// Staff time that an action costs one role.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hours {
    pub role: Role,
    /// Hours once, while it is set up and people are trained.
    pub setting_up: f64,
    pub training: f64,
    /// Hours a week for as long as it runs.
    pub weekly: f64,
    /// All three are for 1,000 registered patients.
    pub per_1000: bool,
}

/// How an action takes hold, in weeks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// From the decision to the first change.
    pub lag: f64,
    /// From then to nine tenths of the effect.
    pub ramp: f64,
    /// Until half is lost where nobody keeps it up.
    pub half_life: Option<f64>,
}

/// Something that one of these settings must be above 0 for.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    pub any_of: Vec<String>,
    pub says: String,
}

/// How an action makes others take hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Improves {
    /// Odds that a practice takes up an action, and of how faithfully.
    pub adopting_odds: f64,
    pub fidelity_odds: f64,
    /// How much faster than alone, and how much longer it lasts.
    pub speed: f64,
    pub lasting: f64,
    /// Further actions that can be changed at once.
    pub at_once: f64,
    /// Weeks before it helps.
    pub after: f64,
}

/// Which size of an action's effects is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Evidence {
    /// As studies found it.
    #[default]
    Evaluated,
    /// As those say who advocate it.
    Claimed,
}

/// The files of the actions that come with the program.
const ACTIONS: &[(&str, &str)] = super::library::embedded!["actions": "1.1-online-portal",
    "1.2-care-navigation",
    "2.1-phone-first",
    "2.2-e-consultations",
    "2.3-text-messages",
    "2.4-group-consultations",
    "3.1-easy-cancellation",
    "3.2-reminders",
    "3.3-patient-recorded-bookings",
    "3.4-read-back",
    "3.5-report-attendances",
    "3.6-fewer-just-in-case",
    "4.1-minor-illness-nurses",
    "4.2-practice-pharmacists",
    "4.3-direct-access-therapists",
    "4.4-physician-associates",
    "4.5-medical-assistants",
    "4.6-paramedics",
    "5.1-match-capacity",
    "5.2-efficient-processes",
    "5.3-productive-environment",
    "6.1-resilience",
    "6.2-computer-confidence",
    "6.3-typing-and-reading",
    "7.1-federation",
    "7.2-specialists",
    "7.3-community-pharmacy",
    "7.4-community-services",
    "8.1-practice-navigators",
    "8.2-external-service",
    "9.1-prevention",
    "9.2-patient-online",
    "9.3-acute-episodes",
    "9.4-long-term-conditions",
    "10.1-facilitated-change",
    "10.2-capability",
];

/// The ten that the others are parts of, in the words of the programme.
pub const HEADLINES: [&str; 10] = [
    "Active signposting",
    "New consultation types",
    "Fewer missed appointments",
    "A broader team",
    "Productive work flows",
    "Personal productivity",
    "Partnership working",
    "Social prescribing",
    "Supported self-care",
    "Improvement expertise",
];

/// Every action that comes with the program, in order.
pub fn actions() -> Result<Vec<Action>, Refusal> {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for (name, text) in ACTIONS {
        match read(&Source::new(format!("action {name}"), *text)) {
            Ok(action) => all.push(action),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(Refusal::new(problems)) }
}

/// What the action called `id`, one of the ten or a part of one, is called in words.
pub fn name_of(id: &str) -> Option<String> {
    let ten = || id.parse::<usize>().ok().and_then(|number| HEADLINES.get(number.checked_sub(1)?));
    ten().map(|name| (*name).to_string()).or_else(|| {
        let all = actions().ok()?;
        all.into_iter().find(|action| action.id == id).map(|action| action.name)
    })
}

/// No action is called so: what is near.
pub fn unknown(id: &str, all: &[Action]) -> Problem {
    let near = wording::did_you_mean(id, all.iter().map(|action| action.id.as_str()));
    let list = "`headroom actions` lists them; a file of your own ends in .toml";
    let help = near.map_or(list.into(), |near| format!("{near} {list}"));
    Problem::new(format!("there is no action `{}`", wording::shown(id))).help(help)
}

impl Action {
    /// Its number among the ten.
    pub fn headline(&self) -> usize {
        self.id.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// The changes it makes to a practice when `dose` of it was taken up, of which `held` has taken hold; without the
    /// time it costs. None at dose 0.
    pub fn changes(&self, practice: &Settings, evidence: Evidence, dose: f64, held: f64) -> Vec<Change> {
        // Looked up for the few effects that ask.
        let known = std::cell::OnceCell::new();
        let counted = |path: &str| is_above_0(known.get_or_init(|| super::path::paths(practice)), path);
        let made =
            |effect: &&Effect| dose > 0.0 && effect.dosed(dose, held) > 0.0 && effect.is_of_use(practice, counted);
        let all = self.effects.iter().filter(made);
        all.map(|effect| effect.change(practice, evidence, effect.dosed(dose, held))).collect()
    }

    /// The places among its effects of those that it has in this practice and of which only a range is known.
    pub fn doubts(&self, practice: &Settings, evidence: Evidence) -> Vec<usize> {
        let known = std::cell::OnceCell::new();
        let counted = |path: &str| is_above_0(known.get_or_init(|| super::path::paths(practice)), path);
        let in_doubt = |effect: &Effect| match effect.value {
            Value::Range { low, high, .. } => {
                low < high && !(evidence == Evidence::Claimed && effect.claimed.is_some())
            }
            _ => false,
        };
        let all = self.effects.iter().enumerate();
        all.filter(|(_, effect)| in_doubt(effect) && effect.is_of_use(practice, counted)).map(|(at, _)| at).collect()
    }

    /// What it lacks in a practice, as it stands after the changes.
    pub fn lacks<'a>(&'a self, practice: &'a Settings) -> impl Iterator<Item = &'a Requirement> {
        let known = super::path::paths(practice);
        let is_there = move |path: &String| is_above_0(&known, path);
        self.requires.iter().filter(move |requirement| !requirement.any_of.iter().any(&is_there))
    }
}

/// Is any setting that `path` stands for above 0?
fn is_above_0(known: &[super::path::PathInfo], path: &str) -> bool {
    let above = |info: &super::path::PathInfo| info.value.parse().is_ok_and(|value: f64| value > 0.0);
    known.iter().any(|info| super::wildcard::stands_for(path, &info.path) && above(info))
}

impl Effect {
    /// How much of it is made when `dose` of the action was taken up, of which `held` has taken hold.
    pub(super) fn dosed(&self, dose: f64, held: f64) -> f64 {
        match self.force {
            Force::Gradual => dose * held,
            Force::AtOnce => dose,
            Force::Whole => 1.0,
        }
    }

    /// Is it made in this practice at all? `counted` says whether anything at a path is above 0.
    pub(super) fn is_of_use(&self, practice: &Settings, counted: impl Fn(&str) -> bool) -> bool {
        let there = |role: Role| {
            practice.roles[role].people > 0.0 || practice.people.values().any(|person| person.role == role)
        };
        (!self.only_above_0 || counted(&self.path)) && !self.where_none.is_some_and(there)
    }

    pub(super) fn change(&self, practice: &Settings, evidence: Evidence, dose: f64) -> Change {
        let thousands = if self.per_1000 { practice.patients.list_size / 1000.0 } else { 1.0 };
        let value = match (&self.value, self.claimed, evidence) {
            (Value::Number(_) | Value::Range { .. }, Some(claimed), Evidence::Claimed) => {
                Value::Number(claimed * thousands)
            }
            (Value::Number(number), ..) => Value::Number(number * thousands),
            (Value::Range { low, best, high }, ..) => {
                let [low, best, high] = [low, best, high].map(|value| value * thousands);
                Value::Range { low, best, high }
            }
            (Value::Text(text), ..) => Value::Text(text.clone()),
        };
        Change { path: self.path.clone(), op: self.op, value, dose, place: Some(self.place.clone()) }
    }
}

/// The action that a file describes.
pub(super) fn read(source: &std::sync::Arc<Source>) -> Result<Action, Vec<Problem>> {
    data::read(source, action)?.ok_or_else(|| vec![Problem::new(format!("`{}` is no action", source.name))])
}

const KEYS: [&str; 13] = [
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
];

fn action(data: &mut Data<'_>, table: &DeTable<'_>) -> Option<Action> {
    let known: Vec<&str> = KEYS.iter().copied().chain(["improves"]).collect();
    data.only(table, &known);
    let says = |data: &mut Data<'_>, key: &str| {
        let said = table.get(key).and_then(|value| data.text(value, &format!("`{key}`")));
        if said.is_none() && !table.contains_key(key) {
            data.problems.push(Problem::new(format!("`{}` has no `{key}`", data.source.name)));
        }
        said
    };
    let (id, name) = (says(data, "id"), says(data, "name"));
    let (patient, practice, grade) = (says(data, "patient"), says(data, "practice"), says(data, "grade"));
    let weeks = |data: &mut Data<'_>, key: &str| not_negative(data, table, key);
    let course = Course {
        lag: weeks(data, "lag").unwrap_or(0.0),
        ramp: weeks(data, "ramp").unwrap_or(0.0),
        half_life: weeks(data, "half_life").filter(|weeks| *weeks > 0.0),
    };
    let texts = |data: &mut Data<'_>, key: &str| table.get(key).map(|value| data.texts(value, key)).unwrap_or_default();
    let (sources, unintended) = (texts(data, "sources"), texts(data, "unintended"));
    let effects = tables(data, table, "change").into_iter().filter_map(|(table, place)| effect(data, table, &place));
    let effects = effects.collect();
    let requires = tables(data, table, "requires").into_iter();
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

/// A number that cannot be below 0: weeks and hours.
fn not_negative(data: &mut Data<'_>, table: &DeTable<'_>, key: &str) -> Option<f64> {
    let value = table.get(key)?;
    let number = data.number(value, &format!("`{key}`"))?.value;
    if number < 0.0 {
        let place = data.place(value);
        data.refuse(Problem::new(format!("`{key}` cannot be below 0")).help("write 0 or more"), &place);
    }
    Some(number.max(0.0))
}

/// `true`, or `false` where it is left out; anything else is refused.
fn yes(data: &mut Data<'_>, table: &DeTable<'_>, key: &str) -> bool {
    match table.get(key).map(|value| (value.get_ref(), data.place(value))) {
        None => false,
        Some((DeValue::Boolean(yes), _)) => *yes,
        Some((_, place)) => {
            data.refuse(
                Problem::new(format!("`{key}` is true or false")).help("write it without quotation marks"),
                &place,
            );
            false
        }
    }
}

/// The entries of an array of tables.
pub(super) fn tables<'t, 'de>(
    data: &mut Data<'_>,
    table: &'t DeTable<'de>,
    key: &str,
) -> Vec<(&'t DeTable<'de>, Place)> {
    let Some(value) = table.get(key) else { return Vec::new() };
    let entries = match value.get_ref() {
        DeValue::Array(entries) => entries.iter().collect(),
        _ => Vec::new(),
    };
    let entry = |entry: &'t Spanned<DeValue<'de>>| match entry.get_ref() {
        DeValue::Table(inner) => Some((inner, data.place(entry))),
        _ => None,
    };
    let found: Vec<_> = entries.iter().filter_map(|&value| entry(value)).collect();
    if found.is_empty() || found.len() < entries.len() {
        let place = data.place(value);
        let help = format!("begin each with `[[{key}]]` on a line of its own");
        data.refuse(Problem::new(format!("`{key}` is a list of tables")).help(help), &place);
    }
    found
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
    let mut is = |key: &str| yes(data, table, key);
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
    let role = super::budget::role_called(name);
    role.map_err(|refusal| refusal.0.into_iter().for_each(|problem| data.refuse(problem, place))).ok()
}

fn hours(data: &mut Data<'_>, table: &DeTable<'_>) -> Vec<Hours> {
    let mut all = Vec::new();
    for (key, value) in table {
        let place = data.place(key);
        let Some(role) = role(data, key.get_ref(), &place) else { continue };
        let Some(inner) = data.table(table, key.get_ref()) else { continue };
        data.only(inner, &["setting_up", "training", "weekly", "per_1000"]);
        let mut number = |key: &str| not_negative(data, inner, key).unwrap_or(0.0);
        let (setting_up, training, weekly) = (number("setting_up"), number("training"), number("weekly"));
        let per_1000 = yes(data, inner, "per_1000");
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
