//! A comparison under way: replications in growing batches, and after each what is known so far, until there are enough
//! or nobody listens any more.

use super::apart::{MOST_PARTS, take_apart};
use super::asked::Asked;
use super::comparison::Comparison;
use super::ready::Ready;
use super::told::{known, looks, sentences};
use crate::experiment::combine::kept::keep;
use crate::experiment::combine::{COUNT, FIGURES, SetFigures};
use crate::experiment::coverage::ENOUGH;
use crate::experiment::gp_hours::Accounts;
use crate::experiment::{Prepared, Row, SideBySide, Store};
use crate::report::{About, guard};
use crate::scenario::{Refusal, Scenario};
use crate::stats::{Estimate, Ratio, paired, pooled};
use crate::web::answer::{APART, FiguresTold};
use rayon::ThreadPool;
use serde_json::{Value, json};

/// GPs' hours used are known well enough once half of a 95% interval is at most this share of their mean.
const SURE_WITHIN: f64 = 0.02;
/// The place of GPs' hours used among the figures.
const GP_HOURS: &str = "gp_hours_used";

/// What is kept of every replication, by side.
#[derive(Default)]
struct SoFar {
    before: Vec<SetFigures>,
    after: Vec<SetFigures>,
}

/// Runs what was asked and tells `tell` of each batch, by the name of the event; `stop` is asked before each
/// replication. Without a change there is nothing to run.
pub(super) fn run(
    asked: &Asked,
    read: (Scenario, Option<Comparison>),
    ready: &Ready,
    pool: &ThreadPool,
    tell: &dyn Fn(&'static str, Value),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(), Refusal> {
    let Some(comparison) = read.1 else {
        tell("done", json!({ "replications": 0, "why": "nothing" }));
        tell("end", json!({}));
        return Ok(());
    };
    let (alone, prepared) = comparison.ready(ready, pool)?;
    if stop() {
        return Ok(());
    }
    let timelines = comparison.timelines(&prepared);
    // Names alone: there is nothing in it that JSON cannot say.
    tell("told", serde_json::to_value(FiguresTold::new(APART.to_vec(), comparison.is_in_turn())).unwrap_or_default());
    let (mut so_far, mut begun) = (SoFar::default(), 0);
    for upto in looks(asked.replications) {
        let mut batch = SideBySide::default();
        pool.install(|| {
            let (view, seed) = (comparison.view, comparison.seed);
            batch.extend(&prepared, &timelines, view, seed, begun..upto, &Store::nothing(), &|| {}, stop);
        });
        if batch.baseline.len() < (upto - begun) as usize {
            return Ok(());
        }
        so_far.take(batch);
        begun = upto;
        let (before, after) = (so_far.ratios(&so_far.before), so_far.ratios(&so_far.after));
        let each = |of: &dyn Fn(usize) -> Option<Estimate>| -> Vec<Value> {
            (0..COUNT).map(|figure| of(figure).as_ref().map_or(Value::Null, known)).collect()
        };
        let within = so_far.within();
        // Of a few replications an interval may be narrow by luck.
        let is_sure = upto >= ENOUGH && within.is_some_and(|within| within <= SURE_WITHIN);
        let why = match () {
            () if asked.until_sure && is_sure => Some("sure"),
            () if upto == asked.replications => Some("asked"),
            () => None,
        };
        let settled = prepared.warm_up.settled;
        tell(
            "figures",
            json!({
                "replications": upto, "of": asked.replications, "within": within, "sure": is_sure, "settled": settled,
                "before": each(&|figure| pooled(&before(figure))), "after": each(&|figure| pooled(&after(figure))),
                "difference": each(&|figure| paired(&after(figure), &before(figure))), "warnings": warnings(&comparison, &prepared, &so_far),
            }),
        );
        if let Some(why) = why {
            let parts = comparison.parts();
            let follows = (2..=MOST_PARTS).contains(&parts);
            let done = json!({ "replications": upto, "why": why, "command": asked.command(upto as usize), "parts": parts, "follows": follows });
            tell("done", done);
            if follows {
                // What can be run as a whole may have a part that cannot be run alone.
                if let Err(refusal) = take_apart(&comparison, &alone, upto, pool, tell, stop) {
                    tell("whole", json!({ "problems": sentences(&refusal) }));
                }
            }
            tell("end", json!({}));
            return Ok(());
        }
    }
    Ok(())
}

/// What a report of these replications would say before anything else.
fn warnings(comparison: &Comparison, prepared: &Prepared, so_far: &SoFar) -> Vec<String> {
    let baseline = &comparison.baseline;
    let about = About {
        scenario: &baseline.name,
        title: &baseline.settings.title,
        seed: comparison.seed,
        replications: so_far.before.len(),
        days: prepared.days(),
        warm_up_days: prepared.warm_up.days,
        settled: prepared.warm_up.settled,
        // Perhaps slips stand on the page already.
        cautions: Vec::new(),
        precision: None,
        command: String::new(),
        stopped: None,
    };
    let ratios = so_far.ratios(&so_far.before);
    let row = |at: usize| {
        let figure = &FIGURES[at];
        Some(Row {
            measure: figure.measure,
            group: figure.group.into(),
            unit: figure.unit(),
            stat: figure.stat.into(),
            estimate: pooled(&ratios(at))?,
            count: ratios(at).iter().map(|ratio| ratio.den).sum(),
            denominator: figure.denominator(),
        })
    };
    guard::warnings(&about, &(0..COUNT).filter_map(row).collect::<Vec<Row>>())
}

impl SoFar {
    fn take(&mut self, batch: SideBySide) {
        self.before.extend(batch.baseline.iter().map(|measures| keep(measures, &Accounts::default())));
        for (after, accounts) in batch.others {
            self.after.extend(after.iter().zip(&accounts).map(|(measures, accounts)| keep(measures, accounts)));
        }
    }

    /// A figure of one side, replication by replication.
    fn ratios<'a>(&self, side: &'a [SetFigures]) -> impl Fn(usize) -> Vec<Ratio> + use<'a> {
        move |figure| side.iter().map(|kept| kept[figure]).collect()
    }

    /// Half the width of the interval of GPs' hours used over their mean, on the side where that is more.
    fn within(&self) -> Option<f64> {
        let place = FIGURES.iter().position(|figure| figure.measure == GP_HOURS)?;
        let share = |side: &[SetFigures]| {
            let known = pooled(&self.ratios(side)(place))?;
            Some((known.high - known.low) / 2.0 / known.estimate.abs()).filter(|share| share.is_finite())
        };
        Some(share(&self.before)?.max(share(&self.after)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_known_as_well_as_on_the_side_where_they_are_known_less() {
        let place = FIGURES.iter().position(|figure| figure.measure == GP_HOURS).unwrap();
        let side = |hours: [f64; 3]| -> Vec<SetFigures> {
            hours
                .iter()
                .map(|&num| std::array::from_fn(|at| Ratio { num: if at == place { num } else { 1.0 }, den: 1.0 }))
                .collect()
        };
        // A mean of 100, a standard deviation of 1, t with 2 degrees of freedom: 4.303 / sqrt(3).
        let so_far = SoFar { before: side([99.0, 100.0, 101.0]), after: side([99.9, 100.0, 100.1]) };
        assert!((so_far.within().unwrap() - 0.024_841).abs() < 1e-6);
        assert_eq!(SoFar { before: side([1.0; 3])[..1].to_vec(), after: side([1.0; 3])[..1].to_vec() }.within(), None);
    }
}
