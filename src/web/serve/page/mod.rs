//! The live page as a browser gets it: what was asked, room for the answer, and the form in which to ask again.

mod form;

use super::asked::Asked;
use super::comparison::Comparison;
use super::limits::MOST_IN_A_REPORT;
use super::words::{named, with_code};
use crate::report::manifest::{BUILD, VERSION};
use crate::scenario::{Problem, Refusal, Scenario};
use crate::web::answer;
use maud::{DOCTYPE, Markup, html};

pub(super) const STYLE: &str = include_str!("../style.css");
pub(super) const SCRIPT: &str = include_str!("../live.js");

/// The whole page. `baseline` is the practice that the form stands on, `own` the file that the server was given; `is_asked`
/// says whether anything was asked at all.
pub(super) fn page(
    asked: &Asked,
    baseline: &Scenario,
    read: Result<&(Scenario, Option<Comparison>), &Refusal>,
    own: Option<&str>,
    is_asked: bool,
) -> String {
    let name = baseline.title();
    let comparison = read.ok().and_then(|read| read.1.as_ref());
    let markup = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (name) " – Headroom live" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/style.css";
                script src="/live.js" defer {}
            }
            body data-practice=(asked.practice) {
                a.skip href="#ask" { "Skip to what to change" }
                div.page {
                    header {
                        p.product { "Headroom live" }
                        h1 { (name) }
                        p.under { (answer::stretch(asked.view(), baseline.settings.run.days as u32, comparison.is_some_and(Comparison::is_in_turn))) }
                    }
                    main {
                        @if let Err(refusal) = read { (refused(refusal)) }
                        div.columns {
                            section #choose aria-labelledby="choose-head" {
                                h2 #choose-head { span.number { "1" } "What would you change?" }
                                @if let Some(comparison) = comparison { (chosen(comparison)) }
                                // On a phone the form would keep the answer out of sight.
                                details #fold open { summary { "Change it" } (form::form(asked, baseline, own)) }
                            }
                            div {
                                @match comparison {
                                    Some(comparison) => (answer(asked, comparison)),
                                    None => (begin(read.is_ok() && is_asked)),
                                }
                            }
                        }
                        @if comparison.is_some() { (answer::trust(&how_made(asked))) }
                    }
                    footer { p { "A model of a practice, not a record of one. Headroom is not an NHS product." } }
                }
            }
        }
    };
    markup.into_string()
}

/// What stands where nothing is changed yet.
fn begin(is_asked: bool) -> Markup {
    html! {
        @if is_asked { p.notice role="alert" { "Nothing is changed yet: tick an action or alter a number, and run it again." } }
        section aria-labelledby="begin-head" {
            h2 #begin-head { span.number { "2" } "What do you think it does?" }
            p { "Tick what the practice would take up, or alter its staff or any other number, and run it. The room then guesses before it sees." }
        }
    }
}

/// What is changed, as it is said in print and above the answer.
fn chosen(comparison: &Comparison) -> Markup {
    html! {
        div.row.screen { button #undo type="button" hidden { "Undo" } }
        ul #chosen { @for change in &comparison.side.says { li { (named(change)) } } }
        p #stale.notice hidden { "Changed since then: run it to see." }
    }
}

fn refused(refusal: &Refusal) -> Markup {
    html! {
        section.notice role="alert" aria-labelledby="refused" {
            h2 #refused { "This cannot be run" }
            ul { @for problem in &refusal.0 { (sentence(problem)) } }
        }
    }
}

fn sentence(problem: &Problem) -> Markup {
    html! {
        li {
            (with_code(&problem.message)) "."
            @if let Some(help) = &problem.help { " " span.help { "Help: " (with_code(help)) "." } }
        }
    }
}

/// Room for the figures, which the script fills as they come.
fn answer(asked: &Asked, comparison: &Comparison) -> Markup {
    let query = asked.query();
    let mut warnings: Vec<&Problem> = Vec::new();
    for warning in comparison.baseline.warnings.iter().chain(&comparison.side.full.warnings) {
        if !warnings.iter().any(|known| known.message == warning.message) {
            warnings.push(warning);
        }
    }
    let week = html! { a.button href={ "/week?" (query) } { "Watch one possible week of it" } };
    html! {
        @if !warnings.is_empty() {
            details.notice {
                summary { "Look at this first: " (warnings.len()) @if warnings.len() == 1 { " remark" } @else { " remarks" } }
                ul { @for warning in warnings { (sentence(warning)) } }
            }
        }
        noscript {
            p.notice { "The figures come with a script, and this browser runs none: open the full report below instead." }
        }
        div #run data-stream={ "/stream?" (query) } data-shown[asked.shown] {
            p #passing hidden { "Not final: figures still move, and one look in passing is wrong more often than 1 in 20." }
            p #status role="status" tabindex="-1" {}
            div #progress hidden {
                p { span #count { "Making the practice ready…" } " " button #cancel type="button" { "Cancel" } }
                progress #bar max=(asked.replications) value="0" aria-label="Replications done" {}
            }
        }
        div #unsettled.notice hidden {}
        div #answer hidden {
            (answer::guess())
            (answer::result(&week))
            (answer::guesses())
        }
    }
}

/// How the answer was made, and how to make it again or carry it away.
fn how_made(asked: &Asked) -> Markup {
    let query = asked.query();
    let most = MOST_IN_A_REPORT;
    html! {
        p { "Headroom " (VERSION) ", build " code { (BUILD) } ". The same from the command line:" }
        p { code #command.command tabindex="0" { (asked.command(asked.replications as usize)) } }
        ul.links.screen {
            li { a href={ "/report?" (query) } { "The full report" } " (" (asked.replications.min(most)) " replications; it takes as long as the figures above)" }
            li { a #link href={ "/?" (query) } { "A link to this page" } }
            li { a href={ "/scenario.toml?" (query) } download="scenario.toml" { "The scenario as it is run (TOML)" } }
        }
    }
}
