//! Actions: named bundles of changes with their evidence, their cost in staff time and how they take hold, as data.
//! An action moves mechanisms; what comes of it comes out of the simulation.

mod read;

pub(super) use read::read;

use super::change::{Change, Op, Value};
use super::diagnostic::{Place, Problem, Refusal, Source};
use super::names::Role;
use super::path::{PathInfo, paths};
use super::settings::Settings;
use super::{library, wildcard, wording};
use std::cell::OnceCell;

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
const ACTIONS: &[(&str, &str)] = library::embedded!["actions": "1.1-online-portal",
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
        let known = OnceCell::new();
        let counted = |path: &str| is_above_0(known.get_or_init(|| paths(practice)), path);
        let made =
            |effect: &&Effect| dose > 0.0 && effect.dosed(dose, held) > 0.0 && effect.is_of_use(practice, counted);
        let all = self.effects.iter().filter(made);
        all.map(|effect| effect.change(practice, evidence, effect.dosed(dose, held))).collect()
    }

    /// The places among its effects of those that it has in this practice and of which only a range is known.
    pub fn doubts(&self, practice: &Settings, evidence: Evidence) -> Vec<usize> {
        let known = OnceCell::new();
        let counted = |path: &str| is_above_0(known.get_or_init(|| paths(practice)), path);
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
        let known = paths(practice);
        let is_there = move |path: &String| is_above_0(&known, path);
        self.requires.iter().filter(move |requirement| !requirement.any_of.iter().any(&is_there))
    }
}

/// Is any setting that `path` stands for above 0?
fn is_above_0(known: &[PathInfo], path: &str) -> bool {
    let above = |info: &PathInfo| info.value.parse().is_ok_and(|value: f64| value > 0.0);
    known.iter().any(|info| wildcard::stands_for(path, &info.path) && above(info))
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
