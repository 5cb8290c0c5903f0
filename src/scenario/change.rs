//! Changes: one lever of a what-if each, as data. Read from `--set`, from actions and programmes; `dose` makes them.

use super::diagnostic::{Place, Problem, Source};
use super::path::exact;
use super::wording;
use std::fmt;
use std::ops::Range;

/// One lever pulled: what happens to the setting at `path`, and how much of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub path: String,
    pub op: Op,
    pub value: Value,
    /// 0 leaves everything as it was, 1 is the whole change.
    pub dose: f64,
    pub place: Option<Place>,
}

/// What a change does at dose d, in the order in which changes to one path are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// old + d (new − old)
    Set,
    /// old × v^d
    Scale,
    /// old + d v
    Add,
    /// The odds of a share × v^d
    Odds,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    /// A number that is not known better; `best` is used where nothing is drawn.
    Range {
        low: f64,
        best: f64,
        high: f64,
    },
    Text(String),
}

impl Change {
    /// A whole change, from code rather than from text.
    pub fn new(path: impl Into<String>, op: Op, value: f64) -> Change {
        Change { path: path.into(), op, value: Value::Number(value), dose: 1.0, place: None }
    }

    pub fn at_dose(self, dose: f64) -> Change {
        Change { dose, ..self }
    }

    /// Reads `path=v`, `path*=v`, `path+=v` or `path odds= v`, as given to `--set`.
    pub fn parse(text: &str) -> Result<Change, Problem> {
        let source = Source::new("--set", text);
        let refuse = |message: String, span: Range<usize>| {
            Problem::new(message).at(Some(&Place::new(&source, span))).help("write it as `phone.handlers=3`")
        };
        // A star that stands for a name belongs to the path.
        let is_name = |at: usize| text[at..].starts_with('*') && (at == 0 || text[..at].ends_with('.'));
        let sign = text.match_indices(['=', '*']).map(|(at, _)| at).find(|&at| !is_name(at));
        let Some(sign) = sign else {
            let message = format!("`{}` does not say what to set it to", wording::shown(text));
            return Err(refuse(message, 0..text.len()));
        };
        if text[..sign].ends_with(".*") && text[sign..].starts_with('=') {
            let whole = text[..sign].trim();
            let message = format!("`{}=` can be read in two ways", wording::shown(whole));
            let help = format!(
                "to multiply each write `{whole}*=` and the factor; to set each write `{whole} =` with a space"
            );
            return Err(refuse(message, 0..sign + 1).help(help));
        }
        let (path, op) =
            operation(text, sign).map_err(|problem| problem.at(Some(&Place::new(&source, 0..sign + 1))))?;
        let rest = text[sign + 1..].strip_prefix('=').filter(|_| text[sign..].starts_with('*'));
        let value = rest.unwrap_or(&text[sign + 1..]).trim();
        if path.is_empty() {
            return Err(refuse("the path to be set is missing".into(), 0..sign + 1));
        }
        let begin = text.len() - text[sign + 1..].trim_start_matches(['=', ' ']).len();
        let span = begin.min(text.len())..text.trim_end().len().max(begin);
        if value.is_empty() {
            return Err(refuse(format!("`{}` is set to nothing", wording::shown(path)), span));
        }
        let value = value_of(value).map_err(|problem| problem.at(Some(&Place::new(&source, span.clone()))))?;
        Ok(Change { path: path.into(), op, value, dose: 1.0, place: Some(Place::new(&source, span)) })
    }
}

impl Op {
    /// As it is typed after the path.
    pub fn sign(self) -> &'static str {
        match self {
            Op::Set => "=",
            Op::Scale => "*=",
            Op::Add => "+=",
            Op::Odds => " odds= ",
        }
    }
}

/// As it is typed after `--set`: `phone.handlers*=1.5`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.path, self.op.sign())?;
        match &self.value {
            Value::Number(value) => write!(f, "{}", exact(*value)),
            Value::Range { low, best, high } => {
                write!(f, "{} ({} to {})", exact(*best), exact(*low), exact(*high))
            }
            Value::Text(text) => write!(f, "{text}"),
        }
    }
}

