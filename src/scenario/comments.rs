//! What a scenario's file says of each number: the comment at the end of its line, or else those just above it or above
//! its table. The texts come from `file`; `report` shows each input beside what is said of it.
//!
//! Which number stands where is told by the spans that the TOML parser gives, and what is a comment by its lexer, so that
//! a `#` in a text or a name is never taken for one.

use super::diagnostic::Source;
use super::node::join;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};
use toml_parser::lexer::TokenKind;

/// What a file says of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// In one line, without the `#`.
    pub text: String,
    pub stands: Stands,
}

/// Where it says so, and so of how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    /// At the end of the line: of what stands in it.
    Beside,
    /// On lines of its own above: of the lines down to the next empty one.
    Above,
    /// Above the table or in its heading: of the table as a whole, not of each number in it.
    AboveTable,
}

/// What the files of one scenario say, its own first and then those that each extends.
#[derive(Clone, Debug, Default)]
pub struct Comments {
    files: Vec<OneFile>,
}

#[derive(Clone, Debug)]
struct OneFile {
    name: String,
    /// By the path as written, everything that the file gives a value to.
    said: BTreeMap<String, Option<Comment>>,
}

/// Which file a number has its value from, and what is said of it there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Origin<'a> {
    pub file: &'a str,
    pub comment: Option<&'a Comment>,
    /// Where the file says nothing of its value, the nearest file beneath that says something of its own.
    pub beneath: Option<(&'a str, &'a Comment)>,
}

impl Comments {
    /// Reads `files`, the scenario's own first. A file that is no TOML says nothing.
    pub fn of(files: &[Arc<Source>]) -> Comments {
        Comments {
            files: files.iter().map(|file| OneFile { name: file.file_name().into(), said: read(&file.text) }).collect(),
        }
    }

    /// Where the setting at `path` has its value from; none where no file says it and it keeps its default.
    pub fn origin(&self, path: &str) -> Option<Origin<'_>> {
        let mut giving = self.files.iter().filter_map(|file| Some((file.name.as_str(), file.of(path)?)));
        let (file, comment) = giving.next()?;
        let comment = comment.as_ref();
        let beneath = giving.find_map(|(file, comment)| Some((file, comment.as_ref()?)));
        Some(Origin { file, comment, beneath: beneath.filter(|_| comment.is_none()) })
    }
}

impl OneFile {
    /// What is said of the setting at `path`, where this file gives it a value: by itself, by a number that stands for a
    /// whole table, or as a standard deviation.
    fn of(&self, path: &str) -> Option<&Option<Comment>> {
        let spread = || self.said.get(&join(path.strip_suffix(".cv")?, "sd"));
        let whole = || self.said.get(&path[..path.rfind('.')?]);
        self.said.get(path).or_else(spread).or_else(whole)
    }
}

/// What is said of every value in a file, by path.
fn read(text: &str) -> BTreeMap<String, Option<Comment>> {
    let (table, _) = DeTable::parse_recoverable(text);
    let lines = Lines::of(text);
    let mut said = BTreeMap::new();
    of_table(table.get_ref(), "", &lines, &mut said);
    said
}

fn of_table(table: &DeTable<'_>, path: &str, lines: &Lines, said: &mut BTreeMap<String, Option<Comment>>) {
    for (key, value) in table {
        let path = join(path, key.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => of_table(inner, &path, lines, said),
            _ => {
                said.insert(path, lines.comment(key.span().start, value.span().end));
            }
        }
    }
}

/// A text's lines. A text in quotation marks that goes over several is one.
struct Lines {
    lines: Vec<Line>,
}

struct Line {
    /// Where it begins, in bytes.
    start: usize,
    kind: LineKind,
    comment: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Blank,
    /// Nothing but a comment.
    Comment,
    /// `[phone]`
    Heading,
    Entry,
    /// The rest of a list or table that began on a line before.
    Rest,
}

