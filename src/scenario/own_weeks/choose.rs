//! Which column says the week, and which the numbers: those that are named, or else those that look like it.

use super::When;
use super::cells::{day, number};
use super::table::Table;
use crate::scenario::diagnostic::{Place, Problem};
use crate::scenario::wording::{did_you_mean, shown, ticked};

/// What the cells of a column are.
#[derive(Clone, Copy, Default)]
struct Shape {
    filled: usize,
    days: usize,
    numbers: usize,
    /// Numbers of weeks, each a little more than the one before, or a little less.
    counted: usize,
}

impl Shape {
    fn of(table: &Table, column: usize) -> Shape {
        let (mut shape, mut before) = (Shape::default(), None);
        for cell in table.rows.iter().map(|row| table.cell(row, column)).filter(|cell| !cell.is_empty()) {
            let value = number(cell).map(|number| number.value);
            shape.filled += 1;
            shape.days += usize::from(day(cell).is_some());
            shape.numbers += usize::from(value.is_some());
            let counted = match When::read(cell) {
                Some(When::Week(week)) => Some(week),
                _ => None,
            };
            shape.counted += usize::from(
                counted.is_some_and(|value| before.is_none_or(|before: u32| (1..10).contains(&before.abs_diff(value)))),
            );
            before = counted.or(before);
        }
        shape
    }

    // A bad cell or two do not make it another column: they are refused where they stand.
    fn is_days(self) -> bool {
        self.days * 2 > self.filled
    }

    fn is_numbers(self) -> bool {
        self.numbers * 2 > self.filled
    }
}

/// Does a column hold dates, rather than the numbers of weeks?
pub(super) fn holds_days(table: &Table, column: usize) -> bool {
    Shape::of(table, column).is_days()
}

/// The place of the column that says the week, and of the one with the numbers.
pub(super) fn columns(table: &Table, column: Option<&str>, date: Option<&str>) -> Result<(usize, usize), Problem> {
    let names: Vec<&str> = table.names().collect();
    let shapes: Vec<Shape> = (0..names.len()).map(|at| Shape::of(table, at)).collect();
    let header = header(table);
    if names.iter().all(|name| name.is_empty() || day(name).is_some() || number(name).is_some()) {
        let problem = Problem::new("the first line names no columns").at(Some(&header));
        return Err(problem.help("write a line above it that says what they are, such as `week,calls answered`"));
    }
    let named = |name: &str, option: &str| {
        let found = names.iter().position(|known| known.eq_ignore_ascii_case(name.trim()));
        found.ok_or_else(|| {
            let problem = Problem::new(format!("there is no column `{}`", shown(name))).at(Some(&header));
            let there = format!("`{option}` takes one of {}", ticked(&names));
            problem.help(did_you_mean(name, names.iter().copied()).unwrap_or(there))
        })
    };
    let asked = column.map(|name| named(name, "--column")).transpose()?;
    let others = || (0..names.len()).filter(|&at| Some(at) != asked);
    let says_week = |name: &str| ["week", "wk", "w/c", "w/e"].iter().any(|word| name.to_lowercase().contains(word));
    let when = match date {
        Some(name) => Some(named(name, "--date")?),
        None => others()
            .find(|&at| shapes[at].is_days())
            .or_else(|| others().find(|&at| says_week(names[at]) && shapes[at].counted * 2 > shapes[at].filled))
            .or_else(|| others().find(|&at| shapes[at].filled > 2 && shapes[at].counted == shapes[at].filled)),
    };
    let Some(when) = when else {
        let problem = Problem::new("no column holds dates or the numbers of weeks").at(Some(&header));
        return Err(problem.help("dates look like 05/01/2026, 5 Jan 2026 or 2026-01-05; name the column with `--date`"));
    };
    if let Some(asked) = asked {
        return match asked == when {
            true => Err(Problem::new("the same column cannot be the weeks and the numbers")
                .at(Some(&header))
                .help("name another with `--column`")),
            false => Ok((when, asked)),
        };
    }
    let rest: Vec<usize> =
        (0..names.len()).filter(|&at| at != when && shapes[at].filled > 0 && !shapes[at].is_days()).collect();
    let numbers: Vec<usize> = rest.iter().copied().filter(|&at| shapes[at].is_numbers()).collect();
    match (numbers.as_slice(), rest.as_slice()) {
        (&[only], _) | (&[], &[only]) => Ok((when, only)),
        (&[], _) => Err(Problem::new("no column holds numbers")
            .at(Some(&header))
            .help("name it with `--column`, and its cells are looked at one by one")),
        (several, _) => {
            let several: Vec<&str> = several.iter().map(|&at| names[at]).collect();
            let problem = Problem::new("several columns hold numbers").at(Some(&header));
            Err(problem.help(format!("name one with `--column`: {}", ticked(&several))))
        }
    }
}

fn header(table: &Table) -> Place {
    let (first, last) = (table.header.first(), table.header.last());
    Place::new(&table.source, first.map_or(0, |first| first.start)..last.map_or(0, |last| last.end))
}
