//! The book: the time from booking to appointment, the slots, and who does not come.

use super::{Better, Measure, Read, age_group};
use crate::scenario::names::{Age, LeadBand, Role};

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

/// How the origins of an appointment are spelt.
const ORIGINS: [&str; 4] = ["asap", "choice", "follow_up", "recall"];

pub(super) const LEAD_ORIGIN_SHARE: Measure = Measure {
    id: "lead_origin_share",
    unit: "share",
    denominator: "appointments that fell due, attended or DNA",
    definition: "Why appointments lie where they lie: the first free slot, a later day of the patient's choice, a planned follow-up, a recall.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let due = m.attendance.all_due() as f64;
        for (origin, group) in ORIGINS.into_iter().enumerate() {
            let count: u64 = m.attendance.due_by_origin.iter().map(|band| band[origin]).sum();
            out.ratio(group, "share", count as f64, due);
        }
    }),
};

pub(super) const LEAD_BAND_ORIGIN_SHARE: Measure = Measure {
    id: "lead_band_origin_share",
    unit: "share",
    denominator: "appointments that fell due, attended or DNA",
    definition: "Appointments by calendar days from booking and why they lie there (group = band/origin): the shares of a band add up to its lead_share, those of an origin to its lead_origin_share. What is asap and late is shortage.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let due = m.attendance.all_due() as f64;
        for (&band, origins) in LeadBand::ALL.iter().zip(&m.attendance.due_by_origin) {
            for (group, &count) in ORIGINS.into_iter().zip(origins) {
                out.ratio(format!("{}/{group}", band.id()), "share", count as f64, due);
            }
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
    definition: "Booked, neither came nor cancelled; by calendar days from booking, and by the patient's age.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let (dna, due) = (&m.attendance.dna, &m.attendance.due);
        out.ratio("all", "share", dna.iter().sum::<u64>() as f64, m.attendance.all_due() as f64);
        for (band, (&dna, &due)) in dna.iter().zip(due).enumerate() {
            out.ratio(format!("lead:{}", LeadBand::ALL[band].id()), "share", dna as f64, due as f64);
        }
        for (&age, tally) in Age::ALL.iter().zip(&m.attendance.dna_by_age).filter(|(_, tally)| tally.count > 0) {
            out.ratio(age_group(age), "share", tally.sum as f64, tally.count as f64);
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

pub(super) const CANCELLATIONS_PER_WEEK: Measure = Measure {
    id: "cancellations_per_week",
    unit: "appointments a week",
    denominator: "weeks",
    definition: "Appointments that patients gave up. Early: in time for somebody else to have the slot. Late: too late for that.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        out.rate("early", m.attendance.cancelled_early as f64, m.weeks());
        out.rate("late", m.attendance.cancelled_late as f64, m.weeks());
    }),
};

pub(super) const CANCELLED_SHARE: Measure = Measure {
    id: "cancelled_share",
    unit: "share",
    denominator: "bookings made, follow-ups and recalls included",
    definition: "Bookings that patients gave up, early or late; a booking made before the run and given up in it counts too.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let bookings = m.attendance.bookings as f64;
        out.ratio("early", "share", m.attendance.cancelled_early as f64, bookings);
        out.ratio("late", "share", m.attendance.cancelled_late as f64, bookings);
    }),
};

pub(super) const REFILLED_SHARE: Measure = Measure {
    id: "refilled_share",
    unit: "share",
    denominator: "slots of sessions held that somebody had given up in time",
    definition: "Slots given up that somebody else then had.",
    better: Better::Higher,
    read: Read::Share(|m| (m.attendance.refilled as f64, m.attendance.given_up as f64)),
};
