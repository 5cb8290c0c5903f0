//! `headroom trace`: what happened to one need, or the whole event log of one replication.

use super::options::Practice;
use super::{Stopped, say};
use crate::experiment::replicate::run;
use crate::experiment::{Prepared, Timeline};
use crate::kernel::SimTime;
use crate::practice::watch::THE_PRACTICE;
use crate::practice::{Event, Log, State};
use crate::report::files;
use crate::report::story::{Teller, events_csv};
use crate::scenario::names::Channel;
use crate::scenario::{Problem, Refusal};
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Tells the story of one need, a line an event, or writes every event after the warm-up to a file.
///
/// Needs have numbers in the event log; without --need the story is that of the first one, after the
/// warm-up, whose patient rang, was booked ahead and was seen.
///
/// Examples:
///   headroom trace average-2018
///   headroom trace average-2018 --need 300000012
///   headroom trace average-2018 --day 3
///   headroom trace average-2018 --events events.csv
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Trace {
    #[command(flatten)]
    practice: Practice,

    /// Number of the need.
    #[arg(long, value_name = "N")]
    need: Option<u64>,

    /// Tells instead what came to the practice itself on this day, counted from 0 after the warm-up: tasks, the work that
    /// they are, and who is off sick.
    #[arg(long, value_name = "DAY", conflicts_with = "need")]
    day: Option<u32>,

    /// Which replication to look at.
    #[arg(long, value_name = "K", default_value_t = 0)]
    replication: u32,

    /// Writes the whole event log as CSV to this file.
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,

    /// Writes over the file of --events where it is there already.
    #[arg(long, requires = "events")]
    replace: bool,
}

impl Trace {
    /// Stops where the event log would take the place of something else; of the practice, in any case.
    fn is_free(&self, file: &Path) -> Result<(), Stopped> {
        let shown = file.display();
        let message = match file.symlink_metadata() {
            Ok(_) if file.is_dir() => format!("`{shown}` is a folder"),
            Ok(_) if self.practice.is(file) => format!("`{shown}` is the practice, and would be lost"),
            Ok(_) if !self.replace => format!("`{shown}` is there already"),
            _ => return Ok(()),
        };
        Err(Refusal::from(Problem::new(message).help("name another file, or `--replace` to write over a log")).into())
    }

    pub fn execute(&self) -> Result<(), Stopped> {
        self.events.as_deref().map_or(Ok(()), |file| self.is_free(file))?;
        let scenario = self.practice.load()?;
        let days = scenario.settings.run.days as u32;
        if let Some(day) = self.day.filter(|&day| day >= days) {
            let message = format!("there is no day {day}: the run has days 0 to {}", days - 1);
            return Err(Refusal::from(Problem::new(message).help("`--set run.days=…` makes it longer")).into());
        }
        let seed = scenario.settings.run.seed as u64;
        let Prepared { params, calendar, .. } = Prepared::new(&scenario, seed);
        let mut log = Log { only: self.need, events: Vec::new() };
        // From the very first day, so that a story that began in the warm-up is whole.
        let mut state = State::new(&params, &calendar, seed, self.replication);
        let timeline = Timeline::constant(params.clone());
        run(&mut state, &timeline, &calendar, calendar.warm_up + days, &mut log);
        let teller = Teller { params: &params, calendar: &calendar };
        let events = log.sorted();
        let measured = events.partition_point(|&(at, ..)| at < SimTime::start_of(calendar.warm_up));
        if let Some(file) = &self.events {
            let csv = events_csv(&teller, &events[measured..])
                .map_err(|error| Stopped::Failed(format!("the event log could not be made: {error}")))?;
            let (folder, name) = (file.parent(), file.file_name());
            let name = name.ok_or_else(|| Stopped::Asked("`--events` takes the name of a file".into()))?;
            files::write(folder.unwrap_or("".as_ref()), &name.to_string_lossy(), &csv)?;
            if self.need.is_none() && self.day.is_none() {
                say(&format!("{} events written to {}.", events.len() - measured, file.display()));
                return Ok(());
            }
        }
        if let Some(day) = self.day {
            let told = |at: &SimTime| at.day().checked_sub(calendar.warm_up) == Some(day);
            let of_the_day = events.iter().filter(|(at, need, _)| *need == THE_PRACTICE && told(at));
            let lines: Vec<String> = of_the_day.map(|(at, _, event)| teller.line(*at, event)).collect();
            say(&format!("Day {day} of the practice, replication {}, seed {seed}", self.replication));
            lines.iter().for_each(|line| say(line));
            if lines.is_empty() {
                say("Nothing comes to the practice itself on this day.");
            }
            return Ok(());
        }
        let Some(need) = self.need.or_else(|| worth_telling(&events[measured..])) else {
            return Err(Stopped::Asked("nothing happens in this scenario: no need arises".into()));
        };
        let story: Vec<_> = events.iter().filter(|(_, of, _)| *of == need).collect();
        if story.is_empty() {
            return Err(Stopped::Asked(format!(
                "no need {need} was there in replication {}; `--events FILE` lists those that were",
                self.replication
            )));
        }
        say(&format!("Need {need}, replication {}, seed {seed}", self.replication));
        for (at, _, event) in story {
            say(&teller.line(*at, event));
        }
        Ok(())
    }
}

/// The first need that goes a long way: rung up for, booked ahead, and seen; else the first that was seen, or that arose.
fn worth_telling(events: &[(SimTime, u64, Event)]) -> Option<u64> {
    let mut arose = Vec::new();
    let [mut met, mut rang, mut ahead, mut seen] = [const { BTreeSet::new() }; 4];
    for &(_, need, event) in events {
        let first = met.insert(need);
        match event {
            Event::Arises { .. } if first => arose.push(need),
            Event::Asks { channel: Channel::Phone, .. } => drop(rang.insert(need)),
            Event::Booked { lead_days: 1.., .. } => drop(ahead.insert(need)),
            Event::Encounter { .. } => drop(seen.insert(need)),
            _ => {}
        }
    }
    let first = |told: &dyn Fn(&u64) -> bool| arose.iter().copied().find(|need| told(need));
    first(&|need| rang.contains(need) && ahead.contains(need) && seen.contains(need))
        .or_else(|| first(&|need| seen.contains(need)))
        .or_else(|| first(&|_| true))
}
