//! The page of a programme: what practices release on average and how they spread, beside what a case study would claim.

use super::{frame, placed, tabled};
use crate::experiment::Row;
use crate::experiment::programme::{LAST, Outcome, STRETCHES};
use crate::report::document::{Document, Line, Table};
use crate::report::plots::{self, CannotDraw};
use crate::report::programme::{CLAIMED, HOURS, PUBLISHED, RELEASED};
use crate::report::said::{self, Kind, Said};
use crate::report::{About, find};
use crate::scenario::Programme;

/// The document; `why` says why what is claimed and what comes out differ, and `made_of` is all that the results depend
/// on, as a text.
pub fn of_programme(
    about: &About,
    programme: &Programme,
    outcome: &Outcome,
    rows: &[Row],
    why: String,
    made_of: &str,
) -> Result<Document, CannotDraw> {
    let question = format!(
        "{}, in practices like this one: {} groups of {} practices, 52 weeks, seed {}. {}",
        programme.name, outcome.groups, outcome.size, about.seed, programme.says
    );
    let mut document = frame(about, question, made_of);
    document.warnings = about.cautions.iter().map(|slip| Said::from(format!("Perhaps a slip: {slip}."))).collect();
    document.in_short = in_short(rows);
    let (first, more) = placed(plots::of_programme(about, rows)?, &["ramp"]);
    document.first.extend(first);
    document.more.extend(more);
    for (heading, caption, shown) in [
        (
            "What practices release",
            "GP hours released, % of those used before, the programme's own hours taken off (95% intervals over groups)",
            &RELEASED[..],
        ),
        ("Whose hours", "Mean hours a week (95% intervals over groups)", &HOURS[..]),
        (
            "What case studies would claim",
            "% of GP hours, of practices that stayed to the end (95% intervals over groups)",
            &CLAIMED[..],
        ),
    ] {
        let lines = shown.iter().map(|&(measure, stat, name, times)| {
            let cell = |(group, ..): &(&'static str, &'static str, std::ops::Range<usize>)| {
                let kind = if times == 100.0 { Kind::Share } else { Kind::Plain };
                find(rows, measure, group, stat)
                    .map_or(Said::default(), |row| said::with_interval(&row.estimate, kind, false))
            };
            Line::Row(name.trim_start_matches("% of ").into(), STRETCHES.iter().map(cell).collect())
        });
        let names = STRETCHES.iter().map(|(_, name, _)| (*name).to_string());
        let columns = std::iter::once(String::new()).chain(names).collect();
        document.first.push(tabled(heading, Table { caption: caption.into(), columns, lines: lines.collect() }));
    }
    let lines = PUBLISHED.iter().map(|(figure, what)| Line::Row((*figure).into(), vec![Said::from(*what)])).collect();
    let columns = ["Published", "What it is"].map(String::from).to_vec();
    let table = Table { caption: "As published by others, and not checked here".into(), columns, lines };
    let mut part = tabled("What is said in print, and why it differs", table);
    part.said.push(Said::from(why));
    document.more.push(part);
    Ok(document)
}

fn in_short(rows: &[Row]) -> Vec<Said> {
    let last = STRETCHES[LAST].0;
    let share = |measure, stat| {
        find(rows, measure, last, stat).map(|row| said::with_interval(&row.estimate, Kind::Share, false))
    };
    let mean = share("gp_hours_released_share", "mean")
        .map(|said| Said::from("At 12 months the mean practice releases ").then(said).words(" of its GPs' hours."));
    let spread = || {
        let low = share("gp_hours_released_share", "p10")?;
        let high = share("gp_hours_released_share", "p90")?;
        Some(
            Said::from("One in ten releases less than ")
                .then(low)
                .words(", and one in ten more than ")
                .then(high)
                .words("."),
        )
    };
    let claimed = share("gp_hours_claimed_share", "mean")
        .map(|said| Said::from("Case studies of the same practices would claim ").then(said).words(" on average."));
    [mean, spread(), claimed].into_iter().flatten().collect()
}
