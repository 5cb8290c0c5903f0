//! Where needs come from: an envelope of candidates that the practice fixes, of which a scenario keeps a part.
//! Leads to the phone or the desk.
//!
//! A scenario with 4% less demand has the same needs less 4% of them. Where it has more than the envelope, further
//! keyed layers are added. `candidates` draws them.

use super::candidates::{Candidate, InFull};
use super::diary::Errand;
use super::feedback::moved;
use super::need::{About, Cause, Need, Nth, PER_LAYER};
use super::patients::Patient;
use super::purpose::{Draw, Purpose, Who, key};
use super::run::Run;
use super::watch::{Event, Watch};
use crate::kernel::{Key, SimTime};
use crate::scenario::names::{Problem, Role};

/// The layer of the starting backlog.
const BACKLOG: u64 = 9;
/// The layers hold 1, 1, 2, 4, 8, 16 and 32 envelopes: up to 64 together, which is more than `params` asks of them.
const MOST_LAYERS: u32 = 7;

/// Envelopes in the layers below `layer`.
fn below(layer: u32) -> f64 {
    if layer == 0 { 0.0 } else { f64::from(1u32 << (layer - 1)) }
}

impl<W: Watch> Run<'_, W> {
    /// The day's new needs, each with the time at which it asks.
    pub(super) fn needs_arise(&mut self) {
        let date = self.date();
        let demand = &self.params.demand;
        let (weekday, month) = (date.weekday as usize, date.month as usize);
        let spread = match &demand.day_spread {
            Some(spread) => spread.at(self.day_key().draw(Purpose::DaySpread, 0)),
            None => 1.0,
        };
        let rate = demand.envelope * demand.weekday[weekday] * demand.month[month] * spread;
        if rate <= 0.0 {
            return;
        }
        let kept_today = demand.weekday_keep[weekday] * demand.month_keep[month] * self.demand_by_access();
        let most = demand.keep.iter().fold(0.0, |most: f64, &keep| most.max(keep)) * kept_today;
        for layer in (0..MOST_LAYERS).take_while(|&layer| below(layer) < most) {
            let envelopes = below(layer + 1) - below(layer);
            let keep = self.params.demand.keep.map(|keep| (keep * kept_today - below(layer)) / envelopes);
            self.layer_arises(layer, rate * envelopes, &keep);
        }
    }

    /// Somebody on the list, whose need with this key it is.
    #[inline]
    pub(super) fn anybody(&self, key: Key) -> (u32, Patient) {
        self.state.patients.numbered(self.state.patients.pick(key.u(Purpose::Patient, 0)))
    }

    /// A candidate that is kept becomes a need, unless its patient is spared it.
    pub(super) fn arises(&mut self, drawn: &InFull) {
        let InFull { candidate: Candidate { nth, key, kind, .. }, patient: (patient, who), .. } = *drawn;
        let problem = Problem::ALL[usize::from(kind)];
        if self.is_spared(key, patient, problem) {
            return;
        }
        let of_day = self.params.demand.ask_at(drawn.asks_at);
        let arose = SimTime::start_of(self.today) + of_day;
        let settings = &self.params.settings.problems[problem];
        let mut need = Need::new(key, nth, arose, (patient, who), problem);
        let (id, claims) = (need.id(), moved(settings.claims_urgent, self.state.access.odds.claims_urgent));
        // One draw for both, because only those who are not urgent can claim to be.
        let u = drawn.urgent;
        need.urgent = u < settings.urgent;
        need.wants_today = u < settings.urgent + (1.0 - settings.urgent) * claims;
        let urgent = need.urgent;
        let need = self.state.needs.open(need);
        self.measures.needs.arose += 1;
        self.watch.meets(id, key);
        self.watch.on(arose, id, Event::Arises { patient, problem, urgent });
        if self.date().open {
            self.plan_asking(of_day, need, About::Need);
        } else {
            let day = self.calendar.open_from(self.today);
            self.see_at(arose, need, Event::AsksAgainOn { day });
            self.write_diary(day, need, Errand::Ask);
        }
    }

    /// The practice calls patients from its registers: booked ahead by its own staff, without a request.
    pub(super) fn recalls_fall_due(&mut self) {
        let of_year = self.date().of_year;
        let due = self.state.register.due(of_year).len();
        self.now = SimTime::start_of(self.today) + self.params.phone.opens;
        for place in 0..due {
            let (patient, problem) = self.state.register.due(of_year)[place];
            // Somebody may be due twice on one day.
            let before = self.state.register.due(of_year)[..place].iter().rev();
            let again = before.take_while(|&&due| due == (patient, problem)).count();
            let arose = self.now;
            // The key hangs on the patient, not on the place in today's list, which other registers share.
            let year = self.today / 365;
            let key = key(self.state.streams, Who::Patient, u64::from(patient)).child(
                Purpose::RecallDue as u8,
                (again as u32) << 28 | (problem as u32) << 24 | year << 12 | u32::from(of_year),
            );
            let mut need = Need::new(key, Nth::NONE, arose, self.state.patients.numbered(patient), problem);
            need.cause = Cause::Recall;
            need.planned = true;
            let id = need.id();
            let need = self.state.needs.open(need);
            self.measures.needs.arose += 1;
            self.watch.meets(id, key);
            self.watch.on(arose, id, Event::FallsDue { patient, problem });
            self.book_recall(need);
        }
        self.now = SimTime::start_of(self.today);
    }

    /// A need that comes of an encounter for another: the patient asks about it on `day`.
    pub(super) fn child_need(&mut self, parent: u32, cause: Cause, problem: Problem, day: u32, at: SimTime) {
        let parent = &self.state.needs[parent];
        let key = parent.key.child(cause.purpose() as u8, parent.encounters.into());
        let (patient, who, parent) = (parent.patient, parent.who, parent.id());
        if cause == Cause::ResultUnreported && self.is_spared(key, patient, problem) {
            return;
        }
        let day = self.calendar.open_from(day.max(self.today + 1));
        let mut child = Need::new(key, Nth::NONE, SimTime::start_of(day), (patient, who), problem);
        child.cause = cause;
        if matches!(cause, Cause::HospitalLost | Cause::HospitalAsked) {
            // The hospital will hear of nobody but a doctor.
            child.role = Some(Role::Gp);
        }
        let id = child.id();
        let child = self.state.needs.open(child);
        self.measures.needs.arose += 1;
        self.watch.meets(id, key);
        self.see_at(at, child, Event::ArisesFrom { parent, patient, problem });
        self.asks_on(child, day);
    }

    /// A need that would not have been brought if asking online were not so easy: it comes beside the `nth` time with
    /// another of the same patient, and asks today.
    pub(super) fn easy_need(&mut self, beside: u32, nth: u32) -> u32 {
        let asking = &self.state.needs[beside];
        let (key, parent) = (asking.key.child(Purpose::EasyToAsk as u8, nth), asking.id());
        let (patient, problem) = (asking.patient, asking.problem);
        let mut child = Need::new(key, Nth::NONE, self.now, (patient, asking.who), problem);
        child.cause = Cause::EasyToAsk;
        let id = child.id();
        let child = self.state.needs.open(child);
        self.measures.needs.arose += 1;
        self.watch.meets(id, key);
        self.see(child, Event::ArisesFrom { parent, patient, problem });
        child
    }

    /// Bookings that are there before the first day: every slot of the first working days.
    pub(super) fn backlog_need(&mut self, number: u64) -> u32 {
        let id = BACKLOG * PER_LAYER + number;
        let key = key(self.state.streams, Who::Need, id);
        self.measures.needs.arose += 1;
        let (arose, patient) = (SimTime::start_of(0), self.anybody(key));
        self.state.needs.open(Need::new(key, Nth(id as u32), arose, patient, Problem::General))
    }
}
