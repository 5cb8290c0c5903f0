//! A comparison as `headroom compare` would make it of what was asked, or every sentence on why not; within limits that
//! keep the memory and the time that one visitor can take within bounds.

use super::asked::{Asked, shown};
use crate::experiment::{Ground, Prepared, Timeline, View, Weekly};
use crate::scenario::settings::Settings;
use crate::scenario::{Change, Evidence, Op, Plan, Problem, Refusal, Scenario, apply, load_with, practices, to_toml};
use rayon::ThreadPool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The most that the page runs; the command line has no such limits.
pub(super) const MOST_REPLICATIONS: u32 = 400;
/// A page of the full report is made of whole measurements, which take their memory.
pub(super) const MOST_IN_A_REPORT: u32 = 100;
const MOST_PATIENTS: f64 = 100_000.0;
const MOST_DAYS: f64 = 1_100.0;
/// Calls and tasks that may arise in one run: whoever leaves is followed by the next at the end of a replication.
const MOST_ARISING: f64 = 10_000_000.0;

/// A practice and what it is held against.
pub(super) struct Comparison {
    pub baseline: Scenario,
    pub full: Scenario,
    pub name: String,
    /// What is changed, as it is typed.
    pub says: Vec<String>,
    pub plan: Plan,
    /// What is changed besides the plan's actions.
    pub besides: Vec<Change>,
    pub view: View,
    pub seed: u64,
    weekly: Option<Weekly>,
}

impl Comparison {
    /// The practice alone, and the comparison where anything is changed. `own` is the file that the server was given:
    /// no other is read, whatever a link says.
    pub fn read(asked: &Asked, own: Option<&str>) -> Result<(Scenario, Option<Comparison>), Refusal> {
        let mut problems = Vec::new();
        let both = changes(asked.both.iter().cloned().chain([format!("run.seed={}", asked.seed)]), &mut problems);
        let set = changes(asked.set.iter().cloned(), &mut problems);
        let evidence = if asked.claimed { Evidence::Claimed } else { Evidence::Evaluated };
        // A file of actions is on this machine's disk, and no link names one.
        let is_named = |action: &&String| action.chars().all(|c| c.is_ascii_digit() || ".:@-".contains(c));
        let (named, unnamed): (Vec<&String>, Vec<&String>) = asked.actions.iter().partition(is_named);
        problems.extend(unnamed.iter().map(|action| {
            let problem = Problem::new(format!("there is no action `{}`", shown(action)));
            problem.help("actions are numbered from 1 to 10.2, as the page lists them")
        }));
        let plan = Plan::read(&named, evidence).unwrap_or_else(|refusal| {
            problems.extend(refusal.0);
            Plan::default()
        });
        problems.extend(too_often(asked.replications));
        if let Some(project) = plan.projects.iter().find(|project| project.starts.is_some() && !asked.is_year) {
            let problem =
                Problem::new(format!("action {} begins in a week, and only the first year has weeks", project.id));
            problems.push(problem.help("leave the week empty, or look at the first year"));
        }
        let baseline = match practice(&asked.practice, own, both) {
            Ok(baseline) => baseline,
            Err(refusal) => return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect())),
        };
        problems.extend(too_much(&baseline.settings));
        if !problems.is_empty() {
            // Whatever else is wrong is said at once.
            problems.extend(baseline.what_if("changed", set).err().map_or(Vec::new(), |refusal| refusal.0));
            return Err(Refusal::new(problems));
        }
        let baseline = baseline.with_replications(asked.replications)?;
        if !asked.changes_anything() {
            return Ok((baseline, None));
        }
        let comparison = Comparison::of(&baseline, set, plan, asked)?;
        Ok((baseline, Some(comparison)))
    }

    fn of(baseline: &Scenario, set: Vec<Change>, plan: Plan, asked: &Asked) -> Result<Comparison, Refusal> {
        let ids: Vec<&str> = plan.projects.iter().map(|project| project.id.as_str()).collect();
        let name = if ids.is_empty() { "changed".to_string() } else { ids.join("+") };
        let all = set.iter().cloned().chain(plan.settled(&baseline.settings)).collect();
        let mut full = baseline.what_if(&name, all)?;
        full.warnings.extend(plan.lacks(&full.settings));
        let too_much = too_much(&full.settings);
        if !too_much.is_empty() {
            return Err(Refusal::new(too_much));
        }
        let weekly = match asked.is_year && !plan.is_empty() {
            true => {
                let weeks = (baseline.settings.run.days / 7.0).ceil() as u32;
                Some(Weekly::new(&Ground::new(baseline), &set, &plan, weeks)?)
            }
            false => None,
        };
        let actions = plan.projects.iter().map(|project| {
            let dose = 100.0 * project.dose;
            let dose = if dose == 100.0 { String::new() } else { format!(" at {dose}%") };
            let starts = project.starts.map_or(String::new(), |week| format!(" from week {week}"));
            format!("action {}{dose}{starts}{}", project.id, if asked.claimed { " as claimed" } else { "" })
        });
        let says = actions.chain(set.iter().map(Change::to_string)).collect();
        let (view, seed) = (asked.view(), asked.seed);
        Ok(Comparison { baseline: baseline.clone(), full, name, says, plan, besides: set, view, seed, weekly })
    }

    /// How many things are changed: each action is one, and everything else together.
    pub fn parts(&self) -> usize {
        self.plan.projects.len() + usize::from(!self.besides.is_empty())
    }

    /// The practice made ready with room for what it is held against.
    pub fn prepared(&self, alone: &Prepared) -> Result<Prepared, Refusal> {
        let (constant, weekly): (Vec<&Scenario>, Vec<&Weekly>) = match &self.weekly {
            Some(weekly) => (Vec::new(), vec![weekly]),
            None => (vec![&self.full], Vec::new()),
        };
        alone.again_among_weeks(&self.baseline, &constant, &weekly, self.view.dropped() * 7)
    }

    /// What it is held against, by name, and what holds in each of its weeks.
    pub fn timelines(&self, prepared: &Prepared) -> Vec<(String, Timeline)> {
        let timeline = match &self.weekly {
            None => Timeline::constant(prepared.params_of(&self.full.settings)),
            Some(weekly) => weekly.timeline(prepared),
        };
        vec![(self.name.clone(), timeline)]
    }
}

