//! The form: every action, everybody's sessions, the phone, and a row for any other number there is. It works without
//! a script; what it sends becomes a link.

use super::super::asked::{Asked, FORM, SURE, TYPED};
use super::super::limits::MOST_REPLICATIONS;
use super::super::words::with_code;
use crate::report::words::{capital, role};
use crate::scenario::names::Role;
use crate::scenario::{
    Action, Change, Op, PathInfo, Scenario, Value, actions, meaning, name_of, paths, practices, title_of,
};
use maud::{Markup, html};

/// The ten.
const TEN: usize = 10;
/// Rows for other numbers that stand there even where nothing is in them.
const EMPTY_ROWS: usize = 1;

pub(super) fn form(asked: &Asked, baseline: &Scenario, own: Option<&str>) -> Markup {
    let known = paths(&baseline.settings);
    let field = |path: &str| field(asked, &known, path);
    let rows = rows(asked, &known);
    let staff = Role::ALL.iter().map(|of| {
        let paths = ["people", "sessions_per_week"].map(|number| format!("roles.{}.{number}", of.id()));
        // Those at the desk are counted below, in people rather than sessions.
        let besides = if *of == Role::Receptionist { " besides the desk" } else { "" };
        (format!("{}{besides}", capital(&role(of.id()))), paths.map(|path| field(&path)))
    });
    let staff: Vec<(String, [Field; 2])> = staff.collect();
    let handlers = field("phone.handlers");
    let is_other_staff = handlers.is_changed() || staff.iter().any(|(_, fields)| fields.iter().any(Field::is_changed));
    html! {
        form #ask.screen method="get" action="/" {
            input type="hidden" name=(FORM) value="1";
            (practice(asked, own))
            fieldset {
                legend { "The ten actions" }
                @for number in 1..=TEN { (group(asked, number)) }
                p { label { input type="checkbox" name="claimed" value="1" checked[asked.claimed]; " With the effects that advocates claim, instead of those that studies found" } }
            }
            details.part open[is_other_staff] {
                summary { "Staff" }
                div.scroll tabindex="0" role="group" aria-label="Staff by role" {
                    table.staff {
                        caption { "Sessions are half days of all people of a role together, a week" }
                        thead { tr { th scope="col" { "Role" } th scope="col" { "People" } th scope="col" { "Sessions" } } }
                        tbody {
                            @for (name, [people, sessions]) in &staff {
                                tr {
                                    th scope="row" { (name) }
                                    td { (people.input(&format!("{name}: people"))) }
                                    td { (sessions.input(&format!("{name}: sessions a week"))) }
                                }
                            }
                        }
                    }
                }
                p { label for="now.phone.handlers" { "People on the phones and the desk " } (handlers.input("")) }
            }
            details.part #other open[!rows.is_empty()] {
                summary { "Any other number" }
                p #found-label { "Every setting of the practice has a path. Find one by any word of it or of its meaning." }
                p { label for="find" { "Find a setting " } input #find type="search" autocomplete="off" hidden aria-describedby="found-label"; }
                p #found-count role="status" {}
                ul #found {}
                div #changes { @for row in &rows { (row) } @for _ in 0..EMPTY_ROWS { (Row::default()) } }
                template #row { (Row::default()) }
            }
            details.part open[asked.is_run_otherwise()] {
                summary { "How it is run" }
                p {
                    label for="view" { "What is looked at " }
                    select #view name="view" {
                        option value="year" selected[asked.is_year] { "the first year, as it takes hold" }
                        option value="settled" selected[!asked.is_year] { "everything in full, once settled" }
                    }
                }
                p { label for="replications" { "Replications " } input #replications type="number" name="replications" min="1" max=(MOST_REPLICATIONS) value=(asked.replications); }
                p { label for="seed" { "Seed " } input #seed type="number" name="seed" min="0" value=(asked.seed); }
                p { label { input type="checkbox" name="until" value=(SURE) checked[asked.until_sure]; " Stop as soon as GP hours used are known to within 2%" } }
                p { label { input #first type="checkbox" name="ask" value="1" checked; " Let the room guess first" } }
            }
            p.run { button.first type="submit" { "Run it" } }
        }
    }
}

fn practice(asked: &Asked, own: Option<&str>) -> Markup {
    html! {
        p {
            label for="practice" { "Practice " }
            select #practice name="practice" {
                @if let Some(own) = own.filter(|own| practices().iter().all(|(name, _)| name != own)) {
                    option value=(own) selected[asked.practice == own] { (own) }
                }
                @for (name, _) in practices() { option value=(name) selected[asked.practice == *name] { (title_of(name)) } }
            }
        }
    }
}

/// One of the ten and its parts.
fn group(asked: &Asked, number: usize) -> Markup {
    let id = number.to_string();
    let parts: Vec<Action> =
        actions().unwrap_or_default().into_iter().filter(|action| action.headline() == number).collect();
    let open = parts.iter().any(|part| taken(asked, &part.id).is_some());
    html! {
        div.whole {
            (action(asked, &id, &name_of(&id).unwrap_or_default(), None))
            details open[open] {
                summary { "parts" span.visually { " of " (id) } }
                ul.actions {
                    @for part in &parts { li { (action(asked, &part.id, &part.name, Some(&part.practice))) } }
                }
            }
        }
    }
}

/// An action to tick; how much of it, once it is ticked.
fn action(asked: &Asked, id: &str, name: &str, says: Option<&str>) -> Markup {
    let taken = taken(asked, id);
    let (dose, start) = taken.clone().unwrap_or_default();
    let dose = if dose.is_empty() { "100".to_string() } else { dose };
    html! {
        div.take {
            label { input type="checkbox" name="take" value=(id) checked[taken.is_some()]; " " (id) " " (name) }
            span.dose { input type="number" name={ "dose." (id) } min="0" max="100" step="any" value=(dose) aria-label={ "How much of " (id) ", percent" }; " % of it" }
            @if !start.is_empty() {
                span.dose { "from week " input type="number" name={ "start." (id) } min="0" step="1" value=(start) aria-label={ "Week in which " (id) " begins" }; }
            }
            @if let Some(says) = says { span.meaning { (with_code(says)) } }
        }
    }
}

/// The dose and the week of an action that was asked for, as they were typed.
fn taken(asked: &Asked, id: &str) -> Option<(String, String)> {
    let of = asked.actions.iter().find(|action| action.split([':', '@']).next() == Some(id))?;
    let (rest, start) = of.split_once('@').unwrap_or((of, ""));
    let dose = rest.split_once(':').map_or("", |(_, dose)| dose);
    Some((dose.into(), start.into()))
}

/// A number that has a place of its own in the form.
struct Field {
    path: String,
    was: String,
    now: String,
}

fn field(asked: &Asked, known: &[PathInfo], path: &str) -> Field {
    let was = known.iter().find(|info| info.path == path).map_or(String::new(), |info| info.value.clone());
    let set = asked.set.iter().find_map(|text| own_field(text).filter(|(set, _)| set == path));
    Field { path: path.into(), now: set.map_or(was.clone(), |(_, value)| value), was }
}

/// The path and value of a change that stands in a field of its own rather than in a row.
fn own_field(text: &str) -> Option<(String, String)> {
    let change = Change::parse(text).ok()?;
    let of_role = |path: &str| {
        let (role, number) = path.strip_prefix("roles.")?.split_once('.')?;
        let is_there = Role::ALL.iter().any(|known| known.id() == role);
        (is_there && ["people", "sessions_per_week"].contains(&number)).then_some(())
    };
    let Value::Number(value) = change.value else { return None };
    let has_field = change.path == "phone.handlers" || of_role(&change.path).is_some();
    (has_field && change.op == Op::Set).then(|| (change.path, value.to_string()))
}

impl Field {
    fn is_changed(&self) -> bool {
        self.now != self.was
    }

    fn input(&self, label: &str) -> Markup {
        let name = format!("now.{}", self.path);
        html! {
            input type="hidden" name={ "was." (self.path) } value=(self.was);
            input.changed[self.is_changed()] id=(name) type="number" name=(name) min="0" step="any" value=(self.now)
                aria-label=[(!label.is_empty()).then_some(label)];
        }
    }
}

/// A change of any path.
#[derive(Default)]
struct Row {
    path: String,
    op: &'static str,
    value: String,
    on_both: bool,
    /// What it changes: meaning, unit, range and value now.
    says: Option<String>,
}

fn rows(asked: &Asked, known: &[PathInfo]) -> Vec<Row> {
    let of_one = asked.set.iter().filter(|text| own_field(text).is_none()).map(|text| (text, false));
    let all = of_one.chain(asked.both.iter().map(|text| (text, true)));
    all.map(|(text, on_both)| Row { on_both, ..row(text, known) }).collect()
}

fn row(text: &str, known: &[PathInfo]) -> Row {
    // What could not be read stands there as it was typed.
    let Ok(change) = Change::parse(text) else { return Row { path: text.into(), op: TYPED, ..Row::default() } };
    let whole = change.to_string();
    let sign = change.op.sign();
    let value = whole.get(change.path.len() + sign.len()..).unwrap_or_default().to_string();
    let info = known.iter().find(|info| info.path == change.path);
    let says = info.map(|info| format!("{} ({}); now {}", info.doc, unit(info), info.value));
    let says = says.or_else(|| meaning(&change.path).map(String::from));
    Row { path: change.path, op: sign, value, on_both: false, says }
}

/// What it is counted in; a word or a date has no unit.
fn unit(info: &PathInfo) -> &'static str {
    if info.unit.is_empty() { "text" } else { info.unit }
}

impl maud::Render for Row {
    fn render(&self) -> Markup {
        let ops = [
            (Op::Set.sign(), "set to"),
            (Op::Scale.sign(), "multiply by"),
            (Op::Add.sign(), "add"),
            (Op::Odds.sign(), "multiply the odds by"),
        ];
        html! {
            div.row.change {
                input type="text" name="path" value=(self.path) aria-label="Path" placeholder="phone.redial" spellcheck="false" autocapitalize="off";
                select name="op" aria-label="What is done" {
                    @for (sign, says) in ops { option value=(sign) selected[self.op == sign] { (says) } }
                    @if self.op == TYPED { option value=(TYPED) selected { "as typed" } }
                }
                input type="text" name="value" value=(self.value) aria-label="Value";
                select name="side" aria-label="Where" {
                    option value="change" selected[!self.on_both] { "as the change" }
                    option value="both" selected[self.on_both] { "on both sides" }
                }
                button.remove type="button" hidden { "Remove" }
                span.meaning { @if let Some(says) = &self.says { (with_code(says)) } }
            }
        }
    }
}
