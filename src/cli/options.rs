//! What several commands take: which practice, what is changed, how often it is run.

use super::{Stopped, warn};
use crate::experiment::kept;
pub(super) use crate::report::shell::{as_typed, quoted};
use crate::scenario::{Change, Evidence, Plan, Problem, Refusal, Scenario, load_with};
use clap::Args;
use std::path::Path;

/// The practice and the changes made to it.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Practice {
    /// A scenario file, or the name of a practice that comes with Headroom, such as average-2018.
    #[arg(value_name = "PRACTICE")]
    pub practice: String,

    /// Changes one setting: path=value, path*=factor, path+=amount, or "path odds= factor". May be given often.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,

    /// Takes up an action: 3.2, 3.2:50 for half of it, 3 for all parts of the third of the ten. May be given often;
    /// `headroom actions` lists them.
    #[arg(long = "action", value_name = "ID[:DOSE]")]
    pub action: Vec<String>,

    /// Actions with the effects that their advocates claim, instead of those that studies found.
    #[arg(long)]
    pub claimed: bool,

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
        let plan = self.plan().unwrap_or_else(|refusal| {
            problems.extend(refusal.0);
            Plan::default()
        });
        if let Some(project) = plan.projects.iter().find(|project| project.starts.is_some()) {
            let problem =
                Problem::new(format!("action {} begins in a week, and here everything is in full", project.id));
            problems.push(problem.help("leave out `@`, or look at the first year: `headroom compare … --view year`"));
        }
        match load_with(&self.practice, changes, &plan) {
            Ok(scenario) if problems.is_empty() => Ok(scenario),
            Ok(_) => Err(Refusal::new(problems).into()),
            Err(refusal) => {
                problems.extend(refusal.0);
                Err(Refusal::new(problems).into())
            }
        }
    }

    /// The actions that are taken up.
    pub fn plan(&self) -> Result<Plan, Refusal> {
        Plan::read(&self.action, self.evidence())
    }

    /// Whose word is taken for what the actions do.
    pub fn evidence(&self) -> Evidence {
        if self.claimed { Evidence::Claimed } else { Evidence::Evaluated }
    }

    /// What was typed after the practice, as it has to be typed to repeat it.
    pub fn typed(&self) -> String {
        let set = self.set.iter().map(|change| format!(" --set {}", quoted(&change.to_string())));
        let actions = self.action.iter().map(|action| format!(" --action {}", as_typed(action)));
        let claimed = self.claimed.then(|| " --claimed".to_string());
        set.chain(actions).chain(claimed).collect()
    }
}

/// The folder that a file stands in: the one we are in for a name alone.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Stops where the folder holds what another run wrote, unless that is meant. Files without a manifest beside kept
/// replications are those of a run that was stopped while it wrote them: whose it was, the replications tell.
pub(super) fn spare(folder: &Path, replace: bool, scenario: &str, made_of: &str) -> Result<(), Stopped> {
    if folder.join(kept::FILE).is_file() && !folder.join("manifest.json").is_file() {
        return Ok(());
    }
    let earlier = crate::report::manifest::in_the_way(folder, scenario, made_of);
    let Some(earlier) = earlier.filter(|_| !replace) else { return Ok(()) };
    let problem = Problem::new(format!("`{}` holds {earlier}", folder.display()));
    Err(Refusal::from(problem.help("give another folder, or `--replace` to write over it")).into())
}

/// Takes away a folder that was made for results which never came, where nothing is in it.
pub(super) fn unmake(folder: Option<&Path>) {
    if let Some(folder) = folder {
        // One that is not empty stays.
        let _ = std::fs::remove_dir(folder);
    }
}
