//! The book alone: the phone binds nobody, and an appointment takes no time. Times in days.

use super::{always, in_full_or, less, times};
use headroom::experiment::verify::solvers::bulk::{Book, BookDay, from_empty, steady};
use headroom::experiment::verify::solvers::distribution::poisson;
use headroom::experiment::verify::solvers::followup::{per_need, shares};
use headroom::experiment::verify::solvers::{pooled, rebook};

#[test]
fn a_book_settles_to_the_lead_times_of_bulk_service() {
    for (requests, size) in [(3.4, in_full_or(350_000, 40_000)), (3.6, in_full_or(520_000, 35_000))] {
        let rate = format!("problems.general.per_1000_per_week={}", 7.0 * requests);
        let found = size.run(include_str!("../../../scenarios/theory/book-alone.toml"), &["--set", &rate]);
        let chances = poisson(requests);
        let days = [BookDay { slots: 4, requests: &chances }];
        let truth = &steady(&Book { days: &days, min_lead: 1, horizon: None }).unwrap()[0];
        let lead = found.mean("lead_days", "all");
        size.agree(&format!("book {requests}, lead beyond tomorrow"), less(lead, 1.0), truth.mean_lead - 1.0);
        let ahead = less(found.mean("booked_ahead", "all"), requests);
        size.agree(&format!("book {requests}, taken beyond today"), ahead, truth.mean_carry);
        for day in 1..=5 {
            let name = format!("book {requests}, lead of {day}");
            size.agree_share(&name, found.share("lead_histogram", &day.to_string()), truth.lead[day]);
        }
    }
}

#[test]
fn a_book_with_an_end_turns_requests_away_as_bulk_service_says() {
    let size = always(95_000);
    // 4.4 requests for 4 slots, and nothing further ahead than 3 days.
    let more = ["problems.general.per_1000_per_week=30.8", "book.horizon=3"].map(|set| ["--set", set]).concat();
    let found = size.run(include_str!("../../../scenarios/theory/book-alone.toml"), &more);
    let chances = poisson(4.4);
    let days = [BookDay { slots: 4, requests: &chances }];
    let truth = &steady(&Book { days: &days, min_lead: 1, horizon: Some(3) }).unwrap()[0];
    size.agree("book with an end, lead", found.mean("lead_days", "all"), truth.mean_lead);
    let lost = times(found.mean("turned_away_per_week", "all"), 1.0 / 7.0);
    size.agree_share("book with an end, turned away", times(lost, 1.0 / 4.4), truth.turned_away / 4.4);
    for day in 1..=3 {
        let name = format!("book with an end, lead of {day}");
        size.agree_share(&name, found.share("lead_histogram", &day.to_string()), truth.lead[day]);
    }
}

#[test]
fn a_book_that_starts_empty_fills_day_by_day_as_bulk_service_says() {
    let size = always(28);
    let found = size.run(include_str!("../../../scenarios/theory/bulk-service-book.toml"), &[]);
    let chances = poisson(50.0);
    let days = [BookDay { slots: 40, requests: &chances }];
    let course = from_empty(&Book { days: &days, min_lead: 1, horizon: None }, 28).unwrap();
    // Appointments that fell due by the 28th day, by lead; and those due on each day, to add to the carry-over.
    let (mut due, mut lead, mut standing) = ([0.0; 28], 0.0, 0.0);
    for (day, state) in course.iter().enumerate() {
        for (ahead, share) in state.lead.iter().enumerate().filter(|(ahead, _)| day + ahead < 28) {
            due[day + ahead] += state.booked * share;
            lead += state.booked * share * ahead as f64;
        }
        standing += state.mean_carry + due[day];
    }
    let number: f64 = due.iter().sum();
    size.agree("book from empty, lead", found.mean("lead_days", "all"), lead / number);
    size.agree("book from empty, standing at opening", found.mean("booked_ahead", "all"), standing / 28.0);
    let appointments = found.mean("appointments_per_1000_per_day", "all");
    size.agree("book from empty, appointments a day", appointments, number / 28.0);
}

