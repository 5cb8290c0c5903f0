//! The page and the files of `headroom sensitivity`: how far an answer hangs on evidence that is only known as a range.

use super::csv::{number, whole};
use super::table::warm_up;
use super::words::{figure, three_digits, with_interval, wrapped};
use super::{About, guard};
use crate::experiment::sensitivity::{Outcome, Unknown};
use crate::experiment::{Row, View};
use crate::scenario::Op;
use crate::stats::{Estimate, Spread};
use serde_json::{Value, json};

/// Values that a page has room for; the files have all.
const SHOWN: usize = 12;

/// What is asked, in words.
pub struct Asked<'a> {
    /// The scenario's name: its actions.
    pub scenario: &'a str,
    /// The figure, as it was typed.
    pub figure: &'a str,
    pub view: View,
}

/// Every estimate, for `results.csv` and `results.json`.
pub fn rows(asked: &Asked<'_>, outcome: &Outcome) -> Vec<Row> {
    let replications = f64::from(outcome.replications);
    let row = |measure, group: &str, unit, stat: &str, estimate, count, denominator| Row {
        measure,
        group: group.into(),
        unit,
        stat: stat.into(),
        estimate,
        count,
        denominator,
    };
    let (unit, draws) = (outcome.unit, outcome.answers.len());
    let of_draws = |measure, group: &str, stat: &str, estimate| {
        row(measure, group, unit, stat, estimate, draws as f64, "draws of the evidence")
    };
    let spread = |spread: Spread| Estimate {
        estimate: spread.value,
        se: f64::NAN,
        replications: draws,
        low: spread.low,
        high: spread.high,
        skew: 0.0,
    };
    let mut all = vec![
        row("answer_at_best", asked.figure, unit, "mean", outcome.best, replications, "replications"),
        of_draws("answer", asked.figure, "mean", spread(outcome.spread.mean)),
    ];
    for (stat, value) in ["p5", "p50", "p95"].into_iter().zip(outcome.range) {
        all.push(of_draws("answer", asked.figure, stat, spread(value)));
    }
    all.push(of_draws("answer_sd", "not_knowing", "sd", spread(outcome.spread.rows)));
    all.push(of_draws("answer_sd", "luck_of_one_run", "sd", spread(outcome.spread.columns)));
    for (unknown, ends) in outcome.unknowns.iter().zip(&outcome.ends) {
        for (measure, end) in ["answer_at_low", "answer_at_high", "answer_low_to_high"].into_iter().zip(ends) {
            all.push(row(measure, &name(unknown), unit, "mean", *end, replications, "replications"));
        }
    }
    let names = outcome.unknowns.iter().map(name).chain(["unexplained".into()]);
    let shares = outcome.shares.iter().flat_map(|shared| shared.shares.iter().copied());
    for (name, [estimate, low, high]) in names.zip(shares) {
        let share = Estimate { estimate, se: f64::NAN, replications: draws, low, high, skew: 0.0 };
        let of = "variance that comes of not knowing";
        all.push(row("variance_share", &name, "share", "share", share, draws as f64, of));
    }
    all
}

/// `attendance.prompts.reminder.odds`, or `tasks.letter.minutes.gp *=`: the setting and, where it is not set, what is done
/// to it.
fn name(unknown: &Unknown) -> String {
    match unknown.op {
        Op::Set => unknown.path.clone(),
        op => format!("{} {}", unknown.path, op.sign().trim()),
    }
}

