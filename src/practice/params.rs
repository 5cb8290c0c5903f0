//! What the loop reads: a scenario's settings, worked out once into rates, tables and samplers.

use super::laid::Plan;
use super::people::Person;
use super::shares::{Shares, cumulated, place, relative, up_to_each};
use super::slots;
use super::tasks::TaskParams;
use crate::kernel::quantile::{normal, power, scale_odds};
use crate::kernel::sampler::{Sampler, Shape, Table};
use crate::kernel::time::MINUTE;
use crate::kernel::{Span, Uniform};
use crate::scenario::names::*;
use crate::scenario::node::By;
use crate::scenario::settings::{Delay, Duration, ProblemSettings, Settings, SupportSettings};
use std::sync::Arc;

/// The parameters of a stretch of time. `settings` is kept beside what is derived from it, for plain numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    pub settings: Settings,
    pub list: u32,
    pub demand: DemandParams,
    pub phone: PhoneParams,
    pub roles: By<Role, RoleParams>,
    pub people: Vec<Person>,
    /// What the book and the registers are made by, to notice when that changes.
    pub(super) plan: Arc<Plan>,
    /// Slots of a half day that the book keeps room for, and days for which it does.
    pub(super) book_half: usize,
    pub(super) book_days: u32,
    pub problems: By<Problem, ProblemParams>,
    pub tasks: By<Task, TaskParams>,
    /// Odds of a DNA by lead band (same day, next day, 2 to 7, 8 and over) and age.
    pub dna_odds: [[f64; Age::COUNT]; 4],
    /// What keeps bookings in mind, and what of it takes time in a call.
    pub prompts: Vec<Prompt>,
    pub spoken_prompts: Vec<Prompt>,
    /// Does none of it make a DNA likelier?
    pub prompts_help: bool,
    /// Roles and destinations that take visits at home from whoever would make them, with the shares up to each.
    pub visited_by: Vec<(Role, f64)>,
    pub visited_from: Vec<(Destination, f64)>,
    /// A patient's own odds of a DNA against others of the same age: their mean, and how they spread about it.
    pub dna_patient: Option<(f64, Arc<Table>)>,
    /// Time for one request, by kind of triage.
    pub triage: [Sampler; TriageBy::COUNT],
    /// Is anything triaged at all?
    pub triages: bool,
    /// Support that anybody has or may be referred to, and the most consultations in a year that a referral asks for.
    pub supports: Vec<Support>,
    pub consultations_told: usize,
    /// Does the rota of any role, or of the phone, follow demand?
    pub follows_demand: bool,
    pub starts_late: Sampler,
    /// How long before the booked time patients come, but for their lateness.
    pub early: Span,
    pub lateness: Sampler,
    pub interruption: Sampler,
    pub follow_up_days: Sampler,
    pub return_days: Sampler,
    pub result_days: Sampler,
    pub hospital_days: Sampler,
    /// Share of the list in each age band, cumulated.
    pub ages: [f64; Age::COUNT],
    pub persistent: Option<Arc<Table>>,
    pub transient: Option<Arc<Table>>,
}

/// Needs that patients start: the envelope they are drawn from, and how much of it this scenario keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandParams {
    /// Needs a day on an average day, all problems together, as the practice's file says at level 1.
    pub envelope: f64,
    /// Envelope by problem, cumulated and scaled to 1.
    pub kinds: Shares<{ Problem::COUNT }>,
    /// Needs of each kind kept from the envelope, as a multiple of it; more than 1 takes further layers.
    pub keep: [f64; Problem::COUNT],
    /// Multiples by weekday and by month, of the envelope and of what is kept from it.
    pub weekday: [f64; 7],
    pub month: [f64; 12],
    pub weekday_keep: [f64; 7],
    pub month_keep: [f64; 12],
    pub day_spread: Option<Arc<Table>>,
    /// Weight of half hours before each half hour's end, inside opening hours, scaled to 1.
    pub ask_by: [f64; 48],
    /// The half hour at which each cell of uniforms begins, so that the search starts near its end.
    ask_from: [u8; ASK_CELLS],
    opens: Span,
    closes: Span,
}

