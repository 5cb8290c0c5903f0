//! Patients followed through a run, for figures that trials report and no measure gives: contacts in the four weeks
//! after a request for the same day, clinicians' minutes on that day, and consultations of those who are referred for
//! support before and after. Watches; nobody is moved by it.

use super::gp_hours::Accounts;
use crate::kernel::SimTime;
use crate::kernel::time::{DAY, MINUTE};
use crate::practice::{Event, Measures, Params, Watch};
use crate::scenario::names::Role;
use crate::stats::Ratio;
use std::collections::{BTreeMap, BTreeSet};

/// For so long after a request, trials count contacts.
const FOLLOWED: u64 = 28 * DAY;
/// Days of the watch before the first request that is followed: what was asked for before the watch began has no
/// patient's name on it, and most of it is dealt with by then.
const BEFORE_FIRST: u32 = 56;
/// Days of a year of consultations, in whole weeks.
const YEAR: u32 = 364;

/// A patient's contact with a clinician: seen, visited, rung or looked at in triage.
#[derive(Clone, Copy, Debug)]
struct Contact {
    at: SimTime,
    need: u64,
    ticks: u64,
    role: Role,
    is_triage: bool,
}

/// Patients followed while a run goes on.
#[derive(Clone, Debug)]
pub struct Followed {
    roles: Vec<Role>,
    from: u32,
    until: u32,
    list: u32,
    whose: BTreeMap<u64, u32>,
    /// Needs that must be seen the same day and have not been heard yet.
    unheard: BTreeSet<u64>,
    contacts: BTreeMap<u32, Vec<Contact>>,
    requests: BTreeMap<u32, Vec<(SimTime, u64)>>,
    /// First day on which each patient was referred for support, once a year of consultations is known.
    referred: BTreeMap<u32, u32>,
    consulting: [u64; 2],
}

/// What was seen of one run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    pub weeks: f64,
    /// Requests for the same day: each patient's first, and the next after four weeks at the earliest.
    pub requests: f64,
    /// Contacts of their patients from the request on, for whatever; and those after the day itself.
    pub contacts: f64,
    pub later: f64,
    /// Of these, contacts for other needs than the one asked for.
    pub later_for_others: f64,
    /// Minutes of GPs and of others with these patients on the day, notes left out.
    pub minutes: [f64; 2],
    /// Those whom a GP, or somebody else, saw on the day.
    pub seen: [f64; 2],
    /// Hours of GPs and of others with all patients, notes left out.
    pub consulting: [f64; 2],
    /// Patients referred for support; their consultations with GPs in the year before and after; and the list's.
    pub referred: f64,
    pub before: f64,
    pub after: f64,
    pub usual: f64,
    pub calls: f64,
    pub unanswered: f64,
    pub needs_seen: f64,
    pub dnas: f64,
    pub gp_hours_used: f64,
    pub gp_hours_released: f64,
}

impl Followed {
    /// Watches a practice from the beginning of day `from` for so many `days`.
    pub fn new(params: &Params, from: u32, days: u32) -> Followed {
        Followed {
            roles: params.people.iter().map(|person| person.role).collect(),
            from,
            until: from + days,
            list: params.list,
            whose: BTreeMap::new(),
            unheard: BTreeSet::new(),
            contacts: BTreeMap::new(),
            requests: BTreeMap::new(),
            referred: BTreeMap::new(),
            consulting: [0; 2],
        }
    }

    fn contact(&mut self, need: u64, contact: Contact) {
        self.consulting[usize::from(contact.role != Role::Gp)] += contact.ticks;
        if let Some(&patient) = self.whose.get(&need) {
            self.contacts.entry(patient).or_default().push(contact);
        }
    }

    /// What was seen, with what was measured in the same run.
    pub fn finish(mut self, measures: &Measures, accounts: Option<&Accounts>) -> Told {
        let (phone, hours) = (&measures.phone, &measures.hours);
        let used = hours.on_work(Role::Gp) + hours.stood_in[Role::Gp as usize][1];
        let mut told = Told {
            weeks: measures.weeks(),
            consulting: self.consulting.map(|ticks| minutes(ticks) / 60.0),
            calls: phone.ended(),
            unanswered: phone.ended() - phone.answered.tally.count as f64,
            needs_seen: measures.needs.to_seen.tally.count as f64,
            dnas: measures.attendance.dna.iter().sum::<u64>() as f64,
            gp_hours_used: minutes(used) / 60.0,
            gp_hours_released: accounts.map_or(0.0, |accounts| accounts.released),
            ..Told::default()
        };
        self.contacts.values_mut().for_each(|contacts| contacts.sort_by_key(|contact| contact.at));
        self.requests.values_mut().for_each(|requests| requests.sort_unstable());
        self.follow_requests(&mut told);
        self.follow_referred(&mut told);
        told
    }

    fn follow_requests(&self, told: &mut Told) {
        let (first, last) = (SimTime::start_of(self.from + BEFORE_FIRST), SimTime::start_of(self.until));
        for (patient, requests) in &self.requests {
            let contacts = self.contacts.get(patient).map_or(&[][..], Vec::as_slice);
            let mut followed_until = 0;
            for &(asked, need) in requests {
                if asked < first || asked.0 + FOLLOWED >= last.0 || asked.0 < followed_until {
                    continue;
                }
                followed_until = asked.0 + FOLLOWED;
                told.requests += 1.0;
                let mut seen = [false; 2];
                for contact in contacts.iter().filter(|contact| (asked.0..followed_until).contains(&contact.at.0)) {
                    told.contacts += 1.0;
                    if contact.at.day() > asked.day() {
                        told.later += 1.0;
                        told.later_for_others += f64::from(u8::from(contact.need != need));
                        continue;
                    }
                    let who = usize::from(contact.role != Role::Gp);
                    told.minutes[who] += minutes(contact.ticks);
                    seen[who] |= !contact.is_triage;
                }
                (0..2).for_each(|who| told.seen[who] += f64::from(u8::from(seen[who])));
            }
        }
    }

