//! What a range cannot see: settings that are each allowed but make no practice together. Every problem is found,
//! in the file as written and again after changes. Who works when, and on what, is judged in `staffing`.

use super::diagnostic::Problem;
use super::durations::{Said, durations};
use super::fill::Places;
use super::names::{Family, Problem as Kind, TriageBy, WarmUp};
use super::settings::Settings;
use super::wording::{clock, number, shown, ticked};

/// Patient-started needs a day that can still be simulated.
const MOST_NEEDS_A_DAY: f64 = 200_000.0;
/// Recalls a year that can still be simulated.
const MOST_RECALLS_A_YEAR: f64 = 20_000_000.0;

/// Everything wrong with `settings` as a whole. `places` says where each was given.
pub fn check(settings: &Settings, places: &Places) -> Vec<Problem> {
    let mut checker = Checker { settings, places, problems: Vec::new() };
    checker.wholes();
    checker.durations();
    checker.staffing();
    checker.problems
}

/// Is there nothing wrong, single durations apart? They are a walk through everything: whoever changes a few settings
/// looks at those with [`amiss`].
pub(super) fn agrees(settings: &Settings) -> bool {
    let places = Places::default();
    let mut checker = Checker { settings, places: &places, problems: Vec::new() };
    checker.wholes();
    checker.staffing();
    checker.problems.is_empty()
}

