//! `results.xlsx`: the report for a spreadsheet. Notes, every input with its source, every result, and the assumptions
//! for people to own; no macros and no formulas. Results are read from the bytes of `results.csv`, so that the two cannot
//! differ; dates are fixed, so that the same run gives the same bytes.

use super::document::{Assumption, Document, Input};
use crate::scenario::keys;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// A workbook that could not be made, in a sentence.
pub type CannotMake = String;

/// What a sheet and a cell can hold.
const MOST_ROWS: usize = 1_048_576;
const MOST_LETTERS: usize = 32_767;
const MOST_IN_A_NAME: usize = 31;

/// Columns that hold words even where a word looks like a number: band `1`, a scenario called `2019`.
const WORDS: [&str; 13] = [
    "scenario",
    "versus",
    "measure",
    "group",
    "unit",
    "stat",
    "denominator",
    "date",
    "path",
    "op",
    "set",
    "name",
    "target",
];

/// The whole file. `tables` are the csv files of the same results, each with its name; `results.csv` becomes the sheet
/// Results, and every other one a sheet of its own name.
pub fn workbook(document: &Document, tables: &[(&str, &[u8])]) -> Result<Vec<u8>, CannotMake> {
    written(document, tables).map_err(|why| format!("results.xlsx could not be made: {why}"))
}

fn written(document: &Document, tables: &[(&str, &[u8])]) -> Result<Vec<u8>, CannotMake> {
    let mut cut = Cut::default();
    let results = tables.iter().filter(|(name, _)| *name == RESULTS);
    let more = tables.iter().filter(|(name, _)| *name != RESULTS);
    let mut sheets = vec![inputs(&document.inputs, document, &mut cut)?];
    for (name, bytes) in results {
        sheets.push(of_csv("Results", name, bytes, &mut cut)?);
    }
    sheets.push(assumptions(&document.assumptions, &mut cut)?);
    for (name, bytes) in more {
        let sheet: String = name.trim_end_matches(".csv").chars().take(MOST_IN_A_NAME).collect();
        sheets.push(of_csv(&sheet, name, bytes, &mut cut)?);
    }
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(said)?;
    let about = format!("Headroom {}, build {}", document.made.version, document.made.build);
    let title: String = document.title.chars().take(200).collect();
    book.set_properties(&DocProperties::new().set_title(title).set_comment(about).set_creation_datetime(&made));
    // Notes come first, and say what had to be cut in the others.
    book.push_worksheet(notes(document, &sheets, &cut)?);
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    book.save_to_buffer().map_err(said)
}

const RESULTS: &str = "results.csv";

/// What did not fit, in sentences for Notes.
#[derive(Default)]
struct Cut(Vec<String>);

impl Cut {
    /// Text as a cell can hold it.
    fn letters<'t>(&mut self, text: &'t str, sheet: &str) -> &'t str {
        // A cell counts in UTF-16, in which a letter is one or two.
        let mut length = 0;
        let end = text.char_indices().find(|(_, c)| {
            length += c.len_utf16();
            length > MOST_LETTERS
        });
        let Some((at, _)) = end else { return text };
        self.0.push(format!(
            "A text in the sheet {sheet} was cut after 32,767 letters, which is all that a cell can hold."
        ));
        &text[..at]
    }

    /// How many of so many rows below the heading a sheet can hold.
    fn rows(&mut self, count: usize, sheet: &str, file: &str) -> usize {
        if count < MOST_ROWS {
            return count;
        }
        let kept = MOST_ROWS - 1;
        let left = count - kept;
        self.0.push(format!(
            "The sheet {sheet} holds the first 1,048,575 rows, which is all that a sheet can hold; {left} more stand in {file}."
        ));
        kept
    }
}

fn said(error: XlsxError) -> CannotMake {
    error.to_string()
}

/// What a line of a note holds at the least, and how high it is in points.
const LETTERS_A_LINE: usize = 110;
const ROW: f64 = 15.0;

/// A sheet whose first row stays in sight, with these headings and widths.
fn sheet(name: &str, columns: &[(&str, f64)], rows: usize) -> Result<Worksheet, CannotMake> {
    let heading = Format::new().set_bold();
    let mut sheet = Worksheet::new();
    sheet.set_name(name).map_err(said)?;
    sheet.set_freeze_panes(1, 0).map_err(said)?;
    for (at, (column, width)) in columns.iter().enumerate() {
        sheet.write_string_with_format(0, at as u16, *column, &heading).map_err(said)?;
        sheet.set_column_width(at as u16, *width).map_err(said)?;
    }
    if !columns.is_empty() {
        let rows = rows.min(MOST_ROWS - 1);
        sheet.autofilter(0, 0, rows as u32, columns.len() as u16 - 1).map_err(said)?;
    }
    Ok(sheet)
}

