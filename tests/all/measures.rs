//! What is measured adds up: groups to their whole, weeks to their run, parts of an hour to the hour. And what cannot be
//! told is said so.

use super::support;
use headroom::experiment::replicate::{run_by_week, warm_up};
use headroom::experiment::{Timeline, replications};
use headroom::practice::measures::Tally;
use headroom::practice::registry::{REGISTRY, Reading};
use headroom::practice::weekly::{HEADLINES, so_far};
use headroom::practice::{Calendar, Measures, NoWatch, Params};
use headroom::scenario::names::{LeadBand, LedgerLine, Role};
use headroom::scenario::{Change, Scenario, load};
use std::sync::Arc;

/// Four weeks of the average practice, with `changes`.
fn month(changes: &[&str]) -> Measures {
    let short = ["run.days=28", "run.warm_up=days", "run.warm_up_days=14"];
    let changes = short.iter().chain(changes).map(|text| Change::parse(text).unwrap()).collect();
    measured(&load("average-2018", changes).unwrap_or_else(|refusal| panic!("{refusal}")))
}

fn measured(scenario: &Scenario) -> Measures {
    let calendar = Calendar::new(&scenario.settings, scenario.settings.run.warm_up_days as u32);
    let params = Arc::new(Params::derive(&scenario.base, &scenario.settings));
    replications(&params, &calendar, 1, 1, &|| {}, &|| false).remove(0)
}

/// A mean or share of one replication.
fn value(measures: &Measures, id: &str, group: &str, stat: &str) -> f64 {
    let measure = REGISTRY.iter().find(|measure| measure.id == id).expect("a measure");
    let readings = measure.read(measures);
    let found = readings.iter().find(|(name, reading)| name == group && reading.stat() == stat);
    match found.unwrap_or_else(|| panic!("no {id} {group}")).1 {
        Reading::Ratio(_, ratio) | Reading::Rate(ratio) => ratio.num / ratio.den,
        Reading::Quantile { .. } => panic!("a ratio is asked for"),
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12 * b.abs().max(1.0)
}

#[test]
fn every_id_stands_for_one_measure() {
    let mut ids: Vec<&str> = REGISTRY.iter().map(|measure| measure.id).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|two| two[0] != two[1]), "{ids:?}");
}

#[test]
fn an_hour_of_a_gp_is_spent_on_one_thing_and_overtime_on_what_it_went_to() {
    // A quarter fewer sessions, so that some tasks are done in overtime.
    let measured = month(&["roles.gp.sessions_per_week*=0.75", "clinic.visit_travel=0.4"]);
    assert!(value(&measured, "gp_overtime_per_week", "all", "mean") > 1.0);
    let shares = ["direct", "indirect", "admin", "other"];
    let sum: f64 = shares.iter().map(|group| value(&measured, "gp_time_share", group, "share")).sum();
    assert!(close(sum, 1.0), "{sum}");
}

#[test]
fn lead_bands_by_origin_add_up_to_the_bands_and_to_the_origins() {
    let measured = month(&[]);
    let origins = ["asap", "choice", "follow_up", "recall"];
    let cell =
        |band: &str, origin: &str| value(&measured, "lead_band_origin_share", &format!("{band}/{origin}"), "share");
    for band in LeadBand::ALL {
        let sum: f64 = origins.iter().map(|origin| cell(band.id(), origin)).sum();
        assert!(close(sum, value(&measured, "lead_share", band.id(), "share")), "{}", band.id());
    }
    for origin in origins {
        let sum: f64 = LeadBand::ALL.iter().map(|band| cell(band.id(), origin)).sum();
        assert!(close(sum, value(&measured, "lead_origin_share", origin, "share")), "{origin}");
    }
}

const AGES: [&str; 8] = ["0_4", "5_14", "15_24", "25_44", "45_64", "65_74", "75_84", "85_over"];

