//! `headroom fit`: inputs of a practice from the figures it has seen.

use super::options::{Practice, as_typed, folder_of, is_shipped};
use super::threads::{interrupted, threads};
use super::{Stopped, progress, say, say_error};
use crate::experiment::fit::{self, NoFit, Task};
use crate::report::{files, fitted};
use crate::scenario::{Problem, Refusal, Scenario, observed, quoted};
use clap::Args;
use std::path::{Path, PathBuf};
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
/// What may be read in `results.csv` may be given, with its group in brackets. A figure is known to
/// its last digit, or as `dna_rate = { value = 0.05, within = 0.01 }` says. Inputs that are taken to
/// be so until a figure says otherwise stand under `[assumed]`. A fit takes a minute or a few.
///
/// Examples:
///   headroom fit average-2018 --observed seen.toml --out my-practice.toml
///   headroom fit average-2018 --observed seen.toml --out my-practice.toml --replace
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

    /// Writes over the file of --out where it is there already; never over the practice or the figures it is made from.
    #[arg(long, requires = "out")]
    replace: bool,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
}

impl Fit {
    pub fn execute(&self) -> Result<(), Stopped> {
        let practice = if self.quiet { self.practice.load_silently()? } else { self.practice.load()? };
        let observed = observed(&self.observed)?;
        let task = Task::new(&practice, &observed, &self.free)?;
        let seed = practice.settings.run.seed as u64;
        let pool = threads(self.threads)?;
        // Said now rather than when the fit is done.
        let out = self.out.as_deref().map(|file| self.spare(file)).transpose()?;
        let bar = progress::bar(fit::most_replications(&task), self.quiet);
        let stopped = interrupted();
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
        let Some(Out { file, folder, name, extends }) = out else {
            if !self.quiet {
                say("\nTo keep the practice, name a file with --out.");
            }
            return Ok(());
        };
        let after = practice.with(found.changes.clone())?;
        let title = observed.title.clone().unwrap_or_else(|| format!("{}, fitted", practice.settings.title));
        let toml = fitted::practice(&found, &task.practice, &after, &extends, &title, &self.observed);
        // What is written must be a practice that runs from where it is written.
        if let Err(refusal) = Scenario::from_text_at(file, &toml) {
            say_error(&refusal.to_string());
            return Err(Stopped::Failed("the fitted practice could not be read back; nothing was written".into()));
        }
        files::write(folder, &name, toml.as_bytes())?;
        if !self.quiet {
            say(&format!(
                "\nWritten to {}. Run it: headroom run {}",
                file.display(),
                as_typed(&file.to_string_lossy())
            ));
        }
        Ok(())
    }

    /// Where the fitted practice is to go; refused where that would cost somebody a file, or cannot be written.
    fn spare<'a>(&self, file: &'a Path) -> Result<Out<'a>, Stopped> {
        let shown = file.display();
        let refuse = |message: String, help: &str| Err(Refusal::from(Problem::new(message).help(help)).into());
        let another = "name another file with `--out`";
        let Some(name) = file.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            return refuse(format!("`--out {shown}` names no file"), another);
        };
        if file.is_dir() {
            return refuse(format!("`{shown}` is a folder"), "name a file in it, such as `my-practice.toml`");
        }
        if self.practice.is(file) {
            return refuse(format!("`{shown}` is the practice that is fitted, and would be lost"), another);
        }
        if file.canonicalize().is_ok_and(|file| Path::new(&self.observed).canonicalize().is_ok_and(|it| it == file)) {
            return refuse(format!("`{shown}` holds the figures that are fitted to, and they would be lost"), another);
        }
        // A link to nothing is in the way too.
        if file.symlink_metadata().is_ok() && !self.replace {
            return refuse(format!("`{shown}` is there already"), "name another file, or `--replace` to write over it");
        }
        let folder = folder_of(file);
        files::ready(folder)?;
        let extends = self.extends(folder);
        // A file that the practice is itself based on would come to extend itself.
        Scenario::from_text_at(file, &format!("extends = {}\n", quoted(&extends)))?;
        Ok(Out { file, folder, name, extends })
    }

    /// How the written file names the practice that it is based on: a file is looked for beside it.
    fn extends(&self, folder: &Path) -> String {
        let name = &self.practice.practice;
        let base = Path::new(name);
        let (Some(alone), false) = (base.file_name(), is_shipped(name)) else { return name.clone() };
        let alone = alone.to_string_lossy().into_owned();
        match (base.canonicalize(), folder.canonicalize(), folder_of(base).canonicalize()) {
            (_, Ok(out), Ok(own)) if out == own && !is_shipped(&alone) => alone,
            (Ok(whole), _, _) => whole.display().to_string(),
            _ => name.clone(),
        }
    }
}

/// A file that may be written.
struct Out<'a> {
    file: &'a Path,
    folder: &'a Path,
    name: String,
    /// What the practice in it is based on, as it is named from there.
    extends: String,
}
