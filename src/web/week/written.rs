//! A week in words, for programs and for whoever reads rather than watches: what the page plays, as sentences with their
//! times. What is told and how is said in `told`, as for the page.

use super::data::{about, called, looks, plain};
use super::told::told;
use crate::experiment::week_seen::{Moment, Side, WeekSeen};
use crate::kernel::Span;
use crate::report::words::role;
use crate::scenario::names::{Destination, Role, Support, TriageBy};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

/// The week as `headroom watch --json` prints it: `patients` by number, and for each of the `sides` its `sessions`, the
/// `paperwork` that waits on each morning, and its `events`. Dates are `2018-11-05`, times `08:03:10`.
pub fn in_words(seen: &WeekSeen) -> Value {
    let monday = seen.days.first().map_or_else(Date::default, |(date, _)| *date);
    let days = seen.days.iter().map(|(date, open)| json!({ "date": date.to_string(), "open": open }));
    let patients = seen.patients.iter().zip(1..).map(|(patient, number)| {
        json!({ "patient": number, "about": patient.problem.map(about), "same_day": patient.urgent })
    });
    json!({
        "note": "One possible week, not a forecast.",
        "week": seen.which.week,
        "replication": seen.which.replication,
        "seed": seen.which.seed,
        "days": days.collect::<Vec<_>>(),
        "patients": patients.collect::<Vec<_>>(),
        "sides": seen.sides.iter().map(|side| of_side(side, seen.monday, monday)).collect::<Vec<_>>(),
    })
}

fn of_side(side: &Side, monday: u32, first: Date) -> Value {
    let sessions = side.sessions.iter().map(|session| {
        json!({
            "person": named(side, i64::from(session.person)), "from": at(first, session.from), "to": at(first, session.to)
        })
    });
    let paperwork = side.left.iter().zip(0..).flat_map(|(waits, day)| {
        let hours = move |&(of, lasts): &(Role, Span)| {
            let hours = (lasts.as_minutes() / 60.0 * 100.0).round() / 100.0;
            json!({ "morning": on(first, day), "role": role(of.id()), "hours_waiting": hours })
        };
        waits.iter().map(hours)
    });
    let events = side.moments.iter().filter_map(|moment| event(side, moment, monday, first));
    json!({
        "side": side.name,
        "sessions": sessions.collect::<Vec<_>>(),
        "paperwork": paperwork.collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
    })
}

/// What happens to a patient; `None` for what the page only draws.
fn event(side: &Side, moment: &Moment, monday: u32, first: Date) -> Option<Value> {
    let told = told(moment, monday)?;
    let who = moment.who?;
    let mut said = told.says.to_string();
    for &number in &told.numbers {
        let Some((before, rest)) = said.split_once('{') else { break };
        let Some((gap, after)) = rest.split_once('}') else { break };
        said = format!("{before}{}{after}", filled(gap, number, side, first));
    }
    (!said.is_empty()).then(|| json!({ "at": at(first, moment.seconds), "patient": who + 1, "says": said }))
}

/// What stands in a gap of the words, of which `week.js` has the same.
fn filled(gap: &str, number: i64, side: &Side, first: Date) -> String {
    let name = |words: Option<String>| words.unwrap_or_else(|| number.to_string());
    let place = usize::try_from(number).unwrap_or(usize::MAX);
    match gap {
        "person" => named(side, number),
        "length" => length(number),
        "day" => on(first, number),
        "when" => at_minute(first, number),
        "role" => name(Role::ALL.get(place).map(|it| role(it.id()))),
        "by" => name(TriageBy::ALL.get(place).map(|&by| looks(by).to_string())),
        "destination" => name(Destination::ALL.get(place).map(|it| plain(it.id()))),
        "support" => name(Support::ALL.get(place).map(|it| plain(it.id()))),
        _ => number.to_string(),
    }
}

fn named(side: &Side, person: i64) -> String {
    let known = usize::try_from(person).ok().and_then(|person| side.people.get(person));
    known.map_or("somebody".into(), |(name, role)| called(name, *role))
}

/// A length of time in words.
fn length(seconds: i64) -> String {
    let many = |count: i64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let minutes = (seconds as f64 / 60.0).round() as i64;
    match seconds {
        ..90 => many(seconds, "second"),
        90..5400 => many(minutes, "minute"),
        _ => format!("{} {}", many(minutes / 60, "hour"), many(minutes % 60, "minute")),
    }
}

/// The date so many days after the first; one beyond the calendar is the first.
fn on(first: Date, days: i64) -> String {
    first.checked_add(days.days()).unwrap_or(first).to_string()
}

fn at(first: Date, seconds: u32) -> String {
    let (day, second) = (i64::from(seconds / 86_400), seconds % 86_400);
    format!("{} {:02}:{:02}:{:02}", on(first, day), second / 3600, second / 60 % 60, second % 60)
}

fn at_minute(first: Date, minutes: i64) -> String {
    let (day, minute) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
    format!("{} {:02}:{:02}", on(first, day), minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_times_are_said_as_on_a_clock() {
        let said = [1, 89, 90, 5_369, 5_400, 7_170].map(length);
        assert_eq!(
            said,
            ["1 second", "89 seconds", "2 minutes", "89 minutes", "1 hour 30 minutes", "2 hours 0 minutes"]
        );
        let first = Date::constant(2018, 12, 31);
        assert_eq!(at(first, 86_400 + 3_661), "2019-01-01 01:01:01");
        assert_eq!(at_minute(first, 7 * 1440 + 8 * 60 + 5), "2019-01-07 08:05");
        assert_eq!(on(first, -1), "2018-12-30");
    }
}
