//! What practices call things, beside the names used in files: somebody who writes `nurse` is told of
//! `practice_nurse`. Asked by `wording` before it looks for a name spelt alike.

use super::node::join;

/// A word, and the names it may stand for; which of them, the place where it is written decides.
const SYNONYMS: &[(&str, &[&str])] = &[
    // People.
    ("nurse", &["practice_nurse"]),
    ("hca", &["health_care_assistant"]),
    ("healthcare_assistant", &["health_care_assistant"]),
    ("phlebotomist", &["health_care_assistant"]),
    ("doctor", &["gp"]),
    ("dr", &["gp"]),
    ("general_practitioner", &["gp"]),
    ("partner", &["gp"]),
    ("registrar", &["gp_trainee"]),
    ("trainee", &["gp_trainee"]),
    ("reception", &["receptionist", "handlers", "phone"]),
    ("receptionist", &["handlers"]),
    ("call_handler", &["handlers", "receptionist"]),
    ("admin", &["receptionist"]),
    ("secretary", &["receptionist"]),
    ("practice_manager", &["manager"]),
    ("physio", &["physiotherapist"]),
    ("first_contact_practitioner", &["physiotherapist"]),
    ("fcp", &["physiotherapist"]),
    ("clinical_pharmacist", &["pharmacist"]),
    ("anp", &["minor_illness_nurse"]),
    ("nurse_practitioner", &["minor_illness_nurse"]),
    ("advanced_nurse_practitioner", &["minor_illness_nurse"]),
    ("mental_health", &["mental_health_practitioner"]),
    ("mental_health_nurse", &["mental_health_practitioner"]),
    ("counsellor", &["mental_health_practitioner"]),
    ("pa", &["physician_associate"]),
    ("social_prescriber", &["link_worker"]),
    ("gpa", &["medical_assistant"]),
    ("gp_assistant", &["medical_assistant"]),
    ("staff", &["roles"]),
    ("team", &["roles"]),
    // Problems, ways of seeing patients and places to send them.
    ("msk", &["musculoskeletal"]),
    ("chronic", &["long_term"]),
    ("chronic_disease", &["long_term"]),
    ("blood", &["blood_test"]),
    ("smear", &["screening"]),
    ("jab", &["vaccination"]),
    ("flu_jab", &["vaccination"]),
    ("immunisation", &["vaccination"]),
    ("prescription", &["repeat_prescription"]),
    ("f2f", &["face_to_face"]),
    ("in_person", &["face_to_face", "desk"]),
    ("visit", &["home_visit"]),
    ("telephone", &["phone"]),
    ("111", &["nhs_111"]),
    ("ae", &["a_and_e"]),
    ("a&e", &["a_and_e"]),
    ("pharmacy", &["community_pharmacy"]),
    // Settings.
    ("session", &["sessions_per_week"]),
    ("slot", &["slots_per_session"]),
    ("list", &["list_size", "patients"]),
    ("population", &["list_size", "patients"]),
    ("appointment", &["book"]),
    ("diary", &["book"]),
    ("no_show", &["dna"]),
    ("salary", &["cost"]),
    ("wage", &["cost"]),
    ("leave", &["leave_weeks"]),
    ("holiday", &["leave_weeks"]),
    ("sick_leave", &["sickness"]),
    // Days and months.
    ("monday", &["mon"]),
    ("tuesday", &["tue"]),
    ("tues", &["tue"]),
    ("wednesday", &["wed"]),
    ("weds", &["wed"]),
    ("thursday", &["thu"]),
    ("thur", &["thu"]),
    ("friday", &["fri"]),
    ("saturday", &["sat"]),
    ("sunday", &["sun"]),
    ("january", &["jan"]),
    ("february", &["feb"]),
    ("march", &["mar"]),
    ("april", &["apr"]),
    ("june", &["jun"]),
    ("july", &["jul"]),
    ("august", &["aug"]),
    ("september", &["sep"]),
    ("october", &["oct"]),
    ("november", &["nov"]),
    ("december", &["dec"]),
];

/// No path has more parts; what has more is no path.
const MOST_PARTS: usize = 8;

/// The known name that `given`, a name or a path, is another word for.
pub fn meant<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    let parts: Vec<&str> = given.split('.').take(MOST_PARTS + 1).collect();
    if parts.len() > MOST_PARTS {
        return None;
    }
    let mut paths = vec![String::new()];
    for part in parts {
        let mut words = vec![part];
        for name in names(part) {
            words.push(name);
        }
        paths = paths.iter().flat_map(|path| words.iter().map(move |word| join(path, word))).collect();
    }
    // The first is what was written, which is not among the known.
    paths.iter().skip(1).find_map(|path| known.iter().copied().find(|name| name == path))
}

/// The names that one word may stand for; its plural and its capitals stand for the same.
fn names(word: &str) -> impl Iterator<Item = &'static str> + use<> {
    let word = word.to_lowercase().replace(['-', ' '], "_");
    let one = word.strip_suffix('s').unwrap_or(&word).to_string();
    let known = SYNONYMS.iter().filter(move |(synonym, _)| *synonym == word || *synonym == one);
    known.flat_map(|(_, names)| names.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::super::settings::Settings;
    use super::super::{Kind, paths};
    use super::*;

    #[test]
    fn what_a_practice_calls_somebody_is_another_word_for_a_role() {
        let roles = ["gp", "practice_nurse", "health_care_assistant", "physiotherapist", "receptionist"];
        for (word, role) in [
            ("nurse", "practice_nurse"),
            ("Nurses", "practice_nurse"),
            ("HCA", "health_care_assistant"),
            ("doctors", "gp"),
            ("physio", "physiotherapist"),
            ("reception", "receptionist"),
        ] {
            assert_eq!(meant(word, &roles), Some(role), "{word}");
        }
        assert_eq!(meant("gardener", &roles), None);
        assert_eq!(meant("roles.nurse.sessions", &["roles.practice_nurse.sessions_per_week"]).map(str::len), Some(38));
        assert_eq!(meant(&"nurse.".repeat(100_000), &roles), None);
    }

    #[test]
    fn every_synonym_stands_for_names_that_there_are() {
        let all = paths(&Settings::default());
        let known = |name: &str| {
            all.iter().any(|info| {
                info.path.split('.').any(|part| part == name)
                    || matches!(info.kind, Kind::Choice(options) if options.contains(&name))
            })
        };
        for (word, names) in SYNONYMS {
            for name in *names {
                assert!(known(name), "{word} stands for {name}, which is nothing");
            }
        }
    }
}
