//! Many replications of one scenario on all cores, and the estimates made of them.

use super::by_week::WeeksOfOne;
use super::replicate::{Timeline, run, run_by_week, warm_up};
use super::{Prepared, Store};
use crate::practice::registry::{Measure, REGISTRY, Reading};
use crate::practice::{Calendar, Measures, NoWatch, Params};
use crate::stats::{Estimate, Histogram, Ratio, pooled, pooled_quantile, quantile_at_least};
use bitcode::{Decode, Encode};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// One line of `results.csv`.
#[derive(Clone, Debug)]
pub struct Row {
    pub measure: &'static str,
    pub group: String,
    pub unit: &'static str,
    pub stat: String,
    pub estimate: Estimate,
    /// What the estimate rests on: the denominator summed over replications, or the values behind a quantile.
    pub count: f64,
    pub denominator: &'static str,
}

/// What follows the name of a quantile that is only known to be no less.
pub const AT_LEAST: &str = "_at_least";

/// What one replication leaves.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Left {
    pub measures: Measures,
    /// Headlines week by week.
    pub weeks: WeeksOfOne,
}

/// Runs replications `0..count`, calling `done` after each. Results are placed by number, so the answer does not
/// depend on threads. Where `stop` turns true, those not yet begun are left out and the finished ones returned.
pub fn replications(
    params: &Arc<Params>,
    calendar: &Calendar,
    seed: u64,
    count: u32,
    done: &(dyn Fn() + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<Measures> {
    let timeline = Timeline::constant(params.clone());
    let days = params.settings.run.days as u32;
    in_order(0..count, stop, |k| {
        let mut state = warm_up(params, calendar, seed, k);
        let measures = run(&mut state, &timeline, calendar, days, &mut NoWatch);
        done();
        measures
    })
}

/// Runs the replications `which` week by week, but for those that are kept; what is run is kept.
pub fn replications_by_week(
    prepared: &Prepared,
    seed: u64,
    which: Range<u32>,
    store: &Store,
    done: &(dyn Fn() + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<Left> {
    let Prepared { params, calendar, .. } = prepared;
    let timeline = Timeline::constant(params.clone());
    in_order(which, stop, |k| {
        let left = store.get(0, k).unwrap_or_else(|| {
            let mut state = warm_up(params, calendar, seed, k);
            let mut weeks = WeeksOfOne::default();
            let each = |measures: &Measures| weeks.week_over(measures);
            let measures = run_by_week(&mut state, &timeline, calendar, prepared.days(), &mut NoWatch, each);
            let left = Left { measures, weeks };
            store.add(0, k, &left);
            left
        });
        done();
        left
    })
}

/// What `one` makes of each number, in order, on all threads; those not begun when `stop` turns true are left out.
pub(super) fn in_order<T: Send>(
    which: Range<u32>,
    stop: &(dyn Fn() -> bool + Sync),
    one: impl Fn(u32) -> T + Sync,
) -> Vec<T> {
    let all: Vec<Option<T>> = which.into_par_iter().map(|k| (!stop()).then(|| one(k))).collect();
    all.into_iter().flatten().collect()
}

/// Every measure of the registry, estimated over replications.
pub fn estimate(replications: &[Measures]) -> Vec<Row> {
    REGISTRY.iter().flat_map(|measure| rows(measure, replications)).collect()
}

/// A measure, estimated over replications.
pub(super) fn rows(measure: &Measure, replications: &[Measures]) -> Vec<Row> {
    let readings = Gathered::of(measure, replications);
    readings.order.iter().filter_map(|name| row(measure, name.clone(), &readings)).collect()
}

/// Group and statistic.
pub(super) type Name = (String, String);

/// The readings of a measure from all replications.
pub(super) struct Gathered<'a> {
    /// Names in order of appearance; rates of what never happened are left out.
    pub(super) order: Vec<Name>,
    pub(super) ratios: BTreeMap<Name, Vec<Ratio>>,
    pub(super) quantiles: BTreeMap<Name, Quantiles<'a>>,
}

impl<'a> Gathered<'a> {
    /// A group may be missing where a replication had none of it: readings are matched by name.
    pub(super) fn of(measure: &Measure, replications: &'a [Measures]) -> Gathered<'a> {
        let mut all = Gathered { order: Vec::new(), ratios: BTreeMap::new(), quantiles: BTreeMap::new() };
        let mut rates = BTreeSet::new();
        for (k, measures) in replications.iter().enumerate() {
            for (group, reading) in measure.read(measures) {
                if matches!(reading, Reading::Rate(_)) {
                    rates.insert(group.to_string());
                }
                let name = (group.into_owned(), reading.stat());
                if !all.ratios.contains_key(&name) && !all.quantiles.contains_key(&name) {
                    all.order.push(name.clone());
                }
                match reading {
                    Reading::Ratio(_, ratio) | Reading::Rate(ratio) => {
                        let none = || vec![Ratio::default(); replications.len()];
                        all.ratios.entry(name).or_insert_with(none)[k] = ratio;
                    }
                    Reading::Quantile { p, histogram, per, whole } => {
                        let none = || Quantiles { p, per, whole, histograms: Vec::new() };
                        all.quantiles.entry(name).or_insert_with(none).histograms.push(histogram);
                    }
                }
            }
        }
        let Gathered { order, ratios, .. } = &mut all;
        let never = |name: &Name| ratios.get(name).is_some_and(|ratios| ratios.iter().all(|r| r.num == 0.0));
        order.retain(|name| !(rates.contains(&name.0) && never(name)));
        all
    }
}

pub(super) struct Quantiles<'a> {
    pub(super) p: f64,
    pub(super) per: f64,
    pub(super) whole: bool,
    pub(super) histograms: Vec<&'a Histogram>,
}

fn row(measure: &Measure, name: Name, readings: &Gathered) -> Option<Row> {
    let mut stat = name.1.clone();
    let (estimate, count) = match (readings.ratios.get(&name), readings.quantiles.get(&name)) {
        (Some(ratios), _) => (pooled(ratios)?, ratios.iter().map(|ratio| ratio.den).sum()),
        (None, Some(q)) => {
            let values: u64 = q.histograms.iter().map(|histogram| histogram.count()).sum();
            let estimate = match quantile_at_least(&q.histograms, q.p, q.whole) {
                // Beyond what the histogram can tell apart: under another name, so that nobody takes it for the figure.
                Some(least) => {
                    stat.push_str(AT_LEAST);
                    Estimate::at_least(least, q.histograms.len())
                }
                None => pooled_quantile(&q.histograms, q.p, q.whole)?,
            };
            (estimate.per(q.per), values as f64)
        }
        (None, None) => return None,
    };
    Some(Row {
        measure: measure.id,
        group: name.0,
        unit: measure.unit,
        stat,
        estimate,
        count,
        denominator: measure.denominator,
    })
}
