//! The page of a break-even: from which value on a change helps.

use super::{frame, tabled};
use crate::experiment::breakeven::{BreakEven, Question};
use crate::report::About;
use crate::report::document::{Document, Line, Table};
use crate::report::said::{self, Kind, Said};

/// The document; `answer` is what was found, in sentences, and `made_of` all that the results depend on, as a text.
pub fn of_breakeven(about: &About, question: &Question, found: &BreakEven, answer: String, made_of: &str) -> Document {
    let asked = format!(
        "At which `{}` the change makes no difference to `{}`. {} days of each value, up to {} replications, seed {}.",
        question.path, question.measure, found.days, question.most, about.seed
    );
    let mut document = frame(about, asked, made_of);
    document.warnings = about.cautions.iter().map(|slip| Said::from(format!("Perhaps a slip: {slip}."))).collect();
    document.in_short = vec![Said::from(answer)];
    let kind = if found.unit.starts_with("share") { Kind::Points } else { Kind::Plain };
    let lines = found.points.iter().map(|point| {
        let replications = point.difference.replications;
        let runs = Said::default().figure(replications.to_string(), replications as f64);
        Line::Row(point.value.to_string(), vec![said::apart(&point.difference, kind), runs])
    });
    let table = Table {
        caption: format!("{}: with the change less without it (95% intervals)", question.measure),
        columns: [question.path.as_str(), "Difference", "Replications"].map(String::from).to_vec(),
        lines: lines.collect(),
    };
    document.first.push(tabled("The difference at every value that was run", table));
    document
}
