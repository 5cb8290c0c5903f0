//! Who is in on a day: by rota, leave and sickness, and with how many slots. The rota decides which sessions the book
//! offers. No patients pass here; `opening`, `replan` and `sickness` ask.

use super::calendar::Calendar;
use super::params::Params;
use super::people::{KEY_BITS, WeekRota};
use super::purpose::{Draw, Purpose, Who, key};
use crate::kernel::{Key, Streams};
use std::ops::Range;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::calendar::HALVES;
    use crate::scenario::names::Role;
    use crate::scenario::settings::{self, Settings};

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
