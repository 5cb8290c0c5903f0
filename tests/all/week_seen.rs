//! One possible week, as it is watched: nobody is moved by it, and what is drawn is what was counted.

use super::support::{Desk, headroom, headroom_in, said, says};
use headroom::experiment::week_seen::{Side, WeekSeen, Which, days_until, usual_week, week_seen};
use headroom::experiment::{Prepared, Timeline};
use headroom::practice::{Ending, Event, Measures};
use headroom::scenario::names::{Channel, Mode};
use headroom::scenario::{Change, Scenario, load};
use headroom::web::week;
use serde_json::Value;

/// The average practice with a short warm-up, and what `changes` make of it.
fn practice(changes: &[&str]) -> Scenario {
    let short = ["run.warm_up=days", "run.warm_up_days=28"];
    load("average-2018", short.iter().chain(changes).map(|text| Change::parse(text).unwrap()).collect()).unwrap()
}

/// The sixth week of the average practice, and beside it the same with `changes`.
fn sixth_week(changes: &[&str]) -> WeekSeen {
    let (baseline, other) = (practice(&[]), practice(changes));
    let prepared = Prepared::among(&baseline, &[&other], 1, 0).unwrap();
    let others = [("With changes".to_string(), Timeline::constant(prepared.params_of(&other.settings)))];
    week_seen(&prepared, &others, Which { seed: 1, replication: 0, week: 6 }, &|| {})
}

fn times(side: &Side, is: impl Fn(&Event, Channel) -> bool) -> u64 {
    side.moments.iter().filter(|moment| is(&moment.event, moment.channel)).count() as u64
}

/// Who asks for the first time, and when.
fn arise(side: &Side) -> Vec<(u32, Option<u32>)> {
    let arises = side.moments.iter().filter(|moment| matches!(moment.event, Event::Arises { .. }));
    arises.map(|moment| (moment.seconds, moment.who)).collect()
}

#[test]
fn a_week_in_which_nothing_differs_is_the_same_on_both_sides() {
    let seen = sixth_week(&[]);
    let [as_it_is, beside] = &seen.sides[..] else { panic!("two sides") };
    assert!(as_it_is.moments.len() > 3000, "{} events", as_it_is.moments.len());
    assert_eq!(as_it_is.moments, beside.moments);
    assert_eq!(
        (&as_it_is.booked, &as_it_is.sessions, &as_it_is.left),
        (&beside.booked, &beside.sessions, &beside.left)
    );
}

#[test]
fn the_same_patients_ask_at_the_same_times_beside_a_change_and_fare_differently() {
    let seen = sixth_week(&["phone.handlers+=1"]);
    let [as_it_is, beside] = &seen.sides[..] else { panic!("two sides") };
    assert!(arise(as_it_is).len() > 300);
    assert_eq!(arise(as_it_is), arise(beside));
    let hangs_up = |side| times(side, |event, _| matches!(event, Event::HangsUp { .. }));
    // One more on the phones: of some hundred who hung up in that week nearly all are answered.
    assert!(hangs_up(beside) * 2 < hangs_up(as_it_is), "{} and {}", hangs_up(beside), hangs_up(as_it_is));
}

#[test]
fn what_is_watched_is_what_was_counted_in_the_same_week() {
    for side in &sixth_week(&["demand.level*=1.1"]).sides {
        let Measures { phone, attendance, clinic, needs, .. } = &side.measures;
        let gave_up = |event: &Event, _| matches!(event, Event::HangsUp { .. } | Event::CutOff { .. });
        assert_eq!(times(side, gave_up), phone.gave_up.tally.count);
        assert_eq!(times(side, |event, _| matches!(event, Event::EngagedTone)), phone.engaged);
        // Somebody who is heard when the appointment to be cancelled has come up is counted, and has no need any more.
        let answered = times(side, |event, how| matches!(event, Event::Answered { .. }) && how == Channel::Phone);
        let counted = phone.answered.tally.count;
        assert!(answered <= counted && counted - answered <= 2, "{answered} of {counted} answered calls");
        assert_eq!(times(side, |event, _| matches!(event, Event::DidNotAttend)), attendance.dna.iter().sum::<u64>());
        let seen = |event: &Event, _| matches!(event, Event::Encounter { .. } | Event::Triage { .. });
        assert_eq!(times(side, seen) as f64, clinic.encounters_of(|_, _| true));
        for (&ending, &ended) in Ending::ALL.iter().zip(&needs.ended) {
            let ends = |event: &Event, _| matches!(event, Event::Ends { ending: it } if *it == ending);
            assert_eq!(times(side, ends), ended, "{}", ending.id());
        }
        let visits = times(side, |event, _| matches!(event, Event::Encounter { mode: Mode::HomeVisit, .. }));
        assert_eq!(visits as f64, clinic.encounters_of(|_, mode| mode == Mode::HomeVisit));
    }
}

#[test]
fn whoever_is_seen_is_seen_in_a_session_of_whoever_sees_them() {
    let seen = sixth_week(&["roles.gp.sessions_per_week+=-4"]);
    for side in &seen.sides {
        let encounters = side.moments.iter().filter(|moment| matches!(moment.event, Event::Encounter { .. }));
        for moment in encounters {
            let within = |from: u32, to: u32| (from..=to).contains(&moment.seconds);
            let mut own = side.sessions.iter().filter(|session| Some(session.person) == moment.with);
            assert!(own.any(|session| within(session.from, session.to)), "{moment:?}");
        }
        let numbered = side.moments.iter().filter_map(|moment| moment.who).max().unwrap();
        assert!((numbered as usize) < seen.patients.len());
        assert!(side.moments.is_sorted_by_key(|moment| moment.seconds));
        assert!(side.booked.len() > 100, "{} appointments stand in the book on Monday", side.booked.len());
    }
}

