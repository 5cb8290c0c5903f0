//! The page and the files of a programme: how practices spread at 3, 6, 9 and 12 months, what a case study would claim of
//! the same, and why the two differ.

use super::csv::{number, whole};
use super::table::warm_up;
use super::words::{self, figure, three_digits, wrapped};
use super::{About, find, guard};
use crate::experiment::Row;
use crate::experiment::programme::{LAST, Outcome, Practice, STRETCHES, YEAR};
use crate::scenario::Programme;
use serde_json::{Value, json};

/// What is said in print about the same programmes.
pub(super) const PUBLISHED: [(&str, &str); 4] = [
    ("10%", "of GP time for most practices, in policy"),
    ("1.1%", "the mean of Bury's 25 practices: 68 GP hours each in a year (BURY17)"),
    ("1.5%", "the mean of Time for Care to July 2018: 120 clinical hours a practice (TFC18)"),
    ("10.4%", "the best practice written about: 600 GP hours in a year (CASE-CHIS)"),
];

/// What a table shows: measure, statistic, what it is called, and how many times what is in the file.
pub(super) type Line = (&'static str, &'static str, &'static str, f64);

pub(super) const RELEASED: [Line; 6] = [
    ("gp_hours_released_share", "mean", "Mean", 100.0),
    ("gp_hours_released_share", "median", "Median", 100.0),
    ("gp_hours_released_share", "p10", "10th centile", 100.0),
    ("gp_hours_released_share", "p90", "90th centile", 100.0),
    ("gp_hours_released_share", "share_above_10_percent", "% of practices above 10%", 100.0),
    ("gp_hours_released_share", "share_at_or_below_0", "% of practices at or below 0", 100.0),
];
pub(super) const HOURS: [Line; 5] = [
    ("gp_hours_released", "mean", "GPs: released", 1.0),
    ("gp_hours_learning", "mean", "GPs: programme and learning", 1.0),
    ("gp_hours_used_less", "mean", "GPs: fewer used, after re-use", 1.0),
    ("other_hours_released", "mean", "Others: released", 1.0),
    ("other_hours_learning", "mean", "Others: programme and learning", 1.0),
];
pub(super) const CLAIMED: [Line; 4] = [
    ("gp_hours_claimed_share", "mean", "Mean", 100.0),
    ("gp_hours_claimed_share", "median", "Median", 100.0),
    ("gp_hours_claimed_share", "most", "Best of each group", 100.0),
    ("gp_hours_claimed_share", "share_above_10_percent", "% of practices above 10%", 100.0),
];

/// The whole page.
pub fn page(about: &About, programme: &Programme, outcome: &Outcome, rows: &[Row], best: Option<&Practice>) -> String {
    let plural = if outcome.groups == 1 { "" } else { "s" };
    let doubt = match outcome.groups {
        1 => "No intervals from one group.",
        _ => "±: half of a 95% interval, over groups.",
    };
    let mut page = format!(
        "{}, in practices like {}\n52 weeks after {}; {} group{plural} of {} practices, seed {}.\n{doubt}\n",
        programme.name,
        about.name(),
        warm_up(about.warm_up_days),
        outcome.groups,
        outcome.size,
        about.seed
    );
    let offered: Vec<String> =
        programme.offered.iter().map(|a| format!("{} {}", a.id, a.name.to_lowercase())).collect();
    page.push_str(&format!("{}\n", wrapped(&format!("{} Offered: {}.", programme.says, offered.join(", ")))));
    let tables: [(&str, &[Line]); 3] = [("released", &RELEASED), ("hours a week", &HOURS), ("claimed", &CLAIMED)];
    let lines = tables.iter().flat_map(|(what, lines)| lines.iter().map(move |line| (what, line)));
    let cells = lines.flat_map(|(what, line)| {
        STRETCHES.iter().filter_map(move |(group, when, _)| {
            let row = find(rows, line.0, group, line.1)?;
            Some((format!("{} ({what}, {when})", line.2), &row.estimate))
        })
    });
    page.push_str(&guard::first(about, cells));
    for warning in &about.cautions {
        page.push_str(&format!("\n{}\n", wrapped(&format!("warning: {warning}"))));
    }
    let table = |heading: &str, lines: &[Line]| {
        let all: String = lines.iter().map(|line| one(rows, line)).collect();
        let names: String = STRETCHES.iter().map(|(_, name, _)| format!("{name:>13}")).collect();
        format!("\n{heading}\n{:32}{names}\n{all}", "")
    };
    page.push_str(&table("GP hours released, % of those used before, the programme's own hours taken off", &RELEASED));
    page.push_str(&table("Mean hours a week", &HOURS));
    page.push_str(&table(
        "As case studies would claim it: % of GP hours, of practices that stayed to the end",
        &CLAIMED,
    ));
    page.push_str("\nWhat is said in print\n");
    for (figure, what) in PUBLISHED {
        page.push_str(&format!("  {figure:>6}  {what}\n"));
    }
    page.push_str(&format!("\nWhy these differ\n{}\n", wrapped(&why(programme, rows, best))));
    page.push_str("\nA model of practices, not a record of any. Headroom is not an NHS product.\n");
    page
}

fn one(rows: &[Row], &(measure, stat, label, times): &Line) -> String {
    let cells = STRETCHES.iter().map(|(group, ..)| {
        let cell = find(rows, measure, group, stat).map_or("–".into(), |row| cell(row, times));
        format!("{cell:>13}")
    });
    format!("  {label:<30}{}\n", cells.collect::<String>())
}

/// `1.2 ±0.3`.
fn cell(row: &Row, times: f64) -> String {
    let e = row.estimate;
    let half = times * (e.high - e.low) / 2.0;
    let value = figure(times * e.estimate, half, 2);
    match half.is_finite() && half > 0.0 {
        true => format!("{value} ±{}", figure(half, half, 2)),
        false => value,
    }
}

/// The difference between what is claimed and what comes out, in this run's own numbers.
pub fn why(programme: &Programme, rows: &[Row], best: Option<&Practice>) -> String {
    let (last, year) = (STRETCHES[LAST].0, STRETCHES[YEAR].0);
    let value = |measure: &str, group: &str, stat: &str| {
        find(rows, measure, group, stat).map_or(f64::NAN, |row| row.estimate.estimate)
    };
    let all = |measure: &str| value(measure, "all", "mean");
    let percent = |share: f64| words::said(share, "share");
    let mean = |measure: &str, group: &str| percent(value(measure, group, "mean"));
    let mut text = format!(
        "Of the practices invited {} did not begin and release nothing; of those that began {} left. One that began took \
         up {} of the {} actions offered and did {} of each as drawn, before help and fading; its first change came \
         after {} weeks. At 12 months those that changed something release {} on average, and all that were invited {}. \
         All that is offered, done in full by everybody from the first day and with nothing forgotten, would release {}. \
         Workshops, training and running the changes took {} of GPs' hours over the year, and are taken off; a case \
         study takes off nothing, counts each diverted patient as a whole slot, and leaves out whoever did not stay: the \
         same practices could claim {} at 12 months and {} over the year.",
        percent(1.0 - all("practices_engaged")),
        percent(all("practices_left")),
        three_digits(all("actions_taken_up")),
        programme.offered.len(),
        percent(all("fidelity")),
        three_digits(all("first_change")),
        percent(all("gp_hours_released_by_changed_share")),
        mean("gp_hours_released_share", last),
        mean("gp_hours_released_in_full_share", last),
        mean("gp_hours_learning_share", year),
        mean("gp_hours_claimed_share", last),
        mean("gp_hours_claimed_share", year),
    );
    if let Some(best) = best {
        let year = &best.stretches[YEAR];
        let actions: Vec<&str> = best.course.taken.iter().map(|taken| taken.action.as_str()).collect();
        text.push_str(&format!(
            " Every practice is one year with a chance of its own, so the ends of the spread are chance too, and the best \
             of many is the luckiest. The practice to write about is number {} of group {}, with {}: it could claim {} hours, {} of its GPs' year, \
             and released {} hours, {}.",
            best.number + 1,
            best.group + 1,
            if actions.is_empty() { "no action".into() } else { actions.join(", ") },
            three_digits(year.accounts.claimed),
            percent(year.claimed_share()),
            three_digits(year.accounts.released),
            percent(year.released_share()),
        ));
    }
    text
}

/// `practices.csv`: a practice a line, with what it took up and what came of it.
pub fn practices(outcome: &Outcome) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let made = ["group", "practice", "engaged", "quick_start", "left_in_week", "actions", "fidelity", "first_change"];
    let of_each = STRETCHES.iter().flat_map(|(group, ..)| FIGURES.map(|(name, _)| format!("{name}_{group}")));
    out.write_record(made.map(String::from).into_iter().chain(of_each))?;
    for practice in &outcome.practices {
        let course = &practice.course;
        let joined = |of: &dyn Fn(&crate::experiment::course::Taken) -> String| {
            course.taken.iter().map(of).collect::<Vec<_>>().join(" ")
        };
        let mut record = vec![
            (practice.group + 1).to_string(),
            (practice.number + 1).to_string(),
            course.engaged.to_string(),
            course.quick_start.to_string(),
            // Weeks are counted from 1 in files.
            course.left.map_or(String::new(), |week| (week + 1).to_string()),
            joined(&|taken| taken.action.clone()),
            joined(&|taken| number(taken.fidelity)),
            joined(&|taken| number(taken.live + 1.0)),
        ];
        record.extend(practice.stretches.iter().flat_map(|stretch| FIGURES.map(|(_, of)| number(of(stretch)))));
        out.write_record(record)?;
    }
    whole(out)
}

