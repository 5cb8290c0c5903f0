//! Every combination of some actions: each set as if it were run alone, what all do shared out without remainder, and the
//! same on any number of threads.

use super::support::{headroom, said, says};
use headroom::experiment::combine::{self, Combination, Combined, FIGURES, Limits, Question, findings};
use headroom::experiment::verify::solvers::{distribution::poisson, rebook};
use headroom::experiment::{Prepared, Row, Store, Timeline, View, compare};
use headroom::scenario::{Change, Evidence, Plan, Scenario, load};
use headroom::stats::attribution;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Makes a year ten weeks after a warm-up of two, so that a test takes a moment.
const SHORT: [&str; 3] = ["run.days=70", "run.warm_up=days", "run.warm_up_days=14"];

fn practice(more: &[&str]) -> Scenario {
    let changes = SHORT.iter().chain(more).map(|text| Change::parse(text).unwrap()).collect();
    load("average-2018", changes).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn plan(actions: &[&str]) -> Plan {
    Plan::read(actions, Evidence::Evaluated).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn combination(baseline: &Scenario, actions: &[&str], view: View) -> Combination {
    Combination::new(baseline, &plan(actions), view).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn run(combination: &Combination, replications: u32) -> Combined {
    combination.run(replications, &Store::nothing(), &|_| {}, &|| false)
}

/// The same with what is done put into a store, and there to stay.
fn run_with(combination: &Combination, replications: u32, store: &Store) -> Combined {
    let combined = combination.run(replications, store, &|_| {}, &|| false);
    assert!(store.finish());
    combined
}

/// The answer on so many threads.
fn on_threads<T: Send>(threads: usize, of: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(of)
}

#[test]
fn a_longer_run_takes_over_every_replication_that_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let store = || Store::open(folder.path(), "three actions", false).unwrap_or_else(|cannot| panic!("{cannot}"));
    let actions = ["3.4", "2.1", "4.5"];
    for view in [View::Year, View::Settled { drop_weeks: 4 }] {
        let with_seed = |seed: &str| combination(&practice(&[seed]), &actions, view);
        let (of_one, of_two) = (with_seed("run.seed=1"), with_seed("run.seed=2"));
        let first = run_with(&of_one, 3, &store());
        // With another seed, so that what is taken over can be told from what is run.
        let weeks = AtomicUsize::new(0);
        let done = |more: u64| _ = weeks.fetch_add(more as usize, Ordering::Relaxed);
        let kept = store();
        let longer = of_two.run(5, &kept, &done, &|| false);
        assert!(kept.finish());
        assert_eq!(weeks.into_inner() as u64, 5 * of_two.weeks_to_run());
        let anew = run(&of_two, 5);
        for ((longer, first), anew) in longer.kept.iter().zip(&first.kept).zip(&anew.kept) {
            assert!(longer[..3] == first[..] && longer[3..] == anew[3..] && longer[..3] != anew[..3]);
        }
        drop(kept);
        // Stopped before anything more is run: all that was done before is there all the same.
        assert_eq!(of_two.run(8, &store(), &|_| {}, &|| true).kept, longer.kept);
        std::fs::remove_file(folder.path().join("replications.redb")).unwrap();
    }
}

/// What `compare` says of one set alone, with room for all.
fn alone(prepared: &Prepared, baseline: &Scenario, actions: &[&str], view: View) -> (Vec<Row>, Vec<Row>) {
    let plan = plan(actions);
    let weeks = match view {
        View::Year => plan.weeks(&baseline.settings, 10),
        View::Settled { .. } => vec![plan.settled(&baseline.settings)],
    };
    let params = |changes: Vec<Change>| prepared.params_of(&baseline.what_if("x", changes).unwrap().settings);
    let timeline = Timeline::weeks(weeks.into_iter().map(params).collect()).unwrap();
    let compared = compare(prepared, &[("x".into(), timeline)], view, 1, 2, &|| {}, &|| false);
    let scenario = compared.scenarios.into_iter().next().unwrap();
    (scenario.levels, scenario.differences)
}

#[test]
fn every_set_has_exactly_the_digits_that_it_has_alone() {
    let actions = ["3.4", "2.1", "4.5"];
    for view in [View::Year, View::Settled { drop_weeks: 4 }] {
        let baseline = practice(&[]);
        let combination = combination(&baseline, &actions, view);
        let found = findings(&run(&combination, 2));
        let mut compared = 0;
        for set in 0..8u64 {
            let own: Vec<&str> = (0..3).filter(|at| set >> at & 1 == 1).map(|at| actions[at]).collect();
            let (levels, differences) = alone(&combination.prepared, &baseline, &own, view);
            for (of, differs, row) in found.rows().filter(|(of, ..)| *of == set) {
                let among = if differs { &differences } else { &levels };
                let same = |it: &&Row| (it.measure, &it.group, &it.stat) == (row.measure, &row.group, &row.stat);
                // Against itself a practice releases and claims nothing, and only a comparison says so.
                let Some(want) = among.iter().find(same) else {
                    // Others' hours by team are kept of sets alone.
                    let is_team = row.measure == "other_hours_worked" && row.group != "all";
                    let is_against_itself = !differs && row.measure.starts_with("gp_hours_");
                    assert!(is_team || is_against_itself, "no {} of {of}", row.measure);
                    continue;
                };
                assert_eq!(format!("{:?}", row.estimate), format!("{:?}", want.estimate), "{} of {own:?}", row.measure);
                assert_eq!((row.unit, row.count, row.denominator), (want.unit, want.count, want.denominator));
                compared += 1;
            }
        }
        assert!(compared > 200, "{compared} figures were compared");
    }
}

#[test]
fn one_and_two_threads_keep_the_same_digits_and_a_run_that_is_stopped_keeps_whole_replications() {
    let baseline = practice(&[]);
    let combination = combination(&baseline, &["3.4", "5.2", "2.1"], View::Year);
    let [one, two] = [1, 2].map(|threads| on_threads(threads, || run(&combination, 20)));
    assert_eq!(one.kept, two.kept);
    assert_eq!((one.sets.len(), one.replications()), (8, 20));
    let stretches = AtomicUsize::new(0);
    let done = |_| _ = stretches.fetch_add(1, Ordering::Relaxed);
    let all = || on_threads(1, || combination.run(20, &Store::nothing(), &done, &|| false));
    all();
    // After half of what there is to do.
    let half = stretches.swap(0, Ordering::Relaxed) / 2;
    let stop = || stretches.load(Ordering::Relaxed) >= half;
    let stopped = on_threads(1, || combination.run(20, &Store::nothing(), &done, &stop));
    assert!((1..20).contains(&stopped.replications()), "{}", stopped.replications());
    for (set, kept) in stopped.kept.iter().enumerate() {
        assert!(kept.iter().all(|kept| one.kept[set].contains(kept)));
    }
}

#[test]
fn what_all_do_together_is_shared_out_without_remainder_and_nothing_goes_to_an_action_that_does_nothing() {
    let baseline = practice(&[]);
    // Of the second nothing is done, so that it takes no time and no turn either.
    let combination = combination(&baseline, &["3.4", "5.2:0", "2.1", "3.1"], View::Year);
    let found = findings(&run(&combination, 3));
    assert!(found.shares.len() > 15, "{}", found.shares.len());
    for shares in &found.shares {
        let sum: f64 = shares.actions.iter().map(|share| share.shapley.unwrap().estimate).sum();
        let joint = shares.joint.unwrap().estimate;
        let name = FIGURES[shares.figure].name();
        assert!((sum - joint).abs() < 1e-9, "{name}: {sum} against {joint}");
        let idle = &shares.actions[1];
        for nothing in [idle.shapley, Some(idle.main), idle.alone, idle.last] {
            assert_eq!((nothing.unwrap().estimate, nothing.unwrap().se), (0.0, 0.0), "{name}");
        }
        let with_it = shares.pairs.iter().filter(|pair| pair.one == 1 || pair.two == 1);
        assert!(with_it.clone().count() == 3 && with_it.clone().all(|pair| pair.interaction.estimate == 0.0), "{name}");
    }
    let released = found.shares_of(combine::kept::RELEASED).unwrap();
    assert!(released.actions[0].shapley.unwrap().estimate != 0.0);
}

#[test]
fn a_search_for_the_best_finds_what_all_replications_find_on_any_number_of_threads() {
    let baseline = practice(&["run.days+=-28"]);
    let combination = combination(&baseline, &["5.2", "3.4", "2.1"], View::Year);
    let asked = Question {
        figure: combine::kept::figure("gp_hours_used").unwrap(),
        worth_telling: 0.5,
        confidence: 0.95,
        first: 10,
        most: 60,
        limits: Limits::default(),
    };
    let [one, two] = [1, 2].map(|threads| {
        on_threads(threads, || combination.select(&asked, &Store::nothing(), &|_| {}, &|| false)).unwrap()
    });
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
    assert!(one.decided && one.sets[0].set == one.best, "{one:?}");
    assert!(one.sets.iter().all(|set| (10..=60).contains(&(set.replications as u32))));
    let all = findings(&run(&combination, 20));
    let used = |set: u64| all.sets.iter().find(|it| it.set == set).unwrap().levels[asked.figure].unwrap().estimate;
    let least = (0..8).map(used).fold(f64::INFINITY, f64::min);
    assert!(used(one.best) < least + 0.5, "{} against {least}", used(one.best));
}

/// What the program prints of some actions on a practice that takes a moment.
fn arguments<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let set = SHORT.iter().flat_map(|&change| ["--set", change]);
    ["combine", "average-2018"].into_iter().chain(set).chain(more.iter().copied()).collect()
}

/// A page without its line ends.
fn in_one_line(page: &str) -> String {
    page.split_whitespace().collect::<Vec<&str>>().join(" ")
}

#[test]
fn a_page_says_what_is_best_who_makes_it_and_what_overlaps_and_the_files_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name);
    let command = |threads: &str, out: &Path, more: &[&str]| {
        let actions = ["--actions", "5.2,3.4,2.1", "--replications", "4", "--threads", threads];
        let all = [&actions[..], &["--out", out.to_str().unwrap()], more].concat();
        let output = headroom(arguments(&all));
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let page = command("1", &out("one"), &["--target", "gp_hours_used <= 10000"]);
    for part in [
        "Every combination of 3 actions: 8 sets, the practice as it is among them.",
        "Best set of each size, by GP hours released a week",
        " 2 actions ",
        "What the best pair is made of",
        "Smallest set that reaches gp_hours_used <= 10000",
        "Who makes how much of what all do together",
        "Pairs that help or hinder each other most",
        "Sets that no other beats in everything",
        " all together ",
    ] {
        says(&in_one_line(&page), &[part]);
    }
    assert!(page.lines().all(|line| line.chars().count() <= 100), "{page}");
    command("2", &out("two"), &["--target", "gp_hours_used <= 10000", "--quiet"]);
    let names = ["results.csv", "attribution.csv", "interactions.csv", "pareto.csv", "results.json", "summary.txt"];
    for name in names.into_iter().chain(["scenario.toml"]) {
        let [one, two] = ["one", "two"].map(|it| std::fs::read(out(it).join(name)).unwrap());
        assert!(!one.is_empty() && one == two, "{name} differs between one thread and two");
    }
    let written = std::fs::read_to_string(out("one").join("summary.txt")).unwrap();
    assert!(page.starts_with(&written), "the summary is the page");
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out("one").join("results.json")).unwrap()).unwrap();
    assert_eq!(json["best"].as_array().unwrap().len(), 3);
    assert_eq!(json["reached"]["size"], 0, "as it is, the practice does not use as many");
    let rows = csv::Reader::from_path(out("one").join("results.csv")).unwrap().into_records().count();
    assert_eq!(json["results"].as_array().unwrap().len(), rows);
    // Another question is another run.
    let one = out("one");
    let other = ["--actions", "5.2,3.4", "--replications", "4", "--out", one.to_str().unwrap()];
    let refused = headroom(arguments(&other));
    assert_eq!(refused.status.code(), Some(2));
    says(&said(&refused), &["holds the results of another run", "`--replace`"]);
}

