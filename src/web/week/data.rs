//! A week as compact data for the script: every event a few numbers, every name once.

use super::told::told;
use crate::experiment::week_seen::{Side, WeekSeen};
use crate::report::words::role;
use crate::scenario::names::{Destination, Problem, Role, Support, TriageBy};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The whole week.
///
/// A side's `moments` are numbers one after another: seconds since the event before it, the patient's number (-1 for the
/// practice), the place of what happened in `what`, and as many numbers more as that says.
pub fn data(seen: &WeekSeen) -> Value {
    let mut what = Kinds::default();
    let sides: Vec<Value> = seen.sides.iter().map(|side| of_side(side, seen.monday, &mut what)).collect();
    let days = seen.days.iter().map(|(date, open)| json!({ "name": date.strftime("%a").to_string(), "open": open }));
    let patients = seen.patients.iter().map(|patient| match patient.problem {
        Some(problem) => problem as i64 * 2 + i64::from(patient.urgent),
        None => -1,
    });
    json!({
        "monday": seen.days.first().map(|(date, _)| date.to_string()),
        "days": days.collect::<Vec<_>>(),
        "opens": seen.opens.0 / 10,
        "closes": seen.closes.0 / 10,
        "patients": patients.collect::<Vec<_>>(),
        "names": {
            "problem": Problem::ALL.iter().map(|&it| about(it)).collect::<Vec<_>>(),
            "role": Role::ALL.iter().map(|it| role(it.id())).collect::<Vec<_>>(),
            "by": TriageBy::ALL.iter().map(|&by| looks(by)).collect::<Vec<_>>(),
            "destination": Destination::ALL.iter().map(|it| plain(it.id())).collect::<Vec<_>>(),
            "support": Support::ALL.iter().map(|it| plain(it.id())).collect::<Vec<_>>(),
        },
        "sides": sides,
        "what": what.table,
    })
}

/// What happened, with its words and how many numbers it takes, in the order in which it was first met.
#[derive(Default)]
struct Kinds {
    places: BTreeMap<&'static str, usize>,
    table: Vec<Value>,
}

fn of_side(side: &Side, monday: u32, what: &mut Kinds) -> Value {
    let mut moments: Vec<i64> = Vec::new();
    let mut before = 0;
    for moment in &side.moments {
        let Some(told) = told(moment, monday) else { continue };
        let place = *what.places.entry(told.id).or_insert_with(|| {
            what.table.push(json!([told.id, told.says, told.numbers.len()]));
            what.table.len() - 1
        });
        let who = moment.who.map_or(-1, i64::from);
        moments.extend([i64::from(moment.seconds - before), who, place as i64]);
        moments.extend(told.numbers);
        before = moment.seconds;
    }
    let left = side.left.iter().map(|left| left.iter().map(|&(role, lasts)| json!([role as usize, lasts.0 / 10])));
    json!({
        "name": short(side),
        "people": side.people.iter().map(|(name, role)| called(name, *role)).collect::<Vec<_>>(),
        // Rotas are seldom whole people: they differ from day to day.
        "handlers": side.handlers.iter().map(|day| day.map(|wanted| (wanted * 100.0).round() / 100.0).to_vec()).collect::<Vec<_>>(),
        "sessions": side.sessions.iter().map(|it| [u32::from(it.person), it.from, it.to]).collect::<Vec<_>>(),
        "booked": side.booked.iter().map(|it| [it.who, u32::from(it.person), it.seconds / 60]).collect::<Vec<_>>(),
        "left": left.map(|left| left.collect::<Vec<_>>()).collect::<Vec<_>>(),
        "moments": moments,
    })
}

/// What a side is called over its column: many changes are named once, above both.
pub(super) fn short(side: &Side) -> &str {
    if side.name.chars().count() > LONGEST { "With the changes" } else { &side.name }
}

/// Letters that a column has room for on two lines.
const LONGEST: usize = 60;

/// People who see somebody in the week on any side, in the order of their roles: their numbers, and what they are called.
pub(super) fn columns(seen: &WeekSeen) -> Vec<(usize, String)> {
    let mut there: Vec<usize> =
        seen.sides.iter().flat_map(|side| &side.sessions).map(|session| usize::from(session.person)).collect();
    there.sort_unstable();
    there.dedup();
    let name = |person: usize| {
        let people = seen.sides.iter().find_map(|side| side.people.get(person));
        people.map_or(String::new(), |(name, role)| called(name, *role))
    };
    there.into_iter().map(|person| (person, name(person))).collect()
}

/// Somebody as the practice's staff would be called on a sign: `GP 2`, `nurse 1`.
pub(super) fn called(name: &str, of: Role) -> String {
    match (of, name.strip_prefix(of.id())) {
        // In most practices there is no other nurse.
        (Role::PracticeNurse, Some(number)) => format!("nurse{}", plain(number)),
        _ => role(name),
    }
}

/// An id as words.
pub(super) fn plain(id: &str) -> String {
    id.replace('_', " ")
}

/// What a patient would say it is about.
pub(super) fn about(problem: Problem) -> &'static str {
    match problem {
        Problem::MinorIllness => "a minor illness",
        Problem::Musculoskeletal => "muscles, bones or joints",
        Problem::MentalHealth => "mental health",
        Problem::Social => "a social need",
        Problem::LongTerm => "a long-term condition",
        Problem::General => "a general problem",
        Problem::Admin => "paperwork",
        Problem::Result => "a test result",
        Problem::Prescription => "a prescription",
        Problem::Review => "a yearly review",
        Problem::BloodTest => "a blood test",
        Problem::Vaccination => "a vaccination",
        Problem::Screening => "screening",
    }
}

pub(super) fn looks(by: TriageBy) -> &'static str {
    match by {
        TriageBy::Gp => "a GP rings back",
        TriageBy::Nurse => "a nurse rings back",
        TriageBy::Online => "a GP answers in writing",
    }
}
