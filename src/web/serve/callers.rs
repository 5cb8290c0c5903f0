//! Who is connected: so many at once, and where all places are taken the newest gets that of whoever has had one longest
//! and asks for nothing.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Connections at once.
const CONNECTIONS: u32 = 64;
/// How long somebody has to ask for something before the place may be given away, and how long whoever is told to leave
/// has for it before the next is told.
const TIME_TO_ASK: Duration = Duration::from_millis(250);
const TIME_TO_LEAVE: Duration = Duration::from_millis(50);

/// Everybody who is connected.
pub(super) struct Callers {
    places: Arc<Semaphore>,
    /// In the order in which they came.
    here: Arc<Mutex<VecDeque<Arc<Caller>>>>,
}

/// One connection.
pub(super) struct Caller {
    came: Instant,
    has_asked: AtomicBool,
    is_told: AtomicBool,
    leave: Notify,
}

/// A connection's place, given up when it is dropped.
pub(super) struct Place {
    pub caller: Arc<Caller>,
    here: Arc<Mutex<VecDeque<Arc<Caller>>>>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Caller {
    /// A whole request has been read.
    pub fn asks(&self) {
        self.has_asked.store(true, Ordering::Relaxed);
    }

    pub fn has_asked(&self) -> bool {
        self.has_asked.load(Ordering::Relaxed)
    }

    /// Waits until somebody else needs the place.
    pub async fn told_to_leave(&self) {
        self.leave.notified().await;
    }
}

impl Callers {
    pub fn new() -> Callers {
        Callers { places: Arc::new(Semaphore::new(CONNECTIONS as usize)), here: Arc::default() }
    }

    /// A place for whoever has come, as soon as there is one.
    pub async fn place(&self) -> Place {
        let permit = loop {
            if let Ok(permit) = self.places.clone().try_acquire_owned() {
                break Some(permit);
            }
            self.make_room(Instant::now());
            if let Ok(permit) = tokio::time::timeout(TIME_TO_LEAVE, self.places.clone().acquire_owned()).await {
                // The places are never closed.
                break permit.ok();
            }
        };
        let caller = Arc::new(Caller {
            came: Instant::now(),
            has_asked: AtomicBool::new(false),
            is_told: AtomicBool::new(false),
            leave: Notify::new(),
        });
        here(&self.here).push_back(caller.clone());
        Place { caller, here: self.here.clone(), _permit: permit }
    }

    /// Tells one caller to leave: the first who has asked for nothing in all that time, or else the first. Whoever is being
    /// answered leaves when that is done.
    fn make_room(&self, now: Instant) {
        let callers = here(&self.here);
        let may = |caller: &&Arc<Caller>| {
            now.duration_since(caller.came) >= TIME_TO_ASK && !caller.is_told.load(Ordering::Relaxed)
        };
        let silent = callers.iter().filter(may).find(|caller| !caller.has_asked());
        if let Some(caller) = silent.or_else(|| callers.iter().find(may)) {
            caller.is_told.store(true, Ordering::Relaxed);
            caller.leave.notify_one();
        }
    }

    /// Waits until everybody has left.
    pub async fn all_gone(&self) {
        let _ = self.places.acquire_many(CONNECTIONS).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        here(&self.here).retain(|caller| !Arc::ptr_eq(caller, &self.caller));
    }
}

fn here(callers: &Mutex<VecDeque<Arc<Caller>>>) -> MutexGuard<'_, VecDeque<Arc<Caller>>> {
    // Nobody panics with this in hand, and if so the list still stands.
    callers.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Does whoever holds this place hear soon that it is needed?
    async fn is_told(place: &Place) -> bool {
        tokio::time::timeout(TIME_TO_LEAVE, place.caller.told_to_leave()).await.is_ok()
    }

    #[test]
    fn the_newest_gets_the_place_of_the_first_who_asks_for_nothing() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let callers = Callers::new();
            let mut places = Vec::new();
            for _ in 0..CONNECTIONS {
                places.push(callers.place().await);
            }
            places[0].caller.asks();
            callers.make_room(places[0].caller.came);
            assert!(!is_told(&places[1]).await, "nobody loses a place before they could ask");
            let later = Instant::now() + TIME_TO_ASK;
            callers.make_room(later);
            assert!(is_told(&places[1]).await && !is_told(&places[0]).await && !is_told(&places[2]).await);
            callers.make_room(later);
            assert!(is_told(&places[2]).await, "nobody is told twice");
            // Where everybody has asked for something, the first leaves when that is answered.
            places.iter().for_each(|place| place.caller.asks());
            callers.make_room(later);
            assert!(is_told(&places[0]).await);
            places.remove(1);
            callers.place().await;
            assert_eq!(here(&callers.here).len(), CONNECTIONS as usize - 1, "who has gone is forgotten");
        });
    }
}
