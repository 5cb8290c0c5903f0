//! How often intervals have the truth in them: a table by size of the experiment, and the same as a tidy file.

use super::words::grouped;
use crate::experiment::coverage::{Coverage, ENOUGH, SIZES};

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
        let shares: String =
            all[at..].iter().filter(same).map(|one| format!("{:>6}%", grouped(100.0 * one.share(), 1))).collect();
        let truth = if first.from_theory { "theory" } else { "long run" };
        page.push_str(&format!("  {:<34}{:<22}{truth:<8}{shares}\n", first.figure, short(first)));
    }
    let error = 100.0 * (0.95f64 * 0.05 / f64::from(experiments.max(1))).sqrt();
    page.push_str(&format!(
        "\nWith {} experiments such a share has a standard error of {} points. Of fewer than {ENOUGH} replications \
         `run` and `compare` say that they are few.\n",
        grouped(f64::from(experiments), 0),
        grouped(error, 1)
    ));
    page
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
            &one.half_width.to_string(),
        ])?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}
