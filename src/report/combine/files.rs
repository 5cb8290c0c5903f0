//! The files of every combination: what each action and pair adds to each figure, the front, and all of it for programs.

use crate::experiment::combine::{AIMS, Answers, Chosen, Combined, FIGURES, Question, Wanted};
use crate::report::About;
use crate::report::csv::{number, whole};
use crate::stats::Estimate;
use serde::Serialize;
use serde_json::{Value, json};

/// Every set's rows, for `results.csv`: a set is called `1+3+4`, and the practice as it is by its own name.
pub fn csv_rows(about: &About, combined: &Combined, answers: &Answers) -> Vec<(String, bool, crate::experiment::Row)> {
    let name = |set: u64| if set == 0 { about.scenario.to_string() } else { combined.name(set) };
    answers.findings.rows().map(|(set, differs, row)| (name(set), differs, row)).collect()
}

/// `attribution.csv`: figure, action, and what the action adds by each meaning of the word.
pub fn attribution(combined: &Combined, answers: &Answers) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "measure",
        "group",
        "unit",
        "action",
        "effect",
        "estimate",
        "se",
        "ci_low",
        "ci_high",
        "replications",
    ])?;
    for shares in &answers.findings.shares {
        let figure = &FIGURES[shares.figure];
        let mut line = |action: &str, effect: &str, estimate: Option<Estimate>| {
            let Some(estimate) = estimate else { return Ok(()) };
            let what = [figure.measure, figure.group, figure.unit(), action, effect].map(String::from);
            out.write_record(what.into_iter().chain(numbers(&estimate)))
        };
        for (action, share) in combined.actions.iter().zip(&shares.actions) {
            line(action, "shapley", share.shapley)?;
            line(action, "main_effect", Some(share.main))?;
            line(action, "alone", share.alone)?;
            line(action, "last_of_all", share.last)?;
        }
        line("all", "joint", shares.joint)?;
    }
    whole(out)
}

/// `interactions.csv`: every pair of actions and every figure.
pub fn interactions(combined: &Combined, answers: &Answers) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "measure",
        "group",
        "unit",
        "action",
        "other",
        "estimate",
        "se",
        "ci_low",
        "ci_high",
        "replications",
    ])?;
    for shares in &answers.findings.shares {
        let figure = &FIGURES[shares.figure];
        for pair in &shares.pairs {
            let (one, two) = (combined.actions[pair.one].as_str(), combined.actions[pair.two].as_str());
            let what = [figure.measure, figure.group, figure.unit(), one, two].map(String::from);
            out.write_record(what.into_iter().chain(numbers(&pair.interaction)))?;
        }
    }
    whole(out)
}

/// `pareto.csv`: sets on the front, by the means (1) or in some resamples only (0), with their differences from the
/// practice as it is.
pub fn pareto(combined: &Combined, answers: &Answers) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut columns = vec!["scenario".to_string(), "on_front".into(), "share_of_resamples".into()];
    for aim in AIMS {
        let name = FIGURES[aim].measure;
        columns.extend([name.to_string(), format!("{name}_ci_low"), format!("{name}_ci_high")]);
    }
    out.write_record(&columns)?;
    for front in &answers.front {
        let mut line = vec![combined.name(front.set), u8::from(front.on).to_string(), number(front.share)];
        for aim in AIMS {
            let difference = answers.findings.difference(front.set, aim);
            let of = |part: fn(&Estimate) -> f64| difference.as_ref().map_or(String::new(), |it| number(part(it)));
            line.extend([of(|it| it.estimate), of(|it| it.low), of(|it| it.high)]);
        }
        out.write_record(&line)?;
    }
    whole(out)
}

/// `best.csv`: the best set of each size, and of those with more than one action what each brings alone and what they gain
/// or lose together, which adds up.
pub fn best(combined: &Combined, wanted: &Wanted, answers: &Answers) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["size", "scenario", "measure", "part", "estimate", "se", "ci_low", "ci_high", "replications"])?;
    for best in &answers.best {
        let head = [best.size.to_string(), combined.name(best.set), FIGURES[wanted.figure].name()];
        let mut line = |part: &str, estimate: &Estimate| {
            let head = head.iter().cloned().chain([part.to_string()]);
            out.write_record(head.chain(numbers(estimate)))
        };
        line("in_all", &best.difference)?;
        let members = (0..combined.actions.len()).filter(|at| best.set >> at & 1 == 1);
        for (at, alone) in members.zip(&best.alone) {
            line(&format!("{} alone", combined.actions[at]), alone)?;
        }
        best.together.iter().try_for_each(|together| line("together", together))?;
    }
    whole(out)
}

/// What `results.json` says, in the order of its names.
#[derive(Serialize)]
struct Said<'a> {
    actions: &'a [String],
    attribution: Vec<Value>,
    baseline: &'a str,
    best: Vec<Value>,
    best_by: String,
    days: u32,
    pareto: Vec<Value>,
    reached: Option<Value>,
    replications: usize,
    results: Vec<Line<'a>>,
    seed: u64,
    targets: Vec<String>,
    title: &'a str,
    warm_up_days: u32,
}

