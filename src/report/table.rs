//! The table at a terminal, at most 100 columns wide: headlines first, then the ledger of hours, each figure with its
//! doubt and what it is counted over.

use super::guard::mark;
use super::words::{self, capital, grouped, ledger_line, percent, percent_interval, with_interval, wrapped};
use super::{About, find, found};
use crate::experiment::{AT_LEAST, Reached, Row};
use crate::stats::Estimate;

/// A line of the printed tables: the figure, what it is called, and its unit and denominator in short.
pub(super) struct PrintedLine {
    pub measure: &'static str,
    pub group: &'static str,
    pub stat: &'static str,
    pub name: &'static str,
    pub over: &'static str,
}

const fn line(
    measure: &'static str,
    group: &'static str,
    stat: &'static str,
    name: &'static str,
    over: &'static str,
) -> PrintedLine {
    PrintedLine { measure, group, stat, name, over }
}

impl PrintedLine {
    /// Its row, or the row of the least that its quantile can be.
    pub fn found<'a>(&self, rows: &'a [Row]) -> Option<&'a Row> {
        found(rows, self.measure, self.group, self.stat)
    }

    /// Is it of this measure, group and statistic?
    pub fn is_of(&self, row: &Row) -> bool {
        (self.measure, self.group, self.stat) == (row.measure, &row.group, &row.stat)
    }
}

/// Every printed line.
pub(super) fn printed_lines() -> impl Iterator<Item = &'static PrintedLine> {
    SECTIONS.iter().flat_map(|(_, lines)| lines.iter())
}

/// The printed lines under their headings.
#[rustfmt::skip]
pub(super) const SECTIONS: &[(&str, &[PrintedLine])] = &[
    ("Getting through", &[
        line("phone_answered_share", "all", "share", "Calls answered", "of calls, engaged ones too"),
        line("phone_wait", "answered", "mean", "Wait to be answered", "minutes, answered calls"),
        line("phone_wait", "answered", "p90", "  9 of 10 within", "minutes, answered calls"),
        line("calls_per_1000_per_day", "all", "mean", "Calls", "per 1,000 patients, open day"),
        line("attempts_per_need", "all", "mean", "Calls for each need", "needs that rang and ended"),
        line("online_wait", "all", "mean", "Online requests taken up after", "minutes, handled by staff"),
        line("triage_wait", "gp", "mean", "Wait for a GP's triage", "minutes, requests so triaged"),
        line("triage_closed_share", "gp", "share", "  dealt with by it", "of requests so triaged"),
        line("triage_wait", "nurse", "mean", "Wait for a nurse's triage", "minutes, requests so triaged"),
        line("triage_closed_share", "nurse", "share", "  dealt with by it", "of requests so triaged"),
        line("triage_wait", "online", "mean", "Wait for online triage", "minutes, requests so triaged"),
        line("triage_closed_share", "online", "share", "  dealt with by it", "of requests so triaged"),
    ]),
    ("Waiting for an appointment", &[
        line("need_to_seen_days", "all", "mean", "From need to seen", "calendar days, needs seen"),
        line("need_to_seen_days", "all", "p90", "  9 of 10 within", "calendar days, needs seen"),
        line("never_seen_share", "all", "share", "Never seen", "of clinical needs that ended"),
        line("unmet_needs_share", "all", "share", "Gave up, left, or had no offer", "of needs that ended"),
        line("left_for_urgent_care_per_week", "all", "mean", "Left for 111 or A&E", "needs a week"),
        line("turned_away_per_week", "all", "mean", "No slot that would do", "requests a week"),
        line("lead_share", "same_day", "share", "On the day of booking", "of appointments due"),
        line("lead_days", "all", "mean", "From booking to appointment", "working days, appointments"),
        line("lead_days", "asap", "mean", "  those who took the first free slot", "working days, appointments"),
        line("third_next_available", "all", "mean", "Third next free GP slot", "working days, at opening"),
    ]),
    ("The appointments", &[
        line("appointments_per_1000_per_day", "all", "mean", "Appointments due", "per 1,000 patients, open day"),
        line("dna_rate", "all", "share", "Did not attend", "of appointments due"),
        line("slots_unfilled_share", "all", "share", "Slots nobody was booked into", "of slots of sessions held"),
        line("waiting_room", "all", "mean", "Wait in the waiting room", "minutes, booked face to face"),
        line("mode_share", "face_to_face", "share", "Face to face", "of encounters"),
        line("role_share", "gp", "share", "With a GP", "of encounters"),
        line("own_gp_share", "all", "share", "With the usual GP", "of encounters with a GP"),
        line("planned_share", "all", "share", "Planned by the practice", "of encounters"),
        line("avoidable_share", "all", "share", "GPs would call avoidable", "of appointments with a GP"),
        line("avoidable_share_rater", "lowest", "share", "  the GP who says so least", "of their own"),
        line("avoidable_share_rater", "highest", "share", "  the GP who says so most", "of their own"),
        line("contacts_per_need", "all", "mean", "Encounters for each need", "clinical needs that ended"),
    ]),
    ("GP time and cost", &[
        line("gp_hours_used_per_week", "all", "mean", "GP hours used, meetings included", "a week; not idle or lost"),
        line("utilisation", "gp", "share", "  as a share", "of GP hours worked"),
        line("gp_overtime_per_week", "all", "mean", "GP overtime", "hours a week"),
        line("task_backlog_days", "gp", "mean", "Oldest GP task waiting", "working days, at closing"),
        line("cost_per_week", "all", "mean", "Cost of all hours worked", "GBP a week"),
    ]),
];

