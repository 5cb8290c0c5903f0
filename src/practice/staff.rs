//! Who works when: people, their weekly rota, leave and sickness. The rota decides which sessions the book offers.

use super::calendar::Calendar;
use super::establishment::Establishment;
use super::params::Params;
use super::purpose::{Draw, Purpose, Who, key};
use crate::kernel::{Key, Streams};
use crate::scenario::names::{Role, Weekday};
use crate::scenario::settings::{RoleSettings, Settings};
use std::cmp::Ordering;
use std::ops::Range;

/// Half days in a day.
pub const HALVES: usize = 2;

/// Share of weeks in which each half day of each weekday is worked.
pub type WeekRota = [[f64; HALVES]; 7];

/// One member of staff who holds sessions.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// `gp_1`, or the name under `people`.
    pub name: String,
    pub role: Role,
    /// Whose chance it is: from the role and the number within it, or from the name, so that it stays the same whoever
    /// else works here.
    pub key: u64,
    /// Leads groups: has sessions in which all patients come at once, and no other patients.
    pub leads_groups: bool,
    /// Works here under other settings of the same comparison, and not under these.
    pub stands_by: bool,
    /// Share of weeks in which each half day is worked: 0 or 1 but for the fraction of a session.
    pub rota: WeekRota,
    /// Slots in a session before `book.slots`.
    pub slots: f64,
    /// Days away, as measured days `from..to`.
    pub away: Vec<(f64, f64)>,
}

/// Everybody who holds sessions, role by role, named people after those that a role counts; then those who lead groups.
/// Where the establishment has more than the settings count, the others stand by, without a session.
pub fn people(s: &Settings, establishment: &Establishment) -> Vec<Person> {
    people_like(s, establishment, |_| None)
}

/// The same where the sessions of some roles are known to be dealt as they were: `dealt_before` gives the people that
/// such a role counts, those who stand by included.
pub fn people_like<'a>(
    s: &Settings,
    establishment: &Establishment,
    dealt_before: impl Fn(Role) -> Option<Vec<&'a Person>>,
) -> Vec<Person> {
    let mut people = Vec::new();
    for &role in Role::ALL {
        let own: Vec<Person> = match dealt_before(role) {
            Some(known) => known.into_iter().filter(|person| !person.stands_by).cloned().collect(),
            None => counted(s, role),
        };
        let others = stand_by(s, role, own.len()..establishment.counted[role]);
        people.extend(own.into_iter().chain(others));
        for (name, person) in s.people.iter().filter(|(_, person)| person.role == role) {
            let rota = std::array::from_fn(|day| {
                let sessions = person.sessions[day];
                [sessions.min(1.0), (sessions - 1.0).max(0.0)]
            });
            let slots = match person.slots_per_session {
                0.0 => s.roles[role].slots_per_session,
                own => own,
            };
            let key = key_of_name(name);
            people.push(Person {
                name: name.clone(),
                role,
                key,
                leads_groups: false,
                stands_by: false,
                rota,
                slots,
                away: Vec::new(),
            });
        }
    }
    for &role in Role::ALL {
        let own = group_leaders(s, role);
        let others = stand_by(s, role, own.len()..establishment.leaders[role]);
        people.extend(own.into_iter().chain(others.map(|person| as_leader(s, person))));
    }
    for person in &mut people {
        let absences = s.absences.values().filter(|absence| absence.person == person.name);
        person.away = absences.map(|absence| (absence.from_day, absence.from_day + absence.days)).collect();
    }
    people
}

/// Whoever leads a role's group sessions, as people of their own: as many as the sessions need.
fn group_leaders(s: &Settings, role: Role) -> Vec<Person> {
    let sessions = s.roles[role].group_sessions_per_week;
    if sessions == 0.0 {
        return Vec::new();
    }
    let mut settings = s.roles[role].clone();
    let days = settings.weekday.values().iter().take(s.calendar.days_per_week as usize).filter(|weight| **weight > 0.0);
    settings.people = (sessions / (HALVES * days.count().max(1)) as f64).ceil();
    settings.sessions_per_week = sessions;
    counted_of(s, &settings, role).into_iter().map(|person| as_leader(s, person)).collect()
}

/// The same person of a role as one who leads its groups.
fn as_leader(s: &Settings, person: Person) -> Person {
    let (role, number) = (person.role, person.key as u32);
    Person {
        name: format!("{}_group_{}", role.id(), number + 1),
        key: key_of_number(role, number, true),
        leads_groups: true,
        slots: s.roles[role].group_size.floor(),
        ..person
    }
}

