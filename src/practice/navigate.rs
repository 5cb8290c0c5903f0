//! After a request is heard and before the book is opened: navigation by reception, then triage by a clinician.
//! Enters from the phone, the desk or online; leaves to a destination, to triage, or to booking.

use super::able::Able;
use super::params::ProblemParams;
use super::purpose::{Draw, Purpose};
use super::run::Run;
use super::watch::{Event, Watch};
use crate::scenario::names::{Destination, Role, TriageBy};

/// Somebody better placed than the usual role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    Colleague(Role),
    Outside(Destination),
}

impl<W: Watch> Run<'_, W> {
    /// Where a request that was not settled on the call goes next.
    pub(super) fn route(&mut self, need: u32, online: bool) {
        if let Some(visited_from) = self.visited_from(need) {
            return self.send_to(need, visited_from);
        }
        match self.direct_route(need) {
            Some(Route::Colleague(role)) => {
                self.see(need, Event::NavigatedTo { role });
                self.state.needs[need].role = Some(role);
                return self.seek_appointment(need);
            }
            Some(Route::Outside(destination)) => return self.send_to(need, destination),
            None => {}
        }
        if self.is_considered(need)
            && !self.state.needs[need].was_sent_back
            && let Some(route) = self.navigated_to(need)
        {
            match route {
                Route::Colleague(role) => {
                    self.see(need, Event::NavigatedTo { role });
                    self.state.needs[need].role = Some(role);
                }
                Route::Outside(destination) => return self.send_to(need, destination),
            }
        }
        match self.triaged_by(need, online) {
            Some(by) => self.join_triage(need, by),
            None => self.seek_appointment(need),
        }
    }

    /// Does the receptionist consider this request? Then the call takes longer, whatever comes of it. Where a direct
    /// route is taken, there is nothing to consider.
    pub(super) fn is_navigated(&self, need: u32) -> bool {
        self.is_considered(need) && self.direct_route(need).is_none()
    }

    /// The same where it is known that no direct route is taken.
    fn is_considered(&self, need: u32) -> bool {
        let reach = self.params.settings.navigation.reach;
        if reach == 0.0 {
            return false;
        }
        let asking = &self.state.needs[need];
        asking.encounters == 0 && asking.key.chance(reach, Purpose::Navigated, asking.requests.into())
    }

    /// The first role or destination that reception books directly for a need's first request, and the patient accepts.
    #[inline(always)]
    fn direct_route(&self, need: u32) -> Option<Route> {
        let ProblemParams { offers, offers_outside, .. } = &self.params.problems[self.state.needs[need].problem];
        if offers.is_empty() && offers_outside.is_empty() { None } else { self.offered_directly(need) }
    }

    fn offered_directly(&self, need: u32) -> Option<Route> {
        let asking = &self.state.needs[need];
        if asking.encounters > 0 || asking.requests > 0 || asking.was_sent_back {
            return None;
        }
        let problem = &self.params.problems[asking.problem];
        let agreed = |offered: f64, accepted: f64, which: u32| {
            asking.key.chance(offered, Purpose::OfferedDirectly, which)
                && asking.key.chance(accepted, Purpose::AcceptsDirectly, which)
        };
        let colleague = problem.offers.iter().find(|&&(role, offered, accepted)| {
            self.could_be_offered(need, role) && agreed(offered, accepted, role as u32) && self.has_slot(need, role)
        });
        let outside = || {
            problem.offers_outside.iter().find(|&&(at, offered, accepted)| {
                self.is_able_at(need, at) && agreed(offered, accepted, (Role::COUNT + at as usize) as u32)
            })
        };
        colleague.map(|offer| Route::Colleague(offer.0)).or_else(|| outside().map(|offer| Route::Outside(offer.0)))
    }

    /// The offer that is made and accepted, if any. Who could close the need was drawn once, with the need; the
    /// receptionist knows it in a share of cases, and otherwise offers what is there.
    fn navigated_to(&self, need: u32) -> Option<Route> {
        let asking = &self.state.needs[need];
        let (key, nth) = (asking.key, u32::from(asking.requests));
        let s = &self.params.settings.navigation;
        let knows = key.chance(s.accuracy, Purpose::NavigatorKnows, nth);
        let accepted = key.chance(s.offer, Purpose::Offered, nth) && key.chance(s.acceptance, Purpose::Accepted, nth);
        if !accepted {
            return None;
        }
        let problem = &self.params.problems[asking.problem];
        let colleagues = problem
            .colleagues
            .iter()
            .copied()
            .filter(|&role| self.could_be_offered(need, role) && (!knows || self.is_able(need, role)));
        let outside = problem.outside.iter().copied().filter(|&at| !knows || self.is_able_at(need, at));
        let mut routes = [Route::Colleague(Role::Gp); Role::COUNT + Destination::COUNT];
        let mut count = 0;
        for route in colleagues.map(Route::Colleague).chain(outside.map(Route::Outside)) {
            routes[count] = route;
            count += 1;
        }
        let picked = (key.u(Purpose::RoutePicked, nth) * count as f64) as usize;
        routes[..count].get(picked).copied().filter(|route| match *route {
            Route::Colleague(role) => self.has_slot(need, role),
            Route::Outside(_) => true,
        })
    }

    /// Does the book have a slot with this role at all? Reception offers nobody whose slots are all taken, or who has
    /// no room to work in.
    pub(super) fn has_slot(&self, need: u32, role: Role) -> bool {
        self.find_for(need, role, self.today).is_some()
    }

    /// Is there a colleague of this role whom reception could offer for the need?
    pub(super) fn could_be_offered(&self, need: u32, role: Role) -> bool {
        let asking = &self.state.needs[need];
        let share = self.params.settings.problems[asking.problem].navigable[role];
        share > 0.0 && self.params.roles[role].has_people && asking.key.chance(share, Purpose::Navigable, role as u32)
    }

    /// Is this role in the set able to close the need? Drawn once for each need and role.
    pub(super) fn is_able(&self, need: u32, role: Role) -> bool {
        self.able(need).role(role)
    }

    /// Is this destination in that set?
    pub(super) fn is_able_at(&self, need: u32, at: Destination) -> bool {
        self.able(need).destination(at)
    }

    pub(super) fn able(&self, need: u32) -> Able<'_> {
        let asking = &self.state.needs[need];
        Able { key: asking.key, settings: &self.params.settings.problems[asking.problem] }
    }

    /// Who triages this request, if anybody: online requests first by whoever answers in writing.
    fn triaged_by(&self, need: u32, online: bool) -> Option<TriageBy> {
        if !self.params.triages {
            return None;
        }
        let asking = &self.state.needs[need];
        let stages = [(TriageBy::Online, online), (TriageBy::Gp, true), (TriageBy::Nurse, true)];
        stages.into_iter().find_map(|(by, possible)| {
            let triage = &self.params.settings.triage[by];
            let reach = if asking.wants_today { triage.reach_urgent } else { triage.reach_routine };
            let which = (by as u32) << 16 | u32::from(asking.requests);
            (possible && !asking.must_be_seen && asking.key.chance(reach, Purpose::Triaged, which)).then_some(by)
        })
    }
}
