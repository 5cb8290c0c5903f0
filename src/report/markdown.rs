//! `summary.md`: the first pages of the document as text that can be pasted into a mail or a paper.

use super::document::{Document, Line, Part, Table};
use super::said::{Piece, Said};

/// The whole file.
pub fn summary(document: &Document) -> String {
    let Document { title, question, warnings, in_short, first, made, .. } = document;
    let mut text = format!("# {}\n\n{}\n", escaped(title), escaped(question));
    let list = |said: &[Said]| said.iter().map(|said| format!("- {}\n", inline(said))).collect::<String>();
    if !warnings.is_empty() {
        text.push_str(&format!("\n**Before you read on**\n\n{}", list(warnings)));
    }
    text.push_str(&format!("\n## In short\n\n{}", list(in_short)));
    first.iter().for_each(|part| text.push_str(&of_part(part)));
    text.push_str("\n## How far to trust it, and how to repeat it\n\n");
    made.limits
        .iter()
        .chain(&document.skewed(false))
        .for_each(|limit| text.push_str(&format!("- {}\n", escaped(limit))));
    if !made.blanks.is_empty() {
        text.push_str(&format!("- Not filled in, because only people can: {}.\n", made.blanks.join("; ")));
    }
    text.push_str(&format!(
        "\nHeadroom {}, build {}; {} replications, seed {}; scenario hash {}.\n",
        made.version, made.build, made.replications, made.seed, made.scenario_hash
    ));
    if let Some(precision) = &made.precision {
        text.push_str(&format!("{}\n", escaped(precision)));
    }
    text.push_str(&format!("\n    {}\n", made.command));
    text
}

fn of_part(part: &Part) -> String {
    let Part { heading, said, picture, table } = part;
    let mut text = format!("\n## {}\n\n", escaped(heading));
    said.iter().for_each(|said| text.push_str(&format!("{}\n\n", inline(said))));
    if let Some(picture) = picture {
        text.push_str(&format!("![{}](plots/{}.svg)\n\n", escaped(heading), picture.name));
    }
    table.iter().for_each(|table| text.push_str(&of_table(table)));
    text
}

fn of_table(table: &Table) -> String {
    let Table { caption, columns, lines } = table;
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = format!("{}\n\n{}", escaped(caption), row(columns.iter().map(|column| escaped(column)).collect()));
    let aligned = (0..columns.len()).map(|at| if at == 0 { "---".into() } else { "---:".into() });
    text.push_str(&row(aligned.collect()));
    for line in lines {
        let mut cells = match line {
            Line::Heading(heading) => vec![format!("**{}**", escaped(heading))],
            Line::Row(name, cells) => std::iter::once(escaped(name)).chain(cells.iter().map(inline)).collect(),
        };
        cells.resize(columns.len(), String::new());
        text.push_str(&row(cells));
    }
    text
}

fn inline(said: &Said) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => escaped(words),
        Piece::Figure(figure) => figure.shown.clone(),
        Piece::Skewed(_) => escaped(super::guard::SKEWED),
    };
    said.0.iter().map(piece).collect()
}

/// What Markdown or HTML would take for its own.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => safe.extend(['\\', c]),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\n' | '\r' => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_its_columns_whatever_a_practice_is_called() {
        let table = Table {
            caption: "Hours".into(),
            columns: vec!["Line".into(), "This run".into()],
            lines: vec![Line::Heading("GP".into()), Line::Row("a | b <i>".into(), vec!["1.2".into()])],
        };
        let expected = "Hours\n\n| Line | This run |\n| --- | ---: |\n| **GP** |  |\n| a \\| b &lt;i&gt; | 1.2 |\n";
        assert_eq!(of_table(&table), expected);
    }
}
