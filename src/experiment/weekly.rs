//! What holds in each week of a plan of actions: the settings of the practice, week after week. Comparisons of the first
//! year, programmes and combinations all take their weeks from here; what the loop reads of them is worked out in
//! `prepared`.
//!
//! Ten actions have 1,024 combinations of 52 weeks, so a week has to cost microseconds: it is kept as the numbers in which
//! it differs from the practice, and only what these touch is checked and worked out anew.

use super::View;
use super::at_the_start::{is_settled_at_the_start, settled_at_the_start};
use crate::practice::measures::ASIDE;
use crate::scenario::names::Role;
use crate::scenario::node::By;
use crate::scenario::plan::{Doing, changes_of};
use crate::scenario::settings::{RoleSettings, Settings};
use crate::scenario::{Change, Evidence, Moved, Moves, Plan, Problem, Refusal, Scenario};
use std::sync::Arc;

/// A practice as it is run, from which the weeks of any number of plans are worked out. Made once for all of them.
#[derive(Clone, Debug)]
pub struct Ground<'a> {
    pub(super) baseline: &'a Scenario,
    moves: Arc<Moves>,
    /// Of each setting: can it not change once a run has begun?
    settled: Vec<bool>,
    aside: Arc<[Option<Aside>]>,
}

/// Whose hours a setting sets aside, and the place of their line in [`ASIDE`]; of other settings nobody's.
type Aside = (Role, usize);

/// Hours a week that each role sets aside, by the lines of [`ASIDE`].
pub type HoursAside = By<Role, [f64; ASIDE.len()]>;

/// The weeks of one plan, from the day on which its work begins.
#[derive(Clone, Debug)]
pub struct Weekly {
    /// The place of each week in `different`.
    pub(super) course: Vec<u16>,
    /// Weeks that differ from each other.
    pub(super) different: Vec<Week>,
    pub(super) moves: Arc<Moves>,
    aside: Arc<[Option<Aside>]>,
}

/// One week's settings.
#[derive(Clone, Debug)]
pub(super) enum Week {
    Moved(Moved),
    /// Changed one by one, as every other scenario is.
    Whole(Box<Scenario>),
}

