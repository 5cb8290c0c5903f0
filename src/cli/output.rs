//! What every command that makes results takes: the threads that work them out, how they are printed, and the folder that
//! they are written to.

use super::made::Made;
use super::options::Practice;
use super::threads::threads;
use super::until::kept;
use super::{Stopped, say};
use crate::experiment::{self, Store};
use crate::report::{files, manifest};
use crate::scenario::{Problem, Refusal, Scenario};
use clap::Args;
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// How results are worked out and handed over.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Output {
    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,

    /// Writes a page to print (report.html), a workbook (results.xlsx), csv files, pictures, the scenario as run and a
    /// manifest to this folder.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,

    /// Writes over the results of another run in that folder; those of the same run are always written over.
    #[arg(long, requires = "out")]
    pub replace: bool,

    /// Prints the results as JSON instead of a page.
    #[arg(long)]
    pub json: bool,

    /// Prints nothing but errors.
    #[arg(long)]
    pub quiet: bool,
}

impl Output {
    /// Does nobody watch how far it is?
    pub fn is_unwatched(&self) -> bool {
        self.quiet || self.json
    }

    pub fn pool(&self) -> Result<rayon::ThreadPool, Stopped> {
        threads(self.threads)
    }

    /// The practice; what in it is likely to be a slip is said, unless nothing is to be.
    pub fn load(&self, practice: &Practice) -> Result<Scenario, Stopped> {
        self.would_be_lost(practice)?;
        if self.quiet { practice.load_silently() } else { practice.load() }
    }

    /// Stops where the practice is read from a file that results are written to, whatever may be replaced.
    fn would_be_lost(&self, practice: &Practice) -> Result<(), Stopped> {
        let Some(folder) = &self.out else { return Ok(()) };
        if !manifest::WRITTEN.iter().any(|name| practice.is(&folder.join(name))) {
            return Ok(());
        }
        let practice = &practice.practice;
        let problem = Problem::new(format!("`{practice}` is the practice that is run, and would be written over"));
        Err(Refusal::from(problem.help("give another folder, or the file another name")).into())
    }

    /// The folder, ready for what is made of `made_of`, where results are to be written at all. Said now rather than when
    /// they are there: that another run's are in the way, or that nothing can be written.
    pub fn room(&self, scenario: &str, made_of: &str) -> Result<Room<'_>, Stopped> {
        let folder = self.out.as_deref();
        let is_new = folder.is_some_and(|folder| !folder.exists());
        if let Some(folder) = folder {
            spare(folder, self.replace, scenario, made_of)?;
            files::ready(folder)?;
        }
        Ok(Room { folder, is_new, is_told: !self.is_unwatched() })
    }

    /// What the folder keeps of a run that `what` describes.
    pub fn kept(&self, what: &str) -> Result<Store, Stopped> {
        kept(self.out.as_deref(), what, self.replace, self.quiet)
    }

    /// Prints the page, or what it says as JSON.
    pub fn print(&self, json: &dyn Display, page: &str) {
        if self.json {
            say(&format!("{json:#}"));
        } else if !self.quiet {
            say(page);
        }
    }
}

/// The folder of a run's results, where they are to be written. One that was made for results which never came goes again.
pub(super) struct Room<'a> {
    folder: Option<&'a Path>,
    is_new: bool,
    is_told: bool,
}

impl<'a> Room<'a> {
    pub fn folder(&self) -> Option<&'a Path> {
        self.folder
    }

    /// Writes what was made, and says where it is.
    pub fn write(&self, made: Made<'_>, own: Vec<(String, Vec<u8>)>) -> Result<(), Stopped> {
        let Some(folder) = self.folder else { return Ok(()) };
        made.write(folder, own)?;
        if self.is_told {
            say(&format!("\nWritten to {}.", folder.display()));
        }
        Ok(())
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.filter(|_| self.is_new) {
            // One that is not empty stays.
            let _ = std::fs::remove_dir(folder);
        }
    }
}

/// Stops where the folder holds what another run wrote, unless that is meant. Files without a manifest beside kept
/// replications are those of a run that was stopped while it wrote them: whose it was, the replications tell.
pub(super) fn spare(folder: &Path, replace: bool, scenario: &str, made_of: &str) -> Result<(), Stopped> {
    if folder.join(experiment::store::FILE).is_file() && !folder.join("manifest.json").is_file() {
        return Ok(());
    }
    let earlier = manifest::in_the_way(folder, scenario, made_of);
    let Some(earlier) = earlier.filter(|_| !replace) else { return Ok(()) };
    let problem = Problem::new(format!("`{}` holds {earlier}", folder.display()));
    Err(Refusal::from(problem.help("give another folder, or `--replace` to write over it")).into())
}
