//! Practices that were made ready and are kept so, for the next who looks at one of them.

use crate::experiment::Prepared;
use crate::scenario::Scenario;
use rayon::ThreadPool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Practices made ready, the last used first, so that a second look at one waits for no pilots.
#[derive(Default)]
pub(super) struct Ready(Mutex<Vec<(String, Slot)>>);

type Slot = Arc<OnceLock<Arc<Prepared>>>;

/// As many practices as come along, and a few that somebody changed.
const KEPT_READY: usize = 16;

impl Ready {
    /// The practice alone, made ready by whoever comes first. Not to be called on one of the threads of `pool`: whoever
    /// waits here for another would keep it waiting.
    pub fn of(&self, baseline: &Scenario, seed: u64, pool: &ThreadPool) -> Arc<Prepared> {
        let key = baseline.as_run();
        let slot = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let known = kept.iter().position(|(known, _)| *known == key);
            let entry = known.map_or_else(|| (key, Slot::default()), |at| kept.remove(at));
            let slot = entry.1.clone();
            kept.insert(0, entry);
            kept.truncate(KEPT_READY);
            slot
        };
        slot.get_or_init(|| Arc::new(pool.install(|| Prepared::new(baseline, seed)))).clone()
    }
}
