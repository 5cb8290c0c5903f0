//! Plans: actions taken up together, how much of each and from which week, turned into the changes of each week.
//!
//! What holds in a week is dose × fidelity × how far the action has come × what is left of it. New colleagues are there
//! or not; the time that an action costs is spent whether it works or not.

use super::action::{Action, Evidence, Improves, actions};
use super::change::{Change, Op};
use super::diagnostic::{Problem, Refusal};
use super::names::Role;
use super::settings::Settings;

pub use super::project::Project;

/// Actions that a practice takes up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub projects: Vec<Project>,
    pub evidence: Evidence,
    pub terms: Terms,
}

/// How change goes in practices; `TERMS` says how sure each of these is, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Share of an action that those who take it up do.
    pub fidelity: f64,
    /// Projects that a practice can change at once.
    pub at_once: f64,
    /// What each project beyond that leaves of the others' fidelity.
    pub crowded: f64,
    /// How much longer everything takes those who change, and for how many weeks.
    pub dip: f64,
    pub dip_weeks: f64,
    /// Weeks until half of a change is lost where nobody keeps it up.
    pub half_life: f64,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms { fidelity: 0.45, at_once: 2.0, crowded: 0.85, dip: 0.03, dip_weeks: 4.0, half_life: 78.0 }
    }
}

/// One of the terms, as a report tells of it.
pub struct Term {
    pub what: &'static str,
    /// How much of it there is.
    pub amount: fn(&Terms) -> String,
    pub grade: &'static str,
    /// Keys of `scenarios/SOURCES.md`, or the range that was thought of; empty where there is neither.
    pub source: &'static str,
}

/// Every one of the terms, in the order in which they are told.
pub const TERMS: [Term; 5] = [
    // Under half applied the full model.
    Term {
        what: "Share of an action that those who take it up do",
        amount: |terms| terms.fidelity.to_string(),
        grade: "found",
        source: "PMC1934051",
    },
    Term {
        what: "Projects that a practice can change at once",
        amount: |terms| terms.at_once.to_string(),
        grade: "inferred",
        source: "1 to 4",
    },
    Term {
        what: "What each project beyond that leaves of the others",
        amount: |terms| terms.crowded.to_string(),
        grade: "inferred",
        source: "",
    },
    Term {
        what: "How much longer everything takes those who change",
        amount: |terms| format!("{} for {} weeks", terms.dip, terms.dip_weeks),
        grade: "inferred",
        source: "GPIP23",
    },
    Term {
        what: "Weeks until half of a change is lost where nobody keeps it up",
        amount: |terms| terms.half_life.to_string(),
        grade: "inferred from found",
        source: "MAHER, STIRMAN",
    },
];

/// A project's weeks, worked out.
struct Course<'a> {
    action: &'a Action,
    dose: f64,
    /// Weeks from the start of the plan: the work begins, the first change.
    begins: f64,
    live: f64,
    fidelity: f64,
}

/// One thing that is done in a week.
#[derive(Clone, Copy, Debug)]
pub enum Doing<'a> {
    /// An action of which `dose` was taken up, and of that `held` has taken hold.
    Act { action: &'a Action, dose: f64, held: f64 },
    /// Hours of a role go into setting up, training or running something.
    Spend { role: Role, hours: f64 },
    /// Everything takes a role so many times as long.
    Slow { role: Role, times: f64 },
}

impl Plan {
    /// The plan that `asked` says, each as `3.2`, `3.2:50` for half of it, or `3.2:50@8` for half of it from week 8.
    pub fn read<S: AsRef<str>>(asked: &[S], evidence: Evidence) -> Result<Plan, Refusal> {
        let all = actions()?;
        let (mut projects, mut problems) = (Vec::<Project>::new(), Vec::new());
        for text in asked {
            match Project::read(text.as_ref(), &all) {
                Ok(project) => projects.push(project),
                Err(more) => problems.extend(more),
            }
        }
        for (at, project) in projects.iter().enumerate() {
            for action in &project.actions {
                let earlier = &projects[..at];
                if let Some(twice) = earlier.iter().find(|other| other.actions.iter().any(|a| a.id == action.id)) {
                    let message =
                        format!("action {} is asked for twice, in `{}` and in `{}`", action.id, twice.id, project.id);
                    problems.push(Problem::new(message).help("ask for it once, with the dose that is meant"));
                }
            }
        }
        let terms = Terms::default();
        if problems.is_empty() { Ok(Plan { projects, evidence, terms }) } else { Err(Refusal::new(problems)) }
    }

