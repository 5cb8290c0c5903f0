//! Where 1,000 needs went: who was seen by a clinician and who was not, and how every one of them ended.

use super::axis::{Key, keys};
use super::canvas::{
    BODY, Canvas, Drawn, FIRST, From, GREY, Look, MARGIN, QUIET, SECOND, SMALL, THIRD, WIDTH, picture,
};
use super::{Drawing, captioned};
use crate::experiment::Row;
use crate::practice::Ending;
use crate::report::document::{Chart, Line, Table};
use crate::report::said::{self, Said};
use crate::report::words::{capital, grouped, role};
use crate::report::{About, find};
use crate::scenario::names::{Destination, Mode, Role, TriageBy};
use plotters::style::RGBColor;

const TOP: f64 = 118.0;
/// Points that 1,000 needs are high.
const TALL: f64 = 300.0;
/// Between two nodes, so that even the thinnest has room for its words.
const GAP: f64 = 26.0;
const NODE: f64 = 16.0;
/// From one line of words to the next, below the bands.
const STEP: f64 = 22.0;
/// Left edges of the three columns.
const COLUMNS: [f64; 3] = [MARGIN, 280.0, 490.0];
const ALL: f64 = 1000.0;

/// An ending, and how many of 1,000 needs came to it.
struct End<'a> {
    ending: Ending,
    name: &'static str,
    colour: RGBColor,
    row: &'a Row,
    /// Whole numbers that add up to 1,000 with all others: of those seen by a clinician, and of the others.
    of: [u32; 2],
}

fn named(ending: Ending) -> (&'static str, RGBColor) {
    match ending {
        Ending::Closed => ("dealt with in the practice", FIRST),
        Ending::Redirected => ("dealt with by others outside", SECOND),
        Ending::Recovered => ("settled by themselves", QUIET),
        Ending::GaveUp => ("gave up asking", THIRD),
        Ending::LeftForUrgentCare => ("went to 111 or A&E", THIRD),
        Ending::NotOffered => ("were never offered a slot", THIRD),
    }
}

/// The chart; none where no need ended.
pub(super) fn draw(about: &About, rows: &[Row]) -> Drawing {
    let Some(ends) = ends(rows) else { return Ok(None) };
    let of = |ending: Ending| ends.iter().find(|end| end.name == named(ending).0).map_or(0, |end| end.of.iter().sum());
    let title = format!("Of 1,000 needs, {} are dealt with in the practice", of(Ending::Closed));
    let described: Vec<String> = ends.iter().map(|end| format!("{} {}", end.of[0] + end.of[1], end.name)).collect();
    let seen: u32 = ends.iter().map(|end| end.of[0]).sum();
    let description =
        format!("Of 1,000 needs that ended, a clinician saw {seen}. How they ended: {}.", described.join(", "));
    let mut caption = captioned(about, "flow", title, "", &description);
    // No intervals are drawn: the table has them.
    caption.subtitle = "1,000 needs that ended, and how".to_string();
    let shown: Vec<&End> = ends.iter().filter(|end| end.row.estimate.estimate > 0.0).collect();
    let way = on_the_way(rows);
    if !way.is_empty() {
        let told: Vec<String> = way.iter().map(|(name, row)| format!("{name} {}", said::level(row).text())).collect();
        caption.description.push_str(&format!(" Before anybody is booked: {}.", told.join("; ")));
    }
    let more = if way.is_empty() { 0.0 } else { STEP * (way.len() + 1) as f64 + 10.0 };
    let floor = TOP + TALL + GAP * (shown.len() + 1) as f64;
    let picture = picture(&caption, floor + more + 44.0, |canvas| {
        fill(canvas, &shown)?;
        before_booking(canvas, &way, floor + 22.0)
    })?;
    let unmet = find(rows, "unmet_needs_share", "all", "share");
    let mut sentence = match unmet {
        Some(unmet) => {
            let of_all = said::level(unmet).then(said::one_in(unmet.estimate.estimate));
            of_all
                .words(" of needs end unmet: the patient gave up, left for urgent care, or was never offered a slot. ")
        }
        None => Said::default(),
    };
    if let Some(contacts) = find(rows, "contacts_per_need", "all", "mean") {
        sentence = sentence.words("Each need of a clinician takes ").then(said::level(contacts)).words(" encounters.");
    }
    let mut lines: Vec<Line> = vec![Line::Heading("How needs ended".into())];
    lines.extend(ends.iter().map(|end| {
        let share = find(rows, "ending_share", end.ending.id(), "share").map_or(Said::default(), said::level);
        Line::Row(capital(end.name), vec![share, said::level(end.row)])
    }));
    if !way.is_empty() {
        lines.push(Line::Heading("Before anybody is booked".into()));
        lines.extend(way.iter().map(|(name, row)| match row.stat == "share" {
            true => Line::Row(name.clone(), vec![said::level(row), Said::default()]),
            false => Line::Row(name.clone(), vec![Said::default(), said::level(row)]),
        }));
    }
    let share = |measure: &'static str, heading: &str, groups: Vec<(&str, String)>| {
        let known = groups.into_iter().filter_map(move |(id, name)| Some((name, find(rows, measure, id, "share")?)));
        let known: Vec<Line> = known
            .filter(|(_, row)| row.estimate.estimate > 0.0)
            .map(|(name, row)| Line::Row(name, vec![said::level(row), Said::default()]))
            .collect();
        let heading = (!known.is_empty()).then(|| Line::Heading(heading.into()));
        heading.into_iter().chain(known)
    };
    let roles = Role::ALL.iter().map(|it| (it.id(), capital(&role(it.id())))).collect();
    lines.extend(share("role_share", "Encounters on the way: with whom", roles));
    let modes = Mode::ALL.iter().map(|it| (it.id(), capital(&it.id().replace('_', " ")))).collect();
    lines.extend(share("mode_share", "Encounters on the way: how", modes));
    let table = Table {
        caption: "Needs that ended, and the encounters they took (95% intervals)".into(),
        columns: ["", "Share", "Needs a week"].map(String::from).to_vec(),
        lines,
    };
    Ok(Some(Chart { title: caption.title, sentence, picture, table }))
}

