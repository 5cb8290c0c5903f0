//! `headroom workshop`: one page, a file that needs nothing installed, on which a room guesses what actions do and sees it.

use super::combined::{self, page_of};
use super::options::Practice;
use super::threads::threads;
use super::{Stopped, page_file, say, say_error};
use crate::experiment::combine::{EVERY, Wanted, answers, kept::RELEASED};
use crate::experiment::{Store, View};
use crate::scenario::{Problem, Refusal};
use crate::web::workshop::Study;
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
#[command(verbatim_doc_comment, mut_arg("practice", |practice| practice.required(false).default_value("average-2018")))]
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
        let ready = self.ready();
        page_file::spare(&file, self.replace, ready)?;
        let Some(ready) = ready else {
            if self.as_it_comes {
                let names: Vec<&str> = READY.iter().map(|(name, _)| *name).collect();
                let problem = Problem::new("no page comes with this practice and these actions");
                let help = format!("leave out `--as-it-comes`, or take one as it ships: {}", names.join(", "));
                return Err(Refusal::from(problem.help(help)).into());
            }
            let page = self.page()?;
            return self.hand_over(&file, &page);
        };
        self.hand_over(&file, ready)?;
        if self.as_it_comes {
            return Ok(());
        }
        self.say("It comes with Headroom. Everything is now worked out again; Ctrl-C leaves the page as it is.");
        let again = self.page()?;
        let (new, old) = (Study::read(&again), Study::read(ready));
        let count = |study: &Option<Study>| study.as_ref().map(|study| study.told.replications);
        if count(&new) != count(&old) {
            self.say("Stopped: the page is as it was.");
            return Ok(());
        }
        match new.map(|study| study.numbers) == old.map(|study| study.numbers) {
            true => self.say("Worked out again: every figure is the same, to the last digit."),
            false => {
                page_file::write(&file, &again)?;
                say_error("worked out again, some figures differ: the page is now the one of this program");
            }
        }
        Ok(())
    }

    /// Works out every set in the first year, and makes the page of them.
    fn page(&self) -> Result<String, Stopped> {
        let mut problems = Vec::new();
        let plan = combined::plan(&self.practice, &self.actions, Some(self.replications), &mut problems);
        if plan.projects.len() > EVERY {
            let problem = Problem::new("of more than ten actions not every set is run, and the page needs them all");
            problems.push(problem.help("name up to ten actions"));
        }
        let (pool, view) = (threads(self.threads)?, View::Year);
        let (practice, count) = (&self.practice, self.replications);
        let load = |practice: &Practice| if self.quiet { practice.load_silently() } else { practice.load() };
        let asked = pool.install(|| combined::combination(practice, load, &plan, view, count, problems));
        let (baseline, combination) = asked?;
        if !self.quiet {
            combined::warn(&combination);
        }
        pool.install(|| {
            let all = combined::run(&combination, count, &Store::nothing(), self.quiet)?;
            let wanted = Wanted { figure: RELEASED, limits: Default::default(), targets: Vec::new() };
            let answers = answers(&all, &wanted, baseline.settings.run.seed as u64);
            let typed = combined::typed(&self.actions, view);
            let about = combined::about(practice, &typed, &baseline, &combination, all.replications());
            let study = Study::new(&about, view, &all, &answers);
            let page = study.and_then(|study| page_of(&study, &combination));
            page.ok_or_else(|| Stopped::Failed("nothing could be counted in these sets".into()))
        })
    }

    /// Writes the page, says where it is, and opens it where that was asked for.
    fn hand_over(&self, file: &Path, page: &str) -> Result<(), Stopped> {
        page_file::write(file, page)?;
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
        let is_plain = self.practice.typed().is_empty()
            && self.practice.seed.is_none()
            && self.actions.join(",") == TEN
            && self.replications == REPLICATIONS;
        let ready = READY.iter().find(|(name, _)| is_plain && *name == self.practice.practice);
        ready.map(|(_, page)| *page)
    }

    fn usual_name(&self) -> PathBuf {
        let name = Path::new(&self.practice.practice).file_stem().and_then(|stem| stem.to_str()).unwrap_or("practice");
        PathBuf::from(format!("workshop-{name}.html"))
    }
}
