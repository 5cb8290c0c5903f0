//! What each practice of a programme makes of it: does it engage, what does it take up, how faithfully, and when. Drawn
//! by practice and purpose, apart from all that happens to patients.

use crate::kernel::{Key, Streams};
use crate::practice::purpose::{Draw, Purpose, Who, key};
use crate::scenario::names::Role;
use crate::scenario::plan::{Doing, Plan, Project, changes_of};
use crate::scenario::programme::Sessions;
use crate::scenario::settings::Settings;
use crate::scenario::{Action, Change, Evidence, Programme};

/// What one practice makes of a programme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    pub engaged: bool,
    pub quick_start: bool,
    /// The week in which it leaves.
    pub left: Option<u32>,
    pub taken: Vec<Taken>,
    plan: Plan,
    /// Week in which the work of the plan begins.
    lead: u32,
}

/// An action that a practice takes up.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    pub action: String,
    /// As drawn, before any help.
    pub fidelity: f64,
    /// Week of the first change, from the invitation.
    pub live: f64,
}

/// Every practice of a group. Those with hands-on help go first, and the others look at what these did.
pub fn courses(programme: &Programme, seed: u64, group: u32, size: u32) -> Vec<Course> {
    let keys: Vec<Key> = (0..size).map(|at| key(Streams::new(seed, group * size + at), Who::Practice, 0)).collect();
    let part = &programme.taking_part;
    let joins = |key: &Key| {
        let champion = key.chance(part.champions, Purpose::HasChampion, 0);
        let odds = libm::pow(part.showcase_odds, part.showcases) * if champion { part.champion_odds } else { 1.0 };
        key.chance(with_odds(part.engages, odds), Purpose::Engages, 0)
    };
    let mut all: Vec<Course> = keys
        .iter()
        .map(|key| {
            let engaged = joins(key);
            let quick_start = engaged && key.chance(programme.quick_start.share, Purpose::QuickStart, 0);
            Course { engaged, quick_start, ..Course::default() }
        })
        .collect();
    let none = |_: &Action| 1.0;
    for (course, key) in all.iter_mut().zip(&keys).filter(|(course, _)| course.quick_start) {
        course.begin(programme, *key, &none);
    }
    let seen: Vec<f64> = programme.offered.iter().map(|action| adopters(&all, action) / f64::from(size)).collect();
    let of_peers = |action: &Action| {
        let at = programme.offered.iter().position(|offered| offered.id == action.id);
        at.map_or(1.0, |at| libm::pow(programme.peers.odds_per_tenth, seen[at] * 10.0))
    };
    for (course, key) in all.iter_mut().zip(&keys).filter(|(course, _)| course.engaged && !course.quick_start) {
        course.begin(programme, *key, &of_peers);
    }
    all
}

fn adopters(all: &[Course], action: &Action) -> f64 {
    all.iter().filter(|course| course.taken.iter().any(|taken| taken.action == action.id)).count() as f64
}

impl Course {
    /// Draws what is taken up and when, for a practice that engages.
    fn begin(&mut self, programme: &Programme, key: Key, of_peers: &dyn Fn(&Action) -> f64) {
        let (part, quick) = (&programme.taking_part, &programme.quick_start);
        let mut projects: Vec<Project> = Vec::new();
        for action in chosen(programme, key, of_peers) {
            let mut action = action.clone();
            if self.quick_start {
                action.course.ramp /= quick.speed;
            }
            let fidelity = programme.fidelity.at(key.u(Purpose::Faithfully, number(&action)));
            projects.push(project(action, Some(fidelity)));
        }
        if let Some(help) = &programme.help {
            projects.insert(0, Project { starts: Some(0), ..project(help.clone(), None) });
        }
        self.plan = Plan { projects, evidence: Evidence::Evaluated, ..Plan::default() };
        let begins = self.plan.begins();
        // Planning is from the invitation to the first change, and getting that change ready is a part of it.
        let planning = if self.quick_start { quick.planning } else { part.planning };
        let changing = begins.iter().filter(|(id, _)| programme.offered.iter().any(|action| action.id == *id));
        let ready = changing.map(|(_, [_, live])| *live).fold(f64::INFINITY, f64::min);
        self.lead = if ready.is_finite() { (planning - ready).max(0.0) as u32 } else { 0 };
        if key.chance(part.drops_out, Purpose::DropsOut, 0) {
            let first = programme.workshops.first.min(programme.weeks);
            let left = first + key.u(Purpose::DropsOutIn, 0) * (programme.weeks - first);
            self.left = Some(left as u32);
            // Whoever leaves begins nothing more, and keeps what was begun.
            let mut begun = begins.iter().map(|(_, [begins, _])| begins + f64::from(self.lead) < left);
            self.plan.projects.retain(|_| begun.next().unwrap_or(false));
        }
        let lead = f64::from(self.lead);
        let taken = self.plan.projects.iter().filter_map(|project| {
            let (action, [_, live]) = begins.iter().find(|(id, _)| *id == project.id)?;
            Some(Taken { action: action.clone(), fidelity: project.fidelity?, live: lead + live })
        });
        self.taken = taken.collect();
    }

