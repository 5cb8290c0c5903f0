//! How values, units and ranges are said in a sentence, and how a time of day is read from one.

use super::node::Meta;
use super::synonyms;

/// `"a share"`, `"a number of people"`, `"a time of day"`: what a value with this unit is.
pub fn kind(meta: &Meta) -> String {
    match meta.unit {
        "" => "a number".into(),
        "clock" => "a time of day".into(),
        "relative" => "a relative weight".into(),
        unit @ ("share" | "reach" | "ratio" | "whole number") => format!("a {unit}"),
        unit if unit.starts_with("share ") => format!("a {unit}"),
        unit if unit.starts_with("per ") => format!("a number {unit}"),
        unit if unit == "people" || unit.ends_with('s') && !unit.contains("odds") => format!("a number of {unit}"),
        unit => format!("a number ({unit})"),
    }
}

/// `"lies between 0 and 1"`, `"is at least 1"`.
pub fn range(meta: &Meta) -> String {
    let say = |bound| if meta.unit == "clock" { clock(bound) } else { number(bound) };
    match (meta.low.is_finite(), meta.high.is_finite()) {
        (true, true) => format!("lies between {} and {}", say(meta.low), say(meta.high)),
        (true, false) => format!("is at least {}", say(meta.low)),
        (false, true) => format!("is at most {}", say(meta.high)),
        (false, false) => "may be any number".into(),
    }
}

/// Does a range allow this value, and is it whole where it counts things without parts?
pub fn may_be(value: f64, low: f64, high: f64, is_whole: bool) -> bool {
    value >= low && value <= high && (!is_whole || value.is_infinite() || whole(value) == value.round())
}

/// What is wrong with `value` at `path`, and what to type, if its range does not allow it.
pub fn fault(path: &str, value: f64, meta: &Meta) -> Option<(String, Option<String>)> {
    if may_be(value, meta.low, meta.high, meta.whole) {
        return None;
    }
    if value >= meta.low && value <= meta.high {
        return part(path, value, meta);
    }
    let said = if value.is_nan() {
        "not a number (nan)".into()
    } else if value.is_infinite() {
        format!("endless ({value})")
    } else if meta.unit == "clock" && value >= 0.0 {
        clock(value)
    } else {
        number(value)
    };
    let message = format!("`{path}` is {said}, but {} {}", kind(meta), range(meta));
    let percentage = meta.low == 0.0 && meta.high == 1.0 && value > 1.0 && value <= 100.0;
    Some((message, percentage.then(|| format!("for {}% write {}", number(value), number(value / 100.0)))))
}

/// What is wrong with a fraction of what has no parts.
fn part(path: &str, value: f64, meta: &Meta) -> Option<(String, Option<String>)> {
    let things = if meta.unit.ends_with('s') { format!("counts whole {}", meta.unit) } else { kind(meta) };
    let verb = if meta.unit.ends_with('s') { "it" } else { "it is" };
    let mut help = format!("write {}", plain(value.round().clamp(meta.low, meta.high)));
    // 11.2 or 11.200, where a full stop or a thousand was meant to part the digits.
    if meta.unit == "patients" && (value * 1000.0).fract() == 0.0 && value < 1000.0 && meta.low > 0.0 {
        help = format!("{help}, or {} for {}", plain(value * 1000.0), number(value * 1000.0));
    }
    Some((format!("`{path}` is {}, but {verb} {things}", number(value)), Some(help)))
}

/// The whole number that `value` is but for the last bits that scaling leaves, as in 8,490 × 1.1; else itself.
pub fn whole(value: f64) -> f64 {
    if (value - value.round()).abs() <= 1e-6 { value.round() } else { value }
}

/// A number as a file and `--set` read it.
pub fn plain(value: f64) -> String {
    number(value).replace(',', "")
}

/// A number as a reader likes it: 1,000,000 and 0.35 and 1e-9.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value.fract() == 0.0 && (10_000.0..1e15).contains(&size) {
        return grouped(value);
    }
    if size != 0.0 && value.is_finite() && !(1e-6..1e15).contains(&size) {
        return format!("{value:e}");
    }
    // Twelve digits hide the last bits of arithmetic such as 1.1 × 0.3.
    let rounded: f64 = format!("{value:.11e}").parse().unwrap_or(value);
    format!("{rounded}")
}

fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::from(if value < 0.0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Hours as a time of day: 8.5 is `"08:30"`.
pub fn clock(hours: f64) -> String {
    let minutes = (hours * 60.0).round();
    if !(0.0..6000.0).contains(&minutes) {
        return number(hours);
    }
    format!("{:02}:{:02}", (minutes / 60.0).floor(), minutes % 60.0)
}

/// Reads `"08:30"` as 8.5 hours. The day ends at 24:00.
pub fn read_clock(text: &str) -> Option<f64> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let digits = |part: &str| part.len() <= 2 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || !digits(minutes) || minutes.len() != 2 {
        return None;
    }
    time(hours.parse().ok()?, minutes.parse().ok()?, 0.0)
}

