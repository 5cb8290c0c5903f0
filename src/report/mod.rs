//! Tables, files and pictures of results. A report shows what an experiment found; it never computes.

pub mod actions;
pub mod assumptions;
pub mod breakeven;
pub mod calibration;
pub mod combine;
pub mod compare;
pub mod coverage;
pub mod csv;
pub mod document;
pub mod files;
pub mod fitted;
pub mod guard;
pub mod html;
pub mod inputs;
pub mod json;
pub mod manifest;
pub mod markdown;
pub mod page;
pub mod plots;
pub mod predictions;
pub mod programme;
pub mod record;
pub mod said;
pub mod sensitivity;
pub mod shell;
pub mod size;
pub mod story;
pub mod study_folder;
pub mod table;
pub mod verdict;
pub mod words;
pub mod workbook;
pub mod xmr;

use crate::experiment::{AT_LEAST, Reached, Row};

/// What every report of one scenario needs to know.
pub struct About<'a> {
    /// Name of the scenario, as in the first column of `results.csv`.
    pub scenario: &'a str,
    pub title: &'a str,
    pub seed: u64,
    pub replications: usize,
    pub days: u32,
    pub warm_up_days: u32,
    /// False where the pilots that chose the warm-up never settled.
    pub settled: bool,
    /// What in the scenario is likely to be a slip, a sentence each.
    pub cautions: Vec<String>,
    /// How narrow an interval was asked for, where one was, and what came of it.
    pub precision: Option<Reached>,
    /// The command that repeats the run.
    pub command: String,
    /// Where it was stopped before its end.
    pub stopped: Option<Cut>,
}

/// A run that somebody stopped: what stands in its files is what was done until then.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    pub done: u64,
    /// `None` where nobody knew how many it would take.
    pub asked: Option<u64>,
    /// What was counted, such as `replications`.
    pub of: &'static str,
}

impl Cut {
    /// That so many were done of what was asked; `None` where all were.
    pub fn short_of(asked: u64, done: u64, of: &'static str) -> Option<Cut> {
        (done < asked).then_some(Cut { done, asked: Some(asked), of })
    }

    /// What a page says of it.
    pub fn says(&self) -> String {
        let asked = self.asked.map_or(String::new(), |asked| format!(" of {asked}"));
        format!("Stopped early: {}{asked} {} were done, and what stands here is what they show.", self.done, self.of)
    }
}

impl<'a> About<'a> {
    /// What the practice is called: its title, or else the name of the scenario.
    pub fn name(&self) -> &'a str {
        if self.title.is_empty() { self.scenario } else { self.title }
    }

    /// A year of a practice that settles, for tests.
    #[cfg(test)]
    pub(crate) fn example(title: &'a str) -> About<'a> {
        About {
            scenario: "x",
            title,
            seed: 1,
            replications: 100,
            days: 364,
            warm_up_days: 0,
            settled: true,
            cautions: Vec::new(),
            precision: None,
            command: String::new(),
            stopped: None,
        }
    }
}

/// The row of a measure, group and statistic, where the run has one.
pub(crate) fn find<'a>(rows: &'a [Row], measure: &str, group: &str, stat: &str) -> Option<&'a Row> {
    rows.iter().find(|row| row.measure == measure && row.group == group && row.stat == stat)
}

/// A row of a measure, or of the least that a quantile can be.
pub(crate) fn found<'a>(rows: &'a [Row], measure: &str, group: &str, stat: &str) -> Option<&'a Row> {
    find(rows, measure, group, stat).or_else(|| find(rows, measure, group, &format!("{stat}{AT_LEAST}")))
}
