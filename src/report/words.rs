//! How numbers and times are said to people.

use crate::kernel::Span;
use crate::stats::Estimate;

/// A number with no more digits than its interval supports: two significant digits of the half-width.
pub fn figure(value: f64, half_width: f64) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    let digits = if half_width.is_finite() && half_width > 0.0 {
        1 - half_width.log10().floor() as i32
    } else if value.fract() == 0.0 {
        0
    } else {
        2
    };
    grouped(value, digits.clamp(0, 6) as usize)
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

/// `12.3 (95% CI 11.9 to 12.7)`; the value alone where there is no interval.
pub fn with_interval(e: &Estimate) -> (String, String) {
    let half = (e.high - e.low) / 2.0;
    let value = figure(e.estimate, half);
    if !half.is_finite() {
        return (value, "–".into());
    }
    (value, format!("{} to {}", figure(e.low, half), figure(e.high, half)))
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
        assert_eq!(figure(1234.567, 12.0), "1,235");
        assert_eq!(figure(12.34567, 0.2), "12.35");
        assert_eq!(figure(0.05123, 0.0004), "0.05123");
        assert_eq!(grouped(-0.001, 1), "0.0");
    }
}
