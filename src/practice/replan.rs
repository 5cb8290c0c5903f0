//! A change of plan in mid-run: sessions, slots, horizon or recalls are others than yesterday. Nobody's appointment is
//! taken back for it: sessions that are no more are held to their end for those who are booked into them.

use super::calendar::HALVES;
use super::laid::{EVERY_HALF_DAY, HalfDays};
use super::patients::Register;
use super::run::Run;
use super::staff;
use super::watch::Watch;
use crate::scenario::names::Role;

impl<W: Watch> Run<'_, W> {
    /// The parameters are not those of yesterday: what is in the book, and who is on the registers, follows them.
    pub(super) fn change_plans(&mut self) {
        self.measures.price(self.params);
        let (before, now) = (self.state.plan.clone(), self.params.plan.clone());
        if before.recalls != now.recalls {
            self.state.register = Register::new(self.params, &self.state.patients);
        }
        let same_people = before.people == now.people;
        // Whose half days have changed their own rotas tell, as long as those are what they work by.
        let rotas_tell = same_people || self.state.follows.has_dealt_no_rotas();
        if !same_people {
            // Dealt to whoever was there; until the next review everybody works by their own.
            self.state.follows.forget_rotas();
        }
        if !before.has_the_book_of(&now) {
            for &role in Role::ALL.iter().filter(|&&role| before.takes_other_leave(&now, role)) {
                let people = self.state.book.of_role(role);
                self.state.leave.iter_mut().for_each(|year| year[people.clone()].fill((u32::MAX, 0)));
            }
            let others = self.state.book.keeps_others_for_the_day(before.keeps_others_for_the_day(&now));
            match before.sessions_changed(&now).filter(|_| rotas_tell && !others) {
                Some(only) => self.change_book(&only, false),
                None => {
                    self.state.book.set_times(self.params);
                    self.change_book(&vec![EVERY_HALF_DAY; now.people.len()], true);
                }
            }
        }
        self.state.plan = now;
    }

    /// Lays these half days of the week anew, of each person. A plan that takes hold week by week moves a fraction of one
    /// session, and all others are as they were, but for sessions that were held to their end for somebody who is gone.
    /// Laid `anew` are sessions that are held before and after too.
    fn change_book(&mut self, only: &[HalfDays], anew: bool) {
        // Nobody books beyond a shorter horizon; a longer one is reached when today's book is opened.
        let reach = self.today + self.params.settings.book.horizon as u32 + 1;
        self.state.book.open_until = self.state.book.open_until.min(reach);
        let outlived = self.state.book.take_outlived();
        // Of most people there is nothing to be done on most half days: they hold no session then and never did.
        let people: [[Vec<(usize, bool)>; HALVES]; 7] = std::array::from_fn(|day| {
            std::array::from_fn(|half| {
                let on_rota = |person: usize| (person, self.rota_of(person)[day][half] > 0.0);
                (0..only.len()).filter(|&person| only[person][day][half]).map(on_rota).collect()
            })
        });
        for day in self.today..self.state.book.planned_until {
            let date = self.calendar.day(day);
            for half in (0..HALVES).filter(|_| date.open) {
                self.change_half_day(day, half, &people[date.weekday as usize][half], anew);
            }
        }
        for (day, person, half) in outlived {
            if day >= self.today && !only[person][self.calendar.day(day).weekday as usize][half] {
                self.state.book.give_up_session(day, person, half);
            }
        }
    }

    /// Of these people, who may be all those there are a room for, each with whether they may hold a session then.
    fn change_half_day(&mut self, day: u32, half: usize, people: &[(usize, bool)], anew: bool) {
        let mut rooms = self.rooms();
        for &(person, on_rota) in people {
            if !on_rota && !self.state.book.has_session(day, person, half) {
                continue;
            }
            let planned = on_rota && self.plans_session(person, day, half);
            let has_room = planned && rooms > 0;
            rooms -= usize::from(has_room);
            if has_room && !anew && self.state.book.has_own_slots(day, person, half) {
                continue;
            }
            let slots =
                if has_room { staff::slots(self.params, self.state.streams, person, day, half, 0.0) } else { 0 };
            let embargoed = self.embargoed(person);
            let book = &mut self.state.book;
            if planned {
                book.plan_session(day, person, half);
                book.change_slots(day, person, half, slots, embargoed, anew);
            } else {
                book.give_up_session(day, person, half);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::whereabouts::tests::is_as_counted;
    use crate::practice::{Calendar, Establishment, Measures, NoWatch, Params, State};
    use crate::scenario::names::Problem;
    use crate::scenario::{Change, Scenario, load};

    const GO_LIVE: u32 = 14;

    fn practice(changes: &[&str]) -> Scenario {
        let changes = changes.iter().map(|text| Change::parse(text).unwrap()).collect();
        load("average-2018", changes).unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// The practice as it is, and after these changes, with room for both.
    fn before_and_after(changes: &[&str]) -> (Params, Params) {
        let (before, after) = (practice(&[]), practice(changes));
        let all = Establishment::of([&before.settings, &after.settings]);
        let derive = |scenario: &Scenario| Params::derive_among(&before.base, &scenario.settings, &all);
        (derive(&before), derive(&after))
    }

    /// Runs `before` for two weeks and then `after` for some, with a look at the state on each morning of the latter.
    fn switched(before: &Params, after: &Params, days: u32, mut look: impl FnMut(u32, &State)) -> String {
        let calendar = Calendar::new(&practice(&["book.horizon=84"]).settings, 0);
        let mut state = State::new(before, &calendar, 1, 0);
        let (mut measures, mut nobody) = (Measures::new(), NoWatch);
        let mut run = Run::new(&mut state, before, &calendar, &mut measures, &mut nobody);
        for day in 0..GO_LIVE + days {
            run.day(if day < GO_LIVE { before } else { after });
            if day >= GO_LIVE {
                is_as_counted(run.state);
                look(day, run.state);
            }
        }
        run.finish();
        assert_eq!(state.misplaced(), 0);
        assert_eq!((measures.hours.gap, measures.attendance.little.gap()), (0, 0));
        format!("{measures:?}")
    }

    #[test]
    fn a_practice_that_changes_its_plans_to_the_same_plans_changes_nothing() {
        // Slots that freed time adds, slots kept for the day and booked twice, rooms and sickness: all that is in a book.
        let busy = ["clinic.freed_time=more_slots", "roles.gp.on_the_day=0.4", "book.overbook=0.1", "book.rooms=6"];
        let scenario = practice(&[&busy[..], &["roles.gp.sickness=0.1", "book.release_lead=2"]].concat());
        let calendar = Calendar::new(&scenario.settings, 0);
        let params = Params::derive(&scenario.base, &scenario.settings);
        let run = |over_again: bool| {
            let mut state = State::new(&params, &calendar, 1, 0);
            let (mut measures, mut nobody) = (Measures::new(), NoWatch);
            let mut run = Run::new(&mut state, &params, &calendar, &mut measures, &mut nobody);
            for day in 0..70 {
                run.today = day;
                if over_again && day > 0 {
                    run.change_book(&vec![EVERY_HALF_DAY; params.people.len()], true);
                }
                run.day(&params);
                is_as_counted(run.state);
            }
            run.finish();
            format!("{measures:?}")
        };
        assert!(run(true) == run(false));
    }

    #[test]
    fn room_for_people_who_are_never_there_changes_no_digit() {
        let larger = ["roles.pharmacist.people=3", "roles.pharmacist.sessions_per_week=20", "roles.gp.people=9"];
        let longer = [
            "book.horizon=84",
            "roles.health_care_assistant.slot=5",
            "roles.health_care_assistant.slots_per_session=40",
            "roles.gp.group_sessions_per_week=2",
            "roles.gp.minutes.group.mean=90",
        ];
        let scenario = practice(&[]);
        let alone = Params::derive(&scenario.base, &scenario.settings);
        let (among, _) = before_and_after(&[&larger[..], &longer].concat());
        assert!(among.people.len() >= alone.people.len() + 5 && among.book_half > alone.book_half);
        let again = among.clone();
        let plain = switched(&alone, &alone, 42, |_, _| {});
        assert!(plain == switched(&among, &again, 42, |_, _| {}));
        // And the same settings worked out anew are the same plans.
        let anew = Params::derive_among(
            &scenario.base,
            &scenario.settings,
            &Establishment::of([&practice(&longer).settings, &practice(&larger).settings]),
        );
        assert!(plain == switched(&anew, &anew.clone(), 42, |_, _| {}));
    }

    #[test]
    fn laying_only_the_half_days_that_changed_lays_the_same_book() {
        // A plan takes two sessions from the GPs and gives one to a nurse, a little every week, and rooms are short.
        let week = |week: usize| {
            let share = (week as f64 / 9.0).min(1.0);
            let gps = format!("roles.gp.sessions_per_week+={}", -2.3 * share);
            let nurses = format!("roles.practice_nurse.sessions_per_week+={}", 1.4 * share);
            let horizon = format!("book.horizon={}", 42 - week);
            let rooms = ["book.rooms=7", "roles.gp.sickness=0.1", "book.release_lead=2"];
            // So many cancel that sessions given up are soon held for nobody.
            let emptied = ["demand.level*=0.3", "attendance.cancels_early=0.6", "attendance.cancels_late=0"];
            practice(&[&[&*gps, &nurses, &horizon], &rooms[..], &emptied].concat())
        };
        let weeks: Vec<Scenario> = (0..12).map(week).collect();
        let all = Establishment::of(weeks.iter().map(|week| &week.settings));
        let derive = |week: &Scenario| Params::derive_among(&week.base, &week.settings, &all);
        let params: Vec<Params> = weeks.iter().map(derive).collect();
        let calendar = Calendar::new(&weeks[0].settings, 0);
        let run = |everything: bool| {
            let mut state = State::new(&params[0], &calendar, 1, 0);
            state.book.keeps_others_for_the_day(everything);
            let (mut measures, mut nobody) = (Measures::new(), NoWatch);
            let mut run = Run::new(&mut state, &params[0], &calendar, &mut measures, &mut nobody);
            (0..84).for_each(|day| run.day(&params[day / 7]));
            run.finish();
            assert!(state.book.keeps_others_for_the_day(false) == everything);
            format!("{measures:?}")
        };
        assert!(run(true) == run(false));
    }

    #[test]
    fn what_has_nothing_to_do_with_sessions_moves_none_that_a_dealt_rota_left_where_it_was() {
        // Rotas are dealt on day 56, when the book is full of sessions by those before. Where freed time adds no slots, how
        // many it might add is nothing to anybody.
        let settings = |slots_added: &str| practice(&["roles.gp.follows_demand=1", slots_added]);
        let [before, after] = ["clinic.slots_added=0.1", "clinic.slots_added=0.2"].map(settings);
        let [before, after] = [before, after].map(|of| Params::derive(&of.base, &of.settings));
        assert!(!before.plan.has_the_book_of(&after.plan));
        let calendar = Calendar::new(&before.settings, 0);
        let run = |then: &Params| {
            let mut state = State::new(&before, &calendar, 1, 0);
            let (mut measures, mut nobody) = (Measures::new(), NoWatch);
            let mut run = Run::new(&mut state, &before, &calendar, &mut measures, &mut nobody);
            (0..91).for_each(|day| run.day(if day < 63 { &before } else { then }));
            assert!(!run.state.follows.has_dealt_no_rotas());
            run.finish();
            format!("{measures:?}")
        };
        assert!(run(&after) == run(&before));
    }

    /// Slots of a role on a day: free or held, and booked.
    fn slots(state: &State, params: &Params, role: Role, day: u32) -> (u32, u32) {
        let mut sum = (0, 0);
        for person in (0..params.people.len()).filter(|&person| params.people[person].role == role) {
            for half in 0..HALVES {
                sum.0 += state.book.unfilled(day, person, half);
                let slots = half * state.book.half..(half + 1) * state.book.half;
                sum.1 += slots.filter(|&slot| state.book.need_in(day, person, slot).is_some()).count() as u32;
            }
        }
        sum
    }

    #[test]
    fn a_pharmacist_who_starts_is_found_in_the_book_from_the_first_day() {
        let (before, after) = before_and_after(&["roles.pharmacist.people=1", "roles.pharmacist.sessions_per_week=10"]);
        let mut free = 0;
        switched(&before, &after, 1, |day, state| {
            free = (day + 1..state.book.open_until).map(|day| slots(state, &after, Role::Pharmacist, day).0).sum();
        });
        assert!(free > 100, "{free}");
        switched(&before, &before.clone(), 1, |day, state| {
            assert_eq!(slots(state, &after, Role::Pharmacist, day + 1), (0, 0));
        });
    }

    #[test]
    fn a_gp_who_leaves_sees_those_who_were_booked_and_nobody_else() {
        let (before, after) = before_and_after(&["roles.gp.people=3", "roles.gp.sessions_per_week=16"]);
        assert_eq!(before.people.len(), after.people.len());
        let leavers: Vec<usize> = (0..after.people.len()).filter(|&who| after.people[who].stands_by).collect();
        let mut booked = Vec::new();
        switched(&before, &after, 21, |_, state| {
            let mut now: Vec<(u32, u32)> = Vec::new();
            for (place, need) in state.book.standing(state.next_day) {
                if leavers.contains(&place.person) {
                    now.push((place.day, need));
                }
            }
            for person in leavers.iter().copied() {
                for day in state.next_day..state.book.planned_until {
                    assert_eq!((0..2).map(|half| state.book.unfilled(day, person, half)).sum::<u32>(), 0);
                }
            }
            if let Some(before) = booked.last() {
                let before: &Vec<(u32, u32)> = before;
                let new = now.iter().filter(|known| !before.contains(known)).count();
                assert_eq!(new, 0, "somebody is booked with a GP who has left");
            }
            booked.push(now);
        });
        assert!(booked[0].len() > 10, "{}", booked[0].len());
    }

    #[test]
    fn fewer_slots_a_session_take_off_free_ones_and_keep_whoever_is_booked() {
        let (before, after) = before_and_after(&["book.slots*=0.5"]);
        let mut booked = None;
        switched(&before, &before.clone(), 1, |_, state| booked = Some(state.book.standing(15).count()));
        switched(&before, &after, 1, |day, state| {
            // Bookings of the one day differ by what it could book.
            let standing = state.book.standing(15).count() as f64;
            assert!((standing / booked.unwrap() as f64 - 1.0).abs() < 0.15, "{standing} and {booked:?}");
            for ahead in day + 1..state.book.planned_until {
                for person in (0..after.people.len()).filter(|&person| !after.people[person].leads_groups) {
                    let most = (after.people[person].slots * after.settings.book.slots).ceil() as u32;
                    let free = (0..2).map(|half| state.book.unfilled(ahead, person, half));
                    assert!(free.max().unwrap() <= most);
                }
            }
        });
    }

    #[test]
    fn a_shorter_horizon_keeps_bookings_beyond_it_and_a_longer_one_opens_more_days() {
        let (before, after) = before_and_after(&["book.horizon=10"]);
        let mut beyond: Vec<Vec<(u32, u32)>> = Vec::new();
        switched(&before, &after, 42, |day, state| {
            assert_eq!(state.book.open_until, day + 11);
            let far = state.book.standing(day + 11);
            beyond.push(far.filter(|(place, _)| place.day > 30).map(|(place, need)| (place.day, need)).collect());
        });
        let (first, second) = (&beyond[0], &beyond[1]);
        assert!(first.len() > 20 && second.iter().all(|booked| first.contains(booked)), "{}", first.len());
        let (before, after) = before_and_after(&["book.horizon=70"]);
        switched(&before, &after, 7, |day, state| assert_eq!(state.book.open_until, day + 71));
    }

    #[test]
    fn whoever_is_recalled_more_often_is_recalled_when_they_were_and_more_often() {
        let (before, after) = before_and_after(&["problems.review.recalls_per_patient_per_year*=1.5"]);
        let due = |state: &State| -> Vec<(u32, Problem)> {
            (0..365).flat_map(|day| state.register.due(day).to_vec()).filter(|due| due.1 == Problem::Review).collect()
        };
        let (mut fewer, mut more) = (Vec::new(), Vec::new());
        switched(&before, &before.clone(), 1, |_, state| fewer = due(state));
        switched(&before, &after, 1, |_, state| more = due(state));
        let ratio = more.len() as f64 / fewer.len() as f64;
        // Poisson-like counts: a few hundred at least, so that 0.15 is several standard errors.
        assert!(fewer.len() > 300 && (ratio - 1.5).abs() < 0.15, "{} to {}", fewer.len(), more.len());
        assert!(fewer.iter().all(|due| more.contains(due)));
    }
}
