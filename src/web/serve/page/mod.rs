//! The live page as a browser gets it: what was asked, room for the answer, and the form in which to ask again.

mod form;

use super::asked::Asked;
use super::comparison::Comparison;
use super::limits::MOST_IN_A_REPORT;
use crate::scenario::{Problem, Refusal, Scenario, name_of};
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
                title { "Headroom live – " (name) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/style.css";
                script src="/live.js" defer {}
            }
            body data-practice=(asked.practice) {
                div.page {
                a.skip href="#ask" { "Skip to what can be changed" }
                header {
                    p.product { "Headroom" }
                    h1 { "What if?" }
                    p { (name) }
                }
                main {
                    @if let Err(refusal) = read { (refused(refusal)) }
                    @if let Some(comparison) = comparison { (answer(asked, comparison)) }
                    @if read.is_ok() && comparison.is_none() && is_asked {
                        p.notice role="alert" { "Nothing is changed yet: tick an action or alter a number, and run it again." }
                    }
                    (form::form(asked, baseline, own))
                }
                footer { p { "A model of a practice, not a record of one. Headroom is not an NHS product." } }
                }
            }
        }
    };
    markup.into_string()
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
    html! {
        section #answer aria-labelledby="what" data-stream={ "/stream?" (query) } data-guess=[asked.guess.as_deref()] {
            h2 #what { "What it changes" }
            ul.says { @for change in &comparison.side.says { li { (named(change)) } } }
            p { (stretch(asked)) }
            @if !warnings.is_empty() {
                details.notice {
                    summary { "Look at this first: " (warnings.len()) @if warnings.len() == 1 { " remark" } @else { " remarks" } }
                    ul { @for warning in warnings { (sentence(warning)) } }
                }
            }
            noscript {
                p.notice { "The figures come with a script, and this browser runs none: open the full report below instead." }
            }
            form #guess.notice hidden method="get" action="/" {
                label for="room" { "Guess first: how many GP hours a week will this release?" }
                div.row {
                    input #room type="number" step="any" inputmode="decimal";
                    button #reveal type="submit" { "Show the answer" }
                    button #unguessed type="button" { "Show it without a guess" }
                }
            }
            div #progress hidden {
                p { span #count { "Making the practice ready…" } " " button #cancel type="button" { "Cancel" } }
                progress #bar max=(asked.replications) value="0" aria-label="Replications done" {}
            }
            p #status role="status" tabindex="-1" {}
            div #figures tabindex="-1" hidden {
                p #guessed hidden {}
                div #unsettled.notice hidden {}
                p #passing { "Not final: figures still move, and one look in passing is wrong more often than 1 in 20." }
                div.scroll tabindex="0" role="group" aria-label="Figures" {
                    table {
                        caption { "Each figure with its 95% interval, which is about luck alone; after * it is likely too narrow" }
                        thead {
                            tr { th scope="col" { "Figure" } th.figure scope="col" { "Now" } th.figure scope="col" { "With the change" }
                                th.figure scope="col" { "Difference" } }
                        }
                        tbody #rows {}
                    }
                }
            }
            h3 { "What was asked" }
            p { "The same from the command line:" }
            p { code #command.command tabindex="0" { (asked.command(asked.replications as usize)) } }
            ul.links {
                li { a #link href={ "/?" (query) } { "A link to this page" } }
                li { a href={ "/scenario.toml?" (query) } download="scenario.toml" { "The scenario as it is run (TOML)" } }
                li { a href={ "/week?" (query) } { "Watch one possible week of it" } }
                li {
                    a href={ "/report?" (query) } { "The full report" }
                    " (of up to " (MOST_IN_A_REPORT) " replications; it takes as long as the figures above)"
                }
            }
        }
    }
}

/// A change as it is typed; an action with its name.
fn named(change: &str) -> Markup {
    let id = change.strip_prefix("action ").and_then(|action| action.split(' ').next());
    html! { code { (change) } @if let Some(name) = id.and_then(name_of) { " " (name) } }
}

fn stretch(asked: &Asked) -> &'static str {
    match asked.is_year {
        true => "The first year from the decision on: as actions take hold, with all they cost.",
        false => "Everything in full; the first 26 weeks, setting up and training are left out.",
    }
}

/// Words in which what stands between backticks is something to type.
fn with_code(words: &str) -> Markup {
    html! {
        @for (at, stretch) in words.split('`').enumerate() {
            @if at % 2 == 1 { code { (stretch) } } @else { (stretch) }
        }
    }
}
