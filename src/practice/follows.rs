//! The rota after demand: every eight weeks it is dealt again, as far as the practice wishes, to follow the requests
//! and calls counted in the weeks before. And recalls that go where the book is quiet.
//!
//! No patients pass here. `booking` and `phone` count what is asked for; `opening` and `phone` ask here who is on;
//! sessions already in the book stay where they are.

use super::book::SlotCounts;
use super::params::Params;
use super::people::{self, WeekRota};
use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::watch::Watch;
use crate::kernel::time::HALF_HOUR;
use crate::scenario::names::{HalfHour, Role, Weekday};
use crate::scenario::node::By;

/// Days after which the rota is dealt again.
const REVIEW: u32 = 56;
/// What a weekday without any requests weighs, so that every session still finds a day.
const LEAST: f64 = 1e-6;
/// Recalls over which what is usual in the book is averaged: about half a year's of an average practice, so that one
/// busy week is not soon usual.
const USUAL: f64 = 5000.0;

/// What was asked for since the last review, and the rotas made of it. Empty where no rota follows demand.
#[derive(Clone, Debug, Default)]
pub struct Follows {
    /// First requests for an appointment by role and weekday, calls by weekday and half hour, and open days.
    requests: By<Role, [u32; Weekday::COUNT]>,
    calls: By<Weekday, By<HalfHour, u32>>,
    open: [u32; Weekday::COUNT],
    /// By person, where the role's rota follows demand.
    people: Vec<Option<WeekRota>>,
    /// Handlers by weekday and half hour.
    handlers: Option<Box<[[f64; 48]; Weekday::COUNT]>>,
    /// Bookings with a role that there usually are for a day so many days after tomorrow, and how often somebody
    /// looked; empty where no recall does.
    usual: By<Role, Vec<(f64, f64)>>,
}

/// Days of a week on which a role has slots.
#[derive(Clone, Copy, Default)]
struct Held {
    days: [u32; 7],
    count: usize,
}

impl Held {
    fn add(&mut self, day: u32) {
        self.days[self.count] = day;
        self.count += 1;
    }
}

/// Counts a day that is usual for each weekday: bank holidays bring no requests.
fn a_day(counts: [u32; Weekday::COUNT], open: &[u32; Weekday::COUNT]) -> [f64; Weekday::COUNT] {
    std::array::from_fn(|day| if open[day] > 0 { f64::from(counts[day]) / f64::from(open[day]) } else { 0.0 })
}

impl Follows {
    /// The rotas of a role's people, its sessions spread over the week as much like its requests as its setting says.
    fn deal(&mut self, params: &Params, role: Role) {
        let s = &params.settings;
        let share = s.roles[role].follows_demand;
        let asked = a_day(self.requests[role], &self.open);
        let asked_in_all: f64 = asked.iter().sum();
        if asked_in_all == 0.0 {
            return;
        }
        let open = |day: usize| (day as f64) < s.calendar.days_per_week;
        let own: f64 = (0..Weekday::COUNT).filter(|&day| open(day)).map(|day| s.roles[role].weekday[day]).sum();
        let weights = std::array::from_fn(|day| match open(day) && own > 0.0 {
            true => LEAST.max((1.0 - share) * s.roles[role].weekday[day] / own + share * asked[day] / asked_in_all),
            false => 0.0,
        });
        self.people.resize(params.people.len(), None);
        let first = params.people.iter().take_while(|person| person.role < role && !person.leads_groups).count();
        for (person, dealt) in (first..).zip(people::dealt(s, role, &weights)) {
            self.people[person] = Some(dealt.rota);
        }
    }

    /// Does everybody work to their own rota?
    pub(super) fn has_dealt_no_rotas(&self) -> bool {
        self.people.is_empty()
    }

    /// The people are others than those to whom the rotas were dealt.
    pub(super) fn forget_rotas(&mut self) {
        self.people.clear();
    }

    /// As many handlers' hours a week as the practice's own rota has, spread as much by calls as the setting says: by the
    /// square-root rule of staffing.
    fn spread_handlers(&mut self, params: &Params) {
        let s = &params.settings;
        let share = s.phone.follows_demand;
        let phone = &params.phone;
        let length = |day: usize, half: usize| {
            let (from, to) = (half as u64 * HALF_HOUR, (half as u64 + 1) * HALF_HOUR);
            let open = to.min(phone.closes.0).saturating_sub(from.max(phone.opens.0));
            if (day as f64) < s.calendar.days_per_week { open as f64 / HALF_HOUR as f64 } else { 0.0 }
        };
        let each = || (0..Weekday::COUNT).flat_map(|day| (0..48).map(move |half| (day, half)));
        let calls = |day: usize, half: usize| match self.open[day] {
            0 => 0.0,
            open => f64::from(self.calls[day][half]) / f64::from(open),
        };
        let hours: f64 = each().map(|(day, half)| phone.handlers[day][half] * length(day, half)).sum();
        // Callers talking at once, on average, if all were answered.
        let load = |day: usize, half: usize| calls(day, half) * s.phone.booking_call.mean / 30.0;
        let open = || each().filter(|&(day, half)| length(day, half) > 0.0);
        let total = |of: fn(f64) -> f64| open().map(|(day, half)| of(load(day, half)) * length(day, half)).sum::<f64>();
        let (talk, spread_of_it) = (total(|load| load), total(f64::sqrt));
        if talk == 0.0 {
            return;
        }
        // As many as talk, and beyond that by the square root of it: in proportion, quiet half hours would go without.
        let spare = hours - talk;
        let wanted = |load: f64| match spare > 0.0 {
            true => load + spare / spread_of_it * load.sqrt(),
            false => load * hours / talk,
        };
        let spread = std::array::from_fn(|day| {
            std::array::from_fn(|half| match length(day, half) {
                0.0 => 0.0,
                _ => (1.0 - share) * phone.handlers[day][half] + share * wanted(load(day, half)),
            })
        });
        self.handlers = Some(Box::new(spread));
    }
}

