//! What a simulation of this practice is made of, line by line of the record: entities, activities, resources, queues, and
//! where needs come in and go out. All from the settings; what is switched off has no line.

use super::parts::{Parts, listed, roles};
use crate::practice::Ending;
use crate::report::document::{Line, Table};
use crate::report::said::Said;
use crate::report::words::{capital, grouped, role};
use crate::scenario::names::{Family, Mode, Role, TriageBy};
use crate::scenario::settings::{Duration, Settings};

/// 2.5.1
pub fn entities(s: &Settings, parts: &Parts) -> Vec<String> {
    let patients = grouped(s.patients.list_size, 0);
    let mut all = vec![format!(
        "Patients: {patients} are registered, each with an age, a sex, a usual GP, and a tendency to need help that partly \
         lasts and partly passes. None joins or leaves the list during a run."
    )];
    if !parts.kinds.is_empty() {
        all.push(format!(
            "Needs: what makes a patient want help, from the day it arises to its one ending. Kinds that patients bring: \
             {}.",
            listed(parts.kinds.iter().map(|kind| kind.id()))
        ));
    }
    if !parts.recalls.is_empty() {
        let kinds = listed(parts.recalls.iter().map(|kind| kind.id()));
        all.push(format!("Recalls: needs that the practice starts from its registers: {kinds}."));
    }
    all.push("Requests and calls: each time that a need is brought to the practice; one need may bring many.".into());
    if !parts.sessions.is_empty() {
        all.push("Appointments: a need's place in the book, with a person, a day and a time.".into());
    }
    if !parts.tasks.is_empty() {
        let tasks = listed(parts.tasks.iter().map(|task| task.id()));
        all.push(format!("Tasks: work without the patient present: {tasks}."));
    }
    all
}

/// 2.5.2: what takes time, whose, and how long it lasts.
pub fn activities(s: &Settings, parts: &Parts) -> Table {
    let mut lines = Vec::new();
    let mut row = |what: String, who: &str, lasts: String| {
        lines.push(Line::Row(what, vec![Said::from(who), Said::from(lasts)]));
    };
    if s.phone.handlers > 0.0 {
        row("Call that asks for an appointment".into(), "call handler", lasts(&s.phone.booking_call));
        row("Any other call".into(), "call handler", lasts(&s.phone.other_call));
    }
    if parts.online {
        row("Online request that needs staff".into(), "call handler", lasts(&s.channels.online_request));
    }
    if parts.navigation {
        let minutes = format!("{} minutes more", s.navigation.extra_call);
        row("Considering who could help".into(), "call handler", minutes);
    }
    for &by in &parts.triage {
        let what = if by == TriageBy::Online { "Answer in writing" } else { "Triage of one request" };
        row(what.into(), &role(by.role().id()), lasts(&s.triage[by].minutes));
    }
    for &at in &parts.sessions {
        let own = &s.roles[at];
        let who = role(at.id());
        for &mode in Mode::ALL {
            let minutes = &own.minutes[mode];
            let is_used = match mode {
                Mode::Phone => own.by_phone > 0.0 || triages(parts, at),
                Mode::Group => own.group_sessions_per_week > 0.0,
                Mode::Online => at == Role::Gp && parts.in_writing,
                Mode::FaceToFace | Mode::HomeVisit => true,
            };
            if is_used && (minutes.mean > 0.0 || minutes.family == Family::Empirical) {
                let what = format!("{} with the patient", capital(&mode.id().replace('_', " ")));
                row(what, &who, lasts(minutes));
            }
        }
        if own.write_up.mean > 0.0 {
            row("Notes afterwards".into(), &who, lasts(&own.write_up));
        }
    }
    for &task in &parts.tasks {
        let own = &s.tasks[task];
        let touched = |at: &&Role| own.touched_by[**at] > 0.0;
        for &at in Role::ALL.iter().filter(touched) {
            let what = capital(&task.id().replace('_', " "));
            let share = format!("{} minutes for a share of {}", own.minutes[at], own.touched_by[at]);
            row(what, &role(at.id()), share);
        }
    }
    let caption = "What takes time, whose, and how long it lasts before anything that slows or speeds it";
    table(caption, &["Activity", "Who", "Lasts"], lines)
}

fn triages(parts: &Parts, at: Role) -> bool {
    parts.triage.iter().any(|by| by.role() == at)
}

