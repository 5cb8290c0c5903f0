//! The model's weeks: one headline of every scenario, week by week in each replication, and which of them goes with a week
//! of somebody's own.

use crate::scenario::When;
use jiff::civil::Date;
use statrs::statistics::{Data, OrderStatistics};

/// One headline of all scenarios of a run or comparison, week by week.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// As in `weekly-replications.csv`.
    pub measure: String,
    pub unit: &'static str,
    /// Of a comparison the practice as it is comes first.
    pub sides: Vec<Side>,
}

/// The weeks of one scenario. All replications have as many.
#[derive(Clone, Debug)]
pub struct Side {
    pub name: String,
    /// The number of the first week: 1 where the weeks begin with the change.
    pub first_week: u32,
    pub first_day: Date,
    /// By replication and week; NaN where there was nothing to count.
    pub replications: Vec<Vec<f64>>,
}

/// Where the model expects a single week: between these lie 19 of 20 replications. No interval for a mean.
pub type Band = Option<(f64, f64)>;

impl Side {
    /// Weeks of every replication.
    pub fn weeks(&self) -> usize {
        self.replications.first().map_or(0, Vec::len)
    }

    /// The place of the week that goes with one of the practice's: the same week of the calendar, or else the one at the
    /// same time of the year; of numbered weeks the first goes with the first.
    pub(super) fn week_of(&self, when: When) -> Option<usize> {
        const YEAR: i64 = 365;
        let at = match when {
            When::Week(week) => (week.max(1) as usize - 1) % 52,
            When::Date(date) => {
                let days = |date: Date| date.since(self.first_day).map_or(0, |span| i64::from(span.get_days()));
                let days = days(date);
                match usize::try_from(days.div_euclid(7)) {
                    Ok(week) if week < self.weeks() => week,
                    // The last day of a year of weeks has no week of its own.
                    _ => (days.rem_euclid(YEAR) as usize / 7).min(51),
                }
            }
        };
        (at < self.weeks()).then_some(at)
    }

    /// Between which values nineteen of twenty replications lie in a week.
    pub(super) fn band(&self, week: usize) -> Band {
        let values = self.replications.iter().filter_map(|weeks| weeks.get(week).copied());
        let values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        if values.len() < 2 {
            return None;
        }
        let mut values = Data::new(values);
        Some((values.quantile(0.025), values.quantile(0.975)))
    }

    /// The mean of each replication over these of its weeks.
    pub(super) fn means(&self, over: &[usize]) -> Vec<f64> {
        let mean = |weeks: &Vec<f64>| {
            let known: Vec<f64> = over.iter().map(|&week| weeks[week]).filter(|value| value.is_finite()).collect();
            known.iter().sum::<f64>() / known.len() as f64
        };
        self.replications.iter().map(mean).collect()
    }
}
