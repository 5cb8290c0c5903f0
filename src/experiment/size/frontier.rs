//! Several roles at once: for so many of each but the last, the fewest of the last, what each such practice pays, and
//! which is the cheapest. There is no one answer, so all are given.

use super::lever::Lever;
use super::question::{Question, prepare};
use super::search::Found;
use super::sizing::{Around, Size, size_in};
use super::target::Target;
use super::trial::Ears;
use crate::scenario::{Refusal, Scenario};

/// Most lines that a frontier has.
const MOST_LINES: usize = 49;

/// Every combination that was asked about.
#[derive(Clone, Debug)]
pub struct Frontier {
    pub levers: Vec<Lever>,
    pub targets: Vec<Target>,
    pub lines: Vec<Line>,
    pub now: Size,
    /// What the practice as it is has of each lever.
    pub has_now: Vec<f64>,
    /// The confidence of all lines together.
    pub confidence: f64,
    pub looks: Vec<u32>,
    pub warm_up_days: u32,
    pub settled: bool,
    pub days: u32,
    /// Lines that were asked about.
    pub asked: usize,
    pub stopped: bool,
}

/// So many of all roles but the last, and the fewest of the last.
#[derive(Clone, Debug)]
pub struct Line {
    pub given: Vec<f64>,
    pub found: Found,
    /// The fewest that are enough, and the most below them that are not.
    pub enough: Option<Size>,
    pub short: Option<f64>,
}

impl Frontier {
    /// The line that pays least of those that are enough.
    pub fn cheapest(&self) -> Option<usize> {
        let paid = |line: &Line| line.enough.as_ref().map(|size| size.pay);
        let all = self.lines.iter().enumerate().filter_map(|(at, line)| Some((at, paid(line)?)));
        all.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    }
}

/// For each of the `places` of all `levers` but the last, the fewest of the last. `question` has the last lever and the
/// confidence of all lines together. `None` where it was stopped before anything was known.
pub fn frontier(question: &Question, levers: &[(Lever, Vec<usize>)], ears: Ears) -> Result<Option<Frontier>, Refusal> {
    let mut combined: Vec<Vec<f64>> = vec![Vec::new()];
    for (lever, places) in levers {
        let with = |before: &Vec<f64>| {
            let before = before.clone();
            places.iter().map(move |&place| before.iter().copied().chain([lever.value(place)]).collect::<Vec<f64>>())
        };
        combined = combined.iter().flat_map(with).collect();
    }
    if combined.len() > MOST_LINES {
        let message = format!("{} combinations would each be searched, and {MOST_LINES} is the most", combined.len());
        let problem = crate::scenario::Problem::new(message);
        return Err(problem.help("ask for fewer roles, or a narrower range of each: `--role gp:36..42`").into());
    }
    let confidence = 1.0 - (1.0 - question.confidence) / combined.len() as f64;
    let with = |given: &[f64]| -> Result<Scenario, Refusal> {
        let practice = &question.practice;
        let changes =
            levers.iter().zip(given).flat_map(|((lever, _), &value)| lever.changes(&practice.settings, value));
        practice.what_if(&practice.name, changes.collect())
    };
    let mut questions = Vec::new();
    for given in &combined {
        questions.push(Question { practice: with(given)?, confidence, ..question.clone() });
    }
    let Some(prepared) = prepare(&questions.iter().collect::<Vec<_>>(), &[], 0)? else { return Ok(None) };
    let mut all: Option<Frontier> = None;
    let mut start = question.lever.now;
    for (given, asked) in combined.into_iter().zip(&questions) {
        let now = all.as_ref().map(|frontier| &frontier.now.tried);
        let Some(mut sizing) = size_in(&prepared, asked, Around::Line(start, now), ears)? else { break };
        // The next line asks for about as many.
        start = sizing.enough().unwrap_or(start);
        let enough = sizing.found.enough.and_then(|place| sizing.sizes.remove(&place));
        let short = sizing.short();
        let stopped = sizing.found.stopped;
        let frontier = all.get_or_insert_with(|| Frontier {
            levers: levers.iter().map(|(lever, _)| lever.clone()).chain([question.lever.clone()]).collect(),
            targets: question.targets.clone(),
            lines: Vec::new(),
            now: sizing.now.clone(),
            has_now: levers
                .iter()
                .map(|(lever, _)| lever)
                .chain([&question.lever])
                .map(|lever| question.baseline.number(&lever.path).unwrap_or(lever.now))
                .collect(),
            confidence: question.confidence,
            looks: sizing.looks.clone(),
            warm_up_days: sizing.warm_up_days,
            settled: sizing.settled,
            days: sizing.days,
            asked: questions.len(),
            stopped: false,
        });
        frontier.lines.push(Line { given, found: sizing.found, enough, short });
        if stopped {
            break;
        }
    }
    if let Some(frontier) = &mut all {
        // The last line may have been searched in part only.
        let in_part = frontier.lines.last().is_some_and(|line| line.found.stopped);
        frontier.stopped = in_part || frontier.lines.len() < questions.len();
    }
    Ok(all)
}
