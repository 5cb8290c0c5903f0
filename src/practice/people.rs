//! The people who hold sessions: who there is, with their weekly rota, as the settings count or name them. No patients
//! pass here; `staff` says who of them is in on a day.

use super::calendar::HALVES;
use crate::scenario::names::{Role, Weekday};
use crate::scenario::node::By;
use crate::scenario::settings::{RoleSettings, Settings};
use std::cmp::Ordering;
use std::ops::Range;

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

/// How many people of each role there is room for: those whom it counts, and those who lead its groups.
#[derive(Clone, Debug, Default)]
pub struct Headcount {
    pub counted: By<Role, usize>,
    pub leaders: By<Role, usize>,
}

/// Everybody who holds sessions, role by role, named people after those that a role counts; then those who lead groups.
/// Where there is room for more than the settings count, the others stand by, without a session.
pub fn people(s: &Settings, room: &Headcount) -> Vec<Person> {
    people_like(s, room, |_| None)
}

/// The same where the sessions of some roles are known to be dealt as they were: `dealt_before` gives the people that
/// such a role counts, those who stand by included.
pub fn people_like<'a>(
    s: &Settings,
    room: &Headcount,
    dealt_before: impl Fn(Role) -> Option<Vec<&'a Person>>,
) -> Vec<Person> {
    let mut people = Vec::new();
    for &role in Role::ALL {
        let own: Vec<Person> = match dealt_before(role) {
            Some(known) => known.into_iter().filter(|person| !person.stands_by).cloned().collect(),
            None => counted(s, role),
        };
        let others = stand_by(s, role, own.len()..room.counted[role]);
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
        let others = stand_by(s, role, own.len()..room.leaders[role]);
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

/// Bits of a person's key: days and weeks stand beside it in one number.
pub(super) const KEY_BITS: u32 = 43;

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

    fn with(sessions: f64, count: f64) -> Vec<Person> {
        let mut s = Settings::default();
        s.roles[Role::Gp].people = count;
        s.roles[Role::Gp].sessions_per_week = sessions;
        people(&s, &Headcount::default())
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
    fn half_of_the_sessions_are_mornings_on_every_day_and_for_everybody() {
        let mut s = Settings::default();
        let nurse = &mut s.roles[Role::PracticeNurse];
        (nurse.people, nurse.sessions_per_week, nurse.mornings) = (3.0, 22.5, 0.5);
        let people = people(&s, &Headcount::default());
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
}
