//! The page of a comparison: what each scenario releases, who pays for it, and whom it serves worse.

use super::{found, frame, in_turn, placed, stretch, tabled, warnings};
use crate::experiment::{Alternative, Compared, Row, View};
use crate::report::compare::Changes;
use crate::report::document::{Chart, Document, Line, Part, Table};
use crate::report::plots::{self, CannotDraw};
use crate::report::said::{self, Said, has_interval, spans_0};
use crate::report::table::{PrintedLine, SECTIONS, how};
use crate::report::verdict::Verdict;
use crate::report::words::{self, capital, ledger_line, role};
use crate::report::{About, find};

/// The document; `changes` are each scenario's, as typed, and `made_of` all that the results depend on, as a text.
pub fn of_comparison(
    about: &About,
    view: View,
    compared: &Compared,
    changes: &[Changes],
    made_of: &str,
) -> Result<Document, CannotDraw> {
    let alone = compared.scenarios.len() == 1;
    let names: Vec<String> = match changes {
        [only] if alone && !only.is_empty() => only.iter().map(|change| in_words(change)).collect(),
        _ => compared.scenarios.iter().map(|scenario| scenario.name.clone()).collect(),
    };
    let names = names.join(", ");
    let how = how(about).lines().next().unwrap_or_default().to_string();
    let mut document = frame(about, format!("What would change with {names}. {} {how}", stretch(about, view)), made_of);
    document.warnings = warnings(about, &compared.levels);
    document.warnings.extend(compared.scenarios.iter().flat_map(|scenario| beware(compared, scenario, alone)));
    for (at, (scenario, changes)) in compared.scenarios.iter().zip(changes).enumerate() {
        // Of several scenarios only what they release and who pays for it; the table below has the rest.
        document.in_short.extend(in_short(scenario, alone).into_iter().take(if alone { usize::MAX } else { 2 }));
        let changes: Vec<String> = changes.iter().map(|change| in_words(change)).collect();
        let changed =
            if changes.is_empty() { "Nothing is changed.".into() } else { format!("{}.", changes.join("; ")) };
        let mut charts = plots::of_comparison(about, compared, at)?;
        if alone {
            let (first, more) = placed(charts, &FIRST);
            document.first.extend(first);
            document.more.push(said_only("What was changed", changed));
            document.more.extend(more);
        } else {
            document.more.push(said_only(&scenario.name, changed));
            // Of many scenarios the page shows what differs, and of a few all that there is to see.
            let shown = if compared.scenarios.len() > FEW { 1 } else { charts.len() };
            charts.truncate(shown);
            document.more.extend(charts.into_iter().map(|chart| {
                let name = format!("{}-{}", chart.picture.name, at + 1);
                Part::from(Chart { picture: chart.picture.renamed(&name), ..chart })
            }));
        }
        document.more.extend(tables(about.scenario, compared, scenario));
    }
    let most = changes.iter().map(|all| all.iter().filter(|change| change.starts_with("action ")).count()).max();
    document.in_short.extend(in_turn(view, most.unwrap_or(0)));
    let who = if alone { "Who pays and who gains" } else { "Scenario by scenario" };
    document
        .first
        .insert(0, tabled(who, if alone { payers(compared, &compared.scenarios[0]) } else { overview(compared) }));
    Ok(document)
}

/// Charts on the first pages.
const FIRST: [&str; 1] = ["differences"];
/// Scenarios of which each still has all its pictures.
const FEW: usize = 3;

/// A change as typed, an action with its name.
fn in_words(change: &str) -> String {
    change.strip_prefix("action ").map_or(change.into(), |id| format!("action {}", words::action(id)))
}

fn said_only(heading: &str, words: String) -> Part {
    Part { heading: heading.into(), said: vec![Said::from(words)], ..Part::default() }
}

