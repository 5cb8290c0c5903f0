//! Which parts of a practice are switched on by its settings, and what each of them does, in words and as a flow. What is
//! switched off is not described.

use crate::report::plots::flow_diagram::{Flow, Stage};
use crate::report::words::{capital, role};
use crate::scenario::names::{Destination, FreedTime, Problem, Prompt, Role, Support, Task, TriageBy};
use crate::scenario::settings::Settings;

/// The parts that are switched on.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    pub desk: bool,
    pub online: bool,
    pub in_writing: bool,
    pub navigation: bool,
    pub direct: bool,
    pub triage: Vec<TriageBy>,
    pub outside: Vec<Destination>,
    pub prompts: Vec<Prompt>,
    pub cancels: bool,
    pub misses: bool,
    pub duty: bool,
    pub own_gp: bool,
    pub overbooked: bool,
    pub elsewhere: bool,
    pub recalls: Vec<Problem>,
    pub follow_ups: bool,
    pub returns: bool,
    pub groups: bool,
    pub messages: bool,
    pub tests: bool,
    pub hospital: bool,
    pub tasks: Vec<Task>,
    pub support: Vec<Support>,
    pub audit: bool,
    pub feedback: bool,
    /// Roles with sessions that patients are booked into.
    pub sessions: Vec<Role>,
    /// Kinds of need that patients bring.
    pub kinds: Vec<Problem>,
    pub freed: FreedTime,
}

impl Parts {
    pub fn of(s: &Settings) -> Parts {
        let some = |test: &dyn Fn(Problem) -> bool| Problem::ALL.iter().any(|&kind| test(kind));
        let offered = |at: Destination| s.destinations[at].offered > 0.0 || s.destinations[at].home_visits > 0.0;
        let could = |at: Destination| s.navigation.reach > 0.0 && some(&|kind| s.problems[kind].able_at[at] > 0.0);
        let chosen = |test: &dyn Fn(Problem) -> bool| Problem::ALL.iter().copied().filter(|&kind| test(kind)).collect();
        let held = |at: Role| {
            let named =
                s.people.values().any(|person| person.role == at && person.sessions.values().iter().any(|n| *n > 0.0));
            at.is_clinical() && (named || s.roles[at].people > 0.0 && s.roles[at].sessions_per_week > 0.0)
        };
        let dna = &s.attendance.dna;
        let f = &s.feedback;
        Parts {
            desk: s.channels.desk > 0.0,
            online: s.channels.online > 0.0,
            in_writing: s.channels.e_consultation > 0.0 && s.triage[TriageBy::Online].clinicians > 0.0,
            navigation: s.navigation.reach > 0.0,
            direct: Role::ALL.iter().any(|&at| s.roles[at].offered > 0.0)
                || Destination::ALL.iter().any(|&at| s.destinations[at].offered > 0.0),
            triage: TriageBy::ALL.iter().copied().filter(|&by| is_triaged(s, by)).collect(),
            outside: Destination::ALL
                .iter()
                .copied()
                .filter(|&at| s.destinations[at].capacity_per_day > 0.0 && (offered(at) || could(at)))
                .collect(),
            prompts: Prompt::ALL.iter().copied().filter(|&prompt| s.attendance.prompts[prompt].reach > 0.0).collect(),
            cancels: s.attendance.cancels_early > 0.0 || s.attendance.cancels_late > 0.0,
            misses: [dna.same_day, dna.next_day, dna.days_2_7, dna.days_8_over].iter().any(|share| *share > 0.0),
            duty: s.book.duty_limit > 0.0,
            own_gp: s.patients.wants_own_gp > 0.0,
            overbooked: s.book.overbook > 0.0,
            elsewhere: s.book.urgent_elsewhere > 0.0,
            recalls: chosen(&|kind| s.problems[kind].recalls_per_patient_per_year > 0.0),
            follow_ups: some(&|kind| s.problems[kind].follow_up > 0.0 || s.problems[kind].follow_up_again > 0.0),
            returns: some(&|kind| s.problems[kind].returns > 0.0),
            groups: Role::ALL.iter().any(|&at| s.roles[at].group_sessions_per_week > 0.0),
            messages: s.outcome.messages > 0.0,
            tests: some(&|kind| s.problems[kind].tests > 0.0),
            hospital: some(&|kind| s.problems[kind].refers > 0.0),
            tasks: Task::ALL.iter().copied().filter(|&task| s.tasks[task].per_1000_per_day > 0.0).collect(),
            support: Support::ALL
                .iter()
                .copied()
                .filter(|&help| s.support[help].reach > 0.0 || s.support[help].at_consultations > 0.0)
                .collect(),
            audit: s.audit.eye > 0.0,
            feedback: [f.demand, f.claims_urgent, f.just_in_case, f.urgent_care].iter().any(|move_by| *move_by > 0.0),
            sessions: Role::ALL.iter().copied().filter(|&at| held(at)).collect(),
            kinds: chosen(&|kind| s.problems[kind].per_1000_per_week > 0.0),
            freed: s.clinic.freed_time,
        }
    }