/// A csv file as a sheet: numbers as numbers, an empty field as an empty cell, everything else as text, whatever it
/// begins with.
fn of_csv(name: &str, file: &str, bytes: &[u8], cut: &mut Cut) -> Result<Worksheet, CannotMake> {
    let unread = |error: csv::Error| format!("{file} cannot be read: {error}");
    let mut reader = csv::Reader::from_reader(bytes);
    let columns: Vec<String> = reader.headers().map_err(unread)?.iter().map(String::from).collect();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().map_err(unread)?;
    let is_number = |at: usize| {
        !WORDS.contains(&columns[at].as_str()) && rows.iter().all(|row| as_number(row.get(at).unwrap_or("")).is_some())
    };
    let numbers: Vec<bool> = (0..columns.len()).map(is_number).collect();
    let width = |at: usize| {
        let longest = rows.iter().take(200).filter_map(|row| row.get(at)).map(|text| text.chars().count()).max();
        (longest.unwrap_or(0).max(columns[at].chars().count()) as f64 + 2.0).clamp(8.0, 48.0)
    };
    let headings: Vec<(&str, f64)> = columns.iter().enumerate().map(|(at, name)| (name.as_str(), width(at))).collect();
    let mut sheet = sheet(name, &headings, rows.len())?;
    let kept = cut.rows(rows.len(), name, file);
    for (line, row) in rows.iter().take(kept).enumerate() {
        for (at, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let place = (line as u32 + 1, at as u16);
            match as_number(text).filter(|_| numbers.get(at) == Some(&true)).flatten() {
                Some(number) => sheet.write_number(place.0, place.1, number),
                None => sheet.write_string(place.0, place.1, cut.letters(text, name)),
            }
            .map_err(said)?;
        }
    }
    Ok(sheet)
}

/// What a field of a column of numbers is: a number that the text reads back from, or nothing. `None` where it is a word.
fn as_number(text: &str) -> Option<Option<f64>> {
    if text.is_empty() {
        return Some(None);
    }
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite())?;
    // What is written otherwise, as 007 is, is a name.
    (super::csv::number(number) == text).then_some(Some(number))
}

fn inputs(all: &[Input], document: &Document, cut: &mut Cut) -> Result<Worksheet, CannotMake> {
    const NAME: &str = "Inputs";
    let names = &document.scenarios;
    let by: Vec<String> = names.iter().map(|name| format!("{name}: because")).collect();
    let mut columns = vec![("setting", 44.0), ("meaning", 60.0), ("the practice", 16.0)];
    for (name, by) in names.iter().zip(&by) {
        columns.extend([(name.as_str(), 16.0), (by.as_str(), 40.0)]);
    }
    columns.extend([("unit", 14.0), ("how sure", 20.0), ("source", 70.0), ("said in", 24.0)]);
    let columns: Vec<(&str, f64)> = columns.into_iter().map(|(text, wide)| (cut.letters(text, NAME), wide)).collect();
    let mut sheet = sheet(NAME, &columns, all.len())?;
    for (line, input) in all.iter().take(cut.rows(all.len(), NAME, "scenario.toml")).enumerate() {
        let mut cells =
            vec![Cell::Text(&input.path), Cell::Text(&input.meaning), Cell::of(&input.base, input.is_number)];
        for at in 0..names.len() {
            match input.scenarios.get(at).and_then(Option::as_ref) {
                Some(changed) => cells.extend([Cell::of(&changed.value, input.is_number), Cell::Text(&changed.by)]),
                None => cells.extend([Cell::Text(""), Cell::Text("")]),
            }
        }
        cells.extend([&input.unit, &input.grade, &input.source, &input.file].map(|text| Cell::Text(text)));
        row(&mut sheet, line + 1, cells, NAME, cut)?;
    }
    Ok(sheet)
}

fn assumptions(all: &[Assumption], cut: &mut Cut) -> Result<Worksheet, CannotMake> {
    const NAME: &str = "Assumptions";
    let columns = [
        ("part", 40.0),
        ("taken to be so", 70.0),
        ("how sure", 24.0),
        ("source", 60.0),
        ("owner (for a person to fill in)", 30.0),
        ("date (for a person to fill in)", 28.0),
    ];
    let mut sheet = sheet(NAME, &columns, all.len())?;
    for (line, one) in all.iter().take(cut.rows(all.len(), NAME, "scenario.toml")).enumerate() {
        let cells = [&one.part, &one.what, &one.grade, &one.source, &one.owner].map(|text| Cell::Text(text));
        row(&mut sheet, line + 1, cells.into(), NAME, cut)?;
    }
    Ok(sheet)
}

enum Cell<'a> {
    Text(&'a str),
    Number(f64),
}

impl Cell<'_> {
    /// A number where it is one that a cell can hold; `inf` stays a word.
    fn of(text: &str, is_number: bool) -> Cell<'_> {
        match text.parse::<f64>() {
            Ok(number) if is_number && number.is_finite() => Cell::Number(number),
            _ => Cell::Text(text),
        }
    }
}

