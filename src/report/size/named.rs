//! What sizings call their targets, their sizes and what they did not find, in words that a practice would use.

use crate::experiment::size::{Bound, Lever, Sizing, Target, Verdict};
use crate::report::table::{PrintedLine, SECTIONS};
use crate::report::words::grouped;

/// `calls answered, at least 90%` for `phone_answered_share >= 0.9`.
pub fn target(target: &Target) -> String {
    let name = target.text.split(['<', '>']).next().unwrap_or_default().trim();
    let unit = target.figure.unit();
    let is_share = unit.starts_with("share");
    let of_unit = |digits: String, percent: &str| match unit {
        _ if is_share => format!("{digits}{percent}"),
        "" => digits,
        unit => format!("{digits} {unit}"),
    };
    let shown = |value: f64| {
        let value = if is_share { 100.0 * value } else { value };
        // What is too little for so few digits is not nothing.
        if plain(value) == "0" { value.to_string() } else { plain(value) }
    };
    let (at_most, name) = (target.is_at_most(), figure(name));
    let extent = |at_most: bool| if at_most { "at most" } else { "at least" };
    match target.bound() {
        Bound::Number(bound) => format!("{name}, {} {}", extent(at_most), of_unit(shown(bound), "%")),
        Bound::Now { and: 0.0 } => format!("{name}, no {} than now", if at_most { "more" } else { "less" }),
        Bound::Now { and } => {
            let digits = shown(and.abs());
            let points = if digits == "1" { " point" } else { " points" };
            let side = if and > 0.0 { "more" } else { "less" };
            format!("{name}, {} {} {side} than now", extent(at_most == (and > 0.0)), of_unit(digits, points))
        }
    }
}

/// A figure as the printed tables call it; one that they do not have after what they call its measure.
fn figure(name: &str) -> String {
    let (head, stat) = match name.rsplit_once('.') {
        Some((head, stat)) if stat.starts_with('p') && stat[1..].parse::<f64>().is_ok() => (head, Some(stat)),
        _ => (name, None),
    };
    let (measure, group) = head.split_once('(').map_or((head, "all"), |(m, group)| (m, group.trim_end_matches(')')));
    let within = match stat {
        None => "",
        Some("p50") => ", half within",
        Some("p90") => ", 9 of 10 within",
        Some(_) => return spelt(name),
    };
    let named = |group: &str, stat: Option<&str>| {
        SECTIONS.iter().find_map(|(_, lines)| {
            let same = |line: &PrintedLine| stat.map_or(!line.stat.starts_with('p'), |stat| stat == line.stat);
            let at = lines.iter().position(|line| line.measure == measure && line.group == group && same(line))?;
            let name = lines[at].name;
            // A line set in belongs to the last one above it that is not.
            let above = lines[..at].iter().rev().find(|line| !line.name.starts_with(' ')).map(|line| line.name);
            Some(match above.filter(|_| name.starts_with(' ')) {
                Some(above) => format!("{}, {}", uncapital(above), name.trim()),
                None => uncapital(name),
            })
        })
    };
    let beside = || named(group, None).map(|name| format!("{name}{within}"));
    let of_all = || named("all", None).map(|name| format!("{name}, {}{within}", spelt(group)));
    named(group, stat).or_else(beside).or_else(of_all).unwrap_or_else(|| spelt(name))
}

/// A name without its dashes.
fn spelt(name: &str) -> String {
    name.replace(['_', '/', ':'], " ").replace('(', " (")
}

/// The beginning of a sentence within one; `GP hours` stays.
fn uncapital(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => words.into(),
    }
}

/// A number without zeros that say nothing: `38`, `38.5`.
fn plain(value: f64) -> String {
    let digits = grouped(value, 3);
    digits.trim_end_matches('0').trim_end_matches('.').into()
}

/// `11.5 GP sessions a week`, `1 call handler`, `book.slots = 12`.
pub fn so_many(lever: &Lever, value: f64) -> String {
    match lever.role {
        Some(_) => format!("{value} {}", of_so_many(&lever.name, value)),
        None => format!("{} = {value}", lever.path),
    }
}

/// What is counted, as it is called where there are so many: one session, two sessions.
pub fn of_so_many(name: &str, value: f64) -> String {
    let all = [("sessions", "session"), ("handlers", "handler"), ("hours", "hour")];
    match value == 1.0 {
        true => all.iter().fold(name.to_string(), |name, (many, one)| name.replacen(many, one, 1)),
        false => name.into(),
    }
}

/// `20 to 320` replications from the first look to the last; `20` where there is one look.
pub fn how_often(looks: &[u32]) -> String {
    match looks {
        [] => "no".into(),
        [only] => only.to_string(),
        [first, .., last] => format!("{first} to {last}"),
    }
}

/// Is it, or are they, enough?
pub fn is_or_are(lever: &Lever, value: f64) -> &'static str {
    if lever.role.is_some() && value != 1.0 { "are" } else { "is" }
}

/// Why no size was shown to be enough; nothing where one was.
pub fn not_found(sizing: &Sizing) -> Option<String> {
    if sizing.enough().is_some() {
        return None;
    }
    let last = sizing.lever.count() - 1;
    Some(match sizing.found.tried.get(&last) {
        Some(Verdict::Fails) => format!("more than {}", sizing.lever.value(last)),
        _ => "not decided".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_said_as_the_tables_call_their_figures() {
        for (text, expected) in [
            ("phone_answered_share >= 0.9", "calls answered, at least 90%"),
            ("phone_wait(answered).p90 <= 5", "wait to be answered, 9 of 10 within, at most 5 minutes"),
            ("lead_days <= 10", "from booking to appointment, at most 10 working days"),
            ("gp_overtime_per_week <= now", "GP overtime, no more than now"),
            ("gp_overtime_per_week <= now + 2", "GP overtime, at most 2 hours a week more than now"),
            ("phone_answered_share >= now - 0.01", "calls answered, at most 1 point less than now"),
            ("phone_answered_share >= now + 0.02", "calls answered, at least 2 points more than now"),
            ("gp_overtime_per_week <= now + 0.0001", "GP overtime, at most 0.0001 hours a week more than now"),
            ("unmet_needs_share <= now - 0.005", "gave up, left, or had no offer, at least 0.5 points less than now"),
            ("unmet_needs_share <= 0.025", "gave up, left, or had no offer, at most 2.5%"),
            ("lead_days(routine) <= 2.5", "from booking to appointment, routine, at most 2.5 working days"),
            (
                "lead_days(routine).p90 <= 10",
                "from booking to appointment, routine, 9 of 10 within, at most 10 working days",
            ),
        ] {
            assert_eq!(target(&Target::parse(text).unwrap()), expected);
        }
    }

    #[test]
    fn one_call_handler_is_not_one_call_handlers() {
        assert_eq!(of_so_many("call handlers", 1.0), "call handler");
        assert_eq!(of_so_many("GP sessions a week", 1.0), "GP session a week");
        assert_eq!(of_so_many("GP sessions a week", 1.5), "GP sessions a week");
    }
}
