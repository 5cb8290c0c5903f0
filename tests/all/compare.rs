//! A practice beside what else it could be: the same patients, the same chance, and every hour accounted for.

use super::support::{headroom, said, says};
use headroom::experiment::{Alternative, Compared, Prepared, Row, Timeline, View, compare};
use headroom::practice::Measures;
use headroom::scenario::names::{LedgerLine, Role};
use headroom::scenario::{Change, Scenario, load};
use std::sync::Arc;

const SHORT: [&str; 3] = ["run.days=56", "run.warm_up=days", "run.warm_up_days=28"];
const TICKS: f64 = 36_000.0;

fn changes(texts: &[&str]) -> Vec<Change> {
    texts.iter().map(|text| Change::parse(text).unwrap()).collect()
}

fn practice(more: &[&str]) -> Scenario {
    load("average-2018", changes(&[&SHORT[..], more].concat())).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn what_if(baseline: &Scenario, texts: &[&str]) -> Scenario {
    baseline.what_if("other", changes(texts)).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn beside(baseline: &Scenario, others: &[&Scenario], view: View, replications: u32) -> Compared {
    let prepared = Prepared::among(baseline, others, 1, view.dropped() * 7).unwrap();
    let timeline = |other: &&Scenario| (other.name.clone(), Timeline::constant(prepared.params_of(&other.settings)));
    let scenarios: Vec<_> = others.iter().map(timeline).collect();
    compare(&prepared, &scenarios, view, 1, replications, &|| {}, &|| false)
}

fn row<'a>(rows: &'a [Row], measure: &str, group: &str) -> &'a Row {
    let found = rows.iter().find(|row| row.measure == measure && row.group == group);
    found.unwrap_or_else(|| panic!("no {measure} {group}"))
}

fn difference(alternative: &Alternative, measure: &str, group: &str) -> f64 {
    row(&alternative.differences, measure, group).estimate.estimate
}

#[test]
fn a_practice_beside_itself_differs_in_nothing() {
    let baseline = practice(&[]);
    let larger =
        what_if(&baseline, &["roles.pharmacist.people=2", "roles.pharmacist.sessions_per_week=12", "book.horizon=60"]);
    let same = what_if(&baseline, &[]);
    let nothing =
        baseline.what_if("none", changes(&["demand.level*=0.5"]).into_iter().map(|c| c.at_dose(0.0)).collect());
    let compared = beside(&baseline, &[&same, &nothing.unwrap(), &larger], View::Year, 3);
    for alternative in &compared.scenarios[..2] {
        assert!(alternative.differences.len() > 200);
        for row in &alternative.differences {
            let e = row.estimate;
            assert!(e.estimate == 0.0 && (e.se == 0.0 || e.se.is_nan()), "{} {} {e:?}", row.measure, row.group);
        }
        assert_eq!(format!("{:?}", alternative.replications), format!("{:?}", compared.baseline));
        assert!(alternative.differences.iter().any(|row| row.stat == "p90"));
    }
    assert!(difference(&compared.scenarios[2], "hours_per_week", "pharmacist/worked") > 10.0);
}

#[test]
fn room_made_for_a_comparison_changes_no_digit_of_the_baseline() {
    let baseline = practice(&[]);
    let more =
        ["roles.gp.people+=2", "roles.paramedic.people=1", "roles.paramedic.sessions_per_week=8", "book.horizon=90"];
    let other = what_if(&baseline, &more);
    let alone = beside(&baseline, &[], View::Year, 2);
    let with = beside(&baseline, &[&other], View::Year, 2);
    assert_eq!(format!("{:?}", alone.baseline), format!("{:?}", with.baseline));
    // A timeline of weeks with the same settings is the same run too.
    let prepared = Prepared::among(&baseline, &[&other], 1, 0).unwrap();
    let anew = Arc::new((*prepared.params).clone());
    let weeks =
        Timeline::weeks((0..8).map(|week| if week < 3 { prepared.params.clone() } else { anew.clone() }).collect());
    let again = compare(&prepared, &[("again".into(), weeks.unwrap())], View::Year, 1, 2, &|| {}, &|| false);
    assert_eq!(format!("{:?}", alone.baseline), format!("{:?}", again.scenarios[0].replications));
}

