//! One possible week of a practice, and the same week of what else it could be, kept event by event so that people can
//! watch it: who did what, when and with whom. The sides run on from one morning with the same patients and the same
//! chance; nobody is moved by being watched.

mod watching;

pub use watching::Patient;

use super::Prepared;
use super::replicate::{Timeline, run_unless};
use crate::kernel::{SimTime, Span};
use crate::practice::watch::THE_PRACTICE;
use crate::practice::{Calendar, Event, Measures, Params, Run, State};
use crate::scenario::names::{Channel, Role};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeMap;
use watching::{Seen, Watching, left_each_morning};

/// Which week to watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    pub seed: u64,
    pub replication: u32,
    /// Counted from 1, in weeks from Monday to Sunday; the first begins on the first Monday from go-live on.
    pub week: u32,
}

/// Days after go-live that a practice has to be prepared for, where week `week` is watched, or the first usual one from
/// there on.
pub fn days_until(week: u32) -> u32 {
    (week + LOOKED_THROUGH) * 7 + 6
}

/// The first of eight weeks from week `from` on that has as many open days as any of them: one without a holiday.
pub fn usual_week(prepared: &Prepared, from: u32) -> u32 {
    let calendar = &prepared.calendar;
    let open = |week: &u32| {
        let monday = calendar.warm_up + days_before(calendar, *week);
        (monday..monday + 7).filter(|&day| calendar.day(day).open).count()
    };
    let weeks = from..from + LOOKED_THROUGH;
    let most = weeks.clone().map(|week| open(&week)).max();
    weeks.clone().find(|week| Some(open(week)) == most).unwrap_or(from)
}

/// Weeks among which a usual one is looked for.
const LOOKED_THROUGH: u32 = 8;

/// A usual week late in the year that was prepared for, when what was changed first has taken hold.
pub fn late_week(prepared: &Prepared) -> u32 {
    const LATE: u32 = 40;
    let weeks = prepared.days() / 7;
    usual_week(prepared, LATE.min(weeks.saturating_sub(LOOKED_THROUGH + 1)).max(1))
}

/// Days from go-live to the Monday on which a week begins.
fn days_before(calendar: &Calendar, week: u32) -> u32 {
    let to_monday = (7 - u32::from(calendar.day(calendar.warm_up).weekday)) % 7;
    to_monday + (week.max(1) - 1) * 7
}

/// A week, side by side.
#[derive(Clone, Debug)]
pub struct WeekSeen {
    pub which: Which,
    /// The simulated day on which it begins.
    pub monday: u32,
    /// Its seven days, Monday first, and whether the practice is open on each.
    pub days: Vec<(Date, bool)>,
    /// When the phones open and close, in time since midnight.
    pub opens: Span,
    pub closes: Span,
    /// Everybody to whom something happens in it, on whichever side, in the order in which they are first heard of: the
    /// place here is the number of the patient, the same on all sides.
    pub patients: Vec<Patient>,
    /// The practice as it is, and then what else it could be.
    pub sides: Vec<Side>,
}

/// What was seen of one side.
#[derive(Clone, Debug)]
pub struct Side {
    pub name: String,
    /// Everybody who may hold sessions, by the number that events have: id and role.
    pub people: Vec<(String, Role)>,
    /// Call handlers on the rota, by weekday and half hour.
    pub handlers: Vec<[f64; 48]>,
    /// Half days in which somebody saw patients or waited for one.
    pub sessions: Vec<Session>,
    /// Appointments of this week that stood in the book when it began.
    pub booked: Vec<Standing>,
    /// Work without patients that waits from earlier days on each morning, by role; and on the morning after the last day.
    pub left: Vec<Vec<(Role, Span)>>,
    /// In the order of time; those of one instant in the order in which they were decided.
    pub moments: Vec<Moment>,
    /// What was measured from its Monday to its Sunday.
    pub measures: Measures,
}

/// Seconds are counted from the midnight on which the week begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    pub seconds: u32,
    /// The number of the patient, or `None` where something happens to the practice.
    pub who: Option<u32>,
    /// How the patient last asked.
    pub channel: Channel,
    /// Whom it happens with: whose appointment it is, or who sees the patient.
    pub with: Option<u16>,
    pub event: Event,
}

/// From when to when somebody is there for patients, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    pub person: u16,
    pub from: u32,
    pub to: u32,
}

/// An appointment that stands in the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub who: u32,
    pub person: u16,
    pub seconds: u32,
}