impl<W: Watch> Run<'_, W> {
    /// In the morning: after eight weeks the rotas are made again. A role that no longer follows demand goes back to
    /// its own.
    pub(super) fn rota_follows_demand(&mut self) {
        if !self.params.follows_demand {
            return;
        }
        let follows = &mut self.state.follows;
        if self.today > 0 && self.today.is_multiple_of(REVIEW) {
            for &role in Role::ALL {
                if self.params.settings.roles[role].follows_demand > 0.0 {
                    follows.deal(self.params, role);
                }
            }
            if self.params.settings.phone.follows_demand > 0.0 {
                follows.spread_handlers(self.params);
            }
            (follows.requests, follows.calls, follows.open) = Default::default();
        }
        let date = self.calendar.day(self.today);
        follows.open[date.weekday as usize] += u32::from(date.open);
    }

    /// The weekly rota that a person works to.
    pub(super) fn rota_of(&self, person: usize) -> &WeekRota {
        let own = &self.params.people[person];
        if !self.params.follows_demand || self.params.settings.roles[own.role].follows_demand == 0.0 {
            return &own.rota;
        }
        self.state.follows.people.get(person).and_then(Option::as_ref).unwrap_or(&own.rota)
    }

    /// Handlers wanted on a weekday in a half hour.
    pub(super) fn handlers_wanted(&self, weekday: u8, half: usize) -> f64 {
        let handlers = match &self.state.follows.handlers {
            Some(spread) if self.params.settings.phone.follows_demand > 0.0 => spread,
            _ => &self.params.phone.handlers,
        };
        handlers[usize::from(weekday)][half]
    }

    /// Somebody asks for an appointment with a role. A second try on a later day is the same demand.
    pub(super) fn appointment_asked_for(&mut self, need: u32, role: Role) {
        if self.params.follows_demand && self.state.needs[need].days_asked == 0 {
            let weekday = self.date().weekday as usize;
            self.state.follows.requests[role][weekday] += 1;
        }
    }

    /// Somebody rings, whether or not they get through.
    pub(super) fn call_offered(&mut self) {
        if self.params.follows_demand {
            let weekday = self.date().weekday as usize;
            self.state.follows.calls[weekday][self.now.half_hour()] += 1;
        }
    }

    /// The day from which a recall is booked that goes into the quietest week within its tolerance. Weeks further off
    /// are always emptier, so what is usually still booked into them is counted as there.
    pub(super) fn quiet_day(&mut self, need: u32, tolerance: f64) -> Option<u32> {
        let called = &self.state.needs[need];
        let key = called.key;
        if !key.chance(self.params.settings.book.quiet_weeks, Purpose::QuietWeek, 0) {
            return None;
        }
        let role = self.role_for(need);
        let (from, until) = (self.today + 1, (self.today + 2 + tolerance as u32).min(self.state.book.open_until));
        let mut quietest = None;
        for week in from / 7..until.div_ceil(7) {
            let days = from.max(week * 7)..until.min((week + 1) * 7);
            let (mut booked, mut slots, mut held) = (0.0, 0.0, Held::default());
            for day in days {
                let SlotCounts { taken, left } = self.state.book.booked_on(day, role);
                let (taken, left) = (f64::from(taken), f64::from(left));
                if taken + left > 0.0 {
                    booked += taken + self.still_to_come(role, (day - from) as usize, taken);
                    slots += taken + left;
                    held.add(day);
                }
            }
            if held.count == 0 {
                continue;
            }
            let full = booked / slots;
            if quietest.as_ref().is_none_or(|&(least, _)| full < least) {
                quietest = Some((full, held));
            }
        }
        let (_, days) = quietest?;
        days.days[..days.count].get((key.u(Purpose::QuietDay, 0) * days.count as f64) as usize).copied()
    }

    /// Bookings usually still made with a role for a day so many days after tomorrow, for which there are `booked` now.
    fn still_to_come(&mut self, role: Role, ahead: usize, booked: f64) -> f64 {
        let usual = &mut self.state.follows.usual[role];
        if usual.len() <= ahead {
            usual.resize(ahead + 1, (0.0, 0.0));
        }
        let (mean, looked) = &mut usual[ahead];
        *looked = (*looked + 1.0).min(USUAL);
        *mean += (booked - *mean) / *looked;
        (usual[0].0 - usual[ahead].0).max(0.0)
    }
}