fn row(sheet: &mut Worksheet, line: usize, cells: Vec<Cell<'_>>, name: &str, cut: &mut Cut) -> Result<(), CannotMake> {
    for (at, cell) in cells.into_iter().enumerate() {
        match cell {
            Cell::Text("") => continue,
            Cell::Text(text) => sheet.write_string(line as u32, at as u16, cut.letters(text, name)),
            Cell::Number(number) => sheet.write_number(line as u32, at as u16, number),
        }
        .map_err(said)?;
    }
    Ok(())
}

/// What the workbook is, how far to trust it and how to repeat it; and what each source is that the inputs name.
fn notes(document: &Document, sheets: &[Worksheet], cut: &Cut) -> Result<Worksheet, CannotMake> {
    let made = &document.made;
    let mut lines: Vec<(&str, String)> =
        vec![("Practice", document.title.clone()), ("Question", document.question.clone())];
    lines.extend(document.warnings.iter().map(|warning| ("Before you read on", warning.text())));
    lines.extend(document.in_short.iter().map(|sentence| ("In short", sentence.text())));
    let listed: Vec<String> = sheets.iter().map(|sheet| sheet.name()).collect();
    lines.extend(document.skewed(false).map(|note| ("Intervals", note)));
    lines.push(("Sheets", listed.join(", ")));
    lines.push((
        "Results",
        "The rows of results.csv, each number to its last digit. The other sheets after Assumptions are \
                            the other csv files."
            .into(),
    ));
    lines.push((
        "Inputs",
        "Every setting of the practice; beside a scenario only what differs there, once everything has \
                           taken hold in full. The source is what the scenario's file says."
            .into(),
    ));
    lines.push((
        "Assumptions",
        "What is inferred, contradictory or without a source, and the evidence of the actions. Owner \
                                and date are empty: only people can fill them in."
            .into(),
    ));
    lines.extend(cut.0.iter().map(|sentence| ("Cut", sentence.clone())));
    lines.extend(made.limits.iter().map(|limit| ("Limits of use", limit.replace('`', ""))));
    lines.extend(made.blanks.iter().map(|blank| ("Not filled in, because only people can", (*blank).to_string())));
    lines.push(("Made by", format!("Headroom {}, build {}", made.version, made.build)));
    lines.push(("Replications", format!("{}, seed {}", made.replications, made.seed)));
    lines.extend(made.precision.iter().map(|precision| ("Precision", precision.clone())));
    lines.push(("Scenario", format!("as in scenario.toml, hash {}", made.scenario_hash)));
    lines.push(("To repeat it", made.command.clone()));
    lines.push(("Dates", "The file's own date is fixed, so that the same run gives the same file.".into()));
    let mut named = Vec::new();
    let said = document.inputs.iter().map(|input| &input.source);
    for key in said.chain(document.assumptions.iter().map(|line| &line.source)).flat_map(|said| keys(said)) {
        if !named.contains(&key) {
            named.push(key);
        }
    }
    named.sort_by(|a, b| a.key.cmp(&b.key));
    lines.extend(named.into_iter().map(|key| ("Source", format!("{}: {}", key.key, key.what))));
    let mut sheet = sheet("Notes", &[("about", 36.0), ("note", 120.0)], lines.len())?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    // A note too long for a cell is cut like any other, with nowhere left to say so.
    let mut unsaid = Cut::default();
    for (at, (about, note)) in lines.iter().enumerate() {
        let line = at as u32 + 1;
        sheet.write_string_with_format(line, 0, *about, &wrapped).map_err(self::said)?;
        let note = unsaid.letters(note, "Notes");
        sheet.write_string_with_format(line, 1, note, &wrapped).map_err(self::said)?;
        // Not every reader makes a row as high as its text.
        let high = note.chars().count().div_ceil(LETTERS_A_LINE).max(1);
        sheet.set_row_height(line, ROW * high as f64).map_err(self::said)?;
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_back_as_it_is_written_is_a_number() {
        for (text, number) in [("0.1", Some(0.1)), ("-3", Some(-3.0)), ("", None)] {
            assert_eq!(as_number(text), Some(number));
        }
        for text in ["007", "1e3", "inf", "NaN", "same_day", "+1", "0x1", " 1"] {
            assert_eq!(as_number(text), None, "{text}");
        }
    }

    #[test]
    fn what_no_cell_or_sheet_can_hold_is_cut_and_said() {
        let mut cut = Cut::default();
        let long = "é😀".repeat(20_000);
        let kept = cut.letters(&long, "Results");
        assert!(kept.encode_utf16().count() <= MOST_LETTERS && kept.encode_utf16().count() > MOST_LETTERS - 2);
        assert_eq!(cut.letters("short", "Results"), "short");
        assert_eq!(cut.rows(1_048_575, "draws", "draws.csv"), 1_048_575);
        assert_eq!(cut.rows(1_048_580, "draws", "draws.csv"), 1_048_575);
        assert_eq!(cut.0.len(), 2);
        assert!(cut.0[1].contains("5 more stand in draws.csv"), "{}", cut.0[1]);
    }
}