    /// What each part that is switched on does, a sentence each, in the order in which a need goes through them.
    pub fn logic(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let mut say = |is_on: bool, sentence: String| all.extend(is_on.then_some(sentence));
        let kinds = self.kinds.len();
        say(
            kinds > 0,
            format!(
                "Needs of {kinds} kinds arise at random, more in some months, weekdays and half hours, and more among some patients than others."
            ),
        );
        say(
            !self.recalls.is_empty(),
            format!(
                "The practice calls patients for {} from its registers, when they fall due.",
                listed(self.recalls.iter().map(|kind| kind.id()))
            ),
        );
        let mut channels = vec!["ring"];
        channels.extend(self.desk.then_some("come to the desk"));
        channels.extend(self.online.then_some("ask online"));
        channels.extend(self.in_writing.then_some("write to a clinician"));
        say(
            kinds > 0,
            format!(
                "Patients {}; callers wait, and are answered, find all lines taken or hang up; those who fail may ring again.",
                listed(channels.into_iter())
            ),
        );
        say(
            self.direct,
            "Reception offers somebody better placed directly, where the need suits and there is room.".into(),
        );
        say(self.navigation, "Reception considers requests and offers somebody better placed, whom it knows or guesses to be able to help.".into());
        for by in &self.triage {
            let sentence = match by {
                TriageBy::Gp => "A GP rings back before anybody is booked, and closes what can be closed by phone.",
                TriageBy::Nurse => {
                    "A nurse rings back before anybody is booked, and closes what can be closed by phone."
                }
                TriageBy::Online => "A GP reads requests and answers in writing what can be closed so.",
            };
            say(true, sentence.into());
        }
        say(
            !self.outside.is_empty(),
            format!(
                "Some patients are helped by {}, which has so much room a day and sends back what it cannot close.",
                listed(self.outside.iter().map(|at| at.id()))
            ),
        );
        say(
            !self.sessions.is_empty(),
            format!("Everybody else is booked with {} into the first slot that will do.", roles(&self.sessions)),
        );
        say(
            self.cancels,
            "Some cancel between booking and appointment; a slot given up in time is offered again.".into(),
        );
        say(self.misses, "Some do not come (DNA), more often the longer ago the booking was made.".into());
        say(
            !self.prompts.is_empty(),
            format!("Bookings are kept in mind by {}.", listed(self.prompts.iter().map(|prompt| prompt.id()))),
        );
        say(
            !self.sessions.is_empty(),
            "Clinicians see patients in the order of their slots, each when both are there, and write notes.".into(),
        );
        say(
            !self.sessions.is_empty(),
            match self.freed {
                FreedTime::Tasks => {
                    "Time that patients do not need goes to paperwork that waits, and is otherwise idle."
                }
                FreedTime::LongerConsultations => "Encounters go on into time that nobody else needs.",
                FreedTime::EarlierFinish => "Who has nobody left to see and no paperwork goes home.",
                FreedTime::MoreSlots => "Time that was idle in recent weeks is offered as further slots.",
            }
            .into(),
        );
        say(self.groups, "Follow-ups and recalls that suit it are seen together in group sessions.".into());
        say(self.messages, "Some planned appointments are replaced by messages.".into());
        say(self.follow_ups, "Encounters may plan a follow-up.".into());
        say(self.returns, "A problem that was not settled comes back.".into());
        say(
            self.tests,
            "Tests come back as work on the next working day, and bring patients back whom nobody tells the result."
                .into(),
        );
        say(
            self.hospital,
            "Referrals are work on the next working day; what the hospital fails to do brings patients back.".into(),
        );
        say(
            !self.tasks.is_empty(),
            format!(
                "Work without the patient present arrives each working day: {}.",
                listed(self.tasks.iter().map(|task| task.id()))
            ),
        );
        say(
            !self.support.is_empty(),
            format!(
                "Some patients bring fewer needs because of {}.",
                listed(self.support.iter().map(|help| help.id()))
            ),
        );
        say(
            self.feedback,
            "What access was like in recent weeks moves demand, claims of urgency, just-in-case booking and leaving."
                .into(),
        );
        say(self.audit, "GPs note which appointments they would call avoidable; it changes nothing.".into());
        all
    }

