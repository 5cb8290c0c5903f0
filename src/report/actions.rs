//! The library of actions at a terminal, and as JSON.

use super::words::wrapped_by;
use crate::scenario::action::{Action, Effect, Force, HEADLINES, Hours};
use crate::scenario::names::Role;
use crate::scenario::{Evidence, Op, Value};
use serde_json::{Value as Json, json};

/// A line for each action, under the ten.
pub fn list(actions: &[Action]) -> String {
    let mut out = String::from("Ten actions and their parts. The grade says how good the evidence is, A best.\n");
    let mut under = 0;
    let width = actions.iter().map(|action| action.name.chars().count()).max().unwrap_or(0);
    for action in actions {
        if action.headline() != under {
            under = action.headline();
            out.push_str(&format!("\n{under:>2}  {}\n", HEADLINES.get(under - 1).unwrap_or(&"")));
        }
        let hours: f64 = action.hours.iter().map(|hours| hours.weekly).sum();
        let weekly = if hours > 0.0 { "costs time every week" } else { "" };
        let Action { id, name, grade, .. } = action;
        out.push_str(format!("    {id:<5} {name:<width$}  {grade}  {weekly}").trim_end());
        out.push('\n');
    }
    out.push_str(
        "\n`headroom actions 3.2` shows one; `headroom compare average-2018 --action 3.2` shows what it does.\n",
    );
    out
}

/// One action in full.
pub fn page(action: &Action) -> String {
    let mut out = format!("{} {}\n", action.id, action.name);
    let mut paragraph = |title: &str, text: &str| out.push_str(&format!("\n{title}\n{}\n", wrapped_by(text, 2)));
    paragraph("For a patient", &action.patient);
    paragraph("For the practice", &action.practice);
    let grade = match action.grade {
        'A' => "A: trials, or several controlled studies that agree",
        'B' => "B: a controlled study, or large ones before and after",
        'C' => "C: single studies without controls, or studies that contradict each other",
        _ => "D: judgement, or what those who offer it say",
    };
    let sources = if action.sources.is_empty() { "none found".into() } else { action.sources.join(", ") };
    paragraph("Evidence", &format!("{grade}. Sources: {sources} (scenarios/SOURCES.md)."));
    out.push_str("\nWhat it changes (best value, range; the source, and how sure)\n");
    for effect in &action.effects {
        out.push_str(&changes(effect));
    }
    if let Some(improves) = &action.improves {
        let text = format!(
            "The odds of taking another action up are multiplied by {}, those of how much of it is done by {}; it goes {} times as fast and lasts {} times as long.",
            improves.adopting_odds, improves.fidelity_odds, improves.speed, improves.lasting
        );
        out.push_str(&format!("{}\n", wrapped_by(&text, 2)));
    }
    out.push_str("\nWhat it costs in staff time\n");
    for hours in &action.hours {
        out.push_str(&format!("  {}\n", costs(hours)));
    }
    out.push_str(&format!("\nHow it takes hold\n{}\n", wrapped_by(&course(action), 2)));
    for (title, lines) in [
        ("It needs", action.requires.iter().map(|requirement| requirement.says.clone()).collect::<Vec<_>>()),
        ("What else it may bring", action.unintended.clone()),
    ] {
        if !lines.is_empty() {
            out.push_str(&format!("\n{title}\n"));
            lines.iter().for_each(|line| out.push_str(&format!("{}\n", wrapped_by(line, 2))));
        }
    }
    out
}

/// An array of objects with `id`.
pub fn json(actions: &[Action]) -> String {
    format!("{:#}", Json::Array(actions.iter().map(object).collect()))
}

fn object(action: &Action) -> Json {
    let effect = |effect: &Effect| {
        json!({
            "path": effect.path, "op": word(effect.op), "value": amount(&effect.value), "claimed": effect.claimed,
            "per_1000_patients": effect.per_1000, "because": effect.because,
            "takes_hold": match effect.force {
                Force::Gradual => "gradually",
                Force::AtOnce => "from the start",
                Force::Whole => "whole",
            },
        })
    };
    let hours = |hours: &Hours| {
        json!({
            "role": hours.role.id(), "setting_up": hours.setting_up, "training": hours.training,
            "weekly": hours.weekly, "per_1000_patients": hours.per_1000,
        })
    };
    json!({
        "id": action.id, "name": action.name, "headline": HEADLINES.get(action.headline().wrapping_sub(1)),
        "patient": action.patient, "practice": action.practice, "grade": action.grade.to_string(),
        "sources": action.sources, "changes": action.effects.iter().map(effect).collect::<Vec<_>>(),
        "hours": action.hours.iter().map(hours).collect::<Vec<_>>(),
        "lag_weeks": action.course.lag, "ramp_weeks": action.course.ramp, "half_life_weeks": action.course.half_life,
        "requires": action.requires.iter().map(|requirement| &requirement.says).collect::<Vec<_>>(),
        "unintended": action.unintended,
    })
}

fn amount(value: &Value) -> Json {
    match value {
        Value::Number(number) => json!(number),
        Value::Range { low, best, high } => json!({ "low": low, "best": best, "high": high }),
        Value::Text(text) => json!(text),
    }
}

fn word(op: Op) -> &'static str {
    match op {
        Op::Set => "set",
        Op::Scale => "scale",
        Op::Add => "add",
        Op::Odds => "odds",
    }
}

fn changes(effect: &Effect) -> String {
    let claimed = effect.claimed.map_or(String::new(), |claimed| format!("; claimed {claimed}"));
    let said = effect_said(effect, Evidence::Evaluated);
    format!("  {said}{claimed}\n{}\n", wrapped_by(&effect.because, 6))
}

/// What an effect does to its setting, with the range that is known: `phone.redial odds × 0.7 (0.6 to 0.8)`.
pub(super) fn effect_said(effect: &Effect, evidence: Evidence) -> String {
    let amount = match (&effect.value, effect.claimed, evidence) {
        (_, Some(claimed), Evidence::Claimed) => format!("{claimed}, as claimed"),
        (Value::Number(number), ..) => number.to_string(),
        (Value::Range { low, best, high }, ..) => format!("{best} ({low} to {high})"),
        (Value::Text(text), ..) => text.clone(),
    };
    let how = match effect.op {
        Op::Set => "=",
        Op::Scale => "×",
        Op::Add => "+",
        Op::Odds => "odds ×",
    };
    let per = if effect.per_1000 { " for 1,000 patients" } else { "" };
    format!("{} {how} {amount}{per}", effect.path)
}

fn costs(hours: &Hours) -> String {
    let parts = [(hours.setting_up, "setting up"), (hours.training, "training"), (hours.weekly, "a week")];
    let said = parts.iter().filter(|(amount, _)| *amount > 0.0).map(|(amount, what)| format!("{amount} h {what}"));
    let per = if hours.per_1000 { ", for 1,000 patients" } else { "" };
    format!("{}: {}{per}", role(hours.role), said.collect::<Vec<_>>().join(", "))
}

fn role(role: Role) -> String {
    super::words::role(role.id())
}

fn course(action: &Action) -> String {
    let course = action.course;
    let weeks = |weeks: f64| if weeks == 1.0 { "1 week".to_string() } else { format!("{weeks} weeks") };
    let lasts = match course.half_life {
        Some(half_life) => format!("half of it is lost in {}", weeks(half_life)),
        None => "it is lost as changes usually are".into(),
    };
    let (lag, ramp) = (weeks(course.lag), weeks(course.ramp));
    format!(
        "The first change comes {lag} after the decision, nine tenths of the effect {ramp} after that; then {lasts}."
    )
}
