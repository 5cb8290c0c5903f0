//! What a cell of somebody's table says: a number or a date, in the ways in which spreadsheets write them here.

use jiff::civil::Date;

/// A number as it stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    /// A percentage as a share: 12% is 0.12.
    pub value: f64,
    pub percent: bool,
}

/// The number a cell holds: `1234.5`, `1,234.5`, `£1,234`, `12%`. None where it is no number.
pub(super) fn number(cell: &str) -> Option<Number> {
    let text = cell.trim();
    let (text, percent) = text.strip_suffix('%').map_or((text, false), |text| (text.trim_end(), true));
    let (sign, text) = text.strip_prefix(['-', '−']).map_or((1.0, text), |text| (-1.0, text));
    let text = text.strip_prefix('£').unwrap_or(text).trim_start();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    let well_grouped = groups.all(|group| group.len() == 3 && digits(group)) && (!grouped || first.len() <= 3);
    if first.is_empty() || !digits(first) || !well_grouped || !digits(part) {
        return None;
    }
    let value: f64 = format!("{}.{part}", whole.replace(',', "")).parse().ok()?;
    let value = sign * if percent { value / 100.0 } else { value };
    value.is_finite().then_some(Number { value, percent })
}

/// The day a cell holds, the day before the month as it is written here: `2026-01-05`, `05/01/2026`, `5 Jan 2026`,
/// `5-Jan-26`; a weekday before it and a time of day after it are passed over. None where it is no day from 1990 to 2099.
pub(super) fn day(cell: &str) -> Option<Date> {
    let words = cell.split(|c: char| c.is_whitespace() || "-/.,".contains(c)).filter(|word| !word.is_empty());
    let weekday = |word: &str| {
        let word = word.to_lowercase();
        word.len() >= 3 && WEEKDAYS.iter().any(|day| day.starts_with(&word) || word == "tues" || word == "thurs")
    };
    let words: Vec<&str> = words.skip_while(|word| weekday(word)).collect();
    // `2026-01-05T00:00:00`, as databases write it.
    let words: Vec<&str> = words
        .iter()
        .map(|word| word.split_once('T').map_or(*word, |(day, time)| if time.contains(':') { day } else { word }))
        .collect();
    let (&[one, two, three], rest) = words.split_first_chunk::<3>()?;
    if rest.first().is_some_and(|time| !time.contains(':')) {
        return None;
    }
    let (year, month, day) = if one.len() == 4 { (one, two, three) } else { (three, two, one) };
    let year = match (year.len(), year.parse::<i16>().ok()?) {
        (4, year @ 1990..=2099) => year,
        (2, year @ 0..=99) => 2000 + year,
        _ => return None,
    };
    Date::new(year, month_of(month)?, day.parse().ok()?).ok()
}

fn month_of(word: &str) -> Option<i8> {
    let named = || {
        let word = word.to_lowercase();
        let named = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word));
        named.map(|at| at as i8 + 1).or((word == "sept").then_some(9))
    };
    word.parse().ok().or_else(named)
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_are_read_as_a_spreadsheet_writes_them() {
        for (cell, value) in [
            ("12", 12.0),
            (" 1,234 ", 1234.0),
            ("1,234,567.5", 1_234_567.5),
            ("£1,200", 1200.0),
            ("12%", 0.12),
            ("87.5 %", 0.875),
            ("-3", -3.0),
            ("0.5", 0.5),
            ("7.", 7.0),
        ] {
            let read = number(cell).unwrap_or_else(|| panic!("{cell}"));
            assert!((read.value - value).abs() < 1e-12 && read.percent == cell.contains('%'), "{cell}");
        }
        for cell in [
            "", "n/a", "#DIV/0!", "12,5", "1,23,456", "1234,567", ",5", "inf", "NaN", "1e5", "12 34", "--1", "1.2.3",
            "%",
        ] {
            assert_eq!(number(cell), None, "{cell}");
        }
    }

    #[test]
    fn days_are_read_with_the_day_first_unless_the_year_is() {
        for cell in [
            "2026-01-05",
            "05/01/2026",
            "5/1/26",
            "5 Jan 2026",
            "5-Jan-26",
            "05.01.2026",
            "Mon 5 January 2026",
            "2026-01-05T00:00:00",
            "05/01/2026 00:00",
            "Monday, 5 Jan 2026",
        ] {
            assert_eq!(day(cell), Some(date(2026, 1, 5)), "{cell}");
        }
        assert_eq!(day("2 Sept 2024"), Some(date(2024, 9, 2)));
        for cell in [
            "",
            "week 3",
            "01/13/2026",
            "30 Feb 2026",
            "5 Jan",
            "46027",
            "1/2/3/4",
            "5 Ja 2026",
            "0001-01-05",
            "5 Jan 2026 x",
        ] {
            assert_eq!(day(cell), None, "{cell}");
        }
    }
}