#[test]
fn a_search_says_what_it_promises_and_what_it_spent() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let asked = ["--actions", "5.2,2.1", "--for", "gp_hours_used", "--select", "--delta", "3", "--replications", "20"];
    let output = headroom(arguments(&[&asked[..], &["--out", out.to_str().unwrap()]].concat()));
    assert!(output.status.success(), "{}", said(&output));
    let page = in_one_line(&String::from_utf8(output.stdout).unwrap());
    says(
        &page,
        &["The best of 4 sets, by GP hours used a week: ", "With 95% confidence it is the best", "KN (Kim and"],
    );
    let sets = csv::Reader::from_path(out.join("selection.csv")).unwrap().into_records().count();
    assert!(sets == 4 && !out.join("attribution.csv").exists(), "of uneven replications nothing is shared out");
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("results.json")).unwrap()).unwrap();
    assert_eq!((json["decided"].as_bool(), json["worth_telling"].as_f64()), (Some(true), Some(3.0)));
}

#[test]
fn of_more_than_ten_actions_it_says_what_it_cannot_see() {
    let actions = "3.1,3.2,3.3,3.4,3.5,3.6,5.2,5.3,6.2,6.3,9.1";
    let weeks = ["--set", "run.days=28", "--actions", actions, "--replications", "2"];
    let output = headroom(
        ["combine", "average-2018", "--set", "run.warm_up=days", "--set", "run.warm_up_days=14"]
            .into_iter()
            .chain(weeks),
    );
    assert!(output.status.success(), "{}", said(&output));
    let page = String::from_utf8(output.stdout).unwrap();
    says(
        &in_one_line(&page),
        &["A screening of 11 actions in 24 sets", "main effects are clear", "the 55 pairs cannot be told apart"],
    );
    assert!(!page.contains("Best set") && !page.contains("Shapley"), "{page}");
    let refused = headroom(["combine", "average-2018", "--actions", actions, "--at-most", "3"]);
    assert_eq!(refused.status.code(), Some(2));
    says(&said(&refused), &["of 11 actions only some sets are run, and no set is the best"]);
}

