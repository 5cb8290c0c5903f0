//! The audit of avoidable appointments.

use super::{Better, Measure, Read};
use crate::scenario::names::Avoidable;

pub(super) const AVOIDABLE_SHARE: Measure = Measure {
    id: "avoidable_share",
    unit: "share",
    denominator: "appointments with a GP; recalls and triage left out",
    definition: "What the GPs, with their different eyes, would write down as avoidable, by reason: one each, the first that holds of the hospital lost or failed to book a referral, the hospital said to ask the GP, nobody passed on a result, an unsettled problem brought back to a GP other than whoever saw it last, pharmacy or self care, social prescriber, somebody else in the practice whom reception could have offered, other (forms, notes, what is not medicine). Only where the scenario has an audit.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let all = m.audit.audited as f64;
        out.ratio("all", "share", m.audit.avoidable.iter().sum::<u64>() as f64, all);
        for &why in Avoidable::ALL {
            out.ratio(why.id(), "share", m.audit.avoidable[why as usize] as f64, all);
        }
    }),
};

pub(super) const AVOIDABLE_SHARE_RATER: Measure = Measure {
    id: "avoidable_share_rater",
    unit: "share",
    denominator: "appointments of one GP; mean over replications",
    definition: "What the GP who calls fewest, and the GP who calls most, of their own appointments avoidable would write down; of GPs of the practice with 100 audited appointments or more.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        // Each replication counts as one practice.
        let [lowest, highest] = m.audit.raters.unwrap_or_default();
        let practices = f64::from(u8::from(m.audit.raters.is_some()));
        out.ratio("lowest", "share", lowest, practices);
        out.ratio("highest", "share", highest, practices);
    }),
};
