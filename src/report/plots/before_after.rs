//! What a change makes of three things that practices look at: how far ahead appointments lie, where the GPs' week goes,
//! and what everybody else works. Time moved is not time released.

use super::Drawing;
use super::beside::{self, Pair, Told};
use crate::experiment::Row;
use crate::report::said::{self, Said};
use crate::report::words::{capital, ledger_line, percent, role, with_interval};
use crate::report::{About, find};
use crate::scenario::names::LeadBand;

/// A baseline's rows, a scenario's, and their differences.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub before: &'a [Row],
    pub after: &'a [Row],
    pub apart: &'a [Row],
}

impl<'a> Sides<'a> {
    pub fn pair(&self, measure: &str, group: &str, stat: &str, name: String) -> Pair<'a> {
        let of = |rows: &'a [Row]| find(rows, measure, group, stat);
        Pair { name, before: of(self.before), after: of(self.after), apart: of(self.apart) }
    }

    fn known(&self, measure: &str, stat: &str, named: impl Fn(&str) -> Option<String>) -> Vec<Pair<'a>> {
        let mut groups: Vec<&str> = Vec::new();
        for row in self.before.iter().chain(self.after).filter(|row| row.measure == measure && row.stat == stat) {
            if !groups.contains(&row.group.as_str()) {
                groups.push(&row.group);
            }
        }
        let pairs = groups.into_iter().filter_map(|group| Some(self.pair(measure, group, stat, named(group)?)));
        pairs.filter(Pair::is_there).collect()
    }
}

/// How much more, or less, or that it is not clear.
fn clear(row: Option<&Row>, words: [&'static str; 3]) -> &'static str {
    match row.map(|row| row.estimate) {
        Some(e) if said::has_interval(&e) && !said::spans_0(&e) => words[usize::from(e.estimate > 0.0)],
        _ => words[2],
    }
}

/// A clear change of a share, in as few digits as tell it.
fn on_the_day(more: &str, before: &Row, after: &Row) -> String {
    let told = (0..2).map(|digits| [before, after].map(|row| percent(&row.estimate, digits)));
    match told.clone().find(|[before, after]| before != after) {
        Some([before, after]) => format!("{} appointments on the day: {after}, before {before}", capital(more)),
        // What each is known to leaves no digit that tells them apart; their difference is known better.
        None => format!("Slightly {more} appointments on the day: {}", percent(&after.estimate, 0)),
    }
}

/// Waits by band.
pub(super) fn bands(about: &About, sides: &Sides) -> Drawing {
    let name = |band: &LeadBand| match band {
        LeadBand::SameDay => "The same day".to_string(),
        LeadBand::One => "1 day".into(),
        LeadBand::Over28 => "Over 28 days".into(),
        other => format!("{} days", other.id().replace('_', " to ")),
    };
    let of = |band: &LeadBand| sides.pair("lead_share", band.id(), "share", name(band));
    let pairs: Vec<Pair> = LeadBand::ALL.iter().map(of).filter(|pair| pair.before.or(pair.after).is_some()).collect();
    let Some((before, after, apart)) = pairs.first().and_then(|pair| Some((pair.before?, pair.after?, pair.apart)))
    else {
        return Ok(None);
    };
    let title = match clear(apart, ["fewer", "more", ""]) {
        "" => "No clear change in same-day appointments".into(),
        more => on_the_day(more, before, after),
    };
    let sentence = Said::from("Appointments on the day of booking: ")
        .then(said::level(before))
        .words(" before, ")
        .then(said::level(after))
        .words(" after; ")
        .then(apart.map_or("no difference known".into(), said::difference))
        .words(".");
    let told = Told {
        id: "bands-beside",
        title,
        shows: "Share of appointments by calendar days from booking",
        each: "days from booking",
        scale: (100.0, "%"),
        sentence,
    };
    beside::draw(about, told, &pairs)
}

/// GPs' hours by line of the ledger, the longest before first.
pub(super) fn gp_week(about: &About, sides: &Sides) -> Drawing {
    let named = |group: &str| group.strip_prefix("gp/").filter(|line| *line != "worked").map(ledger_line);
    let mut pairs = sides.known("hours_per_week", "mean", named);
    let hours = |pair: &Pair| pair.before.or(pair.after).map_or(0.0, |row| row.estimate.estimate);
    pairs.sort_by(|a, b| hours(b).total_cmp(&hours(a)));
    let used = sides.pair("gp_hours_used", "all", "mean", String::new());
    let title = match clear(used.apart, ["fewer", "more", ""]) {
        "" => "No clear change in the GP hours used".into(),
        more => {
            let hours = used.apart.map_or(String::new(), |row| with_interval(&row.estimate, 1).0.replace('-', ""));
            format!("GPs use {hours} {more} hours a week")
        }
    };
    let mut sentence = Said::from("GP hours used a week, neither idle nor lost: ");
    sentence = sentence.then(used.apart.map_or("no difference known".into(), said::difference));
    if let Some(released) = find(sides.apart, "gp_hours_released", "all", "mean") {
        sentence = sentence.words("; released on the same needs: ").then(said::difference(released));
    }
    let told = Told {
        id: "gp-week-beside",
        title,
        shows: "GP hours a week by line of the ledger, all GPs together",
        each: "line of the ledger",
        scale: (1.0, ""),
        sentence: sentence.words(". Time that is released is used again for what waits."),
    };
    beside::draw(about, told, &pairs)
}

/// Hours that everybody works, role by role.
pub(super) fn everybody(about: &About, sides: &Sides) -> Drawing {
    let named = |group: &str| Some(capital(&role(group.strip_suffix("/worked")?)));
    let pairs = sides.known("hours_per_week", "mean", named);
    let others = find(sides.apart, "other_hours_worked", "all", "mean");
    let title = match clear(others, ["fewer", "more", ""]) {
        "" => "No clear change in what others work".into(),
        more => {
            let hours = others.map_or(String::new(), |row| with_interval(&row.estimate, 1).0.replace('-', ""));
            format!("Others than GPs work {hours} {more} hours a week")
        }
    };
    let others = others.map_or("no difference known".into(), said::difference);
    let sentence = Said::from("Hours a week that all others than GPs work: ")
        .then(others)
        .words(". GP time that colleagues take over is moved, not released.");
    let told = Told {
        id: "everybody-beside",
        title,
        shows: "Hours worked a week by role, overtime included",
        each: "role",
        scale: (1.0, ""),
        sentence,
    };
    beside::draw(about, told, &pairs)
}
