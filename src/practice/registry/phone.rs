//! Getting through: phone, desk, online requests and triage.

use super::{Better, Measure, Read};
use crate::kernel::time::{DAY, MINUTE};
use crate::scenario::names::{HalfHour, TriageBy, Weekday};
use crate::scenario::node::Names;

pub(super) const PHONE_WAIT: Measure = Measure {
    id: "phone_wait",
    unit: "minutes",
    denominator: "callers of the group",
    definition: "From joining the queue to being answered, or to hanging up or being cut off. Callers who hear the engaged tone have not joined. Groups priority and ordinary, where some callers are taken first: answered or not. Groups 08:00, 08:30 and so on: all who joined in that half hour, answered or not.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let (answered, gave_up) = (&m.phone.answered, &m.phone.gave_up);
        out.mean("all", &answered.tally.with(gave_up.tally), MINUTE);
        out.spread("answered", answered, MINUTE, false);
        out.spread("gave_up", gave_up, MINUTE, false);
        let [priority, ordinary] = &m.phone.by_class;
        if priority.count > 0 {
            out.mean("priority", priority, MINUTE);
            out.mean("ordinary", ordinary, MINUTE);
        }
        for (half, tally) in m.phone.by_joining.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
            out.mean(HalfHour::IDS[half], tally, MINUTE);
        }
    }),
};

pub(super) const DESK_WAIT: Measure = Measure {
    id: "desk_wait",
    unit: "minutes",
    denominator: "requests at the front desk",
    definition: "From coming to the desk to being attended to.",
    better: Better::Lower,
    read: Read::Tally(|m| &m.phone.at_desk, MINUTE),
};

pub(super) const ONLINE_WAIT: Measure = Measure {
    id: "online_wait",
    unit: "minutes",
    denominator: "online requests that staff dealt with",
    definition: "From sending the request to reception taking it up, nights and weekends included.",
    better: Better::Lower,
    read: Read::Tally(|m| &m.phone.online, MINUTE),
};

pub(super) const PHONE_ANSWERED_SHARE: Measure = Measure {
    id: "phone_answered_share",
    unit: "share",
    denominator: "calls made, engaged ones included",
    definition: "Calls answered by a person.",
    better: Better::Higher,
    read: Read::Groups(|m, out| {
        out.ratio("all", "share", m.phone.answered.tally.count as f64, m.phone.ended());
        for (hour, tally) in m.phone.answered_by_two_hours.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
            let group = format!("{:02}:00-{:02}:00", 2 * hour, 2 * hour + 2);
            out.ratio(group, "share", tally.sum as f64, tally.count as f64);
        }
    }),
};

pub(super) const PHONE_ABANDONED_SHARE: Measure = Measure {
    id: "phone_abandoned_share",
    unit: "share",
    denominator: "calls made, engaged ones included",
    definition: "Calls in which the caller hung up or was cut off at closing.",
    better: Better::Lower,
    read: Read::Share(|m| (m.phone.gave_up.tally.count as f64, m.phone.ended())),
};

pub(super) const PHONE_ENGAGED_SHARE: Measure = Measure {
    id: "phone_engaged_share",
    unit: "share",
    denominator: "calls made, engaged ones included",
    definition: "Calls that found every line taken.",
    better: Better::Lower,
    read: Read::Share(|m| (m.phone.engaged as f64, m.phone.ended())),
};

pub(super) const PHONE_QUEUE: Measure = Measure {
    id: "phone_queue",
    unit: "callers",
    denominator: "half hours at which the lines were open",
    definition: "Callers waiting at each half hour, just before the rota changes.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        for (half, tally) in m.phone.queue.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
            out.mean(HalfHour::IDS[half], tally, 1);
        }
    }),
};

pub(super) const PHONE_QUEUE_MEAN: Measure = Measure {
    id: "phone_queue_mean",
    unit: "callers",
    denominator: "time, nights included",
    definition: "Callers waiting, averaged over all the time simulated.",
    better: Better::Lower,
    read: Read::Mean(|m| (m.phone.little.area as f64, (m.days * DAY) as f64)),
};

pub(super) const CALLS_PER_1000_PER_DAY: Measure = Measure {
    id: "calls_per_1000_per_day",
    unit: "calls per 1,000 patients",
    denominator: "open days",
    definition: "Calls made, redials and every purpose included.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let thousands = f64::from(m.list) / 1000.0;
        let calls: u64 = m.phone.by_weekday.iter().sum();
        out.ratio("all", "mean", calls as f64, m.open_days as f64 * thousands);
        for (day, &calls) in m.phone.by_weekday.iter().enumerate().filter(|&(day, _)| m.open_by_weekday[day] > 0) {
            out.ratio(Weekday::ALL[day].id(), "mean", calls as f64, m.open_by_weekday[day] as f64 * thousands);
        }
    }),
};

pub(super) const TRIAGE_WAIT: Measure = Measure {
    id: "triage_wait",
    unit: "minutes",
    denominator: "requests triaged",
    definition: "From reception passing a request on to a clinician taking it up.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        for (by, tally) in m.clinic.triage_wait.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
            out.mean(TriageBy::ALL[by].id(), tally, MINUTE);
        }
    }),
};

pub(super) const TRIAGE_CLOSED_SHARE: Measure = Measure {
    id: "triage_closed_share",
    unit: "share",
    denominator: "requests triaged",
    definition: "Requests that triage dealt with, so that nobody had to be seen.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        for (by, tally) in m.clinic.triage_time.iter().enumerate().filter(|(_, tally)| tally.count > 0) {
            out.ratio(TriageBy::ALL[by].id(), "share", m.clinic.closed_by_triage[by] as f64, tally.count as f64);
        }
    }),
};
