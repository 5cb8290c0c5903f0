//! One replication, as pure functions: warm up a practice, then run it under a timeline of parameters.

use crate::practice::{Calendar, Measures, NoWatch, Params, Run, State, Watch};
use std::sync::Arc;

/// Which parameters hold in which week after go-live. Weeks with the same parameters share them.
#[derive(Clone, Debug)]
pub struct Timeline {
    params: Vec<Arc<Params>>,
    /// Place in `params` by week; the last one holds for ever.
    weeks: Vec<u16>,
}

impl Timeline {
    /// The same parameters throughout.
    pub fn constant(params: Arc<Params>) -> Timeline {
        Timeline { params: vec![params], weeks: vec![0] }
    }

    /// Parameters for one week after another; the last hold for ever. Those with the same settings are shared. Without
    /// a week there is no timeline.
    pub fn weeks(weeks: Vec<Arc<Params>>) -> Option<Timeline> {
        let mut timeline = Timeline { params: Vec::new(), weeks: Vec::new() };
        for params in weeks {
            let same = |known: &Arc<Params>| Arc::ptr_eq(known, &params) || known.settings == params.settings;
            let place = timeline.params.iter().position(same).unwrap_or_else(|| {
                timeline.params.push(params.clone());
                timeline.params.len() - 1
            });
            timeline.weeks.push(place as u16);
        }
        (!timeline.weeks.is_empty()).then_some(timeline)
    }

    /// Parameters that are known to differ, and the place among them of each week's; the last holds for ever. Without a
    /// week there is no timeline.
    pub fn course(params: Vec<Arc<Params>>, weeks: Vec<u16>) -> Option<Timeline> {
        let known = weeks.iter().all(|&week| usize::from(week) < params.len());
        (known && !weeks.is_empty()).then_some(Timeline { params, weeks })
    }

    /// The parameters of a week, counted from go-live.
    pub fn at(&self, week: usize) -> &Params {
        &self.params[usize::from(self.weeks[week.min(self.weeks.len() - 1)])]
    }
}

/// The practice of replication `k` on the morning of its first measured day.
pub fn warm_up(params: &Params, calendar: &Calendar, seed: u64, k: u32) -> State {
    let mut state = State::new(params, calendar, seed, k);
    run(&mut state, &Timeline::constant(Arc::new(params.clone())), calendar, calendar.warm_up, &mut NoWatch);
    state
}

/// What is measured when the practice runs on from `state` for `days` under `timeline`.
pub fn replicate<W: Watch>(
    state: &State,
    timeline: &Timeline,
    calendar: &Calendar,
    days: u32,
    watch: &mut W,
) -> Measures {
    run(&mut state.clone(), timeline, calendar, days, watch)
}

/// Runs `state` on for `days`, and returns what was measured.
pub fn run<W: Watch>(
    state: &mut State,
    timeline: &Timeline,
    calendar: &Calendar,
    days: u32,
    watch: &mut W,
) -> Measures {
    run_by_week(state, timeline, calendar, days, watch, |_| {})
}

/// Runs `state` on for `days` with nothing to show for it but what `watch` saw; false where `stop` turned true, which is
/// asked before each week.
pub fn run_unless<W: Watch>(
    state: &mut State,
    timeline: &Timeline,
    calendar: &Calendar,
    days: u32,
    watch: &mut W,
    stop: &(dyn Fn() -> bool + Sync),
) -> bool {
    let mut measures = Measures::new();
    let mut run = Run::new(state, timeline.at(0), calendar, &mut measures, watch);
    for day in 0..days {
        if day.is_multiple_of(7) && stop() {
            return false;
        }
        run.day(timeline.at(day as usize / 7));
        if (day + 1).is_multiple_of(7) {
            run.week_over();
        }
    }
    run.finish();
    true
}

/// The same, with what has been measured so far shown to `each` at the end of every whole week.
pub fn run_by_week<W: Watch>(
    state: &mut State,
    timeline: &Timeline,
    calendar: &Calendar,
    days: u32,
    watch: &mut W,
    each: impl FnMut(&Measures),
) -> Measures {
    run_from_week(state, timeline, 0, calendar, days, watch, each)
}

/// The same from a later week of the timeline on, to which `state` has been run.
pub fn run_from_week<W: Watch>(
    state: &mut State,
    timeline: &Timeline,
    first: usize,
    calendar: &Calendar,
    days: u32,
    watch: &mut W,
    mut each: impl FnMut(&Measures),
) -> Measures {
    let mut measures = Measures::new();
    let mut run = Run::new(state, timeline.at(first), calendar, &mut measures, watch);
    for day in 0..days {
        run.day(timeline.at(first + day as usize / 7));
        if (day + 1).is_multiple_of(7) {
            each(run.week_over());
        }
    }
    run.finish();
    measures
}
