//! What is printed of a search for the best set alone: the set, with how much confidence, and where the replications went.

use super::page::{NAMED, head};
use crate::experiment::View;
use crate::experiment::combine::{Chosen, Combined, FIGURES, Question};
use crate::report::About;
use crate::report::guard::first;
use crate::report::words::{three_digits, wrapped};

/// What is printed of the best set found with replications spent where they were needed.
pub fn chosen(about: &About, view: View, combined: &Combined, asked: &Question, chosen: &Chosen) -> String {
    let label = FIGURES[asked.figure].label;
    let mut text = head(about, view, combined);
    text.push_str(&first(about, std::iter::empty()));
    text.push_str(&format!("\nThe best of {} sets, by {label}: {}\n", chosen.sets.len(), combined.name(chosen.best)));
    let confidence = 100.0 * asked.confidence;
    let sentence = match chosen.decided {
        true => format!(
            "With {confidence}% confidence it is the best, if it is better than every other by {} {} or more; sets \
             closer to the best than that may be named instead. Chosen by the fully sequential procedure KN (Kim and \
             Nelson 2001) with common chance: {} runs of a year, where as many replications of every set would have \
             been {}.",
            asked.worth_telling,
            FIGURES[asked.figure].unit(),
            chosen.runs,
            chosen.runs_of_all
        ),
        false => format!(
            "Not decided: after {} replications several sets are still in question, and nothing is promised of the one \
             named. Give more `--replications` or a larger `--delta`.",
            chosen.sets.first().map_or(0, |set| set.replications)
        ),
    };
    text.push_str(&format!("{}\n\n  {:<40}{:>13}{:>12}\n", wrapped(&sentence), "set", "replications", "mean"));
    for set in chosen.sets.iter().take(2 * NAMED) {
        let still = if set.in_question { "" } else { "  left out" };
        let mean = three_digits(set.mean);
        text.push_str(&format!("  {:<40}{:>13}{mean:>12}{still}\n", set.name, set.replications));
    }
    if chosen.sets.len() > 2 * NAMED {
        text.push_str(&format!("  and {} more.\n", chosen.sets.len() - 2 * NAMED));
    }
    let sentence = "The means are of different numbers of replications, of which the luckiest stay in question: they \
                    are no estimates to promise. Run the set in `headroom compare` for these.";
    text.push_str(&format!("{}\n", wrapped(sentence)));
    text.push_str("\nA model of a practice, not a record of one. Headroom is not an NHS product.\n");
    text
}