/// The whole page of text.
pub fn page(about: &About, rows: &[Row]) -> String {
    let mut page = String::new();
    page.push_str(&format!("{}\n{}\n", about.name(), how(about)));
    for warning in super::guard::warnings(about, rows) {
        page.push_str(&format!("\n{}\n", wrapped(&warning)));
    }
    for (heading, lines) in SECTIONS {
        let shown: Vec<_> = lines.iter().filter_map(|line| Some((line, line.found(rows)?))).collect();
        // A part of a practice that does nothing is left out whole.
        if shown.iter().any(|(_, row)| row.estimate.estimate != 0.0) {
            let shown: String = shown.into_iter().map(|(line, found)| row(line, found)).collect();
            page.push_str(&format!("\n{heading}\n{shown}"));
        }
    }
    page.push_str(&ledger(rows));
    if let Some(note) = super::guard::marked(printed(rows).filter_map(|row| row.estimate.too_few())) {
        page.push_str(&format!("\n{}\n", wrapped(&note)));
    }
    page.push_str("\nA model of a practice, not a record of one. Headroom is not an NHS product.\n");
    page
}

/// The rows that the page prints with their intervals, but for what a section that is left out would have.
fn printed(rows: &[Row]) -> impl Iterator<Item = &Row> {
    let headlines = printed_lines().filter_map(|line| find(rows, line.measure, line.group, line.stat));
    headlines.chain(rows.iter().filter(|row| row.measure == "hours_per_week" && row.group.contains('/')))
}

fn count(n: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(n as f64, 0), if n == 1 { "" } else { "s" })
}

/// `a warm-up of 22 weeks`.
pub(super) fn warm_up(days: u32) -> String {
    match days {
        0 => "no warm-up".to_string(),
        days if days.is_multiple_of(7) => format!("a warm-up of {}", count(u64::from(days / 7), "week")),
        days => format!("a warm-up of {}", count(u64::from(days), "day")),
    }
}

/// Length, warm-up, replications, seed and what the brackets mean.
pub(super) fn how(about: &About) -> String {
    let measured = match about.days {
        days if days.is_multiple_of(7) => count(u64::from(days / 7), "week"),
        days => count(u64::from(days), "day"),
    };
    let warm_up = warm_up(about.warm_up_days);
    let doubt = if about.replications > 1 { "In brackets: 95% intervals." } else { "No intervals from one." };
    let replications = count(about.replications as u64, "replication");
    let precision =
        about.precision.as_ref().map_or(String::new(), |reached| format!("\n{}\n", wrapped(&rule(reached))));
    format!("{measured} after {warm_up}; {replications}, seed {}. {doubt}{precision}", about.seed)
}

/// How narrow an interval was asked for, and whether it was reached.
pub(super) fn rule(reached: &Reached) -> String {
    let Reached { of, within, half_width, replications } = reached;
    let percent = |share: f64| format!("{}%", grouped(100.0 * share, if share < 0.1 { 2 } else { 0 }));
    let asked = format!("`{of}` was to be known to within {} of the practice's mean", percent(*within));
    let looked = "looked at every 10 replications from the 30th on";
    match (reached.is_met(), half_width.is_finite()) {
        (true, _) => format!("{asked}: {} after {replications}, {looked}.", percent(*half_width)),
        (false, true) => format!("{asked}, which was not reached: {} after {replications}.", percent(*half_width)),
        (false, false) => format!("{asked}, of which nothing can be said after {replications}."),
    }
}

