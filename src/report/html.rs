//! `report.html`: the document as one page that needs no network and no script, prints to A4, and can be read aloud.
//!
//! Every figure is a `data` element whose value is what stands in `results.csv`.

use super::document::{Document, Input, Line, Made, Part, Picture, RecordLine, Table};
use super::said::{Piece, Said};
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

/// The whole file.
pub fn page(document: &Document) -> String {
    let Document { title, question, warnings, in_short, first, more, made, record, inputs, .. } = document;
    let markup = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "Headroom " (made.version) };
                title { (title) " – " (question.replace('`', "")) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#in-short" { "Skip to what to take away" }
                header {
                    p.product { "Headroom" }
                    h1 { (title) }
                    p.question { (with_code(question)) }
                }
                main {
                    @if !warnings.is_empty() {
                        section.warnings aria-labelledby="first" {
                            h2 #first { "Before you read on" }
                            ul { @for warning in warnings { li { (warning) } } }
                        }
                    }
                    section aria-labelledby="in-short" {
                        h2 #in-short { "In short" }
                        ul.short { @for sentence in in_short { li { (sentence) } } }
                    }
                    (limits(document))
                    @for part in first { (part) }
                    (repeated(made))
                    @if !more.is_empty() {
                        section.more aria-labelledby="more" {
                            h2 #more { "More pictures and tables" }
                            @for part in more { (part) }
                        }
                    }
                    @if !record.is_empty() {
                        section.record aria-labelledby="record" {
                            h2 #record { "Technical record" }
                            p { "In the order of STRESS-DES, the reporting guideline for discrete-event simulations." }
                            @for line in record { (line) }
                            (every_input(inputs))
                        }
                    }
                }
                footer { p { "A model of a practice, not a record of one. Headroom is not an NHS product." } }
            }
        }
    };
    markup.into_string()
}

/// What may be done with the report.
fn limits(document: &Document) -> Markup {
    let made = &document.made;
    let skewed = document.skewed(true);
    html! {
        section.limits aria-labelledby="limits" {
            h2 #limits { "How far to trust it" }
            ul { @for limit in made.limits.iter().chain(&skewed) { li { (with_code(limit)) } } }
            @if !made.blanks.is_empty() {
                p {
                    "Not filled in, because only people can: "
                    @for (at, blank) in made.blanks.iter().enumerate() { @if at > 0 { "; " } (blank) }
                    "."
                }
            }
        }
    }
}

/// How the report was made, and how it is made again.
fn repeated(made: &Made) -> Markup {
    html! {
        section.limits aria-labelledby="repeat" {
            h2 #repeat { "How it was made, and how to repeat it" }
            dl {
                dt { "Made by" } dd { "Headroom " (made.version) ", build " code { (made.build) } }
                dt { "Replications" } dd { (made.replications) ", seed " (made.seed) }
                @if let Some(precision) = &made.precision { dt { "Precision" } dd { (precision) } }
                dt { "Scenario" } dd { "as in " code { "scenario.toml" } ", hash " code { (made.scenario_hash) } }
                dt { "To repeat it" } dd { code.command { (made.command) } }
            }
        }
    }
}

/// Inputs can be many: a table of those that were changed stands in the record itself.
fn every_input(inputs: &[Input]) -> Markup {
    let scenarios = inputs.iter().map(|input| input.scenarios.len()).max().unwrap_or(0);
    html! {
        @if !inputs.is_empty() {
            p { "All " (inputs.len()) " inputs stand in the sheet Inputs of " code { "results.xlsx" } " with their sources, and in "
                code { "scenario.toml" } " with their meaning."
                @if scenarios > 0 { " Those that differ between scenarios stand under 3.3." }
            }
        }
    }
}

impl Render for Said {
    fn render(&self) -> Markup {
        html! {
            @for piece in &self.0 {
                @match piece {
                    Piece::Words(words) => (with_code(words)),
                    Piece::Figure(figure) => data value=(super::csv::number(figure.value)) { (figure.shown) },
                    Piece::Skewed(_) => (super::guard::SKEWED),
                }
            }
        }
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

impl Render for Part {
    fn render(&self) -> Markup {
        let Part { heading, said, picture, table } = self;
        html! {
            section.part {
                div.together {
                    h3 { (heading) }
                    @for sentence in said { p { (sentence) } }
                    @if let Some(picture) = picture { (picture) }
                }
                @if let Some(table) = table { (table) }
            }
        }
    }
}

impl Render for Picture {
    fn render(&self) -> Markup {
        // Drawn by Headroom itself, which escapes what it is given.
        // On a narrow screen its words would be too small to read: it scrolls, by keyboard too.
        html! { figure.tall[self.is_tall] tabindex="0" { (PreEscaped(&self.bare)) } }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        let Table { caption, columns, lines } = self;
        let words: Vec<bool> = (0..columns.len()).map(|column| self.is_of_words(column)).collect();
        html! {
            // A wide table scrolls by itself, by keyboard too, so that the page does not.
            div.scroll.narrow[columns.len() <= NARROW && lines.len() > MANY] tabindex="0" role="group" aria-label=(caption) {
                table.wide[columns.len() > WIDE] {
                    caption { (caption) }
                    thead { tr {
                        @for (column, words) in columns.iter().zip(&words) {
                            // Nothing to read out is no heading.
                            @if column.is_empty() { td {} } @else { th.words[*words] scope="col" { (column) } }
                        }
                    } }
                    tbody {
                        @for line in lines {
                            @match line {
                                Line::Heading(heading) => tr.heading {
                                    th scope="colgroup" colspan=(columns.len()) { (heading) }
                                },
                                Line::Row(name, cells) => tr {
                                    th.inset[name.starts_with(' ')] scope="row" { (name) }
                                    @for (cell, words) in cells.iter().zip(&words[1..]) { td.words[*words] { (cell) } }
                                },
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A table of so few columns and more lines than these stands in two halves side by side.
const NARROW: usize = 2;
const MANY: usize = 12;
/// Columns up to which an interval need not be broken from its figure.
const WIDE: usize = 4;

impl Render for RecordLine {
    fn render(&self) -> Markup {
        let RecordLine { number, name, said, table, picture } = self;
        html! {
            section.line {
                h3 { (number) " " (name) }
                @for paragraph in said { p { (with_code(paragraph)) } }
                @if let Some(picture) = picture { (picture) }
                @if let Some(table) = table { (table) }
            }
        }
    }
}

/// Arial or the system's face, the interface's colours, and A4.
const STYLE: &str = include_str!("html.css");
