//! What can be seen of a run: plain-data events, shown to a [`Watch`] as they are decided.
//!
//! A session is worked through at its end, so its events come with earlier times: sort by time to read a story.

use crate::kernel::{Key, SimTime, Span};
use crate::scenario::names::{
    Avoidable, Channel, Destination, LedgerLine, Mode, Problem, Role, Support, Task, TriageBy,
};

/// Something that happens to a need at a time. Days are simulated days; `person` counts into the practice's people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    Arises {
        patient: u32,
        problem: Problem,
        urgent: bool,
    },
    FallsDue {
        patient: u32,
        problem: Problem,
    },
    /// A need that comes of another: a result nobody passed on, a referral that went wrong.
    ArisesFrom {
        parent: u64,
        patient: u32,
        problem: Problem,
    },
    Asks {
        channel: Channel,
        attempt: u32,
    },
    EngagedTone,
    HangsUp {
        waited: Span,
    },
    CutOff {
        waited: Span,
    },
    Redials,
    Answered {
        waited: Span,
    },
    CallEnds,
    SettledOnCall,
    /// Booked, looked up or cancelled online with no staff.
    ServesItself,
    Booked {
        person: u16,
        day: u32,
        at: Span,
        lead_days: u32,
        origin: Origin,
    },
    NavigatedTo {
        role: Role,
    },
    WaitsForTriage {
        by: TriageBy,
    },
    Triage {
        by: TriageBy,
        waited: Span,
        lasts: Span,
    },
    JoinsDutyList,
    NoSlot,
    AsksAgainOn {
        day: u32,
    },
    Settles,
    Cancels {
        late: bool,
    },
    PracticeCancels,
    DidNotAttend,
    Arrives,
    Encounter {
        person: u16,
        mode: Mode,
        waited: Span,
        lasts: Span,
        own_gp: bool,
    },
    WriteUp {
        person: u16,
        lasts: Span,
    },
    /// A GP writes down that it could have been avoided, and why.
    CalledAvoidable {
        why: Avoidable,
    },
    /// A message with a reading or answer is dealt with, in place of a planned appointment.
    AnsweredByMessage {
        role: Role,
        lasts: Span,
    },
    ReferredInside {
        to: Role,
    },
    /// A GP asks a specialist, whose advice may do instead of a referral.
    AsksAdvice {
        averts: bool,
    },
    PlansFollowUp {
        day: u32,
    },
    ComesBackOn {
        day: u32,
    },
    SentTo {
        destination: Destination,
    },
    SentBack {
        destination: Destination,
    },
    ReferredToSupport {
        support: Support,
    },
    Ends {
        ending: Ending,
    },

    // Of no need, but of the practice itself: these come with [`THE_PRACTICE`].
    /// So many tasks of a kind come in the morning.
    TasksCome {
        task: Task,
        count: u32,
    },
    /// Of the day's tasks that a GP would touch, who deals with how many, in millionths of a task: those who take some
    /// from GPs, and the GPs with what is left to them.
    TasksFor {
        task: Task,
        role: Role,
        millionths: u64,
    },
    /// Work without a patient comes for a role.
    WorkComes {
        role: Role,
        line: LedgerLine,
        lasts: Span,
    },
    /// Work without a patient that a role has not done when a working day closes.
    WorkLeft {
        role: Role,
        lasts: Span,
    },
    /// Somebody who should hold a session today is away sick.
    OffSick {
        person: u16,
        covered: bool,
    },
}

/// In place of a need's number, where something happens to the practice and to no need. No need has it.
pub const THE_PRACTICE: u64 = u64::MAX;

/// Why an appointment lies where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Origin {
    /// As soon as possible: what is over is shortage.
    Soonest,
    /// A later day of the patient's choice.
    Choice,
    /// Planned by a clinician.
    FollowUp,
    /// From a register.
    Recall,
}

/// How a need can end. Every need ends in exactly one of these or is still inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Ending {
    /// Dealt with in the practice.
    Closed,
    /// Dealt with by a destination.
    Redirected,
    /// The patient stopped asking, or did not come and did not ask again.
    GaveUp,
    /// Went to 111 or A&E.
    LeftForUrgentCare,
    /// Settled by itself.
    Recovered,
    /// The practice had no slot for its own follow-up or recall, and stopped looking.
    NotOffered,
}

impl Ending {
    pub const COUNT: usize = 6;
    pub const ALL: [Ending; Self::COUNT] = [
        Ending::Closed,
        Ending::Redirected,
        Ending::GaveUp,
        Ending::LeftForUrgentCare,
        Ending::Recovered,
        Ending::NotOffered,
    ];

    /// The spelling in tables.
    pub fn id(self) -> &'static str {
        match self {
            Ending::Closed => "closed",
            Ending::Redirected => "redirected",
            Ending::GaveUp => "gave_up",
            Ending::LeftForUrgentCare => "left_for_urgent_care",
            Ending::Recovered => "recovered",
            Ending::NotOffered => "not_offered",
        }
    }
}

/// Somebody watching a run.
pub trait Watch {
    /// False for nobody: what only a watcher wants is then not even looked up.
    const WATCHES: bool = true;

    /// Is this an event of the kinds that are watched? Of others not even the need is looked up.
    #[inline(always)]
    fn wants(_event: &Event) -> bool {
        true
    }

    fn on(&mut self, at: SimTime, need: u64, event: Event);

    /// A need has come up, with the key on which its chance hangs: who could close it can be asked of that
    /// ([`super::Able`]).
    fn meets(&mut self, _need: u64, _key: Key) {}
}

/// Nobody: compiles away.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoWatch;

impl Watch for NoWatch {
    const WATCHES: bool = false;

    #[inline(always)]
    fn on(&mut self, _: SimTime, _: u64, _: Event) {}
}

/// Keeps every event, or those of one need.
#[derive(Clone, Debug, Default)]
pub struct Log {
    pub only: Option<u64>,
    pub events: Vec<(SimTime, u64, Event)>,
}

impl Watch for Log {
    fn on(&mut self, at: SimTime, need: u64, event: Event) {
        if self.only.is_none_or(|only| only == need) {
            self.events.push((at, need, event));
        }
    }
}

impl Log {
    /// The events in order of time; those of one instant in the order they were decided.
    pub fn sorted(mut self) -> Vec<(SimTime, u64, Event)> {
        self.events.sort_by_key(|&(at, _, _)| at);
        self.events
    }
}
