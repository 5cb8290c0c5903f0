//! The book, the rota and what becomes of freed time do what a practice manager would expect of them.

use super::mechanisms::{ROOMY, events, measured, scenario, value};
use headroom::practice::watch::Origin;
use headroom::practice::{Ending, Event};

/// Mean and standard error.
fn mean(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

#[test]
fn days_asked_for_are_as_many_in_the_mean_as_the_scenario_says() {
    // Open every day, everybody rings before the first session, and there is always a slot.
    let hours = ["phone.opens=7", "phone.closes=8", "phone.handlers=100"];
    let later = ["problems.general.later_day=1", "problems.general.later_by.mean=2.6"];
    let family = ["problems.general.later_by.family=exponential"];
    let planned = ["problems.general.follow_up=0.5", "outcome.follow_up_days.mean=2.25"];
    let changes: Vec<&str> = [&hours[..], &later, &family, &planned].concat();
    let (mut leads, mut intervals) = (Vec::new(), Vec::new());
    for (at, _, event) in events(&scenario(ROOMY, &changes)) {
        match event {
            Event::Booked { lead_days, origin: Origin::Choice, .. } => leads.push(f64::from(lead_days)),
            Event::PlansFollowUp { day } => intervals.push(f64::from(day - at.day())),
            _ => {}
        }
    }
    assert!(leads.len() > 5000 && intervals.len() > 2000);
    for (values, wanted) in [(&leads, 2.6), (&intervals, 2.25)] {
        let (got, error) = mean(values);
        // 3.5 standard errors: a false alarm in 1 of 2,000.
        assert!((got - wanted).abs() < 3.5 * error, "{got} days instead of {wanted}");
    }
}
