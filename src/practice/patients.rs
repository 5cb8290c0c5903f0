//! The registered list: each patient's lasting traits, and how likely each is to be the next who needs help.

use super::params::Params;
use super::people::Person;
use super::purpose::{Draw, Purpose, Who, key};
use super::shares::place;
use crate::kernel::{Key, Streams};
use crate::scenario::names::{Problem, Role};
use std::sync::{Arc, Mutex, PoisonError};

/// What is asked of a patient at every turn: 4 bytes, which each of their needs carries along. Patients are asked for in
/// no order, and looking them up again costs more than what is then done for them.
#[derive(Clone, Copy, Debug)]
pub struct Patient {
    /// The usual GP, as a place among the practice's people; `NO_GP` where there is none.
    pub usual_gp: u16,
    pub age: u8,
    habits: u8,
}

/// No usual GP.
pub const NO_GP: u16 = u16::MAX;
/// Bits of a patient's habits.
const WANTS_OWN_GP: u8 = 1;
const USES_INTERNET: u8 = 2;

impl Patient {
    pub fn wants_own_gp(self) -> bool {
        self.habits & WANTS_OWN_GP != 0
    }

    pub fn uses_internet(self) -> bool {
        self.habits & USES_INTERNET != 0
    }
}

/// The list, with an alias table (Walker 1977; Vose 1991) that picks a patient in proportion to their present rate.
#[derive(Clone, Debug, Default)]
pub struct Patients {
    pub list: Arc<[Patient]>,
    /// Odds of a DNA against others of the same age, by patient.
    pub dna_odds: Arc<[f32]>,
    /// Rate of needs by age, sex and lasting tendency, relative to the list's mean, by patient.
    rates: Arc<[f32]>,
    /// Whose chance it is, by patient.
    keys: Arc<[Key]>,
    cells: SpellTable,
    /// The tables of the latest spells: runs that part draw the same, and so need not fill it a thousand times.
    drawn: Arc<Mutex<Vec<Drawn>>>,
}

/// The table of a spell in which tendencies spread so much.
#[derive(Clone, Debug)]
struct Drawn {
    spell: u32,
    spread: f64,
    cells: SpellTable,
}

/// Who is picked, in a spell: of copies of one list, the same table is the same piece of memory.
pub(super) type SpellTable = Arc<[Cell]>;

/// Tables that are remembered: a year's and some more.
const REMEMBERED: usize = 10;

/// A patient's cell of the table: below `share` that patient is picked, above it the alias.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    share: f32,
    alias: u32,
}

impl Patients {
    pub fn new(params: &Params, streams: Streams) -> Patients {
        let s = &params.settings;
        let is_gp = |person: &Person| person.role == Role::Gp && !person.leads_groups && !person.stands_by;
        let gps: Vec<u16> =
            (0..params.people.len() as u16).filter(|&person| is_gp(&params.people[person as usize])).collect();
        let keys: Arc<[Key]> = (0..u64::from(params.list)).map(|number| key(streams, Who::Patient, number)).collect();
        let patient = |&key: &Key| {
            let age = place(&params.ages, key.u(Purpose::Age, 0));
            let online = key.chance(s.patients.online[age], Purpose::UsesInternet, 0);
            let own_gp = key.chance(s.patients.wants_own_gp, Purpose::WantsOwnGp, 0);
            Patient {
                usual_gp: match gps.len() {
                    0 => NO_GP,
                    count => gps[(key.u(Purpose::UsualGp, 0) * count as f64) as usize],
                },
                age: age as u8,
                habits: u8::from(own_gp) * WANTS_OWN_GP + u8::from(online) * USES_INTERNET,
            }
        };
        let list: Arc<[Patient]> = keys.iter().map(patient).collect();
        let rate = |(&key, patient): (&Key, &Patient)| {
            let female = key.chance(s.patients.female, Purpose::Sex, 0);
            let rates = if female { &s.patients.need_rate_female } else { &s.patients.need_rate_male };
            let lasting = match &params.persistent {
                Some(spread) => spread.at(key.draw(Purpose::PersistentRate, 0)),
                None => 1.0,
            };
            (rates[usize::from(patient.age)] * lasting) as f32
        };
        let dna_odds = |&key: &Key| match &params.dna_patient {
            Some((mean, spread)) => (mean * spread.at(key.draw(Purpose::DnaOdds, 0))) as f32,
            None => 1.0,
        };
        Patients {
            rates: keys.iter().zip(list.iter()).map(rate).collect(),
            dna_odds: keys.iter().map(dna_odds).collect(),
            list,
            keys,
            ..Patients::default()
        }
    }