type Figure = (&'static str, fn(&crate::experiment::programme::Stretch) -> f64);

/// Hours in the whole of a stretch.
const FIGURES: [Figure; 8] = [
    ("gp_hours_used_before", |s| s.gp_used[0]),
    ("gp_hours_used_after", |s| s.gp_used[1]),
    ("gp_hours_released", |s| s.accounts.released),
    ("gp_hours_needs_only_before", |s| s.accounts.only_before),
    ("gp_hours_needs_only_after", |s| s.accounts.only_after),
    ("gp_hours_claimed", |s| s.accounts.claimed),
    ("gp_hours_learning", |s| s.gp_learning),
    ("other_hours_released", |s| s.others_released),
];

/// `results.json`.
pub fn json(about: &About, programme: &Programme, outcome: &Outcome, rows: &[Row]) -> Value {
    let mut value = super::json::results(about, rows);
    value["programme"] = programme.id.as_str().into();
    value["groups"] = outcome.groups.into();
    value["practices"] = outcome.size.into();
    value["offered"] = programme.offered.iter().map(|action| action.id.as_str()).collect::<Vec<_>>().into();
    let funding = programme.funding.iter().map(|funding| json!({ "name": funding.name, "gbp": funding.gbp }));
    value["funding"] = funding.collect::<Vec<_>>().into();
    value
}
