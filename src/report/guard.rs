//! Before anything else: is a setting likely to be a slip, does the practice settle, and does it ration?

use super::About;
use super::words::{self, grouped};
use crate::experiment::Row;
use crate::experiment::coverage::ENOUGH;

/// Where more than this share of needs goes unmet, or of requests is turned away, beyond doubt, the practice rations.
const RATIONS: f64 = 0.02;

/// Sentences to read first; empty where there is nothing to warn of.
pub fn warnings(about: &About, rows: &[Row]) -> Vec<String> {
    let figure = |measure: &str, group: &str| {
        rows.iter().find(|row| row.measure == measure && row.group == group).map(|row| row.estimate.estimate)
    };
    let mut warnings: Vec<String> = about.cautions.iter().map(|slip| format!("Perhaps a slip: {slip}.")).collect();
    if !about.settled {
        warnings.push(
            "This practice does not settle: its book was still filling after a year of pilot runs. Mean waits depend \
             on how long it is run and say nothing by themselves."
                .to_string(),
        );
    }
    if (2..ENOUGH).contains(&(about.replications as u32)) {
        warnings.push(format!(
            "From so few as {} replications the intervals are a rough guide: where waits are skewed they have the truth \
             in them less often than 95 times of 100, as `headroom selftest --coverage` shows.",
            about.replications
        ));
    }
    let unmet = figure("unmet_needs_share", "all").unwrap_or(0.0);
    let turned_away = figure("turned_away_per_week", "all").unwrap_or(0.0);
    let arose = figure("endings_per_week", "arose").unwrap_or(0.0);
    let books = figure("appointments_per_1000_per_day", "all").is_some_and(|due| due > 0.0);
    if arose == 0.0 {
        warnings.push(
            "Nothing happens here: no need arises. A practice of your own begins with a line such as \
             `extends = \"average-2018\"`."
                .to_string(),
        );
    }
    let surely = |measure: &str| {
        let row = rows.iter().find(|row| row.measure == measure && row.group == "all");
        row.map_or(0.0, |row| if row.estimate.low.is_finite() { row.estimate.low } else { row.estimate.estimate })
    };
    let rations = books && (surely("unmet_needs_share") > RATIONS || surely("turned_away_per_week") > RATIONS * arose);
    if rations {
        let turned_away = match grouped(turned_away, 0).as_str() {
            "0" => String::new(),
            requests => format!(", and {requests} requests a week are turned away"),
        };
        warnings.push(format!(
            "This practice rations: {}% of needs go unmet{turned_away}. Its waits are held down by who stops asking, \
             so read them beside the needs unmet.",
            grouped(100.0 * unmet, 1),
        ));
    }
    warnings.extend(shortest(rows).filter(|_| rations || !about.settled));
    warnings
}

/// Whose sessions a practice that is short of slots should look at first.
fn shortest(rows: &[Row]) -> Option<String> {
    let free = rows.iter().filter(|row| row.measure == "slots_unfilled_share");
    let by_role = free.filter_map(|row| Some((row.group.strip_prefix("role:")?, row.estimate.estimate)));
    let (id, free) = by_role.min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(format!(
        "Slots are shortest with the role {}: nobody was booked into {}% of them. Try more of its sessions, \
         `roles.{id}.sessions_per_week`.",
        words::role(id),
        grouped(100.0 * free, 1),
    ))
}
