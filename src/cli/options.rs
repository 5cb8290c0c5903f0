//! What several commands take: which practice, what is changed, how often it is run.

use super::{Stopped, warn};
use crate::scenario::{Change, Refusal, Scenario, load};
use clap::Args;
use std::path::Path;

/// The practice and the changes made to it.
#[derive(Args, Clone, Debug)]
pub(super) struct Practice {
    /// A scenario file, or the name of a practice that comes with Headroom, such as average-2018.
    #[arg(value_name = "PRACTICE")]
    pub practice: String,

    /// Changes one setting: path=value, path*=factor, path+=amount, or "path odds= factor". May be given often.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,

    /// Number from which all chance follows; the same seed gives the same digits.
    #[arg(long)]
    pub seed: Option<u64>,
}

impl Practice {
    /// The scenario, having said what in it is likely to be a slip; or everything that is wrong with it and with the
    /// changes.
    pub fn load(&self) -> Result<Scenario, Stopped> {
        let scenario = self.load_silently()?;
        warn(&scenario);
        Ok(scenario)
    }

    /// The same for whoever says the warnings in another way, or not at all.
    pub fn load_silently(&self) -> Result<Scenario, Stopped> {
        let mut problems = Vec::new();
        let mut changes = Vec::new();
        let seed = self.seed.map(|seed| format!("run.seed={seed}"));
        for text in self.set.iter().chain(&seed) {
            match Change::parse(text) {
                Ok(change) => changes.push(change),
                Err(problem) => problems.push(problem),
            }
        }
        match load(&self.practice, changes) {
            Ok(scenario) if problems.is_empty() => Ok(scenario),
            Ok(_) => Err(Refusal::new(problems).into()),
            Err(refusal) => {
                problems.extend(refusal.0);
                Err(Refusal::new(problems).into())
            }
        }
    }
}

/// The folder that a file stands in: the one we are in for a name alone.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A name as it is typed in a command: between quotation marks where the shell would take it apart.
pub(super) fn as_typed(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./\\:~".contains(c);
    if name.chars().all(plain) { name.into() } else { format!("\"{name}\"") }
}
