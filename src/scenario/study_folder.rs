//! What a study folder begins with: a practice to be filled in, and a log of where its numbers come from, one line for each
//! question that a practice can answer. Written by `headroom new`.

use super::path::{exact, quoted};
use super::questions::Question;
use super::scenario::Scenario;
use super::wording;

/// Settings that most practices begin with, in the order of the file.
const FIRST: [&str; 9] = [
    "patients.list_size",
    "phone.handlers",
    "book.rooms",
    "roles.gp.people",
    "roles.gp.sessions_per_week",
    "roles.practice_nurse.people",
    "roles.practice_nurse.sessions_per_week",
    "roles.health_care_assistant.people",
    "roles.health_care_assistant.sessions_per_week",
];

/// A scenario file that extends `based_on`, as it was typed, and changes nothing yet: what most practices know stands
/// there to be filled in, behind a `#`.
pub fn practice_toml(base: &Scenario, based_on: &str, title: &str) -> String {
    let mut toml = format!(
        "# What is not said here is as in {}. Take away the `#` in front of a line and write your own\n\
         # number; after a further `#` say where it comes from, which is then shown in every report.\n\
         extends = {}\ntitle = {}\n\n",
        wording::shown(based_on),
        quoted(based_on),
        quoted(title)
    );
    let known = super::path::paths(&base.settings);
    for info in FIRST.iter().filter_map(|path| known.iter().find(|info| info.path == *path)) {
        let value = base.number(&info.path).map_or_else(|| info.value.clone(), exact);
        toml.push_str(&format!("# {} = {value}  # {}: {}\n", info.path, info.unit, info.doc));
    }
    toml
}

/// The log as csv: what is to be known, in which unit, and empty cells for its value, source, date and owner.
pub fn data_log(questions: &[Question]) -> String {
    let mut csv = String::from("what,value,unit,source,date,owner\n");
    for question in questions {
        csv.push_str(&format!("{},,{},,,\n", field(question.asks), field(question.unit())));
    }
    csv
}

/// A field of a csv file, between quotation marks where it needs them.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::super::{load, questions};
    use super::*;

    #[test]
    fn a_new_practice_is_in_order_and_as_what_it_extends() {
        let base = load("average-2018", vec![]).unwrap();
        let toml = practice_toml(&base, "average-2018", "Mill \"Lane\"");
        let new = Scenario::from_text("practice.toml", &toml, vec![]).unwrap();
        assert_eq!(new.settings.title, "Mill \"Lane\"");
        let mut settings = new.settings.clone();
        settings.title.clone_from(&base.settings.title);
        assert_eq!(settings, base.settings);
    }

    #[test]
    fn every_line_to_be_filled_in_can_be() {
        let base = load("average-2018", vec![]).unwrap();
        let open = practice_toml(&base, "average-2018", "x").replace("# patients.", "patients.");
        let open = ["phone", "book", "roles"]
            .iter()
            .fold(open, |text, top| text.replace(&format!("\n# {top}."), &format!("\n{top}.")));
        assert_eq!(open.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')).count(), 2 + FIRST.len());
        let new = Scenario::from_text("practice.toml", &open, vec![]).unwrap();
        assert_eq!(new.settings.roles, base.settings.roles);
    }

    #[test]
    fn the_log_has_a_line_for_every_question() {
        let asked = questions(&load("average-2018", vec![]).unwrap());
        let log = data_log(&asked);
        assert_eq!(log.lines().count(), 1 + asked.len());
        assert!(log.contains("How many patients are registered?,,patients,,,\n"));
        assert!(log.contains("\"Of 100 appointments, how many are booked for the same day?\",,out of 100,,,\n"));
    }
}
