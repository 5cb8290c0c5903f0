//! Support beside the practice's own help: who is referred to it, and what patients no longer bring because of it.

use super::{Better, Measure, Read};
use crate::scenario::names::Support;

pub(super) const SUPPORT_REFERRALS_PER_WEEK: Measure = Measure {
    id: "support_referrals_per_week",
    unit: "patients a week",
    denominator: "weeks",
    definition: "Patients whom a GP refers to support, by kind. Group taken_up: those of them who took it up and found a place.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        for &support in Support::ALL {
            let (id, at) = (support.id(), support as usize);
            out.rate(id, m.support.referred[at] as f64, m.weeks());
            out.rate(format!("{id}/taken_up"), m.support.taken_up[at] as f64, m.weeks());
        }
    }),
};

pub(super) const NEEDS_SPARED_PER_WEEK: Measure = Measure {
    id: "needs_spared_per_week",
    unit: "needs a week",
    denominator: "weeks",
    definition: "Needs that did not arise because their patients have support, by the kind of support. They are not among those that arose.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        for &support in Support::ALL {
            out.rate(support.id(), m.support.spared[support as usize] as f64, m.weeks());
        }
    }),
};
