//! Ten questions that anybody in a practice can answer, and the file of known inputs and observed figures that their
//! answers make. Whoever has never seen a scenario file begins here.

use super::names::Role;
use super::path::exact;
use super::scenario::Scenario;

/// One question.
pub struct Question {
    pub asks: &'static str,
    /// What kind of answer it takes.
    pub kind: Answer,
    /// What it is in the practice that is built on, where the file says.
    pub usually: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Count,
    /// Out of 100.
    Percent,
}

/// The questions, with what the practice to build on would answer where that is known.
pub fn questions(base: &Scenario) -> Vec<Question> {
    let s = &base.settings;
    let sessions = |role: Role| Some(s.roles[role].sessions_per_week);
    let ask = |asks, kind, usually| Question { asks, kind, usually };
    vec![
        ask("How many patients are registered?", Answer::Count, Some(s.patients.list_size)),
        ask("How many sessions (half days) a week do all GPs hold together?", Answer::Count, sessions(Role::Gp)),
        ask("And all practice nurses?", Answer::Count, sessions(Role::PracticeNurse)),
        ask("And all health care assistants?", Answer::Count, sessions(Role::HealthCareAssistant)),
        ask("How many appointments are there in a usual week, with everybody?", Answer::Count, None),
        ask("Of 100 appointments, how many are booked for the same day?", Answer::Percent, None),
        ask("Of 100 appointments, how many lie more than two weeks ahead when booked?", Answer::Percent, None),
        ask("Of 100 appointments, to how many does the patient not come, without cancelling?", Answer::Percent, None),
        ask("How many calls come in on a usual working day?", Answer::Count, None),
        ask("Of 100 calls, how many are answered?", Answer::Percent, None),
    ]
}

/// The answer in `text`: `11,200`, `43` or `43%`; `None` for an empty line, which leaves the question open.
pub fn answer(kind: Answer, text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.trim_end_matches('%').trim().replace([',', ' '], "");
    let Ok(value) = digits.parse::<f64>() else {
        return Err(format!(
            "`{}` is not a number; write digits, or nothing if you do not know",
            super::wording::shown(text)
        ));
    };
    match kind {
        _ if !value.is_finite() || value < 0.0 => Err("that cannot be; write a number of 0 or more".into()),
        Answer::Percent if value > 100.0 => Err("that is more than 100 of 100; write a number from 0 to 100".into()),
        Answer::Percent => Ok(Some(value / 100.0)),
        Answer::Count => Ok(Some(value)),
    }
}

/// The file that these answers make, in the order of the questions; `None` where one was left open.
pub fn observed_toml(base: &Scenario, title: &str, answers: &[Option<f64>]) -> String {
    let s = &base.settings;
    let at = |n: usize| answers.get(n).copied().flatten();
    let list = at(0).unwrap_or(s.patients.list_size);
    let size = list / s.patients.list_size;
    let mut toml = format!(
        "# What a practice knows of itself, for `headroom fit {} --observed` and this file.\n\
         title = \"{}\"\n\n# What can be counted.\n[known]\npatients.list_size = {}\n",
        base.name,
        title.replace(['"', '\\'], "'"),
        exact(list)
    );
    let asked = [Role::Gp, Role::PracticeNurse, Role::HealthCareAssistant];
    for (n, role) in asked.into_iter().enumerate() {
        let usual = &s.roles[role];
        let Some(sessions) = at(n + 1) else { continue };
        toml.push_str(&format!("roles.{}.sessions_per_week = {}\n", role.id(), exact(sessions)));
        // As many people as hold so many sessions there, and enough to hold them.
        let each = (usual.sessions_per_week / usual.people.max(1.0)).clamp(1.0, 10.0);
        let people = (sessions / each).ceil().max(if sessions > 0.0 { 1.0 } else { 0.0 });
        toml.push_str(&format!("roles.{}.people = {}\n", role.id(), exact(people)));
    }
    if size != 1.0 {
        toml.push_str(&format!(
            "\n# Not asked: as in {}, in proportion to the list, until a figure says otherwise.\n[assumed]\n",
            base.name
        ));
        for (path, value) in in_proportion(base, answers) {
            toml.push_str(&format!("{path} = {}\n", exact((value * size * 100.0).round() / 100.0)));
        }
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

/// Settings that are so much a practice, not so much a patient, and were not asked for.
fn in_proportion(base: &Scenario, answers: &[Option<f64>]) -> Vec<(String, f64)> {
    let s = &base.settings;
    let mut all = vec![("phone.handlers".to_string(), s.phone.handlers)];
    if s.book.duty_limit.is_finite() {
        all.push(("book.duty_limit".into(), s.book.duty_limit));
    }
    let asked = [Role::Gp, Role::PracticeNurse, Role::HealthCareAssistant];
    for &role in Role::ALL {
        let settings = &s.roles[role];
        let answered = asked
            .iter()
            .position(|&known| known == role)
            .is_some_and(|n| answers.get(n + 1).is_some_and(Option::is_some));
        let path = |name: &str| format!("roles.{}.{name}", role.id());
        if !answered && settings.sessions_per_week > 0.0 {
            all.push((path("sessions_per_week"), settings.sessions_per_week));
        }
        let hours = [
            ("task_hours", settings.task_hours),
            ("meeting_hours", settings.meeting_hours),
            ("training_hours", settings.training_hours),
        ];
        all.extend(hours.into_iter().filter(|(_, hours)| *hours > 0.0).map(|(name, hours)| (path(name), hours)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::*;

    #[test]
    fn ten_answers_make_a_file_that_can_be_fitted() {
        let base = load("average-2018", vec![]).unwrap();
        let asked = questions(&base);
        assert_eq!(asked.len(), 10);
        let typed = ["11,200", "48", "30", "", "1150", "43%", "17", "5", "160", "82"];
        let answers: Vec<Option<f64>> =
            asked.iter().zip(typed).map(|(question, typed)| answer(question.kind, typed).unwrap()).collect();
        let toml = observed_toml(&base, "The surgery", &answers);
        for line in [
            "patients.list_size = 11200",
            "roles.gp.sessions_per_week = 48",
            "appointments_per_1000_per_day = 20.5",
            "\"lead_share(same_day)\" = 0.43",
            "dna_rate = 0.050",
            "phone_answered_share = 0.82",
        ] {
            assert!(toml.contains(line), "{line} is not in\n{toml}");
        }
        assert!(!toml.contains("practice_nurse.task_hours"));
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &toml).unwrap();
        let observed =
            super::super::observed(file.path().to_str().unwrap()).unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!(observed.figures.len(), 6);
        assert!(base.with(observed.known).is_ok());
    }

    #[test]
    fn an_answer_that_cannot_be_is_told_why() {
        assert_eq!(answer(Answer::Percent, " 5.5% "), Ok(Some(0.055)));
        assert_eq!(answer(Answer::Count, ""), Ok(None));
        assert!(answer(Answer::Percent, "140").unwrap_err().contains("more than 100"));
        assert!(answer(Answer::Count, "many").unwrap_err().contains("`many` is not a number"));
        assert!(answer(Answer::Count, "-3").unwrap_err().contains("0 or more"));
    }
}
