//! What is fitted to what, from what a practice knows of itself: which levers are free, and figures that no practice can
//! have refused before anything is simulated; and why no fit may come of it.

use crate::experiment::figure::Figure;
use crate::experiment::replicate::{Timeline, run};
use crate::practice::{Calendar, NoWatch, Params};
use crate::scenario::names::{LeadBand, Role};
use crate::scenario::{Lever, Observed, Op, Problem, Refusal, Scenario, Seen, levers};
use std::sync::Arc;

/// Measures whose groups share out one whole.
const SHARED_OUT: [&str; 5] = ["lead_share", "mode_share", "role_share", "lead_origin_share", "gp_time_share"];

/// A figure that was seen, as it can be read from replications.
#[derive(Clone, Debug)]
pub struct Target {
    pub seen: Seen,
    pub figure: Figure,
}

/// What is fitted to what.
#[derive(Clone, Debug)]
pub struct Task {
    /// The practice with everything that is known set.
    pub practice: Scenario,
    pub levers: Vec<Lever>,
    pub targets: Vec<Target>,
    /// Weeks that the figures cover.
    pub weeks: f64,
}

/// Why no fit came of it.
pub enum NoFit {
    /// The practice cannot be run as the figures have it.
    Refused(Refusal),
    /// The arithmetic broke down, in a sentence.
    Broken(String),
    Stopped,
}

impl From<Refusal> for NoFit {
    fn from(refusal: Refusal) -> NoFit {
        NoFit::Refused(refusal)
    }
}

impl Task {
    /// The fit of `practice` to `observed`. `free` names levers to use instead of the usual ones.
    pub fn new(practice: &Scenario, observed: &Observed, free: &[String]) -> Result<Task, Refusal> {
        let mut changes = practice.changes.clone();
        changes.extend(observed.known.iter().chain(&observed.assumed).cloned());
        let practice = practice.with(changes)?;
        let mut problems = Vec::new();
        let mut targets = Vec::new();
        for seen in &observed.figures {
            match Figure::parse(&seen.name) {
                Ok(figure) => targets.push(Target { seen: seen.clone(), figure }),
                Err(problem) => problems.push(problem.at(seen.place.as_ref())),
            }
        }
        if problems.is_empty() {
            problems.extend(unseen(&practice, &targets));
        }
        let levers = if problems.is_empty() { chosen(&targets, observed, free, &mut problems) } else { Vec::new() };
        problems.extend(targets.iter().filter_map(|target| impossible(&target.seen, &target.figure)));
        problems.extend(SHARED_OUT.iter().filter_map(|measure| shared_out(measure, &targets)));
        problems.extend(targets.iter().filter_map(|target| beyond_slots(target, &practice, &levers)));
        if levers.is_empty() && problems.is_empty() {
            let problem = Problem::new("none of the figures given tells anything about an input that may be fitted");
            problems.push(problem.help("give another figure, or name inputs with `--free`"));
        }
        match problems.is_empty() {
            true => Ok(Task { practice, levers, targets, weeks: observed.weeks }),
            false => Err(Refusal::new(problems)),
        }
    }
}

/// Figures of groups that the practice does not show in four weeks, though it shows others of the same measure.
fn unseen(practice: &Scenario, targets: &[Target]) -> Vec<Problem> {
    let calendar = Calendar::new(&practice.settings, 0);
    let params = Params::derive(&practice.settings, &practice.settings);
    let mut state = crate::practice::State::new(&params, &calendar, 1, 0);
    let timeline = Timeline::constant(Arc::new(params));
    let runs = [run(&mut state, &timeline, &calendar, 28, &mut NoWatch)];
    let unseen = targets.iter().filter(|target| target.figure.of(&runs).is_none());
    let problem = |target: &Target| {
        let choices = target.figure.choices(&runs)?;
        let message = format!("there is no `{}` in this practice", target.seen.name);
        Some(Problem::new(message).at(target.seen.place.as_ref()).help(choices))
    };
    unseen.filter_map(problem).collect()
}

