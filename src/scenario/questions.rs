//! Ten questions that anybody in a practice can answer, and the file of known inputs and observed figures that their
//! answers make. Whoever has never seen a scenario file begins here.

use super::names::{Problem as Kind, Role};
use super::node::Meta;
use super::path::{exact, paths, quoted};
use super::scenario::Scenario;
use super::wildcard::stands_for;
use super::{meant, wording};

/// One question.
pub struct Question {
    pub asks: &'static str,
    /// What it is in the practice that is built on, where the file says.
    pub usually: Option<f64>,
    /// What an answer may be.
    takes: Meta,
}

impl Question {
    /// The unit of the answer.
    pub fn unit(&self) -> &'static str {
        self.takes.unit
    }
}

/// The questions on sessions, in their order after the list's.
const ASKED: [Role; 3] = [Role::Gp, Role::PracticeNurse, Role::HealthCareAssistant];
/// Where the questions on two shares of one whole stand: appointments of the same day, and more than two weeks ahead.
const SHARES: [usize; 2] = [5, 6];
/// The first question whose answer is a figure to fit to; those before it are inputs.
const FIRST_FIGURE: usize = 4;

/// The questions, with what the practice to build on would answer where that is known.
pub fn questions(base: &Scenario) -> Vec<Question> {
    let s = &base.settings;
    let sessions = |role: Role| Some(s.roles[role].sessions_per_week);
    let ask = |asks, takes, usually| Question { asks, takes, usually };
    let count = |unit, low, high| Meta { unit, low, high, whole: false, doc: "" };
    // As in the settings that they become, but that no practice is without GPs.
    let list = Meta { whole: true, ..count("patients", 1.0, 2e6) };
    let held = |low| count("sessions", low, 2000.0);
    let percent = || count(PERCENT, 0.0, 100.0);
    vec![
        ask("How many patients are registered?", list, Some(s.patients.list_size)),
        ask("How many sessions (half days) a week do all GPs hold together?", held(1.0), sessions(Role::Gp)),
        ask("And all practice nurses?", held(0.0), sessions(Role::PracticeNurse)),
        ask("And all health care assistants?", held(0.0), sessions(Role::HealthCareAssistant)),
        ask("How many appointments are there in a usual week, with everybody?", count("appointments", 1.0, 1e6), None),
        ask("Of 100 appointments, how many are booked for the same day?", percent(), None),
        ask("Of 100 appointments, how many lie more than two weeks ahead when booked?", percent(), None),
        ask("Of 100 appointments, to how many does the patient not come, without cancelling?", percent(), None),
        ask("How many calls come in on a usual working day?", count("calls", 0.0, 1e6), None),
        ask("Of 100 calls, how many are answered?", percent(), None),
    ]
}

/// The unit of an answer out of 100.
const PERCENT: &str = "out of 100";

/// The answer in `text` to the question after those with `earlier` answers: `11,200`, `43`, `5,5` or `43%`; `None` for
/// an empty line, which leaves the question open. Or a sentence on why it cannot be, to be asked again.
pub fn answer(questions: &[Question], earlier: &[Option<f64>], text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    let Some(Question { takes, .. }) = questions.get(earlier.len()).filter(|_| !text.is_empty()) else {
        return Ok(None);
    };
    let again = "write another number, or nothing if you do not know";
    let percent = takes.unit == PERCENT;
    let bare = if percent { text.trim_end_matches('%').trim() } else { text };
    let Some(value) = meant::amount(bare) else {
        let text = wording::shown(text);
        return Err(format!("`{text}` is not a number; write digits, or nothing if you do not know"));
    };
    if !(takes.low..=takes.high).contains(&value) {
        let kind = if percent { "a number out of 100".into() } else { wording::kind(takes) };
        return Err(format!("{kind} {}, not {}; {again}", wording::range(takes), wording::number(value)));
    }
    if takes.whole && value.fract() != 0.0 {
        return Err(format!("{} is not a whole number of {}; {again}", wording::number(value), takes.unit));
    }
    let value = if percent { value / 100.0 } else { value };
    let [one, other] = SHARES;
    if let (true, Some(Some(first))) = (earlier.len() == other, earlier.get(one))
        && first + value > 1.0
    {
        let sum = wording::number(100.0 * (first + value));
        return Err(format!("with those of the same day that makes {sum} of 100; {again}"));
    }
    Ok(Some(value))
}

/// Is there a figure among the answers that a practice can be fitted to?
pub fn can_be_fitted(answers: &[Option<f64>]) -> bool {
    answers.iter().skip(FIRST_FIGURE).any(Option::is_some)
}