/// One figure of one set. A thousand sets have some 50,000 of these, which as values would take a hundred MB.
#[derive(Serialize)]
struct Line<'a> {
    ci_high: f64,
    ci_low: f64,
    count: f64,
    estimate: f64,
    group: String,
    measure: &'a str,
    replications: usize,
    scenario: String,
    se: f64,
    stat: String,
    unit: &'a str,
    versus: &'a str,
}

/// `results.json`, as it is written.
pub fn json(
    about: &About,
    combined: &Combined,
    wanted: &Wanted,
    answers: &Answers,
) -> Result<String, serde_json::Error> {
    let name = |set: u64| combined.name(set);
    let results = answers.findings.rows().map(|(set, differs, row)| Line {
        ci_high: row.estimate.high,
        ci_low: row.estimate.low,
        count: row.count,
        estimate: row.estimate.estimate,
        group: row.group,
        measure: row.measure,
        replications: row.estimate.replications,
        scenario: if set == 0 { about.scenario.into() } else { name(set) },
        se: row.estimate.se,
        stat: row.stat,
        unit: row.unit,
        versus: if differs { about.scenario } else { "" },
    });
    let shares = answers.findings.shares.iter().map(|shares| {
        let action = |(action, share): (&String, &crate::experiment::combine::Share)| {
            json!({
                "action": action,
                "shapley": share.shapley.as_ref().map(estimate),
                "main_effect": estimate(&share.main),
                "alone": share.alone.as_ref().map(estimate),
                "last_of_all": share.last.as_ref().map(estimate),
            })
        };
        let pair = |pair: &crate::experiment::combine::Pair| {
            let actions = [pair.one, pair.two].map(|at| &combined.actions[at]);
            json!({ "actions": actions, "interaction": estimate(&pair.interaction) })
        };
        json!({
            "figure": FIGURES[shares.figure].name(),
            "unit": FIGURES[shares.figure].unit(),
            "joint": shares.joint.as_ref().map(estimate),
            "actions": combined.actions.iter().zip(&shares.actions).map(action).collect::<Vec<_>>(),
            "interactions": shares.pairs.iter().map(pair).collect::<Vec<_>>(),
        })
    });
    let best = answers.best.iter().map(|best| {
        json!({
            "size": best.size,
            "scenario": name(best.set),
            "difference": estimate(&best.difference),
            "may_be_best_instead": best.or.iter().map(|&set| name(set)).collect::<Vec<_>>(),
            "compared": best.among,
            "alone": best.alone.iter().map(estimate).collect::<Vec<_>>(),
            "together": best.together.as_ref().map(estimate),
        })
    });
    let front = answers
        .front
        .iter()
        .map(|front| json!({ "scenario": name(front.set), "on_front": front.on, "share_of_resamples": front.share }));
    let reached = answers.reached.as_ref().map(|reached| {
        let sets: Vec<String> = reached.sets.iter().map(|&set| name(set)).collect();
        json!({ "size": reached.size, "scenarios": sets, "bounds": reached.bounds })
    });
    let mut said = serde_json::to_string_pretty(&Said {
        actions: &combined.actions,
        attribution: shares.collect(),
        baseline: about.scenario,
        best: best.collect(),
        best_by: FIGURES[wanted.figure].name(),
        days: about.days,
        pareto: front.collect(),
        reached,
        replications: about.replications,
        results: results.collect(),
        seed: about.seed,
        targets: wanted.targets.iter().map(|target| target.says()).collect(),
        title: about.title,
        warm_up_days: about.warm_up_days,
    })?;
    said.shrink_to_fit();
    Ok(said)
}

/// `selection.csv`: how many replications each set had, and its mean over these.
pub fn selected(chosen: &Chosen) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["scenario", "replications", "mean", "in_question"])?;
    for set in &chosen.sets {
        let replications = set.replications.to_string();
        out.write_record([&set.name, &replications, &number(set.mean), &u8::from(set.in_question).to_string()])?;
    }
    whole(out)
}

/// The same for programs.
pub fn selected_json(about: &About, combined: &Combined, asked: &Question, chosen: &Chosen) -> Value {
    let sets = chosen.sets.iter().map(|set| {
        json!({ "scenario": set.name, "replications": set.replications, "mean": set.mean, "in_question": set.in_question })
    });
    json!({
        "baseline": about.scenario,
        "title": about.title,
        "actions": combined.actions,
        "seed": about.seed,
        "days": about.days,
        "warm_up_days": about.warm_up_days,
        "best_by": FIGURES[asked.figure].name(),
        "best": combined.name(chosen.best),
        "decided": chosen.decided,
        "worth_telling": asked.worth_telling,
        "confidence": asked.confidence,
        "runs": chosen.runs,
        "runs_of_all": chosen.runs_of_all,
        "sets": sets.collect::<Vec<_>>(),
    })
}

fn estimate(e: &Estimate) -> Value {
    // JSON has no NaN: an unknown error is null.
    json!({ "estimate": e.estimate, "se": e.se, "ci_low": e.low, "ci_high": e.high, "replications": e.replications })
}

fn numbers(e: &Estimate) -> [String; 5] {
    let [estimate, se, low, high] = [e.estimate, e.se, e.low, e.high].map(number);
    [estimate, se, low, high, e.replications.to_string()]
}
