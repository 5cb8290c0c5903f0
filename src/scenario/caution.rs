//! What is allowed but is likely to be a slip: a unit mistaken, a setting that says nothing, work without anybody
//! to do it and people without work. A warning never stops a run. Enters from `scenario`, after every check.

use super::diagnostic::{Problem, in_order};
use super::durations::{Said, durations};
use super::fill::Places;
use super::names::{Family, Mode, Problem as Kind, Role, Task, TriageBy};
use super::settings::{RoleSettings, Settings, TaskSettings};
use super::wording::{clock, number, plain, ticked};

/// Longest mean, in minutes, that is likely to be meant, by how a path ends. Judged, and generous: no source has them.
const LIKELY: &[(&str, f64)] = &[
    ("booking_call", 45.0),
    ("other_call", 45.0),
    ("online_request", 45.0),
    ("patience", 480.0),
    ("minutes.home_visit", 240.0),
    ("minutes.group", 240.0),
    ("minutes", 90.0),
    ("minutes.face_to_face", 90.0),
    ("minutes.phone", 90.0),
    ("minutes.online", 90.0),
    ("write_up", 60.0),
    ("starts_late", 120.0),
    ("interruption", 60.0),
];
/// Seconds in a minute, which is what a mean that is far too long is mostly given in.
const SECONDS: f64 = 60.0;

/// Everything in `settings` that is likely to be a slip, in order of place.
pub fn caution(settings: &Settings, places: &Places) -> Vec<Problem> {
    let mut cautious = Cautious { settings, places, warnings: Vec::new() };
    cautious.durations();
    cautious.phone();
    for role in Role::ALL {
        cautious.role(*role);
    }
    cautious.tasks();
    for kind in Kind::ALL {
        cautious.problem(*kind);
        cautious.messages(*kind);
    }
    in_order(cautious.warnings)
}

struct Cautious<'a> {
    settings: &'a Settings,
    places: &'a Places,
    warnings: Vec<Problem>,
}

