//! Money: what a practice pays its staff in a week by contract, and what the same money would buy in another role.

use super::change::{Change, Op};
use super::diagnostic::{Problem, Refusal};
use super::names::{Role, TriageBy};
use super::node::Names;
use super::settings::Settings;
use super::wording;

/// What staff cost in a week, in GBP: sessions with leave taken off, hours outside sessions, phones and triage.
/// Locums and overtime are left out: they are what happens, not what is planned.
pub fn weekly_pay(s: &Settings) -> f64 {
    let roles = Role::ALL.iter().map(|&role| s.roles[role].cost * role_hours(s, role));
    let handlers = s.phone.handlers * handler_hours(s) * s.roles[Role::Receptionist].cost;
    let triage = TriageBy::ALL.iter().map(|&by| s.triage[by].clinicians * open_hours(s) * s.roles[by.role()].cost);
    roles.sum::<f64>() + handlers + triage.sum::<f64>()
}

/// The changes that spend `money` GBP a week on more of a role: sessions of those who hold them, call handlers, or hours
/// for paperwork.
pub fn buy(s: &Settings, role: Role, money: f64) -> Result<Vec<Change>, Refusal> {
    let settings = &s.roles[role];
    let refuse = |message: String, help: &str| Err(Refusal::from(Problem::new(message).help(help)));
    let id = role.id();
    if settings.cost <= 0.0 {
        return refuse(
            format!("`roles.{id}.cost` is 0, so no money can be spent on that role"),
            "say what an hour costs",
        );
    }
    let hours = money / settings.cost;
    let add = |path: String, amount: f64| Change::new(path, Op::Add, amount);
    if role == Role::Receptionist {
        return Ok(vec![add("phone.handlers".into(), hours / handler_hours(s))]);
    }
    if !role.is_clinical() {
        return Ok(vec![add(format!("roles.{id}.task_hours"), hours)]);
    }
    if settings.slots_per_session == 0.0 || role == Role::Locum {
        let help = "name a role that has sessions in this practice, such as gp";
        return refuse(format!("the practice has no {} whose sessions could be bought", wording::shown(id)), help);
    }
    let sessions = hours / (settings.session / 60.0 * worked(s, role));
    let wanted = settings.sessions_per_week + sessions;
    let room = 2.0 * s.calendar.days_per_week;
    let people = (wanted / room).ceil() - settings.people;
    let more = (people > 0.0).then(|| add(format!("roles.{id}.people"), people));
    Ok([add(format!("roles.{id}.sessions_per_week"), sessions)].into_iter().chain(more).collect())
}

/// The role called `name`.
pub fn role_called(name: &str) -> Result<Role, Refusal> {
    let role = Role::ALL.iter().copied().find(|role| role.id() == name);
    role.ok_or_else(|| {
        let near = wording::did_you_mean(name, Role::IDS.iter().copied());
        let all = format!("the roles are {}", wording::ticked(Role::IDS));
        Problem::new(format!("there is no role `{}`", wording::shown(name))).help(near.unwrap_or(all)).into()
    })
}

fn role_hours(s: &Settings, role: Role) -> f64 {
    let r = &s.roles[role];
    let named: f64 =
        s.people.values().filter(|person| person.role == role).map(|p| p.sessions.values().iter().sum::<f64>()).sum();
    let sessions = (r.sessions_per_week + named) * r.session / 60.0 * worked(s, role);
    let groups = r.group_sessions_per_week * r.group_session / 60.0 * worked(s, role);
    sessions + groups + r.task_hours + r.meeting_hours + r.training_hours
}

/// Share of the year's weeks that a role works.
fn worked(s: &Settings, role: Role) -> f64 {
    1.0 - s.roles[role].leave_weeks / 52.0
}

/// Hours a week of one call handler in the quiet hours, with the more that the rota has at other times.
fn handler_hours(s: &Settings) -> f64 {
    let days = s.calendar.days_per_week as usize;
    let open = |half: usize| {
        let (from, to) = (half as f64 / 2.0, half as f64 / 2.0 + 0.5);
        (to.min(s.phone.closes) - from.max(s.phone.opens)).max(0.0)
    };
    let day: f64 = (0..48).map(|half| open(half) * s.phone.rota[half]).sum();
    (0..days).map(|weekday| day * s.phone.weekday_rota[weekday]).sum()
}

fn open_hours(s: &Settings) -> f64 {
    s.calendar.days_per_week * (s.phone.closes - s.phone.opens)
}

#[cfg(test)]
mod tests {
    use super::super::{apply, load};
    use super::*;

    #[test]
    fn what_is_bought_costs_the_money_that_was_there() {
        let base = load("average-2018", vec![]).unwrap().settings;
        for role in [Role::Gp, Role::PracticeNurse, Role::Receptionist, Role::Manager] {
            let mut richer = base.clone();
            apply(&mut richer, &buy(&base, role, 500.0).unwrap()).unwrap();
            let spent = weekly_pay(&richer) - weekly_pay(&base);
            assert!((spent - 500.0).abs() < 1e-6, "{}: {spent}", role.id());
        }
    }

    #[test]
    fn an_average_practice_pays_as_much_as_its_hours_come_to() {
        // 38 GP sessions of 3.5 hours in 47 of 52 weeks, and 31 hours outside them, at GBP 110.
        let mut gps_only = load("average-2018", vec![]).unwrap().settings;
        for &role in Role::ALL.iter().filter(|role| **role != Role::Gp) {
            gps_only.roles[role].cost = 0.0;
        }
        let hours = 38.0 * 3.5 * 47.0 / 52.0 + 31.0;
        assert!((weekly_pay(&gps_only) - 110.0 * hours).abs() < 1e-6);
    }

    #[test]
    fn a_role_that_nobody_has_or_that_costs_nothing_cannot_be_bought() {
        let base = load("average-2018", vec![]).unwrap().settings;
        let refusal = buy(&base, Role::Physiotherapist, 100.0).unwrap_err().to_string();
        assert!(refusal.contains("say what an hour costs"), "{refusal}");
        assert!(role_called("doctor").unwrap_err().to_string().contains("there is no role `doctor`"));
    }
}
