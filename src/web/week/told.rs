//! What happens to a patient, in words with gaps and the numbers that fill them: the words stand once in a page, and
//! each event is a few numbers.

use crate::experiment::week_seen::Moment;
use crate::kernel::Span;
use crate::practice::{Ending, Event};
use crate::scenario::names::{Channel, Mode};

/// What the script knows an event by, the words with a gap `{…}` for each number, and the numbers.
pub(super) struct Told {
    pub id: &'static str,
    pub says: &'static str,
    pub numbers: Vec<i64>,
}

/// Somebody whom no event names.
const NOBODY: i64 = -1;

/// An event as it is told; `None` for what cannot be seen in a practice. `monday` is the simulated day on which the week
/// begins.
pub(super) fn told(moment: &Moment, monday: u32) -> Option<Told> {
    let tell = |id, says, numbers: &[i64]| Some(Told { id, says, numbers: numbers.to_vec() });
    let with = moment.with.map_or(NOBODY, i64::from);
    let seconds = |span: Span| (span.0 / 10) as i64;
    let in_week = |day: u32| i64::from(day) - i64::from(monday);
    match moment.event {
        Event::Asks { channel: Channel::Phone, attempt: 1 } => tell("asks:phone", "rings", &[]),
        Event::Asks { channel: Channel::Phone, attempt } => {
            tell("asks:phone:again", "rings again, call {count} of the day", &[attempt.into()])
        }
        Event::Asks { channel: Channel::Desk, .. } => tell("asks:desk", "asks at the front desk", &[]),
        Event::Asks { channel: Channel::Online, .. } => tell("asks:online", "asks online", &[]),
        Event::EngagedTone => tell("engaged", "hears the engaged tone", &[]),
        Event::HangsUp { waited } => tell("hangs_up", "hangs up after {length}", &[seconds(waited)]),
        Event::CutOff { waited } => tell("cut_off", "is cut off at closing after {length}", &[seconds(waited)]),
        Event::Answered { waited: Span(0) } => match moment.channel {
            Channel::Phone => tell("answered:phone:at_once", "is answered at once", &[]),
            Channel::Desk => tell("answered:desk:at_once", "is heard at once", &[]),
            Channel::Online => tell("answered:online:at_once", "has the request read at once", &[]),
        },
        Event::Answered { waited } => match moment.channel {
            Channel::Phone => tell("answered:phone", "is answered after {length}", &[seconds(waited)]),
            Channel::Desk => tell("answered:desk", "is heard after {length}", &[seconds(waited)]),
            Channel::Online => tell("answered:online", "has the request read after {length}", &[seconds(waited)]),
        },
        Event::CallEnds => tell("call_ends", "", &[]),
        Event::SettledOnCall => tell("settled", "has it settled by reception", &[]),
        Event::ServesItself => tell("serves_itself", "does it online, with no staff", &[]),
        Event::Booked { person, day, at, .. } => {
            let when = in_week(day) * 24 * 60 + seconds(at) / 60;
            tell("booked", "is booked for {when} with {person}", &[when, person.into()])
        }
        Event::NavigatedTo { role } => tell("navigated", "is offered {role} by reception", &[role as i64]),
        Event::WaitsForTriage { by } => tell("waits_for_triage", "waits to be looked at first: {by}", &[by as i64]),
        Event::Triage { by, lasts, .. } => {
            tell("triage", "is looked at ({by}) for {length}", &[by as i64, seconds(lasts)])
        }
        Event::JoinsDutyList => tell("joins_duty_list", "goes on the duty doctor's list: the book is full", &[]),
        Event::NoSlot => tell("no_slot", "finds no slot", &[]),
        Event::AsksAgainOn { day } => tell("asks_again", "will ask on {day}", &[in_week(day)]),
        Event::Settles => tell("settles", "is better without help", &[]),
        Event::Cancels { late: false } => tell("cancels", "cancels in time", &[]),
        Event::Cancels { late: true } => tell("cancels:late", "had cancelled too late for anybody else", &[]),
        Event::PracticeCancels => tell("practice_cancels", "is cancelled by the practice: somebody is away", &[]),
        Event::DidNotAttend => tell("did_not_attend", "does not come to {person}", &[with]),
        Event::Arrives => tell("arrives", "comes to the surgery for {person}", &[with]),
        Event::Encounter { mode, lasts, .. } => {
            let numbers = [with, seconds(lasts)];
            match mode {
                Mode::FaceToFace => tell("seen:F", "is seen by {person} for {length}", &numbers),
                Mode::Phone => tell("seen:P", "is rung by {person} for {length}", &numbers),
                Mode::Online => tell("seen:O", "is answered in writing by {person} in {length}", &numbers),
                Mode::HomeVisit => tell("seen:V", "is visited by {person} for {length}, the way included", &numbers),
                Mode::Group => tell("seen:G", "is in a group with {person} for {length}", &numbers),
            }
        }
        Event::WriteUp { lasts, .. } => tell("notes", "", &[with, seconds(lasts)]),
        Event::AnsweredByMessage { role, lasts } => {
            tell("message", "has a message answered by {role} in {length}", &[role as i64, seconds(lasts)])
        }
        Event::ReferredInside { to } => tell("referred_inside", "needs somebody else here: {role}", &[to as i64]),
        Event::PlansFollowUp { day } => tell("follow_up", "is to come again about {day}", &[in_week(day)]),
        Event::ComesBackOn { day } => {
            tell("comes_back", "is not well yet, and will ask again on {day}", &[in_week(day)])
        }
        Event::SentTo { destination } => tell("sent_to", "is sent to {destination}", &[destination as i64]),
        Event::SentBack { destination } => tell("sent_back", "is sent back by {destination}", &[destination as i64]),
        Event::ReferredToSupport { support } => tell("support", "is referred to {support}", &[support as i64]),
        Event::Ends { ending } => match ending {
            Ending::Closed => tell("ends:closed", "needs no more: dealt with", &[]),
            Ending::Redirected => tell("ends:redirected", "is helped elsewhere", &[]),
            Ending::GaveUp => tell("ends:gave_up", "is not heard of again", &[]),
            Ending::LeftForUrgentCare => tell("ends:urgent_care", "goes to 111 or A&E instead", &[]),
            Ending::Recovered => tell("ends:recovered", "needs no more help", &[]),
            Ending::NotOffered => tell("ends:not_offered", "is not offered an appointment any more", &[]),
        },
        Event::TasksCome { count, .. } => tell("tasks_come", "", &[count.into()]),
        Event::WorkComes { role, lasts, .. } => tell("work_comes", "", &[role as i64, seconds(lasts)]),
        Event::OffSick { person, covered: true } => tell("off_sick:covered", "", &[person.into()]),
        Event::OffSick { person, covered: false } => tell("off_sick", "", &[person.into()]),
        // What the patient is about stands over the story; the rest nobody in the surgery could see.
        Event::Arises { .. } | Event::FallsDue { .. } | Event::ArisesFrom { .. } | Event::Redials => None,
        Event::CalledAvoidable { .. } | Event::AsksAdvice { .. } => None,
        Event::TasksFor { .. } | Event::WorkLeft { .. } => None,
    }
}
