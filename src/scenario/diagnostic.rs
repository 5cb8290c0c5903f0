//! Problems in what somebody wrote: what is wrong, where, and what to type instead. Made by all of this layer,
//! shown by the command line and the page.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A text in which something was written: a file, an embedded practice, or one `--set`.
#[derive(PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub text: String,
}

/// Some bytes of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub source: Arc<Source>,
    pub span: Range<usize>,
}

/// One thing that is wrong, or that is likely to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub message: String,
    pub place: Option<Place>,
    pub help: Option<String>,
}

/// Everything that is wrong; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Vec<Problem>);

/// Problems shown at once; the rest are counted.
const MOST_SHOWN: usize = 30;
/// Bytes shown of a line after the place in it.
const LINE_SHOWN: usize = 200;

impl Problem {
    pub fn new(message: impl Into<String>) -> Problem {
        Problem { message: message.into(), place: None, help: None }
    }

    pub fn at(mut self, place: Option<&Place>) -> Problem {
        self.place = place.cloned();
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }

    pub fn maybe_help(mut self, help: Option<String>) -> Problem {
        self.help = help.or(self.help);
        self
    }

    /// As a warning, in colours where the terminal shows them.
    pub fn warned(&self, coloured: bool) -> String {
        self.render(&if coloured { Renderer::styled() } else { Renderer::plain() }, Level::WARNING)
    }

    fn render(&self, renderer: &Renderer, level: Level<'_>) -> String {
        let mut group = Group::with_title(level.primary_title(self.message.as_str()));
        if let Some(place) = &self.place {
            let (number, line, span) = place.line();
            let marked = AnnotationKind::Primary.span(span);
            let snippet = Snippet::source(line).line_start(number).path(place.source.name.as_str());
            group = group.element(snippet.annotation(marked));
        }
        let Some(help) = &self.help else { return renderer.render(&[group]) };
        if self.place.is_some() {
            return renderer.render(&[group.element(Level::HELP.message(help.as_str()))]);
        }
        // With no line to hang from, the help stands alone.
        renderer.render(&[group, Group::with_title(Level::HELP.secondary_title(help.as_str()))])
    }
}

/// Problems in order of place, those without one first.
pub(super) fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    let mut met: Vec<Arc<Source>> = Vec::new();
    for place in problems.iter().filter_map(|problem| problem.place.as_ref()) {
        if !met.iter().any(|source| Arc::ptr_eq(source, &place.source)) {
            met.push(place.source.clone());
        }
    }
    let rank = |place: &Place| met.iter().position(|source| Arc::ptr_eq(source, &place.source));
    problems.sort_by_key(|problem| problem.place.as_ref().map(|place| (rank(place), place.span.start)));
    problems.dedup();
    problems
}

impl Refusal {
    /// The problems in order of place, those without one first.
    pub fn new(problems: Vec<Problem>) -> Refusal {
        Refusal(in_order(problems))
    }

    /// For a terminal that shows colours.
    pub fn coloured(&self) -> String {
        self.render(&Renderer::styled())
    }

    fn render(&self, renderer: &Renderer) -> String {
        let shown = self.0.iter().take(MOST_SHOWN).map(|problem| problem.render(renderer, Level::ERROR));
        let mut out = shown.collect::<Vec<_>>().join("\n\n");
        if let Some(rest) = self.0.len().checked_sub(MOST_SHOWN).filter(|rest| *rest > 0) {
            let problems = if rest == 1 { "problem" } else { "problems" };
            out.push_str(&format!("\n\nand {rest} more {problems}, not shown"));
        }
        out
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

impl std::error::Error for Refusal {}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        Refusal(vec![problem])
    }
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Source> {
        Arc::new(Source { name: name.into(), text: text.into() })
    }

    /// Its name without the folder that it lies in, which is another on every machine.
    pub fn file_name(&self) -> &str {
        std::path::Path::new(&self.name).file_name().and_then(|name| name.to_str()).unwrap_or(&self.name)
    }
}

impl fmt::Debug for Source {
    // The text may be a megabyte.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({:?})", self.name)
    }
}

impl Place {
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Place {
        Place { source: source.clone(), span }
    }

    /// The number of the line, the line cut after the place, and the place within it.
    pub fn line(&self) -> (usize, &str, Range<usize>) {
        let text = self.source.text.as_str();
        let start = floor(text, self.span.start);
        let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let stop = floor(text, self.span.end.max(start)).min(end);
        let cut = floor(text, end.min(start + LINE_SHOWN));
        let number = text.as_bytes()[..begin].iter().filter(|byte| **byte == b'\n').count() + 1;
        (number, text[begin..cut].trim_end_matches('\r'), start - begin..stop.min(cut) - begin)
    }
}

/// The character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str, span: Range<usize>) -> Problem {
        let place = Place::new(&Source::new("x.toml", text), span);
        Problem::new("`phone` closes at 08:00 before it opens at 08:30").at(Some(&place)).help("write it later")
    }

    #[test]
    fn a_problem_says_what_is_wrong_where_and_what_to_type() {
        let shown = Refusal(vec![problem("[phone]\ncloses = 8\n", 17..18)]).to_string();
        let expected = "error: `phone` closes at 08:00 before it opens at 08:30\n --> x.toml:2:10\n  |\n2 | closes = 8\n  |          ^\n  |\n  = help: write it later";
        assert_eq!(shown, expected);
        assert!(Refusal(vec![problem("a", 0..1)]).coloured().contains('\u{1b}'));
    }

    #[test]
    fn problems_come_in_order_of_place_and_are_cut_with_a_count() {
        let source = Source::new("x.toml", "a\n".repeat(50));
        let problems: Vec<Problem> = (0..50)
            .rev()
            .map(|k| Problem::new(format!("p{k}")).at(Some(&Place::new(&source, k * 2..k * 2 + 1))))
            .collect();
        let refusal = Refusal::new(problems);
        assert_eq!(refusal.0[0].message, "p0");
        assert!(refusal.to_string().ends_with("and 20 more problems, not shown"));
    }

    #[test]
    fn an_endless_line_and_an_odd_span_do_not_flood_the_terminal() {
        let long = "é\u{7}".repeat(60_000);
        for span in [0..long.len(), 90_000..90_010, 50_001..50_001, 999_999..1_000_000] {
            assert!(Refusal(vec![problem(&long, span)]).to_string().len() < 2_000);
        }
        assert!(!Refusal(vec![problem("", 0..0)]).to_string().is_empty());
    }
}