/// Watches one week of the practice, and of every other side the same. `done` is called after each side; nothing comes of
/// it where `stop` turns true before the week has begun.
pub fn week_seen(
    prepared: &Prepared,
    others: &[(String, Timeline)],
    which: Which,
    done: &(dyn Fn() + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<WeekSeen> {
    let (calendar, own) = (&prepared.calendar, Timeline::constant(prepared.params.clone()));
    let mut state = State::new(&prepared.params, calendar, which.seed, which.replication);
    let mut watching = Watching::default();
    if !run_unless(&mut state, &own, calendar, calendar.warm_up, &mut watching, stop) {
        return None;
    }
    let before = days_before(calendar, which.week);
    let monday = calendar.warm_up + before;
    let as_it_is = [("The practice as it is".to_string(), own)];
    let all: Vec<&(String, Timeline)> = as_it_is.iter().chain(others).collect();
    let seen: Option<Vec<(Watching, Measures)>> = all
        .par_iter()
        .map(|(_, timeline)| {
            let seen = watched(prepared, &state, &watching, timeline, before, stop);
            done();
            seen
        })
        .collect();
    let seen = seen?;
    let numbers = Numbers::of(seen.iter().map(|(watching, _)| watching));
    let days: Vec<(Date, bool)> =
        (monday..monday + 7).map(|day| (calendar.date(day), calendar.day(day).open)).collect();
    let sides = all.iter().zip(seen).map(|((name, timeline), (watching, measures))| {
        let left = left_each_morning(&watching, &days, monday);
        let params = timeline.at(before as usize / 7);
        numbers.side(name, params, watching, measures, left, monday)
    });
    Some(WeekSeen {
        which,
        monday,
        days: days.clone(),
        opens: prepared.params.phone.opens,
        closes: prepared.params.phone.closes,
        sides: sides.collect(),
        patients: numbers.patients,
    })
}

/// One side from go-live to the end of the week that begins `before` days after it; nothing where it was stopped.
fn watched(
    prepared: &Prepared,
    state: &State,
    watching: &Watching,
    timeline: &Timeline,
    before: u32,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<(Watching, Measures)> {
    let (mut state, mut watching) = (state.clone(), watching.clone());
    let (calendar, mut measures) = (&prepared.calendar, Measures::new());
    if !run_unless(&mut state, timeline, calendar, before, &mut watching, stop) {
        return None;
    }
    watching.week_begins(calendar.warm_up + before);
    let mut week = Run::new(&mut state, timeline.at(before as usize / 7), calendar, &mut measures, &mut watching);
    (before..before + 7).for_each(|day| week.day(timeline.at(day as usize / 7)));
    week.finish();
    watching.seen.sort_by_key(|seen| seen.at);
    Some((watching, measures))
}

/// Numbers for everybody who is seen on any side.
struct Numbers {
    number: BTreeMap<u64, u32>,
    patients: Vec<Patient>,
}

impl Numbers {
    fn of<'a>(sides: impl Iterator<Item = &'a Watching> + Clone) -> Numbers {
        let mut first: BTreeMap<u64, SimTime> = BTreeMap::new();
        for seen in sides.clone().flat_map(|side| &side.seen).filter(|seen| seen.need != THE_PRACTICE) {
            let earliest = first.entry(seen.need).or_insert(seen.at);
            *earliest = seen.at.min(*earliest);
        }
        let mut order: Vec<(SimTime, u64)> = first.into_iter().map(|(need, at)| (at, need)).collect();
        order.sort_unstable();
        // Of somebody who comes up on one side only, that side knows.
        let known = |need: u64| sides.clone().find_map(|side| side.known.get(&need)).map(|known| known.patient);
        let patients = order.iter().map(|&(_, need)| known(need).unwrap_or_default()).collect();
        Numbers { number: order.iter().zip(0..).map(|(&(_, need), number)| (need, number)).collect(), patients }
    }

    fn side(
        &self,
        name: &str,
        params: &Params,
        watching: Watching,
        measures: Measures,
        left: Vec<Vec<(Role, Span)>>,
        monday: u32,
    ) -> Side {
        let seconds = |at: SimTime| (at.since(SimTime::start_of(monday)).0 / 10) as u32;
        let moment = |seen: &Seen| Moment {
            seconds: seconds(seen.at),
            who: self.number.get(&seen.need).copied(),
            channel: seen.channel,
            with: seen.with,
            event: seen.event,
        };
        let moments: Vec<Moment> = watching.seen.iter().map(moment).collect();
        let booked = watching.standing.iter().filter_map(|&(need, person, at)| {
            Some(Standing { who: *self.number.get(&need)?, person, seconds: seconds(at) })
        });
        Side {
            name: name.into(),
            people: params.people.iter().map(|person| (person.name.clone(), person.role)).collect(),
            handlers: params.phone.handlers.to_vec(),
            sessions: sessions(params, &moments),
            booked: booked.collect(),
            left,
            moments,
            measures,
        }
    }
}

/// The half days in which somebody saw patients, or waited for one who did not come: by contract, and as long as the last
/// patient took.
fn sessions(params: &Params, moments: &[Moment]) -> Vec<Session> {
    let (day, clinic) = (24 * 3600, &params.settings.clinic);
    let begins = [clinic.morning, clinic.afternoon].map(|hours| (hours * 3600.0) as u32);
    let mut held: BTreeMap<(u32, u16, usize), (u32, u32)> = BTreeMap::new();
    for moment in moments {
        let (Some(person), lasts) = (moment.with, lasts(&moment.event)) else { continue };
        let Some(lasts) = lasts else { continue };
        let of_day = moment.seconds % day;
        let half = usize::from(of_day >= begins[1]);
        let someone = &params.people[usize::from(person)];
        let role = &params.roles[someone.role];
        let length = if someone.leads_groups { role.group_session } else { role.session };
        let contract = (begins[half], begins[half] + (length.0 / 10) as u32);
        let (from, to) = held.entry((moment.seconds / day, person, half)).or_insert(contract);
        *from = of_day.min(*from);
        *to = (of_day + lasts).max(*to);
    }
    let session = |((date, person, _), (from, to)): (_, (u32, u32))| {
        let midnight: u32 = date * day;
        Session { person, from: midnight + from, to: midnight + to }
    };
    held.into_iter().map(session).collect()
}

/// Seconds of a session that an event takes; `None` for what is no part of one.
fn lasts(event: &Event) -> Option<u32> {
    match event {
        Event::Encounter { lasts, .. } | Event::WriteUp { lasts, .. } => Some((lasts.0 / 10) as u32),
        Event::DidNotAttend => Some(0),
        _ => None,
    }
}
