//! The page and the files of a frontier: for so many of all roles but the last the fewest of the last, what such a
//! practice pays, and the cheapest.

use super::named::so_many;
use super::{plain, verdict};
use crate::experiment::size::{Frontier, Line};
use crate::report::csv::{number, whole};
use crate::report::words::{grouped, wrapped};
use crate::report::{About, guard};
use serde_json::{Value, json};

/// The whole page.
pub fn page(about: &About, frontier: &Frontier) -> String {
    let Some((last, given)) = frontier.levers.split_last() else { return String::new() };
    let mut page = format!(
        "{}\n{} days of each size; {} replications of each, seed {}.\n",
        about.name(),
        frontier.days,
        super::named::how_often(&frontier.looks),
        about.seed
    );
    let sizes = std::iter::once(&frontier.now).chain(frontier.lines.iter().filter_map(|line| line.enough.as_ref()));
    let figures: Vec<_> = sizes.flat_map(|size| super::of_size(&frontier.targets, size)).collect();
    page.push_str(&guard::first(about, figures.into_iter()));
    for warning in &about.cautions {
        page.push_str(&format!("\n{}\n", wrapped(&format!("Perhaps a slip: {warning}."))));
    }
    if !frontier.settled {
        page.push_str(&format!("\n{}\n", wrapped(super::UNSETTLED)));
    }
    page.push_str(&super::targets(&frontier.targets));
    let names = given.iter().map(|lever| lever.name.as_str()).collect::<Vec<_>>().join(", ");
    page.push_str(&format!("\n{}\n", wrapped(&format!("For so many {names}, the fewest {}:", last.name)).trim_start()));
    let heads: String = given.iter().map(|lever| format!("{:>28}", head(&lever.name))).collect();
    page.push_str(&format!("{heads}{:>28}{:>14}\n", head(&last.name), "GBP a week"));
    let cheapest = frontier.cheapest();
    for (at, line) in frontier.lines.iter().enumerate() {
        let given: String = line.given.iter().map(|value| format!("{:>28}", plain(*value))).collect();
        let mark = if cheapest == Some(at) { "  cheapest" } else { "" };
        let turns = if line.found.turns_back().is_some() { "  (more is not always better)" } else { "" };
        let pay = line.enough.as_ref().map_or("–".into(), |size| grouped(size.pay, 0));
        page.push_str(&format!("{given}{:>28}{pay:>14}{mark}{turns}\n", fewest(line)));
    }
    let now = &frontier.now;
    let levels: Vec<String> =
        frontier.levers.iter().zip(&frontier.has_now).map(|(lever, now)| so_many(lever, *now)).collect();
    page.push_str(&format!(
        "{}\n",
        wrapped(&format!(
            "The practice as it is, with none of the actions asked for: {}, GBP {} a week, targets {}.",
            levels.join(", "),
            grouped(now.pay, 0),
            verdict(now.tried.verdict)
        ))
    ));
    let confidence = format!(
        "Confidence: {}% that nothing said to be enough or not is wrong by luck, for all {} lines together. `≤` is shown to be \
         enough, and perhaps fewer are. How well the practice is described is another doubt.",
        100.0 * frontier.confidence,
        frontier.lines.len()
    );
    page.push_str(&format!("\n{}\n", wrapped(&confidence)));
    page.push_str("\nA model of a practice, not a record of one. Headroom is not an NHS product.\n");
    page
}

fn head(name: &str) -> String {
    name.replace(" a week", "").chars().take(27).collect()
}

fn fewest(line: &Line) -> String {
    match &line.enough {
        Some(size) if line.found.is_decided() => plain(size.value),
        Some(size) => format!("≤ {}", plain(size.value)),
        None => "none is enough".into(),
    }
}

/// `frontier.csv`: one line of the frontier a line.
pub fn csv(frontier: &Frontier) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let more = ["not_enough", "pay", "is_decided", "is_monotone", "is_cheapest", "replications"];
    let heads = frontier.levers.iter().map(|lever| lever.path.clone());
    out.write_record(heads.chain(more.map(String::from)))?;
    let cheapest = frontier.cheapest();
    for (at, line) in frontier.lines.iter().enumerate() {
        let given = line.given.iter().map(|value| number(*value));
        let enough = line.enough.as_ref();
        let rest = [
            enough.map_or(String::new(), |size| number(size.value)),
            line.short.map_or(String::new(), number),
            enough.map_or(String::new(), |size| number(size.pay)),
            line.found.is_decided().to_string(),
            line.found.turns_back().is_none().to_string(),
            (cheapest == Some(at)).to_string(),
            enough.map_or(String::new(), |size| size.tried.replications.to_string()),
        ];
        out.write_record(given.chain(rest))?;
    }
    whole(out)
}

/// The same for programs.
pub fn json(about: &About, frontier: &Frontier) -> Value {
    let line = |line: &Line| {
        json!({
            "given": line.given,
            "enough": line.enough.as_ref().map(|size| size.value),
            "not_enough": line.short,
            "pay": line.enough.as_ref().map(|size| size.pay),
            "is_decided": line.found.is_decided(),
            "is_monotone": line.found.turns_back().is_none(),
        })
    };
    json!({
        "scenario": about.scenario,
        "title": about.title,
        "seed": about.seed,
        "days": frontier.days,
        "targets": frontier.targets.iter().map(|target| &target.text).collect::<Vec<_>>(),
        "settings": frontier.levers.iter().map(|lever| &lever.path).collect::<Vec<_>>(),
        "lines": frontier.lines.iter().map(line).collect::<Vec<_>>(),
        "cheapest": frontier.cheapest(),
        "confidence": frontier.confidence,
        "stopped": frontier.stopped,
    })
}
