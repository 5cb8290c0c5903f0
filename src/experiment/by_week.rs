//! Headline measures week by week over all replications: whole numbers are added up, and of single values only the ends
//! of their range stay.

use crate::practice::weekly::{Counts, HEADLINES};
use crate::practice::{Calendar, Measures, weekly};
use crate::stats::{Estimate, Pool};
use bitcode::{Decode, Encode};

const HOW_MANY: usize = HEADLINES.len();

/// One line of `weekly.csv`.
#[derive(Clone, Debug)]
pub struct WeekRow {
    /// Weeks measured, from 1, and the date of the first day.
    pub week: usize,
    pub date: String,
    pub measure: &'static str,
    pub group: &'static str,
    pub unit: &'static str,
    pub estimate: Estimate,
    /// Nine replications of ten lie between these.
    pub p5: f64,
    pub p95: f64,
}

/// The weeks of all replications.
pub struct Weeks {
    replications: usize,
    weeks: Vec<[Pool; HOW_MANY]>,
}

/// The weeks of one replication.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct WeeksOfOne {
    before: Option<[Counts; HOW_MANY]>,
    weeks: Vec<[Counts; HOW_MANY]>,
}

impl WeeksOfOne {
    /// A week is over, with these measures so far.
    pub fn week_over(&mut self, measures: &Measures) {
        let now = weekly::so_far(measures);
        let before = self.before.replace(now).unwrap_or_default();
        self.weeks.push(std::array::from_fn(|at| (now[at].0 - before[at].0, now[at].1 - before[at].1)));
    }

    /// Every week's headlines in their units; NaN where there was nothing to count.
    pub fn values(&self) -> impl Iterator<Item = [f64; HOW_MANY]> + '_ {
        self.weeks.iter().map(|week| {
            std::array::from_fn(|at| match week[at] {
                (_, 0) => f64::NAN,
                (num, den) => num as f64 / den as f64 / HEADLINES[at].per,
            })
        })
    }
}

impl Weeks {
    /// Those of these replications together.
    pub fn of<'a>(all: impl ExactSizeIterator<Item = &'a WeeksOfOne>) -> Weeks {
        let mut sum = Weeks { replications: all.len(), weeks: Vec::new() };
        all.for_each(|one| sum.add(one));
        sum
    }

    fn add(&mut self, one: &WeeksOfOne) {
        for (at, week) in one.weeks.iter().enumerate() {
            if at == self.weeks.len() {
                self.weeks.push(std::array::from_fn(|_| Pool::new(self.replications, 0.05)));
            }
            for (pool, &(num, den)) in self.weeks[at].iter_mut().zip(week) {
                pool.add(num, den);
            }
        }
    }

    /// Every week's headlines; one without anything to count is left out.
    pub fn rows(&self, calendar: &Calendar) -> Vec<WeekRow> {
        let rows = self.weeks.iter().enumerate().flat_map(|(at, pools)| {
            let date = calendar.date(calendar.warm_up + 7 * at as u32).to_string();
            HEADLINES.iter().zip(pools).filter_map(move |(headline, pool)| {
                let (p5, p95) = pool.range()?;
                Some(WeekRow {
                    week: at + 1,
                    date: date.clone(),
                    measure: headline.measure,
                    group: headline.group,
                    unit: headline.unit,
                    estimate: pool.estimate()?.per(headline.per),
                    p5: p5 / headline.per,
                    p95: p95 / headline.per,
                })
            })
        });
        rows.collect()
    }
}