    /// The same as stages, top to bottom.
    pub fn flow(&self) -> Flow {
        let mut stages = vec![Stage::of("Needs arise", ["Patients' needs"])];
        if !self.recalls.is_empty() {
            stages[0].boxes.push("Recalls: straight to the book".into());
        }
        let mut asked = Stage::of("Asked for", ["Telephone"]);
        asked.boxes.extend(self.desk.then(|| "Front desk".into()));
        asked.boxes.extend((self.online || self.in_writing).then(|| "Online".into()));
        asked.leaves.extend(["Lines taken, hangs up:".into(), "rings again or leaves".into()]);
        stages.push(asked);
        if self.navigation || self.direct {
            let mut stage = Stage::of("Anybody else?", ["Reception offers a colleague"]);
            if !self.outside.is_empty() {
                stage.leaves.extend(["Helped elsewhere,".to_string(), "or sent back".to_string()]);
            }
            stages.push(stage);
        }
        if !self.triage.is_empty() {
            let by = self.triage.iter().map(|by| match by {
                TriageBy::Gp => "Triage by a GP",
                TriageBy::Nurse => "Triage by a nurse",
                TriageBy::Online => "Answered in writing",
            });
            let mut stage = Stage::of("Triage", []);
            stage.boxes.extend(by.map(String::from));
            stage.leaves.push("Closed without a visit".into());
            stages.push(stage);
        }
        if !self.sessions.is_empty() {
            let mut book = Stage::of("Booked", ["Appointment book"]);
            book.boxes.extend(self.duty.then(|| "Duty doctor's list".into()));
            book.leaves.extend(["No slot: asks again, gives".into(), "up, 111 or A&E".into()]);
            stages.push(book);
            let mut seen = Stage::of("Seen", []);
            seen.boxes = self.sessions.iter().take(MOST).map(|at| capital(&role(at.id()))).collect();
            if self.sessions.len() > MOST {
                seen.boxes.push(format!("{} more roles", self.sessions.len() - MOST));
            }
            seen.leaves.extend(self.misses.then(|| "Did not come (DNA)".into()));
            seen.leaves.extend(self.cancels.then(|| "Cancelled".into()));
            stages.push(seen);
        }
        let mut ends = Stage::of("Then", ["What comes of it"]);
        ends.boxes.extend((!self.tasks.is_empty()).then(|| "Work without the patient".into()));
        ends.leaves.push("Closed".into());
        stages.push(ends);
        let back = [(self.returns, "not settled"), (self.misses, "did not come")];
        let back: Vec<&str> = back.iter().filter(|(is_on, _)| *is_on).map(|(_, words)| *words).collect();
        let follow_ups = if self.follow_ups { " Follow-ups go straight to the book." } else { "" };
        let back = (!back.is_empty()).then(|| format!("Asks again: {}.{follow_ups}", back.join(", ")));
        Flow { stages, back }
    }
}

/// Roles that have a box of their own in the diagram.
const MOST: usize = 3;

fn is_triaged(s: &Settings, by: TriageBy) -> bool {
    let triage = &s.triage[by];
    let written = by == TriageBy::Online && s.channels.e_consultation > 0.0;
    triage.clinicians > 0.0 && (triage.reach_urgent > 0.0 || triage.reach_routine > 0.0 || written)
}

/// `GP, practice nurse and health care assistant`.
pub fn roles(all: &[Role]) -> String {
    listed(all.iter().map(|at| at.id()))
}

/// Ids in words, with `and` before the last.
pub fn listed<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<String> = ids.map(role).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Change, load};

    fn parts(practice: &str, changes: &[&str]) -> Parts {
        let changes = changes.iter().map(|text| Change::parse(text).unwrap()).collect();
        Parts::of(&load(practice, changes).unwrap().settings)
    }

    #[test]
    fn a_part_that_is_switched_off_is_not_described() {
        let told = |parts: &Parts| parts.logic().join(" ");
        let plain = parts("average-2018", &[]);
        assert!(!told(&plain).contains("Reception considers") && !told(&plain).contains("rings back before"));
        assert!(told(&plain).contains("practice nurse") && told(&plain).contains("do not come (DNA)"));
        let reached = parts("average-2018", &["navigation.reach=0.5"]);
        assert!(told(&reached).contains("Reception considers requests"));
        let phones = parts("phone-alone", &[]);
        assert!(!told(&phones).contains("booked") && phones.flow().stages.iter().all(|stage| stage.name != "Booked"));
    }

    #[test]
    fn several_are_listed_with_and_before_the_last() {
        assert_eq!(roles(&[Role::Gp, Role::PracticeNurse, Role::Pharmacist]), "GP, practice nurse and pharmacist");
        assert_eq!(roles(&[Role::Gp]), "GP");
        assert_eq!(roles(&[]), "");
    }
}