/// `lognormal, mean 2.5, cv 0.6 minutes`
fn lasts(duration: &Duration) -> String {
    let mean = duration.mean;
    match duration.family {
        Family::Constant => format!("{mean} minutes"),
        Family::Infinite => "without end".into(),
        Family::Empirical => format!("one of {} values, mean {mean} minutes", duration.values.len()),
        Family::Exponential => format!("exponential, mean {mean} minutes"),
        Family::Gamma | Family::Lognormal => {
            format!("{}, mean {mean} minutes, cv {}", choice(duration.family), duration.cv)
        }
    }
}

fn choice(family: Family) -> &'static str {
    family.id()
}

/// 2.5.3: people, rooms, lines and places.
pub fn resources(s: &Settings, parts: &Parts) -> Table {
    let mut lines = Vec::new();
    let mut row = |what: String, many: String| lines.push(Line::Row(what, vec![Said::from(many)]));
    if s.phone.handlers > 0.0 {
        let many = format!("{} people, times the rota of the half hour and the weekday", s.phone.handlers);
        row("Call handlers, the desk included".into(), many);
        let endless = s.phone.lines.is_infinite();
        row("Telephone lines".into(), if endless { "without limit".into() } else { s.phone.lines.to_string() });
    }
    for &by in &parts.triage {
        let who = if by == TriageBy::Online { "Clinicians who answer in writing" } else { "Clinicians at triage" };
        row(who.into(), format!("{} ({})", s.triage[by].clinicians, role(by.role().id())));
    }
    for &at in &parts.sessions {
        let own = &s.roles[at];
        let held = format!(
            "{} people, {} sessions a week before leave, {} slots of {} minutes in each, {} of them kept for the day",
            own.people, own.sessions_per_week, own.slots_per_session, own.slot, own.on_the_day
        );
        row(capital(&role(at.id())), held);
    }
    let outside_sessions =
        |at: &&Role| s.roles[**at].task_hours + s.roles[**at].meeting_hours + s.roles[**at].training_hours > 0.0;
    for &at in Role::ALL.iter().filter(outside_sessions) {
        let own = &s.roles[at];
        let hours = format!(
            "{} hours a week for tasks, {} for meetings, {} for training",
            own.task_hours, own.meeting_hours, own.training_hours
        );
        row(format!("{}, outside sessions", capital(&role(at.id()))), hours);
    }
    if s.book.rooms > 0.0 {
        row("Rooms".into(), s.book.rooms.to_string());
    }
    for &at in &parts.outside {
        let capacity = format!("{} people an open day", s.destinations[at].capacity_per_day);
        row(capital(&role(at.id())), capacity);
    }
    let named = s.people.len();
    if named > 0 {
        row("People named in the scenario, with a rota of their own".into(), named.to_string());
    }
    table("Who and what there is", &["Resource", "How much"], lines)
}

/// 2.5.4
pub fn queues(s: &Settings, parts: &Parts) -> Vec<String> {
    let mut all = Vec::new();
    if s.phone.handlers > 0.0 {
        let mut phone = "Telephone".to_string();
        if parts.desk {
            phone.push_str(" and desk, in one queue");
        }
        phone.push_str(": first come, first served");
        if s.phone.priority > 0.0 {
            phone.push_str(", priority callers before the others");
        }
        if parts.online || parts.in_writing {
            phone.push_str("; online requests when nobody else waits");
        }
        let endless = s.phone.patience.family == Family::Infinite;
        phone.push_str(if endless { ". Nobody hangs up." } else { ". Callers hang up when their patience ends." });
        all.push(phone);
    }
    if !parts.triage.is_empty() {
        all.push("Triage: first come, first served, for each kind of clinician; whoever waits at closing is looked at before they go home.".into());
    }
    if !parts.sessions.is_empty() {
        all.push(format!(
            "The appointment book, open {} calendar days ahead: each request takes the first free slot that will do; nobody \
             is moved for another.",
            s.book.horizon
        ));
        all.push("The waiting room: patients are seen in the order of their slots.".into());
    }
    if parts.duty {
        all.push(format!(
            "The duty list: up to {} urgent patients a day for whom the book is full, seen after those who are booked.",
            s.book.duty_limit
        ));
    }
    if !parts.tasks.is_empty() {
        all.push("Tasks: oldest first, a queue for each role.".into());
    }
    if !parts.outside.is_empty() {
        all.push(
            "Each place outside the practice: first come, first served, up to the longest wait that it accepts.".into(),
        );
    }
    all
}

