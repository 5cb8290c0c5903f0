//! What is counted of the audit: appointments with a GP, those called avoidable by reason, and how GPs differ in it.

use crate::scenario::names::Avoidable;
use bitcode::{Decode, Encode};

/// Fewest appointments of a GP for whose own share of avoidable ones to be told.
const FEWEST: u64 = 100;

/// Appointments with a GP that were audited, and what was found.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub struct AuditMeasures {
    /// Appointments audited, and those called avoidable by reason.
    pub audited: u64,
    pub avoidable: [u64; Avoidable::COUNT],
    /// Of each of the practice's people, avoidable ones and all; given back at the end.
    by_person: Vec<(u64, u64)>,
    /// The least and the largest share that any GP called avoidable; `None` where nobody saw enough.
    pub raters: Option<[f64; 2]>,
}

impl AuditMeasures {
    pub(super) fn begin(&mut self, people: usize) {
        self.by_person = vec![(0, 0); people];
    }

    /// An appointment with a GP of the practice, or with a locum, who is none of its `people`.
    pub(in crate::practice) fn add(&mut self, person: usize, why: Option<Avoidable>) {
        self.audited += 1;
        if let Some(why) = why {
            self.avoidable[why as usize] += 1;
        }
        if let Some((avoidable, all)) = self.by_person.get_mut(person) {
            *avoidable += u64::from(why.is_some());
            *all += 1;
        }
    }

    pub(super) fn finish(&mut self) {
        let raters = std::mem::take(&mut self.by_person).into_iter().filter(|&(_, all)| all >= FEWEST);
        let shares = raters.map(|(avoidable, all)| avoidable as f64 / all as f64);
        self.raters = shares.fold(None, |range, share| {
            let [low, high] = range.unwrap_or([share; 2]);
            Some([share.min(low), share.max(high)])
        });
    }
}
