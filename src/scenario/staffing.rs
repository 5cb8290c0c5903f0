//! Checks of who works when and on what: sessions and the people who hold them, the day they must fit in, and
//! whether anybody is there for the problems that patients bring. Part of `check`.

use super::check::{Checker, none};
use super::names::{Mode, Problem as Kind, Role, Weekday};
use super::settings::RoleSettings;
use super::wording::{clock, did_you_mean, number, shown, ticked};

impl Checker<'_> {
    pub fn staffing(&mut self) {
        self.clinic();
        for role in Role::ALL {
            self.role(*role);
        }
        self.people();
        self.absences();
        for problem in Kind::ALL {
            self.problem(*problem);
        }
    }

    fn clinic(&mut self) {
        let clinic = &self.settings.clinic;
        if clinic.afternoon < clinic.morning {
            let [morning, afternoon] = [clock(clinic.morning), clock(clinic.afternoon)];
            let message = format!("afternoon sessions begin at {afternoon}, before the morning's at {morning}");
            self.refuse(&["clinic.afternoon", "clinic.morning"], message, "give the two times in this order");
        }
    }

    fn role(&mut self, role: Role) {
        let own = &self.settings.roles[role];
        let id = role.id();
        let path = |name: &str| format!("roles.{id}.{name}");
        let sessions = own.sessions_per_week;
        if own.gap_every > 0.0 && own.gap_every < 1.0 {
            let message = format!("a gap would follow every {} slots of `roles.{id}`", number(own.gap_every));
            self.refuse(&[path("gap_every")], message, "give 1 or more slots, or 0 for no gaps");
        }
        if role.is_clinical() && own.people > 0.0 && sessions == 0.0 && own.task_hours == 0.0 {
            let message = format!("`roles.{id}` has {} but no sessions", count(own.people, "person", "people"));
            self.refuse(&[path("people")], message, format!("give `{}`", path("sessions_per_week")));
        }
        if sessions > 0.0 && own.people == 0.0 {
            let message =
                format!("`roles.{id}` has {} a week but nobody to hold them", count(sessions, "session", "sessions"));
            self.refuse(&[path("sessions_per_week")], message, format!("give `{}`", path("people")));
        }
        if sessions > 0.0 && own.people > 0.0 {
            self.week(role);
        }
        let named = self.settings.people.values().filter(|person| person.role == role);
        let mornings = named.clone().any(|person| !none(person.sessions.values()));
        let afternoons = named.clone().any(|person| person.sessions.values().iter().any(|held| *held > 1.0));
        let most = named.map(|person| person.slots_per_session).fold(own.slots_per_session, f64::max);
        if sessions > 0.0 || mornings {
            self.slots_before_midnight(role, own, most);
            self.session(role, own, most);
            self.hours(role, own, sessions > 0.0 || afternoons);
        }
        self.groups(role, own);
    }

    /// A role's sessions over the week.
    fn week(&mut self, role: Role) {
        let own = &self.settings.roles[role];
        let open = self.open_days();
        let worked = own.weekday.values().iter().take(open).filter(|weight| **weight > 0.0).count();
        let [weekday, sessions, people] =
            ["weekday", "sessions_per_week", "people"].map(|name| format!("roles.{role}.{name}", role = role.id()));
        if worked == 0 {
            let message = format!("every open day of `{weekday}` is 0, so the sessions have no day");
            self.refuse(&[weekday, sessions], message, "give a day on which the practice is open a weight");
            return;
        }
        let most = own.people.ceil() * 2.0 * worked as f64;
        if own.sessions_per_week > most {
            let held = count(own.sessions_per_week, "session", "sessions");
            let staff = count(own.people, "person", "people");
            let message =
                format!("`roles.{}` has {held} a week, but {staff} can hold {} at most", role.id(), number(most));
            self.refuse(&[sessions, people], message, "a session is half a day: two for each person and day worked");
        }
    }

    /// The slots of one session, against its length.
    fn session(&mut self, role: Role, own: &RoleSettings, most: f64) {
        let path = |name: &str| format!("roles.{}.{name}", role.id());
        let length = own.session;
        if let Some(late) = own.offsets.iter().find(|offset| **offset >= length) {
            let message = format!(
                "an appointment of `roles.{}` is {} minutes into a session of {}",
                role.id(),
                number(*late),
                number(length)
            );
            let help = format!("leave it out of `{}`, or give a longer `{}`", path("offsets"), path("session"));
            self.refuse(&[path("offsets"), path("session")], message, help);
        }
        if !own.offsets.is_empty() {
            return;
        }
        let gaps = if own.gap_every >= 1.0 { ((most - 1.0) / own.gap_every).floor().max(0.0) } else { 0.0 };
        let needed = most * own.slot + gaps * own.gap;
        if needed > length + 1e-6 {
            let slots = count(most, "slot", "slots");
            let with_gaps = if gaps * own.gap > 0.0 { " and their gaps" } else { "" };
            let message = format!(
                "{slots} of {} minutes{with_gaps} take {} minutes, but a session of `roles.{}` has {}",
                number(own.slot),
                number(needed),
                role.id(),
                number(length)
            );
            let mut help = format!("make `{}` longer, or `{}` fewer", path("session"), path("slots_per_session"));
            if length <= 12.0 {
                help = format!("a session is in minutes: for {} hours write {}", number(length), number(length * 60.0));
            }
            self.refuse(&[path("slots_per_session"), path("slot"), path("session")], message, help);
        }
    }

    /// With more slots than a session has room for, the last are held in overtime, but on the same day.
    fn slots_before_midnight(&mut self, role: Role, own: &RoleSettings, most: f64) {
        let offered = self.settings.book.slots;
        let last = (most * offered).ceil() - 1.0;
        let listed = own.offsets.len() as f64;
        if last < listed {
            return;
        }
        let gaps = if own.gap_every >= 1.0 { (last / own.gap_every).floor() } else { 0.0 };
        let after_listed = own.offsets.last().map_or(0.0, |offset| offset + own.slot);
        let into = after_listed + (last - listed) * own.slot + gaps * own.gap;
        let begins = self.settings.clinic.afternoon.max(self.settings.clinic.morning);
        if begins + into / 60.0 >= 24.0 {
            let (id, offered) = (role.id(), number(offered));
            let message =
                format!("with `book.slots` at {offered}, the last slots of `roles.{id}` begin after midnight");
            let path = format!("roles.{id}.slots_per_session");
            self.refuse(&["book.slots", path.as_str()], message, "offer fewer slots, or shorter ones");
        }
    }

    /// The sessions of one day, against the clock.
    fn hours(&mut self, role: Role, own: &RoleSettings, afternoons: bool) {
        let clinic = &self.settings.clinic;
        let path = format!("roles.{}.session", role.id());
        let ends = clinic.morning + own.session / 60.0;
        let evening = clinic.afternoon + own.session / 60.0;
        let help = format!("make `{path}` shorter, or begin at another time");
        // Minutes as hours may be off by a last bit.
        let after = |time: f64, limit: f64| time > limit + 1e-9;
        if afternoons && clinic.afternoon >= clinic.morning && after(ends, clinic.afternoon) {
            let message = format!(
                "the morning session of `roles.{}` ends at {}, but the afternoon's begins at {}",
                role.id(),
                clock(ends),
                clock(clinic.afternoon)
            );
            self.refuse(&[path.as_str(), "clinic.afternoon", "clinic.morning"], message, help.clone());
        }
        let (which, last) = if afternoons { ("afternoon", evening) } else { ("morning", ends) };
        if after(last, 24.0) {
            let message = format!("the {which} session of `roles.{}` ends after midnight", role.id());
            let begins = format!("clinic.{which}");
            self.refuse(&[path.as_str(), begins.as_str()], message, help);
        }
    }

    /// A role's group sessions, against the clock and the time they need.
    fn groups(&mut self, role: Role, own: &RoleSettings) {
        if own.group_sessions_per_week == 0.0 {
            return;
        }
        let path = |name: &str| format!("roles.{}.{name}", role.id());
        let ends = self.settings.clinic.afternoon + own.group_session / 60.0;
        if ends > 24.0 + 1e-9 {
            let message = format!("the afternoon's group session of `roles.{}` ends after midnight", role.id());
            let help = format!("make `{}` shorter, or begin at another time", path("group_session"));
            self.refuse(&[path("group_session"), "clinic.afternoon".into()], message, help);
        }
        let minutes = &own.minutes[Mode::Group as usize];
        if minutes.mean == 0.0 && minutes.values.is_empty() {
            let message = format!("the group sessions of `roles.{}` take no time", role.id());
            let help = format!("give `{}`, such as 90", path("minutes.group.mean"));
            self.refuse(&[path("minutes.group.mean"), path("group_sessions_per_week")], message, help);
        }
    }

    fn people(&mut self) {
        let open = self.open_days();
        for (name, person) in &self.settings.people {
            let sessions = format!("people.{name}.sessions");
            let held = person.sessions.values();
            if none(held) {
                let message = format!("`people.{name}` has no sessions on any weekday");
                self.refuse(
                    &[sessions],
                    message,
                    format!("give some, such as `people.{name}.sessions.mon = 2`, or leave the person out"),
                );
            } else if let Some(day) = Weekday::ALL.iter().skip(open).find(|day| person.sessions[**day] > 0.0) {
                let message = format!("`people.{name}` has sessions on {}, when the practice is closed", day.id());
                let help = "open more days with `calendar.days_per_week`, or move the sessions";
                self.refuse(&[format!("{sessions}.{}", day.id()), sessions], message, help);
            }
            if self.counted().contains(name) {
                let message = format!("`people.{name}` has the name of somebody counted under `roles`");
                self.refuse(&[format!("people.{name}")], message, "give this person another name");
            }
        }
    }

    fn absences(&mut self) {
        if self.settings.absences.is_empty() {
            return;
        }
        let known: Vec<String> = self.settings.people.keys().cloned().chain(self.counted()).collect();
        for (name, absence) in &self.settings.absences {
            let path = format!("absences.{name}.person");
            let person = &absence.person;
            if person.is_empty() {
                self.refuse(
                    &[path],
                    format!("`absences.{name}` does not say who is away"),
                    "give `person`, such as \"gp_1\"",
                );
            } else if !known.contains(person) {
                let message = format!("`absences.{name}` is about \"{}\", and nobody here is called so", shown(person));
                let all = if known.is_empty() {
                    "the practice has nobody yet".into()
                } else {
                    format!("there are {}", ticked(&known))
                };
                let help = did_you_mean(person, known.iter().map(String::as_str)).unwrap_or(all);
                self.refuse(&[path], message, help);
            }
        }
    }

    /// Whether anybody is there for the needs of one kind.
    fn problem(&mut self, kind: Kind) {
        let own = &self.settings.problems[kind];
        let path = |name: &str| format!("problems.{}.{name}", kind.id());
        let asked = own.per_1000_per_week * self.settings.demand.level > 0.0;
        let recalled = own.recalls_per_patient_per_year > 0.0;
        if recalled {
            for (name, weights) in
                [("recall_month", own.recall_month.values()), ("recall_age", own.recall_age.values())]
            {
                if none(weights) {
                    let message = format!("every one of `{}` is 0, so no recall falls due", path(name));
                    self.refuse(
                        &[path(name)],
                        message,
                        format!("for none write `{} = 0`", path("recalls_per_patient_per_year")),
                    );
                }
            }
        }
        if !(asked || recalled) || own.closed_on_call >= 1.0 {
            return;
        }
        if Role::ALL.iter().any(|role| own.books_with[*role] > 0.0 && self.sees_patients(*role)) {
            return;
        }
        let rate = if asked { "per_1000_per_week" } else { "recalls_per_patient_per_year" };
        let paths = [path("books_with"), path(rate)];
        let chosen: Vec<Role> = Role::ALL.iter().copied().filter(|role| own.books_with[*role] > 0.0).collect();
        if chosen.is_empty() {
            let message = format!("patients bring `problems.{}`, but nobody is booked with it", kind.id());
            let help = format!("give `{}.gp = 1` or another role, or close it all on the call", path("books_with"));
            self.refuse(&paths, message, help);
        } else if !chosen.iter().any(|role| self.sees_patients(*role)) {
            let roles: Vec<&str> = chosen.iter().map(|role| role.id()).collect();
            let verb = if roles.len() == 1 { "has" } else { "have" };
            let message =
                format!("`problems.{}` is booked with {}, which {verb} no sessions", kind.id(), ticked(&roles));
            let help = format!("give `roles.{}.sessions_per_week`, or book it with another role", roles[0]);
            self.refuse(&paths, message, help);
        }
    }

    fn sees_patients(&self, role: Role) -> bool {
        let mut named = self.settings.people.values().filter(|person| person.role == role);
        self.settings.roles[role].sessions_per_week > 0.0 || named.any(|person| !none(person.sessions.values()))
    }

    fn open_days(&self) -> usize {
        self.settings.calendar.days_per_week as usize
    }

    /// The names of the people counted under their role: `gp_1`, `gp_2` ….
    fn counted(&self) -> Vec<String> {
        let numbered = |role: &Role| {
            let people = self.settings.roles[*role].people.ceil() as usize;
            let id = role.id();
            (1..=people).map(move |number| format!("{id}_{number}"))
        };
        Role::ALL.iter().flat_map(numbered).collect()
    }
}

/// `"1 person"`, `"2.5 people"`.
fn count(amount: f64, one: &str, many: &str) -> String {
    format!("{} {}", number(amount), if amount == 1.0 { one } else { many })
}
