//! `headroom serve`: the live page, for this machine alone.

use super::threads::threads;
use super::{Stopped, say, say_error};
use crate::scenario::{load, practices};
use crate::web::serve::{CannotServe, Serving, bind};
use clap::Args;

/// Opens a page on which a room of people can change anything about a practice and see what comes of it.
///
/// The page is served to this machine alone, and loads nothing from anywhere. Figures come as
/// replications finish, and are those of `headroom compare`. A link to the page carries the whole
/// scenario. Ctrl-C ends it.
///
/// Examples:
///   headroom serve
///   headroom serve small-rural --open           in the browser at once
///   headroom serve my-practice.toml --port 9000
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Serve {
    /// The practice that the page begins with: a scenario file, or one that comes with Headroom.
    #[arg(value_name = "PRACTICE", default_value = "average-2018")]
    practice: String,

    /// The port to listen on; 0 takes any that is free.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,

    /// Opens the page in this machine's browser.
    #[arg(long)]
    open: bool,

    /// Threads to simulate on; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
}

impl Serve {
    pub fn execute(&self) -> Result<(), Stopped> {
        // Whatever is wrong with the practice is said here rather than on the page.
        load(&self.practice, Vec::new())?;
        let shipped = practices().iter().any(|(name, _)| *name == self.practice);
        let own = (!shipped).then(|| self.practice.clone());
        let serving = Serving { practice: self.practice.clone(), own, pool: threads(self.threads)? };
        let bound = bind(self.port)?;
        let address = bound.address();
        if !self.quiet {
            say(&format!("Headroom is at {address} for this machine alone. Ctrl-C ends it."));
        }
        if self.open && open::that_detached(&address).is_err() {
            say_error(&format!("no browser could be opened: open {address} yourself"));
        }
        Ok(bound.serve(serving)?)
    }
}

impl From<CannotServe> for Stopped {
    fn from(cannot: CannotServe) -> Stopped {
        match cannot {
            CannotServe::Failed(_) => Stopped::Failed(cannot.to_string()),
            CannotServe::Taken(_) | CannotServe::NotAllowed(_) => Stopped::Asked(cannot.to_string()),
        }
    }
}
