//! What is kept of a run of one set of actions: a few named figures, each as its numerator and denominator. A thousand
//! sets in thirty replications are then some megabytes, where all that is measured would be tens of gigabytes.

use crate::experiment::gp_hours::{Accounts, gp_used, hours, worked};
use crate::practice::Measures;
use crate::practice::registry::{Better, Measure, REGISTRY, Reading};
use crate::scenario::Problem;
use crate::scenario::did_you_mean;
use crate::scenario::names::Role;
use crate::stats::Ratio;

/// A figure that is kept, named as in `results.csv`.
pub struct Figure {
    pub measure: &'static str,
    pub group: &'static str,
    pub stat: &'static str,
    /// As a table has it.
    pub label: &'static str,
    from: From,
}

/// Where a figure is read.
enum From {
    Registry,
    /// GPs' hours that only a run and the practice as it is can tell together, a week.
    Accounts(Better, fn(&Accounts) -> f64),
    /// Hours or money of one run, a week.
    Run(&'static str, Better, fn(&Measures) -> f64),
}

/// How many figures are kept.
pub const COUNT: usize = 23;

/// The figures of one set of actions in one replication, in the order of `FIGURES`.
pub type SetFigures = [Ratio; COUNT];

const HOURS: &str = "hours a week";

/// Every figure that is kept. Released and claimed hours are against the practice as it is, whose own are 0.
pub const FIGURES: [Figure; COUNT] = [
    ours("gp_hours_released", "GP hours released a week", From::Accounts(Better::Higher, |a| a.released)),
    ours("gp_hours_claimed", "GP hours a case study would claim", From::Accounts(Better::Neither, |a| a.claimed)),
    ours("gp_hours_used", "GP hours used a week", From::Run(HOURS, Better::Lower, |m| hours(gp_used(m)))),
    ours("other_hours_worked", "others' hours worked a week", From::Run(HOURS, Better::Lower, others)),
    ours("cost", "cost, GBP a week", From::Run("GBP a week", Better::Lower, cost)),
    measured("need_to_seen_days", "all", "mean", "days from need to seen"),
    measured("never_seen_share", "all", "share", "share of needs never seen"),
    measured("unmet_needs_share", "all", "share", "share of needs unmet"),
    measured("turned_away_per_week", "all", "mean", "requests turned away a week"),
    measured("phone_answered_share", "all", "share", "share of calls answered"),
    measured("phone_wait", "answered", "mean", "minutes to be answered"),
    measured("lead_days", "all", "mean", "working days booked ahead"),
    measured("lead_days", "routine", "mean", "working days ahead, routine"),
    measured("dna_rate", "all", "share", "share not attended"),
    measured("appointments_per_1000_per_day", "all", "mean", "appointments, 1,000 a day"),
    measured("own_gp_share", "all", "share", "share with their usual GP"),
    measured("gp_overtime_per_week", "all", "mean", "GP overtime, hours a week"),
    measured("task_backlog_days", "gp", "mean", "days, GPs' oldest task"),
    measured("endings_per_week", "arose", "mean", "needs that arise a week"),
    // Who pays: these four add up to others' hours.
    of_team("nurses", "nurses' and assistants' hours worked", |m| hours_of(m, &NURSES)),
    of_team("other_clinicians", "other clinicians' hours worked", |m| hours_of(m, &OTHER_CLINICIANS)),
    of_team("reception", "reception's hours worked", |m| hours_of(m, &RECEPTION)),
    of_team("management", "managers' hours worked", |m| hours_of(m, &[Role::Manager])),
];

const NURSES: [Role; 3] = [Role::PracticeNurse, Role::MinorIllnessNurse, Role::HealthCareAssistant];
const OTHER_CLINICIANS: [Role; 8] = [
    Role::GpTrainee,
    Role::Locum,
    Role::Pharmacist,
    Role::Physiotherapist,
    Role::MentalHealthPractitioner,
    Role::PhysicianAssociate,
    Role::Paramedic,
    Role::LinkWorker,
];
const RECEPTION: [Role; 2] = [Role::Receptionist, Role::MedicalAssistant];

/// Places of figures that are asked for by name.
pub const RELEASED: usize = 0;
pub const CLAIMED: usize = 1;
pub const OTHERS: usize = 3;
pub const COST: usize = 4;
pub const TO_SEEN: usize = 5;
pub const ANSWERED: usize = 9;
/// Hours worked by those who are no GPs, by team.
pub const TEAMS: std::ops::Range<usize> = 19..23;

const fn ours(measure: &'static str, label: &'static str, from: From) -> Figure {
    Figure { measure, group: "all", stat: "mean", label, from }
}

const fn measured(measure: &'static str, group: &'static str, stat: &'static str, label: &'static str) -> Figure {
    Figure { measure, group, stat, label, from: From::Registry }
}

const fn of_team(group: &'static str, label: &'static str, of: fn(&Measures) -> f64) -> Figure {
    let from = From::Run(HOURS, Better::Lower, of);
    Figure { measure: "other_hours_worked", group, stat: "mean", label, from }
}

/// Locums in the place of GPs are counted as GPs.
fn hours_of(m: &Measures, roles: &[Role]) -> f64 {
    hours(roles.iter().map(|&role| worked(m, role)).sum())
}

fn others(m: &Measures) -> f64 {
    hours(Role::ALL.iter().filter(|role| **role != Role::Gp).map(|&role| worked(m, role)).sum())
}

fn cost(m: &Measures) -> f64 {
    Role::ALL.iter().map(|&role| hours(m.hours.worked[role as usize]) * m.cost[role as usize]).sum()
}

/// The figures of a run, with GPs' hours against the practice as it is.
pub fn keep(measures: &Measures, accounts: &Accounts) -> SetFigures {
    let week = |num: f64| Ratio { num, den: measures.weeks() };
    std::array::from_fn(|at| match &FIGURES[at].from {
        From::Accounts(_, of) => week(of(accounts)),
        From::Run(_, _, of) => week(of(measures)),
        From::Registry => FIGURES[at].read(measures),
    })
}

impl Figure {
    /// `lead_days(routine)`, or `dna_rate` where the group is everybody.
    pub fn name(&self) -> String {
        if self.group == "all" { self.measure.into() } else { format!("{}({})", self.measure, self.group) }
    }