/// The path and what is done to it, from the text around the `=` or `*` at `sign`.
fn operation(text: &str, sign: usize) -> Result<(&str, Op), Problem> {
    let path = text[..sign].trim();
    if let Some(path) = path.strip_suffix(" odds") {
        return Ok((path.trim(), Op::Odds));
    }
    if text[sign..].starts_with('*') {
        return Ok((path, Op::Scale));
    }
    match path.chars().last() {
        Some('+') => Ok((path[..path.len() - 1].trim(), Op::Add)),
        Some('-') => Err(Problem::new("`-=` is not a change").help("write `+=` with a negative number")),
        Some('/') => Err(Problem::new("`/=` is not a change").help("write `*=`; for half, `*=0.5`")),
        _ => Ok((path, Op::Set)),
    }
}

fn value_of(text: &str) -> Result<Value, Problem> {
    if let Some(inner) = text.strip_prefix('"') {
        let whole = inner.strip_suffix('"').ok_or_else(|| Problem::new("the closing quotation mark is missing"))?;
        return Ok(Value::Text(whole.replace("\\\"", "\"")));
    }
    if let Some(Ok(percentage)) = text.strip_suffix('%').map(|digits| digits.trim().parse::<f64>()) {
        let share = wording::number(percentage / 100.0);
        return Err(Problem::new("a change is a number, not a percentage").help(format!("for {text} write {share}")));
    }
    // Anything else may be a word for a choice, a date or a time of day; its path decides.
    Ok(number_of(text).map_or_else(|| Value::Text(text.into()), Value::Number))
}

/// A number, with `_` between its digits or without, as files have it.
fn number_of(text: &str) -> Option<f64> {
    let grouped = text.starts_with(|c: char| c.is_ascii_digit() || c == '-') && !text.ends_with('_');
    if grouped { text.replace('_', "").parse().ok() } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::super::diagnostic::Refusal;
    use super::*;

    fn change(text: &str) -> Change {
        Change::parse(text).unwrap_or_else(|problem| panic!("{}", Refusal::from(problem)))
    }

    #[test]
    fn what_is_typed_after_set_becomes_a_change() {
        for (text, op, value) in [
            ("phone.handlers=3", Op::Set, 3.0),
            ("phone.handlers = 3 ", Op::Set, 3.0),
            ("phone.redial_limit=1_000", Op::Set, 1000.0),
            ("phone.handlers*=1.5", Op::Scale, 1.5),
            ("phone.handlers*1.5", Op::Scale, 1.5),
            ("phone.handlers+=-1", Op::Add, -1.0),
            ("phone.redial odds= 0.6", Op::Odds, 0.6),
        ] {
            let parsed = change(text);
            let again = change(&parsed.to_string());
            assert_eq!((&again.path, again.op, &again.value), (&parsed.path, parsed.op, &parsed.value), "{text}");
            assert_eq!((parsed.op, parsed.value, parsed.dose), (op, Value::Number(value), 1.0), "{text}");
            assert!(parsed.path.starts_with("phone."));
        }
        assert_eq!(change("title=\"A day\"").value, Value::Text("A day".into()));
        assert_eq!(change("phone.closing=drain").value, Value::Text("drain".into()));
    }

    #[test]
    fn what_cannot_be_read_is_shown_as_typed() {
        for (text, said) in [
            ("phone.handlers", "does not say what to set it to"),
            ("=3", "the path to be set is missing"),
            ("phone.handlers=", "is set to nothing"),
            ("phone.handlers-=1", "`+=` with a negative number"),
            ("phone.handlers/=2", "`*=0.5`"),
            ("phone.redial=35%", "for 35% write 0.35"),
            ("title=\"A day", "closing quotation mark"),
            ("é*", "is set to nothing"),
            ("attendance.dna.*=0.6", "to multiply each write `attendance.dna.**=`"),
            ("", "does not say"),
        ] {
            let refusal = Refusal::from(Change::parse(text).unwrap_err()).to_string();
            assert!(refusal.contains(said) && refusal.contains("--set:1:"), "{refusal}");
        }
    }
}