/// The levers that are asked for, or those on which a figure that is given tells something; none that is known.
fn chosen(targets: &[Target], observed: &Observed, free: &[String], problems: &mut Vec<Problem>) -> Vec<Lever> {
    let usual = levers();
    let wanted: Vec<Lever> = if !free.is_empty() {
        let all = || observed.free.iter().chain(&usual);
        let mut wanted = Vec::new();
        for name in free {
            match all().find(|lever| lever.name == *name) {
                Some(lever) if wanted.contains(lever) => {
                    problems.push(Problem::new(format!("`{name}` is to be fitted twice")).help("name it once"));
                }
                Some(lever) if observed.known.iter().any(|known| lever.moves(&known.path)) => {
                    let problem = Problem::new(format!("`{name}` is to be fitted, and yet it is known"));
                    problems.push(problem.help("take it out of `[known]`, or out of `--free`"));
                }
                Some(lever) => wanted.push(lever.clone()),
                None => {
                    let near = crate::scenario::did_you_mean(name, all().map(|lever| lever.name.as_str()));
                    let names: Vec<String> = all().map(|lever| format!("`{}`", lever.name)).collect();
                    let or = format!("there are {}", names.join(", "));
                    problems
                        .push(Problem::new(format!("no input called `{name}` may be fitted")).help(near.unwrap_or(or)));
                }
            }
        }
        wanted
    } else if !observed.free.is_empty() {
        observed.free.clone()
    } else {
        let tells = |name: &String| targets.iter().any(|target| target.figure.counts_from(name));
        usual.into_iter().filter(|lever| lever.learnt_from.iter().any(tells)).collect()
    };
    let is_known = |lever: &Lever| observed.known.iter().any(|known| lever.moves(&known.path));
    wanted.into_iter().filter(|lever| !is_known(lever)).collect()
}

/// A figure outside everything that its kind can be.
fn impossible(seen: &Seen, figure: &Figure) -> Option<Problem> {
    let share = figure.unit().starts_with("share");
    let (value, name) = (seen.value, &seen.name);
    let problem = if share && !(0.0..=1.0).contains(&value) {
        let problem = Problem::new(format!("`{name}` is {value}, but a share lies between 0 and 1"));
        match (1.0..=100.0).contains(&value) {
            true => problem.help(format!("for {value}% write {}", value / 100.0)),
            false => problem,
        }
    } else if value < 0.0 && figure.unit() != "index" {
        Problem::new(format!("`{name}` is {value}, but it cannot be less than 0"))
    } else {
        return None;
    };
    Some(problem.at(seen.place.as_ref()))
}

/// Shares of one whole that together are more than the whole, or, where all are given, less.
fn shared_out(measure: &str, targets: &[Target]) -> Option<Problem> {
    let parts: Vec<&Target> = targets.iter().filter(|target| target.figure.is_of(measure)).collect();
    let mut groups: Vec<&str> = parts.iter().flat_map(|target| target.figure.groups()).collect();
    let named = groups.len();
    groups.sort_unstable();
    groups.dedup();
    if groups.len() < named {
        // A group in two figures is not two parts of the whole.
        return None;
    }
    let sum: f64 = parts.iter().map(|target| target.seen.value).sum();
    // Each may be rounded up by half of its last digit.
    let slack: f64 = parts.iter().map(|target| target.seen.within * 12f64.sqrt() / 2.0).sum::<f64>() + 1e-9;
    let percent = |share: f64| format!("{:.0}%", 100.0 * share);
    let whole = measure == "lead_share" && groups.len() == LeadBand::COUNT;
    let message = if sum > 1.0 + slack {
        format!("the shares given of `{measure}` sum to {}, which is more than there is", percent(sum))
    } else if whole && sum < 1.0 - slack {
        format!("all shares of `{measure}` are given, and they sum to only {}", percent(sum))
    } else {
        return None;
    };
    let place = parts.last().and_then(|target| target.seen.place.as_ref());
    Some(Problem::new(message).at(place).help("each is a share of one whole: 0.43 for 43%"))
}

