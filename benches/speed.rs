//! What the simulator costs: `cargo bench --bench speed`, or `cargo bench --bench speed -- 15` for 15 repeats, and
//! `cargo bench --bench speed -- first-year` for a first year with all ten actions alone.
//!
//! Repeats of all that is compared alternate, and the least CPU time of each counts, so that a busy machine disturbs
//! little. An appointment is one that falls due on a simulated day, warm-up included.

mod first_year;
mod obvious;

use cpu_time::ProcessTime;
use headroom::experiment::replicate::{Timeline, replicate, run, warm_up};
use headroom::experiment::{Ground, Prepared, Weekly};
use headroom::practice::{Calendar, Measures, NoWatch, Params, State};
use headroom::scenario::names::{Problem, Task};
use headroom::scenario::{Change, Evidence, Plan, Scenario, load};
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The least by which the simulator must beat the obvious way.
const AT_LEAST: f64 = 3.0;

fn main() {
    let number = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    if std::env::args().any(|argument| argument == "cells") {
        return first_year::only(number.unwrap_or(1));
    }
    let repeats = number.unwrap_or(9);
    first_year::first_year(repeats);
    if std::env::args().any(|argument| argument == "first-year") {
        return;
    }
    average(repeats);
    println!("Peak memory of one thread: {} MB\n", peak_memory("self").unwrap_or(0.0).round());
    let ratio = day_book("the book mostly full, as the scenario has it", &[], repeats);
    day_book("less demand, so that most days are half free", &["problems.general.per_1000_per_week=80"], repeats);
    weeks_of_a_plan(repeats);
    demo();
    assert!(ratio >= AT_LEAST, "the obvious way is only {ratio:.1} times slower");
}

/// What it costs to work out the settings and the parameters of each week of a plan: all ten actions in their first year.
fn weeks_of_a_plan(repeats: u32) {
    let baseline = load("average-2018", Vec::new()).unwrap_or_else(|refusal| panic!("{refusal}"));
    let all: Vec<String> = (1..=10).map(|headline| headline.to_string()).collect();
    let plan = Plan::read(&all, Evidence::Evaluated).unwrap_or_else(|refusal| panic!("{refusal}"));
    let ground = Ground::new(&baseline);
    let weekly = || Weekly::new(&ground, &[], &plan, 52).unwrap_or_else(|refusal| panic!("{refusal}"));
    let one = weekly();
    let prepared = Prepared::among_weeks(&baseline, &[], &[&one], 1, 0).unwrap_or_else(|refusal| panic!("{refusal}"));
    let least = |run: &dyn Fn()| {
        let times = (0..20 * repeats).map(|_| {
            let begun = ProcessTime::now();
            run();
            begun.elapsed().as_secs_f64()
        });
        times.fold(f64::INFINITY, f64::min) / 52.0 * 1e6
    };
    let settings = least(&|| drop(black_box(weekly())));
    let params = least(&|| drop(black_box(prepared.timeline(&one))));
    println!(
        "A week of all ten actions: {settings:.0} microseconds for its settings, {params:.0} for its parameters\n"
    );
}

/// A scenario made ready to run.
struct Ready {
    scenario: Scenario,
    params: Arc<Params>,
    timeline: Timeline,
    calendar: Calendar,
    days: u32,
}

impl Ready {
    fn new(name: &str, changes: &[String]) -> Ready {
        let changes = changes.iter().map(|text| Change::parse(text).expect("a change")).collect();
        let scenario = load(name, changes).unwrap_or_else(|refusal| panic!("{refusal}"));
        let params = Arc::new(Params::derive(&scenario.base, &scenario.settings));
        Ready {
            timeline: Timeline::constant(params.clone()),
            calendar: Calendar::new(&scenario.settings, scenario.settings.run.warm_up_days as u32),
            days: scenario.settings.run.days as u32,
            scenario,
            params,
        }
    }

    /// The work that is timed: a warm-up and a year.
    fn replicate(&self, k: u32) -> Measures {
        let state = warm_up(&self.params, &self.calendar, 1, k);
        replicate(&state, &self.timeline, &self.calendar, self.days, &mut NoWatch)
    }

    /// Appointments that fall due in replication `k`, warm-up included.
    fn appointments(&self, k: u32) -> u64 {
        let mut state = State::new(&self.params, &self.calendar, 1, k);
        let days = self.calendar.warm_up + self.days;
        run(&mut state, &self.timeline, &self.calendar, days, &mut NoWatch).attendance.due.iter().sum()
    }
}

