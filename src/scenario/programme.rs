//! Programmes: many practices invited to change together, as data: who takes part, what they are offered, and the hours
//! that it takes them. No patients here; `experiment::programme` draws what each practice makes of it.

use super::action::{Action, actions, unknown};
use super::data::{self, Data};
use super::diagnostic::{Place, Problem, Refusal, Source};
use super::names::Role;
use super::{library, wording};
use std::path::Path;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A programme, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Programme {
    pub id: String,
    pub name: String,
    pub says: String,
    pub sources: Vec<String>,
    /// How long practices are helped.
    pub weeks: f64,
    pub offered: Vec<Action>,
    /// What the help from outside does to how everything takes hold; its hours are the programme's own.
    pub help: Option<Action>,
    pub taking_part: TakingPart,
    pub fidelity: Fidelity,
    pub workshops: Sessions,
    /// Hours a week between workshops, of those who attend them together.
    pub between: f64,
    pub quick_start: QuickStart,
    pub peers: Peers,
    pub funding: Vec<Funding>,
}

/// Who takes part, and in how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TakingPart {
    /// Share of those invited.
    pub engages: f64,
    /// Chance that an engaged practice takes up an action that it is offered.
    pub takes_up: f64,
    /// Share of engaged practices that leave before the end.
    pub drops_out: f64,
    /// Actions that a practice that engages takes up.
    pub at_least: f64,
    pub at_most: f64,
    /// Weeks from the invitation to the first change.
    pub planning: f64,
    /// Share of practices with a champion, and what one does to the odds of engaging.
    pub champions: f64,
    pub champion_odds: f64,
    /// Showcase events held, and what each does to the odds of engaging.
    pub showcases: f64,
    pub showcase_odds: f64,
}

/// How faithfully practices do what they take up: a triangle between the ends, with this mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fidelity {
    pub low: f64,
    pub mean: f64,
    pub high: f64,
}

/// Times at which people of the practice are taken out of their work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sessions {
    pub number: f64,
    /// Hours of each.
    pub hours: f64,
    /// Week of the first.
    pub first: f64,
    /// Who comes, and how many.
    pub who: Vec<(Role, f64)>,
}

/// Hands-on help in the practice for some, who begin before the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuickStart {
    /// Share of engaged practices.
    pub share: f64,
    /// How much faster their changes take hold.
    pub speed: f64,
    /// Weeks from the invitation to their first change.
    pub planning: f64,
    pub weeks: f64,
    pub visits: Sessions,
}

/// What those who went first do to the others of their group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peers {
    /// Odds of taking up an action for every tenth of the group that has taken it up.
    pub odds_per_tenth: f64,
}

/// Money for one kind of change.
#[derive(Clone, Debug, PartialEq)]
pub struct Funding {
    pub name: String,
    /// GBP for each practice.
    pub gbp: f64,
    pub actions: Vec<String>,
    /// Odds of taking up those.
    pub odds: f64,
}

/// The programmes that come with the program.
const PROGRAMMES: &[(&str, &str)] =
    super::library::embedded!["programmes": "time-for-care", "quick-start", "facilitated-2023"];

/// Their names.
pub fn programmes() -> impl Iterator<Item = &'static str> + Clone {
    PROGRAMMES.iter().map(|(name, _)| *name)
}

/// The programme called `word`: one that comes with the program, or a file.
pub fn programme(word: &str) -> Result<Programme, Refusal> {
    let source = match PROGRAMMES.iter().find(|(name, _)| *name == word) {
        Some((name, text)) => Source::new(format!("programme {name}"), *text),
        None if !word.ends_with(".toml") => {
            let all: Vec<&str> = programmes().collect();
            let near = wording::did_you_mean(word, programmes()).map_or(String::new(), |near| format!("{near} "));
            let problem = Problem::new(format!("there is no programme called `{}`", wording::shown(word)));
            let help = format!("{near}the programmes are {}; a file of your own ends in .toml", wording::ticked(&all));
            return Err(problem.help(help).into());
        }
        None => library::open(Path::new(word), word)?,
    };
    let stem = Path::new(word).file_stem().map_or_else(|| word.into(), |stem| stem.to_string_lossy().into_owned());
    read(&source, stem).map_err(Refusal::new)
}