/// What reception and triage do of it before anybody is booked, where they are switched on.
fn on_the_way(rows: &[Row]) -> Vec<(String, &Row)> {
    let sent = Destination::ALL.iter().filter_map(|to| {
        let row = find(rows, "sent_outside_per_week", to.id(), "mean")?;
        let to = match to {
            Destination::SelfCare => "looking after themselves, with advice".to_string(),
            Destination::Nhs111 => "NHS 111".into(),
            Destination::AAndE => "A&E".into(),
            other => format!("the {}", other.id().replace('_', " ")),
        };
        Some((format!("Reception sends to {to}, needs a week:"), row))
    });
    let triage = TriageBy::ALL.iter().filter_map(|by| {
        let row = find(rows, "triage_closed_share", by.id(), "share")?;
        let by = match by {
            TriageBy::Gp => "A GP's triage",
            TriageBy::Nurse => "A nurse's triage",
            TriageBy::Online => "Online triage",
        };
        Some((format!("{by} deals with, of requests so triaged:"), row))
    });
    sent.chain(triage).filter(|(_, row)| row.estimate.estimate > 0.0).collect()
}

fn before_booking(canvas: &Canvas, way: &[(String, &Row)], top: f64) -> Drawn {
    if way.is_empty() {
        return Ok(());
    }
    canvas.text(MARGIN, top + STEP / 2.0, Look { bold: true, ..BODY }, From::Left, "Before anybody is booked")?;
    for (at, (name, row)) in way.iter().enumerate() {
        let y = top + STEP * (at as f64 + 1.5);
        canvas.text(MARGIN, y, BODY, From::Left, name)?;
        canvas.text(COLUMNS[2], y, BODY, From::Left, &said::level(row).text())?;
    }
    Ok(())
}

fn ends(rows: &[Row]) -> Option<Vec<End<'_>>> {
    let level = |group: &str| find(rows, "endings_per_week", group, "mean");
    let all = Ending::ALL.into_iter().map(|ending| Some((ending, level(ending.id())?)));
    let all: Vec<(Ending, &Row)> = all.collect::<Option<_>>()?;
    let parts = all.iter().flat_map(|(ending, row)| {
        let unseen = level(&format!("{}/unseen", ending.id())).map_or(0.0, |row| row.estimate.estimate);
        let seen = level(&format!("{}/seen", ending.id()));
        [seen.map_or(row.estimate.estimate - unseen, |row| row.estimate.estimate), unseen]
    });
    let of = of_a_thousand(&parts.collect::<Vec<f64>>())?;
    let mut ends = Vec::new();
    for (&(ending, row), of) in all.iter().zip(of.chunks(2)) {
        let (name, colour) = named(ending);
        ends.push(End { ending, name, colour, row, of: [of[0], of[1]] });
    }
    Some(ends)
}

