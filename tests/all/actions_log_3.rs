//! The actions with partners outside, social prescribing, self care and expertise in improving, one by one on the log:
//! what moves with each of them, and what does not. Chance is held to 3.5 standard errors: a false alarm in 1 of 2,000.

use super::actions_log::{
    BookingEnd, CLINICAL, Side, courses, near_share, nothing_happens_to_any_need, same_needs, sides, sides_as_claimed,
    work_is,
};
use headroom::kernel::Span;
use headroom::practice::Event;
use headroom::scenario::names::{Destination, LedgerLine, Mode, Problem, Role, Support, Task};
use std::collections::{BTreeMap, BTreeSet};

fn sent(side: &Side, to: Destination) -> BTreeSet<u64> {
    side.needs(|event| *event == Event::SentTo { destination: to })
}

/// Of requests that a destination could close, reception sends this share there, and nobody else.
#[track_caller]
fn sends_those_it_can_help(side: &Side, to: Destination, kinds: &[Problem], share: f64) -> BTreeSet<u64> {
    let (sent, known) = (sent(side, to), side.kinds());
    let could =
        |need: &u64| known.get(need).is_none_or(|&kind| side.able(*need, kind).is_none_or(|able| able.destination(to)));
    assert!(sent.iter().all(could), "sent there in vain");
    let able: Vec<u64> = side.heard(kinds).into_iter().filter(could).collect();
    let count = able.iter().filter(|need| sent.contains(need)).count();
    println!("{to:?}: {count} of {} it could help, {share} expected", able.len());
    near_share(count, able.len(), share);
    sent
}

#[test]
fn a_federation_shares_back_offices_and_its_hub_sees_some_of_three_kinds() {
    let both = sides("average-2018", &["7.1"], &[]);
    same_needs(&both);
    let [before, after] = &both;
    assert!(sent(before, Destination::Hub).is_empty());
    let three = [Problem::MinorIllness, Problem::Musculoskeletal, Problem::General];
    let there = sends_those_it_can_help(after, Destination::Hub, &three, 0.3 * 0.6);
    let kinds = after.kinds();
    assert!(there.iter().all(|need| kinds.get(need).is_none_or(|kind| three.contains(kind))));
    for line in [LedgerLine::Claims, LedgerLine::Bulletins, LedgerLine::Reporting] {
        work_is(&both, Role::Manager, line, 0.97);
        work_is(&both, Role::Gp, line, 1.0);
    }
    work_is(&both, Role::Receptionist, LedgerLine::Letter, 1.0);
}

#[test]
fn gps_who_ask_a_specialist_first_refer_less_and_the_hospital_sends_fewer_back() {
    let both = sides("average-2018", &["7.2"], &["run.days=364"]);
    same_needs(&both);
    let [before, after] = &both;
    let advice = |side: &Side| side.count(|event| matches!(event, Event::AsksAdvice { .. }));
    let averted = after.count(|event| *event == Event::AsksAdvice { averts: true });
    assert_eq!(advice(before), 0);
    near_share(averted, advice(after), 0.66);
    // Asked in a day's sessions, there the next morning; each is six minutes of a GP.
    let come: u32 = after.tasks_come(Task::Advice).values().sum();
    assert!(advice(after).abs_diff(come as usize) < 30, "{come}");
    let minutes: f64 = after.work(Role::Gp, LedgerLine::Advice).values().sum();
    assert!((minutes - 6.0 * f64::from(come)).abs() < 0.5, "{minutes}");
    // Fewer referrals, by those averted as far as encounters are the same.
    let referrals = |side: &Side| side.tasks_come(Task::Referral).values().sum::<u32>() as f64;
    let fewer = referrals(before) - referrals(after);
    let slack = 3.5 * (2.0 * 0.3 * referrals(before)).sqrt();
    assert!((fewer - averted as f64).abs() < slack, "{fewer} fewer, {averted} averted");
    // What the hospital causes falls with that and by a fifth besides.
    let caused = |side: &Side| {
        side.needs(|event| matches!(event, Event::ArisesFrom { problem, .. } if *problem != Problem::Result)).len()
    };
    let (was, is) = (caused(before) as f64, caused(after) as f64);
    // Some of them come of referrals made before the action began to count.
    assert!(is < 0.8 * was, "{was} and {is}");
    work_is(&both, Role::Gp, LedgerLine::Letter, 1.0);
}

