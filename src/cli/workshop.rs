//! `headroom workshop`: one page, a file that needs nothing installed, on which a room guesses what actions do and sees it.

use super::combine::Combine;
use super::options::{Practice, as_typed, folder_of};
use super::{Stopped, say, say_error};
use crate::experiment::combine::Combination;
use crate::report::files;
use crate::scenario::{Problem, Refusal};
use crate::web::workshop::{self as web, Study};
use clap::Args;
use std::path::{Path, PathBuf};

/// Makes a page for a workshop: a room chooses among ten actions, guesses what they do, and sees it.
///
/// The page is one file that needs no network and nothing installed but a browser. It holds every set of
/// the actions (1,024 of ten), so that any choice is answered at once. For practices that come with a
/// page it is there at once, and everything is worked out again behind it; of others it takes minutes.
///
/// Examples:
///   headroom workshop --open                                the average practice, at once, in the browser
///   headroom workshop average-2018-rationed --out room.html
///   headroom workshop my-practice.toml --actions 1,2,3,5    fewer actions: sooner
///   headroom workshop deprived-high-demand --as-it-comes    the page that comes with it, and nothing more
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Workshop {
    #[command(flatten)]
    practice: Practice,

    /// The actions, with commas between; up to ten.
    #[arg(long, value_name = "ID[:DOSE],…", value_delimiter = ',', default_value = TEN)]
    actions: Vec<String>,

    /// Independent repetitions of every set; more make narrower intervals.
    #[arg(long, value_name = "N", default_value_t = REPLICATIONS)]
    replications: u32,

    /// Takes the page that comes with the practice as it is, and works nothing out.
    #[arg(long)]
    as_it_comes: bool,

    /// The file; `workshop-PRACTICE.html` here unless said.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Writes over a file that is not this page.
    #[arg(long)]
    replace: bool,

    /// Opens the page in this machine's browser.
    #[arg(long)]
    open: bool,

    /// Threads to use; all cores unless said. The results do not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,

    /// Prints nothing but errors.
    #[arg(long)]
    quiet: bool,
}

const TEN: &str = "1,2,3,4,5,6,7,8,9,10";
/// Replications of every set: their intervals are narrow enough for a room, and half as long to wait for as 30.
pub(super) const REPLICATIONS: u32 = 16;

/// Pages that come with Headroom, by the practice. `bash results/workshop/make` makes them again.
const READY: [(&str, &str); 4] = [
    ("average-2018", include_str!("../../results/workshop/average-2018.html")),
    ("average-2018-rationed", include_str!("../../results/workshop/average-2018-rationed.html")),
    ("average-2024", include_str!("../../results/workshop/average-2024.html")),
    ("deprived-high-demand", include_str!("../../results/workshop/deprived-high-demand.html")),
];

impl Workshop {
    pub fn execute(&self) -> Result<(), Stopped> {
        let file = self.out.clone().unwrap_or_else(|| self.usual_name());
        let combine = Combine::for_workshop(&self.practice, &self.actions, self.replications, self.threads, self.quiet);
        let ready = self.ready();
        spare_page(&file, self.replace, ready)?;
        let Some(ready) = ready else {
            if self.as_it_comes {
                let names: Vec<&str> = READY.iter().map(|(name, _)| *name).collect();
                let problem = Problem::new("no page comes with this practice and these actions");
                let help = format!("leave out `--as-it-comes`, or take one as it ships: {}", names.join(", "));
                return Err(Refusal::from(problem.help(help)).into());
            }
            let page = combine.workshop_page()?;
            return self.hand_over(&file, &page);
        };
        self.hand_over(&file, ready)?;
        if self.as_it_comes {
            return Ok(());
        }
        self.say("It comes with Headroom. Everything is now worked out again; Ctrl-C leaves the page as it is.");
        let again = combine.workshop_page()?;
        let (new, old) = (Study::read(&again), Study::read(ready));
        let count = |study: &Option<Study>| study.as_ref().map(|study| study.told.replications);
        if count(&new) != count(&old) {
            self.say("Stopped: the page is as it was.");
            return Ok(());
        }
        match new.map(|study| study.numbers) == old.map(|study| study.numbers) {
            true => self.say("Worked out again: every figure is the same, to the last digit."),
            false => {
                write_page(&file, &again)?;
                say_error("worked out again, some figures differ: the page is now the one of this program");
            }
        }
        Ok(())
    }

    /// Writes the page, says where it is, and opens it where that was asked for.
    fn hand_over(&self, file: &Path, page: &str) -> Result<(), Stopped> {
        write_page(file, page)?;
        self.say(&format!("Written to {}. Open it in a browser.", file.display()));
        if self.open && open::that_detached(file).is_err() {
            say_error(&format!("no browser could be opened: open {} yourself", file.display()));
        }
        Ok(())
    }

    fn say(&self, text: &str) {
        if !self.quiet {
            say(text);
        }
    }

    /// The page that comes with Headroom for just what is asked.
    fn ready(&self) -> Option<&'static str> {
        let is_plain =
            self.practice.typed().is_empty() && self.actions.join(",") == TEN && self.replications == REPLICATIONS;
        let ready = READY.iter().find(|(name, _)| is_plain && *name == self.practice.practice);
        ready.map(|(_, page)| *page)
    }

    fn usual_name(&self) -> PathBuf {
        let name = Path::new(&self.practice.practice).file_stem().and_then(|stem| stem.to_str()).unwrap_or("practice");
        PathBuf::from(format!("workshop-{name}.html"))
    }
}

/// The page of a study, with a week of the set that is watched.
pub(super) fn page_of(study: &Study, combination: &Combination) -> String {
    let set = study.told.watched;
    web::page(study, &combination.week_seen(set as usize, web::side(study, set)))
}

/// Stops where the name is none for a page, or where a file is there that is not `ready` itself, unless that is meant.
pub(super) fn spare_page(file: &Path, replace: bool, ready: Option<&str>) -> Result<(), Stopped> {
    let shown = as_typed(&file.display().to_string());
    let is_page = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html"));
    let there = std::fs::metadata(file).ok();
    if !is_page || there.as_ref().is_some_and(|there| !there.is_file()) {
        let problem = Problem::new(format!("{shown} is no name for a page"));
        return Err(Refusal::from(problem.help("name a file that ends in .html")).into());
    }
    files::ready(folder_of(file))?;
    let Some(there) = there else { return Ok(()) };
    let is_same =
        |ready: &str| ready.len() as u64 == there.len() && std::fs::read(file).is_ok_and(|it| it == ready.as_bytes());
    if replace || ready.is_some_and(is_same) {
        return Ok(());
    }
    let problem = Problem::new(format!("{shown} is there already"));
    Err(Refusal::from(problem.help("name another file, or `--replace` to write over it")).into())
}

/// Writes the page, whole or not at all.
pub(super) fn write_page(file: &Path, page: &str) -> Result<(), Stopped> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("workshop.html");
    Ok(files::write(folder_of(file), name, page.as_bytes())?)
}