/// The file that these answers make, in the order of the questions; `None` where one was left open. `based_on` is the
/// practice as it was typed.
pub fn observed_toml(base: &Scenario, based_on: &str, title: &str, answers: &[Option<f64>]) -> String {
    let s = &base.settings;
    let at = |n: usize| answers.get(n).copied().flatten();
    let list = at(0).unwrap_or(s.patients.list_size);
    let mut toml = format!(
        "# What a practice knows of itself, for `headroom fit {} --observed` and this file.\n\
         title = {}\n\n# What can be counted.\n[known]\npatients.list_size = {}\n",
        wording::shown(based_on),
        quoted(title),
        exact(list)
    );
    for (n, role) in ASKED.into_iter().enumerate() {
        if let Some(sessions) = at(n + 1) {
            toml.push_str(&held_by(base, role, sessions));
        }
    }
    for (path, value) in in_others_hands(base, answers) {
        toml.push_str(&format!("{path} = {} # nobody else is there to book it with\n", exact(value)));
    }
    let size = list / s.patients.list_size;
    if size != 1.0 {
        toml.push_str(&format!(
            "\n# Not asked: as in {}, in proportion to the list, until a figure says otherwise.\n[assumed]\n",
            wording::shown(&base.name)
        ));
        toml.push_str(&in_proportion(base, answers, size));
    }
    toml.push_str("\n# What was seen over a year.\n[observed]\n");
    let thousands = list / 1000.0;
    let days = s.calendar.days_per_week.max(1.0);
    let decimals = |value: f64, most: usize| format!("{value:.most$}");
    let seen = [
        ("appointments_per_1000_per_day", at(4).map(|week| decimals(week / days / thousands, 1))),
        ("\"lead_share(same_day)\"", at(5).map(|share| decimals(share, 2))),
        ("\"lead_share(15_21 + 22_28 + over_28)\"", at(6).map(|share| decimals(share, 2))),
        ("dna_rate", at(7).map(|share| decimals(share, 3))),
        ("calls_per_1000_per_day", at(8).map(|calls| decimals(calls / thousands, 1))),
        ("phone_answered_share", at(9).map(|share| decimals(share, 2))),
    ];
    for (name, value) in seen {
        match value {
            Some(value) => toml.push_str(&format!("{name} = {value}\n")),
            None => toml.push_str(&format!("# {name} was not known\n")),
        }
    }
    toml
}

/// Lines for the sessions of a role and the people who hold them: as many for each as in the practice built on, where
/// the week has room for them.
fn held_by(base: &Scenario, role: Role, sessions: f64) -> String {
    let usual = &base.settings.roles[role];
    let open = base.settings.calendar.days_per_week as usize;
    let worked = usual.weekday.values().iter().take(open).filter(|weight| **weight > 0.0).count().max(1);
    let most = 2.0 * worked as f64;
    let each = if usual.people > 0.0 { (usual.sessions_per_week / usual.people).clamp(1.0, most) } else { most };
    let people = (sessions / each).ceil().min(200.0);
    let sessions = sessions.min(people * most).min(2000.0);
    let id = role.id();
    format!("roles.{id}.sessions_per_week = {}\nroles.{id}.people = {}\n", exact(sessions), exact(people))
}

/// What is booked with a role of which there is nobody goes to the practice nurses, or without them to the GPs: paths
/// of `books_with` and their weights.
fn in_others_hands(base: &Scenario, answers: &[Option<f64>]) -> Vec<(String, f64)> {
    let is_gone = |role: Role| {
        let at = ASKED.iter().position(|&asked| asked == role);
        at.is_some_and(|n| answers.get(n + 1).copied().flatten() == Some(0.0))
    };
    let gone: Vec<Role> = ASKED.into_iter().filter(|&role| is_gone(role)).collect();
    let heir = if is_gone(Role::PracticeNurse) { Role::Gp } else { Role::PracticeNurse };
    let mut moved = Vec::new();
    for &kind in Kind::ALL {
        let with = &base.settings.problems[kind].books_with;
        let weight: f64 = gone.iter().map(|&role| with[role]).sum();
        if weight > 0.0 {
            let path = |role: Role| format!("problems.{}.books_with.{}", kind.id(), role.id());
            moved.extend(gone.iter().filter(|&&role| with[role] > 0.0).map(|&role| (path(role), 0.0)));
            moved.push((path(heir), hundredths(with[heir] + weight)));
        }
    }
    moved
}

/// Lines for the settings that are so much a practice, not so much a patient, and were not asked for.
fn in_proportion(base: &Scenario, answers: &[Option<f64>], size: f64) -> String {
    let s = &base.settings;
    let mut lines = String::new();
    for info in paths(s) {
        let path = info.path.as_str();
        let Some(value) = info.value.parse::<f64>().ok().filter(|value| *value > 0.0 && value.is_finite()) else {
            continue;
        };
        let of_role = path.strip_prefix("roles.").and_then(|rest| rest.split_once('.'));
        if let Some((id, "sessions_per_week")) = of_role {
            let role = Role::ALL.iter().find(|role| role.id() == id);
            let is_answered = |role: &Role| {
                ASKED
                    .iter()
                    .position(|asked| asked == role)
                    .is_some_and(|n| matches!(answers.get(n + 1), Some(Some(_))))
            };
            if let Some(&role) = role.filter(|role| !is_answered(role)) {
                lines.push_str(&held_by(base, role, hundredths(value * size).max(0.01)));
            }
            continue;
        }
        if !OF_A_PRACTICE.iter().any(|pattern| stands_for(pattern, path)) {
            continue;
        }
        let scaled = if info.whole { (value * size).round().max(1.0) } else { hundredths(value * size).max(0.01) };
        lines.push_str(&format!("{path} = {}\n", exact(scaled.clamp(info.low, info.high))));
    }
    lines
}

