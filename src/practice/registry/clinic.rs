//! Sessions: waiting rooms, and who sees whom, how and for how long.

use super::{Better, Measure, Read};
use crate::kernel::time::MINUTE;
use crate::scenario::names::{Mode, Role};

pub(super) const WAITING_ROOM: Measure = Measure {
    id: "waiting_room",
    unit: "minutes",
    denominator: "face-to-face patients seen from a booked slot",
    definition: "From arrival, or the booked time if that is later, to being called in. Groups slot:1, slot:2 …: by place in the session.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        out.spread("all", &m.clinic.wait, MINUTE, false);
        for (slot, tally) in m.clinic.wait_by_position.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
            out.mean(format!("slot:{}", slot + 1), tally, MINUTE);
        }
    }),
};

pub(super) const OVERRUN: Measure = Measure {
    id: "overrun",
    unit: "minutes",
    denominator: "sessions",
    definition: "Time a session goes on beyond its contracted end.",
    better: Better::Lower,
    read: Read::Mean(|m| (m.clinic.overrun as f64 / MINUTE as f64, m.clinic.sessions.iter().sum::<u64>() as f64)),
};

pub(super) const MODE_SHARE: Measure = Measure {
    id: "mode_share",
    unit: "share",
    denominator: "encounters",
    definition: "How encounters took place.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let all = m.clinic.encounters_of(|_, _| true);
        for &mode in Mode::ALL {
            out.ratio(mode.id(), "share", m.clinic.encounters_of(|_, how| how == mode), all);
        }
    }),
};

pub(super) const ROLE_SHARE: Measure = Measure {
    id: "role_share",
    unit: "share",
    denominator: "encounters",
    definition: "Who saw the patient.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let all = m.clinic.encounters_of(|_, _| true);
        for &role in Role::ALL.iter().filter(|role| role.is_clinical()) {
            out.ratio(role.id(), "share", m.clinic.encounters_of(|by, _| by == role), all);
        }
    }),
};

pub(super) const OWN_GP_SHARE: Measure = Measure {
    id: "own_gp_share",
    unit: "share",
    denominator: "encounters with a GP",
    definition: "Encounters with the patient's usual GP.",
    better: Better::Higher,
    read: Read::Share(|m| (m.clinic.own_gp as f64, m.clinic.encounters_of(|by, _| by == Role::Gp))),
};

pub(super) const PLANNED_SHARE: Measure = Measure {
    id: "planned_share",
    unit: "share",
    denominator: "encounters",
    definition: "Encounters that the practice started: recalls, and follow-ups planned by clinicians.",
    better: Better::Neither,
    read: Read::Share(|m| (m.clinic.planned as f64, m.clinic.encounters_of(|_, _| true))),
};

pub(super) const INTERNAL_REFERRALS_PER_WEEK: Measure = Measure {
    id: "internal_referrals_per_week",
    unit: "encounters a week",
    denominator: "weeks",
    definition: "Encounters with somebody who could not close the need and sent it on inside the practice.",
    better: Better::Lower,
    read: Read::AWeek(|m| m.clinic.referred_inside as f64),
};

pub(super) const ENCOUNTER_MINUTES: Measure = Measure {
    id: "encounter_minutes",
    unit: "minutes",
    denominator: "encounters of the role and mode",
    definition: "Time with the patient.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        m.clinic.each_kind(|role, mode, tally| out.mean(kind(role, mode), tally, MINUTE));
    }),
};

pub(super) const ENCOUNTERS_PER_WEEK: Measure = Measure {
    id: "encounters_per_week",
    unit: "encounters a week",
    denominator: "weeks",
    definition: "Encounters by role and mode.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        m.clinic.each_kind(|role, mode, tally| out.rate(kind(role, mode), tally.count as f64, m.weeks()));
    }),
};

pub(super) const TOP_TENTH_SHARE: Measure = Measure {
    id: "top_tenth_share",
    unit: "share",
    denominator: "consultations with a GP in the first 52 weeks measured",
    definition: "Consultations that went to the tenth of registered patients who had most of them, triage by a GP included. Only in runs of 52 weeks or more.",
    better: Better::Neither,
    read: Read::Share(|m| (m.consultations.top_tenth[0] as f64, m.consultations.top_tenth[1] as f64)),
};

pub(super) const HEAVY_USE_LEFT: Measure = Measure {
    id: "heavy_use_left",
    unit: "share",
    denominator: "the 3% of registered patients with most consultations with a GP in weeks 1 to 26",
    definition: "Those who are not among the 3% with most in weeks 27 to 52; of equals, the lower patient number counts as more. Only in runs of 52 weeks or more.",
    better: Better::Neither,
    read: Read::Share(|m| (m.consultations.left_top[0] as f64, m.consultations.left_top[1] as f64)),
};

pub(super) const ROOM_USE: Measure = Measure {
    id: "room_use",
    unit: "share",
    denominator: "rooms in the half days of open days",
    definition: "Half days for which a session had the room. Only where the scenario limits the rooms.",
    better: Better::Neither,
    read: Read::Share(|m| (m.clinic.rooms_taken as f64, m.clinic.rooms as f64)),
};

/// The group of a role's encounters of one mode.
fn kind(role: Role, mode: Mode) -> String {
    format!("{}/{}", role.id(), mode.id())
}
