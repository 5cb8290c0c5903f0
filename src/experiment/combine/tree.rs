//! Sets of actions as a tree over the weeks of a year. Two sets are one practice until the week in which something takes
//! hold in one of them that does not in the other; with chance in common their runs are the same until then, to the last
//! digit. So what they share is run once, and the run is copied where they part. Hours that are set aside to prepare an
//! action change nothing else: they part nobody, and are booked to each set at the end.

use crate::experiment::Weekly;

/// A stretch of weeks through which some sets go alike.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stretch {
    /// Places of the sets.
    pub sets: Vec<usize>,
    /// Its first week, and the one after its last.
    pub from: usize,
    pub to: usize,
    /// Where its sets go from there; none at the end.
    pub then: Vec<Stretch>,
}

impl Stretch {
    /// Weeks that are run, in it and in all that follows.
    pub fn weeks(&self) -> usize {
        self.to - self.from + self.then.iter().map(Stretch::weeks).sum::<usize>()
    }

    /// Weeks before its sets first part.
    fn shared(&self) -> usize {
        self.to - self.from + if let [only] = &self.then[..] { only.shared() } else { 0 }
    }

    /// The same in so many parts, or fewer, about as long as each other: what its sets have in common is in each of them.
    fn parted(self, parts: usize) -> Vec<Stretch> {
        let Stretch { from, to, mut then, .. } = self;
        let ways = match then.len() {
            1 => then.remove(0).parted(parts).into_iter().map(|only| vec![only]).collect(),
            _ => evenly(then, parts),
        };
        let part = |then: Vec<Stretch>| {
            let sets = if then.is_empty() { self.sets.clone() } else { sets_of(&then) };
            Stretch { sets, from, to, then }
        };
        ways.into_iter().map(part).collect()
    }
}

fn sets_of(stretches: &[Stretch]) -> Vec<usize> {
    stretches.iter().flat_map(|stretch| stretch.sets.iter().copied()).collect()
}

/// The stretches that begin in the first of `weeks` weeks, for these sets.
pub(super) fn grow(sets: &[usize], weeklies: &[Weekly], weeks: usize) -> Vec<Stretch> {
    from(sets, 0, weeks, &|one, other, week| weeklies[one].runs_alike(&weeklies[other], week))
}

fn from(sets: &[usize], first: usize, weeks: usize, same: &dyn Fn(usize, usize, usize) -> bool) -> Vec<Stretch> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &set in sets {
        match groups.iter_mut().find(|group| same(group[0], set, first)) {
            Some(group) => group.push(set),
            None => groups.push(vec![set]),
        }
    }
    let stretch = |sets: Vec<usize>| {
        let alike = |week: &usize| sets[1..].iter().all(|&set| same(sets[0], set, *week));
        let to = (first + 1..weeks).take_while(alike).last().map_or(first + 1, |last| last + 1);
        let then = if to < weeks { from(&sets, to, weeks, same) } else { Vec::new() };
        Stretch { sets, from: first, to, then }
    };
    groups.into_iter().map(stretch).collect()
}

/// The stretches dealt out to so many hands, or fewer, about as much to each. One that would keep a hand busy long after
/// the others is parted.
pub(super) fn dealt(stretches: Vec<Stretch>, hands: usize) -> Vec<Vec<Stretch>> {
    let fair = stretches.iter().map(Stretch::weeks).sum::<usize>().div_ceil(hands.max(1)).max(1);
    let parted = |stretch: Stretch| {
        let parts = stretch.weeks().div_ceil(fair);
        // Not where most of it would be run again and again.
        let again = stretch.shared() * (parts - 1);
        if parts > 1 && again * MOST_AGAIN < stretch.weeks() { stretch.parted(parts) } else { vec![stretch] }
    };
    evenly(stretches.into_iter().flat_map(parted).collect(), hands)
}

