//! What is done is kept: each replication as it finishes, in one file beside the results, so that a run that was
//! stopped goes on where it was and a longer one begins where a shorter ended.
//!
//! The file is a database that is whole after a power cut too. In it a run is known by the complete text of what was
//! run, and by the build that ran it: nothing is taken over from anything else.

use bitcode::{DecodeOwned, Encode};
use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The file's name in the folder of the results.
pub const FILE: &str = "replications.redb";

/// What was run, by the build that ran it: one entry.
const RUN: TableDefinition<&str, &str> = TableDefinition::new("run");
/// What each replication left, by part of the run and number.
const DONE: TableDefinition<(u32, u32), &[u8]> = TableDefinition::new("replications");

/// Finished work waits at most so long before it is on the disk: a commit takes some milliseconds.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);
/// Bytes of the file that are held in memory.
const CACHE: usize = 16 << 20;

/// Replications that were done before, and room for more.
#[derive(Debug)]
pub struct Store {
    database: Option<Database>,
    known: BTreeMap<(u32, u32), Vec<u8>>,
    waiting: Mutex<Waiting>,
    failed: AtomicBool,
}

/// Finished replications that are not on the disk yet.
#[derive(Debug)]
struct Waiting {
    done: Vec<((u32, u32), Vec<u8>)>,
    since: Instant,
}

/// Why nothing can be kept in a folder.
#[derive(Debug)]
pub struct CannotKeep {
    path: PathBuf,
    why: String,
    /// Was the machine to blame, rather than what was asked?
    pub failed: bool,
}

impl fmt::Display for CannotKeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path.display(), self.why)
    }
}

impl std::error::Error for CannotKeep {}

impl Store {
    /// For a run of which nothing is kept.
    pub fn nothing() -> Store {
        Store::with(None, BTreeMap::new())
    }

    fn with(database: Option<Database>, known: BTreeMap<(u32, u32), Vec<u8>>) -> Store {
        Store {
            database,
            known,
            waiting: Mutex::new(Waiting { done: Vec::new(), since: Instant::now() }),
            failed: AtomicBool::new(false),
        }
    }

    /// What `folder` keeps of the run that `what` describes in full. What it kept of another run makes room where
    /// `replace` says so, or where that run was finished: then it is only no longer needed.
    ///
    /// # Errors
    /// Where the file cannot be read or written, is no such file, where another run is writing to it, or where another
    /// run was stopped that could go on.
    pub fn open(folder: &Path, what: &str, replace: bool) -> Result<Store, CannotKeep> {
        let path = folder.join(FILE);
        let cannot = |why: String| CannotKeep { path: path.clone(), why, failed: false };
        let broken = |error: redb::Error| {
            let (why, failed) = in_words(&error);
            CannotKeep { path: path.clone(), why, failed }
        };
        let what = format!("{}\n{what}", env!("HEADROOM_BUILD"));
        let open = || -> Result<(Database, Found), redb::Error> {
            let mut builder = Database::builder();
            builder.set_cache_size(CACHE);
            let database = builder.create(&path)?;
            let found = of_run(&database, &what)?;
            Ok((database, found))
        };
        let (database, found) = guarded(open).map_err(broken)?;
        let known = match found {
            Found::These(known) => known,
            Found::Others(count) if !replace && !folder.join("manifest.json").is_file() => {
                let (them, another) = ("`--replace` to let go of them", "give another folder");
                return Err(cannot(format!(
                    "holds {count} replications of another run that was stopped and can go on; {another}, or {them}"
                )));
            }
            Found::Others(_) => BTreeMap::new(),
        };
        if known.is_empty() {
            guarded(|| begin(&database, &what)).map_err(broken)?;
        }
        Ok(Store::with(Some(database), known))
    }

    /// Is anything put where it stays?
    pub fn is_kept(&self) -> bool {
        self.database.is_some()
    }

    /// How many replications of a part are there already.
    pub fn count(&self, part: u32) -> usize {
        self.known.range((part, 0)..=(part, u32::MAX)).count()
    }

    /// How many runs of any part are there already.
    pub fn count_all(&self) -> usize {
        self.known.len()
    }

