//! Two logs of the same patients, without and with actions, and what is asked of them: the tests of the actions one by
//! one are in `actions_log_1` to `_3`, those of actions together here.

use headroom::experiment::{Prepared, Timeline, replicate, warm_up};
use headroom::kernel::{Key, SimTime, Span};
use headroom::practice::watch::{Origin, THE_PRACTICE};
use headroom::practice::{Able, Ending, Event, Log, Params, Watch};
use headroom::scenario::action::Evidence;
use headroom::scenario::names::{Channel, Destination, LedgerLine, Mode, Problem, Role, Task};
use headroom::scenario::{Change, Plan, Scenario, load};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Kinds for which a patient asks for an appointment.
pub const CLINICAL: [Problem; 6] = [
    Problem::MinorIllness,
    Problem::Musculoskeletal,
    Problem::MentalHealth,
    Problem::Social,
    Problem::LongTerm,
    Problem::General,
];

/// What was seen of one practice after the warm-up, in order of time.
pub struct Side {
    pub log: Vec<(SimTime, u64, Event)>,
    /// The keys of the needs that came up.
    keys: BTreeMap<u64, Key>,
    pub params: Arc<Params>,
}

/// The log, and who could close each need.
#[derive(Default)]
struct Watcher {
    log: Log,
    keys: BTreeMap<u64, Key>,
}

impl Watch for Watcher {
    fn on(&mut self, at: SimTime, need: u64, event: Event) {
        self.log.on(at, need, event);
    }

    fn meets(&mut self, need: u64, key: Key) {
        self.keys.insert(need, key);
    }
}

/// Sixteen weeks. What access is like does not move demand, so that an action moves only what it moves itself.
const WEEKS: [&str; 4] = ["run.days=112", "run.warm_up=days", "run.warm_up_days=28", "feedback.demand=0"];

fn changes(texts: &[&str]) -> Vec<Change> {
    texts.iter().map(|text| Change::parse(text).expect("a change")).collect()
}

