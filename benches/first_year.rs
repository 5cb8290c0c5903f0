//! What a first year with all ten actions costs: the cell of a table of combinations, taken apart into the copy of the
//! practice, the loop, replanning week by week and the watch that adds up GPs' time; and how two threads share it.

use cpu_time::ThreadTime;
use headroom::experiment::Prepared;
use headroom::experiment::gp_beside::{GpBeside, Known};
use headroom::experiment::gp_hours::Accounts;
use headroom::experiment::gp_time::GpTime;
use headroom::experiment::replicate::{Timeline, run_from_week, warm_up};
use headroom::practice::{Measures, NoWatch, State, Watch};
use headroom::scenario::{Evidence, Plan, Scenario, load};
use std::hint::black_box;
use std::time::Instant;

/// average-2018 on the morning of go-live, and its first year with all ten actions.
pub struct FirstYear {
    prepared: Prepared,
    plain: Timeline,
    all_ten: Timeline,
    /// As they are in the last week, throughout: nothing is planned anew.
    settled: Timeline,
}

/// The baseline's year in one replication.
struct Baseline {
    measures: Measures,
    known: Known,
    navigated: u64,
}

impl FirstYear {
    pub fn new() -> FirstYear {
        let baseline = load("average-2018", vec![]).unwrap_or_else(|refusal| panic!("{refusal}"));
        let ids: Vec<String> = (1..=10).map(|id| id.to_string()).collect();
        let plan = Plan::read(&ids, Evidence::Evaluated).expect("ten actions");
        let weeks: Vec<Scenario> = plan
            .weeks(&baseline.settings, 52)
            .into_iter()
            .map(|changes| baseline.what_if("all ten", changes).expect("what actions change"))
            .collect();
        let others: Vec<&Scenario> = weeks.iter().collect();
        let prepared = Prepared::among(&baseline, &others, 1, 0).unwrap_or_else(|refusal| panic!("{refusal}"));
        let params: Vec<_> = weeks.iter().map(|week| prepared.params_of(&week.settings)).collect();
        let last = params.last().expect("a year has weeks").clone();
        FirstYear {
            plain: Timeline::constant(prepared.params.clone()),
            settled: Timeline::constant(last),
            all_ten: Timeline::weeks(params).expect("a year has weeks"),
            prepared,
        }
    }

    fn practice(&self, k: u32) -> State {
        warm_up(&self.prepared.params, &self.prepared.calendar, 1, k)
    }

    fn run<W: Watch>(&self, state: &mut State, timeline: &Timeline, watch: &mut W) -> Measures {
        run_from_week(state, timeline, 0, &self.prepared.calendar, self.prepared.days(), watch, |_| {})
    }

    /// The baseline's year, for all cells of a replication to stand beside.
    fn baseline(&self, state: &State) -> Baseline {
        let mut state = state.clone();
        let mut watch = GpTime::new(&self.prepared.params, state.open_needs());
        let measures = self.run(&mut state, &self.plain, &mut watch);
        let needs = watch.finish();
        Baseline { measures, known: Known::new(&needs), navigated: needs.navigated }
    }

    /// What one cell of a table of combinations costs.
    #[inline(never)]
    fn cell(&self, state: &State, before: &Baseline) -> Accounts {
        let mut state = state.clone();
        let mut watch = GpBeside::new(&before.known, &self.prepared.params, state.open_needs());
        let after = self.run(&mut state, &self.all_ten, &mut watch);
        let (time, navigated) = watch.finish();
        Accounts::beside([&before.measures, &after], time, [before.navigated, navigated], &self.prepared.params)
    }

    /// A plain year that nobody watches.
    #[inline(never)]
    fn plain_year(&self, state: &State) -> Measures {
        self.run(&mut state.clone(), &self.plain, &mut NoWatch)
    }
}

/// Runs so many cells, and as many plain years, and nothing else: for counting their instructions with
/// `valgrind --tool=callgrind --collect-atstart=no --toggle-collect='*FirstYear*cell*'`.
pub fn only(cells: u32) {
    let year = FirstYear::new();
    for k in 0..cells {
        let state = year.practice(k);
        let before = year.baseline(&state);
        black_box(year.cell(&state, &before));
        let plain = black_box(year.plain_year(&state));
        println!("replication {k}: {} appointments in a plain year", plain.attendance.all_due());
    }
}

/// CPU milliseconds of each part of a cell, the least of `repeats`.
pub fn first_year(repeats: u32) {
    let year = FirstYear::new();
    let state = year.practice(0);
    let before = year.baseline(&state);
    let due = |timeline: &Timeline| year.run(&mut state.clone(), timeline, &mut NoWatch).attendance.all_due() as f64;
    let (plain, all_ten) = (due(&year.plain), due(&year.all_ten));
    let least = |work: &mut dyn FnMut()| {
        let one = |_| {
            let begun = ThreadTime::now();
            work();
            1e3 * begun.elapsed().as_secs_f64()
        };
        (0..repeats).map(one).fold(f64::INFINITY, f64::min)
    };
    let nobody = |timeline: &Timeline| drop(black_box(year.run(&mut state.clone(), timeline, &mut NoWatch)));
    let copy = least(&mut || drop(black_box(state.clone())));
    let whole = least(&mut || _ = black_box(year.cell(&state, &before)));
    let unwatched = least(&mut || nobody(&year.all_ten));
    let settled = least(&mut || nobody(&year.settled));
    let plainly = least(&mut || nobody(&year.plain));
    println!("A first year with all ten actions, {all_ten} appointments, least of {repeats} CPU times");
    println!("  {whole:.2} ms for a cell: the year, and GPs' time need by need beside the baseline's");
    println!("  {:.2} ms of it watches GPs' time, and adds it up", whole - unwatched);
    println!("  {:.2} ms of it comes of parameters that change from week to week", unwatched - settled);
    println!("  {copy:.2} ms of it copies the practice as it is at go-live");
    println!(
        "  {:.2} ms a plain year with nobody watching: {:.0} ns for each of {plain} appointments\n",
        plainly,
        1e6 * plainly / plain
    );
    two_threads(&year, &state, &before);
}

/// How much faster two threads get through cells than one, beside how much faster they do arithmetic.
fn two_threads(year: &FirstYear, state: &State, before: &Baseline) {
    const ROUNDS: u32 = 5;
    let cells = || (0..8).for_each(|_| _ = black_box(year.cell(state, before)));
    let arithmetic = || {
        let mut x = black_box(1u64);
        (0..200_000_000u64).for_each(|n| x = (x ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        black_box(x);
    };
    let once = |work: &(dyn Fn() + Sync), threads: usize| {
        let begun = Instant::now();
        std::thread::scope(|scope| (0..threads).for_each(|_| _ = scope.spawn(work)));
        begun.elapsed().as_secs_f64()
    };
    // Twice the work on two threads: alternating, so that a busy machine disturbs all alike; the best of each counts.
    let mut least = [f64::INFINITY; 4];
    for _ in 0..ROUNDS {
        let taken = [once(&cells, 1), once(&cells, 2), once(&arithmetic, 1), once(&arithmetic, 2)];
        least.iter_mut().zip(taken).for_each(|(least, taken)| *least = least.min(taken));
    }
    let (ours, theirs) = (2.0 * least[0] / least[1], 2.0 * least[2] / least[3]);
    println!(
        "Two threads do {ours:.2} times the cells of one, and {theirs:.2} times the arithmetic: {:.3}\n",
        ours / theirs
    );
}
