//! The page of every combination: which two or three first, what may be promised of them, what overlaps, and who pays.

use super::{frame, in_turn, placed, stretch, tabled, warnings};
use crate::experiment::View;
use crate::experiment::combine::{AIMS, Answers, Best, Chosen, Combined, Design, FIGURES, Question, Shares, Wanted};
use crate::report::About;
use crate::report::document::{Document, Line, Part, Table};
use crate::report::plots::{self, CannotDraw};
use crate::report::said::{self, Kind, Said};
use crate::report::table::how;
use crate::report::words::{action, actions};
use crate::stats::Estimate;

/// Charts on the first pages.
const FIRST: [&str; 2] = ["made-of", "shapley"];
/// Sets and pairs that are named before the rest is counted.
const NAMED: usize = 8;

/// The document; `made_of` is all that the results depend on, as a text.
pub fn of_combination(
    about: &About,
    view: View,
    combined: &Combined,
    wanted: &Wanted,
    answers: &Answers,
    made_of: &str,
) -> Result<Document, CannotDraw> {
    let mut document = frame(about, question(about, view, combined), made_of);
    let levels: Vec<_> = answers.findings.rows().filter(|(set, ..)| *set == 0).map(|(.., row)| row).collect();
    document.warnings = warnings(about, &levels);
    document.in_short = in_short(view, combined, wanted, answers);
    if !answers.best.is_empty() {
        document.first.push(best(combined, wanted, answers));
    }
    let (first, more) = placed(plots::of_combination(about, combined, wanted, answers)?, &FIRST);
    document.first.extend(first);
    document.more.extend(more);
    if let Some(shares) = answers.findings.shares_of(wanted.figure) {
        document.more.push(attribution(combined, shares));
        document.more.extend(pairs(combined, shares));
    }
    document.more.extend(front(combined, answers));
    document.more.push(effects(combined, answers));
    Ok(document)
}

/// The document of a search for the best set alone.
pub fn of_selection(
    about: &About,
    view: View,
    combined: &Combined,
    asked: &Question,
    chosen: &Chosen,
    made_of: &str,
) -> Document {
    let mut document = frame(about, question(about, view, combined), made_of);
    document.warnings =
        warnings(about, &[]).into_iter().filter(|said| !said.text().starts_with("Nothing happens")).collect();
    let name = combined.name(chosen.best);
    let label = FIGURES[asked.figure].label;
    document.in_short = vec![match chosen.decided {
        true => Said::from(format!(
            "With {}% confidence {name} is the best of {} sets by {label}, if it is better than every other by {} {} or more.",
            100.0 * asked.confidence,
            chosen.sets.len(),
            asked.worth_telling,
            FIGURES[asked.figure].unit()
        )),
        false => {
            Said::from(format!("Not decided: several sets are still in question, and nothing is promised of {name}."))
        }
    }];
    let lines = chosen.sets.iter().take(2 * NAMED).map(|set| {
        let question = if set.in_question { "in question" } else { "left out" };
        let replications = Said::default().figure(set.replications.to_string(), set.replications as f64);
        let mean = Said::default().figure(crate::report::words::three_digits(set.mean), set.mean);
        Line::Row(set.name.clone(), vec![replications, mean, Said::from(question)])
    });
    let table = Table {
        caption: "Means are of different numbers of replications, and no estimates to promise".into(),
        columns: ["Set", "Replications", "Mean", ""].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    document.first.push(tabled("Where the replications went", table));
    document
}

fn question(about: &About, view: View, combined: &Combined) -> String {
    let (n, sets) = (combined.actions.len(), combined.sets.len());
    let which = match combined.design {
        Design::Every => {
            format!("Every combination of {}, {sets} sets with the practice as it is among them", actions(n))
        }
        Design::Screening => format!("A screening of {n} actions in {sets} sets of them"),
    };
    let how = how(about).lines().next().unwrap_or_default().to_string();
    let names: Vec<String> = combined.actions.iter().map(|id| action(id)).collect();
    format!("{which}: {}. {} {how}", names.join(", "), stretch(about, view))
}

fn kind(figure: usize) -> Kind {
    if FIGURES[figure].unit().starts_with("share") { Kind::Points } else { Kind::Plain }
}

fn in_short(view: View, combined: &Combined, wanted: &Wanted, answers: &Answers) -> Vec<Said> {
    let (label, kind) = (FIGURES[wanted.figure].label, kind(wanted.figure));
    let of_size = |size: usize| answers.best.iter().find(|best| best.size == size);
    let mut said = Vec::new();
    for best in [of_size(2), of_size(3)].into_iter().flatten() {
        let count = if best.size == 2 { "two" } else { "three" };
        let others = match best.or.len() {
            0 => String::new(),
            1 => "; one other set may be the best instead".into(),
            many => format!("; {many} others may be the best instead"),
        };
        let sentence = Said::from(format!("The best {count}: {}, ", named(combined, best.set)));
        said.push(sentence.then(said::apart(&best.difference, kind)).words(format!(" ({label}){others}.")));
        if let Some(together) = &best.together {
            said.extend(overlap(best, together, kind));
        }
    }
    if let Some(shares) = answers.findings.shares_of(wanted.figure)
        && let Some(joint) = &shares.joint
    {
        said.push(Said::from("All of them together: ").then(said::apart(joint, kind)).words(format!(" ({label}).")));
    }
    if let Some(reached) = &answers.reached {
        let names: Vec<String> = reached.sets.iter().take(NAMED).map(|&set| combined.name(set)).collect();
        let more = reached.sets.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        said.push(Said::from(format!(
            "The fewest actions that reach {}: {} ({}{more}).",
            wanted.targets.iter().map(|target| target.says()).collect::<Vec<_>>().join(" and "),
            reached.size,
            names.join(", ")
        )));
    }
    said.extend(in_turn(view, combined.actions.len()));
    said.push(Said::from(
        "A set that is the best of many is also one that luck favours: promise less than its figure.",
    ));
    said
}

/// A set by the names of its actions.
fn named(combined: &Combined, set: u64) -> String {
    let names = combined.actions.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, id)| action(id));
    names.collect::<Vec<_>>().join(" and ")
}

