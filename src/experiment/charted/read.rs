//! Single weeks of single replications, read back from `weekly-replications.csv` in a folder of results.

use super::weeks::{Foreseen, Side};
use crate::practice::weekly::{HEADLINES, Headline};
use crate::scenario::{Problem, did_you_mean};
use jiff::civil::Date;
use std::fs::File;
use std::path::Path;

/// The file's name in the folder of the results.
pub const FILE: &str = "weekly-replications.csv";

/// Columns before those of the headlines: scenario, replication, week, date.
const FIRST: usize = 4;

/// Reads one headline of all scenarios in `folder`: the one called `measure`, or else as the practice calls its own
/// numbers.
pub fn foreseen(folder: &Path, measure: Option<&str>, own: &str) -> Result<Foreseen, Problem> {
    let headline = headline(measure, own)?;
    let path = folder.join(FILE);
    let shown = path.display().to_string();
    let again = format!("run it again with `--out {}` and `--replace`", folder.display());
    let damaged = || Problem::new(format!("`{shown}` is not as it was written")).help(again.clone());
    if !path.is_file() {
        let problem = Problem::new(format!("there is no `{shown}`"));
        return Err(problem.help(match folder.join("results.csv").is_file() {
            true => again,
            false => "name a folder that `headroom run --out` or `headroom compare --out` wrote".to_string(),
        }));
    }
    let file =
        File::open(&path).map_err(|error| Problem::new(format!("`{shown}` cannot be read: {}", error.kind())))?;
    let mut file = csv::Reader::from_reader(file);
    let name = headline.name();
    let column = file.headers().map_err(|_| damaged())?.iter().position(|known| known == name);
    let column = column.filter(|&at| at >= FIRST).ok_or_else(damaged)?;
    let mut sides: Vec<Side> = Vec::new();
    for row in file.records() {
        let row = row.map_err(|_| damaged())?;
        let week: u32 = row[2].parse().map_err(|_| damaged())?;
        let date: Date = row[3].parse().map_err(|_| damaged())?;
        // An empty cell is a week in which there was nothing to count; a word such as `NaN` is no number of this program's.
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(damaged);
        let value = if row[column].is_empty() { f64::NAN } else { number(&row[column])? };
        if sides.last().is_none_or(|side| side.name != row[0]) {
            sides.push(Side { name: row[0].into(), first_week: week, first_day: date, replications: Vec::new() });
        }
        let Some(side) = sides.last_mut() else { continue };
        if week == side.first_week {
            side.replications.push(Vec::new());
        }
        side.replications.last_mut().ok_or_else(damaged)?.push(value);
    }
    let weeks = sides.first().map_or(0, Side::weeks);
    let alike =
        |side: &Side| side.replications.iter().all(|weeks| weeks.len() == side.weeks()) && side.weeks() == weeks;
    let count = sides.first().map_or(0, |side| side.replications.len());
    if weeks == 0 {
        let problem = Problem::new(format!("`{shown}` has no whole week"));
        return Err(problem.help("run it for longer: `--set run.days=364`"));
    }
    if !sides.iter().all(|side| alike(side) && side.replications.len() == count) {
        return Err(damaged());
    }
    Ok(Foreseen { measure: name, unit: headline.unit, sides })
}

/// The headline that is asked for.
fn headline(measure: Option<&str>, own: &str) -> Result<&'static Headline, Problem> {
    let plain = |name: &str| name.trim().to_lowercase().replace([' ', '-'], "_");
    let asked = measure.unwrap_or(own);
    let found = HEADLINES.iter().find(|headline| plain(&headline.name()) == plain(asked));
    found.ok_or_else(|| {
        let names: Vec<String> = HEADLINES.iter().map(Headline::name).collect();
        let all = format!("the model's weeks have {}", names.join(", "));
        match measure {
            Some(measure) => {
                let near = did_you_mean(measure, names.iter().map(String::as_str)).map(|near| format!("{near} "));
                let problem = Problem::new(format!("the model counts no `{measure}` by the week"));
                problem.help(format!("{}{all}", near.unwrap_or_default()))
            }
            None => {
                let problem = Problem::new(format!("which figure of the model is to be held against `{own}`?"));
                problem.help(format!("name it with `--measure`; {all}"))
            }
        }
    })
}
