//! Pages that a room of people can play with: our own markup, style and script, embedded in the program and loaded from
//! nowhere else. Asks the floors below for every number; draws and looks up, and works nothing out.

pub mod answer;
pub mod figure;
pub mod serve;
pub mod week;
pub mod workshop;

/// What every page looks like: Arial or the system's face, the interface's colours, big enough for a projector.
pub const LOOK: &str = include_str!("look.css");

/// How every page says a figure.
pub const FIGURES: &str = include_str!("figures.js");

/// JSON that cannot end the script element it stands in.
fn in_page(json: &str) -> String {
    json.replace('<', "\\u003c")
}
