//! `results.csv`: one estimate a line, tidy, with full precision; `weekly.csv`, one headline of one week a line; and
//! `weekly-replications.csv`, one week of one replication a line.

use super::About;
use super::table::printed_lines;
use crate::experiment::{Compared, OfOne, Row, WeekRow, WeeksOfOne, each, each_difference};
use crate::practice::weekly::{HEADLINES, Headline};
use crate::practice::{Calendar, Measures};
use crate::stats::Estimate;

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
    written(rows.iter().map(|row| (about.scenario, "", row)))
}

/// The same for a comparison: the levels of every side, and each scenario's differences from the baseline, which then
/// stands in the second column.
pub fn compared(about: &About, compared: &Compared, keep: Keep) -> Result<Vec<u8>, csv::Error> {
    written(rows_of(about.scenario, compared, keep))
}

/// Which rows of a comparison are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    All,
    /// Those of the printed tables.
    Headlines,
}

impl Keep {
    fn keeps(self, row: &Row) -> bool {
        let hours = ["gp_hours_", "other_hours_", "cost"].iter().any(|start| row.measure.starts_with(start));
        self == Keep::All || hours || printed_lines().any(|line| line.is_of(row))
    }
}

/// The same for a programme, held against practices as they were.
pub fn programme(about: &About, programme: &str, rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    written(rows.iter().map(|row| (programme, about.scenario, row)))
}

/// The same for sets of actions: each row with its scenario, and whether it is a difference from the practice.
pub fn sets(about: &About, rows: &[(String, bool, Row)]) -> Result<Vec<u8>, csv::Error> {
    written(
        rows.iter()
            .map(|(scenario, differs, row)| (scenario.as_str(), if *differs { about.scenario } else { "" }, row)),
    )
}

/// Every row of a comparison, with its scenario and what it is compared with.
pub(super) fn rows_of<'a>(
    baseline: &'a str,
    compared: &'a Compared,
    keep: Keep,
) -> impl Iterator<Item = (&'a str, &'a str, &'a Row)> {
    let own = compared.levels.iter().map(move |row| (baseline, "", row));
    let others = compared.scenarios.iter().flat_map(move |scenario| {
        let levels = scenario.levels.iter().map(|row| (scenario.name.as_str(), "", row));
        levels.chain(scenario.differences.iter().map(move |row| (scenario.name.as_str(), baseline, row)))
    });
    own.chain(others).filter(move |(_, _, row)| keep.keeps(row))
}

/// Every row with its scenario, and what that is compared with.
pub(super) fn written<'a>(rows: impl Iterator<Item = (&'a str, &'a str, &'a Row)>) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for (scenario, versus, row) in rows {
        let names = [scenario, versus, row.measure, &row.group, row.unit, &row.stat];
        estimate(&mut out, names, &row.estimate, row.count, row.denominator)?;
    }
    whole(out)
}

/// One line: an estimate after what its first columns say, and before what it is counted over.
pub(super) fn estimate(
    out: &mut csv::Writer<Vec<u8>>,
    names: [&str; 6],
    e: &Estimate,
    count: f64,
    denominator: &str,
) -> Result<(), csv::Error> {
    let [estimate, se, low, high, count] = [e.estimate, e.se, e.low, e.high, count].map(number);
    let replications = e.replications.to_string();
    let numbers = [&estimate, &se, &low, &high, &replications, &count].map(String::as_str);
    out.write_record(names.into_iter().chain(numbers).chain([denominator]))
}

/// `weeks.csv`: which changes hold in which week of each scenario, at which dose.
pub fn weeks(rows: &[[String; 6]]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["scenario", "week", "path", "op", "value", "dose"])?;
    for row in rows {
        out.write_record(row)?;
    }
    whole(out)
}

/// `warm-up.csv`: appointments in the book at each opening of the pilot runs, their mean, by which the warm-up was chosen.
pub fn warm_up(series: &[f64]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["opening", "booked_ahead"])?;
    for (at, booked) in series.iter().enumerate() {
        out.write_record([(at + 1).to_string(), number(*booked)])?;
    }
    whole(out)
}

