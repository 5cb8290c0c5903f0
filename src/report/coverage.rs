//! How often intervals have the truth in them: a table by size of the experiment, and the same as a tidy file.

use super::words::{grouped, wrapped};
use crate::experiment::coverage::{Coverage, ENOUGH, FALSE_ALARMS, LEAST, MOST, SIZES};

/// The table for a terminal: a line for each figure, a column for each number of replications.
pub fn page(all: &[Coverage]) -> String {
    let experiments = all.first().map_or(0, |one| one.experiments);
    let columns: String = SIZES.iter().map(|size| format!("{size:>7}")).collect();
    let mut page = format!(
        "Share of {} experiments whose 95% interval has the truth in it, by replications of the experiment\n\n\
         {:<66}{columns}\n",
        grouped(f64::from(experiments), 0),
        ""
    );
    let mut case = "";
    for (at, first) in all.iter().enumerate().filter(|(_, one)| one.replications == SIZES[0]) {
        if first.case != case {
            case = first.case;
            page.push_str(&format!("{case}\n"));
        }
        let same = |one: &&Coverage| (one.case, &one.figure) == (first.case, &first.figure);
        let line = |of: &dyn Fn(&Coverage) -> f64| -> String {
            all[at..].iter().filter(same).map(|one| format!("{:>7}", percent(of(one)))).collect()
        };
        let truth = if first.from_theory { "theory" } else { "long run" };
        page.push_str(&format!("  {:<34}{:<22}{truth:<8}{}\n", first.figure, short(first), line(&Coverage::share)));
        page.push_str(&format!("{:<66}{}\n", "    standard error", line(&Coverage::error)));
        page.push_str(&format!(
            "{:<66}{}\n",
            "    pages warn that replications are skewed",
            line(&Coverage::share_warned)
        ));
        page.push_str(&format!("{:<66}{}\n", "    share where they do not", line(&Coverage::share_unwarned)));
    }
    page.push_str(&format!("\n{}\n", wrapped(&claims(all))));
    page
}

/// `94.8%`; nothing where there is none.
fn percent(share: f64) -> String {
    if share.is_finite() { format!("{}%", grouped(100.0 * share, 1)) } else { "–".into() }
}

/// What is claimed, what does not hold of it, and of what nothing is claimed.
fn claims(all: &[Coverage]) -> String {
    let named =
        |one: &Coverage| format!("{} of {} replications, {}", one.figure, one.replications, percent(one.share()));
    let listed = |those: Vec<&Coverage>| those.into_iter().map(named).collect::<Vec<_>>().join("; ");
    let claimed: Vec<&Coverage> = all.iter().filter(|one| one.is_claimed()).collect();
    let missed: Vec<&Coverage> = claimed.iter().copied().filter(|one| !one.holds()).collect();
    let mut said = format!(
        "Claimed of {ENOUGH} replications and more: at least {} of intervals have the truth in them, all together and \
         where nothing is warned of, and of means at most {}. ",
        percent(LEAST),
        percent(MOST)
    );
    match missed.is_empty() {
        true => said.push_str(&format!("It holds for all {} it is claimed of.", claimed.len())),
        false => said.push_str(&format!("It does not for {} of {}: {}.", missed.len(), claimed.len(), listed(missed))),
    }
    let skewed: Vec<&Coverage> = all.iter().filter(|one| one.replications >= ENOUGH && one.is_skewed()).collect();
    if !skewed.is_empty() {
        let count = skewed.len();
        let lower: Vec<&Coverage> = skewed.into_iter().filter(|one| one.share() < LEAST).collect();
        let which = match lower.is_empty() {
            true => "None of these is lower all together".to_string(),
            false => format!("Lower all together: {}", listed(lower)),
        };
        said.push_str(&format!(
            " It is not claimed of figures that pages warn of in more than {} of experiments, which are {count}. {which}. Where \
             the warning is missing there, the rare long waits are missing too, and the interval is the worse.",
            percent(FALSE_ALARMS)
        ));
    }
    said.push_str(&format!(" Of fewer than {ENOUGH} replications pages say that they are few."));
    said
}

fn short(one: &Coverage) -> &'static str {
    use crate::experiment::coverage::Kind::{Difference, Mean, Quantile, QuantileDifference};
    match one.kind {
        Mean => "mean",
        Quantile => "quantile",
        Difference => "difference",
        QuantileDifference => "quantiles' difference",
    }
}

/// The same as a tidy file.
pub fn csv(all: &[Coverage]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "case",
        "figure",
        "kind",
        "replications",
        "truth",
        "truth_from",
        "experiments",
        "covered",
        "share",
        "share_se",
        "warned",
        "covered_unwarned",
        "is_claimed",
        "holds",
        "half_width",
    ])?;
    for one in all {
        out.write_record([
            one.case,
            &one.figure,
            one.kind.says(),
            &one.replications.to_string(),
            &one.truth.to_string(),
            if one.from_theory { "theory" } else { "a long run" },
            &one.experiments.to_string(),
            &one.covered.to_string(),
            &one.share().to_string(),
            &one.error().to_string(),
            &one.warned.to_string(),
            &one.covered_unwarned.to_string(),
            &one.is_claimed().to_string(),
            &one.holds().to_string(),
            &one.half_width.to_string(),
        ])?;
    }
    super::csv::whole(out)
}
