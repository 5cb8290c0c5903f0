//! `headroom actions`: the library of actions, to read.

use super::{Stopped, say};
use crate::report;
use crate::scenario::{Refusal, action};
use clap::Args;

/// Lists the actions that a practice can take, or shows one: what it changes and by how much, on what
/// evidence, what it costs in staff time, and how it takes hold.
///
/// Examples:
///   headroom actions            all of them, a line each
///   headroom actions 3.2        one of them, in full
///   headroom actions 3          the parts of the third of the ten
///   headroom actions --json     for a program
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Actions {
    /// One action (3.2) or one of the ten (3).
    #[arg(value_name = "ID")]
    id: Option<String>,

    /// As JSON: an array of objects with `id`.
    #[arg(long)]
    json: bool,
}

impl Actions {
    pub fn execute(&self) -> Result<(), Stopped> {
        let all = action::actions()?;
        let Some(id) = &self.id else {
            say(&if self.json { report::actions::json(&all) } else { report::actions::list(&all) });
            return Ok(());
        };
        let meant: Vec<_> =
            all.iter().filter(|action| action.id == *id || action.headline().to_string() == *id).collect();
        if meant.is_empty() {
            return Err(Refusal::from(action::unknown(id, &all)).into());
        }
        let meant: Vec<_> = meant.into_iter().cloned().collect();
        say(&match meant.as_slice() {
            _ if self.json => report::actions::json(&meant),
            [one] => report::actions::page(one),
            several => several.iter().map(report::actions::page).collect::<Vec<_>>().join("\n\n\n"),
        });
        Ok(())
    }
}
