//! The page and the files of a sizing: which targets were asked for, the fewest that keep them, every size that was
//! tried, and what the confidence covers.

pub mod frontier;
mod more;
pub mod named;

pub use more::weeks;

use super::csv::{number, whole, written};
use super::verdict::of_target as verdict;
use super::words::{capital, grouped, percent, percent_interval, with_interval, wrapped};
use super::{About, guard};
use crate::experiment::size::{Answer, Checked, Size, Sizing, Target, Verdict};
use crate::stats::Estimate;
use named::{is_or_are, so_many, target as said};
use serde_json::{Value, json};

/// The whole page.
pub fn page(about: &About, settles: u32, found: &Answer) -> String {
    let sizing = &found.sizing;
    let mut page = format!("{}\n{}\n", about.name(), how(about, settles, sizing));
    page.push_str(&guard::first(about, figures(found).into_iter()));
    for warning in &about.cautions {
        page.push_str(&format!("\n{}\n", wrapped(&format!("Perhaps a slip: {warning}."))));
    }
    if !sizing.settled {
        page.push_str(&format!("\n{}\n", wrapped(UNSETTLED)));
    }
    page.push_str(&targets(&sizing.targets));
    page.push_str(&format!("\n{}\n", wrapped(&answer(sizing)).trim_start()));
    page.push_str(&more::with_and_without(found));
    page.push_str(&tried(sizing, found.without_actions.is_some()));
    page.push_str(&more::hard_times(found));
    page.push_str(&more::year(found));
    page.push_str(&format!("\n{}\n", wrapped(&confidence(found))));
    page.push_str("\nA model of a practice, not a record of one. Headroom is not an NHS product.\n");
    page
}

/// Every target in words, and as it is typed.
fn targets(targets: &[Target]) -> String {
    let each = targets.iter().map(|target| format!("{}\n", wrapped(&format!("{} ({})", said(target), target.text))));
    format!("\nTargets\n{}", each.collect::<String>())
}

/// Every figure that a verdict rests on, by its target and size.
fn figures(found: &Answer) -> Vec<(String, &Estimate)> {
    let hard = found.stressed.iter().filter_map(|stressed| stressed.found.as_ref().ok());
    let all = std::iter::once(&found.sizing).chain(&found.without_actions).chain(hard);
    all.flat_map(of_sizes).collect()
}

fn of_sizes(sizing: &Sizing) -> Vec<(String, &Estimate)> {
    let sizes = std::iter::once(&sizing.now).chain(sizing.sizes.values());
    sizes.flat_map(|size| of_size(&sizing.targets, size)).collect()
}

fn of_size<'a>(targets: &[Target], size: &'a Size) -> Vec<(String, &'a Estimate)> {
    let rests = |checked: &'a Checked| checked.less_now.as_ref().or(checked.level.as_ref());
    let each = targets.iter().zip(&size.tried.checked);
    each.filter_map(|(target, checked)| Some((format!("{} at {}", said(target), plain(size.value)), rests(checked)?)))
        .collect()
}

const UNSETTLED: &str = "This practice does not settle as it is: its book was still filling after a year of pilot runs. \
    Every size begins with that book, and what it shows depends on how long it is run.";

fn how(about: &About, settles: u32, sizing: &Sizing) -> String {
    let settled = match settles {
        0 => "from the change on".to_string(),
        1 => "from one week after the change on".to_string(),
        weeks => format!("from {weeks} weeks after the change on"),
    };
    format!(
        "{} days of each size, {settled}; {} replications of each, seed {}.\n  In brackets: 95% intervals.",
        sizing.days,
        named::how_often(&sizing.looks),
        about.seed
    )
}

/// A size without zeros that say nothing: `38`, `38.5`.
fn plain(value: f64) -> String {
    format!("{value}")
}

