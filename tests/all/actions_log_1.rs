//! The actions on channels, triage and bookings, one by one on the log of what happened to each need: what moves with
//! each of them, and what does not. Chance is held to 3.5 standard errors: a false alarm in 1 of 2,000.

use super::actions_log::{Booking, BookingEnd, CLINICAL, Side, fewer_dnas, near_share, same_needs, sides, work_is};
use headroom::kernel::Span;
use headroom::practice::Event;
use headroom::practice::watch::Origin;
use headroom::scenario::names::{Channel, LedgerLine, Mode, Problem, Role, Task, TriageBy};
use std::collections::{BTreeMap, BTreeSet};

/// Patients' own needs first brought so, in a log.
fn brought(side: &Side, by: Channel) -> BTreeSet<u64> {
    let own = side.own();
    let channels = side.channels().into_iter();
    channels.filter(|(need, channel)| *channel == by && own.contains_key(need)).map(|(need, _)| need).collect()
}

#[test]
fn the_portal_takes_requests_from_the_phone_only_and_some_of_them_need_no_staff() {
    let both = sides("average-2018", &["1.1"], &[]);
    same_needs(&both);
    let [before, after] = &both;
    // Nobody leaves the desk, and whoever asks online rang before.
    assert_eq!(brought(before, Channel::Desk), brought(after, Channel::Desk));
    let (rang, online) = (brought(before, Channel::Phone), brought(after, Channel::Online));
    assert!(brought(before, Channel::Online).is_empty() && online.is_subset(&rang));
    // A quarter of them, but for those who do not use the internet.
    let share = online.len() as f64 / rang.len() as f64;
    assert!((0.15..0.25).contains(&share), "{share}");
    // The first thing that happens to an online request: 15 of 100 that book, and 40 of others, need no staff.
    let kinds = after.own();
    let served = after.needs(|event| matches!(event, Event::ServesItself));
    let is_booking = |need: &&u64| CLINICAL.contains(&kinds[need]);
    let (book, others): (Vec<u64>, Vec<u64>) = online.iter().partition(|need| is_booking(need));
    let rang_up = after.needs(|event| matches!(event, Event::CallEnds));
    let alone = |of: &[u64]| of.iter().filter(|need| served.contains(need) && !rang_up.contains(need)).count();
    near_share(alone(&others), others.len(), 0.4);
    assert!(alone(&book) > 0 && alone(&book) < book.len() / 5, "{} of {}", alone(&book), book.len());
    // Those who would not have asked come of online requests, and ring nobody.
    let [was, is] = both.each_ref().map(children);
    let easy: BTreeMap<_, _> =
        is.iter().filter(|(_, (parent, same_kind))| *same_kind && online.contains(parent)).collect();
    assert!(was.values().all(|(parent, _)| !online.contains(parent) || rang.contains(parent)));
    let channels = after.channels();
    let asked_now = easy.keys().filter(|need| channels.get(need) == Some(&Channel::Online)).count();
    assert!(asked_now > 50, "{asked_now}");
}

/// Needs that came of others: which, and whether they are of the same kind.
fn children(side: &Side) -> BTreeMap<u64, (u64, bool)> {
    let kinds = side.kinds();
    let come = side.log.iter().filter_map(|&(_, need, event)| match event {
        Event::ArisesFrom { parent, problem, .. } => Some((need, (parent, kinds.get(&parent) == Some(&problem)))),
        _ => None,
    });
    come.collect()
}

#[test]
fn reception_that_navigates_asks_a_minute_longer_and_offers_others_to_nobody_else() {
    let both = sides("average-2018", &["1.2"], &[]);
    same_needs(&both);
    let [before, after] = &both;
    let offered = |side: &Side| side.needs(|event| matches!(event, Event::NavigatedTo { .. } | Event::SentTo { .. }));
    assert!(offered(before).is_empty() && offered(after).len() > 200);
    let (was, is) = (before.first_calls(), after.first_calls());
    let own = before.own();
    let first: Vec<_> = was.keys().filter(|need| own.contains_key(need) && is.contains_key(need)).collect();
    let mut longer = BTreeSet::new();
    for need in &first {
        let extra = is[need].0 as i64 - was[need].0 as i64;
        assert!(extra == 0 || extra == Span::minutes(1.0).0 as i64, "need {need}: {extra} ticks longer");
        if extra > 0 {
            longer.insert(**need);
        }
    }
    near_share(longer.len(), first.len(), 0.9);
    // Of those who got through at the first call, nobody is offered anything without being considered.
    assert!(
        offered(after).iter().all(|need| !first.contains(&need) || longer.contains(need) || asked_again(after, *need))
    );
}

/// Did a need ask more than once?
fn asked_again(side: &Side, need: u64) -> bool {
    side.log.iter().filter(|(_, of, event)| *of == need && matches!(event, Event::Asks { .. })).count() > 1
}

