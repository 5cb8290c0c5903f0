//! Writes what a file gave into settings, and keeps where each value was said. Enters from `reader`.

use super::diagnostic::{Place, Problem};
use super::node::{Choice, Meta, Visitor, join};
use super::path::Trail;
use super::settings::Settings;
use super::wording;
use std::collections::{BTreeMap, BTreeSet};

/// Where each path was given its value; a path that is absent kept its default.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Each with the number of the file, or of the changes, that said it; later ones were written over earlier.
    places: BTreeMap<String, (u32, Place)>,
    layer: u32,
}

/// What one file says, by path.
#[derive(Default)]
pub(super) struct Given {
    values: BTreeMap<String, Value>,
    /// Standard deviations, by the path of the duration.
    spreads: BTreeMap<String, (f64, Place)>,
    /// Names chosen in open tables, by the path of the table.
    names: BTreeMap<String, BTreeSet<String>>,
    pub places: Places,
}

pub(super) enum Value {
    Number(f64),
    List(Vec<f64>),
    Text(String),
}

impl Places {
    pub fn set(&mut self, path: &str, place: &Place) {
        self.places.insert(path.into(), (self.layer, place.clone()));
    }

    /// Where `path` was given, or else the table that it would stand in.
    pub fn of(&self, path: &str) -> Option<&Place> {
        let mut path = path;
        loop {
            if let Some((_, place)) = self.places.get(path) {
                return Some(place);
            }
            path = &path[..path.rfind('.')?];
        }
    }

    /// Which file or changes gave this very path a value, counted from the first; none where it kept its default.
    pub fn layer(&self, path: &str) -> Option<u32> {
        self.places.get(path).map(|(layer, _)| *layer)
    }

    /// These places over those that there are.
    pub fn over(&mut self, later: Places) {
        self.layer += 1;
        self.places.extend(later.places.into_iter().map(|(path, (_, place))| (path, (self.layer, place))));
    }
}

impl Given {
    pub fn give(&mut self, path: &str, value: Value, place: &Place) {
        self.values.insert(path.into(), value);
        self.places.set(path, place);
    }

    pub fn spread(&mut self, path: &str, sd: f64, place: &Place) {
        self.spreads.insert(path.into(), (sd, place.clone()));
        self.places.set(&join(path, "cv"), place);
    }

    pub fn name(&mut self, table: &str, name: &str) {
        self.names.entry(table.into()).or_default().insert(name.into());
    }

    /// Writes it all over `settings`, and the places over `places`.
    pub fn fill(self, settings: &mut Settings, places: &mut Places) -> Vec<Problem> {
        let later = self.places.clone();
        let mut filler = Filler { given: self, trail: Trail::default(), problems: Vec::new(), duration: None };
        settings.walk(&mut filler);
        places.over(later);
        filler.problems
    }
}

struct Filler {
    given: Given,
    trail: Trail,
    problems: Vec<Problem>,
    /// The duration that the walk is in.
    duration: Option<Seen>,
}

/// What of a duration has been seen before its spread and its values.
#[derive(Clone, Copy)]
struct Seen {
    family: &'static str,
    mean: f64,
}

impl Filler {
    /// Whether this file names the family of the duration. What the family does not use may then stand beside it,
    /// as in the record of a run; otherwise the family was forgotten.
    fn named(&self) -> bool {
        self.given.values.contains_key(&self.trail.to("family"))
    }

    /// The spread of a duration, as a cv, where the file says it as a standard deviation.
    fn spread(&mut self, Seen { family, mean }: Seen, cv: &mut f64, meta: &Meta) {
        let path = self.trail.here();
        let given = self.given.values.contains_key(&self.trail.to("cv"));
        let spread = self.given.spreads.remove(path);
        let place = spread.as_ref().map(|(_, place)| place).or(self.given.places.of(&self.trail.to("cv")));
        if family == "constant" && (spread.is_some() || given && !self.named()) {
            let message = format!("`{path}` is constant, so it has no spread");
            let help = format!("name a family beside it, such as `{path}.family = \"lognormal\"`");
            self.problems.push(Problem::new(message).at(place).help(help));
            return;
        }
        let Some((sd, place)) = spread else { return };
        let ratio = sd / mean;
        let problem = if mean <= 0.0 {
            let message = format!("`{path}` has an `sd` but no mean to compare it with");
            Problem::new(message).help(format!("give `{path}.mean`, or `cv` instead of `sd`"))
        } else if ratio > meta.high {
            let most = wording::number(meta.high);
            let message = format!("the `sd` of `{path}` is {} times its mean", wording::number(ratio));
            Problem::new(message).help(format!("it may be at most {most} times the mean"))
        } else {
            *cv = ratio;
            return;
        };
        self.problems.push(problem.at(Some(&place)));
    }
}

impl Visitor for Filler {
    fn enter(&mut self, name: &str, _doc: &'static str) {
        self.trail.enter(name);
        self.duration = None;
    }

    fn leave(&mut self) {
        self.trail.leave();
        self.duration = None;
    }

    fn number(&mut self, name: &str, value: &mut f64, meta: &Meta) {
        if let Some(Value::Number(given)) = self.given.values.get(&self.trail.to(name)) {
            *value = *given;
        }
        match (name, self.duration) {
            ("mean", Some(seen)) => self.duration = Some(Seen { mean: *value, ..seen }),
            ("cv", Some(seen)) => self.spread(seen, value, meta),
            _ => {}
        }
    }

    fn list(&mut self, name: &str, value: &mut Vec<f64>, _meta: &Meta) {
        let path = self.trail.to(name);
        let Some(Value::List(given)) = self.given.values.get(&path) else { return };
        value.clone_from(given);
        let Some(Seen { family, .. }) = self.duration else { return };
        if family != "empirical" && !self.named() {
            let table = self.trail.here();
            let problem = Problem::new(format!("`{table}` is {family}, so its values say nothing"));
            let help = format!("name the family beside them: `{table}.family = \"empirical\"`");
            self.problems.push(problem.at(self.given.places.of(&path)).help(help));
        }
    }

    fn text(&mut self, name: &str, value: &mut String, _meta: &Meta) {
        if let Some(Value::Text(given)) = self.given.values.get(&self.trail.to(name)) {
            value.clone_from(given);
        }
    }

    fn choice(&mut self, name: &str, value: &mut dyn Choice, _meta: &Meta) {
        if let Some(Value::Text(given)) = self.given.values.get(&self.trail.to(name)) {
            // The reader has looked it up among the options.
            value.set(given);
        }
        if name == "family" {
            self.duration = Some(Seen { family: value.get(), mean: 0.0 });
        }
    }

    fn names(&mut self, present: Vec<String>) -> Vec<String> {
        let given = self.given.names.remove(self.trail.here()).unwrap_or_default();
        given.into_iter().chain(present).collect::<BTreeSet<_>>().into_iter().collect()
    }
}
