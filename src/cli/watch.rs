//! `headroom watch`: one possible week, played on a page, and the same week with changes beside it.

use super::options::{Both, Practice, as_typed};
use super::sides::{self, Sides};
use super::threads::{interrupted, threads};
use super::{Stopped, page_file, progress, say};
use crate::experiment::week_seen::{Which, days_until, usual_week, week_seen};
use crate::experiment::{Timeline, View};
use crate::web::week;
use clap::Args;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// Writes a page that plays one possible week of a practice, and beside it the same week with changes:
/// calls waiting, the waiting room, every clinician, and what becomes of one patient.
///
/// Both sides have the same patients and the same luck, so that the room sees the same people fare
/// differently. It is one week that could be, and no forecast: how sure a difference is, `headroom
/// compare` says. The page is one file that needs no network.
///
/// Examples:
///   headroom watch average-2018 --out week.html
///   headroom watch average-2018 --action 3.2 --out reminders.html
///   headroom watch average-2018 --set phone.handlers+=1 --week 10 --out one-more.html
///   headroom watch average-2018 --action 3.2 --json                 what happens to whom, as text for programs
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Watch {
    #[command(flatten)]
    practice: Practice,

    #[command(flatten)]
    both: Both,

    /// Which week, Monday to Sunday, counted from 1 after the warm-up; the first without a holiday from the 40th on unless
    /// said.
    #[arg(long, value_name = "N")]
    week: Option<u32>,

    /// Which replication to look at: another number is another week that could be.
    #[arg(long, value_name = "K", default_value_t = 0)]
    replication: u32,

    /// Threads to use; all cores unless said. The week does not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Writes the page to this file.
    #[arg(long, value_name = "FILE.html", required_unless_present = "json")]
    out: Option<PathBuf>,

    /// Writes over a page that is there already.
    #[arg(long, requires = "out")]
    replace: bool,

    /// Prints the week as JSON: the patients, and on each side who holds sessions, what paperwork waits on each morning,
    /// and what happens to whom, a sentence with its time.
    #[arg(long)]
    json: bool,

    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// The last week that may be asked for: ten years.
const LAST_WEEK: u32 = 520;
/// By this week a practice has settled into what was changed.
const BY_THEN: u32 = 40;

impl Watch {
    pub fn execute(&self) -> Result<(), Stopped> {
        if let Some(week) = self.week.filter(|week| !(1..=LAST_WEEK).contains(week)) {
            let message = format!("`--week {week}` is no week to watch: write one from 1 to {LAST_WEEK}");
            return Err(Stopped::Asked(message));
        }
        self.out.as_deref().map_or(Ok(()), |file| page_file::spare(file, self.replace, None))?;
        let sides = self.sides()?;
        let pool = threads(self.threads)?;
        let settings = &sides.baseline.settings;
        let seed = settings.run.seed as u64;
        let further = days_until(self.week.unwrap_or(BY_THEN)).saturating_sub(settings.run.days as u32);
        let prepared = pool.install(|| sides.prepared(seed, further))?;
        let week = self.week.unwrap_or_else(|| usual_week(&prepared, BY_THEN));
        let which = Which { seed, replication: self.replication, week };
        let named = |(at, (_, timeline)): (usize, (String, Timeline))| (week::with(&sides.others[at].says), timeline);
        let others: Vec<(String, Timeline)> = sides.timelines(&prepared).into_iter().enumerate().map(named).collect();
        let bar = progress::bar_of_sides(others.len() as u64 + 1, self.quiet || self.json);
        let stopped = interrupted();
        let stop = || stopped.load(Ordering::Relaxed);
        let seen = pool.install(|| week_seen(&prepared, &others, which, &|| bar.inc(1), &stop));
        bar.finish_and_clear();
        let seen =
            seen.ok_or_else(|| Stopped::Failed("stopped before the week was seen: nothing is written".into()))?;
        if self.json {
            say(&format!("{:#}", week::in_words(&seen)));
        }
        let Some(file) = &self.out else { return Ok(()) };
        let page = week::page(sides.baseline.title(), "Made by", &self.command(which), &seen);
        page_file::write(file, &page)?;
        if !self.quiet && !self.json {
            say(&format!(
                "Week {week} of replication {} is in {}. Open it in a browser.",
                self.replication,
                file.display()
            ));
        }
        Ok(())
    }

    /// The practice, and beside it the changes where there are any.
    fn sides(&self) -> Result<Sides, Stopped> {
        let plain = self.both.before(&self.practice);
        let asked = sides::asked(&self.practice, &[])?;
        let baseline = if self.quiet { plain.load_silently()? } else { plain.load()? };
        if asked.is_empty() {
            return Ok(Sides { baseline, others: Vec::new() });
        }
        let sides = Sides::new(baseline, asked, &[], View::Settled { drop_weeks: 0 })?;
        if !self.quiet {
            sides.warn();
        }
        Ok(sides)
    }

    /// The command that makes the same page.
    fn command(&self, which: Which) -> String {
        let (both, practice) = (self.both.typed(), as_typed(&self.practice.practice));
        let Which { seed, replication, week } = which;
        let typed = self.practice.typed();
        format!(
            "headroom watch {practice}{both}{typed} --week {week} --replication {replication} --seed {seed} --out week.html"
        )
    }
}
