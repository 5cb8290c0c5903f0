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
    half_way(&path, content).and_then(|partial| std::fs::rename(&partial, &path)).map_err(cannot)
}

/// Files that belong together. They are made under temporary names and renamed at the end, the manifest last; while it
/// is missing nobody takes a folder for a finished one.
pub struct Together<'a> {
    folder: &'a Path,
    files: Vec<(String, Vec<u8>)>,
    gone: Vec<String>,
    /// Folders in which nothing else is to be left.
    only: Vec<&'static str>,
}

/// The file that says what made the others.
const LAST: &str = "manifest.json";

impl<'a> Together<'a> {
    pub fn new(folder: &'a Path) -> Together<'a> {
        Together { folder, files: Vec::new(), gone: Vec::new(), only: Vec::new() }
    }

    /// A file to be written.
    pub fn add(&mut self, name: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.push((name.into(), content.into()));
    }

    /// The csv files among those to be written, each with its name and bytes.
    pub fn tables(&self) -> Vec<(&str, &[u8])> {
        let csv = self.files.iter().filter(|(name, _)| name.ends_with(".csv"));
        csv.map(|(name, content)| (name.as_str(), content.as_slice())).collect()
    }

    /// A file of earlier results that these do not have, so that nobody takes it for one of theirs.
    pub fn leave_out(&mut self, name: impl Into<String>) {
        self.gone.push(name.into());
    }

    /// A folder of pictures in which none of earlier results shall stay.
    pub fn only_in(&mut self, folder: &'static str) {
        self.only.push(folder);
    }

    /// Pictures of earlier results that these do not have.
    fn left_over(&self) -> Vec<String> {
        let inside = self.only.iter().flat_map(|folder| {
            let pictures =
                entries(&self.folder.join(folder)).filter(|path| path.extension().is_some_and(|it| it == "svg"));
            let names = pictures.filter_map(|path| {
                // Of its own it says so inside; somebody else's stay.
                let stem = path.file_stem()?.to_str()?;
                let mark = format!("aria-labelledby=\"{stem}-title {stem}-desc\"");
                let is_ours = std::fs::read_to_string(&path).is_ok_and(|text| text.contains(&mark));
                is_ours.then(|| format!("{folder}/{stem}.svg"))
            });
            names.collect::<Vec<_>>()
        });
        inside.filter(|old: &String| self.files.iter().all(|(name, _)| name != old)).collect()
    }

    /// Writes them all, or says which could not be.
    pub fn write(mut self) -> Result<(), CannotWrite> {
        self.files.sort_by_key(|(name, _)| name == LAST);
        let mut made = Vec::new();
        let written = self.all(&mut made);
        // Of what was renamed nothing is there any more under its temporary name.
        made.iter().for_each(|partial| drop(std::fs::remove_file(partial)));
        written
    }

    fn all(&self, made: &mut Vec<PathBuf>) -> Result<(), CannotWrite> {
        let paths: Vec<PathBuf> = self.files.iter().map(|(name, _)| self.folder.join(name)).collect();
        let cannot = |path: &Path| {
            let path = path.to_path_buf();
            move |error| CannotWrite { path, error }
        };
        for (path, (_, content)) in paths.iter().zip(&self.files) {
            made.push(half_way(path, content).map_err(cannot(path))?);
        }
        remove(self.folder, LAST)?;
        self.left_over().iter().chain(&self.gone).try_for_each(|name| remove(self.folder, name))?;
        made.iter().zip(&paths).try_for_each(|(made, path)| std::fs::rename(made, path).map_err(cannot(path)))
    }
}

/// A file's content under a temporary name beside it.
fn half_way(path: &Path, content: &[u8]) -> io::Result<PathBuf> {
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    let partial = path.with_added_extension(format!("part-{}", std::process::id()));
    let written = write_whole(&partial, content);
    if written.is_err() {
        // What is left of the attempt is no use to anybody.
        let _ = std::fs::remove_file(&partial);
    }
    written.map(|()| partial)
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

/// Takes away what a run that was killed left half written, in a folder of results that nobody else is writing to.
pub fn sweep(folder: &Path) {
    for path in entries(folder) {
        // Pictures and scenarios lie one folder deeper; there are no results below.
        let inside = if path.is_dir() { entries(&path).collect() } else { vec![path] };
        let unfinished = |path: &&PathBuf| {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            ending.strip_prefix("part-").is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
        };
        inside.iter().filter(unfinished).for_each(|path| drop(std::fs::remove_file(path)));
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}