    pub fn unit(&self) -> &'static str {
        match self.from {
            From::Accounts(..) => HOURS,
            From::Run(unit, ..) => unit,
            From::Registry => self.registered().map_or("", |measure| measure.unit),
        }
    }

    pub fn denominator(&self) -> &'static str {
        self.registered().map_or("weeks", |measure| measure.denominator)
    }

    /// Which way is better, if any is.
    pub fn better(&self) -> Better {
        match self.from {
            From::Accounts(better, _) | From::Run(_, better, _) => better,
            From::Registry => self.registered().map_or(Better::Neither, |measure| measure.better),
        }
    }

    /// Is more of it better? Of what is neither good nor bad less is taken to be better.
    pub fn more_is_better(&self) -> bool {
        self.better() == Better::Higher
    }

    fn registered(&self) -> Option<&'static Measure> {
        let registered = matches!(self.from, From::Registry);
        REGISTRY.iter().find(|measure| registered && measure.id == self.measure)
    }

    fn read(&self, measures: &Measures) -> Ratio {
        let readings = self.registered().map(|measure| measure.read(measures)).unwrap_or_default();
        let own = readings.into_iter().filter(|(group, _)| group == self.group);
        // Where a run had nothing of it there is nothing to count.
        own.filter_map(|(_, reading)| match reading {
            Reading::Ratio(stat, ratio) if stat == self.stat => Some(ratio),
            Reading::Rate(ratio) => Some(ratio),
            _ => None,
        })
        .next()
        .unwrap_or_default()
    }
}

/// The place of a figure that is named `lead_days(routine)` or `cost`.
pub fn figure(name: &str) -> Result<usize, Problem> {
    let name = name.trim();
    let plain = name.replace("(all)", "");
    let names: Vec<String> = FIGURES.iter().map(Figure::name).collect();
    names.iter().position(|known| *known == plain).ok_or_else(|| {
        let shown: String = name.escape_default().take(60).collect();
        let problem = Problem::new(format!("no figure `{shown}` is kept of each set of actions"));
        let near = did_you_mean(name, names.iter().map(String::as_str));
        problem.help(near.unwrap_or_else(|| format!("there are {}", names.join(", "))))
    })
}

/// What a figure must come to: `lead_days(routine) <= 10`.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub figure: usize,
    pub at_most: bool,
    pub value: f64,
}

impl Target {
    /// Reads a target; what is not understood comes back as a problem without a place.
    pub fn parse(text: &str) -> Result<Target, Problem> {
        let refuse = || {
            let shown: String = text.escape_default().take(80).collect();
            let problem = Problem::new(format!("`{shown}` is no target"));
            problem.help("write a figure, `<=` or `>=`, and a number: `need_to_seen_days <= 5`")
        };
        let (at_most, (name, value)) = match (text.split_once("<="), text.split_once(">=")) {
            (Some(parts), None) => (true, parts),
            (None, Some(parts)) => (false, parts),
            _ => return Err(refuse()),
        };
        let value = value.trim().parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(refuse)?;
        Ok(Target { figure: figure(name)?, at_most, value })
    }

    pub fn says(&self) -> String {
        let sign = if self.at_most { "<=" } else { ">=" };
        format!("{} {sign} {}", FIGURES[self.figure].name(), self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_its_own_name_and_those_of_the_registry_are_there() {
        let names: std::collections::BTreeSet<String> = FIGURES.iter().map(Figure::name).collect();
        assert_eq!(names.len(), COUNT);
        for figure in &FIGURES {
            assert!(!figure.unit().is_empty(), "{}", figure.name());
        }
        let places = [RELEASED, CLAIMED, OTHERS, COST, TO_SEEN, ANSWERED].map(|at| FIGURES[at].name());
        let named = ["gp_hours_released", "gp_hours_claimed", "other_hours_worked", "cost", "need_to_seen_days"];
        assert_eq!(places[..5], named);
        assert_eq!(places[5], "phone_answered_share");
        assert!(FIGURES[TEAMS].iter().all(|team| team.measure == "other_hours_worked" && team.group != "all"));
    }

    #[test]
    fn teams_make_up_everybody_but_gps_once_each() {
        let teams = [&NURSES[..], &OTHER_CLINICIANS, &RECEPTION, &[Role::Manager, Role::Gp]].concat();
        assert_eq!(teams.len(), Role::COUNT);
        assert!(Role::ALL.iter().all(|role| teams.contains(role)));
    }

    #[test]
    fn a_target_is_a_figure_a_direction_and_a_number() {
        let target = Target::parse("lead_days(routine) <= 10").unwrap();
        assert_eq!((FIGURES[target.figure].group, target.at_most, target.value), ("routine", true, 10.0));
        assert_eq!(Target::parse("phone_answered_share(all)>=0.9").unwrap().says(), "phone_answered_share >= 0.9");
        for wrong in ["cost", "cost < 5", "cost <= x", "cost <= inf", "a <= 1 >= 2", ""] {
            assert!(Target::parse(wrong).is_err(), "{wrong}");
        }
        let near = crate::scenario::Refusal::from(figure("phone_answered_shar").unwrap_err()).to_string();
        assert!(near.contains("did you mean `phone_answered_share`?"), "{near}");
    }
}