/// What a set's actions lose or win by being together, where that is clear.
fn overlap(best: &Best, together: &Estimate, kind: Kind) -> Option<Said> {
    let words = match (together.low > 0.0, together.high < 0.0) {
        (true, _) => "They help each other: ",
        (_, true) => "They overlap: ",
        _ => return None,
    };
    let alone = if best.size == 2 { "what both bring alone" } else { "what the three bring alone" };
    Some(Said::from(words).then(said::apart(together, kind)).words(format!(" beside the sum of {alone}.")))
}

/// The best set of each size, and of the best two and three what they are made of.
fn best(combined: &Combined, wanted: &Wanted, answers: &Answers) -> Part {
    let kind = kind(wanted.figure);
    let mut lines = Vec::new();
    for best in &answers.best {
        let others = match best.or.len() {
            0 => Said::from("none"),
            many => {
                let names: Vec<String> = best.or.iter().take(2).map(|&set| combined.name(set)).collect();
                let more = if many > 2 { format!(" and {} more", many - 2) } else { String::new() };
                Said::from(format!("{}{more}", names.join(", ")))
            }
        };
        let name = format!("{}: {}", best.size, combined.name(best.set));
        lines.push(Line::Row(name, vec![said::apart(&best.difference, kind), others]));
        if (2..=3).contains(&best.size) {
            let members = (0..combined.actions.len()).filter(|at| best.set >> at & 1 == 1);
            for (at, alone) in members.zip(&best.alone) {
                let name = format!("   {} alone", action(&combined.actions[at]));
                lines.push(Line::Row(name, vec![said::apart(alone, kind), Said::default()]));
            }
            if let Some(together) = &best.together {
                lines.push(Line::Row("   overlap or boost".into(), vec![said::apart(together, kind), Said::default()]));
            }
        }
    }
    let table = Table {
        caption:
            "Number of actions and the best set; under the best two and three what they are made of, which adds up \
                  (95% intervals)"
                .into(),
        columns: ["Set", FIGURES[wanted.figure].label, "May be best instead"].map(String::from).to_vec(),
        lines,
    };
    tabled("The best set of each size", table)
}

/// Each action's share of what all do together.
fn attribution(combined: &Combined, shares: &Shares) -> Part {
    let kind = kind(shares.figure);
    let of = |at: usize| shares.actions[at].shapley.unwrap_or(shares.actions[at].main);
    let mut order: Vec<usize> = (0..shares.actions.len()).collect();
    order.sort_by(|&a, &b| of(b).estimate.abs().total_cmp(&of(a).estimate.abs()));
    let cell = |estimate: Option<Estimate>| estimate.map_or(Said::default(), |it| said::apart(&it, kind));
    let mut lines: Vec<Line> = order
        .iter()
        .map(|&at| {
            let share = &shares.actions[at];
            Line::Row(action(&combined.actions[at]), vec![cell(Some(of(at))), cell(share.alone), cell(share.last)])
        })
        .collect();
    if let Some(joint) = shares.joint {
        lines.push(Line::Row("All together".into(), vec![cell(Some(joint)), Said::default(), Said::default()]));
    }
    let share = if shares.joint.is_some() { "Share of the whole (Shapley)" } else { "Main effect" };
    let table = Table {
        caption: format!("{}: what each action adds (95% intervals)", FIGURES[shares.figure].label),
        columns: ["Action", share, "Alone", "Added last"].map(String::from).to_vec(),
        lines,
    };
    tabled("Who makes how much of what all do together", table)
}

