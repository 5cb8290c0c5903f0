//! TOML files beside scenarios, such as observed figures and the inputs that may be fitted: read with the place of
//! every value, and every problem collected.

use super::diagnostic::{Place, Problem, Source};
use super::node::join;
use super::syntax::problems as syntax;
use super::wording;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table being read, and everything found wrong so far.
pub(super) struct Data<'a> {
    pub source: &'a Arc<Source>,
    pub problems: Vec<Problem>,
}

/// A number as written, with the size of its last digit: 0.43 is known to 0.01.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    pub value: f64,
    pub digit: f64,
}

/// Parses `source` and hands its table to `read`, or says why it is no TOML.
pub(super) fn read<T>(
    source: &Arc<Source>,
    read: impl FnOnce(&mut Data<'_>, &DeTable<'_>) -> T,
) -> Result<T, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let problems = syntax(source, &errors);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut data = Data { source, problems: Vec::new() };
    let told = read(&mut data, table.get_ref());
    if data.problems.is_empty() { Ok(told) } else { Err(data.problems) }
}

impl Data<'_> {
    pub fn place<T>(&self, spanned: &Spanned<T>) -> Place {
        Place::new(self.source, spanned.span())
    }

    pub fn refuse(&mut self, problem: Problem, place: &Place) {
        self.problems.push(problem.at(Some(place)));
    }

    /// Refuses names that nobody reads.
    pub fn only(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let name = wording::shown(key.get_ref());
            let problem = Problem::new(format!("`{name}` means nothing here"));
            let help = wording::did_you_mean(&name, known.iter().copied());
            let place = self.place(key);
            let or = format!("what may stand here is {}", wording::ticked(known));
            self.refuse(problem.help(help.unwrap_or(or)), &place);
        }
    }

    /// The table called `name`, where there is one; anything else by that name is refused.
    pub fn table<'t, 'de>(&mut self, table: &'t DeTable<'de>, name: &str) -> Option<&'t DeTable<'de>> {
        let value = table.get(name)?;
        match value.get_ref() {
            DeValue::Table(inner) => Some(inner),
            _ => {
                let place = self.place(value);
                let help =
                    format!("write `[{name}]` on a line of its own, and below it a line for each of its entries");
                self.refuse(Problem::new(format!("`{name}` is a table")).help(help), &place);
                None
            }
        }
    }

    /// The entries of an array of tables.
    pub fn tables<'t, 'de>(&mut self, table: &'t DeTable<'de>, key: &str) -> Vec<(&'t DeTable<'de>, Place)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let entries = match value.get_ref() {
            DeValue::Array(entries) => entries.iter().collect(),
            _ => Vec::new(),
        };
        let entry = |entry: &'t Spanned<DeValue<'de>>| match entry.get_ref() {
            DeValue::Table(inner) => Some((inner, self.place(entry))),
            _ => None,
        };
        let found: Vec<_> = entries.iter().filter_map(|&value| entry(value)).collect();
        if found.is_empty() || found.len() < entries.len() {
            let place = self.place(value);
            let help = format!("begin each with `[[{key}]]` on a line of its own");
            self.refuse(Problem::new(format!("`{key}` is a list of tables")).help(help), &place);
        }
        found
    }

    /// The tables in `table` with their dotted names, down to whatever `leaf` says is one.
    pub fn leaves<'t, 'de>(
        &self,
        table: &'t DeTable<'de>,
        leaf: &dyn Fn(&DeValue<'de>) -> bool,
    ) -> Vec<(String, Place, &'t Spanned<DeValue<'de>>)> {
        let mut out = Vec::new();
        for (key, value) in table {
            match value.get_ref() {
                DeValue::Table(inner) if !leaf(value.get_ref()) => {
                    let inner = self.leaves(inner, leaf);
                    out.extend(inner.into_iter().map(|(name, at, value)| (join(key.get_ref(), &name), at, value)));
                }
                _ => out.push((key.get_ref().to_string(), self.place(key), value)),
            }
        }
        // In the order of the file, so that what is printed follows what was written.
        out.sort_by_key(|(_, at, _)| at.span.start);
        out
    }

    pub fn text(&mut self, value: &Spanned<DeValue<'_>>, what: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                let place = self.place(value);
                let problem = Problem::new(format!("{what} is text")).help("put it between quotation marks");
                self.refuse(problem, &place);
                None
            }
        }
    }

    pub fn texts(&mut self, value: &Spanned<DeValue<'_>>, what: &str) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(entries) => entries.iter().filter_map(|entry| self.text(entry, what)).collect(),
            _ => self.text(value, what).into_iter().collect(),
        }
    }

    pub fn number(&mut self, value: &Spanned<DeValue<'_>>, what: &str) -> Option<Written> {
        let read = match value.get_ref() {
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                match i128::from_str_radix(&digits, number.radix()) {
                    Ok(whole) => Some(Written { value: whole as f64, digit: 1.0 }),
                    // Decimal digits too many for an integer are still a number.
                    Err(_) if number.radix() == 10 => digits.parse().ok().map(|value| Written { value, digit: 1.0 }),
                    Err(_) => None,
                }
            }
            DeValue::Float(number) => {
                let digits = number.as_str().replace('_', "");
                digits.parse().ok().map(|value| Written { value, digit: last_digit(&digits) })
            }
            _ => None,
        };
        match read {
            Some(read) if read.value.is_finite() => Some(read),
            _ => {
                let place = self.place(value);
                let said = self.source.text.get(value.span()).unwrap_or_default();
                let problem = Problem::new(format!("{what} is a number, not {}", wording::shown(said)));
                self.refuse(problem.help("write it as 0.43; for 43% write 0.43"), &place);
                None
            }
        }
    }

    /// A number that cannot be below 0: weeks and hours.
    pub fn not_negative(&mut self, table: &DeTable<'_>, key: &str) -> Option<f64> {
        let value = table.get(key)?;
        let number = self.number(value, &format!("`{key}`"))?.value;
        if number < 0.0 {
            let place = self.place(value);
            self.refuse(Problem::new(format!("`{key}` cannot be below 0")).help("write 0 or more"), &place);
        }
        Some(number.max(0.0))
    }

    /// `true`, or `false` where it is left out; anything else is refused.
    pub fn yes(&mut self, table: &DeTable<'_>, key: &str) -> bool {
        match table.get(key).map(|value| (value.get_ref(), self.place(value))) {
            None => false,
            Some((DeValue::Boolean(yes), _)) => *yes,
            Some((_, place)) => {
                let problem = Problem::new(format!("`{key}` is true or false"));
                self.refuse(problem.help("write it without quotation marks"), &place);
                false
            }
        }
    }
}

/// The size of the last digit written.
fn last_digit(digits: &str) -> f64 {
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len()) as i32;
    libm::pow(10.0, f64::from(exponent.parse::<i32>().unwrap_or(0) - decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_knows_how_finely_it_was_written() {
        for (text, digit) in [("0.43", 0.01), ("0.430", 0.001), ("20.4", 0.1), ("1e3", 1000.0), ("5.", 1.0)] {
            assert!((last_digit(text) / digit - 1.0).abs() < 1e-12, "{text}");
        }
    }
}