#[test]
fn ages_and_those_with_and_without_the_internet_add_up_to_everybody() {
    let measured = month(&AGES.map(|age| format!("patients.online.{age}=0.7")).each_ref().map(String::as_str));
    let sum = |tallies: &[[Tally; 2]]| tallies.iter().flatten().copied().fold(Tally::default(), Tally::with);
    let (seen, never) = (sum(&measured.needs.to_seen_by), sum(&measured.needs.never_seen_by));
    let to_seen = measured.needs.to_seen.tally;
    assert_eq!((seen.sum, seen.count), (to_seen.sum, to_seen.count));
    assert_eq!((never.sum, never.count), (measured.needs.never_seen, measured.needs.clinical_ended));
    let dna = measured.attendance.dna_by_age.iter().copied().fold(Tally::default(), Tally::with);
    assert_eq!((dna.sum, dna.count), (measured.attendance.dna.iter().sum(), measured.attendance.all_due()));
    let online: u64 = measured.needs.to_seen_by.iter().map(|by| by[1].count).sum();
    let (share, error) = (online as f64 / seen.count as f64, (0.7 * 0.3 / 1000.0f64).sqrt());
    // Needs cluster in patients, of whom some thousand had one.
    assert!((share - 0.7).abs() < 3.5 * error, "{share}");
}

#[test]
fn callers_of_every_half_hour_are_all_who_joined_the_queue() {
    let phone = month(&[]).phone;
    let joined = phone.by_joining.iter().copied().fold(Tally::default(), Tally::with);
    let all = phone.answered.tally.with(phone.gave_up.tally);
    assert_eq!((joined.sum, joined.count), (all.sum, all.count));
    assert!(joined.count > 1000);
}

#[test]
fn whoever_was_never_seen_ended_unseen_and_nobody_else_who_needed_a_clinician() {
    let needs = month(&[]).needs;
    let unseen: u64 = needs.ended_unseen.iter().sum();
    assert!(needs.never_seen > 0 && (needs.never_seen..needs.all_ended()).contains(&unseen));
    let without = unseen - needs.never_seen;
    assert_eq!(without, needs.all_ended() - needs.clinical_ended, "those for whom no clinician was asked");
    assert!(needs.ended.iter().zip(&needs.ended_unseen).all(|(ended, unseen)| unseen <= ended));
}

#[test]
fn the_weeks_of_a_run_add_up_to_the_run() {
    let short = ["run.days=30", "run.warm_up=days", "run.warm_up_days=10"];
    let scenario = load("average-2018", short.map(|text| Change::parse(text).unwrap()).to_vec()).unwrap();
    let calendar = Calendar::new(&scenario.settings, 10);
    let params = Arc::new(Params::derive(&scenario.base, &scenario.settings));
    let mut state = warm_up(&params, &calendar, 1, 0);
    let mut weeks = Vec::new();
    // 28 days: as many as there are whole weeks.
    let each = |measures: &Measures| weeks.push(so_far(measures));
    let whole = run_by_week(&mut state, &Timeline::constant(params), &calendar, 28, &mut NoWatch, each);
    assert_eq!(weeks.len(), 4);
    for (headline, &(num, den)) in HEADLINES.iter().zip(weeks.last().unwrap()) {
        let stat = if headline.unit == "share" { "share" } else { "mean" };
        let (weekly, whole) =
            (num as f64 / den as f64 / headline.per, value(&whole, headline.measure, headline.group, stat));
        assert!(close(weekly, whole) && whole > 0.0, "{} {weekly} {whole}", headline.measure);
        let measure = REGISTRY.iter().find(|measure| measure.id == headline.measure).unwrap();
        assert_eq!(measure.unit, headline.unit, "{}", headline.measure);
    }
}