/// A practice with `both` on either side of every comparison.
fn practice(name: &str, both: &[&str]) -> Scenario {
    // What is said later holds: a test may ask for more weeks.
    let said = |text: &str| text.split(['=', '*', '+']).next().unwrap_or("").to_string();
    let own: Vec<&str> = WEEKS.into_iter().filter(|week| both.iter().all(|text| said(text) != said(week))).collect();
    load(name, changes(&[&own, both].concat())).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn plan(asked: &[&str], evidence: Evidence) -> Plan {
    Plan::read(asked, evidence).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// One practice without and with actions in full, from the same morning on: replication 0 of seed 1.
pub fn sides(name: &str, asked: &[&str], both: &[&str]) -> [Side; 2] {
    sides_as(name, &plan(asked, Evidence::Evaluated), both)
}

/// The same as far as the advocates of the actions claim.
pub fn sides_as_claimed(name: &str, asked: &[&str], both: &[&str]) -> [Side; 2] {
    sides_as(name, &plan(asked, Evidence::Claimed), both)
}

fn sides_as(name: &str, plan: &Plan, both: &[&str]) -> [Side; 2] {
    let base = practice(name, both);
    let with = base.what_if("with", plan.settled(&base.settings)).unwrap_or_else(|refusal| panic!("{refusal}"));
    let prepared = Prepared::among(&base, &[&with], 1, 0).unwrap_or_else(|refusal| panic!("{refusal}"));
    let taken = Timeline::constant(prepared.params_of(&with.settings));
    seen(&prepared, vec![Timeline::constant(prepared.params.clone()), taken]).try_into().ok().expect("two sides")
}

/// A practice under several plans, each as it takes hold from week to week, after the practice without any.
pub fn courses(name: &str, plans: &[&[&str]], both: &[&str]) -> Vec<Side> {
    let base = practice(name, both);
    let weeks = |asked: &&[&str]| -> Vec<Scenario> {
        let weeks = plan(asked, Evidence::Evaluated).weeks(&base.settings, base.settings.run.days as u32 / 7);
        let week = |changes| base.what_if("week", changes).unwrap_or_else(|refusal| panic!("{refusal}"));
        weeks.into_iter().map(week).collect()
    };
    let plans: Vec<Vec<Scenario>> = plans.iter().map(weeks).collect();
    let all: Vec<&Scenario> = plans.iter().flatten().collect();
    let prepared = Prepared::among(&base, &all, 1, 0).unwrap_or_else(|refusal| panic!("{refusal}"));
    let course = |weeks: &Vec<Scenario>| {
        let params = weeks.iter().map(|week| prepared.params_of(&week.settings)).collect();
        Timeline::weeks(params).expect("a week")
    };
    let without = Timeline::constant(prepared.params.clone());
    seen(&prepared, std::iter::once(without).chain(plans.iter().map(course)).collect())
}

fn seen(prepared: &Prepared, timelines: Vec<Timeline>) -> Vec<Side> {
    let state = warm_up(&prepared.params, &prepared.calendar, 1, 0);
    let side = |timeline: Timeline| {
        let mut watcher = Watcher::default();
        replicate(&state, &timeline, &prepared.calendar, prepared.days(), &mut watcher);
        Side { log: watcher.log.sorted(), keys: watcher.keys, params: Arc::new(timeline.at(0).clone()) }
    };
    timelines.into_iter().map(side).collect()
}

/// What became of one booking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Booking {
    /// How it was asked for; empty for what the practice books of its own accord.
    pub channel: Option<Channel>,
    pub origin: Origin,
    pub lead: u32,
    /// The patient rang again before the day, to cancel, and may not have got through.
    pub cancelling: bool,
    pub end: Option<BookingEnd>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingEnd {
    Came,
    StayedAway,
    /// Told the practice before, with a call or without.
    Cancelled {
        itself: bool,
    },
}

impl Side {
    /// Whom a need's encounter is with.
    pub fn role(&self, person: u16) -> Role {
        self.params.people[usize::from(person)].role
    }

    /// Needs to which something happened that `is` it.
    pub fn needs(&self, is: impl Fn(&Event) -> bool) -> BTreeSet<u64> {
        self.of_needs().filter(|(.., event)| is(event)).map(|&(_, need, _)| need).collect()
    }

    /// How many events are it.
    pub fn count(&self, is: impl Fn(&Event) -> bool) -> usize {
        self.log.iter().filter(|(.., event)| is(event)).count()
    }

    /// Everything that happened to needs.
    pub fn of_needs(&self) -> impl Iterator<Item = &(SimTime, u64, Event)> {
        self.log.iter().filter(|(_, need, _)| *need != THE_PRACTICE)
    }

    /// Needs that came up of themselves or from a register, with their kind, and those that came of other needs.
    pub fn arisen(&self) -> BTreeMap<u64, (SimTime, Problem)> {
        let arisen = self.log.iter().filter_map(|&(at, need, event)| match event {
            Event::Arises { problem, .. } | Event::FallsDue { problem, .. } => Some((need, (at, problem))),
            _ => None,
        });
        arisen.collect()
    }

    /// What patients brought of their own accord, with its kind.
    pub fn own(&self) -> BTreeMap<u64, Problem> {
        let own = self.log.iter().filter_map(|&(_, need, event)| match event {
            Event::Arises { problem, .. } => Some((need, problem)),
            _ => None,
        });
        own.collect()
    }

    /// The kind of every need that came up, whatever it came of.
    pub fn kinds(&self) -> BTreeMap<u64, Problem> {
        let kinds = self.log.iter().filter_map(|&(_, need, event)| match event {
            Event::Arises { problem, .. } | Event::FallsDue { problem, .. } | Event::ArisesFrom { problem, .. } => {
                Some((need, problem))
            }
            _ => None,
        });
        kinds.collect()
    }

    /// Of patients' own needs of these kinds, those for which the practice looked for help; where it is settled on
    /// the call, nobody does.
    pub fn heard(&self, of: &[Problem]) -> BTreeSet<u64> {
        let arisen = self.needs(|event| matches!(event, Event::Arises { problem, .. } if of.contains(problem)));
        let heard = self.needs(|event| matches!(event, Event::CallEnds | Event::ServesItself));
        let settled = self.needs(|event| matches!(event, Event::SettledOnCall));
        arisen.into_iter().filter(|need| heard.contains(need) && !settled.contains(need)).collect()
    }

    /// How each need was first brought.
    pub fn channels(&self) -> BTreeMap<u64, Channel> {
        let mut first = BTreeMap::new();
        for &(_, need, event) in &self.log {
            if let Event::Asks { channel, .. } = event {
                first.entry(need).or_insert(channel);
            }
        }
        first
    }

    /// Every encounter: need, role, how and how long.
    pub fn encounters(&self) -> impl Iterator<Item = (u64, Role, Mode, Span)> {
        self.log.iter().filter_map(|&(_, need, event)| match event {
            Event::Encounter { person, mode, lasts, .. } => Some((need, self.role(person), mode, lasts)),
            _ => None,
        })
    }

    /// Could this role close a need that came up in this log, under this practice's settings?
    pub fn able(&self, need: u64, problem: Problem) -> Option<Able<'_>> {
        let settings = &self.params.settings.problems[problem];
        self.keys.get(&need).map(|&key| Able { key, settings })
    }

    /// Bookings of needs that came up in this log, by need and number.
    pub fn bookings(&self) -> BTreeMap<(u64, u32), Booking> {
        let arisen = self.kinds();
        let (mut channels, mut made) = (BTreeMap::new(), BTreeMap::<u64, u32>::new());
        let (mut itself, mut found) = (BTreeSet::new(), BTreeMap::new());
        for &(at, need, event) in self.of_needs().filter(|(_, need, _)| arisen.contains_key(need)) {
            let end = match event {
                Event::Asks { channel, .. } => {
                    channels.insert(need, channel);
                    let nth = made.get(&need).copied().unwrap_or(0);
                    if let Some(Booking { cancelling, end: None, .. }) = found.get_mut(&(need, nth)) {
                        *cancelling = true;
                    }
                    continue;
                }
                Event::Booked { lead_days: lead, origin, .. } => {
                    *made.entry(need).or_insert(0) += 1;
                    let asked = matches!(origin, Origin::Soonest | Origin::Choice);
                    let channel = channels.get(&need).copied().filter(|_| asked);
                    found.insert((need, made[&need]), Booking { channel, origin, lead, cancelling: false, end: None });
                    continue;
                }
                Event::ServesItself => {
                    itself.insert((need, at));
                    continue;
                }
                Event::DidNotAttend => BookingEnd::StayedAway,
                Event::Encounter { .. } => BookingEnd::Came,
                Event::Cancels { .. } => BookingEnd::Cancelled { itself: itself.contains(&(need, at)) },
                _ => continue,
            };
            let nth = made.get(&need).copied().unwrap_or(0);
            if let Some(booking) = found.get_mut(&(need, nth)) {
                booking.end = booking.end.or(Some(end));
            }
        }
        found
    }

    /// Of the tasks of a kind that a GP would touch, a role's, in millionths, by day.
    pub fn tasks_for(&self, kind: Task, by: Role) -> BTreeMap<u32, u64> {
        let mut days = BTreeMap::new();
        for &(at, _, event) in &self.log {
            if let Event::TasksFor { task, role, millionths } = event
                && (task, role) == (kind, by)
            {
                *days.entry(at.day()).or_insert(0) += millionths;
            }
        }
        days
    }

    /// Tasks of a kind that came in, by day.
    pub fn tasks_come(&self, kind: Task) -> BTreeMap<u32, u32> {
        let come = self.log.iter().filter_map(|&(at, _, event)| match event {
            Event::TasksCome { task, count } if task == kind => Some((at.day(), count)),
            _ => None,
        });
        come.collect()
    }

    /// Minutes of work that came for a role on a line of the ledger, by day.
    pub fn work(&self, by: Role, on: LedgerLine) -> BTreeMap<u32, f64> {
        let mut days = BTreeMap::new();
        for &(at, _, event) in &self.log {
            if let Event::WorkComes { role, line, lasts } = event
                && (role, line) == (by, on)
            {
                *days.entry(at.day()).or_insert(0.0) += lasts.as_minutes();
            }
        }
        days
    }

    /// How long the notes of each encounter took, by need and its number, for one role.
    pub fn notes(&self, by: Role) -> BTreeMap<(u64, usize), f64> {
        let (mut seen, mut notes) = (BTreeMap::<u64, usize>::new(), BTreeMap::new());
        let arisen = self.kinds();
        for &(_, need, event) in self.of_needs().filter(|(_, need, _)| arisen.contains_key(need)) {
            match event {
                Event::Encounter { .. } | Event::Triage { .. } => *seen.entry(need).or_default() += 1,
                Event::WriteUp { person, lasts } if self.role(person) == by => {
                    notes.insert((need, seen.get(&need).copied().unwrap_or(0)), lasts.as_minutes());
                }
                _ => {}
            }
        }
        notes
    }

    /// How long the first answered call or visit of each need took.
    pub fn first_calls(&self) -> BTreeMap<u64, Span> {
        let (mut asked, mut answered, mut lasted) = (BTreeMap::<u64, u32>::new(), BTreeMap::new(), BTreeMap::new());
        for &(at, need, event) in &self.log {
            match event {
                Event::Asks { .. } => *asked.entry(need).or_default() += 1,
                // Only those who got through at once are the same call in every log.
                Event::Answered { .. } if asked.get(&need) == Some(&1) => drop(answered.insert(need, at)),
                Event::CallEnds if asked.get(&need) == Some(&1) => {
                    if let Some(&since) = answered.get(&need) {
                        lasted.entry(need).or_insert(at.since(since));
                    }
                }
                _ => {}
            }
        }
        lasted
    }
}

/// Holds a count of `of` tries against a share: 3.5 standard errors of a binomial, a false alarm in 1 of 2,000.
#[track_caller]
pub fn near_share(count: usize, of: usize, share: f64) {
    let (found, error) = (count as f64 / of as f64, (share * (1.0 - share) / of as f64).sqrt());
    assert!(of > 100 && (found - share).abs() < 3.5 * error, "{count} of {of} are {found:.4}, not {share}");
}

/// The same patients have the same needs at the same times, and the same fall due.
#[track_caller]
pub fn same_needs([before, after]: &[Side; 2]) {
    let (before, after) = (before.arisen(), after.arisen());
    assert!(before.len() > 1000, "{} needs", before.len());
    assert_eq!(before, after);
}

/// Nothing whatever differs in what happens to any need.
#[track_caller]
pub fn nothing_happens_to_any_need([before, after]: &[Side; 2]) {
    assert!(before.log.len() > 10_000);
    assert!(before.of_needs().eq(after.of_needs()), "something else happens to a need");
}

/// The work of a role on a line is so many times what it was, but for whole ticks of each day's.
#[track_caller]
pub fn work_is([before, after]: &[Side; 2], role: Role, line: LedgerLine, times: f64) {
    let (before, after) = (before.work(role, line), after.work(role, line));
    assert!(before.len() > 70 && before.len() == after.len(), "{} and {} days", before.len(), after.len());
    for (day, minutes) in &before {
        assert!((after[day] - times * minutes).abs() < 0.01, "{} of {minutes} minutes on day {day}", after[day]);
    }
}

/// Of bookings that are the same in both logs and for which nobody came before, how many do with the action, and all
/// of them; nobody stays away who came. Of those that `counts` leaves out, all end as they did. Whoever rings to cancel
/// is another matter: getting through is luck.
#[track_caller]
pub fn fewer_dnas([before, after]: &[Side; 2], counts: impl Fn(&Booking) -> bool) -> (usize, usize) {
    let (before, after) = (before.bookings(), after.bookings());
    let same = before.iter().filter_map(|(booking, was)| {
        let is = after.get(booking)?;
        ((was.channel, was.origin, was.lead) == (is.channel, is.origin, is.lead)).then_some((was, is))
    });
    let (mut saved, mut all, mut others) = (0, 0, 0);
    for (was, is) in same.filter(|(was, is)| !was.cancelling && !is.cancelling && was.end.is_some() && is.end.is_some())
    {
        let away = Some(BookingEnd::StayedAway);
        let (was_away, is_away) = (was.end == away, is.end == away);
        assert!(was_away || !is_away, "stays away who would have come: {was:?}");
        if counts(was) {
            all += usize::from(was_away);
            saved += usize::from(was_away && !is_away);
        } else {
            assert_eq!(was_away, is_away, "{was:?}");
            others += usize::from(was_away);
        }
    }
    println!("{saved} of {all} DNAs fewer, and none of the other {others}");
    assert!(all > 100 && others > 20, "{all} and {others} DNAs");
    (saved, all)
}

/// Who closed a need, as far as the log says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum ClosedBy {
    Reception,
    Role(Role),
    Outside(Destination),
}

