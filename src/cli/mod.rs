//! The command line: one file for each command. Progress bars, colours and exit codes live here and nowhere else.
//!
//! Exit codes: 0 done, 1 the run failed, 2 the input was wrong.

mod actions;
mod breakeven;
mod check;
mod combine;
mod combined;
mod compare;
mod fit;
mod made;
mod new;
mod options;
mod output;
mod page_file;
mod programme;
mod progress;
mod run;
mod schema;
mod selftest;
mod sensitivity;
mod serve;
mod sides;
mod size;
mod study;
mod threads;
mod trace;
mod until;
mod watch;
mod workshop;
mod xmr;

use crate::scenario::{Problem, Refusal, Scenario, called};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand};
use std::io::IsTerminal;
use std::process::ExitCode;

/// Version and build, as the manifest of a run has them.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (build ", env!("HEADROOM_BUILD"), ")");

/// How much headroom can a GP practice find, and which actions find it?
///
/// With no command: simulates an average English practice for a year, prints where its time goes, and writes the
/// same figures to results/demo/. Headroom is not an NHS product.
#[derive(Parser)]
#[command(name = "headroom", version, long_version = VERSION, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Run(run::Run),
    Actions(actions::Actions),
    Compare(compare::Compare),
    Study(study::Do),
    Combine(combine::Combine),
    Workshop(workshop::Workshop),
    Programme(programme::Run),
    Sensitivity(sensitivity::Sensitivity),
    Size(size::Size),
    Breakeven(breakeven::Breakeven),
    Xmr(xmr::Xmr),
    New(new::New),
    Fit(fit::Fit),
    Check(check::Check),
    Schema(schema::Schema),
    Trace(trace::Trace),
    Watch(watch::Watch),
    Selftest(selftest::Selftest),
    Serve(serve::Serve),
}

impl Command {
    fn execute(&self) -> Result<(), Stopped> {
        match self {
            Command::Run(run) => run.execute(),
            Command::Actions(actions) => actions.execute(),
            Command::Compare(compare) => compare.execute(),
            Command::Study(study) => study.execute(),
            Command::Programme(programme) => programme.execute(),
            Command::Sensitivity(sensitivity) => sensitivity.execute(),
            Command::Size(size) => size.execute(),
            Command::Breakeven(breakeven) => breakeven.execute(),
            Command::Xmr(xmr) => xmr.execute(),
            Command::Combine(combine) => combine.execute(),
            Command::Workshop(workshop) => workshop.execute(),
            Command::New(new) => new.execute(),
            Command::Fit(fit) => fit.execute(),
            Command::Check(check) => check.execute(),
            Command::Schema(schema) => schema.execute(),
            Command::Trace(trace) => trace.execute(),
            Command::Watch(watch) => watch.execute(),
            Command::Selftest(selftest) => selftest.execute(),
            Command::Serve(serve) => serve.execute(),
        }
    }
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
    threads::hear_of_files_too_large();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return misread(error),
    };
    let stopped = arguments.command.unwrap_or(Command::Run(run::Run::demo())).execute();
    match stopped {
        Ok(()) if CUT_OFF.load(std::sync::atomic::Ordering::Relaxed) => {
            say_error("error: not everything could be printed: the disk is full, or what reads it failed");
            ExitCode::FAILURE
        }
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

/// Says what was wrong with the arguments; a practice where a command is due is most often meant to be run.
fn misread(error: clap::Error) -> ExitCode {
    if let (ErrorKind::InvalidSubcommand, Some(ContextValue::String(word))) =
        (error.kind(), error.get(ContextKind::InvalidSubcommand))
        && let Some(practice) = called(word)
    {
        let problem = Problem::new(format!("`{word}` is a practice, and a command stands before it"));
        say_error(&Refusal::from(problem.help(format!("write `headroom run {practice}`"))).to_string());
        return ExitCode::from(2);
    }
    // Help and the version are "errors" of clap's, with 0 to end on.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Turns true where not everything could be printed.
static CUT_OFF: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// Prints to standard output; a reader that has gone away (`| head`) is no failure, a disk that is full is one.
fn say(text: &str) {
    use std::io::{ErrorKind, Write};
    let mut out = std::io::stdout().lock();
    let said = writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush());
    if said.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe) {
        CUT_OFF.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}

fn say_error(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}

/// Says what in a scenario is likely to be a slip.
fn warn(scenario: &Scenario) {
    for warning in &scenario.warnings {
        say_error(&warning.warned(std::io::stderr().is_terminal()));
        say_error("");
    }
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
