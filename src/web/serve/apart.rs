//! What pulled it: every set of what a visitor changes, run on the same luck, so that it can be told what each change does
//! alone, what is its part of the whole, and which overlap.

use super::comparison::Comparison;
use super::told::{known, looks};
use super::words::named;
use crate::experiment::Prepared;
use crate::experiment::combine::{BESIDES, Combination, Combined, Within, within};
use crate::experiment::side::Side;
use crate::report::words::capital;
use crate::scenario::Refusal;
use crate::web::answer::APART;
use rayon::ThreadPool;
use serde_json::{Map, Value, json};

/// Most changes that are told apart while somebody waits.
pub(super) const MOST_PARTS: usize = 6;
/// Years that are run for it.
const YEARS: u32 = 1_024;

/// Tells `tell` of each batch what every part makes of the whole, up to as many replications as were run of the whole.
/// One change has no parts.
pub(super) fn take_apart(
    comparison: &Comparison,
    alone: &Prepared,
    replications: u32,
    pool: &ThreadPool,
    tell: &dyn Fn(&'static str, Value),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(), Refusal> {
    let (side, view) = (&comparison.side, comparison.view);
    let all = pool.install(|| Combination::of(&comparison.baseline, &side.changes, &side.plan, view, Some(alone)))?;
    let most = replications.min(YEARS / all.sets.len() as u32);
    let parts = parts(side);
    let (mut combined, mut begun) = (all.frame(), 0);
    for upto in looks(most) {
        pool.install(|| all.run_on(&mut combined, begun..upto, stop));
        if combined.replications() < upto as usize {
            return Ok(());
        }
        begun = upto;
        let figures: Map<String, Value> =
            APART.iter().filter_map(|&figure| Some((figure.to_string(), taken_apart(&combined, figure)?))).collect();
        let actions = side.plan.projects.len();
        tell(
            "apart",
            json!({ "replications": upto, "of": most, "actions": actions, "parts": parts, "figures": figures }),
        );
    }
    Ok(())
}

/// What the parts are called, in the order of a combination's actions: what else is changed first, if anything is.
fn parts(side: &Side) -> Vec<Value> {
    let part = |short: &str, name: String| json!({ "short": short, "name": name });
    let besides = match side.changes.as_slice() {
        [] => None,
        [one] => Some(named(&one.to_string())),
        _ => Some(capital(BESIDES)),
    };
    let besides = besides.map(|name| part(&name, name.clone()));
    let actions = side.plan.projects.iter().map(|project| part(&project.id, named(&project.says())));
    besides.into_iter().chain(actions).collect()
}

fn taken_apart(combined: &Combined, figure: usize) -> Option<Value> {
    let Within { sets, .. } = within(combined, figure)?;
    let count = combined.actions.len();
    let whole = sets.last()?;
    let alone = |part: usize| sets.get(1 << part)?.shares.first().map(|(_, share)| known(share));
    let parts: Vec<Value> =
        whole.shares.iter().map(|(part, share)| json!({ "own": alone(*part), "share": known(share) })).collect();
    let pairs = (0..count).flat_map(|one| (one + 1..count).map(move |two| (one, two)));
    let pairs: Vec<Value> = pairs
        .map(|(one, two)| json!({ "of": [one, two], "together": sets[1 << one | 1 << two].together.as_ref().map(known) }))
        .collect();
    let together = whole.together.as_ref().map(known);
    Some(json!({ "joint": known(&whole.joint), "together": together, "parts": parts, "pairs": pairs }))
}
