//! From settings to what the loop reads of them. A year of changes asks for this every week of every plan, so whatever
//! comes from settings that are as they were is taken over from parameters that are known, and only the rest worked out.

use super::establishment::Establishment;
use super::laid::Plan;
use super::params::*;
use super::people::{self, Person};
use super::shares::{cumulated, normalised, up_to_each};
use super::slots::{has_people, most_slots};
use super::tasks::TaskParams;
use crate::kernel::Span;
use crate::kernel::sampler::{Sampler, Table};
use crate::kernel::time::MINUTE;
use crate::scenario::names::*;
use crate::scenario::node::By;
use crate::scenario::settings::{Delay, Duration, ProblemSettings, RoleSettings, Settings};
use std::sync::Arc;

impl Params {
    /// `practice` is the file without changes: its demand is the envelope that every scenario keeps a part of.
    pub fn derive(practice: &Settings, settings: &Settings) -> Params {
        Params::derive_among(practice, settings, &Establishment::of([settings]))
    }

    /// The same for one of several settings between which a run may change: with room for the establishment of all.
    pub fn derive_among(practice: &Settings, settings: &Settings, establishment: &Establishment) -> Params {
        derived(practice, settings.clone(), establishment, None)
    }

    /// The same settings' parameters, by way of `self`: those of the same practice with the same room, whatever its
    /// settings. What is the same in both is shared or copied; the answer is that of `derive_among`.
    pub fn derive_like(&self, practice: &Settings, settings: Settings, establishment: &Establishment) -> Params {
        derived(practice, settings, establishment, Some(self))
    }
}

