//! What the TOML parser could not read, said as a sentence with what to type instead. Enters from `file`.

use super::diagnostic::{Place, Problem, Source};
use super::{meant, wording};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Whether the message is about a name given twice, which leaves the rest of the file sound.
pub(super) fn is_repeat(message: &str) -> bool {
    message == "duplicate key"
}

/// What the TOML parser said, once for each line.
pub(super) fn problems(source: &Arc<Source>, errors: &[toml::de::Error]) -> Vec<Problem> {
    let mut lines = BTreeSet::new();
    let mut problems = Vec::new();
    let mut line = (0, 0);
    for error in errors {
        let span = error.span().unwrap_or(source.text.len()..source.text.len());
        let start = span.start.min(source.text.len());
        // Errors come nearly in order, so lines are counted on from the last rather than from the top.
        if start < line.0 {
            line = (0, 0);
        }
        line.1 += source.text.as_bytes()[line.0..start].iter().filter(|byte| **byte == b'\n').count();
        line.0 = start;
        if lines.insert(line.1) {
            problems.push(spoken(error.message(), &source.text, &span).at(Some(&Place::new(source, span))));
        }
    }
    problems
}

/// A parser's message as a sentence, with what to type for the mistakes that people make.
fn spoken(message: &str, text: &str, span: &Range<usize>) -> Problem {
    let written = text.get(span.clone()).unwrap_or_default();
    let before = text.get(..span.start).unwrap_or_default().trim_end_matches(' ');
    let stumbled = [written, around(text, span.start), around(text, before.len())];
    // In a list, a comma stands between two numbers, and where one is missing nobody can tell how many were meant.
    let listed = before.rfind(['[', ']', '\n']).is_some_and(|at| before[at..].starts_with('['));
    if let Some(help) = stumbled.iter().find_map(|text| meant::help(text, None)).filter(|_| !listed) {
        return Problem::new("this is not a number as a scenario writes it").help(help);
    }
    let at = wording::shown(written);
    let curly = at.contains(['“', '”', '„', '’', '‘']);
    let head = message.split(", expected").next().unwrap_or(message);
    let (sentence, help) = match head {
        "string values must be quoted" if at.is_empty() => {
            ("the value is missing".into(), "write a number, or text between quotation marks")
        }
        "duplicate key" => (format!("`{at}` is given twice"), "take one of them out, or give it another name"),
        "string values must be quoted" | "invalid unquoted key" | "missing opening quote" if curly => {
            ("these are not plain quotation marks".into(), "type \" instead; word processors change it")
        }
        "string values must be quoted" => {
            let help = "write text as \"text\", a time of day as \"08:30\", and one value only";
            ("this is neither a number nor text between quotation marks".into(), help)
        }
        "key with no value" | "missing value for key" => {
            ("a name stands here without a value".into(), "write `name = value`, or `[name]` to open a table")
        }
        "unclosed table" | "unclosed array table" => ("this heading has no closing bracket".into(), "write `[name]`"),
        "unclosed array" => ("this list has no closing bracket".into(), "write it as `[1, 2]`"),
        "unclosed inline table" => ("this table has no closing brace".into(), "write it as `{ mean = 5, cv = 1 }`"),
        "unexpected leading zero" => {
            ("a number does not begin with 0".into(), "leave the 0 out; write a time of day as \"08:30\"")
        }
        "missing comma between key-value pairs" | "missing comma between array elements" => {
            ("a comma is missing here".into(), "put a comma between one entry and the next")
        }
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            ("this goes too deep for a scenario".into(), "no path has more than a handful of parts")
        }
        _ => (format!("this cannot be read: {}", wording::shown(head)), "each line is `name = value` or `[name]`"),
    };
    Problem::new(sentence).help(help)
}

/// What stands around a place without a space, as in `11,200` of which the parser stumbles over the comma.
fn around(text: &str, at: usize) -> &str {
    let ends = |c: char| c.is_whitespace() || "=[]{}#\"".contains(c);
    let Some((before, after)) = text.split_at_checked(at) else { return "" };
    let begin = before.rfind(ends).map_or(0, |last| last + before[last..].chars().next().map_or(1, char::len_utf8));
    &text[begin..at + after.find(ends).unwrap_or(after.len())]
}

#[cfg(test)]
mod tests {
    use super::super::Refusal;
    use super::super::file::read_text;

    fn says(text: &str, expected: &[&str]) {
        let refusal = Refusal::new(read_text("x.toml", text).expect_err("should be refused")).to_string();
        for part in expected {
            assert!(refusal.contains(part), "{part:?} is not said in\n{refusal}");
        }
    }

    #[test]
    fn a_number_written_as_on_paper_is_told_as_a_file_reads_it() {
        for (text, said) in [
            ("[patients]\nlist_size = 11,200", "write 11200 without a comma"),
            ("patients.list_size = 1,100,200", "write 1100200 without a comma"),
            ("patients = { list_size = 11,200, female = 0.5 }", "write 11200 without a comma"),
            ("patients = { list_size = 11,200 }", "write 11200 without a comma"),
            ("[phone]\nopens = 8:00", "write the time of day as \"08:00\""),
            ("[phone]\nopens = 8.30am # early", "write the time of day as \"08:30\""),
            ("[phone]\nredial = 5%", "for 5% write 0.05"),
            ("[phone]\nredial = 5 %", "for 5 % write 0.05"),
            ("[phone]\nredial = 0,7", "write 0.7 with a point"),
            ("[roles.gp]\ncost = £110", "write 110 without the sign"),
            ("[phone]\nother_call = 3 minutes", "write 3 alone"),
        ] {
            says(text, &[said, "--> x.toml:"]);
        }
    }

    #[test]
    fn two_numbers_in_a_list_are_not_taken_for_one() {
        let refusal = Refusal::new(read_text("x.toml", "roles.gp.offsets = [0,100 200]").unwrap_err()).to_string();
        assert!(!refusal.contains("100200"), "{refusal}");
    }

    #[test]
    fn broken_toml_is_told_in_plain_words() {
        says("[phone\nopens = 8", &["this heading has no closing bracket", "x.toml:1:"]);
        says("phone.opens = ", &["the value is missing"]);
        says("phone.opens 8", &["without a value"]);
        says("phone.closing = drain", &["neither a number nor text between quotation marks"]);
        says("# nothing\n\n", &["`x.toml` says nothing"]);
        says("phone.opens = “8”", &["not plain quotation marks"]);
        says("phone.opens = 08.5", &["does not begin with 0"]);
    }
}
