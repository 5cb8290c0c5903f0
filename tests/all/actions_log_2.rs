//! The actions on colleagues, paperwork, the rota and the staff themselves, one by one on the log: what moves with each
//! of them, and what does not. Chance is held to 3.5 standard errors: a false alarm in 1 of 2,000.

use super::actions_log::{Side, near_share, nothing_happens_to_any_need, same_needs, sides, work_is};
use headroom::kernel::Span;
use headroom::practice::Event;
use headroom::scenario::names::{LedgerLine, Mode, Problem, Role, Task};
use std::collections::{BTreeMap, BTreeSet};

/// Needs that reception books with a role before anybody else.
fn told(side: &Side, to: Role) -> BTreeSet<u64> {
    side.needs(|event| *event == Event::NavigatedTo { role: to })
}

/// A new colleague is offered to so many of ten thousand requests of each of these kinds that are heard, and to no other;
/// whom they see they can close, or send on to a GP. Returns the log with the colleague.
#[track_caller]
fn colleague(id: &str, role: Role, fills_up: bool, shares: &[(Problem, f64)]) -> [Side; 2] {
    let both = sides("average-2018", &[id], &["book.rooms=0"]);
    same_needs(&both);
    let [before, after] = &both;
    let (kinds, told) = (after.kinds(), told(after, role));
    assert!(before.encounters().all(|(_, by, ..)| by != role));
    assert!(told.iter().all(|need| kinds.get(need).is_none_or(|kind| shares.iter().any(|(of, _)| of == kind))));
    for (problem, share) in shares {
        let heard = after.heard(&[*problem]);
        let offered = heard.intersection(&told).count();
        println!("{id}: {offered} of {} {problem:?}, {share:.4} expected", heard.len());
        // Where the colleague's slots are all taken, reception offers others the usual way.
        let (most, error) = (*share * heard.len() as f64, (share * (1.0 - share) * heard.len() as f64).sqrt());
        assert!((offered as f64) < most + 3.5 * error, "{offered} of {} {problem:?}", heard.len());
        if !fills_up {
            near_share(offered, heard.len(), *share);
        }
        assert!(offered as f64 > 0.5 * most, "{offered} of {} {problem:?}", heard.len());
    }
    // Whom this colleague sees last before the need is closed, this colleague could close.
    let mut last = BTreeMap::new();
    let (mut closed, mut sent_on) = (0, 0);
    // What a GP has dealt with and passes on is not theirs to close.
    let passed_on = after.needs(|event| *event == Event::ReferredInside { to: role });
    for &(_, need, event) in after.log.iter().filter(|(_, need, _)| !passed_on.contains(need)) {
        match event {
            Event::Encounter { person, .. } => drop(last.insert(need, after.role(person))),
            Event::ReferredInside { to: Role::Gp } if last.get(&need) == Some(&role) => {
                let able = kinds.get(&need).and_then(|&kind| after.able(need, kind));
                assert!(able.is_none_or(|able| !able.role(role)), "need {need} is sent on");
                sent_on += 1;
            }
            _ => {}
        }
        if last.get(&need) == Some(&role)
            && matches!(event, Event::Ends { ending: headroom::practice::Ending::Closed })
            && told.contains(&need)
        {
            let able = kinds.get(&need).and_then(|&kind| after.able(need, kind));
            assert!(able.is_none_or(|able| able.role(role)), "need {need} is closed");
            closed += 1;
        }
    }
    assert!(closed > 10 && sent_on > 0, "{closed} closed and {sent_on} sent on");
    both
}

/// Every patient of the role costs a GP so many minutes, told one by one.
#[track_caller]
fn supervised([before, after]: &[Side; 2], role: Role, minutes: f64) {
    let asked = |side: &Side| {
        side.count(|event| {
            *event == Event::WorkComes { role: Role::Gp, line: LedgerLine::Supervision, lasts: Span::minutes(minutes) }
        })
    };
    let seen = after.encounters().filter(|(_, by, ..)| *by == role).count();
    assert_eq!((asked(before), asked(after)), (0, seen));
}

#[test]
fn minor_illness_nurses_see_what_reception_sends_them_and_a_gp_signs() {
    let shares = [(Problem::MinorIllness, 0.8 * 0.6 * 0.85), (Problem::General, 0.1 * 0.6 * 0.85)];
    let both = colleague("4.1", Role::MinorIllnessNurse, false, &shares);
    supervised(&both, Role::MinorIllnessNurse, 1.0);
}

