//! How sure a number is and where it comes from, as its comment says: the grades and the keys of `scenarios/SOURCES.md`.

use super::action::{Action, Effect};
use super::change::Change;
use std::sync::LazyLock;

/// A source of the shipped practices and actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// `GPAD18`
    pub key: String,
    /// What it is.
    pub what: String,
}

/// Every source that `scenarios/SOURCES.md` lists, in its order.
pub fn sources() -> &'static [Key] {
    static SOURCES: LazyLock<Vec<Key>> = LazyLock::new(|| {
        let rows = include_str!("../../scenarios/SOURCES.md").lines().filter_map(|line| line.strip_prefix('|'));
        let is_key =
            |key: &str| key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
        let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
        let keys = cells.flat_map(|cells| {
            let what = cells.get(1).copied().unwrap_or_default().to_string();
            let keys = cells.first().copied().unwrap_or_default().split(", ").map(String::from).collect::<Vec<_>>();
            keys.into_iter().map(move |key| Key { key, what: what.clone() })
        });
        keys.filter(|Key { key, .. }| key.starts_with(|c: char| c.is_ascii_uppercase()) && is_key(key)).collect()
    });
    &SOURCES
}

/// The keys named in a comment, each once, in its order.
pub fn keys(comment: &str) -> Vec<&'static Key> {
    let mut found: Vec<&'static Key> = Vec::new();
    for word in comment.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
        let known = sources().iter().find(|source| source.key == word.trim_matches('-'));
        found.extend(known.filter(|known| !found.contains(known)));
    }
    found
}

/// The grades that a comment names, in its words and order: `found`, `known`, `inferred`, `inferred from found`,
/// `contradictory`. Empty where it names none.
pub fn grades(comment: &str) -> Vec<&'static str> {
    const ONE: [&str; 4] = ["found", "known", "inferred", "contradictory"];
    let words: Vec<&str> = comment.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let before = if at == 0 { "" } else { words[at - 1] };
        // "No table was found" and "not known" grade nothing.
        let is_verb = ["was", "were", "is", "are", "be", "been", "not", "never"].contains(&before);
        let grade = ONE.into_iter().find(|grade| *grade == words[at] && !is_verb);
        let from = if word(at + 1) == "from" { word(at + 2) } else { "" };
        let grade = match (grade, from) {
            (Some("inferred"), "found") => Some("inferred from found"),
            (Some("inferred"), "known") => Some("inferred from known"),
            (grade, _) => grade,
        };
        if let Some(grade) = grade {
            at += if grade.contains(' ') { 2 } else { 0 };
            if !found.contains(&grade) {
                found.push(grade);
            }
        }
        at += 1;
    }
    found
}

/// The action, and the part of it, that a change comes from; none where it is no action's.
pub fn evidence_of<'a>(change: &Change, actions: &'a [Action]) -> Option<(&'a Action, &'a Effect)> {
    let place = change.place.as_ref()?;
    let of = |action: &'a Action| Some((action, action.effects.iter().find(|effect| effect.place == *place)?));
    actions.iter().find_map(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(comment: &str) -> Vec<&str> {
        keys(comment).into_iter().map(|key| key.key.as_str()).collect()
    }

    #[test]
    fn grades_and_keys_are_picked_out_where_they_stand() {
        assert_eq!(grades("patients; LIST18, found"), ["found"]);
        assert_eq!(grades("minutes; mean known (1.5 to 4), cv inferred"), ["known", "inferred"]);
        assert_eq!(grades("GBP an hour worked; PSSRU13, ICB23, inferred from found"), ["inferred from found"]);
        assert_eq!(grades("STEVENS17, found; cv HOLT16, inferred from found"), ["found", "inferred from found"]);
        assert_eq!(grades("No national table was found; inferred."), ["inferred"]);
        assert!(grades("calls; not known, unfounded, counted in May").is_empty());
        assert_eq!(named("share; HWSAL 0.37, found"), ["HWSAL"]);
        assert_eq!(named("minutes; CASE-BRANT and CALLS-B85028, inferred"), ["CASE-BRANT", "CALLS-B85028"]);
        assert!(named("GP, NHS, BRANT").is_empty());
    }

    #[test]
    fn every_source_says_what_it_is() {
        assert!(sources().len() > 50, "{}", sources().len());
        assert!(sources().iter().all(|source| !source.what.is_empty()));
        assert!(named("GPAD18") == ["GPAD18"] && named("CASE-HOLS") == ["CASE-HOLS"]);
    }
}
