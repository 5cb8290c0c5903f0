//! Where paid hours go, and what they cost.

use super::{Better, Measure, Read};
use crate::kernel::time::MINUTE;
use crate::scenario::names::{LedgerLine, Role};

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

fn hours(ticks: u64) -> f64 {
    ticks as f64 / (60 * MINUTE) as f64
}
