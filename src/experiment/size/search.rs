//! The fewest that are enough, found on a grid: steps of growing length until one holds and one does not, then halving;
//! and a look at the neighbours, for more need not always be better.

use super::target::Verdict;
use std::collections::BTreeMap;

/// What a search along one grid has shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The fewest that hold; `None` where none of those tried does.
    pub enough: Option<usize>,
    /// The most below these that fail; `None` where none of those tried does.
    pub short: Option<usize>,
    /// All that were tried.
    pub tried: BTreeMap<usize, Verdict>,
    /// It was stopped before it had come to its end.
    pub stopped: bool,
}

impl Found {
    /// Is the answer shown from both sides: these hold, and one step fewer fail?
    pub fn is_decided(&self) -> bool {
        match (self.enough, self.short) {
            (Some(enough), Some(short)) => enough == short + 1,
            (Some(enough), None) => enough == 0,
            _ => false,
        }
    }

    /// Some that hold, and more that fail: more is not always better.
    pub fn turns_back(&self) -> Option<(usize, usize)> {
        let (&fewer, _) = self.tried.iter().find(|(_, verdict)| **verdict == Verdict::Holds)?;
        let (&more, _) = self.tried.range(fewer..).find(|(_, verdict)| **verdict == Verdict::Fails)?;
        Some((fewer, more))
    }
}

/// Most sizes that a search over a grid of so many tries: four times over, it grows or halves a stretch.
pub fn most_tried(grid: usize) -> usize {
    let halvings = (grid.max(1) as f64).log2().ceil() as usize + 1;
    4 * halvings + 2
}

/// The fewest of `0..grid` that hold, tried from `start` on; `from_below_too` looks for the most that fail where those
/// just below are not decided. `judge` gives `None` where the search is to stop.
pub fn fewest(
    grid: usize,
    start: usize,
    from_below_too: bool,
    judge: &mut dyn FnMut(usize) -> Option<Verdict>,
) -> Found {
    let mut search = Search { found: Found::default(), judge };
    if grid > 0 && search.run(grid, start.min(grid - 1), from_below_too).is_none() {
        search.found.stopped = true;
    }
    let Search { mut found, .. } = search;
    let held = |range: std::ops::Range<usize>, verdict: Verdict| {
        found.tried.range(range).filter(move |(_, got)| **got == verdict).map(|(at, _)| *at)
    };
    let enough = held(0..grid, Verdict::Holds).next();
    let short = held(0..enough.unwrap_or(grid), Verdict::Fails).next_back();
    (found.enough, found.short) = (enough, short);
    found
}

struct Search<'a> {
    found: Found,
    judge: &'a mut dyn FnMut(usize) -> Option<Verdict>,
}

impl Search<'_> {
    fn at(&mut self, place: usize) -> Option<Verdict> {
        if let Some(known) = self.found.tried.get(&place) {
            return Some(*known);
        }
        let verdict = (self.judge)(place)?;
        self.found.tried.insert(place, verdict);
        Some(verdict)
    }

    fn run(&mut self, grid: usize, start: usize, from_below_too: bool) -> Option<()> {
        let (mut not, mut enough) = (None, None);
        let mut step = 1;
        let mut place = start;
        if self.at(start)? == Verdict::Holds {
            enough = Some(start);
            while place > 0 && not.is_none() {
                place = place.saturating_sub(step);
                step *= 2;
                if self.at(place)? == Verdict::Holds { enough = Some(place) } else { not = Some(place) }
            }
        } else {
            not = Some(start);
            while place + 1 < grid && enough.is_none() {
                place = (place + step).min(grid - 1);
                step *= 2;
                if self.at(place)? == Verdict::Holds { enough = Some(place) } else { not = Some(place) }
            }
        }
        while let (Some(low), Some(high)) = (not, enough)
            && high > low + 1
        {
            let middle = low + (high - low) / 2;
            if self.at(middle)? == Verdict::Holds { enough = Some(middle) } else { not = Some(middle) }
        }
        if let Some(place) = not.filter(|_| from_below_too) {
            self.down_to_one_that_fails(place)?;
        }
        if let Some(place) = enough
            && place + 1 < grid
        {
            self.at(place + 1)?;
        }
        Some(())
    }

    /// Below a place of which nothing is known for certain, the nearest that fails.
    fn down_to_one_that_fails(&mut self, from: usize) -> Option<()> {
        let (mut step, mut place, mut open) = (1, from, from);
        while self.at(place)? != Verdict::Fails {
            open = place;
            if place == 0 {
                return Some(());
            }
            place = place.saturating_sub(step);
            step *= 2;
        }
        while open > place + 1 {
            let middle = place + (open - place) / 2;
            if self.at(middle)? == Verdict::Fails { place = middle } else { open = middle }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(grid: usize, start: usize, verdict: impl Fn(usize) -> Verdict) -> Found {
        let found = fewest(grid, start, true, &mut |at| Some(verdict(at)));
        assert!(found.tried.len() <= most_tried(grid), "{} of {}", found.tried.len(), most_tried(grid));
        found
    }

    fn from(least: usize) -> impl Fn(usize) -> Verdict {
        move |at| if at >= least { Verdict::Holds } else { Verdict::Fails }
    }

    #[test]
    fn the_fewest_are_found_from_wherever_the_search_begins() {
        for grid in 1..40 {
            for least in 0..=grid {
                for start in [0, grid / 3, grid - 1] {
                    let found = found(grid, start, from(least));
                    assert_eq!(found.enough, (least < grid).then_some(least), "{grid} {least} {start}");
                    assert_eq!(found.short, least.checked_sub(1), "{grid} {least} {start}");
                    assert_eq!(found.is_decided(), least < grid);
                    assert_eq!(found.turns_back(), None);
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_decided_is_left_between_the_two_that_can() {
        for start in 0..30 {
            let found = found(30, start, |at| match at {
                0..12 => Verdict::Fails,
                12..15 => Verdict::Undecided,
                _ => Verdict::Holds,
            });
            assert_eq!((found.enough, found.short), (Some(15), Some(11)), "from {start}");
            assert!(!found.is_decided());
        }
    }

    #[test]
    fn one_more_that_fails_is_seen() {
        let found = found(20, 6, |at| if at == 7 { Verdict::Holds } else { Verdict::Fails });
        assert_eq!((found.enough, found.turns_back()), (Some(7), Some((7, 8))));
    }

    #[test]
    fn a_search_that_is_stopped_keeps_what_it_has() {
        let mut left = 2;
        let found = fewest(100, 50, true, &mut |at| {
            left -= 1;
            (left >= 0).then(|| from(10)(at))
        });
        assert!(found.stopped && found.enough == Some(49) && found.short.is_none());
    }
}