/// 2.5.5
pub fn entry_and_exit(s: &Settings, parts: &Parts) -> (Vec<String>, Table) {
    let mut said = Vec::new();
    if !parts.kinds.is_empty() {
        let rate: f64 =
            parts.kinds.iter().map(|&kind| s.problems[kind].per_1000_per_week).sum::<f64>() * s.demand.level;
        said.push(format!(
            "In: needs that patients start, {} a week for 1,000 patients on average; how many arise in a day varies by chance, \
             by month, by weekday and from day to day.",
            grouped(rate, 1)
        ));
    }
    if !parts.recalls.is_empty() {
        said.push("In: recalls, as they fall due on the practice's registers.".into());
    }
    if s.channels.online_new > 0.0 && (parts.online || parts.in_writing) {
        said.push("In: online requests that nobody would have made otherwise.".into());
    }
    said.push(
        "Out: every need ends in one of these ways, or is still inside when the run ends; a balance that must be 0 is \
               kept of it."
            .into(),
    );
    let lines = Ending::ALL
        .iter()
        .filter(|ending| can_end(**ending, parts))
        .map(|&ending| Line::Row(capital(&ending.id().replace('_', " ")), vec![Said::from(how(ending))]));
    (said, table("How needs end", &["Ending", "What it means"], lines.collect()))
}

fn can_end(ending: Ending, parts: &Parts) -> bool {
    match ending {
        Ending::Redirected => !parts.outside.is_empty(),
        Ending::NotOffered => parts.follow_ups || !parts.recalls.is_empty(),
        Ending::Closed | Ending::GaveUp | Ending::LeftForUrgentCare | Ending::Recovered => true,
    }
}

fn how(ending: Ending) -> &'static str {
    match ending {
        Ending::Closed => "dealt with in the practice",
        Ending::Redirected => "dealt with by help outside the practice's own book",
        Ending::GaveUp => "the patient stopped asking, or did not come and did not ask again",
        Ending::LeftForUrgentCare => "the patient went to 111 or A&E",
        Ending::Recovered => "settled by itself",
        Ending::NotOffered => "the practice had no slot for its own follow-up or recall, and stopped looking",
    }
}

/// How bookings, routes and DNAs are decided: 2.4.
pub fn algorithms(s: &Settings, parts: &Parts) -> Vec<String> {
    let mut all = Vec::new();
    if !parts.sessions.is_empty() {
        let mut booking = format!(
            "Booking: a need keeps one role, drawn once by the weights of its kind, among {}. A request for the same day takes \
             the first free slot today",
            roles(&parts.sessions)
        );
        booking.push_str(if parts.elsewhere { ", then one of another role that can close it" } else { "" });
        booking.push_str(if parts.duty { ", then the duty list" } else { "" });
        booking.push_str(
            "; what is urgent and finds none is turned away. Any other request takes the first free slot from the earliest day \
             allowed, or from a later day of the patient's own choice.",
        );
        if parts.own_gp {
            booking.push_str(&format!(
                " Patients who want their usual GP wait longer for that, up to this many working days: {}.",
                s.book.own_gp_wait
            ));
        }
        all.push(booking);
        all.push(format!(
            "Slots kept for the day open {}.",
            match s.book.release_lead {
                0.0 => "on its morning".to_string(),
                1.0 => "1 working day before".to_string(),
                days => format!("{days} working days before"),
            }
        ));
    }
    if parts.navigation || parts.direct {
        all.push(
            "Routing: who could close a need is drawn once, with the need. Where reception knows, it offers one of those; \
             otherwise anybody whom the kind of need allows. The patient may decline."
                .into(),
        );
    }
    if !parts.triage.is_empty() {
        all.push(
            "Triage closes a request where the need can be closed at a distance, the clinician is able to, and does; otherwise \
             it is booked."
                .into(),
        );
    }
    if parts.misses {
        let prompts = if parts.prompts.is_empty() { "" } else { ", and by what keeps the booking in mind" };
        all.push(format!(
            "DNA: the chance is that of the time from booking, its odds multiplied by those of the patient's age and of the \
             patient{prompts}. It is decided on the day."
        ));
    }
    if parts.cancels {
        all.push("Cancelling is decided at booking, on a day drawn evenly between booking and appointment.".into());
    }
    if !parts.sessions.is_empty() {
        all.push(
            "A session: each encounter begins when the clinician is free and the patient is there, whichever is later \
             (Lindley's recursion)."
                .into(),
        );
    }
    all
}

fn table(caption: &str, columns: &[&str], lines: Vec<Line>) -> Table {
    Table { caption: caption.into(), columns: columns.iter().map(|name| (*name).into()).collect(), lines }
}
