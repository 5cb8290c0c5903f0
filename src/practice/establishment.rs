//! The establishment: the most people, places and days that any of several settings has, so that a practice may change
//! its plans in mid-run and everybody keeps their place. No patients pass here; `people` and `book` make room by it.

use super::people::{self, Headcount};
use super::slots::{most_slots, slot_times};
use crate::scenario::names::Role;
use crate::scenario::node::By;
use crate::scenario::settings::Settings;

/// Room for everybody who works here under any of the settings.
#[derive(Clone, Debug, Default)]
pub struct Establishment {
    pub(super) people: Headcount,
    /// Slots of a session, by role, and places in a group.
    pub(super) slots: By<Role, usize>,
    pub(super) group: usize,
    /// Days for which the book is open.
    pub(super) horizon: u32,
    /// GP consultations of the past year that are kept for each patient: as many as anybody asks about.
    pub(super) consultations_told: usize,
}

impl Establishment {
    /// What is enough for each of these.
    pub fn of<'a>(settings: impl IntoIterator<Item = &'a Settings>) -> Establishment {
        let mut all = Establishment::default();
        for s in settings {
            let people = people::people(s, &Headcount::default());
            for &role in Role::ALL {
                let at = role as usize;
                let leads = |leads: bool| people.iter().filter(|p| p.role == role && p.leads_groups == leads).count();
                let named = s.people.values().filter(|person| person.role == role).count();
                all.people.counted[at] = all.people.counted[at].max(leads(false) - named);
                all.people.leaders[at] = all.people.leaders[at].max(leads(true));
                let slots = slot_times(&s.roles[role], most_slots(&people, role) * s.book.slots, s);
                all.slots[at] = all.slots[at].max(slots.len());
            }
            let groups = people.iter().filter(|person| person.leads_groups).map(|person| person.slots as usize);
            all.group = all.group.max(groups.max().unwrap_or(0));
            all.horizon = all.horizon.max(s.book.horizon as u32);
            let asked = s.support.values().iter().map(|support| support.at_consultations as usize);
            all.consultations_told = asked.fold(all.consultations_told, usize::max);
        }
        all
    }

    /// Makes room for what another has room for.
    pub fn include(&mut self, other: &Establishment) {
        let most = |own: &mut By<Role, usize>, other: &By<Role, usize>| {
            Role::ALL.iter().for_each(|&role| own[role] = own[role].max(other[role]));
        };
        most(&mut self.people.counted, &other.people.counted);
        most(&mut self.people.leaders, &other.people.leaders);
        most(&mut self.slots, &other.slots);
        self.group = self.group.max(other.group);
        self.reaches(other.horizon);
        self.tells(other.consultations_told);
    }

    /// Makes room for a book that is open for so many days.
    pub fn reaches(&mut self, horizon: u32) {
        self.horizon = self.horizon.max(horizon);
    }

    /// Makes room for so many consultations of the past year.
    pub fn tells(&mut self, consultations: usize) {
        self.consultations_told = self.consultations_told.max(consultations);
    }

    /// Days for which the book is open at most.
    pub fn horizon(&self) -> u32 {
        self.horizon
    }

    /// Does anybody ask what happened in the year before?
    pub fn looks_back_a_year(&self) -> bool {
        self.consultations_told > 0
    }

    /// Slots of a half day that the book keeps room for.
    pub(super) fn half(&self) -> usize {
        self.slots.values().iter().copied().chain([self.group, 1]).max().unwrap_or(1)
    }
}