/// The practice that a link names: one that comes with the program, or the file that the server was given.
fn practice(name: &str, own: Option<&str>, both: Vec<Change>) -> Result<Scenario, Refusal> {
    let shipped = practices().iter().any(|(shipped, _)| *shipped == name);
    if shipped || own == Some(name) {
        return load_with(name, both, &Plan::default());
    }
    let problem = Problem::new(format!("there is no practice `{}` here", shown(name)));
    let names: Vec<&str> = practices().iter().map(|(name, _)| *name).collect();
    let help = format!("choose one of {}; for a file of your own start `headroom serve FILE`", names.join(", "));
    Err(problem.help(help).into())
}

fn changes(texts: impl Iterator<Item = String>, problems: &mut Vec<Problem>) -> Vec<Change> {
    let mut read = Vec::new();
    for text in texts {
        match Change::parse(&text) {
            Ok(change) => read.push(change),
            Err(problem) => problems.push(problem),
        }
    }
    read
}

fn too_often(replications: u32) -> Option<Problem> {
    let problem = Problem::new(format!("the page makes 1 to {MOST_REPLICATIONS} replications, not {replications}"));
    let problem = problem.help("for more, type the command that stands under the results");
    (replications == 0 || replications > MOST_REPLICATIONS).then_some(problem)
}

/// What would take more memory or time than a page may.
fn too_much(s: &Settings) -> Vec<Problem> {
    let thousands = s.patients.list_size / 1000.0;
    // As on the busiest weekday of the busiest month, of the ages that need most.
    let most = |of: &mut dyn Iterator<Item = f64>| of.fold(0.0, f64::max);
    let ages = s.patients.need_rate_male.values().iter().chain(s.patients.need_rate_female.values());
    let mean = ages.clone().sum::<f64>() / ages.count() as f64;
    let level = s.demand.level
        * most(&mut s.demand.weekday.values().iter().copied())
        * most(&mut s.demand.month.values().iter().copied())
        * mean;
    let needs = s.problems.values().iter().map(|problem| {
        let a_year = thousands * 1000.0 * problem.recalls_per_patient_per_year;
        level * thousands * problem.per_1000_per_week / 7.0 + a_year / 365.0
    });
    // At worst nobody gets through, and everybody rings again as often as they will.
    let calls: f64 = match s.phone.redial {
        again if again < 1.0 => (1.0 - again.powf(s.phone.redial_limit)) / (1.0 - again),
        _ => s.phone.redial_limit,
    };
    let tasks = s.tasks.values().iter().map(|task| thousands * task.per_1000_per_day);
    let arising = (calls * needs.sum::<f64>() + tasks.sum::<f64>()) * (s.run.days + s.run.warm_up_days);
    let limits = [
        (
            s.patients.list_size,
            MOST_PATIENTS,
            "`patients.list_size`: the page runs practices of up to 100,000 patients",
        ),
        (s.run.days, MOST_DAYS, "`run.days`: the page measures up to 1,100 days"),
        (s.run.warm_up_days, MOST_DAYS, "`run.warm_up_days`: the page warms up for up to 1,100 days"),
        (arising, MOST_ARISING, "so many calls and tasks may arise in this practice that the page would stand still"),
    ];
    let over = limits.into_iter().filter(|(value, most, _)| value > most);
    over.map(|(.., says)| Problem::new(says).help("`headroom compare` has no such limit")).collect()
}