/// Needs that were closed, by whom; and those that had an appointment, or a call or an answer from a GP.
fn closed(side: &Side) -> (BTreeMap<u64, ClosedBy>, BTreeSet<u64>, BTreeSet<u64>) {
    let (mut last, mut closed) = (BTreeMap::new(), BTreeMap::new());
    let (mut with_gp, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for &(_, need, event) in &side.log {
        match event {
            Event::SettledOnCall => drop(last.insert(need, ClosedBy::Reception)),
            Event::SentTo { destination } => drop(last.insert(need, ClosedBy::Outside(destination))),
            Event::Encounter { person, .. } => {
                let role = side.role(person);
                if role == Role::Gp {
                    with_gp.insert(need);
                }
                last.insert(need, ClosedBy::Role(role));
            }
            Event::AnsweredByMessage { role, .. } => {
                answered.insert((need, role));
                last.insert(need, ClosedBy::Role(role));
            }
            Event::Triage { by, .. } => {
                answered.insert((need, by.role()));
                last.insert(need, ClosedBy::Role(by.role()));
            }
            Event::Ends { ending: Ending::Closed | Ending::Redirected } => {
                closed.insert(need, last[&need]);
            }
            _ => {}
        }
    }
    let answered = answered.into_iter().filter(|(_, role)| *role == Role::Gp).map(|(need, _)| need).collect();
    (closed, with_gp, answered)
}

#[test]
fn every_need_taken_from_gps_was_one_that_whoever_closed_it_could_close() {
    for name in ["average-2018", "mostly-same-day", "deprived-high-demand"] {
        let [before, after] = sides(name, &["1", "4", "7", "8"], &[]);
        let ((_, with_gp, _), (now_closed, now_with_gp, now_answered)) = (closed(&before), closed(&after));
        let mut replaced = BTreeMap::<String, usize>::new();
        for (&need, &problem) in &before.kinds() {
            let Some(&by) = now_closed.get(&need) else { continue };
            if !with_gp.contains(&need) || now_with_gp.contains(&need) || now_answered.contains(&need) {
                continue;
            }
            // The same draw on both sides: where the practice had the role already, its share is what it was.
            let (was, is) = (before.able(need, problem).unwrap(), after.able(need, problem).unwrap());
            let could = match by {
                ClosedBy::Reception => was.settings.closed_on_call > 0.0,
                ClosedBy::Role(role) => {
                    let known = was.settings.able[role] > 0.0;
                    assert!(!known || was.role(role) == is.role(role), "need {need} changes");
                    role != Role::Gp && is.role(role)
                }
                ClosedBy::Outside(at) => {
                    let known = was.settings.able_at[at] > 0.0;
                    assert!(!known || was.destination(at) == is.destination(at), "need {need} changes");
                    is.destination(at)
                }
            };
            assert!(could, "{name}: need {need}, {problem:?}, is closed by {by:?}, who could not");
            *replaced.entry(format!("{by:?}")).or_default() += 1;
        }
        let all: usize = replaced.values().sum();
        println!("{name}: {all} of {} needs with a GP were closed by others: {replaced:?}", with_gp.len());
        assert!(all > 300 && replaced.len() > 6, "{replaced:?}");
        // No more than somebody else could have closed, of those that GPs saw.
        let could = |need: &u64, problem: Problem| {
            after.able(*need, problem).is_some_and(|able| {
                let inside = Role::ALL.iter().any(|&role| role != Role::Gp && able.role(role));
                inside || Destination::ALL.iter().any(|&at| able.destination(at)) || able.settings.closed_on_call > 0.0
            })
        };
        let kinds = before.kinds();
        let most = with_gp.iter().filter(|need| kinds.get(need).is_some_and(|&kind| could(need, kind))).count();
        assert!(all <= most, "{all} of {most}");
    }
}

#[test]
fn assistants_and_clerks_together_deal_with_every_task_once() {
    let [before, after] = sides("average-2018", &["4.5", "5.2"], &[]);
    let mut days = 0;
    for &task in Task::ALL {
        let settings = &after.params.settings.tasks[task];
        let by: Vec<BTreeMap<u32, u64>> = Role::ALL.iter().map(|&role| after.tasks_for(task, role)).collect();
        for (day, count) in after.tasks_come(task) {
            let needed = f64::from(count) * (1.0 - settings.not_needed) * settings.touched_by[Role::Gp];
            let shared: u64 = by.iter().filter_map(|days| days.get(&day)).sum();
            assert_eq!(shared, (needed * 1e6).round() as u64, "{task:?} of day {day}");
            days += u32::from(shared > 0);
        }
        assert!(Role::ALL.iter().all(|&role| role == Role::Gp || before.tasks_for(task, role).is_empty()));
    }
    assert!(days > 500, "{days}");
    // Both take letters, each from what the other leaves; the GPs have the rest.
    let sum = |role| after.tasks_for(Task::Letter, role).values().sum::<u64>() as f64;
    let (assistant, clerks, gps) = (sum(Role::MedicalAssistant), sum(Role::Receptionist), sum(Role::Gp));
    let all = assistant + clerks + gps;
    println!("letters: assistant {:.4}, clerks {:.4}, GPs {:.4}", assistant / all, clerks / all, gps / all);
    assert!(assistant > 0.0 && clerks > 0.0 && (gps / all - 0.7 * 0.58).abs() < 0.01, "{}", gps / all);
}
