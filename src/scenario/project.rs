//! A project: actions that a practice takes up as one piece of work, read from what is typed, and typed and said again.

use super::action::{Action, read, unknown};
use super::diagnostic::Problem;
use super::wording;
use std::path::Path;

/// Actions that are one piece of work: one alone, or the parts of one of the ten.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// As it was asked for: `3.2`, or `3` for all of its parts.
    pub id: String,
    pub actions: Vec<Action>,
    /// 0 is nothing, 1 the whole of it.
    pub dose: f64,
    /// The week in which the work begins, where that was said; else as soon as those before it leave time.
    pub starts: Option<u32>,
    /// How faithfully it is done, where that was drawn; else what is usual.
    pub fidelity: Option<f64>,
}

impl Project {
    /// What `text` asks for of `all` actions, as `3.2`, `3.2:50` or `3.2:50@8`, or of one in a file of its own; or what is
    /// wrong with it.
    pub(super) fn read(text: &str, all: &[Action]) -> Result<Project, Vec<Problem>> {
        let refuse = |message: String, help: &str| vec![Problem::new(message).help(help)];
        let example =
            "write `--action 3.2`, `--action 3.2:50` for half of it, or `--action 3.2:50@8` for that from week 8";
        let shown = wording::shown(text);
        let (rest, starts) = match text.trim().rsplit_once('@') {
            None => (text.trim(), None),
            Some((rest, week)) => match week.trim().parse::<u32>() {
                Ok(week) if week < 10_000 => (rest, Some(week)),
                _ => return Err(refuse(format!("`{shown}` does not begin in a week that is a whole number"), example)),
            },
        };
        // A file's name may have a colon in it, as drives do.
        let (id, dose) = match rest.rsplit_once(':') {
            Some((id, dose)) if !id.is_empty() && !dose.contains(['/', '\\']) => (id.trim(), Some(dose.trim())),
            _ => (rest.trim(), None),
        };
        let dose = match dose.map(|dose| dose.trim_end_matches('%').trim().parse::<f64>()) {
            None => 1.0,
            Some(Ok(percent)) if (0.0..=100.0).contains(&percent) => percent / 100.0,
            Some(_) => return Err(refuse(format!("the dose in `{shown}` is no percentage from 0 to 100"), example)),
        };
        let project = |id: &str, actions| Ok(Project { id: id.into(), actions, dose, starts, fidelity: None });
        if id.ends_with(".toml") {
            let source = super::library::open(Path::new(id), id).map_err(|problem| vec![problem])?;
            let action = read(&source)?;
            return project(&action.id.clone(), vec![action]);
        }
        let parts: Vec<Action> = all.iter().filter(|action| action.headline().to_string() == id).cloned().collect();
        if !parts.is_empty() {
            return project(id, parts);
        }
        match all.iter().find(|action| action.id == id) {
            Some(action) => project(id, vec![action.clone()]),
            None => Err(vec![unknown(id, all)]),
        }
    }

    /// As it is typed: `3.2:50@8` for half of it from week 8. An action of one's own has the id that its file gives it.
    pub fn typed(&self) -> String {
        let dose = self.part().map_or(String::new(), |percent| format!(":{percent}"));
        let starts = self.starts.map_or(String::new(), |week| format!("@{week}"));
        format!("{}{dose}{starts}", self.id)
    }

    /// As it is said: `action 3.2 at 50% from week 8`.
    pub fn says(&self) -> String {
        let dose = self.part().map_or(String::new(), |percent| format!(" at {percent}%"));
        let starts = self.starts.map_or(String::new(), |week| format!(" from week {week}"));
        format!("action {}{dose}{starts}", self.id)
    }

    /// The percentage that is taken up, where that is not all of it.
    fn part(&self) -> Option<f64> {
        // 29 hundredths are a little less than 29%, as a computer counts.
        let percent = (100.0 * self.dose * 1e9).round() / 1e9;
        (percent != 100.0).then_some(percent)
    }
}

#[cfg(test)]
mod tests {
    use super::super::action::actions;
    use super::*;

    #[test]
    fn a_project_is_typed_again_as_it_was_typed_and_said_in_words() {
        let all = actions().unwrap();
        let said = [
            ("3.2", "action 3.2"),
            ("3:50", "action 3 at 50%"),
            ("3.2:29", "action 3.2 at 29%"),
            ("4.2@8", "action 4.2 from week 8"),
            ("10.1:12.5@0", "action 10.1 at 12.5% from week 0"),
            ("2.1:0", "action 2.1 at 0%"),
        ];
        for (typed, says) in said {
            let project = Project::read(typed, &all).unwrap_or_else(|problems| panic!("{problems:?}"));
            assert_eq!((project.typed().as_str(), project.says().as_str()), (typed, says));
        }
        let spaced = Project::read(" 3.2 : 50% @ 8", &all).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(spaced.typed(), "3.2:50@8");
    }
}