/// Pairs that clearly help or hinder each other, the strongest first.
fn pairs(combined: &Combined, shares: &Shares) -> Option<Part> {
    let kind = kind(shares.figure);
    let mut sure: Vec<_> = shares.pairs.iter().filter(|pair| !said::spans_0(&pair.interaction)).collect();
    sure.sort_by(|a, b| b.interaction.estimate.abs().total_cmp(&a.interaction.estimate.abs()));
    let (clear, all) = (sure.len(), shares.pairs.len());
    if all == 0 {
        return None;
    }
    let lines = sure.iter().take(2 * NAMED).map(|pair| {
        let name = [pair.one, pair.two].map(|at| action(&combined.actions[at])).join(" and ");
        let which = if pair.interaction.estimate > 0.0 { "more together than apart" } else { "overlap" };
        Line::Row(name, vec![said::apart(&pair.interaction, kind), Said::from(which)])
    });
    let table = Table {
        caption: format!(
            "{}: interactions of pairs, the strongest of {clear} clear ones (95% intervals)",
            FIGURES[shares.figure].label
        ),
        columns: ["Pair", "Interaction", ""].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    let chance = (0.05 * all as f64).round();
    let said = format!("Of {all} pairs {clear} differ clearly from nothing; about {chance} would by chance alone.");
    Some(Part { said: vec![Said::from(said)], ..tabled("Pairs that help or hinder each other", table) })
}

/// Sets that no other beats in everything.
fn front(combined: &Combined, answers: &Answers) -> Option<Part> {
    let on: Vec<_> = answers.front.iter().filter(|front| front.on).collect();
    if on.is_empty() {
        return None;
    }
    let lines = on.iter().take(2 * NAMED).map(|front| {
        let cell = |&aim: &usize| {
            answers.findings.difference(front.set, aim).map_or(Said::default(), |it| said::apart(&it, kind(aim)))
        };
        let share = Said::default().figure(format!("{:.0}%", 100.0 * front.share), front.share);
        Line::Row(combined.name(front.set), AIMS.iter().map(cell).chain([share]).collect())
    });
    let heads = AIMS.iter().map(|&aim| FIGURES[aim].label.to_string());
    let table = Table {
        caption: "Differences from the practice as it is, and how often each is on the front in resampled replications"
            .into(),
        columns: std::iter::once("Set".to_string()).chain(heads).chain(["On the front".into()]).collect(),
        lines: lines.collect(),
    };
    let said = format!(
        "{} of {} sets are beaten by no other in all four aims; all are in pareto.csv.",
        on.len(),
        combined.sets.len()
    );
    Some(Part { said: vec![Said::from(said)], ..tabled("Sets that no other beats in everything", table) })
}

/// Each action's share of the main figures.
fn effects(combined: &Combined, answers: &Answers) -> Part {
    const SHOWN: [&str; 6] = [
        "gp_hours_released",
        "gp_hours_claimed",
        "other_hours_worked",
        "cost",
        "need_to_seen_days",
        "phone_answered_share",
    ];
    let figures: Vec<usize> =
        SHOWN.iter().filter_map(|name| FIGURES.iter().position(|figure| figure.measure == *name)).collect();
    let cell = |figure: usize, of: &dyn Fn(&Shares) -> Option<Estimate>| {
        let estimate = answers.findings.shares_of(figure).and_then(of);
        estimate.map_or(Said::default(), |it| said::apart(&it, kind(figure)))
    };
    let mut lines = Vec::new();
    for (at, name) in combined.actions.iter().enumerate() {
        let of = |shares: &Shares| shares.actions[at].shapley.or(Some(shares.actions[at].main));
        lines.push(Line::Row(action(name), figures.iter().map(|&figure| cell(figure, &of)).collect()));
    }
    if combined.design == Design::Every {
        let of = |shares: &Shares| shares.joint;
        lines.push(Line::Row("All together".into(), figures.iter().map(|&figure| cell(figure, &of)).collect()));
    }
    let heads = figures.iter().map(|&figure| FIGURES[figure].label.to_string());
    let table = Table {
        caption: "Each action's share of what all do together (95% intervals)".into(),
        columns: std::iter::once("Action".to_string()).chain(heads).collect(),
        lines,
    };
    tabled("What each action does, and who pays", table)
}