/// Hours of GPs' tasks that were done, supervision of others included, in a run.
fn tasks_done(m: &Measures) -> f64 {
    use LedgerLine::*;
    let tasks =
        [Letter, TestResult, RepeatPrescription, Form, Referral, Claims, Bulletins, Reporting, Wayfinding, Supervision];
    let gp = Role::Gp as usize;
    let done = tasks.map(|line| m.hours.lines[gp][line as usize] + m.hours.overtime_on[gp][line as usize]);
    done.iter().sum::<u64>() as f64 / TICKS
}

/// Hours of GPs on a line, overtime included.
fn on(m: &Measures, line: LedgerLine) -> f64 {
    let gp = Role::Gp as usize;
    (m.hours.lines[gp][line as usize] + m.hours.overtime_on[gp][line as usize]) as f64 / TICKS
}

#[test]
fn hours_released_reconcile_with_hours_used() {
    // Without locums all of a GP's lines are the GP's own, and can be added up here.
    let baseline = practice(&["roles.gp.locum_cover=0", "roles.gp.sickness=0.03"]);
    let changed = [
        "roles.pharmacist.people=1",
        "roles.pharmacist.sessions_per_week=6",
        "roles.pharmacist.supervision=15",
        "tasks.repeat_prescription.touched_by.gp*=0.5",
        "roles.gp.training_hours+=1",
        "problems.minor_illness.per_1000_per_week*=0.8",
        "roles.gp.minutes.face_to_face.mean*=0.97",
    ];
    let compared = beside(&baseline, &[&what_if(&baseline, &changed)], View::Year, 4);
    let scenario = &compared.scenarios[0];
    for ((accounts, before), after) in scenario.accounts.iter().zip(&compared.baseline).zip(&scenario.replications) {
        let less = |of: &dyn Fn(&Measures) -> f64| of(before) - of(after);
        let used = less(&|m| m.hours.on_work(Role::Gp) as f64 / TICKS);
        // Tasks are released when they do not come, and used when they are done: what waits at the end differs. And an
        // interruption is used time that no need has.
        let waiting = less(&|m| m.tasks.arrived[Role::Gp as usize] as f64 / TICKS) - less(&tasks_done);
        let interrupted = less(&|m| on(m, LedgerLine::Interruptions));
        let released = accounts.released + accounts.only_before - accounts.only_after;
        assert!(accounts.only_before > 1.0, "fewer needs arise: {accounts:?}");
        // To the tick: these are sums of whole numbers.
        assert!((released - waiting + interrupted - used).abs() < 1e-6, "{released} {waiting} {interrupted} {used}");
    }
    // 1 more hour of training a week is taken off; supervision too.
    let training = row(&scenario.differences, "hours_per_week", "gp/training").estimate.estimate;
    assert!((training - 1.0).abs() < 0.1, "{training}");
    assert!(difference(scenario, "hours_per_week", "gp/supervision") > 1.0);
}

#[test]
fn what_a_case_study_claims_is_more_than_what_is_released() {
    let baseline = practice(&["destinations.self_care.capacity_per_day=1000", "destinations.self_care.closes=0.5"]);
    let navigated =
        ["navigation.reach=1", "navigation.offer=0.5", "navigation.acceptance=0.8", "navigation.extra_call=1"];
    let compared = beside(&baseline, &[&what_if(&baseline, &navigated)], View::Year, 4);
    let scenario = &compared.scenarios[0];
    let [claimed, released] =
        ["gp_hours_claimed", "gp_hours_released"].map(|name| row(&scenario.differences, name, "all"));
    assert!(claimed.estimate.low > released.estimate.high, "{:?} {:?}", claimed.estimate, released.estimate);
    // Reception pays for it.
    assert!(row(&scenario.differences, "other_hours_used", "receptionist").estimate.low > 0.0);
}

#[test]
fn a_pharmacist_who_joins_leaves_the_gps_weeks_as_they_were() {
    let baseline = practice(&["roles.gp.sickness=0.05", "clinic.freed_time=tasks"]);
    // Of no use to any patient, so that nothing else can move a GP's hours worked.
    let useless: Vec<String> =
        ["roles.pharmacist.people=2", "roles.pharmacist.sessions_per_week=15"].map(String::from).to_vec();
    let useless: Vec<&str> = useless.iter().map(String::as_str).collect();
    let compared = beside(&baseline, &[&what_if(&baseline, &useless)], View::Year, 3);
    for (before, after) in compared.baseline.iter().zip(&compared.scenarios[0].replications) {
        let sessions = |m: &Measures, role: Role| m.clinic.sessions[role as usize];
        assert_eq!(sessions(before, Role::Gp), sessions(after, Role::Gp));
        assert_eq!(sessions(before, Role::HealthCareAssistant), sessions(after, Role::HealthCareAssistant));
        assert!(sessions(after, Role::Pharmacist) > 80);
    }
}

