//! Minutes of GPs for each need, so that two runs can be compared need by need: which events they are, and a list of them
//! all. Watches encounters, notes and triage; a locum in a GP's place counts as the GP.

use crate::kernel::SimTime;
use crate::practice::{Event, Params, Watch};
use crate::scenario::names::{Mode, Role};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What an event says of GPs' time, in ticks.
pub(super) enum Said {
    /// The need is there, and a GP has spent so many on it.
    Spent(u64),
    /// This GP sees it in a group, for so many in all.
    Together(u16, u64),
    /// Reception has sent it to a colleague.
    Navigated,
    Nothing,
}

/// What an event says of GPs' time; `is_gp` tells of each person.
// Inlined, so that of an event which is known where it is told only its own arm is left.
#[inline(always)]
pub(super) fn said(event: Event, is_gp: &[bool]) -> Said {
    match event {
        Event::Arises { .. } | Event::FallsDue { .. } | Event::ArisesFrom { .. } => Said::Spent(0),
        Event::NavigatedTo { .. } => Said::Navigated,
        Event::Encounter { person, mode, lasts, .. } if is_gp[usize::from(person)] => match mode {
            Mode::Group => Said::Together(person, lasts.0),
            _ => Said::Spent(lasts.0),
        },
        Event::WriteUp { person, lasts } if is_gp[usize::from(person)] => Said::Spent(lasts.0),
        Event::Triage { by, lasts, .. } if by.role() == Role::Gp => Said::Spent(lasts.0),
        _ => Said::Nothing,
    }
}

/// Those of which `said` may say anything.
#[inline(always)]
pub(super) fn may_say(event: &Event) -> bool {
    use Event::*;
    matches!(event, Arises { .. } | FallsDue { .. } | ArisesFrom { .. } | NavigatedTo { .. })
        || matches!(event, Encounter { .. } | WriteUp { .. } | Triage { .. })
}

/// Whose minutes are GPs', by person.
pub(super) fn gps(params: &Params) -> Vec<bool> {
    params.people.iter().map(|person| person.role == Role::Gp).collect()
}

/// What each need of a group takes of the GP's time: those who are seen together have it together, a part each, and no
/// tick is lost.
pub(super) fn shared(ticks: u64, needs: &[u64]) -> impl Iterator<Item = (u64, u64)> + '_ {
    let count = needs.len() as u64;
    (0..).zip(needs).map(move |(at, &need)| (need, ticks / count + u64::from(at < ticks % count)))
}

/// GPs' time, need by need, while a run goes on.
#[derive(Clone, Debug)]
pub struct GpTime {
    is_gp: Vec<bool>,
    /// Needs that were there, and ticks of GPs on them: each as often as there was something to note.
    noted: Vec<(u64, u64)>,
    /// Groups led by GPs, by when and by whom: how long, and the needs that were seen together.
    groups: BTreeMap<(SimTime, u16), (u64, Vec<u64>)>,
    /// Needs that reception sent to a colleague.
    navigated: u64,
}

/// The same of a run that is over: every need that was there, by id, with the ticks of GPs on it.
#[derive(Clone, Debug, Default)]
pub struct NeedTime {
    needs: Vec<(u64, u64)>,
    pub navigated: u64,
}

/// Ticks of GPs in two runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// On needs that were there in both: in the one, and in the other.
    pub both: [u64; 2],
    /// On needs that were there in only one of them.
    pub only: [u64; 2],
}

impl GpTime {
    /// Watches a practice in which these needs are open already.
    pub fn new(params: &Params, open: impl Iterator<Item = u64>) -> GpTime {
        GpTime {
            is_gp: gps(params),
            noted: open.map(|need| (need, 0)).collect(),
            groups: BTreeMap::new(),
            navigated: 0,
        }
    }

