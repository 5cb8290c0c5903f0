//! What keeps a booking in mind, what a patient does who will not come, and what one is told who wants a day for which
//! the book is not open: read from the event log, with and without.

use super::mechanisms::{ROOMY, events, scenario, value};
use super::support::measured;
use headroom::kernel::SimTime;
use headroom::practice::Event;
use headroom::practice::watch::Origin;
use headroom::scenario::names::Channel;
use std::collections::{BTreeMap, BTreeSet};

type Events = [(SimTime, u64, Event)];

/// What became of one booking.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Booking {
    channel: Option<Channel>,
    origin: Origin,
    lead: u32,
    /// Empty while it lies ahead.
    came: Option<bool>,
}

/// Bookings by need and number.
fn bookings(events: &Events) -> BTreeMap<(u64, u32), Booking> {
    let mut channels = BTreeMap::new();
    let mut made: BTreeMap<u64, u32> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for &(_, need, event) in events {
        let came = match event {
            Event::Asks { channel, .. } => {
                channels.insert(need, channel);
                continue;
            }
            Event::Booked { lead_days: lead, origin, .. } => {
                let nth = made.entry(need).or_insert(0);
                *nth += 1;
                let channel = channels.get(&need).copied();
                found.insert((need, *nth), Booking { channel, origin, lead, came: None });
                continue;
            }
            Event::DidNotAttend => false,
            Event::Encounter { .. } => true,
            _ => continue,
        };
        let nth = made.get(&need).copied().unwrap_or(0);
        if let Some(booking) = found.get_mut(&(need, nth)) {
            booking.came = Some(came);
        }
    }
    found
}

/// A practice in which two of ten stay away whatever the time from booking, and a third asks at the desk.
fn forgetful(more: &[&str]) -> BTreeMap<(u64, u32), Booking> {
    let plain = [
        "channels.desk=0.3",
        "attendance.dna.same_day=0.2",
        "attendance.dna.next_day=0.2",
        "attendance.dna.days_2_7=0.2",
        "attendance.dna.days_8_over=0.2",
    ];
    let changes: Vec<&str> = plain.iter().chain(more).copied().collect();
    bookings(&events(&scenario(ROOMY, &changes)))
}

/// Of the bookings that fell due and count, the share to which nobody came, and how many they are.
fn dna_share(bookings: &BTreeMap<(u64, u32), Booking>, counts: impl Fn(&Booking) -> bool) -> (f64, f64) {
    let due: Vec<bool> =
        bookings.values().filter(|booking| counts(booking)).filter_map(|booking| booking.came).collect();
    let stayed_away = due.iter().filter(|came| !**came).count();
    (stayed_away as f64 / due.len() as f64, due.len() as f64)
}

/// Holds a share of so many against what it should be: 3.5 standard errors, a false alarm in 1 of 2,000.
#[track_caller]
fn is_about((share, count): (f64, f64), expected: f64) {
    let error = (expected * (1.0 - expected) / count).sqrt();
    assert!(count > 300.0 && (share - expected).abs() < 3.5 * error, "{share} of {count}, {expected} expected");
}

#[test]
fn a_caller_who_reads_the_booking_back_forgets_it_less_and_nobody_at_the_desk_does() {
    let without = forgetful(&[]);
    let with = |reach: &str| forgetful(&["attendance.prompts.read_back.odds=0.5", reach]);
    let by_phone = |booking: &Booking| booking.channel == Some(Channel::Phone);
    is_about(dna_share(&without, by_phone), 0.2);
    // Odds of 1 to 4 become 1 to 8.
    let all = with("attendance.prompts.read_back.reach=1");
    is_about(dna_share(&all, by_phone), 1.0 / 9.0);
    is_about(dna_share(&with("attendance.prompts.read_back.reach=0.5"), by_phone), (0.2 + 1.0 / 9.0) / 2.0);
    assert!(without.len() > 10_000);
    for (booking, plain) in &without {
        let read_back = &all[booking];
        match plain.channel {
            Some(Channel::Phone) => assert!(plain.came != Some(true) || read_back.came == Some(true), "{plain:?}"),
            _ => assert_eq!(plain, read_back),
        }
    }
}