/// Settings that grow with the list, beside the sessions and those who hold them.
const OF_A_PRACTICE: [&str; 10] = [
    "phone.lines",
    "phone.handlers",
    "triage.*.clinicians",
    "destinations.*.capacity_per_day",
    "book.duty_limit",
    "book.rooms",
    "roles.*.task_hours",
    "roles.*.meeting_hours",
    "roles.*.training_hours",
    "roles.*.group_sessions_per_week",
];

/// Two decimals are more than anybody knows of these.
fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::super::{load, observed};
    use super::*;
    use crate::experiment::fit::Task;

    /// The file of these answers, having looked that `fit` takes it.
    fn file(base: &Scenario, typed: [&str; 10]) -> String {
        let asked = questions(base);
        let mut answers = Vec::new();
        for typed in typed {
            answers.push(answer(&asked, &answers, typed).unwrap());
        }
        assert!(can_be_fitted(&answers));
        let toml = observed_toml(base, &base.name, "The \"surgery\"", &answers);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &toml).unwrap();
        let seen = observed(file.path().to_str().unwrap()).unwrap_or_else(|refusal| panic!("{refusal}"));
        if let Err(refusal) = Task::new(base, &seen, &[]) {
            panic!("{}, {typed:?}: {refusal}{toml}", base.name);
        }
        toml
    }

    #[test]
    fn ten_answers_make_a_file_that_can_be_fitted() {
        let base = load("average-2018", vec![]).unwrap();
        assert_eq!(questions(&base).len(), 10);
        let toml = file(&base, ["11,200", "48", "30", "", "1150", "43%", "17", "5", "160", "82"]);
        for line in [
            "patients.list_size = 11200",
            "roles.gp.sessions_per_week = 48",
            "roles.health_care_assistant.people = 3",
            "book.duty_limit = 37",
            "appointments_per_1000_per_day = 20.5",
            "\"lead_share(same_day)\" = 0.43",
            "dna_rate = 0.050",
            "phone_answered_share = 0.82",
        ] {
            assert!(toml.contains(line), "{line} is not in\n{toml}");
        }
        assert!(!toml.contains("practice_nurse.task_hours"));
    }

    #[test]
    fn a_practice_of_any_size_makes_a_file_that_can_be_fitted() {
        for (name, _) in super::super::practices() {
            let base = load(name, vec![]).unwrap();
            for list in ["500", "3,000", "8123", "60,000", "2,000,000"] {
                file(&base, [list, "", "", "", "", "43", "17", "5", "", "82"]);
            }
            file(&base, ["3,000", "17,5", "0", "0", "250", "43", "17", "5", "40", "82"]);
            file(&base, ["60,000", "300", "200", "0", "5000", "43", "57", "5", "900", "82"]);
        }
    }

    #[test]
    fn an_answer_that_cannot_be_is_told_why() {
        let asked = questions(&load("average-2018", vec![]).unwrap());
        let to = |n: usize, text: &str| answer(&asked, &vec![None; n], text);
        assert_eq!(to(5, " 5.5% "), Ok(Some(0.055)));
        assert_eq!(to(5, "5,5"), Ok(Some(0.055)));
        assert_eq!((to(0, "11 200"), to(1, "5,5"), to(0, "")), (Ok(Some(11_200.0)), Ok(Some(5.5)), Ok(None)));
        assert_eq!(to(2, "0"), Ok(Some(0.0)));
        for (n, text, said) in [
            (5, "140", "a number out of 100 lies between 0 and 100, not 140"),
            (0, "many", "`many` is not a number"),
            (0, "5%", "`5%` is not a number"),
            (2, "-3", "a number of sessions lies between 0 and 2000, not -3"),
            (0, "0", "a number of patients lies between 1 and 2,000,000, not 0"),
            (0, "11200.5", "is not a whole number of patients"),
            (1, "0", "a number of sessions lies between 1 and 2000, not 0"),
            (1, "2500", "not 2500"),
            (8, "inf", "is not a number"),
        ] {
            assert!(to(n, text).unwrap_err().contains(said), "{text}: {:?}", to(n, text));
        }
        let earlier = [None, None, None, None, None, Some(0.8)];
        assert!(answer(&asked, &earlier, "40").unwrap_err().contains("that makes 120 of 100"));
        assert!(!can_be_fitted(&[Some(9000.0), None, None, None, None]));
    }
}