/// The columns of `weekly.csv`, in order.
pub const WEEKLY_COLUMNS: [&str; 11] =
    ["scenario", "week", "date", "measure", "group", "unit", "mean", "se", "p5", "p95", "replications"];

/// Headline measures week by week: the mean over replications, its error, and between which values nine replications
/// of ten lie.
pub fn weekly(about: &About, rows: &[WeekRow]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(WEEKLY_COLUMNS)?;
    for row in rows {
        let [mean, se, p5, p95] = [row.estimate.estimate, row.estimate.se, row.p5, row.p95].map(number);
        let (week, replications) = (row.week.to_string(), row.estimate.replications.to_string());
        out.write_record([
            about.scenario,
            &week,
            &row.date,
            row.measure,
            row.group,
            row.unit,
            &mean,
            &se,
            &p5,
            &p95,
            &replications,
        ])?;
    }
    whole(out)
}

/// The columns of `replications.csv`, in order.
pub const EACH_COLUMNS: [&str; 7] = ["scenario", "versus", "replication", "measure", "group", "stat", "value"];

/// `replications.csv`: the figures of the printed tables, replication by replication.
pub fn replications(about: &About, all: &[Measures]) -> Result<Vec<u8>, csv::Error> {
    let wanted = headlines();
    written_each([(about.scenario, "", each(all, &wanted))])
}

/// The same for a comparison: of every side, and each scenario's differences from the baseline, which then stands in the
/// second column.
pub fn compared_replications(about: &About, compared: &Compared) -> Result<Vec<u8>, csv::Error> {
    let wanted = headlines();
    let own = (about.scenario, "", each(&compared.baseline, &wanted));
    let levels = compared.scenarios.iter().map(|one| (one.name.as_str(), "", each(&one.replications, &wanted)));
    let differences = each_difference(compared, &wanted).into_iter().map(|(name, all)| (name, about.scenario, all));
    written_each(std::iter::once(own).chain(levels).chain(differences))
}

/// Measure, group and statistic of every printed line.
fn headlines() -> Vec<(&'static str, &'static str, &'static str)> {
    printed_lines().map(|line| (line.measure, line.group, line.stat)).collect()
}

fn written_each<'a>(sides: impl IntoIterator<Item = (&'a str, &'a str, Vec<OfOne>)>) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(EACH_COLUMNS)?;
    for (scenario, versus, all) in sides {
        for OfOne { replication, measure, group, stat, value } in all {
            let (replication, value) = (replication.to_string(), number(value));
            out.write_record([scenario, versus, &replication, measure, &group, &stat, &value])?;
        }
    }
    whole(out)
}

/// The first columns of `weekly-replications.csv`; after them comes one for each headline, called as in a target.
pub const APART_COLUMNS: [&str; 4] = ["scenario", "replication", "week", "date"];

/// `weekly-replications.csv`: what single weeks of single replications were like, one of them a line. `sides` are the
/// scenarios with their replications, the baseline of a comparison first; weeks count from the first morning of what is
/// measured, or of the change, and the first `dropped` were not measured. Empty where there was nothing to count.
pub fn weeks_apart<'a>(
    sides: impl Iterator<Item = (&'a str, &'a [WeeksOfOne])>,
    calendar: &Calendar,
    dropped: u32,
) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(APART_COLUMNS.into_iter().map(String::from).chain(HEADLINES.iter().map(Headline::name)))?;
    for (scenario, replications) in sides {
        for (k, weeks) in replications.iter().enumerate() {
            for (at, values) in (dropped..).zip(weeks.values()) {
                let date = calendar.date(calendar.warm_up + 7 * at).to_string();
                let place = [scenario.to_string(), k.to_string(), (at + 1).to_string(), date];
                out.write_record(place.into_iter().chain(values.into_iter().map(number)))?;
            }
        }
    }
    whole(out)
}

/// A number for a file: empty where there is none.
pub fn number(value: f64) -> String {
    if value.is_finite() { format!("{value}") } else { String::new() }
}

/// The bytes of a file whose last line has been written.
pub fn whole(out: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, csv::Error> {
    out.into_inner().map_err(|error| error.into_error().into())
}
