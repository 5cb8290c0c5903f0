//! How often a practice is run: a fixed number of replications, or until a figure is known well enough; what is done
//! is kept in the folder of the results.

use super::Stopped;
use super::progress;
use super::threads::interrupted;
use crate::experiment::{CannotKeep, Precision, Reached, Store};
use crate::report::{Cut, files};
use crate::scenario::{Problem, Refusal, Scenario};
use clap::Args;
use indicatif::ProgressBar;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::Ordering;

/// How often, or how sure.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Until {
    /// Independent repetitions; more make narrower intervals. With --precision the most that are made (1,000 unless
    /// said).
    #[arg(long, value_name = "N")]
    pub replications: Option<u32>,

    /// Goes on until the 95% interval of a figure reaches no further than this share of the practice's mean to either
    /// side: 2%. In a comparison, the interval of its difference.
    #[arg(long, value_name = "PERCENT")]
    pub precision: Option<String>,

    /// The figure that --precision is about, as in results.csv: need_to_seen_days, "lead_days(routine).p90".
    #[arg(long, value_name = "FIGURE", requires = "precision")]
    pub precision_of: Option<String>,
}

/// The figure whose precision counts where none is named.
const FIGURE: &str = "gp_hours_used_per_week";
/// The most replications that a precision may take unless more are allowed.
const MOST: u32 = 1000;

impl Until {
    /// The scenario with its number of replications, and the precision that is asked for.
    pub fn settle(&self, scenario: Scenario, own: Option<u32>) -> Result<(Scenario, Option<Precision>), Stopped> {
        let precision = self.precision.as_deref().map(|text| self.precision(text)).transpose()?;
        let count = self.replications.or(own).or(precision.as_ref().map(|_| MOST));
        let scenario = match count {
            Some(count) => scenario.with_replications(count)?,
            None => scenario,
        };
        Ok((scenario, precision))
    }

    fn precision(&self, text: &str) -> Result<Precision, Refusal> {
        let share = text.trim().strip_suffix('%').and_then(|digits| digits.trim().parse::<f64>().ok());
        let share = share.ok_or_else(|| {
            let problem = Problem::new(format!("`--precision {text}` is no percentage"));
            Refusal::from(problem.help("write `--precision 2%`"))
        })?;
        Ok(Precision::new(self.precision_of.as_deref().unwrap_or(FIGURE), share / 100.0)?)
    }
}

/// A run under way: what has been asked, and who watches it.
pub(super) struct Going<'a> {
    pub most: u32,
    pub precision: Option<&'a Precision>,
    /// Runs that one replication takes.
    pub sides: u64,
    pub quiet: bool,
}

impl Going<'_> {
    /// Has `extend` run replications until there are enough; `look` says how narrow the interval is and `count` how many
    /// there are. What was reached comes back where a precision was asked for.
    pub fn on<T>(
        &self,
        so_far: &mut T,
        extend: impl Fn(&mut T, Range<u32>, &(dyn Fn() + Sync), &(dyn Fn() -> bool + Sync)),
        look: impl Fn(&T, &Precision) -> Reached,
        count: impl Fn(&T) -> usize,
    ) -> Result<Option<Reached>, Stopped> {
        let stopped = interrupted();
        let bar: ProgressBar = progress::bar(0, self.quiet);
        let (done, stop) = (|| bar.inc(1), || stopped.load(Ordering::Relaxed));
        let (mut begun, mut reached) = (0, None);
        let looks: Vec<u32> = match self.precision {
            Some(_) => Precision::looks(self.most).collect(),
            None => vec![self.most],
        };
        for upto in looks {
            bar.set_length(u64::from(upto) * self.sides);
            extend(so_far, begun..upto, &done, &stop);
            begun = upto;
            reached = self.precision.map(|precision| look(so_far, precision));
            if let Some(Reached { of, half_width, .. }) = &reached
                && !half_width.is_finite()
                && upto > 1
                && !stop()
            {
                let problem = Problem::new(format!("`{of}` has no mean here of which a share could be taken"));
                let help = "name another figure with `--precision-of`, or give a number of replications";
                return Err(Refusal::from(problem.help(help)).into());
            }
            if stop() || reached.as_ref().is_some_and(Reached::is_met) {
                break;
            }
        }
        bar.finish_and_clear();
        match count(so_far) {
            0 => return Err(Stopped::Failed("stopped before the first replication was done".into())),
            finished if finished < begun as usize => {
                let of = if self.precision.is_some() { String::new() } else { format!(" of {begun}") };
                super::say_error(&format!("stopped: {finished}{of} replications were done and are kept"));
            }
            _ => {}
        }
        Ok(reached)
    }
}

/// Of a run that was stopped, how many of how many replications were done. One that ended by itself, as narrow as it was
/// asked to be, was not stopped.
pub(super) fn cut(asked: u32, done: usize, reached: Option<&Reached>) -> Option<Cut> {
    let ended = reached.is_some_and(Reached::is_met);
    Cut::short_of(u64::from(asked), done as u64, "replications").filter(|_| !ended)
}

/// What the folder keeps of a run that `what` describes, said aloud where that is anything.
pub(super) fn kept(folder: Option<&Path>, what: &str, replace: bool, quiet: bool) -> Result<Store, Stopped> {
    let Some(folder) = folder else { return Ok(Store::nothing()) };
    let kept = Store::open(folder, what, replace)?;
    files::sweep(folder);
    let (runs, replications) = (kept.count_all(), kept.count(0));
    if runs > 0 && !quiet {
        let what = if runs == replications { format!("{runs} replications") } else { format!("{runs} runs") };
        super::say_error(&format!("{what} were done before and are taken over"));
    }
    Ok(kept)
}

/// Puts the last replications where they are kept; says so where that was not possible.
pub(super) fn saved(kept: &Store) {
    if !kept.finish() {
        super::say_error(
            "the replications could not all be kept, so that a longer run will repeat them; the results are complete",
        );
    }
}

impl From<CannotKeep> for Stopped {
    fn from(cannot: CannotKeep) -> Stopped {
        if cannot.failed { Stopped::Failed(cannot.to_string()) } else { Stopped::Asked(cannot.to_string()) }
    }
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Stopped {
        Stopped::Input(problem.into())
    }
}
