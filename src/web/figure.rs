//! What pages call a figure of a practice, and which way it is better: the same on every page.

use crate::experiment::combine::Figure;
use crate::practice::registry::Better;
use crate::report::words::capital;
use serde::{Deserialize, Serialize};

/// A figure, as a page calls it. Its unit is part of the label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureTold {
    /// As in `results.csv`.
    pub name: String,
    pub label: String,
    /// `share` or `plain`.
    pub kind: String,
    /// `higher`, `lower` or `neither`.
    pub better: String,
}

impl FigureTold {
    pub fn of(figure: &Figure) -> FigureTold {
        let better = match figure.better() {
            Better::Higher => "higher",
            Better::Lower => "lower",
            Better::Neither => "neither",
        };
        FigureTold {
            name: figure.name(),
            label: capital(figure.label),
            kind: if figure.unit().starts_with("share") { "share" } else { "plain" }.into(),
            better: better.into(),
        }
    }
}
