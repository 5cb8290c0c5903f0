//! What several commands take: which practice, what is changed, how often it is run.

use super::{Stopped, warn};
use crate::experiment::View;
pub(super) use crate::report::shell::{as_typed, quoted};
use crate::scenario::library::theory;
use crate::scenario::{Change, Evidence, Plan, Problem, Refusal, Scenario, load_with, practices};
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
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
        problems.extend(begins_in_a_week(&plan));
        match load_with(&self.practice, changes, &plan) {
            Ok(scenario) if problems.is_empty() => Ok(scenario),
            Ok(_) => Err(Refusal::new(problems).into()),
            Err(refusal) => {
                problems.extend(refusal.0);
                Err(Refusal::new(problems).into())
            }
        }
    }

    /// Is this the file that the practice is read from?
    pub fn is(&self, file: &Path) -> bool {
        let there = file.canonicalize().ok();
        !is_shipped(&self.practice) && there.is_some() && Path::new(&self.practice).canonicalize().ok() == there
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

/// That an action of the plan begins in a week, where everything is in full from the first.
pub(super) fn begins_in_a_week(plan: &Plan) -> Option<Problem> {
    let project = plan.projects.iter().find(|project| project.starts.is_some())?;
    let problem = Problem::new(format!("action {} begins in a week, and here everything is in full", project.id));
    Some(problem.help("leave out `@`, or look at the first year: `headroom compare … --view year`"))
}

/// What holds on both sides of a comparison, while `--set` and `--action` make one of them.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Both {
    /// Changes one setting of the practice on both sides. May be given often.
    #[arg(id = "both", long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

impl Both {
    /// The practice before the changes that are looked at.
    pub fn before(&self, changed: &Practice) -> Practice {
        Practice { action: Vec::new(), claimed: false, set: self.set.clone(), ..changed.clone() }
    }

    /// As it has to be typed.
    pub fn typed(&self) -> String {
        self.set.iter().map(|change| format!(" --both {}", quoted(change))).collect()
    }
}

impl ValueEnum for View {
    fn value_variants<'a>() -> &'a [View] {
        &[View::SETTLED, View::Year]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.id()))
    }
}

/// Does this name a scenario that comes with the program, and not a file?
pub(super) fn is_shipped(name: &str) -> bool {
    practices().iter().chain(theory()).any(|(known, _)| *known == name)
}

/// The folder that a file stands in: the one we are in for a name alone.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
