//! The README of a study folder: what lies where, and the commands that repeat the study.

use super::manifest::{BUILD, VERSION};

/// The file, for a study called `title` on the practice `based_on`, which is `typed` in a command.
pub fn readme(title: &str, based_on: &str, typed: &str) -> String {
    let heading: String =
        title.chars().map(|c| if "\\`*_[]<>#|".contains(c) { format!("\\{c}") } else { c.into() }).collect();
    format!(
        "# {heading}\n\
         \n\
         A study with Headroom {VERSION} (build {BUILD}). Headroom simulates a GP practice need by need; it is a model of a\n\
         practice, not a record of one, and not an NHS product.\n\
         \n\
         | file | what it is |\n\
         |---|---|\n\
         | `practice.toml` | the practice: what differs from {based_on}, each number with where it comes from |\n\
         | `data-log.csv` | what was asked of the practice: value, unit, source, date and owner, to be filled in |\n\
         | `results/` | a folder for each run; each has `report.html` to read and print, `results.xlsx`, csv files, the scenario \
         as run and `manifest.json` with the command that repeats it |\n\
         \n\
         ## To fill in\n\
         \n\
         1. `data-log.csv`, with those who know: a line for each question; add lines as more is asked.\n\
         2. `practice.toml`, from the log. After each number write `#` and its source.\n\
         3. What only people can say: who is involved and who decides, whether they recognise the practice in the figures, \
         who pays for the study.\n\
         \n\
         ## To repeat it\n\
         \n\
         In this folder, with the same version of Headroom (`headroom --version`):\n\
         \n\
         ```\n\
         headroom check practice.toml\n\
         headroom run practice.toml --seed 1 --out results/as-it-is\n\
         headroom compare practice.toml --action 3.2 --seed 1 --out results/reminders\n\
         ```\n\
         \n\
         The last line is an example: `headroom actions` lists what else could be compared. The same version, scenario and seed\n\
         give the same figures on every machine.\n\
         \n\
         Where the practice's demand is not known, fit it to what the practice has seen:\n\
         \n\
         ```\n\
         headroom new --ask seen.toml --based-on {typed}\n\
         headroom fit {typed} --observed seen.toml --out fitted.toml\n\
         headroom run fitted.toml --seed 1 --out results/fitted\n\
         ```\n"
    )
}