/// The whole page.
pub fn page(about: &About, asked: &Asked<'_>, outcome: &Outcome) -> String {
    let view = match asked.view {
        View::Year => "the first year, week by week".to_string(),
        View::Settled { drop_weeks } => format!("everything in full, after {drop_weeks} weeks"),
    };
    let mut page = format!(
        "How sure is it what {} does in {}?\n{}: {}, with the actions less without; {view}.\n{} draws of {} values, each \
         over {} replications after {}, seed {}.\nIn brackets: 95% intervals.\n",
        asked.scenario,
        about.name(),
        asked.figure,
        if outcome.unit.is_empty() { "a ratio" } else { outcome.unit },
        outcome.answers.len(),
        outcome.unknowns.len(),
        outcome.replications,
        warm_up(about.warm_up_days),
        about.seed,
    );
    let ends = outcome.unknowns.iter().zip(&outcome.ends);
    let apart = ends.map(|(unknown, ends)| (format!("{} from low to high", name(unknown)), &ends[2]));
    let best = std::iter::once((format!("{} with every value at its best", asked.figure), &outcome.best));
    page.push_str(&guard::first(about, best.chain(apart)));
    for warning in &about.cautions {
        page.push_str(&format!("\n{}\n", wrapped(&format!("warning: {warning}"))));
    }
    let [low, middle, high] = outcome.range.map(|place| spread_said(&place));
    page.push_str("\nThe answer\n");
    page.push_str(&line("With every value at its best", &said(&outcome.best)));
    page.push_str(&line("On average over what the values may be", &spread_said(&outcome.spread.mean)));
    // Where luck hides what the values do, a range of nothing would be taken for certainty.
    if outcome.spread.rows.value > 0.0 {
        page.push_str(&line("Nine in ten of what it may be, from", &low));
        page.push_str(&line("  to", &high));
        page.push_str(&line("  the middle", &middle));
    } else {
        let why = "not told from luck by so few draws and replications";
        page.push_str(&line("Nine in ten of what it may be", why));
    }
    page.push_str("\nWhy one answer differs from another (standard deviations)\n");
    page.push_str(&line("Not knowing the values", &spread_said(&outcome.spread.rows)));
    page.push_str(&line("Luck, of one practice in one run", &spread_said(&outcome.spread.columns)));
    page.push_str(&tornado(outcome));
    page.push_str(&shared(outcome));
    page.push_str(&format!("\nWhat to measure next\n{}\n", wrapped(&next(outcome))));
    page.push_str(
        "\nValues are drawn from low by best to high (PERT), each by itself; `headroom actions ID` says where they\ncome from. A model of a practice, not a record of any. Headroom is not an NHS product.\n",
    );
    page
}

fn line(label: &str, value: &str) -> String {
    format!("  {label:<42}{value}\n")
}

fn said(estimate: &Estimate) -> String {
    let (value, interval) = with_interval(estimate, 3);
    interval.map_or_else(|| value.clone(), |interval| format!("{value}  ({interval})"))
}

fn spread_said(spread: &Spread) -> String {
    let Spread { value, low, high } = *spread;
    said(&Estimate { estimate: value, se: f64::NAN, replications: 0, low, high, skew: 0.0 })
}

/// Places of the values, the one that moves the answer furthest first.
fn furthest_first(outcome: &Outcome) -> Vec<usize> {
    let far = |at: &usize| outcome.ends[*at][2].estimate.abs();
    let mut order: Vec<usize> = (0..outcome.unknowns.len()).collect();
    order.sort_by(|a, b| far(b).total_cmp(&far(a)));
    order
}

fn tornado(outcome: &Outcome) -> String {
    let mut text = String::from("\nEach value from its low to its high end, all others at their best\n");
    for at in furthest_first(outcome).into_iter().take(SHOWN) {
        let (unknown, [low, high, apart]) = (&outcome.unknowns[at], &outcome.ends[at]);
        let Unknown { low: from, best, high: to, .. } = unknown;
        let [from, best, to] = [from, best, to].map(|value| three_digits(*value));
        text.push_str(&format!("  {} {} ({best}) {to}; action {}\n", name(unknown), from, unknown.actions.join(", ")));
        let half = |e: &Estimate| (e.high - e.low) / 2.0;
        let ends = [low, high].map(|end| figure(end.estimate, half(end), 3));
        text.push_str(&format!("    {} to {}; apart {}\n", ends[0], ends[1], said(apart)));
    }
    text + &left_out(outcome.unknowns.len())
}

fn left_out(all: usize) -> String {
    match all.saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("  … and {more} more, in results.csv\n"),
    }
}

