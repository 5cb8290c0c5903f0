//! `headroom check`: is this scenario in order?

use super::options::Practice;
use super::{Stopped, say};
use clap::Args;

/// Looks a scenario over and lists everything that is wrong with it, with the place and what to type.
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
        let scenario = self.practice.load()?;
        say(&format!("{} is in order.", scenario.name));
        Ok(())
    }
}
