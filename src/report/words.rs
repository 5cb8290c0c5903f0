//! How numbers and times are said to people, and how a sentence is set in lines at a terminal.

use crate::kernel::Span;
use crate::stats::Estimate;

/// A number with no more digits than its interval supports: the half-width's first, or two where that is 1 to 3, so
/// that rounding never hides more than a tenth of the doubt; never more than `most` decimals.
pub fn figure(value: f64, half_width: f64, most: usize) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    // What varies only in its last bits is the same in every replication.
    let digits = if half_width.is_finite() && half_width > 1e-9 * value.abs() {
        let place = half_width.log10().floor();
        let two = half_width / 10f64.powf(place) < 3.55;
        i32::from(two) - place as i32
    } else if value.fract() == 0.0 {
        0
    } else {
        2
    };
    grouped(value, (digits.max(0) as usize).min(most))
}

/// `12,345.6`.
pub fn grouped(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, part) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, part)| (whole, Some(part)));
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(part) = part {
        text.push('.');
        text.push_str(part);
    }
    let zero = text.chars().all(|c| matches!(c, '0' | '.' | ','));
    if value < 0.0 && !zero { format!("-{text}") } else { text }
}

/// Three digits, as many as a figure beside others needs: `0.000120`, `1.45`, `20.4` and `12,345`.
pub fn three_digits(value: f64) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    // Rounded first, since 9.996 is 10.0.
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    if rounded != 0.0 && rounded.abs() < 1e-6 {
        return format!("{value:.2e}");
    }
    let decimals = if rounded == 0.0 { 0 } else { (2 - rounded.abs().log10().floor() as i32).max(0) };
    grouped(value, decimals as usize)
}

/// A figure by its unit: a share as `43.1%`, anything else with three digits.
pub fn said(value: f64, unit: &str) -> String {
    match unit.starts_with("share") && value.is_finite() {
        true => format!("{:.1}%", 100.0 * value),
        false => three_digits(value),
    }
}

/// The first column of a table: `name` filled up to `width`, or where it is longer in lines of its own before that.
pub fn column(name: &str, width: usize) -> String {
    if name.chars().count() <= width {
        return format!("{name:<width$}");
    }
    format!("{}\n{:width$}", wrapped(name).trim_start(), "")
}

/// A sentence broken into lines of at most 96 letters, set in a little.
pub(super) fn wrapped(sentence: &str) -> String {
    wrapped_by(sentence, 2)
}

/// The same with each line set in by so many blanks.
pub(super) fn wrapped_by(sentence: &str, blanks: usize) -> String {
    let mut lines = vec![String::new()];
    for word in sentence.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > 98 - blanks {
            lines.push(word.to_string());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.iter().map(|line| format!("{:blanks$}{line}", "")).collect::<Vec<_>>().join("\n")
}

/// A name with no more letters than there is room for.
pub fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.into();
    }
    let short: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", short.trim_end())
}

/// `12.3` and `11.9 to 12.7`, with at most so many decimals; the value alone where there is no interval.
pub fn with_interval(e: &Estimate, most: usize) -> (String, Option<String>) {
    let half = (e.high - e.low) / 2.0;
    let interval = half.is_finite().then(|| format!("{} to {}", figure(e.low, half, most), figure(e.high, half, most)));
    (figure(e.estimate, half, most), interval)
}

/// A share as `43.1%`.
pub fn percent(share: &Estimate, most: usize) -> String {
    format!("{}%", with_interval(&hundredfold(share), most).0)
}

/// The interval of a share as `42.9 to 43.3%`; none where there is none.
pub fn percent_interval(share: &Estimate, most: usize) -> Option<String> {
    with_interval(&hundredfold(share), most).1.map(|interval| format!("{interval}%"))
}

fn hundredfold(share: &Estimate) -> Estimate {
    let Estimate { estimate, se, low, high, .. } = *share;
    Estimate { estimate: 100.0 * estimate, se: 100.0 * se, low: 100.0 * low, high: 100.0 * high, ..*share }
}

/// `1 action`, `5 actions`.
pub fn actions(count: usize) -> String {
    format!("{count} action{}", if count == 1 { "" } else { "s" })
}

/// What a line of the ledger is called, by its id.
pub fn ledger_line(id: &str) -> String {
    match id {
        "phone" => "Phone appointments",
        "online" => "Online replies",
        "home_visit" => "Home visits",
        "group" => "Group sessions",
        "write_up" => "Notes afterwards",
        "calls" => "Answering calls",
        "desk" => "Front desk",
        "letter" => "Letters",
        "test_result" => "Test results",
        "repeat_prescription" => "Repeat prescriptions",
        "form" => "Forms",
        "referral" => "Referrals",
        "advice" => "Asking specialists",
        "patient_contact" => "Contacting patients",
        "claims" => "Claims to be paid",
        "bulletins" => "Keeping up",
        "wayfinding" => "Helping find the way",
        "dna_lost" => "Lost to DNAs",
        "gap_idle" => "Idle time",
        other => return sentence_case(other),
    }
    .into()
}