/// What was found, in sentences.
pub fn answer(sizing: &Sizing) -> String {
    let all = if sizing.targets.len() == 1 { "the target" } else { "all targets" };
    let lever = &sizing.lever;
    let is = |value: f64| is_or_are(lever, value);
    let so_many = |value: f64| so_many(lever, value);
    let (least, most) = (lever.value(0), lever.value(lever.count() - 1));
    let more = sizing.found.enough.map(|place| place + 1);
    let too = more.filter(|more| sizing.found.tried.get(more) == Some(&Verdict::Holds));
    let too =
        too.map_or(String::new(), |more| format!(", and so {} {}", is(lever.value(more)), plain(lever.value(more))));
    let mut said = match (sizing.enough(), sizing.short()) {
        (Some(enough), None) if sizing.found.is_decided() => {
            format!("{} {} enough for {all}{too}; fewer were not asked about.", so_many(enough), is(enough))
        }
        (Some(enough), Some(short)) if sizing.found.is_decided() => {
            let (are, is) = (is(enough), is(short));
            format!("{} {are} enough for {all}{too}; {} {is} not.", so_many(enough), plain(short))
        }
        (Some(enough), short) => {
            let not = short.map_or(String::new(), |short| format!("; {} {} not", plain(short), is(short)));
            format!(
                "{} {} enough for {all}{too}{not}. Of the sizes between these replications do not tell; more \
                 (`--replications`) would.",
                so_many(enough),
                is(enough)
            )
        }
        (None, Some(short)) if short >= most => {
            format!("No size that was looked at is enough: {} {} not.", so_many(short), is(short))
        }
        (None, _) => format!("No size from {} to {} was shown to be enough for {all}.", plain(least), plain(most)),
    };
    if let Some(now) = sizing.enough_now() {
        said = format!(
            "{} {} enough for {all} already, as it is now. Of the steps looked at, {said}",
            so_many(now),
            is(now)
        );
    }
    if let Some((fewer, more)) = sizing.found.turns_back() {
        let [fewer, more] = [fewer, more].map(|place| plain(lever.value(place)));
        said.push_str(&format!(
            " More is not always better here: {fewer} hold where {more} do not. What is said holds for the sizes tried, \
             and fewer may do that were not tried."
        ));
    }
    if sizing.lever.role.is_some() { capital(&said) } else { said }
}

/// Every size, and what it showed beside each target.
fn tried(sizing: &Sizing, with_actions: bool) -> String {
    let width = sizing.lever.name.chars().count().clamp(10, 30);
    let mut text = String::new();
    for (at, target) in sizing.targets.iter().enumerate() {
        text.push_str(&format!("\n{}\n", capital(&said(target))));
        text.push_str(&format!(
            "  {:<width$}{:>14}{:>14}  {:<26}{:<14}{}\n",
            sizing.lever.name.chars().take(width).collect::<String>(),
            "GBP a week",
            "replications",
            "figure",
            "",
            "target"
        ));
        let line = |name: &str, size: &Size| {
            let checked = &size.tried.checked[at];
            format!(
                "  {name:<width$}{:>14}{:>14}  {:<40}{}\n",
                grouped(size.pay, 0),
                size.tried.replications,
                shown(target, checked),
                verdict(checked.verdict)
            )
        };
        // A row without the actions among rows with them says so.
        let as_it_is = if with_actions { "as it is" } else { "now" };
        if with_actions || !tried_now(sizing) {
            text.push_str(&line(&format!("{} ({as_it_is})", plain(sizing.now.value)), &sizing.now));
        }
        if with_actions {
            text.push_str("  With the actions:\n");
        }
        for size in sizing.sizes.values() {
            text.push_str(&line(&size_named(sizing, size, with_actions), size));
        }
    }
    text
}

/// Is the practice as it is among the sizes that were tried, so that it need not stand in a row of its own?
pub(super) fn tried_now(sizing: &Sizing) -> bool {
    sizing.sizes.values().any(|size| size.value == sizing.now.value)
}

/// `38`, and of what there is now `38 (now)`.
pub(super) fn size_named(sizing: &Sizing, size: &Size, with_actions: bool) -> String {
    let now = if size.value == sizing.now.value && !with_actions { " (now)" } else { "" };
    format!("{}{now}", plain(size.value))
}

/// A figure with its interval, and where it is held against what there is now, the difference.
fn shown(target: &Target, checked: &Checked) -> String {
    let Some(level) = &checked.level else { return "nothing to count, or too long to".into() };
    let is_share = target.figure.unit().starts_with("share");
    let with = |e: &Estimate| match is_share {
        true => (percent(e, 2), percent_interval(e, 2)),
        false => with_interval(e, 3),
    };
    let (value, interval) = with(checked.less_now.as_ref().unwrap_or(level));
    let sign = if checked.less_now.is_some_and(|e| e.estimate > 0.0) { "+" } else { "" };
    let than = if checked.less_now.is_some() { " to now" } else { "" };
    format!("{sign}{value}{}{than}", interval.map_or(String::new(), |interval| format!(" ({interval})")))
}

/// What the confidence covers.
pub fn confidence(found: &Answer) -> String {
    let sizing = &found.sizing;
    let both = if found.without_actions.is_some() { " with and without the actions," } else { "" };
    format!(
        "Confidence: {}% that nothing said above to be kept or missed is wrong by luck,{both} for all sizes, targets and looks \
         together. The chance of error is shared out evenly among {} sizes, as many as the search could try, and {} at \
         each (Bonferroni). How well the practice is described is another doubt.",
        100.0 * found.confidence,
        sizing.shared_among,
        if sizing.looks.len() == 1 { "1 look".to_string() } else { format!("{} looks", sizing.looks.len()) }
    )
}

