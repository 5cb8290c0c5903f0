//! A table as a spreadsheet saves it: which line is the header, what stands between the cells, and where each cell is.

use crate::scenario::diagnostic::{Place, Problem, Source};
use crate::scenario::library;
use crate::scenario::wording::shown;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Tables that come with the program, by name and text. A file of the same name goes first.
const SHIPPED: [(&str, &str); 1] = [("calls-answered", include_str!("../../../scenarios/data/calls-answered.csv"))];
/// No table of weekly numbers needs more.
const LARGEST: u64 = 10_000_000;
/// Lines with numbers in a table: more than 38 years of weeks.
const MOST_ROWS: usize = 2_000;

/// The header and the rows below it.
pub(super) struct Table {
    pub source: Arc<Source>,
    pub header: Vec<Range<usize>>,
    /// Rows with anything in them; each has as many cells as the header, or fewer.
    pub rows: Vec<Vec<Range<usize>>>,
}

impl Table {
    /// Reads a file, or says why it is no table.
    pub fn open(file: &str) -> Result<Table, Problem> {
        read(&text(file)?)
    }

    /// What a cell says, without its quotation marks and the blanks around it. Empty where the row is shorter.
    pub fn cell(&self, row: &[Range<usize>], column: usize) -> &str {
        row.get(column).map_or("", |span| unquoted(&self.source.text[span.clone()]))
    }

    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(|span| unquoted(&self.source.text[span.clone()]))
    }

    /// Where a cell stands; the whole row where it is too short to have it.
    pub fn place(&self, row: &[Range<usize>], column: usize) -> Place {
        let whole = || row.first().map_or(0, |first| first.start)..row.last().map_or(0, |last| last.end);
        Place::new(&self.source, row.get(column).filter(|span| !span.is_empty()).cloned().unwrap_or_else(whole))
    }
}

/// The text of a file. One that is not UTF-8 is taken for what Excel saves as "CSV" in Britain.
fn text(file: &str) -> Result<Arc<Source>, Problem> {
    let called = shown(file);
    if let Some((name, text)) = SHIPPED.iter().find(|(name, _)| *name == file && !Path::new(file).exists()) {
        return Ok(Source::new(*name, *text));
    }
    if Path::new(file).is_dir() {
        let problem = Problem::new(format!("`{called}` is a folder, not a table"));
        return Err(problem.help("name a file in it, such as `calls.csv`"));
    }
    let mut bytes = Vec::new();
    match File::open(file).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let problem = Problem::new(format!("there is no file called `{called}`"));
            let help =
                "save the numbers from the spreadsheet as CSV and name that file; `calls-answered` comes with Headroom";
            return Err(problem.help(help));
        }
        Err(error) => return Err(Problem::new(format!("`{called}` cannot be read: {}", error.kind()))),
        Ok(_) if bytes.len() as u64 > LARGEST => {
            let problem = Problem::new(format!("`{called}` is too large for a table of weekly numbers"));
            return Err(problem.help("a table of weeks has at most 10 MB; add single calls or days up to weeks first"));
        }
        Ok(_) => {}
    }
    if bytes.starts_with(b"PK") || bytes.contains(&0) {
        let problem = Problem::new(format!("`{called}` is no plain text"));
        return Err(problem.help("in the spreadsheet choose `Save as` and `CSV UTF-8 (comma delimited)`"));
    }
    library::decode(file, bytes).or_else(|_| {
        let bytes = std::fs::read(file)
            .map_err(|error| Problem::new(format!("`{called}` cannot be read: {}", error.kind())))?;
        // Of Windows' letters only `£` matters here, and it is where Latin-1 has it.
        Ok(Source::new(file, bytes.into_iter().map(char::from).collect::<String>()))
    })
}

fn read(source: &Arc<Source>) -> Result<Table, Problem> {
    let text = source.text.as_str();
    let mut lines = lines(text).filter(|line| {
        let line = text[line.clone()].trim();
        !line.is_empty() && !line.starts_with('#') && !line.to_lowercase().starts_with("sep=")
    });
    let empty = || Problem::new(format!("`{}` holds no table", shown(&source.name)));
    let help = "the first line names the columns, such as `week,calls answered`; below it comes a line for each week";
    let first = lines.next().ok_or_else(|| empty().help(help))?;
    let between = between(&text[first.clone()]);
    let header = cells(source, first, between)?;
    let mut rows = Vec::new();
    for line in lines {
        let mut row = cells(source, line, between)?;
        while row.len() > header.len() && row.last().is_some_and(|cell| unquoted(&text[cell.clone()]).is_empty()) {
            row.pop();
        }
        if row.iter().all(|cell| unquoted(&text[cell.clone()]).is_empty()) {
            continue;
        }
        if row.len() > header.len() {
            let place = Place::new(source, row[header.len()].clone());
            let problem = Problem::new(format!("this line has {} cells, and the header {}", row.len(), header.len()));
            let help = "a number with a comma in it stands between quotation marks, \"1,234\", or is written 1234";
            return Err(problem.at(Some(&place)).help(help));
        }
        if rows.len() == MOST_ROWS {
            let problem =
                Problem::new(format!("there are more than {MOST_ROWS} lines of numbers, and a chart shows no more"));
            let place = Place::new(source, row[0].start..row[row.len() - 1].end);
            return Err(problem
                .at(Some(&place))
                .help("one line for each week: add single calls or days up to weeks first"));
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(empty().help(help));
    }
    Ok(Table { source: source.clone(), header, rows })
}

/// The lines of a text, without their ends and the mark that Excel puts before the first.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        // Old spreadsheets end a line with a carriage return alone.
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
        let line = at..end;
        at = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
        Some(line)
    })
}

/// What stands between the cells of this header: the most frequent of a comma, a semicolon and a tab.
fn between(header: &str) -> u8 {
    let count = |mark: u8| {
        let mut quoted = false;
        let marks = header.bytes().filter(|&byte| {
            quoted ^= byte == b'"';
            byte == mark && !quoted
        });
        marks.count()
    };
    // Of two that are as frequent the first.
    [b'\t', b';', b','].into_iter().max_by_key(|&mark| count(mark)).unwrap_or(b',')
}

/// The cells of a line.
fn cells(source: &Arc<Source>, line: Range<usize>, between: u8) -> Result<Vec<Range<usize>>, Problem> {
    let (mut cells, mut begins, mut quoted) = (Vec::new(), line.start, false);
    for at in line.clone() {
        let byte = source.text.as_bytes()[at];
        quoted ^= byte == b'"';
        if byte == between && !quoted {
            cells.push(begins..at);
            begins = at + 1;
        }
    }
    if quoted {
        let problem = Problem::new("a quotation mark is opened here and not closed on this line");
        return Err(problem.at(Some(&Place::new(source, begins..line.end))).help("close it, or take it out"));
    }
    cells.push(begins..line.end);
    Ok(cells)
}

fn unquoted(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell).trim()
}
