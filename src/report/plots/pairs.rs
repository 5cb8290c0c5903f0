//! How pairs of actions help or hinder each other: a cell for each pair, with its number and sign, darker where it is more,
//! framed where it is clear.

use super::axis::{Key, keys};
use super::canvas::{BODY, Canvas, Drawn, FIRST, From, GREY, Look, SECOND, SMALL, TEXT, THIRD, WIDTH, picture};
use super::made_of::{kind, scale};
use super::{Drawing, captioned};
use crate::experiment::combine::{Answers, Combined, FIGURES, Pair, Wanted};
use crate::report::About;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Kind, Said};
use crate::report::words::{figure, shortened};
use crate::stats::Estimate;

const TOP: f64 = 142.0;
const LEFT: f64 = 120.0;
const TALL: f64 = 34.0;
/// At most so much of a colour shows, so that dark figures stay readable on it.
const DARKEST: f64 = 0.5;
/// Pairs in the table, the strongest first.
const TABLED: usize = 15;

/// The chart; none of a screening design, which does not tell pairs apart.
pub(super) fn draw(about: &About, combined: &Combined, wanted: &Wanted, answers: &Answers) -> Drawing {
    let Some(shares) = answers.findings.shares_of(wanted.figure) else { return Ok(None) };
    if shares.pairs.is_empty() {
        return Ok(None);
    }
    let of = &FIGURES[wanted.figure];
    let (kind, better) = (kind(of.unit()), of.more_is_better());
    let is_clear = |e: &Estimate| said::has_interval(e) && !said::spans_0(e);
    let clear = |up: bool| {
        let clear = shares.pairs.iter().filter(|pair| is_clear(&pair.interaction));
        clear.filter(|pair| (pair.interaction.estimate > 0.0) == up).count()
    };
    let (boosts, overlaps) = (clear(better), clear(!better));
    let title = match (boosts, overlaps) {
        (0, 0) => "No pair of actions clearly helps or hinders".into(),
        (0, overlaps) => format!("{overlaps} of {} pairs overlap, none boost", shares.pairs.len()),
        (boosts, 0) => format!("{boosts} of {} pairs boost, none overlap", shares.pairs.len()),
        (boosts, overlaps) => format!("{overlaps} of {} pairs overlap, {boosts} boost", shares.pairs.len()),
    };
    let mut pairs: Vec<&Pair> = shares.pairs.iter().collect();
    pairs.sort_by(|a, b| b.interaction.estimate.abs().total_cmp(&a.interaction.estimate.abs()));
    let named = |pair: &Pair| format!("{} and {}", combined.actions[pair.one], combined.actions[pair.two]);
    let mut sentence = Said::from(format!(
        "What two actions do together beyond what each does, by {}, over all sets of the others",
        of.label
    ));
    if let Some(strongest) = pairs.first() {
        sentence = sentence
            .words(format!(". The strongest pair is {}: ", named(strongest)))
            .then(said::apart(&strongest.interaction, kind));
    }
    let described: Vec<String> =
        pairs.iter().map(|pair| format!("{} {}", named(pair), said::apart(&pair.interaction, kind).text())).collect();
    let description = format!("Pairs, strongest first: {}.", described.join("; "));
    let mut caption = captioned(about, "pairs", title, "", &description);
    // No intervals are drawn: the table has them.
    caption.subtitle = format!("{}, by pair", of.label);
    let height = TOP + TALL * combined.actions.len() as f64 + 62.0;
    let picture = picture(&caption, height, |canvas| fill(canvas, &combined.actions, &pairs, kind, better))?;
    let lines = pairs.iter().take(TABLED);
    let lines = lines.map(|pair| Line::Row(named(pair), vec![said::apart(&pair.interaction, kind)])).collect();
    let rest = if pairs.len() > TABLED { "; all are in interactions.csv" } else { "" };
    let table = Table {
        caption: format!("Interactions of pairs, strongest first (95% intervals){rest}"),
        columns: ["Actions", "Interaction"].map(String::from).to_vec(),
        lines,
    };
    Ok(Some(Chart { title: caption.title, sentence: sentence.words("."), picture, table }))
}

fn fill(canvas: &Canvas, actions: &[String], pairs: &[&Pair], kind: Kind, better: bool) -> Drawn {
    let wide = ((WIDTH - 24.0 - LEFT) / actions.len() as f64).min(96.0);
    let most = pairs.iter().map(|pair| pair.interaction.estimate.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let (times, _) = scale(kind);
    let look = Look { size: if wide < 58.0 { 12.0 } else { 14.0 }, colour: TEXT, bold: false };
    let letters = (wide / (0.58 * look.size)) as usize;
    keys(
        canvas,
        &[
            (Key::Bar(SECOND), "boost"),
            (Key::Bar(THIRD), "overlap; the darker, the stronger"),
            (Key::Hollow(FIRST), "framed: clear"),
        ],
    )?;
    for (at, action) in actions.iter().enumerate() {
        let (x, y) = (LEFT + wide * (at as f64 + 0.5), TOP + TALL * (at as f64 + 0.5));
        canvas.text(x, TOP - 14.0, look, From::Middle, &shortened(action, letters))?;
        canvas.text(LEFT - 10.0, y, BODY, From::Right, &shortened(action, 11))?;
        let from = (LEFT + wide * at as f64, TOP + TALL * at as f64);
        canvas.bar(from, (from.0 + wide, from.1 + TALL), GREY)?;
    }
    // The strongest last, so that frames lie on top.
    for pair in pairs.iter().rev() {
        let e = &pair.interaction;
        let (one, two) = (pair.one.min(pair.two), pair.one.max(pair.two));
        let from = (LEFT + wide * one as f64, TOP + TALL * two as f64);
        let to = (from.0 + wide, from.1 + TALL);
        let colour = if (e.estimate > 0.0) == better { SECOND } else { THIRD };
        canvas.tint(from, to, colour, DARKEST * e.estimate.abs() / most)?;
        canvas.path(&[from, (to.0, from.1), to, (from.0, to.1), from], GREY, 1.0)?;
        if said::has_interval(e) && !said::spans_0(e) {
            canvas.hollow((from.0 + 1.5, from.1 + 1.5), (to.0 - 1.5, to.1 - 1.5), FIRST)?;
        }
        let half = times * (e.high - e.low) / 2.0;
        let sign = if e.estimate > 0.0 { "+" } else { "" };
        let number = figure(times * e.estimate, half, 2);
        let words = if number.chars().all(|c| matches!(c, '0' | '.')) { number } else { format!("{sign}{number}") };
        canvas.text((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0, look, From::Middle, &words)?;
    }
    let note =
        "Each number: what two do together beyond each, averaged over the sets of the others. Framed: clear of 0.";
    canvas.text(WIDTH / 2.0, TOP + TALL * actions.len() as f64 + 18.0, SMALL, From::Middle, note)
}
