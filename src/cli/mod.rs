//! The command line: one file for each command. Progress bars, colours and exit codes live here and nowhere else.
//!
//! Exit codes: 0 done, 1 the run failed, 2 the input was wrong.

mod check;
mod fit;
mod new;
mod options;
mod progress;
mod run;
mod schema;
mod selftest;
mod trace;

use crate::scenario::Refusal;
use clap::{Parser, Subcommand};
use std::io::IsTerminal;
use std::process::ExitCode;

/// How much headroom can a GP practice find, and which actions find it?
///
/// With no command: simulates an average English practice for a year, prints where its time goes, and writes the
/// same figures to results/demo/. Headroom is not an NHS product.
#[derive(Parser)]
#[command(name = "headroom", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Run(run::Run),
    New(new::New),
    Fit(fit::Fit),
    Check(check::Check),
    Schema(schema::Schema),
    Trace(trace::Trace),
    Selftest(selftest::Selftest),
}

/// Why a command stopped.
enum Stopped {
    /// The input was wrong: nothing was run or written.
    Input(Refusal),
    /// A sentence on input that is no scenario.
    Asked(String),
    /// The run failed.
    Failed(String),
}

/// Runs the command the arguments name and says how it went.
pub fn main() -> ExitCode {
    let stopped = match Arguments::parse().command.unwrap_or(Command::Run(run::Run::demo())) {
        Command::Run(run) => run.execute(),
        Command::New(new) => new.execute(),
        Command::Fit(fit) => fit.execute(),
        Command::Check(check) => check.execute(),
        Command::Schema(schema) => schema.execute(),
        Command::Trace(trace) => trace.execute(),
        Command::Selftest(selftest) => selftest.execute(),
    };
    match stopped {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stopped::Input(refusal)) => {
            let coloured = std::io::stderr().is_terminal();
            say_error(&if coloured { refusal.coloured() } else { refusal.to_string() });
            ExitCode::from(2)
        }
        Err(Stopped::Asked(sentence)) => {
            say_error(&format!("error: {sentence}"));
            ExitCode::from(2)
        }
        Err(Stopped::Failed(sentence)) => {
            say_error(&format!("error: {sentence}"));
            ExitCode::from(1)
        }
    }
}

/// Prints to standard output; a reader that has gone away (`| head`) is no failure.
fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout().lock(), "{}", text.trim_end_matches('\n'));
}

fn say_error(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Stopped {
        Stopped::Input(refusal)
    }
}

impl From<crate::report::files::CannotWrite> for Stopped {
    fn from(cannot: crate::report::files::CannotWrite) -> Stopped {
        Stopped::Failed(cannot.to_string())
    }
}