#[test]
fn a_reminder_reaches_the_same_patients_every_time_and_nobody_who_comes_the_same_day() {
    let days = [
        "problems.general.later_day=0.5",
        "problems.general.later_by.mean=4",
        "clinic.morning=9",
        "attendance.dna.same_day=0.5",
        "attendance.dna.next_day=0.5",
        "attendance.dna.days_2_7=0.5",
        "attendance.prompts.reminder.odds=0.01",
    ];
    let log = |reach: &str| events(&scenario(ROOMY, &[&days[..], &[reach]].concat()));
    let (without, with) = (log("attendance.prompts.reminder.reach=0"), log("attendance.prompts.reminder.reach=0.4"));
    let patients: BTreeMap<u64, u32> = without
        .iter()
        .filter_map(|&(_, need, event)| match event {
            Event::Arises { patient, .. } => Some((need, patient)),
            _ => None,
        })
        .collect();
    let (without, with) = (bookings(&without), bookings(&with));
    // Of each patient's bookings for a later day that had been missed, those that a reminder saves, and all.
    let mut saved: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for (booking, plain) in &without {
        if plain.lead == 0 {
            assert_eq!(plain, &with[booking]);
        } else if plain.came == Some(false)
            && let Some(&patient) = patients.get(&booking.0)
        {
            let of_patient = saved.entry(patient).or_default();
            *of_patient = (of_patient.0 + u32::from(with[booking].came == Some(true)), of_patient.1 + 1);
        }
    }
    let (save, all) = saved.values().fold((0, 0), |(save, all), of| (save + of.0, all + of.1));
    // One in 50 forgets all the same. Patients are drawn and not bookings, of which the heaviest users have several.
    let share = f64::from(save) / f64::from(all);
    let error = (0.4 * 0.6 / saved.len() as f64).sqrt();
    assert!(all > 1000 && (share - 0.4 * 0.98).abs() < 4.0 * error, "{share} of {all}");
    let often: Vec<_> = saved.values().filter(|of| of.1 > 1).collect();
    let mixed = often.iter().filter(|of| of.0 > 0 && of.0 < of.1).count();
    assert!(often.len() > 100 && mixed * 10 < often.len(), "{mixed} of {} patients", often.len());
}

#[test]
fn a_card_of_their_own_and_a_sign_are_for_those_who_come_to_the_practice() {
    let planned = ["problems.general.follow_up=0.4", "outcome.follow_up_days.mean=7"];
    let without = forgetful(&planned);
    for prompt in ["own_card", "norm_sign"] {
        let (reach, odds) =
            (format!("attendance.prompts.{prompt}.reach=1"), format!("attendance.prompts.{prompt}.odds=0.5"));
        let with = forgetful(&[planned[0], planned[1], &reach, &odds]);
        is_about(dna_share(&with, |booking| booking.channel == Some(Channel::Desk)), 1.0 / 9.0);
        is_about(dna_share(&with, |booking| booking.origin == Origin::FollowUp), 1.0 / 9.0);
        let asked_by_phone =
            |booking: &&Booking| booking.channel == Some(Channel::Phone) && booking.origin != Origin::FollowUp;
        for (booking, plain) in without.iter().filter(|(_, plain)| asked_by_phone(plain)) {
            assert_eq!(plain, &with[booking]);
        }
    }
}

#[test]
fn the_call_in_which_a_booking_is_read_back_is_longer_and_it_is_that_booking_which_is_kept() {
    let changes = [
        "channels.desk=0.3",
        "phone.booking_call.mean=3",
        "phone.handlers=40",
        "attendance.dna.same_day=0.5",
        "attendance.dna.next_day=0.5",
        "attendance.prompts.read_back.reach=0.3",
        "attendance.prompts.read_back.odds=0.01",
        "attendance.prompts.read_back.call_minutes=0.5",
    ];
    let log = events(&scenario(ROOMY, &changes));
    let mut answered = BTreeMap::new();
    let mut long = BTreeSet::new();
    for &(at, need, event) in &log {
        match event {
            Event::Answered { .. } => drop(answered.insert(need, at)),
            Event::CallEnds if answered.contains_key(&need) => {
                let minutes = at.since(answered[&need]).as_minutes();
                assert!(minutes == 3.0 || minutes == 3.5, "{minutes}");
                long.extend((minutes == 3.5).then_some(need));
            }
            _ => {}
        }
    }
    let made = bookings(&log);
    assert!(made.iter().all(|(at, booking)| booking.channel != Some(Channel::Desk) || !long.contains(&at.0)));
    let by_phone: BTreeMap<_, _> =
        made.into_iter().filter(|(_, booking)| booking.channel == Some(Channel::Phone)).collect();
    let of = |kind: bool| -> BTreeMap<(u64, u32), Booking> {
        by_phone.iter().filter(|(at, _)| long.contains(&at.0) == kind).map(|(at, booking)| (*at, *booking)).collect()
    };
    let all = by_phone.len() as f64;
    is_about((of(true).len() as f64 / all, all), 0.3);
    is_about(dna_share(&of(true), |_| true), 0.01 / 1.01);
    is_about(dna_share(&of(false), |_| true), 0.5);
}

