//! A practice beside what else it could be: every scenario runs on from the morning on which the baseline goes live,
//! with the same patients and the same chance, and differences are taken replication by replication.

use super::by_week::WeeksOfOne;
use super::gp_beside::{GpBeside, Known};
use super::gp_hours::{self, Accounts};
use super::gp_time::{GpTime, NeedTime};
use super::replicate::{Timeline, run, run_from_week, warm_up};
use super::run::{Gathered, Name, Row, estimate, in_order};
use super::{Prepared, Store, View};
use crate::practice::registry::{Measure, REGISTRY};
use crate::practice::{Measures, NoWatch, State, Watch};
use crate::stats::{Estimate, paired, paired_quantile, quantile_at_least};
use std::ops::Range;

/// A practice and its scenarios, measured.
#[derive(Clone, Debug)]
pub struct Compared {
    pub baseline: Vec<Measures>,
    /// Every measure of the baseline, and its hours.
    pub levels: Vec<Row>,
    pub scenarios: Vec<Alternative>,
}

/// A scenario, measured, and beside the baseline.
#[derive(Clone, Debug)]
pub struct Alternative {
    pub name: String,
    pub replications: Vec<Measures>,
    pub accounts: Vec<Accounts>,
    pub levels: Vec<Row>,
    /// Scenario less baseline: of every measure that both have, and of GPs' hours by all their names.
    pub differences: Vec<Row>,
}

/// What replications of a practice and its scenarios left, side by side.
#[derive(Clone, Debug, Default)]
pub struct SideBySide {
    pub baseline: Vec<Measures>,
    /// By scenario.
    pub others: Vec<(Vec<Measures>, Vec<Accounts>)>,
    /// Headlines week by week, of the baseline and then of every scenario, by replication.
    pub weeks: Vec<Vec<WeeksOfOne>>,
}