#[test]
fn practice_pharmacists_take_repeats_and_letters_off_gps_and_find_work_of_their_own() {
    let shares = [(Problem::LongTerm, 0.25 * 0.5), (Problem::General, 0.08 * 0.5)];
    let both = colleague("4.2", Role::Pharmacist, true, &shares);
    takes(&both, Task::RepeatPrescription, Role::Pharmacist, 0.4);
    takes(&both, Task::Letter, Role::Pharmacist, 0.12);
    assert!(both[1].tasks_for(Task::Form, Role::Pharmacist).is_empty());
    // GPs pass patients on to them whom they have dealt with themselves: nobody's GP appointment is saved by that.
    passes_on(&both, Role::Pharmacist);
}

/// A role takes this share of a kind of task from GPs, day by day, who have the rest; the same tasks came.
#[track_caller]
fn takes([before, after]: &[Side; 2], task: Task, by: Role, share: f64) {
    let (theirs, gps, were) =
        (after.tasks_for(task, by), after.tasks_for(task, Role::Gp), before.tasks_for(task, Role::Gp));
    assert!(before.tasks_for(task, by).is_empty() && theirs.len() > 70);
    let came_by_post = !matches!(task, Task::Referral | Task::TestResult);
    for (day, part) in &theirs {
        let all = part + gps[day];
        assert!(!came_by_post || all == were[day], "day {day}");
        assert!((*part as f64 - share * all as f64).abs() <= 1.0, "{part} of {all} on day {day}");
    }
}

/// Patients whom GPs pass on have been seen by a GP.
#[track_caller]
fn passes_on([before, after]: &[Side; 2], to: Role) {
    let mut seen = BTreeSet::new();
    let mut passed = 0;
    let kinds = after.kinds();
    for &(_, need, event) in after.of_needs().filter(|(_, need, _)| kinds.contains_key(need)) {
        match event {
            Event::Encounter { person, .. } if after.role(person) == Role::Gp => drop(seen.insert(need)),
            Event::ReferredInside { to: role } if role == to => {
                assert!(seen.contains(&need), "need {need}");
                passed += 1;
            }
            _ => {}
        }
    }
    assert_eq!(before.count(|event| *event == Event::ReferredInside { to }), 0);
    assert!(passed > 10, "{passed}");
}

#[test]
fn therapists_are_booked_directly_for_aches_and_low_mood_and_are_passed_patients_besides() {
    let both = colleague("4.3", Role::Physiotherapist, true, &[(Problem::Musculoskeletal, 0.8 * 0.6 * 0.8)]);
    passes_on(&both, Role::Physiotherapist);
    passes_on(&both, Role::MentalHealthPractitioner);
    supervised(&both, Role::Physiotherapist, 0.2);
    // Nobody is told to see a therapist whose slots are all taken, and then hears that there is none.
    let mut offered = BTreeSet::new();
    let mut refused = 0;
    for &(_, need, event) in &both[1].log {
        match event {
            Event::NavigatedTo { .. } => drop(offered.insert(need)),
            Event::NoSlot => refused += usize::from(offered.contains(&need)),
            Event::Booked { .. } | Event::JoinsDutyList => drop(offered.remove(&need)),
            _ => {}
        }
    }
    let all = told(&both[1], Role::Physiotherapist).len() + told(&both[1], Role::MentalHealthPractitioner).len();
    println!("{refused} of {all} are refused");
    assert!(refused * 50 < all, "{refused} of {all}");
    let after = &both[1];
    let heard = after.heard(&[Problem::MentalHealth]);
    let offered = heard.intersection(&told(after, Role::MentalHealthPractitioner)).count();
    let (share, all) = (0.6 * 0.5, heard.len() as f64);
    println!("4.3: {offered} of {all} MentalHealth, {share} expected");
    assert!((offered as f64) < share * all + 3.5 * (share * (1.0 - share) * all).sqrt(), "{offered} of {all}");
    assert!(offered as f64 > 0.5 * share * all, "{offered} of {all}");
    let kinds = after.kinds();
    let of = |need: &u64| kinds.get(need).copied().unwrap_or(Problem::MentalHealth);
    assert!(told(after, Role::MentalHealthPractitioner).iter().all(|need| of(need) == Problem::MentalHealth));
}

#[test]
fn physician_associates_take_their_share_and_a_gp_is_asked_about_every_patient_of_theirs() {
    let shares =
        [(Problem::MinorIllness, 0.5 * 0.6), (Problem::General, 0.3 * 0.6), (Problem::Musculoskeletal, 0.2 * 0.6)];
    let both = colleague("4.4", Role::PhysicianAssociate, false, &shares);
    supervised(&both, Role::PhysicianAssociate, 1.6);
    // And a quarter of an hour at the end of each of their sessions.
    let sessions = both[1].count(|event| {
        matches!(event, Event::WorkComes { line: LedgerLine::Supervision, lasts, .. } if *lasts == Span::minutes(15.0))
    });
    assert!(sessions > 40, "{sessions}");
}

