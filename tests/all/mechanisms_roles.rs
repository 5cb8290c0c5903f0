//! Who does what, and what comes of it: messages in place of appointments, supervision, pace, visits at home, and
//! patients passed on. Read from the event log and the ledger, with and without.

use super::mechanisms::{ROOMY, events, scenario, value};
use super::support::measured;
use headroom::kernel::{SimTime, Span};
use headroom::practice::watch::Origin;
use headroom::practice::{Ending, Event, Measures};
use headroom::scenario::names::{Destination, LedgerLine, Mode, Role};
use std::collections::{BTreeMap, BTreeSet};

type Events = [(SimTime, u64, Event)];

fn log(more: &[&str]) -> Vec<(SimTime, u64, Event)> {
    events(&scenario(ROOMY, more))
}

/// One replication of the practice: nobody in it is lost.
fn counted(more: &[&str]) -> Measures {
    let found = measured(&scenario(ROOMY, more), 1, 1).remove(0);
    assert_eq!((found.needs.misplaced, found.hours.gap), (0, 0));
    found
}

/// Holds a share of so many against what it should be: 3.5 standard errors, a false alarm in 1 of 2,000.
#[track_caller]
fn is_about(some: usize, all: usize, expected: f64) {
    let error = (expected * (1.0 - expected) / all as f64).sqrt();
    let share = some as f64 / all as f64;
    assert!(all > 300 && (share - expected).abs() < 3.5 * error, "{some} of {all}, {expected} expected");
}

fn how_many(log: &Events, counts: impl Fn(&Event) -> bool) -> usize {
    log.iter().filter(|(.., event)| counts(event)).count()
}

/// Who sees patients, by their place among the practice's people: ten GPs come first.
fn is_gp(person: u16) -> bool {
    person < 10
}

const FOLLOWED_UP: [&str; 3] =
    ["problems.general.follow_up=0.5", "outcome.follow_up_days.mean=7", "roles.gp.minutes.online.mean=2"];

#[test]
fn a_message_takes_the_place_of_a_follow_up_on_its_day_and_costs_whoever_answers_it_their_minutes() {
    let changes = |reach| [&FOLLOWED_UP[..], &["problems.general.suits_message=0.5", reach]].concat();
    let with = log(&changes("outcome.messages=0.6"));
    let mut due = BTreeMap::new();
    let (mut booked, mut answered) = (0, 0);
    for &(at, need, event) in &with {
        match event {
            Event::PlansFollowUp { day } => drop(due.insert(need, day)),
            Event::Booked { origin: Origin::FollowUp, .. } => {
                booked += 1;
                due.remove(&need);
            }
            Event::AnsweredByMessage { role, lasts } => {
                assert_eq!((role, lasts), (Role::Gp, Span::minutes(2.0)));
                // Those planned before the first day that is seen are not told apart.
                if let Some(day) = due.remove(&need) {
                    assert_eq!((at.day(), at.of_day()), (day, Span::hours(8.0)), "need {need}");
                    answered += 1;
                }
            }
            Event::Ends { .. } => assert!(!due.contains_key(&need), "need {need} ends before its follow-up"),
            _ => {}
        }
    }
    is_about(answered, answered + booked, 0.5 * 0.6);
    // The work is done in the GPs' own time for tasks, and every answer is a contact.
    let found = counted(&changes("outcome.messages=0.6"));
    let answers = value(&found, "encounters_per_week", "gp/online") * found.weeks();
    let minutes = Span(found.hours.lines[Role::Gp as usize][LedgerLine::Online as usize]).as_minutes();
    assert!(answers > 500.0 && (minutes - 2.0 * answers).abs() < 100.0, "{minutes} minutes for {answers} answers");
    let without = counted(&changes("outcome.messages=0"));
    let visits = |m: &Measures| value(m, "encounters_per_week", "gp/face_to_face") * m.weeks();
    // Without follow-ups on follow-ups every message saves one visit, but for those that lie across an end of the run.
    assert!((visits(&without) - visits(&found) - answers).abs() < 60.0);
    assert_eq!(value(&without, "encounters_per_week", "gp/online"), 0.0);
}

#[test]
fn a_recall_that_a_message_would_settle_is_answered_by_the_nurse_with_whom_it_would_have_been() {
    let recalls = [
        "problems.review.recalls_per_patient_per_year=1",
        "problems.review.books_with.practice_nurse=1",
        "problems.review.suits_message=0.5",
        "roles.practice_nurse.people=10",
        "roles.practice_nurse.sessions_per_week=70",
        "roles.practice_nurse.minutes.online.mean=3",
        "outcome.messages=0.5",
    ];
    let with = log(&recalls);
    let due = how_many(&with, |event| matches!(event, Event::FallsDue { .. }));
    let answered = how_many(&with, |event| matches!(event, Event::AnsweredByMessage { role: Role::PracticeNurse, .. }));
    // As many wait for their day at the end of the run as at its beginning.
    is_about(answered, due, 0.5 * 0.5);
    let booked = how_many(&with, |event| matches!(event, Event::Booked { origin: Origin::Recall, .. }));
    assert!((answered + booked).abs_diff(due) < 200, "{answered} and {booked} of {due}");
    counted(&recalls);
}

