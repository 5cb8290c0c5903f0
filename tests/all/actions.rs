//! The library of actions: every one can be taken on every practice, at any dose, and moves a mechanism rather than a
//! result.

use super::support::{headroom, measured, read};
use headroom::scenario::action::{Evidence, Force};
use headroom::scenario::{Action, Change, Op, Plan, Scenario, Value, actions, load, load_with, paths, practices};

pub fn all() -> Vec<Action> {
    actions().unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// A practice with actions taken up in full, as `--action` says them.
pub fn with(practice: &str, asked: &[&str], changes: &[&str]) -> Scenario {
    let changes = changes.iter().map(|change| Change::parse(change).expect("a change")).collect();
    let plan = Plan::read(asked, Evidence::Evaluated).unwrap_or_else(|refusal| panic!("{refusal}"));
    load_with(practice, changes, &plan).unwrap_or_else(|refusal| panic!("{asked:?} on {practice}: {refusal}"))
}

#[test]
fn there_are_thirty_six_under_the_ten() {
    let all = all();
    assert_eq!(all.len(), 36);
    let parts: Vec<usize> = (1..=10).map(|ten| all.iter().filter(|action| action.headline() == ten).count()).collect();
    assert_eq!(parts, [2, 4, 6, 6, 3, 3, 4, 2, 4, 2]);
}

#[test]
fn half_and_all_of_every_action_runs_on_every_practice() {
    let short = ["run.days=5", "run.warm_up=days", "run.warm_up_days=3", "run.replications=1"];
    for (practice, _) in practices() {
        for action in all() {
            for dose in [50, 100] {
                let asked = format!("{}:{dose}", action.id);
                let runs = measured(&with(practice, &[&asked], &short), 1, 1);
                assert!(runs[0].needs.arose > 0, "{asked} on {practice}");
            }
        }
    }
}

#[test]
fn all_thirty_six_together_can_be_taken_in_full_in_part_and_as_claimed() {
    let ten: Vec<String> = (1..=10).map(|ten| ten.to_string()).collect();
    for (practice, _) in practices() {
        for dose in [30, 100] {
            let asked: Vec<String> = ten.iter().map(|ten| format!("{ten}:{dose}")).collect();
            for evidence in [Evidence::Evaluated, Evidence::Claimed] {
                let plan = Plan::read(&asked, evidence).unwrap();
                load_with(practice, vec![], &plan).unwrap_or_else(|refusal| panic!("{practice} {dose}: {refusal}"));
                let base = load(practice, vec![]).unwrap();
                for (week, changes) in plan.weeks(&base.settings, 60).into_iter().enumerate().step_by(6) {
                    let taken = base.with(changes);
                    taken.unwrap_or_else(|refusal| panic!("{practice} {dose} week {week}: {refusal}"));
                }
            }
        }
    }
}

#[test]
fn an_action_at_dose_nought_changes_no_digit() {
    for (practice, _) in practices() {
        let plain = load(practice, vec![]).unwrap();
        for action in all() {
            let none = with(practice, &[&format!("{}:0", action.id)], &[]);
            assert_eq!(none.settings, plain.settings, "{} on {practice}", action.id);
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let results = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        let short = ["run", "average-2018", "--replications", "2", "--set", "run.days=14", "--quiet", "--out"];
        let output = headroom(short.iter().copied().chain([out.to_str().unwrap()]).chain(more.iter().copied()));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let _ = read(&out);
        std::fs::read(out.join("results.csv")).unwrap()
    };
    assert_eq!(results("plain", &[]), results("none", &["--action", "3.2:0", "--action", "4:0", "--action", "10:0"]));
}

/// Arrivals as a whole, hours that nobody added, and measures are results: no action may set them.
#[test]
fn no_action_types_in_its_effect() {
    let shipped = load("average-2018", vec![]).unwrap().settings;
    let known: Vec<String> = paths(&shipped).into_iter().map(|info| info.path).collect();
    let like = |pattern: &str, path: &str| {
        let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('.').collect(), path.split('.').collect());
        pattern.len() == path.len() && pattern.iter().zip(&path).all(|(meant, name)| *meant == "*" || meant == name)
    };
    for action in all() {
        for effect in &action.effects {
            let path = &effect.path;
            assert!(known.iter().any(|known| like(path, known)), "{}: `{path}` is no setting", action.id);
            // Demand is never moved by typing in less of it: not all of it, nor that of a kind, nor how often people call.
            for arrivals in ["demand.*", "demand.*.*", "problems.*.per_1000_per_week", "patients.*", "patients.*.*"] {
                assert!(
                    !known.iter().any(|known| like(arrivals, known) && like(path, known)),
                    "{}: `{path}`",
                    action.id
                );
            }
            assert!(!path.starts_with("run.") && !path.starts_with("calendar."), "{}: `{path}`", action.id);
            // Hours are only ever added, with whoever works them; what is taken off is given elsewhere (below).
            if path.ends_with("_hours") || path.ends_with(".sessions_per_week") {
                assert!(effect.op == Op::Add && effect.force != Force::Whole, "{}: `{path}`", action.id);
            }
        }
    }
}

/// Where sessions are taken off a rota, the hours come back as triage or groups of the same role.
#[test]
fn hours_that_an_action_moves_stay_the_same_in_all() {
    let best = |value: &Value| match value {
        Value::Number(number) => *number,
        Value::Range { best, .. } => *best,
        Value::Text(_) => panic!("a number"),
    };
    let amount = |action: &Action, path: &str| {
        action.effects.iter().filter(|effect| effect.path == path).map(|effect| best(&effect.value)).sum::<f64>()
    };
    let base = load("average-2018", vec![]).unwrap().settings;
    let open = 5.0 * (base.phone.closes - base.phone.opens);
    let mut moved = 0;
    for action in all() {
        let gp_sessions = amount(&action, "roles.gp.sessions_per_week");
        if gp_sessions < 0.0 {
            let by = ["gp", "online"].map(|by| amount(&action, &format!("triage.{by}.clinicians"))).iter().sum::<f64>();
            let (given, taken) =
                (by * open, -gp_sessions * base.roles[headroom::scenario::names::Role::Gp].session / 60.0);
            assert!((given / taken - 1.0).abs() < 0.02, "{}: {taken} h taken, {given} h given", action.id);
            moved += 1;
        }
        let nurse_sessions = amount(&action, "roles.practice_nurse.sessions_per_week");
        if nurse_sessions < 0.0 {
            let groups = amount(&action, "roles.practice_nurse.group_sessions_per_week");
            let length = amount(&action, "roles.practice_nurse.group_session");
            // The nurse prepares as well: up to half as long again.
            let given = groups * length / (-nurse_sessions * 240.0);
            assert!((0.66..=1.0).contains(&given), "{}: {given}", action.id);
            moved += 1;
        }
    }
    assert_eq!(moved, 3);
}

#[test]
fn every_source_of_an_action_is_among_the_sources() {
    let sources = include_str!("../../scenarios/SOURCES.md");
    for action in all() {
        for source in &action.sources {
            assert!(sources.contains(source.as_str()), "{}: {source}", action.id);
        }
        let said = action.effects.iter().all(|effect| {
            ["found", "known", "inferred", "contradictory", "claim", "anecdotal", "the same", "every one"]
                .iter()
                .any(|sure| effect.because.contains(sure))
        });
        assert!(said, "{} says of each change how sure it is", action.id);
    }
}

#[test]
fn the_list_of_actions_can_be_read_by_people_and_programs() {
    let said = |arguments: &[&str]| {
        let output = headroom(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let list = said(&["actions"]);
    assert!(all().iter().all(|action| list.contains(&action.name)), "{list}");
    let json: serde_json::Value = serde_json::from_str(&said(&["actions", "--json"])).unwrap();
    let ids: Vec<&str> = json.as_array().unwrap().iter().map(|action| action["id"].as_str().unwrap()).collect();
    assert_eq!(ids, all().iter().map(|action| action.id.as_str()).collect::<Vec<_>>());
    let page = said(&["actions", "3.2"]);
    for part in ["For a patient", "attendance.prompts.reminder.odds", "0.57 to 0.95", "SMSWREX24", "h a week"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let wrong = headroom(["actions", "3.9"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("there is no action `3.9`"));
}

#[test]
fn an_action_that_is_asked_for_wrongly_gets_a_sentence() {
    for (asked, said) in [
        (&["3.2:150"][..], "no percentage from 0 to 100"),
        (&["3.2@never"], "a week that is a whole number"),
        (&["11"], "there is no action `11`"),
        (&["3", "3.2"], "asked for twice"),
        (&["no.toml"], "no file"),
    ] {
        let arguments = ["run", "average-2018"].into_iter().chain(asked.iter().flat_map(|id| ["--action", id]));
        let output = headroom(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && error.contains(said), "{asked:?}: {error}");
    }
}

/// Three of the 36, on both practices: every line of them in the kept files is what the program says now.
#[test]
fn the_results_that_are_kept_are_what_the_program_gives() {
    let folder = tempfile::tempdir().unwrap();
    for practice in ["average-2018", "average-2018-rationed"] {
        let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("results/actions").join(practice);
        let kept = std::fs::read_to_string(kept.join("results.csv")).unwrap_or_default();
        let ids = ["3.4", "5.2", "8.1"];
        let scenarios = ids.map(|id| format!("[scenario.\"{id}\"]\nactions = [\"{id}\"]\n")).concat();
        let study = folder.path().join(format!("{practice}.toml"));
        std::fs::write(&study, format!("practice = \"{practice}\"\nreplications = 40\n{scenarios}")).unwrap();
        let out = folder.path().join(practice);
        let (study, to) = (study.to_str().unwrap(), out.to_str().unwrap());
        let output = headroom(["compare", study, "--headlines", "--quiet", "--out", to]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let now = std::fs::read_to_string(out.join("results.csv")).unwrap();
        assert!(now.lines().count() > 200);
        let known: std::collections::HashSet<&str> = kept.lines().collect();
        let other = now.lines().find(|line| !known.contains(line));
        assert!(other.is_none(), "run `bash results/actions/make`: {practice} has no line {other:?}");
    }
}

#[test]
fn an_action_of_ones_own_is_read_with_the_same_care_as_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let whole = "id = \"mine\"\nname = \"Mine\"\npatient = \"a\"\npractice = \"b\"\ngrade = \"D\"\n";
    let run = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let short = ["--set", "run.days=5", "--replications", "1"];
        headroom(["run", "average-2018", "--action", file.to_str().unwrap()].into_iter().chain(short))
    };
    let right = run(&format!("{whole}[[change]]\npath = \"phone.handlers\"\nadd = 1\n"));
    assert!(right.status.success(), "{}", String::from_utf8_lossy(&right.stderr));
    for (text, said) in [
        ("[[change]]\nscale = 2\n", "a change has no `path`"),
        ("[[change]]\npath = \"phone.handlers\"\n", "says once what happens"),
        ("[[change]]\npath = \"phone.handlers\"\nadd = 1\nwhole = \"yes\"\n", "`whole` is true or false"),
        ("lag = -3\n", "`lag` cannot be below 0"),
        ("half_life = -1\n", "`half_life` cannot be below 0"),
        ("[hours.gp]\nweekly = -2\n", "`weekly` cannot be below 0"),
        ("[hours.doctor]\nweekly = 2\n", "there is no role `doctor`"),
        ("[improve]\nspeed = 2\n", "`improve` means nothing here"),
    ] {
        let wrong = run(&format!("{whole}{text}"));
        let error = String::from_utf8_lossy(&wrong.stderr).into_owned();
        assert!(wrong.status.code() == Some(2) && error.contains(said), "{text}: {error}");
    }
    let grade = run(&whole.replace("\"D\"", "\"Banana\""));
    assert!(String::from_utf8_lossy(&grade.stderr).contains("one of A, B, C and D"));
}
