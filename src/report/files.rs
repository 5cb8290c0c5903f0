//! Writing results: each file under a temporary name and renamed, so that nobody ever reads half a file.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that could not be written, in a sentence.
#[derive(Debug)]
pub struct CannotWrite {
    path: PathBuf,
    error: io::Error,
}

impl fmt::Display for CannotWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.error.kind() {
            io::ErrorKind::PermissionDenied => "writing there is not allowed".to_string(),
            io::ErrorKind::StorageFull | io::ErrorKind::FileTooLarge => "the disk is full".to_string(),
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                "part of the path is a file, not a folder".to_string()
            }
            _ => self.error.to_string(),
        };
        write!(f, "`{}` could not be written: {why}", self.path.display())
    }
}

impl std::error::Error for CannotWrite {}

/// Writes `content` to `folder/name`, making the folder where it is missing.
pub fn write(folder: &Path, name: &str, content: &[u8]) -> Result<(), CannotWrite> {
    let path = folder.join(name);
    let cannot = |error| CannotWrite { path: path.clone(), error };
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(cannot)?;
    let partial = path.with_added_extension(format!("part-{}", std::process::id()));
    let written = write_whole(&partial, content).and_then(|()| std::fs::rename(&partial, &path));
    if written.is_err() {
        // What is left of the attempt is no use to anybody.
        let _ = std::fs::remove_file(&partial);
    }
    written.map_err(cannot)
}

/// Makes `folder` where it is missing, and finds out whether files can be written there.
pub fn ready(folder: &Path) -> Result<(), CannotWrite> {
    let trial = folder.join(format!("trial.part-{}", std::process::id()));
    let tried = std::fs::create_dir_all(folder)
        .and_then(|()| write_whole(&trial, b""))
        .and_then(|()| std::fs::remove_file(&trial));
    tried.map_err(|error| CannotWrite { path: folder.to_path_buf(), error })
}

/// Takes away a file of earlier results that these do not have, so that nobody takes it for one of theirs.
pub fn remove(folder: &Path, name: &str) -> Result<(), CannotWrite> {
    let path = folder.join(name);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(CannotWrite { path, error }),
        _ => Ok(()),
    }
}

fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}