#[test]
fn those_who_do_not_attend_and_book_again_lengthen_the_book_as_theory_says() {
    // Tomorrow at the earliest; then the same day too, sessions beginning when the lines have closed.
    for same_day in [false, true] {
        let size = in_full_or(396_000, 32_000);
        let evening = ["book.routine_lead=0", "roles.gp.session=80", "clinic.morning=19:00", "clinic.afternoon=21:00"];
        let more = evening.map(|set| ["--set", set]).concat();
        let more = if same_day { more.as_slice() } else { &[] };
        let found = size.run(include_str!("../../../scenarios/theory/book-with-dna-rebooking.toml"), more);
        let requests = poisson(5.7);
        let truth = rebook::steady(&rebook::Rebooking {
            slots: 8,
            requests: &requests,
            same_day,
            dna: 0.2,
            rebooks: 0.8,
            // They ask at any time of the day; neither the carry-over nor the mean lead depends on it.
            rebookings_first: false,
        })
        .unwrap();
        let first = f64::from(u8::from(!same_day));
        let name = if same_day { "DNAs book again, same day" } else { "DNAs book again" };
        let lead = less(found.mean("lead_days", "all"), first);
        size.agree(&format!("{name}, lead beyond the first day"), lead, truth.mean_lead - first);
        // At opening those of today are standing too where today is not among the days that can be booked.
        let today = if same_day { 0.0 } else { 5.7 * truth.bookings };
        let ahead = less(found.mean("booked_ahead", "all"), today);
        size.agree(&format!("{name}, taken beyond today"), ahead, truth.mean_carry);
        let bookings = times(found.mean("appointments_per_1000_per_day", "all"), 1.0 / 5.7);
        size.agree(&format!("{name}, bookings per need"), bookings, truth.bookings);
        size.agree_share(&format!("{name}, DNA"), found.share("dna_rate", "all"), 0.2);
    }
}

#[test]
fn own_lists_wait_longer_than_a_pooled_one_by_as_much_as_theory_says() {
    // So many patients that each of the three lists has its third of them.
    let book = |own: u32| {
        format!(
            "[run]\nwarm_up_days = 200\nreplications = 30\n[calendar]\ndays_per_week = 7\n[patients]\n\
             list_size = 400_000\ntransient_weeks = 520\nwants_own_gp = {own}\n[problems.general]\nper_1000_per_week = {}\n\
             books_with = {{ gp = 1 }}\n[phone]\nhandlers = 1\n[book]\nhorizon = 200\nroutine_lead = 1\n\
             own_gp_wait = inf\n[roles.gp]\npeople = 3\nsessions_per_week = 21\nslots_per_session = 4\n",
            10.2 * 7.0 / 400.0
        )
    };
    let truth = pooled::books(3, 4, 10.2, 1).unwrap();
    let size = in_full_or(55_000, 6_000);
    let own = size.run(&book(1), &[]);
    size.agree("own lists, lead beyond tomorrow", less(own.mean("lead_days", "all"), 1.0), truth.own - 1.0);
    assert_eq!(own.share("own_gp_share", "all").estimate, 1.0, "nobody sees another GP");
    let size = in_full_or(170_000, 20_000);
    let shared = size.run(&book(0), &[]);
    size.agree("pooled, lead beyond tomorrow", less(shared.mean("lead_days", "all"), 1.0), truth.shared - 1.0);
}

#[test]
fn follow_ups_multiply_encounters_generation_by_generation() {
    let size = always(2000);
    let scenario = "[run]\nwarm_up_days = 200\nreplications = 30\n[calendar]\ndays_per_week = 7\n[problems.general]\n\
                    per_1000_per_week = 70\nbooks_with = { gp = 1 }\nfollow_up = 0.4\nfollow_up_again = 0.3\n\
                    [outcome]\nfollow_up_days = { family = \"exponential\", mean = 10 }\n[phone]\nhandlers = 1\n\
                    [roles.gp]\npeople = 1\nsessions_per_week = 7\nslots_per_session = 24\nby_phone = 0.25\n";
    let found = size.run(scenario, &[]);
    let encounters = per_need(0.4, 0.3);
    size.agree("follow-ups, contacts per need", found.mean("contacts_per_need", "all"), encounters);
    let first = shares(0.4, 0.3, 1).unwrap()[0];
    size.agree_share("follow-ups, planned encounters", found.share("planned_share", "all"), 1.0 - first);
    let by_phone = times(found.mean("encounters_per_week", "gp/phone"), 1.0 / 70.0);
    size.agree("follow-ups, phone encounters per need", by_phone, 0.25 * encounters);
}