/// The least CPU seconds of each piece of work over `repeats` rounds.
fn least<const N: usize>(repeats: u32, mut work: [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut least = [f64::INFINITY; N];
    for _ in 0..repeats {
        for (least, work) in least.iter_mut().zip(&mut work) {
            let begun = ProcessTime::now();
            work();
            *least = least.min(begun.elapsed().as_secs_f64());
        }
    }
    least
}

/// average-2018: what an appointment costs, and what it costs less with a part of the practice turned down.
fn average(repeats: u32) {
    const WARM_UP: [&str; 2] = ["run.warm_up=days", "run.warm_up_days=98"];
    let ready = |changes: &[String]| {
        let all: Vec<String> =
            WARM_UP.iter().map(|&change| change.to_string()).chain(changes.iter().cloned()).collect();
        Ready::new("average-2018", &all)
    };
    let every = |names: &[&str], table: &str, field: &str| -> Vec<String> {
        names.iter().map(|name| format!("{table}.{name}.{field}=0")).collect()
    };
    let problems: Vec<&str> = Problem::ALL.iter().map(|problem| problem.id()).collect();
    let tasks: Vec<&str> = Task::ALL.iter().map(|task| task.id()).collect();
    let recalls = every(&problems, "problems", "recalls_per_patient_per_year");
    let follow_ups =
        [every(&problems, "problems", "follow_up"), every(&problems, "problems", "follow_up_again")].concat();
    let returns = every(&problems, "problems", "returns");
    let desk_work = every(&tasks, "tasks", "per_1000_per_day");
    let set = |changes: &[&str]| -> Vec<String> { changes.iter().map(|&change| change.into()).collect() };
    let nobody = [set(&["demand.level=0"]), recalls.clone(), desk_work.clone()].concat();
    let parts = [
        ("everything", Vec::new()),
        ("handlers so many that nobody waits", set(&["phone.handlers=100", "phone.lines=1000"])),
        ("no requests at the desk", set(&["channels.desk=0"])),
        ("no recalls", recalls),
        ("no planned follow-ups", follow_ups),
        ("nobody comes back", returns),
        ("no cancellations", set(&["attendance.cancels_early=0", "attendance.cancels_late=0"])),
        ("nobody wants the usual GP", set(&["patients.wants_own_gp=0"])),
        (
            "no notes, no interruptions",
            set(&[
                "roles.gp.write_up.family=constant",
                "roles.gp.write_up.mean=0",
                "roles.practice_nurse.write_up.family=constant",
                "roles.practice_nurse.write_up.mean=0",
                "clinic.interruptions=0",
            ]),
        ),
        ("no tasks", desk_work),
        (
            "patients all alike",
            set(&["patients.persistent_cv=0", "patients.transient_cv=0", "attendance.dna_patient_sd=0"]),
        ),
        ("no needs at all: only set-up and days", nobody),
    ];
    let ready: Vec<(&str, Ready, u64)> = parts
        .into_iter()
        .map(|(name, changes)| {
            let ready = ready(&changes);
            let appointments = ready.appointments(0);
            (name, ready, appointments)
        })
        .collect();
    let mut seconds = vec![f64::INFINITY; ready.len()];
    let mut set_up = f64::INFINITY;
    for _ in 0..repeats {
        for ((_, ready, _), seconds) in ready.iter().zip(&mut seconds) {
            let [taken] = least(1, [&mut || drop(ready.replicate(0))]);
            *seconds = seconds.min(taken);
        }
        let (_, whole, _) = &ready[0];
        let [taken] = least(1, [&mut || drop(State::new(&whole.params, &whole.calendar, 1, 0))]);
        set_up = set_up.min(taken);
    }
    let whole = (seconds[0], ready[0].2 as f64);
    println!("average-2018, 98 days of warm-up and 364 measured, one thread, least of {repeats} CPU times");
    println!(
        "  {:.0} ns for an appointment, {:.0} practice-years a second",
        1e9 * whole.0 / whole.1,
        462.0 / 364.0 / whole.0
    );
    println!("  {:.0} ns of it sets the practice up: patients and registers\n", 1e9 * set_up / whole.1);
    println!("  {:<40} {:>12} {:>8} {:>14} {:>16}", "part", "appointments", "ms", "ns/appointment", "less than whole");
    for ((name, _, appointments), seconds) in ready.iter().zip(&seconds) {
        let own = if *appointments > 0 { format!("{:.0}", 1e9 * seconds / *appointments as f64) } else { "-".into() };
        let less = format!("{:.0} ns", 1e9 * (whole.0 - seconds) / whole.1);
        println!("  {name:<40} {appointments:>12} {:>8.2} {own:>14} {less:>16}", 1e3 * seconds);
    }
    println!();
}

/// The day-book by the simulator and by the obvious way: the same answers, and the ratio of their times.
fn day_book(about: &str, changes: &[&str], repeats: u32) -> f64 {
    const REPLICATIONS: u32 = 40;
    let changes: Vec<String> = changes.iter().map(|&change| change.into()).collect();
    let ready = Ready::new("day-book", &changes);
    let settings = &ready.scenario.settings;
    let (warm_up, days) = (u64::from(ready.calendar.warm_up), u64::from(ready.days));
    let plainly = |seed: u64| obvious::run(settings, &ready.params, warm_up, warm_up + days, seed);
    let [ours, theirs] = least(repeats, [&mut || _ = black_box(ready.replicate(0)), &mut || _ = black_box(plainly(1))]);
    let ours = 1e9 * ours / ready.appointments(0) as f64;
    let theirs = 1e9 * theirs / plainly(1).appointments as f64;
    println!("day-book, {about}; {warm_up} days of warm-up and {days} measured, least of {repeats} CPU times");
    println!("  {ours:.0} ns for an appointment; the obvious way {theirs:.0} ns, {:.1} times as long\n", theirs / ours);

    let by_us: Vec<[f64; 7]> = (0..REPLICATIONS).map(|k| of_measures(&ready.replicate(k))).collect();
    let by_them: Vec<[f64; 7]> = (0..REPLICATIONS).map(|k| of_counts(&plainly(1000 + u64::from(k)), days)).collect();
    println!("  {:<36} {:>18} {:>18} {:>12}", "mean of 40 replications (SE)", "simulator", "obvious", "difference");
    for (at, name) in NAMES.iter().enumerate() {
        let (mean, se) = mean_and_se(by_us.iter().map(|measures| measures[at]));
        let (other, other_se) = mean_and_se(by_them.iter().map(|measures| measures[at]));
        let errors = (mean - other) / (se * se + other_se * other_se).sqrt();
        let (ours, theirs) = (format!("{mean:.4} ({se:.4})"), format!("{other:.4} ({other_se:.4})"));
        println!("  {name:<36} {ours:>18} {theirs:>18} {:>12}", format!("{errors:+.1} SE"));
        assert!(errors.abs() < 4.5, "{name} differs");
    }
    println!();
    theirs / ours
}

const NAMES: [&str; 7] = [
    "appointments due a week",
    "lead, working days",
    "share DNA",
    "wait to be answered, minutes",
    "share of callers who gave up",
    "wait in the waiting room, minutes",
    "turned away a week",
];

fn of_measures(measures: &Measures) -> [f64; 7] {
    let (attendance, phone) = (&measures.attendance, &measures.phone);
    let (due, dna): (u64, u64) = (attendance.due.iter().sum(), attendance.dna.iter().sum());
    let (answered, gave_up) = (phone.answered.tally.count as f64, phone.gave_up.tally.count as f64);
    [
        due as f64 / measures.weeks(),
        attendance.lead.tally.sum as f64 / attendance.lead.tally.count as f64,
        dna as f64 / due as f64,
        phone.answered.tally.sum as f64 / answered / 600.0,
        gave_up / (answered + gave_up),
        measures.clinic.wait.tally.sum as f64 / measures.clinic.wait.tally.count as f64 / 600.0,
        measures.needs.turned_away as f64 / measures.weeks(),
    ]
}

fn of_counts(counts: &obvious::Counts, days: u64) -> [f64; 7] {
    let (weeks, due, answered) = (days as f64 / 7.0, counts.due as f64, counts.answered as f64);
    [
        due / weeks,
        counts.lead_days as f64 / due,
        counts.dna as f64 / due,
        counts.answer_ticks as f64 / answered / 600.0,
        counts.gave_up as f64 / (answered + counts.gave_up as f64),
        counts.wait_ticks as f64 / counts.attended as f64 / 600.0,
        counts.turned_away as f64 / weeks,
    ]
}

fn mean_and_se(values: impl ExactSizeIterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let squares: f64 = values.map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// What somebody waits who types `headroom` and nothing else.
fn demo() {
    let folder = tempfile::tempdir().expect("a folder for the demo");
    let begun = Instant::now();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_headroom"))
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut memory: f64 = 0.0;
    while demo.try_wait().expect("the program can be waited for").is_none() {
        memory = memory.max(peak_memory(&demo.id().to_string()).unwrap_or(0.0));
        std::thread::sleep(Duration::from_millis(5));
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let seconds = begun.elapsed().as_secs_f64();
    println!("The demo (100 replications of average-2018) took {seconds:.1} s on {threads} cores and {memory:.0} MB");
}

/// Peak resident memory in MB, where the system tells.
fn peak_memory(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kb| kb / 1024.0)
}