fn shared(outcome: &Outcome) -> String {
    let mut text = String::from(
        "\nShare of the variance that comes of not knowing, by value (as estimated: luck may leave\none below 0 or above 100%)\n",
    );
    let Some(shares) = &outcome.shares else {
        let why = "Nothing to share out: too few draws were done, or no more of the spread than luck explains.";
        return format!("{text}{}\n", wrapped(why));
    };
    let (last, each) = shares.shares.split_last().map_or(([f64::NAN; 3], &[][..]), |(last, each)| (*last, each));
    let mut order: Vec<usize> = (0..each.len()).collect();
    order.sort_by(|&a, &b| each[b][0].total_cmp(&each[a][0]));
    for at in order.into_iter().take(SHOWN) {
        text.push_str(&format!("  {:<58}{}\n", name(&outcome.unknowns[at]), percent(&each[at])));
    }
    text.push_str(&left_out(each.len()));
    text.push_str(&format!("  {:<58}{}\n", "unexplained: values that act only together, and bends", percent(&last)));
    text
}

fn percent([value, low, high]: &[f64; 3]) -> String {
    format!("{:>3.0}%  ({:.0} to {:.0}%)", 100.0 * value, 100.0 * low, 100.0 * high)
}

/// The value whose knowledge would narrow the answer most.
pub fn next(outcome: &Outcome) -> String {
    let Some(best) = outcome.most_telling() else {
        return "Not knowing the values moves this answer no further than luck does: more replications would say more \
                than a study."
            .into();
    };
    let unknown = &outcome.unknowns[best.at];
    let mut text = format!(
        "{} (action {}): known exactly, the variance that comes of not knowing would fall by {}, and its standard deviation \
         from {} to {}.",
        name(unknown),
        unknown.actions.join(", "),
        percent(&best.share).trim_start().replace("  ", " "),
        three_digits(outcome.spread.rows.value),
        left_over(&best.left),
    );
    if !best.as_likely.is_empty() {
        let others: Vec<String> = best.as_likely.iter().map(|at| name(&outcome.unknowns[*at])).collect();
        text.push_str(&format!(" These draws cannot tell it apart from {}.", others.join(", ")));
    }
    if !unknown.because.is_empty() {
        text.push_str(&format!(" What is known of it: {}", unknown.because));
    }
    text
}

/// What is left of a standard deviation, from variances that luck may have left below 0: then more is explained than
/// there is, and no deviation can be told from none.
fn left_over([value, low, high]: &[f64; 3]) -> String {
    let deviation = |variance: f64| {
        if variance >= 0.0 { three_digits(variance.sqrt()) } else { "less than can be told from 0".to_string() }
    };
    format!("{} (from {} to {})", deviation(*value), deviation(*low), deviation(*high))
}

/// `draws.csv`: the values of a draw and what came of them, a draw a line.
pub fn draws(outcome: &Outcome) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let names = outcome.unknowns.iter().map(name);
    out.write_record(
        ["draw".to_string()].into_iter().chain(names).chain(["answer", "ci_low", "ci_high"].map(String::from)),
    )?;
    for (at, (values, answer)) in outcome.draws.iter().zip(&outcome.answers).enumerate() {
        let ends = [answer.estimate, answer.low, answer.high];
        let numbers = values.iter().copied().chain(ends).map(number);
        out.write_record([(at + 1).to_string()].into_iter().chain(numbers))?;
    }
    whole(out)
}

/// `results.json`.
pub fn json(about: &About, asked: &Asked<'_>, outcome: &Outcome, rows: &[Row]) -> Value {
    let mut value = super::json::results(about, rows);
    value["figure"] = asked.figure.into();
    value["actions"] = asked.scenario.into();
    value["draws"] = outcome.answers.len().into();
    let unknown = |unknown: &Unknown| {
        let Unknown { path, low, best, high, actions, because, .. } = unknown;
        let op = unknown.op.sign().trim();
        json!({ "path": path, "op": op, "low": low, "best": best, "high": high, "actions": actions, "because": because })
    };
    value["values"] = outcome.unknowns.iter().map(unknown).collect();
    value["measure_next"] = outcome.most_telling().map_or(Value::Null, |best| name(&outcome.unknowns[best.at]).into());
    value
}
