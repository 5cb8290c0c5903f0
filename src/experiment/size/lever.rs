//! What is counted: sessions of a role, people on the phones, hours for paperwork, or any setting, on a grid of steps.

use crate::scenario::names::Role;
use crate::scenario::settings::Settings;
use crate::scenario::{Change, Kind, Op, Problem, Refusal, did_you_mean, paths};

/// Most steps of a grid.
const MOST_STEPS: f64 = 100_000.0;

/// A setting and the values that it may take.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// The setting, such as `roles.gp.sessions_per_week`.
    pub path: String,
    /// What one of it is: `GP sessions a week`, `call handlers`.
    pub name: String,
    /// Whose sessions they are, where a role was asked for.
    pub role: Option<Role>,
    /// As the practice has it now.
    pub now: f64,
    /// How many of them are not there: of those that a practice has, some leave.
    pub lost: f64,
    from: f64,
    step: f64,
    count: usize,
}

/// The values that are looked at; where nothing is said, from one step to twice what there is, ten steps more at least.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Range {
    pub from: Option<f64>,
    pub to: Option<f64>,
}

impl Lever {
    /// Sessions a week of whoever sees patients, call handlers for receptionists, hours a week for anybody else.
    pub fn of_role(s: &Settings, role: Role, range: Range, step: f64) -> Result<Lever, Refusal> {
        let (id, own) = (role.id(), &s.roles[role]);
        let words = if role == Role::Gp { "GP".to_string() } else { id.replace('_', " ") };
        if role == Role::Receptionist {
            return Lever::new(
                "phone.handlers".into(),
                "call handlers".into(),
                Some(role),
                s.phone.handlers,
                range,
                step,
            );
        }
        if !role.is_clinical() {
            let path = format!("roles.{id}.task_hours");
            return Lever::new(path, format!("{words} hours a week"), Some(role), own.task_hours, range, step);
        }
        if own.people == 0.0 || role == Role::Locum {
            let problem = Problem::new(format!("the practice has no {words} whose sessions could be counted"));
            let help = match role {
                Role::Locum => "locums stand in for others; name the role that they stand in for".to_string(),
                _ => format!(
                    "take up an action that brings one (`headroom actions` lists them), or describe `roles.{id}`"
                ),
            };
            return Err(problem.help(help).into());
        }
        let path = format!("roles.{id}.sessions_per_week");
        Lever::new(path, format!("{words} sessions a week"), Some(role), own.sessions_per_week, range, step)
    }

    /// Any setting that is a number, from one value to another.
    pub fn of_path(s: &Settings, path: &str, from: f64, to: f64, step: f64) -> Result<Lever, Refusal> {
        let all = paths(s);
        let Some(info) = all.iter().find(|info| info.path == path) else {
            let near = did_you_mean(path, all.iter().map(|info| info.path.as_str()));
            let listed = "`headroom schema` lists what there is".to_string();
            return Err(Problem::new(format!("there is no setting `{path}`")).help(near.unwrap_or(listed)).into());
        };
        let now = info.value.parse().ok().filter(|_| info.kind == Kind::Number);
        let Some(now) = now else {
            let problem = Problem::new(format!("`{path}` is not a number, so it has no values in between"));
            return Err(problem.help("name a setting that is a number").into());
        };
        let range = Range { from: Some(from), to: Some(to) };
        Lever::new(path.into(), path.into(), None, now, range, step)
    }

    fn new(
        path: String,
        name: String,
        role: Option<Role>,
        now: f64,
        range: Range,
        step: f64,
    ) -> Result<Lever, Refusal> {
        let refuse = |message: String, help: &str| Err(Refusal::from(Problem::new(message).help(help)));
        if !step.is_finite() || step <= 0.0 {
            return refuse(format!("a step of {step} leads nowhere"), "give a step above 0, such as `--step 0.5`");
        }
        let whole = |value: f64, up: bool| {
            let steps = value / step;
            let near = steps.round();
            if (steps - near).abs() < 1e-9 {
                near
            } else if up {
                steps.ceil()
            } else {
                steps.floor()
            }
        };
        let from = range.from.unwrap_or(step);
        let to = range.to.unwrap_or_else(|| whole((2.0 * now).max(now + 10.0 * step), true) * step);
        if !(from.is_finite() && to.is_finite() && from < to) {
            return refuse(format!("there is nothing between {from} and {to}"), "give the smaller number first");
        }
        let count = whole(to - from, false) + 1.0;
        if count > MOST_STEPS {
            return refuse(format!("from {from} to {to} there are {count} steps of {step}"), "give a longer step");
        }
        Ok(Lever { path, name, role, now, lost: 0.0, from, step, count: count as usize })
    }