    /// Draws the passing tendencies of a new spell and rebuilds the table.
    pub fn begin_spell(&mut self, params: &Params, spell: u32) {
        let spread = params.settings.patients.transient_cv;
        // Whoever panicked with the lock in hand has ended the run.
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = drawn.iter().find(|known| known.spell == spell && known.spread == spread) {
            self.cells = known.cells.clone();
            return;
        }
        self.cells = Patients::table(self.weights(params, spell)).into();
        if drawn.len() == REMEMBERED {
            drawn.remove(0);
        }
        drawn.push(Drawn { spell, spread, cells: self.cells.clone() });
    }

    /// How likely each patient is in a spell to be the next, with mean 1.
    fn weights(&self, params: &Params, spell: u32) -> Vec<f64> {
        let mut left: Vec<f64> = match &params.transient {
            Some(spread) => self
                .keys
                .iter()
                .zip(self.rates.iter())
                .map(|(key, &rate)| {
                    let passing = spread.at(key.draw(Purpose::TransientRate, spell));
                    f64::from(rate) * passing
                })
                .collect(),
            None => self.rates.iter().map(|&rate| f64::from(rate)).collect(),
        };
        let scale = left.len() as f64 / left.iter().sum::<f64>();
        left.iter_mut().for_each(|weight| *weight *= scale);
        left
    }

    /// The table for weights of mean 1.
    fn table(mut left: Vec<f64>) -> Vec<Cell> {
        let count = left.len();
        let mut cells: Vec<Cell> = (0..count as u32).map(|alias| Cell { share: 1.0, alias }).collect();
        // One list for both stacks: those with less than their cell up to `poor`, those with more from `rich`.
        let mut order = vec![0u32; count];
        let (mut poor, mut rich) = (0, count);
        for (at, &left) in (0..).zip(&left) {
            // Which it is nobody can guess: it is written into both, and stays in one.
            (order[poor], order[rich - 1]) = (at, at);
            let is_poor = usize::from(left < 1.0);
            poor += is_poor;
            rich -= 1 - is_poor;
        }
        while poor > 0 && rich < count {
            let (from, to) = (order[rich] as usize, order[poor - 1] as usize);
            cells[to] = Cell { share: left[to] as f32, alias: order[rich] };
            left[from] -= 1.0 - left[to];
            if left[from] < 1.0 {
                rich += 1;
                order[poor - 1] = from as u32;
            } else {
                poor -= 1;
            }
        }
        cells
    }

    /// What the present spell picks by.
    pub(super) fn spell_table(&self) -> SpellTable {
        self.cells.clone()
    }

    /// Is it this that the present spell picks by?
    pub(super) fn draws_by(&self, table: &SpellTable) -> bool {
        Arc::ptr_eq(&self.cells, table)
    }

    /// A patient with the number.
    #[inline]
    pub fn numbered(&self, number: u32) -> (u32, Patient) {
        (number, self.list[number as usize])
    }

    /// The patient at a uniform, by number: its first digits say which cell, and the others where in it.
    #[inline]
    pub fn pick(&self, u: f64) -> u32 {
        let position = u * self.cells.len() as f64;
        let at = position as u32;
        let Cell { share, alias } = self.cells[at as usize];
        // Which it is nobody can guess, and whoever guesses waits for the cell before asking for the next.
        [alias, at][usize::from(position - f64::from(at) < f64::from(share))]
    }
}