#[test]
fn medical_assistants_take_paperwork_and_no_patient_notices() {
    let both = sides("average-2018", &["4.5"], &[]);
    nothing_happens_to_any_need(&both);
    for task in [Task::Letter, Task::Form, Task::Referral] {
        takes(&both, task, Role::MedicalAssistant, 0.3);
    }
    work_is(&both, Role::Gp, LedgerLine::TestResult, 1.0);
    work_is(&both, Role::Receptionist, LedgerLine::Letter, 1.0);
    // A GP looks again at one in twenty of what they take.
    work_is(&both, Role::Gp, LedgerLine::Letter, 0.7 + 0.3 * 0.05);
}

#[test]
fn paramedics_make_half_of_the_visits_and_see_nobody_at_the_surgery() {
    let both = sides("average-2018", &["4.6"], &["run.days=364", "book.rooms=0"]);
    same_needs(&both);
    let visits = |side: &Side| -> BTreeMap<u64, Role> {
        let visits = side.encounters().filter(|(_, _, mode, _)| *mode == Mode::HomeVisit);
        let mut first = BTreeMap::new();
        visits.for_each(|(need, role, ..)| _ = first.entry(need).or_insert(role));
        first
    };
    let [was, is] = both.each_ref().map(visits);
    assert!(was.values().all(|role| *role != Role::Paramedic));
    let mut seen = both[1].encounters().filter(|(_, role, ..)| *role == Role::Paramedic);
    assert!(seen.all(|(_, _, mode, _)| mode == Mode::HomeVisit));
    // Of those who came up under the action, half.
    let kinds = both[1].kinds();
    let new: Vec<Role> = is.iter().filter(|(need, _)| kinds.contains_key(need)).map(|(_, role)| *role).collect();
    near_share(new.iter().filter(|role| **role == Role::Paramedic).count(), new.len(), 0.5);
    supervised(&both, Role::Paramedic, 5.0);
}

/// GPs who work little and evenly, whatever the demand: where all of them work on Mondays, none of their sessions can
/// move there.
const EVEN: [&str; 9] = [
    "run.days=280",
    "calendar.holidays=none",
    "calendar.season=0",
    "roles.gp.weekday.* =1",
    "roles.gp.people=16",
    "roles.gp.sessions_per_week=76",
    "roles.gp.leave_weeks=0",
    "roles.*.sickness=0",
    "book.rooms=0",
];

#[test]
fn a_practice_that_matches_capacity_moves_sessions_to_mondays_and_adds_none() {
    let both = sides("average-2018", &["5.1"], &EVEN);
    same_needs(&both);
    // The book is open for ten weeks, and the rota is made again every eight: what is dealt by then is seen later.
    let sessions = |side: &Side| {
        let start = side.log[0].0.day();
        let mut held = BTreeSet::new();
        for &(at, _, event) in &side.log {
            if let Event::Encounter { person, .. } = event
                && side.role(person) == Role::Gp
                && at.day() >= start + 28 * 7
            {
                held.insert((at.day(), person, at.of_day().as_minutes() >= 14.5 * 60.0));
            }
        }
        (held.iter().filter(|(day, ..)| day % 7 == 0).count() as f64, held.len() as f64)
    };
    let [(mondays, all), (mondays_after, all_after)] = both.each_ref().map(sessions);
    println!("{mondays} of {all} sessions on Mondays, {mondays_after} of {all_after} after");
    assert!((mondays / all - 0.2).abs() < 1.0 / 76.0);
    assert!(mondays_after / all_after > 0.2 + 2.0 / 76.0, "{mondays_after} of {all_after}");
    // A session in which nobody is booked does not show.
    assert!((all_after / all - 1.0).abs() < 0.01, "{all} and {all_after}");
}