impl Cautious<'_> {
    fn warn(&mut self, path: &str, message: String, help: impl Into<String>) {
        self.warnings.push(Problem::new(message).at(self.places.of(path)).help(help));
    }

    fn durations(&mut self) {
        for said in durations(self.settings) {
            self.ignored(&said);
            self.too_long(&said);
        }
    }

    /// What a family does not use, where it was said together with the family or after it. A record of a run says
    /// everything, so what stands at its default is no slip.
    fn ignored(&mut self, said: &Said) {
        let path = &said.path;
        let name = |member: &str| format!("{path}.{member}");
        let meant = |member: &str| {
            let given = self.places.layer(&name(member));
            given.is_some() && given >= self.places.layer(&name("family"))
        };
        let is = |family: Family| said.family == family.id();
        let (cv, values) = (said.cv != 1.0 && meant("cv"), !said.values.is_empty() && meant("values"));
        let family = said.family;
        if cv && !is(Family::Gamma) && !is(Family::Lognormal) {
            let message = format!("`{path}` is {family}, which ignores its cv of {}", number(said.cv));
            self.warn(
                &name("cv"),
                message,
                "leave the cv out, or name a family that has one: \"lognormal\" or \"gamma\"",
            );
        }
        if values && !is(Family::Empirical) {
            let message = format!("`{path}` is {family}, which ignores its values");
            self.warn(&name("values"), message, "leave them out, or write `family = \"empirical\"`");
        }
        let mean = said.mean != 0.0 && meant("mean");
        if mean && is(Family::Infinite) {
            let message = format!("`{path}` is infinite, which ignores its mean of {}", number(said.mean));
            self.warn(&name("mean"), message, format!("name a family: `{path}.family = \"exponential\"`"));
        }
    }

    fn too_long(&mut self, said: &Said) {
        let path = &said.path;
        let minutes = said.unit == "minutes" && said.family != Family::Infinite.id();
        let likely = LIKELY.iter().find(|(ending, _)| path == ending || path.ends_with(&format!(".{ending}")));
        let Some((_, most)) = likely.filter(|(_, most)| minutes && said.mean > *most) else { return };
        let mean = number(said.mean);
        let message = format!("the mean of `{path}` is {mean} minutes; more than {} is unusual", number(*most));
        let help = format!("did you mean {}? {mean} seconds are that many minutes", plain(said.mean / SECONDS));
        self.warn(&format!("{path}.mean"), message, help);
    }

    /// Callers whom nobody answers.
    fn phone(&mut self) {
        let phone = &self.settings.phone;
        let rings = self.settings.channels.desk < 1.0 && Kind::ALL.iter().any(|kind| self.asked(*kind));
        if !rings {
            return;
        }
        if phone.handlers == 0.0 {
            let help = "give `phone.handlers` the number of people who answer in a quiet half hour, such as 1.2";
            self.warn("phone.handlers", "`phone.handlers` is 0, so nobody answers the phone".into(), help);
            return;
        }
        let mut unanswered = phone.rota.values().iter().zip(self.settings.demand.half_hour.values()).enumerate();
        let unanswered = unanswered.find(|(at, (handlers, calls))| {
            let begins = *at as f64 / 2.0;
            let open = begins < phone.closes && begins + 0.5 > phone.opens;
            open && **handlers == 0.0 && **calls > 0.0
        });
        if let Some((at, _)) = unanswered {
            let (begins, ends) = (clock(at as f64 / 2.0), clock(at as f64 / 2.0 + 0.5));
            let message = format!("nobody answers the phone from {begins} to {ends}, when patients ring");
            let help = "give the half hour a share of the handlers, or set `demand.half_hour` to 0 there";
            self.warn(&format!("phone.rota.{begins}"), message, help);
        }
    }

    fn role(&mut self, role: Role) {
        let own = &self.settings.roles[role];
        let id = role.id();
        let path = |name: &str| format!("roles.{id}.{name}");
        if self.has_sessions(role) && !self.has_work(role) {
            let message = format!("`roles.{id}` has sessions, but no patient is booked with it and no task is its own");
            let help = format!("name it in the `books_with` of a problem, such as `problems.general.books_with.{id}`");
            self.warn(&path("sessions_per_week"), message, help);
        }
        if own.sessions_per_week > 0.0 {
            self.lunch(role, own);
        }
        if own.cost > 500.0 {
            let message = format!("an hour of `roles.{id}` costs {} pounds", number(own.cost));
            self.warn(&path("cost"), message, format!("did you mean {}? it is in pounds", plain(own.cost / 100.0)));
        }
    }

    fn lunch(&mut self, role: Role, own: &RoleSettings) {
        let clinic = &self.settings.clinic;
        let id = role.id();
        let ends = clinic.morning + own.session / 60.0;
        // A session that ends after the next begins was refused, where both are held.
        if (ends - clinic.afternoon).abs() < 1.0 / 60.0 && own.sessions_per_week > 1.0 {
            let at = clock(clinic.afternoon);
            let message = format!("`roles.{id}` has no lunch: its morning session ends at {at}, when the next begins");
            let help = format!("make `roles.{id}.session` shorter, or begin `clinic.afternoon` later");
            self.warn(&format!("roles.{id}.session"), message, help);
        }
    }

    fn tasks(&mut self) {
        let touches = |role: Role| {
            Task::ALL.iter().find_map(|task| {
                let own = &self.settings.tasks[*task];
                let at = match own.touched_by[role] * own.minutes[role] > 0.0 {
                    true => "touched_by",
                    false => takes(own, role).filter(|minutes| *minutes > 0.0).map(|_| "instead_of_gp")?,
                };
                (own.per_1000_per_day > 0.0).then_some((task, at))
            })
        };
        for task in Task::ALL {
            self.taken_from_gps(*task);
        }
        for role in Role::ALL.iter().copied() {
            let own = &self.settings.roles[role];
            // Receptionists do their tasks between calls.
            let free = role == Role::Receptionist && self.settings.phone.handlers > 0.0;
            let overtime = own.overtime_after.is_finite();
            let Some((task, at)) = touches(role).filter(|_| own.task_hours == 0.0 && !self.has_sessions(role) && !free)
            else {
                continue;
            };
            let id = role.id();
            let message = format!("`tasks.{}` is work for `{id}`, who has no hours for it", task.id());
            let done = if overtime { "; all of it is overtime" } else { "" };
            let help = format!("give `roles.{id}.task_hours`, or leave {id} out of its `{at}`");
            self.warn(&format!("tasks.{}.{at}.{id}", task.id()), format!("{message}{done}"), help);
        }
    }

    /// Tasks that somebody is to take from GPs, and which take no time, or are GPs' own.
    fn taken_from_gps(&mut self, task: Task) {
        let own = &self.settings.tasks[task];
        let id = task.id();
        // One number for every role gives the GP one too, and means the others.
        let all = own.instead_of_gp.values().iter().all(|share| *share == own.instead_of_gp[Role::Gp]);
        if own.instead_of_gp[Role::Gp] > 0.0 && !all {
            let path = format!("tasks.{id}.instead_of_gp.gp");
            self.warn(
                &path,
                format!("`{path}` says nothing: it is somebody else who takes tasks from a GP"),
                "leave it out",
            );
        }
        let free = Role::ALL.iter().find(|role| takes(own, **role) == Some(0.0));
        if let Some(role) = free.map(|role| role.id()) {
            let message = format!("`{role}` takes `tasks.{id}` from GPs in no time at all");
            let help = format!("say the minutes of each in `tasks.{id}.instead_minutes.{role}`");
            self.warn(&format!("tasks.{id}.instead_of_gp.{role}"), message, help);
        }
    }

    fn problem(&mut self, kind: Kind) {
        let own = &self.settings.problems[kind];
        let id = kind.id();
        // One number for every role gives the GP one too, and means the others.
        let all = own.navigable.values().iter().all(|share| *share == own.navigable[Role::Gp]);
        if own.navigable[Role::Gp] > 0.0 && !all {
            let message =
                format!("`problems.{id}.navigable.gp` says nothing: navigation is to somebody else than a GP");
            let path = format!("problems.{id}.navigable.gp");
            self.warn(&path, message, "leave it out");
        }
        if !self.brought(kind) || own.closed_on_call >= 1.0 {
            return;
        }
        let without = |role: &&Role| own.books_with[**role] > 0.0 && !self.has_sessions(**role);
        let absent: Vec<&str> = Role::ALL.iter().filter(without).map(|role| role.id()).collect();
        let Some(first) = absent.first() else { return };
        let verb = if absent.len() == 1 { "has" } else { "have" };
        let message = format!("part of `problems.{id}` is booked with {}, which {verb} no sessions", ticked(&absent));
        let path = format!("problems.{id}.books_with.{first}");
        let help =
            format!("those patients find no slot, ever: give `roles.{first}.sessions_per_week`, or `{path} = 0`");
        self.warn(&path, message, help);
    }

    /// Messages that nobody needs time for would save whole appointments at no cost.
    fn messages(&mut self, kind: Kind) {
        let own = &self.settings.problems[kind];
        if !self.brought(kind) || self.settings.outcome.messages * own.suits_message == 0.0 {
            return;
        }
        let takes_no_time = |role: &&Role| {
            let online = &self.settings.roles[**role].minutes[Mode::Online];
            own.books_with[**role] > 0.0 && online.mean == 0.0 && online.values.is_empty()
        };
        let Some(role) = Role::ALL.iter().find(takes_no_time).map(|role| role.id()) else { return };
        let id = kind.id();
        let message = format!("a message about `problems.{id}` takes `{role}` no time");
        let help = format!("give `roles.{role}.minutes.online`, the minutes to read and answer one");
        self.warn(&format!("problems.{id}.suits_message"), message, help);
    }

    fn asked(&self, kind: Kind) -> bool {
        self.settings.problems[kind].per_1000_per_week * self.settings.demand.level > 0.0
    }

    fn brought(&self, kind: Kind) -> bool {
        self.asked(kind) || self.settings.problems[kind].recalls_per_patient_per_year > 0.0
    }

    fn has_sessions(&self, role: Role) -> bool {
        let mut named = self.settings.people.values().filter(|person| person.role == role);
        self.settings.roles[role].sessions_per_week > 0.0
            || named.any(|person| person.sessions.values().iter().any(|held| *held > 0.0))
    }

    /// Whether patients, requests or tasks ever come to this role.
    fn has_work(&self, role: Role) -> bool {
        let settings = self.settings;
        let brought = || Kind::ALL.iter().filter(|kind| self.brought(**kind));
        let booked = brought().any(|kind| settings.problems[*kind].books_with[role] > 0.0);
        let navigated =
            settings.navigation.reach > 0.0 && brought().any(|kind| settings.problems[*kind].navigable[role] > 0.0);
        let triages = TriageBy::ALL.iter().any(|by| by.role() == role && settings.triage[*by].clinicians > 0.0);
        let tasks = Task::ALL.iter().any(|task| {
            let own = &settings.tasks[*task];
            own.per_1000_per_day > 0.0 && (own.touched_by[role] > 0.0 || takes(own, role).is_some())
        });
        // What a colleague cannot close goes on to a GP, and so do patients beyond a full book; a GP may pass on others.
        let passed_on = role == Role::Gp && brought().next().is_some()
            || brought().any(|kind| settings.problems[*kind].passed_on[role] > 0.0);
        let visits = settings.roles[role].home_visits > 0.0;
        let directly =
            settings.roles[role].offered > 0.0 && brought().any(|kind| settings.problems[*kind].navigable[role] > 0.0);
        booked || navigated || triages || tasks || passed_on || visits || directly
    }
}