/// Stretches in so many heaps, or fewer, about as long as each other.
fn evenly(mut stretches: Vec<Stretch>, heaps: usize) -> Vec<Vec<Stretch>> {
    let mut dealt: Vec<(usize, Vec<Stretch>)> = vec![(0, Vec::new()); heaps.clamp(1, stretches.len().max(1))];
    stretches.sort_by_key(|stretch| std::cmp::Reverse(stretch.weeks()));
    for stretch in stretches {
        if let Some(least) = dealt.iter_mut().min_by_key(|hand| hand.0) {
            least.0 += stretch.weeks();
            least.1.push(stretch);
        }
    }
    dealt.into_iter().map(|hand| hand.1).collect()
}

/// A stretch is parted where that runs less than one of so many weeks again.
const MOST_AGAIN: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets whose settings in each week are the letters of a word.
    fn tree(words: &[&str]) -> Vec<Stretch> {
        let sets: Vec<usize> = (0..words.len()).collect();
        from(&sets, 0, words[0].len(), &|one, other, week| words[one].as_bytes()[week] == words[other].as_bytes()[week])
    }

    #[test]
    fn sets_that_begin_alike_part_where_they_differ_and_never_meet_again() {
        let stretches = tree(&["aaaa", "aabb", "aabc", "xaaa", "aabb"]);
        assert_eq!(stretches.len(), 2);
        let first = &stretches[0];
        assert_eq!((first.sets.as_slice(), first.from, first.to), (&[0, 1, 2, 4][..], 0, 2));
        let [alone, two] = &first.then[..] else { panic!("{:?}", first.then) };
        assert_eq!((alone.sets.as_slice(), alone.from, alone.to, alone.then.len()), (&[0][..], 2, 4, 0));
        assert_eq!((two.sets.as_slice(), two.to, two.then.len()), (&[1, 2, 4][..], 3, 2));
        assert_eq!(two.then[0].sets, [1, 4], "sets that are alike to the end are run once");
        // Two, two, one, and one each; and four of the other.
        assert_eq!(stretches.iter().map(Stretch::weeks).sum::<usize>(), 2 + 2 + 1 + 2 + 4);
    }

    #[test]
    fn a_stretch_too_long_for_one_hand_is_parted_where_its_sets_part() {
        // One week in common, and then 399 for each of four.
        let words: Vec<String> = ["b", "c", "d", "e"].map(|letter| format!("a{}", letter.repeat(399))).into();
        let stretches = tree(&words.iter().map(String::as_str).collect::<Vec<&str>>());
        assert_eq!(stretches.len(), 1);
        let hands = dealt(stretches.clone(), 2);
        let weeks = |hand: &Vec<Stretch>| hand.iter().map(Stretch::weeks).sum::<usize>();
        assert_eq!(hands.iter().map(weeks).collect::<Vec<usize>>(), [799, 799], "each runs the first week");
        assert!(hands.iter().flatten().all(|parted| (parted.from, parted.to, parted.then.len()) == (0, 1, 2)));
        // Where half a year would be run again, it is not.
        let long = |letter: &str| format!("{}{}", "a".repeat(26), letter.repeat(26));
        let shared = tree(&[&long("b"), &long("c")]);
        assert_eq!(dealt(shared.clone(), 2), [shared]);
    }

    #[test]
    fn every_stretch_is_dealt_once() {
        let stretches = tree(&["aa", "bb", "cc", "cd", "ee"]);
        let hands = dealt(stretches.clone(), 3);
        assert_eq!(hands.len(), 3);
        let mut sets: Vec<usize> = hands.iter().flatten().flat_map(|stretch| stretch.sets.clone()).collect();
        sets.sort_unstable();
        assert_eq!(sets, [0, 1, 2, 3, 4]);
        assert_eq!(dealt(stretches, 99).len(), 4);
        assert_eq!(dealt(Vec::new(), 2), [Vec::<Stretch>::new()]);
    }
}