    /// The changes of each of `weeks` weeks from the invitation on: what the actions do and take, and the programme's
    /// own hours.
    pub fn weeks(&self, programme: &Programme, practice: &Settings, weeks: u32) -> Vec<Vec<Change>> {
        let doings = self.doings(programme, practice, weeks).into_iter();
        doings.map(|week| changes_of(&week, practice, self.plan.evidence)).collect()
    }

    /// What is done in each of these weeks.
    pub fn doings(&self, programme: &Programme, practice: &Settings, weeks: u32) -> Vec<Vec<Doing<'_>>> {
        if !self.engaged {
            return vec![Vec::new(); weeks as usize];
        }
        let mut all = vec![Vec::new(); self.lead.min(weeks) as usize];
        all.extend(self.plan.doings(practice, weeks.saturating_sub(self.lead)));
        for (week, doings) in (0..).zip(&mut all) {
            let hours = self.hours(programme, week).into_iter();
            doings.extend(hours.map(|(role, hours)| Doing::Spend { role, hours }));
        }
        all
    }

    /// Hours that the programme itself takes in a week, by role.
    pub fn hours(&self, programme: &Programme, week: u32) -> Vec<(Role, f64)> {
        let mut all: Vec<(Role, f64)> = Vec::new();
        let helped = f64::from(week) < programme.weeks;
        if !self.engaged || self.left.is_some_and(|left| week >= left) {
            return all;
        }
        let workshops = &programme.workshops;
        all.extend(attended(workshops, programme.weeks - workshops.first, week));
        let heads: f64 = workshops.who.iter().map(|(_, people)| people).sum();
        if helped && f64::from(week) >= workshops.first && programme.between > 0.0 {
            all.extend(workshops.who.iter().map(|(role, people)| (*role, programme.between * people / heads)));
        }
        if self.quick_start {
            all.extend(attended(&programme.quick_start.visits, programme.quick_start.weeks, week));
        }
        all.retain(|(_, hours)| *hours > 0.0);
        all
    }
}

/// Hours of sessions in one of the `weeks` weeks over which they are spread: evenly, so that no month looks better than
/// another because of the day on which people met.
fn attended(sessions: &Sessions, weeks: f64, week: u32) -> impl Iterator<Item = (Role, f64)> {
    let first = libm::floor(sessions.first);
    let whole = libm::ceil(weeks).max(1.0);
    let since = f64::from(week) - first;
    let each = if (0.0..whole).contains(&since) { sessions.number * sessions.hours / whole } else { 0.0 };
    sessions.who.iter().map(move |(role, people)| (*role, each * people))
}

/// The actions that a practice takes up, in the order in which it begins them.
fn chosen<'a>(programme: &'a Programme, key: Key, of_peers: &dyn Fn(&Action) -> f64) -> Vec<&'a Action> {
    let part = &programme.taking_part;
    let helped = programme.help.as_ref().and_then(|help| help.improves).map_or(1.0, |help| help.adopting_odds);
    let odds = |action: &Action| {
        let funded = programme.funding.iter().filter(|funding| funding.actions.contains(&action.id));
        funded.map(|funding| funding.odds).product::<f64>() * helped * of_peers(action)
    };
    // How far a practice is from taking each up: below 1 it does.
    let far = |action: &&'a Action| {
        let chance = with_odds(part.takes_up, odds(action));
        let u = key.u(Purpose::TakesUp, number(action));
        if chance > 0.0 { u / chance } else { f64::INFINITY }
    };
    let mut all: Vec<(f64, &Action)> = programme.offered.iter().map(|action| (far(&action), action)).collect();
    all.sort_by(|(one, _), (two, _)| one.total_cmp(two));
    let would = all.iter().filter(|(far, _)| *far < 1.0).count();
    // An engaged practice has agreed to change something: what is nearest to it.
    let least = (part.at_least as usize).min(all.len());
    let mut taken: Vec<&Action> = all.into_iter().take(would.max(least)).map(|(_, action)| action).collect();
    taken.sort_by(|one, two| {
        let [one, two] = [one, two].map(|action| key.u(Purpose::InTurn, number(action)));
        one.total_cmp(&two)
    });
    taken.truncate(part.at_most as usize);
    taken
}

fn project(action: Action, fidelity: Option<f64>) -> Project {
    Project { id: action.id.clone(), actions: vec![action], dose: 1.0, starts: None, fidelity }
}

/// What tells an action's draws apart, whatever else is offered.
fn number(action: &Action) -> u32 {
    let part = action.id.rsplit('.').next().and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    action.headline() as u32 * 256 + part
}

/// A chance after its odds are multiplied.
fn with_odds(chance: f64, odds: f64) -> f64 {
    chance * odds / (1.0 - chance + chance * odds)
}
