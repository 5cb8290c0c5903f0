//! `headroom fit`: inputs of a practice from the figures it has seen.

use super::options::Practice;
use super::{Stopped, progress, say, say_error};
use crate::experiment::fit::{self, NoFit, Task};
use crate::report::{files, fitted};
use crate::scenario::{Refusal, observed};
use clap::Args;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// Fits a practice to figures it has seen, and writes it as a file to run.
///
/// The figures stand in a small file; `headroom new --ask` writes one from ten questions:
///   [known]                          what you can count, by path
///   patients.list_size = 9200
///   roles.gp.sessions_per_week = 40
///   [observed]                       what you have seen, by measure
///   dna_rate = 0.052
///   phone_answered_share = 0.81
///   lead_share = { same_day = 0.41, "2_7" = 0.22 }
///
/// Examples:
///   headroom fit average-2018 --observed seen.toml --out my-practice.toml
///   headroom fit average-2018 --observed seen.toml --free demand,handlers,dna
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Fit {
    #[command(flatten)]
    practice: Practice,

    /// The file with the figures.
    #[arg(long, value_name = "FILE")]
    observed: String,

    /// Inputs to fit, by name, instead of those on which the figures tell something.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    free: Vec<String>,

    /// Writes the fitted practice to this file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
}

impl Fit {
    pub fn execute(&self) -> Result<(), Stopped> {
        let practice = self.practice.load()?;
        let observed = observed(&self.observed)?;
        let task = Task::new(&practice, &observed, &self.free)?;
        let seed = practice.settings.run.seed as u64;
        let pool = super::run::threads(self.threads)?;
        let bar = progress::bar(fit::most_replications(&task), self.quiet);
        let stopped = super::run::interrupted();
        let found = pool.install(|| fit::fit(&task, seed, &|| bar.inc(1), &|| stopped.load(Ordering::Relaxed)));
        bar.finish_and_clear();
        let found = found.map_err(|no| match no {
            NoFit::Refused(refusal) => Stopped::Input(refusal),
            NoFit::Broken(sentence) => Stopped::Failed(sentence),
            NoFit::Stopped => Stopped::Failed("stopped before the fit was done; nothing was written".into()),
        })?;
        if !self.quiet {
            say(&fitted::page(&found, &practice.name));
        }
        let Some(file) = &self.out else {
            if !self.quiet {
                say("\nTo keep the practice, name a file with --out.");
            }
            return Ok(());
        };
        let after = practice.with(found.changes.clone())?;
        let title = observed.title.clone().unwrap_or_else(|| format!("{}, fitted", practice.settings.title));
        let extends = self.extends(file);
        let toml = fitted::practice(&found, &task.practice, &after, &extends, &title, &self.observed);
        // What was written must be a practice that runs.
        let written = crate::scenario::Scenario::from_text(&file.display().to_string(), &toml, Vec::new());
        if let (Err(refusal), true) = (&written, crate::scenario::practices().iter().any(|(name, _)| *name == extends))
        {
            say_error(&refusal.to_string());
            return Err(Stopped::Failed("the fitted practice could not be read back; nothing was written".into()));
        }
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let Some(name) = name else {
            return Err(Refusal::from(crate::scenario::Problem::new("`--out` names no file")).into());
        };
        files::write(file.parent().unwrap_or(std::path::Path::new("")), &name, toml.as_bytes())?;
        if !self.quiet {
            say(&format!("\nWritten to {}. Run it: headroom run {}", file.display(), file.display()));
        }
        Ok(())
    }

    /// How the written file names the practice that it is based on: a file is looked for beside it.
    fn extends(&self, out: &std::path::Path) -> String {
        let name = &self.practice.practice;
        let is_file = !crate::scenario::practices().iter().any(|(known, _)| known == name);
        let beside = out.parent() == std::path::Path::new(name).parent();
        match std::path::Path::new(name).canonicalize() {
            Ok(path) if is_file && !beside => path.display().to_string(),
            _ => std::path::Path::new(name)
                .file_name()
                .map_or_else(|| name.clone(), |file| file.to_string_lossy().into_owned()),
        }
    }
}
