//! Where everybody is when a run ends: each open need stands in exactly one place, or the practice has lost somebody
//! or keeps them twice. Nobody comes from here or goes anywhere: it only looks, and trusts no count kept on the way.

use super::diary::Errand;
use super::need::About;
use super::run::Moment;
use super::state::State;

impl State {
    /// Places too few and too many: an open need that waits nowhere, or in two places, or one that has ended and
    /// still stands somewhere.
    pub(super) fn misplaced(&self) -> u64 {
        let mut places = vec![0u64; self.needs.places()];
        let mut stands = |need: u32| places[need as usize] += 1;
        self.standing_in_the_book().for_each(&mut stands);
        self.waiting_for_a_day().for_each(&mut stands);
        self.coming_up_today().for_each(&mut stands);
        self.phone.waiting_for_help().for_each(&mut stands);
        for desk in &self.triage {
            desk.waiting.iter().for_each(|&(need, _)| stands(need));
        }
        for queue in &self.destinations {
            queue.waiting.iter().copied().for_each(&mut stands);
        }
        self.duty.iter().for_each(|&(need, _)| stands(need));
        let open = |need: usize| u64::from(self.needs.is_open(need as u32));
        places.iter().enumerate().map(|(need, &places)| places.abs_diff(open(need))).sum()
    }

    /// Appointments to come, as the book has them. One that its patient knows nothing of keeps nobody.
    fn standing_in_the_book(&self) -> impl Iterator<Item = u32> {
        self.book
            .standing(self.next_day)
            .filter(|&(place, need)| {
                let known = self.needs[need].appointment;
                let here = |known: super::need::Appointment| {
                    (known.day, usize::from(known.person), usize::from(known.slot))
                        == (place.day, place.person, place.slot)
                };
                !self.needs.is_open(need) || known.is_some_and(here)
            })
            .map(|(_, need)| need)
    }

    /// Who asks, or is to be booked, on a later day. Those who mean to cancel stand in the book.
    fn waiting_for_a_day(&self) -> impl Iterator<Item = u32> {
        let live = self.diary.entries().filter(|entry| self.needs[entry.need].stamp == entry.stamp);
        live.filter(|entry| !matches!(entry.errand, Errand::Cancel | Errand::CancelByMessage)).map(|entry| entry.need)
    }

    /// Who is on the phone, at triage, or about to ask: what the agenda has left at midnight.
    fn coming_up_today(&self) -> impl Iterator<Item = u32> {
        self.agenda.entries().filter_map(|(_, rank, id)| match Moment::ALL[rank as usize] {
            Moment::Asks | Moment::TriageByGpEnds | Moment::TriageByNurseEnds | Moment::TriageOnlineEnds => Some(id),
            Moment::CallEnds | Moment::Redials => {
                let (need, about) = self.phone.caller(id);
                (about == About::Need).then_some(need)
            }
            // Whoever may hang up waits in the queue, and whoever means to cancel stands in the book.
            Moment::HangsUp | Moment::WantsToCancel | Moment::CancelsByMessage => None,
            Moment::ShiftChanges | Moment::LinesClose | Moment::SessionEnds => None,
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::practice::book::{Place, SlotCounts};
    use crate::practice::{Calendar, Measures, NoWatch, Params, Run};
    use crate::scenario::names::Role;
    use crate::scenario::{Change, load};

    /// The average practice after four weeks.
    fn practice() -> State {
        let short = ["run.days=28", "run.warm_up=days", "run.warm_up_days=0"];
        let changes = short.map(|text| Change::parse(text).unwrap()).to_vec();
        let scenario = load("average-2018", changes).unwrap();
        let calendar = Calendar::new(&scenario.settings, 0);
        let params = Params::derive(&scenario.base, &scenario.settings);
        let mut state = State::new(&params, &calendar, 1, 0);
        let (mut measures, mut nobody) = (Measures::new(), NoWatch);
        let mut run = Run::new(&mut state, &params, &calendar, &mut measures, &mut nobody);
        (0..28).for_each(|_| run.day(&params));
        assert_eq!(state.misplaced(), 0);
        state
    }

    /// Stands in the book, day by day and role by role, what is counted there?
    pub(in crate::practice) fn is_as_counted(state: &State) {
        for &role in Role::ALL {
            let people = state.book.of_role(role);
            for day in state.next_day..state.book.planned_until {
                let standing = state.book.standing(day).filter(|(place, _)| place.day == day);
                let booked = standing.filter(|(place, _)| people.contains(&place.person)).count() as u32;
                let unfilled = |person| (0..2).map(|half| state.book.unfilled(day, person, half)).sum::<u32>();
                let SlotCounts { taken, left } = state.book.booked_on(day, role);
                assert_eq!([taken, left], [booked, people.clone().map(unfilled).sum()]);
            }
        }
    }

    fn first_appointment(state: &State) -> (Place, u32) {
        state.book.standing(state.next_day).next().expect("somebody is booked")
    }

    #[test]
    fn a_need_that_is_taken_out_of_the_book_and_asked_no_more_is_missed() {
        let mut state = practice();
        let (place, need) = first_appointment(&state);
        state.book.vacate(place, true);
        state.needs[need].appointment = None;
        assert_eq!(state.misplaced(), 1);
    }

    #[test]
    fn a_need_that_is_booked_and_asks_as_well_is_in_one_place_too_many() {
        let mut state = practice();
        let (_, need) = first_appointment(&state);
        state.duty.push((need, crate::kernel::SimTime::default()));
        assert_eq!(state.misplaced(), 1);
    }

    #[test]
    fn a_need_that_ended_and_kept_its_slot_is_noticed() {
        let mut state = practice();
        let (_, need) = first_appointment(&state);
        state.needs.close(need);
        assert_eq!(state.misplaced(), 1);
    }

    #[test]
    fn somebody_who_means_to_ask_on_a_day_that_is_struck_out_is_missed() {
        let mut state = practice();
        let need = state.waiting_for_a_day().next().expect("somebody waits for a day");
        state.needs.restamp(need);
        assert_eq!(state.misplaced(), 1);
    }

    #[test]
    fn what_is_counted_as_booked_with_a_role_is_what_stands_in_the_book() {
        is_as_counted(&practice());
    }
}