/// People of a role, by number, who hold no session.
fn stand_by(s: &Settings, role: Role, numbers: Range<usize>) -> impl Iterator<Item = Person> {
    numbers.map(move |number| Person { stands_by: true, ..without_sessions(&s.roles[role], role, number as u32) })
}

/// The person of a role with this number, from 0, before sessions are dealt.
fn without_sessions(settings: &RoleSettings, role: Role, number: u32) -> Person {
    Person {
        name: format!("{}_{}", role.id(), number + 1),
        role,
        key: key_of_number(role, number, false),
        leads_groups: false,
        stands_by: false,
        rota: [[0.0; HALVES]; 7],
        slots: settings.slots_per_session,
        away: Vec::new(),
    }
}

/// The people that a role counts, its sessions dealt out one by one: each to the weekday furthest below its weight and
/// the half of the day furthest below its share, there to the person with the fewest. One more session therefore moves
/// no other.
fn counted(s: &Settings, role: Role) -> Vec<Person> {
    counted_of(s, &s.roles[role], role)
}

fn counted_of(s: &Settings, settings: &RoleSettings, role: Role) -> Vec<Person> {
    let open = s.calendar.days_per_week;
    let weekday = &settings.weekday;
    deal(settings, role, &std::array::from_fn(|day| if (day as f64) < open { weekday[day] } else { 0.0 }))
}

/// The same with the sessions spread over the week by other weights.
pub fn dealt(s: &Settings, role: Role, weights: &[f64; Weekday::COUNT]) -> Vec<Person> {
    deal(&s.roles[role], role, weights)
}

fn deal(settings: &RoleSettings, role: Role, weights: &[f64; Weekday::COUNT]) -> Vec<Person> {
    let count = settings.people.ceil() as usize;
    let mut people: Vec<Person> = (0..count as u32).map(|number| without_sessions(settings, role, number)).collect();
    let total: f64 = weights.iter().sum();
    let mut left = settings.sessions_per_week;
    let (mut dealt, mut by_half, mut held) = ([0.0f64; 7], [[0.0f64; 7]; HALVES], vec![0.0f64; count]);
    while left > 1e-9 && total > 0.0 {
        let session = left.min(1.0);
        let worked: f64 = dealt.iter().sum::<f64>() + session;
        let room = |day: usize| dealt[day] + 0.5 < (count * HALVES) as f64;
        let behind = |day: usize| weights[day] / total * worked - dealt[day];
        let Some(day) = (0..7)
            .filter(|&day| weights[day] > 0.0 && room(day))
            .max_by(|&a, &b| behind(a).total_cmp(&behind(b)).then(b.cmp(&a)))
        else {
            break;
        };
        let shares = [settings.mornings, 1.0 - settings.mornings];
        let ahead: [f64; HALVES] =
            std::array::from_fn(|half| by_half[half].iter().sum::<f64>() - shares[half] * worked);
        let held_in = |person: usize, half: usize| people[person].rota.iter().map(|day| day[half]).sum::<f64>();
        let free = (0..HALVES)
            .flat_map(|half| (0..count).map(move |person| (person, half)))
            .filter(|&(person, half)| people[person].rota[day][half] == 0.0);
        let order = |(person, half): (usize, usize)| {
            [ahead[half], by_half[half][day], held[person], held_in(person, half), half as f64, person as f64]
        };
        let first = free.map(|spot| (order(spot), spot)).min_by(|(a, _), (b, _)| {
            a.iter().zip(b).fold(Ordering::Equal, |so_far, (a, b)| so_far.then_with(|| a.total_cmp(b)))
        });
        let spot = first.map(|(_, spot)| spot);
        let Some((person, half)) = spot else { break };
        people[person].rota[day][half] = session;
        by_half[half][day] += session;
        held[person] += session;
        dealt[day] += session;
        left -= session;
    }
    people
}

/// Is this person down for this session? Rotas and dated absences are known when the book opens.
pub fn is_on_rota(
    params: &Params,
    rota: &WeekRota,
    streams: Streams,
    calendar: &Calendar,
    who: usize,
    day: u32,
    half: usize,
) -> bool {
    let person = &params.people[who];
    let date = calendar.day(day);
    let share = rota[date.weekday as usize][half];
    if !date.open || share == 0.0 {
        return false;
    }
    let measured = f64::from(day) - f64::from(calendar.warm_up);
    if person.away.iter().any(|&(from, to)| measured >= from && measured < to) {
        return false;
    }
    share >= 1.0 || week_key(params, streams, who, u64::from(day / 7)).chance(share, Purpose::ExtraSession, 0)
}