fn derived(practice: &Settings, settings: Settings, establishment: &Establishment, like: Option<&Params>) -> Params {
    let s = &settings;
    let like = like.map(|params| Like { params, settings: &params.settings });
    let mean_ages = normalised(s.patients.ages.values());
    let same_ages = is(like, |l| l.patients.ages == s.patients.ages);
    let same_people = is(like, |l| {
        l.people == s.people
            && l.absences == s.absences
            && l.calendar == s.calendar
            && Role::ALL.iter().all(|&role| staffed_alike(&l.roles[role], &s.roles[role]))
    });
    let people = match like {
        Some(like) if same_people => like.params.people.clone(),
        _ => people::people_like(s, &establishment.people, |role| {
            let like = like.filter(|like| like.settings.calendar.days_per_week == s.calendar.days_per_week)?;
            let same = dealt_alike(&like.settings.roles[role], &s.roles[role]);
            let named = |name: &str| like.settings.people.contains_key(name);
            let counted = |person: &&Person| person.role == role && !person.leads_groups && !named(&person.name);
            same.then(|| like.params.people.iter().filter(counted).collect())
        }),
    };
    let problems = By::new(|kind| match like {
        Some(like) if same_ages => problem_like(
            &like.params.problems[kind],
            &like.settings.problems[kind],
            like.settings,
            &s.problems[kind],
            s,
        )
        .map_or_else(
            || problem_params(&s.problems[kind], s, &people, &mean_ages),
            |own| with_routes(own, &s.problems[kind], s, &people),
        ),
        _ => problem_params(&s.problems[kind], s, &people, &mean_ages),
    });
    let same_plan = same_people
        && same_ages
        && is(like, |l| {
            l.book == s.book
                && l.clinic == s.clinic
                && Role::ALL.iter().all(|&role| slotted_alike(&l.roles[role], &s.roles[role]))
                && Problem::ALL.iter().all(|&kind| recalled_alike(&l.problems[kind], &s.problems[kind]))
        });
    // A run notices by another plan that somebody new is to be paid.
    let same_pay = is(like, |l| Role::ALL.iter().all(|&role| l.roles[role].cost == s.roles[role].cost));
    let desk = Role::Receptionist;
    let prompts = || Prompt::ALL.iter().copied().filter(|&prompt| s.attendance.prompts[prompt].reach > 0.0);
    let recalls = || By::new(|kind| (problems[kind].recalls, problems[kind].recall_by));
    Params {
        plan: take(like, same_plan && same_pay, |p| &p.plan, || Arc::new(Plan::new(s, &people, recalls()))),
        book_half: establishment.half(),
        book_days: establishment.horizon + 2,
        list: s.patients.list_size as u32,
        demand: take(
            like,
            is(like, |l| {
                let rates =
                    |s: &Settings| s.problems.values().iter().map(|own| own.per_1000_per_week).collect::<Vec<_>>();
                l.demand == s.demand
                    && l.patients.list_size == s.patients.list_size
                    && l.calendar.season == s.calendar.season
                    && (l.phone.opens, l.phone.closes) == (s.phone.opens, s.phone.closes)
                    && rates(l) == rates(s)
            }),
            |p| &p.demand,
            || demand(practice, s),
        ),
        phone: take(
            like,
            is(like, |l| {
                l.phone == s.phone
                    && l.channels.online_request == s.channels.online_request
                    && l.roles[desk].pace == s.roles[desk].pace
            }),
            |p| &p.phone,
            || phone(s),
        ),
        roles: By::new(|role| {
            let which = Role::ALL[role];
            let same = like.is_some_and(|known| {
                let (l, before) = (known.settings, &known.params.people);
                slots_of(before, which) == slots_of(&people, which)
                    && slotted_alike(&l.roles[role], &s.roles[role])
                    && l.book == s.book
                    && (l.clinic.freed_time, l.clinic.slots_added) == (s.clinic.freed_time, s.clinic.slots_added)
            });
            match like {
                Some(like) if same => role_like(&like.params.roles[role], &like.settings.roles[role], &s.roles[role]),
                _ => role_params(which, &people, establishment.slots[role], s),
            }
        }),
        people,
        problems,
        tasks: By::new(|task| {
            let (now, list) = (&s.tasks[task], s.patients.list_size);
            let same = |l: &Settings| l.tasks[task] == *now && l.patients.list_size == list;
            let as_many =
                |l: &Settings| l.tasks[task].per_1000_per_day == now.per_1000_per_day && l.patients.list_size == list;
            match like {
                Some(like) if same(like.settings) => like.params.tasks[task].clone(),
                Some(like) if as_many(like.settings) => like.params.tasks[task].done_otherwise(now),
                _ => TaskParams::new(now, list),
            }
        }),
        dna_odds: take(
            like,
            same_ages
                && is(like, |l| {
                    let (a, b) = (&l.attendance, &s.attendance);
                    a.dna == b.dna && a.dna_odds_age == b.dna_odds_age && a.dna_patient_sd == b.dna_patient_sd
                }),
            |p| &p.dna_odds,
            || dna_odds(s, &mean_ages),
        ),
        dna_patient: take(
            like,
            is(like, |l| l.attendance.dna_patient_sd == s.attendance.dna_patient_sd),
            |p| &p.dna_patient,
            || dna_patient(s.attendance.dna_patient_sd),
        ),
        prompts_help: prompts().all(|prompt| s.attendance.prompts[prompt].odds <= 1.0),
        spoken_prompts: prompts().filter(|&prompt| s.attendance.prompts[prompt].call_minutes > 0.0).collect(),
        prompts: prompts().collect(),
        visited_by: up_to_each(Role::ALL, |role| s.roles[role].home_visits),
        visited_from: up_to_each(Destination::ALL, |at| s.destinations[at].home_visits),
        triage: std::array::from_fn(|by| {
            let role = TriageBy::ALL[by].role();
            let now = (&s.triage[by].minutes, s.roles[role].pace);
            match like {
                Some(like) => {
                    let before = (&like.settings.triage[by].minutes, like.settings.roles[role].pace);
                    paced_like(&like.params.triage[by], before, now)
                }
                None => paced(now.0, now.1),
            }
        }),
        triages: s.triage.values().iter().any(|by| by.reach_urgent > 0.0 || by.reach_routine > 0.0),
        supports: Support::ALL.iter().copied().filter(|&support| is_there(&s.support[support])).collect(),
        consultations_told: establishment.consultations_told,
        follows_demand: s.phone.follows_demand > 0.0 || s.roles.values().iter().any(|role| role.follows_demand > 0.0),
        starts_late: drawn(like, |s| &s.clinic.starts_late, |p| &p.starts_late, s),
        early: Span::minutes(s.clinic.early),
        lateness: drawn(like, |s| &s.clinic.lateness, |p| &p.lateness, s),
        interruption: drawn(like, |s| &s.clinic.interruption, |p| &p.interruption, s),
        follow_up_days: delayed(like, |s| &s.outcome.follow_up_days, |p| &p.follow_up_days, s),
        return_days: delayed(like, |s| &s.outcome.return_days, |p| &p.return_days, s),
        result_days: delayed(like, |s| &s.outcome.result_days, |p| &p.result_days, s),
        hospital_days: delayed(like, |s| &s.outcome.hospital_days, |p| &p.hospital_days, s),
        ages: cumulated(s.patients.ages.values()),
        persistent: spread(like, |s| s.patients.persistent_cv, |p| &p.persistent, s),
        transient: spread(like, |s| s.patients.transient_cv, |p| &p.transient, s),
        settings,
    }
}

