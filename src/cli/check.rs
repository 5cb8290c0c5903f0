//! `headroom check`: is this scenario in order?

use super::options::Practice;
use super::{Stopped, say};
use clap::Args;
use std::io::IsTerminal;

/// Looks a scenario over and lists everything that is wrong with it, with the place and what to type.
///
/// Warnings are of what is allowed but likely to be a slip, such as calls of 180 minutes.
///
/// Examples:
///   headroom check my-practice.toml
///   headroom check average-2018 --set "demand.level*=1.1"
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Check {
    #[command(flatten)]
    practice: Practice,
}

impl Check {
    pub fn execute(&self) -> Result<(), Stopped> {
        let scenario = self.practice.load_silently()?;
        for warning in &scenario.warnings {
            say(&warning.warned(std::io::stdout().is_terminal()));
            say("");
        }
        say(&match scenario.warnings.len() {
            0 => format!("{} is in order.", scenario.name),
            1 => format!("{} can be run, with the warning above.", scenario.name),
            count => format!("{} can be run, with the {count} warnings above.", scenario.name),
        });
        Ok(())
    }
}
