//! One need's story, a line an event, in words a receptionist would use; and the event log as tidy CSV.

use super::words::{capital, clock, length, role};
use crate::kernel::{SimTime, Span};
use crate::practice::watch::{Origin, THE_PRACTICE};
use crate::practice::{Calendar, Ending, Event, Params};
use crate::scenario::names::{Channel, Mode, TriageBy};

/// Who is who and which day is which, for telling events to people.
pub struct Teller<'a> {
    pub params: &'a Params,
    pub calendar: &'a Calendar,
}

impl Teller<'_> {
    /// `Tue 9 Jan 2018 08:12  Rings the practice.`
    pub fn line(&self, at: SimTime, event: &Event) -> String {
        format!("{} {}  {}", self.date(at.day()), clock(at.of_day()), self.sentence(event))
    }

    fn date(&self, day: u32) -> String {
        self.calendar.date(day).strftime("%a %e %b %Y").to_string()
    }

    fn who(&self, person: u16) -> String {
        role(&self.params.people[usize::from(person)].name)
    }

    fn sentence(&self, event: &Event) -> String {
        match *event {
            Event::Arises { patient, problem, urgent, .. } => {
                let what = problem.id().replace('_', " ");
                let urgent = if urgent { ", and must be seen today" } else { "" };
                format!("Patient {patient} needs help: {what}{urgent}.")
            }
            Event::FallsDue { patient, problem } => {
                format!("Patient {patient} is due on the {} register.", problem.id().replace('_', " "))
            }
            Event::ArisesFrom { parent, patient, problem } => {
                let what = problem.id().replace('_', " ");
                format!("Patient {patient} has to ask again because of need {parent}: {what}.")
            }
            Event::Asks { channel: Channel::Phone, attempt: 1 } => "Rings the practice.".into(),
            Event::Asks { channel: Channel::Phone, attempt } => format!("Rings again, call {attempt} of the day."),
            Event::Asks { channel: Channel::Desk, .. } => "Asks at the front desk.".into(),
            Event::Asks { channel: Channel::Online, .. } => "Sends a request online.".into(),
            Event::EngagedTone => "All lines are taken.".into(),
            Event::HangsUp { waited } => format!("Hangs up after {}.", length(waited)),
            Event::CutOff { waited } => format!("Is cut off at closing after {}.", length(waited)),
            Event::Redials => "Tries once more.".into(),
            Event::Answered { waited: Span(0) } => "Is answered at once.".into(),
            Event::Answered { waited } => format!("Is answered after {}.", length(waited)),
            Event::CallEnds => "The conversation ends.".into(),
            Event::ServesItself => "Does it online, with no staff.".into(),
            Event::NavigatedTo { role: to } => {
                format!("Reception offers somebody better placed: {}.", role(to.id()))
            }
            Event::WaitsForTriage { by } => format!("Goes on the triage list ({}).", by.id()),
            Event::Triage { by, waited, lasts } => {
                let how = if by == TriageBy::Online { "is answered in writing" } else { "is rung back" };
                format!("After {} {how} by triage ({}); it takes {}.", length(waited), by.id(), length(lasts))
            }
            Event::SentBack { destination } => {
                format!("{} sends the patient back.", destination.id().replace('_', " "))
            }
            Event::SettledOnCall => "Reception could settle it.".into(),
            Event::Booked { person, day, at, lead_days, origin } => {
                let why = match origin {
                    Origin::Soonest => "the first free",
                    Origin::Choice => "a day of the patient's choice",
                    Origin::FollowUp => "a planned follow-up",
                    Origin::Recall => "a recall",
                };
                let ahead = match lead_days {
                    0 => "today".to_string(),
                    1 => "tomorrow".to_string(),
                    days => format!("in {days} days"),
                };
                format!("Is booked with {} for {} {}, {ahead}: {why}.", self.who(person), self.date(day), clock(at))
            }
            Event::JoinsDutyList => "The book is full: goes on the duty doctor's list.".into(),
            Event::NoSlot => "There is no slot that would do.".into(),
            Event::AsksAgainOn { day } => format!("Will ask on {}.", self.date(day)),
            Event::Settles => "Is better without help.".into(),
            Event::Cancels { late: false } => "Cancels; the slot can be offered again.".into(),
            Event::Cancels { late: true } => "Had cancelled, too late to offer the slot again.".into(),
            Event::PracticeCancels => "The practice has to cancel: the clinician is away.".into(),
            Event::DidNotAttend => "Does not come.".into(),
            Event::Arrives => "Comes to the surgery.".into(),
            Event::Encounter { person, mode, waited, lasts, own_gp } => {
                let seen = match mode {
                    Mode::FaceToFace => "Is seen by",
                    Mode::Group => "Is in a group led by",
                    Mode::Phone => "Is rung by",
                    Mode::Online => "Is answered in writing by",
                    Mode::HomeVisit => "Is visited by",
                };
                let usual = if own_gp { ", the usual GP," } else { "" };
                let wait =
                    if waited.0 == 0 { "without waiting".into() } else { format!("after waiting {}", length(waited)) };
                format!("{seen} {}{usual} {wait}; it takes {}.", self.who(person), length(lasts))
            }
            Event::WriteUp { person, lasts } => {
                format!("{} writes notes for {}.", capital(&self.who(person)), length(lasts))
            }
            Event::CalledAvoidable { why } => {
                format!("The GP calls it avoidable: {}.", why.id().replace('_', " "))
            }
            Event::AnsweredByMessage { role: by, lasts } => {
                let by = role(by.id());
                format!("Has a message answered by a {by}, in place of an appointment; it takes {}.", length(lasts))
            }
            Event::ReferredInside { to } => format!("Needs somebody else here: {}.", role(to.id())),
            Event::AsksAdvice { averts: true } => "The GP asks a specialist, whose advice does: no referral.".into(),
            Event::AsksAdvice { averts: false } => "The GP asks a specialist, and refers all the same.".into(),
            Event::PlansFollowUp { day } => format!("A follow-up is planned for about {}.", self.date(day)),
            Event::ComesBackOn { day } => {
                format!("It is not settled: the patient will ask again on {}.", self.date(day))
            }
            Event::SentTo { destination } => format!("Is sent to {}.", destination.id().replace('_', " ")),
            Event::ReferredToSupport { support } => {
                format!("The GP refers the patient to {}.", support.id().replace('_', " "))
            }
            Event::TasksCome { task, count } => {
                format!("Tasks come in: {count} of {}.", task.id().replace('_', " "))
            }
            Event::TasksFor { task, role: by, millionths } => {
                let (count, of) = (millionths as f64 / 1e6, task.id().replace('_', " "));
                format!("Of those of {of}, {count:.1} are for: {}.", role(by.id()))
            }
            Event::WorkComes { role: by, line, lasts } => {
                let of = line.id().replace('_', " ");
                format!("Work comes for: {}; {of}, {}.", role(by.id()), length(lasts))
            }
            Event::WorkLeft { role: by, lasts } => {
                format!("Work left at the end of the day for: {}; {}.", role(by.id()), length(lasts))
            }
            Event::OffSick { person, covered } => {
                let cover = if covered { "a locum comes" } else { "nobody covers" };
                format!("{} is off sick; {cover}.", capital(&self.who(person)))
            }
            Event::Ends { ending } => match ending {
                Ending::Closed => "The need is closed.".into(),
                Ending::Redirected => "The need is dealt with elsewhere.".into(),
                Ending::GaveUp => "Nothing more is heard of it.".into(),
                Ending::LeftForUrgentCare => "Goes to 111 or A&E instead.".into(),
                Ending::Recovered => "Needs no more help.".into(),
                Ending::NotOffered => "The practice has found no slot for weeks and stops looking.".into(),
            },
        }
    }
}