pub(super) struct Checker<'a> {
    pub settings: &'a Settings,
    places: &'a Places,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    /// A problem with the settings at `paths`; it is shown where somebody last wrote one of them.
    pub fn refuse<S: AsRef<str>>(&mut self, paths: &[S], message: String, help: impl Into<String>) {
        // Of several in one file the first is meant, and `max_by_key` would take the last.
        let written = paths.iter().rev().max_by_key(|path| self.places.layer(path.as_ref()));
        let place = written.and_then(|path| self.places.of(path.as_ref()));
        self.problems.push(Problem::new(message).at(place).help(help));
    }

    fn wholes(&mut self) {
        self.title();
        self.run();
        self.calendar();
        self.patients();
        self.amounts();
        self.demand();
        self.phone();
        self.triage();
        self.shares();
    }

    /// The title stands on pages and pictures, where nothing but letters can.
    fn title(&mut self) {
        let unseen = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}');
        if self.settings.title.chars().any(unseen) {
            let message = "`title` has a character in it that nobody can see";
            self.refuse(&["title"], message.into(), "type the title anew, in one line");
        }
    }

    fn run(&mut self) {
        let run = &self.settings.run;
        // A file may make automatic what the one that it extends gave in days.
        let [days, kind] = ["run.warm_up_days", "run.warm_up"].map(|path| self.places.layer(path));
        let together = days.is_some() && days == kind;
        let automatic = run.warm_up == WarmUp::Automatic;
        if automatic && run.warm_up_days > 0.0 && together {
            let message = "`run.warm_up_days` says nothing while `run.warm_up` is \"automatic\"".into();
            self.refuse(&["run.warm_up_days"], message, "leave one of them out, or write `run.warm_up = \"days\"`");
        }
    }

    fn calendar(&mut self) {
        let start = &self.settings.calendar.start;
        let date = start.parse::<jiff::civil::Date>().ok().filter(|_| start.len() == 10);
        let message = match date {
            None => format!("`calendar.start` is \"{}\", which is not a date", shown(start)),
            Some(date) if !(1900..2200).contains(&date.year()) => {
                format!("`calendar.start` is in the year {}, but it lies between 1900 and 2199", date.year())
            }
            Some(_) => return,
        };
        self.refuse(&["calendar.start"], message, "write year, month and day, as in \"2018-01-01\"");
    }

    /// Requests that would wait for somebody who never comes.
    fn triage(&mut self) {
        for by in TriageBy::ALL {
            let triage = &self.settings.triage[*by];
            let path = |member: &str| format!("triage.{}.{member}", by.id());
            if triage.clinicians == 0.0 && (triage.reach_urgent > 0.0 || triage.reach_routine > 0.0) {
                let message =
                    format!("`{}` is 0, so nobody looks at the requests that triage reaches", path("clinicians"));
                let help = format!("give `{}` the number of clinicians at it, such as 0.5", path("clinicians"));
                self.refuse(&[path("clinicians"), path("reach_urgent"), path("reach_routine")], message, help);
            }
        }
    }

    fn patients(&mut self) {
        if none(self.settings.patients.ages.values()) {
            let message = "every one of `patients.ages` is 0, so the list has nobody on it".into();
            self.refuse(&["patients.ages"], message, "give the share of the list in each age band");
        }
    }

    /// More than fits in memory, or than anybody could wait for.
    fn amounts(&mut self) {
        let Settings { demand, patients, problems, .. } = self.settings;
        let weekly: f64 = problems.values().iter().map(|problem| problem.per_1000_per_week).sum();
        let daily = weekly * demand.level * patients.list_size / 1000.0 / 7.0;
        if daily > MOST_NEEDS_A_DAY {
            let message = format!("patients would have {} needs a day", number(daily.round()));
            self.too_many(message, MOST_NEEDS_A_DAY, &["patients.list_size", "demand.level"], "per_1000_per_week");
        }
        let recalls: f64 = problems.values().iter().map(|problem| problem.recalls_per_patient_per_year).sum();
        let yearly = recalls * patients.list_size;
        if yearly > MOST_RECALLS_A_YEAR {
            let message = format!("{} recalls would fall due in a year", number(yearly.round()));
            self.too_many(message, MOST_RECALLS_A_YEAR, &["patients.list_size"], "recalls_per_patient_per_year");
        }
    }

    fn too_many(&mut self, message: String, most: f64, paths: &[&str], rate: &str) {
        let rates = Kind::ALL.iter().map(|problem| format!("problems.{}.{rate}", problem.id()));
        let all: Vec<String> = paths.iter().map(|path| (*path).into()).chain(rates).collect();
        let help = format!("check {} and the `{rate}` of each of `problems`", ticked(paths));
        self.refuse(&all, format!("{message}, and at most {} can be simulated", number(most)), help);
    }

    fn demand(&mut self) {
        let Settings { demand, phone, problems, .. } = self.settings;
        if demand.level == 0.0 || problems.values().iter().all(|problem| problem.per_1000_per_week == 0.0) {
            return;
        }
        let open = demand.half_hour.values().iter().zip(0u8..).filter(|(_, at)| {
            let begins = f64::from(*at) / 2.0;
            begins < phone.closes && begins + 0.5 > phone.opens
        });
        let open: Vec<f64> = open.map(|(weight, _)| *weight).collect();
        for (path, weights) in [
            ("demand.weekday", demand.weekday.values()),
            ("demand.month", demand.month.values()),
            ("demand.half_hour", open.as_slice()),
        ] {
            // A practice that is never open is the phone's problem.
            if none(weights) && !weights.is_empty() {
                let when = if path == "demand.half_hour" { " while the practice is open" } else { "" };
                let message = format!("every one of `{path}` is 0{when}, so nobody can ask for help");
                self.refuse(
                    &[path],
                    message,
                    "give one of them a weight; for no demand at all write `demand.level = 0`",
                );
            }
        }
    }

    fn phone(&mut self) {
        let phone = &self.settings.phone;
        if phone.closes <= phone.opens {
            let [closes, opens] = [clock(phone.closes), clock(phone.opens)];
            let message = if opens == closes {
                format!("`phone` opens and closes at {opens}")
            } else {
                format!("`phone` closes at {closes} before it opens at {opens}")
            };
            self.refuse(
                &["phone.closes", "phone.opens"],
                message,
                "for round the clock write `opens = 0` and `closes = 24`",
            );
        }
    }

    /// Shares of one whole that are given one by one.
    fn shares(&mut self) {
        let Settings { attendance, channels, .. } = self.settings;
        let cancelled = [
            ("attendance.cancels_early", attendance.cancels_early),
            ("attendance.cancels_late", attendance.cancels_late),
        ];
        self.whole(&cancelled, "the rest of the bookings are kept, or missed without word");
        let online = [("channels.e_consultation", channels.e_consultation), ("channels.online", channels.online)];
        self.whole(&online, "the rest of those who are not at the desk ring");
    }

    fn whole(&mut self, parts: &[(&str, f64)], rest: &str) {
        let sum: f64 = parts.iter().map(|(_, share)| share).sum();
        // Shares such as 0.7, 0.2 and 0.1 add up to a last bit more than 1.
        if sum > 1.0 + 1e-9 {
            let paths: Vec<&str> = parts.iter().map(|(path, _)| *path).collect();
            let message = format!("{} add up to {}", ticked(&paths), number(sum));
            self.refuse(&paths, message, format!("together they are at most 1; {rest}"));
        }
    }

    fn durations(&mut self) {
        for Said { path, family, mean, values, .. } in durations(self.settings) {
            let name = |member: &str| format!("{path}.{member}");
            let Some(amiss) = amiss(family, mean, &values, path.ends_with("patience")) else { continue };
            let (message, help) = match amiss {
                Amiss::NoValues => (
                    format!("`{path}` is empirical but has no values"),
                    format!("give `{} = [2, 3, 5]`", name("values")),
                ),
                Amiss::NoneAbove0 => (
                    format!("every one of `{}` is 0, so they cannot be rescaled to the mean", name("values")),
                    format!("give values above 0, or leave `{}` out", name("mean")),
                ),
                Amiss::NeverEnds => (
                    format!("`{path}` never ends, so nobody would get past it"),
                    format!("only patience may be infinite; give `{}` and another family", name("mean")),
                ),
                Amiss::NoMean => (
                    format!("`{path}` is {family} but its mean is 0"),
                    format!("give `{}`, or leave the family out", name("mean")),
                ),
            };
            self.refuse(&[name("family"), name("values"), name("mean")], message, help);
        }
    }
}

