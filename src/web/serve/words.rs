//! What a visitor changed, in the practice's words, and what is to be typed, set apart from them.

use crate::report::words::{capital, change_said, role};
use crate::scenario::{Change, Op};
use maud::{Markup, html};

/// A change as it stands in a side's list: an action by its name, people and their sessions by their role, and any other
/// number as it is typed.
pub(super) fn named(says: &str) -> String {
    staffed(says).unwrap_or_else(|| change_said(says))
}

/// `Practice nurse: 27 sessions a week`; nothing where it is no number of a role's people or sessions.
fn staffed(says: &str) -> Option<String> {
    let change = Change::parse(says).ok().filter(|change| change.op == Op::Set)?;
    let value = says.strip_prefix(&change.path)?.strip_prefix(change.op.sign())?;
    if change.path == "phone.handlers" {
        return Some(format!("People on the phones and the desk: {value}"));
    }
    let (of, number) = change.path.strip_prefix("roles.")?.split_once('.')?;
    let counted = match number {
        "people" => "people",
        "sessions_per_week" => "sessions a week",
        _ => return None,
    };
    Some(format!("{}: {value} {counted}", capital(&role(of))))
}

/// Words in which what stands between backticks is something to type.
pub(super) fn with_code(words: &str) -> Markup {
    html! {
        @for (at, stretch) in words.split('`').enumerate() {
            @if at % 2 == 1 { code { (stretch) } } @else { (stretch) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_said_in_the_practice_s_words() {
        assert_eq!(named("action 3.2 at 50% from week 8"), "3.2 Reminders at 50% from week 8");
        assert_eq!(named("roles.practice_nurse.sessions_per_week=27"), "Practice nurse: 27 sessions a week");
        assert_eq!(named("roles.gp.people=5"), "GP: 5 people");
        assert_eq!(named("phone.handlers=2"), "People on the phones and the desk: 2");
        assert_eq!(named("phone.handlers+=1"), "phone.handlers+=1");
        assert_eq!(named("phone.redial=0.2"), "phone.redial=0.2");
    }
}
