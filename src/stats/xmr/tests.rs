//! Worked examples, by hand and from the documentation of NHSRplotthedots.

use super::*;

/// Limits at 10 ± 3, so that the outer thirds lie above 12 and below 8.
fn ten_give_or_take_three() -> Limits {
    Limits { centre: 10.0, mean_range: Some(3.0 / TO_LIMIT) }
}

/// What each value is marked with: O outside, T trend, 2 two of three, S one side, small where it points down, `.` else.
fn marks(causes: impl IntoIterator<Item = Option<Cause>>) -> String {
    let mark = |cause: Option<Cause>| {
        let Some(Cause { rule, side }) = cause else { return '.' };
        let mark = match rule {
            Rule::Outside => 'O',
            Rule::Trend => 'T',
            Rule::TwoOfThree => '2',
            Rule::OneSide => 'S',
        };
        match (side, mark) {
            (Side::High, mark) => mark,
            (Side::Low, '2') => 'z',
            (Side::Low, mark) => mark.to_ascii_lowercase(),
        }
    };
    causes.into_iter().map(mark).collect()
}

fn marked(values: &[f64]) -> String {
    marks(causes(values, &ten_give_or_take_three()))
}

/// Seventeen values that go up and down by one, and a 10 among them: the example of NHSRplotthedots' `deviations`, which
/// prints 4.6, 1.94 and -0.72 where ranges are screened.
const DEVIATIONS: [f64; 18] =
    [1.0, 2.0, 1.0, 2.0, 10.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];

#[test]
fn limits_lie_as_the_documentation_of_the_r_package_prints_them_with_and_without_screening() {
    let near = |value: Option<f64>, expected: f64| (value.unwrap() - expected).abs() < 0.005;
    let screened = chart(&DEVIATIONS, &[], Screening::Once);
    let limits = screened.stretches[0].limits;
    assert!(near(limits.upper(), 4.60) && near(Some(limits.centre), 1.94) && near(limits.lower(), -0.72), "{limits:?}");
    let left_out: Vec<usize> = (0..18).filter(|&at| !screened.points[at].counts).collect();
    assert_eq!(left_out, [4, 5], "to the 10 and back");
    // Without screening: 32 / 17 is the mean of all ranges.
    let all = chart(&DEVIATIONS, &[], Screening::None);
    let limits = all.stretches[0].limits;
    assert!(near(limits.upper(), 35.0 / 18.0 + 2.66 * 32.0 / 17.0) && near(limits.upper_range(), 3.267 * 32.0 / 17.0));
    assert!(all.points.iter().all(|point| point.counts));
    assert_eq!((all.wide_ranges(), screened.wide_ranges()), (vec![4, 5], vec![4, 5]));
    // Two small values and one large: only the 10 stands out either way.
    for chart in [&all, &screened] {
        assert_eq!(marks(chart.points.iter().map(|point| point.cause)), "....O.............");
    }
}

#[test]
fn a_point_is_outside_only_beyond_the_limit_itself() {
    assert_eq!(marked(&[10.0, 13.0, 9.0, 7.0, 11.0]), ".....");
    assert_eq!(marked(&[10.0, 13.01, 9.0, 6.99, 11.0]), ".O.o.");
}

#[test]
fn seven_rising_or_falling_are_a_trend_and_six_are_none() {
    assert_eq!(marked(&[10.5, 9.0, 9.2, 9.4, 9.6, 10.1, 10.3]), ".......", "six rise");
    assert_eq!(marked(&[10.5, 9.0, 9.2, 9.4, 9.6, 10.1, 10.3, 10.4]), ".TTTTTTT");
    assert_eq!(marked(&[11.0, 10.8, 10.6, 10.1, 9.7, 9.6, 9.5, 9.4, 9.9]), "tttttttt.", "eight fall");
    assert_eq!(marked(&[9.0, 9.2, 9.4, 9.4, 9.6, 10.1, 10.3, 10.4]), "........", "two equal end a rise");
}

#[test]
fn two_of_three_in_the_outer_third_of_one_side_are_marked_and_the_third_is_not() {
    assert_eq!(marked(&[10.0, 12.5, 11.0, 12.1, 9.0]), ".2.2.");
    assert_eq!(marked(&[10.0, 7.5, 7.9, 9.5, 11.0]), ".zz..");
    assert_eq!(marked(&[10.0, 12.5, 11.0, 11.5, 12.5, 9.0]), "......", "two of four");
    assert_eq!(
        marked(&[10.0, 12.5, 7.5, 10.5, 12.0]),
        ".....",
        "one on each side, and 12 on the line between the thirds"
    );
    // The other one has to be on that side too, and one outside counts as outside alone.
    assert_eq!(marked(&[11.0, 12.5, 9.9, 12.5, 9.0]), ".....");
    assert_eq!(marked(&[9.0, 13.5, 12.5, 11.0, 9.0]), ".O...");
}

#[test]
fn seven_on_one_side_of_the_mean_are_a_run_and_one_on_the_mean_ends_it() {
    assert_eq!(marked(&[9.0, 10.5, 11.0, 10.2, 10.9, 10.1, 11.2, 10.4, 9.9]), ".SSSSSSS.");
    assert_eq!(marked(&[9.0, 10.5, 11.0, 10.2, 10.9, 10.1, 11.2, 9.9]), "........", "six");
    assert_eq!(marked(&[10.5, 11.0, 10.2, 10.0, 10.9, 10.1, 11.2, 10.4]), "........", "the fourth is on the mean");
    assert_eq!(marked(&[9.5, 9.0, 9.8, 9.9, 9.1, 9.8, 8.8]), "sssssss");
}

