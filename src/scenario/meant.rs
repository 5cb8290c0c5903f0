//! What somebody meant who wrote a number as people write numbers: 11,200 or 5% or £20 or 8.30am. Asked where a
//! number was due and could not be read.

use super::node::Meta;
use super::wording::{clock, number, plain as typed, read_clock, shown};

/// What to type instead of `text`; `meta` where the setting it was written for is known.
pub fn help(text: &str, meta: Option<&Meta>) -> Option<String> {
    let text = text.trim().trim_end_matches(',');
    if text.is_empty() || text.len() > 60 {
        return None;
    }
    if let Some(digits) = text.strip_suffix('%') {
        let share = plain(digits.trim())? / 100.0;
        return Some(format!("for {} write {}", shown(text), number(share)));
    }
    if let Some(hours) = time_of_day(text).filter(|_| meta.is_none_or(|meta| meta.unit == "clock")) {
        return Some(format!("write the time of day as \"{}\"", clock(hours)));
    }
    if meta.is_some_and(|meta| meta.unit == "clock") {
        return None;
    }
    if let Some(amount) = text.strip_prefix(['£', '$', '€']) {
        return Some(format!("write {} without the sign of the currency", typed(plain(amount.trim())?)));
    }
    if let Some(whole) = thousands(text) {
        return Some(format!("write {} without a comma or space; 11_200 is 11,200 too", typed(whole)));
    }
    if let Some(part) = text.split_once(',').filter(|(before, after)| digits(before) && digits(after)) {
        return Some(format!("write {}.{} with a point", part.0, part.1));
    }
    let begins = text.find(|c: char| c.is_alphabetic())?;
    let (amount, unit) = (plain(text[..begins].trim())?, text[begins..].trim());
    let worded = unit.chars().all(|c| c.is_alphabetic() || " .".contains(c));
    worded.then(|| match meta.map(|meta| meta.unit).filter(|unit| !unit.is_empty()) {
        Some(due) => format!("write a number alone, such as {}; its unit here is {due}", typed(amount)),
        None => format!("write {} alone, without a unit", typed(amount)),
    })
}

/// The number in `text` as people write them: 11200, 11,200, 11 200 or 11_200; 5.5 or 5,5.
pub fn amount(text: &str) -> Option<f64> {
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || "-+.".contains(c));
    let decimal = || {
        let (before, after) = text.split_once(',').filter(|(before, after)| digits(before) && digits(after))?;
        format!("{before}.{after}").parse().ok()
    };
    plain(text).or_else(decimal).filter(|_| begins)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number with or without commas.
fn plain(text: &str) -> Option<f64> {
    let underscored = || text.replace('_', "").parse::<f64>().ok();
    thousands(text).or_else(underscored).filter(|value| value.is_finite())
}

/// `11,200` or `11 200`: groups of three after the first, which does not begin with 0.
fn thousands(text: &str) -> Option<f64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split([',', ' ']);
    let first = groups.next().filter(|first| digits(first) && first.len() <= 3 && !first.starts_with('0'))?;
    let rest: Vec<&str> = groups.collect();
    if rest.is_empty() || !rest.iter().all(|group| digits(group) && group.len() == 3) {
        return None;
    }
    format!("{first}{}.{part}", rest.concat()).parse().ok()
}

/// Hours of `8:00`, `8.30am` or `6 pm`.
fn time_of_day(text: &str) -> Option<f64> {
    let lower = text.to_lowercase();
    let (bare, later) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(bare), _) => (bare, 0.0),
        (_, Some(bare)) => (bare, 12.0),
        _ => return read_clock(&lower),
    };
    let bare = bare.trim().replace('.', ":");
    let hours = if digits(&bare) { read_clock(&format!("{bare}:00")) } else { read_clock(&bare) };
    // Twelve at noon is 12pm, and at midnight 12am.
    hours.filter(|hours| *hours < 13.0).map(|hours| hours % 12.0 + later)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENTS: Meta = Meta { unit: "patients", low: 1.0, high: 2e6, whole: true, doc: "" };

    #[test]
    fn numbers_as_people_write_them_are_told_as_a_file_reads_them() {
        for (text, said) in [
            ("11,200", "write 11200 without a comma"),
            ("1,100,200.5", "write 1100200.5 without"),
            ("11 200", "write 11200 without"),
            ("0,5", "write 0.5 with a point"),
            ("5%", "for 5% write 0.05"),
            ("5 %", "write 0.05"),
            ("£20", "write 20 without the sign"),
            ("£11,200", "write 11200 without the sign"),
            ("11_200 patients", "write 11200 alone"),
            ("8:00", "\"08:00\""),
            ("8.30am", "\"08:30\""),
            ("6 pm", "\"18:00\""),
            ("12pm", "\"12:00\""),
        ] {
            let help = help(text, None).unwrap_or_default();
            assert!(help.contains(said), "{text}: {help}");
        }
    }

    #[test]
    fn a_comma_parts_thousands_or_decimals_as_its_digits_say() {
        for (text, value) in
            [("11,200", 11_200.0), ("11 200", 11_200.0), ("1_000", 1000.0), ("5,5", 5.5), ("0,500", 0.5), ("-3", -3.0)]
        {
            assert_eq!(amount(text), Some(value), "{text}");
        }
        for text in ["", "inf", "nan", "many", "1,2,3", "5,", ",5", "0x10", "1e999"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn a_unit_is_named_where_it_is_known_and_a_word_is_left_alone() {
        assert!(help("11200 people", Some(&PATIENTS)).unwrap().ends_with("its unit here is patients"));
        assert_eq!(help("8:00", Some(&PATIENTS)), None);
        for text in ["", "many", "1.2.3", "é", "%", ",", "£", "1,2,3", "012,345x"] {
            assert_eq!(help(text, None), None, "{text}");
        }
    }
}