/// Hours of a time given in parts, if there is such a time.
pub fn time(hour: u8, minute: u8, second: f64) -> Option<f64> {
    let hours = f64::from(hour) + (f64::from(minute) + second / 60.0) / 60.0;
    (minute < 60 && hours <= 24.0).then_some(hours)
}

/// Text from a file or the command line, short and without control characters, fit for a sentence.
pub fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    out = out.replace("\\\"", "\"").replace("\\'", "'");
    if text.chars().nth(60).is_some() {
        out.push('…');
    }
    out
}

/// `"a, b and c"`.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().into(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// The same with each name in backquotes, cut after a dozen.
pub fn ticked<S: AsRef<str>>(names: &[S]) -> String {
    let mut quoted: Vec<String> = names.iter().take(12).map(|name| format!("`{}`", name.as_ref())).collect();
    if names.len() > 12 {
        quoted.push(format!("{} more", names.len() - 12));
    }
    list(&quoted)
}

/// Known names that somebody who typed `given` may have meant, best first and at most three.
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let length = given.chars().count();
    if length == 0 || length > 200 {
        return Vec::new();
    }
    let given = given.to_lowercase();
    let allowed = (length / 3).max(1);
    let mut near: Vec<(usize, &str)> = known
        .filter(|name| name.len().abs_diff(given.len()) <= allowed + 3)
        .map(|name| (strsim::damerau_levenshtein(&given, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    near.sort();
    let best = near.first().map_or(0, |(distance, _)| *distance);
    near.into_iter().filter(|(distance, _)| *distance <= best).map(|(_, name)| name).take(3).collect()
}

/// The same as a question, if there is anything near; first what practices call so.
pub fn did_you_mean<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.collect();
    let near = synonyms::meant(given, &known).map(|name| vec![name]);
    let near = near.unwrap_or_else(|| nearest(given, known.iter().copied()));
    let near: Vec<String> = near.into_iter().map(|name| format!("`{name}`")).collect();
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_reads_as_hours_and_is_said_as_a_clock() {
        assert_eq!(read_clock("08:30"), Some(8.5));
        assert_eq!(read_clock("24:00"), Some(24.0));
        assert_eq!(read_clock("24:01"), None);
        assert_eq!(read_clock("8.30"), None);
        assert_eq!(read_clock("08:75"), None);
        assert_eq!(clock(18.5), "18:30");
    }

    #[test]
    fn numbers_are_said_as_people_write_them() {
        assert_eq!(number(1e6), "1,000,000");
        assert_eq!(number(0.1 + 0.2), "0.3");
        assert_eq!(number(-12_345.0), "-12,345");
        assert_eq!(number(f64::INFINITY), "inf");
        assert_eq!(number(1e-9), "1e-9");
    }

    #[test]
    fn a_percentage_where_a_share_is_due_is_translated() {
        let meta = Meta { unit: "share", low: 0.0, high: 1.0, whole: false, doc: "" };
        let (message, help) = fault("phone.redial", 35.0, &meta).unwrap();
        assert_eq!(message, "`phone.redial` is 35, but a share lies between 0 and 1");
        assert_eq!(help.unwrap(), "for 35% write 0.35");
        assert!(fault("phone.redial", f64::NAN, &meta).is_some());
        assert_eq!(fault("phone.redial", 1.2, &meta).unwrap().1.unwrap(), "for 1.2% write 0.012");
    }

    #[test]
    fn a_fraction_of_what_has_no_parts_is_refused_and_the_last_bits_of_arithmetic_are_not() {
        let lines = Meta { unit: "lines", low: 1.0, high: f64::INFINITY, whole: true, doc: "" };
        let (message, help) = fault("phone.lines", 7.5, &lines).unwrap();
        assert_eq!(message, "`phone.lines` is 7.5, but it counts whole lines");
        assert_eq!(help.unwrap(), "write 8");
        for value in [7.0, 8490.0 * 1.1, f64::INFINITY] {
            assert_eq!(fault("phone.lines", value, &lines), None, "{value}");
        }
        let list = Meta { unit: "patients", low: 1.0, high: 2e6, whole: true, doc: "" };
        assert_eq!(fault("patients.list_size", 11.2, &list).unwrap().1.unwrap(), "write 11, or 11200 for 11,200");
    }

    #[test]
    fn noise_is_shown_short_and_harmless() {
        assert_eq!(shown("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert!(shown(&"x".repeat(100_000)).chars().count() == 61);
    }
}
