//! The page of every combination: the best sets first, what may be promised of them, who makes how much of what all do
//! together, which of them overlap, and what the front of several aims is.

mod chosen;
mod files;
mod page;
mod reading;
mod sure;

pub use chosen::chosen;
pub use files::{attribution, best, csv_rows, interactions, json, pareto, selected, selected_json};
pub use page::page;
