//! How a need goes through a practice, from the parts that are switched on: boxes from top to bottom, what leaves to the
//! right, what comes back to the left.

use super::canvas::{BODY, Canvas, Drawn, FIRST, From, Look, MARGIN, QUIET, SMALL, TEXT, picture};
use super::{CannotDraw, Caption};
use crate::report::About;
use crate::report::document::Picture;

/// Stages from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    pub stages: Vec<Stage>,
    /// What comes back from the last stage, in a line.
    pub back: Option<String>,
}

/// What stands side by side, and how a need leaves from there.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    pub name: String,
    pub boxes: Vec<String>,
    /// Lines of text at the right edge; none where nobody leaves.
    pub leaves: Vec<String>,
}

impl Stage {
    pub fn of<const N: usize>(name: &str, boxes: [&str; N]) -> Stage {
        Stage { name: name.into(), boxes: boxes.map(String::from).to_vec(), leaves: Vec::new() }
    }
}

const TOP: f64 = 84.0;
const STEP: f64 = 78.0;
const BOX: f64 = 42.0;
/// The stages' names lie left of this, and the boxes between it and the next.
const LEFT: f64 = 150.0;
const RIGHT: f64 = 596.0;
const LEAVES: f64 = 632.0;
const GAP: f64 = 12.0;
/// How far left what comes back goes up.
const BACK: f64 = 130.0;

/// Draws it; an arrow leads from each stage to the next.
pub fn draw(about: &About, flow: &Flow) -> Result<Picture, CannotDraw> {
    let told = flow.stages.iter().map(|stage| {
        let leaves =
            if stage.leaves.is_empty() { String::new() } else { format!(" (leaves: {})", stage.leaves.join(" ")) };
        format!("{}: {}{leaves}", stage.name, stage.boxes.join(", "))
    });
    let back = flow.back.as_ref().map_or(String::new(), |back| format!(" {back}"));
    let caption = Caption {
        id: "flow-diagram",
        title: "How a need goes through the practice".into(),
        subtitle: "From the parts that are switched on; what leaves is on the right".into(),
        description: format!("From top to bottom. {}.{back}", told.collect::<Vec<_>>().join(". ")),
        foot: super::foot(about),
    };
    let height = TOP + STEP * flow.stages.len() as f64 + 40.0;
    picture(&caption, height, |canvas| {
        for (at, stage) in flow.stages.iter().enumerate() {
            let top = TOP + STEP * at as f64;
            boxes(canvas, stage, top)?;
            if at > 0 {
                let middle = (LEFT + RIGHT) / 2.0;
                arrow(canvas, (middle, top - STEP + BOX), (middle, top - 3.0))?;
            }
        }
        let last = flow.stages.len().saturating_sub(1) as f64;
        if let Some(back) = flow.back.as_ref().filter(|_| last >= 2.0) {
            let (from, to) = (TOP + STEP * last + BOX / 2.0 + 9.0, TOP + STEP + BOX / 2.0 + 9.0);
            canvas.line((LEFT, from), (BACK, from), QUIET, 1.5)?;
            canvas.line((BACK, from), (BACK, to), QUIET, 1.5)?;
            arrow(canvas, (BACK, to), (LEFT - 3.0, to))?;
            canvas.text(LEFT, TOP + STEP * (last + 1.0) - STEP + BOX + 16.0, SMALL, From::Left, back)?;
        }
        Ok(())
    })
}

fn boxes(canvas: &Canvas, stage: &Stage, top: f64) -> Drawn {
    let name = Look { bold: true, ..SMALL };
    canvas.text(MARGIN, top + BOX / 2.0 - 4.0, name, From::Left, &stage.name)?;
    let count = stage.boxes.len().max(1) as f64;
    let wide = (RIGHT - LEFT - GAP * (count - 1.0)) / count;
    for (at, text) in stage.boxes.iter().enumerate() {
        let left = LEFT + (wide + GAP) * at as f64;
        canvas.hollow((left, top), (left + wide, top + BOX), FIRST)?;
        // As many letters as the box is wide, in lines of whole words.
        let look = Look { size: if count > 2.0 { 12.0 } else { 14.0 }, ..BODY };
        let lines = in_lines(text, (wide / (0.58 * look.size)) as usize);
        let first = top + BOX / 2.0 - 8.0 * (lines.len() as f64 - 1.0);
        for (line, text) in lines.iter().enumerate() {
            canvas.text(left + wide / 2.0, first + 16.0 * line as f64, look, From::Middle, text)?;
        }
    }
    if stage.leaves.is_empty() {
        return Ok(());
    }
    arrow(canvas, (RIGHT, top + BOX / 2.0), (LEAVES - 6.0, top + BOX / 2.0))?;
    let first = top + BOX / 2.0 - 8.0 * (stage.leaves.len() as f64 - 1.0);
    for (line, text) in stage.leaves.iter().enumerate() {
        canvas.text(LEAVES, first + 16.0 * line as f64, SMALL, From::Left, text)?;
    }
    Ok(())
}

/// A line with a head at its end.
fn arrow(canvas: &Canvas, from: (f64, f64), to: (f64, f64)) -> Drawn {
    const HEAD: f64 = 6.0;
    canvas.line(from, to, TEXT, 1.5)?;
    let long = ((to.0 - from.0).powi(2) + (to.1 - from.1).powi(2)).sqrt().max(1.0);
    let along = ((to.0 - from.0) / long, (to.1 - from.1) / long);
    for side in [-1.0, 1.0] {
        let end = (to.0 - HEAD * (along.0 - side * 0.6 * along.1), to.1 - HEAD * (along.1 + side * 0.6 * along.0));
        canvas.line(to, end, TEXT, 1.5)?;
    }
    Ok(())
}

/// Whole words in lines of at most so many letters; a longer word stands alone.
fn in_lines(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => line.push_str(&format!(" {word}")),
            _ => lines.push(word.into()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow() -> Flow {
        let mut asked = Stage::of("Asked for", ["Telephone", "Front desk", "Online"]);
        asked.leaves = vec!["Lines taken, hangs up:".into(), "rings again or leaves".into()];
        let seen = Stage::of(
            "Seen",
            ["Health care assistant", "Mental health practitioner", "Minor illness nurse", "4 more roles"],
        );
        let stages =
            vec![Stage::of("Needs arise", ["Patients' needs"]), asked, seen, Stage::of("Then", ["What comes of it"])];
        Flow { stages, back: Some("Asks again: not settled.".into()) }
    }

    #[test]
    fn every_box_and_every_way_out_is_drawn_and_read_out() {
        let drawn = draw(&About::example("<Us & them>"), &flow()).unwrap();
        let told = drawn.file.split_once("-desc\">").unwrap().1.split_once("</desc>").unwrap().0;
        for words in
            ["Front desk", "Needs arise: Patients' needs.", "hangs up: rings again", "Asks again: not settled."]
        {
            assert!(told.contains(words), "{words} is not in {told}");
        }
        assert!(drawn.file.contains("practitioner") && !drawn.file.contains("<Us"));
        let rights = drawn.file.split("x2=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
        assert!(rights.fold(0.0, f64::max) <= 3200.0);
    }

    #[test]
    fn words_are_broken_between_lines_and_never_within() {
        assert_eq!(in_lines("Mental health practitioner", 14), ["Mental health", "practitioner"]);
        assert_eq!(in_lines("practitioner", 4), ["practitioner"]);
    }
}
