//! What the page holds: every figure of every set, and what each set's actions make of it, as numbers to the last digit.
//! A page that was made can be read back.

use crate::experiment::Row;
use crate::experiment::View;
use crate::experiment::combine::kept::{ANSWERED, COST, RELEASED, TO_SEEN};
use crate::experiment::combine::{
    Answers, Apart, Combined, Design, Limits, SetFound, Within, best_of_each_size, within,
};
use crate::report::manifest::{BUILD, VERSION};
use crate::report::words::action;
use crate::report::{About, guard};
use crate::stats::Estimate;
use crate::web::answer::{APART, FiguresTold, stretch};
use crate::web::in_page;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Everything that the page holds of a study: what things are called, and blocks of numbers by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    pub told: Told,
    /// Each as base64 of 64-bit numbers, the lowest byte first.
    ///
    /// `every-set`: by set, by figure, its level and its difference from the practice as it is, each as estimate and
    /// both ends of its interval; `skewed` are bytes, 1 where such an interval is likely too narrow. `apart-N`: of figure
    /// N by set, what all actions do, what they do beyond the sum of each alone, and then each action's share, each with
    /// half its interval. What is not known is no number.
    pub numbers: Vec<(String, String)>,
}

/// What things are called, and how the study was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub title: String,
    /// What is measured, in a sentence.
    pub stretch: String,
    pub actions: Vec<Named>,
    #[serde(flatten)]
    pub of_figures: FiguresTold,
    pub presets: Vec<Preset>,
    /// The set whose week is watched.
    pub watched: u64,
    pub sets: usize,
    /// What to know before anything else.
    pub warnings: Vec<String>,
    pub command: String,
    pub version: String,
    pub build: String,
    pub replications: usize,
    pub seed: u64,
}

/// An action, as it was asked for and by its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    pub asked: String,
    pub name: String,
}

/// A choice that is ready made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preset {
    pub name: String,
    pub set: u64,
}

impl Study {
    /// Gathers what was found of every set; none of a screening, which knows no single set.
    pub fn new(about: &About, view: View, combined: &Combined, answers: &Answers) -> Option<Study> {
        if combined.design != Design::Every {
            return None;
        }
        let within: Vec<Within> = APART.iter().filter_map(|&figure| within(combined, figure)).collect();
        let named = |asked: &String| {
            let name = action(asked);
            let name = name.strip_prefix(asked.as_str()).unwrap_or_default().trim();
            Named { asked: asked.clone(), name: name.into() }
        };
        let levels: Vec<Row> = answers.findings.rows().filter(|(set, ..)| *set == 0).map(|(.., row)| row).collect();
        let told = Told {
            title: about.name().into(),
            stretch: stretch(view, about.days, view == View::Year),
            actions: combined.actions.iter().map(named).collect(),
            of_figures: FiguresTold::new(within.iter().map(|within| within.figure).collect(), view == View::Year),
            presets: presets(combined, answers),
            watched: watched(combined, answers),
            sets: combined.sets.len(),
            warnings: guard::warnings(about, &levels),
            command: format!("{} --workshop workshop.html", about.command),
            version: VERSION.into(),
            build: BUILD.into(),
            replications: combined.replications(),
            seed: about.seed,
        };
        let apart = within.iter().map(|within| (format!("apart-{}", within.figure), encoded(&taken_apart(within))));
        let every = ("every-set".to_string(), encoded(&every_set(&answers.findings.sets)));
        let skewed = ("skewed".to_string(), STANDARD.encode(too_narrow(&answers.findings.sets)));
        Some(Study { told, numbers: [every, skewed].into_iter().chain(apart).collect() })
    }

    /// Reads a page's study; none where it is no such page.
    pub fn read(page: &str) -> Option<Study> {
        let between = |id: &str| {
            let (_, rest) = page.split_once(&format!("<script id=\"{id}\" type=\""))?;
            Some(rest.split_once("\">")?.1.split_once("</script>")?.0)
        };
        let told: Told = serde_json::from_str(between("study")?).ok()?;
        let first = ["every-set", "skewed"].map(String::from);
        let blocks = first.into_iter().chain(told.of_figures.apart.iter().map(|at| format!("apart-{at}")));
        let numbers = blocks.map(|id| Some((id.clone(), between(&id)?.to_string()))).collect::<Option<_>>()?;
        Some(Study { told, numbers })
    }

