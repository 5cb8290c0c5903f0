//! A scenario that a run may trust: read, changed, and found without a problem. Nothing else makes one.

use super::caution::caution;
use super::change::{Change, Op};
use super::check::check;
use super::diagnostic::{Problem, Refusal, Source};
use super::dose::apply;
use super::file::{self, Written};
use super::fill::Places;
use super::names::WarmUp;
use super::path::paths;
use super::plan::Plan;
use super::settings::Settings;
use super::wildcard::{spread, stands_for};
use super::write::to_toml;
use std::path::Path;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Scenario {
    /// The practice's name, or the file's without its ending.
    pub name: String,
    /// As in the file, before the changes.
    pub base: Settings,
    /// After the changes: what is run.
    pub settings: Settings,
    pub changes: Vec<Change>,
    /// What is allowed but likely to be a slip.
    pub warnings: Vec<Problem>,
    /// The files that it was read from, its own first and then what each extends.
    pub texts: Vec<Arc<Source>>,
}

/// The scenario of a practice that comes with the program, or of a file, after `changes`.
pub fn load(practice: &str, changes: Vec<Change>) -> Result<Scenario, Refusal> {
    settle(file::read(practice), changes)
}

/// The same with the actions of `plan` in full, as they are once they have taken hold.
pub fn load_with(practice: &str, mut changes: Vec<Change>, plan: &Plan) -> Result<Scenario, Refusal> {
    let written = file::read(practice);
    if let Ok(written) = &written {
        changes.extend(plan.settled(&written.settings));
    }
    let mut scenario = settle(written, changes)?;
    scenario.warnings.extend(plan.lacks(&scenario.settings));
    Ok(scenario)
}

impl Scenario {
    /// The scenario that `text` describes.
    pub fn from_text(name: &str, text: &str, changes: Vec<Change>) -> Result<Scenario, Refusal> {
        settle(file::read_text(name, text), changes)
    }

    /// The scenario that `text` would describe if it stood in the file at `path`.
    pub fn from_text_at(path: &Path, text: &str) -> Result<Scenario, Refusal> {
        settle(file::read_text_at(path, text), Vec::new())
    }

    /// What the practice is called where people read it: its title, or its name where it has none.
    pub fn title(&self) -> &str {
        if self.settings.title.is_empty() { &self.name } else { &self.settings.title }
    }

    /// All that its digits hang on, as a text in which the number of replications does not count: more of them are the
    /// same run. Where the practice was changed, that it was is a part of it: see [`Scenario::is_as_in_its_file`].
    pub fn as_run(&self) -> String {
        let mut settings = self.settings.clone();
        // One replication is always allowed.
        let _ = apply(&mut settings, &[Change::new("run.replications", Op::Set, 1.0)]);
        let text = to_toml(&settings);
        if self.is_as_in_its_file() {
            return text;
        }
        let practice = Settings { run: settings.run, ..self.base.clone() };
        format!("{text}{}", to_toml(&practice))
    }

    /// Is it the practice of its file, but for how often and how long that is run? Only then does `settings` by itself
    /// give the same digits again. Who might come forward, and how long the warm-up is, is that of the practice in its
    /// file, so that it has the same patients before a change and after.
    pub fn is_as_in_its_file(&self) -> bool {
        Settings { run: self.base.run.clone(), ..self.settings.clone() } == self.base
    }

    /// The same practice after other changes, made to the settings as in the file.
    pub fn with(&self, changes: Vec<Change>) -> Result<Scenario, Refusal> {
        let (name, texts) = (self.name.clone(), self.texts.clone());
        let written = Written { name, settings: self.base.clone(), places: Places::default(), texts };
        settle(Ok(written), changes)
    }
}

impl Scenario {
    /// The same practice when further changes are made to it as it is run: what it is compared with.
    pub fn what_if(&self, name: &str, further: Vec<Change>) -> Result<Scenario, Refusal> {
        let (settings, texts) = (self.settings.clone(), self.texts.clone());
        let written = Written { name: name.into(), settings, places: Places::default(), texts };
        // The practice was found in order when this scenario was made.
        let mut scenario = settle_from(written, Vec::new(), further)?;
        scenario.base = self.base.clone();
        scenario.changes = self.changes.iter().cloned().chain(scenario.changes).collect();
        Ok(scenario)
    }

    /// The number at `path` after the changes; of a starred path the first it stands for.
    pub fn number(&self, path: &str) -> Option<f64> {
        let found = paths(&self.settings).into_iter().find(|info| stands_for(path, &info.path))?;
        found.value.parse().ok()
    }

    /// The same scenario with another number of replications.
    pub fn with_replications(&self, replications: u32) -> Result<Scenario, Refusal> {
        let mut changes = self.changes.clone();
        // Two settings of one path would be refused.
        changes.retain(|change| change.path != "run.replications");
        changes.push(Change::new("run.replications", Op::Set, f64::from(replications)));
        // They know the places, which another reading of the settings does not.
        Ok(Scenario { warnings: self.warnings.clone(), ..self.with(changes)? })
    }
}

fn settle(written: Result<Written, Vec<Problem>>, changes: Vec<Change>) -> Result<Scenario, Refusal> {
    let written = written.map_err(Refusal::new)?;
    let problems = check(&written.settings, &written.places);
    settle_from(written, problems, changes)
}

/// The same where it is known what is wrong before the changes.
fn settle_from(written: Written, mut problems: Vec<Problem>, changes: Vec<Change>) -> Result<Scenario, Refusal> {
    let Written { name, settings: base, mut places, texts } = written;
    let changes = spread(changes, &base);
    let mut settings = base.clone();
    match apply(&mut settings, &changes) {
        Err(more) => problems.extend(more),
        // What is wrong in the file itself was found above.
        Ok(()) if problems.is_empty() => {
            let mut changed = Places::default();
            for change in changes.iter().filter(|change| change.dose > 0.0) {
                if let Some(place) = &change.place {
                    changed.set(&change.path, place);
                }
            }
            places.over(changed);
            problems = check(&settings, &places);
        }
        Ok(()) => {}
    }
    if settings.run.warm_up == WarmUp::Automatic {
        // Days that nobody uses would only contradict the choice when a record of the run is read.
        settings.run.warm_up_days = 0.0;
    }
    if !problems.is_empty() {
        return Err(Refusal::new(problems));
    }
    let warnings = caution(&settings, &places);
    Ok(Scenario { name, base, settings, changes, warnings, texts })
}
