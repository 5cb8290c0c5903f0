//! From a TOML table to settings: each value is held against the shape of the file, what fits is written into the
//! settings and its place is kept, and what does not becomes a problem. Enters from `file`.

use super::diagnostic::{Place, Problem, Source};
use super::fill::{Given, Value};
use super::node::{Meta, join};
use super::path::is_name;
use super::shape::{self, Shape, Table};
use super::{meant, wording};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// Everything one file says, and everything wrong with how it says it.
pub(super) fn read(source: &Arc<Source>, table: &DeTable<'_>) -> (Given, Vec<Problem>) {
    let mut reader = Reader { source, given: Given::default(), problems: Vec::new() };
    reader.table("", shape::whole(), table);
    (reader.given, reader.problems)
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    given: Given,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn table(&mut self, path: &str, table: &Table, written: &DeTable<'_>) {
        for (key, value) in written {
            let name = key.get_ref().as_ref();
            let inner = join(path, name);
            if table.open && !is_name(name) {
                self.refuse_name(key);
            } else if let Some(shape) = table.entry(name) {
                self.given.places.set(&inner, &Place::new(self.source, key.span()));
                if table.open {
                    self.given.name(path, name);
                }
                self.value(&inner, shape, value);
            } else if name == "sd" && table.mean().is_some() {
                self.spread(path, value, written);
            } else if !(path.is_empty() && name == "extends") {
                self.unknown(path, table, key);
            }
        }
    }

    fn value(&mut self, path: &str, shape: &Shape, value: &Spanned<DeValue<'_>>) {
        let place = Place::new(self.source, value.span());
        match (shape, value.get_ref()) {
            (Shape::Table(table), DeValue::Table(written)) => self.table(path, table, written),
            (Shape::Table(table), written) => self.short(path, table, written, &place),
            (Shape::Number(meta), written) => {
                if let Some(number) = self.number(path, meta, written, &place) {
                    self.given.give(path, Value::Number(number), &place);
                }
            }
            (Shape::List(meta), DeValue::Array(entries)) => {
                let numbers = entries.iter().filter_map(|entry| {
                    self.number(path, meta, entry.get_ref(), &Place::new(self.source, entry.span()))
                });
                let numbers = numbers.collect();
                self.given.give(path, Value::List(numbers), &place);
            }
            (Shape::List(meta), written) => {
                let message = format!("`{path}` is a list of numbers, not {}", said(written));
                let example = format!("write it as `[{0}, {0}]`", wording::number(meta.low.max(0.0)));
                self.problems.push(Problem::new(message).at(Some(&place)).help(example));
            }
            (Shape::Text(_), DeValue::String(text)) => {
                self.given.give(path, Value::Text(text.to_string()), &place);
            }
            (Shape::Text(_), DeValue::Datetime(date)) if date.time.is_none() => {
                self.given.give(path, Value::Text(date.to_string()), &place);
            }
            (Shape::Text(_), written) => {
                let message = format!("`{path}` is text, not {}", said(written));
                self.problems.push(Problem::new(message).at(Some(&place)).help("put it between quotation marks"));
            }
            (Shape::Choice(_, options), DeValue::String(text)) => match choice(path, options, text) {
                Ok(option) => self.given.give(path, Value::Text(option.into()), &place),
                Err(problem) => self.problems.push(problem.at(Some(&place))),
            },
            (Shape::Choice(_, options), written) => {
                let message = format!("`{path}` is one of a few words, not {}", said(written));
                let help = format!("write {}", one_of(options));
                self.problems.push(Problem::new(message).at(Some(&place)).help(help));
            }
        }
    }

    /// One number where a table is due: a constant duration, or the same for every entry.
    fn short(&mut self, path: &str, table: &Table, written: &DeValue<'_>, place: &Place) {
        if let Some(meta) = table.mean().or(table.each()) {
            let Some(number) = self.number(path, meta, written, place) else { return };
            self.given.places.set(path, place);
            if table.mean().is_some() {
                self.given.give(&join(path, "family"), Value::Text("constant".into()), place);
                self.given.give(&join(path, "mean"), Value::Number(number), place);
            } else {
                for name in table.names() {
                    self.given.give(&join(path, name), Value::Number(number), place);
                }
            }
            return;
        }
        let message = format!("`{path}` is a table, not {}", said(written));
        let problem = Problem::new(message).at(Some(place));
        let first = table.names().next().unwrap_or_default();
        self.problems.push(problem.help(format!("give what stands in it, such as `{}`", join(path, first))));
    }

    /// `sd` beside a mean: kept until the mean is known, which another file may have given.
    fn spread(&mut self, path: &str, value: &Spanned<DeValue<'_>>, written: &DeTable<'_>) {
        let place = Place::new(self.source, value.span());
        let meta = Meta { unit: "", low: 0.0, high: f64::MAX, whole: false, doc: "" };
        let Some(sd) = self.number(&join(path, "sd"), &meta, value.get_ref(), &place) else { return };
        if written.contains_key("cv") {
            let message = format!("`{path}` has both `sd` and `cv`, which say the same thing");
            self.problems
                .push(Problem::new(message).at(Some(&place)).help("keep one of them; cv is sd divided by mean"));
            return;
        }
        self.given.spread(path, sd, &place);
    }

    /// A number in range, or `None` and a problem.
    fn number(&mut self, path: &str, meta: &Meta, written: &DeValue<'_>, place: &Place) -> Option<f64> {
        let problem = match amount(meta, written) {
            Some(number) => {
                let number = if meta.whole { wording::whole(number) } else { number };
                let Some((message, help)) = wording::fault(path, number, meta) else { return Some(number) };
                Problem::new(message).maybe_help(help)
            }
            None => {
                let message = format!("`{path}` is {}, not {}", wording::kind(meta), said(written));
                Problem::new(message).maybe_help(instead(meta, written))
            }
        };
        self.problems.push(problem.at(Some(place)));
        None
    }

    fn unknown(&mut self, path: &str, table: &Table, key: &Spanned<DeString<'_>>) {
        let name = key.get_ref().as_ref();
        let place = if path.is_empty() { "at the top of a scenario".into() } else { format!("in `{path}`") };
        let problem = Problem::new(format!("there is no `{}` {place}", wording::shown(name)));
        let problem = problem.at(Some(&Place::new(self.source, key.span())));
        let known: Vec<&str> = table.names().collect();
        let help = wording::did_you_mean(name, known.iter().copied()).unwrap_or_else(|| match elsewhere(name) {
            Some(path) => format!("there is a `{path}`"),
            None => format!("what may stand here is {}", wording::ticked(&known)),
        });
        self.problems.push(problem.help(help));
    }

    fn refuse_name(&mut self, key: &Spanned<DeString<'_>>) {
        let message = format!("`{}` cannot be used as a name", wording::shown(key.get_ref()));
        let problem = Problem::new(message).at(Some(&Place::new(self.source, key.span())));
        self.problems.push(problem.help("a name is made of letters, digits, spaces, _ and -, at most 60 of them"));
    }
}