/// Parts as whole numbers that add up to 1,000: those cut by most are rounded up. None where there is nothing.
fn of_a_thousand(parts: &[f64]) -> Option<Vec<u32>> {
    let sum: f64 = parts.iter().sum();
    if sum.is_nan() || sum <= 0.0 {
        return None;
    }
    let exact: Vec<f64> = parts.iter().map(|part| ALL * part.max(0.0) / sum).collect();
    let mut whole: Vec<u32> = exact.iter().map(|part| part.floor() as u32).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()));
    let left = (ALL as u32).saturating_sub(whole.iter().sum());
    order.into_iter().take(left as usize).for_each(|at| whole[at] += 1);
    Some(whole)
}

fn fill(canvas: &Canvas, ends: &[&End]) -> Drawn {
    let tall = |needs: u32| TALL * f64::from(needs) / ALL;
    keys(canvas, &[(Key::Bar(GREY), "as wide as there are needs"), (Key::Bar(THIRD), "unmet")])?;
    let node = |x: f64, y: f64, needs: u32, colour| canvas.bar((x, y), (x + NODE, y + tall(needs).max(2.5)), colour);
    let words = |x: f64, y: f64, needs: u32, name: &str| {
        let count = grouped(f64::from(needs), 0);
        canvas.text(x + NODE + 10.0, y, Look { bold: true, ..BODY }, From::Left, &count)?;
        canvas.text(x + NODE + 52.0, y, BODY, From::Left, name)
    };
    let sums: [u32; 2] = [0, 1].map(|side| ends.iter().map(|end| end.of[side]).sum());
    let middles = [TOP, TOP + tall(sums[0]) + 3.0 * GAP];
    node(COLUMNS[0], TOP, sums[0] + sums[1], FIRST)?;
    // Flows first, so that nodes and words lie on them.
    let mut out = TOP;
    for (&needs, top) in sums.iter().zip(middles) {
        flow(canvas, (COLUMNS[0] + NODE, out), (COLUMNS[1], top), tall(needs))?;
        out += tall(needs);
    }
    let mut outs = middles;
    let mut y = TOP;
    for end in ends {
        let mut into = y;
        for (side, &needs) in end.of.iter().enumerate() {
            flow(canvas, (COLUMNS[1] + NODE, outs[side]), (COLUMNS[2], into), tall(needs))?;
            outs[side] += tall(needs);
            into += tall(needs);
        }
        y += tall(end.of[0] + end.of[1]) + GAP;
    }
    let mut y = TOP;
    for end in ends {
        let needs = end.of[0] + end.of[1];
        node(COLUMNS[2], y, needs, end.colour)?;
        words(COLUMNS[2], y + (tall(needs) / 2.0).max(2.0), needs, end.name)?;
        y += tall(needs) + GAP;
    }
    for ((&needs, top), name) in sums.iter().zip(middles).zip(["seen by a clinician", "not seen by one"]) {
        if needs > 0 {
            node(COLUMNS[1], top, needs, QUIET)?;
            words(COLUMNS[1], top + (tall(needs) / 2.0).max(2.0), needs, name)?;
        }
    }
    words(COLUMNS[0], TOP + TALL / 2.0, sums[0] + sums[1], "needs")?;
    let below = "Seen: face to face, at home, in a group, by phone or in writing, by any clinician of the practice.";
    canvas.text(WIDTH / 2.0, y + 6.0, SMALL, From::Middle, below)
}

/// A band from the right edge of one node to the left edge of another, as wide as what flows.
fn flow(canvas: &Canvas, from: (f64, f64), to: (f64, f64), tall: f64) -> Drawn {
    const STEPS: usize = 24;
    if tall < 0.05 {
        return Ok(());
    }
    let along = |at: usize, down: f64| {
        let t = at as f64 / STEPS as f64;
        let ease = t * t * (3.0 - 2.0 * t);
        (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * ease + down)
    };
    let upper = (0..=STEPS).map(|at| along(at, 0.0));
    let lower = (0..=STEPS).rev().map(|at| along(at, tall.max(1.0)));
    canvas.polygon(&upper.chain(lower).collect::<Vec<_>>(), GREY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_needs_are_a_thousand_however_they_are_rounded() {
        assert_eq!(of_a_thousand(&[1.0, 1.0, 1.0]), Some(vec![334, 333, 333]));
        assert_eq!(of_a_thousand(&[0.0, 682.4, 12.2, 2.5, 28.4]).unwrap().iter().sum::<u32>(), 1000);
        assert_eq!(of_a_thousand(&[0.0, 0.0]), None);
        assert_eq!(of_a_thousand(&[f64::NAN]), None);
    }
}
