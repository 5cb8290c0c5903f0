//! Somebody's own weekly numbers: a table with a column of dates or week numbers and one of numbers, found by looking.
//! Read by `headroom xmr`; every cell that cannot be read is refused with its place.

mod cells;
mod choose;
mod table;

use super::diagnostic::{Problem, Refusal, Source};
use super::wording::shown;
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;
use table::Table;

/// The largest number that is read.
const LARGEST: f64 = 1e15;

/// Weekly numbers in the order of time.
#[derive(Clone, Debug)]
pub struct OwnWeeks {
    /// The file as it was read.
    pub source: Arc<Source>,
    /// What the column of numbers is called.
    pub column: String,
    pub weeks: Vec<OwnWeek>,
    /// Weeks from the first to the last of the table without a number.
    pub missing: Vec<When>,
    /// Were they written with `%`? Their values are shares then: 12% is 0.12.
    pub percent: bool,
    /// The usual number of days from one to the next where that is not a week.
    pub days_apart: Option<u32>,
}

/// The number of one week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnWeek {
    pub when: When,
    pub value: f64,
}

/// Which week it is: by the date that the table has for it, or by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    Date(Date),
    Week(u32),
}

impl When {
    /// Reads a date as in a table, or the number of a week.
    pub fn read(text: &str) -> Option<When> {
        let lower = text.trim().to_lowercase();
        let number = ["week", "wk"].iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower).trim();
        cells::day(text).map(When::Date).or_else(|| number.parse().ok().map(When::Week))
    }

    /// As a program reads it: `2026-01-05` or `14`.
    pub fn plain(self) -> String {
        match self {
            When::Date(date) => date.to_string(),
            When::Week(week) => week.to_string(),
        }
    }

    /// The same so many weeks later.
    fn later(self, weeks: u32) -> When {
        match self {
            When::Date(date) => When::Date(date.saturating_add(jiff::Span::new().days(i64::from(weeks) * 7))),
            When::Week(week) => When::Week(week.saturating_add(weeks)),
        }
    }

    /// Days, or weeks times seven, from another to this.
    pub fn days_after(self, other: When) -> i64 {
        match (self, other) {
            (When::Date(one), When::Date(other)) => one.since(other).map_or(0, |span| i64::from(span.get_days())),
            (When::Week(one), When::Week(other)) => 7 * (i64::from(one) - i64::from(other)),
            _ => 0,
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        match self {
            When::Date(date) => {
                write!(f, "{} {} {}", date.day(), MONTHS[usize::from(date.month() as u8 - 1) % 12], date.year())
            }
            When::Week(week) => write!(f, "week {week}"),
        }
    }
}

