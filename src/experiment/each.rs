//! What each replication showed by itself: the values behind an estimate, for whoever wants to draw their own picture of
//! how they spread. A mean over them is not the estimate, which is a ratio of sums.

use super::compare::Compared;
use super::gp_hours;
use super::run::Row;
use crate::practice::Measures;
use crate::practice::registry::{REGISTRY, Reading};
use crate::stats::{pooled_quantile, quantile_at_least};

/// A figure of one replication.
#[derive(Clone, Debug, PartialEq)]
pub struct OfOne {
    /// Counted from 0, as the chance is.
    pub replication: u32,
    pub measure: &'static str,
    pub group: String,
    pub stat: String,
    pub value: f64,
}

/// Measure, group and statistic of a figure that is wanted.
pub type Name<'a> = (&'a str, &'a str, &'a str);

/// The figures named in `wanted`, replication by replication; one that nothing happened for is left out.
pub fn each(replications: &[Measures], wanted: &[Name<'_>]) -> Vec<OfOne> {
    let of = |(k, measures): (usize, &Measures)| of_registry(k as u32, measures, wanted);
    replications.iter().enumerate().flat_map(of).collect()
}

/// Scenario less practice in each replication of a comparison, by scenario: of the figures named in `wanted`, and of GPs'
/// hours by all their names, everybody else's, and what they cost.
pub fn each_difference<'c>(compared: &'c Compared, wanted: &[Name<'_>]) -> Vec<(&'c str, Vec<OfOne>)> {
    let before: Vec<Vec<OfOne>> =
        compared.baseline.iter().enumerate().map(|(k, one)| of_registry(k as u32, one, wanted)).collect();
    let of = |scenario: &'c super::Alternative| {
        let mut all = Vec::new();
        for (k, after) in scenario.replications.iter().enumerate() {
            let (Some(own), Some(measures)) = (before.get(k), compared.baseline.get(k)) else { break };
            all.extend(of_registry(k as u32, after, wanted).into_iter().filter_map(|two| {
                let same = |one: &&OfOne| (one.measure, &one.group, &one.stat) == (two.measure, &two.group, &two.stat);
                let one = own.iter().find(same)?.value;
                Some(OfOne { value: two.value - one, ..two })
            }));
            let [before, after] = [measures, after].map(std::slice::from_ref);
            let accounts = scenario.accounts.get(k).map(std::slice::from_ref).unwrap_or_default();
            all.extend(of_rows(k as u32, gp_hours::differences(before, after, accounts)));
        }
        (scenario.name.as_str(), all)
    };
    compared.scenarios.iter().map(of).collect()
}

fn of_registry(replication: u32, measures: &Measures, wanted: &[Name<'_>]) -> Vec<OfOne> {
    let mut all = Vec::new();
    for measure in REGISTRY.iter().filter(|measure| wanted.iter().any(|(id, ..)| *id == measure.id)) {
        for (group, reading) in measure.read(measures) {
            let stat = reading.stat();
            if !wanted.contains(&(measure.id, group.as_ref(), stat.as_str())) {
                continue;
            }
            if let Some(value) = value(&reading) {
                all.push(OfOne { replication, measure: measure.id, group: group.into_owned(), stat, value });
            }
        }
    }
    all
}

/// Hours and costs, of which a row from one replication holds the value and no error.
fn of_rows(replication: u32, rows: Vec<Row>) -> impl Iterator<Item = OfOne> {
    let one = move |row: Row| OfOne {
        replication,
        measure: row.measure,
        group: row.group,
        stat: row.stat,
        value: row.estimate.estimate,
    };
    rows.into_iter().map(one).filter(|one| one.group == "all" && one.value.is_finite())
}

/// Nothing where nothing happened, or where only the least that a quantile can be is known.
fn value(reading: &Reading<'_>) -> Option<f64> {
    match reading {
        Reading::Ratio(_, ratio) | Reading::Rate(ratio) => (ratio.den != 0.0).then(|| ratio.num / ratio.den),
        Reading::Quantile { p, histogram, per, whole } => match quantile_at_least(&[histogram], *p, *whole) {
            Some(_) => None,
            None => Some(pooled_quantile(&[histogram], *p, *whole)?.estimate / per),
        },
    }
}