/// The scenario as a text in which the number of replications does not count.
pub(super) fn as_run(scenario: &Scenario) -> String {
    let mut settings = scenario.settings.clone();
    // One replication is always allowed.
    let _ = apply(&mut settings, &[Change::new("run.replications", Op::Set, 1.0)]);
    to_toml(&settings)
}

/// Practices made ready, the last used first, so that a second look at one waits for no pilots.
#[derive(Default)]
pub(super) struct Ready(Mutex<Vec<(String, Slot)>>);

type Slot = Arc<OnceLock<Arc<Prepared>>>;

/// As many practices as come along, and a few that somebody changed.
const KEPT_READY: usize = 16;

impl Ready {
    /// The practice alone, made ready by whoever comes first. Not to be called on one of the threads of `pool`: whoever
    /// waits here for another would keep it waiting.
    pub fn of(&self, baseline: &Scenario, seed: u64, pool: &ThreadPool) -> Arc<Prepared> {
        let key = format!("{}\n{}", to_toml(&baseline.base), as_run(baseline));
        let slot = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let known = kept.iter().position(|(known, _)| *known == key);
            let entry = known.map_or_else(|| (key, Slot::default()), |at| kept.remove(at));
            let slot = entry.1.clone();
            kept.insert(0, entry);
            kept.truncate(KEPT_READY);
            slot
        };
        slot.get_or_init(|| Arc::new(pool.install(|| Prepared::new(baseline, seed)))).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(asked: Asked) -> String {
        Comparison::read(&asked, None).err().map_or(String::new(), |refusal| refusal.to_string())
    }

    #[test]
    fn every_practice_that_comes_along_and_one_of_60_000_patients_is_within_the_limits() {
        for (name, _) in practices() {
            assert_eq!(refused(Asked { replications: MOST_REPLICATIONS, ..Asked::of(name) }), "", "{name}");
        }
        let large = vec!["patients.list_size=60000".to_string()];
        assert_eq!(refused(Asked { both: large, ..Asked::of("average-2018") }), "");
    }

    #[test]
    fn a_practice_in_which_everybody_rings_a_thousand_times_would_stand_still() {
        let ring =
            ["phone.redial=1", "phone.redial_limit=1000", "patients.list_size=100000"].map(String::from).to_vec();
        let said = refused(Asked { both: ring, ..Asked::of("average-2018") });
        assert!(said.contains("would stand still"), "{said}");
        let busy = ["demand.weekday.mon=100", "demand.month.jan=100", "patients.list_size=100000"].map(String::from);
        let said = refused(Asked { both: busy.to_vec(), ..Asked::of("average-2018") });
        assert!(said.contains("would stand still"), "{said}");
    }

    #[test]
    fn what_is_said_of_a_comparison_is_said_as_the_command_line_says_it() {
        let asked = Asked {
            actions: vec!["3.2:50".into(), "4.2@8".into()],
            set: vec!["phone.handlers+=1".into()],
            claimed: true,
            ..Asked::of("average-2018")
        };
        let (_, comparison) = Comparison::read(&asked, None).unwrap_or_else(|refusal| panic!("{refusal}"));
        let comparison = comparison.unwrap();
        assert_eq!(comparison.name, "3.2+4.2");
        let says = ["action 3.2 at 50% as claimed", "action 4.2 from week 8 as claimed", "phone.handlers+=1"];
        assert_eq!(comparison.says, says);
        let settled = refused(Asked { is_year: false, ..asked });
        assert!(settled.contains("begins in a week"), "{settled}");
    }
}
