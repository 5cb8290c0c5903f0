//! What changes do to settings, each at its dose: the arithmetic, and every reason to refuse.

use super::change::{Change, Op, Value};
use super::diagnostic::{Place, Problem};
use super::node::{Choice, Meta, Visitor};
use super::path::Trail;
use super::reader::choice;
use super::{meant, wording};
use std::collections::BTreeMap;

/// Walks the settings and makes the changes on the way.
pub(super) struct Applier<'a> {
    plan: BTreeMap<&'a str, Vec<&'a Change>>,
    problems: &'a mut Vec<Problem>,
    trail: Trail,
    /// Every setting and every table met, for whoever named one that there is not.
    settings: Vec<String>,
    tables: Vec<String>,
}

impl<'a> Applier<'a> {
    /// Changes at dose 0 are known by their path alone, so that they cannot alter a digit.
    pub fn new(changes: &'a [Change], problems: &'a mut Vec<Problem>) -> Self {
        let mut plan: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
        for change in changes {
            if !(0.0..=1.0).contains(&change.dose) {
                let message = format!("the dose of `{}` is {}, but a dose", change.path, wording::number(change.dose));
                problems.push(Problem::new(format!("{message} lies between 0 and 1")).at(change.place.as_ref()));
                continue;
            }
            let all = plan.entry(change.path.as_str()).or_default();
            // What two actions set alike is set once.
            let again = |other: &&Change| change.op == Op::Set && is_same(other, change);
            if change.dose > 0.0 && !all.iter().any(again) {
                all.push(change);
            }
        }
        for changes in plan.values_mut() {
            changes.sort_by_key(|change| change.op);
            problems.extend(two_sets(changes));
        }
        Applier { plan, problems, trail: Trail::default(), settings: Vec::new(), tables: Vec::new() }
    }

    /// Says which paths were never met.
    pub fn finish(self, changes: &[Change]) {
        let Applier { plan, problems, settings, tables, .. } = self;
        for path in plan.into_keys() {
            let place = changes.iter().find(|change| change.path == path).and_then(path_in);
            problems.push(unknown(path, &settings, &tables).at(place.as_ref()));
        }
    }

    fn planned(&mut self, name: &str) -> (String, Vec<&'a Change>) {
        let path = self.trail.to(name);
        let changes = self.plan.remove(path.as_str()).unwrap_or_default();
        self.settings.push(path.clone());
        (path, changes)
    }

    fn refuse(&mut self, problem: Problem, change: &Change) {
        self.problems.push(problem.at(change.place.as_ref()));
    }

    /// The text that is set where no number can stand, or a problem.
    fn words(&mut self, path: &str, what: &str, change: &Change) -> Option<String> {
        if change.op != Op::Set {
            let message = format!("`{path}` is {what}, which can be set but not scaled or added to");
            self.refuse(Problem::new(message).help(format!("write `{path}=` and what it should be")), change);
            return None;
        }
        if change.dose != 1.0 {
            let message = format!("`{path}` is {what}, which has no dose between 0 and 1");
            self.refuse(Problem::new(message).help("leave the dose out"), change);
            return None;
        }
        match &change.value {
            Value::Text(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Range { .. } => {
                let message = format!("`{path}` is {what}, which cannot be a range of numbers");
                self.refuse(Problem::new(message), change);
                None
            }
        }
    }
}

impl Visitor for Applier<'_> {
    fn enter(&mut self, name: &str, _doc: &'static str) {
        self.trail.enter(name);
        self.tables.push(self.trail.here().into());
    }

    fn leave(&mut self) {
        self.trail.leave();
    }

    fn number(&mut self, name: &str, value: &mut f64, meta: &Meta) {
        let (path, changes) = self.planned(name);
        let Some(last) = changes.last() else { return };
        for change in &changes {
            match amount(&path, meta, &change.value).and_then(|amount| dosed(&path, *value, change, amount, meta)) {
                Ok(new) => *value = new,
                Err(problem) => return self.refuse(problem, change),
            }
        }
        if meta.whole {
            *value = counted(*value, changes.iter().any(|change| change.dose < 1.0));
        }
        if let Some((message, help)) = wording::fault(&path, *value, meta) {
            self.refuse(Problem::new(format!("after the changes {message}")).maybe_help(help), last);
        }
    }

    fn list(&mut self, name: &str, value: &mut Vec<f64>, meta: &Meta) {
        let (path, changes) = self.planned(name);
        for change in changes {
            let Some(text) = self.words(&path, "a list of numbers", change) else { continue };
            let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
            let parts = inner.split(',').map(str::trim).filter(|part| !part.is_empty());
            let Ok(numbers) = parts.map(str::parse).collect::<Result<Vec<f64>, _>>() else {
                let message = format!("`{path}` is a list of numbers, not {}", wording::shown(&text));
                self.refuse(Problem::new(message).help(format!("write `{path}=[0, 10, 20]`")), change);
                continue;
            };
            match numbers.iter().find_map(|number| wording::fault(&path, *number, meta)) {
                Some((message, help)) => self.refuse(Problem::new(message).maybe_help(help), change),
                None => *value = numbers,
            }
        }
    }

    fn text(&mut self, name: &str, value: &mut String, _meta: &Meta) {
        let (path, changes) = self.planned(name);
        for change in changes {
            if let Some(text) = self.words(&path, "text", change) {
                *value = text;
            }
        }
    }

    fn choice(&mut self, name: &str, value: &mut dyn Choice, _meta: &Meta) {
        let (path, changes) = self.planned(name);
        for change in changes {
            let Some(text) = self.words(&path, "one of a few words", change) else { continue };
            match choice(&path, value.options(), &text) {
                Ok(option) => _ = value.set(option),
                Err(problem) => self.refuse(problem, change),
            }
        }
    }
}

