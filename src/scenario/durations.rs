//! The durations and delays of a scenario, each with its path and all that is said of it. Read by `check`, which
//! refuses what cannot be, and by `caution`, which warns of what is likely to be a slip.

use super::node::{Choice, Meta, Visitor};
use super::path::Trail;
use super::settings::Settings;

/// What a scenario says of one duration or delay.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub path: String,
    pub family: &'static str,
    pub mean: f64,
    pub unit: &'static str,
    pub cv: f64,
    pub values: Vec<f64>,
}

/// Every duration and delay, in the order of the file.
pub fn durations(settings: &Settings) -> Vec<Said> {
    let mut listener = Listener { trail: Trail::default(), said: Said::default(), heard: Vec::new() };
    settings.clone().walk(&mut listener);
    listener.heard
}

/// Walks the settings and keeps what is said of each duration and delay.
struct Listener {
    trail: Trail,
    said: Said,
    heard: Vec<Said>,
}

impl Visitor for Listener {
    fn enter(&mut self, name: &str, _doc: &'static str) {
        self.trail.enter(name);
        self.said = Said::default();
    }
    fn leave(&mut self) {
        let said = std::mem::take(&mut self.said);
        if !said.family.is_empty() {
            self.heard.push(Said { path: self.trail.here().into(), ..said });
        }
        self.trail.leave();
    }
    fn number(&mut self, name: &str, value: &mut f64, meta: &Meta) {
        match name {
            "mean" => (self.said.mean, self.said.unit) = (*value, meta.unit),
            "cv" => self.said.cv = *value,
            _ => {}
        }
    }
    fn list(&mut self, name: &str, value: &mut Vec<f64>, _meta: &Meta) {
        if name == "values" {
            self.said.values.clone_from(value);
        }
    }
    fn text(&mut self, _name: &str, _value: &mut String, _meta: &Meta) {}
    fn choice(&mut self, name: &str, value: &mut dyn Choice, _meta: &Meta) {
        if name == "family" {
            self.said.family = value.get();
        }
    }
}
