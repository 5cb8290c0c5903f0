//! The book: the time from booking to appointment, the slots, and who does not come.

use super::{Better, Measure, Read};
use crate::scenario::names::{LeadBand, Role};

pub(super) const LEAD_DAYS: Measure = Measure {
    id: "lead_days",
    unit: "working days",
    denominator: "appointments that fell due, attended or DNA",
    definition: "From booking to appointment. Groups urgent and routine: those that patients asked for; asap: those that took the first free slot.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let a = &m.attendance;
        for (group, spread) in
            [("all", &a.lead), ("routine", &a.lead_routine), ("urgent", &a.lead_urgent), ("asap", &a.lead_asap)]
        {
            out.spread(group, spread, 1, true);
        }
        for (role, spread) in a.lead_by_role.iter().enumerate().filter(|(_, spread)| spread.tally.count > 0) {
            let group = format!("role:{}", Role::ALL[role].id());
            out.spread(group, spread, 1, true);
        }
    }),
};

pub(super) const LEAD_SHARE: Measure = Measure {
    id: "lead_share",
    unit: "share",
    denominator: "appointments that fell due, attended or DNA",
    definition: "Appointments by calendar days from booking, in the national bands.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let due = m.attendance.all_due();
        for (band, &count) in m.attendance.due.iter().enumerate() {
            out.ratio(LeadBand::ALL[band].id(), "share", count as f64, due as f64);
        }
    }),
};

pub(super) const LEAD_HISTOGRAM: Measure = Measure {
    id: "lead_histogram",
    unit: "share",
    denominator: "appointments that fell due, attended or DNA",
    definition: "Appointments by working days from booking (group = days).",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let lead = &m.attendance.lead;
        // Every replication shows the same days, so that one in which a lead did not occur counts as 0.
        for (day, &count) in lead.histogram.counts().iter().enumerate() {
            out.ratio(day.to_string(), "share", f64::from(count), lead.tally.count as f64);
        }
    }),
};

pub(super) const LEAD_ORIGIN_SHARE: Measure = Measure {
    id: "lead_origin_share",
    unit: "share",
    denominator: "appointments that fell due, attended or DNA",
    definition: "Why appointments lie where they lie: the first free slot, a later day of the patient's choice, a planned follow-up, a recall.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let due = m.attendance.all_due();
        for (group, count) in ["asap", "choice", "follow_up", "recall"].into_iter().zip(m.attendance.due_by_origin) {
            out.ratio(group, "share", count as f64, due as f64);
        }
    }),
};

pub(super) const THIRD_NEXT_AVAILABLE: Measure = Measure {
    id: "third_next_available",
    unit: "working days",
    denominator: "open days with a third free slot in the book",
    definition: "Before slots kept for the day open, until the third free slot with a GP that anybody may book.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        out.mean("all", &m.attendance.third_next, 1);
        let days = m.attendance.third_next.count + m.attendance.third_next_none;
        out.ratio("none_in_book", "share", m.attendance.third_next_none as f64, days as f64);
    }),
};

pub(super) const BOOKED_AHEAD: Measure = Measure {
    id: "booked_ahead",
    unit: "appointments",
    denominator: "open days",
    definition: "Appointments standing in the book at opening, today's included.",
    better: Better::Neither,
    read: Read::Tally(|m| &m.attendance.booked_ahead, 1),
};

pub(super) const DNA_RATE: Measure = Measure {
    id: "dna_rate",
    unit: "share",
    denominator: "appointments that fell due, attended or DNA",
    definition: "Booked, neither came nor cancelled; by calendar days from booking.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let (dna, due) = (&m.attendance.dna, &m.attendance.due);
        out.ratio("all", "share", dna.iter().sum::<u64>() as f64, m.attendance.all_due() as f64);
        for (band, (&dna, &due)) in dna.iter().zip(due).enumerate() {
            out.ratio(format!("lead:{}", LeadBand::ALL[band].id()), "share", dna as f64, due as f64);
        }
    }),
};

pub(super) const SLOTS_UNFILLED_SHARE: Measure = Measure {
    id: "slots_unfilled_share",
    unit: "share",
    denominator: "slots of sessions held",
    definition: "Slots nobody was booked into.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let clinic = &m.clinic;
        let slots = |role: usize| (clinic.unfilled[role] + clinic.used_slots[role]) as f64;
        let total: f64 = (0..Role::COUNT).map(slots).sum();
        out.ratio("all", "share", clinic.unfilled.iter().sum::<u64>() as f64, total);
        for role in (0..Role::COUNT).filter(|&role| slots(role) > 0.0) {
            out.ratio(format!("role:{}", Role::ALL[role].id()), "share", clinic.unfilled[role] as f64, slots(role));
        }
    }),
};

pub(super) const APPOINTMENTS_PER_1000_PER_DAY: Measure = Measure {
    id: "appointments_per_1000_per_day",
    unit: "appointments per 1,000 patients",
    denominator: "open days",
    definition: "Appointments that fell due, attended or DNA.",
    better: Better::Neither,
    read: Read::Mean(|m| (m.attendance.all_due() as f64, m.open_days as f64 * f64::from(m.list) / 1000.0)),
};