/// Minutes of a role for each task that it takes from GPs; none where it takes none.
fn takes(task: &TaskSettings, role: Role) -> Option<f64> {
    let some = role != Role::Gp && task.touched_by[Role::Gp] * task.instead_of_gp[role] > 0.0;
    let own = task.instead_minutes[role];
    some.then(|| if own > 0.0 { own } else { task.minutes[role] })
}

#[cfg(test)]
mod tests {
    use super::super::change::Change;
    use super::super::library;
    use super::super::scenario::{Scenario, load};
    use super::super::write::to_toml;

    /// A GP who takes every general need, and somebody on the phone.
    const SOUND: &str = "roles.gp.people = 1\nroles.gp.sessions_per_week = 8\nphone.handlers = 1\n\
                         problems.general.books_with.gp = 1\nproblems.general.per_1000_per_week = 50\n";

    fn warned(text: &str) -> Vec<String> {
        let scenario = Scenario::from_text("x.toml", text, Vec::new()).unwrap_or_else(|refusal| panic!("{refusal}"));
        scenario.warnings.iter().map(|warning| warning.warned(false)).collect()
    }

    #[test]
    fn every_slip_has_one_warning_with_its_place() {
        assert_eq!(warned(SOUND), [""; 0]);
        for (text, said) in [
            ("phone.other_call = 180", "did you mean 3? 180 seconds are that many minutes"),
            ("roles.gp.minutes.face_to_face = 600", "did you mean 10?"),
            ("triage.gp.minutes = 300", "did you mean 5?"),
            ("phone.patience = {family = \"exponential\", mean = 1200}", "did you mean 20?"),
            (
                "phone.patience = {family = \"exponential\", mean = 4, cv = 0.5}",
                "is exponential, which ignores its cv of 0.5",
            ),
            (
                "phone.redial_after = {family = \"constant\", mean = 4, cv = 2}",
                "is constant, which ignores its cv of 2",
            ),
            ("phone.redial_after = {family = \"gamma\", mean = 4, values = [1]}", "is gamma, which ignores its values"),
            ("phone.patience.mean = 4", "is infinite, which ignores its mean of 4"),
            ("problems.general.navigable.gp = 0.5", "somebody else than a GP"),
            ("problems.general.books_with.pharmacist = 0.5", "booked with `pharmacist`, which has no sessions"),
            ("roles.paramedic = {people = 1, sessions_per_week = 4}", "`roles.paramedic` has sessions, but no patient"),
            (
                "problems.general.suits_message = 0.5\noutcome.messages = 1",
                "a message about `problems.general` takes `gp` no time",
            ),
            ("roles.gp.session = 330", "`roles.gp` has no lunch"),
            ("roles.gp.cost = 4_800", "did you mean 48?"),
            ("phone.rota.\"12:30\" = 0", "nobody answers the phone from 12:30 to 13:00"),
            (
                "tasks.letter = {per_1000_per_day = 5, touched_by.manager = 1, minutes.manager = 3}",
                "`manager`, who has no hours",
            ),
            (
                "tasks.letter = {per_1000_per_day = 5, touched_by.gp = 1, instead_of_gp.manager = 1, minutes.manager = 3}",
                "`manager`, who has no hours",
            ),
            (
                "tasks.letter = {per_1000_per_day = 5, touched_by.gp = 1, instead_of_gp.manager = 1}",
                "`manager` takes `tasks.letter` from GPs in no time at all",
            ),
            ("tasks.letter.instead_of_gp.gp = 0.5", "somebody else who takes tasks from a GP"),
        ] {
            let warnings = warned(&format!("{SOUND}{text}\n"));
            assert_eq!(warnings.len(), 1, "{text}: {warnings:?}");
            let warning = &warnings[0];
            assert!(warning.starts_with("warning: ") && warning.contains(said), "{warning}");
            assert!(warning.contains("--> x.toml:6:") && warning.contains("= help: "), "{warning}");
        }
        let silent = SOUND.replace("phone.handlers = 1\n", "");
        assert!(warned(&silent)[0].contains("nobody answers the phone"));
    }