/// Parameters that are known, and the settings that they come from.
#[derive(Clone, Copy)]
struct Like<'a> {
    params: &'a Params,
    settings: &'a Settings,
}

fn is(like: Option<Like<'_>>, alike: impl FnOnce(&Settings) -> bool) -> bool {
    like.is_some_and(|like| alike(like.settings))
}

/// What is known, where it comes from the same; else what is made.
fn take<'a, T: Clone + 'a>(
    like: Option<Like<'a>>,
    same: bool,
    known: impl FnOnce(&'a Params) -> &'a T,
    make: impl FnOnce() -> T,
) -> T {
    match like {
        Some(like) if same => known(like.params).clone(),
        _ => make(),
    }
}

fn phone(s: &Settings) -> PhoneParams {
    let pace = s.roles[Role::Receptionist].pace;
    PhoneParams {
        opens: Span::hours(s.phone.opens),
        closes: Span::hours(s.phone.closes),
        handlers: std::array::from_fn(|weekday| {
            std::array::from_fn(|half| s.phone.handlers * s.phone.rota[half] * s.phone.weekday_rota[weekday])
        }),
        lines: if s.phone.lines > 1e6 { u32::MAX } else { s.phone.lines as u32 },
        booking_call: paced(&s.phone.booking_call, pace),
        other_call: paced(&s.phone.other_call, pace),
        online_request: paced(&s.channels.online_request, pace),
        patience: match s.phone.patience.family {
            Family::Infinite => None,
            _ => Some(sampler(&s.phone.patience)),
        },
        redial_after: sampler(&s.phone.redial_after),
    }
}

fn drawn(
    like: Option<Like<'_>>,
    of: impl Fn(&Settings) -> &Duration,
    known: impl FnOnce(&Params) -> &Sampler,
    s: &Settings,
) -> Sampler {
    take(like, is(like, |l| of(l) == of(s)), known, || sampler(of(s)))
}

fn delayed(
    like: Option<Like<'_>>,
    of: impl Fn(&Settings) -> &Delay,
    known: impl FnOnce(&Params) -> &Sampler,
    s: &Settings,
) -> Sampler {
    take(like, is(like, |l| of(l) == of(s)), known, || days_sampler(of(s)))
}

fn spread(
    like: Option<Like<'_>>,
    of: impl Fn(&Settings) -> f64,
    known: impl FnOnce(&Params) -> &Option<Arc<Table>>,
    s: &Settings,
) -> Option<Arc<Table>> {
    take(like, is(like, |l| of(l) == of(s)), known, || multiplier(of(s)))
}

/// Do the same people that a role counts hold the same sessions?
fn dealt_alike(one: &RoleSettings, other: &RoleSettings) -> bool {
    let of = |role: &RoleSettings| [role.people, role.sessions_per_week, role.mornings, role.slots_per_session];
    of(one) == of(other) && one.weekday == other.weekday
}

/// The same, with whoever leads groups.
fn staffed_alike(one: &RoleSettings, other: &RoleSettings) -> bool {
    let groups = |role: &RoleSettings| [role.group_sessions_per_week, role.group_size];
    dealt_alike(one, other) && groups(one) == groups(other)
}

/// Do their sessions have the same slots, in a book of the same kind?
fn slotted_alike(one: &RoleSettings, other: &RoleSettings) -> bool {
    let of = |role: &RoleSettings| {
        let slots = [role.slots_per_session, role.slot, role.gap_every, role.gap, role.on_the_day];
        (slots, [role.session, role.group_session, role.leave_weeks, role.leave_together])
    };
    of(one) == of(other) && one.offsets == other.offsets
}

/// What of a role's people its slots are made by.
fn slots_of(people: &[Person], role: Role) -> (f64, bool) {
    (most_slots(people, role), has_people(people, role))
}

/// Do the same recalls fall due, in a year and a list that are the same?
fn recalled_alike(one: &ProblemSettings, other: &ProblemSettings) -> bool {
    one.recalls_per_patient_per_year == other.recalls_per_patient_per_year
        && one.recall_month == other.recall_month
        && one.recall_age == other.recall_age
}

/// A role whose slots are as they were.
fn role_like(known: &RoleParams, before: &RoleSettings, now: &RoleSettings) -> RoleParams {
    let sampler = |known: &Sampler, a: &Duration, b: &Duration| paced_like(known, (a, before.pace), (b, now.pace));
    RoleParams {
        slots: known.slots.clone(),
        times: known.times.clone(),
        has_people: known.has_people,
        embargoed: known.embargoed.clone(),
        minutes: By::new(|mode| sampler(&known.minutes[mode], &before.minutes[mode], &now.minutes[mode])),
        write_up: sampler(&known.write_up, &before.write_up, &now.write_up),
        session: known.session,
        group_session: known.group_session,
        slot: known.slot,
    }
}

/// Somebody's work at their pace. Another pace, or another mean of the same kind, draws from the same table.
fn paced_like(known: &Sampler, before: (&Duration, f64), now: (&Duration, f64)) -> Sampler {
    if before == now {
        return known.clone();
    }
    let ((before, _), (duration, pace)) = (before, now);
    let shape = |of: &Duration| (of.family, of.cv);
    match known {
        Sampler::Drawn { table, .. }
            if shape(before) == shape(duration) && duration.family != Family::Empirical && duration.mean > 0.0 =>
        {
            Sampler::Drawn { mean_ticks: duration.mean * pace * MINUTE as f64, table: table.clone() }
        }
        _ => paced(duration, pace),
    }
}

/// A kind of problem whose recalls and age bands are as they were; none where too much is new.
fn problem_like(
    known: &ProblemParams,
    before: &ProblemSettings,
    settings_before: &Settings,
    now: &ProblemSettings,
    s: &Settings,
) -> Option<ProblemParams> {
    let of = |s: &Settings| (s.calendar.season, s.outcome.return_after_stranger, s.outcome.return_after_phone);
    let same = of(settings_before) == of(s)
        && recalled_alike(before, now)
        && before.later_by == now.later_by
        && before.books_with == now.books_with
        && before.passed_on == now.passed_on
        && before.returns == now.returns
        && before.settles_per_day == now.settles_per_day;
    let days = if 1.0 - now.settles_per_day < 1.0 { s.book.horizon as usize + 1 } else { 0 };
    if !same || known.unsettled_by.len() < days {
        return None;
    }
    let mut problem = known.clone();
    // Each day's chance stands by itself: a book that is open for fewer days keeps those that it has.
    problem.unsettled_by.truncate(days);
    Some(problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Kind, Moved, Moves, load, paths};

    #[test]
    fn whichever_setting_changes_what_is_taken_over_is_what_would_be_worked_out() {
        let practice = load("average-2018", vec![]).unwrap();
        let mut tried = 0;
        let moves = Moves::new(&practice.settings);
        for (at, info) in (0..).zip(paths(&practice.settings)) {
            let now = moves.own(at);
            let other = match &info.kind {
                Kind::Number if info.whole && now < info.high => now + 1.0,
                Kind::Number if now + 0.1 <= info.high => now + 0.1,
                Kind::Number => now - if info.whole { 1.0 } else { 0.1 },
                Kind::Choice(options) => (now + 1.0) % options.len() as f64,
                Kind::List | Kind::Text => continue,
            };
            let mut settings = practice.settings.clone();
            moves.write(&Moved { settings: [at].into(), values: vec![other] }, &mut settings);
            tried += 1;
            let all = Establishment::of([&practice.settings, &settings]);
            let derive = |settings: &Settings| Params::derive_among(&practice.base, settings, &all);
            let (before, anew) = (derive(&practice.settings), derive(&settings));
            let there = before.derive_like(&practice.base, settings, &all);
            assert!(there == anew, "{}", info.path);
            let back = anew.derive_like(&practice.base, practice.settings.clone(), &all);
            assert!(back == before, "back from {}", info.path);
        }
        assert!(tried > 3000, "{tried} settings");
        let mut listed = practice.settings.clone();
        listed.roles[Role::Gp].offsets = vec![0.0, 30.0];
        listed.clinic.lateness.values = vec![1.0, 2.0];
        let all = Establishment::of([&practice.settings, &listed]);
        let [before, anew] = [&practice.settings, &listed].map(|s| Params::derive_among(&practice.base, s, &all));
        assert!(before.derive_like(&practice.base, listed, &all) == anew, "lists");
    }
}