#[test]
fn phone_first_is_a_further_stage_for_whoever_asks_and_for_no_recall() {
    let both = sides("average-2018", &["2.1"], &[]);
    same_needs(&both);
    let [before, after] = &both;
    let rung = |side: &Side| side.needs(|event| matches!(event, Event::Triage { by: TriageBy::Gp, .. }));
    assert!(rung(before).is_empty());
    let rung_after = rung(after);
    // Nine of ten first requests wait for a GP's call.
    let waits = first_after_call(after);
    let heard: Vec<_> = after.heard(&CLINICAL).into_iter().filter_map(|need| waits.get(&need)).collect();
    near_share(heard.iter().filter(|triaged| ***triaged).count(), heard.len(), 0.9);
    // What the call does not settle is booked as well.
    let booked = after.needs(|event| matches!(event, Event::Booked { .. } | Event::JoinsDutyList));
    let twice = rung_after.iter().filter(|need| booked.contains(need)).count();
    assert!(twice > rung_after.len() / 4 && twice < rung_after.len(), "{twice} of {}", rung_after.len());
    // The practice's own calls for patients pass by until somebody has been seen and comes back.
    let mut seen = BTreeSet::new();
    let mut recalls = BTreeSet::new();
    for &(_, need, event) in &after.log {
        match event {
            Event::FallsDue { .. } => drop(recalls.insert(need)),
            Event::Encounter { .. } => drop(seen.insert(need)),
            Event::DidNotAttend | Event::Cancels { .. } => drop(recalls.remove(&need)),
            Event::Triage { .. } => assert!(!recalls.contains(&need) || seen.contains(&need), "recall {need}"),
            _ => {}
        }
    }
    // The hours of the calls were sessions.
    let surgery = |side: &Side| side.encounters().filter(|(_, role, ..)| *role == Role::Gp).count();
    assert!(surgery(after) < surgery(before));
}

/// For each need whether it waits for triage right after its first call.
fn first_after_call(side: &Side) -> BTreeMap<u64, bool> {
    let (mut ended, mut found) = (BTreeSet::new(), BTreeMap::new());
    for &(_, need, event) in &side.log {
        if matches!(event, Event::CallEnds) {
            ended.insert(need);
        } else if ended.contains(&need) {
            found.entry(need).or_insert(matches!(event, Event::WaitsForTriage { .. }));
        }
    }
    found
}

#[test]
fn e_consultations_meet_no_receptionist_and_leave_the_other_requests_where_they_were() {
    let both = sides("average-2018", &["2.2"], &[]);
    same_needs(&both);
    let [before, after] = &both;
    assert_eq!(brought(before, Channel::Desk), brought(after, Channel::Desk));
    let (rang, wrote) = (brought(before, Channel::Phone), brought(after, Channel::Online));
    assert!(brought(before, Channel::Online).is_empty() && wrote.is_subset(&rang));
    let share = wrote.len() as f64 / rang.len() as f64;
    assert!((0.05..0.091).contains(&share), "{share}");
    // A GP reads what they wrote before anybody answers a call of theirs.
    let mut read = BTreeSet::new();
    for &(_, need, event) in after.log.iter().filter(|(_, need, _)| wrote.contains(need)) {
        match event {
            Event::WaitsForTriage { by: TriageBy::Online } => drop(read.insert(need)),
            Event::Answered { .. } | Event::Booked { .. } => assert!(read.contains(&need), "need {need}"),
            _ => {}
        }
    }
    assert_eq!(read, wrote);
    // Most of what is written is seen or rung all the same.
    let met = after.needs(|event| matches!(event, Event::Encounter { .. }));
    let kinds = after.own();
    let clinical: Vec<_> = wrote.iter().filter(|need| CLINICAL.contains(&kinds[need])).collect();
    let again = clinical.iter().filter(|need| met.contains(need)).count();
    assert!(again > clinical.len() / 2, "{again} of {}", clinical.len());
    assert!(after.count(|event| matches!(event, Event::Triage { by: TriageBy::Gp, .. })) == 0);
}

