//! The book, the rota and what becomes of freed time do what a practice manager would expect of them.

use super::mechanisms::{ROOMY, events, scenario, value};
use super::support::measured;
use headroom::practice::watch::Origin;
use headroom::practice::{Ending, Event, Measures};
use headroom::scenario::names::{LedgerLine, Role};
use std::collections::{BTreeMap, BTreeSet};

/// Mean and standard error.
fn mean(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

#[test]
fn days_asked_for_are_as_many_in_the_mean_as_the_scenario_says() {
    // Open every day, everybody rings before the first session, and there is always a slot.
    let hours = ["phone.opens=7", "phone.closes=8", "phone.handlers=100"];
    let later = ["problems.general.later_day=1", "problems.general.later_by.mean=2.6"];
    let family = ["problems.general.later_by.family=exponential"];
    let planned = ["problems.general.follow_up=0.5", "outcome.follow_up_days.mean=2.25"];
    let changes: Vec<&str> = [&hours[..], &later, &family, &planned].concat();
    let (mut leads, mut intervals) = (Vec::new(), Vec::new());
    for (at, _, event) in events(&scenario(ROOMY, &changes)) {
        match event {
            Event::Booked { lead_days, origin: Origin::Choice, .. } => leads.push(f64::from(lead_days)),
            Event::PlansFollowUp { day } => intervals.push(f64::from(day - at.day())),
            _ => {}
        }
    }
    assert!(leads.len() > 5000 && intervals.len() > 2000);
    for (values, wanted) in [(&leads, 2.6), (&intervals, 2.25)] {
        let (got, error) = mean(values);
        // 3.5 standard errors: a false alarm in 1 of 2,000.
        assert!((got - wanted).abs() < 3.5 * error, "{got} days instead of {wanted}");
    }
}

#[test]
fn a_recall_that_finds_no_slot_is_looked_for_weekly_and_in_the_end_let_go() {
    let none = ["demand.level=0", "roles.gp.slots_per_session=0", "unmet.planned_patience=3"];
    let recalls = ["problems.review.recalls_per_patient_per_year=0.3", "problems.review.books_with.gp=1"];
    let mut days = BTreeMap::<u64, Vec<u32>>::new();
    let (mut due, mut let_go) = (BTreeMap::new(), 0);
    for (at, need, event) in events(&scenario(ROOMY, &[&none[..], &recalls].concat())) {
        match event {
            Event::FallsDue { .. } => drop(due.insert(need, at.day())),
            Event::NoSlot if due.contains_key(&need) => days.entry(need).or_default().push(at.day()),
            Event::Ends { ending } if due.contains_key(&need) => {
                assert_eq!(ending, Ending::NotOffered);
                let first = due[&need];
                assert_eq!(days[&need], [first, first + 7, first + 14, first + 21]);
                let_go += 1;
            }
            _ => {}
        }
    }
    assert!(let_go > 500, "{let_go} let go");
}

#[test]
fn an_urgent_request_without_a_slot_is_seen_today_by_a_colleague_able_to_close_it() {
    let nurse = ["people=4", "sessions_per_week=56", "slots_per_session=20"];
    let nurse: Vec<String> = nurse.iter().map(|setting| format!("roles.practice_nurse.{setting}")).collect();
    let seen = |share: &str| -> [f64; 2] {
        // So few are booked with nurses from the start that none will be.
        let urgent = ["problems.general.urgent=1", "problems.general.books_with.practice_nurse=1e-9"];
        let able = ["problems.general.able.practice_nurse=0.6", "roles.gp.slots_per_session=2", share];
        let hours = ["phone.opens=7", "phone.closes=8", "phone.handlers=100"];
        let changes: Vec<&str> = nurse.iter().map(String::as_str).chain(urgent).chain(able).chain(hours).collect();
        let found = measured(&scenario(ROOMY, &changes), 1, 2);
        let by_nurses = |m: &Measures| value(m, "encounters_per_week", "practice_nurse/face_to_face") * m.weeks();
        let turned_away = |m: &Measures| m.needs.turned_away as f64;
        [found.iter().map(by_nurses).sum(), found.iter().map(turned_away).sum()]
    };
    let [without, all_turned_away] = seen("book.urgent_elsewhere=0");
    assert!(without == 0.0 && all_turned_away > 1000.0, "{without} by nurses");
    let [with, turned_away] = seen("book.urgent_elsewhere=0.5");
    // Half of those without a slot are offered a nurse, and six tenths of them can have one; 3.5 standard errors.
    let (share, count) = (with / (with + turned_away), with + turned_away);
    assert!((share - 0.3).abs() < 3.5 * (0.3 * 0.7 / count).sqrt(), "{share} of {count}");
}

#[test]
fn whoever_rings_in_sick_is_not_booked_again_that_week_and_later_patients_hear_at_once() {
    let busy = ["problems.general.later_day=0.8", "problems.general.later_by.mean=4", "roles.gp.sickness=0.2"];
    let mut booked = BTreeMap::new();
    let mut closed = BTreeSet::new();
    let (mut later, mut later_chosen) = (0, 0);
    let mut moved = BTreeMap::new();
    for (at, need, event) in events(&scenario(ROOMY, &busy)) {
        match event {
            Event::Booked { person, day, origin, .. } => {
                assert!(!closed.contains(&(person, day / 7)), "booked with {person} on day {day}, who is off sick");
                if let Some(chosen) = moved.remove(&need) {
                    assert!(day >= chosen, "a day of the patient's choice is moved forward");
                    later_chosen += 1;
                }
                booked.insert(need, (person, day, origin));
            }
            Event::PracticeCancels => {
                let Some(&(person, day, origin)) = booked.get(&need) else { continue };
                assert_eq!(at.day() / 7, day / 7);
                closed.insert((person, day / 7));
                later += u32::from(day > at.day());
                if origin == Origin::Choice {
                    moved.insert(need, day);
                }
            }
            _ => {}
        }
    }
    assert!(later > 500 && later_chosen > 200, "{later} patients of later days, {later_chosen} of chosen ones");
}

/// Hours of the GPs in a line of the ledger.
fn gp_hours(found: &[Measures], line: LedgerLine) -> f64 {
    let ticks = |m: &Measures| m.hours.lines[Role::Gp as usize][line as usize] as f64;
    found.iter().map(ticks).sum::<f64>() / 36_000.0
}

fn gp_encounters(found: &[Measures]) -> f64 {
    found.iter().map(|m| value(m, "encounters_per_week", "gp/face_to_face") * m.weeks()).sum()
}

#[test]
fn an_earlier_finish_takes_the_idle_end_of_a_session_and_nothing_else() {
    let run = |freed: &str| measured(&scenario(ROOMY, &[freed]), 1, 2);
    let (at_desk, early) = (run("clinic.freed_time=tasks"), run("clinic.freed_time=earlier_finish"));
    let idle = gp_hours(&at_desk, LedgerLine::GapIdle);
    let (gaps, gone) = (gp_hours(&early, LedgerLine::GapIdle), gp_hours(&early, LedgerLine::FinishedEarly));
    assert_eq!(gp_hours(&at_desk, LedgerLine::FinishedEarly), 0.0);
    assert!(gone > 0.1 * idle && (gaps + gone - idle).abs() < 1e-6, "{idle} idle; {gaps} and {gone} gone early");
    assert_eq!(gp_encounters(&at_desk), gp_encounters(&early));
    assert!(early.iter().all(|m| m.hours.gap == 0));
}

#[test]
fn gaps_used_for_paperwork_are_no_longer_idle_and_save_overtime() {
    // More paperwork than the gaps can take.
    let paper = ["tasks.letter.per_1000_per_day=40", "tasks.letter.minutes.gp=12", "tasks.letter.touched_by.gp=1"];
    let run = |share: &str| {
        let changes = [&paper[..], &["roles.gp.overtime_after=0", share]].concat();
        measured(&scenario(ROOMY, &changes), 1, 2)
    };
    let (idle, used) = (run("clinic.gap_time_used=0"), run("clinic.gap_time_used=0.5"));
    let line = |line| (gp_hours(&idle, line), gp_hours(&used, line));
    let ((gaps, left), (over, less)) = (line(LedgerLine::GapIdle), line(LedgerLine::Overtime));
    assert!(gaps > 1000.0 && (left / gaps - 0.5).abs() < 0.01, "{left} of {gaps} hours");
    assert!((over - less - (gaps - left)).abs() < 0.01 * gaps, "{over} hours of overtime, then {less}");
}

#[test]
fn longer_consultations_fill_free_time_and_keep_nobody_waiting() {
    let lengths = ["minutes.face_to_face.family=gamma", "minutes.face_to_face.mean=8", "write_up.mean=1"];
    let lengths: Vec<String> = lengths.iter().map(|setting| format!("roles.gp.{setting}")).collect();
    let run = |freed: &str| {
        let on_time = ["clinic.early_start=at_booked_time", "book.slots=0.6", "clinic.longest=1.4", freed];
        let changes: Vec<&str> = lengths.iter().map(String::as_str).chain(on_time).collect();
        measured(&scenario(ROOMY, &changes), 1, 2)
    };
    let (as_needed, longer) = (run("clinic.freed_time=tasks"), run("clinic.freed_time=longer_consultations"));
    let seen = gp_encounters(&as_needed);
    assert_eq!(seen, gp_encounters(&longer));
    let (before, after) =
        (gp_hours(&as_needed, LedgerLine::FaceToFace) / seen, gp_hours(&longer, LedgerLine::FaceToFace) / seen);
    assert!(after > 1.1 * before && after < 1.4 * before, "{} minutes, then {}", before * 60.0, after * 60.0);
    for (a, b) in as_needed.iter().zip(&longer) {
        assert_eq!(value(a, "waiting_room", "all"), value(b, "waiting_room", "all"));
    }
}

#[test]
fn idle_time_becomes_slots_as_far_as_they_fit_where_it_is_to() {
    // Encounters take half of their slots, and twice as many patients ask as there are slots.
    let busy = ["book.slots=0.5", "demand.level=4", "run.warm_up_days=182"];
    let run = |freed: &[&str]| measured(&scenario(ROOMY, &[&busy[..], freed].concat()), 1, 2);
    let seen = gp_encounters(&run(&[]));
    let tenth = gp_encounters(&run(&["clinic.freed_time=more_slots", "clinic.slots_added=0.1"]));
    assert!((tenth / seen - 1.1).abs() < 0.01, "{seen} encounters, then {tenth}");
    // Encounters that fill 20 slots of 10 minutes leave time for just a fifth more in a session of 240 minutes.
    let whole = ["book.slots=1", "demand.level=8", "run.warm_up_days=182", "roles.gp.minutes.face_to_face.mean=10"];
    let run = |freed: &[&str]| measured(&scenario(ROOMY, &[&whole[..], freed].concat()), 1, 1);
    let soon = ["clinic.freed_time=more_slots", "clinic.slots_added=1", "clinic.slots_memory=2"];
    let (seen, most) = (gp_encounters(&run(&[])), gp_encounters(&run(&soon)));
    assert!((most / seen - 1.2).abs() < 0.01, "{seen} encounters, then {most}");
    // Where paperwork takes the time, there is none to offer.
    let paper = ["tasks.letter.minutes.gp=30", "tasks.letter.touched_by.gp=1"];
    let much = ["tasks.letter.per_1000_per_day=40"];
    let more = gp_encounters(&run(&[&paper[..], &much, &soon].concat()));
    assert!((more / seen - 1.0).abs() < 0.01, "{seen} encounters, then {more} beside paperwork");
    // Nor is time idle for want of slots where nobody takes those there are: an hour of paperwork a session is more
    // than the 40 minutes beyond them.
    let slots = |more: &[&str]| -> u64 {
        let some = ["tasks.letter.per_1000_per_day=4", "demand.level*=0.1"];
        let found = run(&[&paper[..], &some, &soon, more].concat());
        found.iter().map(|m| m.clinic.unfilled[0] + m.clinic.used_slots[0]).sum()
    };
    assert_eq!(slots(&[]), slots(&["clinic.slots_added*=0"]));
}

#[test]
fn an_overbooked_session_has_two_patients_at_some_of_its_times() {
    let busy = ["book.slots=0.5", "demand.level=4", "book.overbook=0.2"];
    let mut sessions = BTreeMap::<(u16, u32, bool), BTreeMap<u64, u32>>::new();
    for (_, _, event) in events(&scenario(ROOMY, &busy)) {
        if let Event::Booked { person, day, at, .. } = event {
            let afternoon = at.as_minutes() >= 14.0 * 60.0;
            *sessions.entry((person, day, afternoon)).or_default().entry(at.0).or_default() += 1;
        }
    }
    let full: Vec<_> = sessions.values().filter(|times| times.values().sum::<u32>() == 12).collect();
    assert!(full.len() > 200 && sessions.values().all(|times| times.values().sum::<u32>() <= 12));
    // Ten times, of which the fifth and the tenth are booked twice.
    let twice = |times: &BTreeMap<u64, u32>| times.values().map(|&count| count == 2).collect::<Vec<_>>();
    let expected: Vec<bool> = (1..=10).map(|time| time % 5 == 0).collect();
    assert!(full.iter().all(|times| twice(times) == expected), "{:?}", full[0]);
}

/// Ten recalls a week that would otherwise be booked with GPs, and places for sixteen in two groups led by nurses.
const GROUPS: [&str; 9] = [
    "demand.level=0",
    "problems.review.recalls_per_patient_per_year=0.052",
    "problems.review.books_with.gp=1",
    "problems.review.suits_group=1",
    "roles.practice_nurse.group_sessions_per_week=2",
    "roles.practice_nurse.group_size=8",
    "roles.practice_nurse.minutes.group.mean=90",
    "roles.practice_nurse.group_assistance=30",
    "roles.health_care_assistant.task_hours=20",
];

#[test]
fn a_group_takes_its_leader_s_time_once_however_many_come() {
    let found = measured(&scenario(ROOMY, &GROUPS), 1, 1);
    let mut groups = BTreeMap::<(u16, u64), u32>::new();
    for (at, _, event) in events(&scenario(ROOMY, &GROUPS)) {
        if let Event::Encounter { person, lasts, .. } = event {
            assert_eq!(lasts.as_minutes(), 90.0);
            *groups.entry((person, at.0)).or_default() += 1;
        }
    }
    let (held, came) = (groups.len() as f64, groups.values().sum::<u32>());
    assert!(groups.values().all(|&together| together <= 8) && f64::from(came) > 4.0 * held && held > 40.0);
    let m = &found[0];
    let hours = |role: Role| m.hours.lines[role as usize][LedgerLine::Group as usize] as f64 / 36_000.0;
    assert_eq!(hours(Role::PracticeNurse), 1.5 * held);
    // The assistant does it in time set aside, on the same day or the next.
    assert!((hours(Role::HealthCareAssistant) - 0.5 * held).abs() <= 0.5);
    assert_eq!((m.hours.gap, m.attendance.little.gap()), (0, 0));
    assert_eq!(value(m, "encounters_per_week", "practice_nurse/group") * m.weeks(), f64::from(came));
}

#[test]
fn whoever_would_not_come_to_a_group_or_finds_it_full_is_seen_alone() {
    let seen = |change: &str| -> [f64; 2] {
        let found = measured(&scenario(ROOMY, &[&GROUPS[..], &[change]].concat()), 1, 4);
        let contacts = |role: Role| -> u64 {
            found.iter().flat_map(|m| &m.clinic.encounters[role as usize]).map(|tally| tally.count).sum()
        };
        [contacts(Role::PracticeNurse), contacts(Role::Gp)].map(|count| count as f64)
    };
    let [together, alone] = seen("problems.review.accepts_group=0.6");
    let (share, count) = (together / (together + alone), together + alone);
    // 3.5 standard errors: a false alarm in 1 of 2,000.
    assert!(count > 800.0 && (share - 0.6).abs() < 3.5 * (0.6 * 0.4 / count).sqrt(), "{share} of {count}");
    let [together, alone] = seen("roles.practice_nurse.group_size*=0.25");
    assert!(together > 350.0 && alone > 350.0, "{together} together and {alone} alone");
    let [together, _] = seen("problems.review.able.practice_nurse=0");
    assert_eq!(together, 0.0);
}
