//! Tasks and referrals: who deals with what a GP would touch, that everything is dealt with once, and what comes of
//! asking a specialist first.

use super::mechanisms::{ROOMY, events, scenario, value};
use super::support::{measured, prepared};
use headroom::experiment::{Timeline, replicate, warm_up};
use headroom::practice::registry::{REGISTRY, Reading};
use headroom::practice::{Event, Measures, NoWatch};
use headroom::scenario::names::{LedgerLine, Role, Task};
use headroom::scenario::{Change, Scenario, load};
use std::collections::{BTreeMap, BTreeSet};

/// A post room: nothing but letters, 120 a day, for which everybody has time.
const LETTERS: &str = r#"
[run]
days = 364
[patients]
list_size = 10000
[problems.admin]
per_1000_per_week = 1
closed_on_call = 1
[phone]
handlers = 1
[roles]
gp = { task_hours = 40, overtime_after = 3 }
medical_assistant = { task_hours = 40, overtime_after = 5 }
receptionist = { task_hours = 100, overtime_after = 5 }
[tasks.letter]
per_1000_per_day = 12
minutes = { gp = 1.2, receptionist = 2 }
touched_by = { gp = 1, receptionist = 1 }
instead_minutes = { medical_assistant = 2.5, receptionist = 3 }
"#;

const TAKEN: [&str; 2] =
    ["tasks.letter.instead_of_gp.medical_assistant=0.3", "tasks.letter.instead_of_gp.receptionist=0.42"];

const TICKS_PER_MINUTE: f64 = 600.0;
const MILLION: u64 = 1_000_000;

/// One replication.
fn one(scenario: &Scenario) -> Measures {
    measured(scenario, 1, 1).remove(0)
}

/// Minutes of a role on a line, overtime included.
fn minutes(m: &Measures, role: Role, line: LedgerLine) -> f64 {
    let (role, line) = (role as usize, line as usize);
    (m.hours.lines[role][line] + m.hours.overtime_on[role][line]) as f64 / TICKS_PER_MINUTE
}

fn letters(m: &Measures, role: Role) -> f64 {
    minutes(m, role, LedgerLine::Letter)
}

fn taken(m: &Measures, role: Role) -> u64 {
    m.tasks.taken[Task::Letter as usize][role as usize]
}

/// The same, but for what is lost where each day's work is cut to whole ticks.
#[track_caller]
fn same_minutes(got: f64, expected: f64) {
    assert!((got - expected).abs() < 2.0 * 364.0 / TICKS_PER_MINUTE, "{got} minutes, not {expected}");
}

#[test]
fn every_letter_is_dealt_with_once_whoever_takes_some() {
    let m = one(&scenario(LETTERS, &TAKEN));
    let letter = Task::Letter as usize;
    let all = m.tasks.came[letter] * MILLION;
    let (assistant, reception) = (taken(&m, Role::MedicalAssistant), taken(&m, Role::Receptionist));
    assert_eq!(m.tasks.left_to_gp[letter] + assistant + reception, all);
    // Reception takes its share of what the medical assistant left.
    let share = |part: u64| part as f64 / all as f64;
    assert!((share(assistant) - 0.3).abs() < 1e-6 && (share(reception) - 0.7 * 0.42).abs() < 1e-6);
    // Reception's first touch of every letter stays.
    let count = |part: u64| part as f64 / MILLION as f64;
    same_minutes(letters(&m, Role::Gp), 1.2 * count(m.tasks.left_to_gp[letter]));
    same_minutes(letters(&m, Role::MedicalAssistant), 2.5 * count(assistant));
    same_minutes(letters(&m, Role::Receptionist), 2.0 * count(all) + 3.0 * count(reception));
    let a_week = value(&m, "tasks_taken_from_gp", "letter");
    assert!((a_week - count(assistant + reception) / 52.0).abs() < 1e-9, "{a_week} a week");
    let by_reception = value(&m, "tasks_taken_from_gp", "letter/receptionist");
    assert!((by_reception - count(reception) / 52.0).abs() < 1e-9, "{by_reception} a week");
}

#[test]
fn a_clerk_without_minutes_of_its_own_for_a_gps_letter_takes_as_long_as_for_any() {
    let changes = ["tasks.letter.instead_of_gp.receptionist=0.42", "tasks.letter.instead_minutes.receptionist=0"];
    let m = one(&scenario(LETTERS, &changes));
    let touched = m.tasks.came[Task::Letter as usize] as f64 + taken(&m, Role::Receptionist) as f64 / MILLION as f64;
    same_minutes(letters(&m, Role::Receptionist), 2.0 * touched);
}

