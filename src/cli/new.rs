//! `headroom new`: what to begin with: a study folder to be handed over, or a file from ten questions.

use super::options::{Practice, as_typed, folder_of};
use super::{Stopped, say};
use crate::report::files::{self, Together};
use crate::report::study_folder::readme;
use crate::scenario::{Question, answer, can_be_fitted, data_log, observed_toml, practice_toml, questions};
use clap::Args;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

/// Makes a study folder to begin with, or with --ask a file from ten questions about a practice.
///
/// A study folder holds a practice to be filled in, a log of where its numbers come from, a folder for
/// results, and a README.md that says how to repeat the study. Nothing that is there is written over.
///
/// With --ask ten questions are asked, and the answers written as a file that `headroom fit` reads. An
/// empty line leaves a question open; an answer that cannot be is asked for again. Numbers may be
/// written as 11,200 or 5.5 or 5,5, and shares as 43 or 43%. What is not asked, such as rooms, is
/// taken in proportion to the list, under `[assumed]` in the file, where it can be mended by hand.
///
/// Examples:
///   headroom new mill-lane
///   headroom new mill-lane --based-on average-2018-rationed
///   headroom new --ask my-surgery-seen.toml
///   headroom fit average-2018 --observed my-surgery-seen.toml --out my-surgery.toml
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct New {
    /// Asks ten questions and writes a file; the answers may also be piped in, one on each line.
    #[arg(long)]
    ask: bool,

    /// The study folder to make, or with --ask the file to write.
    #[arg(value_name = "FOLDER OR FILE")]
    file: PathBuf,

    /// The practice to build on.
    #[arg(long, value_name = "PRACTICE", default_value = "average-2018")]
    based_on: String,
}

impl New {
    pub fn execute(&self) -> Result<(), Stopped> {
        if self.ask { self.answers() } else { self.study() }
    }

    /// A folder with all that a study begins with.
    fn study(&self) -> Result<(), Stopped> {
        let shown = self.file.display().to_string();
        let ending = self.file.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("toml" | "csv")) {
            let message = format!("a study goes into a folder, and `{shown}` looks like a file; for that add `--ask`");
            return Err(Stopped::Asked(message));
        }
        let base = Practice { practice: self.based_on.clone(), ..Practice::default() }.load()?;
        let full = std::path::absolute(&self.file).unwrap_or_else(|_| self.file.clone());
        let Some(title) = full.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            return Err(Stopped::Asked("name a folder for the study".into()));
        };
        // From inside the folder a practice in a file lies elsewhere.
        let based_on = match PathBuf::from(&self.based_on) {
            file if file.is_file() => std::path::absolute(&file).unwrap_or(file).display().to_string(),
            _ => self.based_on.clone(),
        };
        let content = [
            ("practice.toml", practice_toml(&base, &based_on, &title)),
            ("data-log.csv", data_log(&questions(&base))),
            ("README.md", readme(&title, &based_on, &as_typed(&based_on))),
            ("results/README.md", RESULTS.into()),
        ];
        let there: Vec<&str> = content
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| self.file.join(name).symlink_metadata().is_ok())
            .collect();
        if !there.is_empty() {
            let it = if there.len() == 1 { "it is" } else { "they are" };
            let message =
                format!("`{shown}` has {} already, and {it} not written over; name another folder", there.join(", "));
            return Err(Stopped::Asked(message));
        }
        let mut files = Together::new(&self.file);
        content.into_iter().for_each(|(name, text)| files.add(name, text));
        files.write()?;
        say(&format!("A study is in {shown}. Begin with README.md there:"));
        say(&format!("  cd {}", as_typed(&shown)));
        say("  headroom check practice.toml");
        Ok(())
    }

    /// The ten questions, and the file that their answers make.
    fn answers(&self) -> Result<(), Stopped> {
        let base = Practice { practice: self.based_on.clone(), ..Practice::default() }.load()?;
        let Some(name) = self.file.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            return Err(Stopped::Asked("name a file to write the answers to".into()));
        };
        if self.file.symlink_metadata().is_ok() {
            let message = format!("`{}` is there already; name another file", self.file.display());
            return Err(Stopped::Asked(message));
        }
        // Said now rather than after ten answers.
        let folder = folder_of(&self.file);
        files::ready(folder)?;
        let answers = ask(&questions(&base), &base.name)?;
        if !can_be_fitted(&answers) {
            let message = "none of the last six is known, so there is nothing to fit to; nothing was written";
            return Err(Stopped::Asked(message.into()));
        }
        let title = self.file.file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
        let based_on = as_typed(&self.based_on);
        let toml = observed_toml(&base, &based_on, &title, &answers);
        files::write(folder, &name, toml.as_bytes())?;
        let shown = self.file.display().to_string();
        let (observed, out) = (as_typed(&shown), as_typed(&format!("{title}-fitted.toml")));
        say(&format!("\nWritten to {shown}. Now fit a practice to it:"));
        say(&format!("  headroom fit {based_on} --observed {observed} --out {out}"));
        Ok(())
    }
}

/// In the folder for results, so that it is there when the study is handed over.
const RESULTS: &str = "One folder for each run: `headroom run practice.toml --out results/as-it-is` makes the first.\n";

/// Asks each question until its answer can be, or is left open.
fn ask(asked: &[Question], usual_practice: &str) -> Result<Vec<Option<f64>>, Stopped> {
    let mut lines = std::io::stdin().lock().lines();
    let is_piped = !std::io::stdin().is_terminal();
    let mut answers = Vec::new();
    say("Ten questions. Leave a line empty where you do not know.\n");
    for (n, question) in asked.iter().enumerate() {
        let usually = question.usually.map(|usually| format!(" ({} in {usual_practice})", grouped(usually)));
        loop {
            prompt(&format!("{:>2}. {}{} ", n + 1, question.asks, usually.as_deref().unwrap_or("")));
            let Some(Ok(typed)) = lines.next() else {
                say("");
                let message = format!("the answers stopped after {n} of 10; nothing was written");
                return Err(Stopped::Asked(message));
            };
            if is_piped {
                say(&typed);
            }
            match answer(asked, &answers, &typed) {
                Ok(answer) => break answers.push(answer),
                Err(why) => say(&format!("    {why}")),
            }
        }
    }
    Ok(answers)
}

fn grouped(value: f64) -> String {
    crate::report::words::grouped(value, if value.fract() == 0.0 { 0 } else { 1 })
}

fn prompt(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{text}");
    let _ = out.flush();
}
