//! `headroom schema`: everything a scenario can say.

use super::{Stopped, say};
use crate::practice::registry::{Better, Measure, REGISTRY};
use crate::scenario::{json_schema, listing};
use clap::Args;

/// Prints every setting with its unit, range, default and meaning, or every measure with what it
/// means.
///
/// Examples:
///   headroom schema                     one line a setting, to read
///   headroom schema phone               only settings with `phone` in their path
///   headroom schema --measures          what each measure in results.csv means
///   headroom schema --json > schema.json    for an editor that completes and checks TOML
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Schema {
    /// Only settings, or measures, that have this in their path.
    #[arg(value_name = "TEXT", conflicts_with = "json")]
    filter: Option<String>,

    /// As a JSON schema.
    #[arg(long)]
    json: bool,

    /// The measures instead of the settings.
    #[arg(long, conflicts_with = "json")]
    measures: bool,
}

impl Schema {
    pub fn execute(&self) -> Result<(), Stopped> {
        let filter = self.filter.as_deref().unwrap_or_default().to_lowercase();
        let listed = match (self.json, self.measures) {
            (true, _) => format!("{:#}", json_schema()),
            (_, true) => measures(&filter),
            _ => settings(&filter),
        };
        if listed.is_empty() {
            let all = if self.measures { "headroom schema --measures" } else { "headroom schema" };
            return Err(Stopped::Asked(format!("nothing has `{filter}` in its path; `{all}` lists everything")));
        }
        say(&listed);
        Ok(())
    }
}

/// A line for each setting whose path has `filter` in it.
fn settings(filter: &str) -> String {
    let listing = listing();
    let path = |line: &&str| line.split('\t').next().is_some_and(|path| path.to_lowercase().contains(filter));
    listing.lines().filter(path).collect::<Vec<_>>().join("\n")
}

/// A paragraph for each measure of the registry that has `filter` in its name.
fn measures(filter: &str) -> String {
    let paragraph = |measure: &Measure| {
        let better = match measure.better {
            Better::Lower => " Lower is better.",
            Better::Higher => " Higher is better.",
            Better::Neither => "",
        };
        let Measure { id, unit, denominator, definition, .. } = measure;
        format!("{id} ({unit})\n  {definition}{better}\n  Over: {denominator}.\n")
    };
    REGISTRY.iter().filter(|measure| measure.id.contains(filter)).map(paragraph).collect::<Vec<_>>().join("\n")
}
