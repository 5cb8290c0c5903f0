//! Writing results: each file under a temporary name and renamed, so that nobody ever reads half a file.

use serde_json::Value;
use std::fmt;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

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
/// is missing nobody takes a folder for a finished one. The manifest lists them, so that those of earlier results that
/// these do not have can be taken away, and nothing that anybody else has put there.
pub struct Together<'a> {
    folder: &'a Path,
    files: Vec<(String, Vec<u8>)>,
    manifest: Option<Value>,
    /// Files of these results that something else writes.
    kept: Vec<String>,
}

/// The file that says what made the others.
const LAST: &str = "manifest.json";
/// Under what it lists the others.
const LISTED: &str = "files";

impl<'a> Together<'a> {
    pub fn new(folder: &'a Path) -> Together<'a> {
        Together { folder, files: Vec::new(), manifest: None, kept: Vec::new() }
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

    /// What made them; the names of the files are added to it.
    pub fn manifest(&mut self, manifest: Value) {
        self.manifest = Some(manifest);
    }

    /// A file of these results that something else has written, if it is there.
    pub fn keep(&mut self, name: &str) {
        self.kept.extend(self.folder.join(name).is_file().then(|| name.to_string()));
    }

    /// Files that the manifest of earlier results lists and these do not have.
    fn left_over(&self) -> Vec<String> {
        let earlier = std::fs::read_to_string(self.folder.join(LAST)).unwrap_or_default();
        let earlier: Value = serde_json::from_str(&earlier).unwrap_or_default();
        let names = earlier[LISTED].as_array().into_iter().flatten().filter_map(Value::as_str);
        // Whatever somebody has written into a manifest, nothing outside the folder is touched.
        let inside = names.filter(|name| Path::new(name).components().all(|part| matches!(part, Component::Normal(_))));
        let is_ours =
            |name: &str| self.files.iter().any(|(own, _)| own == name) || self.kept.iter().any(|own| own == name);
        inside.filter(|name| !is_ours(name)).map(String::from).collect()
    }

    /// Writes them all, or says which could not be.
    pub fn write(mut self) -> Result<(), CannotWrite> {
        let gone = if self.manifest.is_some() { self.left_over() } else { Vec::new() };
        if let Some(mut manifest) = self.manifest.take() {
            let mut names: Vec<&str> = self.files.iter().map(|(name, _)| name.as_str()).collect();
            names.extend(self.kept.iter().map(String::as_str));
            names.sort_unstable();
            manifest[LISTED] = names.into();
            self.add(LAST, format!("{manifest:#}\n"));
        }
        let mut made = Vec::new();
        let written = self.all(&mut made, &gone);
        // Of what was renamed nothing is there any more under its temporary name.
        made.iter().for_each(|partial| drop(std::fs::remove_file(partial)));
        written
    }

    fn all(&self, made: &mut Vec<PathBuf>, gone: &[String]) -> Result<(), CannotWrite> {
        let paths: Vec<PathBuf> = self.files.iter().map(|(name, _)| self.folder.join(name)).collect();
        let cannot = |path: &Path| {
            let path = path.to_path_buf();
            move |error| CannotWrite { path, error }
        };
        for (path, (_, content)) in paths.iter().zip(&self.files) {
            made.push(half_way(path, content).map_err(cannot(path))?);
        }
        if self.files.iter().any(|(name, _)| name == LAST) {
            remove(self.folder, LAST)?;
        }
        gone.iter().try_for_each(|name| remove(self.folder, name))?;
        // Nothing tells of a folder of earlier results once it is empty.
        gone.iter().filter_map(|name| self.folder.join(name).parent().map(Path::to_path_buf)).for_each(|folder| {
            if folder != self.folder {
                let _ = std::fs::remove_dir(folder);
            }
        });
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn files_of_earlier_results_go_and_a_file_that_no_manifest_names_stays() {
        let folder = tempfile::tempdir().unwrap();
        let there = |name: &str| folder.path().join(name).is_file();
        let write = |names: &[&str]| {
            let mut files = Together::new(folder.path());
            names.iter().for_each(|name| files.add(*name, "x"));
            files.keep("replications.redb");
            files.manifest(json!({ "program": "headroom" }));
            files.write().unwrap();
        };
        std::fs::write(folder.path().join("replications.redb"), "kept").unwrap();
        write(&["results.csv", "weekly.csv", "plots/flow.svg", "plots/gp-week.svg", "reminders/scenario.toml"]);
        std::fs::write(folder.path().join("plots/mine.svg"), "a drawing").unwrap();
        std::fs::write(folder.path().join("notes.csv"), "mine").unwrap();
        write(&["results.csv", "plots/flow.svg"]);
        let stays =
            ["results.csv", "plots/flow.svg", "plots/mine.svg", "notes.csv", "manifest.json", "replications.redb"];
        assert!(stays.into_iter().all(there));
        assert!(!["weekly.csv", "plots/gp-week.svg", "reminders/scenario.toml"].into_iter().any(there));
        assert!(!folder.path().join("reminders").exists());
    }

    #[test]
    fn a_manifest_that_names_a_file_elsewhere_takes_nothing_away_there() {
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("results"), folder.path().join("diary.txt"));
        std::fs::create_dir(&inside).unwrap();
        std::fs::write(&outside, "mine").unwrap();
        let manifest = json!({ "files": ["../diary.txt", outside] });
        std::fs::write(inside.join(LAST), manifest.to_string()).unwrap();
        let mut files = Together::new(&inside);
        files.manifest(json!({}));
        files.write().unwrap();
        assert!(outside.is_file());
    }
}