    pub fn is_empty(&self) -> bool {
        self.projects.iter().all(|project| project.dose == 0.0)
    }

    /// The changes once everything has taken hold in full, with the time that it costs from week to week.
    pub fn settled(&self, practice: &Settings) -> Vec<Change> {
        changes_of(&self.in_full(practice), practice, self.evidence)
    }

    /// What is done once everything has taken hold in full.
    pub fn in_full(&self, practice: &Settings) -> Vec<Doing<'_>> {
        let mut all = Vec::new();
        for (action, dose) in self.taken() {
            all.push(Doing::Act { action, dose, held: 1.0 });
            all.extend(spent(action, practice, |hours| dose * hours.weekly));
        }
        all
    }

    /// The changes of each of `weeks` weeks from the day on which the work begins.
    pub fn weeks(&self, practice: &Settings, weeks: u32) -> Vec<Vec<Change>> {
        let in_changes = |week: Vec<Doing<'_>>| changes_of(&week, practice, self.evidence);
        self.doings(practice, weeks).into_iter().map(in_changes).collect()
    }

    /// What is done in each of `weeks` weeks from the day on which the work begins.
    pub fn doings(&self, practice: &Settings, weeks: u32) -> Vec<Vec<Doing<'_>>> {
        let courses = self.courses();
        // Progress and loss add up week by week, because help with improving comes later than the start.
        let mut come = vec![(0.0f64, 0.0f64); courses.len()];
        let mut out = Vec::new();
        for week in 0..weeks {
            let improves = self.improved(&courses, f64::from(week));
            let mut all = Vec::new();
            for (course, (progress, lost)) in courses.iter().zip(&mut come) {
                let since = f64::from(week) - course.live;
                if since >= 0.0 {
                    let held = course.fidelity(&improves) * ramp(*progress) * libm::exp2(-*lost);
                    all.push(Doing::Act { action: course.action, dose: course.dose, held });
                    let weeks = if course.action.course.ramp > 0.0 { course.action.course.ramp } else { 1e-9 };
                    *progress += improves.speed / weeks;
                    if *progress > 1.0 {
                        let half_life = course.action.course.half_life.unwrap_or(self.terms.half_life);
                        *lost += 1.0 / (half_life * improves.lasting);
                    }
                }
                all.extend(spent(course.action, practice, |hours| course.hours(hours, f64::from(week))));
                all.extend(self.dip(course, since));
            }
            out.push(all);
        }
        out
    }

    /// Of each action that is taken up, in order: the week in which work on it begins, and that of its first change.
    pub fn begins(&self) -> Vec<(String, [f64; 2])> {
        self.courses().iter().map(|course| (course.action.id.clone(), [course.begins, course.live])).collect()
    }

    /// What the plan's actions lack in a practice, as it stands after the changes.
    pub fn lacks(&self, practice: &Settings) -> Vec<Problem> {
        let lack = |action: &Action| -> Vec<Problem> {
            let missing = action.lacks(practice).map(|requirement| {
                let message = format!("action {} ({}) needs {}", action.id, action.name, requirement.says);
                Problem::new(message).help("without it, it moves nothing or less than it could")
            });
            missing.collect()
        };
        self.taken().flat_map(|(action, _)| lack(action)).collect()
    }

    fn taken(&self) -> impl Iterator<Item = (&Action, f64)> {
        let projects = self.projects.iter().filter(|project| project.dose > 0.0);
        projects.flat_map(|project| project.actions.iter().map(|action| (action, project.dose)))
    }

    /// When each action begins: projects in order, as many at once as a practice can change.
    fn courses(&self) -> Vec<Course<'_>> {
        let mut busy: Vec<(f64, f64)> = Vec::new();
        let mut all = Vec::new();
        for project in self.projects.iter().filter(|project| project.dose > 0.0) {
            let lag = project.actions.iter().map(|action| action.course.lag).fold(0.0, f64::max);
            let takes = lag + self.terms.dip_weeks;
            let at_once = |week: f64| busy.iter().filter(|(from, to)| (*from..*to).contains(&week)).count() as f64;
            let helped =
                all.iter().filter_map(|course: &Course<'_>| Some(course.dose * course.action.improves?.at_once));
            // Part of a hand is no hand for a further project.
            let helped = helped.sum::<f64>().floor();
            let room = self.terms.at_once + helped;
            // A project can only begin when another ends.
            let ends = busy.iter().map(|(_, to)| *to).chain([0.0]);
            let first = ends.filter(|&week| at_once(week) + 1.0 <= room.max(1.0)).fold(f64::INFINITY, f64::min);
            let begins = project.starts.map_or(first, f64::from);
            let beyond = (at_once(begins) + 1.0 - room).max(0.0);
            busy.push((begins, begins + takes));
            let fidelity = project.fidelity.unwrap_or(self.terms.fidelity) * libm::pow(self.terms.crowded, beyond);
            let course = |action| Course { action, dose: project.dose, begins, live: begins + lag, fidelity };
            all.extend(project.actions.iter().map(course));
        }
        all
    }

    /// How the plan's improvement expertise makes everything go in a week.
    fn improved(&self, courses: &[Course<'_>], week: f64) -> Improves {
        let none =
            Improves { adopting_odds: 1.0, fidelity_odds: 1.0, speed: 1.0, lasting: 1.0, at_once: 0.0, after: 0.0 };
        let helping = courses.iter().filter_map(|course| Some((course, course.action.improves?)));
        let helping = helping.filter(|(course, improves)| week >= course.live + improves.after);
        helping.fold(none, |all, (course, own)| Improves {
            fidelity_odds: all.fidelity_odds * libm::pow(own.fidelity_odds, course.dose),
            speed: all.speed * libm::pow(own.speed, course.dose),
            lasting: all.lasting * libm::pow(own.lasting, course.dose),
            ..all
        })
    }

    /// Those who change are slower for some weeks.
    fn dip<'a>(&self, course: &Course<'a>, since: f64) -> impl Iterator<Item = Doing<'a>> {
        let dips = (0.0..self.terms.dip_weeks).contains(&since) && course.action.improves.is_none();
        let learn = course.action.hours.iter().filter(move |hours| dips && hours.training > 0.0);
        let times = 1.0 + course.dose * self.terms.dip;
        learn.map(move |hours| Doing::Slow { role: hours.role, times })
    }
}