#[test]
fn a_settled_view_drops_the_weeks_after_go_live() {
    let baseline = practice(&[]);
    let other = what_if(&baseline, &["book.slots*=1.1"]);
    let compared = beside(&baseline, &[&other], View::Settled { drop_weeks: 6 }, 2);
    let year = beside(&baseline, &[&other], View::Year, 2);
    assert!(compared.baseline.iter().all(|m| m.days == 56 && m.needs.inside_at_start > 0));
    assert_ne!(format!("{:?}", compared.baseline), format!("{:?}", year.baseline));
    let moved = |compared: &Compared| row(&compared.scenarios[0].differences, "hours_per_week", "gp/worked").estimate;
    assert!(moved(&compared).estimate.is_finite() && moved(&year).estimate.is_finite());
}

#[test]
fn what_is_settled_when_a_run_begins_cannot_change_within_it() {
    let baseline = practice(&[]);
    let other =
        what_if(&baseline, &["patients.list_size=9000", "patients.transient_weeks=20", "calendar.days_per_week=6"]);
    let refusal = Prepared::among(&baseline, &[&other], 1, 0).unwrap_err().to_string();
    says(&refusal, &["`patients.list_size` is settled when a run begins", "`calendar.days_per_week`", "both sides"]);
    assert!(!refusal.contains("transient"), "{refusal}");
}

#[test]
fn a_pharmacist_who_starts_in_week_5_works_from_week_5() {
    let baseline = practice(&[]);
    let other = what_if(&baseline, &["roles.pharmacist.people=1", "roles.pharmacist.sessions_per_week=10"]);
    let prepared = Prepared::among(&baseline, &[&other], 1, 0).unwrap();
    let (before, after) = (prepared.params.clone(), prepared.params_of(&other.settings));
    let weeks = (0..8).map(|week| if week < 4 { before.clone() } else { after.clone() }).collect();
    let from_week_5 = ("week 5".to_string(), Timeline::weeks(weeks).unwrap());
    let at_once = ("at once".to_string(), Timeline::constant(after));
    let compared = compare(&prepared, &[from_week_5, at_once], View::Year, 1, 4, &|| {}, &|| false);
    let [late, at_once] = [0, 1].map(|at| {
        let scenario: &Alternative = &compared.scenarios[at];
        scenario.replications.iter().map(|m| m.clinic.sessions[Role::Pharmacist as usize]).sum::<u64>() as f64
    });
    // Half of the weeks; a week of leave or sickness more or less in 16 of them is not half of that.
    assert!((late / at_once - 0.5).abs() < 0.1, "{late} of {at_once}");
    for (before, after) in compared.baseline.iter().zip(&compared.scenarios[0].replications) {
        let gp = Role::Gp as usize;
        assert_eq!(before.clinic.sessions[gp], after.clinic.sessions[gp]);
    }
}