#[test]
fn what_cannot_be_combined_is_refused_all_at_once_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let refused = |more: &[&str], parts: &[&str]| {
        let output = headroom(arguments(&[more, &["--out", out.to_str().unwrap()]].concat()));
        assert_eq!(output.status.code(), Some(2), "{more:?}: {}", said(&output));
        says(&said(&output), parts);
        assert!(!out.exists() && output.stdout.is_empty());
    };
    refused(
        &["--actions", "3.9,3.2:200", "--for", "cots", "--target", "cost < 5", "--at-most", "0"],
        &["no action `3.9`", "no percentage", "did you mean `cost`?", "`cost < 5` is no target", "at most 0 actions"],
    );
    refused(&["--action", "3.2"], &["write `--actions 1,2,3.2`"]);
    refused(&["--actions", "3,3.2"], &["action 3.2 is asked for twice"]);
    refused(&["--actions", "3.2@4", "--view", "settled"], &["begins in a week", "leave out `@`"]);
    refused(&["--actions", "3.2", "--select"], &["write `--delta 0.2`"]);
    refused(&["--actions", "3.2", "--select", "--delta", "1", "--budget", "5"], &["knows no budget"]);
    refused(&["--actions", "3.2", "--replications", "0"], &["0 replications tell nothing"]);
}

