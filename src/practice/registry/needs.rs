//! Needs, from arising to their ending: how long until somebody deals with them, and who never gets that far.

use super::{Better, Measure, Read};
use crate::practice::watch::Ending;
use crate::scenario::names::Destination;

pub(super) const NEED_TO_SEEN_DAYS: Measure = Measure {
    id: "need_to_seen_days",
    unit: "calendar days",
    denominator: "patient-started needs that an encounter dealt with",
    definition: "From the need arising to the first encounter that deals with it; redials and refused mornings included. Needs never seen are counted by never_seen_share. Groups age: and online:, by the patient's age and whether they use the internet.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        for (group, spread) in
            [("all", &m.needs.to_seen), ("urgent", &m.needs.to_seen_urgent), ("routine", &m.needs.to_seen_routine)]
        {
            out.spread(group, spread, 1, true);
        }
        out.by_patient(&m.needs.to_seen_by, "mean");
    }),
};

pub(super) const NEVER_SEEN_SHARE: Measure = Measure {
    id: "never_seen_share",
    unit: "share",
    denominator: "clinical needs that ended",
    definition: "Needs that ended without an encounter that dealt with them: gave up, left for urgent care, were not offered an appointment, or settled first. Groups age: and online:, by the patient's age and whether they use the internet.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        out.ratio("all", "share", m.needs.never_seen as f64, m.needs.clinical_ended as f64);
        out.by_patient(&m.needs.never_seen_by, "share");
    }),
};

pub(super) const ATTEMPTS_PER_NEED: Measure = Measure {
    id: "attempts_per_need",
    unit: "calls",
    denominator: "needs that rang and ended",
    definition: "Calls made for a need from first to last, every course of it included.",
    better: Better::Lower,
    read: Read::Tally(|m| &m.needs.calls, 1),
};

pub(super) const TURNED_AWAY_PER_WEEK: Measure = Measure {
    id: "turned_away_per_week",
    unit: "requests a week",
    denominator: "weeks",
    definition: "Requests for which the book held no slot that would do, and planned appointments never offered.",
    better: Better::Lower,
    read: Read::AWeek(|m| m.needs.turned_away as f64),
};

pub(super) const UNMET_NEEDS_SHARE: Measure = Measure {
    id: "unmet_needs_share",
    unit: "share",
    denominator: "needs that ended",
    definition: "Needs whose patient gave up, left for urgent care, or was not offered an appointment that the practice had planned.",
    better: Better::Lower,
    read: Read::Share(|m| (m.needs.unmet() as f64, m.needs.all_ended() as f64)),
};

pub(super) const LEFT_FOR_URGENT_CARE_PER_WEEK: Measure = Measure {
    id: "left_for_urgent_care_per_week",
    unit: "needs a week",
    denominator: "weeks",
    definition: "Needs whose patient went to 111 or A&E because the practice could not help in time.",
    better: Better::Lower,
    read: Read::AWeek(|m| m.needs.ended[Ending::LeftForUrgentCare as usize] as f64),
};

pub(super) const ENDINGS_PER_WEEK: Measure = Measure {
    id: "endings_per_week",
    unit: "needs a week",
    denominator: "weeks",
    definition: "How needs ended, beside those that arose. Groups closed/seen, closed/unseen and so on: of these, needs that a clinician saw, spoke to or answered, and needs that none did.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        out.ratio("arose", "mean", m.needs.arose as f64, m.weeks());
        for ending in Ending::ALL {
            let (ended, unseen) = (m.needs.ended[ending as usize], m.needs.ended_unseen[ending as usize]);
            out.ratio(ending.id(), "mean", ended as f64, m.weeks());
            out.rate(format!("{}/seen", ending.id()), (ended - unseen) as f64, m.weeks());
            out.rate(format!("{}/unseen", ending.id()), unseen as f64, m.weeks());
        }
    }),
};

pub(super) const ENDING_SHARE: Measure = Measure {
    id: "ending_share",
    unit: "share",
    denominator: "needs that ended",
    definition: "How needs ended; the groups add up to all that ended.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        for ending in Ending::ALL {
            out.ratio(ending.id(), "share", m.needs.ended[ending as usize] as f64, m.needs.all_ended() as f64);
        }
    }),
};

pub(super) const CONTACTS_PER_NEED: Measure = Measure {
    id: "contacts_per_need",
    unit: "encounters",
    denominator: "clinical needs that ended",
    definition: "Encounters from first to last, planned follow-ups and returns included.",
    better: Better::Lower,
    read: Read::Tally(|m| &m.needs.contacts, 1),
};

pub(super) const SENT_OUTSIDE_PER_WEEK: Measure = Measure {
    id: "sent_outside_per_week",
    unit: "needs a week",
    denominator: "weeks",
    definition: "Needs that reception sent to a destination.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let d = &m.destinations;
        for (at, &sent) in d.sent.iter().enumerate() {
            out.rate(Destination::ALL[at].id(), sent as f64, m.weeks());
        }
    }),
};

pub(super) const SENT_BACK_SHARE: Measure = Measure {
    id: "sent_back_share",
    unit: "share",
    denominator: "needs sent to the destination",
    definition: "Needs that the destination sent back: full, or not able to help. Group full: only those it had no room for.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let d = &m.destinations;
        for at in (0..Destination::COUNT).filter(|&at| d.sent[at] > 0) {
            let id = Destination::ALL[at].id();
            out.ratio(id, "share", d.sent_back[at] as f64, d.sent[at] as f64);
            out.ratio(format!("{id}/full"), "share", d.full[at] as f64, d.sent[at] as f64);
        }
    }),
};

pub(super) const ACCESS_INDEX: Measure = Measure {
    id: "access_index",
    unit: "index",
    denominator: "open days",
    definition: "How much easier than usual access has been, as patients remember it: 0 is as usual.",
    better: Better::Higher,
    read: Read::Mean(|m| (m.access.0, m.access.1 as f64)),
};

pub(super) const NEEDS_OPEN: Measure = Measure {
    id: "needs_open",
    unit: "needs",
    denominator: "days, at midnight",
    definition: "Needs that have arisen and not ended: waiting to ask, for an appointment, for a follow-up or to be sent back.",
    better: Better::Neither,
    read: Read::Tally(|m| &m.needs.open, 1),
};
