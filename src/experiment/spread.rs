//! How practices of a programme spread: middle, ends and mean over the practices of a group, and how sure each is over
//! groups. Nobody's patients are seen here, only what each practice released.

use super::Row;
use super::programme::{LAST, Outcome, Practice, STRETCHES, Stretch, YEAR};
use crate::stats::{Estimate, Ratio, pooled};

/// A statistic of what practices show, in order from the least.
type Stat = fn(&[f64]) -> f64;

/// What practices of a group are described by.
const STATS: [(&str, Stat); 8] = [
    ("mean", |sorted| sorted.iter().sum::<f64>() / sorted.len() as f64),
    ("median", |sorted| at(sorted, 0.5)),
    ("p10", |sorted| at(sorted, 0.1)),
    ("p90", |sorted| at(sorted, 0.9)),
    ("least", |sorted| at(sorted, 0.0)),
    ("most", |sorted| at(sorted, 1.0)),
    ("share_above_10_percent", |sorted| share(sorted, |value| value > 0.1)),
    ("share_at_or_below_0", |sorted| share(sorted, |value| value <= 0.0)),
];

/// A figure of one practice in one stretch.
struct Figure {
    measure: &'static str,
    unit: &'static str,
    denominator: &'static str,
    of: fn(&Stretch) -> f64,
    /// Only practices that stayed to the end, as case studies have it.
    finished: bool,
}

const SHARE: &str = "share of GP hours used";
const HOURS: &str = "hours a week";
const PRACTICES: &str = "practices invited";
const FINISHED: &str = "practices that engaged and stayed to the end";

const FIGURES: [Figure; 9] = [
    figure("gp_hours_released_share", SHARE, |s| s.released_share()),
    figure("gp_hours_released", HOURS, |s| s.accounts.released / s.weeks),
    figure("gp_hours_used_less", HOURS, |s| (s.gp_used[0] - s.gp_used[1]) / s.weeks),
    figure("gp_hours_learning", HOURS, |s| s.gp_learning / s.weeks),
    figure("gp_hours_learning_share", SHARE, |s| s.gp_learning / s.gp_used[0]),
    figure("other_hours_released", HOURS, |s| s.others_released / s.weeks),
    figure("other_hours_learning", HOURS, |s| s.others_learning / s.weeks),
    Figure { denominator: FINISHED, finished: true, ..figure("gp_hours_claimed_share", SHARE, |s| s.claimed_share()) },
    Figure {
        denominator: FINISHED,
        finished: true,
        ..figure("gp_hours_claimed", HOURS, |s| s.accounts.claimed / s.weeks)
    },
];

const fn figure(measure: &'static str, unit: &'static str, of: fn(&Stretch) -> f64) -> Figure {
    Figure { measure, unit, denominator: PRACTICES, of, finished: false }
}

