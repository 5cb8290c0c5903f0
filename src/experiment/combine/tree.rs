//! Sets of actions as a tree over the weeks of a year. Two sets are one practice until the week in which one of them
//! begins what the other has not; with chance in common their runs are the same until then, to the last digit. So what
//! they share is run once, and the run is copied where they part.

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
}

/// The stretches that begin in the first of `weeks` weeks, for these sets.
pub(super) fn grow(sets: &[usize], weeklies: &[Weekly], weeks: usize) -> Vec<Stretch> {
    from(sets, 0, weeks, &|one, other, week| weeklies[one].same(&weeklies[other], week))
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

/// The stretches dealt out to so many hands, or fewer, about as much to each.
pub(super) fn dealt(stretches: Vec<Stretch>, hands: usize) -> Vec<Vec<Stretch>> {
    let hands = hands.clamp(1, stretches.len().max(1));
    let mut dealt: Vec<(usize, Vec<Stretch>)> = vec![(0, Vec::new()); hands];
    let mut in_order = stretches;
    in_order.sort_by_key(|stretch| std::cmp::Reverse(stretch.weeks()));
    for stretch in in_order {
        if let Some(least) = dealt.iter_mut().min_by_key(|hand| hand.0) {
            least.0 += stretch.weeks();
            least.1.push(stretch);
        }
    }
    dealt.into_iter().map(|hand| hand.1).collect()
}

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
