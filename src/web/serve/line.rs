//! Who simulates and who waits: two at a time, in the order in which they came, and of those who wait only so many.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Runs at once, and visitors who wait for their turn.
pub(super) const AT_ONCE: usize = 2;
pub(super) const WAITING: usize = 16;

/// The line in which visitors stand.
#[derive(Clone)]
pub(super) struct Queue {
    standing: Arc<Mutex<Standing>>,
    /// Somebody has moved.
    moved: watch::Sender<()>,
}

#[derive(Default)]
struct Standing {
    running: usize,
    waiting: VecDeque<u64>,
    next: u64,
}

/// A place in the line, given up when it is dropped.
pub(super) struct Turn {
    queue: Queue,
    number: u64,
    begun: bool,
}

impl Queue {
    pub fn new() -> Queue {
        Queue { standing: Arc::default(), moved: watch::Sender::new(()) }
    }

    /// A turn at once where nobody waits, else a place at the end; none where too many wait.
    pub fn join(&self) -> Option<Turn> {
        let mut standing = self.standing();
        let is_free = standing.running < AT_ONCE && standing.waiting.is_empty();
        if !is_free && standing.waiting.len() >= WAITING {
            return None;
        }
        let number = standing.next;
        standing.next += 1;
        match is_free {
            true => standing.running += 1,
            false => standing.waiting.push_back(number),
        }
        drop(standing);
        Some(Turn { queue: self.clone(), number, begun: is_free })
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        // Nobody panics with this in hand, and if so the line still stands.
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Begins where it is this visitor's turn; else says how many stand before them, themselves included.
    fn begin(&mut self) -> Result<(), usize> {
        if self.begun {
            return Ok(());
        }
        let mut standing = self.queue.standing();
        let place = standing.waiting.iter().position(|&waiting| waiting == self.number).unwrap_or(0);
        if place > 0 || standing.running >= AT_ONCE {
            return Err(place + 1);
        }
        standing.waiting.pop_front();
        standing.running += 1;
        self.begun = true;
        drop(standing);
        // Whoever comes next may begin too.
        self.queue.moved.send_replace(());
        Ok(())
    }

    /// Waits for the turn; `told` hears the place whenever it changes.
    pub async fn wait(&mut self, mut told: impl FnMut(usize)) {
        let mut moved = self.queue.moved.subscribe();
        let mut last = 0;
        while let Err(place) = self.begin() {
            if place != last {
                told(place);
                last = place;
            }
            // The sender lives as long as this place does.
            let _ = moved.changed().await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut standing = self.queue.standing();
        match self.begun {
            true => standing.running -= 1,
            false => standing.waiting.retain(|&waiting| waiting != self.number),
        }
        drop(standing);
        self.queue.moved.send_replace(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_run_sixteen_wait_in_order_and_the_next_is_sent_away() {
        let queue = Queue::new();
        let mut turns: Vec<Turn> = (0..AT_ONCE + WAITING).map(|_| queue.join().unwrap()).collect();
        assert_eq!(turns.iter().filter(|turn| turn.begun).count(), AT_ONCE);
        assert!(queue.join().is_none());
        assert_eq!((turns[2].begin(), turns[17].begin()), (Err(1), Err(16)));
        // One who waits goes away, and one who runs is done.
        turns.remove(3);
        turns.remove(0);
        assert_eq!(turns[2].begin(), Err(2), "nobody overtakes");
        assert_eq!((turns[1].begin(), turns[2].begin()), (Ok(()), Err(1)));
        assert!(queue.join().is_some());
        drop(turns);
        let standing = queue.standing();
        assert_eq!((standing.running, standing.waiting.len()), (0, 0), "everybody gave up their place");
    }
}
