//! What every command that simulates for long needs: threads to do it on, and an ear for Ctrl-C.

use super::Stopped;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes of each thread's stack. A thread that waits for its part takes up others meanwhile, one within another, and
/// each may hold a practice or two; only what is used takes memory.
const STACK: usize = 64 << 20;

/// As many threads as are asked for, or one for each core.
pub(super) fn threads(asked: Option<usize>) -> Result<rayon::ThreadPool, Stopped> {
    let threads = asked.unwrap_or(0);
    if asked == Some(0) || threads > 1024 {
        return Err(Stopped::Asked("`--threads` takes a whole number from 1 to 1024".into()));
    }
    // Heard from here on: whatever is made ready first is no longer than a moment.
    interrupted();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    pool.map_err(|error| Stopped::Failed(format!("the threads could not be started: {error}")))
}

/// Turns true at Ctrl-C.
pub(super) fn interrupted() -> &'static AtomicBool {
    static STOPPED: AtomicBool = AtomicBool::new(false);
    // A second handler cannot be set; the first one serves.
    let _ = ctrlc::set_handler(|| STOPPED.store(true, Ordering::Relaxed));
    &STOPPED
}

/// A file that grows beyond what the system allows is then an error with a sentence, and no longer the end of the program.
pub(super) fn hear_of_files_too_large() {
    #[cfg(unix)]
    {
        let seen = std::sync::Arc::new(AtomicBool::new(false));
        // Where it cannot be heard of, the system ends the program as it always did.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
    }
}
