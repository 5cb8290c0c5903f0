//! The technical record: the 24 lines of STRESS-DES, filled in from the registry, the scenario and the run. It says what
//! is there and nothing else; what only people can say stands on page one as left blank.

mod how;
mod lists;
mod parts;

use super::assumptions::assumptions;
use super::document::{Document, Input, Line, Part, Picture, RecordLine, Table};
use super::inputs::{Behind, inputs};
use super::plots::{CannotDraw, flow_diagram};
use super::said::Said;
use super::table::printed_lines;
use super::words::grouped;
use super::{About, document};
use crate::experiment::View;
use crate::practice::registry::{Measure, REGISTRY};
use crate::scenario::{keys, meaning};
use parts::Parts;
use std::collections::BTreeMap;

/// Fills in the record, every input and every assumption of a report.
pub fn complete(document: &mut Document, about: &About, behind: &Behind<'_>) -> Result<(), CannotDraw> {
    document.scenarios = behind.scenarios.iter().map(|(name, _)| (*name).to_string()).collect();
    document.inputs = inputs(behind);
    document.assumptions = assumptions(behind, &document.inputs);
    let parts = Parts::of(&behind.baseline.settings);
    let flow = flow_diagram::draw(about, &parts.flow())?;
    let is_of_warm_up = |part: &Part| part.picture.as_ref().is_some_and(|picture| picture.name == "warm-up");
    let warm_up = document.more.iter().position(is_of_warm_up).map(|at| document.more.remove(at));
    let mut record = Record { document, about, behind, parts, s: &behind.baseline.settings }.lines(flow);
    // How the run began belongs to the record, with its picture.
    if let (Some(part), Some(line)) = (warm_up, record.iter_mut().find(|line| line.number == "4.1")) {
        (line.picture, line.table) = (part.picture, part.table);
    }
    document.record = record;
    Ok(())
}

struct Record<'a> {
    document: &'a Document,
    about: &'a About<'a>,
    behind: &'a Behind<'a>,
    parts: Parts,
    s: &'a crate::scenario::settings::Settings,
}

/// A line of words alone.
fn line(number: &'static str, name: &'static str, said: Vec<String>) -> RecordLine {
    RecordLine { number, name, said, table: None, picture: None }
}

fn tabled(number: &'static str, name: &'static str, said: Vec<String>, table: Table) -> RecordLine {
    // A table with nothing in it says less than its absence.
    let table = Some(table).filter(|table| !table.lines.is_empty());
    RecordLine { table, ..line(number, name, said) }
}

fn table(caption: &str, columns: &[&str], lines: Vec<Line>) -> Table {
    Table { caption: caption.into(), columns: columns.iter().map(|name| (*name).into()).collect(), lines }
}