/// A scenario's main differences, released time first and who pays for it next.
fn in_short(scenario: &Alternative, alone: bool) -> Vec<Said> {
    let difference = |measure, stat| find(&scenario.differences, measure, "all", stat);
    let begin = |words: &str| match alone {
        true => Said::from(capital(words)),
        false => Said::from(format!("{}: {words}", scenario.name)),
    };
    let released = difference("gp_hours_released", "mean").map(|row| {
        let words = match row.estimate.high < 0.0 {
            true => "GPs' time is not released but taken up, hours a week on the same needs: ",
            false => "GP hours a week released, on the same needs: ",
        };
        let said = begin(words).then(said::difference(row));
        match difference("gp_hours_claimed", "mean") {
            Some(claimed) => said
                .words("; a case study, which counts each diverted patient as a whole slot, would claim ")
                .then(said::alone(&claimed.estimate, said::Kind::Plain, true))
                .words("."),
            None => said.words("."),
        }
    });
    let others = difference("other_hours_worked", "mean").map(|row| {
        let moved = row.estimate.low > 0.0;
        let end = if moved { ". Time moved is not time released." } else { "." };
        begin("everybody else's hours worked a week: ").then(said::difference(row)).words(end)
    });
    let line = |words: &str, row: Option<&Row>| row.map(|row| begin(words).then(said::difference(row)).words("."));
    [
        released,
        others,
        line("calls answered: ", difference("phone_answered_share", "share")),
        line("days from need to being seen: ", difference("need_to_seen_days", "mean")),
        line("cost, GBP a week: ", difference("cost", "mean")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where a mean that improves hides somebody for whom things get worse.
fn beware(compared: &Compared, scenario: &Alternative, alone: bool) -> Vec<Said> {
    let who = if alone { String::new() } else { format!("With {}: ", scenario.name) };
    let clearly = |measure: &str, group: &str, stat: &str| {
        let row = find(&scenario.differences, measure, group, stat)?;
        (has_interval(&row.estimate) && !spans_0(&row.estimate)).then_some(row)
    };
    let mut said = Vec::new();
    for (measure, stat, what, unit) in [
        ("need_to_seen_days", "mean", "the mean time from need to being seen", " days longer"),
        ("never_seen_share", "share", "the share of needs never seen", " more"),
    ] {
        let better = clearly(measure, "all", stat).is_some_and(|row| row.estimate.estimate < 0.0);
        let groups =
            scenario.differences.iter().filter(|row| row.measure == measure && row.group != "all" && row.stat == stat);
        for row in groups.filter(|_| better) {
            if has_interval(&row.estimate) && row.estimate.low > 0.0 {
                let change = said::alone(
                    &row.estimate,
                    if stat == "share" { said::Kind::Points } else { said::Kind::Plain },
                    true,
                );
                let text = format!("{who}{what} improves, but not for {}: ", group(&row.group));
                said.push(Said::from(capital(&text)).then(change).words(format!("{unit}.")));
            }
        }
    }
    let same_day = clearly("lead_share", "same_day", "share").filter(|row| row.estimate.estimate > 0.0);
    let routine = clearly("lead_days", "routine", "mean").filter(|row| row.estimate.estimate > 0.0);
    if let (Some(_), Some(row)) = (same_day, routine) {
        let text =
            format!("{who}more is done on the same day, and routine patients wait longer for their appointment: ");
        let days = said::alone(&row.estimate, said::Kind::Plain, true).words(" working days.");
        said.push(Said::from(capital(&text)).then(days));
    }
    for row in scenario.levels.iter().filter(|row| row.measure == "sent_back_share" && row.group.ends_with("full")) {
        if row.estimate.low > 0.1 {
            let before =
                find(&compared.levels, row.measure, &row.group, &row.stat).map_or(0.0, |row| row.estimate.estimate);
            if row.estimate.estimate > before {
                said.push(
                    Said::from(format!("{who}somewhere patients are sent to is full: "))
                        .then(said::level(row))
                        .words(" are sent back."),
                );
            }
        }
    }
    said
}

/// A group of patients, in words.
fn group(id: &str) -> String {
    match id {
        "urgent" => "urgent needs".into(),
        "routine" => "routine needs".into(),
        "online:no" => "people who do not use the internet".into(),
        "online:yes" => "people who use the internet".into(),
        other => match other.strip_prefix("age:") {
            Some(age) => format!("people aged {}", age.replace("_over", " and over").replace('_', " to ")),
            None => other.replace([':', '_'], " "),
        },
    }
}

/// Whether a difference is for the better, in a word; nothing where nothing is clear.
fn verdict(row: &Row) -> &'static str {
    match Verdict::of(row) {
        verdict @ (Verdict::Better | Verdict::Worse) => verdict.says(),
        Verdict::Changed | Verdict::Unclear | Verdict::Tiny | Verdict::Unknown => "",
    }
}

/// A baseline's figures and a scenario's.
struct Sides<'a> {
    before: &'a [Row],
    scenario: &'a Alternative,
}

impl Sides<'_> {
    /// One figure before, after, and the difference; `None` where it is 0 on both sides.
    fn line(&self, measure: &str, group: &str, stat: &str, name: &str) -> Option<Line> {
        let apart = find(&self.scenario.differences, measure, group, stat)?;
        let (before, after) =
            (found(self.before, measure, group, stat), found(&self.scenario.levels, measure, group, stat));
        let nothing = |row: Option<&Row>| row.is_none_or(|row| row.estimate.estimate == 0.0);
        if nothing(before) && nothing(after) && apart.estimate.estimate == 0.0 {
            return None;
        }
        let level = |row: Option<&Row>| row.map_or(Said::default(), said::value);
        let cells = vec![level(before), level(after), said::difference(apart), Said::from(verdict(apart))];
        Some(Line::Row(name.trim().into(), cells))
    }

    /// All groups of a measure that differ at all.
    fn groups(&self, measure: &str, name: impl Fn(&str) -> Option<String>) -> Vec<Line> {
        let differs = |row: &&Row| row.measure == measure && (row.estimate.estimate != 0.0 || row.estimate.se != 0.0);
        let rows = self.scenario.differences.iter().filter(differs);
        rows.filter_map(|row| self.line(measure, &row.group, &row.stat, &name(&row.group)?)).collect()
    }
}