    /// What was noted, added up by need.
    pub fn finish(mut self) -> NeedTime {
        for (ticks, needs) in self.groups.values() {
            self.noted.extend(shared(*ticks, needs));
        }
        self.noted.sort_unstable();
        let mut needs: Vec<(u64, u64)> = Vec::with_capacity(self.noted.len());
        for (need, ticks) in self.noted {
            match needs.last_mut() {
                Some(last) if last.0 == need => last.1 += ticks,
                _ => needs.push((need, ticks)),
            }
        }
        NeedTime { needs, navigated: self.navigated }
    }
}

impl Watch for GpTime {
    #[inline(always)]
    fn on(&mut self, at: SimTime, need: u64, event: Event) {
        match said(event, &self.is_gp) {
            Said::Spent(ticks) => self.noted.push((need, ticks)),
            Said::Together(person, ticks) => {
                self.groups.entry((at, person)).or_insert((ticks, Vec::new())).1.push(need);
            }
            Said::Navigated => self.navigated += 1,
            Said::Nothing => {}
        }
    }
}

impl NeedTime {
    /// Every need that was there, by number, with the ticks of GPs on it.
    pub(super) fn needs(&self) -> &[(u64, u64)] {
        &self.needs
    }

    /// The needs that were there.
    pub(super) fn ids(&self) -> impl Iterator<Item = u64> {
        self.needs.iter().map(|need| need.0)
    }

    /// The same part of a longer run, in which these needs were there at some time: in order, each once.
    pub(super) fn among(&self, there: &[u64]) -> NeedTime {
        let mut own = self.needs.iter().peekable();
        let spent = |&id: &u64| (id, own.next_if(|need| need.0 == id).map_or(0, |need| need.1));
        NeedTime { needs: there.iter().map(spent).collect(), navigated: self.navigated }
    }

    /// This run beside another.
    pub fn beside(&self, other: &NeedTime) -> Beside {
        let mut sum = Beside::default();
        let (mut one, mut two) = (self.needs.iter().peekable(), other.needs.iter().peekable());
        loop {
            let order = match (one.peek(), two.peek()) {
                (Some(a), Some(b)) => a.0.cmp(&b.0),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return sum,
            };
            let first = if order.is_le() { one.next().map_or(0, |need| need.1) } else { 0 };
            let second = if order.is_ge() { two.next().map_or(0, |need| need.1) } else { 0 };
            let into = if order.is_eq() { &mut sum.both } else { &mut sum.only };
            into[0] += first;
            into[1] += second;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Span;
    use crate::scenario::settings::Settings;

    impl NeedTime {
        /// As if these had been seen.
        pub(in crate::experiment) fn of(needs: &[(u64, u64)]) -> NeedTime {
            NeedTime { needs: needs.to_vec(), navigated: 0 }
        }
    }

    #[test]
    fn needs_of_both_runs_are_told_from_those_of_one() {
        let (before, after) =
            (NeedTime::of(&[(1, 10), (3, 5), (4, 7)]), NeedTime::of(&[(1, 4), (2, 9), (4, 7), (8, 1)]));
        assert_eq!(before.beside(&after), Beside { both: [17, 11], only: [5, 10] });
        assert_eq!(before.beside(&before), Beside { both: [22, 22], only: [0, 0] });
    }

    #[test]
    fn a_group_s_time_counts_once_and_that_of_a_nurse_not_at_all() {
        let mut s = Settings::default();
        (s.roles[Role::Gp].people, s.roles[Role::PracticeNurse].people) = (1.0, 1.0);
        let mut watch = GpTime::new(&Params::derive(&s, &s), [9].into_iter());
        let seen =
            |person, mode| Event::Encounter { person, mode, waited: Span::ZERO, lasts: Span(100), own_gp: false };
        for need in 1..=3 {
            watch.on(SimTime(5), need, seen(0, Mode::Group));
        }
        watch.on(SimTime(6), 4, seen(0, Mode::Phone));
        watch.on(SimTime(7), 5, seen(1, Mode::Phone));
        let told = watch.finish();
        assert_eq!(told.needs, [(1, 34), (2, 33), (3, 33), (4, 100), (9, 0)]);
    }
}