#[test]
fn efficient_processes_take_letters_results_and_repeats_off_gps_and_plan_fewer_long_term_follow_ups() {
    let both = sides("average-2018", &["5.2"], &["run.days=364"]);
    same_needs(&both);
    takes(&both, Task::Letter, Role::Receptionist, 0.42);
    work_is(&both, Role::Gp, LedgerLine::RepeatPrescription, 0.92);
    work_is(&both, Role::Gp, LedgerLine::Form, 1.0);
    work_is(&both, Role::Manager, LedgerLine::Claims, 1.0);
    let [before, after] = &both;
    // Results come of encounters too, and these are not quite the same: minutes for each of them.
    let each = |side: &Side| {
        let minutes: f64 = side.work(Role::Gp, LedgerLine::TestResult).values().sum();
        minutes / side.tasks_come(Task::TestResult).values().map(|&count| f64::from(count)).sum::<f64>()
    };
    assert!((each(after) / each(before) - 0.63).abs() < 1e-4);
    // What comes of a first encounter that is the same in both logs: fewer plans for long-term conditions, none more,
    // and for other kinds the same.
    let planned = |side: &Side| -> BTreeMap<u64, (u16, Mode, bool)> {
        let (mut first, mut more) = (BTreeMap::new(), BTreeSet::new());
        for &(_, need, event) in side.of_needs() {
            match event {
                Event::Encounter { person, mode, .. } => {
                    if first.contains_key(&need) {
                        more.insert(need);
                    }
                    first.entry(need).or_insert((person, mode, false));
                }
                Event::PlansFollowUp { .. } if !more.contains(&need) => {
                    first.entry(need).and_modify(|(.., plans)| *plans = true);
                }
                _ => {}
            }
        }
        first
    };
    let ([was, is], own) = (both.each_ref().map(planned), before.arisen());
    let (mut plans, mut fewer) = (0, 0);
    for (need, (person, mode, planned)) in was.iter().filter(|(need, _)| own.contains_key(need)) {
        let Some((_, _, still)) = is.get(need).filter(|(by, how, _)| (by, how) == (person, mode)) else { continue };
        if own[need].1 == Problem::LongTerm {
            assert!(*planned || !still, "need {need} is planned for");
            plans += usize::from(*planned);
            fewer += usize::from(*planned && !still);
        } else {
            assert_eq!(planned, still, "need {need}");
        }
    }
    near_share(fewer, plans, 0.05);
}

/// Every note of a role that is written in both logs takes so many times as long, but for the tick.
#[track_caller]
fn notes_take([before, after]: &[Side; 2], by: Role, times: f64) {
    let (was, is) = (before.notes(by), after.notes(by));
    let mut both = 0;
    for (note, minutes) in &was {
        if let Some(now) = is.get(note) {
            assert!((now - times * minutes).abs() < 0.005, "{now} of {minutes} minutes");
            both += 1;
        }
    }
    assert!(both > 500, "{both} notes");
}

#[test]
fn where_everything_has_its_place_gps_and_nurses_write_up_faster_and_assistants_as_before() {
    let both = sides("average-2018", &["5.3"], &[]);
    same_needs(&both);
    notes_take(&both, Role::Gp, 1.7 / 2.0);
    notes_take(&both, Role::PracticeNurse, 1.2 / 1.5);
    notes_take(&both, Role::HealthCareAssistant, 1.0);
    work_is(&both, Role::Receptionist, LedgerLine::Letter, 0.97);
    work_is(&both, Role::Receptionist, LedgerLine::Wayfinding, 0.97);
    work_is(&both, Role::Gp, LedgerLine::Letter, 1.0);
}

#[test]
fn people_who_bear_more_are_off_sick_in_fewer_weeks_and_nobody_in_another() {
    let both = sides("large-urban", &["6.1"], &["run.days=364", "roles.*.sickness=0.3"]);
    same_needs(&both);
    let weeks = |side: &Side| -> BTreeSet<(u32, u16)> {
        let off = side.log.iter().filter_map(|&(at, _, event)| match event {
            Event::OffSick { person, .. } => Some((at.day() / 7, person)),
            _ => None,
        });
        off.collect()
    };
    let [was, is] = both.each_ref().map(weeks);
    assert!(is.is_subset(&was));
    near_share(was.len() - is.len(), was.len(), 0.05);
    work_is(&both, Role::Gp, LedgerLine::Letter, 1.0);
}

#[test]
fn clinicians_who_know_their_computer_write_up_faster_and_receptionists_do_as_before() {
    let both = sides("average-2018", &["6.2"], &[]);
    same_needs(&both);
    notes_take(&both, Role::Gp, 0.98);
    notes_take(&both, Role::PracticeNurse, 0.98);
    notes_take(&both, Role::HealthCareAssistant, 1.0);
    for line in [LedgerLine::Letter, LedgerLine::RepeatPrescription, LedgerLine::Form] {
        work_is(&both, Role::Gp, line, 0.98);
        work_is(&both, Role::Receptionist, line, 1.0);
    }
}

#[test]
fn gps_who_practise_typing_write_up_faster_and_nurses_do_as_before() {
    let both = sides("average-2018", &["6.3"], &[]);
    same_needs(&both);
    notes_take(&both, Role::Gp, (2.0 - 0.167) / 2.0);
    notes_take(&both, Role::PracticeNurse, 1.0);
    work_is(&both, Role::Gp, LedgerLine::Letter, 0.97);
    work_is(&both, Role::Gp, LedgerLine::RepeatPrescription, 1.0);
}