/// What somebody of a role, or called after it, is called within a sentence: `practice nurse`, `GP 4`.
pub fn role(id: &str) -> String {
    let words = id.replace('_', " ");
    match words.strip_prefix("gp") {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => format!("GP{rest}"),
        _ => words,
    }
}

/// An action as it is asked for, with its name: `3.2 Reminders`, `3.2:50 Reminders`.
pub fn action(asked: &str) -> String {
    let id = asked.split([':', '@']).next().unwrap_or(asked);
    crate::scenario::name_of(id).map_or(asked.into(), |name| format!("{asked} {name}"))
}

/// What a side of a comparison says of a change, with an action by its name: `action 3.2 at 50%` as `3.2 Reminders at 50%`.
pub fn change_said(says: &str) -> String {
    match says.strip_prefix("action ").map(|action| action.split_once(' ').unwrap_or((action, ""))) {
        Some((id, "")) => action(id),
        Some((id, how)) => format!("{} {how}", action(id)),
        None => says.into(),
    }
}

/// `face_to_face` as `Face to face`.
fn sentence_case(id: &str) -> String {
    capital(&id.replace('_', " "))
}

/// The same words as the beginning of a sentence.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A time of day, `08:05`.
pub fn clock(of_day: Span) -> String {
    let minutes = of_day.0 / crate::kernel::time::MINUTE;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A length of time: `45 seconds`, `6 minutes`, `1 hour 20 minutes`.
pub fn length(span: Span) -> String {
    let seconds = (span.0 + 5) / 10;
    let count = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    match seconds {
        0..=89 => count(seconds, "second"),
        90..=5399 => count((seconds + 30) / 60, "minute"),
        _ => format!("{} {}", count(seconds / 3600, "hour"), count(seconds % 3600 / 60, "minute")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_carry_no_more_digits_than_their_interval() {
        assert_eq!(figure(1234.567, 12.0, 6), "1,235");
        assert_eq!(figure(12.34567, 0.2, 6), "12.35");
        assert_eq!(figure(0.05123, 0.0004, 6), "0.0512");
        assert_eq!(figure(0.05123, 0.0003, 6), "0.05123");
        assert_eq!(figure(0.05123, 0.0003, 3), "0.051");
        assert_eq!(figure(2.907_692_3, 1e-16, 6), "2.91");
        assert_eq!(grouped(-0.001, 1), "0.0");
    }

    #[test]
    fn a_figure_beside_others_has_three_digits_however_small_it_is() {
        for (value, expected) in [
            (0.00012, "0.000120"),
            (0.372_4, "0.372"),
            (1.447, "1.45"),
            (9.996, "10.0"),
            (-20.44, "-20.4"),
            (12_345.6, "12,346"),
            (0.0, "0"),
            (3.2e-9, "3.20e-9"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(three_digits(value), expected);
        }
        assert_eq!((said(0.4312, "share of appointments"), said(4.312, "minutes")), ("43.1%".into(), "4.31".into()));
    }

    #[test]
    fn a_name_too_long_for_its_column_stands_above_it_uncut() {
        assert_eq!(column("dna", 6), "dna   ");
        assert_eq!(column("dna_rate", 6), "dna_rate\n      ");
    }

    #[test]
    fn a_share_is_said_as_a_percentage_with_its_interval() {
        let share = Estimate { estimate: 0.4312, se: 0.0009, replications: 9, low: 0.4291, high: 0.4333, skew: 0.0 };
        assert_eq!(percent(&share, 2), "43.12%");
        assert_eq!(percent_interval(&share, 2).as_deref(), Some("42.91 to 43.33%"));
        let once = Estimate { se: f64::NAN, low: f64::NAN, high: f64::NAN, ..share };
        assert_eq!((percent(&once, 1), percent_interval(&once, 1)), ("43.1%".into(), None));
    }

    #[test]
    fn actions_are_said_with_their_names_at_any_dose() {
        let said = ["3.2", "3.2:50", "10", "mine.toml"].map(action);
        assert_eq!(said, ["3.2 Reminders", "3.2:50 Reminders", "10 Improvement expertise", "mine.toml"]);
    }

    #[test]
    fn ids_are_said_in_the_practice_s_words() {
        assert_eq!(ledger_line("face_to_face"), "Face to face");
        assert_eq!(ledger_line("gap_idle"), "Idle time");
        assert_eq!((role("gp"), role("practice_nurse")), ("GP".into(), "practice nurse".into()));
        assert_eq!((role("gp_4"), role("gpx"), capital("élan")), ("GP 4".into(), "gpx".into(), "Élan".into()));
    }

    #[test]
    fn names_are_cut_to_their_room() {
        assert_eq!((shortened("Reception", 9), shortened("Reception", 6)), ("Reception".into(), "Recep…".into()));
    }
}
