//! A report before it is anything to look at: what is said, shown and tabled, in order. The page, the summary, the
//! workbook and the pictures' files are all made of it, so that none of them can say what the others do not.

use super::said::Said;

/// A whole report.
pub struct Document {
    /// Whose report it is, and what kind of question it answers.
    pub title: String,
    pub question: String,
    /// What to know before reading on: does it settle, is a group worse off, is a destination full.
    pub warnings: Vec<Said>,
    /// What to take away, a sentence each.
    pub in_short: Vec<Said>,
    /// On the first pages.
    pub first: Vec<Part>,
    /// After them.
    pub more: Vec<Part>,
    /// How it was made, what it may be used for, and what only a person can fill in.
    pub made: Made,
    /// The technical record.
    pub record: Vec<RecordLine>,
    /// What the practice is held against, by name: the order of what every input is in each.
    pub scenarios: Vec<String>,
    /// Every input, and where it comes from.
    pub inputs: Vec<Input>,
    pub assumptions: Vec<Assumption>,
}

impl Document {
    /// Every picture in it, in order.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        let parts = self.first.iter().chain(&self.more).filter_map(|part| part.picture.as_ref());
        parts.chain(self.record.iter().filter_map(|line| line.picture.as_ref()))
    }

    /// What the mark at skewed figures means; none where no figure has it. `whole` looks at every table, and otherwise only
    /// what stands on the first pages is looked at.
    pub fn skewed(&self, whole: bool) -> Option<String> {
        let more = self.more.iter().filter(|_| whole);
        let parts = self.first.iter().chain(more).flat_map(|part| {
            let lines = part.table.iter().flat_map(|table| &table.lines);
            let cells = lines.flat_map(|line| if let Line::Row(_, cells) = line { &cells[..] } else { &[] });
            part.said.iter().chain(cells)
        });
        super::guard::marked(self.warnings.iter().chain(&self.in_short).chain(parts).filter_map(Said::skewed))
    }
}

/// A heading, what is said under it, and perhaps a picture and a table.
#[derive(Default)]
pub struct Part {
    pub heading: String,
    pub said: Vec<Said>,
    pub picture: Option<Picture>,
    pub table: Option<Table>,
}

/// A drawn picture.
pub struct Picture {
    /// Of its file in `plots/`, without the ending.
    pub name: String,
    /// The file: with title, practice and foot, to be passed on without the page it stood on.
    pub file: String,
    /// The same for a page that already has those around it.
    pub bare: String,
    /// Is it so tall that, made as low as others, its words could not be read?
    pub is_tall: bool,
}

impl Picture {
    /// The same under a name of its own, where a report has several of its kind.
    pub fn renamed(self, name: &str) -> Picture {
        let again = |svg: &str| {
            ["title", "desc"].iter().fold(svg.to_string(), |svg, part| {
                svg.replace(&format!("{}-{part}", self.name), &format!("{name}-{part}"))
            })
        };
        Picture { file: again(&self.file), bare: again(&self.bare), name: name.into(), ..self }
    }
}

/// A picture that says in a title of ten words or fewer what it shows, with a sentence beside it and its figures under
/// it.
pub struct Chart {
    pub title: String,
    pub sentence: Said,
    pub picture: Picture,
    pub table: Table,
}

impl From<Chart> for Part {
    fn from(chart: Chart) -> Part {
        Part {
            heading: chart.title,
            said: vec![chart.sentence],
            picture: Some(chart.picture),
            table: Some(chart.table),
        }
    }
}

/// Rows of cells under headings; the first column names the rows.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What the figures are: units, and over what they are counted.
    pub caption: String,
    pub columns: Vec<String>,
    pub lines: Vec<Line>,
}

impl Table {
    /// Has a column, counted from 0, no figure in it? The first names the rows.
    pub fn is_of_words(&self, column: usize) -> bool {
        let has_figure = |line: &Line| match line {
            Line::Row(_, cells) => column > 0 && cells.get(column - 1).is_some_and(|cell| !cell.is_words()),
            Line::Heading(_) => false,
        };
        !self.lines.iter().any(has_figure)
    }
}

/// A line of a table.
#[derive(Clone, Debug)]
pub enum Line {
    Heading(String),
    Row(String, Vec<Said>),
}

/// How a report was made.
pub struct Made {
    pub command: String,
    pub version: &'static str,
    pub build: &'static str,
    pub seed: u64,
    pub replications: usize,
    /// Tells the scenario's text from every other.
    pub scenario_hash: String,
    /// How narrow an interval was asked for and reached, in a sentence.
    pub precision: Option<String>,
    /// Limits of use.
    pub limits: Vec<String>,
    /// Lines of the record that only a person can fill in.
    pub blanks: Vec<&'static str>,
}

/// A line of the technical record: its number and name by STRESS-DES, and what is to be said there.
pub struct RecordLine {
    pub number: &'static str,
    pub name: &'static str,
    pub said: Vec<String>,
    pub table: Option<Table>,
    pub picture: Option<Picture>,
}

/// An input of the simulation, on both sides where two are compared.
pub struct Input {
    pub path: String,
    /// What it means.
    pub meaning: String,
    pub base: String,
    /// What it is in each scenario, where that differs, and what made it so.
    pub scenarios: Vec<Option<Changed>>,
    pub unit: String,
    /// Is it a number, rather than a word, a date or a list?
    pub is_number: bool,
    /// What the scenario file says of it, and which file that is.
    pub source: String,
    pub file: String,
    /// How sure it is, where the file says so of this number.
    pub grade: String,
}

/// An input that is another in a scenario.
pub struct Changed {
    pub value: String,
    pub by: String,
}

/// Something taken to be so, with who should know better.
pub struct Assumption {
    /// The part of the practice that it is about.
    pub part: String,
    pub what: String,
    pub grade: String,
    pub source: String,
    /// For a person to fill in.
    pub owner: String,
}
