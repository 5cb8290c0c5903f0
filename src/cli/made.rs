//! The files that every study writes beside its own: all together, or none.

use super::Stopped;
use crate::experiment::store;
use crate::report::document::Document;
use crate::report::files::Together;
use crate::report::inputs::Behind;
use crate::report::{About, html, manifest, markdown, record, workbook};
use crate::scenario::to_toml;
use std::path::Path;
use std::time::Instant;

/// What was made, and of what.
pub(super) struct Made<'a> {
    pub about: &'a About<'a>,
    /// What the results depend on, as a text.
    pub made_of: &'a str,
    /// A value, or its text.
    pub json: &'a (dyn std::fmt::Display + Sync),
    pub page: &'a str,
    /// The report, but for what every report says of itself.
    pub document: Document,
    /// The practice as it was run, and what else its inputs come from.
    pub behind: Behind<'a>,
    pub threads: usize,
    pub begun: Instant,
    /// Do its replications lie in the folder too, so that a longer run can go on from them?
    pub goes_on: bool,
}

impl Made<'_> {
    /// Writes `own` files and those that all have. Of the files of earlier results there those that are not among them go.
    pub fn write(mut self, folder: &Path, own: Vec<(String, Vec<u8>)>) -> Result<(), Stopped> {
        record::complete(&mut self.document, self.about, &self.behind).map_err(Stopped::Failed)?;
        let mut files = Together::new(folder);
        own.into_iter().for_each(|(name, content)| files.add(name, content));
        let mut json = format!("{:#}\n", self.json);
        // The largest of all files, and half of its room is spare.
        json.shrink_to_fit();
        files.add("results.json", json);
        files.add("summary.txt", self.page);
        let baseline = self.behind.baseline;
        files.add("scenario.toml", to_toml(&baseline.settings));
        if !baseline.is_as_in_its_file() {
            files.add("practice-before.toml", to_toml(&baseline.base));
        }
        paged(&mut files, &self.document)?;
        if self.goes_on {
            files.keep(store::FILE);
        }
        files.manifest(manifest::manifest(self.about, self.made_of, self.threads, self.begun.elapsed().as_secs_f64()));
        Ok(files.write()?)
    }
}

/// The files that a document is read in: the page, the summary, every picture, and the workbook, which holds the csv files
/// that are among them already.
fn paged(files: &mut Together, document: &Document) -> Result<(), Stopped> {
    let workbook = workbook::workbook(document, &files.tables()).map_err(Stopped::Failed)?;
    files.add("results.xlsx", workbook);
    files.add("report.html", html::page(document));
    files.add("summary.md", markdown::summary(document));
    for picture in document.pictures() {
        files.add(format!("plots/{}.svg", picture.name), picture.file.as_bytes());
    }
    Ok(())
}
