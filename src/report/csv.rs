//! `results.csv`: one estimate a line, tidy, with full precision.

use super::About;
use crate::experiment::Row;

/// The columns, in order.
pub const COLUMNS: [&str; 13] = [
    "scenario",
    "versus",
    "measure",
    "group",
    "unit",
    "stat",
    "estimate",
    "se",
    "ci_low",
    "ci_high",
    "replications",
    "count",
    "denominator",
];

/// The whole file. Numbers are the shortest that read back to the same value; an unknown error is left empty.
pub fn results(about: &About, rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for row in rows {
        let e = row.estimate;
        let [estimate, se, low, high] = [e.estimate, e.se, e.low, e.high].map(number);
        let replications = e.replications.to_string();
        out.write_record([
            about.scenario,
            "",
            row.measure,
            &row.group,
            row.unit,
            &row.stat,
            &estimate,
            &se,
            &low,
            &high,
            &replications,
            &number(row.count),
            row.denominator,
        ])?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

/// A number for a file: empty where there is none.
pub fn number(value: f64) -> String {
    if value.is_finite() { format!("{value}") } else { String::new() }
}