fn columns(before: &str, after: &str) -> Vec<String> {
    ["", before, after, "Difference (95% interval)", ""].map(String::from).to_vec()
}

/// The cells of a line, and what its figures are counted in and over.
fn with_unit(cells: Vec<Said>, over: &str) -> Vec<Said> {
    cells.into_iter().chain([Said::from(over)]).collect()
}

/// The whole ledger in brief: GPs' hours, everybody else's, and what all cost.
fn payers(compared: &Compared, scenario: &Alternative) -> Table {
    let sides = Sides { before: &compared.levels, scenario };
    let of_role = |group: &str| (group != "all").then(|| capital(&role(group)));
    let mut lines = vec![Line::Heading("GP hours a week, locums in a GP's place included".into())];
    lines.extend(sides.line("gp_hours_used", "all", "mean", "Used, meetings left out"));
    lines.extend(sides.line("gp_hours_released", "all", "mean", "Released, on the same needs"));
    lines.extend(sides.line("gp_hours_claimed", "all", "mean", "What a case study would claim"));
    lines.push(Line::Heading("Hours a week worked by others".into()));
    lines.extend(sides.line("other_hours_worked", "all", "mean", "All others together"));
    lines.extend(sides.groups("other_hours_worked", of_role));
    lines.push(Line::Heading("Cost, GBP a week".into()));
    lines.extend(sides.line("cost", "all", "mean", "Everybody"));
    Table { caption: "Every hour a week, whoever works it".into(), columns: columns("Now", &scenario.name), lines }
}

/// Every headline on both sides.
fn tables(baseline: &str, compared: &Compared, scenario: &Alternative) -> Vec<Part> {
    let sides = Sides { before: &compared.levels, scenario };
    let mut lines = Vec::new();
    for (heading, section) in SECTIONS {
        let shown: Vec<Line> = section
            .iter()
            .filter_map(|&PrintedLine { measure, group, stat, name, over }| {
                let line = sides.line(measure, group, stat, name)?;
                Some(if let Line::Row(name, cells) = line { Line::Row(name, with_unit(cells, over)) } else { line })
            })
            .collect();
        if !shown.is_empty() {
            lines.push(Line::Heading((*heading).into()));
            lines.extend(shown);
        }
    }
    let headlines = Table {
        caption: "Each figure on both sides; no clear difference where the interval spans 0".into(),
        columns: columns(baseline, &scenario.name).into_iter().chain(["Unit".into()]).collect(),
        lines,
    };
    let ledger = sides.groups("hours_per_week", |group| {
        let line = group.strip_prefix("gp/")?;
        Some(if line == "worked" { "All hours worked".into() } else { ledger_line(line) })
    });
    let ledger = Table {
        caption: "GPs' hours a week by line of the ledger".into(),
        columns: columns(baseline, &scenario.name),
        lines: ledger,
    };
    vec![tabled("Every headline figure", headlines), tabled("Where GPs' hours went", ledger)]
}

/// A line for each scenario.
fn overview(compared: &Compared) -> Table {
    const SHOWN: [(&str, &str, &str); 6] = [
        ("gp_hours_released", "mean", "GP hours released a week"),
        ("gp_hours_claimed", "mean", "The same as claimed"),
        ("other_hours_worked", "mean", "Others' hours a week"),
        ("need_to_seen_days", "mean", "Days from need to seen"),
        ("phone_answered_share", "share", "Share of calls answered"),
        ("cost", "mean", "GBP a week"),
    ];
    let row = |scenario: &Alternative| {
        let cell = |&(measure, stat, _): &(&str, &str, &str)| {
            find(&scenario.differences, measure, "all", stat).map_or(Said::default(), said::difference)
        };
        Line::Row(scenario.name.clone(), SHOWN.iter().map(cell).collect())
    };
    Table {
        caption: "Differences from the practice as it is (95% intervals)".into(),
        columns: std::iter::once("Scenario").chain(SHOWN.map(|(.., name)| name)).map(String::from).collect(),
        lines: compared.scenarios.iter().map(row).collect(),
    }
}