/// The option that `text` names.
pub(super) fn choice(path: &str, options: &'static [&'static str], text: &str) -> Result<&'static str, Problem> {
    options.iter().find(|option| **option == text).copied().ok_or_else(|| {
        let near = wording::did_you_mean(text, options.iter().copied());
        let all = format!("write {}", one_of(options));
        let help = near.map_or(all.clone(), |near| format!("{near} Otherwise {all}"));
        Problem::new(format!("`{path}` cannot be \"{}\"", wording::shown(text))).help(help)
    })
}

fn one_of(options: &[&str]) -> String {
    let quoted: Vec<String> = options.iter().map(|option| format!("\"{option}\"")).collect();
    match quoted.as_slice() {
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
        [] => String::new(),
    }
}

/// The one path in a fixed table that ends in `name`, for somebody who wrote it in the wrong table.
fn elsewhere(name: &str) -> Option<String> {
    fn search(table: &Table, path: &str, name: &str, found: &mut Vec<String>) {
        for (key, shape) in &table.entries {
            let inner = join(path, key);
            if key == name {
                found.push(inner.clone());
            }
            match shape {
                Shape::Table(table) if !table.open => search(table, &inner, name, found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    search(shape::whole(), "", name, &mut found);
    found.pop().filter(|_| found.is_empty())
}

/// The number that stands there, in the unit of `meta`, if it is one.
fn amount(meta: &Meta, written: &DeValue<'_>) -> Option<f64> {
    let clock = meta.unit == "clock";
    match written {
        DeValue::Integer(integer) => match i128::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(whole) => Some(whole as f64),
            // Digits too many for an integer are still a number, and its range will judge it.
            Err(_) => integer.as_str().parse().ok(),
        },
        DeValue::Float(float) => float.as_str().parse().ok(),
        DeValue::String(text) if clock => wording::read_clock(text),
        DeValue::Datetime(date) if clock && date.date.is_none() && date.offset.is_none() => {
            let time = date.time?;
            let second = f64::from(time.second.unwrap_or(0)) + f64::from(time.nanosecond.unwrap_or(0)) / 1e9;
            wording::time(time.hour, time.minute, second)
        }
        _ => None,
    }
}

/// What to type instead of a value of the wrong type, where that can be told.
fn instead(meta: &Meta, written: &DeValue<'_>) -> Option<String> {
    match written {
        DeValue::String(text) if meta.unit == "clock" => {
            Some(meant::help(text, Some(meta)).unwrap_or_else(|| "write a time of day as \"08:30\"".into()))
        }
        _ if meta.unit == "clock" => Some("write a time of day as \"08:30\"".into()),
        DeValue::String(text) => {
            let text = text.trim();
            let number = text.replace('_', "").parse::<f64>().is_ok();
            let unquoted = number.then(|| format!("write {} without quotation marks", wording::shown(text)));
            Some(unquoted.or_else(|| meant::help(text, Some(meta))).unwrap_or_else(|| "give one number".into()))
        }
        DeValue::Boolean(yes) => Some(format!("write {}", u8::from(*yes))),
        _ => Some("give one number".into()),
    }
}

fn said(written: &DeValue<'_>) -> &'static str {
    match written {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