fn row(&PrintedLine { name, over, .. }: &PrintedLine, row: &Row) -> String {
    let (value, interval) = if row.stat == "share" {
        (percent(&row.estimate, 2), percent_interval(&row.estimate, 2))
    } else {
        with_interval(&row.estimate, 3)
    };
    // A quantile beyond what is told apart: no less than this.
    let value = if row.stat.ends_with(AT_LEAST) { format!("over {value}") } else { value };
    let line = format!("  {name:<36} {value:>9}  {:<20} {over}", bracketed(interval, &row.estimate));
    format!("{}\n", line.trim_end())
}

fn bracketed(interval: Option<String>, e: &Estimate) -> String {
    interval.map_or(String::new(), |interval| format!("({interval}){}", mark(e)))
}

/// Hours a week of each role: a block each, its lines two abreast, largest first, down and then across.
fn ledger(rows: &[Row]) -> String {
    let mut text = String::new();
    let hours = rows.iter().filter(|row| row.measure == "hours_per_week");
    let hours: Vec<_> = hours.filter_map(|row| Some((row.group.split_once('/')?, row))).collect();
    for &((role, line), worked) in &hours {
        if line == "worked" {
            let lines = hours.iter().filter(|((of, line), _)| *of == role && *line != "worked");
            let mut lines: Vec<_> = lines.map(|((_, line), row)| (*line, *row)).collect();
            lines.sort_by(|(_, a), (_, b)| b.estimate.estimate.total_cmp(&a.estimate.estimate));
            text.push_str(&block(&capital(&words::role(role)), worked, &lines));
        }
    }
    if text.is_empty() { text } else { format!("\nHours worked in a week, by everybody in the role together\n{text}") }
}

/// One role's hours worked, and below them its lines.
fn block(name: &str, worked: &Row, lines: &[(&str, &Row)]) -> String {
    let half = lines.len().div_ceil(2);
    let cell = |at: usize| {
        lines.get(at).map_or(String::new(), |(line, row)| account(&format!("  {}", ledger_line(line)), row))
    };
    let lines = (0..half).map(|at| format!("{:<50}{}", cell(at), cell(half + at)));
    let all = std::iter::once(account(name, worked)).chain(lines);
    all.map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Half a line: a name, its hours and their interval.
fn account(name: &str, row: &Row) -> String {
    let decimals = if row.estimate.estimate < 100.0 { 2 } else { 1 };
    let (value, interval) = with_interval(&row.estimate, decimals);
    format!("  {name:<22}{value:>7} {:<18}", bracketed(interval, &row.estimate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::registry::REGISTRY;

    fn rows() -> Vec<Row> {
        let interval = |estimate: f64| Estimate {
            estimate,
            se: estimate / 1000.0,
            replications: 100,
            low: estimate * 0.998,
            high: estimate * 1.002,
            skew: 0.0,
        };
        let row = |measure, group: &str, stat: &str, estimate| Row {
            measure,
            group: group.into(),
            unit: "",
            stat: stat.into(),
            estimate: interval(estimate),
            count: 1.0,
            denominator: "",
        };
        let lines = printed_lines();
        let mut rows: Vec<Row> = lines.map(|line| row(line.measure, line.group, line.stat, 0.98765)).collect();
        rows.push(row("hours_per_week", "mental_health_practitioner/worked", "mean", 1234.567));
        for line in crate::scenario::names::LedgerLine::ALL {
            let group = format!("mental_health_practitioner/{}", line.id());
            rows.push(row("hours_per_week", &group, "mean", 123.4567));
        }
        rows
    }

    fn about(title: &str) -> About<'_> {
        About { warm_up_days: 21, settled: false, ..About::example(title) }
    }

    #[test]
    fn the_page_fits_a_terminal_of_100_columns() {
        for line in page(&about("A title"), &rows()).lines() {
            assert!(line.chars().count() <= 100, "{} columns: {line}", line.chars().count());
        }
    }

    #[test]
    fn every_line_of_the_table_and_of_the_ledger_is_there() {
        let page = page(&about("A title"), &rows());
        assert!(printed_lines().count() > 20);
        for line in printed_lines() {
            let is_known = REGISTRY.iter().any(|measure| measure.id == line.measure);
            assert!(page.contains(line.name) && is_known, "{}", line.name);
        }
        for line in crate::scenario::names::LedgerLine::ALL {
            assert!(page.contains(&ledger_line(line.id())), "{}", line.id());
        }
    }

    #[test]
    fn shares_are_percentages_of_something_and_weeks_are_weeks() {
        let page = page(&about("A title"), &rows());
        let expected =
            "  Calls answered                          98.77%  (98.57 to 98.96%)    of calls, engaged ones too\n";
        assert!(page.contains(expected), "{page}");
        assert!(page.contains("52 weeks after a warm-up of 3 weeks; 100 replications, seed 1."), "{page}");
    }
}
