//! What a visitor changed, in the practice's words.

use crate::report::words::{capital, role};
use crate::scenario::{Change, Op, name_of};

/// A change as it stands in a side's list: an action by its name, people and their sessions by their role, and any other
/// number as it is typed.
pub(super) fn named(says: &str) -> String {
    if let Some(action) = says.strip_prefix("action ") {
        let (id, how) = action.split_once(' ').unwrap_or((action, ""));
        return [id, &name_of(id).unwrap_or_default(), how].join(" ").trim_end().to_string();
    }
    staffed(says).unwrap_or_else(|| says.into())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_said_in_the_practice_s_words() {
        let said = |text| named(text);
        assert_eq!(said("action 3.2 at 50% from week 8"), "3.2 Reminders at 50% from week 8");
        assert_eq!(said("roles.practice_nurse.sessions_per_week=27"), "Practice nurse: 27 sessions a week");
        assert_eq!(said("roles.gp.people=5"), "GP: 5 people");
        assert_eq!(said("phone.handlers=2"), "People on the phones and the desk: 2");
        assert_eq!(said("phone.handlers+=1"), "phone.handlers+=1");
        assert_eq!(said("phone.redial=0.2"), "phone.redial=0.2");
    }
}
