//! Everything a scenario can say: the settings, with unit, range and meaning, all neutral until a file sets them.
//!
//! The defaults describe a practice in which nothing happens, so that a theory scenario says only what it uses;
//! the shipped practices say everything. Read by `file`, judged by `check`, turned into what the loop reads by
//! `practice::params`.

use super::names::*;
use super::node::{By, settings};
use std::collections::BTreeMap;

const INF: f64 = f64::INFINITY;

/// A distribution said by its mean, in one unit: durations and delays differ in nothing else.
macro_rules! said_by_its_mean {
    ($(#[doc = $about:literal])* $name:ident, $unit:literal, $most:literal) => {
        settings! {
            $(#[doc = $about])*
            pub struct $name {
                /// Shape of the distribution.
                family: Family = Family::Constant;
                /// Mean.
                mean: f64 = 0.0, $unit [0, $most];
                /// Coefficient of variation (sd divided by mean), of a gamma or lognormal; the other families ignore it.
                cv: f64 = 1.0, "ratio" [0, 20];
                /// Values of an empirical distribution, each equally likely; they are rescaled to the mean where one is given.
                values: Vec<f64> = Vec::new(), $unit [0, $most];
            }
        }
    };
}

said_by_its_mean! {
    /// A duration, patience or delay, said by its mean.
    Duration, "minutes", 1e6
}

said_by_its_mean! {
    /// A delay of days, said by its mean.
    Delay, "days", 1e5
}

settings! {
    /// A whole scenario.
    pub struct Settings {
        /// A sentence naming the scenario in reports.
        title: String;
        /// Length, warm-up, replications and seed.
        run: Run;
        /// The days on which the practice is open.
        calendar: Calendar;
        /// The registered list.
        patients: Patients;
        /// How often and when needs arise.
        demand: Demand;
        /// How requests reach the practice, as shares; the rest ring.
        channels: Channels;
        /// The telephone and the people who answer it.
        phone: Phone;
        /// Receptionists who offer somebody better placed than the usual role.
        navigation: Navigation;
        /// Clinicians who look at requests before anybody is booked.
        triage: By<TriageBy, Triage>;
        /// Help outside the practice's own book.
        destinations: By<Destination, DestinationSettings>;
        /// The appointment book: how slots are offered.
        book: Book;
        /// Between booking and appointment.
        attendance: Attendance;
        /// How a session runs.
        clinic: Clinic;
        /// Who works here, by role.
        roles: By<Role, RoleSettings>;
        /// Named people with a weekly rota of their own, beside those counted under their role.
        people: BTreeMap<String, Person>;
        /// Dated gaps in somebody's rota.
        absences: BTreeMap<String, Absence>;
        /// What needs are about, and what comes of them.
        problems: By<Problem, ProblemSettings>;
        /// What a patient does who could not get what they asked for.
        unmet: Unmet;
        /// After an encounter.
        outcome: Outcomes;
        /// GPs who write down which of their appointments could have been avoided.
        audit: Audit;
        /// How patients answer to what access was like in recent weeks.
        feedback: Feedback;
        /// Work without the patient present.
        tasks: By<Task, TaskSettings>;
        /// Help beside the practice's own that leaves a patient with fewer needs to bring.
        support: By<Support, SupportSettings>;
    }

    /// Length, warm-up, replications and seed.
    pub struct Run {
        /// Calendar days measured.
        days: f64 = 364.0, "days" whole [1, 200_000];
        /// Whether the warm-up is `run.warm_up_days` or found from pilot runs.
        warm_up: WarmUp = WarmUp::Days;
        /// Calendar days simulated before measuring starts, where the warm-up is not automatic.
        warm_up_days: f64 = 0.0, "days" whole [0, 20_000];
        /// Independent repetitions of the run.
        replications: f64 = 100.0, "replications" whole [1, 1e6];
        /// Number from which all chance follows.
        seed: f64 = 1.0, "whole number" whole [0, 9e15];
    }

    /// The days on which the practice is open.
    pub struct Calendar {
        /// First measured day, as year-month-day; a Monday keeps weeks whole.
        start: String = "2018-01-01".into();
        /// Open days a week, from Monday.
        days_per_week: f64 = 5.0, "days" whole [1, 7];
        /// Bank holidays kept.
        holidays: Holidays = Holidays::None;
        /// How much of the seasonal swing in `demand.month` and `problems.*.recall_month` is used.
        season: f64 = 1.0, "reach" [0, 1];
    }

    /// The registered list.
    pub struct Patients {
        /// Registered patients.
        list_size: f64 = 1000.0, "patients" whole [1, 2_000_000];
        /// Share of the list in each age band; rescaled to 1.
        ages: By<Age, f64> = By::all(1.0), "share" [0, 1e6];
        /// Share who are female.
        female: f64 = 0.5, "share" [0, 1];
        /// Relative rate of needs by age, males.
        need_rate_male: By<Age, f64> = By::all(1.0), "relative" [0, 1000];
        /// Relative rate of needs by age, females.
        need_rate_female: By<Age, f64> = By::all(1.0), "relative" [0, 1000];
        /// Spread between patients that lasts, as cv of a gamma multiplier of the rate of needs.
        persistent_cv: f64 = 0.0, "ratio" [0, 10];
        /// Spread between patients that passes, as cv of a gamma multiplier drawn anew each spell.
        transient_cv: f64 = 0.0, "ratio" [0, 10];
        /// Length of such a spell.
        transient_weeks: f64 = 13.0, "weeks" [1, 520];
        /// Share who care which GP they see.
        wants_own_gp: f64 = 0.0, "share" [0, 1];
        /// Share who would use the practice's website for a request, by age.
        online: By<Age, f64> = By::all(1.0), "share" [0, 1];
    }

    /// How often and when needs arise.
    pub struct Demand {
        /// All patient-started needs, as a multiple of the rates under `problems`.
        level: f64 = 1.0, "ratio" [0, 100];
        /// Relative demand by weekday. Days on which the practice is closed may have needs too; they ask when it opens.
        weekday: By<Weekday, f64> = By::all(1.0), "relative" [0, 100];
        /// Relative demand by month.
        month: By<Month, f64> = By::all(1.0), "relative" [0, 100];
        /// When in the day patients ask, as relative weights of half hours; half hours with the practice closed are ignored.
        half_hour: By<HalfHour, f64> = By::all(1.0), "relative" [0, 1e6];
        /// Day-to-day spread beyond Poisson, as cv of a gamma multiplier of the day's rate.
        day_spread_cv: f64 = 0.0, "ratio" [0, 10];
    }

    /// How requests reach the practice.
    pub struct Channels {
        /// Share of requests made at the front desk.
        desk: f64 = 0.0, "share" [0, 1];
        /// Share of the other requests made online, by patients who use the internet for it.
        online: f64 = 0.0, "share" [0, 1];
        /// Share of requests other than those at the desk that are made as an online consultation, by patients who use the internet.
        e_consultation: f64 = 0.0, "share" [0, 1];
        /// Share of online requests that would not have been made otherwise.
        online_new: f64 = 0.0, "share" [0, 0.9];
        /// Share of online requests for an appointment that patients book themselves, with no staff.
        online_self_booking: f64 = 0.0, "share" [0, 1];
        /// Share of online requests for anything else, and of cancellations, that need no staff.
        online_self_service: f64 = 0.0, "share" [0, 1];
        /// Reception's time for an online request that needs staff.
        online_request: Duration;
    }

    /// The telephone and the people who answer it.
    pub struct Phone {
        /// Lines open, as time of day.
        opens: f64 = 8.0, "clock" [0, 24];
        /// Lines close, as time of day.
        closes: f64 = 18.5, "clock" [0, 24];
        /// Callers that can be connected at once, waiting or talking; the next hears the engaged tone.
        lines: f64 = INF, "lines" whole [1, INF];
        /// Call handlers at work; a fraction is a further person in that share of half hours.
        handlers: f64 = 0.0, "people" [0, 1000];
        /// Handlers by half hour, as a multiple of `phone.handlers`.
        rota: By<HalfHour, f64> = By::all(1.0), "ratio" [0, 100];
        /// Handlers by weekday, as a multiple of `phone.handlers`.
        weekday_rota: By<Weekday, f64> = By::all(1.0), "ratio" [0, 100];
        /// Time to deal with a call that asks for an appointment.
        booking_call: Duration;
        /// Time to deal with any other call.
        other_call: Duration;
        /// How long a caller waits before hanging up.
        patience: Duration = Duration { family: Family::Infinite, ..Duration::default() };
        /// Share of callers taken before the others whatever their need.
        priority: f64 = 0.0, "share" [0, 1];
        /// What happens to those still waiting at closing time.
        closing: Closing = Closing::Cut;
        /// Share of failed callers who ring again the same day.
        redial: f64 = 0.0, "share" [0, 1];
        /// Time until they do.
        redial_after: Duration;
        /// Most calls for one need on one day.
        redial_limit: f64 = 10.0, "calls" whole [1, 1000];
        /// Share of the failed callers who do not redial the same day, but try again the next open day.
        tomorrow: f64 = 0.0, "share" [0, 1];
        /// How far the rota is rebuilt every eight weeks to follow the demand measured in the weeks before.
        follows_demand: f64 = 0.0, "share" [0, 1];
    }

    /// Reception care navigation.
    pub struct Navigation {
        /// Share of requests that the receptionist considers.
        reach: f64 = 0.0, "share" [0, 1];
        /// Share of suitable requests for which somebody else is offered.
        offer: f64 = 1.0, "share" [0, 1];
        /// Share of offers that patients accept.
        acceptance: f64 = 1.0, "share" [0, 1];
        /// Share of offers that name somebody able to close the need; the others are made without knowing.
        accuracy: f64 = 1.0, "share" [0, 1];
        /// Time that considering a request adds to the call.
        extra_call: f64 = 0.0, "minutes" [0, 60];
    }

    /// Triage by one kind of clinician: an extra stage with minutes of its own.
    pub struct Triage {
        /// Share of requests for the same day that are triaged.
        reach_urgent: f64 = 0.0, "share" [0, 1];
        /// Share of other requests that are triaged.
        reach_routine: f64 = 0.0, "share" [0, 1];
        /// Clinicians at it while the lines are open; a fraction is a person in that share of half hours.
        clinicians: f64 = 0.0, "people" [0, 1000];
        /// Time for one request.
        minutes: Duration;
        /// Of the needs that could be closed without being seen, the share that are.
        closes: f64 = 1.0, "share" [0, 1];
        /// Of the others that came in writing, the share for which a call will do.
        then_by_phone: f64 = 0.0, "share" [0, 1];
    }

    /// Somewhere outside the practice's own book.
    pub struct DestinationSettings {
        /// People it can help on an open day.
        capacity_per_day: f64 = 0.0, "people a day" [0, 1e6];
        /// Longest queue it accepts, in days of its capacity; beyond that it sends people back at once.
        longest_wait: f64 = 5.0, "days" [0, 1000];
        /// Of the needs that it could close, the share that it does; the others are sent back.
        closes: f64 = 1.0, "share" [0, 1];
        /// Share of its users who would not have asked the practice: they take its capacity beside those sent.
        new_users: f64 = 0.0, "share" [0, 0.99];
        /// Share of needs for a visit at home that reception sends here, of those that it is able to close.
        home_visits: f64 = 0.0, "share" [0, 1];
        /// Share of suitable requests that reception sends here directly, without general navigation.
        offered: f64 = 0.0, "share" [0, 1];
        /// Share of patients who accept that.
        accepted: f64 = 1.0, "share" [0, 1];
    }

    /// A slow index of recent access, and what it moves. The index is 0 where access is as usual, positive where it
    /// is easier: half the difference in calls answered plus half the relative difference in the wait.
    pub struct Feedback {
        /// Time over which patients remember.
        memory: f64 = 8.0, "weeks" [0.1, 520];
        /// Share of calls answered that patients are used to.
        usual_answered: f64 = 0.85, "share" [0, 1];
        /// Wait that patients who take the first free slot are used to.
        usual_wait: f64 = 1.0, "working days" [0.01, 365];
        /// Relative change of demand for each unit of the index: easier access brings out needs held back.
        demand: f64 = 0.0, "ratio" [0, 1];
        /// Change in the log odds of claiming urgency for each unit of worse access.
        claims_urgent: f64 = 0.0, "log odds" [0, 10];
        /// Change in the log odds of booking a later day just in case, for each unit of worse access.
        just_in_case: f64 = 0.0, "log odds" [0, 10];
        /// Change in the log odds of leaving for 111 or A&E, for each unit of worse access.
        urgent_care: f64 = 0.0, "log odds" [0, 10];
    }

    /// The appointment book.
    pub struct Book {
        /// Slots, as a multiple of what the roles' sessions offer; a fraction adds or takes a slot in that share of sessions.
        slots: f64 = 1.0, "ratio" [0, 100];
        /// Share of slots that are booked twice, for the same time; evenly spread over each session.
        overbook: f64 = 0.0, "share" [0, 1];
        /// How far ahead the book is open, in calendar days.
        horizon: f64 = 42.0, "days" whole [1, 700];
        /// Fewest days ahead at which a routine request may be booked, in working days; 0 allows the same day.
        routine_lead: f64 = 0.0, "days" whole [0, 60];
        /// Days ahead at which embargoed slots open, in working days; 0 is the morning of the day.
        release_lead: f64 = 0.0, "days" whole [0, 60];
        /// Working days that a patient who wants the usual GP will wait beyond the first free slot; inf sees nobody else.
        own_gp_wait: f64 = 0.0, "days" [0, INF];
        /// Most urgent patients a day who are seen after the booked ones when the book is full; the GPs share them.
        duty_limit: f64 = 0.0, "patients" whole [0, INF];
        /// Share of requests for the same day that find no slot with their own role, for which another role able to close the need is tried.
        urgent_elsewhere: f64 = 0.0, "share" [0, 1];
        /// Working days of the book that are full at the very start.
        starting_backlog: f64 = 0.0, "days" whole [0, 500];
        /// Rooms; 0 is no limit. Face-to-face sessions beyond the rooms are held without slots.
        rooms: f64 = 0.0, "rooms" whole [0, 1000];
        /// Share of recalls that are put into the least booked week within their tolerance instead of any. What is usually still booked into a week counts as there.
        quiet_weeks: f64 = 0.0, "share" [0, 1];
    }

    /// Between booking and appointment.
    pub struct Attendance {
        /// Chance of not attending without word, by time from booking in calendar days.
        dna: DnaByLead;
        /// Odds of a DNA by age, against the average.
        dna_odds_age: By<Age, f64> = By::all(1.0), "odds" [0.001, 1000];
        /// Spread between patients in the odds of a DNA, as standard deviation of the log odds.
        dna_patient_sd: f64 = 0.0, "log odds" [0, 5];
        /// Chance that somebody who did not attend asks again.
        dna_rebooks: f64 = 0.0, "share" [0, 1];
        /// Calendar days until they do.
        dna_rebooks_after: f64 = 1.0, "days" whole [0, 365];
        /// Chance a booking is cancelled in time to be offered again, for bookings made for a later day.
        cancels_early: f64 = 0.0, "share" [0, 1];
        /// Chance a booking for a later day is cancelled too late to be offered again.
        cancels_late: f64 = 0.0, "share" [0, 1];
        /// Chance that a patient who cancelled books again in the same call, rather than needing no more.
        cancels_rebooks: f64 = 0.0, "share" [0, 1];
        /// Share of the patients who would not have come without a word who cancel in time, where cancelling is easy.
        dna_says_so: f64 = 0.0, "share" [0, 1];
        /// What keeps a booking in mind: a reminder where the appointment is not for the same day, a card of the patient's own or a sign where it is made at the desk or planned with a clinician, reading back where it is made by phone.
        prompts: By<Prompt, PromptSettings>;
    }

    /// One way of keeping a booking in mind.
    pub struct PromptSettings {
        /// Share of the bookings that could have it which do; of a reminder, the share of patients whose mobile number is on file.
        reach: f64 = 0.0, "share" [0, 1];
        /// Odds of a DNA for bookings with it, against the others.
        odds: f64 = 1.0, "odds" [0.01, 100];
        /// Time it adds to the call or visit in which the booking is made.
        call_minutes: f64 = 0.0, "minutes" [0, 10];
    }

    /// Chance of a DNA by lead time.
    pub struct DnaByLead {
        /// Booked and due the same day.
        same_day: f64 = 0.0, "share" [0, 1];
        /// Due the next day.
        next_day: f64 = 0.0, "share" [0, 1];
        /// Due 2 to 7 days later.
        days_2_7: f64 = 0.0, "share" [0, 1];
        /// Due 8 or more days later.
        days_8_over: f64 = 0.0, "share" [0, 1];
    }

    /// How a session runs.
    pub struct Clinic {
        /// Morning sessions begin.
        morning: f64 = 8.5, "clock" [0, 24];
        /// Afternoon sessions begin.
        afternoon: f64 = 14.0, "clock" [0, 24];
        /// How late the clinician starts.
        starts_late: Duration;
        /// How long before the booked time patients come.
        early: f64 = 0.0, "minutes" [0, 240];
        /// How much later than that they are.
        lateness: Duration;
        /// What a clinician does when the next patient is there early.
        early_start: EarlyStart = EarlyStart::WhenFree;
        /// Chance that an encounter is interrupted.
        interruptions: f64 = 0.0, "share" [0, 1];
        /// How long an interruption lasts.
        interruption: Duration;
        /// Share of the time a DNA leaves empty that is used for tasks.
        dna_time_used: f64 = 0.0, "share" [0, 1];
        /// What becomes of time that the patients booked do not need. Paperwork that waits is done first in each case.
        freed_time: FreedTime = FreedTime::Tasks;
        /// Share of the gaps between patients that is used for tasks, where freed time goes to tasks.
        gap_time_used: f64 = 0.0, "share" [0, 1];
        /// Most that an encounter is stretched into free time, where freed time goes to longer consultations.
        longest: f64 = 1.5, "ratio" [1, 5];
        /// Most slots added to a session, as a share of its own, where freed time goes to more slots; they must fit in it.
        slots_added: f64 = 0.2, "share" [0, 1];
        /// Time over which idle time is averaged before it becomes slots.
        slots_memory: f64 = 8.0, "weeks" [0.2, 520];
        /// Share of a home visit's minutes that is spent on the way, and counted as travel.
        visit_travel: f64 = 0.0, "share" [0, 1];
    }

    /// People of one role.
    pub struct RoleSettings {
        /// How many people share the sessions.
        people: f64 = 0.0, "people" [0, 200];
        /// Sessions (half days) a week of all of them; a fraction is a session in that share of weeks.
        sessions_per_week: f64 = 0.0, "sessions" [0, 2000];
        /// How the sessions are spread over the week, as relative weights.
        weekday: By<Weekday, f64> = By::all(1.0), "relative" [0, 1000];
        /// Share of the sessions held in mornings, as far as people are there; 1 fills the mornings first.
        mornings: f64 = 1.0, "share" [0, 1];
        /// Contracted length of a session.
        session: f64 = 240.0, "minutes" [1, 720];
        /// Bookable slots in a session.
        slots_per_session: f64 = 16.0, "slots" [0, 500];
        /// Time between booked slots.
        slot: f64 = 10.0, "minutes" [0.1, 720];
        /// A catch-up gap follows every so many slots; 0 is none.
        gap_every: f64 = 0.0, "slots" [0, 500];
        /// Length of the gap.
        gap: f64 = 0.0, "minutes" [0, 240];
        /// Appointment times within a session, counted from its start, instead of evenly spaced slots.
        offsets: Vec<f64> = Vec::new(), "minutes" [0, 720];
        /// Share of slots kept for the day itself.
        on_the_day: f64 = 0.0, "share" [0, 1];
        /// Time with the patient, by mode.
        minutes: By<Mode, Duration>;
        /// Notes and calls made after the patient has gone.
        write_up: Duration;
        /// Chance a booked encounter is by phone.
        by_phone: f64 = 0.0, "share" [0, 1];
        /// Weeks of leave a year, taken whole by each person at keyed times.
        leave_weeks: f64 = 0.0, "weeks" [0, 52];
        /// Largest share of the role's people on leave in one week; one person may always be.
        leave_together: f64 = 1.0, "share" [0, 1];
        /// Share of sessions lost to sickness.
        sickness: f64 = 0.0, "share" [0, 1];
        /// Share of lost sessions that a locum covers.
        locum_cover: f64 = 0.0, "share" [0, 1];
        /// Hours a week outside sessions, all people of the role together, for tasks.
        task_hours: f64 = 0.0, "hours" [0, 10_000];
        /// Hours a week outside sessions for meetings, all people together.
        meeting_hours: f64 = 0.0, "hours" [0, 10_000];
        /// Hours a week outside sessions for training and improvement, all people together.
        training_hours: f64 = 0.0, "hours" [0, 10_000];
        /// Working days after which an unfinished task is done in overtime; inf leaves it.
        overtime_after: f64 = INF, "days" [0, INF];
        /// Minutes of a GP's supervision that a session of this role needs.
        supervision: f64 = 0.0, "minutes" [0, 240];
        /// Minutes of a GP's supervision for every patient that this role sees.
        supervision_per_patient: f64 = 0.0, "minutes" [0, 60];
        /// Hazard of coming back after an encounter with this role, against others.
        returns: f64 = 1.0, "ratio" [0, 20];
        /// Time that everything takes this role, as a multiple: above 1 while people learn.
        pace: f64 = 1.0, "ratio" [0.1, 10];
        /// Share of needs for a visit at home that the role takes from whoever would make it.
        home_visits: f64 = 0.0, "share" [0, 1];
        /// Group sessions a week that the role leads, beside its other sessions; a fraction is one in that share of weeks.
        group_sessions_per_week: f64 = 0.0, "sessions" [0, 100];
        /// Places in a group session.
        group_size: f64 = 10.0, "patients" [1, 60];
        /// Time set aside for leading a group session; `minutes.group` of it are with the patients.
        group_session: f64 = 120.0, "minutes" [1, 240];
        /// Who assists in a group session.
        group_assistant: Role = Role::HealthCareAssistant;
        /// The assistant's time for a group session.
        group_assistance: f64 = 0.0, "minutes" [0, 240];
        /// Cost of an hour's work.
        cost: f64 = 0.0, "GBP per hour" [0, 10_000];
        /// Share of suitable requests that reception books with this role directly, without general navigation.
        offered: f64 = 0.0, "share" [0, 1];
        /// Share of patients who accept that.
        accepted: f64 = 1.0, "share" [0, 1];
        /// How far the rota is rebuilt every eight weeks to follow the demand measured in the weeks before.
        follows_demand: f64 = 0.0, "share" [0, 1];
    }

    /// A named person with a weekly rota.
    pub struct Person {
        /// The role they hold.
        role: Role = Role::Gp;
        /// Sessions on each weekday: 0, 1 (morning) or 2.
        sessions: By<Weekday, f64> = By::all(0.0), "sessions" [0, 2];
        /// Slots in each session; 0 takes the role's number.
        slots_per_session: f64 = 0.0, "slots" [0, 500];
    }

    /// A dated gap in somebody's rota.
    pub struct Absence {
        /// Who is away: `gp_1` is the first person counted under `roles.gp`, or a name from `people`.
        person: String;
        /// First day away, counted from the first measured day (0); negative during the warm-up.
        from_day: f64 = 0.0, "days" whole [-20_000, 200_000];
        /// Calendar days away.
        days: f64 = 0.0, "days" whole [0, 200_000];
    }

    /// One kind of problem.
    pub struct ProblemSettings {
        /// Needs of this kind that patients start.
        per_1000_per_week: f64 = 0.0, "per 1,000 patients a week" [0, 1e6];
        /// Needs of this kind that the practice starts from a register.
        recalls_per_patient_per_year: f64 = 0.0, "per patient a year" [0, 100];
        /// When in the year recalls fall due, as relative weights.
        recall_month: By<Month, f64> = By::all(1.0), "relative" [0, 1000];
        /// Relative chance of a recall of this kind by age.
        recall_age: By<Age, f64> = By::all(1.0), "relative" [0, 1000];
        /// Days around its due date in which a recall is booked.
        recall_tolerance: f64 = 28.0, "days" [0, 365];
        /// Share settled on the call itself, with no appointment.
        closed_on_call: f64 = 0.0, "share" [0, 1];
        /// Share that must be seen the same day.
        urgent: f64 = 0.0, "share" [0, 1];
        /// Share of the others whose patient asks for the same day all the same.
        claims_urgent: f64 = 0.0, "share" [0, 1];
        /// Share of routine requests that ask for a later day of their own choice.
        later_day: f64 = 0.0, "share" [0, 1];
        /// How much later, in calendar days.
        later_by: Delay;
        /// Whom it is booked with, as relative weights.
        books_with: By<Role, f64> = By::all(0.0), "relative" [0, 1000];
        /// Share that a role is able to close.
        able: By<Role, f64> = By::all(1.0), "share" [0, 1];
        /// Share that can be closed by phone.
        able_by_phone: f64 = 1.0, "share" [0, 1];
        /// Share that can be closed in writing.
        able_online: f64 = 0.0, "share" [0, 1];
        /// Share that reception could offer a colleague of each role.
        navigable: By<Role, f64> = By::all(0.0), "share" [0, 1];
        /// Share that each destination is able to close.
        able_at: By<Destination, f64> = By::all(0.0), "share" [0, 1];
        /// Share that needs a visit at home, by age.
        home_visit: By<Age, f64> = By::all(0.0), "share" [0, 1];
        /// Time with the patient, as a multiple of the role's.
        length: f64 = 1.0, "ratio" [0, 20];
        /// Chance that a planned follow-up comes of the first encounter.
        follow_up: f64 = 0.0, "share" [0, 1];
        /// Chance that a planned follow-up comes of a later encounter.
        follow_up_again: f64 = 0.0, "share" [0, 1];
        /// Chance that a face-to-face encounter that seemed to close it did not, and the patient comes back.
        returns: f64 = 0.0, "share" [0, 1];
        /// Chance that an encounter orders a test, whose result is a task on the next working day.
        tests: f64 = 0.0, "share" [0, 1];
        /// Chance that an encounter refers to a hospital, which is a task on the next working day.
        refers: f64 = 0.0, "share" [0, 1];
        /// Share that is for a form, note or letter, as a GP who audits appointments would see it.
        paperwork: f64 = 0.0, "share" [0, 1];
        /// Share whose follow-ups and recalls could be dealt with in a group session.
        suits_group: f64 = 0.0, "share" [0, 1];
        /// Share of such patients who would come to one.
        accepts_group: f64 = 1.0, "share" [0, 1];
        /// Share of planned follow-ups and recalls that a message with a reading or answer would settle.
        suits_message: f64 = 0.0, "share" [0, 1];
        /// Share of GP encounters after which the patient is passed on to a colleague of this role as well.
        passed_on: By<Role, f64> = By::all(0.0), "share" [0, 1];
        /// Share that settle by themselves on each day of waiting.
        settles_per_day: f64 = 0.0, "share a day" [0, 1];
    }

    /// What a patient does who could not get what they asked for.
    pub struct Unmet {
        /// Asks again the next open day.
        asks_again: f64 = 0.0, "share" [0, 1];
        /// Share of the rest who go to 111 or A&E; all others give up.
        urgent_care: f64 = 0.0, "share" [0, 1];
        /// Days on which a patient asks before giving up.
        ask_limit: f64 = 10.0, "days" whole [1, 1000];
        /// Weeks for which the practice looks, once a week, for a slot for a follow-up or recall, before it lets the patient go.
        planned_patience: f64 = 12.0, "weeks" [0, 520];
    }

    /// After an encounter.
    pub struct Outcomes {
        /// Calendar days to a planned follow-up.
        follow_up_days: Delay;
        /// Calendar days until an unresolved problem comes back.
        return_days: Delay;
        /// Hazard of coming back after a phone encounter, against face to face.
        return_after_phone: f64 = 1.0, "ratio" [0, 20];
        /// Hazard of coming back after a GP who is not the patient's usual one, against the usual GP.
        return_after_stranger: f64 = 1.0, "ratio" [1, 20];
        /// Chance that nobody tells the patient the result of a test, so that the patient asks: a new need.
        result_unreported: f64 = 0.0, "share" [0, 1];
        /// Calendar days until the patient does.
        result_days: Delay;
        /// Share of referrals before which a GP asks a specialist for advice, a task on the next working day.
        advice_first: f64 = 0.0, "share" [0, 1];
        /// Share of those in which the advice does instead of the referral.
        advice_averts: f64 = 0.0, "share" [0, 1];
        /// Chance that the hospital loses a referral or fails to book it, so that the patient asks again: a new need.
        hospital_failure: f64 = 0.0, "share" [0, 1];
        /// Chance that the hospital tells a patient referred to it to ask the GP for something: a new need.
        hospital_asks: f64 = 0.0, "share" [0, 1];
        /// Calendar days until the patient asks because of it.
        hospital_days: Delay;
        /// Time to the next visit after the usual GP, as a multiple of the time after a stranger.
        own_gp_interval: f64 = 1.0, "ratio" [0.1, 10];
        /// Reach of messages in place of planned appointments.
        messages: f64 = 0.0, "share" [0, 1];
    }

    /// GPs who write down which of their appointments could have been avoided, and why. It changes nothing else.
    pub struct Audit {
        /// Share of the appointments avoidable in principle that the GP in the middle would call avoidable; 0 audits nothing.
        eye: f64 = 0.0, "share" [0, 1];
        /// How GPs differ in that, as standard deviation of the log odds.
        eye_sd: f64 = 0.0, "log odds" [0, 5];
        /// Share in which a cause on record is noticed: a referral lost, a hospital that said to ask the GP, a result not passed on.
        sees_cause: f64 = 1.0, "share" [0, 1];
    }

    /// One kind of task.
    pub struct TaskSettings {
        /// Tasks arriving each working day.
        per_1000_per_day: f64 = 0.0, "per 1,000 patients a working day" [0, 10_000];
        /// Minutes of each role for one task that it touches.
        minutes: By<Role, f64> = By::all(0.0), "minutes" [0, 600];
        /// Share of tasks that each role touches.
        touched_by: By<Role, f64> = By::all(0.0), "share" [0, 1];
        /// Share of these tasks that a better process makes unnecessary, whoever would touch them.
        not_needed: f64 = 0.0, "share" [0, 1];
        /// Share of the tasks that a GP would touch which this role deals with instead; each role in turn takes it of what those before it in this list left.
        instead_of_gp: By<Role, f64> = By::all(0.0), "share" [0, 1];
        /// Minutes of each role for one task dealt with instead of a GP; where 0, its `minutes`.
        instead_minutes: By<Role, f64> = By::all(0.0), "minutes" [0, 600];
        /// Share of the tasks taken over that a GP looks at again, in the GP's minutes.
        audit: f64 = 0.0, "share" [0, 1];
    }

    /// One kind of support. Patients have it from the start (`reach`), or because a GP refers them.
    pub struct SupportSettings {
        /// Share of the list who have it from the start.
        reach: f64 = 0.0, "share" [0, 1];
        /// Consultations with a GP in the past year, today's included, from which a GP refers a patient; 0 refers nobody. They are counted from the start of the warm-up.
        at_consultations: f64 = 0.0, "consultations a year" whole [0, 100];
        /// Share of the encounters with such patients in which the GP does, once a year at most.
        refers: f64 = 0.0, "share" [0, 1];
        /// Share of those referred who take it up.
        uptake: f64 = 1.0, "share" [0, 1];
        /// Patients it can take on; places not taken keep for four weeks.
        capacity_per_1000_per_year: f64 = 0.0, "people" [0, 1000];
        /// Time from the referral until it helps.
        wait: f64 = 0.0, "weeks" [0, 520];
        /// Weeks for which it helps those referred.
        lasts: f64 = 52.0, "weeks" [0, 5200];
        /// Share of needs of each kind that a patient with it no longer brings.
        fewer: By<Problem, f64> = By::all(0.0), "share" [0, 1];
        /// A GP's time for each referral.
        gp_minutes: f64 = 0.0, "minutes" [0, 240];
        /// Minutes of each role for a patient who takes it up.
        minutes: By<Role, f64> = By::all(0.0), "minutes" [0, 10_000];
    }
}