#[test]
fn a_gp_looks_again_at_the_share_of_letters_taken_over_that_is_audited() {
    let with = |audit: &str| one(&scenario(LETTERS, &[TAKEN[0], TAKEN[1], audit]));
    let (unseen, seen) = (with("tasks.letter.audit=0"), with("tasks.letter.audit=0.05"));
    let taken_over = (taken(&seen, Role::MedicalAssistant) + taken(&seen, Role::Receptionist)) as f64 / MILLION as f64;
    same_minutes(letters(&seen, Role::Gp) - letters(&unseen, Role::Gp), 0.05 * taken_over * 1.2);
    // It is a second look: no letter is dealt with by anybody else for it.
    for role in [Role::MedicalAssistant, Role::Receptionist] {
        assert_eq!((taken(&seen, role), letters(&seen, role)), (taken(&unseen, role), letters(&unseen, role)));
    }
}

#[test]
fn letters_that_clerks_cannot_keep_up_with_go_back_to_the_gp() {
    // Opening the post takes reception 20 hours a week, and dealing with 42 of 100 letters another 12.6.
    let with = |hours: &str| {
        let handlers = ["phone.handlers=0.001", "problems.admin.per_1000_per_week=0.01"];
        // The backlog is there when the year begins, so that what is taken is what is done.
        one(&scenario(LETTERS, &[TAKEN[1], hours, handlers[0], handlers[1], "run.warm_up_days=56"]))
    };
    let (enough, few) = (with("roles.receptionist.task_hours=40"), with("roles.receptionist.task_hours=26"));
    let letter = Task::Letter as usize;
    let share = |m: &Measures| taken(m, Role::Receptionist) as f64 / (m.tasks.came[letter] * MILLION) as f64;
    assert!((share(&enough) - 0.42).abs() < 1e-6, "{}", share(&enough));
    // 6 hours a week are left, for 120 letters of 600. Reception takes what it has hours for, and what it does of the
    // oldest letters in overtime; had it taken all, it would be there 6.6 hours longer every week.
    let overtime = value(&few, "hours_per_week", "receptionist/overtime");
    println!("{:.3} of letters taken over, with hours for 0.20, and {overtime:.2} hours of overtime", share(&few));
    assert!((0.20..0.22).contains(&share(&few)), "{}", share(&few));
    assert!((0.01..1.0).contains(&overtime), "{overtime} hours");
    assert_eq!(few.tasks.left_to_gp[letter] + taken(&few, Role::Receptionist), few.tasks.came[letter] * MILLION);
    let more = (few.tasks.left_to_gp[letter] - enough.tasks.left_to_gp[letter]) as f64 / MILLION as f64;
    same_minutes(letters(&few, Role::Gp) - letters(&enough, Role::Gp), 1.2 * more);
}

#[test]
fn tasks_that_are_not_needed_are_nobodys_work_whether_they_come_by_post_or_of_an_encounter() {
    let all = one(&scenario(LETTERS, &[TAKEN[0], TAKEN[1], "tasks.letter.audit=0.1"]));
    let half = one(&scenario(LETTERS, &[TAKEN[0], TAKEN[1], "tasks.letter.audit=0.1", "tasks.letter.not_needed=0.5"]));
    for role in [Role::Gp, Role::MedicalAssistant, Role::Receptionist] {
        same_minutes(letters(&half, role), 0.5 * letters(&all, role));
    }
    let referrals = |not_needed: &str| {
        let touched = ["tasks.referral.minutes.gp=3", "tasks.referral.touched_by.gp=1", "roles.gp.task_hours=40"];
        let m = one(&scenario(ROOMY, &[touched[0], touched[1], touched[2], "problems.general.refers=0.5", not_needed]));
        minutes(&m, Role::Gp, LedgerLine::Referral)
    };
    let (all, half) = (referrals("tasks.referral.not_needed=0"), referrals("tasks.referral.not_needed=0.5"));
    assert!(all > 10_000.0, "{all}");
    same_minutes(half, 0.5 * all);
}

