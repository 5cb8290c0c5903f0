//! Watch a day: one possible week of a practice, and the same week of what else it could be, played side by side. The
//! page is made here; `week.js` plays what `data` holds, and works nothing out that was not seen.

mod data;
mod told;
mod written;

use crate::experiment::week_seen::WeekSeen;
use crate::report::words;
use crate::web::in_page;
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use data::data;
pub use written::in_words;

use data::short;

/// How a `section.week` looks.
pub const STYLE: &str = include_str!("week.css");
/// What plays every `section.week` of a page, with names of its own.
pub const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("moment.js"),
    include_str!("telling.js"),
    include_str!("week.js"),
    "})();\n"
);
/// How a page looks that holds nothing else.
const PAGE: &str = include_str!("page.css");

/// Nothing may be loaded from anywhere, and nothing sent.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'";

/// Minutes that pass in a second, and how that is said.
const SPEEDS: [(u32, &str); 4] =
    [(1, "1 minute a second"), (5, "5 minutes a second"), (15, "15 minutes a second"), (60, "1 hour a second")];
const FIRST_SPEED: u32 = 5;

/// A whole page with the week and nothing else. It needs no network. `title` is what the practice is called, `made`
/// what `command` has to do with it: that it makes the page again, or runs what is seen.
pub fn page(title: &str, made: &str, command: &str, seen: &WeekSeen) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="Headroom";
                title { (title) " – one possible week" }
                style { (PreEscaped(PAGE)) (PreEscaped(STYLE)) }
            }
            body.watching {
                header { h1 { (title) } p { "Headroom" } }
                main { (part(seen)) }
                footer {
                    p { "A model of a practice, not a record of one. Headroom is not an NHS product." }
                    p { (made) " " code { (command) } }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

/// The week as a part of a page, which holds [`STYLE`] and, after it, [`SCRIPT`] once.
pub fn part(seen: &WeekSeen) -> Markup {
    let columns = data::columns(seen);
    let week = seen.which.week;
    let luck = if seen.sides.len() > 1 {
        ": the same people and the same luck from the decision on; by now some come on one side only"
    } else {
        ""
    };
    html! {
        section.week aria-label="Watch a week" {
            div.week-head {
                h2 { "Watch a week" }
                p.week-note { strong { "One possible week, not a forecast" (luck) "." } " Week " (week) "."
                    @for side in seen.sides.iter().filter(|side| short(side) != side.name) { " " (side.name) "." }
                }
            }
            noscript { p { "The week is played by a script, which this browser does not run." } }
            script.week-data type="application/json" { (PreEscaped(in_page(&data(seen).to_string()))) }
            (controls(seen))
            div.week-story hidden {
                h3 {}
                p.week-telling {}
                div.week-stories {
                    @for (at, side) in seen.sides.iter().enumerate() {
                        div.week-own.week-other[at > 0] {
                            h4 { (short(side)) }
                            ol tabindex="0" aria-label={ "What happens to the patient: " (short(side)) } {}
                        }
                    }
                }
            }
            p.week-said role="status" {}
            div.week-sides {
                @for (at, side) in seen.sides.iter().enumerate() {
                    div.week-side.week-other[at > 0] role="group" aria-label=(short(side)) {
                        div.week-top { h3 { (short(side)) } p.week-clock {} }
                        (stage(&columns))
                    }
                }
            }
            (legend())
        }
    }
}

/// A side's name: what is different there.
pub fn with(says: &[String]) -> String {
    let each = says.iter().map(|said| words::change_said(said));
    format!("With {}", each.collect::<Vec<_>>().join("; "))
}

fn controls(seen: &WeekSeen) -> Markup {
    html! {
        div.week-controls role="group" aria-label="Play the week" {
            div.week-buttons {
                button.week-back type="button" aria-label="Previous event" { "◀ Event" }
                button.week-play type="button" { "▶ Play" }
                button.week-next type="button" aria-label="Next event" { "Event ▶" }
            }
            label { "Speed" select.week-speed {
                @for (minutes, words) in SPEEDS { option value=(minutes) selected[minutes == FIRST_SPEED] { (words) } }
            } }
            label { "Day" select.week-day {
                @for (at, (date, open)) in seen.days.iter().enumerate() {
                    option value=(at) { (date.strftime("%a %-d %b").to_string()) @if !open { ", closed" } }
                }
            } }
            label.week-hour { "Time" input.week-time type="range" step="60"; }
            label.week-follow { "Follow" select.week-whom { option value="" { "nobody" } } }
        }
    }
}

/// Where things happen on one side, empty until the script fills it.
fn stage(columns: &[(usize, String)]) -> Markup {
    let place = |class: &str, name: &str| {
        html! {
            div.week-place.{ "week-" (class) } { h4 { (name) " " span.week-count {} } div.week-dots {} }
        }
    };
    html! {
        div.week-row {
            (place("queue", "Waiting to be answered"))
            (place("desk", "Reception"))
        }
        div.week-row {
            (place("room", "Waiting room"))
            (place("duty", "Duty list"))
            (place("triage", "Looked at first"))
        }
        div.week-clinic {
            @for (person, name) in columns {
                div.week-person.{ "week-wide-" (width(name)) } data-person=(person) { span.week-name {} span.week-doing {} }
            }
        }
        div.week-work {
            h4 {
                "Paperwork, hours: " span.week-old {} " waited this morning, " span.week-new {} " come today"
            }
            div.week-bars {}
        }
        div.week-tally {}
    }
}

/// Columns of the clinic that a name needs to be written in full.
fn width(name: &str) -> usize {
    match name.chars().count() {
        ..=13 => 1,
        14..=25 => 2,
        _ => 3,
    }
}

fn legend() -> Markup {
    let modes = [
        ("F", "face to face"),
        ("P", "by phone"),
        ("O", "in writing"),
        ("V", "home visit"),
        ("G", "group"),
        ("N", "notes"),
    ];
    html! {
        p.week-legend {
            "Each shape is a patient, beside a clinician with the patient's number; click one to follow it. "
            span { span.week-dot.week-ask-phone {} " rings" } " "
            span { span.week-dot.week-ask-desk { "D" } " at the desk" } " "
            span { span.week-dot.week-ask-online { "O" } " asks online" } " "
            @for (letter, words) in modes {
                span { span.week-dot.{ "week-mode-" (letter) } { (letter) } " " (words) } " "
            }
            span { span.week-dot.week-followed { "★" } " followed" }
        }
    }
}