    /// The numbers of a block.
    pub fn block(&self, id: &str) -> Option<Vec<f64>> {
        let bytes = STANDARD.decode(&self.numbers.iter().find(|(name, _)| name == id)?.1).ok()?;
        Some(bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
    }

    /// The names as JSON that cannot end the element it stands in.
    pub(super) fn json(&self) -> String {
        // Names and numbers alone: there is nothing in it that JSON cannot say.
        in_page(&serde_json::to_string(&self.told).unwrap_or_default())
    }
}

/// By set: every figure's level and difference, with their intervals.
pub fn every_set(sets: &[SetFound]) -> Vec<f64> {
    let pairs = sets.iter().flat_map(|found| found.levels.iter().zip(&found.differences));
    let numbers = pairs.flat_map(|(level, apart)| [level, apart]);
    numbers.flat_map(|it| it.map_or([f64::NAN; 3], |it| [it.estimate, it.low, it.high])).collect()
}

/// The same as 1 where an interval is likely too narrow.
fn too_narrow(sets: &[SetFound]) -> Vec<u8> {
    let pairs = sets.iter().flat_map(|found| found.levels.iter().zip(&found.differences));
    pairs
        .flat_map(|(level, apart)| [level, apart])
        .map(|it| u8::from(it.is_some_and(|it| it.too_few().is_some())))
        .collect()
}

fn taken_apart(within: &Within) -> Vec<f64> {
    let half = |it: &Estimate| [it.estimate, (it.high - it.low) / 2.0];
    let of_set = |set: &Apart| {
        let together = set.together.as_ref().map_or([f64::NAN; 2], half);
        half(&set.joint)
            .into_iter()
            .chain(together)
            .chain(set.shares.iter().flat_map(|(_, share)| half(share)))
            .collect::<Vec<f64>>()
    };
    within.sets.iter().flat_map(of_set).collect()
}

fn encoded(numbers: &[f64]) -> String {
    STANDARD.encode(numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>())
}

/// The best three by GP hours where they clearly release any, and otherwise all.
fn watched(combined: &Combined, answers: &Answers) -> u64 {
    let best = best_of_each_size(combined, &answers.findings, RELEASED, Limits::default());
    let three = best.iter().find(|best| best.size == 3 && best.difference.low > 0.0);
    three.map_or(combined.sets.len() as u64 - 1, |best| best.set)
}

/// The best sets by GP hours, and of up to three actions those that are best for patients and for the purse. What is not
/// clearly better than the practice as it is, is no choice to offer.
fn presets(combined: &Combined, answers: &Answers) -> Vec<Preset> {
    let findings = &answers.findings;
    let words = ["one", "two", "three", "four"];
    let best = best_of_each_size(combined, findings, RELEASED, Limits::default());
    let best = best.iter().filter(|best| best.size <= words.len() && best.difference.low > 0.0).map(|best| {
        let others = match best.or.len() {
            0 => String::new(),
            1 => ", or one other set".into(),
            many => format!(", or one of {many} others"),
        };
        let name = format!("Most GP hours, {}: {}{others}", words[best.size - 1], combined.name(best.set));
        Preset { name, set: best.set }
    });
    let of = |figure: usize, sign: f64, says: &str| {
        let turned = |found: &&SetFound| findings.difference(found.set, figure).map(|it| sign * it.estimate);
        let sets = findings.sets.iter().filter(|found| (1..=3).contains(&found.set.count_ones()));
        let best = sets.max_by(|a, b| turned(a).partial_cmp(&turned(b)).unwrap_or(Ordering::Equal))?;
        let difference = findings.difference(best.set, figure)?;
        let is_clear = if sign > 0.0 { difference.low > 0.0 } else { difference.high < 0.0 };
        let name = format!("{says}, up to three: {}", combined.name(best.set));
        is_clear.then_some(Preset { name, set: best.set })
    };
    let others =
        [of(TO_SEEN, -1.0, "Soonest seen"), of(ANSWERED, 1.0, "Most calls answered"), of(COST, -1.0, "Cheapest")];
    best.chain(others.into_iter().flatten()).collect()
}
