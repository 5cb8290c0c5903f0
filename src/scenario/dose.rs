//! What changes do to settings, each at its dose: the arithmetic, and every reason to refuse.

use super::change::{Change, Op, Value};
use super::diagnostic::{Place, Problem};
use super::node::{Choice, Meta, Visitor};
use super::path::Trail;
use super::reader::choice;
use super::settings::Settings;
use super::{meant, wording};
use std::collections::BTreeMap;

/// Makes all of `changes`, or none and says why: in each path first what is set, then scaled, added, and odds.
pub fn apply(settings: &mut Settings, changes: &[Change]) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut changed = settings.clone();
    let mut applier = Applier::new(changes, &mut problems);
    changed.walk(&mut applier);
    applier.finish(changes);
    if problems.is_empty() {
        *settings = changed;
        return Ok(());
    }
    Err(problems)
}

/// Walks the settings and makes the changes on the way.
struct Applier<'a> {
    plan: BTreeMap<&'a str, Vec<&'a Change>>,
    problems: &'a mut Vec<Problem>,
    trail: Trail,
    /// Every setting and every table met, for whoever named one that there is not.
    settings: Vec<String>,
    tables: Vec<String>,
}

impl<'a> Applier<'a> {
    /// Changes at dose 0 are known by their path alone, so that they cannot alter a digit.
    fn new(changes: &'a [Change], problems: &'a mut Vec<Problem>) -> Self {
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
    fn finish(self, changes: &[Change]) {
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

#[cfg(test)]
mod tests {
    use super::super::diagnostic::Refusal;
    use super::super::path::paths;
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    fn change(text: &str) -> Change {
        Change::parse(text).unwrap_or_else(|problem| panic!("{}", Refusal::from(problem)))
    }

    fn practice() -> Settings {
        let mut settings = Settings::default();
        settings.phone.handlers = 4.0;
        settings.phone.redial = 0.5;
        settings
    }

    fn after(changes: &[Change]) -> Settings {
        let mut settings = practice();
        apply(&mut settings, changes).unwrap_or_else(|problems| panic!("{}", Refusal::new(problems)));
        settings
    }

    fn refused(changes: &[Change]) -> String {
        let mut settings = practice();
        let refusal = Refusal::new(apply(&mut settings, changes).expect_err("should be refused")).to_string();
        assert_eq!(settings, practice());
        refusal
    }

    #[test]
    fn a_dose_blends_between_nothing_and_the_whole_change() {
        let half = |text: &str| after(&[change(text).at_dose(0.5)]).phone;
        assert_eq!(half("phone.handlers=10").handlers, 7.0);
        assert_eq!(half("phone.handlers+=1").handlers, 4.5);
        assert_eq!(half("phone.handlers*=4").handlers, 8.0);
        assert!((half("phone.redial odds= 4").redial - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(after(&[change("phone.redial=0.1")]).phone.redial, 0.1);
    }

    #[test]
    fn what_counts_whole_things_is_whole_at_every_dose_and_refused_as_a_fraction() {
        let horizon = |text: &str, dose: f64| after(&[change(text).at_dose(dose)]).book.horizon;
        assert_eq!((horizon("book.horizon=56", 0.3), horizon("book.horizon=56", 0.4)), (46.0, 48.0));
        let less = "patients.list_size*=0.9";
        assert_eq!(after(&[change("patients.list_size=8490"), change(less)]).patients.list_size, 7641.0);
        let refusal = refused(&[change("book.horizon*=1.01")]);
        assert!(refusal.contains("after the changes `book.horizon` is 42.42, but it counts whole days"), "{refusal}");
    }

    #[test]
    fn changes_to_one_path_are_made_in_order_of_their_kind() {
        let changes = [change("phone.handlers+=1"), change("phone.handlers*=2"), change("phone.handlers=3")];
        assert_eq!(after(&changes).phone.handlers, 7.0);
    }

    #[test]
    fn a_change_at_dose_0_changes_no_digit() {
        let all = paths(&practice()).into_iter().map(|info| Change::new(info.path, Op::Scale, 1.7).at_dose(0.0));
        assert_eq!(after(&all.collect::<Vec<_>>()), practice());
    }

    #[test]
    fn words_are_set_whole_or_refused() {
        assert_eq!(after(&[change("phone.closing=drain")]).phone.closing.id(), "drain");
        assert_eq!(after(&[change("phone.opens=07:30")]).phone.opens, 7.5);
        assert_eq!(after(&[change("roles.gp.offsets=[0, 0, 15]")]).roles[0].offsets, [0.0, 0.0, 15.0]);
        assert!(refused(&[change("phone.closing=drian")]).contains("did you mean `drain`?"));
        assert!(refused(&[change("phone.closing=drain").at_dose(0.5)]).contains("no dose between 0 and 1"));
        assert!(refused(&[change("phone.closing*=2")]).contains("can be set but not scaled"));
        assert!(refused(&[change("phone.handlers=many")]).contains("a number of people, not \"many\""));
        assert!(refused(&[change("patients.list_size=11,200")]).contains("write 11200 without a comma"));
        assert!(refused(&[change("phone.opens=8.30am")]).contains("the time of day as \"08:30\""));
        assert!(refused(&[change("roles.gp.offsets=x")]).contains("is a list of numbers"));
    }

    #[test]
    fn an_unknown_path_names_the_nearest_and_a_table_what_lies_below_it() {
        let near = refused(&[change("phone.handler=3")]);
        assert!(near.contains("did you mean `phone.handlers`?") && near.contains("--set:1:1\n"), "{near}");
        assert!(refused(&[change("reception.handlers=3")]).contains("did you mean `phone.handlers`?"));
        assert!(refused(&[change("roles.nurse.people=3")]).contains("did you mean `roles.practice_nurse.people`?"));
        assert!(refused(&[change("handlers=3").at_dose(0.0)]).contains("did you mean `phone.handlers`?"));
        let below = refused(&[change("phone.patience=5")]);
        assert!(below.contains("is a table") && below.contains("`phone.patience.mean`"), "{below}");
        assert!(refused(&[change("demand.month*=1.1")]).contains("`demand.month.jan`"));
        assert!(refused(&[change("people=1")]).contains("nobody and nothing is in it yet"));
    }

    #[test]
    fn every_impossible_change_is_refused_with_its_place() {
        let both = refused(&[change("phone.redial=0.2"), change("phone.redial=0.3"), change("phone.opens=25")]);
        assert!(both.contains("set twice, to 0.2 and to 0.3") && both.contains("between 00:00 and 24:00"), "{both}");
        let over = refused(&[change("phone.redial*=3")]);
        assert!(over.contains("`phone.redial` is 1.5, but a share lies between 0 and 1"), "{over}");
        assert!(over.contains("--> --set:1:15") && over.contains("phone.redial*=3"), "{over}");
        assert!(refused(&[change("phone.handlers odds= 2")]).contains("no odds"));
        assert!(refused(&[change("phone.handlers*=-1")]).contains("a multiple is 0 or more"));
        assert!(refused(&[change("phone.handlers=nan")]).contains("nan"));
        assert!(refused(&[change("phone.lines=5").at_dose(0.5)]).contains("nothing lies half-way"));
        assert!(refused(&[change("phone.lines*=0")]).contains("not a number"));
        assert!(refused(&[change("phone.handlers=3").at_dose(1.5)]).contains("a dose lies between 0 and 1"));
    }

    #[test]
    fn nothing_that_is_typed_after_set_makes_it_panic() {
        let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]));
        let words =
            ["phone.redial", "title", "=", "*", "+", "-", " odds", "\"", "1e999", "nan", "5%", "é", " ", "[", "08:00"];
        let typed = proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..7);
        let any = prop_oneof![typed.prop_map(|words| words.concat()), any::<String>()];
        runner
            .run(&any, |text| {
                if let Ok(change) = Change::parse(&text) {
                    let mut settings = practice();
                    let applied = apply(&mut settings, &[change]);
                    prop_assert!(applied.is_ok() || settings == practice());
                }
                Ok(())
            })
            .unwrap();
    }
}