    fn follow_referred(&self, told: &mut Told) {
        let of_gps = |contacts: &[Contact], days: std::ops::Range<u32>| {
            let with_gp = contacts.iter().filter(|contact| contact.role == Role::Gp);
            with_gp.filter(|contact| days.contains(&contact.at.day())).count() as f64
        };
        for (patient, &day) in &self.referred {
            let contacts = self.contacts.get(patient).map_or(&[][..], Vec::as_slice);
            told.referred += 1.0;
            told.before += of_gps(contacts, day + 1 - YEAR..day + 1);
            told.after += of_gps(contacts, day + 1..day + 1 + YEAR);
        }
        let all: f64 = self.contacts.values().map(|contacts| of_gps(contacts, self.from..self.until)).sum();
        let years = f64::from(self.until - self.from) / f64::from(YEAR);
        told.usual = all / (f64::from(self.list) * years);
    }
}

impl Watch for Followed {
    fn on(&mut self, at: SimTime, need: u64, event: Event) {
        match event {
            Event::Arises { patient, urgent, .. } => {
                self.whose.insert(need, patient);
                if urgent {
                    self.unheard.insert(need);
                }
            }
            Event::FallsDue { patient, .. } | Event::ArisesFrom { patient, .. } => _ = self.whose.insert(need, patient),
            Event::Booked { .. } | Event::JoinsDutyList | Event::NoSlot | Event::WaitsForTriage { .. } => {
                if self.unheard.remove(&need)
                    && let Some(&patient) = self.whose.get(&need)
                {
                    self.requests.entry(patient).or_default().push((at, need));
                }
            }
            Event::Encounter { person, lasts, .. } => {
                let role = self.roles[usize::from(person)];
                self.contact(need, Contact { at, need, ticks: lasts.0, role, is_triage: false });
            }
            Event::Triage { by, lasts, .. } => {
                self.contact(need, Contact { at, need, ticks: lasts.0, role: by.role(), is_triage: true });
            }
            Event::ReferredToSupport { .. } => {
                // Both years have to be seen in full.
                if (self.from + YEAR..self.until.saturating_sub(YEAR)).contains(&at.day())
                    && let Some(&patient) = self.whose.get(&need)
                {
                    let day = self.referred.entry(patient).or_insert(at.day());
                    *day = at.day().min(*day);
                }
            }
            _ => {}
        }
    }
}

/// A figure of what was seen: its name, its unit, and its parts in one run.
pub struct FollowedFigure {
    pub id: &'static str,
    pub unit: &'static str,
    pub of: fn(&Told) -> Ratio,
}

fn ratio(num: f64, den: f64) -> Ratio {
    Ratio { num, den }
}

pub const FIGURES: [FollowedFigure; 19] = [
    FollowedFigure { id: "contacts_28_days", unit: "contacts", of: |t| ratio(t.contacts, t.requests) },
    FollowedFigure { id: "later_contacts_28_days", unit: "contacts", of: |t| ratio(t.later, t.requests) },
    FollowedFigure {
        id: "later_contacts_for_others_28_days",
        unit: "contacts",
        of: |t| ratio(t.later_for_others, t.requests),
    },
    FollowedFigure { id: "dnas", unit: "appointments a week", of: |t| ratio(t.dnas, t.weeks) },
    FollowedFigure { id: "minutes_that_day", unit: "minutes", of: |t| ratio(t.minutes[0] + t.minutes[1], t.requests) },
    FollowedFigure { id: "gp_minutes_that_day", unit: "minutes", of: |t| ratio(t.minutes[0], t.requests) },
    FollowedFigure { id: "seen_by_gp_that_day", unit: "share", of: |t| ratio(t.seen[0], t.requests) },
    FollowedFigure { id: "seen_by_others_that_day", unit: "share", of: |t| ratio(t.seen[1], t.requests) },
    FollowedFigure { id: "gp_consulting_hours", unit: "hours a week", of: |t| ratio(t.consulting[0], t.weeks) },
    FollowedFigure {
        id: "consulting_hours",
        unit: "hours a week",
        of: |t| ratio(t.consulting[0] + t.consulting[1], t.weeks),
    },
    FollowedFigure { id: "referred_before", unit: "consultations a year", of: |t| ratio(t.before, t.referred) },
    FollowedFigure { id: "referred_after", unit: "consultations a year", of: |t| ratio(t.after, t.referred) },
    FollowedFigure { id: "usual_consultations", unit: "consultations a year", of: |t| ratio(t.usual, 1.0) },
    FollowedFigure {
        id: "excess_that_lasts",
        unit: "share",
        of: |t| ratio(t.after - t.usual * t.referred, t.before - t.usual * t.referred),
    },
    FollowedFigure { id: "calls", unit: "calls a week", of: |t| ratio(t.calls, t.weeks) },
    FollowedFigure { id: "unanswered_calls", unit: "calls a week", of: |t| ratio(t.unanswered, t.weeks) },
    FollowedFigure { id: "patients_seen", unit: "needs a week", of: |t| ratio(t.needs_seen, t.weeks) },
    FollowedFigure { id: "gp_hours_used", unit: "hours a week", of: |t| ratio(t.gp_hours_used, t.weeks) },
    FollowedFigure { id: "gp_hours_released", unit: "hours a week", of: |t| ratio(t.gp_hours_released, t.weeks) },
];

fn minutes(ticks: u64) -> f64 {
    ticks as f64 / MINUTE as f64
}