/// Planned care that falls due: which patient is on which register, and on which day of the year they are called.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Patients and problems by day of the year, and where each day begins.
    entries: Arc<[(u32, Problem)]>,
    from: Arc<[u32]>,
}

/// Days of the year in the register.
const YEAR: usize = 365;

impl Register {
    pub fn new(params: &Params, patients: &Patients) -> Register {
        let mut due: Vec<(u16, u32, Problem)> = Vec::new();
        for &problem in Problem::ALL {
            let kind = &params.problems[problem as usize];
            if params.settings.problems[problem].recalls_per_patient_per_year <= 0.0 {
                continue;
            }
            // Whole recalls a year by age, and the chance of one more.
            let yearly = kind.recalls.map(|yearly| (yearly as u32, yearly.fract()));
            for (number, (patient, key)) in patients.list.iter().zip(patients.keys.iter()).enumerate() {
                let (whole, part) = yearly[patient.age as usize];
                let extra = key.chance(part, Purpose::OnRegister, problem as u32);
                for time in 0..whole + u32::from(extra) {
                    let u = key.u(Purpose::RecallDue, (problem as u32) << 8 | time);
                    due.push((day_of_year(&kind.recall_by, u), number as u32, problem));
                }
            }
        }
        Register::sorted(&due)
    }

    /// Entries by day, those of one day in the order given: a count of each day says where it begins.
    fn sorted(due: &[(u16, u32, Problem)]) -> Register {
        let mut from = vec![0; YEAR + 1];
        for &(day, ..) in due {
            from[usize::from(day) + 1] += 1;
        }
        for day in 0..YEAR {
            from[day + 1] += from[day];
        }
        let mut next = from.clone();
        let mut entries = vec![(0, Problem::Review); due.len()];
        for &(day, patient, problem) in due {
            let place = &mut next[usize::from(day)];
            entries[*place as usize] = (patient, problem);
            *place += 1;
        }
        Register { entries: entries.into(), from: from.into() }
    }

    /// Who falls due on a day of the year, counted from 0.
    pub fn due(&self, of_year: u16) -> &[(u32, Problem)] {
        let day = usize::from(of_year).min(YEAR - 1);
        match self.from.get(day + 1) {
            // The 366th day calls nobody twice.
            Some(&to) if usize::from(of_year) < YEAR => &self.entries[self.from[day] as usize..to as usize],
            _ => &[],
        }
    }
}

/// The day of the year at `u`, through shares cumulated by month.
fn day_of_year(by_month: &[f64; 12], u: f64) -> u16 {
    const STARTS: [u16; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    let month = place(by_month, u);
    let before = if month == 0 { 0.0 } else { by_month[month - 1] };
    let share = (u - before) / (by_month[month] - before);
    let day = STARTS[month] + (share * f64::from(STARTS[month + 1] - STARTS[month])) as u16;
    // A share that rounds up to 1 is still in its month.
    day.min(STARTS[month + 1] - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::settings::Settings;

    #[test]
    fn a_spell_that_is_remembered_is_the_one_that_would_be_drawn() {
        let spreading = |cv: f64| {
            let mut s = Settings::default();
            (s.patients.list_size, s.patients.transient_cv) = (300.0, cv);
            Params::derive(&s, &s)
        };
        let (much, little) = (spreading(2.0), spreading(0.5));
        let new = || Patients::new(&much, Streams::new(4, 0));
        let table = |mut patients: Patients, params: &Params, spell: u32| {
            patients.begin_spell(params, spell);
            format!("{:?}", patients.cells)
        };
        // More spells than are remembered, in any order, by copies of one practice that tend to different things.
        let asked: Vec<(u32, &Params)> =
            (0..30).map(|n| (n * 7 % 13, if n % 3 == 0 { &little } else { &much })).collect();
        let known = new();
        for (spell, params) in asked.into_iter().chain([(1, &much), (1, &little), (1, &much)]) {
            assert_eq!(table(known.clone(), params, spell), table(new(), params, spell));
        }
        assert!(known.drawn.lock().unwrap().len() == REMEMBERED);
        assert_ne!(table(new(), &much, 1), table(new(), &much, 2));
    }
}
