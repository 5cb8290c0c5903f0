//! A programme over many practices: who changes what, what it takes, and how what it releases spreads.

use super::support::{headroom, said, says};
use headroom::experiment::course::{Course, courses};
use headroom::experiment::programme::{LAST, Outcome, YEAR, run_programme};
use headroom::experiment::{Prepared, Row, Timeline, View, compare, spread};
use headroom::scenario::names::{LedgerLine, Role};
use headroom::scenario::{Action, Change, Programme, Scenario, actions, load, programme, programmes};
use std::sync::{Arc, OnceLock};

const SHORT: [&str; 2] = ["run.warm_up=days", "run.warm_up_days=28"];

fn practice() -> Scenario {
    load("average-2018", SHORT.map(|text| Change::parse(text).unwrap()).to_vec()).unwrap()
}

fn time_for_care() -> Programme {
    programme("time-for-care").unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn outcome(asked: &Programme, seed: u64, groups: u32, size: u32) -> Outcome {
    run_programme(asked, &practice(), seed, groups, size, &|| {}, &|| false)
        .unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// Three groups of twelve, run once for all tests.
fn three_groups() -> &'static Outcome {
    static RUN: OnceLock<Outcome> = OnceLock::new();
    RUN.get_or_init(|| outcome(&time_for_care(), 3, 3, 12))
}

/// So many practices that shares are known to a hundredth.
fn many(asked: &Programme) -> Vec<Course> {
    courses(asked, 5, 0, 10_000)
}

fn share(courses: &[Course], is: impl Fn(&Course) -> bool) -> f64 {
    courses.iter().filter(|course| is(course)).count() as f64 / courses.len() as f64
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

/// Is a share of `n` within four standard errors?
#[track_caller]
fn is_share(share: f64, of: f64, n: f64) {
    assert!((share - of).abs() < 4.0 * (of * (1.0 - of) / n).sqrt(), "{share} is not {of}");
}

fn row(rows: &[Row], measure: &str, group: &str, stat: &str) -> f64 {
    let found = rows.iter().find(|row| row.measure == measure && row.group == group && row.stat == stat);
    found.unwrap_or_else(|| panic!("no {measure} {group} {stat}")).estimate.estimate
}

#[test]
fn practices_engage_leave_and_take_up_as_often_as_the_programme_says() {
    let mut asked = time_for_care();
    // Nothing but the chance itself: no money, nobody who goes first, no least or most.
    asked.funding.clear();
    asked.quick_start.share = 0.0;
    (asked.taking_part.at_least, asked.taking_part.at_most) = (0.0, 40.0);
    asked.taking_part.drops_out = 0.0;
    let all = many(&asked);
    is_share(share(&all, |course| course.engaged), 0.78, 10_000.0);
    let engaged: Vec<Course> = all.into_iter().filter(|course| course.engaged).collect();
    for action in &asked.offered {
        let taken = share(&engaged, |course| course.taken.iter().any(|taken| taken.action == action.id));
        is_share(taken, 0.56, engaged.len() as f64);
    }
    let fidelity = || engaged.iter().flat_map(|course| course.taken.iter().map(|taken| taken.fidelity));
    assert!((mean(fidelity()) - 0.45).abs() < 4.0 * 0.19 / (fidelity().count() as f64).sqrt(), "{}", mean(fidelity()));
    // The invitation is ten weeks before the first change.
    assert!(engaged.iter().flat_map(|course| &course.taken).all(|taken| taken.live >= 10.0));
    asked.taking_part.drops_out = 0.1;
    let engaged: Vec<Course> = many(&asked).into_iter().filter(|course| course.engaged).collect();
    is_share(share(&engaged, |course| course.left.is_some()), 0.1, engaged.len() as f64);
    for course in engaged.iter().filter(|course| course.left.is_some()) {
        let left = course.left.unwrap();
        assert!((6..52).contains(&left));
        assert!(course.hours(&asked, left).is_empty() && !course.hours(&asked, left - 1).is_empty() || left == 6);
    }
}

#[test]
fn one_to_four_actions_are_taken_up_and_another_offer_moves_nobody_s_draws() {
    let asked = time_for_care();
    let all = many(&asked);
    for course in all.iter().filter(|course| course.engaged && course.left.is_none()) {
        assert!((1..=4).contains(&course.taken.len()), "{course:?}");
    }
    assert!(all.iter().filter(|course| !course.engaged).all(|course| course.taken.is_empty()));
    let mut fewer = asked.clone();
    fewer.offered.retain(|action| action.id != "1.2");
    let fidelity =
        |course: &Course| course.taken.iter().find(|taken| taken.action == "5.2").map(|taken| taken.fidelity);
    let pairs: Vec<_> = all.iter().zip(&many(&fewer)).filter_map(|(a, b)| Some((fidelity(a)?, fidelity(b)?))).collect();
    assert!(pairs.len() > 3000 && pairs.iter().all(|(one, two)| one == two));
}

#[test]
fn practices_with_hands_on_help_go_first_and_carry_others_along() {
    let mut asked = time_for_care();
    asked.taking_part.drops_out = 0.0;
    let all = many(&asked);
    let first = |quick: bool| {
        let some = all.iter().filter(|course| course.engaged && course.quick_start == quick);
        mean(some.map(|course| course.taken.iter().map(|taken| taken.live).fold(f64::INFINITY, f64::min)))
    };
    assert!(first(true) + 3.0 < first(false), "{} and {}", first(true), first(false));
    is_share(share(&all, |course| course.quick_start), 0.78 * 0.25, 10_000.0);
    let taken = |all: &[Course]| {
        let others = all.iter().filter(|course| course.engaged && !course.quick_start);
        mean(others.map(|course| course.taken.len() as f64))
    };
    let mut alone = asked.clone();
    alone.peers.odds_per_tenth = 1.0;
    // About 11% of the group go first with each action: odds of 1.22, a share of 0.61 for 0.56 (both with funding).
    let (with, without) = (taken(&all), taken(&many(&alone)));
    assert!(with > without + 0.1 && with < without + 0.35, "{with} and {without}");
}

#[test]
fn facilitation_raises_how_much_is_taken_up_and_how_faithfully() {
    let alone = time_for_care();
    let facilitation = actions().unwrap().into_iter().find(|action| action.id == "10.1").unwrap();
    // Its hours are the programme's own.
    let help = Some(Action { hours: Vec::new(), ..facilitation });
    let helped = Programme { help, ..alone.clone() };
    let settings = practice().settings;
    // How much of care navigation holds in the twelfth week after the first change.
    let held = |asked: &Programme| {
        let all: Vec<Course> = courses(asked, 5, 0, 400).into_iter().filter(|course| course.engaged).collect();
        let count = mean(all.iter().map(|course| course.taken.len() as f64));
        let doses = all.iter().flat_map(|course| {
            let letters = course.taken.iter().find(|taken| taken.action == "5.2")?;
            let week = course.weeks(asked, &settings, 52).into_iter().nth(letters.live as usize + 12)?;
            week.into_iter().find(|change| change.path == "tasks.letter.instead_of_gp.receptionist")
        });
        (count, mean(doses.map(|change| change.dose)))
    };
    let ((some, part), (more, most)) = (held(&alone), held(&helped));
    assert!(more > some + 0.3, "{more} actions and {some}");
    // Odds of 2.27, spread over practices that do more and less.
    assert!(most > part + 0.1, "{most} and {part}");
}

#[test]
fn a_practice_that_does_not_engage_releases_exactly_nothing_and_takes_no_hours() {
    let mut seen = 0;
    for practice in three_groups().practices.iter().filter(|practice| !practice.course.engaged) {
        for stretch in &practice.stretches {
            assert_eq!(stretch.accounts, Default::default());
            assert_eq!((stretch.gp_learning, stretch.others_learning, stretch.others_released), (0.0, 0.0, 0.0));
            assert!(stretch.gp_used[0] == stretch.gp_used[1] && stretch.gp_used[0] > 100.0);
        }
        seen += 1;
    }
    assert!(seen > 3 && seen < 18, "{seen}");
}

#[test]
fn the_programme_s_hours_are_in_the_ledger_of_those_who_attended() {
    let mut asked = time_for_care();
    (asked.taking_part.engages, asked.taking_part.drops_out, asked.quick_start.share) = (1.0, 0.0, 0.0);
    // Nothing is taken up, so that all hours are the programme's.
    (asked.taking_part.takes_up, asked.taking_part.at_least) = (0.0, 0.0);
    let outcome = outcome(&asked, 1, 1, 2);
    for practice in &outcome.practices {
        assert!(practice.course.taken.is_empty());
        let year = &practice.stretches[YEAR];
        // Six half days of four hours, and one of the two hours a week between them for 46 weeks; those who are away
        // miss theirs or not, as the rota has it.
        assert!((year.gp_learning - 70.0).abs() < 0.1 * 70.0, "{}", year.gp_learning);
        assert!((year.others_learning - 70.0).abs() < 0.1 * 70.0, "{}", year.others_learning);
        // What is learnt is released less, to the hour; anything else is patients seen at other times.
        assert!((year.accounts.released + year.gp_learning).abs() < 40.0, "{}", year.accounts.released);
        let course = &practice.course;
        let hours = |role: Role| {
            (0..52)
                .flat_map(|week| course.hours(&asked, week))
                .filter(|(of, _)| *of == role)
                .map(|(_, h)| h)
                .sum::<f64>()
        };
        assert!((hours(Role::Gp) - 70.0).abs() < 1e-9 && (hours(Role::Manager) - 70.0).abs() < 1e-9);
        assert_eq!(hours(Role::Receptionist), 0.0);
    }
}

#[test]
fn the_months_of_a_practice_add_up_to_what_a_comparison_of_its_year_says() {
    let (asked, baseline) = (time_for_care(), practice());
    let outcome = outcome(&asked, 1, 1, 2);
    let weeks = |course: &Course| -> Vec<Scenario> {
        let weeks = course.weeks(&asked, &baseline.settings, 52).into_iter();
        weeks.map(|changes| baseline.what_if("week", changes).unwrap()).collect()
    };
    let seen = outcome.practices.iter().find(|practice| practice.course.taken.len() > 1).expect("one that changes");
    let weeks = weeks(&seen.course);
    let prepared = Prepared::among(&baseline, &weeks.iter().collect::<Vec<_>>(), 1, 0).unwrap();
    let params: Vec<Arc<_>> = weeks.iter().map(|week| prepared.params_of(&week.settings)).collect();
    let timeline = Timeline::weeks(params).unwrap();
    let compared = compare(&prepared, &[("it".into(), timeline)], View::Year, 1, 2, &|| {}, &|| false);
    let (whole, parts) = (compared.scenarios[0].accounts[seen.number as usize], seen.stretches[YEAR].accounts);
    for (one, two) in [
        (whole.released, parts.released),
        (whole.only_before, parts.only_before),
        (whole.only_after, parts.only_after),
        (whole.claimed, parts.claimed),
    ] {
        assert!((one - two).abs() < 1e-6, "{whole:?} {parts:?}");
    }
    let learnt = |m: &headroom::practice::Measures| m.hours.lines[Role::Gp as usize][LedgerLine::Training as usize];
    let at = seen.number as usize;
    let more = learnt(&compared.scenarios[0].replications[at]) - learnt(&compared.baseline[at]);
    assert!((more as f64 / 36_000.0 - seen.stretches[YEAR].gp_learning).abs() < 1e-6);
}

#[test]
fn what_is_claimed_is_more_than_what_is_released_and_many_practices_stay_near_0() {
    let outcome = three_groups();
    let rows = spread::rows(outcome);
    let last = "weeks_49_52";
    let released = row(&rows, "gp_hours_released_share", last, "mean");
    assert!(row(&rows, "gp_hours_claimed_share", last, "mean") > released);
    assert!(row(&rows, "gp_hours_released_in_full_share", last, "mean") > released);
    let best = spread::best(outcome).expect("somebody stayed");
    let claims = outcome.practices.iter().filter(|p| p.finished()).map(|p| p.stretches[YEAR].claimed_share());
    assert_eq!(best.stretches[YEAR].claimed_share(), claims.fold(f64::MIN, f64::max));
    // Many stay at 0 and nobody comes near what the best practice in print says of itself. Over 150 practices of three
    // seeds the mean was 1.05% and the median 0.66%; in as few as these either may be larger.
    let shares: Vec<f64> = outcome.practices.iter().map(|p| p.stretches[LAST].released_share()).collect();
    let near_0 = shares.iter().filter(|share| share.abs() < 0.005).count();
    assert!(near_0 * 6 > shares.len(), "{near_0} of {}", shares.len());
    assert_eq!(row(&rows, "gp_hours_released_share", last, "share_above_10_percent"), 0.0);
    let at = |stat: &str| row(&rows, "gp_hours_released_share", last, stat);
    assert!(at("p10") <= at("median") && at("median") < at("p90") && at("p10") < released && released < at("p90"));
}

#[test]
fn one_and_two_threads_write_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let written = |threads: &str| -> Vec<Vec<u8>> {
        let out = folder.path().join(threads);
        let set = SHORT.iter().flat_map(|text| ["--set", text]);
        let arguments = ["programme", "average-2018", "--practices", "5", "--replications", "2", "--quiet"];
        let arguments = arguments.into_iter().chain(set).chain(["--threads", threads, "--out", out.to_str().unwrap()]);
        let output = headroom(arguments);
        assert!(output.status.success(), "{}", said(&output));
        let files = ["results.csv", "practices.csv", "results.json", "summary.txt", "scenario.toml"];
        files.iter().map(|name| std::fs::read(out.join(name)).unwrap()).collect()
    };
    let one = written("1");
    assert!(one == written("2"));
    let practices = String::from_utf8(one[1].clone()).unwrap();
    assert_eq!(practices.lines().count(), 11);
    let page = String::from_utf8(one[3].clone()).unwrap();
    says(&page, &["Time for Care", "1.1%", "1.5%", "Why these differ", "not an NHS product"]);
    assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
}

#[test]
fn a_programme_that_cannot_be_is_refused_with_a_sentence() {
    let refused = |programme: &str, more: &[&str]| {
        let output = headroom(["programme", "average-2018", "--programme", programme].iter().chain(more));
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(output.stdout.is_empty());
        said(&output)
    };
    says(&refused("time-for-cre", &[]), &["no programme called `time-for-cre`", "did you mean `time-for-care`?"]);
    says(&refused("no.toml", &[]), &["no.toml"]);
    says(&refused("time-for-care", &["--practices", "0"]), &["from 1 to 1000"]);
    says(&refused("time-for-care", &["--set", "run.days=100"]), &["run for 52 weeks"]);
    let folder = tempfile::tempdir().unwrap();
    let file = |text: &str| {
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, text).unwrap();
        refused(path.to_str().unwrap(), &[])
    };
    says(&file("offered = []\n"), &["offers no action", "headroom actions"]);
    says(&file("weeks = 52\n"), &["offers no action"]);
    says(&file("offered = [\"3.9\"]\n"), &["no action `3.9`"]);
    says(&file("offered = [\"3.2\", \"3.2\"]\n"), &["offered twice"]);
    says(&file("offered = [\"3.2\"]\nhelp = \"3.4\"\n"), &["does nothing to how others take hold"]);
    says(&file("offered = [\"3.2\"]\n[taking_part]\nengage = 1\n"), &["did you mean `engages`?"]);
}

#[test]
fn every_programme_that_comes_with_the_program_can_be_run() {
    let sources = include_str!("../../scenarios/SOURCES.md");
    for name in programmes() {
        let asked = programme(name).unwrap();
        for key in &asked.sources {
            assert!(sources.contains(key.as_str()), "{name}: {key} is not in SOURCES.md");
        }
        let outcome = outcome(&asked, 2, 1, 3);
        assert_eq!(outcome.practices.len(), 3);
        assert!(outcome.lacks.is_empty(), "{name}: {:?}", outcome.lacks[0].message);
    }
}