/// Reads the weekly numbers in a file. `column` and `date` name the columns where looking does not tell which they are.
///
/// # Errors
/// Everything that is wrong with the table, each with its place and what to type.
pub fn own_weeks(file: &str, column: Option<&str>, date: Option<&str>) -> Result<OwnWeeks, Refusal> {
    let table = Table::open(file)?;
    let (dates, numbers) = choose::columns(&table, column, date)?;
    let names: Vec<&str> = table.names().collect();
    let by_date = choose::holds_days(&table, dates);
    let (mut read, mut empty, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for row in &table.rows {
        let (day, number) = (table.cell(row, dates), table.cell(row, numbers));
        let mut refuse = |at: usize, what: String, help: &str| {
            let place = table.place(row, at);
            problems.push(Problem::new(what).at(Some(&place)).help(help));
        };
        let when = match by_date {
            true => cells::day(day).map(When::Date),
            false => When::read(day).filter(|when| matches!(when, When::Week(_))),
        };
        if when.is_none() && day.is_empty() && number.is_empty() {
            continue;
        }
        if when.is_none() {
            let what = match day.is_empty() {
                true => format!("there is a number here and no week in the column `{}`", shown(names[dates])),
                false => format!(
                    "`{}` in the column `{}` is no {}",
                    shown(day),
                    shown(names[dates]),
                    if by_date { "date" } else { "number of a week" }
                ),
            };
            let help = match by_date {
                true => {
                    "write the day first, as 05/01/2026 or 5 Jan 2026, or 2026-01-05; take out lines such as totals"
                }
                false => "write the number of the week, such as 14; take out lines such as totals",
            };
            refuse(dates, what, help);
        }
        match cells::number(number) {
            // Beyond this neighbouring numbers are no longer told apart, and nobody counts so many in a week.
            Some(large) if large.value.abs() > LARGEST => refuse(
                numbers,
                format!("`{}` in the column `{}` is more than a week can hold", shown(number), shown(names[numbers])),
                "look whether digits of two cells have run together; numbers up to a thousand million million are read",
            ),
            Some(number) => read.extend(when.map(|when| (when, number, row))),
            None if number.is_empty() => empty.extend(when),
            None => refuse(
                numbers,
                format!("`{}` in the column `{}` is no number", shown(number), shown(names[numbers])),
                "write it as 1234, 12.5 or 12%; leave the cell empty where nobody counted",
            ),
        }
    }
    let percent = read.iter().filter(|(_, number, _)| number.percent).count() * 2 > read.len();
    for (_, number, row) in read.iter().filter(|(_, number, _)| number.percent != percent) {
        let what = if number.percent {
            "this is a percentage, and most others are none"
        } else {
            "this is no percentage, as most others are"
        };
        let help = "write all of them the same way: 12%, or 12";
        problems.push(Problem::new(what).at(Some(&table.place(row, numbers))).help(help));
    }
    // Dates may stand in any order; numbers of weeks that begin anew are those of two years.
    let falls = |pair: &[(When, cells::Number, _)]| pair[1].0 < pair[0].0;
    let turn = read.windows(2).position(falls).filter(|_| !by_date && !read.windows(2).all(falls));
    if let Some(at) = turn {
        let problem = Problem::new(format!("{} comes after {}", read[at + 1].0, read[at].0));
        let place = table.place(read[at + 1].2, dates);
        problems
            .push(problem.at(Some(&place)).help("where the weeks of two years follow each other, write dates instead"));
    }
    read.sort_by_key(|(when, ..)| *when);
    let steps: Vec<i64> = read.windows(2).map(|pair| pair[1].0.days_after(pair[0].0)).collect();
    let mut in_order = steps.clone();
    in_order.sort_unstable();
    let usual = in_order.get(in_order.len().saturating_sub(1) / 2).copied().unwrap_or(7);
    let weekly = !by_date || are_weeks(read.iter().map(|(when, ..)| *when).chain(empty.iter().copied()));
    for (pair, _) in read.windows(2).zip(&steps).filter(|&(_, &step)| step <= if weekly { 3 } else { 0 }) {
        let what = match pair[0].0 == pair[1].0 {
            true => format!("there are two numbers for {}", pair[1].0),
            false => format!("there are two numbers for one week, of {} and {}", pair[0].0, pair[1].0),
        };
        let place = table.place(pair[1].2, numbers);
        problems.push(
            Problem::new(what).at(Some(&place)).help("a chart has one number a week: take one out, or add them up"),
        );
    }
    if !problems.is_empty() {
        return Err(Refusal::new(problems));
    }
    let weeks: Vec<OwnWeek> = read.iter().map(|&(when, number, _)| OwnWeek { when, value: number.value }).collect();
    if weeks.is_empty() {
        let problem = Problem::new(format!("there is no number in the column `{}`", shown(names[numbers])));
        return Err(problem.help("below the header stands a line for each week").into());
    }
    // A week that is left out is as good as one with an empty cell.
    let mut missing = empty;
    for (pair, step) in weeks.windows(2).zip(&steps).filter(|_| weekly) {
        let between = (step + 3) / 7 - 1;
        missing.extend((1..=between.clamp(0, 10_000) as u32).map(|later| pair[0].when.later(later)));
    }
    missing.sort_unstable();
    missing.dedup();
    let days_apart = (!weekly).then_some(usual.clamp(0, 100_000) as u32);
    let column = names[numbers].to_string();
    Ok(OwnWeeks { column, weeks, missing, percent, days_apart, source: table.source })
}

/// Are these, with or without a number, dates of weeks: some a week apart, and most whole weeks?
fn are_weeks(dates: impl Iterator<Item = When>) -> bool {
    let mut dates: Vec<When> = dates.collect();
    dates.sort_unstable();
    let steps: Vec<i64> = dates.windows(2).map(|pair| pair[1].days_after(pair[0])).collect();
    // A table of Mondays has a Tuesday after a bank holiday.
    let whole = steps.iter().filter(|&&step| (step + 1).rem_euclid(7) <= 2 && step > 1).count();
    steps.is_empty() || (steps.iter().any(|step| (6..=8).contains(step)) && whole * 2 > steps.len())
}
