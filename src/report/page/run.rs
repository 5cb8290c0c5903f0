//! The page of one practice: can patients get through, how long do they wait, and where do GPs' hours go.

use super::{found, frame, headlines, placed, tabled, warnings};
use crate::experiment::Row;
use crate::experiment::warmup::Chosen;
use crate::report::About;
use crate::report::document::Document;
use crate::report::plots::{self, CannotDraw};
use crate::report::said::{self, Said};
use crate::report::table::how;

/// Charts on the first pages.
const FIRST: [&str; 2] = ["phone-day", "gp-week"];

/// The document of a run; `made_of` is all that the results depend on, as a text.
pub fn of_run(about: &About, rows: &[Row], warm_up: &Chosen, made_of: &str) -> Result<Document, CannotDraw> {
    let (first, more) = placed(plots::of_run(about, rows, warm_up)?, &FIRST);
    let question = format!("Where its time goes. {}", how(about).lines().next().unwrap_or_default());
    Ok(Document {
        warnings: warnings(about, rows),
        in_short: in_short(rows),
        first,
        more: more.into_iter().chain([tabled("All headline figures", headlines(rows))]).collect(),
        ..frame(about, question, made_of)
    })
}

/// Getting through comes first: it matters more to patients than days waited.
fn in_short(rows: &[Row]) -> Vec<Said> {
    let value = |measure, group, stat| found(rows, measure, group, stat).map(said::value);
    let level = |measure, group, stat| found(rows, measure, group, stat).map(said::level);
    let phone = || {
        let answered =
            Said::default().then(level("phone_answered_share", "all", "share")?).words(" of calls are answered");
        let after = value("phone_wait", "answered", "mean")?;
        let nine = value("phone_wait", "answered", "p90")?;
        Some(
            answered
                .words(", after ")
                .then(after)
                .words(" minutes on average, 9 of 10 within ")
                .then(nine)
                .words(" minutes."),
        )
    };
    let waiting = || {
        let mean = Said::from("From need to being seen takes ").then(level("need_to_seen_days", "all", "mean")?);
        let nine = value("need_to_seen_days", "all", "p90")?;
        Some(mean.words(" calendar days on average, 9 of 10 are seen within ").then(nine).words(" days."))
    };
    let unmet = || {
        let row = found(rows, "unmet_needs_share", "all", "share")?;
        let said = said::level(row).then(said::one_in(row.estimate.estimate));
        Some(said.words(" of needs end unmet: the patient gave up, left, or was offered nothing."))
    };
    let gps = || {
        let used = Said::from("GPs use ")
            .then(level("gp_hours_used_per_week", "all", "mean")?)
            .words(" hours a week, meetings included,");
        let worked = value("hours_per_week", "gp/worked", "mean")?;
        let overtime = value("gp_overtime_per_week", "all", "mean")?;
        Some(used.words(" of ").then(worked).words(" that they work, ").then(overtime).words(" of them overtime."))
    };
    [phone(), waiting(), unmet(), gps()].into_iter().flatten().collect()
}