/// More appointments than the sessions have room for.
fn beyond_slots(target: &Target, practice: &Scenario, levers: &[Lever]) -> Option<Problem> {
    if target.seen.name.trim() != "appointments_per_1000_per_day" {
        return None;
    }
    let s = &practice.settings;
    let sessions_are_open = Role::ALL.iter().any(|role| {
        let path = |name: &str| format!("roles.{}.{name}", role.id());
        let names = ["sessions_per_week", "slots_per_session"];
        levers.iter().any(|lever| names.iter().any(|name| lever.moves(&path(name))))
    });
    if sessions_are_open || !s.people.is_empty() {
        // How many slots there are is not known before the fit.
        return None;
    }
    let wanted = target.seen.value * s.patients.list_size / 1000.0 * s.calendar.days_per_week;
    let slots: f64 = Role::ALL
        .iter()
        .map(|&role| {
            let settings = &s.roles[role];
            let away = settings.leave_weeks / 52.0;
            settings.sessions_per_week * settings.slots_per_session * (1.0 - away)
        })
        .sum();
    let fitted = levers.iter().filter(|lever| lever.moves("book.slots")).map(|lever| match lever.op {
        Op::Set => lever.high,
        _ => s.book.slots * lever.high,
    });
    let duty = s.book.duty_limit.min(1e6) * s.calendar.days_per_week;
    let most = slots * fitted.fold(s.book.slots, f64::max) + duty;
    if wanted <= most {
        return None;
    }
    let message = format!(
        "{wanted:.0} appointments a week are more than the sessions have room for: {:.0} slots, and {duty:.0} patients \
         seen beyond them",
        slots * s.book.slots
    );
    let problem = Problem::new(message).at(target.seen.place.as_ref());
    Some(
        problem
            .help("check the sessions of every role under `[known]`, and whether the figure counts a week or a month"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Change, load};

    fn refused(figures: &[(&str, f64, f64)], known: &[&str]) -> String {
        match task(figures, known) {
            Ok(_) => panic!("should be refused"),
            Err(refusal) => refusal.to_string(),
        }
    }

    fn task(figures: &[(&str, f64, f64)], known: &[&str]) -> Result<Task, Refusal> {
        let seen = |&(name, value, digit): &(&str, f64, f64)| {
            let within = crate::scenario::rounding(digit);
            Seen { name: name.into(), value, within, place: None }
        };
        let known = known.iter().map(|text| Change::parse(text).unwrap()).collect();
        let figures = figures.iter().map(seen).collect();
        let observed = Observed { title: None, weeks: 52.0, known, assumed: vec![], figures, free: Vec::new() };
        Task::new(&load("average-2018", vec![]).unwrap(), &observed, &[])
    }

    #[test]
    fn figures_that_no_practice_can_have_are_refused_with_a_sentence() {
        let bands = ["same_day", "1", "2_7", "8_14", "15_21", "22_28", "over_28"];
        let names: Vec<String> = bands.iter().map(|band| format!("lead_share({band})")).collect();
        let all: Vec<(&str, f64, f64)> = names.iter().map(|name| (name.as_str(), 0.2, 0.01)).collect();
        assert!(refused(&all, &[]).contains("sum to 140%, which is more than there is"));
        let few: Vec<(&str, f64, f64)> = names.iter().map(|name| (name.as_str(), 0.1, 0.01)).collect();
        assert!(refused(&few, &[]).contains("sum to only 70%"));
        assert!(refused(&[("dna_rate", 5.3, 0.1)], &[]).contains("for 5.3% write 0.053"));
        assert!(refused(&[("calls_per_1000_per_day", -3.0, 1.0)], &[]).contains("cannot be less than 0"));
        let said = refused(&[("appointments_per_1000_per_day", 20.0, 1.0)], &["patients.list_size=40000"]);
        assert!(said.contains("4000 appointments a week are more than"), "{said}");
        let said = refused(&[("lead_share(sameday)", 0.4, 0.01), ("dna_rate", 0.05, 0.01)], &[]);
        assert!(said.contains("there is no `lead_share(sameday)`") && said.contains("lead_share(same_day)"), "{said}");
        assert!(refused(&[("dna_rte", 0.05, 0.01)], &[]).contains("did you mean `dna_rate`"));
        assert!(refused(&[("ledger_balance", 0.0, 1.0)], &[]).contains("tells anything about an input"));
    }

    #[test]
    fn the_levers_are_those_that_the_figures_tell_something_about() {
        let names = |task: Task| task.levers.into_iter().map(|lever| lever.name).collect::<Vec<_>>();
        let found = names(task(&[("dna_rate", 0.05, 0.01), ("phone_answered_share", 0.8, 0.01)], &[]).unwrap());
        assert_eq!(found, ["dna", "handlers"]);
        let known = task(&[("dna_rate", 0.05, 0.01), ("phone_answered_share", 0.8, 0.01)], &["phone.handlers=4"]);
        assert_eq!(names(known.unwrap()), ["dna"]);
    }
}
