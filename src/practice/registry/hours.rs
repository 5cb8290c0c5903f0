//! Where paid hours go, and what they cost.

use super::{Better, Measure, Read};
use crate::kernel::time::MINUTE;
use crate::practice::tasks::MILLION;
use crate::scenario::names::{LedgerLine, Role, Task};

pub(super) const HOURS_PER_WEEK: Measure = Measure {
    id: "hours_per_week",
    unit: "hours a week",
    denominator: "weeks",
    definition: "The ledger: every worked hour in one line (group = role/line; role/worked is their sum). Overtime is time after a session's or rota's end, whatever it was spent on.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        for (role, lines) in m.hours.lines.iter().enumerate() {
            let id = Role::ALL[role].id();
            for (line, &ticks) in lines.iter().enumerate() {
                out.rate(format!("{id}/{}", LedgerLine::ALL[line].id()), hours(ticks), m.weeks());
            }
            out.rate(format!("{id}/worked"), hours(m.hours.worked[role]), m.weeks());
        }
    }),
};

pub(super) const GP_HOURS_USED_PER_WEEK: Measure = Measure {
    id: "gp_hours_used_per_week",
    unit: "hours a week",
    denominator: "weeks",
    definition: "GPs' hours on patients, notes, tasks, visits, supervision, meetings and training, overtime included; idle gaps and time lost to DNAs left out.",
    better: Better::Lower,
    read: Read::AWeek(|m| hours(m.hours.used(Role::Gp))),
};

pub(super) const GP_OVERTIME_PER_WEEK: Measure = Measure {
    id: "gp_overtime_per_week",
    unit: "hours a week",
    denominator: "weeks",
    definition: "GPs' hours after the end of a session, and on tasks that had grown too old.",
    better: Better::Lower,
    read: Read::AWeek(|m| hours(m.hours.lines[Role::Gp as usize][LedgerLine::Overtime as usize])),
};

pub(super) const UTILISATION: Measure = Measure {
    id: "utilisation",
    unit: "share",
    denominator: "hours worked",
    definition: "Hours worked that were neither idle nor lost to a DNA.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        for &role in Role::ALL.iter().filter(|&&role| m.hours.worked[role as usize] > 0) {
            out.ratio(role.id(), "share", m.hours.used(role) as f64, m.hours.worked[role as usize] as f64);
        }
    }),
};

pub(super) const TASK_BACKLOG_DAYS: Measure = Measure {
    id: "task_backlog_days",
    unit: "working days",
    denominator: "open days, at closing",
    definition: "Age of the oldest task still waiting for the role.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        for role in (0..Role::COUNT).filter(|&role| m.tasks.arrived[role] > 0) {
            out.ratio(Role::ALL[role].id(), "mean", m.tasks.oldest[role] as f64, m.open_days as f64);
        }
    }),
};

pub(super) const TASKS_TAKEN_FROM_GP: Measure = Measure {
    id: "tasks_taken_from_gp",
    unit: "tasks a week",
    denominator: "weeks",
    definition: "Tasks that a GP would have touched and another role dealt with instead, by kind (group = task, or task/role). Those that a GP looked at again are among them.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let tasks = |millionths: u64| millionths as f64 / MILLION;
        for &task in Task::ALL {
            let taken = &m.tasks.taken[task as usize];
            out.rate(task.id(), tasks(taken.iter().sum()), m.weeks());
            for &role in Role::ALL {
                out.rate(format!("{}/{}", task.id(), role.id()), tasks(taken[role as usize]), m.weeks());
            }
        }
    }),
};

pub(super) const COST_PER_WEEK: Measure = Measure {
    id: "cost_per_week",
    unit: "GBP a week",
    denominator: "weeks",
    definition: "Hours worked at the scenario's prices.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let cost = |role: usize| hours(m.hours.worked[role]) * m.cost[role];
        if m.cost.iter().any(|&cost| cost > 0.0) {
            out.ratio("all", "mean", (0..Role::COUNT).map(cost).sum(), m.weeks());
        }
    }),
};

pub(super) const DNA_HOURS_LOST_PER_WEEK: Measure = Measure {
    id: "dna_hours_lost_per_week",
    unit: "hours a week",
    denominator: "weeks",
    definition: "Clinicians' time empty because a patient neither came nor cancelled in time: what neither the next patient nor a task filled.",
    better: Better::Lower,
    read: Read::Groups(|m, out| {
        let lost = |role: usize| hours(m.hours.lines[role][LedgerLine::DnaLost as usize]);
        out.ratio("all", "mean", (0..Role::COUNT).map(lost).sum(), m.weeks());
        for &role in Role::ALL {
            out.rate(format!("role:{}", role.id()), lost(role as usize), m.weeks());
        }
    }),
};

pub(super) const GP_TIME_SHARE: Measure = Measure {
    id: "gp_time_share",
    unit: "share",
    denominator: "GP hours used, overtime included",
    definition: "Direct: surgeries, calls, visits and triage, with the notes of each. Indirect: for a patient who is not there: letters, results, prescriptions, forms, referrals, advice from specialists, telling patients. Admin: for nobody in particular: claims, bulletins, reporting, finding the way, calls and the desk. Other: meetings, training, supervision, interruptions, travel. Overtime counts as what it was spent on; time idle or lost to a DNA is left out, as surveys of GPs do not ask for it.",
    better: Better::Neither,
    read: Read::Groups(|m, out| {
        let gp = Role::Gp as usize;
        for group in ["direct", "indirect", "admin", "other"] {
            let lines = LedgerLine::ALL.iter().filter(|&&line| kind_of_time(line) == Some(group));
            let ticks: u64 =
                lines.map(|&line| m.hours.lines[gp][line as usize] + m.hours.overtime_on[gp][line as usize]).sum();
            out.ratio(group, "share", hours(ticks), hours(m.hours.used(Role::Gp)));
        }
    }),
};

/// The part of a clinician's time, as surveys of GPs divide it, that a line belongs to; overtime is told apart by what
/// it was spent on.
fn kind_of_time(line: LedgerLine) -> Option<&'static str> {
    use LedgerLine::*;
    match line {
        FaceToFace | Phone | Online | HomeVisit | Group | Triage | WriteUp => Some("direct"),
        Letter | TestResult | RepeatPrescription | Form | Referral | Advice | PatientContact => Some("indirect"),
        Calls | Desk | Claims | Bulletins | Reporting | DuplicatedReporting | Wayfinding => Some("admin"),
        Travel | Interruptions | Supervision | Meetings | Training => Some("other"),
        DnaLost | GapIdle | FinishedEarly | Overtime => None,
    }
}

fn hours(ticks: u64) -> f64 {
    ticks as f64 / (60 * MINUTE) as f64
}
