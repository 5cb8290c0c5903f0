//! How the figures came about, lines 4.1 to 6.1 of the record: start and warm-up, length, replications, and the program.

use super::Record;
use crate::experiment::{View, warmup};
use crate::practice::order::at_one_instant;
use crate::report::words::grouped;
use crate::scenario::names::WarmUp;

impl Record<'_> {
    pub(super) fn warm_up(&self) -> Vec<String> {
        let (run, days) = (&self.s.run, self.about.warm_up_days);
        let backlog = match self.s.book.starting_backlog {
            0.0 => "an empty book".to_string(),
            days => format!("{days} working days of the book full"),
        };
        let before = if days == 0 {
            "Measuring starts at once.".to_string()
        } else {
            format!("{} days ({} weeks) are simulated before measuring starts.", grouped(days.into(), 0), days / 7)
        };
        let mut said = vec![format!("A run starts with nobody waiting and {backlog}. {before}")];
        said.push(match run.warm_up {
            WarmUp::Days => "The scenario says how long.".into(),
            WarmUp::Automatic => format!(
                "How long was found by MSER-5 over the appointments standing in the book at each opening, in the mean of {} \
                 pilot replications of {} weeks with season and holidays off, rounded up to whole weeks.",
                warmup::PILOTS,
                warmup::WEEKS
            ),
        });
        let settings = std::iter::once(self.s).chain(self.behind.scenarios.iter().map(|(_, it)| &it.settings));
        if settings.flat_map(|s| s.support.values().to_vec()).any(|support| support.at_consultations > 0.0) {
            said.push(
                "It is at least a year, because who is referred depends on the consultations of the past year.".into(),
            );
        }
        if !self.about.settled {
            said.push(
                "The pilots never settled: the practice takes on more than it can see, and no mean wait holds.".into(),
            );
        }
        said
    }

    pub(super) fn length(&self) -> Vec<String> {
        let days = self.about.days;
        let mut said = vec![format!("{} days ({} weeks) are measured.", grouped(days.into(), 0), days / 7)];
        match self.behind.view.map(View::dropped) {
            Some(0) => {
                said.push(
                    "They begin on the day of the decision, with all that changing brings. Of several actions two are set up \
                     at a time, in the order in which they were asked for, so that later ones have less of the time."
                        .into(),
                )
            }
            Some(weeks) => {
                said.push(format!("They begin {weeks} weeks after the change, so that what is compared has settled."))
            }
            None => {}
        }
        said
    }

    pub(super) fn replications(&self) -> Vec<String> {
        let count = grouped(self.about.replications as f64, 0);
        let mut said = match &self.behind.how_often {
            Some(how_often) => vec![how_often.clone()],
            None if self.behind.scenarios.is_empty() => vec![format!("{count} independent replications.")],
            None => vec![format!("{count} independent replications of each side.")],
        };
        match &self.document.made.precision {
            Some(precision) => said.push(precision.clone()),
            None => said.push("As many as were asked for; the intervals say how much that leaves to luck.".into()),
        }
        said
    }
}

pub fn software() -> Vec<String> {
    let (version, build) = (crate::report::manifest::VERSION, crate::report::manifest::BUILD);
    vec![format!(
        "Headroom {version}, build {build} (a hash of all its sources and scenarios), a program of its own in Rust. The same \
         version and build gives the same figures on every machine and any number of threads."
    )]
}

pub fn random_numbers(seed: u64) -> Vec<String> {
    vec![
        format!(
            "Keyed streams from seed {seed}: each draw is a function of the seed, the replication, whom it concerns (a patient, \
             a need, a day, a session, a person), what it decides and how often that was decided before."
        ),
        "A draw that one scenario skips therefore shifts nothing in another, and no draw depends on the order of events. The \
         generator is a Weyl sequence through Evensen's moremur finaliser, 64 bits."
            .into(),
    ]
}

pub fn events() -> Vec<String> {
    let order: Vec<&str> = at_one_instant().collect();
    vec![
        "Days are opened and closed one after another; within a day the next event is the earliest on the agenda. Appointments \
         of later days stay in the book until their day."
            .into(),
        format!("At one and the same instant the order is written down: {}. Of one kind, the lower number comes first.", order.join(", ")),
    ]
}

pub const MACHINE: &str = "The processor, the system, the number of threads and the run time stand in manifest.json, and nowhere \
                       else: this page is the same on every machine.";

pub const HOW_TO_GET: &str = "Headroom is free software under the MIT licence. The scenario as it was run is scenario.toml beside \
                          this report, and manifest.json has the command that repeats it.";
