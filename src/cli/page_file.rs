//! Pages that are one file, for a room or a browser: where one may be put, and how it is written.

use super::Stopped;
use super::options::folder_of;
use crate::report::files;
use crate::scenario::{Problem, Refusal};
use std::path::Path;

/// Stops where the name is none for a page, or where a file is there that is not `ready` itself, unless that is meant.
pub(super) fn spare(file: &Path, replace: bool, ready: Option<&str>) -> Result<(), Stopped> {
    let shown = file.display();
    let is_page = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html"));
    let there = std::fs::metadata(file).ok();
    if !is_page || there.as_ref().is_some_and(|there| !there.is_file()) {
        let problem = Problem::new(format!("`{shown}` is no name for a page"));
        return Err(Refusal::from(problem.help("name a file that ends in .html")).into());
    }
    files::ready(folder_of(file))?;
    let Some(there) = there else { return Ok(()) };
    let is_same =
        |ready: &str| ready.len() as u64 == there.len() && std::fs::read(file).is_ok_and(|it| it == ready.as_bytes());
    if replace || ready.is_some_and(is_same) {
        return Ok(());
    }
    let problem = Problem::new(format!("`{shown}` is there already"));
    Err(Refusal::from(problem.help("name another file, or `--replace` to write over it")).into())
}

/// Writes the page, whole or not at all.
pub(super) fn write(file: &Path, page: &str) -> Result<(), Stopped> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("page.html");
    Ok(files::write(folder_of(file), name, page.as_bytes())?)
}