    #[test]
    fn a_cv_is_ignored_only_where_it_was_said_with_the_family_or_after_it() {
        let patience = "phone.patience = {family = \"lognormal\", mean = 4, cv = 0.5}\n";
        let changed = |change: &str| {
            let changes = vec![Change::parse(change).unwrap()];
            Scenario::from_text("x.toml", &format!("{SOUND}{patience}"), changes).unwrap().warnings
        };
        assert!(changed("phone.patience.family=exponential").is_empty());
        let exponential = SOUND.to_string() + "phone.patience = {family = \"exponential\", mean = 4}\n";
        let change = Change::parse("phone.patience.cv=0.5").unwrap();
        let warnings = Scenario::from_text("x.toml", &exponential, vec![change]).unwrap().warnings;
        assert!(warnings.len() == 1 && warnings[0].warned(false).contains("--> --set:1:19"), "{warnings:?}");
    }

    #[test]
    fn no_shipped_scenario_is_warned_of_and_nor_is_its_record() {
        for (name, _) in library::practices().iter().chain(library::theory()) {
            let scenario = load(name, Vec::new()).unwrap_or_else(|refusal| panic!("{refusal}"));
            let record = Scenario::from_text("record.toml", &to_toml(&scenario.settings), Vec::new()).unwrap();
            let first = scenario.warnings.iter().chain(&record.warnings).next();
            assert_eq!(first.map(|warning| warning.warned(false)), None, "{name}");
        }
    }
}
