//! `headroom study`: everything that a study asks, one part after another, each into a folder of its own.

use super::options::as_typed;
use super::{Arguments, Command, Stopped, say};
use crate::scenario::{COMPARISON, Problem, Refusal, Study, study};
use clap::{Args, Parser};
use std::path::PathBuf;

/// Does everything that a study says: its comparison, and then its steps, each into a folder of its
/// own.
///
/// A study is a file that names a practice, scenarios to compare with it, and steps: commands such as
/// combine or size with what is typed after the practice. Whoever has the file can repeat it all, on
/// their own practice with --on.
///
/// Examples:
///   headroom study first-visit --out results/first-visit     an adviser: which actions first
///   headroom study planner-sizing --on my-practice.toml      a planner: how many sessions
///   headroom study ten-actions                               a facilitator: all combinations
///   headroom study mine.toml --out results/mine --threads 4
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Do {
    /// A study that comes with Headroom, or a file of one.
    #[arg(value_name = "STUDY")]
    study: String,

    /// The practice that it is made on, instead of its own.
    #[arg(long, value_name = "PRACTICE")]
    on: Option<String>,

    /// Only this step, or `comparison`. May be given often.
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Writes what each part writes to a folder of its name in this one.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    /// Writes over the results of another run in those folders.
    #[arg(long, requires = "out")]
    replace: bool,

    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// A part of a study: its name, what it asks, and the command.
struct Part {
    name: String,
    says: String,
    command: Command,
}

impl Do {
    pub fn execute(&self) -> Result<(), Stopped> {
        let study = study(&self.study)?;
        let mut parts = self.parts(&study)?;
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        if let Some(unknown) = self.only.iter().find(|name| !names.contains(&name.as_str())) {
            let problem = Problem::new(format!("the study has no part `{unknown}`"));
            return Err(Refusal::from(problem.help(format!("it has {}", names.join(", ")))).into());
        }
        parts.retain(|part| self.only.is_empty() || self.only.contains(&part.name));
        if !self.quiet {
            say(&format!("{}\n", if study.title.is_empty() { &self.study } else { &study.title }));
        }
        for Part { name, says, command } in parts {
            if !self.quiet {
                say(&format!("== {name}{}{says}\n", if says.is_empty() { "" } else { ": " }));
            }
            command.execute()?;
            if !self.quiet {
                say("\n");
            }
        }
        Ok(())
    }

    /// Every part as a command, all of them read before the first is run.
    fn parts(&self, study: &Study) -> Result<Vec<Part>, Stopped> {
        let (mut parts, mut problems) = (Vec::new(), Vec::new());
        let practice = self.on.as_ref().unwrap_or(&study.practice);
        if !study.scenarios.is_empty() {
            let on = self.on.iter().flat_map(|practice| ["--on".to_string(), practice.clone()]);
            let words: Vec<String> = ["compare".to_string(), self.study.clone()].into_iter().chain(on).collect();
            match self.command(COMPARISON, words) {
                Ok(command) => parts.push(Part { name: COMPARISON.into(), says: String::new(), command }),
                Err(problem) => problems.push(problem),
            }
        }
        for step in &study.steps {
            // What is given holds on both sides of whatever is compared.
            let both = ["compare", "breakeven", "sensitivity"].contains(&step.command.as_str());
            let given = if both { "--both" } else { "--set" };
            let given = study.given.iter().flat_map(|change| [given.to_string(), change.to_string()]);
            let seed = study.seed.iter().flat_map(|seed| ["--seed".to_string(), seed.to_string()]);
            let words = [step.command.clone(), practice.clone()].into_iter().chain(given).chain(seed);
            match self.command(&step.name, words.chain(step.arguments.iter().cloned()).collect()) {
                Ok(command) => parts.push(Part { name: step.name.clone(), says: step.says.clone(), command }),
                Err(problem) => problems.push(problem.at(Some(&step.place))),
            }
        }
        if problems.is_empty() { Ok(parts) } else { Err(Refusal::new(problems).into()) }
    }

    /// The words as they would be typed, with what is the same for every part.
    fn command(&self, name: &str, mut words: Vec<String>) -> Result<Command, Problem> {
        if let Some(folder) = &self.out {
            words.extend(["--out".to_string(), folder.join(name).display().to_string()]);
        }
        words.extend(self.threads.iter().flat_map(|threads| ["--threads".to_string(), threads.to_string()]));
        words.extend(self.replace.then(|| "--replace".to_string()));
        words.extend(self.quiet.then(|| "--quiet".to_string()));
        let as_it_is = |word: &String| if word.starts_with("--") { word.clone() } else { as_typed(word) };
        let typed = || words.iter().map(as_it_is).collect::<Vec<_>>().join(" ");
        let read = Arguments::try_parse_from(std::iter::once("headroom".to_string()).chain(words.iter().cloned()));
        match read.map(|arguments| arguments.command) {
            Ok(Some(command)) => Ok(command),
            Ok(None) => Err(Problem::new(format!("the step `{name}` has no command"))),
            Err(error) => {
                // The first line says what is wrong; how the command is used would be of no help in a file.
                let text = error.render().to_string();
                let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_string();
                let help = format!("it is read as `headroom {}`", typed());
                Err(Problem::new(format!("the step `{name}` cannot be read: {first}")).help(help))
            }
        }
    }
}
