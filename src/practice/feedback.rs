//! Access feeds back: what recent weeks were like moves demand, claims of urgency, just-in-case booking and leaving.

use super::params::Params;
use super::run::Run;
use super::watch::Watch;
use crate::kernel::quantile::{power, scale_odds};

/// What patients remember of recent access.
#[derive(Clone, Debug)]
pub struct Access {
    /// Share of calls answered, and the wait of those who took the first free slot, as remembered.
    answered: f64,
    wait: f64,
    /// Today's sums.
    pub(super) calls_today: [u32; 2],
    pub(super) waits_today: [u32; 2],
    pub(super) odds: Odds,
}

/// Odds of what recent access moves, as multiples of those with access as usual; `None` where it does not move them.
/// Worked out once a day: access is remembered at the end of a day, so that all of a day's requests find it the same.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Odds {
    pub(super) claims_urgent: Option<f64>,
    pub(super) just_in_case: Option<f64>,
    pub(super) urgent_care: Option<f64>,
}

impl Access {
    /// Access as usual.
    pub fn new(params: &Params) -> Access {
        let s = &params.settings.feedback;
        Access {
            answered: s.usual_answered,
            wait: s.usual_wait,
            calls_today: [0; 2],
            waits_today: [0; 2],
            odds: Odds::default(),
        }
    }

    /// In the morning: worse access by one unit of the index adds so many log odds.
    pub(super) fn weigh(&mut self, params: &Params) {
        let ease = self.ease(params);
        let odds = |log_odds: f64| (log_odds != 0.0).then(|| power(std::f64::consts::E, -log_odds * ease));
        let s = &params.settings.feedback;
        self.odds = Odds {
            claims_urgent: odds(s.claims_urgent),
            just_in_case: odds(s.just_in_case),
            urgent_care: odds(s.urgent_care),
        };
    }

    /// How much easier than usual access has been: half the difference in calls answered plus half the relative
    /// difference in the wait, between -1 and 1.
    pub fn ease(&self, params: &Params) -> f64 {
        let s = &params.settings.feedback;
        let wait = (s.usual_wait - self.wait) / (s.usual_wait + self.wait);
        0.5 * (self.answered - s.usual_answered) + 0.5 * wait
    }
}

impl<W: Watch> Run<'_, W> {
    /// At the end of an open day, today goes into memory.
    pub(super) fn remember_today(&mut self) {
        let s = &self.params.settings.feedback;
        let days = s.memory * self.params.settings.calendar.days_per_week;
        let weight = 1.0 / days.max(1.0);
        let access = &mut self.state.access;
        let [good, calls] = std::mem::take(&mut access.calls_today);
        if calls > 0 {
            access.answered += weight * (f64::from(good) / f64::from(calls) - access.answered);
        }
        let [waited, booked] = std::mem::take(&mut access.waits_today);
        if booked > 0 {
            access.wait += weight * (f64::from(waited) / f64::from(booked) - access.wait);
        }
        self.measures.ease(access.ease(self.params));
    }

    /// Demand today as a multiple of what it would be with access as usual.
    pub(super) fn demand_by_access(&self) -> f64 {
        let elasticity = self.params.settings.feedback.demand;
        if elasticity == 0.0 { 1.0 } else { (1.0 + elasticity * self.state.access.ease(self.params)).max(0.0) }
    }
}

/// The chance `p` as recent access moves it.
#[inline]
pub(super) fn moved(p: f64, odds: Option<f64>) -> f64 {
    match odds {
        Some(odds) => scale_odds(p, odds),
        None => p,
    }
}
