//! Before anything else: is a setting likely to be a slip, does the practice settle, and does it ration?

use super::About;
use super::words::{self, grouped, wrapped};
use crate::experiment::Row;
use crate::experiment::coverage::ENOUGH;
use crate::stats::Estimate;

/// Where more than this share of needs goes unmet, or of requests is turned away, beyond doubt, the practice rations.
const RATIONS: f64 = 0.02;

/// Sentences to read first; empty where there is nothing to warn of.
pub fn warnings(about: &About, rows: &[Row]) -> Vec<String> {
    let figure = |measure: &str, group: &str| {
        rows.iter().find(|row| row.measure == measure && row.group == group).map(|row| row.estimate.estimate)
    };
    let mut warnings: Vec<String> = about.stopped.iter().map(super::Cut::says).collect();
    warnings.extend(about.cautions.iter().map(|slip| format!("Perhaps a slip: {slip}.")));
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

/// Stands after an interval that is likely too narrow.
pub const SKEWED: &str = "*";

/// The mark of this interval, where it needs one.
pub fn mark(e: &Estimate) -> &'static str {
    if e.too_few().is_some() { SKEWED } else { "" }
}

/// What the mark means, below a table or a page that has it; `enough` are the replications that each figure so marked
/// would need, and where there is none nothing is said.
pub fn marked(enough: impl Iterator<Item = usize>) -> Option<String> {
    let enough = enough.max()?;
    Some(format!(
        "{SKEWED} after an interval: a few replications lie far from the others, so that it is likely too narrow, and has \
         the truth in it less often than 95 times of 100. About {} replications would do, or more.",
        grouped(enough as f64, 0)
    ))
}

/// Figures that a sentence names before it counts the rest.
const NAMED: usize = 3;

/// That some of these figures are so skewed that their intervals are likely too narrow, and how many replications would
/// do; nothing where none is. The most skewed is named first.
pub fn skewed<'a>(figures: impl Iterator<Item = (String, &'a Estimate)>) -> Option<String> {
    let mut found: Vec<(usize, String)> = figures.filter_map(|(name, e)| Some((e.too_few()?, name))).collect();
    found.sort_by_key(|found| std::cmp::Reverse(found.0));
    let mut seen: Vec<String> = Vec::new();
    found.retain(|(_, name)| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    let enough = found.first()?.0;
    let names: Vec<&str> = found.iter().take(NAMED).map(|(_, name)| name.as_str()).collect();
    let more = match found.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!(
        "Skewed replications: a few lie far from the others, so that these intervals are likely too narrow, and have the \
         truth in them less often than 95 times of 100: {}{more}. About {} replications would do, or more.",
        names.join(", "),
        grouped(enough as f64, 0)
    ))
}

/// What a page says before its figures: that it was stopped, and that some are skewed.
pub fn first<'a>(about: &About, figures: impl Iterator<Item = (String, &'a Estimate)>) -> String {
    let all = about.stopped.iter().map(super::Cut::says).chain(skewed(figures));
    all.map(|sentence| format!("\n{}\n", wrapped(&sentence))).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Cut;
    use crate::stats::mean;

    #[test]
    fn a_page_names_its_skewed_figures_and_how_many_replications_would_do() {
        let skewed_values: Vec<f64> = (0..30).map(|k| if k == 7 { 40.0 } else { f64::from(k % 3) }).collect();
        let even: Vec<f64> = (0..30).map(|k| f64::from(k % 3)).collect();
        let (long, even) = (mean(&skewed_values).unwrap(), mean(&even).unwrap());
        let said = skewed([("dna_rate".to_string(), &even), ("lead_days".to_string(), &long)].into_iter()).unwrap();
        assert!(said.contains("95 times of 100: lead_days. About "), "{said}");
        // A skewness of about 5: 25 times its square.
        let enough = long.too_few().unwrap();
        assert!((600..800).contains(&enough) && said.contains(&grouped(enough as f64, 0)), "{enough}: {said}");
        assert_eq!(skewed([("dna_rate".to_string(), &even)].into_iter()), None);
    }

    #[test]
    fn a_mark_is_explained_by_the_figure_that_needs_most_replications() {
        assert_eq!(marked(std::iter::empty()), None);
        assert!(marked([280, 1300, 40].into_iter()).unwrap().contains("About 1,300 replications"));
    }

    #[test]
    fn a_page_that_was_stopped_says_after_how_many_of_how_many() {
        let mut about = About::example("x");
        assert_eq!(first(&about, std::iter::empty()), "");
        about.stopped = Cut::short_of(100, 37, "replications");
        let said = warnings(&about, &[]);
        assert!(said[0].contains("Stopped early: 37 of 100 replications were done"), "{said:?}");
        assert_eq!(Cut::short_of(100, 100, "replications"), None);
    }
}
