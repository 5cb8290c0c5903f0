//! One side of a comparison: a practice with changes and actions, in full, and week by week where the first year is looked
//! at. The command line and the live page work out their sides here, so that both run and say the same.

use super::{Ground, Prepared, Timeline, View, Weekly};
use crate::scenario::{Change, Evidence, Plan, Problem, Refusal, Scenario, Value};

/// What a practice is compared with.
#[derive(Clone, Debug)]
pub struct Side {
    pub name: String,
    /// Its actions and changes, as they are said.
    pub says: Vec<String>,
    /// With everything in full.
    pub full: Scenario,
    pub plan: Plan,
    /// What is changed besides the plan's actions.
    pub changes: Vec<Change>,
    /// What holds in each week, where it changes from week to week.
    pub weekly: Option<Weekly>,
}

impl Side {
    /// The baseline with `changes` and what `plan` takes up, or everything that is wrong with them.
    pub fn new(baseline: &Scenario, name: String, changes: &[Change], plan: Plan, view: View) -> Result<Side, Refusal> {
        if let Some(problem) = begins_without_weeks(&plan, view) {
            return Err(problem.into());
        }
        let all = changes.iter().cloned().chain(plan.settled(&baseline.settings)).collect();
        let mut full = baseline.what_if(&name, all)?;
        full.warnings.extend(plan.lacks(&full.settings));
        let claimed = if plan.evidence == Evidence::Claimed { " as claimed" } else { "" };
        let actions = plan.projects.iter().map(|project| format!("{}{claimed}", project.says()));
        let says = actions.chain(changes.iter().map(Change::to_string)).collect();
        let mut weekly = None;
        if view == View::Year && !plan.is_empty() {
            weekly = Some(Weekly::in_view(&Ground::new(baseline), changes, &plan, view)?);
        }
        Ok(Side { name, says, full, plan, changes: changes.to_vec(), weekly })
    }

    /// What a side is called that nobody named: after its actions.
    pub fn usual_name(plan: &Plan) -> String {
        let ids: Vec<&str> = plan.projects.iter().map(|project| project.id.as_str()).collect();
        if ids.is_empty() { "changed".into() } else { ids.join("+") }
    }

    /// What holds in which week. `prepared` has room for this side.
    pub fn timeline(&self, prepared: &Prepared) -> Timeline {
        match &self.weekly {
            None => Timeline::constant(prepared.params_of(&self.full.settings)),
            Some(weekly) => prepared.timeline(weekly),
        }
    }
}

/// All that the digits of a comparison hang on, as a text: the practice, every side in full, and what holds in which week.
pub fn as_run(baseline: &Scenario, sides: &[Side], view: View) -> String {
    let in_full: String = sides.iter().map(|side| format!("{:?}\n{}", side.name, side.full.as_run())).collect();
    format!("{view:?}\n{}{in_full}{:?}", baseline.as_run(), weekly_changes(baseline, sides))
}

/// The changes of each side's weeks, as a table of its name, the week, the path, the operation, the value and the dose:
/// where nothing changes from week to week there is none.
pub fn weekly_changes(baseline: &Scenario, sides: &[Side]) -> Vec<[String; 6]> {
    let mut rows = Vec::new();
    for side in sides {
        let Some(weekly) = &side.weekly else { continue };
        let each = side.plan.weeks(&baseline.settings, weekly.weeks() as u32);
        for (week, changes) in each.iter().enumerate() {
            for change in changes {
                let value = match &change.value {
                    Value::Number(number) => number.to_string(),
                    Value::Range { best, .. } => best.to_string(),
                    Value::Text(text) => text.clone(),
                };
                let dose = change.dose.to_string();
                let op = change.op.sign().trim().to_string();
                rows.push([side.name.clone(), week.to_string(), change.path.clone(), op, value, dose]);
            }
        }
    }
    rows
}

/// The practice made ready, with room for every side in every form that a run meets.
pub fn prepared(baseline: &Scenario, sides: &[Side], seed: u64, further_days: u32) -> Result<Prepared, Refusal> {
    let (constant, weekly) = rooms(sides);
    Prepared::among_weeks(baseline, &constant, &weekly, seed, further_days)
}

/// The same of a baseline that was made ready alone, without its pilots being run again.
pub fn prepared_again(
    alone: &Prepared,
    baseline: &Scenario,
    sides: &[Side],
    further_days: u32,
) -> Result<Prepared, Refusal> {
    let (constant, weekly) = rooms(sides);
    alone.again_among_weeks(baseline, &constant, &weekly, further_days)
}

/// Sides that are in full throughout, and the weeks of those that are not.
fn rooms(sides: &[Side]) -> (Vec<&Scenario>, Vec<&Weekly>) {
    let constant = sides.iter().filter(|side| side.weekly.is_none()).map(|side| &side.full);
    (constant.collect(), sides.iter().filter_map(|side| side.weekly.as_ref()).collect())
}

/// That an action begins in a week where nothing does: everything is in full from the first.
pub fn begins_without_weeks(plan: &Plan, view: View) -> Option<Problem> {
    let project = plan.projects.iter().find(|project| project.starts.is_some() && view != View::Year)?;
    let problem = Problem::new(format!("action {} begins in a week, and only the first year has weeks", project.id));
    Some(problem.help("leave out `@`, or look at the year: `--view year`"))
}
