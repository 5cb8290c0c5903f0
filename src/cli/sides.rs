//! What a comparison compares: the practice, and each scenario with its changes and actions, week by week where the
//! first year is looked at. Read from the command line or from a study.

use super::options::Practice;
use super::{Stopped, say_error};
use crate::experiment::{Prepared, Side, Timeline, View, side};
use crate::scenario::budget::{buy, role_called, weekly_pay};
use crate::scenario::names::Role;
use crate::scenario::{Change, Evidence, Op, Plan, Problem, Refusal, Scenario, Study};
use std::io::IsTerminal;

/// A scenario before it is worked out: a name, changes and actions.
pub(super) struct Asked {
    pub name: String,
    pub changes: Vec<Change>,
    pub plan: Plan,
}

impl Asked {
    fn on(self, baseline: &Scenario, view: View) -> Result<Side, Refusal> {
        Side::new(baseline, self.name, &self.changes, self.plan, view)
    }
}

/// The practice and what it is compared with.
pub(super) struct Sides {
    pub baseline: Scenario,
    pub others: Vec<Side>,
}

/// Files that every comparison writes beside the folders of its scenarios.
const WRITTEN: [&str; 13] = [
    "report.html",
    "summary.md",
    "results.csv",
    "results.json",
    "results.xlsx",
    "replications.csv",
    "replications.redb",
    "plots",
    "summary.txt",
    "scenario.toml",
    "practice-before.toml",
    "weeks.csv",
    "manifest.json",
];
/// Letters of a scenario's name that a folder can have.
const LONGEST: usize = 100;

impl Sides {
    /// Works out every scenario, or says everything that is wrong; of `budget` each role becomes a scenario in which the
    /// money of the first is spent on that role.
    pub fn new(baseline: Scenario, asked: Vec<Asked>, budget: &[String], view: View) -> Result<Sides, Stopped> {
        let (mut others, mut problems) = (Vec::new(), Vec::new());
        if asked.is_empty() {
            let problem = Problem::new("there is nothing to compare the practice with");
            problems.push(problem.help("say what is changed: `--action 3.2`, or `--set \"demand.level*=0.96\"`"));
        }
        let taken = WRITTEN.iter().map(|name| (*name).to_string());
        let mut folders: Vec<String> = taken.chain([folder_name(&baseline.name)]).collect();
        for asked in asked {
            let unfit = |name: &str| name.chars().count() > LONGEST || name.chars().any(char::is_control);
            if folder_name(&asked.name).is_empty() || unfit(&asked.name) {
                let shown: String = asked.name.escape_default().take(LONGEST).collect();
                let problem = Problem::new(format!("`{shown}` cannot name a scenario's folder"));
                problems.push(problem.help("give it a name of letters and digits, at most 100 of them"));
                continue;
            }
            if folders.contains(&folder_name(&asked.name)) {
                let problem = Problem::new(match WRITTEN.contains(&folder_name(&asked.name).as_str()) {
                    true => format!("`{}` is a file of every comparison", asked.name),
                    false => format!("two sides of the comparison are called `{}`", asked.name),
                });
                problems.push(problem.help("give each scenario a name of its own"));
            }
            folders.push(folder_name(&asked.name));
            match asked.on(&baseline, view) {
                Ok(side) => others.push(side),
                Err(refusal) => problems.extend(refusal.0),
            }
        }
        for role in budget {
            match others.first().map(|first| same_money(&baseline, &first.full, role)) {
                Some(Ok(asked)) => {
                    others.extend(asked.on(&baseline, view).map_err(|refusal| problems.extend(refusal.0)))
                }
                Some(Err(refusal)) => problems.extend(refusal.0),
                None => {}
            }
        }
        if problems.is_empty() { Ok(Sides { baseline, others }) } else { Err(Refusal::new(problems).into()) }
    }

    /// The practice made ready, with room for every scenario in every form that a run meets.
    pub fn prepared(&self, seed: u64, further_days: u32) -> Result<Prepared, Refusal> {
        side::prepared(&self.baseline, &self.others, seed, further_days)
    }

    /// Each scenario's name and what holds in each of its weeks.
    pub fn timelines(&self, prepared: &Prepared) -> Vec<(String, Timeline)> {
        self.others.iter().map(|side| (side.name.clone(), side.timeline(prepared))).collect()
    }

    /// The actions that each takes up.
    pub fn plans(&self) -> Vec<&Plan> {
        self.others.iter().map(|side| &side.plan).collect()
    }

