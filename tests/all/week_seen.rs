//! One possible week, as it is watched: nobody is moved by it, and what is drawn is what was counted.

use super::support::{Desk, headroom_in, said, says};
use headroom::experiment::week_seen::{Side, WeekSeen, Which, days_until, usual_week, week_seen};
use headroom::experiment::{Prepared, Timeline};
use headroom::kernel::Streams;
use headroom::practice::{Calendar, Ending, Event, Measures, Params, calendar, staff};
use headroom::scenario::names::{Channel, Mode, Role};
use headroom::scenario::{Change, Scenario, load};
use headroom::web::week;
use serde_json::Value;

/// The average practice with a short warm-up, and what `changes` make of it.
fn practice(changes: &[&str]) -> Scenario {
    let short = ["run.warm_up=days", "run.warm_up_days=28"];
    load("average-2018", short.iter().chain(changes).map(|text| Change::parse(text).unwrap()).collect()).unwrap()
}

/// The average practice ready to be run, and what is read of it with `changes`.
fn ready(changes: &[&str]) -> (Prepared, Timeline) {
    let (baseline, other) = (practice(&[]), practice(changes));
    let prepared = Prepared::among(&baseline, &[&other], 1, 0).unwrap();
    let beside = Timeline::constant(prepared.params_of(&other.settings));
    (prepared, beside)
}

/// A week of the practice, and beside it the same with whatever else holds.
fn watched(prepared: &Prepared, beside: &[(&str, &Timeline)], week: u32) -> WeekSeen {
    let others: Vec<_> = beside.iter().map(|(name, timeline)| (name.to_string(), (*timeline).clone())).collect();
    week_seen(prepared, &others, Which { seed: 1, replication: 0, week }, &|| {}, &|| false).expect("nobody stopped it")
}