fn read(source: &Arc<Source>, id: String) -> Result<Programme, Vec<Problem>> {
    let all = actions().map_err(|refusal| refusal.0)?;
    data::read(source, |data, table| tell(data, table, &all, id))?
        .ok_or_else(|| vec![Problem::new(format!("`{}` is no programme", source.name))])
}

const KEYS: [&str; 13] = [
    "name",
    "says",
    "sources",
    "weeks",
    "offered",
    "help",
    "taking_part",
    "fidelity",
    "workshops",
    "between",
    "quick_start",
    "peers",
    "funding",
];

fn tell(data: &mut Data<'_>, table: &DeTable<'_>, all: &[Action], id: String) -> Option<Programme> {
    data.only(table, &KEYS);
    let text = |data: &mut Data<'_>, key: &str| table.get(key).and_then(|value| data.text(value, &format!("`{key}`")));
    let (name, says) = (text(data, "name").unwrap_or_else(|| id.clone()), text(data, "says").unwrap_or_default());
    let sources = table.get("sources").map(|value| data.texts(value, "`sources`")).unwrap_or_default();
    let place = table.get("offered").map(|value| data.place(value));
    let offered = table.get("offered").map(|value| data.texts(value, "`offered`")).unwrap_or_default();
    if offered.is_empty() {
        let problem = Problem::new("the programme offers no action, so that no practice can change anything");
        let problem = problem.help("name some that `headroom actions` lists: `offered = [\"1.2\", \"5.2\"]`");
        data.problems.push(problem.at(place.as_ref()));
    }
    let mut meant: Vec<Action> = Vec::new();
    for id in &offered {
        match all.iter().find(|action| action.id == *id) {
            Some(action) if meant.contains(action) => {
                data.problems.push(Problem::new(format!("action {id} is offered twice")).at(place.as_ref()));
            }
            Some(action) => meant.push(action.clone()),
            None => data.problems.push(unknown(id, all).at(place.as_ref())),
        }
    }
    let help = text(data, "help").and_then(|id| match all.iter().find(|action| action.id == id) {
        Some(action) if action.improves.is_some() => Some(Action { hours: Vec::new(), ..action.clone() }),
        Some(_) => {
            let message = format!("`help` names action {id}, which does nothing to how others take hold");
            data.problems.push(Problem::new(message).help("name 10.1 or 10.2, or leave it out"));
            None
        }
        None => {
            data.problems.push(unknown(&id, all));
            None
        }
    });
    let mut top = Numbers { data, table: Some(table), within: String::new() };
    let (weeks, between) = (top.number("weeks", 52.0, 1.0, 52.0), top.number("between", 0.0, 0.0, 100.0));
    let part = &mut Numbers::of(data, table, "taking_part", &TAKING_PART);
    let taking_part = TakingPart {
        engages: part.share("engages", 1.0),
        takes_up: part.share("takes_up", 1.0),
        drops_out: part.share("drops_out", 0.0),
        at_least: part.number("at_least", 1.0, 0.0, 40.0),
        at_most: part.number("at_most", 40.0, 1.0, 40.0),
        planning: part.number("planning", 0.0, 0.0, 52.0),
        champions: part.share("champions", 0.0),
        champion_odds: part.odds("champion_odds"),
        showcases: part.number("showcases", 0.0, 0.0, 100.0),
        showcase_odds: part.odds("showcase_odds"),
    };
    let spread = &mut Numbers::of(data, table, "fidelity", &["low", "mean", "high"]);
    let fidelity =
        Fidelity { low: spread.share("low", 0.45), mean: spread.share("mean", 0.45), high: spread.share("high", 0.45) };
    if fidelity.most_often().is_none() {
        let help = "a mean of 0.45 goes with ends of 0.05 and 0.95; it lies in the middle third between them";
        data.problems.push(Problem::new("no triangle has these ends and this mean under `fidelity`").help(help));
    }
    let workshops = sessions(data, table, "workshops", &[]);
    let visits = sessions(data, table, "quick_start", &QUICK_START);
    let quick = &mut Numbers::of(data, table, "quick_start", &[&SESSIONS[..], &QUICK_START].concat());
    let quick_start = QuickStart {
        share: quick.share("share", 0.0),
        speed: quick.number("speed", 1.0, 0.1, 10.0),
        planning: quick.number("planning", taking_part.planning, 0.0, 52.0),
        weeks: quick.number("weeks", 12.0, 1.0, 52.0),
        visits,
    };
    let peers = Peers { odds_per_tenth: Numbers::of(data, table, "peers", &["odds_per_tenth"]).odds("odds_per_tenth") };
    let funding = data.tables(table, "funding").into_iter();
    let funding = funding.filter_map(|(inner, place)| fund(data, inner, &place, all)).collect();
    Some(Programme {
        id,
        name,
        says,
        sources,
        weeks,
        offered: meant,
        help,
        taking_part,
        fidelity,
        workshops,
        between,
        quick_start,
        peers,
        funding,
    })
}