    /// Says what actions lack.
    pub fn warn(&self) {
        let warnings = self.others.iter().flat_map(|side| &side.full.warnings);
        let new =
            warnings.filter(|warning| !self.baseline.warnings.iter().any(|known| known.message == warning.message));
        let mut said = Vec::new();
        for warning in new {
            if !said.contains(&&warning.message) {
                say_error(&format!("{}\n", warning.warned(std::io::stderr().is_terminal())));
                said.push(&warning.message);
            }
        }
    }
}

/// What the command line asks for: its actions and changes together, and each further scenario.
pub(super) fn asked(practice: &Practice, scenarios: &[String]) -> Result<Vec<Asked>, Refusal> {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    let first = practice.plan().and_then(|plan| Ok((plan, changes(&practice.set)?)));
    match first {
        Ok((plan, changes)) if !practice.action.is_empty() || !changes.is_empty() => {
            all.push(Asked { name: Side::usual_name(&plan), changes, plan });
        }
        Ok(_) => {}
        Err(refusal) => problems.extend(refusal.0),
    }
    for text in scenarios {
        match named(text, practice.evidence()) {
            Ok(asked) => all.push(asked),
            Err(refusal) => problems.extend(refusal.0),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(Refusal::new(problems)) }
}

/// What a study asks for.
pub(super) fn of_study(study: &Study) -> Vec<Asked> {
    let scenario = |compared: &crate::scenario::study::Compared| Asked {
        name: compared.name.clone(),
        changes: compared.changes.clone(),
        plan: compared.plan.clone(),
    };
    study.scenarios.iter().map(scenario).collect()
}

pub(super) fn changes(texts: &[String]) -> Result<Vec<Change>, Refusal> {
    let (read, wrong): (Vec<_>, Vec<_>) = texts.iter().map(|text| Change::parse(text)).partition(Result::is_ok);
    let problems: Vec<Problem> = wrong.into_iter().filter_map(Result::err).collect();
    if problems.is_empty() {
        Ok(read.into_iter().filter_map(Result::ok).collect())
    } else {
        Err(Refusal::new(problems))
    }
}

/// The scenario in which what `dear` costs more than the baseline is spent on a role instead.
fn same_money(baseline: &Scenario, dear: &Scenario, role: &str) -> Result<Asked, Refusal> {
    let role: Role = role_called(role)?;
    let money = weekly_pay(&dear.settings) - weekly_pay(&baseline.settings);
    if money <= 0.0 {
        let problem = Problem::new(format!(
            "the first scenario costs no more than the practice by itself (GBP {money:.0} a week)"
        ));
        return Err(problem.help("`--budget` needs a first scenario that spends money, such as `--action 4.2`").into());
    }
    let changes = buy(&baseline.settings, role, money)?;
    // Sessions are bought as they come: a part of one is one in that share of weeks.
    let changes = changes.into_iter().map(|change| Change { op: Op::Add, ..change }).collect();
    Ok(Asked { name: format!("same-money-{}", role.id()), changes, plan: Plan::default() })
}

/// `name: change; change; action 3.2:50` taken apart.
fn named(text: &str, evidence: Evidence) -> Result<Asked, Refusal> {
    let (name, parts) = text.split_once(':').unwrap_or(("", text));
    let name = name.trim();
    if folder_name(name).is_empty() || name.contains(['=', '*']) {
        let problem = Problem::new(format!("the scenario `{text}` has no name"));
        let help = "write its name and a colon before its changes: `more phones: phone.handlers+=1; action 3.2`";
        return Err(problem.help(help).into());
    }
    let parts = parts.split(';').map(str::trim).filter(|part| !part.is_empty());
    let (actions, texts): (Vec<&str>, Vec<&str>) = parts.partition(|part| part.starts_with("action "));
    let actions: Vec<&str> = actions.into_iter().map(|action| action["action ".len()..].trim()).collect();
    let texts: Vec<String> = texts.into_iter().map(String::from).collect();
    Ok(Asked { name: name.into(), plan: Plan::read(&actions, evidence)?, changes: changes(&texts)? })
}

/// The folder for a scenario's file: its name, without what a path would take for something else.
pub(super) fn folder_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "_.+".contains(c) { c.to_ascii_lowercase() } else { '-' };
    name.chars().map(plain).collect::<String>().trim_matches(['-', '.']).into()
}
