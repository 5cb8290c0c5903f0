//! What happens first where several things happen at one instant, in words: the order of [`Moment`], for whoever writes
//! down how a run works. No patients pass here.

use super::run::Moment;

/// What can happen on a day, in the order in which it is worked through at one and the same instant.
pub fn at_one_instant() -> impl Iterator<Item = &'static str> {
    Moment::ALL.into_iter().map(|moment| match moment {
        Moment::ShiftChanges => "a half hour begins and the rota changes",
        Moment::CallEnds => "a call ends",
        Moment::HangsUp => "a caller hangs up",
        Moment::Redials => "a caller rings again",
        Moment::LinesClose => "the lines close",
        Moment::SessionEnds => "a session ends and is worked through",
        Moment::TriageByGpEnds => "a GP's triage ends",
        Moment::TriageByNurseEnds => "a nurse's triage ends",
        Moment::TriageOnlineEnds => "an answer in writing ends",
        Moment::Asks => "somebody asks for help",
        Moment::WantsToCancel => "somebody wants to cancel",
        Moment::CancelsByMessage => "somebody cancels by a message",
    })
}