/// Three changes as files of actions: 4% less demand, DNAs less by a fifth or so, and one more slot a day.
fn three_changes(folder: &Path) -> Vec<String> {
    let changes = [
        ("20.1", "demand.level", "scale = 0.96"),
        ("20.2", "attendance.dna.*", "scale = 0.82"),
        ("20.3", "roles.gp.slots_per_session", "add = 1"),
    ];
    let file = |(id, path, change): (&str, &str, &str)| {
        let text = format!(
            "id = \"{id}\"\nname = \"Change {id}\"\npatient = \"Nothing.\"\npractice = \"Nothing.\"\ngrade = \"D\"\n\
             sources = [\"MADE-UP\"]\nlag = 0\nramp = 0\n[[change]]\npath = \"{path}\"\n{change}\n\
             because = \"made up, inferred\"\n"
        );
        let file = folder.join(format!("{id}.toml"));
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_string()
    };
    changes.map(file).to_vec()
}

/// The mean lead of each set by the Markov chain of a book in which DNAs book again with chance 0.6.
fn exact_leads() -> Vec<f64> {
    let lead = |set: u64| {
        let there = |at: u64| set >> at & 1 == 1;
        let requests = poisson(5.7 * if there(0) { 0.96 } else { 1.0 });
        let book = rebook::Rebooking {
            slots: if there(2) { 9 } else { 8 },
            requests: &requests,
            same_day: false,
            dna: 0.2 * if there(1) { 0.82 } else { 1.0 },
            rebooks: 0.6,
            rebookings_first: false,
        };
        rebook::steady(&book).unwrap().mean_lead
    };
    (0..8).map(lead).collect()
}

