//! What one visitor may ask for at most, so that the memory and the time that they take stay within bounds.

use crate::scenario::Problem;
use crate::scenario::settings::Settings;

/// The most that the page runs; the command line has no such limits.
pub(super) const MOST_REPLICATIONS: u32 = 400;
/// A page of the full report is made of whole measurements, which take their memory.
pub(super) const MOST_IN_A_REPORT: u32 = 100;
const MOST_PATIENTS: f64 = 100_000.0;
const MOST_DAYS: f64 = 1_100.0;
/// Calls and tasks that may arise in one run: whoever leaves is followed by the next at the end of a replication.
const MOST_ARISING: f64 = 10_000_000.0;

/// That so many replications are too many for the page, or none.
pub(super) fn too_often(replications: u32) -> Option<Problem> {
    let problem = Problem::new(format!("the page makes 1 to {MOST_REPLICATIONS} replications, not {replications}"));
    let problem = problem.help("for more, type the command that stands under the results");
    (replications == 0 || replications > MOST_REPLICATIONS).then_some(problem)
}

/// What would take more memory or time than a page may.
pub(super) fn too_much(s: &Settings) -> Vec<Problem> {
    let thousands = s.patients.list_size / 1000.0;
    // As on the busiest weekday of the busiest month, of the ages that need most.
    let most = |of: &mut dyn Iterator<Item = f64>| of.fold(0.0, f64::max);
    let ages = s.patients.need_rate_male.values().iter().chain(s.patients.need_rate_female.values());
    let mean = ages.clone().sum::<f64>() / ages.count() as f64;
    let level = s.demand.level
        * most(&mut s.demand.weekday.values().iter().copied())
        * most(&mut s.demand.month.values().iter().copied())
        * mean;
    let needs = s.problems.values().iter().map(|problem| {
        let a_year = thousands * 1000.0 * problem.recalls_per_patient_per_year;
        level * thousands * problem.per_1000_per_week / 7.0 + a_year / 365.0
    });
    // At worst nobody gets through, and everybody rings again as often as they will.
    let calls: f64 = match s.phone.redial {
        again if again < 1.0 => (1.0 - again.powf(s.phone.redial_limit)) / (1.0 - again),
        _ => s.phone.redial_limit,
    };
    let tasks = s.tasks.values().iter().map(|task| thousands * task.per_1000_per_day);
    let arising = (calls * needs.sum::<f64>() + tasks.sum::<f64>()) * (s.run.days + s.run.warm_up_days);
    let limits = [
        (
            s.patients.list_size,
            MOST_PATIENTS,
            "`patients.list_size`: the page runs practices of up to 100,000 patients",
        ),
        (s.run.days, MOST_DAYS, "`run.days`: the page measures up to 1,100 days"),
        (s.run.warm_up_days, MOST_DAYS, "`run.warm_up_days`: the page warms up for up to 1,100 days"),
        (arising, MOST_ARISING, "so many calls and tasks may arise in this practice that the page would stand still"),
    ];
    let over = limits.into_iter().filter(|(value, most, _)| value > most);
    over.map(|(.., says)| Problem::new(says).help("`headroom compare` has no such limit")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::asked::Asked;
    use super::super::comparison::Comparison;
    use super::*;
    use crate::scenario::practices;

    fn refused(asked: Asked) -> String {
        Comparison::read(&asked, None).err().map_or(String::new(), |refusal| refusal.to_string())
    }

    #[test]
    fn every_practice_that_comes_along_and_one_of_60_000_patients_is_within_the_limits() {
        for (name, _) in practices() {
            assert_eq!(refused(Asked { replications: MOST_REPLICATIONS, ..Asked::of(name) }), "", "{name}");
        }
        let large = vec!["patients.list_size=60000".to_string()];
        assert_eq!(refused(Asked { both: large, ..Asked::of("average-2018") }), "");
    }

    #[test]
    fn a_practice_in_which_everybody_rings_a_thousand_times_would_stand_still() {
        let ring =
            ["phone.redial=1", "phone.redial_limit=1000", "patients.list_size=100000"].map(String::from).to_vec();
        let said = refused(Asked { both: ring, ..Asked::of("average-2018") });
        assert!(said.contains("would stand still"), "{said}");
        let busy = ["demand.weekday.mon=100", "demand.month.jan=100", "patients.list_size=100000"].map(String::from);
        let said = refused(Asked { both: busy.to_vec(), ..Asked::of("average-2018") });
        assert!(said.contains("would stand still"), "{said}");
    }
}
