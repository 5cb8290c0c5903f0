//! `headroom new`: a file to begin with, from ten questions.

use super::options::Practice;
use super::{Stopped, say};
use crate::report::files;
use crate::scenario::{answer, observed_toml, questions};
use clap::Args;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

/// Asks ten questions about a practice and writes the answers as a file that `headroom fit` reads.
///
/// An empty line leaves a question open. Example:
///   headroom new --ask my-surgery-seen.toml
///   headroom fit average-2018 --observed my-surgery-seen.toml --out my-surgery.toml
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct New {
    /// Asks the questions; the answers may also be piped in, one on each line.
    #[arg(long, required = true)]
    ask: bool,

    /// The file to write.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The practice to build on.
    #[arg(long, value_name = "PRACTICE", default_value = "average-2018")]
    based_on: String,
}

impl New {
    pub fn execute(&self) -> Result<(), Stopped> {
        let base = Practice { practice: self.based_on.clone(), set: Vec::new(), seed: None }.load()?;
        if self.file.exists() {
            let message = format!("`{}` is there already; name another file", self.file.display());
            return Err(Stopped::Asked(message));
        }
        let Some(name) = self.file.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            return Err(Stopped::Asked("name a file to write the answers to".into()));
        };
        let mut lines = std::io::stdin().lock().lines();
        let mut answers = Vec::new();
        say("Ten questions. Leave a line empty where you do not know.\n");
        for (n, question) in questions(&base).iter().enumerate() {
            let usually = question.usually.map(|usually| format!(" ({} in {})", grouped(usually), base.name));
            loop {
                prompt(&format!("{:>2}. {}{} ", n + 1, question.asks, usually.as_deref().unwrap_or("")));
                let Some(Ok(typed)) = lines.next() else {
                    say("");
                    let message = format!("the answers stopped after {n} of 10; nothing was written");
                    return Err(Stopped::Asked(message));
                };
                if !std::io::stdin().is_terminal() {
                    say(&typed);
                }
                match answer(question.kind, &typed) {
                    Ok(answer) => break answers.push(answer),
                    Err(why) => say(&format!("    {why}")),
                }
            }
        }
        let title = self.file.file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
        let toml = observed_toml(&base, &title, &answers);
        let folder = self.file.parent().unwrap_or(std::path::Path::new(""));
        files::write(folder, &name, toml.as_bytes())?;
        let shown = self.file.display();
        say(&format!("\nWritten to {shown}. Now fit a practice to it:"));
        say(&format!("  headroom fit {} --observed {shown} --out {title}-fitted.toml", self.based_on));
        Ok(())
    }
}

fn grouped(value: f64) -> String {
    crate::report::words::grouped(value, if value.fract() == 0.0 { 0 } else { 1 })
}

fn prompt(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = write!(out, "{text}");
    let _ = out.flush();
}
