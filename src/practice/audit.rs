//! The audit of avoidable appointments: after each encounter that a patient brought to a GP, what that GP would write
//! down if asked whether it could have been avoided, and why. Enters from the clinic, and sends nobody anywhere.
//!
//! It is computed from what happened to the need and from the set able to close it, never from a published percentage.
//! One reason each, the first that holds in the order of [`Avoidable`]. Left out are recalls and triage, for which
//! nobody had booked a GP; and a follow-up planned by a clinician counts as an appointment that was not avoidable.
//! Whether a GP writes a reason down is another matter: GPs of one practice have very different eyes for it.

use super::clinic::Session;
use super::need::Cause;
use super::purpose::{Draw, Purpose, Who, key};
use super::run::Run;
use super::staff;
use super::watch::{Event, Watch};
use crate::kernel::SimTime;
use crate::kernel::quantile::{normal, scale_odds};
use crate::scenario::names::{Avoidable, Destination, Problem, Role};

/// By place of the need: who saw it last. Empty where nobody audits, so that it costs nothing there.
#[derive(Clone, Debug, Default)]
pub(super) struct Audit {
    last: Vec<LastSeen>,
}

/// Who saw a need last.
#[derive(Clone, Copy, Debug)]
struct LastSeen {
    /// The need's id: its place may have been another's before.
    need: u64,
    /// One of the practice's people, or nobody who could be asked for again.
    by: usize,
    own_gp: bool,
    /// It was not settled, and nothing was planned: the patient comes back unasked.
    unsettled: bool,
}

/// A locum, or whoever was at triage: not to be had again.
pub(super) const NOBODY: usize = usize::MAX;

impl<W: Watch> Run<'_, W> {
    /// An encounter that ended at `at`: what its GP would write down.
    #[inline(always)]
    pub(super) fn audit(&mut self, session: &mut Session, need: u32, own_gp: bool, at: SimTime) {
        if self.is_audited() {
            self.audited(session, need, own_gp, at);
        }
    }

    #[inline(never)]
    fn audited(&mut self, session: &mut Session, need: u32, own_gp: bool, at: SimTime) {
        let by = if session.account == session.person { session.person } else { NOBODY };
        if session.role == Role::Gp && !self.state.needs[need].is_recall() {
            let why = self.called_avoidable(session, need, by);
            self.measures.audit.add(by, why);
            if let Some(why) = why {
                self.see_at(at, need, Event::CalledAvoidable { why });
            }
        }
        self.audit_saw(need, by, own_gp);
    }

    /// An audit sends nobody anywhere: where nobody reads what came of it, nobody is asked.
    fn is_audited(&self) -> bool {
        self.params.settings.audit.eye > 0.0 && self.measures.keeps_spreads()
    }

    /// Notes who has seen a need.
    #[inline(always)]
    pub(super) fn audit_saw(&mut self, need: u32, by: usize, own_gp: bool) {
        if !self.is_audited() {
            return;
        }
        let last = &mut self.state.audit.last;
        if last.len() <= need as usize {
            let nothing = LastSeen { need: u64::MAX, by: NOBODY, own_gp: false, unsettled: false };
            last.resize(self.state.needs.places(), nothing);
        }
        last[need as usize] = LastSeen { need: self.state.needs[need].id(), by, own_gp, unsettled: false };
    }

    /// Notes that a need was not settled by whoever saw it last.
    pub(super) fn audit_return(&mut self, need: u32) {
        if let Some(last) = self.state.audit.last.get_mut(need as usize) {
            last.unsettled = true;
        }
    }

    /// The reason that the GP of a session writes down for an encounter, if any: causes on record are noticed, the
    /// others judged. What would be judged is looked for only where the GP would write it down.
    fn called_avoidable(&self, session: &mut Session, need: u32, by: usize) -> Option<Avoidable> {
        let seen = &self.state.needs[need];
        if seen.planned {
            return None;
        }
        let on_record = match seen.cause {
            Cause::HospitalLost => Some(Avoidable::HospitalBooking),
            Cause::HospitalAsked => Some(Avoidable::HospitalAsked),
            Cause::ResultUnreported => Some(Avoidable::NormalResult),
            Cause::Patient | Cause::Recall | Cause::EasyToAsk => None,
        };
        let nth = u32::from(seen.encounters);
        if on_record.is_some() {
            let notices = seen.key.chance(self.params.settings.audit.sees_cause, Purpose::CauseNoticed, nth);
            return on_record.filter(|_| notices);
        }
        let eye = match session.eye {
            Some(eye) => eye,
            None => *session.eye.insert(self.eye(session)),
        };
        if seen.key.chance(eye, Purpose::Judged, nth) { self.avoidable(need, by) } else { None }
    }

    /// The first reason that a GP could judge to hold for an encounter, if any does.
    fn avoidable(&self, need: u32, by: usize) -> Option<Avoidable> {
        let seen = &self.state.needs[need];
        if self.has_lost_continuity(need, by) {
            return Some(Avoidable::LostContinuity);
        }
        let outside = |at| !seen.was_sent_back && self.is_able_at(need, at);
        let inside = |role| self.could_be_offered(need, role) && self.is_able(need, role);
        if outside(Destination::CommunityPharmacy) || outside(Destination::SelfCare) {
            return Some(Avoidable::PharmacyOrSelfCare);
        }
        if outside(Destination::SocialPrescriber) || inside(Role::LinkWorker) {
            return Some(Avoidable::Wellbeing);
        }
        let doctor_or_link_worker =
            |role: Role| matches!(role, Role::Gp | Role::GpTrainee | Role::Locum | Role::LinkWorker);
        // Whom reception could offer are the only ones who could have been there and able.
        let colleagues = &self.params.problems[seen.problem].colleagues;
        if colleagues.iter().any(|&role| !doctor_or_link_worker(role) && inside(role)) {
            return Some(Avoidable::OtherTeam);
        }
        let clerical = matches!(seen.problem, Problem::Admin | Problem::Prescription | Problem::Result);
        let paperwork = self.params.settings.problems[seen.problem].paperwork;
        (clerical || seen.problem == Problem::Social || seen.key.chance(paperwork, Purpose::Paperwork, 0))
            .then_some(Avoidable::Other)
    }

    /// Is this a return, unplanned and unsettled, to another than the clinician who saw it last? Not where the patient
    /// had been with the usual GP and does not mind whom to see.
    fn has_lost_continuity(&self, need: u32, by: usize) -> bool {
        let seen = &self.state.needs[need];
        let Some(last) = self.state.audit.last.get(need as usize).filter(|last| last.need == seen.id()) else {
            return false;
        };
        let another = last.by != by || by == NOBODY;
        last.unsettled && another && (!last.own_gp || seen.who.wants_own_gp())
    }

    /// The share of what is avoidable in principle that the GP of a session would call so: lasting, and each locum's
    /// own.
    fn eye(&self, session: &Session) -> f64 {
        let audit = &self.params.settings.audit;
        let who = if session.account == session.person {
            key(self.state.streams, Who::Person, self.params.people[session.person].key)
        } else {
            staff::session_key(self.params, self.state.streams, session.person, self.today, 0)
        };
        scale_odds(audit.eye, libm::exp(audit.eye_sd * normal(who.u(Purpose::AuditEye, 0))))
    }
}