/// The number that a change brings to a setting of numbers.
fn amount(path: &str, meta: &Meta, value: &Value) -> Result<f64, Problem> {
    match value {
        Value::Number(number) => Ok(*number),
        Value::Range { low, best, high } if low <= best && best <= high => Ok(*best),
        Value::Range { low, best, high } => {
            let [low, best, high] = [low, best, high].map(|number| wording::number(*number));
            let message = format!("the range of `{path}` runs from {low} by {best} to {high}");
            Err(Problem::new(message).help("give low, best and high in this order"))
        }
        Value::Text(text) => match wording::read_clock(text) {
            Some(hours) if meta.unit == "clock" => Ok(hours),
            _ => {
                let said = wording::shown(text);
                let problem = Problem::new(format!("`{path}` is {}, not \"{said}\"", wording::kind(meta)));
                let clock = meta.unit == "clock";
                let plain = if clock { "write a time of day as 08:30" } else { "write a number after the sign" };
                Err(problem.help(meant::help(text, Some(meta)).unwrap_or_else(|| plain.into())))
            }
        },
    }
}

/// `old` after one change.
fn dosed(path: &str, old: f64, change: &Change, amount: f64, meta: &Meta) -> Result<f64, Problem> {
    let dose = change.dose;
    let multiplies = matches!(change.op, Op::Scale | Op::Odds);
    if amount.is_nan() || multiplies && !(0.0..f64::INFINITY).contains(&amount) {
        let amount = wording::number(amount);
        let problem = Problem::new(format!("`{path}` cannot be multiplied or changed by {amount}"));
        return Err(problem.help("write a number; a multiple is 0 or more"));
    }
    if change.op == Op::Odds && !(meta.low == 0.0 && meta.high == 1.0) {
        let problem = Problem::new(format!("`{path}` is {}, which has no odds", wording::kind(meta)));
        return Err(problem.help("odds belong to shares; use `*=` here"));
    }
    let part = dose < 1.0;
    if part && change.op == Op::Set && !(old.is_finite() && amount.is_finite()) {
        let problem = Problem::new(format!("`{path}` goes between endless and a number, and nothing lies half-way"));
        return Err(problem.help("give it the whole dose"));
    }
    let power = if multiplies { power(amount, dose) } else { amount };
    Ok(blended(old, change.op, dose, amount, power))
}

/// What counts things without parts, after changes of which some are made in `part`: nobody typed the fraction that
/// part of a dose comes to.
pub(super) fn counted(value: f64, part: bool) -> f64 {
    if part { value.round() } else { wording::whole(value) }
}

/// What a multiple of `amount` comes to at a dose.
pub(super) fn power(amount: f64, dose: f64) -> f64 {
    if dose < 1.0 { libm::pow(amount, dose) } else { amount }
}

/// `old` after one change that may be made; `power` is that of the amount and the dose, for a change that multiplies.
pub(super) fn blended(old: f64, op: Op, dose: f64, amount: f64, power: f64) -> f64 {
    match op {
        // At the whole dose the sum could miss the new value by its last bit.
        Op::Set if dose < 1.0 => old + dose * (amount - old),
        Op::Set => amount,
        Op::Scale => old * power,
        Op::Add => old + dose * amount,
        Op::Odds if power == 1.0 => old,
        Op::Odds => old * power / (1.0 - old + old * power),
    }
}

/// Do these do the same?
fn is_same(one: &Change, other: &Change) -> bool {
    (one.op, &one.value, one.dose) == (other.op, &other.value, other.dose) && one.place != other.place
}

/// Two of these set the same path, and it is not for us to say which was meant.
fn two_sets(changes: &[&Change]) -> Option<Problem> {
    let mut sets = changes.iter().filter(|change| change.op == Op::Set);
    let (first, second) = (sets.next()?, sets.next()?);
    let say = |change: &Change| match &change.value {
        Value::Number(number) => wording::number(*number),
        Value::Range { best, .. } => wording::number(*best),
        Value::Text(text) => format!("\"{}\"", wording::shown(text)),
    };
    let message = format!("`{}` is set twice, to {} and to {}", first.path, say(first), say(second));
    Some(Problem::new(message).at(second.place.as_ref()).help("keep one of them"))
}

/// Where a change says its path, which stands before its value.
fn path_in(change: &Change) -> Option<Place> {
    let mut place = change.place.clone()?;
    let before = place.source.text.get(..place.span.start)?;
    if let Some(at) = before.rfind(&change.path) {
        place.span = at..at + change.path.len();
    }
    Some(place)
}

/// No setting has this path: it names a table, or nothing.
fn unknown(path: &str, settings: &[String], tables: &[String]) -> Problem {
    let shown = wording::shown(path);
    if tables.iter().any(|table| table == path) {
        let inside = |known: &&String| known.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
        let below: Vec<&String> = settings.iter().filter(inside).collect();
        let problem = Problem::new(format!("`{shown}` is a table, and a change takes one number in it"));
        return problem.help(match below.as_slice() {
            [] => "nobody and nothing is in it yet; write it in a file".into(),
            below => format!("the paths in it are {}", wording::ticked(below)),
        });
    }
    let last = path.rsplit('.').next().unwrap_or_default();
    let problem = Problem::new(format!("there is no setting `{shown}`"));
    if let Some(help) = wording::did_you_mean(path, settings.iter().chain(tables).map(String::as_str)) {
        return problem.help(help);
    }
    let ending = format!(".{last}");
    let alike: Vec<&String> = settings.iter().filter(|known| known.ends_with(&ending)).collect();
    problem.help(match alike.len() {
        1..=5 => format!("did you mean {}?", wording::ticked(&alike)),
        _ => "`headroom schema` lists every path".into(),
    })
}
