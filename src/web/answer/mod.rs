//! What a page holds between a room's choice and how far to trust it: the guess, the answer beside it, who pays, what
//! pulled it, and every table's guess so far. The page that holds every set of ten actions and the live one share it.

use super::figure::FigureTold;
use crate::experiment::View;
use crate::experiment::combine::FIGURES;
use crate::experiment::combine::kept::{ANSWERED, COST, OTHERS, RELEASED, TEAMS, TO_SEEN};
use crate::report::page::LIMITS;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

pub const STYLE: &str = include_str!("answer.css");
pub const SCRIPT: &str = include_str!("answer.js");

/// Figures that are taken apart among what is changed.
pub const APART: [usize; 5] = [RELEASED, OTHERS, COST, TO_SEEN, ANSWERED];
/// Figures that a room guesses.
const GUESSED: [usize; 3] = [RELEASED, TO_SEEN, ANSWERED];

/// What figures are called, and the places of those that are guessed, that say who pays, and that are taken apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FiguresTold {
    pub figures: Vec<FigureTold>,
    pub guessed: Vec<usize>,
    pub pays: Vec<usize>,
    pub apart: Vec<usize>,
    /// Do actions begin one after another, so that later ones have less of the year?
    pub in_turn: bool,
}

impl FiguresTold {
    /// Every figure that is kept; of `apart` it is known what each change makes of them.
    pub fn new(apart: Vec<usize>, in_turn: bool) -> FiguresTold {
        FiguresTold {
            figures: FIGURES.iter().map(FigureTold::of).collect(),
            guessed: GUESSED.to_vec(),
            pays: [RELEASED, OTHERS].into_iter().chain(TEAMS).chain([COST]).collect(),
            apart,
            in_turn,
        }
    }
}

/// What is measured, in a sentence; `in_turn` where actions begin one after another.
pub fn stretch(view: View, days: u32, in_turn: bool) -> String {
    let time = if days >= 364 { "The first year".to_string() } else { format!("The first {} weeks", days / 7) };
    match view {
        View::Settled { drop_weeks: 0 } => "Everything in full.".into(),
        View::Settled { drop_weeks } => {
            format!("Everything in full, once the practice has had {drop_weeks} weeks to settle into it.")
        }
        View::Year if in_turn => format!(
            "{time} from the decision on: actions begin two at a time, in the order shown, and take hold with all they cost."
        ),
        View::Year => format!("{time} from the decision on."),
    }
}

/// Where tables guess, before anything is told.
pub fn guess() -> Markup {
    html! {
        section #guess aria-labelledby="guess-head" {
            h2 #guess-head { span.number { "2" } "What do you think it does?" }
            form #guesses {
                div #asked {}
                p #untouched { "Choose what to change, then move what you expect: what nobody moves is no guess." }
                div.row {
                    label { "Who guesses? " input #room type="text" maxlength="40" autocomplete="off" placeholder="the room"; }
                    button #another type="button" { "Add another guess" }
                    button.first #reveal type="submit" { "Show what happens" }
                }
            }
            div #guessed hidden {
                p #guessed-says {}
                button #again type="button" { "Guess again" }
            }
        }
    }
}

/// What happens; `aside` stands before who pays.
pub fn result(aside: &Markup) -> Markup {
    html! {
        section #result aria-labelledby="result-head" hidden {
            h2 #result-head tabindex="-1" { span.number { "3" } "What happens" }
            div #cards {}
            p.notice #worse hidden {}
            p.under #many {}
            div.row.screen { button #print type="button" { "Print a handout" } (aside) }
            div.why {
                div {
                    h3 { "Who pays" }
                    div.scroll tabindex="0" role="group" aria-label="Who works more, and what it costs" {
                        table #pays {
                            caption { "Time moved to somebody else is not time released" }
                            thead { tr { th scope="col" { "A week" } th.figure scope="col" { "Difference" } } }
                            tbody {}
                        }
                    }
                }
                (what_pulled_it())
            }
            details {
                summary { "Everything before and after" }
                div.scroll tabindex="0" role="group" aria-label="Every figure before and after" {
                    table #besides {
                        caption { "In brackets: 95% intervals, for luck from one run to another" }
                        thead { tr { th scope="col" { "Figure" } th.figure scope="col" { "As it is" } th.figure scope="col" { "With these" } th.figure scope="col" { "Difference" } } }
                        tbody {}
                    }
                }
            }
        }
    }
}

fn what_pulled_it() -> Markup {
    html! {
        div #pulled {
            h3 { "What pulled it, and what overlapped" }
            p #pulled-says hidden {}
            div #taken-apart {
                div.row.screen { label { "For " select #of {} } }
                div.scroll tabindex="0" role="group" aria-label="What each change makes of the whole" {
                    table #apart {
                        caption {}
                        thead { tr {
                            th scope="col" { "What is changed" }
                            th scope="col" { "How it adds up" }
                            th.figure scope="col" { "Alone" }
                            th.figure scope="col" { "Its part of the total" }
                        } }
                        tbody {}
                    }
                }
                p.under #later hidden {
                    "Of more than two actions the later ones have less of the year, in what they do and in what they cost: that looks like an overlap, or like a saving, too. Another order would share out otherwise."
                }
                p #pairs {}
            }
        }
    }
}

/// Every guess that this browser keeps.
pub fn guesses() -> Markup {
    html! {
        section #rooms aria-labelledby="rooms-head" hidden {
            h2 #rooms-head { "Guesses so far" }
            div.scroll tabindex="0" role="group" aria-label="Guesses so far" {
                table { thead { tr { th scope="col" { "Who" } th scope="col" { "Choice" } th.figure scope="col" { "Guessed, GP hours a week" } th.figure scope="col" { "What happens" } } } tbody {} }
            }
            p.under #kept {}
            div.row.screen { button #forget type="button" { "Forget these guesses" } }
        }
    }
}

/// How far to trust it; `how` is how it was made, and how to repeat it.
pub fn trust(how: &Markup) -> Markup {
    html! {
        section #trust aria-labelledby="trust-head" {
            h2 #trust-head { "How far to trust it" }
            ul { @for limit in LIMITS { li { (limit.replace('`', "")) } } }
            (how)
        }
    }
}