impl Record<'_> {
    /// All 24, in order.
    fn lines(&self, flow: Picture) -> Vec<RecordLine> {
        let (s, parts) = (self.s, &self.parts);
        let (in_and_out, endings) = lists::entry_and_exit(s, parts);
        vec![
            line("1.1", "Purpose", self.purpose()),
            tabled("1.2", "Outputs, and how their error is computed", self.outputs(), measures(parts)),
            line("1.3", "Aims of this study", self.aims()),
            RecordLine { picture: Some(flow), ..line("2.1", "Overview", self.overview()) },
            line("2.2", "Logic of the practice as it is", parts.logic()),
            line("2.3", "Logic of the scenarios", self.scenario_logic()),
            line("2.4", "Algorithms", lists::algorithms(s, parts)),
            line("2.5.1", "Entities", lists::entities(s, parts)),
            tabled("2.5.2", "Activities", Vec::new(), lists::activities(s, parts)),
            tabled("2.5.3", "Resources", Vec::new(), lists::resources(s, parts)),
            line("2.5.4", "Queues", lists::queues(s, parts)),
            tabled("2.5.5", "Entry and exit", in_and_out, endings),
            tabled("3.1", "Data sources", self.files(), self.sources()),
            line("3.2", "Pre-processing", pre_processing()),
            self.differences(),
            tabled("3.4", "Assumptions", self.assumed(), self.doubts()),
            line("4.1", "Start and warm-up", self.warm_up()),
            line("4.2", "Length of a run", self.length()),
            line("4.3", "Replications", self.replications()),
            line("5.1", "Software", how::software()),
            line("5.2", "Random numbers", how::random_numbers(self.about.seed)),
            line("5.3", "How events are worked through", how::events()),
            line("5.4", "Machine and run time", vec![how::MACHINE.into()]),
            line("6.1", "How to get the model", vec![how::HOW_TO_GET.into()]),
        ]
    }

    fn purpose(&self) -> Vec<String> {
        vec![
            "Headroom shows what follows for waits, workload and cost from how a GP practice is staffed and run, need by \
             need, so that changes can be compared before anybody makes them."
                .into(),
            format!("This report is about {}.", self.about.name()),
        ]
    }

    fn outputs(&self) -> Vec<String> {
        let mut said = vec![
            "Each figure is a ratio of sums pooled over replications, with a linearised standard error and a 95% interval by \
             Student's t; quantiles are pooled, with a jackknife over replications. An interval is about luck alone."
                .to_string(),
        ];
        if !self.behind.scenarios.is_empty() || self.behind.view.is_some() {
            said.push(
                "Differences are taken replication by replication: both sides have the same patients and the same chance."
                    .into(),
            );
        }
        said.push("Every figure stands in results.csv to its last digit; these are the headlines:".into());
        said
    }

    fn aims(&self) -> Vec<String> {
        let mut said = vec![self.document.question.clone()];
        for (name, _) in &self.behind.scenarios {
            said.push(format!("Scenario {name}: what it changes stands under 2.3 and 3.3."));
        }
        if !self.behind.scenarios.is_empty() {
            said.push("Why these scenarios and no others is for the people of the study to say.".into());
        }
        said
    }

    fn overview(&self) -> Vec<String> {
        vec!["A discrete-event simulation: people, calls, appointments and tasks are followed one by one.".into()]
    }

    fn scenario_logic(&self) -> Vec<String> {
        let mut said = Vec::new();
        for (at, (name, scenario)) in self.behind.scenarios.iter().enumerate() {
            let differ =
                self.document.inputs.iter().filter(|input| input.scenarios.get(at).is_some_and(Option::is_some));
            let paths: Vec<&str> = differ.map(|input| input.path.as_str()).collect();
            let count = grouped(paths.len() as f64, 0);
            let settings = if paths.len() == 1 { "setting differs" } else { "settings differ" };
            let some = paths.iter().take(8).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
            let more = if paths.len() > 8 { " and others" } else { "" };
            said.push(match paths.is_empty() {
                true => format!("{name}: nothing differs."),
                false => format!("{name}: {count} {settings}: {some}{more}."),
            });
            let new: Vec<String> = Parts::of(&scenario.settings)
                .logic()
                .into_iter()
                .filter(|it| !self.parts.logic().contains(it))
                .collect();
            if !new.is_empty() {
                said.push(format!("Only or otherwise with {name}: {}", new.join(" ")));
            }
        }
        if self.behind.view == Some(View::Year) && !self.behind.actions().is_empty() {
            said.push(
                "Actions take hold week by week: so much of each as has come, at the usual faithfulness, less what is lost \
                 again; setting up, training and learning cost time. What stands under 3.3 is the whole of each."
                    .into(),
            );
        }
        if said.is_empty() {
            said.push(
                "No action and no change is asked about; what is varied, where anything is, stands in the results."
                    .into(),
            );
        }
        said
    }

    fn files(&self) -> Vec<String> {
        let texts = &self.behind.baseline.texts;
        let names: Vec<&str> = texts.iter().map(|text| text.file_name()).collect();
        let mut said = Vec::new();
        if let Some((own, beneath)) = names.split_first() {
            let extends =
                if beneath.is_empty() { String::new() } else { format!(", over {}", beneath.join(", over ")) };
            said.push(format!("The practice is read from {own}{extends}."));
        }
        said.push(
            "A comment on each number says where it comes from. Found: read in the source. Known: from the literature, not \
             read again. Inferred: worked out or judged."
                .into(),
        );
        said
    }

    /// The sources that inputs and actions name, and of how many each is said.
    fn sources(&self) -> Table {
        let inputs = self.document.inputs.iter().map(|input| &input.source);
        let actions = self.document.assumptions.iter().filter(|line| line.grade.starts_with("evidence"));
        let mut named = BTreeMap::new();
        for source in inputs.chain(actions.map(|line| &line.source)) {
            for key in keys(source) {
                named.entry(key.key.as_str()).or_insert((key.what.as_str(), 0usize)).1 += 1;
            }
        }
        let row = |(key, (what, count)): (&str, (&str, usize))| {
            Line::Row(key.into(), vec![Said::from(what), Said::from(count.to_string())])
        };
        table("Sources that the scenario names", &["Key", "What it is", "Inputs"], named.into_iter().map(row).collect())
    }

    /// 3.3: what differs between the practice and its scenarios.
    fn differences(&self) -> RecordLine {
        let all = &self.document.inputs;
        let count = grouped(all.len() as f64, 0);
        let said = vec![format!("All {count} inputs stand in the sheet Inputs of results.xlsx, each with its source.")];
        let names = &self.document.scenarios;
        if names.is_empty() {
            return line("3.3", "Inputs", said);
        }
        let mut columns = vec!["Setting", "The practice"];
        columns.extend(names.iter().map(String::as_str));
        columns.extend(["Unit", "Because"]);
        let differ = all.iter().filter(|input| input.scenarios.iter().any(Option::is_some));
        let lines = differ.map(|input| {
            let mut cells = vec![Said::from(short(&input.base))];
            let value = |changed: &Option<document::Changed>| {
                changed.as_ref().map_or(Said::default(), |changed| Said::from(short(&changed.value)))
            };
            cells.extend(input.scenarios.iter().map(value));
            cells.extend([Said::from(input.unit.as_str()), Said::from(because(input))]);
            Line::Row(input.path.clone(), cells)
        });
        let caption = "Inputs that differ, once everything has taken hold in full; an empty cell is as in the practice";
        tabled("3.3", "Inputs that differ", said, table(caption, &columns, lines.collect()))
    }

    fn assumed(&self) -> Vec<String> {
        let count = grouped(self.document.assumptions.len() as f64, 0);
        let mut said = vec![format!(
            "{count} assumptions stand in the sheet Assumptions of results.xlsx: inputs that are inferred, contradictory, \
                 without a source or not graded one by one, and the evidence of the actions. Each has an empty column for its \
                 owner and one for the date, which only people can fill in."
        )];
        if !self.behind.actions().is_empty() {
            said.push("An action's evidence is graded from A, trials that agree, to D, judgement.".into());
        }
        said
    }

    /// How many assumptions there are of each part of the practice.
    fn doubts(&self) -> Table {
        let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
        for one in &self.document.assumptions {
            let grade = one.grade.split(';').next().unwrap_or_default();
            match parts.iter_mut().find(|(part, _)| *part == one.part) {
                Some((_, grades)) => grades.push(grade),
                None => parts.push((&one.part, vec![grade])),
            }
        }
        let row = |(part, grades): (&str, Vec<&str>)| {
            let mut distinct: Vec<&str> = grades.clone();
            distinct.sort_unstable();
            distinct.dedup();
            Line::Row(part.into(), vec![Said::from(grades.len().to_string()), Said::from(distinct.join("; "))])
        };
        table("Assumptions by part", &["Part", "How many", "How sure"], parts.into_iter().map(row).collect())
    }
}

