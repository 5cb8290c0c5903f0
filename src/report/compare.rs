//! The table of a comparison, at most 100 columns wide: each figure of the baseline and of a scenario, and how sure the
//! difference is; then GPs' hours by all their names, where they went, and who pays for it in other hours.

use super::table::{PrintedLine, SECTIONS, how, printed_lines};
use super::words::{self, capital, figure, ledger_line, percent, shortened, with_interval, wrapped};
use super::{About, find, guard, said};
use crate::experiment::{Alternative, Compared, Row, View};
use crate::stats::Estimate;

/// A scenario's changes, as typed.
pub type Changes = Vec<String>;

/// Scenarios of which each is still shown in full at a terminal.
const FEW: usize = 2;

/// What is printed: of more than a few scenarios one line each.
pub fn brief(about: &About, view: View, compared: &Compared, changes: &[Changes]) -> String {
    if compared.scenarios.len() <= FEW {
        return page(about, view, compared, changes);
    }
    let mut page = head(about, view, compared);
    page.push_str(&overview(compared));
    page.push_str(&skewed(in_overview(compared)));
    page.push_str(&by_chance(compared.scenarios.len() * COLUMNS.len()));
    page.push_str(
        "\nWith `--out FOLDER` each scenario is written down in full. A model of a practice, not a record of one.\n",
    );
    page
}

/// The whole page: a line for each scenario where there are several, then a table for each.
pub fn page(about: &About, view: View, compared: &Compared, changes: &[Changes]) -> String {
    let mut page = head(about, view, compared);
    if compared.scenarios.len() > 1 {
        page.push_str(&overview(compared));
    }
    for (scenario, changes) in compared.scenarios.iter().zip(changes) {
        page.push_str(&one(about.scenario, compared, scenario, changes));
    }
    // Whatever is printed with its interval ends with it, and perhaps with a mark.
    let with_interval = |line: &&str| line.starts_with("  ") && line.trim_end_matches(guard::SKEWED).ends_with(')');
    let differences =
        compared.scenarios.iter().flat_map(|scenario| scenario.differences.iter().filter(|row| shown(row)));
    page.push_str(&skewed(differences.map(|row| &row.estimate)));
    page.push_str(&by_chance(page.lines().filter(with_interval).count()));
    page.push_str("\nA model of a practice, not a record of one. Headroom is not an NHS product.\n");
    page
}

/// Many comparisons at once, named as such.
fn by_chance(differences: usize) -> String {
    let sentence = format!(
        "Each interval stands by itself. Of {differences} differences about {} would leave 0 out by chance alone if \
         nothing at all had changed.",
        (differences as f64 * 0.05).round()
    );
    if differences < 20 { String::new() } else { format!("\n{}\n", wrapped(&sentence)) }
}

fn head(about: &About, view: View, compared: &Compared) -> String {
    let dropped = match view.dropped() {
        0 => "The first year from the decision on: as actions take hold, with all they cost.".to_string(),
        weeks => {
            format!("Everything in full; the first {weeks} weeks, setting up and training are left out.")
        }
    };
    let mut page = format!("{}\n{}\n{dropped}\n", about.name(), how(about).trim_end());
    for warning in guard::warnings(about, &compared.levels) {
        page.push_str(&format!("\n{}\n", wrapped(&warning)));
    }
    page
}

/// What the mark at skewed differences means, where one is marked.
fn skewed<'a>(differences: impl Iterator<Item = &'a Estimate>) -> String {
    let note = guard::marked(differences.filter_map(Estimate::too_few));
    note.map_or(String::new(), |note| format!("\n{}\n", wrapped(&note)))
}

/// Is this difference one of those that a scenario's tables print?
fn shown(row: &Row) -> bool {
    let measure = row.measure;
    let accounts = ["hours_per_week", "other_hours_worked", "other_hours_used", "cost"].contains(&measure)
        && (measure != "hours_per_week" || row.group.starts_with("gp/"));
    accounts || measure.starts_with("gp_hours_") || printed_lines().any(|line| line.is_of(row))
}

/// Differences that stand in the overview with their half-width.
fn in_overview(compared: &Compared) -> impl Iterator<Item = &Estimate> {
    compared.scenarios.iter().flat_map(|scenario| {
        let rows = COLUMNS.iter().filter_map(|(measure, stat, ..)| find(&scenario.differences, measure, "all", stat));
        rows.map(|row| &row.estimate).filter(|e| !said::spans_0(e))
    })
}