impl Course<'_> {
    fn fidelity(&self, improves: &Improves) -> f64 {
        let odds = self.fidelity / (1.0 - self.fidelity) * improves.fidelity_odds;
        if self.fidelity >= 1.0 { 1.0 } else { odds / (1.0 + odds) }
    }

    /// Hours of a week: setting up before the first change, training until the change is made, then what it takes to run.
    fn hours(&self, hours: &super::action::Hours, week: f64) -> f64 {
        let until_live = (self.live - self.begins).max(1.0);
        let since = week - self.begins;
        let within = |weeks: f64| if (0.0..weeks).contains(&since) { 1.0 / weeks.ceil() } else { 0.0 };
        let runs = if week >= self.live { hours.weekly } else { 0.0 };
        self.dose * (within(until_live) * hours.setting_up + within(until_live + 4.0) * hours.training + runs)
    }
}

/// The share of its effect that an action has at `progress` from its first change (0) to the end of its ramp (1): a
/// logistic curve from a tenth to nine tenths.
fn ramp(progress: f64) -> f64 {
    1.0 / (1.0 + libm::exp(2.0 * libm::log(9.0) * (0.5 - progress)))
}

/// An action's staff time.
fn spent<'a>(
    action: &'a Action,
    practice: &Settings,
    of: impl Fn(&super::action::Hours) -> f64,
) -> impl Iterator<Item = Doing<'a>> {
    let thousands = practice.patients.list_size / 1000.0;
    let each = action.hours.iter().map(move |hours| (hours, of(hours) * if hours.per_1000 { thousands } else { 1.0 }));
    let spent = each.filter(|(_, amount)| *amount > 0.0);
    spent.map(|(hours, amount)| Doing::Spend { role: hours.role, hours: amount })
}