/// The phones.
#[derive(Clone, Debug, PartialEq)]
pub struct PhoneParams {
    pub opens: Span,
    pub closes: Span,
    pub handlers: [[f64; 48]; 7],
    pub lines: u32,
    pub booking_call: Sampler,
    pub other_call: Sampler,
    pub online_request: Sampler,
    /// `None` where callers never hang up.
    pub patience: Option<Sampler>,
    pub redial_after: Sampler,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RoleParams {
    /// Start of each slot, from the start of the session.
    pub slots: Vec<Span>,
    /// The same, with the slots beyond them that other settings of the comparison have: somebody may stand in one.
    pub times: Vec<Span>,
    /// Is there anybody of this role, beside those who lead groups?
    pub has_people: bool,
    /// Slots that are kept for the day, by place in the session.
    pub embargoed: Vec<bool>,
    pub minutes: By<Mode, Sampler>,
    pub write_up: Sampler,
    pub session: Span,
    pub group_session: Span,
    pub slot: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProblemParams {
    /// Chance of staying away after an encounter with somebody able to close the need, by whether that was a GP who is
    /// not the usual one, and by phone: the hazard of coming back scales the log of the chance of staying away.
    pub stays_away: [[f64; 2]; 2],
    /// Chance of not having settled by itself after so many days of waiting; empty where nothing does.
    pub unsettled_by: Vec<f64>,
    pub later_by: Sampler,
    /// Whom it is booked with, cumulated and scaled to 1.
    pub books_with: Shares<{ Role::COUNT }>,
    /// Colleagues to whom GPs pass patients on as well, with the shares up to each.
    pub passed_on: Vec<(Role, f64)>,
    /// Colleagues of GPs, and destinations, that reception could offer for it and who may be able to close it.
    pub colleagues: Vec<Role>,
    pub outside: Vec<Destination>,
    /// Roles and destinations that reception offers directly: in which share of requests, and how often that is accepted.
    pub offers: Vec<(Role, f64, f64)>,
    pub offers_outside: Vec<(Destination, f64, f64)>,
    /// Day of the year by which a share of recalls falls due, cumulated by month.
    pub recall_by: [f64; 12],
    /// Recalls a year by age.
    pub recalls: [f64; Age::COUNT],
}

impl DemandParams {
    /// The time of day at which somebody asks whose uniform is `u`: monotone through the half-hour profile.
    pub fn ask_at(&self, u: Uniform) -> Span {
        let from = usize::from(self.ask_from[u.cell(LOG_ASK_CELLS).0 % ASK_CELLS]);
        let u = u.number();
        let half = from + self.ask_by[from..].iter().position(|&by| u < by).unwrap_or(47 - from);
        let before = if half == 0 { 0.0 } else { self.ask_by[half - 1] };
        let from = (half as u64 * crate::kernel::time::HALF_HOUR).max(self.opens.0);
        let to = ((half as u64 + 1) * crate::kernel::time::HALF_HOUR).min(self.closes.0);
        let weight = self.ask_by[half] - before;
        let within = if weight > 0.0 { (u - before) / weight } else { 0.0 };
        Span(from + u64::from((within * to.saturating_sub(from) as f64) as u32))
    }
}

const ASK_CELLS: usize = 1 << LOG_ASK_CELLS;
const LOG_ASK_CELLS: u32 = 8;

pub(super) fn demand(practice: &Settings, s: &Settings) -> DemandParams {
    let daily = |settings: &Settings| -> Vec<f64> {
        let thousands = settings.patients.list_size / 1000.0;
        Problem::ALL.iter().map(|&p| settings.problems[p].per_1000_per_week * thousands / 7.0).collect()
    };
    let (envelope, wanted) = (daily(practice), daily(s));
    let keep = |wanted: f64, envelope: f64| if envelope > 0.0 { wanted / envelope } else { 0.0 };
    // What the practice's file has none of, or far less of than the scenario, is enveloped by the scenario itself:
    // kinds beyond 8 times, weekdays and months beyond twice, which leaves access as much again in 64 envelopes.
    let covers =
        |envelope: f64, wanted: f64, most: f64| if envelope * most >= wanted { envelope } else { wanted / most };
    let level = s.demand.level;
    let envelope: Vec<f64> = envelope.iter().zip(&wanted).map(|(&e, &w)| covers(e, w * level, 8.0)).collect();
    let weekday = |settings: &Settings| relative(settings.demand.weekday.values());
    let month = |settings: &Settings| {
        let season = settings.calendar.season;
        relative(settings.demand.month.values()).into_iter().map(|m| 1.0 + season * (m - 1.0)).collect::<Vec<_>>()
    };
    let open_part = |half: usize| {
        let (from, to) = (half as f64 / 2.0, half as f64 / 2.0 + 0.5);
        ((to.min(s.phone.closes) - from.max(s.phone.opens)) / 0.5).clamp(0.0, 1.0)
    };
    let weights: Vec<f64> = (0..48).map(|half| s.demand.half_hour[half] * open_part(half)).collect();
    let ask_by = cumulated(&weights);
    let twice = |practice: Vec<f64>, scenario: Vec<f64>| -> Vec<f64> {
        practice.into_iter().zip(scenario).map(|(envelope, wanted)| covers(envelope, wanted, 2.0)).collect()
    };
    let (weekday_envelope, month_envelope) = (twice(weekday(practice), weekday(s)), twice(month(practice), month(s)));
    DemandParams {
        envelope: envelope.iter().sum(),
        kinds: Shares::new(&envelope),
        keep: std::array::from_fn(|kind| level * keep(wanted[kind], envelope[kind])),
        weekday_keep: std::array::from_fn(|day| keep(weekday(s)[day], weekday_envelope[day])),
        month_keep: std::array::from_fn(|at| keep(month(s)[at], month_envelope[at])),
        weekday: std::array::from_fn(|day| weekday_envelope[day]),
        month: std::array::from_fn(|at| month_envelope[at]),
        day_spread: multiplier(s.demand.day_spread_cv),
        ask_by,
        ask_from: std::array::from_fn(|cell| place(&ask_by, cell as f64 / ASK_CELLS as f64) as u8),
        opens: Span::hours(s.phone.opens),
        closes: Span::hours(s.phone.closes),
    }
}

pub(super) fn role_params(which: Role, people: &[Person], room: usize, s: &Settings) -> RoleParams {
    let role = &s.roles[which];
    let slots = slots::slot_times(role, slots::most_slots(people, which) * s.book.slots, s);
    RoleParams {
        embargoed: slots::kept_for_the_day(slots.len(), role),
        times: slots::first_times(slots.len().max(room), role, s),
        has_people: slots::has_people(people, which),
        slots,
        minutes: By::new(|mode| paced(&role.minutes[mode], role.pace)),
        write_up: paced(&role.write_up, role.pace),
        session: Span::minutes(role.session),
        group_session: Span::minutes(role.group_session),
        slot: Span::minutes(role.slot),
    }
}

pub(super) fn problem_params(
    problem: &ProblemSettings,
    s: &Settings,
    people: &[Person],
    ages: &[f64],
) -> ProblemParams {
    let months = relative(problem.recall_month.values());
    let seasonal: Vec<f64> = months.iter().map(|m| 1.0 + s.calendar.season * (m - 1.0)).collect();
    let mean: f64 = ages.iter().zip(problem.recall_age.values()).map(|(share, rate)| share * rate).sum();
    let stays = 1.0 - problem.settles_per_day;
    let days = if stays < 1.0 { s.book.horizon as u32 + 1 } else { 0 };
    let own = ProblemParams {
        stays_away: [1.0, s.outcome.return_after_stranger].map(|stranger| {
            [1.0, s.outcome.return_after_phone].map(|phone| power(1.0 - problem.returns, stranger * phone))
        }),
        unsettled_by: (0..days).map(|days| power(stays, f64::from(days))).collect(),
        later_by: days_sampler(&problem.later_by),
        books_with: Shares::new(problem.books_with.values()),
        passed_on: up_to_each(Role::ALL, |role| problem.passed_on[role]),
        colleagues: Vec::new(),
        outside: Vec::new(),
        offers: Vec::new(),
        offers_outside: Vec::new(),
        recall_by: cumulated(&seasonal),
        recalls: std::array::from_fn(|age| {
            let relative = if mean > 0.0 { problem.recall_age[age] / mean } else { 0.0 };
            problem.recalls_per_patient_per_year * relative
        }),
    };
    with_routes(own, problem, s, people)
}

/// The same kind of problem with whom reception could send it to as roles and destinations now are.
pub(super) fn with_routes(
    own: ProblemParams,
    problem: &ProblemSettings,
    s: &Settings,
    people: &[Person],
) -> ProblemParams {
    ProblemParams {
        colleagues: (Role::ALL.iter().copied())
            .filter(|&role| role != Role::Gp && problem.able[role] > 0.0 && problem.navigable[role] > 0.0)
            .filter(|&role| slots::has_people(people, role))
            .collect(),
        offers: (Role::ALL.iter().copied())
            .filter(|&role| role != Role::Gp && problem.navigable[role] > 0.0 && slots::has_people(people, role))
            .map(|role| (role, s.roles[role].offered, s.roles[role].accepted))
            .filter(|&(_, offered, _)| offered > 0.0)
            .collect(),
        offers_outside: (Destination::ALL.iter().copied())
            .filter(|&at| s.destinations[at].capacity_per_day > 0.0 && problem.able_at[at] > 0.0)
            .map(|at| (at, s.destinations[at].offered, s.destinations[at].accepted))
            .filter(|&(_, offered, _)| offered > 0.0)
            .collect(),
        outside: (Destination::ALL.iter().copied())
            .filter(|&at| s.destinations[at].capacity_per_day > 0.0 && problem.able_at[at] > 0.0)
            .collect(),
        ..own
    }
}

/// Does anybody have this support, or could anybody be referred to it?
pub(super) fn is_there(support: &SupportSettings) -> bool {
    support.reach > 0.0 || support.at_consultations * support.refers > 0.0
}

/// Odds by band and age such that the average over the list, patients' own spread included, is the band's chance.
pub(super) fn dna_odds(s: &Settings, ages: &[f64]) -> [[f64; Age::COUNT]; 4] {
    let dna = &s.attendance.dna;
    // Patients' spread enters the average at 15 equally likely points of the normal distribution.
    let spread: Vec<f64> =
        (0..15).map(|n| libm::exp(s.attendance.dna_patient_sd * normal((n as f64 + 0.5) / 15.0))).collect();
    [dna.same_day, dna.next_day, dna.days_2_7, dna.days_8_over].map(|chance| {
        if chance <= 0.0 || chance >= 1.0 {
            return [if chance > 0.0 { f64::INFINITY } else { 0.0 }; Age::COUNT];
        }
        let average = |factor: f64| -> f64 {
            ages.iter()
                .enumerate()
                .map(|(age, share)| {
                    let odds = factor * s.attendance.dna_odds_age[age];
                    share * spread.iter().map(|own| scale_odds(chance, odds * own)).sum::<f64>() / 15.0
                })
                .sum()
        };
        let (mut low, mut high) = (1e-6, 1e6);
        for _ in 0..100 {
            let middle = libm::sqrt(low * high);
            if average(middle) < chance { low = middle } else { high = middle }
        }
        std::array::from_fn(|age| chance / (1.0 - chance) * low * s.attendance.dna_odds_age[age])
    })
}

/// Lognormal odds of median 1 whose logarithm has this standard deviation.
pub(super) fn dna_patient(sd: f64) -> Option<(f64, Arc<Table>)> {
    let cv = libm::sqrt(libm::exp(sd * sd) - 1.0);
    (sd > 0.0).then(|| (libm::exp(sd * sd / 2.0), Table::shared(Shape::Lognormal { cv })))
}

/// A duration in minutes as the loop draws it.
pub fn sampler(duration: &Duration) -> Sampler {
    let Duration { family, mean, cv, values } = duration;
    sampled(*family, *mean, *cv, values, 1.0)
}

/// A duration in minutes of somebody's work, at their pace.
pub(super) fn paced(duration: &Duration, pace: f64) -> Sampler {
    let Duration { family, mean, cv, values } = duration;
    sampled(*family, *mean, *cv, values, pace)
}

/// A delay in days as the loop draws it.
pub(super) fn days_sampler(delay: &Delay) -> Sampler {
    let Delay { family, mean, cv, values } = delay;
    sampled(*family, *mean, *cv, values, 24.0 * 60.0)
}

/// A distribution by its mean in units of so many minutes.
fn sampled(family: Family, mean: f64, cv: f64, values: &[f64], unit: f64) -> Sampler {
    let shape = match family {
        Family::Infinite => return Sampler::Never,
        Family::Empirical => {
            let mut values = values.to_vec();
            values.sort_by(f64::total_cmp);
            let own_mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
            if own_mean <= 0.0 {
                return Sampler::Constant(Span::ZERO);
            }
            let mean = if mean > 0.0 { mean } else { own_mean };
            values.iter_mut().for_each(|value| *value /= own_mean);
            return Sampler::Drawn {
                mean_ticks: mean * unit * MINUTE as f64,
                table: Table::shared(Shape::Empirical(values)),
            };
        }
        Family::Exponential if mean > 0.0 => Shape::Exponential,
        Family::Gamma if mean > 0.0 && cv > 0.0 => Shape::Gamma { cv },
        Family::Lognormal if mean > 0.0 && cv > 0.0 => Shape::Lognormal { cv },
        _ => return Sampler::Constant(Span::minutes(mean * unit)),
    };
    Sampler::Drawn { mean_ticks: mean * unit * MINUTE as f64, table: Table::shared(shape) }
}

/// A gamma multiplier of mean 1; `None` where there is no spread.
pub(super) fn multiplier(cv: f64) -> Option<Arc<Table>> {
    (cv > 0.0).then(|| Table::shared(Shape::gamma(cv)))
}