/// What the overview shows of each scenario: measure, statistic, how often it is taken, and the column's two lines.
const COLUMNS: [(&str, &str, f64, [&str; 2]); 6] = [
    ("gp_hours_released", "mean", 1.0, ["GP hours", "released"]),
    ("gp_hours_claimed", "mean", 1.0, ["the same", "as claimed"]),
    ("gp_hours_used", "mean", 1.0, ["GP hours", "used"]),
    ("other_hours_worked", "mean", 1.0, ["others'", "hours"]),
    ("need_to_seen_days", "mean", 1.0, ["days, need", "to seen"]),
    ("phone_answered_share", "share", 100.0, ["% of calls", "answered"]),
];

/// A line for each scenario: its differences from the baseline, with half the width of their intervals.
fn overview(compared: &Compared) -> String {
    let heading = |line: usize| -> String {
        let first = if line == 0 { "Differences" } else { "" };
        let columns: String = COLUMNS.iter().map(|(.., lines)| format!("{:>14}", lines[line])).collect();
        format!("{first:<16}{columns}\n")
    };
    let mut text = format!("\n{}{}", heading(0), heading(1));
    for scenario in &compared.scenarios {
        let cell = |(measure, stat, times, _): &(&str, &str, f64, [&str; 2])| {
            find(&scenario.differences, measure, "all", stat).map_or("–".into(), |row| short(&row.estimate, *times))
        };
        let columns: String = COLUMNS.iter().map(|column| format!("{:>14}", cell(column))).collect();
        text.push_str(&format!("{}{columns}\n", words::column(&scenario.name, 16)));
    }
    text.push_str("± is half of a 95% interval; `·` is no clear difference: the interval spans 0, or 0.00 is shown.\n");
    text
}

/// `+1.2 ±0.3`, or a dot where the interval spans 0 or nothing is left of it in the digits shown.
fn short(e: &Estimate, times: f64) -> String {
    let half = times * (e.high - e.low) / 2.0;
    let value = times * e.estimate;
    let sign = if value > 0.0 { "+" } else { "" };
    let shown = figure(value, half, 2);
    match said::spans_0(e) {
        true => "·".into(),
        false if half.is_finite() && said::is_0(&shown) => "·".into(),
        false if half.is_finite() => {
            format!("{sign}{shown} ±{}{}", figure(half, half, 2), guard::mark(e))
        }
        false => format!("{sign}{shown}"),
    }
}

fn one(baseline: &str, compared: &Compared, scenario: &Alternative, changes: &Changes) -> String {
    let sides = Sides { before: &compared.levels, scenario };
    let changes = if changes.is_empty() { "nothing changed".into() } else { changes.join("; ") };
    let mut text = format!("\n{}\n", wrapped(&format!("{}: {changes}", scenario.name)).trim_start());
    let [before, after] = [baseline, &scenario.name].map(|name| shortened(name, 12));
    text.push_str(&format!("{:34}{before:>13}{after:>13}  {}\n", "", "difference (95% interval)"));
    for (heading, lines) in SECTIONS {
        let lines: String = lines.iter().filter_map(|line| sides.line(line)).collect();
        text.push_str(&block(heading, &lines));
    }
    text.push_str(&block("GP hours a week, locums in a GP's place included", &gp_hours(&sides)));
    text.push_str(&block(
        "Where GPs' hours went",
        &sides.groups("hours_per_week", |group| {
            let line = group.strip_prefix("gp/")?;
            Some(if line == "worked" { "All hours worked".into() } else { ledger_line(line) })
        }),
    ));
    let of_role = |group: &str| (group != "all").then(|| capital(&words::role(group)));
    text.push_str(&block("Hours a week worked by others", &sides.groups("other_hours_worked", of_role)));
    text.push_str(&block("Of these, neither idle nor in meetings", &sides.groups("other_hours_used", of_role)));
    let of_cost = |group: &str| Some(if group == "all" { "Everybody".into() } else { capital(&words::role(group)) });
    text.push_str(&block("Cost, GBP a week", &sides.groups("cost", of_cost)));
    text
}

fn block(heading: &str, lines: &str) -> String {
    if lines.is_empty() { String::new() } else { format!("\n{heading}\n{lines}") }
}

/// GPs' hours by all their names; what only the two together can tell stands under the difference.
fn gp_hours(sides: &Sides) -> String {
    let used = sides.named("gp_hours_used", "all", "mean", "Used, meetings left out", true);
    let together = [
        ("gp_hours_released", "Released, on the same needs"),
        ("gp_hours_needs_only_before", "  on needs that no longer arise"),
        ("gp_hours_needs_only_after", "  on needs that arise only now"),
        ("gp_hours_claimed", "What a case study would claim"),
    ];
    let together = together.into_iter().filter_map(|(measure, label)| {
        let row = find(&sides.scenario.differences, measure, "all", "mean")?;
        let side =
            if measure.contains("_needs_") { plain(&row.estimate, 2) } else { difference(&row.estimate, 1.0, "") };
        Some(format!("  {label:<32}{:26}  {side}\n", ""))
    });
    used.into_iter().chain(together).collect()
}

