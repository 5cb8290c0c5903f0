//! `headroom schema`: everything a scenario can say.

use super::{Stopped, say};
use crate::practice::registry::{Better, Measure, REGISTRY};
use crate::scenario::{json_schema, listing};
use clap::Args;

/// Prints every setting with its unit, range, default and meaning, or every measure with what it means.
///
/// Examples:
///   headroom schema                     one line a setting, to read
///   headroom schema --measures          what each measure in results.csv means
///   headroom schema --json > schema.json    for an editor that completes and checks TOML
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Schema {
    /// As a JSON schema.
    #[arg(long)]
    json: bool,

    /// The measures instead of the settings.
    #[arg(long, conflicts_with = "json")]
    measures: bool,
}

impl Schema {
    pub fn execute(&self) -> Result<(), Stopped> {
        say(&match (self.json, self.measures) {
            (true, _) => format!("{:#}", json_schema()),
            (_, true) => measures(),
            _ => listing(),
        });
        Ok(())
    }
}

/// A paragraph for each measure of the registry.
fn measures() -> String {
    let paragraph = |measure: &Measure| {
        let better = match measure.better {
            Better::Lower => " Lower is better.",
            Better::Higher => " Higher is better.",
            Better::Neither => "",
        };
        let Measure { id, unit, denominator, definition, .. } = measure;
        format!("{id} ({unit})\n  {definition}{better}\n  Over: {denominator}.\n")
    };
    REGISTRY.iter().map(paragraph).collect::<Vec<_>>().join("\n")
}