/// Half of the patients are booked with a nurse.
const WITH_NURSE: [&str; 5] = [
    "roles.practice_nurse.people=10",
    "roles.practice_nurse.sessions_per_week=140",
    "roles.practice_nurse.slots_per_session=10",
    "roles.practice_nurse.minutes.face_to_face.mean=6",
    "problems.general.books_with.practice_nurse=1",
];

#[test]
fn every_patient_of_a_supervised_role_takes_a_gp_so_many_minutes() {
    let found = counted(&[&WITH_NURSE[..], &["roles.practice_nurse.supervision_per_patient=3"]].concat());
    let seen = value(&found, "encounters_per_week", "practice_nurse/face_to_face") * found.weeks();
    let asked = Span(found.tasks.arrived[Role::Gp as usize]).as_minutes();
    assert!(seen > 1000.0 && (asked - 3.0 * seen).abs() < 1e-6, "{asked} minutes for {seen} patients");
    let spent = Span(found.hours.lines[Role::Gp as usize][LedgerLine::Supervision as usize]).as_minutes();
    assert!((spent - asked).abs() < 100.0, "{spent} of {asked} minutes");
}

#[test]
fn patients_come_back_more_often_after_a_role_with_twice_the_hazard_and_as_often_after_others() {
    let back = |returns| -> BTreeMap<bool, [usize; 2]> {
        let more = ["problems.general.returns=0.2", "outcome.return_days.mean=3", returns];
        let mut by = BTreeMap::new();
        let mut seen_by = BTreeMap::new();
        for (_, need, event) in log(&[&WITH_NURSE[..], &more].concat()) {
            match event {
                Event::Encounter { person, .. } => {
                    seen_by.insert(need, is_gp(person));
                    by.entry(is_gp(person)).or_insert([0, 0])[1] += 1;
                }
                Event::ComesBackOn { .. } => by.entry(seen_by[&need]).or_insert([0, 0])[0] += 1,
                _ => {}
            }
        }
        by
    };
    let (same, twice) = (back("roles.practice_nurse.returns=1"), back("roles.practice_nurse.returns=2"));
    assert_eq!(same[&true], twice[&true]);
    is_about(same[&false][0], same[&false][1], 0.2);
    // Twice the hazard: the chance of staying away is squared.
    is_about(twice[&false][0], twice[&false][1], 1.0 - 0.8 * 0.8);
}

