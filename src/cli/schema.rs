//! `headroom schema`: everything a scenario can say.

use super::{Stopped, say};
use crate::scenario::{json_schema, listing};
use clap::Args;

/// Prints every setting with its unit, range, default and meaning.
///
/// Examples:
///   headroom schema                     one line a setting, to read
///   headroom schema --json > schema.json    for an editor that completes and checks TOML
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Schema {
    /// As a JSON schema.
    #[arg(long)]
    json: bool,
}

impl Schema {
    pub fn execute(&self) -> Result<(), Stopped> {
        say(&if self.json { format!("{:#}", json_schema()) } else { listing() });
        Ok(())
    }
}
