//! One file that needs nothing installed: every set of up to ten actions on a practice, so that a room can guess what a
//! choice does, see it, and see what pulled it.

mod study;

use crate::experiment::week_seen::WeekSeen;
use crate::report::page::LIMITS;
use crate::web::{FIGURES, LOOK, week};
use maud::{DOCTYPE, Markup, PreEscaped, html};
pub use study::{Named, Preset, Study, Told, every_set};

/// The whole page, with one possible week to watch.
pub fn page(study: &Study, seen: &WeekSeen) -> String {
    let told = &study.told;
    let markup = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // The page is a file and whole: nothing is fetched, and nothing it shows can run.
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
                meta name="generator" content={ "Headroom " (told.version) };
                title { (told.title) " – Headroom workshop" }
                style { (PreEscaped(LOOK)) (PreEscaped(STYLE)) (PreEscaped(week::STYLE)) }
            }
            body {
                a.skip href="#choose" { "Skip to what to change" }
                div.page {
                    header {
                        p.product { "Headroom workshop" }
                        h1 { (told.title) }
                        p.under { (told.stretch) }
                    }
                    main {
                        @if !told.warnings.is_empty() {
                            div.notice { ul { @for warning in &told.warnings { li { (warning.replace('`', "")) } } } }
                        }
                        noscript { p.notice { "This page works everything out in your browser, and needs its script: allow it for this file." } }
                        div.columns {
                            (choose(told))
                            div {
                                (guess())
                                (result(told))
                                (rooms())
                            }
                        }
                        // Whose week it is would tell what is best, before anybody guessed.
                        div #week hidden {
                            p.notice { "A worked example, and perhaps not what you chose: " (side(study, watched(study))) "." }
                            (week::part(seen))
                        }
                        (trust(told))
                    }
                    footer { p { "A model of a practice, not a record of one. Headroom is not an NHS product." } }
                }
                script #study type="application/json" { (PreEscaped(study.json())) }
                @for (id, numbers) in &study.numbers { script id=(id) type="text/plain" { (numbers) } }
                script { (PreEscaped(FIGURES)) (PreEscaped(SCRIPT)) }
                script { (PreEscaped(week::SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

/// The set whose week is watched: the best three by GP hours where they release any, and otherwise all.
pub fn watched(study: &Study) -> u64 {
    let best = study.told.presets.iter().find(|preset| preset.name.starts_with("Most GP hours, three"));
    best.map_or(study.told.sets as u64 - 1, |preset| preset.set)
}

/// What the side with a set's actions is called.
pub fn side(study: &Study, set: u64) -> String {
    let actions = study.told.actions.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
    let names: Vec<String> = actions.map(|(_, it)| format!("{} {}", it.asked, it.name).trim().to_string()).collect();
    if names.is_empty() { "The same again".into() } else { format!("With {}", names.join("; ")) }
}

fn choose(told: &Told) -> Markup {
    html! {
        section #choose aria-labelledby="choose-head" {
            h2 #choose-head { span.number { "1" } "What would you change?" }
            div.toggles.screen {
                @for (at, action) in told.actions.iter().enumerate() {
                    button.toggle type="button" aria-pressed="false" data-action=(at) {
                        span.tick aria-hidden="true" {}
                        span { (action.asked) " " (action.name) }
                    }
                }
            }
            div.row.screen {
                button #undo type="button" disabled { "Undo" }
                button #clear type="button" { "Nothing" }
                button #all type="button" { "All " (told.actions.len()) }
                // The best ones would give the answer away.
                label #ready hidden { span.visually { "Ready-made choice" }
                    select #preset {
                        option value="" { "What would have been best?" }
                        @for preset in &told.presets { option value=(preset.set) { (preset.name) } }
                    }
                }
            }
            p.under.screen #picked hidden { "These were picked because they came out best: expect a little less." }
            p #chosen aria-live="polite" {}
        }
    }
}

fn guess() -> Markup {
    html! {
        section #guess aria-labelledby="guess-head" {
            h2 #guess-head { span.number { "2" } "What do you think it does?" }
            form #guesses {
                div #asked {}
                p #untouched { "Tick what you would change, then move what you expect." }
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

fn result(told: &Told) -> Markup {
    html! {
        section #result aria-labelledby="result-head" hidden {
            h2 #result-head tabindex="-1" { span.number { "3" } "What happens" }
            div #cards {}
            p.notice #worse hidden {}
            p.under #many {}
            div.row.screen { button #print type="button" { "Print a handout" } }
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
                div {
                    h3 { "What pulled it, and what overlapped" }
                    div.row.screen { label { "For " select #of {} } }
                    div.scroll tabindex="0" role="group" aria-label="What each action makes of the whole" {
                        table #apart {
                            caption {}
                            thead { tr {
                                th scope="col" { "Action" }
                                th scope="col" { "How it adds up" }
                                th.figure scope="col" { "Alone" }
                                th.figure scope="col" { "Its part of the total" }
                            } }
                            tbody {}
                        }
                    }
                    @if told.in_turn {
                        p.under { "Later actions have less of the year: that looks like an overlap too. Another order would share out otherwise." }
                    }
                    p #pairs {}
                }
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

fn rooms() -> Markup {
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

fn trust(told: &Told) -> Markup {
    html! {
        section #trust aria-labelledby="trust-head" {
            h2 #trust-head { "How far to trust it" }
            ul { @for limit in LIMITS { li { (limit.replace('`', "")) } } }
            p { "Headroom " (told.version) ", build " code { (told.build) } "; " (told.replications) " replications of each of " (told.sets)
                " choices, seed " (told.seed) ". To repeat it: " code { (told.command) } }
        }
    }
}

const STYLE: &str = include_str!("workshop.css");
const SCRIPT: &str = include_str!("workshop.js");