#[test]
fn a_pharmacy_near_by_sees_only_those_whom_it_can_help() {
    let both = sides("average-2018", &["7.3"], &[]);
    same_needs(&both);
    assert!(sent(&both[0], Destination::CommunityPharmacy).is_empty());
    sends_those_it_can_help(&both[1], Destination::CommunityPharmacy, &CLINICAL, 0.25 * 0.5);
    // Others are told of it no more than before, and reception takes no longer over anybody.
    let (was, is) = (both[0].first_calls(), both[1].first_calls());
    assert!(was.iter().all(|(need, lasted)| is.get(need).is_none_or(|now| now == lasted)));
}

#[test]
fn community_services_see_at_home_whom_a_gp_would_have_visited_and_nobody_else() {
    let both = sides("average-2018", &["7.4"], &["run.days=728"]);
    same_needs(&both);
    let [before, after] = &both;
    let there = sent(after, Destination::CommunityServices);
    assert!(sent(before, Destination::CommunityServices).is_empty());
    let mut visited = BTreeMap::new();
    before.encounters().for_each(|(need, _, mode, _)| _ = visited.entry(need).or_insert(mode));
    let visits: Vec<u64> =
        after.heard(&CLINICAL).into_iter().filter(|need| visited.get(need) == Some(&Mode::HomeVisit)).collect();
    // Whom the duty doctor sees is seen at the surgery, though they would have been visited.
    let duty = before.needs(|event| *event == Event::JoinsDutyList);
    let at_home = |need: &u64| visited.get(need).is_none_or(|mode| *mode == Mode::HomeVisit || duty.contains(need));
    assert!(there.iter().all(at_home), "somebody is sent who would have come to the surgery");
    let kinds = after.kinds();
    let able = |need: &u64| kinds.get(need).and_then(|&kind| after.able(*need, kind));
    assert!(there.iter().all(|need| able(need).is_none_or(|able| able.destination(Destination::CommunityServices))));
    near_share(visits.iter().filter(|need| there.contains(need)).count(), visits.len(), 0.1 * 0.5);
}

/// Needs that would have come up, and do not.
fn missing([before, after]: &[Side; 2]) -> BTreeMap<u64, Problem> {
    let (was, is) = (before.kinds(), after.kinds());
    // What a patient brings; of needs that come of others, only results are looked at.
    let own = before.arisen();
    assert!(after.arisen().iter().all(|(need, said)| own.get(need) == Some(said)), "somebody brings something new");
    own.into_iter().filter(|(need, _)| !is.contains_key(need)).map(|(need, _)| (need, was[&need])).collect()
}

/// Who refers whom, and what they bring less of: nobody's needs but of those who were referred.
#[track_caller]
fn refers(id: &str, to: Support, share_sent: f64) -> [Side; 2] {
    let both = sides("average-2018", &[id], &["run.days=364"]);
    let [before, after] = &both;
    let mut patients = BTreeMap::new();
    for &(_, need, event) in before.log.iter().chain(&after.log) {
        if let Event::Arises { patient, .. } | Event::FallsDue { patient, .. } | Event::ArisesFrom { patient, .. } =
            event
        {
            patients.insert(need, patient);
        }
    }
    let referred: BTreeSet<u64> = after.needs(|event| *event == Event::ReferredToSupport { support: to });
    assert_eq!(before.count(|event| matches!(event, Event::ReferredToSupport { .. })), 0);
    // 4 to 14 of 1,000 in a year, by which the file's share was chosen.
    println!("{id}: {} referred of 8,490", referred.len());
    assert!((34..119).contains(&referred.len()), "{}", referred.len());
    let whose: BTreeSet<u32> = referred.iter().filter_map(|need| patients.get(need).copied()).collect();
    // Of a few referrals the need came up before the log began, and its patient is not known.
    let unknown = referred.iter().filter(|need| !patients.contains_key(need)).count();
    let missing = missing(&both);
    let others: BTreeSet<u32> =
        missing.keys().map(|need| patients[need]).filter(|patient| !whose.contains(patient)).collect();
    println!(
        "{id}: {} needs fewer, {} patients not known to be referred, {unknown} unknown",
        missing.len(),
        others.len()
    );
    assert!(!missing.is_empty() && others.len() <= unknown, "{} and {unknown}", others.len());
    assert!(sent(before, Destination::SocialPrescriber).is_empty());
    sends_those_it_can_help(after, Destination::SocialPrescriber, &CLINICAL, share_sent);
    both
}