/// What the binary prints for a short comparison with `more`.
fn printed(more: &[&str]) -> String {
    let both = SHORT.iter().flat_map(|change| ["--both", change]);
    let arguments = ["compare", "average-2018", "--view", "year", "--replications", "3"].into_iter().chain(both);
    let output = headroom(arguments.chain(more.iter().copied()));
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_comparison_says_what_differs_what_does_not_and_writes_every_side() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let scenarios = ["--set", "demand.level*=0.9", "--scenario", "Nothing: ", "--out", out.to_str().unwrap()];
    let page = printed(&scenarios);
    says(
        &page,
        &["changed: demand.level*=0.9", "Nothing: nothing changed", "no clear difference (0 to 0)", "GP hours a week"],
    );
    assert!(page.lines().all(|line| line.chars().count() <= 100 || line.starts_with("8 weeks")), "{page}");
    let mut file = csv::Reader::from_path(out.join("results.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = file.records().map(Result::unwrap).collect();
    let is = |scenario: &str, versus: &str, measure: &str| {
        rows.iter().any(|row| (&row[0], &row[1], &row[2]) == (scenario, versus, measure))
    };
    for measure in ["gp_hours_used", "phone_wait", "other_hours_used", "cost"] {
        assert!(is("average-2018", "", measure) && is("changed", "", measure), "{measure}");
        assert!(is("changed", "average-2018", measure) && is("Nothing", "average-2018", measure), "{measure}");
    }
    for measure in ["released", "claimed", "needs_only_before", "needs_only_after"] {
        assert!(is("changed", "average-2018", &format!("gp_hours_{measure}")), "{measure}");
    }
    let text = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    assert!(
        text("changed/scenario.toml").contains("level = 0.9") && text("manifest.json").contains("headroom compare")
    );
    assert_eq!(text("nothing/scenario.toml"), text("scenario.toml"));
    // A scenario as it was run can be run again.
    let again = headroom(["check", out.join("changed/scenario.toml").to_str().unwrap()]);
    assert!(again.status.success(), "{}", said(&again));
    let json: serde_json::Value = serde_json::from_str(&text("results.json")).unwrap();
    assert_eq!(json["results"].as_array().unwrap().len(), rows.len());
}

#[test]
fn a_comparison_over_another_stretch_of_time_is_another_run_and_takes_no_folder_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let in_view = |view: &[&str]| {
        let both = SHORT.iter().flat_map(|&change| ["--both", change]);
        let rest = ["--replications", "2", "--quiet", "--out", out.to_str().unwrap()];
        headroom(["compare", "average-2018"].into_iter().chain(both).chain(view.iter().copied()).chain(rest))
    };
    let year = ["--action", "3.2", "--view", "year"];
    assert!(in_view(&year).status.success() && in_view(&year).status.success());
    let written = std::fs::read(out.join("results.csv")).unwrap();
    for other in [&["--action", "3.2", "--view", "settled"][..], &["--action", "3.2@6", "--view", "year"]] {
        let output = in_view(other);
        assert_eq!(output.status.code(), Some(2), "{other:?}");
        says(&said(&output), &["holds the results of another run", "`--replace`"]);
    }
    assert!(std::fs::read(out.join("results.csv")).unwrap() == written);
}

#[test]
fn one_and_two_threads_compare_to_the_same_bytes() {
    let with = |threads| printed(&["--set", "book.slots*=1.1", "--json", "--threads", threads]);
    assert!(with("1") == with("2"));
}

#[test]
fn a_comparison_with_a_mistake_in_it_says_so_and_runs_nothing() {
    let refused = |more: &[&str]| {
        let output = headroom(["compare", "average-2018"].iter().chain(more));
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{more:?}");
        said(&output)
    };
    says(&refused(&[]), &["nothing to compare the practice with", "--set"]);
    says(&refused(&["--set", "phone.handler=3"]), &["did you mean `phone.handlers`?"]);
    says(&refused(&["--set", "patients.list_size=9"]), &["cannot change within it"]);
    says(&refused(&["--scenario", "phone.handlers=3"]), &["has no name", "more phones:"]);
    let twice = ["--scenario", "a: phone.handlers=3", "--scenario", "A: phone.handlers=4; book.slotz=1"];
    says(&refused(&twice), &["two sides of the comparison", "`book.slotz`"]);
}

#[test]
fn actions_are_compared_together_under_their_ids_and_a_dose_of_nought_is_nothing() {
    let page = printed(&["--action", "3.2", "--action", "5.2:50", "--scenario", "none: action 3:0"]);
    says(&page, &["3.2+5.2: action 3.2; action 5.2 at 50%", "none: action 3 at 0%"]);
    let none = page.split("\nnone: ").nth(1).unwrap();
    let differences = none.lines().filter(|line| line.contains(" to "));
    assert!(
        differences.clone().count() > 20
            && differences
                .clone()
                .all(|line| line.contains("no clear difference (0 to 0)") || line.contains("0 (0 to 0)")),
        "{none}"
    );
}

#[test]
fn in_its_first_year_an_action_costs_before_it_gives_and_gives_less_than_in_full() {
    let baseline = practice(&[]);
    let plan = headroom::scenario::Plan::read(&["5.2"], headroom::scenario::Evidence::Evaluated).unwrap();
    let released = |weeks: &[Vec<Change>]| -> f64 {
        let others: Vec<Scenario> = weeks.iter().map(|week| baseline.what_if("5.2", week.clone()).unwrap()).collect();
        let all: Vec<&Scenario> = others.iter().collect();
        let prepared = Prepared::among(&baseline, &all, 1, 0).unwrap();
        let params = others.iter().map(|other| prepared.params_of(&other.settings)).collect();
        let timeline = vec![("5.2".to_string(), Timeline::weeks(params).unwrap())];
        let compared = compare(&prepared, &timeline, View::Year, 1, 4, &|| {}, &|| false);
        difference(&compared.scenarios[0], "gp_hours_released", "all")
    };
    let year = plan.weeks(&baseline.settings, 60);
    let (lag, ramped, full) = (&year[0..1], &year[30..31], &[plan.settled(&baseline.settings)]);
    let [before, later, whole] = [released(lag), released(ramped), released(full)];
    // In the first weeks GPs only plan; after the ramp under half of it is done (fidelity 0.45).
    assert!(before < 0.0, "{before}");
    assert!(later > 1.0 && later < 0.6 * whole, "{later} of {whole}");
}

#[test]
fn a_study_says_what_the_command_line_would() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let given = SHORT.map(|change| format!("{change:?}")).join(", ");
    let text = format!(
        "practice = \"average-2018\"\nview = \"year\"\nreplications = 3\ngiven = [{given}]\n[scenario.\"3.2\"]\nactions = [\"3.2\"]\n"
    );
    std::fs::write(&file, text).unwrap();
    let output = headroom(["compare", file.to_str().unwrap(), "--json"]);
    assert!(output.status.success(), "{}", said(&output));
    let results = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["results"].clone();
    let study = results(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(study, results(&printed(&["--action", "3.2", "--json"])));
}

#[test]
fn the_same_money_is_spent_on_a_role_instead_and_costs_as_much() {
    let page = printed(&["--action", "4.2", "--budget", "gp", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&page).unwrap();
    let cost = |scenario: &str| -> f64 {
        let rows = json["results"].as_array().unwrap();
        let row = rows.iter().find(|row| {
            row["scenario"] == scenario
                && row["versus"] == "average-2018"
                && row["measure"] == "cost"
                && row["group"] == "all"
        });
        row.unwrap()["estimate"].as_f64().unwrap()
    };
    // By contract they cost the same in full; overtime, ramp and the weeks before the pharmacist comes differ.
    assert!(cost("same-money-gp") > 300.0, "{}", cost("same-money-gp"));
    let refused = headroom(["compare", "average-2018", "--action", "3.6", "--budget", "gp", "--replications", "1"]);
    assert_eq!(refused.status.code(), Some(2));
    says(&said(&refused), &["costs no more than the practice by itself"]);
    let unknown = headroom(["compare", "average-2018", "--action", "4.2", "--budget", "doctor"]);
    says(&said(&unknown), &["there is no role `doctor`"]);
}

#[test]
fn a_scenario_is_named_so_that_its_folder_can_be() {
    let refused = |name: &str| {
        let output = headroom(["compare", "average-2018", "--scenario", &format!("{name}: phone.handlers+=1")]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        said(&output)
    };
    says(&refused(".."), &["has no name"]);
    says(&refused("results.csv"), &["`results.csv` is a file of every comparison"]);
    says(&refused(&"x".repeat(300)), &["cannot name a scenario's folder"]);
    says(&refused("a\u{1b}[31m"), &["cannot name a scenario's folder"]);
}

#[test]
fn whoever_joins_in_the_year_is_paid_for_from_then_on() {
    let year = ["compare", "average-2018", "--action", "4.5", "--view", "year", "--replications", "1", "--json"];
    let output = headroom(year.into_iter().chain(["--both", "run.days=140"]));
    assert!(output.status.success(), "{}", said(&output));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let row = |measure: &str| -> f64 {
        let rows = json["results"].as_array().unwrap();
        let is = |row: &&serde_json::Value| {
            row["versus"] == "average-2018" && row["measure"] == measure && row["group"] == "medical_assistant"
        };
        rows.iter().find(is).unwrap_or_else(|| panic!("no {measure}"))["estimate"].as_f64().unwrap()
    };
    // GBP 20 an hour.
    let (hours, cost) = (row("other_hours_worked"), row("cost"));
    assert!(hours > 3.0 && (cost / hours - 20.0).abs() < 1e-9, "{cost} for {hours} hours");
}

#[test]
fn a_week_to_begin_in_is_refused_where_there_are_no_weeks() {
    for arguments in
        [&["run", "average-2018", "--action", "3.2@8"][..], &["compare", "average-2018", "--action", "3.2@8"]]
    {
        let output = headroom(arguments);
        assert_eq!(output.status.code(), Some(2));
        says(&said(&output), &["action 3.2 begins in a week", "leave out `@`"]);
    }
    says(&printed(&["--action", "3.2@2"]), &["action 3.2 from week 2"]);
}
