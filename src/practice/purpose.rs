//! Every use of chance in the practice, and whose key it hangs on. A new use is a new line, so old results stay put.

use crate::kernel::time::DAY;
use crate::kernel::{Key, Span, Streams, Uniform};

/// Who a key belongs to.
#[repr(u8)]
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// A registered patient, by number on the list.
    Patient = 1,
    /// A need, by its id (day, layer and place among the day's candidates).
    Need,
    /// A simulated day.
    Day,
    /// A person's session: day, person and half of the day.
    Session,
    /// A person's week.
    PersonWeek,
    /// One of the practice's people.
    Person,
    /// A practice of a programme.
    Practice,
    /// A value that is not known better than its range, by its name.
    Evidence,
    /// Replications drawn anew, to tell how sure a front is.
    Resample,
}

/// What a draw decides; the comment says which count tells repeated draws apart.
#[repr(u8)]
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    // by patient
    Age,
    Sex,
    PersistentRate,
    UsualGp,
    WantsOwnGp,
    DnaOdds,
    /// By spell of the transient tendency.
    TransientRate,
    /// By problem: is the patient on that register, and when in the year is the recall due.
    OnRegister,
    RecallDue,
    // by day
    /// By layer of the envelope and chunk of the count.
    Candidates,
    DaySpread,
    /// By half hour: is the fraction of a call handler there.
    Handler,
    /// By task and chunk.
    TaskCount,
    // by need
    Kept,
    Kind,
    Patient,
    /// Numbers passed over were uses that are no more.
    AskAt = 17,
    Urgent,
    Channel = 20,
    Priority,
    /// By attempt to call.
    Patience,
    CallTime,
    Redials,
    RedialDelay,
    TomorrowInstead,
    ClosedOnCall,
    Role,
    /// By request to the book.
    LaterDay,
    LaterBy,
    AsksAgain,
    UrgentCare,
    RecallDay,
    /// By booking.
    Settles,
    CancelDay = 36,
    CancelRebooks,
    Dna,
    DnaRebooks,
    ByPhone,
    /// By role: is that role able to close the need.
    Able,
    AbleByPhone,
    HomeVisit,
    /// By encounter.
    Lateness,
    Encounter,
    WriteUp,
    Interruptions,
    InterruptionLength,
    FollowUp,
    FollowUpDays,
    ReturnDays = 52,
    // by session
    StartsLate,
    ExtraSlot,
    Cover,
    // by person's week
    Sick,
    ExtraSession,
    Leave,
    // by need, later additions (new uses go at the end, so that old results stay put)
    UsesInternet,
    SelfService,
    Navigated,
    NavigatorKnows,
    Offered,
    Accepted,
    RoutePicked,
    Navigable,
    AbleAt,
    DestinationCloses,
    Triaged,
    TriageTime,
    TriageCloses,
    AbleOnline,
    AsksOnline,
    /// By encounter.
    Tests,
    ResultUnreported,
    ResultDays,
    Refers,
    HospitalFailure,
    HospitalDays,
    // by day
    TriageClinician,
    // by need
    /// By purpose of the delay and its count: is its part of a day a further day.
    PartOfDay,
    /// By request to the book: does reception look among other roles for a slot today.
    UrgentElsewhere,
    SuitsGroup,
    AcceptsGroup,
    // by session
    GroupLasts,
    // by need
    /// By encounter.
    HospitalAsks,
    HospitalAskDays,
    /// By need: is it for a form, note or letter.
    Paperwork,
    /// By encounter: is a cause on record noticed by a GP who audits, and is what is a matter of judgement.
    CauseNoticed,
    Judged,
    // by person
    AuditEye,
    // by need
    CallWillDo,
    /// By encounter: is a specialist asked first, and does the advice do.
    AdviceFirst,
    AdviceAverts,
    // by patient
    MobileOnFile,
    // by need
    /// By prompt and booking: does this booking have it.
    Prompted,
    /// By booking: does a patient who would not come say so.
    DnaSaysSo,
    /// By encounter: would a message settle the follow-up or recall.
    SuitsMessage,
    ReachedByMessage,
    /// Who makes the visit at home.
    VisitedBy,
    VisitedFromOutside,
    /// By encounter: whom the patient is passed on to as well.
    PassedOn,
    /// By role, and by destination beyond them: does reception book or send there directly, and does the patient agree.
    OfferedDirectly,
    AcceptsDirectly,
    /// By need that came of it: an online request that would not have been made otherwise.
    EasyToAsk,
    /// By support: does a patient who has it no longer bring this need.
    Spared,
    /// By support and encounter.
    RefersToSupport,
    TakesUpSupport,
    /// By need: does a recall go into the least booked week, and when in it.
    QuietWeek,
    QuietDay,
    // by patient
    /// By support: does the patient have it from the start.
    HasSupport,
    // by practice, in a programme
    Engages,
    HasChampion,
    QuickStart,
    DropsOut,
    DropsOutIn,
    /// By action: is it taken up, how early among others, and how faithfully.
    TakesUp,
    InTurn,
    Faithfully,
    // by value of the evidence
    /// By draw: its turn among the draws, and its place within it.
    TurnOfDraw,
    WithinTurn,
    /// By place in a sample: which draw is taken.
    Resampled,
    // by resample
    /// By place: which replication stands there.
    Replication,
    // by value of the evidence
    /// By place in a table's sample: which draw or replication is taken.
    ResampledTable,
}

/// The key of one individual.
#[inline]
pub fn key(streams: Streams, who: Who, id: u64) -> Key {
    streams.key(who as u8, id)
}

/// Uniform draws named by purpose.
pub trait Draw {
    /// For looking up in a table.
    fn draw(self, purpose: Purpose, n: u32) -> Uniform;
    fn u(self, purpose: Purpose, n: u32) -> f64;
    /// True with chance `p`; what is impossible costs no draw.
    fn chance(self, p: f64, purpose: Purpose, n: u32) -> bool;
    /// A delay in whole days: 2.6 days are 3 in six cases of ten and 2 in the others, so that the mean is kept.
    fn days(self, delay: Span, purpose: Purpose, n: u32) -> u32;
}

impl Draw for Key {
    #[inline]
    fn draw(self, purpose: Purpose, n: u32) -> Uniform {
        Uniform(self.bits(purpose as u8, n))
    }

    #[inline]
    fn u(self, purpose: Purpose, n: u32) -> f64 {
        self.uniform(purpose as u8, n)
    }

    #[inline]
    fn chance(self, p: f64, purpose: Purpose, n: u32) -> bool {
        p > 0.0 && self.draw(purpose, n).is_below(p)
    }

    #[inline]
    fn days(self, delay: Span, purpose: Purpose, n: u32) -> u32 {
        let part = (delay.0 % DAY) as f64 / DAY as f64;
        let which = (purpose as u32) << 16 | (n & 0xffff);
        (delay.0 / DAY) as u32 + u32::from(self.chance(part, Purpose::PartOfDay, which))
    }
}