#[test]
fn a_link_worker_has_those_who_come_often_referred_and_they_alone_bring_less() {
    let [before, after] = refers("8.1", Support::SocialPrescribing, 0.3);
    // Each who takes it up has the link worker's time; GPs spend a minute and a half on each referral.
    let hours = |side: &Side| side.work(Role::LinkWorker, LedgerLine::Wayfinding).values().sum::<f64>();
    assert!(hours(&before) == 0.0 && hours(&after) > 0.0 && hours(&after) % 200.0 < 0.01);
    let minutes = |event: &Event| {
        *event == Event::WorkComes { role: Role::Gp, line: LedgerLine::Referral, lasts: Span::minutes(1.5) }
    };
    let referred = after.count(|event| matches!(event, Event::ReferredToSupport { .. }));
    assert_eq!((before.count(minutes), after.count(minutes)), (0, referred));
}

#[test]
fn an_external_service_has_those_who_come_often_referred_and_takes_no_link_worker() {
    let [before, after] = refers("8.2", Support::ExternalService, 0.15);
    for side in [&before, &after] {
        assert!(side.work(Role::LinkWorker, LedgerLine::Wayfinding).is_empty());
    }
    let minutes = |event: &Event| {
        *event == Event::WorkComes { role: Role::Gp, line: LedgerLine::Referral, lasts: Span::minutes(3.0) }
    };
    let referred = after.count(|event| matches!(event, Event::ReferredToSupport { .. }));
    assert_eq!((before.count(minutes), after.count(minutes)), (0, referred));
}

/// Patients bring this share less of each of these kinds, and no less of any other.
#[track_caller]
fn brings_less(both: &[Side; 2], shares: &[(Problem, f64)]) {
    let (all, missing) = (both[0].own(), missing(both));
    let of = |needs: &BTreeMap<u64, Problem>, kind| needs.values().filter(|problem| **problem == kind).count();
    assert!(missing.values().all(|kind| shares.iter().any(|(of, _)| of == kind)), "another kind is missing");
    for (kind, share) in shares {
        println!("{} of {} {kind:?} fewer, {share} expected", of(&missing, *kind), of(&all, *kind));
        near_share(of(&missing, *kind), of(&all, *kind), *share);
    }
}

#[test]
fn prevention_as_evaluated_changes_no_need_and_as_claimed_three_in_a_hundred_of_one_in_ten() {
    let both = sides("average-2018", &["9.1"], &[]);
    nothing_happens_to_any_need(&both);
    let claimed = sides_as_claimed("average-2018", &["9.1"], &["run.days=364"]);
    brings_less(
        &claimed,
        &CLINICAL
            .map(|kind| (kind, 0.1 * 0.03))
            .into_iter()
            .chain(CLERICAL.map(|kind| (kind, 0.1 * 0.03)))
            .collect::<Vec<_>>(),
    );
}

/// Kinds that reception may settle on the call.
const CLERICAL: [Problem; 3] = [Problem::Admin, Problem::Result, Problem::Prescription];