/// Leave of a role's people in one year, as a bit for each of its 52 weeks. Leave is whole weeks: those whose keyed
/// rank is lowest, so that every year has just as many. Where no more may be away together, those with a higher place
/// take their next best week; where all weeks are taken, their best.
pub fn leave_of_year(params: &Params, streams: Streams, people: Range<usize>, year: u32) -> Vec<u64> {
    let Some(role) = people.clone().next().map(|who| params.people[who].role) else { return Vec::new() };
    let settings = &params.settings.roles[role];
    let here = people.clone().filter(|&who| !params.people[who].stands_by).count();
    let together = (settings.leave_together * here as f64 + 1e-9).floor().max(1.0) as u32;
    let mut away = [0u32; 52];
    let leave = people.map(|who| {
        if params.people[who].stands_by {
            return 0;
        }
        let own = week_key(params, streams, who, u64::from(year) << 6);
        let part = own.u(Purpose::Leave, 99) < settings.leave_weeks.fract();
        let weeks = settings.leave_weeks as usize + usize::from(part);
        let mut by_rank: Vec<(f64, usize)> = (0..52).map(|week| (own.u(Purpose::Leave, week as u32), week)).collect();
        by_rank.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (open, full): (Vec<_>, Vec<_>) =
            by_rank.iter().map(|&(_, week)| week).partition(|&week| away[week] < together);
        open.into_iter().chain(full).take(weeks).fold(0, |bits, week| {
            away[week] += 1;
            bits | 1 << week
        })
    });
    leave.collect()
}

/// Is this person off sick this week? Found out on the morning itself.
pub fn is_sick(params: &Params, streams: Streams, who: usize, day: u32) -> bool {
    let share = params.settings.roles[params.people[who].role].sickness;
    week_key(params, streams, who, u64::from(day / 7)).chance(share, Purpose::Sick, 0)
}

/// The number of slots of a session to which a share is `added`: a fraction is a further slot in that share of
/// sessions. Those booked twice count twice.
pub fn slots(params: &Params, streams: Streams, who: usize, day: u32, half: usize, added: f64) -> usize {
    if params.people[who].leads_groups {
        return params.people[who].slots as usize;
    }
    let wanted = params.people[who].slots * params.settings.book.slots * (1.0 + added);
    let (whole, part) = (wanted.floor(), wanted.fract());
    let session = session_key(params, streams, who, day, half);
    let times = whole as usize + usize::from(part > 1e-9 && session.chance(part, Purpose::ExtraSlot, 0));
    let twice = (times as f64 * params.settings.book.overbook + 1e-9) as usize;
    (times + twice).min(params.roles[params.people[who].role as usize].slots.len())
}

/// The key of one session.
pub fn session_key(params: &Params, streams: Streams, who: usize, day: u32, half: usize) -> Key {
    key(streams, Who::Session, u64::from(day) << (KEY_BITS + 1) | params.people[who].key << 1 | half as u64)
}

/// The key of a person's week, or of one of their years.
fn week_key(params: &Params, streams: Streams, who: usize, week: u64) -> Key {
    key(streams, Who::PersonWeek, params.people[who].key << (64 - KEY_BITS) | week)
}

/// Bits of a person's key: days and weeks stand beside it in one number.
const KEY_BITS: u32 = 43;

/// The key of the `number`th person that a role counts, from 0.
fn key_of_number(role: Role, number: u32, leads_groups: bool) -> u64 {
    (role as u64) << 33 | u64::from(leads_groups) << 32 | u64::from(number)
}