/// A value with six digits where it is a number that has more; the workbook has them all.
fn short(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) if number.is_finite() && value.len() > 8 => {
            format!("{number:.5e}").parse::<f64>().map_or_else(|_| value.into(), |number| number.to_string())
        }
        _ => value.into(),
    }
}

fn because(input: &Input) -> String {
    let mut said: Vec<&str> = Vec::new();
    for changed in input.scenarios.iter().flatten() {
        if !said.contains(&changed.by.as_str()) {
            said.push(&changed.by);
        }
    }
    said.join("; ")
}

/// The headline measures of the parts that are switched on, as the registry defines them.
fn measures(parts: &Parts) -> Table {
    let is_on = |id: &str| match id {
        _ if id.starts_with("triage_") => !parts.triage.is_empty(),
        _ if id.starts_with("online_") => parts.online,
        _ if id.starts_with("avoidable_") => parts.audit,
        _ => true,
    };
    let mut ids: Vec<&str> = Vec::new();
    for line in printed_lines() {
        if is_on(line.measure) && !ids.contains(&line.measure) {
            ids.push(line.measure);
        }
    }
    let known = ids.iter().filter_map(|id| REGISTRY.iter().find(|measure| measure.id == *id));
    let row = |measure: &Measure| {
        let cells = [measure.unit, measure.denominator, measure.definition].map(Said::from).to_vec();
        Line::Row(measure.id.into(), cells)
    };
    let columns = ["Measure", "Unit", "Counted over", "What it is"];
    table("Headline measures", &columns, known.map(row).collect())
}