#[test]
fn everything_takes_a_role_that_learns_longer_and_nobody_else() {
    let work = [
        "roles.practice_nurse.write_up.mean=2",
        "roles.gp.write_up.mean=2",
        "tasks.letter.per_1000_per_day=2",
        "tasks.letter.minutes.* = 3",
        "tasks.letter.touched_by.gp=1",
        "tasks.letter.touched_by.practice_nurse=1",
        "triage.nurse.reach_routine=0.3",
        "triage.nurse.clinicians=3",
        "triage.nurse.minutes.mean=4",
    ];
    let run = |pace| [&WITH_NURSE[..], &work, &[pace]].concat();
    let minutes = |pace| -> BTreeSet<(bool, &'static str, String)> {
        let told = log(&run(pace)).into_iter();
        told.filter_map(|(_, _, event)| match event {
            Event::Encounter { person, lasts, .. } => Some((is_gp(person), "seen", lasts)),
            Event::WriteUp { person, lasts } => Some((is_gp(person), "notes", lasts)),
            Event::Triage { lasts, .. } => Some((false, "triage", lasts)),
            _ => None,
        })
        .map(|(gp, what, lasts)| (gp, what, format!("{}", lasts.as_minutes())))
        .collect()
    };
    let said = |by: [(bool, &'static str, &str); 5]| by.map(|(gp, what, long)| (gp, what, long.to_string())).into();
    let plain = [
        (true, "seen", "5"),
        (true, "notes", "2"),
        (false, "seen", "6"),
        (false, "notes", "2"),
        (false, "triage", "4"),
    ];
    assert_eq!(minutes("roles.practice_nurse.pace=1"), said(plain));
    let slow = [
        (true, "seen", "5"),
        (true, "notes", "2"),
        (false, "seen", "9"),
        (false, "notes", "3"),
        (false, "triage", "6"),
    ];
    assert_eq!(minutes("roles.practice_nurse.pace=1.5"), said(slow));
    let tasks = |pace| counted(&run(pace)).tasks.arrived;
    let (plain, slow) = (tasks("roles.practice_nurse.pace=1"), tasks("roles.practice_nurse.pace=1.5"));
    let [gp, nurse] = [Role::Gp, Role::PracticeNurse].map(|role| role as usize);
    assert!(plain[gp] > 0 && plain[gp] == slow[gp] && plain[nurse] * 3 == slow[nurse] * 2);
}

/// Three patients of ten have to be seen at home.
const VISITS: [&str; 2] = ["problems.general.home_visit.* = 0.3", "problems.general.follow_up=0.2"];

#[test]
fn a_paramedic_takes_a_share_of_visits_at_home_from_whoever_would_make_them_and_nothing_else() {
    let paramedic = ["roles.paramedic.people=5", "roles.paramedic.sessions_per_week=70"];
    let without = log(&[&VISITS[..], &paramedic].concat());
    let with = log(&[&VISITS[..], &paramedic, &["roles.paramedic.home_visits=0.6"]].concat());
    let visits = |log: &Events| -> BTreeMap<u64, bool> {
        log.iter()
            .filter_map(|&(_, need, event)| match event {
                Event::Encounter { person, mode: Mode::HomeVisit, .. } => Some((need, is_gp(person))),
                Event::Encounter { person, .. } => {
                    assert!(is_gp(person), "need {need} comes to the surgery");
                    None
                }
                _ => None,
            })
            .collect()
    };
    let (before, after) = (visits(&without), visits(&with));
    assert!(before.values().all(|gp| *gp));
    // Sessions fill otherwise, so that a visit may fall on the other side of an end of the run.
    let only_one = before.keys().filter(|need| !after.contains_key(need)).count();
    assert!(only_one < 20 && before.len().abs_diff(after.len()) < 20, "{only_one} of {}", before.len());
    is_about(after.values().filter(|gp| !**gp).count(), after.len(), 0.6);
    let mut told = BTreeSet::new();
    for &(_, need, event) in &with {
        if event == (Event::NavigatedTo { role: Role::Paramedic }) {
            assert!(told.insert(need), "need {need} is told twice");
        }
    }
    // Those who were told before the first day that is seen are not told apart.
    let arose: BTreeSet<u64> =
        with.iter().filter(|(.., event)| matches!(event, Event::Arises { .. })).map(|seen| seen.1).collect();
    assert!(after.iter().all(|(need, gp)| !arose.contains(need) || told.contains(need) != *gp));
    // Nobody of that role: whoever would make the visits makes them.
    let nobody = log(&[&VISITS[..], &["roles.paramedic.home_visits=0.6"]].concat());
    assert!(nobody == log(&VISITS));
}

#[test]
fn community_services_visit_those_whom_they_can_help_as_far_as_they_have_room() {
    let community = |capacity| {
        [
            &VISITS[..],
            &[
                "problems.general.able_at.community_services=0.5",
                "destinations.community_services.home_visits=0.8",
                "destinations.community_services.longest_wait=1",
                capacity,
            ],
        ]
        .concat()
    };
    let outside = |log: &Events| -> BTreeSet<u64> {
        let to = Event::SentTo { destination: Destination::CommunityServices };
        log.iter().filter(|(.., event)| *event == to).map(|seen| seen.1).collect()
    };
    let visited = |log: &Events| -> BTreeSet<u64> {
        let seen = |event: &Event| matches!(event, Event::Encounter { mode: Mode::HomeVisit, .. });
        log.iter().filter(|(.., event)| seen(event)).map(|seen| seen.1).collect()
    };
    let none = log(&community("destinations.community_services.capacity_per_day=0"));
    assert!(none == log(&VISITS));
    let all = log(&community("destinations.community_services.capacity_per_day=1000"));
    let (sent, left) = (outside(&all), visited(&all));
    // Half of those for whom they would take the visit are needs that they can close.
    is_about(sent.len(), sent.len() + left.len(), 0.4);
    let back = |log: &Events| how_many(log, |event| matches!(event, Event::SentBack { .. }));
    let redirected = how_many(&all, |event| *event == Event::Ends { ending: Ending::Redirected });
    assert_eq!((redirected, back(&all)), (sent.len(), 0));
    // With room for two a day nobody is sent in vain, and the others are visited as before.
    let few = log(&community("destinations.community_services.capacity_per_day=2"));
    let (sent_few, left_few) = (outside(&few), visited(&few));
    assert!(sent_few.len() < sent.len() && sent_few.len() <= 2 * 182 && back(&few) == 0, "{}", sent_few.len());
    assert!(left_few.len() > left.len() && left_few.is_disjoint(&sent_few));
}

#[test]
fn a_patient_passed_on_to_a_nurse_sees_the_nurse_as_well_and_saves_the_gp_nothing() {
    let planned = ["problems.general.follow_up=0.2", "outcome.follow_up_days.mean=7"];
    // The nurse could close none of these, and need not.
    let nurse = [
        "roles.practice_nurse.people=3",
        "roles.practice_nurse.sessions_per_week=42",
        "problems.general.able.practice_nurse=0",
    ];
    let without = log(&[&planned[..], &nurse].concat());
    let with = log(&[&planned[..], &nurse, &["problems.general.passed_on.practice_nurse=0.3"]].concat());
    let by_gp = |log: &Events| -> BTreeMap<u64, u32> {
        let mut seen = BTreeMap::new();
        for &(_, need, event) in log {
            if let Event::Encounter { person, .. } = event
                && is_gp(person)
            {
                *seen.entry(need).or_insert(0) += 1;
            }
        }
        seen
    };
    assert!(by_gp(&without) == by_gp(&with), "GPs see each need as often as before");
    let mut passed_on = BTreeSet::new();
    let (mut seen_by_nurse, mut ended) = (0, 0);
    for &(_, need, event) in &with {
        match event {
            Event::ReferredInside { to } => {
                assert_eq!(to, Role::PracticeNurse);
                assert!(passed_on.insert(need), "need {need} is passed on again");
            }
            Event::Booked { person, origin, .. } if passed_on.contains(&need) => {
                assert!(!is_gp(person) && origin == Origin::FollowUp);
            }
            Event::Encounter { person, .. } => seen_by_nurse += usize::from(!is_gp(person)),
            Event::Ends { ending } => {
                assert_eq!(ending, Ending::Closed);
                ended += 1;
            }
            _ => {}
        }
    }
    let closed = how_many(&without, |event| matches!(event, Event::Ends { .. }));
    is_about(passed_on.len(), closed, 0.3);
    assert!(seen_by_nurse.abs_diff(passed_on.len()) < 60 && closed.abs_diff(ended) < 60);
    // Nobody of that role: nobody is passed on.
    let nobody = log(&[&planned[..], &["problems.general.passed_on.practice_nurse=0.3"]].concat());
    assert!(nobody == log(&planned));
}

#[test]
fn with_all_of_it_at_once_nobody_is_lost_and_every_hour_is_accounted_for() {
    let changes = [
        "run.days=84",
        "run.warm_up=days",
        "run.warm_up_days=14",
        "book.horizon=14",
        "problems.*.later_by.mean *= 3",
        "attendance.prompts.*.reach = 0.5",
        "attendance.prompts.*.odds = 0.5",
        "attendance.prompts.*.call_minutes = 0.3",
        "attendance.dna_says_so=0.5",
        "outcome.messages=0.8",
        "problems.*.suits_message = 0.4",
        "roles.*.minutes.online.mean = 3",
        "roles.*.supervision_per_patient = 1",
        "roles.*.returns = 1.2",
        "roles.*.pace = 1.1",
        "roles.practice_nurse.home_visits=0.4",
        "destinations.community_services.home_visits=0.4",
        "destinations.community_services.capacity_per_day=2",
        "problems.*.able_at.community_services = 0.5",
        "problems.*.passed_on.health_care_assistant = 0.2",
        "problems.*.passed_on.practice_nurse = 0.2",
    ];
    let all = scenario("extends = \"average-2018\"", &changes);
    for m in measured(&all, 1, 3) {
        let went = m.needs.ended.iter().sum::<u64>() + m.needs.inside_at_end;
        assert_eq!(m.needs.inside_at_start + m.needs.arose, went);
        assert_eq!((m.needs.misplaced, m.hours.gap), (0, 0));
        let queues = [m.phone.little, m.attendance.little, m.clinic.triage_little];
        assert!(queues.iter().all(|queue| queue.gap() == 0), "{queues:?}");
    }
    let told = events(&all);
    let says: [fn(&Event) -> bool; 6] = [
        |event| matches!(event, Event::AnsweredByMessage { .. }),
        |event| matches!(event, Event::ReferredInside { to: Role::HealthCareAssistant }),
        |event| matches!(event, Event::ReferredInside { to: Role::PracticeNurse }),
        |event| matches!(event, Event::NavigatedTo { role: Role::PracticeNurse }),
        |event| matches!(event, Event::SentTo { destination: Destination::CommunityServices }),
        |event| matches!(event, Event::ServesItself),
    ];
    assert!(says.iter().all(|says| how_many(&told, says) > 10));
}