/// `results.csv`: every row of the measures that targets name, for each size.
pub fn csv(about: &About, found: &Answer) -> Result<Vec<u8>, csv::Error> {
    let sizes = named(about, found);
    let rows = sizes.iter().flat_map(|(name, _, size)| size.tried.rows.iter().map(move |row| (name.as_str(), "", row)));
    written(rows)
}

/// Each size by its name as a scenario: the practice as it is by its own; without actions, and in each hard time.
fn named<'a>(about: &'a About, found: &'a Answer) -> Vec<(String, &'a Sizing, &'a Size)> {
    let mut all = vec![(about.scenario.to_string(), &found.sizing, &found.sizing.now)];
    let mut of = |prefix: &str, sizing: &'a Sizing| {
        let sizes = sizing.sizes.values();
        all.extend(sizes.map(|size| (format!("{prefix}{}={}", sizing.lever.path, size.value), sizing, size)));
    };
    of("", &found.sizing);
    if let Some(without) = &found.without_actions {
        of("without-actions: ", without);
    }
    for stressed in &found.stressed {
        if let Ok(sizing) = &stressed.found {
            of(&format!("{}: ", stressed.name), sizing);
        }
    }
    all
}

/// The columns of `sizes.csv`, in order.
pub const SIZE_COLUMNS: [&str; 15] = [
    "scenario",
    "setting",
    "value",
    "pay",
    "target",
    "verdict",
    "figure",
    "se",
    "ci_low",
    "ci_high",
    "less_now",
    "less_now_se",
    "less_now_low",
    "less_now_high",
    "replications",
];

/// `sizes.csv`: one target at one size a line.
pub fn sizes(about: &About, found: &Answer) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(SIZE_COLUMNS)?;
    for (name, sizing, size) in named(about, found) {
        for (target, checked) in sizing.targets.iter().zip(&size.tried.checked) {
            let four = |e: Option<Estimate>| match e {
                Some(e) => [e.estimate, e.se, e.low, e.high].map(number),
                None => Default::default(),
            };
            let (level, less_now) = (four(checked.level), four(checked.less_now));
            let head = [
                name.clone(),
                sizing.lever.path.clone(),
                number(size.value),
                number(size.pay),
                target.text.clone(),
                verdict(checked.verdict).into(),
            ];
            let replications = [size.tried.replications.to_string()];
            out.write_record(head.iter().chain(&level).chain(&less_now).chain(&replications))?;
        }
    }
    whole(out)
}

/// The same for programs.
pub fn json(about: &About, found: &Answer) -> Value {
    let mut json = of_sizing(&found.sizing);
    let (hard, year) = more::json(found, of_sizing);
    json["scenario"] = about.scenario.into();
    json["title"] = about.title.into();
    json["seed"] = about.seed.into();
    json["without_actions"] = found.without_actions.as_ref().map(of_sizing).into();
    json["hard_times"] = hard;
    json["until_they_come"] = year;
    json["stopped"] = found.stopped.into();
    json
}

fn of_sizing(sizing: &Sizing) -> Value {
    let size = |size: &Size| {
        let checked = |(target, checked): (&Target, &Checked)| {
            let of = |e: Option<Estimate>| {
                e.map(|e| json!({ "estimate": e.estimate, "se": e.se, "ci_low": e.low, "ci_high": e.high }))
            };
            json!({
                "target": target.text,
                "verdict": verdict(checked.verdict),
                "figure": of(checked.level),
                "less_now": of(checked.less_now),
            })
        };
        json!({
            "value": size.value,
            "pay": size.pay,
            "replications": size.tried.replications,
            "verdict": verdict(size.tried.verdict),
            "targets": sizing.targets.iter().zip(&size.tried.checked).map(checked).collect::<Vec<_>>(),
        })
    };
    json!({
        "days": sizing.days,
        "warm_up_days": sizing.warm_up_days,
        "setting": sizing.lever.path,
        "unit": sizing.lever.name,
        "enough": sizing.enough(),
        "not_enough": sizing.short(),
        "is_decided": sizing.found.is_decided(),
        "is_monotone": sizing.found.turns_back().is_none(),
        "hours_of_one": sizing.hours_of_one,
        "confidence": sizing.confidence,
        "shared_among": sizing.shared_among,
        "looks": sizing.looks,
        "now": size(&sizing.now),
        "sizes": sizing.sizes.values().map(size).collect::<Vec<_>>(),
    })
}
