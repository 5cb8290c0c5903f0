//! A progress bar on a terminal, and nothing in a pipe.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A bar over `count` replications; hidden where nobody would see it.
pub(super) fn bar(count: u64, quiet: bool) -> ProgressBar {
    bar_like(count, quiet, "{bar:30} {pos} of {len} replications, {eta} left")
}

/// A bar over `weeks` simulated weeks, which all take about as long.
pub(super) fn bar_of_weeks(weeks: u64, quiet: bool) -> ProgressBar {
    bar_like(weeks, quiet, "{bar:30} {percent}% of {len} weeks, {eta} left")
}

/// A bar over the sides of a week that is watched.
pub(super) fn bar_of_sides(sides: u64, quiet: bool) -> ProgressBar {
    bar_like(sides, quiet, "{bar:30} {pos} of {len} sides, {elapsed}")
}

fn bar_like(count: u64, quiet: bool, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(count);
    if quiet || !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// The same where nobody knows how many there will be: what is looked at, and how many were run.
pub(super) fn search(quiet: bool) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if quiet || !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}: {pos} replications, {elapsed}") {
        bar.set_style(style);
    }
    bar
}
