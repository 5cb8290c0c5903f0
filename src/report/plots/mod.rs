//! The pictures of reports, as SVG: crisp at any size, with a title and a description for those who cannot see them.
//!
//! Each says what it shows in an active title of ten words or fewer, and never by colour alone. The same rows give
//! the same bytes.

mod axis;
mod before_after;
mod beside;
mod canvas;
mod claims;
mod differences;
mod flow;
pub mod flow_diagram;
mod front;
mod frontier;
mod gp_week;
mod lead_bands;
mod lead_days;
mod made_of;
mod need_and_lead;
mod pairs;
mod phone_day;
mod ramp;
mod shapley;
mod sizes;
mod tornado;
mod warm_up;
mod xmr;

use super::document::Chart;
use super::said::Said;
use super::sensitivity::Asked;
use super::xmr::Charted;
use super::{About, found};
use crate::experiment::combine::{Answers, Combined, Wanted};
use crate::experiment::sensitivity::Outcome;
use crate::experiment::size::{Answer, Frontier};
use crate::experiment::warmup::Chosen;
use crate::experiment::{Compared, Row};
use before_after::Sides;

/// A picture that could not be drawn, in a sentence.
pub type CannotDraw = String;

/// A chart, where there is anything to draw.
pub type Drawing = Result<Option<Chart>, CannotDraw>;

/// The charts of one practice that these rows can fill, in order of what matters to it; `warm_up` is how the run began.
pub fn of_run(about: &About, rows: &[Row], warm_up: &Chosen) -> Result<Vec<Chart>, CannotDraw> {
    all([
        lead_bands::draw(about, rows),
        phone_day::draw(about, rows),
        gp_week::draw(about, rows),
        need_and_lead::draw(about, rows),
        flow::draw(about, rows),
        lead_days::draw(about, rows),
        warm_up::draw(about, warm_up),
    ])
}

/// The charts of a practice beside one of its scenarios, `which` of them from 0; none where there is no such scenario.
pub fn of_comparison(about: &About, compared: &Compared, which: usize) -> Result<Vec<Chart>, CannotDraw> {
    let Some(scenario) = compared.scenarios.get(which) else { return Ok(Vec::new()) };
    let (before, after, apart) = (&compared.levels[..], &scenario.levels[..], &scenario.differences[..]);
    let sides = Sides { before, after, apart };
    all([
        differences::draw(about, &scenario.name, &sides),
        before_after::bands(about, &sides),
        phone_day::draw_beside(about, before, after, apart),
        before_after::gp_week(about, &sides),
        before_after::everybody(about, &sides),
        need_and_lead::draw_beside(about, before, after, apart),
    ])
}

/// The charts of every combination of some actions; of a screening design only what it can tell.
pub fn of_combination(
    about: &About,
    combined: &Combined,
    wanted: &Wanted,
    answers: &Answers,
) -> Result<Vec<Chart>, CannotDraw> {
    all([
        made_of::draw(about, combined, wanted, answers),
        shapley::draw(about, combined, wanted, answers),
        pairs::draw(about, combined, wanted, answers),
        front::draw(about, combined, answers),
    ])
}

/// The charts of how many of one role it takes.
pub fn of_size(about: &About, answer: &Answer) -> Result<Vec<Chart>, CannotDraw> {
    all([sizes::draw(about, answer)])
}

/// The charts of several roles at once.
pub fn of_frontier(about: &About, tried: &Frontier) -> Result<Vec<Chart>, CannotDraw> {
    all([frontier::draw(about, tried)])
}

/// The charts of how far an answer hangs on what is not known.
pub fn of_sensitivity(about: &About, asked: &Asked, outcome: &Outcome) -> Result<Vec<Chart>, CannotDraw> {
    all([tornado::draw(about, asked, outcome)])
}

/// The charts of a programme; `rows` are those of `experiment::spread`.
pub fn of_programme(about: &About, rows: &[Row]) -> Result<Vec<Chart>, CannotDraw> {
    all([ramp::draw(about, rows), claims::draw(about, rows)])
}

fn all<const N: usize>(drawn: [Drawing; N]) -> Result<Vec<Chart>, CannotDraw> {
    Ok(drawn.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The XmR chart of somebody's own weekly numbers; none where there is no number.
pub fn xmr(charted: &Charted) -> Result<Option<String>, CannotDraw> {
    let drawn = xmr::draw(charted).transpose();
    drawn.map_err(|error| format!("xmr.svg could not be drawn: {error}"))
}

/// What a picture is called: to be seen, and to be read out.
struct Caption {
    /// Starts the ids inside the file, so that two pictures can stand on one page.
    id: &'static str,
    title: String,
    subtitle: String,
    /// Every figure shown, in words.
    description: String,
    /// Which practice, and what to beware of.
    foot: String,
}

/// The caption of a chart of this practice, where `shows` is what the figures are.
fn captioned(about: &About, id: &'static str, title: String, shows: &str, description: &str) -> Caption {
    Caption {
        id,
        title,
        subtitle: subtitle(about, shows),
        description: format!("{}. {description}", about.name()),
        foot: foot(about),
    }
}

/// A cell of a table; a dash where there is nothing to say.
fn cell(row: Option<&Row>, said: fn(&Row) -> Said) -> Said {
    row.map_or("–".into(), said)
}

/// Under every picture: a picture is passed on without the page it stood on.
fn foot(about: &About) -> String {
    const MOST: usize = 60;
    let name = about.name();
    let short = super::words::shortened(name, MOST);
    let end = if short.ends_with('…') { "" } else { "." };
    let unsettled = if about.settled { "" } else { " Does not settle: no wait holds." };
    format!("{short}{end}{unsettled} A model, not a record. Not an NHS product.")
}

/// Practice and doubt, under the title.
fn subtitle(about: &About, what: &str) -> String {
    let doubt = match about.replications {
        1 => "1 replication, so no interval".to_string(),
        n => format!("95% intervals from {} replications", super::words::grouped(n as f64, 0)),
    };
    format!("{what}; {doubt}")
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod tests;
