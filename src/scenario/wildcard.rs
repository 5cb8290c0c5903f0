//! Paths with a star: `problems.*.urgent` stands for every path with any one name in the star's place, so that one
//! change can act on all kinds of problem, or all roles, alike.

use super::change::Change;
use super::path::paths;
use super::settings::Settings;

/// The changes with every starred path replaced by the paths it stands for. One that stands for none is left as it
/// is, to be refused as unknown.
pub(super) fn spread(changes: Vec<Change>, settings: &Settings) -> Vec<Change> {
    if !changes.iter().any(|change| is_starred(&change.path)) {
        return changes;
    }
    let known: Vec<String> = paths(settings).into_iter().map(|info| info.path).collect();
    let mut out = Vec::with_capacity(changes.len());
    for change in changes {
        if !is_starred(&change.path) {
            out.push(change);
            continue;
        }
        let meant: Vec<&String> = known.iter().filter(|path| stands_for(&change.path, path)).collect();
        if meant.is_empty() {
            out.push(change);
            continue;
        }
        out.extend(meant.into_iter().map(|path| Change { path: path.clone(), ..change.clone() }));
    }
    out
}

fn is_starred(path: &str) -> bool {
    path.split('.').any(|name| name == "*")
}

/// Does `pattern` stand for `path`? A star is exactly one name.
pub(super) fn stands_for(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('.'), path.split('.'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(meant), Some(name)) if meant == "*" || meant == name => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Change, Scenario};

    #[test]
    fn one_starred_change_acts_on_every_kind_of_problem() {
        let change = Change::parse("problems.*.later_day odds= 2").unwrap();
        let text = "extends = \"average-2018\"";
        let plain = Scenario::from_text("x.toml", text, vec![]).unwrap().settings;
        let changed = Scenario::from_text("x.toml", text, vec![change]).unwrap().settings;
        for (before, after) in plain.problems.values().iter().zip(changed.problems.values()) {
            let odds = |share: f64| share / (1.0 - share);
            assert!((odds(after.later_day) - 2.0 * odds(before.later_day)).abs() < 1e-12);
        }
        let mut back = changed.clone();
        for kind in 0..plain.problems.values().len() {
            back.problems[kind].later_day = plain.problems[kind].later_day;
        }
        assert_eq!(back, plain, "nothing else changed");
    }

    #[test]
    fn a_starred_path_that_stands_for_nothing_is_refused() {
        let change = Change::parse("problems.*.urgnt*=2").unwrap();
        let refusal = Scenario::from_text("x.toml", "extends = \"average-2018\"", vec![change]).unwrap_err();
        assert!(refusal.to_string().contains("problems.*.urgnt"), "{refusal}");
    }
}