/// The sixth week of the average practice, and beside it the same with `changes`.
fn sixth_week(changes: &[&str]) -> WeekSeen {
    let (prepared, beside) = ready(changes);
    watched(&prepared, &[("With changes", &beside)], 6)
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

/// Is somebody down for a half day that has begun by `second` of a day, by the rota, and not away?
fn is_at_work(params: &Params, calendar: &Calendar, person: usize, day: u32, second: f64) -> bool {
    let (streams, clinic) = (Streams::new(1, 0), &params.settings.clinic);
    let rota = &params.people[person].rota;
    let holds = |half: usize| staff::is_on_rota(params, rota, streams, calendar, person, day, half);
    let role = params.people[person].role;
    let of_role: Vec<usize> = (0..params.people.len()).filter(|&who| params.people[who].role == role).collect();
    let (first, last) = (of_role[0], of_role[of_role.len() - 1]);
    let leave = staff::leave_of_year(params, streams, first..last + 1, day / 7 / 52);
    let is_on_leave = leave[person - first] >> (day / 7 % 52) & 1 == 1;
    let begun = [clinic.morning, clinic.afternoon].map(|hour| hour * 3600.0 <= second);
    !is_on_leave && (0..calendar::HALVES).any(|half| begun[half] && holds(half))
}

#[test]
fn whoever_is_seen_is_seen_by_somebody_who_is_at_work() {
    let (prepared, beside) = ready(&["roles.gp.sessions_per_week+=-4", "roles.gp.sickness=0.2"]);
    let (mut sick, mut on_leave) = (0, 0);
    for week in [6, 9] {
        let seen = watched(&prepared, &[("Fewer sessions", &beside)], week);
        for (side, params) in seen.sides.iter().zip([&*prepared.params, beside.at(0)]) {
            let off = |covers: bool| -> Vec<(u32, u16)> {
                let off_sick = side.moments.iter().filter_map(|moment| match moment.event {
                    Event::OffSick { person, covered } if covered == covers => Some((moment.seconds / 86_400, person)),
                    _ => None,
                });
                off_sick.collect()
            };
            let away = off(false);
            let mut encounters = 0;
            for moment in side.moments.iter().filter(|moment| matches!(moment.event, Event::Encounter { .. })) {
                let (day, person) = (moment.seconds / 86_400, moment.with.unwrap());
                let second = f64::from(moment.seconds % 86_400);
                let works = is_at_work(params, &prepared.calendar, person.into(), seen.monday + day, second);
                assert!(works, "{} is not at work: {moment:?}", side.people[usize::from(person)].0);
                assert!(
                    !away.contains(&(day, person)),
                    "{} is off sick: {moment:?}",
                    side.people[usize::from(person)].0
                );
                encounters += 1;
            }
            assert!(encounters > 400, "{encounters} were seen");
            sick += away.len();
            let evening = 23.0 * 3600.0;
            let down = |person: usize, day: u32| {
                let rota = &params.people[person].rota;
                let calendar = &prepared.calendar;
                let on = |half| staff::is_on_rota(params, rota, Streams::new(1, 0), calendar, person, day, half);
                (0..calendar::HALVES).any(on) && !is_at_work(params, calendar, person, day, evening)
            };
            let people = 0..params.people.len();
            on_leave += people.filter(|&person| (seen.monday..seen.monday + 5).any(|day| down(person, day))).count();
            let numbered = side.moments.iter().filter_map(|moment| moment.who).max().unwrap();
            assert!((numbered as usize) < seen.patients.len());
            assert!(side.moments.is_sorted_by_key(|moment| moment.seconds));
            assert!(side.booked.len() > 100, "{} appointments stand in the book on Monday", side.booked.len());
        }
    }
    // Else nothing was asked: somebody who has sessions must have been away.
    assert!(sick > 0 && on_leave > 0, "{sick} days off sick, {on_leave} weeks of leave");
}

#[test]
fn work_that_waits_tonight_waited_this_morning_or_came_today() {
    let (prepared, beside) = ready(&["tasks.letter.per_1000_per_day*=1.3"]);
    let seen = watched(&prepared, &[("More letters", &beside)], 6);
    let mut waits = 0;
    for side in &seen.sides {
        assert_eq!(side.left.len(), 8, "seven mornings, and the one after");
        let of = |day: usize, role: Role| {
            let of_role = side.left[day].iter().filter(|(of, _)| *of == role);
            of_role.map(|(_, lasts)| lasts.0).sum::<u64>()
        };
        for &role in Role::ALL {
            let mut all = 0;
            for day in 0..7 {
                let came = side.moments.iter().filter_map(|moment| match moment.event {
                    Event::WorkComes { role: of, lasts, .. } if of == role => Some((moment.seconds, lasts.0)),
                    _ => None,
                });
                let came: u64 = came.filter(|(at, _)| (at / 86_400) as usize == day).map(|(_, ticks)| ticks).sum();
                assert!(of(day + 1, role) <= of(day, role) + came, "{role:?} on day {day}");
                all += came;
                waits += of(day + 1, role);
            }
            assert_eq!(all, side.measures.tasks.arrived[role as usize], "{role:?}");
        }
    }
    assert!(waits > 0, "nothing waits on any evening");
}

#[test]
fn a_week_that_nobody_waits_for_any_more_is_given_up() {
    let (prepared, beside) = ready(&["demand.level*=0.9"]);
    let others = [("Less".to_string(), beside)];
    let which = Which { seed: 1, replication: 0, week: 6 };
    assert!(week_seen(&prepared, &others, which, &|| {}, &|| true).is_none());
    // Stopped only once the warm-up of four weeks is over.
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let stop = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 4;
    assert!(week_seen(&prepared, &others, which, &|| {}, &stop).is_none());
}

#[test]
fn a_week_in_words_tells_everything_that_happens_to_anybody() {
    let seen = sixth_week(&["phone.handlers+=1"]);
    let written = week::in_words(&seen);
    assert_eq!(written["patients"].as_array().unwrap().len(), seen.patients.len());
    for (side, written) in seen.sides.iter().zip(written["sides"].as_array().unwrap()) {
        let events = written["events"].as_array().unwrap();
        let says = |event: &Value| event["says"].as_str().unwrap().to_string();
        assert!(events.iter().all(|event| !says(event).contains(['{', '}'])), "a gap is left");
        let told = |begins: &str| events.iter().filter(|event| says(event).starts_with(begins)).count() as u64;
        assert_eq!(
            told("rings"),
            times(side, |event, how| matches!(event, Event::Asks { .. }) && how == Channel::Phone)
        );
        assert_eq!(told("hangs up after "), times(side, |event, _| matches!(event, Event::HangsUp { .. })));
        assert_eq!(told("does not come to "), times(side, |event, _| matches!(event, Event::DidNotAttend)));
        assert_eq!(told("is booked for "), times(side, |event, _| matches!(event, Event::Booked { .. })));
        let face = |event: &Event, _| matches!(event, Event::Encounter { mode: Mode::FaceToFace, .. });
        assert_eq!(told("is seen by "), times(side, face));
        assert!(events.iter().all(|event| event["at"].as_str().unwrap() < "2018-05-14"), "after the week");
        assert_eq!(written["sessions"].as_array().unwrap().len(), side.sessions.len());
    }
}

#[test]
fn a_usual_week_has_no_holiday_in_it() {
    // The forty-first week from 2 April 2018 on holds New Year's Day.
    let baseline = practice(&["calendar.start=2018-04-02"]);
    let prepared = Prepared::among(&baseline, &[], 1, days_until(40)).unwrap();
    let open = |week| {
        let seen = watched(&prepared, &[], week);
        (seen.days[0].0.to_string(), seen.days.iter().filter(|(_, open)| *open).count())
    };
    assert_eq!(open(40), ("2018-12-31".to_string(), 4));
    assert_eq!(usual_week(&prepared, 40), 41);
    assert_eq!(open(41), ("2019-01-07".to_string(), 5));
}

#[test]
fn a_watched_week_is_the_same_on_any_number_of_threads_and_small_enough_for_a_memory_stick() {
    let desk = Desk::new();
    let changed = ["--action", "3.2", "--set", "phone.handlers+=1", "--replace"];
    let on = |threads: &str| {
        let words = ["watch", "average-2018", "--out", "week.html", "--json", "--threads", threads];
        let output = headroom_in(desk.folder(), words.iter().chain(&changed));
        assert!(output.status.success(), "{}", said(&output));
        (std::fs::read(desk.path("week.html")).unwrap(), output.stdout)
    };
    let one = on("1");
    assert!(one == on("2"), "the week depends on the threads");
    assert!(one.0.len() < 400_000, "{} bytes", one.0.len());
    let written: Value = serde_json::from_slice(&one.1).unwrap();
    assert_eq!(written["sides"].as_array().unwrap().len(), 2);
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
    let (prepared, beside) = ready(&["demand.level*=0.9"]);
    let seen = watched(&prepared, &[("</script><script>alert(1)</script>", &beside)], 2);
    let page = week::page("<b>Mill Lane</b>", "Made by", "headroom watch", &seen);
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
        (&["--out", "."], &["`.` is no name for a page", "ends in .html"]),
        (&["--out", "minutes.docx", "--replace"], &["`minutes.docx` is no name for a page", "ends in .html"]),
        (&[], &["--out"]),
    ] {
        let output = headroom_in(desk.folder(), ["watch", "average-2018"].iter().chain(words));
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        says(&said(&output), parts);
        assert_eq!(std::fs::read_dir(desk.folder()).unwrap().count(), 0, "{words:?} writes something");
    }
}
