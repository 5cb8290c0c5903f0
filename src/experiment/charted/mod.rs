//! A model held against somebody's own weekly numbers: where it expects a single week to lie, and after how many weeks
//! the practice's own chart would show a change.

mod read;
mod weeks;

pub use read::{FILE, foreseen};
pub use weeks::{Band, Foreseen, Side};

use crate::scenario::OwnWeeks;
use crate::stats::xmr::{self, Limits, Stretch};
use crate::stats::{Estimate, mean, share_interval};

/// Replications below which the ends of a central 95% are little more than the least and the greatest.
pub const ENOUGH: usize = 40;

/// The model beside the chart.
#[derive(Clone, Debug)]
pub struct Held {
    pub measure: String,
    pub unit: &'static str,
    pub replications: usize,
    /// Were the model's shares made percentages, since the practice's numbers are?
    pub hundredfold: bool,
    /// For each week of the practice.
    pub bands: Vec<Band>,
    /// Weeks within their band, of how many that have one.
    pub inside: usize,
    pub banded: usize,
    /// The model's mean over the weeks that go with those of the latest limits, or all where there are none.
    pub level: Option<Estimate>,
    /// The model's mean moving range, over the weeks of the year that the practice does not leave out.
    pub moves: Option<Estimate>,
    /// Of a comparison: was each side moved by as much as takes the practice as it is to the centre of the chart?
    pub moved: bool,
    /// The first of the model's weeks that are replayed, counted from the change.
    pub first_week: u32,
    pub weeks: usize,
    pub replays: Vec<Replay>,
}

/// A scenario's replications, each replayed as the further weeks of the chart.
#[derive(Clone, Debug)]
pub struct Replay {
    pub name: String,
    /// The side to which the scenario moves.
    pub towards: xmr::Side,
    /// How far from the practice as it is, or for a run from the centre of the chart.
    pub by: Option<Estimate>,
    pub seen: Seen,
    /// The same for the practice as it is: what the chart would show by chance. None for a run alone.
    pub by_chance: Option<Seen>,
}

/// How many weeks until the chart shows the first special cause towards a side.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Half, one tenth and nine tenths of replications show it within so many weeks; none where not in the weeks there
    /// are.
    pub median: Option<usize>,
    pub tenth: Option<usize>,
    pub nine_tenths: Option<usize>,
    /// Share of replications that do not show it, with its 95% interval.
    pub unseen: (f64, f64, f64),
}

/// Holds the model against the practice's own weeks, of which the last have the limits of `latest`.
pub fn hold(foreseen: &Foreseen, practice: &OwnWeeks, latest: &Stretch) -> Held {
    let (limits, weeks, percent) = (&latest.limits, &practice.weeks, practice.percent);
    let hundredfold = foreseen.unit.starts_with("share") && !percent && limits.centre > 1.5;
    let scale = if hundredfold { 100.0 } else { 1.0 };
    let own = &foreseen.sides[0];
    let bands: Vec<Band> = weeks
        .iter()
        .map(|week| own.band(own.week_of(week.when)?).map(|(low, high)| (scale * low, scale * high)))
        .collect();
    let within =
        |(week, band): (&crate::scenario::OwnWeek, &Band)| band.map(|(low, high)| (low..=high).contains(&week.value));
    let inside: Vec<bool> = weeks.iter().zip(&bands).filter_map(within).collect();
    let all: Vec<usize> = (0..own.weeks()).collect();
    let charted: Vec<usize> = weeks[latest.begins..].iter().filter_map(|week| own.week_of(week.when)).collect();
    // Like is held against like: a year with its holidays has another mean than the weeks that somebody counted.
    let level = own.means(if charted.is_empty() { &all } else { &charted });
    let level = mean(&level.iter().map(|mean| scale * mean).collect::<Vec<f64>>());
    let uncounted: Vec<usize> = practice.missing.iter().filter_map(|&when| own.week_of(when)).collect();
    let means = own.means(&all);
    let compared = foreseen.sides.len() > 1;
    let shift = if compared { limits.centre - level.map_or(f64::NAN, |level| level.estimate) } else { 0.0 };
    let replay = |side: &Side, towards| seen(side, &uncounted, limits, (scale, shift), towards);
    let others = if compared { &foreseen.sides[1..] } else { &foreseen.sides[..] };
    let replays = others.iter().map(|side| {
        let from = |k: usize| if compared { scale * means[k] } else { limits.centre };
        let by: Vec<f64> = side.means(&all).iter().enumerate().map(|(k, mean)| scale * mean - from(k)).collect();
        let by = mean(&by);
        let towards = if by.is_some_and(|by| by.estimate < 0.0) { xmr::Side::Low } else { xmr::Side::High };
        let by_chance = compared.then(|| replay(own, towards));
        Replay { name: side.name.clone(), towards, by, seen: replay(side, towards), by_chance }
    });
    let counted = |week: usize, value: f64| value.is_finite() && !uncounted.contains(&week);
    let ranges = |weeks: &Vec<f64>| {
        let known = weeks.iter().enumerate().filter(|&(week, &value)| counted(week, value));
        let known: Vec<f64> = known.map(|(_, &value)| value).collect();
        xmr::chart(&known, &[], xmr::Screening::None).stretches.first().and_then(|all| all.limits.mean_range)
    };
    let ranges: Vec<f64> = own.replications.iter().filter_map(ranges).map(|range| scale * range).collect();
    Held {
        measure: foreseen.measure.clone(),
        unit: foreseen.unit,
        replications: own.replications.len(),
        hundredfold,
        inside: inside.iter().filter(|inside| **inside).count(),
        banded: inside.len(),
        bands,
        level,
        moves: mean(&ranges),
        moved: compared,
        first_week: own.first_week,
        weeks: own.weeks(),
        replays: replays.collect(),
    }
}

/// Each replication of a side, scaled and moved, as further weeks under these limits. A pattern that had begun before
/// them does not count, nor do weeks at a time of the year that the practice leaves out.
fn seen(side: &Side, uncounted: &[usize], limits: &Limits, (scale, shift): (f64, f64), towards: xmr::Side) -> Seen {
    let first = |weeks: &Vec<f64>| {
        // A week without anything to count is none of the chart's, but time goes by.
        let known = weeks.iter().enumerate().filter(|(week, value)| value.is_finite() && !uncounted.contains(week));
        let (at, values): (Vec<usize>, Vec<f64>) = known.map(|(at, value)| (at, scale * value + shift)).unzip();
        xmr::first_cause(&values, limits, towards).map(|(place, _)| at[place] + 1)
    };
    let mut weeks: Vec<Option<usize>> = side.replications.iter().map(first).collect();
    // Those that never show it come last.
    weeks.sort_unstable_by_key(|weeks| weeks.unwrap_or(usize::MAX));
    let within = |share: f64| weeks.get(((share * weeks.len() as f64).ceil() as usize).max(1) - 1).copied().flatten();
    let unseen = weeks.iter().filter(|weeks| weeks.is_none()).count();
    let (low, high) = share_interval(unseen, weeks.len());
    Seen {
        median: within(0.5),
        tenth: within(0.1),
        nine_tenths: within(0.9),
        unseen: (unseen as f64 / weeks.len() as f64, low, high),
    }
}