const TAKING_PART: [&str; 10] = [
    "engages",
    "takes_up",
    "drops_out",
    "at_least",
    "at_most",
    "planning",
    "champions",
    "champion_odds",
    "showcases",
    "showcase_odds",
];
const SESSIONS: [&str; 4] = ["number", "hours", "first", "who"];
const QUICK_START: [&str; 4] = ["share", "speed", "planning", "weeks"];

fn sessions(data: &mut Data<'_>, table: &DeTable<'_>, name: &str, besides: &[&str]) -> Sessions {
    let mut numbers = Numbers::of(data, table, name, &[&SESSIONS[..], besides].concat());
    let (number, hours) = (numbers.number("number", 0.0, 0.0, 100.0), numbers.number("hours", 0.0, 0.0, 40.0));
    let first = numbers.number("first", 0.0, 0.0, 52.0);
    let mut who = Vec::new();
    if let Some(all) = numbers.table.and_then(|inner| data.table(inner, "who")) {
        for (key, value) in all {
            let place = data.place(key);
            match super::budget::role_called(key.get_ref()) {
                Ok(role) => who.extend(data.number(value, "how many come").map(|people| (role, people.value))),
                Err(refusal) => refusal.0.into_iter().for_each(|problem| data.refuse(problem, &place)),
            }
        }
    }
    who.sort_by_key(|(role, _)| *role as usize);
    Sessions { number, hours, first, who }
}

fn fund(data: &mut Data<'_>, table: &DeTable<'_>, place: &Place, all: &[Action]) -> Option<Funding> {
    data.only(table, &["name", "gbp", "actions", "odds"]);
    let name = table.get("name").and_then(|value| data.text(value, "`name`")).unwrap_or_default();
    let actions = table.get("actions").map(|value| data.texts(value, "`actions`")).unwrap_or_default();
    for id in actions.iter().filter(|id| !all.iter().any(|action| action.id == **id)) {
        data.refuse(unknown(id, all), place);
    }
    let mut numbers = Numbers { data, table: Some(table), within: "funding.".into() };
    Some(Funding { name, gbp: numbers.number("gbp", 0.0, 0.0, 1e9), odds: numbers.odds("odds"), actions })
}

/// Numbers of one table, each within its range.
struct Numbers<'d, 's, 't, 'de> {
    data: &'d mut Data<'s>,
    table: Option<&'t DeTable<'de>>,
    within: String,
}

impl<'d, 's, 't, 'de> Numbers<'d, 's, 't, 'de> {
    fn of(data: &'d mut Data<'s>, whole: &'t DeTable<'de>, name: &str, known: &[&str]) -> Self {
        let table = data.table(whole, name);
        if let Some(table) = table {
            data.only(table, known);
        }
        Numbers { data, table, within: format!("{name}.") }
    }