/// Within 3.5 standard errors: with 30 replications a false alarm in 0.15% of comparisons, and there are 14. The errors
/// are at most 1% of the joint effect with `HEADROOM_LONG=1`, and at most 3% otherwise.
#[test]
fn three_changes_to_a_book_alone_are_shared_out_as_a_markov_chain_says() {
    let long = std::env::var("HEADROOM_LONG").is_ok_and(|long| long == "1");
    let (days, allowed) = if long { (30_000, 0.01) } else { (3_000, 0.03) };
    let folder = tempfile::tempdir().unwrap();
    let files = three_changes(folder.path());
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let text = include_str!("../../scenarios/theory/book-with-dna-rebooking.toml");
    let changes = [format!("run.days={days}"), "attendance.dna_rebooks=0.6".into()];
    let changes = changes.iter().map(|text| Change::parse(text).unwrap()).collect();
    let baseline = Scenario::from_text("book", text, changes).unwrap_or_else(|refusal| panic!("{refusal}"));
    let found = findings(&run(&combination(&baseline, &files, View::Settled { drop_weeks: 26 }), 30));
    let lead = combine::kept::figure("lead_days").unwrap();
    let exact = exact_leads();
    let joint = (exact[7] - exact[0]).abs();
    let agrees = |what: String, found: headroom::stats::Estimate, truth: f64| {
        let errors = (found.estimate - truth) / found.se;
        println!(
            "{what}: simulated {:.5} (se {:.5}, {:.2}% of the joint effect), theory {truth:.5}, off by {errors:+.2} se",
            found.estimate,
            found.se,
            100.0 * found.se / joint
        );
        assert!(errors.abs() <= 3.5, "{what}: {errors:.1} standard errors off");
        assert!(found.se <= allowed * joint, "{what}: se {} is too large beside {joint}", found.se);
    };
    for (set, truth) in exact.iter().enumerate() {
        agrees(format!("mean lead of set {set}"), found.sets[set].levels[lead].unwrap(), *truth);
    }
    let shares = found.shares_of(lead).unwrap();
    let values = attribution::shapley(&exact);
    for (at, truth) in values.iter().enumerate() {
        agrees(format!("Shapley value of change {at}"), shares.actions[at].shapley.unwrap(), *truth);
    }
    for (pair, (_, _, truth)) in shares.pairs.iter().zip(attribution::interactions(&exact)) {
        agrees(format!("interaction of changes {} and {}", pair.one, pair.two), pair.interaction, truth);
    }
}
