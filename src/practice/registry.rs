//! What is measured: the one list of measures, each with its unit, denominator, meaning and how it is read.
//! The help on measures is made from this list.

use super::measures::{Measures, Spread, Tally};
use super::watch::Ending;
use crate::kernel::time::{DAY, MINUTE};
use crate::scenario::names::*;
use crate::scenario::node::Names;
use crate::stats::{Histogram, Ratio};
use std::borrow::Cow;

/// Which direction is an improvement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Lower,
    Higher,
    Neither,
}

/// One measure.
pub struct Measure {
    pub id: &'static str,
    pub unit: &'static str,
    /// What the measure is a share of, or averaged over.
    pub denominator: &'static str,
    pub definition: &'static str,
    pub better: Better,
    read: for<'a> fn(&'a Measures, &mut Readings<'a>),
}

/// One figure of one replication.
#[derive(Clone, Copy, Debug)]
pub enum Reading<'a> {
    /// A mean or share: estimated by the sum of numerators over the sum of denominators.
    Ratio(&'static str, Ratio),
    /// A mean over time, 0 where nothing happened; left out where nothing happened in any replication.
    Rate(Ratio),
    /// A quantile `p` of a histogram in units of 1/`per` of the measure's unit.
    Quantile { p: f64, histogram: &'a Histogram, per: f64, whole: bool },
}

impl Reading<'_> {
    /// `mean`, `share`, `p50` …
    pub fn stat(&self) -> String {
        match self {
            Reading::Ratio(stat, _) => (*stat).into(),
            Reading::Rate(_) => "mean".into(),
            Reading::Quantile { p, .. } => format!("p{}", (p * 100.0).round()),
        }
    }
}

/// The readings of one measure, by group.
#[derive(Default)]
pub struct Readings<'a> {
    rows: Vec<(Cow<'static, str>, Reading<'a>)>,
}

impl<'a> Readings<'a> {
    fn ratio(&mut self, group: impl Into<Cow<'static, str>>, stat: &'static str, num: f64, den: f64) {
        self.rows.push((group.into(), Reading::Ratio(stat, Ratio { num, den })));
    }

    fn rate(&mut self, group: impl Into<Cow<'static, str>>, num: f64, den: f64) {
        self.rows.push((group.into(), Reading::Rate(Ratio { num, den })));
    }

    fn mean(&mut self, group: impl Into<Cow<'static, str>>, tally: &Tally, unit: u64) {
        self.rows.push((group.into(), Reading::Ratio("mean", tally.ratio(unit))));
    }

    /// Mean, median and 90th centile; `whole` for values that are whole units.
    fn spread(
        &mut self,
        group: impl Into<Cow<'static, str>>,
        tally: &Tally,
        histogram: &'a Histogram,
        unit: u64,
        whole: bool,
    ) {
        let group = group.into();
        self.mean(group.clone(), tally, unit);
        for p in [0.5, 0.9] {
            self.rows.push((group.clone(), Reading::Quantile { p, histogram, per: unit as f64, whole }));
        }
    }
}