/// A baseline's figures and a scenario's.
struct Sides<'a> {
    before: &'a [Row],
    scenario: &'a Alternative,
}

impl Sides<'_> {
    /// A line of the table; those that are 0 on both sides are left out.
    fn line(&self, &PrintedLine { measure, group, stat, name, .. }: &PrintedLine) -> Option<String> {
        self.named(measure, group, stat, name, false)
    }

    fn named(&self, measure: &str, group: &str, stat: &str, label: &str, always: bool) -> Option<String> {
        let before = find(self.before, measure, group, stat);
        let after = find(&self.scenario.levels, measure, group, stat);
        let apart = find(&self.scenario.differences, measure, group, stat)?;
        let nothing = |row: Option<&Row>| row.is_none_or(|row| row.estimate.estimate == 0.0);
        if !always && nothing(before) && nothing(after) {
            return None;
        }
        let level = |row: Option<&Row>| match row {
            None => "0".into(),
            Some(row) if stat == "share" => percent(&row.estimate, 2),
            Some(row) => with_interval(&row.estimate, 3).0,
        };
        let (times, unit) = if stat == "share" { (100.0, " points") } else { (1.0, short_unit(apart.unit)) };
        let difference = difference(&apart.estimate, times, unit);
        // A long name takes from the column after it.
        let room = 45usize.saturating_sub(label.chars().count());
        Some(format!("  {label}{:>room$}{:>13}  {difference}\n", level(before), level(after)))
    }

    /// The groups of a measure that differ at all, by what they are called.
    fn groups(&self, measure: &str, label: impl Fn(&str) -> Option<String>) -> String {
        let differs = |row: &&Row| row.measure == measure && (row.estimate.estimate != 0.0 || row.estimate.se != 0.0);
        let rows = self.scenario.differences.iter().filter(differs);
        rows.filter_map(|row| self.named(measure, &row.group, &row.stat, &label(&row.group)?, true)).collect()
    }
}

/// `-1.23 (-1.40 to -1.06)`; where the interval spans 0, that there is no clear difference.
fn difference(e: &Estimate, times: f64, unit: &str) -> String {
    let e = Estimate { estimate: times * e.estimate, se: times * e.se, low: times * e.low, high: times * e.high, ..*e };
    let half = (e.high - e.low) / 2.0;
    let signed = |value: f64| format!("{}{}", if value > 0.0 { "+" } else { "" }, figure(value, half, 3));
    if !half.is_finite() {
        return format!("{}{unit}, from one replication", signed(e.estimate));
    }
    let interval = format!("({} to {}){}", signed(e.low), signed(e.high), guard::mark(&e));
    let shown = signed(e.estimate);
    match said::spans_0(&e) {
        true => format!("no clear difference {interval}"),
        false if said::is_0(&shown) => format!("{} {interval}", said::NEXT_TO_NONE),
        false => format!("{shown}{unit} {interval}"),
    }
}

/// A unit in a word, where there is one.
fn short_unit(unit: &str) -> &'static str {
    let known = [("days", " days"), ("minutes", " minutes"), ("hours", " hours"), ("GBP", " GBP")];
    known.iter().find(|(word, _)| unit.contains(word)).map_or("", |(_, short)| short)
}

fn plain(e: &Estimate, most: usize) -> String {
    let (value, interval) = with_interval(e, most);
    interval.map_or(value.clone(), |interval| format!("{value} ({interval}){}", guard::mark(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(estimate: f64, low: f64, high: f64) -> String {
        difference(&Estimate { estimate, se: 0.1, low, high, replications: 9, skew: 0.0 }, 1.0, "")
    }

    #[test]
    fn there_is_no_clear_difference_exactly_where_the_interval_spans_0() {
        assert_eq!(said(-1.234, -1.4, -1.07), "-1.23 (-1.40 to -1.07)");
        assert_eq!(said(1.2, 0.9, 1.5), "+1.20 (+0.90 to +1.50)");
        for (low, high) in [(-0.1, 0.2), (0.0, 0.2), (-0.2, 0.0), (0.0, 0.0)] {
            assert!(said((low + high) / 2.0, low, high).starts_with("no clear difference ("), "{low} {high}");
        }
        assert_eq!(said(-0.0002, -0.0003, -0.0001), "next to none (0.000 to 0.000)");
        assert_eq!(said(1.5, f64::NAN, f64::NAN), "+1.50, from one replication");
    }
}
