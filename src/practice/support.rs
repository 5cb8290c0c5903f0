//! Support: help beside the practice's own, such as a link worker's, that leaves a patient with fewer needs to bring.
//! Patients have it from the start, or are referred from `clinic` and `triage`; `demand` asks here whether a need
//! arises at all.
//!
//! A referral is made at a consultation, to patients who have consulted often in the past year. Such patients consult
//! less in the year that follows whatever is done for them, and that is none of this file's doing.

use super::purpose::{Draw, Purpose, Who, key};
use super::run::Run;
use super::watch::{Event, Watch};
use crate::kernel::{Key, SimTime, Span};
use crate::scenario::names::{LedgerLine, Problem, Role, Support};

/// Days in a year of referrals: whole weeks.
const YEAR: u32 = 364;
/// Days that can be told apart by a short number.
const SHORT: u32 = u16::MAX as u32;
/// Weeks for which places that nobody took are kept.
const PLACES_KEEP: f64 = 4.0;

/// Who has been referred, and who might be. Empty where nobody refers, so that it costs nothing there.
#[derive(Clone, Debug, Default)]
pub struct Supported {
    /// The days of each patient's last consultations with a GP, as many as any referral asks for, the latest first. A day
    /// counts from 1, so that 0 is none, and is short, because patients are asked for in no order and all of this should
    /// stay in the cache.
    consulted: Vec<u16>,
    /// What is added to each of these days.
    from: u32,
    /// How many are kept of each patient.
    kept: usize,
    /// By support and patient.
    referred: [Vec<Referred>; Support::COUNT],
    /// Places that are open, and up to when they were counted.
    places: [f64; Support::COUNT],
    counted_to: [u32; Support::COUNT],
}

/// A patient's last referral to one kind of support.
#[derive(Clone, Copy, Debug, Default)]
struct Referred {
    /// The day, counted from 1; 0 is never.
    on: u32,
    helps_from: u32,
    helps_until: u32,
}

impl Supported {
    /// Notes a consultation of today; keeps the last `most` of each of `list` patients.
    fn note(&mut self, patient: u32, today: u32, most: usize, list: usize) {
        if self.kept != most || self.consulted.len() != most * list {
            self.keep(most, list);
        }
        if today - self.from >= SHORT {
            self.count_from(today - YEAR);
        }
        let own = &mut self.consulted[patient as usize * most..][..most];
        own.copy_within(..most - 1, 1);
        own[0] = (today + 1 - self.from) as u16;
    }

    /// Counts days from a later one. Whatever was before it is forgotten.
    fn count_from(&mut self, day: u32) {
        let passed = (day - self.from).min(SHORT) as u16;
        self.consulted.iter_mut().for_each(|day| *day = day.saturating_sub(passed));
        self.from = day;
    }

    /// Keeps another number of consultations: the latest of those there were.
    fn keep(&mut self, most: usize, list: usize) {
        let mut consulted = vec![0; most * list];
        let both = consulted.chunks_exact_mut(most).zip(self.consulted.chunks_exact(self.kept.max(1)));
        for (own, known) in both {
            own.iter_mut().zip(known).for_each(|(own, &known)| *own = known);
        }
        *self = Supported { consulted, kept: most, ..std::mem::take(self) };
    }

    /// The day, counted from 1, of a patient's `nth` consultation from the last; 0 where there are not so many.
    fn day_of(&self, patient: u32, nth: usize) -> u32 {
        match self.consulted[patient as usize * self.kept + nth - 1] {
            0 => 0,
            day => self.from + u32::from(day),
        }
    }

    /// Has a patient consulted so often in the year up to today?
    fn often(&self, patient: u32, times: usize, today: u32) -> bool {
        let day = self.day_of(patient, times);
        day > 0 && day + YEAR > today + 1
    }

    /// Is a patient helped today because of a referral?
    fn is_helped(&self, support: Support, patient: u32, today: u32) -> bool {
        let referred = self.referred[support as usize].get(patient as usize);
        referred.is_some_and(|referred| (referred.helps_from..referred.helps_until).contains(&today))
    }

    /// Takes a place if one is open. They open evenly over the year, `weekly` of them a week.
    fn takes_place(&mut self, support: Support, weekly: f64, today: u32) -> bool {
        let since = match std::mem::replace(&mut self.counted_to[support as usize], today + 1) {
            // At the start there are as many as keep.
            0 => PLACES_KEEP,
            counted => f64::from(today + 1 - counted) / 7.0,
        };
        let places = &mut self.places[support as usize];
        *places = (*places + weekly * since).min((PLACES_KEEP * weekly).max(1.0));
        let open = *places >= 1.0;
        *places -= f64::from(u8::from(open));
        open
    }
}