/// Every measure, headlines first.
pub const REGISTRY: &[Measure] = &[
    Measure {
        id: "need_to_seen_days",
        unit: "calendar days",
        denominator: "patient-started needs that an encounter dealt with",
        definition: "From the need arising to the first encounter that deals with it; redials and refused mornings included. Needs never seen are counted by never_seen_share.",
        better: Better::Lower,
        read: |m, out| {
            for (group, spread) in
                [("all", &m.needs.to_seen), ("urgent", &m.needs.to_seen_urgent), ("routine", &m.needs.to_seen_routine)]
            {
                days(out, group, spread);
            }
        },
    },
    Measure {
        id: "never_seen_share",
        unit: "share",
        denominator: "clinical needs that ended",
        definition: "Needs that ended without an encounter that dealt with them: gave up, left for urgent care, or settled first.",
        better: Better::Lower,
        read: |m, out| out.ratio("all", "share", m.needs.never_seen as f64, m.needs.clinical_ended as f64),
    },
    Measure {
        id: "phone_wait",
        unit: "minutes",
        denominator: "callers of the group",
        definition: "From joining the queue to being answered, or to hanging up or being cut off. Callers who hear the engaged tone have not joined. Groups priority and ordinary, where some callers are taken first: answered or not.",
        better: Better::Lower,
        read: |m, out| {
            let (answered, gave_up) = (&m.phone.answered, &m.phone.gave_up);
            let all = Tally {
                sum: answered.tally.sum + gave_up.tally.sum,
                count: answered.tally.count + gave_up.tally.count,
            };
            out.mean("all", &all, MINUTE);
            out.spread("answered", &answered.tally, &answered.histogram, MINUTE, false);
            out.spread("gave_up", &gave_up.tally, &gave_up.histogram, MINUTE, false);
            let [priority, ordinary] = &m.phone.by_class;
            if priority.count > 0 {
                out.mean("priority", priority, MINUTE);
                out.mean("ordinary", ordinary, MINUTE);
            }
        },
    },
    Measure {
        id: "desk_wait",
        unit: "minutes",
        denominator: "requests at the front desk",
        definition: "From coming to the desk to being attended to.",
        better: Better::Lower,
        read: |m, out| out.mean("all", &m.phone.at_desk, MINUTE),
    },
    Measure {
        id: "online_wait",
        unit: "minutes",
        denominator: "online requests that staff dealt with",
        definition: "From sending the request to reception taking it up, nights and weekends included.",
        better: Better::Lower,
        read: |m, out| out.mean("all", &m.phone.online, MINUTE),
    },
    Measure {
        id: "phone_answered_share",
        unit: "share",
        denominator: "calls made, engaged ones included",
        definition: "Calls answered by a person.",
        better: Better::Higher,
        read: |m, out| {
            out.ratio("all", "share", m.phone.answered.tally.count as f64, calls_ended(m));
            for (hour, tally) in m.phone.answered_by_two_hours.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
                let group = format!("{:02}:00-{:02}:00", 2 * hour, 2 * hour + 2);
                out.ratio(group, "share", tally.sum as f64, tally.count as f64);
            }
        },
    },
    Measure {
        id: "phone_abandoned_share",
        unit: "share",
        denominator: "calls made, engaged ones included",
        definition: "Calls in which the caller hung up or was cut off at closing.",
        better: Better::Lower,
        read: |m, out| out.ratio("all", "share", m.phone.gave_up.tally.count as f64, calls_ended(m)),
    },
    Measure {
        id: "phone_engaged_share",
        unit: "share",
        denominator: "calls made, engaged ones included",
        definition: "Calls that found every line taken.",
        better: Better::Lower,
        read: |m, out| out.ratio("all", "share", m.phone.engaged as f64, calls_ended(m)),
    },
    Measure {
        id: "phone_queue",
        unit: "callers",
        denominator: "half hours at which the lines were open",
        definition: "Callers waiting at each half hour, just before the rota changes.",
        better: Better::Lower,
        read: |m, out| {
            for (half, tally) in m.phone.queue.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
                out.mean(HalfHour::IDS[half], tally, 1);
            }
        },
    },
    Measure {
        id: "phone_queue_mean",
        unit: "callers",
        denominator: "time, nights included",
        definition: "Callers waiting, averaged over all the time simulated.",
        better: Better::Lower,
        read: |m, out| out.ratio("all", "mean", m.phone.little.area as f64, (m.days * DAY) as f64),
    },
    Measure {
        id: "attempts_per_need",
        unit: "calls",
        denominator: "needs that rang and ended",
        definition: "Calls made for a need from first to last, every course of it included.",
        better: Better::Lower,
        read: |m, out| out.mean("all", &m.needs.calls, 1),
    },
    Measure {
        id: "calls_per_1000_per_day",
        unit: "calls per 1,000 patients",
        denominator: "open days",
        definition: "Calls made, redials and every purpose included.",
        better: Better::Lower,
        read: |m, out| {
            let thousands = f64::from(m.list) / 1000.0;
            let calls: u64 = m.phone.by_weekday.iter().sum();
            out.ratio("all", "mean", calls as f64, m.open_days as f64 * thousands);
            for (day, &calls) in m.phone.by_weekday.iter().enumerate().filter(|&(day, _)| m.open_by_weekday[day] > 0) {
                out.ratio(Weekday::ALL[day].id(), "mean", calls as f64, m.open_by_weekday[day] as f64 * thousands);
            }
        },
    },
    Measure {
        id: "lead_days",
        unit: "working days",
        denominator: "appointments that fell due, attended or DNA",
        definition: "From booking to appointment. Groups urgent and routine: those that patients asked for; asap: those that took the first free slot.",
        better: Better::Lower,
        read: |m, out| {
            let a = &m.attendance;
            for (group, spread) in
                [("all", &a.lead), ("routine", &a.lead_routine), ("urgent", &a.lead_urgent), ("asap", &a.lead_asap)]
            {
                days(out, group, spread);
            }
            for (role, spread) in a.lead_by_role.iter().enumerate().filter(|(_, spread)| spread.tally.count > 0) {
                let group = format!("role:{}", Role::ALL[role].id());
                out.spread(group, &spread.tally, &spread.histogram, 1, true);
            }
        },
    },
    Measure {
        id: "lead_share",
        unit: "share",
        denominator: "appointments that fell due, attended or DNA",
        definition: "Appointments by calendar days from booking, in the national bands.",
        better: Better::Neither,
        read: |m, out| {
            let due: u64 = m.attendance.due.iter().sum();
            for (band, &count) in m.attendance.due.iter().enumerate() {
                out.ratio(LeadBand::ALL[band].id(), "share", count as f64, due as f64);
            }
        },
    },
    Measure {
        id: "lead_histogram",
        unit: "share",
        denominator: "appointments that fell due, attended or DNA",
        definition: "Appointments by working days from booking (group = days).",
        better: Better::Neither,
        read: |m, out| {
            let lead = &m.attendance.lead;
            // Every replication shows the same days, so that one in which a lead did not occur counts as 0.
            for (day, &count) in lead.histogram.counts().iter().enumerate() {
                out.ratio(day.to_string(), "share", f64::from(count), lead.tally.count as f64);
            }
        },
    },
    Measure {
        id: "lead_origin_share",
        unit: "share",
        denominator: "appointments that fell due, attended or DNA",
        definition: "Why appointments lie where they lie: the first free slot, a later day of the patient's choice, a planned follow-up, a recall.",
        better: Better::Neither,
        read: |m, out| {
            let due: u64 = m.attendance.due_by_origin.iter().sum();
            for (group, count) in ["asap", "choice", "follow_up", "recall"].into_iter().zip(m.attendance.due_by_origin)
            {
                out.ratio(group, "share", count as f64, due as f64);
            }
        },
    },
    Measure {
        id: "third_next_available",
        unit: "working days",
        denominator: "open days with a third free slot in the book",
        definition: "Before slots kept for the day open, until the third free slot with a GP that anybody may book.",
        better: Better::Lower,
        read: |m, out| {
            out.mean("all", &m.attendance.third_next, 1);
            let days = m.attendance.third_next.count + m.attendance.third_next_none;
            out.ratio("none_in_book", "share", m.attendance.third_next_none as f64, days as f64);
        },
    },
    Measure {
        id: "booked_ahead",
        unit: "appointments",
        denominator: "open days",
        definition: "Appointments standing in the book at opening, today's included.",
        better: Better::Neither,
        read: |m, out| out.mean("all", &m.attendance.booked_ahead, 1),
    },
    Measure {
        id: "waiting_room",
        unit: "minutes",
        denominator: "face-to-face patients seen from a booked slot",
        definition: "From arrival, or the booked time if that is later, to being called in. Groups slot:1, slot:2 …: by place in the session.",
        better: Better::Lower,
        read: |m, out| {
            out.spread("all", &m.clinic.wait.tally, &m.clinic.wait.histogram, MINUTE, false);
            for (slot, tally) in m.clinic.wait_by_position.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
                out.mean(format!("slot:{}", slot + 1), tally, MINUTE);
            }
        },
    },
    Measure {
        id: "overrun",
        unit: "minutes",
        denominator: "sessions",
        definition: "Time a session goes on beyond its contracted end.",
        better: Better::Lower,
        read: |m, out| {
            let sessions: u64 = m.clinic.sessions.iter().sum();
            out.ratio("all", "mean", m.clinic.overrun as f64 / MINUTE as f64, sessions as f64);
        },
    },
    Measure {
        id: "dna_rate",
        unit: "share",
        denominator: "appointments that fell due, attended or DNA",
        definition: "Booked, neither came nor cancelled; by calendar days from booking.",
        better: Better::Lower,
        read: |m, out| {
            let (dna, due) = (&m.attendance.dna, &m.attendance.due);
            out.ratio("all", "share", dna.iter().sum::<u64>() as f64, due.iter().sum::<u64>() as f64);
            for (band, (&dna, &due)) in dna.iter().zip(due).enumerate() {
                out.ratio(format!("lead:{}", LeadBand::ALL[band].id()), "share", dna as f64, due as f64);
            }
        },
    },
    Measure {
        id: "slots_unfilled_share",
        unit: "share",
        denominator: "slots of sessions held",
        definition: "Slots nobody was booked into.",
        better: Better::Lower,
        read: |m, out| {
            let clinic = &m.clinic;
            let slots = |role: usize| (clinic.unfilled[role] + clinic.used_slots[role]) as f64;
            let total: f64 = (0..Role::COUNT).map(slots).sum();
            out.ratio("all", "share", clinic.unfilled.iter().sum::<u64>() as f64, total);
            for role in (0..Role::COUNT).filter(|&role| slots(role) > 0.0) {
                out.ratio(format!("role:{}", Role::ALL[role].id()), "share", clinic.unfilled[role] as f64, slots(role));
            }
        },
    },
    Measure {
        id: "turned_away_per_week",
        unit: "requests a week",
        denominator: "weeks",
        definition: "Requests for which the book held no slot that would do.",
        better: Better::Lower,
        read: |m, out| out.ratio("all", "mean", m.needs.turned_away as f64, m.weeks()),
    },
    Measure {
        id: "unmet_needs_share",
        unit: "share",
        denominator: "needs that ended",
        definition: "Needs whose patient gave up or left for urgent care.",
        better: Better::Lower,
        read: |m, out| {
            let unmet = m.needs.ended[Ending::GaveUp as usize] + m.needs.ended[Ending::LeftForUrgentCare as usize];
            out.ratio("all", "share", unmet as f64, m.needs.ended.iter().sum::<u64>() as f64);
        },
    },
    Measure {
        id: "left_for_urgent_care_per_week",
        unit: "needs a week",
        denominator: "weeks",
        definition: "Needs whose patient went to 111 or A&E because the practice could not help in time.",
        better: Better::Lower,
        read: |m, out| {
            out.ratio("all", "mean", m.needs.ended[Ending::LeftForUrgentCare as usize] as f64, m.weeks());
        },
    },
    Measure {
        id: "endings_per_week",
        unit: "needs a week",
        denominator: "weeks",
        definition: "How needs ended, beside those that arose.",
        better: Better::Neither,
        read: |m, out| {
            out.ratio("arose", "mean", m.needs.arose as f64, m.weeks());
            for ending in Ending::ALL {
                out.ratio(ending.id(), "mean", m.needs.ended[ending as usize] as f64, m.weeks());
            }
        },
    },
    Measure {
        id: "contacts_per_need",
        unit: "encounters",
        denominator: "clinical needs that ended",
        definition: "Encounters from first to last, planned follow-ups and returns included.",
        better: Better::Lower,
        read: |m, out| out.mean("all", &m.needs.contacts, 1),
    },
    Measure {
        id: "appointments_per_1000_per_day",
        unit: "appointments per 1,000 patients",
        denominator: "open days",
        definition: "Appointments that fell due, attended or DNA.",
        better: Better::Neither,
        read: |m, out| {
            let due: u64 = m.attendance.due.iter().sum();
            out.ratio("all", "mean", due as f64, m.open_days as f64 * f64::from(m.list) / 1000.0);
        },
    },
    Measure {
        id: "mode_share",
        unit: "share",
        denominator: "encounters",
        definition: "How encounters took place.",
        better: Better::Neither,
        read: |m, out| {
            let all = encounters(m, |_, _| true);
            for &mode in Mode::ALL {
                out.ratio(mode.id(), "share", encounters(m, |_, at| at == mode as usize), all);
            }
        },
    },
    Measure {
        id: "role_share",
        unit: "share",
        denominator: "encounters",
        definition: "Who saw the patient.",
        better: Better::Neither,
        read: |m, out| {
            let all = encounters(m, |_, _| true);
            for &role in Role::ALL.iter().filter(|role| role.is_clinical()) {
                out.ratio(role.id(), "share", encounters(m, |by, _| by == role as usize), all);
            }
        },
    },
    Measure {
        id: "own_gp_share",
        unit: "share",
        denominator: "encounters with a GP",
        definition: "Encounters with the patient's usual GP.",
        better: Better::Higher,
        read: |m, out| {
            out.ratio("all", "share", m.clinic.own_gp as f64, encounters(m, |role, _| role == Role::Gp as usize));
        },
    },
    Measure {
        id: "planned_share",
        unit: "share",
        denominator: "encounters",
        definition: "Encounters that the practice started: recalls, and follow-ups planned by clinicians.",
        better: Better::Neither,
        read: |m, out| out.ratio("all", "share", m.clinic.planned as f64, encounters(m, |_, _| true)),
    },
    Measure {
        id: "internal_referrals_per_week",
        unit: "encounters a week",
        denominator: "weeks",
        definition: "Encounters with somebody who could not close the need and sent it on inside the practice.",
        better: Better::Lower,
        read: |m, out| out.ratio("all", "mean", m.clinic.referred_inside as f64, m.weeks()),
    },
    Measure {
        id: "triage_wait",
        unit: "minutes",
        denominator: "requests triaged",
        definition: "From reception passing a request on to a clinician taking it up.",
        better: Better::Lower,
        read: |m, out| {
            for (by, tally) in m.clinic.triage_wait.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
                out.mean(TriageBy::ALL[by].id(), tally, MINUTE);
            }
        },
    },
    Measure {
        id: "triage_closed_share",
        unit: "share",
        denominator: "requests triaged",
        definition: "Requests that triage dealt with, so that nobody had to be seen.",
        better: Better::Neither,
        read: |m, out| {
            for (by, tally) in m.clinic.triage_time.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
                out.ratio(TriageBy::ALL[by].id(), "share", m.clinic.closed_by_triage[by] as f64, tally.count as f64);
            }
        },
    },
    Measure {
        id: "sent_outside_per_week",
        unit: "needs a week",
        denominator: "weeks",
        definition: "Needs that reception sent to a destination.",
        better: Better::Neither,
        read: |m, out| {
            let d = &m.destinations;
            for (at, &sent) in d.sent.iter().enumerate() {
                out.rate(Destination::ALL[at].id(), sent as f64, m.weeks());
            }
        },
    },
    Measure {
        id: "sent_back_share",
        unit: "share",
        denominator: "needs sent to the destination",
        definition: "Needs that the destination sent back: full, or not able to help. Group full: only those it had no room for.",
        better: Better::Lower,
        read: |m, out| {
            let d = &m.destinations;
            for at in (0..Destination::COUNT).filter(|&at| d.sent[at] > 0) {
                let id = Destination::ALL[at].id();
                out.ratio(id, "share", d.sent_back[at] as f64, d.sent[at] as f64);
                out.ratio(format!("{id}/full"), "share", d.full[at] as f64, d.sent[at] as f64);
            }
        },
    },
    Measure {
        id: "access_index",
        unit: "index",
        denominator: "open days",
        definition: "How much easier than usual access has been, as patients remember it: 0 is as usual.",
        better: Better::Higher,
        read: |m, out| out.ratio("all", "mean", m.access.0, m.access.1 as f64),
    },
    Measure {
        id: "encounter_minutes",
        unit: "minutes",
        denominator: "encounters of the role and mode",
        definition: "Time with the patient.",
        better: Better::Neither,
        read: |m, out| {
            each_encounter_kind(m, |group, tally| out.mean(group, tally, MINUTE));
        },
    },
    Measure {
        id: "encounters_per_week",
        unit: "encounters a week",
        denominator: "weeks",
        definition: "Encounters by role and mode.",
        better: Better::Neither,
        read: |m, out| {
            each_encounter_kind(m, |group, tally| out.rate(group, tally.count as f64, m.weeks()));
        },
    },
    Measure {
        id: "hours_per_week",
        unit: "hours a week",
        denominator: "weeks",
        definition: "The ledger: every worked hour in one line (group = role/line; role/worked is their sum). Overtime is time after a session's or rota's end, whatever it was spent on.",
        better: Better::Neither,
        read: |m, out| {
            for (role, lines) in m.hours.lines.iter().enumerate() {
                let id = Role::ALL[role].id();
                for (line, &ticks) in lines.iter().enumerate() {
                    out.rate(format!("{id}/{}", LedgerLine::ALL[line].id()), hours(ticks), m.weeks());
                }
                out.rate(format!("{id}/worked"), hours(m.hours.worked[role]), m.weeks());
            }
        },
    },
    Measure {
        id: "gp_hours_used_per_week",
        unit: "hours a week",
        denominator: "weeks",
        definition: "GPs' hours on patients, notes, tasks, visits, supervision, meetings and training, overtime included; idle gaps and time lost to DNAs left out.",
        better: Better::Lower,
        read: |m, out| out.ratio("all", "mean", hours(used(m, Role::Gp)), m.weeks()),
    },
    Measure {
        id: "gp_overtime_per_week",
        unit: "hours a week",
        denominator: "weeks",
        definition: "GPs' hours after the end of a session, and on tasks that had grown too old.",
        better: Better::Lower,
        read: |m, out| {
            out.ratio("all", "mean", hours(m.hours.lines[Role::Gp as usize][LedgerLine::Overtime as usize]), m.weeks());
        },
    },
    Measure {
        id: "utilisation",
        unit: "share",
        denominator: "hours worked",
        definition: "Hours worked that were neither idle nor lost to a DNA.",
        better: Better::Neither,
        read: |m, out| {
            for &role in Role::ALL.iter().filter(|&&role| m.hours.worked[role as usize] > 0) {
                out.ratio(role.id(), "share", used(m, role) as f64, m.hours.worked[role as usize] as f64);
            }
        },
    },
    Measure {
        id: "task_backlog_days",
        unit: "working days",
        denominator: "open days, at closing",
        definition: "Age of the oldest task still waiting for the role.",
        better: Better::Lower,
        read: |m, out| {
            for role in (0..Role::COUNT).filter(|&role| m.tasks.arrived[role] > 0) {
                out.ratio(Role::ALL[role].id(), "mean", m.tasks.oldest[role] as f64, m.open_days as f64);
            }
        },
    },
    Measure {
        id: "cost_per_week",
        unit: "GBP a week",
        denominator: "weeks",
        definition: "Hours worked at the scenario's prices.",
        better: Better::Lower,
        read: |m, out| {
            let cost = |role: usize| hours(m.hours.worked[role]) * m.cost[role];
            if m.cost.iter().any(|&cost| cost > 0.0) {
                out.ratio("all", "mean", (0..Role::COUNT).map(cost).sum(), m.weeks());
            }
        },
    },
    Measure {
        id: "needs_balance",
        unit: "needs",
        denominator: "replications",
        definition: "Inside at the start and arisen, less every ending and those still inside; and of these, each that is not in exactly one place at the end: an appointment, the diary, a queue, on the phone, with a clinician at triage, on the duty list. 0 in every run: nobody is lost, kept twice or kept after the end.",
        better: Better::Neither,
        read: |m, out| {
            let came = m.needs.inside_at_start + m.needs.arose;
            let went = m.needs.ended.iter().sum::<u64>() + m.needs.inside_at_end;
            out.ratio("all", "mean", (came.abs_diff(went) + m.needs.misplaced) as f64, 1.0);
        },
    },
    Measure {
        id: "ledger_balance",
        unit: "ticks of 0.1 s",
        denominator: "replications",
        definition: "Difference between hours worked and the sum of the ledger's lines, over every account and week: 0 in every run.",
        better: Better::Neither,
        read: |m, out| out.ratio("all", "mean", m.hours.gap as f64, 1.0),
    },
    Measure {
        id: "queue_balance",
        unit: "ticks of 0.1 s; closings for the book",
        denominator: "replications",
        definition: "Little's law: those waiting, summed over time, less the stays of each, unfinished ones included: 0 in every run for the phone, triage and the book.",
        better: Better::Neither,
        read: |m, out| {
            out.ratio("phone", "mean", m.phone.little.gap() as f64, 1.0);
            out.ratio("triage", "mean", m.clinic.triage_little.gap() as f64, 1.0);
            out.ratio("book", "mean", m.attendance.little.gap() as f64, 1.0);
        },
    },
];