/// Every figure of every stretch, then what practices made of the programme.
pub fn rows(outcome: &Outcome) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, (group, ..)) in STRETCHES.iter().enumerate() {
        for figure in &FIGURES {
            let of = |practice: &Practice| {
                (!figure.finished || practice.finished()).then(|| (figure.of)(&practice.stretches[at]))
            };
            // A share over or under something is the same of hours and of shares.
            let stats = STATS.iter().filter(|(stat, _)| {
                !stat.starts_with("share_") || figure.unit == SHARE && !figure.measure.contains("learning")
            });
            for &(stat, describe) in stats {
                rows.extend(row(outcome, figure, group, stat, &of, describe));
            }
        }
    }
    let in_full = figure("gp_hours_released_in_full_share", SHARE, |s| s.released_share());
    let of = |practice: &Practice| Some((in_full.of)(&practice.in_full));
    rows.extend(row(outcome, &in_full, STRETCHES[LAST].0, "mean", &of, STATS[0].1));
    type Made = (&'static str, &'static str, &'static str, fn(&Practice) -> Option<f64>);
    let made: [Made; 8] = [
        ("practices_engaged", "share", PRACTICES, |p| Some(truth(p.course.engaged))),
        ("practices_quick_start", "share", PRACTICES, |p| Some(truth(p.course.quick_start))),
        ("practices_left", "share", "practices that engaged", |p| {
            p.course.engaged.then(|| truth(p.course.left.is_some()))
        }),
        ("practices_unchanged", "share", PRACTICES, |p| Some(truth(p.course.taken.is_empty()))),
        ("actions_taken_up", "actions", "practices that engaged", |p| {
            p.course.engaged.then_some(p.course.taken.len() as f64)
        }),
        ("fidelity", "share", "practices that took up an action", |p| mean(p.course.taken.iter().map(|t| t.fidelity))),
        ("first_change", "weeks", "practices that took up an action", |p| {
            p.course.taken.iter().map(|taken| taken.live).reduce(f64::min)
        }),
        ("gp_hours_released_by_changed_share", SHARE, "practices that took up an action", |p| {
            (!p.course.taken.is_empty()).then(|| p.stretches[LAST].released_share())
        }),
    ];
    for (measure, unit, denominator, of) in made {
        let figure = Figure { denominator, ..figure(measure, unit, |_| 0.0) };
        rows.extend(row(outcome, &figure, "all", "mean", &of, STATS[0].1));
    }
    rows
}

/// The practice that a case study would be written about: of those who stayed, the one that can claim most.
pub fn best(outcome: &Outcome) -> Option<&Practice> {
    let stayed = outcome.practices.iter().filter(|practice| practice.finished());
    stayed.max_by(|a, b| a.stretches[YEAR].claimed_share().total_cmp(&b.stretches[YEAR].claimed_share()))
}

impl Practice {
    /// Did it engage and stay?
    pub fn finished(&self) -> bool {
        self.course.engaged && self.course.left.is_none()
    }
}

fn row(
    outcome: &Outcome,
    figure: &Figure,
    group: &str,
    stat: &str,
    of: &dyn Fn(&Practice) -> Option<f64>,
    describe: Stat,
) -> Option<Row> {
    let mut count = 0;
    let groups = outcome.practices.chunks(outcome.size.max(1) as usize).filter_map(|group| {
        let mut values: Vec<f64> = group.iter().filter_map(of).collect();
        values.sort_by(f64::total_cmp);
        count += values.len();
        (!values.is_empty()).then(|| Ratio { num: describe(&values), den: 1.0 })
    });
    let groups: Vec<Ratio> = groups.collect();
    let estimate: Estimate = pooled(&groups)?;
    Some(Row {
        measure: figure.measure,
        group: group.into(),
        unit: figure.unit,
        stat: stat.into(),
        estimate,
        count: count as f64,
        denominator: figure.denominator,
    })
}

/// The sample quantile, linear between neighbours.
fn at(sorted: &[f64], p: f64) -> f64 {
    let place = p * (sorted.len() - 1) as f64;
    let (low, next) = (sorted[place as usize], sorted[(place as usize + 1).min(sorted.len() - 1)]);
    low + place.fract() * (next - low)
}

fn share(values: &[f64], is: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|&&value| is(value)).count() as f64 / values.len() as f64
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

fn truth(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_and_shares_of_a_few_practices_are_those_by_hand() {
        let sorted = [-0.1, 0.0, 0.1, 0.2, 0.4];
        let stat = |name: &str| STATS.iter().find(|(stat, _)| *stat == name).map(|(_, of)| of(&sorted)).unwrap();
        let close = |name: &str, value: f64| assert!((stat(name) - value).abs() < 1e-12, "{name} {}", stat(name));
        close("mean", 0.12);
        close("median", 0.1);
        close("p10", -0.06);
        close("p90", 0.32);
        close("share_above_10_percent", 0.4);
        close("share_at_or_below_0", 0.4);
        assert_eq!(at(&[7.0], 0.9), 7.0);
    }
}
