//! One file that needs nothing installed: every set of up to ten actions on a practice, so that a room can guess what a
//! choice does, see it, and see what pulled it.

mod study;

use crate::experiment::week_seen::WeekSeen;
use crate::web::{FIGURES, LOOK, answer, week};
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
                style { (PreEscaped(LOOK)) (PreEscaped(answer::STYLE)) (PreEscaped(STYLE)) (PreEscaped(week::STYLE)) }
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
                                (answer::guess())
                                (answer::result(&html! {}))
                                (answer::guesses())
                            }
                        }
                        // Whose week it is would tell what is best, before anybody guessed.
                        div #week hidden {
                            p.notice { "A worked example, and perhaps not what you chose: " (side(study, study.told.watched)) "." }
                            (week::part(seen))
                        }
                        (answer::trust(&how_made(told)))
                    }
                    footer { p { "A model of a practice, not a record of one. Headroom is not an NHS product." } }
                }
                script #study type="application/json" { (PreEscaped(study.json())) }
                @for (id, numbers) in &study.numbers { script id=(id) type="text/plain" { (numbers) } }
                script { (PreEscaped(FIGURES)) (PreEscaped(answer::SCRIPT)) (PreEscaped(SCRIPT)) }
                script { (PreEscaped(week::SCRIPT)) }
            }
        }
    };
    markup.into_string()
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

fn how_made(told: &Told) -> Markup {
    html! {
        p { "Headroom " (told.version) ", build " code { (told.build) } "; " (told.replications) " replications of each of " (told.sets)
            " choices, seed " (told.seed) ". To repeat it: " code { (told.command) } }
    }
}

const STYLE: &str = include_str!("workshop.css");
const SCRIPT: &str = include_str!("workshop.js");