/// Runs the baseline and every scenario in replications `0..count`, calling `done` after each run. Results are placed
/// by number, so the answer does not depend on threads. Where `stop` turns true, replications not yet begun are left
/// out of all.
pub fn compare(
    prepared: &Prepared,
    scenarios: &[(String, Timeline)],
    view: View,
    seed: u64,
    count: u32,
    done: &(dyn Fn() + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Compared {
    let mut beside = SideBySide::default();
    beside.extend(prepared, scenarios, view, seed, 0..count, &Store::nothing(), done, stop);
    beside.compared(scenarios.iter().map(|(name, _)| name.clone()))
}

impl SideBySide {
    /// Runs the replications `which` of the baseline and of every scenario, but for those that are kept.
    #[allow(clippy::too_many_arguments, reason = "what is run, which replications, and who hears of it")]
    pub fn extend(
        &mut self,
        prepared: &Prepared,
        scenarios: &[(String, Timeline)],
        view: View,
        seed: u64,
        which: Range<u32>,
        store: &Store,
        done: &(dyn Fn() + Sync),
        stop: &(dyn Fn() -> bool + Sync),
    ) {
        let baseline = Timeline::constant(prepared.params.clone());
        let one = |k: u32| {
            let known = store.get(0, k).inspect(|_| (0..=scenarios.len()).for_each(|_| done()));
            known.unwrap_or_else(|| {
                let state = warm_up(&prepared.params, &prepared.calendar, seed, k);
                let params = &prepared.params;
                let mut weeks = vec![WeeksOfOne::default(); scenarios.len() + 1];
                let (own, others) = weeks.split_at_mut(1);
                let list = |state: &State| GpTime::new(params, state.open_needs());
                let each = |measures: &Measures| own[0].week_over(measures);
                let (before, watch) = observed_by_week(prepared, &state, &baseline, view, list, each);
                let needs = watch.finish();
                let known = Known::new(&needs);
                done();
                let beside = |((_, timeline), weeks): (&(String, Timeline), &mut WeeksOfOne)| {
                    let look_up = |state: &State| GpBeside::new(&known, params, state.open_needs());
                    let each = |measures: &Measures| weeks.week_over(measures);
                    let (after, watch) = observed_by_week(prepared, &state, timeline, view, look_up, each);
                    let (time, navigated) = watch.finish();
                    done();
                    let accounts = Accounts::beside([&before, &after], time, [needs.navigated, navigated], params);
                    (after, accounts)
                };
                let after: Vec<(Measures, Accounts)> = scenarios.iter().zip(others).map(beside).collect();
                let left = (before, after, weeks);
                store.add(0, k, &left);
                left
            })
        };
        self.others.resize(scenarios.len(), Default::default());
        self.weeks.resize(scenarios.len() + 1, Vec::new());
        for (before, after, weeks) in in_order(which, stop, one) {
            self.baseline.push(before);
            self.weeks.iter_mut().zip(weeks).for_each(|(into, weeks)| into.push(weeks));
            for (into, (measures, accounts)) in self.others.iter_mut().zip(after) {
                into.0.push(measures);
                into.1.push(accounts);
            }
        }
    }

    /// The first so many replications.
    pub fn first(&self, count: usize) -> SideBySide {
        let others = self.others.iter().map(|(measures, accounts)| {
            (measures.iter().take(count).cloned().collect(), accounts.iter().take(count).copied().collect())
        });
        let weeks = self.weeks.iter().map(|weeks| weeks.iter().take(count).cloned().collect());
        SideBySide {
            baseline: self.baseline.iter().take(count).cloned().collect(),
            others: others.collect(),
            weeks: weeks.collect(),
        }
    }

    /// The estimates.
    pub fn compared(self, names: impl Iterator<Item = String>) -> Compared {
        let SideBySide { baseline, others, .. } = self;
        let besides = names.zip(others).map(|(name, (replications, accounts))| Alternative {
            name,
            levels: levels(&replications),
            differences: differences(&baseline, &replications, &accounts),
            replications,
            accounts,
        });
        let scenarios = besides.collect();
        Compared { levels: levels(&baseline), baseline, scenarios }
    }
}

/// One run from the state at go-live, and GPs' time in it need by need.
pub(super) fn listed(prepared: &Prepared, state: &State, timeline: &Timeline, view: View) -> (Measures, NeedTime) {
    let list = |state: &State| GpTime::new(&prepared.params, state.open_needs());
    let (measures, watch) = observed(prepared, state, timeline, view, list);
    (measures, watch.finish())
}

/// One run from the state at go-live, watched from the morning on which it is measured.
pub(super) fn observed<W: Watch>(
    prepared: &Prepared,
    state: &State,
    timeline: &Timeline,
    view: View,
    watch: impl Fn(&State) -> W,
) -> (Measures, W) {
    observed_by_week(prepared, state, timeline, view, watch, |_| {})
}

/// The same, with what has been measured so far shown to `each` at the end of every whole week.
fn observed_by_week<W: Watch>(
    prepared: &Prepared,
    state: &State,
    timeline: &Timeline,
    view: View,
    watch: impl Fn(&State) -> W,
    each: impl FnMut(&Measures),
) -> (Measures, W) {
    let mut state = state.clone();
    let (calendar, dropped) = (&prepared.calendar, view.dropped());
    if dropped > 0 {
        run(&mut state, timeline, calendar, dropped * 7, &mut NoWatch);
    }
    let mut watch = watch(&state);
    let days = prepared.days();
    let measures = run_from_week(&mut state, timeline, dropped as usize, calendar, days, &mut watch, each);
    (measures, watch)
}

fn levels(replications: &[Measures]) -> Vec<Row> {
    let mut rows = estimate(replications);
    rows.extend(gp_hours::levels(replications));
    rows
}

fn differences(before: &[Measures], after: &[Measures], accounts: &[Accounts]) -> Vec<Row> {
    let mut rows: Vec<Row> = REGISTRY.iter().flat_map(|measure| differences_of(measure, before, after)).collect();
    rows.extend(gp_hours::differences(before, after, accounts));
    rows
}

/// A measure's differences in every group and statistic that both sides have.
pub(super) fn differences_of(measure: &Measure, before: &[Measures], after: &[Measures]) -> Vec<Row> {
    let (one, two) = (Gathered::of(measure, before), Gathered::of(measure, after));
    let only_before = one.order.iter().filter(|name| !two.order.contains(name));
    let names = two.order.iter().chain(only_before);
    let row = |name: &Name| {
        let (estimate, count) = difference(&one, &two, name)?;
        let (group, stat) = name.clone();
        Some(Row {
            measure: measure.id,
            group,
            unit: measure.unit,
            stat,
            estimate,
            count,
            denominator: measure.denominator,
        })
    };
    names.filter_map(row).collect()
}

fn difference(before: &Gathered, after: &Gathered, name: &Name) -> Option<(Estimate, f64)> {
    if let (Some(one), Some(two)) = (before.ratios.get(name), after.ratios.get(name)) {
        return Some((paired(two, one)?, two.iter().map(|ratio| ratio.den).sum()));
    }
    let (one, two) = (before.quantiles.get(name)?, after.quantiles.get(name)?);
    // A quantile of which only the least is known has no difference.
    let known = |histograms| quantile_at_least(histograms, two.p, two.whole).is_none();
    if !known(&one.histograms) || !known(&two.histograms) {
        return None;
    }
    let values: u64 = two.histograms.iter().map(|histogram| histogram.count()).sum();
    let estimate = paired_quantile(&two.histograms, &one.histograms, two.p, two.whole)?;
    Some((estimate.per(two.per), values as f64))
}