#[test]
fn a_usual_week_has_no_holiday_in_it() {
    // The forty-first week from 2 April 2018 on holds New Year's Day.
    let baseline = practice(&["calendar.start=2018-04-02"]);
    let prepared = Prepared::among(&baseline, &[], 1, days_until(40)).unwrap();
    let open = |week| {
        let seen = week_seen(&prepared, &[], Which { seed: 1, replication: 0, week }, &|| {});
        (seen.days[0].0.to_string(), seen.days.iter().filter(|(_, open)| *open).count())
    };
    assert_eq!(open(40), ("2018-12-31".to_string(), 4));
    assert_eq!(usual_week(&prepared, 40), 41);
    assert_eq!(open(41), ("2019-01-07".to_string(), 5));
}

#[test]
fn a_watched_week_is_the_same_on_any_number_of_threads_and_small_enough_for_a_memory_stick() {
    let on = |threads: &str| {
        let words =
            ["watch", "average-2018", "--action", "3.2", "--set", "phone.handlers+=1", "--json", "--threads", threads];
        let output = headroom(words);
        assert!(output.status.success(), "{}", said(&output));
        output.stdout
    };
    let one = on("1");
    assert_eq!(one, on("2"));
    assert!(one.len() < 400_000, "{} bytes", one.len());
    let data: Value = serde_json::from_slice(&one).unwrap();
    assert_eq!(data["sides"].as_array().unwrap().len(), 2);
}

#[test]
fn every_gap_in_the_words_has_its_number_and_an_appointment_lies_after_its_booking() {
    let seen = sixth_week(&["phone.handlers+=1"]);
    let data = week::data(&seen);
    let number = |value: &Value| value.as_i64().unwrap();
    let what: Vec<(&str, usize)> = data["what"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| {
            let (says, numbers) = (kind[1].as_str().unwrap(), number(&kind[2]) as usize);
            // What is not told in words is only drawn.
            assert!(says.is_empty() || says.matches('{').count() == numbers, "{says}");
            (kind[0].as_str().unwrap(), numbers)
        })
        .collect();
    for side in data["sides"].as_array().unwrap() {
        let moments: Vec<i64> = side["moments"].as_array().unwrap().iter().map(number).collect();
        let (mut place, mut seconds, mut booked) = (0, 0, 0);
        while place < moments.len() {
            let (kind, numbers) = what[moments[place + 2] as usize];
            seconds += moments[place];
            if kind == "booked" {
                booked += 1;
                assert!(
                    moments[place + 3] >= seconds / 60,
                    "booked in minute {} for {}",
                    seconds / 60,
                    moments[place + 3]
                );
            }
            place += 3 + numbers;
        }
        assert_eq!(place, moments.len());
        assert!(booked > 500, "{booked} bookings");
    }
}

#[test]
fn a_page_names_its_sides_and_ends_no_script_early() {
    let (baseline, other) = (practice(&[]), practice(&["demand.level*=0.9"]));
    let prepared = Prepared::among(&baseline, &[&other], 1, 0).unwrap();
    let name = "</script><script>alert(1)</script>".to_string();
    let others = [(name, Timeline::constant(prepared.params_of(&other.settings)))];
    let seen = week_seen(&prepared, &others, Which { seed: 1, replication: 0, week: 2 }, &|| {});
    let page = week::page("<b>Mill Lane</b>", "headroom watch", &seen);
    assert_eq!(page.matches("<script").count(), 2, "the data and the program's own script");
    assert_eq!(page.matches("</script>").count(), 2);
    says(&page, &["&lt;b&gt;Mill Lane", "One possible week, not a forecast", "default-src 'none'"]);
}

#[test]
fn a_page_is_written_once_and_over_nothing() {
    let desk = Desk::new();
    let short = ["--both", "run.warm_up=days", "--both", "run.warm_up_days=14", "--week", "2", "--out", "week.html"];
    let watch = |more: &[&str]| headroom_in(desk.folder(), ["watch", "average-2018"].iter().chain(&short).chain(more));
    assert!(watch(&["--quiet"]).status.success());
    let written = std::fs::read(desk.path("week.html")).unwrap();
    let again = watch(&[]);
    assert_eq!(again.status.code(), Some(2));
    says(&said(&again), &["`week.html` is there already", "--replace"]);
    assert!(watch(&["--replace"]).status.success());
    assert_eq!(std::fs::read(desk.path("week.html")).unwrap(), written);
}

#[test]
fn a_week_that_cannot_be_watched_is_refused_with_what_to_type() {
    let desk = Desk::new();
    for (words, parts) in [
        (&["--week", "0", "--out", "a.html"][..], &["`--week 0`", "from 1 to 520"][..]),
        (&["--week", "521", "--out", "a.html"], &["`--week 521`"]),
        (&["--set", "phone.handler=3", "--out", "a.html"], &["did you mean `phone.handlers`?"]),
        (&["--out", "."], &["is no name for a page", "--out week.html"]),
        (&[], &["--out"]),
    ] {
        let output = headroom_in(desk.folder(), ["watch", "average-2018"].iter().chain(words));
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        says(&said(&output), parts);
        assert_eq!(std::fs::read_dir(desk.folder()).unwrap().count(), 0, "{words:?} writes something");
    }
}