#[test]
fn advice_from_a_specialist_averts_referrals_and_what_the_hospital_does_with_them_and_nothing_else() {
    let changes = |first: &'static str| {
        [
            "problems.general.refers=0.3",
            "outcome.hospital_failure=0.5",
            "outcome.hospital_asks=0.2",
            "outcome.hospital_days.mean=14",
            "outcome.result_unreported=0.5",
            "outcome.result_days.mean=7",
            "problems.general.tests=0.2",
            "problems.result.books_with.gp=1",
            "outcome.advice_averts=0.6",
            "tasks.advice.minutes.gp=6",
            "tasks.advice.touched_by.gp=1",
            "roles.gp.task_hours=80",
            first,
        ]
    };
    let (without, with) = (changes("outcome.advice_first=0"), changes("outcome.advice_first=0.7"));
    let (without, with) = (scenario(ROOMY, &without), scenario(ROOMY, &with));
    // Needs that patients bring, how many needs come of each, and which had a referral averted.
    let seen = |scenario: &Scenario| {
        let (mut brought, mut children, mut averted, mut asked) =
            (BTreeMap::new(), BTreeMap::new(), BTreeSet::new(), 0);
        for (at, need, event) in events(scenario) {
            match event {
                Event::Arises { patient, problem, .. } => {
                    brought.insert(need, (at, patient, problem));
                }
                Event::ArisesFrom { parent, problem, .. } if brought.contains_key(&parent) => {
                    *children.entry((parent, problem.id())).or_insert(0) += 1;
                }
                Event::AsksAdvice { averts } => {
                    asked += 1;
                    if averts {
                        averted.insert(need);
                    }
                }
                _ => {}
            }
        }
        (brought, children, averted, asked)
    };
    let (before, after) = (seen(&without), seen(&with));
    assert!(before.0.len() > 10_000 && before.0 == after.0, "the same needs are brought");
    assert_eq!(before.3, 0);
    let mut lost = 0;
    for (&(parent, problem), &children) in &before.1 {
        let now = after.1.get(&(parent, problem)).copied().unwrap_or(0);
        if problem != "general" || !after.2.contains(&parent) {
            assert_eq!(now, children, "need {parent} was not averted, and has as many {problem} needs come of it");
        } else {
            assert_eq!(now, 0, "need {parent} was averted, and has nothing come of its referral");
            lost += children;
        }
    }
    assert!(after.1.keys().all(|key| before.1.contains_key(key)));
    assert!(lost > 300, "{lost}");
    // Binomial: 3.5 standard errors.
    let share = after.2.len() as f64 / f64::from(after.3);
    assert!((share - 0.6).abs() < 3.5 * (0.24 / f64::from(after.3)).sqrt(), "{share} averted");
    // Every asking is a task of 6 minutes, the last day's but for those that come the day after.
    let spent = minutes(&one(&with), Role::Gp, LedgerLine::Advice);
    assert!((spent / (6.0 * f64::from(after.3)) - 1.0).abs() < 0.02, "{spent} minutes for {} askings", after.3);
}

/// A shipped practice for 12 weeks after 4.
fn average(changes: &[&str]) -> Scenario {
    let short = ["run.days=84", "run.warm_up=days", "run.warm_up_days=28"];
    let changes = short.iter().chain(changes).map(|change| Change::parse(change).expect("a change")).collect();
    load("average-2018", changes).unwrap_or_else(|refusal| panic!("{refusal}"))
}

#[test]
fn half_the_duplicated_requests_are_hours_of_the_manager_and_of_nobody_else() {
    let figures = |scenario: &Scenario| {
        let (calendar, params) = prepared(scenario);
        let state = warm_up(&params, &calendar, 1, 0);
        let m = replicate(&state, &Timeline::constant(params), &calendar, 84, &mut NoWatch);
        let mut all = BTreeMap::new();
        for measure in REGISTRY {
            for (group, reading) in measure.read(&m) {
                let figure = match reading {
                    Reading::Ratio(_, ratio) | Reading::Rate(ratio) => (ratio.num, ratio.den),
                    Reading::Quantile { histogram, p, .. } => (histogram.quantile(p).unwrap_or(-1.0), p),
                };
                all.insert(format!("{} {group} {}", measure.id, reading.stat()), figure);
            }
        }
        all
    };
    let (as_is, halved) = (figures(&average(&[])), figures(&average(&["tasks.duplicated_reporting.not_needed=0.5"])));
    let moved: Vec<&String> = as_is.iter().filter(|(name, figure)| halved[*name] != **figure).map(|(n, _)| n).collect();
    assert!(as_is.len() == halved.len() && as_is.len() > 500, "{}", as_is.len());
    assert_eq!(
        moved,
        [
            "hours_per_week manager/duplicated_reporting mean",
            "hours_per_week manager/gap_idle mean",
            "utilisation manager share"
        ]
    );
    let [before, after] = [as_is, halved].map(|all| all["hours_per_week manager/duplicated_reporting mean"].0);
    assert!((after / before - 0.5).abs() < 1e-4, "{before} hours before, {after} after");
}

#[test]
fn letters_that_bypass_the_gp_cost_clerks_about_twice_the_time_that_they_free() {
    let bypass = [
        "tasks.letter.instead_of_gp.receptionist=0.42",
        "tasks.letter.instead_minutes.receptionist=3",
        "tasks.letter.audit=0.05",
    ];
    let (as_is, with) = (one(&average(&[])), one(&average(&bypass)));
    let freed = letters(&as_is, Role::Gp) - letters(&with, Role::Gp);
    let cost = letters(&with, Role::Receptionist) - letters(&as_is, Role::Receptionist);
    println!("{:.1} GP minutes a week freed, {:.1} of clerks: {:.2} to 1", freed / 12.0, cost / 12.0, cost / freed);
    assert!(freed > 0.0 && (1.5..3.0).contains(&(cost / freed)), "{freed} freed, {cost} of clerks");
    let used = |m: &Measures, role: Role| m.hours.used(role) as f64;
    assert!(used(&with, Role::Gp) < used(&as_is, Role::Gp), "fewer GP hours are used");
    assert!(used(&with, Role::Receptionist) > used(&as_is, Role::Receptionist), "and more of reception");
}
