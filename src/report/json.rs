//! `results.json`: the same rows as `results.csv`, for programs.

use super::About;
use crate::experiment::Row;
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
        "results": rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn row(row: &Row) -> Value {
    let e = row.estimate;
    json!({
        "versus": "",
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