#[test]
fn texts_take_reception_less_time_and_stand_in_for_reviews_only() {
    let both = sides("average-2018", &["2.3"], &[]);
    same_needs(&both);
    let [before, after] = &both;
    // A tenth more of them, on the same draws, each in 63 of 100 of the time.
    let come = |side: &Side| side.tasks_come(Task::PatientContact).values().map(|&count| f64::from(count)).sum::<f64>();
    let minutes = |side: &Side| side.work(Role::Receptionist, LedgerLine::PatientContact).values().sum::<f64>();
    let (was, is) = (come(before), come(after));
    assert!((is / was - 1.1).abs() < 3.5 * (1.1 / was).sqrt(), "{was} and {is}");
    assert!((minutes(after) / is / (minutes(before) / was) - 0.63).abs() < 1e-4);
    work_is(&both, Role::Receptionist, LedgerLine::Letter, 1.0);
    let answered = after.needs(|event| matches!(event, Event::AnsweredByMessage { .. }));
    assert_eq!(before.count(|event| matches!(event, Event::AnsweredByMessage { .. })), 0);
    let kinds = after.kinds();
    let kind = |need: &u64| kinds.get(need).copied();
    let suits = [Some(Problem::Review), Some(Problem::LongTerm), None];
    assert!(answered.len() > 30 && answered.iter().all(|need| suits.contains(&kind(need))), "{}", answered.len());
    // Of patients to be told a result, fewer have to ask; nobody asks who did not.
    let untold = |side: &Side| side.needs(|event| matches!(event, Event::ArisesFrom { problem: Problem::Result, .. }));
    let seen = |side: &Side| -> BTreeSet<_> { side.encounters().map(|(need, ..)| need).collect() };
    let (seen_before, seen_after) = (seen(before), seen(after));
    let (was, is) = (untold(before), untold(after));
    let (parents_before, parents_after) = (children(before), children(after));
    let alike = |parent: u64| seen_before.contains(&parent) && seen_after.contains(&parent);
    let fewer = was.iter().filter(|need| alike(parents_before[need].0) && !is.contains(need)).count();
    let more = is.iter().filter(|need| alike(parents_after[need].0) && !was.contains(need)).count();
    assert!(fewer > 20 && more < fewer / 4, "{fewer} fewer and {more} more of {}", was.len());
}

#[test]
fn in_groups_only_patients_under_review_are_seen_and_all_at_once() {
    let both = sides("average-2018", &["2.4"], &["run.days=364"]);
    same_needs(&both);
    let [before, after] = &both;
    let in_group = |event: &Event| matches!(event, Event::Encounter { mode: Mode::Group, .. });
    assert_eq!(before.count(in_group), 0);
    let mut groups = BTreeMap::<_, usize>::new();
    let kinds = after.kinds();
    for (at, need, event) in after.log.iter().filter(|(.., event)| in_group(event)) {
        let kind = kinds.get(need);
        assert!(matches!(kind, Some(Problem::Review | Problem::LongTerm) | None), "{kind:?}");
        let Event::Encounter { person, lasts, .. } = *event else { continue };
        assert_eq!(after.role(person), Role::PracticeNurse);
        *groups.entry((*at, person, lasts)).or_default() += 1;
    }
    assert!(groups.len() > 5 && groups.values().all(|&there| there <= 10), "{groups:?}");
    assert!(groups.values().any(|&there| there > 1), "{groups:?}");
    // Somebody prepares and assists for three hours, each time.
    let assists = |side: &Side| {
        side.count(|event| matches!(event, Event::WorkComes { line: LedgerLine::Group, lasts, .. } if *lasts == Span::hours(3.0)))
    };
    assert_eq!((assists(before), assists(after)), (0, groups.len()));
}

/// A practice in which many stay away.
const MANY_DNAS: &str = "high-dna";

#[test]
fn easy_cancellation_turns_dnas_into_cancellations_and_nothing_else() {
    let both = sides(MANY_DNAS, &["3.1"], &[]);
    same_needs(&both);
    let [before, after] = both.each_ref().map(Side::bookings);
    let (mut told, mut all) = (0, 0);
    for (booking, was) in &before {
        let Some(is) = after.get(booking) else { continue };
        if (was.lead, was.origin, was.channel) != (is.lead, is.origin, is.channel) {
            continue;
        }
        match (was.end, is.end) {
            (Some(BookingEnd::StayedAway), Some(end)) if was.lead > 0 => {
                all += 1;
                told += usize::from(end == BookingEnd::Cancelled { itself: true });
                assert!(end != BookingEnd::Came, "{booking:?} comes after all");
            }
            (Some(BookingEnd::Came), Some(end)) => assert_eq!(end, BookingEnd::Came, "{booking:?}"),
            _ => {}
        }
    }
    assert!(before.values().all(|booking| booking.end != Some(BookingEnd::Cancelled { itself: true })));
    near_share(told, all, 0.15);
}

/// What keeps bookings in mind does so for those it reaches, and the odds bound how much: of DNAs, the share that is
/// saved is at most what is given, as chance goes.
#[track_caller]
fn saves(id: &str, weeks: u32, most: f64, counts: impl Fn(&Booking) -> bool) -> [Side; 2] {
    let days = format!("run.days={}", weeks * 7);
    let both = sides(MANY_DNAS, &[id], &[&days]);
    same_needs(&both);
    let (saved, all) = fewer_dnas(&both, counts);
    let (share, error) = (saved as f64 / all as f64, (most * (1.0 - most) / all as f64).sqrt());
    assert!(saved > 0 && share < most + 3.5 * error, "{saved} of {all}, {most} at most");
    // Odds say a little more than shares where many stay away.
    assert!(share > 0.8 * most - 3.5 * error, "{saved} of {all}, {most} at most");
    both
}