/// The columns of an event log.
pub const COLUMNS: [&str; 9] = ["need", "day", "clock", "ticks", "event", "who", "detail", "minutes", "value"];

/// An event log as CSV: measured days count from 0, those of the warm-up are negative.
pub fn events_csv(teller: &Teller, events: &[(SimTime, u64, Event)]) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for (at, need, event) in events {
        let (name, who, detail, minutes, value) = columns(teller, event);
        let day = i64::from(at.day()) - i64::from(teller.calendar.warm_up);
        out.write_record([
            &if *need == THE_PRACTICE { String::new() } else { need.to_string() },
            &day.to_string(),
            &clock(at.of_day()),
            &at.0.to_string(),
            name,
            &who,
            &detail,
            &minutes,
            &value,
        ])?;
    }
    super::csv::whole(out)
}

/// Event name, person or patient, detail, a length in minutes, and a number.
fn columns(teller: &Teller, event: &Event) -> (&'static str, String, String, String, String) {
    let none = String::new;
    let minutes = |span: Span| format!("{}", span.as_minutes());
    let measured = |day: u32| (i64::from(day) - i64::from(teller.calendar.warm_up)).to_string();
    let name = |person: u16| teller.params.people[usize::from(person)].name.clone();
    match *event {
        Event::Arises { patient, problem, urgent, .. } => {
            ("arises", patient.to_string(), problem.id().into(), none(), u8::from(urgent).to_string())
        }
        Event::FallsDue { patient, problem } => ("falls_due", patient.to_string(), problem.id().into(), none(), none()),
        Event::ArisesFrom { parent, patient, problem } => {
            ("arises_from", patient.to_string(), problem.id().into(), none(), parent.to_string())
        }
        Event::Asks { channel, attempt } => ("asks", none(), channel.id().into(), none(), attempt.to_string()),
        Event::EngagedTone => ("engaged", none(), none(), none(), none()),
        Event::HangsUp { waited } => ("hangs_up", none(), none(), minutes(waited), none()),
        Event::CutOff { waited } => ("cut_off", none(), none(), minutes(waited), none()),
        Event::Redials => ("redials", none(), none(), none(), none()),
        Event::Answered { waited } => ("answered", none(), none(), minutes(waited), none()),
        Event::CallEnds => ("call_ends", none(), none(), none(), none()),
        Event::ServesItself => ("serves_itself", none(), none(), none(), none()),
        Event::NavigatedTo { role } => ("navigated_to", none(), role.id().into(), none(), none()),
        Event::WaitsForTriage { by } => ("waits_for_triage", none(), by.id().into(), none(), none()),
        Event::Triage { by, waited, lasts } => ("triage", none(), by.id().into(), minutes(lasts), minutes(waited)),
        Event::SentBack { destination } => ("sent_back", none(), destination.id().into(), none(), none()),
        Event::SettledOnCall => ("settled_on_call", none(), none(), none(), none()),
        Event::Booked { person, day, origin, lead_days, .. } => {
            let why = match origin {
                Origin::Soonest => "asap",
                Origin::Choice => "choice",
                Origin::FollowUp => "follow_up",
                Origin::Recall => "recall",
            };
            let _ = day;
            ("booked", name(person), why.into(), none(), lead_days.to_string())
        }
        Event::JoinsDutyList => ("duty_list", none(), none(), none(), none()),
        Event::NoSlot => ("no_slot", none(), none(), none(), none()),
        Event::AsksAgainOn { day } => ("asks_again_on", none(), none(), none(), measured(day)),
        Event::Settles => ("settles", none(), none(), none(), none()),
        Event::Cancels { late } => ("cancels", none(), if late { "late" } else { "early" }.into(), none(), none()),
        Event::PracticeCancels => ("practice_cancels", none(), none(), none(), none()),
        Event::DidNotAttend => ("did_not_attend", none(), none(), none(), none()),
        Event::Arrives => ("arrives", none(), none(), none(), none()),
        Event::Encounter { person, mode, waited, lasts, own_gp } => {
            let detail = format!("{}{}", mode.id(), if own_gp { ":own_gp" } else { "" });
            ("encounter", name(person), detail, minutes(lasts), minutes(waited))
        }
        Event::WriteUp { person, lasts } => ("write_up", name(person), none(), minutes(lasts), none()),
        Event::CalledAvoidable { why } => ("called_avoidable", none(), why.id().into(), none(), none()),
        Event::AnsweredByMessage { role, lasts } => {
            ("answered_by_message", none(), role.id().into(), minutes(lasts), none())
        }
        Event::ReferredInside { to } => ("referred_inside", none(), to.id().into(), none(), none()),
        Event::AsksAdvice { averts } => {
            ("asks_advice", none(), if averts { "averted" } else { "refers" }.into(), none(), none())
        }
        Event::PlansFollowUp { day } => ("plans_follow_up", none(), none(), none(), measured(day)),
        Event::ComesBackOn { day } => ("comes_back_on", none(), none(), none(), measured(day)),
        Event::SentTo { destination } => ("sent_to", none(), destination.id().into(), none(), none()),
        Event::ReferredToSupport { support } => ("referred_to_support", none(), support.id().into(), none(), none()),
        Event::TasksCome { task, count } => ("tasks_come", none(), task.id().into(), none(), count.to_string()),
        Event::TasksFor { task, role, millionths } => {
            ("tasks_for", role.id().into(), task.id().into(), none(), format!("{}", millionths as f64 / 1e6))
        }
        Event::WorkComes { role, line, lasts } => {
            ("work_comes", role.id().into(), line.id().into(), minutes(lasts), none())
        }
        Event::WorkLeft { role, lasts } => ("work_left", role.id().into(), none(), minutes(lasts), none()),
        Event::OffSick { person, covered } => {
            ("off_sick", name(person), if covered { "covered" } else { "uncovered" }.into(), none(), none())
        }
        Event::Ends { ending } => ("ends", none(), ending.id().into(), none(), none()),
    }
}