/// What can be wrong with a duration or delay by itself.
pub(super) enum Amiss {
    NoValues,
    NoneAbove0,
    NeverEnds,
    NoMean,
}

/// What is wrong with a duration or delay of this family, if anything.
pub(super) fn amiss(family: &str, mean: f64, values: &[f64], is_patience: bool) -> Option<Amiss> {
    let is = |known: Family| family == known.id();
    if is(Family::Empirical) {
        return match values {
            [] => Some(Amiss::NoValues),
            values => (none(values) && mean > 0.0).then_some(Amiss::NoneAbove0),
        };
    }
    if is(Family::Infinite) {
        return (!is_patience).then_some(Amiss::NeverEnds);
    }
    (!is(Family::Constant) && mean == 0.0).then_some(Amiss::NoMean)
}

/// Whether no weight is above 0.
pub(super) fn none(weights: &[f64]) -> bool {
    weights.iter().all(|weight| *weight <= 0.0)
}

#[cfg(test)]
mod tests {
    use super::super::change::Change;
    use super::super::scenario::Scenario;
    use super::super::write::to_toml;

    fn refused(text: &str) -> String {
        Scenario::from_text("x.toml", text, Vec::new()).expect_err(text).to_string()
    }

    /// One GP with a session a week, who takes every general need.
    const SOUND: &str = "roles.gp.people = 1\nroles.gp.sessions_per_week = 8\n\
                         problems.general.books_with.gp = 1\nproblems.general.per_1000_per_week = 50\n";

    #[test]
    fn a_sound_practice_and_one_in_which_nothing_happens_pass() {
        for text in [SOUND, "title = \"nothing happens\"", "phone.opens = 0\nphone.closes = 24"] {
            if let Err(refusal) = Scenario::from_text("x.toml", text, Vec::new()) {
                panic!("{refusal}");
            }
        }
    }

    #[test]
    fn a_practice_that_closes_before_it_opens_is_shown_the_line() {
        let refusal = refused("[phone]\nopens = \"08:30\"\ncloses = \"08:00\"");
        let expected = "error: `phone` closes at 08:00 before it opens at 08:30\n --> x.toml:3:10\n  |\n3 | closes = \"08:00\"\n  |          ^^^^^^^\n  |\n  = help: for round the clock write `opens = 0` and `closes = 24`";
        assert_eq!(refusal, expected);
    }

