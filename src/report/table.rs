//! The table at a terminal: headlines first, then the ledger of hours, each figure with its denominator and doubt.

use super::About;
use super::words::{grouped, with_interval};
use crate::experiment::Row;
use crate::practice::registry::REGISTRY;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, Table};

/// A line of the table: measure, group, statistic, and what to call it.
type Line = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const SECTIONS: &[(&str, &[Line])] = &[
    ("Getting through", &[
        ("phone_answered_share", "all", "share", "Calls answered"),
        ("phone_wait", "answered", "mean", "Wait to be answered, answered calls"),
        ("phone_wait", "answered", "p90", "… 9 of 10 answered within"),
        ("calls_per_1000_per_day", "all", "mean", "Calls a working day per 1,000 patients"),
        ("attempts_per_need", "all", "mean", "Calls for each need"),
    ]),
    ("Waiting for an appointment", &[
        ("need_to_seen_days", "all", "mean", "Need to seen"),
        ("need_to_seen_days", "all", "p90", "… 9 of 10 seen within"),
        ("never_seen_share", "all", "share", "Clinical needs never seen"),
        ("lead_days", "all", "mean", "Booking to appointment"),
        ("lead_days", "asap", "mean", "… those who took the first free slot"),
        ("lead_share", "same_day", "share", "Appointments on the day of booking"),
        ("third_next_available", "all", "mean", "Third next available GP slot"),
        ("turned_away_per_week", "all", "mean", "Turned away"),
        ("unmet_needs_share", "all", "share", "Needs unmet"),
        ("left_for_urgent_care_per_week", "all", "mean", "Left for 111 or A&E"),
    ]),
    ("The appointments", &[
        ("appointments_per_1000_per_day", "all", "mean", "Appointments a working day per 1,000 patients"),
        ("dna_rate", "all", "share", "Did not attend"),
        ("slots_unfilled_share", "all", "share", "Slots unfilled"),
        ("waiting_room", "all", "mean", "Wait in the waiting room"),
        ("mode_share", "face_to_face", "share", "Face to face"),
        ("role_share", "gp", "share", "With a GP"),
        ("own_gp_share", "all", "share", "GP encounters with the usual GP"),
        ("planned_share", "all", "share", "Planned by the practice"),
        ("contacts_per_need", "all", "mean", "Encounters for each need"),
    ]),
    ("GP time", &[
        ("gp_hours_used_per_week", "all", "mean", "GP hours used"),
        ("gp_overtime_per_week", "all", "mean", "GP overtime"),
        ("utilisation", "gp", "share", "GP hours in use"),
        ("task_backlog_days", "gp", "mean", "Oldest GP task waiting"),
        ("cost_per_week", "all", "mean", "Cost of all hours worked"),
    ]),
];

/// The whole page of text.
pub fn page(about: &About, rows: &[Row]) -> String {
    let mut page = String::new();
    let title = if about.title.is_empty() { about.scenario } else { about.title };
    page.push_str(&format!("{title}\n"));
    page.push_str(&format!(
        "{} days after a warm-up of {}, {} replications, seed {}. Intervals are 95%.\n",
        grouped(about.days.into(), 0),
        about.warm_up_days,
        grouped(about.replications as f64, 0),
        about.seed
    ));
    for warning in super::guard::warnings(about, rows) {
        page.push_str(&format!("\n{warning}\n"));
    }
    for (heading, lines) in SECTIONS {
        let shown: Vec<_> = lines.iter().filter_map(|line| Some((line.3, find(rows, line)?))).collect();
        if !shown.is_empty() {
            page.push_str(&format!("\n{}\n", section(heading, &shown)));
        }
    }
    page.push_str(&ledger(rows));
    page.push_str("Headroom is not an NHS product. A model of a practice, not a record of one.\n");
    page
}

fn find<'a>(rows: &'a [Row], line: &Line) -> Option<&'a Row> {
    rows.iter().find(|row| row.measure == line.0 && row.group == line.1 && row.stat == line.2)
}

fn section(heading: &str, rows: &[(&str, &Row)]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_header([heading, "", "95% interval", "unit", "of"]);
    for (label, row) in rows {
        let (value, interval) = with_interval(&row.estimate);
        table.add_row([*label, &value, &interval, row.unit, row.denominator]);
    }
    for column in 1..=2 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

/// Hours a week of each role by ledger line.
fn ledger(rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_header(["Hours a week", "", "95% interval"]);
    for row in rows.iter().filter(|row| row.measure == "hours_per_week") {
        let Some((role, line)) = row.group.split_once('/') else { continue };
        let (value, interval) = with_interval(&row.estimate);
        let name = format!("{} · {}", role.replace('_', " "), line.replace('_', " "));
        table.add_row([name, value, interval]);
    }
    for column in 1..=2 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    if table.row_count() == 0 { String::new() } else { format!("\n{table}\n\n") }
}

/// The definition of a measure, for help.
pub fn definition(id: &str) -> Option<&'static str> {
    REGISTRY.iter().find(|measure| measure.id == id).map(|measure| measure.definition)
}
