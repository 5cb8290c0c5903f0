//! What must be 0 in every run: nobody and no minute is lost.

use super::{Better, Measure, Read};

pub(super) const NEEDS_BALANCE: Measure = Measure {
    id: "needs_balance",
    unit: "needs",
    denominator: "replications",
    definition: "Inside at the start and arisen, less every ending and those still inside; and of these, each that is not in exactly one place at the end: an appointment, the diary, a queue, on the phone, with a clinician at triage, on the duty list. 0 in every run: nobody is lost, kept twice or kept after the end.",
    better: Better::Neither,
    read: Read::Mean(|m| {
        let came = m.needs.inside_at_start + m.needs.arose;
        let went = m.needs.all_ended() + m.needs.inside_at_end;
        ((came.abs_diff(went) + m.needs.misplaced) as f64, 1.0)
    }),
};

pub(super) const LEDGER_BALANCE: Measure = Measure {
    id: "ledger_balance",
    unit: "ticks of 0.1 s",
    denominator: "replications",
    definition: "Difference between hours worked and the sum of the ledger's lines, over every account and week: 0 in every run.",
    better: Better::Neither,
    read: Read::Mean(|m| (m.hours.gap as f64, 1.0)),
};

pub(super) const QUEUE_BALANCE: Measure = Measure {
    id: "queue_balance",
    unit: "ticks of 0.1 s; closings for the book",
    denominator: "replications",
    definition: "Little's law: those waiting, summed over time, less the stays of each, unfinished ones included: 0 in every run for the phone, triage and the book.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        out.ratio("phone", "mean", m.phone.little.gap() as f64, 1.0);
        out.ratio("triage", "mean", m.clinic.triage_little.gap() as f64, 1.0);
        out.ratio("book", "mean", m.attendance.little.gap() as f64, 1.0);
    }),
};