#[test]
fn a_patient_who_would_stay_away_says_so_with_no_call_and_the_slot_is_had_by_somebody_else() {
    let changes = |says: &'static str| {
        [
            "problems.general.later_day=0.5",
            "problems.general.later_by.mean=4",
            "attendance.dna.same_day=0.3",
            "attendance.dna.next_day=0.3",
            "attendance.dna.days_2_7=0.3",
            says,
        ]
    };
    let log = |says| events(&scenario(ROOMY, &changes(says)));
    let (silent, some, all) =
        (log("attendance.dna_says_so=0"), log("attendance.dna_says_so=0.4"), log("attendance.dna_says_so=1"));
    let (before, after) = (bookings(&silent), bookings(&all));
    let cancelled = |log: &Events| -> BTreeSet<u64> {
        log.iter().filter(|(.., event)| matches!(event, Event::Cancels { late: false })).map(|seen| seen.1).collect()
    };
    assert_eq!(cancelled(&silent).len(), 0);
    let (says, said) = (cancelled(&all), cancelled(&some));
    for (booking, silent) in &before {
        match silent.came {
            Some(false) if silent.lead > 0 => assert!(says.contains(&booking.0), "{silent:?}"),
            Some(_) => assert_eq!((silent, false), (&after[booking], says.contains(&booking.0))),
            None => {}
        }
    }
    assert!(said.is_subset(&says));
    is_about((said.len() as f64 / says.len() as f64, says.len() as f64), 0.4);
    // Each asked once, for the booking, and cancelled with no staff between booking and appointment.
    let mut asked: BTreeMap<u64, u32> = BTreeMap::new();
    let mut due = BTreeMap::new();
    for (place, &(at, need, event)) in all.iter().enumerate() {
        match event {
            Event::Asks { .. } => *asked.entry(need).or_insert(0) += 1,
            Event::Booked { day, at: of_day, .. } => drop(due.insert(need, SimTime::start_of(day) + of_day)),
            Event::Cancels { .. } => {
                // Those booked before the first day that is seen are not told apart.
                if let Some(&due) = due.get(&need) {
                    assert!(at < due && asked[&need] == 1);
                    let same = |other: &(SimTime, u64, Event)| *other == (at, need, Event::ServesItself);
                    assert!(all[..place].iter().rev().take_while(|other| other.0 == at).any(same));
                }
            }
            _ => {}
        }
    }
    let refilled = |says| {
        let scarce = ["roles.gp.slots_per_session=4.5"];
        let found = measured(&scenario(ROOMY, &[&changes(says)[..], &scarce].concat()), 1, 2);
        found.iter().map(|m| value(m, "refilled_share", "all")).sum::<f64>() / 2.0
    };
    assert!(refilled("attendance.dna_says_so=1") > 0.5);
}

#[test]
fn whoever_wants_a_day_for_which_the_book_is_not_open_asks_again_when_it_is() {
    for week in ["calendar.days_per_week=7", "calendar.days_per_week=5"] {
        let far = [
            "book.horizon=14",
            "problems.general.later_day=1",
            "problems.general.later_by.mean=20",
            "roles.gp.sessions_per_week=100",
            week,
        ];
        let log = events(&scenario(ROOMY, &far));
        let (mut first, mut told, mut booked) = (BTreeMap::new(), BTreeMap::new(), 0);
        for &(at, need, event) in &log {
            match event {
                Event::Asks { .. } => drop(first.entry(need).or_insert(at.day())),
                Event::AsksAgainOn { day } if first.contains_key(&need) => {
                    assert_eq!(told.insert(need, day), None, "need {need} is told twice");
                }
                Event::Booked { day, lead_days, origin, .. } => {
                    // Those who were told before the first day that is seen are not told apart.
                    let Some(told) = told.get(&need) else { continue };
                    assert_eq!((at.day(), lead_days, origin), (*told, 14, Origin::Choice));
                    let wanted = first[&need] + 20;
                    // A Saturday or Sunday means the Monday.
                    let late = if week.ends_with('5') { [0, 0, 0, 0, 0, 2, 1][wanted as usize % 7] } else { 0 };
                    assert_eq!(day, wanted + late);
                    booked += 1;
                }
                Event::NoSlot => panic!("need {need} is turned away"),
                _ => {}
            }
        }
        assert!(booked > 5000, "{booked}");
    }
    // A day that the book has reached is booked at once, as before.
    let near = ["book.horizon=20", "problems.general.later_day=1", "problems.general.later_by.mean=20"];
    let log = events(&scenario(ROOMY, &near));
    assert!(!log.iter().any(|(.., event)| matches!(event, Event::AsksAgainOn { .. } | Event::NoSlot)));
}