#[test]
fn a_point_is_marked_by_the_first_rule_that_it_is_part_of() {
    // All seven rise on one side of the mean, the last two in the outer third: a trend, but the last is outside.
    assert_eq!(marked(&[10.1, 10.3, 10.6, 10.9, 12.2, 12.6, 13.2]), "TTTTTTO");
    // Seven on one side, of which two of three lie far out; what is left is the run.
    assert_eq!(marked(&[10.6, 10.3, 12.5, 12.2, 10.2, 10.9, 10.1]), "SS22SSS");
    // A trend that crosses the mean, and then a run that begins within it.
    assert_eq!(marked(&[9.4, 9.6, 9.8, 10.2, 10.3, 10.4, 10.5, 10.1, 10.4, 10.3]), "TTTTTTTSSS");
}

#[test]
fn fewer_than_twelve_points_have_trial_limits_and_one_has_none() {
    let eleven = chart(&DEVIATIONS[..11], &[], Screening::None);
    assert!(eleven.stretches[0].is_trial() && eleven.stretches[0].limits.upper().is_some());
    assert!(!chart(&DEVIATIONS[..12], &[], Screening::None).stretches[0].is_trial());
    let one = chart(&[5.0], &[], Screening::Once);
    let limits = one.stretches[0].limits;
    assert_eq!((limits.centre, limits.upper(), limits.lower(), one.points[0].cause), (5.0, None, None, None));
    assert_eq!(chart(&[], &[], Screening::None), Chart { points: Vec::new(), stretches: Vec::new() });
}

#[test]
fn constant_numbers_have_limits_of_no_width_and_no_special_cause() {
    // The mean of thirty times 0.1 is not 0.1 in its last bits.
    for screening in [Screening::None, Screening::Once] {
        let chart = chart(&[0.1; 30], &[], screening);
        assert!(chart.points.iter().all(|point| point.cause.is_none() && point.counts));
        assert!((chart.stretches[0].limits.upper().unwrap() - 0.1).abs() < 1e-12);
        assert!(chart.wide_ranges().is_empty());
    }
}

#[test]
fn new_limits_know_nothing_of_what_was_before() {
    let values: Vec<f64> = [5.0, 6.0, 4.0, 5.5, 4.5].iter().chain(&[9.0, 8.0, 9.5, 8.5]).copied().collect();
    let chart = chart(&values, &[5, 5, 0, 99], Screening::None);
    assert_eq!(chart.stretches.iter().map(|s| (s.begins, s.ends)).collect::<Vec<_>>(), [(0, 5), (5, 9)]);
    let means = chart.stretches.iter().map(|s| (s.limits.centre, s.limits.mean_range.unwrap()));
    assert_eq!(means.collect::<Vec<_>>(), [(5.0, (1.0 + 2.0 + 1.5 + 1.0) / 4.0), (8.75, (1.0 + 1.5 + 1.0) / 3.0)]);
    assert_eq!(chart.points[5].moving_range, None, "the step up is no range");
    assert!(chart.points.iter().all(|point| point.cause.is_none()));
    assert_eq!(chart.stretch_of(5).unwrap().begins, 5);
    // A run does not reach across either: ten in a row above 4, in two halves.
    let two = super::chart(&[1.0, 9.0, 9.1, 9.2, 9.1, 9.0, 9.1, 9.0, 9.2, 9.1], &[5], Screening::None);
    assert!(two.points.iter().all(|point| point.cause.is_none_or(|cause| cause.rule != Rule::OneSide)));
}

#[test]
fn weeks_of_one_cause_are_told_as_one_and_new_limits_part_them() {
    let causes = causes(&[10.1, 9.0, 13.5, 13.5, 6.0, 10.0, 12.5, 11.0, 12.1, 9.0], &ten_give_or_take_three());
    let point = |cause| Point { value: 0.0, moving_range: None, counts: true, cause };
    let stretch = |begins, ends| Stretch { begins, ends, limits: ten_give_or_take_three() };
    let points: Vec<Point> = causes.into_iter().map(point).collect();
    let one = Chart { points: points.clone(), stretches: vec![stretch(0, 10)] };
    assert_eq!(one.episodes().into_iter().map(|(points, _)| points).collect::<Vec<_>>(), [2..4, 4..5, 6..9]);
    let two = Chart { points, stretches: vec![stretch(0, 3), stretch(3, 10)] };
    assert_eq!(two.episodes().len(), 4, "new limits between two points above the old");
}

#[test]
fn a_watched_chart_shows_a_cause_in_the_week_that_completes_it() {
    let limits = ten_give_or_take_three();
    let first = |values: &[f64], side| first_cause(values, &limits, side);
    assert_eq!(first(&[10.5, 9.0, 13.5], Side::High), Some((2, Rule::Outside)));
    assert_eq!(first(&[10.5, 9.0, 13.5], Side::Low), None);
    assert_eq!(first(&[10.5, 10.2, 10.6, 10.1, 10.9, 10.3, 10.2, 14.0], Side::High), Some((6, Rule::OneSide)));
    assert_eq!(first(&[9.0, 11.0, 12.5, 12.5], Side::High), Some((3, Rule::TwoOfThree)));
    assert_eq!(first(&[10.9, 10.8, 10.2, 9.9, 9.8, 9.7, 9.6], Side::Low), Some((6, Rule::Trend)));
    assert_eq!(first(&[], Side::Low), None);
}