impl Lines {
    fn of(text: &str) -> Lines {
        let blank = |start, open: usize| Line {
            start,
            kind: if open > 0 { LineKind::Rest } else { LineKind::Blank },
            comment: None,
        };
        // Brackets that are open.
        let mut open = 0usize;
        let mut lines = vec![blank(0, 0)];
        for token in toml_parser::Source::new(text).lex() {
            let (kind, span) = (token.kind(), token.span());
            let Some(line) = lines.last_mut() else { break };
            if line.kind == LineKind::Blank {
                line.kind = match kind {
                    TokenKind::Whitespace | TokenKind::Newline | TokenKind::Eof => LineKind::Blank,
                    TokenKind::Comment => LineKind::Comment,
                    TokenKind::LeftSquareBracket => LineKind::Heading,
                    _ => LineKind::Entry,
                };
            }
            match kind {
                TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open += 1,
                TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => open = open.saturating_sub(1),
                TokenKind::Comment => {
                    let said = text.get(span.start()..span.end()).unwrap_or_default();
                    line.comment = Some(said.trim_start_matches('#').trim().into());
                }
                TokenKind::Newline => lines.push(blank(span.end(), open)),
                _ => {}
            }
        }
        Lines { lines }
    }

    /// The number of the line in which a byte lies.
    fn at(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.start <= byte).saturating_sub(1)
    }

    /// What is said of the value that begins with its name at byte `start` and ends before `end`.
    fn comment(&self, start: usize, end: usize) -> Option<Comment> {
        let is_rest = |at: &usize| self.lines.get(*at).is_some_and(|line| line.kind == LineKind::Rest);
        let own = self.at(end.saturating_sub(1).max(start));
        let last = (own + 1..).take_while(is_rest).last().unwrap_or(own);
        let beside = [own, last].into_iter().find_map(|at| self.said(at));
        if let Some(text) = beside {
            return Some(Comment { text, stands: Stands::Beside });
        }
        // Upwards from the line on which the entry begins.
        let first = (0..=self.at(start)).rev().find(|at| !is_rest(at)).unwrap_or(0);
        let mut above = (0..first).rev();
        let stop = above.find(|&at| !matches!(self.lines[at].kind, LineKind::Entry | LineKind::Rest));
        if let Some(at) = stop.filter(|&at| self.lines[at].kind == LineKind::Comment) {
            return self.block(at).map(|text| Comment { text, stands: Stands::Above });
        }
        let heading = (0..first).rev().find(|&at| self.lines[at].kind == LineKind::Heading)?;
        let text = self.said(heading).or_else(|| self.block(heading.checked_sub(1)?))?;
        Some(Comment { text, stands: Stands::AboveTable })
    }

    /// The comment on a line, where it says anything.
    fn said(&self, at: usize) -> Option<String> {
        self.lines[at].comment.clone().filter(|text| !text.is_empty())
    }

    /// The lines of nothing but comments that end with this one, as one line.
    fn block(&self, last: usize) -> Option<String> {
        let is_comment = |at: &usize| self.lines[*at].kind == LineKind::Comment;
        let mut texts: Vec<String> = (0..=last).rev().take_while(is_comment).filter_map(|at| self.said(at)).collect();
        texts.reverse();
        (!texts.is_empty()).then(|| texts.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    fn comments(texts: &[&str]) -> Comments {
        let files = texts.iter().enumerate().map(|(at, text)| Source::new(format!("{at}.toml"), *text));
        Comments::of(&files.collect::<Vec<_>>())
    }

    /// What is said of `path` in one file, and where.
    fn said(text: &str, path: &str) -> Option<(String, Stands)> {
        comments(&[text]).origin(path)?.comment.map(|comment| (comment.text.clone(), comment.stands))
    }

    fn is(text: &str, path: &str, expected: &str, stands: Stands) {
        assert_eq!(said(text, path), Some((expected.into(), stands)), "{path} in\n{text}");
    }

    #[test]
    fn a_number_is_explained_at_the_end_of_its_line_above_it_or_above_its_table() {
        let text = "# The phones; CALLS, known.\n[phone]\nlines = 8 # lines; inferred\nredial = 0.7\n\n\
                    # Counted\n#   in May.\nhandlers = 2\ntomorrow = 0.1\n\n[book]  # a book\nrooms = 9\n";
        is(text, "phone.lines", "lines; inferred", Stands::Beside);
        is(text, "phone.redial", "The phones; CALLS, known.", Stands::AboveTable);
        is(text, "phone.handlers", "Counted in May.", Stands::Above);
        is(text, "phone.tomorrow", "Counted in May.", Stands::Above);
        is(text, "book.rooms", "a book", Stands::AboveTable);
        assert_eq!(said("[phone]\nlines = 8", "phone.lines"), None);
        assert_eq!(said("lines = 8\n# too late", "lines"), None);
    }

    #[test]
    fn every_number_in_a_line_of_several_has_its_comment() {
        let text = "[roles.gp]\nminutes.phone = { family = \"gamma\", mean = 5, sd = 3 } # timed\n\
                    weekday = { mon = 1.2, # a rush\n  tue = 1.0 } # the week\noffsets = [1, # first\n 2]\nslot = 10\n";
        for path in ["roles.gp.minutes.phone.family", "roles.gp.minutes.phone.mean", "roles.gp.minutes.phone.cv"] {
            is(text, path, "timed", Stands::Beside);
        }
        is(text, "roles.gp.weekday.mon", "a rush", Stands::Beside);
        is(text, "roles.gp.weekday.tue", "the week", Stands::Beside);
        assert_eq!(said(text, "roles.gp.offsets"), None, "what is said of the first is not said of all");
        assert_eq!(said(text, "roles.gp.slot"), None);
    }

    #[test]
    fn one_number_for_a_whole_table_explains_every_entry() {
        is("demand.month = 2 # all alike", "demand.month.jan", "all alike", Stands::Beside);
    }

    #[test]
    fn a_sharp_in_a_name_or_a_text_is_no_comment() {
        let text = "[people.\"nr #1\"]\nrole = \"gp # not this\" # this\n[people.\"nr #1\".sessions]\nmon = 2\n";
        is(text, "people.nr #1.role", "this", Stands::Beside);
        assert_eq!(said(text, "people.nr #1.sessions.mon"), None);
        is("title = '''a # b\n# c\n''' # d", "title", "d", Stands::Beside);
    }

    #[test]
    fn a_practice_explains_its_own_numbers_before_what_it_extends_does() {
        let all = comments(&["a = 1 # mine\nb = 2", "a = 3 # theirs\nb = 4 # theirs too\nc = 5 # only theirs"]);
        let origin = |path: &str| {
            let Origin { file, comment, beneath } = all.origin(path).unwrap();
            (file, comment.map(|it| it.text.as_str()), beneath.map(|(file, it)| (file, it.text.as_str())))
        };
        assert_eq!(origin("a"), ("0.toml", Some("mine"), None));
        assert_eq!(origin("b"), ("0.toml", None, Some(("1.toml", "theirs too"))));
        assert_eq!(origin("c"), ("1.toml", Some("only theirs"), None));
        assert_eq!(all.origin("d"), None);
    }

    #[test]
    fn any_text_at_all_can_be_read() {
        let pieces = prop::sample::select(vec![
            "a", ".", "=", "1", "\"x#y\"", "'''", "\"\"\"", "[", "]", "{", "}", "#é", "\n", "\r\n", " ", ",",
            "\u{feff}",
        ]);
        let config = Config { cases: 2000, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let run = runner.run(&prop::collection::vec(pieces, 0..40), |pieces| {
            read(&pieces.concat());
            Ok(())
        });
        run.unwrap();
    }
}