    #[test]
    fn each_contradiction_has_a_sentence_and_a_place() {
        for (text, said) in [
            ("clinic.afternoon = 8", "afternoon sessions begin at 08:00, before the morning's at 08:30"),
            ("roles.gp.people = 3", "`roles.gp` has 3 people but no sessions"),
            ("roles.gp.sessions_per_week = 3", "`roles.gp` has 3 sessions a week but nobody to hold them"),
            ("roles.gp.people = 1\nroles.gp.sessions_per_week = 11", "1 person can hold 10 at most"),
            (
                "roles.gp = {people = 1, sessions_per_week = 1, weekday = 0}",
                "every open day of `roles.gp.weekday` is 0",
            ),
            (
                "roles.gp = {people = 1, sessions_per_week = 1, slots_per_session = 25}",
                "25 slots of 10 minutes take 250 minutes, but a session of `roles.gp` has 240",
            ),
            (
                "roles.gp = {people = 1, sessions_per_week = 1, gap_every = 1, gap = 10}",
                "16 slots of 10 minutes and their gaps take 310 minutes",
            ),
            ("roles.gp = {people = 1, sessions_per_week = 1, offsets = [0, 240]}", "240 minutes into a session of 240"),
            (
                "roles.gp = {people = 1, sessions_per_week = 1, session = 360}",
                "ends at 14:30, but the afternoon's begins at 14:00",
            ),
            (
                "clinic.afternoon = 21\nroles.gp = {people = 1, sessions_per_week = 1}",
                "the afternoon session of `roles.gp` ends after midnight",
            ),
            (
                "roles.gp = {people = 1, sessions_per_week = 1, slots_per_session = 24}\nbook.slots = 3",
                "with `book.slots` at 3, the last slots of `roles.gp` begin after midnight",
            ),
            ("people.anna.role = \"gp\"", "`people.anna` has no sessions on any weekday"),
            ("people.anna.sessions.sat = 1", "sessions on sat, when the practice is closed"),
            (
                "people.gp_1.sessions = 1\nroles.gp = {people = 1, sessions_per_week = 1}\ncalendar.days_per_week = 7",
                "has the name of somebody counted",
            ),
            ("absences.away.days = 3", "does not say who is away"),
            ("absences.away.person = \"gp_2\"\nroles.gp = {people = 1, sessions_per_week = 1}", "did you mean `gp_1`?"),
            ("problems.general.per_1000_per_week = 5", "nobody is booked with it"),
            (
                "problems.general = {per_1000_per_week = 5, books_with = {gp = 1}}",
                "is booked with `gp`, which has no sessions",
            ),
            (
                "problems.review = {recalls_per_patient_per_year = 1, recall_month = 0, closed_on_call = 1}",
                "no recall falls due",
            ),
            (
                "attendance = {cancels_early = 0.7, cancels_late = 0.5}",
                "`attendance.cancels_early` and `attendance.cancels_late` add up to 1.2",
            ),
            (
                "channels = {e_consultation = 0.7, online = 0.5}",
                "`channels.e_consultation` and `channels.online` add up to 1.2",
            ),
            ("phone.patience = {family = \"lognormal\", mean = 0}", "is lognormal but its mean is 0"),
            ("phone.redial_after.family = \"empirical\"", "is empirical but has no values"),
            ("phone.booking_call.family = \"infinite\"", "never ends"),
            ("calendar.start = \"1st May\"", "which is not a date"),
            ("calendar.start = 0018-01-01", "in the year 18"),
            ("calendar.days_per_week = 5.5", "counts whole days"),
            ("run.seed = 1.5", "`run.seed` is 1.5, but it is a whole number"),
            ("book.horizon = 41.5", "`book.horizon` is 41.5, but it counts whole days"),
            ("phone.lines = 7.5", "counts whole lines"),
            ("roles.gp.gap_every = 0.5", "a gap would follow every 0.5 slots"),
            ("patients.ages = 0", "nobody on it"),
            ("run = {warm_up = \"automatic\", warm_up_days = 7}", "says nothing while `run.warm_up` is \"automatic\""),
            (
                "problems.admin = {per_1000_per_week = 1000, closed_on_call = 1}\npatients.list_size = 2_000_000",
                "285,714 needs a day",
            ),
            (
                "problems.review = {recalls_per_patient_per_year = 50, closed_on_call = 1}\npatients.list_size = 2_000_000",
                "100,000,000 recalls",
            ),
            (
                "problems.admin = {per_1000_per_week = 1, closed_on_call = 1}\ndemand.weekday = 0",
                "every one of `demand.weekday` is 0",
            ),
        ] {
            let refusal = refused(text);
            assert!(
                refusal.contains(said) && refusal.contains("--> x.toml:") && refusal.contains("= help:"),
                "{refusal}"
            );
            assert_eq!(refusal.matches("error:").count(), 1, "{refusal}");
        }
    }

    #[test]
    fn a_change_that_breaks_a_sound_practice_is_shown_as_it_was_typed() {
        let change = Change::parse("phone.closes=08:00").unwrap();
        let refusal = Scenario::from_text("x.toml", SOUND, vec![change]).unwrap_err().to_string();
        assert!(refusal.contains("opens and closes at 08:00") && refusal.contains("--> --set:1:14"), "{refusal}");
    }

    #[test]
    fn a_warm_up_found_automatically_overrides_the_days_of_another_file() {
        let text = format!("{SOUND}run.warm_up_days = 7\n");
        let change = Change::parse("run.warm_up=automatic").unwrap();
        let scenario = Scenario::from_text("x.toml", &text, vec![change]).unwrap();
        assert_eq!(scenario.settings.run.warm_up_days, 0.0);
        assert!(Scenario::from_text("again.toml", &to_toml(&scenario.settings), Vec::new()).is_ok());
    }
}