#[test]
fn patients_who_see_their_record_ask_less_about_results_repeats_and_notes_and_about_nothing_else() {
    let both = sides("average-2018", &["9.2"], &["run.days=364"]);
    brings_less(
        &both,
        &[(Problem::Result, 0.15 * 0.5), (Problem::Prescription, 0.15 * 0.4), (Problem::Admin, 0.15 * 0.3)],
    );
}

#[test]
fn households_with_a_booklet_bring_less_minor_illness_and_nothing_else_less() {
    let both = sides("average-2018", &["9.3"], &["run.days=364"]);
    brings_less(&both, &[(Problem::MinorIllness, 0.5 * 0.03)]);
}

#[test]
fn patients_who_are_coached_bring_less_of_their_condition_and_no_less_of_other_kinds() {
    let both = sides("average-2018", &["9.4"], &["run.days=364"]);
    brings_less(&both, &[(Problem::LongTerm, 0.1 * 0.05), (Problem::General, 0.1 * 0.05)]);
}

/// Bookings for which nobody came without a plan, and somebody does with it, in weeks `from..until` of the plan.
fn saved(without: &Side, with: &Side, from: u32, until: u32) -> BTreeSet<(u64, u32)> {
    let start = without.log[0].0.day();
    let mut days = BTreeMap::new();
    let mut nth = BTreeMap::<u64, u32>::new();
    for &(_, need, event) in without.of_needs() {
        if let Event::Booked { day, .. } = event {
            let nth = nth.entry(need).or_default();
            *nth += 1;
            days.insert((need, *nth), (day - start) / 7);
        }
    }
    let with = with.bookings();
    let kept = without.bookings().into_iter().filter(|(booking, was)| {
        let is = with.get(booking).filter(|is| (is.lead, is.origin) == (was.lead, was.origin));
        let within = days.get(booking).is_some_and(|week| (from..until).contains(week));
        within && was.end == Some(BookingEnd::StayedAway) && is.is_some_and(|is| is.end == Some(BookingEnd::Came))
    });
    kept.map(|(booking, _)| booking).collect()
}

#[test]
fn facilitated_change_alone_changes_nothing_for_patients_and_makes_reminders_take_hold_sooner() {
    let sides = courses("high-dna", &[&["10.1@0"], &["3.2@0"], &["10.1@0", "3.2@0"]], &["run.days=140"]);
    let [without, alone, reminders, helped] = &sides[..] else { panic!("four sides") };
    assert!(without.of_needs().eq(alone.of_needs()), "help with change does something of its own");
    let (slow, fast) = (saved(without, reminders, 0, 20), saved(without, helped, 0, 20));
    println!("{} DNAs saved in 20 weeks, {} with help", slow.len(), fast.len());
    // Whoever is reminded with less help is with more; a booking that comes of another may not be there any more.
    let lost = slow.difference(&fast).count();
    assert!(slow.len() > 20 && lost <= slow.len() / 20, "{lost} of {}", slow.len());
    assert!(fast.len() as f64 > 1.25 * slow.len() as f64, "{} and {}", slow.len(), fast.len());
}

#[test]
fn people_who_learn_to_improve_make_reminders_last_once_half_a_year_is_over_and_not_before() {
    let sides = courses("high-dna", &[&["10.2@0"], &["3.2@0"], &["10.2@0", "3.2@0"]], &["run.days=728"]);
    let [without, alone, reminders, helped] = &sides[..] else { panic!("four sides") };
    assert!(without.of_needs().eq(alone.of_needs()), "knowing how to improve does something of its own");
    assert_eq!(saved(without, reminders, 0, 26), saved(without, helped, 0, 26));
    let (short, long) = (saved(without, reminders, 60, 104), saved(without, helped, 60, 104));
    println!("{} DNAs saved in weeks 60 to 104, {} with help", short.len(), long.len());
    let lost = short.difference(&long).count();
    assert!(short.len() > 100 && lost <= short.len() / 20, "{lost} of {}", short.len());
    assert!(long.len() as f64 > 1.05 * short.len() as f64, "{} and {}", short.len(), long.len());
}