    /// What replication `k` of a part left (the whole of a run or comparison is part 0, a set of actions its place), if it was done before.
    pub fn get<T: DecodeOwned>(&self, part: u32, k: u32) -> Option<T> {
        let bytes = lz4_flex::decompress_size_prepended(self.known.get(&(part, k))?).ok()?;
        bitcode::decode(&bytes).ok()
    }

    /// Keeps what replication `k` of a part left. Where that fails the run goes on: see [`Store::finish`].
    pub fn add<T: Encode>(&self, part: u32, k: u32, left: &T) {
        if self.database.is_none() || self.failed.load(Ordering::Relaxed) {
            return;
        }
        // Most counts are 0, and take no room.
        let bytes = lz4_flex::compress_prepend_size(&bitcode::encode(left));
        let mut waiting = self.waiting();
        waiting.done.push(((part, k), bytes));
        if waiting.since.elapsed() >= AT_LEAST_EVERY {
            self.save(&mut waiting);
        }
    }

    /// Puts everything on the disk; false where something could not be.
    pub fn finish(&self) -> bool {
        self.save(&mut self.waiting());
        !self.failed.load(Ordering::Relaxed)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn save(&self, waiting: &mut Waiting) {
        let done = std::mem::take(&mut waiting.done);
        if let Some(database) = self.database.as_ref().filter(|_| !done.is_empty())
            && guarded(|| write(database, &done)).is_err()
        {
            self.failed.store(true, Ordering::Relaxed);
        }
        waiting.since = Instant::now();
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Whoever is panicking has something else to say.
        if !std::thread::panicking() {
            self.finish();
        }
    }
}

/// What a file holds.
enum Found {
    These(BTreeMap<(u32, u32), Vec<u8>>),
    /// So many replications of another run.
    Others(u64),
}

fn of_run(database: &Database, what: &str) -> Result<Found, redb::Error> {
    let writing = database.begin_write()?;
    let (same, count) = {
        let run = writing.open_table(RUN)?;
        let same = run.get("run")?.is_some_and(|run| run.value() == what);
        (same, writing.open_table(DONE)?.len()?)
    };
    writing.commit()?;
    if !same && count > 0 {
        return Ok(Found::Others(count));
    }
    let mut known = BTreeMap::new();
    for entry in database.begin_read()?.open_table(DONE)?.iter()? {
        let (key, left) = entry?;
        known.insert(key.value(), left.value().to_vec());
    }
    Ok(Found::These(known))
}

/// Makes the file one of this run, with nothing done yet.
fn begin(database: &Database, what: &str) -> Result<(), redb::Error> {
    let writing = database.begin_write()?;
    {
        writing.open_table(RUN)?.insert("run", what)?;
        writing.open_table(DONE)?.retain(|_, _| false)?;
    }
    writing.commit()?;
    Ok(())
}

fn write(database: &Database, done: &[((u32, u32), Vec<u8>)]) -> Result<(), redb::Error> {
    let writing = database.begin_write()?;
    {
        let mut table = writing.open_table(DONE)?;
        for (key, left) in done {
            table.insert(*key, left.as_slice())?;
        }
    }
    writing.commit()?;
    Ok(())
}

/// Does what may come upon a file that was damaged, of which the database makes a panic rather than an error.
fn guarded<T>(work: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, redb::Error> {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = std::panic::catch_unwind(AssertUnwindSafe(work));
    std::panic::set_hook(told);
    done.unwrap_or_else(|_| Err(redb::Error::Corrupted("it is damaged".into())))
}

/// What is wrong, and whether the machine is to blame.
fn in_words(error: &redb::Error) -> (String, bool) {
    let anew = "delete it, and all replications are run anew";
    match error {
        redb::Error::DatabaseAlreadyOpen => {
            ("is being written by another run; give this one another folder".into(), false)
        }
        redb::Error::Io(error) => match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::FileTooLarge => {
                ("could not be written: the disk is full".into(), true)
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                ("could not be written: writing there is not allowed".into(), true)
            }
            io::ErrorKind::InvalidData => (format!("cannot be opened ({error}); {anew}"), false),
            _ => (format!("could not be read or written: {error}"), true),
        },
        error => (format!("cannot be opened ({error}); {anew}"), false),
    }
}