#[test]
fn weekly_rows_have_a_date_and_an_interval_within_their_range() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let set = ["run.days=30", "run.warm_up=days", "run.warm_up_days=14"].into_iter().flat_map(|set| ["--set", set]);
    let arguments = ["run", "average-2018", "--replications", "20", "--quiet", "--out", out];
    let output = support::headroom(arguments.into_iter().chain(set));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut file = csv::Reader::from_path(folder.path().join("weekly.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = file.records().map(Result::unwrap).collect();
    // Whole weeks only.
    assert_eq!(rows.len(), 4 * HEADLINES.len());
    assert_eq!((&rows[0][1], &rows[0][2]), ("1", "2018-04-02"));
    assert_eq!((&rows[rows.len() - 1][1], &rows[rows.len() - 1][2]), ("4", "2018-04-23"));
    for row in &rows {
        let [mean, se, p5, p95] = [6, 7, 8, 9].map(|column| row[column].parse::<f64>().unwrap());
        assert!(p5 <= mean && mean <= p95 && se >= 0.0 && p5 + se <= p95, "{row:?}");
        assert_eq!(&row[10], "20");
    }
}

/// A small book, with early cancelling and nobody else's business in it.
const BOOK: &str = r#"
[run]
days = 84
warm_up_days = 28
replications = 2
[patients]
list_size = 3000
[phone]
handlers = 100
[book]
horizon = 60
[attendance]
cancels_early = 0.3
[roles.gp]
people = 3
sessions_per_week = 20
slots_per_session = 11
[problems.general]
books_with = { gp = 1 }
"#;

#[test]
fn a_slot_given_up_is_had_by_somebody_else_only_where_somebody_wants_it() {
    let wanted = |needs: &str| {
        let later = format!("{BOOK}later_day = 0.5\nlater_by = {{ mean = 20 }}\n");
        let results = support::run(&later, &["--set", needs]);
        results.share("refilled_share", "all").estimate
    };
    // Four requests a week for 220 slots, and more of them than slots.
    let (few, many) =
        (wanted("problems.general.per_1000_per_week=1.3"), wanted("problems.general.per_1000_per_week=80"));
    assert!(few < 0.2 && many > 0.7, "{few} {many}");
}

#[test]
fn the_way_to_a_home_visit_is_travel_and_takes_nothing_from_anything_else() {
    let (all, split) = (month(&[]), month(&["clinic.visit_travel=0.4"]));
    let line = |measures: &Measures, line: LedgerLine| measures.hours.lines[Role::Gp as usize][line as usize];
    assert_eq!(line(&all, LedgerLine::Travel), 0);
    let (visits, travel) = (line(&split, LedgerLine::HomeVisit), line(&split, LedgerLine::Travel));
    assert_eq!(visits + travel, line(&all, LedgerLine::HomeVisit));
    let share = travel as f64 / (visits + travel) as f64;
    // Part of a visit after hours is overtime, and the way comes first.
    assert!((0.35..0.6).contains(&share), "{share}");
    assert_eq!(all.hours.worked, split.hours.worked);
}

#[test]
fn four_rooms_for_two_who_are_always_in_are_half_used() {
    let rooms = ["--set", "book.rooms=4", "--set", "roles.gp.people=2", "--set", "roles.gp.sessions_per_week=20"];
    let results = support::run(BOOK, &rooms);
    assert_eq!(results.share("room_use", "all").estimate, 0.5);
}

#[test]
fn a_wait_too_long_to_be_told_apart_is_given_as_at_least_so_long() {
    let far = ["run.days=400", "run.warm_up_days=0", "book.horizon=360"];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("far.toml");
    std::fs::write(&file, format!("{BOOK}per_1000_per_week = 5\nlater_day = 1\nlater_by = {{ mean = 230 }}\n"))
        .unwrap();
    let out = folder.path().join("out");
    let set = far.iter().flat_map(|set| ["--set", set]);
    let arguments = ["run", file.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let printed = support::headroom(arguments.into_iter().chain(set));
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let printed = String::from_utf8(printed.stdout).unwrap();
    let said = |line: &str| line.contains("9 of 10 within") && line.contains(" over 199  ");
    assert!(printed.lines().any(said), "{printed}");
    let results = support::read(&out);
    let least = results.get("need_to_seen_days", "all", "p90_at_least");
    assert!(least.estimate == 199.0 && least.se.is_nan());
    assert!(results.mean("need_to_seen_days", "all").estimate > 220.0);
}