/// What is done in a week, as changes.
pub fn changes_of(week: &[Doing<'_>], practice: &Settings, evidence: Evidence) -> Vec<Change> {
    let changes = |doing: &Doing<'_>| match *doing {
        Doing::Act { action, dose, held } => action.changes(practice, evidence, dose, held),
        Doing::Spend { role, hours } => {
            vec![Change::new(format!("roles.{}.training_hours", role.id()), Op::Add, hours)]
        }
        Doing::Slow { role, times } => vec![Change::new(format!("roles.{}.pace", role.id()), Op::Scale, times)],
    };
    week.iter().flat_map(changes).collect()
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::*;

    fn plan(asked: &[&str]) -> Plan {
        Plan::read(asked, Evidence::Evaluated).unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// The share of the whole change to a path that is made in each week.
    fn share(asked: &[&str], path: &str, weeks: u32) -> Vec<f64> {
        let practice = load("average-2018", vec![]).unwrap().settings;
        let dose =
            |changes: Vec<Change>| changes.iter().find(|change| change.path == path).map_or(0.0, |change| change.dose);
        plan(asked).weeks(&practice, weeks).into_iter().map(dose).collect()
    }

    const READ_BACK: &str = "attendance.prompts.read_back.reach";

    #[test]
    fn an_action_begins_late_grows_and_is_lost_again() {
        let held = share(&["3.4"], READ_BACK, 300);
        assert_eq!(held[0], 0.0, "nothing changes before the lag is over");
        assert!((held[1] - 0.045).abs() < 1e-12, "a tenth of 0.45 at first: {}", held[1]);
        assert!((held[5] - 0.405).abs() < 1e-12, "nine tenths after the ramp: {}", held[5]);
        let best = held.iter().copied().fold(0.0, f64::max);
        assert!(best < 0.45 && best > 0.42, "{best}");
        // Half is lost in 52 weeks, but for what the ramp still adds.
        assert!((held[250] / held[198] - 0.5).abs() < 0.01, "{} and {}", held[198], held[250]);
    }

    #[test]
    fn half_a_dose_is_half_of_it_in_every_week_and_its_hours_are_halved_too() {
        let (whole, half) = (share(&["3.4"], READ_BACK, 60), share(&["3.4:50"], READ_BACK, 60));
        assert!(whole.iter().zip(&half).all(|(whole, half)| (whole / 2.0 - half).abs() < 1e-12));
        let practice = load("average-2018", vec![]).unwrap().settings;
        let hours = |asked: &str| -> f64 {
            let changes = plan(&[asked]).weeks(&practice, 52).into_iter().flatten();
            let spent = changes.filter(|change| change.path.ends_with("training_hours"));
            spent
                .map(|change| match change.value {
                    super::super::Value::Number(hours) => hours,
                    _ => 0.0,
                })
                .sum()
        };
        // Training of 3 hours, and 0.1 a week from the second week on.
        assert!((hours("3.4") - (3.0 + 51.0 * 0.1)).abs() < 1e-9, "{}", hours("3.4"));
        assert!((hours("3.4:50") - hours("3.4") / 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_practice_changes_two_things_at_once_and_the_third_waits() {
        let practice = load("average-2018", vec![]).unwrap().settings;
        let plan = plan(&["3.4", "3.5", "3.3"]);
        let begins: Vec<f64> = plan.courses().iter().map(|course| course.begins).collect();
        assert_eq!(begins, [0.0, 0.0, 5.0]);
        assert_eq!(plan.weeks(&practice, 10).len(), 10);
        // Whoever insists does each of them less well.
        let crowded = self::plan(&["3.4", "3.5", "3.3@0"]);
        let fidelity: Vec<f64> = crowded.courses().iter().map(|course| course.fidelity).collect();
        assert_eq!(fidelity, [0.45, 0.45, 0.45 * 0.85]);
    }

    #[test]
    fn help_with_improving_makes_others_faster_more_faithful_and_longer_lasting_and_gives_nothing_itself() {
        let (alone, helped) = (share(&["3.4@8"], READ_BACK, 200), share(&["10.1@0", "3.4@8"], READ_BACK, 200));
        assert!(helped[12] > 1.3 * alone[12] && helped[100] > 1.5 * alone[100], "{} and {}", alone[12], helped[12]);
        assert!(helped[190] / helped[100] > alone[190] / alone[100]);
        let practice = load("average-2018", vec![]).unwrap().settings;
        let only_hours = |change: &Change| change.path.ends_with("training_hours");
        assert!(plan(&["10"]).weeks(&practice, 52).iter().flatten().all(only_hours));
    }
}