impl<W: Watch> Run<'_, W> {
    /// Does a need not arise because of support that its patient has? `key` is the need's own.
    #[inline]
    pub(super) fn is_spared(&mut self, key: Key, patient: u32, problem: Problem) -> bool {
        !self.params.supports.is_empty() && self.spares(key, patient, problem)
    }

    fn spares(&mut self, need: Key, patient: u32, problem: Problem) -> bool {
        let by = self.params.supports.iter().copied().find(|&support| {
            let settings = &self.params.settings.support[support];
            let own = key(self.state.streams, Who::Patient, u64::from(patient));
            need.chance(settings.fewer[problem], Purpose::Spared, support as u32)
                && (own.chance(settings.reach, Purpose::HasSupport, support as u32)
                    || self.state.support.is_helped(support, patient, self.today))
        });
        if let Some(support) = by {
            self.measures.support.spared[support as usize] += 1;
        }
        by.is_some()
    }

    /// A patient has consulted somebody, at `at`: it is counted, and a GP may refer those who come often.
    #[inline(always)]
    pub(super) fn consulted(&mut self, need: u32, patient: u32, role: Role, at: SimTime) {
        self.measures.consultations.add(role, patient, self.today);
        if self.params.consultations_told > 0 && role == Role::Gp {
            self.may_be_referred(need, patient, at);
        }
    }

    fn may_be_referred(&mut self, need: u32, patient: u32, at: SimTime) {
        let most = self.params.consultations_told;
        self.state.support.note(patient, self.today, most, self.state.patients.list.len());
        for place in 0..self.params.supports.len() {
            self.may_refer(need, self.params.supports[place], at);
        }
    }

    fn may_refer(&mut self, need: u32, support: Support, at: SimTime) {
        let settings = &self.params.settings.support[support];
        let times = settings.at_consultations as usize;
        let seen = &self.state.needs[need];
        let (key, patient) = (seen.key, seen.patient);
        let which = (support as u32) << 16 | u32::from(seen.encounters);
        let known = &mut self.state.support;
        if times == 0
            || !known.often(patient, times, self.today)
            || !key.chance(settings.refers, Purpose::RefersToSupport, which)
        {
            return;
        }
        let all = &mut known.referred[support as usize];
        all.resize(self.state.patients.list.len(), Referred::default());
        let referred = &mut all[patient as usize];
        if referred.on > 0 && self.today + 1 < referred.on + YEAR {
            return;
        }
        referred.on = self.today + 1;
        let weekly = settings.capacity_per_1000_per_year * f64::from(self.params.list) / 1000.0 * 7.0 / f64::from(YEAR);
        let taken = key.chance(settings.uptake, Purpose::TakesUpSupport, which)
            && known.takes_place(support, weekly, self.today);
        if taken {
            let days = |weeks: f64| (weeks * 7.0) as u32;
            let referred = &mut known.referred[support as usize][patient as usize];
            referred.helps_from = self.today + 1 + days(settings.wait);
            referred.helps_until = referred.helps_from + days(settings.lasts);
        }
        self.measures.support.referred[support as usize] += 1;
        self.measures.support.taken_up[support as usize] += u64::from(taken);
        self.see_at(at, need, Event::ReferredToSupport { support });
        self.task_for(Role::Gp, LedgerLine::Referral, Span::minutes(settings.gp_minutes));
        if taken {
            for &role in Role::ALL {
                self.task_for(role, LedgerLine::Wayfinding, Span::minutes(settings.minutes[role]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patient_comes_often_who_came_so_many_times_within_the_year() {
        let mut known = Supported::default();
        for day in [10, 200, 300, 373] {
            known.note(1, day, 3, 2);
        }
        assert!(known.often(1, 3, 373) && known.often(1, 3, 563) && !known.often(1, 3, 564));
        assert!(known.often(1, 1, 373) && !known.often(0, 1, 373));
    }

    #[test]
    fn visits_of_the_past_year_are_known_however_long_a_practice_has_run() {
        let mut known = Supported::default();
        // More than 500 years.
        for day in (0..200_000).step_by(100) {
            known.note(0, day, 5, 2);
            let often: Vec<bool> = (1..=5).map(|times| known.often(0, times, day)).collect();
            let within = (1..=5).map(|times| day >= 100 * (times - 1) && times <= 4);
            assert_eq!(often, within.collect::<Vec<bool>>(), "day {day}");
        }
        assert!(!known.often(1, 1, 199_900));
    }

    #[test]
    fn visits_from_before_years_without_a_gp_are_forgotten_and_do_not_come_back() {
        let mut known = Supported::default();
        for day in [64_800, 64_900] {
            known.note(0, day, 2, 2);
        }
        // The next is a year later than short numbers reach.
        known.note(1, 65_960, 2, 2);
        assert!(!known.often(0, 1, 65_960) && !known.often(0, 2, 65_960));
        assert!(known.often(1, 1, 65_960) && !known.often(1, 2, 65_960));
    }

    #[test]
    fn another_threshold_forgets_nobody_s_last_visits() {
        let mut known = Supported::default();
        for day in [10, 200, 300] {
            known.note(1, day, 2, 2);
        }
        known.note(1, 310, 4, 2);
        let days: Vec<u32> = (1..=4).map(|nth| known.day_of(1, nth)).collect();
        assert_eq!(days, [311, 301, 201, 0]);
        known.note(1, 320, 2, 2);
        assert_eq!([known.day_of(1, 1), known.day_of(1, 2)], [321, 311]);
    }

    #[test]
    fn places_open_evenly_and_those_not_taken_keep_for_four_weeks() {
        let mut known = Supported::default();
        let mut taken = |day: u32, wanted: u32| {
            (0..wanted).filter(|_| known.takes_place(Support::SocialPrescribing, 2.0, day)).count()
        };
        assert_eq!([taken(0, 10), taken(0, 1), taken(7, 10), taken(84, 10)], [8, 0, 2, 8]);
    }
}
