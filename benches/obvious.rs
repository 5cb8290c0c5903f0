//! The day-book as plainly as it can be said: one `BinaryHeap` for everything, appointments weeks ahead included, a
//! book of `Vec<bool>` searched slot by slot, every length of time by a logarithm or an exponential, one generator
//! drawn from in turn. What a careful programmer writes first, to tell what the simulator's own way is worth.

use headroom::kernel::time::{DAY, MINUTE};
use headroom::practice::Params;
use headroom::scenario::names::{Mode, Role};
use headroom::scenario::settings::{Duration, Settings};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Sums from which a replication's measures are worked out.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Appointments due in the whole run, warm-up included.
    pub appointments: u64,
    pub due: u64,
    pub dna: u64,
    pub lead_days: u64,
    pub answered: u64,
    pub answer_ticks: u64,
    pub gave_up: u64,
    pub turned_away: u64,
    pub attended: u64,
    pub wait_ticks: u64,
}

/// In the order in which they happen at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Morning,
    CallEnds(usize),
    HangsUp(usize),
    LinesClose,
    Rings,
    FallsDue(usize),
}

#[derive(Clone, Copy, Debug)]
struct Patient {
    urgent: bool,
    role: Role,
    rang: u64,
    waiting: bool,
    booked_on: u64,
    due: u64,
    person: usize,
}

struct Practice<'a> {
    settings: &'a Settings,
    params: &'a Params,
    chance: Chance,
    happens: BinaryHeap<Reverse<(u64, Event)>>,
    now: u64,
    patients: Vec<Patient>,
    queue: VecDeque<usize>,
    free_handlers: usize,
    /// Free slots, and slots held for the day itself, by day, person and slot.
    free: Vec<Vec<Vec<bool>>>,
    held: Vec<Vec<Vec<bool>>>,
    /// When each clinician is free.
    clinician_free: Vec<u64>,
    warm_up: u64,
    counts: Counts,
}

/// Runs the day-book for `days` and counts what happens from day `warm_up` on.
pub fn run(settings: &Settings, params: &Params, warm_up: u64, days: u64, seed: u64) -> Counts {
    let mut practice = Practice {
        settings,
        params,
        chance: Chance(seed),
        happens: BinaryHeap::new(),
        now: 0,
        patients: Vec::new(),
        queue: VecDeque::new(),
        free_handlers: 0,
        free: Vec::new(),
        held: Vec::new(),
        clinician_free: vec![0; params.people.len()],
        warm_up: warm_up * DAY,
        counts: Counts::default(),
    };
    practice.happens.push(Reverse((0, Event::Morning)));
    while let Some(Reverse((at, event))) = practice.happens.pop() {
        if at >= days * DAY {
            break;
        }
        practice.now = at;
        match event {
            Event::Morning => practice.morning(),
            Event::Rings => practice.rings(),
            Event::CallEnds(patient) => practice.call_ends(patient),
            Event::HangsUp(patient) => practice.hangs_up(patient),
            Event::LinesClose => practice.lines_close(),
            Event::FallsDue(patient) => practice.falls_due(patient),
        }
    }
    practice.counts
}