impl Measure {
    /// The figures of one replication, by group.
    pub fn read<'a>(&self, measures: &'a Measures) -> Vec<(Cow<'static, str>, Reading<'a>)> {
        let mut readings = Readings::default();
        (self.read)(measures, &mut readings);
        readings.rows
    }
}

fn days<'a>(out: &mut Readings<'a>, group: &'static str, spread: &'a Spread) {
    out.spread(group, &spread.tally, &spread.histogram, 1, true);
}

fn calls_ended(m: &Measures) -> f64 {
    (m.phone.answered.tally.count + m.phone.gave_up.tally.count + m.phone.engaged) as f64
}

fn hours(ticks: u64) -> f64 {
    ticks as f64 / (60 * MINUTE) as f64
}

/// Ticks of a role that were neither idle nor lost.
fn used(m: &Measures, role: Role) -> u64 {
    let lines = &m.hours.lines[role as usize];
    lines.iter().sum::<u64>() - lines[LedgerLine::DnaLost as usize] - lines[LedgerLine::GapIdle as usize]
}

fn encounters(m: &Measures, counts: impl Fn(usize, usize) -> bool) -> f64 {
    let all = m.clinic.encounters.iter().enumerate();
    let tallies = all.flat_map(|(role, modes)| modes.iter().enumerate().map(move |(mode, tally)| (role, mode, tally)));
    tallies.filter(|&(role, mode, _)| counts(role, mode)).map(|(.., tally)| tally.count).sum::<u64>() as f64
}

fn each_encounter_kind(m: &Measures, mut show: impl FnMut(String, &Tally)) {
    for (role, modes) in m.clinic.encounters.iter().enumerate() {
        for (mode, tally) in modes.iter().enumerate() {
            show(format!("{}/{}", Role::ALL[role].id(), Mode::ALL[mode].id()), tally);
        }
    }
}
