//! How sure it is that the best sets are the best, and that a budget is kept: sentences below the best set of each size.

use crate::experiment::combine::{Answers, Combined, Wanted};

/// What may be said with confidence of the best sets: of one replication nothing.
pub fn how_sure(combined: &Combined, wanted: &Wanted, answers: &Answers) -> String {
    if combined.replications() < 2 {
        return "From one replication nothing is sure: any set of the same size may be the best instead.".into();
    }
    let mut said: Vec<String> = Vec::new();
    if answers.best.iter().any(|best| !best.or.is_empty()) {
        let or =
            "After `or`: sets of the same size that may be the best instead, for all that these replications tell.";
        said.push(or.into());
    }
    let sure = "With 95% confidence the best of each size is among those named and counted, all sets of that size \
                compared at once (Bonferroni).";
    said.push(sure.into());
    if wanted.limits.budget.is_some() {
        let bounds = wanted.limits.bounds(&answers.findings);
        said.push(format!(
            "`Surely`: with 95% confidence no set allowed costs more, by {bounds} one-sided bounds at once."
        ));
    }
    said.join(" ")
}