#[test]
fn reminders_leave_fewer_dnas_among_appointments_made_ahead_and_none_on_the_same_day() {
    saves("3.2", 16, 0.85 * 0.3, |booking| booking.lead > 0);
}

fn in_person(booking: &Booking) -> bool {
    booking.channel == Some(Channel::Desk) || booking.origin == Origin::FollowUp
}

#[test]
fn patients_who_write_their_own_card_booked_it_face_to_face_and_the_others_do_as_before() {
    let [before, after] = saves("3.3", 16, 0.8 * 0.18, in_person);
    longer_by(&before, &after, Channel::Desk);
}

#[test]
fn read_back_has_fewer_dnas_among_phone_bookings_and_no_other() {
    let [before, after] = saves("3.4", 52, 0.8 * 0.035, |booking| booking.channel == Some(Channel::Phone));
    longer_by(&before, &after, Channel::Phone);
}

/// Requests to book that are made so take a fifth of a minute longer in eight of ten cases, and no others.
#[track_caller]
fn longer_by(before: &Side, after: &Side, by: Channel) {
    let (was, is, channels, own) = (before.first_calls(), after.first_calls(), before.channels(), before.own());
    let (mut longer, mut all) = (0, 0);
    for (need, lasted) in was.iter().filter(|(need, _)| own.contains_key(need)) {
        let Some(now) = is.get(need) else { continue };
        let extra = now.0 as i64 - lasted.0 as i64;
        if channels[need] == by && CLINICAL.contains(&own[need]) {
            assert!(extra == 0 || extra == Span::minutes(0.2).0 as i64, "need {need}: {extra}");
            longer += usize::from(extra > 0);
            all += 1;
        } else {
            assert_eq!(extra, 0, "need {need}");
        }
    }
    near_share(longer, all, 0.8);
}

#[test]
fn a_sign_of_who_came_keeps_those_who_book_where_it_hangs() {
    saves("3.5", 16, 0.9 * 0.1, in_person);
}

#[test]
fn a_book_open_for_a_week_has_no_later_bookings_and_those_who_wanted_one_ask_again() {
    let both = sides("average-2018", &["3.6"], &[]);
    same_needs(&both);
    let leads = |side: &Side| -> Vec<u32> {
        let booked = side.log.iter().filter_map(|(.., event)| match event {
            Event::Booked { lead_days, .. } => Some(*lead_days),
            _ => None,
        });
        booked.collect()
    };
    let [before, after] = &both;
    assert!(leads(before).iter().any(|&lead| lead > 28) && leads(after).iter().all(|&lead| lead <= 7));
    // Whoever was booked further ahead asks again when the book is open, if not booked for an earlier day.
    let (own, first) = (before.own(), both.each_ref().map(first_answer));
    let later = first[0].iter().filter(|(need, lead)| own.contains_key(need) && lead.is_some_and(|lead| lead > 7));
    let told: Vec<bool> = later.filter_map(|(need, _)| first[1].get(need)).map(Option::is_none).collect();
    let again = told.iter().filter(|again| **again).count();
    assert!(told.len() > 100 && again * 2 > told.len(), "{again} of {}", told.len());
    let asks = |side: &Side| side.count(|event| matches!(event, Event::Asks { .. }));
    assert!(asks(after) > asks(before) + 200, "{} and {}", asks(after), asks(before));
    // At the same time from booking, as many forget: whoever is booked alike comes or stays away alike.
    let [was, is] = both.each_ref().map(Side::bookings);
    let mut alike = 0;
    for (booking, was) in &was {
        let Some(is) = is.get(booking).filter(|is| (is.lead, is.origin) == (was.lead, was.origin)) else { continue };
        // Getting through to cancel is luck.
        if was.cancelling || is.cancelling {
            continue;
        }
        let stayed = |end: Option<BookingEnd>| end.map(|end| end == BookingEnd::StayedAway);
        if let (Some(a), Some(b)) = (stayed(was.end), stayed(is.end)) {
            assert_eq!(a, b, "{booking:?}");
            alike += 1;
        }
    }
    assert!(alike > 3000, "{alike}");
}

/// What a need gets first: a booking so many days ahead, or to ask again.
fn first_answer(side: &Side) -> BTreeMap<u64, Option<u32>> {
    let mut first = BTreeMap::new();
    for &(_, need, event) in &side.log {
        let answer = match event {
            Event::Booked { lead_days, .. } => Some(lead_days),
            Event::AsksAgainOn { .. } => None,
            _ => continue,
        };
        first.entry(need).or_insert(answer);
    }
    first
}