impl<'a> Ground<'a> {
    pub fn new(baseline: &'a Scenario) -> Ground<'a> {
        let moves = Moves::new(&baseline.settings);
        let settled = (0..moves.count() as u32).map(|at| is_settled_at_the_start(moves.path(at))).collect();
        let aside = (0..moves.count() as u32).map(|at| set_aside_by(moves.path(at))).collect();
        Ground { baseline, moves: Arc::new(moves), settled, aside }
    }
}

/// What a role's settings call some of its hours, and where they are.
type Called = (&'static str, fn(&RoleSettings) -> f64);

/// The hours of each line of [`ASIDE`].
const SET_ASIDE: [Called; ASIDE.len()] =
    [("meeting_hours", |role| role.meeting_hours), ("training_hours", |role| role.training_hours)];

/// Whose hours the setting at this path sets aside, if any.
fn set_aside_by(path: &str) -> Option<Aside> {
    let (role, name) = path.strip_prefix("roles.")?.split_once('.')?;
    let role = *Role::ALL.iter().find(|known| known.id() == role)?;
    Some((role, SET_ASIDE.iter().position(|(known, _)| *known == name)?))
}

fn hours_aside(settings: &Settings) -> HoursAside {
    By::new(|role| SET_ASIDE.map(|(_, hours)| hours(&settings.roles[role])))
}

impl Weekly {
    /// The weeks of a plan as they are looked at, with `changes` that hold in every one of them: those of the year, or one
    /// that holds for ever, in which everything has taken hold in full.
    pub fn in_view(ground: &Ground<'_>, changes: &[Change], plan: &Plan, view: View) -> Result<Weekly, Refusal> {
        let practice = &ground.baseline.settings;
        match view {
            View::Year => Weekly::new(ground, changes, plan, (practice.run.days / 7.0).ceil() as u32),
            View::Settled { .. } => Weekly::of(ground, changes, plan.evidence, &[plan.in_full(practice)]),
        }
    }

    /// The first `weeks` weeks of a plan, with `changes` that hold in every one of them. Refused as the practice with
    /// these changes would be.
    pub fn new(ground: &Ground<'_>, changes: &[Change], plan: &Plan, weeks: u32) -> Result<Weekly, Refusal> {
        Weekly::of(ground, changes, plan.evidence, &plan.doings(&ground.baseline.settings, weeks))
    }

    /// The same from what is done in each week, whoever decided it.
    pub fn of(
        ground: &Ground<'_>,
        throughout: &[Change],
        evidence: Evidence,
        weeks: &[Vec<Doing<'_>>],
    ) -> Result<Weekly, Refusal> {
        let moves = &ground.moves;
        let (mut course, mut different) = (Vec::with_capacity(weeks.len()), Vec::<Week>::new());
        for (moved, doings) in moves.weeks(throughout, evidence, weeks).into_iter().zip(weeks) {
            let settled = |moved: &Moved| moved.settings.iter().any(|&at| ground.settled[at as usize]);
            let moved = moved.filter(|moved| !settled(moved));
            let known =
                different.iter().rposition(|known| matches!((known, &moved), (Week::Moved(a), Some(b)) if a == b));
            course.push(known.unwrap_or(different.len()) as u16);
            match moved {
                _ if known.is_some() => {}
                Some(moved) => different.push(Week::Moved(moved)),
                None => {
                    let baseline = ground.baseline;
                    let own = changes_of(doings, &baseline.settings, evidence);
                    let all = throughout.iter().cloned().chain(own).collect();
                    different.push(Week::Whole(Box::new(baseline.what_if(&baseline.name, all)?)));
                }
            }
        }
        Ok(Weekly { course, different, moves: moves.clone(), aside: ground.aside.clone() })
    }

    /// How many weeks there are. The last holds for ever after.
    pub fn weeks(&self) -> usize {
        self.course.len()
    }

    /// Does the same happen in this week under both, plans of the same practice: are the settings the same but for hours
    /// that are set aside? Of two that have not yet parted they are. Weeks that had to be changed one by one are taken for
    /// different.
    pub fn runs_alike(&self, other: &Weekly, week: usize) -> bool {
        match (self.week(week), other.week(week)) {
            (Some(Week::Moved(one)), Some(Week::Moved(two))) => self.felt(one).eq(self.felt(two)),
            _ => false,
        }
    }

    /// What is moved that anything else depends on.
    fn felt<'m>(&'m self, moved: &'m Moved) -> impl Iterator<Item = (u32, f64)> + 'm {
        let all = moved.settings.iter().copied().zip(moved.values.iter().copied());
        all.filter(|&(at, _)| self.aside[at as usize].is_none())
    }

    /// The hours that are set aside in a week of this practice, counted from 0.
    pub fn set_aside(&self, practice: &Settings, week: usize) -> HoursAside {
        let mut hours = hours_aside(practice);
        match self.week(week) {
            Some(Week::Moved(moved)) => {
                for (&at, &value) in moved.settings.iter().zip(&moved.values) {
                    if let Some((role, line)) = self.aside[at as usize] {
                        hours[role][line] = value;
                    }
                }
            }
            Some(Week::Whole(scenario)) => hours = hours_aside(&scenario.settings),
            None => {}
        }
        hours
    }

    /// A week, counted from 0; after the last, the last.
    pub(super) fn week(&self, week: usize) -> Option<&Week> {
        let at = self.course.get(week).or(self.course.last())?;
        self.different.get(usize::from(*at))
    }

    /// What the plan changes though it cannot change once a run has begun.
    pub(super) fn settled_at_the_start(&self, baseline: &Scenario) -> Vec<Problem> {
        let whole = self.different.iter().filter_map(|week| match week {
            Week::Whole(scenario) => Some(scenario),
            Week::Moved(_) => None,
        });
        whole.flat_map(|scenario| settled_at_the_start(baseline, scenario)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Prepared;
    use super::super::room::make_room;
    use super::*;
    use crate::kernel::{Key, Streams};
    use crate::practice::purpose::{Draw, Purpose, Who, key};
    use crate::practice::{Establishment, Params};
    use crate::scenario::load;

    /// The practice in each of `weeks`, changed as any other scenario is.
    fn one_by_one(baseline: &Scenario, changes: &[Change], plan: &Plan, weeks: &[usize]) -> Vec<Scenario> {
        let all = plan.weeks(&baseline.settings, 60);
        let changed = |&week: &usize| {
            baseline.what_if(&baseline.name, changes.iter().cloned().chain(all[week].clone()).collect()).unwrap()
        };
        weeks.iter().map(changed).collect()
    }

    fn is_as_one_by_one(practice: &str, changes: &[&str], asked: &[String], weeks: &[usize]) {
        let baseline = load(practice, vec![]).unwrap();
        let ground = Ground::new(&baseline);
        let changes: Vec<Change> = changes.iter().map(|text| Change::parse(text).unwrap()).collect();
        let plan = Plan::read(asked, Evidence::Evaluated).unwrap_or_else(|refusal| panic!("{refusal}"));
        let weekly = Weekly::new(&ground, &changes, &plan, 60).unwrap();
        assert!(weekly.different.iter().all(|week| matches!(week, Week::Moved(_))), "{asked:?} is in plain order");
        let slow = one_by_one(&baseline, &changes, &plan, weeks);
        let all = || std::iter::once(&baseline.settings).chain(slow.iter().map(|week| &week.settings));
        let mut room = Establishment::of([&baseline.settings]);
        make_room(&[&weekly], &baseline, &mut room);
        let mut more = room.clone();
        more.include(&Establishment::of(all()));
        assert_eq!(format!("{room:?}"), format!("{more:?}"), "{asked:?} has room in every week");
        let before = Params::derive_among(&baseline.base, &baseline.settings, &room);
        let mut last = before.clone();
        for (&week, slow) in weeks.iter().zip(&slow) {
            let mut settings = baseline.settings.clone();
            let Some(Week::Moved(moved)) = weekly.week(week) else { panic!("week {week} is not there") };
            ground.moves.write(moved, &mut settings);
            assert_eq!(settings, slow.settings, "{asked:?}, week {week}");
            let anew = Params::derive_among(&baseline.base, &slow.settings, &room);
            for like in [&before, &last] {
                let params = like.derive_like(&baseline.base, settings.clone(), &room);
                assert!(params == anew, "{asked:?}, week {week}");
            }
            let params = last.derive_like(&baseline.base, settings.clone(), &room);
            // What is not equal though it is printed alike, or the other way round, would be found here.
            let texts = [&params, &anew].map(|params| format!("{params:?}"));
            assert!(week % 6 != 0 || texts[0] == texts[1], "{asked:?}, week {week}");
            last = before.derive_like(&baseline.base, settings, &room);
        }
    }

    #[test]
    fn every_week_of_every_action_is_what_its_changes_make_of_the_practice_one_by_one() {
        let all: Vec<String> = (1..=10).map(|headline| headline.to_string()).collect();
        let weeks: Vec<usize> = (0..60).step_by(4).collect();
        is_as_one_by_one("average-2018", &[], &all, &weeks);
        is_as_one_by_one("small-rural", &["demand.level*=1.05", "phone.handlers+=0.5"], &all, &weeks[4..8]);
    }

    #[test]
    fn so_are_actions_taken_up_in_part_and_in_any_company() {
        let ids: Vec<String> = crate::scenario::actions().unwrap().into_iter().map(|action| action.id).collect();
        let draw = |set: u32| -> Key { key(Streams::new(5, set), Who::Practice, 0) };
        for set in 0..8 {
            let own = draw(set);
            let mut asked = Vec::new();
            for (id, at) in ids.iter().zip(0..) {
                if own.chance(0.3, Purpose::TakesUp, at) {
                    let dose = 1.0 + (own.u(Purpose::Faithfully, at) * 99.0).floor();
                    asked.push(format!("{id}:{dose}@{}", (own.u(Purpose::InTurn, at) * 30.0).floor()));
                }
            }
            let weeks: Vec<usize> = (0..6).map(|n| n * 9 + set as usize).collect();
            is_as_one_by_one(["average-2018", "large-urban", "high-dna"][set as usize % 3], &[], &asked, &weeks);
        }
    }

    #[test]
    fn what_cannot_be_is_refused_in_the_words_of_any_other_scenario() {
        let baseline = load("average-2018", vec![]).unwrap();
        let plan = Plan::read(&["3.2", "4.2"], Evidence::Evaluated).unwrap();
        for text in ["phone.redial=3", "phone.handler=3", "attendance.cancels_early=0.99", "roles.gp.people=0"] {
            let changes = [Change::parse(text).unwrap()];
            let first = plan.weeks(&baseline.settings, 1).remove(0);
            let said = baseline.what_if("x", changes.iter().cloned().chain(first).collect()).unwrap_err().to_string();
            let weekly = Weekly::new(&Ground::new(&baseline), &changes, &plan, 52).unwrap_err().to_string();
            assert_eq!(weekly, said);
        }
        let list = [Change::parse("patients.list_size=9000").unwrap()];
        let weekly = Weekly::new(&Ground::new(&baseline), &list, &plan, 52).unwrap();
        let refusal = Prepared::among_weeks(&baseline, &[], &[&weekly], 1, 0).unwrap_err().to_string();
        assert!(refusal.contains("`patients.list_size` is settled when a run begins"), "{refusal}");
        assert_eq!(refusal.matches("error:").count(), 1, "{refusal}");
    }

    #[test]
    fn two_plans_are_the_same_until_they_part() {
        let baseline = load("average-2018", vec![]).unwrap();
        let ground = Ground::new(&baseline);
        let weekly =
            |asked: &[&str]| Weekly::new(&ground, &[], &Plan::read(asked, Evidence::Evaluated).unwrap(), 52).unwrap();
        let (one, two) = (weekly(&["3.2@2"]), weekly(&["3.2@2", "5.2@20"]));
        let parted = (0..52).position(|week| !one.runs_alike(&two, week));
        let aside = |of: &Weekly, week: usize| of.set_aside(&baseline.settings, week);
        let set_up = (0..52).position(|week| aside(&one, week) != aside(&two, week));
        assert_eq!((set_up, parted), (Some(20), Some(24)), "the hours of setting up come first");
        assert!((0..52).all(|week| one.runs_alike(&one, week)));
        assert_eq!(weekly(&[]).weeks(), 52);
    }
}
