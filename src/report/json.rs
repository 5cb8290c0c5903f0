//! `results.json`: the same rows as `results.csv`, for programs.

use super::About;
use crate::experiment::{Compared, Row};
use serde_json::{Value, json};

/// The scenario and its rows.
pub fn results(about: &About, rows: &[Row]) -> Value {
    json!({
        "scenario": about.scenario,
        "title": about.title,
        "seed": about.seed,
        "replications": about.replications,
        "days": about.days,
        "warm_up_days": about.warm_up_days,
        "results": rows.iter().map(|found| row("", found)).collect::<Vec<_>>(),
    })
}

/// A comparison: every side's rows, and the differences of each scenario from the baseline.
pub fn compared(about: &About, compared: &Compared, keep: super::csv::Keep) -> Value {
    let results = super::csv::rows_of(about.scenario, compared, keep).map(|(scenario, versus, found)| {
        let mut value = row(versus, found);
        value["scenario"] = scenario.into();
        value
    });
    json!({
        "baseline": about.scenario,
        "title": about.title,
        "scenarios": compared.scenarios.iter().map(|scenario| &scenario.name).collect::<Vec<_>>(),
        "seed": about.seed,
        "replications": about.replications,
        "days": about.days,
        "warm_up_days": about.warm_up_days,
        "results": results.collect::<Vec<_>>(),
    })
}

fn row(versus: &str, row: &Row) -> Value {
    let e = row.estimate;
    json!({
        "versus": versus,
        "measure": row.measure,
        "group": row.group,
        "unit": row.unit,
        "stat": row.stat,
        // JSON has no NaN: an unknown error is null.
        "estimate": e.estimate,
        "se": e.se,
        "ci_low": e.low,
        "ci_high": e.high,
        "replications": e.replications,
        "count": row.count,
        "denominator": row.denominator,
    })
}
