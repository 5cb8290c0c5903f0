//! What `combine` and `workshop` share: every set of some actions asked for, run, and put on a workshop's page.

use super::options::{Practice, as_typed, quoted};
use super::progress;
use super::threads::interrupted;
use super::{Stopped, say_error};
use crate::experiment::combine::{Combination, Combined};
use crate::experiment::{Store, View};
use crate::report::About;
use crate::scenario::{Plan, Problem, Refusal, Scenario};
use crate::web::workshop::{self as web, Study};
use std::io::IsTerminal;
use std::sync::atomic::Ordering;

/// The actions to combine, having put down what is wrong with what was asked.
pub(super) fn plan(
    practice: &Practice,
    actions: &[String],
    replications: Option<u32>,
    problems: &mut Vec<Problem>,
) -> Plan {
    let mut refuse = |message: &str, help: &str| problems.push(Problem::new(message).help(help));
    if !practice.action.is_empty() {
        refuse("`--action` takes up one action, and here they are combined", "write `--actions 1,2,3.2`");
    }
    if replications == Some(0) {
        refuse("0 replications tell nothing", "write `--replications 30`");
    }
    Plan::read(actions, practice.evidence()).unwrap_or_else(|refusal| {
        problems.extend(refusal.0);
        Plan::default()
    })
}

/// The practice and every set of the plan's actions on it; or everything that is wrong, `problems` among it.
pub(super) fn combination(
    practice: &Practice,
    load: impl FnOnce(&Practice) -> Result<Scenario, Stopped>,
    plan: &Plan,
    view: View,
    replications: u32,
    problems: Vec<Problem>,
) -> Result<(Scenario, Combination), Stopped> {
    let baseline = match load(&Practice { action: Vec::new(), ..practice.clone() }) {
        Ok(baseline) if problems.is_empty() => baseline,
        Ok(_) => return Err(Refusal::new(problems).into()),
        Err(Stopped::Input(refusal)) => {
            return Err(Refusal::new(problems.into_iter().chain(refusal.0).collect()).into());
        }
        Err(other) => return Err(other),
    };
    let baseline = baseline.with_replications(replications)?;
    let combination = Combination::new(&baseline, plan, view)?;
    Ok((baseline, combination))
}

/// Says what actions lack.
pub(super) fn warn(combination: &Combination) {
    let mut said: Vec<&str> = Vec::new();
    for warning in &combination.lacks {
        if !said.contains(&warning.message.as_str()) {
            say_error(&format!("{}\n", warning.warned(std::io::stderr().is_terminal())));
            said.push(&warning.message);
        }
    }
}

/// Runs every set in the same replications, until it is done or Ctrl-C.
pub(super) fn run(combination: &Combination, count: u32, kept: &Store, silent: bool) -> Result<Combined, Stopped> {
    let bar = progress::bar_of_weeks(combination.weeks_to_run() * u64::from(count), silent);
    let stopped = interrupted();
    let (done, stop) = (|weeks| bar.inc(weeks), || stopped.load(Ordering::Relaxed));
    let combined = combination.run(count, kept, &done, &stop);
    bar.finish_and_clear();
    match combined.replications() {
        0 => {
            let kept =
                if kept.is_kept() { "; what was run is kept, and the same command goes on from there" } else { "" };
            let sentence = format!("stopped before the first replication of every set was done{kept}");
            return Err(Stopped::Failed(sentence));
        }
        finished if finished < count as usize => {
            say_error(&format!("stopped: {finished} of {count} replications of every set were done and are kept"));
        }
        _ => {}
    }
    Ok(combined)
}

/// What every report of a combination says first; `typed` is what was typed beside the practice.
pub(super) fn about<'a>(
    practice: &Practice,
    typed: &str,
    baseline: &'a Scenario,
    combination: &Combination,
    replications: usize,
) -> About<'a> {
    let prepared = &combination.prepared;
    About {
        precision: None,
        scenario: &baseline.name,
        title: &baseline.settings.title,
        seed: baseline.settings.run.seed as u64,
        replications,
        days: prepared.days(),
        warm_up_days: prepared.warm_up.days,
        settled: prepared.warm_up.settled,
        cautions: baseline.warnings.iter().map(|warning| warning.message.clone()).collect(),
        command: format!(
            "headroom combine {}{}{typed} --replications {} --seed {}",
            as_typed(&practice.practice),
            practice.typed(),
            baseline.settings.run.replications,
            baseline.settings.run.seed
        ),
        stopped: None,
    }
}

/// The actions and the view, as they have to be typed to combine them again.
pub(super) fn typed(actions: &[String], view: View) -> String {
    format!(" --actions {} --view {}", quoted(&actions.join(",")), view.id())
}

/// The page of a study, with a week of the set that is watched. It takes a moment, and is not stopped: of replications that
/// were, the page shows those that were done.
pub(super) fn page_of(study: &Study, combination: &Combination) -> Option<String> {
    let set = study.told.watched;
    let seen = combination.week_seen(set as usize, web::side(study, set), &|| false)?;
    Some(web::page(study, &seen))
}