fn pre_processing() -> Vec<String> {
    let meant = |path: &str| meaning(path).map_or(String::new(), |meaning| format!(" {path}: {meaning}"));
    vec![
        "Numbers are used as the scenario has them. Relative weights count only against each other.".to_string()
            + &meant("patients.ages")
            + &meant("demand.half_hour"),
        "A duration is its mean and its coefficient of variation; a standard deviation in a file is divided by the mean.".into(),
        "Where several changes meet in one setting, what is set comes first, then what is scaled, added, and multiplied as odds."
            .into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::warmup::Chosen;
    use crate::report::page::of_run;
    use crate::scenario::{Evidence, Plan, Scenario, load};

    fn record(practice: &Scenario, plan: &Plan) -> Document {
        let about = About::example("Mill Lane");
        let full = practice.what_if("more", plan.settled(&practice.settings)).unwrap();
        let mut document = of_run(&about, &[], &Chosen { days: 0, series: Vec::new(), settled: true }, "").unwrap();
        let alone = Behind::alone(practice);
        let behind = match plan.is_empty() {
            true => alone,
            false => Behind { scenarios: vec![("more", &full)], plans: vec![plan], view: Some(View::Year), ..alone },
        };
        complete(&mut document, &about, &behind).unwrap();
        document
    }

    fn said(document: &Document, number: &str) -> String {
        document.record.iter().find(|line| line.number == number).unwrap().said.join(" ")
    }

    #[test]
    fn all_24_lines_are_there_in_order_and_none_is_empty() {
        let document = record(&load("average-2018", vec![]).unwrap(), &Plan::default());
        let numbers: Vec<&str> = document.record.iter().map(|line| line.number).collect();
        let expected =
            "1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5.1 2.5.2 2.5.3 2.5.4 2.5.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3 5.4 6.1";
        assert_eq!(numbers.join(" "), expected);
        for line in &document.record {
            assert!(!line.said.is_empty() || line.table.is_some(), "{} says nothing", line.number);
            assert!(line.said.iter().all(|said| !said.trim().is_empty()), "{}", line.number);
        }
        assert!(document.record[3].picture.is_some(), "the overview is drawn");
    }

    #[test]
    fn a_line_that_only_people_can_fill_in_is_left_blank_on_page_one() {
        let document = record(&load("average-2018", vec![]).unwrap(), &Plan::default());
        let blanks = document.made.blanks.join(" ");
        for left in ["face validity", "another model", "own records", "involved", "paid for"] {
            assert!(blanks.contains(left), "{left} is not left blank");
        }
    }

    #[test]
    fn what_an_action_changes_stands_beside_what_it_was_and_why() {
        let plan = Plan::read(&["3.2"], Evidence::Evaluated).unwrap();
        let document = record(&load("average-2018", vec![]).unwrap(), &plan);
        let differ = document.record.iter().find(|line| line.number == "3.3").unwrap().table.as_ref().unwrap();
        let row = differ.lines.iter().find_map(|line| match line {
            Line::Row(name, cells) if name == "attendance.prompts.reminder.odds" => Some(cells),
            _ => None,
        });
        let cells: Vec<String> = row.unwrap().iter().map(Said::text).collect();
        assert_eq!(cells[..3], ["1", "0.7", "odds"]);
        assert!(cells[3].contains("action 3.2, evidence B"), "{cells:?}");
        assert!(said(&document, "2.3").contains("more: ") && said(&document, "2.3").contains("week by week"));
        assert!(said(&document, "4.2").contains("the day of the decision"));
    }

    #[test]
    fn a_practice_that_is_only_a_telephone_has_no_line_about_a_book() {
        let document = record(&load("phone-alone", vec![]).unwrap(), &Plan::default());
        for number in ["2.2", "2.4", "2.5.4"] {
            assert!(!said(&document, number).contains("slot"), "{number}: {}", said(&document, number));
        }
        assert!(said(&document, "4.1").contains("The scenario says how long"));
    }
}