/// The key of somebody with a name (FNV-1a): above all that are counted.
fn key_of_name(name: &str) -> u64 {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    1 << (KEY_BITS - 1) | hash >> (65 - KEY_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::settings;

    fn with(sessions: f64, count: f64) -> Vec<Person> {
        let mut s = Settings::default();
        s.roles[Role::Gp].people = count;
        s.roles[Role::Gp].sessions_per_week = sessions;
        people(&s, &Establishment::default())
    }

    #[test]
    fn every_session_is_dealt_and_one_more_moves_no_other() {
        let (fewer, more) = (with(32.0, 5.0), with(33.0, 5.0));
        let worked = |people: &[Person]| people.iter().flat_map(|p| p.rota.iter().flatten().copied()).sum::<f64>();
        assert_eq!((worked(&fewer), worked(&more)), (32.0, 33.0));
        for (a, b) in fewer.iter().zip(&more) {
            let kept = a.rota.iter().flatten().zip(b.rota.iter().flatten()).all(|(a, b)| a <= b);
            assert!(kept, "{} lost a session", a.name);
        }
    }

    #[test]
    fn a_pharmacist_who_joins_changes_nobody_elses_leave_sickness_or_sessions() {
        let params = |pharmacists: f64| {
            let mut s = Settings::default();
            for (role, count) in [(Role::Gp, 5.0), (Role::HealthCareAssistant, 3.0), (Role::Pharmacist, pharmacists)] {
                let role = &mut s.roles[role];
                (role.people, role.sessions_per_week, role.leave_weeks, role.sickness) = (count, 6.5 * count, 6.5, 0.1);
            }
            let mut named = settings::Person { role: Role::Gp, ..Default::default() };
            named.sessions[0] = 0.5;
            s.people.insert("dr_ali".into(), named);
            Params::derive(&s, &s)
        };
        let (before, after) = (params(0.0), params(2.0));
        let (streams, calendar) = (Streams::new(1, 0), Calendar::new(&before.settings, 0));
        let chance = |params: &Params, who: usize| {
            let leave = leave_of_year(params, streams, who..who + 1, 1);
            let sick: Vec<bool> = (0..364).map(|day| is_sick(params, streams, who, day)).collect();
            let works: Vec<bool> = (0..364)
                .map(|day| {
                    is_on_rota(params, &params.people[who].rota, streams, &calendar, who, day, day as usize % HALVES)
                })
                .collect();
            (leave, sick, works, session_key(params, streams, who, 9, 1))
        };
        let mut seen = Vec::new();
        for (who, person) in before.people.iter().enumerate() {
            let there = after.people.iter().position(|other| other.name == person.name).unwrap();
            let own = chance(&before, who);
            assert_eq!(own, chance(&after, there), "{}", person.name);
            assert!(!seen.contains(&own.3), "{} has the chance of somebody else", person.name);
            seen.push(own.3);
        }
        assert_eq!(seen.len(), 9);
    }

    #[test]
    fn half_of_the_sessions_are_mornings_on_every_day_and_for_everybody() {
        let mut s = Settings::default();
        let nurse = &mut s.roles[Role::PracticeNurse];
        (nurse.people, nurse.sessions_per_week, nurse.mornings) = (3.0, 22.5, 0.5);
        let people = people(&s, &Establishment::default());
        for person in &people {
            let [mornings, afternoons] = [0, 1].map(|half| person.rota.iter().map(|day| day[half]).sum::<f64>());
            assert!((mornings - afternoons).abs() <= 1.0, "{}: {mornings} and {afternoons}", person.name);
        }
        for day in 0..5 {
            let halves = [0, 1].map(|half| people.iter().map(|person| person.rota[day][half]).sum::<f64>());
            assert!((halves[0] - halves[1]).abs() <= 1.0, "day {day}: {halves:?}");
            assert!((halves[0] + halves[1] - 4.5).abs() <= 0.5, "day {day}: {halves:?}");
        }
        let all = [0, 1].map(|half| people.iter().flat_map(|person| &person.rota).map(|day| day[half]).sum::<f64>());
        assert!((all[0] - all[1]).abs() <= 1.0, "{all:?}");
    }

    #[test]
    fn leave_is_as_long_for_all_and_no_more_are_away_together_than_may_be() {
        let weeks_away = |together: f64| -> Vec<u64> {
            let mut s = Settings::default();
            let gp = &mut s.roles[Role::Gp];
            (gp.people, gp.sessions_per_week, gp.leave_weeks, gp.leave_together) = (8.0, 60.0, 6.0, together);
            let params = Params::derive(&s, &s);
            leave_of_year(&params, Streams::new(1, 0), 0..8, 3)
        };
        let most =
            |leave: &[u64]| (0..52).map(|week| leave.iter().filter(|bits| **bits >> week & 1 == 1).count()).max();
        let (alone, spread) = (weeks_away(1.0), weeks_away(0.13));
        assert!(alone.iter().chain(&spread).all(|bits| bits.count_ones() == 6));
        // Eight people with six weeks have 48 of 52 weeks to themselves.
        assert!(most(&alone) > Some(2) && most(&spread) == Some(1), "{:?} and {:?}", most(&alone), most(&spread));
        // Whoever comes first is away when they would have been.
        assert_eq!(alone[0], spread[0]);
    }
}
