//! What the book and the registers are made by, and what of it is other than it was: no more than that is laid anew.
//! No patients pass here; `replan` asks, when the parameters change in mid-run.

use super::calendar::HALVES;
use super::people::Person;
use crate::scenario::names::{Age, FreedTime, Problem, Role};
use crate::scenario::node::By;
use crate::scenario::settings::{self, RoleSettings, Settings};

/// What the book and the registers are made by.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub(super) people: Vec<Person>,
    book: settings::Book,
    clinic: settings::Clinic,
    sessions: By<Role, SessionPlan>,
    /// What of book and clinic every session is laid by.
    laid_by: LaidBy,
    pub(super) recalls: Recalls,
}

/// Recalls of each kind a year by age, and the share of them that falls due by the end of each month.
pub(super) type Recalls = By<Problem, ([f64; Age::COUNT], [f64; 12])>;

impl Plan {
    pub(super) fn new(s: &Settings, people: &[Person], recalls: Recalls) -> Plan {
        Plan {
            people: people.to_vec(),
            book: s.book.clone(),
            clinic: s.clinic.clone(),
            sessions: By::new(|role| SessionPlan::new(&s.roles[role])),
            laid_by: LaidBy::new(s),
            recalls,
        }
    }

    pub(super) fn has_the_book_of(&self, other: &Plan) -> bool {
        let people_and_book = self.people == other.people && self.book == other.book;
        people_and_book && self.clinic == other.clinic && self.sessions == other.sessions
    }

    /// Whose session on which half days of the week may have become another; `None` where anybody's may have.
    pub(super) fn sessions_changed(&self, now: &Plan) -> Option<Vec<HalfDays>> {
        let alike = self.laid_by == now.laid_by && self.sessions == now.sessions;
        if !alike || self.people.len() != now.people.len() {
            return None;
        }
        let mut changed = vec![HalfDays::default(); self.people.len()];
        for ((before, now), changed) in self.people.iter().zip(&now.people).zip(&mut changed) {
            if before.rota == now.rota && before == now {
                continue;
            }
            if before.slots != now.slots || before.stands_by != now.stands_by || before.away != now.away {
                return None;
            }
            *changed = each_half_day(|day, half| before.rota[day][half] != now.rota[day][half]);
        }
        let some = each_half_day(|day, half| changed.iter().any(|of| of[day][half]));
        let crowded = each_half_day(|day, half| some[day][half] && self.may_lack_rooms(now, day, half));
        // One who comes may take a room, and one who goes leave it, for whoever stands below.
        changed.iter_mut().for_each(|of| *of = each_half_day(|day, half| of[day][half] || crowded[day][half]));
        Some(changed)
    }

    fn may_lack_rooms(&self, now: &Plan, day: usize, half: usize) -> bool {
        let both = self.people.iter().zip(&now.people);
        let most = both.filter(|(before, now)| before.rota[day][half] > 0.0 || now.rota[day][half] > 0.0).count();
        let rooms = self.laid_by.rooms as usize;
        rooms > 0 && most > rooms
    }

    /// Do those who were here keep other slots for the day than before, so that a slot given up may be one of them now?
    pub(super) fn keeps_others_for_the_day(&self, now: &Plan) -> bool {
        let here = |role: Role| self.people.iter().any(|person| person.role == role && !person.stands_by);
        let slots = |plan: &'_ SessionPlan| (plan.slots, plan.on_the_day);
        let other = |&role: &Role| {
            let (before, now) = (&self.sessions[role], &now.sessions[role]);
            here(role) && (slots(before) != slots(now) || before.offsets != now.offsets)
        };
        let mut people = self.people.iter().zip(&now.people);
        let other_slots = people.any(|(before, now)| !before.stands_by && before.slots != now.slots);
        let added = self.laid_by.adds_slots != now.laid_by.adds_slots;
        other_slots || added || self.laid_by.slots != now.laid_by.slots || Role::ALL.iter().any(other)
    }

    /// Roles whose leave has to be worked out anew.
    pub(super) fn takes_other_leave(&self, now: &Plan, role: Role) -> bool {
        let of_role = |plan: &'_ Plan| -> Vec<(u64, bool)> {
            let people = plan.people.iter().filter(|person| person.role == role && !person.leads_groups);
            people.map(|person| (person.key, person.stands_by)).collect()
        };
        self.sessions[role].leave != now.sessions[role].leave || of_role(self) != of_role(now)
    }
}

/// Half days by weekday.
pub(super) type HalfDays = [[bool; HALVES]; 7];

fn each_half_day(mut is: impl FnMut(usize, usize) -> bool) -> HalfDays {
    std::array::from_fn(|day| std::array::from_fn(|half| is(day, half)))
}

pub(super) const EVERY_HALF_DAY: HalfDays = [[true; HALVES]; 7];

/// What every session is laid by, whoever's it is.
#[derive(Clone, Debug, PartialEq)]
struct LaidBy {
    slots: [f64; 2],
    rooms: f64,
    starts: [f64; 2],
    adds_slots: Option<f64>,
}

impl LaidBy {
    fn new(s: &Settings) -> LaidBy {
        LaidBy {
            slots: [s.book.slots, s.book.overbook],
            rooms: s.book.rooms,
            starts: [s.clinic.morning, s.clinic.afternoon],
            adds_slots: (s.clinic.freed_time == FreedTime::MoreSlots).then_some(s.clinic.slots_added),
        }
    }
}

/// What a role's sessions in the book are made by. Hours outside sessions, minutes and supervision are not among it:
/// a plan changes them week by week, and laying the book anew costs more than a day of the simulation.
#[derive(Clone, Debug, Default, PartialEq)]
struct SessionPlan {
    length: [f64; 2],
    slots: [f64; 4],
    offsets: Vec<f64>,
    on_the_day: f64,
    leave: [f64; 2],
}

impl SessionPlan {
    fn new(role: &RoleSettings) -> SessionPlan {
        SessionPlan {
            length: [role.session, role.group_session],
            slots: [role.slots_per_session, role.slot, role.gap_every, role.gap],
            offsets: role.offsets.clone(),
            on_the_day: role.on_the_day,
            leave: [role.leave_weeks, role.leave_together],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::Params;

    #[test]
    fn one_session_more_is_looked_at_alone_unless_there_may_be_no_room_for_it() {
        let plan = |sessions: f64, rooms: f64| {
            let mut s = Settings::default();
            (s.roles[Role::Gp].people, s.roles[Role::Gp].sessions_per_week) = (4.0, sessions);
            (s.roles[Role::PracticeNurse].people, s.roles[Role::PracticeNurse].sessions_per_week) = (1.0, 10.0);
            s.book.rooms = rooms;
            Params::derive(&s, &s).plan.clone()
        };
        let changed = |rooms: f64| {
            let changed = plan(39.0, rooms).sessions_changed(&plan(39.5, rooms)).unwrap();
            let all =
                changed.iter().enumerate().flat_map(|(person, of)| of.iter().flatten().map(move |is| (person, is)));
            all.filter(|(_, is)| **is).map(|(person, _)| person).collect::<Vec<usize>>()
        };
        // Four GPs and the nurse hold a session then.
        for rooms in [0.0, 5.0, 9.0] {
            assert_eq!(changed(rooms).len(), 1, "{rooms} rooms");
        }
        assert_eq!(changed(4.0), [0, 1, 2, 3, 4]);
        assert!(plan(39.0, 4.0).sessions_changed(&plan(39.5, 5.0)).is_none());
    }
}