    /// Values on the grid; at least one.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The value at a place of the grid.
    pub fn value(&self, place: usize) -> f64 {
        // So that 0.1 and 0.2 make 0.3.
        ((self.from + place as f64 * self.step) * 1e9).round() / 1e9
    }

    /// The place nearest to a value.
    pub fn place(&self, value: f64) -> usize {
        (((value - self.from) / self.step).round().max(0.0) as usize).min(self.count - 1)
    }

    /// At most so many places, evenly over the grid.
    pub fn some_places(&self, most: usize) -> Vec<usize> {
        let stride = (self.count - 1).div_ceil(most.max(2) - 1).max(1);
        (0..self.count).step_by(stride).collect()
    }

    /// Places around what there is now, a tenth of it apart.
    pub fn places_around_now(&self, each_side: usize) -> Vec<usize> {
        let stride = (0.1 * self.now / self.step).round().max(1.0) as usize;
        let now = self.place(self.now);
        let fewer = (1..=each_side).rev().filter_map(|at| now.checked_sub(at * stride));
        fewer.chain((0..=each_side).map(|at| now + at * stride)).filter(|place| *place < self.count).collect()
    }

    /// What a practice must change to have so many: whoever holds more sessions than there are people for needs people.
    pub fn changes(&self, s: &Settings, value: f64) -> Vec<Change> {
        let set = |path: String, value: f64| Change::new(path, Op::Set, value);
        let value = if self.lost > 0.0 { (value - self.lost).max(self.step) } else { value };
        let mut changes = vec![set(self.path.clone(), value)];
        if let Some(role) = self.role.filter(|role| role.is_clinical()) {
            let own = &s.roles[role];
            let open = own.weekday.values().iter().take(s.calendar.days_per_week as usize);
            let room = 2.0 * open.filter(|weight| **weight > 0.0).count() as f64;
            let people = (value / room.max(1.0)).ceil();
            if people > own.people {
                changes.push(set(format!("roles.{}.people", role.id()), people));
            }
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    #[test]
    fn sessions_come_in_halves_and_more_of_them_bring_the_people_who_hold_them() {
        let s = load("average-2018", vec![]).unwrap().settings;
        let gps = Lever::of_role(&s, Role::Gp, Range::default(), 0.5).unwrap();
        assert_eq!((gps.value(0), gps.value(gps.count() - 1)), (0.5, 76.0));
        assert_eq!(gps.value(gps.place(38.0)), 38.0);
        let people = |value: f64| gps.changes(&s, value).len();
        assert_eq!((people(38.0), people(10.0 * s.roles[Role::Gp].people + 0.5)), (1, 2));
        let handlers = Lever::of_role(&s, Role::Receptionist, Range::default(), 0.5).unwrap();
        assert_eq!((handlers.value(0), handlers.now), (0.5, s.phone.handlers));
    }

    #[test]
    fn what_cannot_be_counted_is_refused_with_what_to_do() {
        let s = load("average-2018", vec![]).unwrap().settings;
        let said = |lever: Result<Lever, Refusal>| lever.unwrap_err().to_string();
        assert!(said(Lever::of_role(&s, Role::Pharmacist, Range::default(), 0.5)).contains("take up an action"));
        assert!(said(Lever::of_path(&s, "phone.handler", 1.0, 2.0, 1.0)).contains("`phone.handlers`"));
        assert!(said(Lever::of_path(&s, "phone.closing", 1.0, 2.0, 1.0)).contains("not a number"));
        assert!(said(Lever::of_path(&s, "phone.handlers", 3.0, 2.0, 1.0)).contains("the smaller number first"));
        assert!(said(Lever::of_path(&s, "phone.handlers", 1.0, 2.0, 0.0)).contains("above 0"));
    }
}
