//! Hours that a set of actions sets aside over a year, for meetings and to prepare and learn what it begins: known without
//! a run, so that sets which differ in nothing else share one, and the same in every replication.

use crate::experiment::{Prepared, View, Weekly};
use crate::practice::Measures;
use crate::practice::each_day;
use crate::practice::measures::ASIDE;
use crate::scenario::names::Role;
use crate::scenario::node::By;

/// Ticks by role and line, over all days that are measured.
#[derive(Clone, Debug)]
pub(super) struct SetAside(By<Role, [u64; ASIDE.len()]>);

impl SetAside {
    pub(super) fn new(prepared: &Prepared, weekly: &Weekly, view: View) -> SetAside {
        let (calendar, settings) = (&prepared.calendar, &prepared.params.settings);
        let first = calendar.warm_up + 7 * view.dropped();
        let mut ticks = By::new(|_| [0; ASIDE.len()]);
        for week in 0..prepared.days().div_ceil(7) {
            let days = 7 * week..(7 * week + 7).min(prepared.days());
            let open = days.filter(|day| calendar.day(first + day).open).count() as u64;
            let hours = weekly.set_aside(settings, week as usize);
            for &role in Role::ALL {
                for (sum, hours) in ticks[role].iter_mut().zip(hours[role]) {
                    *sum += open * each_day(hours, settings).0;
                }
            }
        }
        SetAside(ticks)
    }

    /// Books these hours in place of those of the set that was run.
    pub(super) fn book(&self, measures: &mut Measures) {
        Role::ALL.iter().for_each(|&role| measures.hours.set_aside(role, self.0[role]));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Combination;
    use crate::experiment::View;
    use crate::scenario::{Change, Evidence, Plan, load};

    #[test]
    fn hours_of_setting_up_are_each_set_s_own_though_the_run_is_shared() {
        // Seven weeks, of which the last has three days, with the first four of which an action is prepared.
        let short = ["run.days=45", "run.warm_up=days", "run.warm_up_days=14", "roles.gp.meeting_hours=1"];
        let changes = short.map(|text| Change::parse(text).unwrap()).to_vec();
        let baseline = load("average-2018", changes).unwrap();
        let plan = Plan::read(&["3.2@0", "5.2@0"], Evidence::Evaluated).unwrap();
        let combination = Combination::new(&baseline, &plan, View::Year).unwrap();
        let hours = |set: usize, week: usize| combination.weeklies[set].set_aside(&baseline.settings, week);
        assert!(hours(0, 0) != hours(1, 0) && combination.weeklies[0].runs_alike(&combination.weeklies[1], 0));
        let together = combination.run_only(&[0, 1, 2, 3], 2);
        for set in 0..4 {
            let alone = combination.run_only(&[set], 2);
            assert!(together.kept[set] == alone.kept[0], "set {set}");
        }
        assert!(together.kept[0] != together.kept[3]);
    }
}