impl Practice<'_> {
    fn schedule(&mut self, at: u64, event: Event) {
        self.happens.push(Reverse((at, event)));
    }

    fn measuring(&self) -> bool {
        self.now >= self.warm_up
    }

    fn open(&self, day: u64) -> bool {
        ((day % 7) as f64) < self.settings.calendar.days_per_week
    }

    /// The book opens one more day, held slots of today are released, and the lines open.
    fn morning(&mut self) {
        let today = self.now / DAY;
        while (self.free.len() as u64) <= today + self.settings.book.horizon as u64 {
            self.open_day(self.free.len() as u64);
        }
        self.schedule(self.now + DAY, Event::Morning);
        if !self.open(today) {
            return;
        }
        for (free, held) in self.free[today as usize].iter_mut().zip(&self.held[today as usize]) {
            for (free, &held) in free.iter_mut().zip(held) {
                *free |= held;
            }
        }
        self.free_handlers = self.settings.phone.handlers as usize;
        self.schedule(self.now + ticks(self.settings.phone.closes * 60.0), Event::LinesClose);
        let first = self.now + ticks(self.settings.phone.opens * 60.0);
        let first = first + self.until_next_call();
        self.schedule(first, Event::Rings);
    }

    fn open_day(&mut self, day: u64) {
        let (mut free, mut held) = (Vec::new(), Vec::new());
        for person in &self.params.people {
            let role = &self.settings.roles[person.role];
            let slots = role.slots_per_session as usize;
            let kept = |slots: usize| (slots as f64 * role.on_the_day + 1e-9).floor();
            let (mut frees, mut helds) = (Vec::new(), Vec::new());
            for half in 0..2 {
                let works = self.open(day) && person.rota[(day % 7) as usize][half] > 0.0;
                for slot in 0..slots {
                    let hold = kept(slot + 1) > kept(slot);
                    frees.push(works && !hold);
                    helds.push(works && hold);
                }
            }
            free.push(frees);
            held.push(helds);
        }
        self.free.push(free);
        self.held.push(held);
    }

    fn until_next_call(&mut self) -> u64 {
        let phone = &self.settings.phone;
        let a_week: f64 = self.settings.problems.values().iter().map(|problem| problem.per_1000_per_week).sum();
        let a_day = a_week * self.settings.patients.list_size / 1000.0 / self.settings.calendar.days_per_week;
        ticks(self.chance.exponential((phone.closes - phone.opens) * 60.0 / a_day))
    }

    fn rings(&mut self) {
        let today = self.now / DAY;
        if self.now % DAY >= ticks(self.settings.phone.closes * 60.0) {
            return;
        }
        let gap = self.until_next_call();
        self.schedule(self.now + gap, Event::Rings);
        let problem = &self.settings.problems[headroom::scenario::names::Problem::General];
        let urgent = self.chance.uniform() < problem.urgent;
        let gp =
            problem.books_with[Role::Gp] / (problem.books_with[Role::Gp] + problem.books_with[Role::PracticeNurse]);
        let role = if self.chance.uniform() < gp { Role::Gp } else { Role::PracticeNurse };
        let patient = self.patients.len();
        self.patients.push(Patient {
            urgent,
            role,
            rang: self.now,
            waiting: true,
            booked_on: today,
            due: 0,
            person: 0,
        });
        if self.free_handlers > 0 {
            self.answer(patient);
        } else {
            self.queue.push_back(patient);
            let patience = ticks(self.chance.exponential(self.settings.phone.patience.mean));
            self.schedule(self.now + patience, Event::HangsUp(patient));
        }
    }

    fn answer(&mut self, patient: usize) {
        self.free_handlers -= 1;
        self.patients[patient].waiting = false;
        if self.measuring() {
            self.counts.answered += 1;
            self.counts.answer_ticks += self.now - self.patients[patient].rang;
        }
        let talk = self.chance.lognormal(&self.settings.phone.booking_call);
        self.schedule(self.now + talk, Event::CallEnds(patient));
    }

    fn hangs_up(&mut self, patient: usize) {
        if self.patients[patient].waiting {
            self.queue.retain(|&other| other != patient);
            self.gives_up(patient);
        }
    }

    fn gives_up(&mut self, patient: usize) {
        self.patients[patient].waiting = false;
        if self.measuring() {
            self.counts.gave_up += 1;
        }
    }

    fn lines_close(&mut self) {
        self.free_handlers = 0;
        while let Some(patient) = self.queue.pop_front() {
            self.gives_up(patient);
        }
    }

    fn call_ends(&mut self, patient: usize) {
        if self.now % DAY < ticks(self.settings.phone.closes * 60.0) {
            self.free_handlers += 1;
            if let Some(next) = self.queue.pop_front() {
                self.answer(next);
            }
        }
        match self.first_free(patient) {
            Some((day, person, slot)) => self.book(patient, day, person, slot),
            None if self.measuring() => self.counts.turned_away += 1,
            None => {}
        }
    }

    /// The first free slot: today for urgent requests, from so many working days on for others.
    fn first_free(&self, patient: usize) -> Option<(usize, usize, usize)> {
        let Patient { urgent, role, .. } = self.patients[patient];
        let today = (self.now / DAY) as usize;
        let mut first = today;
        if !urgent {
            for _ in 0..self.settings.book.routine_lead as usize {
                first += 1;
                while !self.open(first as u64) {
                    first += 1;
                }
            }
        }
        let last = if urgent { today } else { self.free.len() - 1 };
        let slots = 2 * self.settings.roles[role].slots_per_session as usize;
        for day in first..=last {
            for slot in 0..slots {
                for person in 0..self.params.people.len() {
                    if self.params.people[person].role == role
                        && self.free[day][person][slot]
                        && self.slot_time(day, role, slot) >= self.now
                    {
                        return Some((day, person, slot));
                    }
                }
            }
        }
        None
    }

    fn slot_time(&self, day: usize, role: Role, slot: usize) -> u64 {
        let slots = self.settings.roles[role].slots_per_session as usize;
        let clinic = &self.settings.clinic;
        let begins = if slot < slots { clinic.morning } else { clinic.afternoon };
        let within = (slot % slots) as f64 * self.settings.roles[role].slot;
        day as u64 * DAY + ticks(begins * 60.0 + within)
    }

    fn book(&mut self, patient: usize, day: usize, person: usize, slot: usize) {
        self.free[day][person][slot] = false;
        let due = self.slot_time(day, self.patients[patient].role, slot);
        let booked = &mut self.patients[patient];
        (booked.due, booked.person, booked.booked_on) = (due, person, self.now / DAY);
        self.schedule(due, Event::FallsDue(patient));
    }

    fn falls_due(&mut self, patient: usize) {
        let Patient { booked_on, due, person, role, .. } = self.patients[patient];
        let dna = &self.settings.attendance.dna;
        let chance = match due / DAY - booked_on {
            0 => dna.same_day,
            1 => dna.next_day,
            2..=7 => dna.days_2_7,
            _ => dna.days_8_over,
        };
        let stays_away = self.chance.uniform() < chance;
        self.counts.appointments += 1;
        if self.measuring() {
            self.counts.due += 1;
            self.counts.dna += u64::from(stays_away);
            self.counts.lead_days += (booked_on..due / DAY).filter(|&day| self.open(day)).count() as u64;
        }
        if stays_away {
            return;
        }
        let starts = due.max(self.clinician_free[person]);
        if self.measuring() {
            self.counts.attended += 1;
            self.counts.wait_ticks += starts - due;
        }
        let minutes = &self.settings.roles[role].minutes[Mode::FaceToFace];
        // Afternoon sessions begin afresh, as does every day.
        self.clinician_free[person] = starts + self.chance.lognormal(minutes);
    }
}

fn ticks(minutes: f64) -> u64 {
    (minutes * MINUTE as f64 + 0.5) as u64
}

/// A generator drawn from in turn (SplitMix64).
struct Chance(u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ x >> 31) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.uniform())
    }

    fn lognormal(&mut self, length: &Duration) -> u64 {
        let variance = libm::log(1.0 + length.cv * length.cv);
        let normal =
            libm::sqrt(-2.0 * libm::log(1.0 - self.uniform())) * libm::cos(2.0 * std::f64::consts::PI * self.uniform());
        ticks(length.mean * libm::exp(libm::sqrt(variance) * normal - variance / 2.0))
    }
}
