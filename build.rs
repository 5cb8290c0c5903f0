//! Tells builds apart: a hash of every file of `src/` and `scenarios/`, kept in the manifest of each run. It is the
//! same for the same files wherever they lie: names count from this folder, and line ends do not count.

use std::path::{Path, PathBuf};

fn main() {
    let mut files = Vec::new();
    for folder in ["src", "scenarios"] {
        println!("cargo::rerun-if-changed={folder}");
        gather(Path::new(folder), &mut files);
    }
    let mut named: Vec<(String, PathBuf)> = files.into_iter().map(|file| (name(&file), file)).collect();
    // A folder lists its files in an order of its own.
    named.sort();
    let mut hash = Hash(0xcbf2_9ce4_8422_2325);
    for (name, file) in named {
        let content = std::fs::read(&file).unwrap_or_else(|error| panic!("{name} cannot be read: {error}"));
        hash.add(name.as_bytes());
        hash.add(&[0]);
        hash.add(&content.into_iter().filter(|byte| *byte != b'\r').collect::<Vec<u8>>());
        hash.add(&[0]);
    }
    println!("cargo::rustc-env=HEADROOM_BUILD={:016x}", hash.0);
}

/// FNV-1a.
struct Hash(u64);

impl Hash {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Every file below a folder but what editors and systems leave behind.
fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{} cannot be read: {error}", name(folder)));
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// A path as it is written everywhere.
fn name(path: &Path) -> String {
    let parts: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}