    fn number(&mut self, key: &str, otherwise: f64, low: f64, high: f64) -> f64 {
        let Some(value) = self.table.and_then(|table| table.get(key)) else { return otherwise };
        // A range says how sure the figure is; what is used is the best.
        let best = match value.get_ref() {
            DeValue::Table(range) => {
                self.data.only(range, &["low", "best", "high"]);
                range.get("best").unwrap_or(value)
            }
            _ => value,
        };
        let name = format!("`{}{key}`", self.within);
        let Some(written) = self.data.number(best, &name) else { return otherwise };
        if !(low..=high).contains(&written.value) {
            let place = self.data.place(best);
            let [low, high] = [low, high].map(wording::number);
            self.data.refuse(Problem::new(format!("{name} lies between {low} and {high}")), &place);
        }
        written.value
    }

    fn share(&mut self, key: &str, otherwise: f64) -> f64 {
        self.number(key, otherwise, 0.0, 1.0)
    }

    fn odds(&mut self, key: &str) -> f64 {
        self.number(key, 1.0, 0.01, 100.0)
    }
}

impl Fidelity {
    /// The top of the triangle; none where no triangle has this mean.
    fn most_often(&self) -> Option<f64> {
        let top = 3.0 * self.mean - self.low - self.high;
        // Ends that are the same leave no more than a rounding.
        (self.low - 1e-9..=self.high + 1e-9).contains(&top).then_some(top.clamp(self.low, self.high.max(self.low)))
    }

    /// What a share `u` of practices do not reach.
    pub fn at(&self, u: f64) -> f64 {
        let (width, top) = (self.high - self.low, self.most_often().unwrap_or(self.mean));
        if width <= 0.0 {
            return self.mean;
        }
        match u < (top - self.low) / width {
            true => self.low + libm::sqrt(u * width * (top - self.low)),
            false => self.high - libm::sqrt((1.0 - u) * width * (self.high - top)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fidelity_has_the_mean_that_was_written_and_stays_between_its_ends() {
        let spread = Fidelity { low: 0.05, mean: 0.45, high: 0.95 };
        let drawn: Vec<f64> = (0..10_000).map(|k| spread.at((f64::from(k) + 0.5) / 10_000.0)).collect();
        assert!((drawn.iter().sum::<f64>() / 10_000.0 - 0.45).abs() < 1e-4);
        assert!(drawn.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(drawn[0] >= 0.05 && drawn[9_999] <= 0.95 && drawn[0] < 0.06 && drawn[9_999] > 0.94);
        assert_eq!(Fidelity { low: 0.45, mean: 0.45, high: 0.45 }.at(0.3), 0.45);
    }

    #[test]
    fn every_programme_can_be_read_and_is_listed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/programmes");
        assert_eq!(std::fs::read_dir(folder).into_iter().flatten().count(), PROGRAMMES.len());
        for name in programmes() {
            let read = programme(name).unwrap_or_else(|refusal| panic!("{refusal}"));
            assert!(!read.offered.is_empty() && !read.sources.is_empty() && !read.says.is_empty(), "{name}");
        }
    }

    #[test]
    fn a_mean_that_no_triangle_has_is_refused() {
        let text = "offered = [\"1.2\"]\nfidelity = { low = 0.4, mean = 0.9, high = 0.95 }\n";
        let problems = read(&Source::new("x.toml", text), "x".into()).unwrap_err();
        assert!(problems[0].message.contains("no triangle"), "{:?}", problems[0].message);
        let text = "offered = [\"1.2\"]\n[taking_part]\nengages = 1.2\n";
        let problems = read(&Source::new("x.toml", text), "x".into()).unwrap_err();
        assert!(problems[0].message.contains("`taking_part.engages` lies between 0 and 1"), "{}", problems[0].message);
    }
}
