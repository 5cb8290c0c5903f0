//! The state of a practice: what carries over from one day to the next. Every need that is open is in it somewhere;
//! `run` takes it up in the morning and leaves it at midnight.

use super::audit::Audit;
use super::book::Book;
use super::calendar::Calendar;
use super::candidates::KnownCandidates;
use super::destinations::DestinationQueue;
use super::diary::{Diary, Entry};
use super::feedback::Access;
use super::follows::Follows;
use super::freed::IdleTime;
use super::laid::Plan;
use super::ledger::Ledger;
use super::need::{Need, Needs};
use super::params::Params;
use super::patients::{Patients, Register};
use super::phone::Phone;
use super::sickness::Absent;
use super::support::Supported;
use super::tasks::Tasks;
use super::triage::TriageDesk;
use crate::kernel::{Agenda, SimTime, Streams};
use crate::scenario::names::{Destination, TriageBy};
use std::sync::Arc;

/// The state of a practice between two days: everything that carries over.
#[derive(Clone, Debug)]
pub struct State {
    pub(super) streams: Streams,
    pub(super) patients: Patients,
    pub(super) register: Register,
    pub(super) needs: Needs,
    /// Candidates that this run and its copies have drawn.
    pub(super) candidates: KnownCandidates,
    pub(super) phone: Phone,
    pub(super) book: Book,
    /// What the book and the register were made by.
    pub(super) plan: Arc<Plan>,
    pub(super) diary: Diary,
    pub(super) tasks: Tasks,
    pub(super) ledger: Ledger,
    pub(super) triage: [TriageDesk; TriageBy::COUNT],
    pub(super) destinations: [DestinationQueue; Destination::COUNT],
    pub(super) access: Access,
    pub(super) idle: IdleTime,
    pub(super) audit: Audit,
    pub(super) support: Supported,
    pub(super) follows: Follows,
    pub(super) agenda: Agenda,
    /// Appointments in the book that have not fallen due.
    pub(super) booked: u64,
    /// Urgent patients to be seen after a session of today, with the time they were put on the list; and how many
    /// were put on it today.
    pub(super) extras_today: u32,
    pub(super) duty: Vec<(u32, SimTime)>,
    /// Whether each person is away sick today, and covered by a locum.
    pub(super) today_sick: Vec<Absent>,
    /// The last even and the last odd year for which each person's leave was worked out, and its weeks as bits: the book
    /// may lie in two years.
    pub(super) leave: [Vec<(u32, u64)>; 2],
    /// The next day to simulate.
    pub(super) next_day: u32,
    /// The diary's last page, whose room the next day uses.
    pub(super) errands: Vec<Entry>,
    /// Empty but while a session is worked through; kept because room is made for it once.
    pub(super) coming: Vec<(usize, u32, f32)>,
}

impl State {
    /// A practice on the morning of its first day, with the scenario's starting backlog in the book.
    pub fn new(params: &Params, calendar: &Calendar, seed: u64, replication: u32) -> State {
        let streams = Streams::new(seed, replication);
        let patients = Patients::new(params, streams);
        State {
            streams,
            register: Register::new(params, &patients),
            patients,
            needs: Needs::default(),
            candidates: KnownCandidates::default(),
            phone: Phone::default(),
            book: Book::new(params),
            plan: params.plan.clone(),
            diary: Diary::default(),
            tasks: Tasks::default(),
            ledger: Ledger::new(params, calendar),
            triage: Default::default(),
            destinations: Default::default(),
            access: Access::new(params),
            idle: IdleTime::default(),
            audit: Audit::default(),
            support: Supported::default(),
            follows: Follows::default(),
            agenda: Agenda::new(),
            booked: 0,
            extras_today: 0,
            duty: Vec::new(),
            today_sick: vec![Absent::No; params.people.len()],
            leave: [(); 2].map(|()| vec![(u32::MAX, 0); params.people.len()]),
            next_day: 0,
            errands: Vec::new(),
            coming: Vec::new(),
        }
    }

    /// This run will be copied and gone on with for some `days`: what its copies would each draw alike is kept for all.
    pub fn will_be_copied(&mut self, days: u32) {
        self.candidates = KnownCandidates::over(self.next_day, days);
    }

    /// Ids of the needs that are open.
    pub fn open_needs(&self) -> impl Iterator<Item = u64> {
        self.needs.iter().map(Need::id)
    }
}
