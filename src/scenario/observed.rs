//! What a practice knows of itself: the inputs it can count (list, sessions), and the figures it has seen (calls,
//! waits, appointments). Read from a file by `headroom fit`.

use super::change::{Change, Op, Value};
use super::data::{self, Data};
use super::diagnostic::{Place, Problem, Refusal};
use super::lever::{Lever, read_levers};
use super::node::join;
use super::{library, wording};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Figures of a practice, as its file has them.
#[derive(Clone, Debug)]
pub struct Observed {
    /// What the practice is called.
    pub title: Option<String>,
    /// Weeks that the figures cover.
    pub weeks: f64,
    /// Inputs that are known, and are not fitted.
    pub known: Vec<Change>,
    /// Inputs that are taken to be so until a figure says otherwise.
    pub assumed: Vec<Change>,
    pub figures: Vec<Seen>,
    /// Inputs to fit instead of the usual ones.
    pub free: Vec<Lever>,
}

/// One figure that was seen.
#[derive(Clone, Debug)]
pub struct Seen {
    /// As in `results.csv`: `lead_share(same_day)`.
    pub name: String,
    pub value: f64,
    /// How well it is known, as the standard deviation of what it may be off by, beyond the chance of the weeks.
    pub within: f64,
    pub place: Option<Place>,
}

/// Reads the figures in a file.
pub fn observed(file: &str) -> Result<Observed, Refusal> {
    let source = library::open(Path::new(file), file)?;
    data::read(&source, read).map_err(Refusal::new)
}

fn read(data: &mut Data<'_>, table: &DeTable<'_>) -> Observed {
    data.only(table, &["title", "weeks", "known", "assumed", "observed", "free"]);
    let title = table.get("title").and_then(|value| data.text(value, "`title`"));
    let weeks = table.get("weeks").and_then(|value| {
        let weeks = data.number(value, "`weeks`")?.value;
        if (1.0..=520.0).contains(&weeks) {
            return Some(weeks);
        }
        let place = data.place(value);
        data.refuse(Problem::new(format!("figures cover 1 to 520 weeks, not {weeks}")), &place);
        None
    });
    let observed = data.table(table, "observed").map(|table| figures(data, "", table)).unwrap_or_default();
    if observed.is_empty() && data.problems.is_empty() {
        let problem = Problem::new("no figures are given to fit to");
        data.problems.push(problem.help("under `[observed]` write figures such as `dna_rate = 0.05`"));
    }
    let mut set = |name: &str| data.table(table, name).map(|table| inputs(data, table)).unwrap_or_default();
    let (known, assumed) = (set("known"), set("assumed"));
    let free = data.table(table, "free").map(|table| read_levers(data, table)).unwrap_or_default();
    Observed { title, weeks: weeks.unwrap_or(52.0), known, assumed, figures: observed, free }
}

fn inputs(data: &mut Data<'_>, table: &DeTable<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (path, _, value) in data.leaves(table, &|_| false) {
        let place = data.place(value);
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            _ => match data.number(value, &format!("`{path}`")) {
                Some(written) => Value::Number(written.value),
                None => continue,
            },
        };
        changes.push(Change { path, op: Op::Set, value, dose: 1.0, place: Some(place) });
    }
    changes
}

/// Figures by name: `dna_rate = 0.05`, `lead_share = { same_day = 0.43 }`, `{ value = 0.05, within = 0.01 }`.
fn figures(data: &mut Data<'_>, name: &str, table: &DeTable<'_>) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (key, value) in table {
        let place = data.place(key);
        let called = match name {
            "" => key.get_ref().to_string(),
            measure => format!("{measure}({})", key.get_ref()),
        };
        match value.get_ref() {
            DeValue::Table(inner) if inner.contains_key("value") || inner.contains_key("within") => {
                if !inner.contains_key("value") {
                    let problem = Problem::new(format!("`{}` has no `value`", wording::shown(&called)));
                    data.refuse(problem.help("write it as `{ value = 0.05, within = 0.01 }`"), &place);
                    continue;
                }
                data.only(inner, &["value", "within"]);
                let mut number = |key: &str| {
                    let value = inner.get(key)?;
                    data.number(value, &format!("`{}`", join(&called, key)))
                };
                let (value, within) = (number("value"), number("within"));
                // What is "within 0.03" is taken to lie there 19 times in 20.
                let Some(value) = value else { continue };
                if within.as_ref().is_some_and(|within| within.value <= 0.0) {
                    let problem =
                        Problem::new(format!("nothing lies within 0 or less of `{}`", wording::shown(&called)));
                    data.refuse(problem.help("write how far off it may be, 19 times in 20: `within = 0.01`"), &place);
                    continue;
                }
                let within = within.map_or(rounding(value.digit), |within| within.value / 1.96);
                seen.push(Seen { name: called, value: value.value, within, place: Some(place) });
            }
            DeValue::Table(inner) if name.is_empty() => seen.extend(figures(data, &called, inner)),
            _ => {
                let Some(value) = data.number(value, &format!("`{called}`")) else { continue };
                let within = rounding(value.digit);
                seen.push(Seen { name: called, value: value.value, within, place: Some(place) });
            }
        }
    }
    seen.sort_by_key(|seen| seen.place.as_ref().map(|place| place.span.start));
    seen
}

/// Standard deviation of what rounding to a digit of this size hides.
pub fn rounding(digit: f64) -> f64 {
    digit / 12f64.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Observed, Vec<Problem>> {
        data::read(&super::super::Source::new("seen.toml", text), read)
    }

    #[test]
    fn figures_may_be_written_by_name_in_a_table_or_with_their_doubt() {
        let text = "[known]\npatients.list_size = 9200\n\"roles.gp.sessions_per_week\" = 40\n\
                    [observed]\ndna_rate = 0.05\nlead_share = { same_day = 0.43, \"2_7\" = 0.2 }\n\
                    \"lead_share(22_28 + over_28)\" = { value = 0.09, within = 0.0196 }\n";
        let observed = read_text(text).unwrap();
        let known: Vec<&str> = observed.known.iter().map(|change| change.path.as_str()).collect();
        assert_eq!(known, ["patients.list_size", "roles.gp.sessions_per_week"]);
        let names: Vec<&str> = observed.figures.iter().map(|seen| seen.name.as_str()).collect();
        assert_eq!(names, ["dna_rate", "lead_share(same_day)", "lead_share(2_7)", "lead_share(22_28 + over_28)"]);
        let within: Vec<f64> = observed.figures.iter().map(|seen| seen.within).collect();
        assert!((within[0] - 0.01 / 12f64.sqrt()).abs() < 1e-12 && (within[3] - 0.01).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_figure_is_refused_with_its_place() {
        let said = |text: &str| Refusal::new(read_text(text).unwrap_err()).to_string();
        assert!(said("[observd]\nx = 1").contains("`observd`"));
        assert!(said("[observed]\ndna_rate = \"5%\"").contains("seen.toml:2:"));
        assert!(said("weeks = 0\n[observed]\ndna_rate = 0.05").contains("1 to 520 weeks"));
        assert!(said("[known]\npatients.list_size = 9000").contains("no figures"));
        let seen = "\n[observed]\ndna_rate = 0.05";
        for name in ["known", "assumed", "free"] {
            let told = said(&format!("{name} = 5{seen}"));
            assert!(told.contains(&format!("`{name}` is a table")) && told.contains("seen.toml:1:"), "{told}");
        }
        assert!(said("observed = 5").contains("`observed` is a table"));
        assert!(said("[[known]]\nx = 1\n[observed]\ndna_rate = 0.05").contains("`known` is a table"));
        let told = said("[observed]\ndna_rate = { within = 0.01 }");
        assert!(told.contains("`dna_rate` has no `value`") && told.contains("seen.toml:2:"), "{told}");
        assert!(said("[observed]\nlead_share = { same_day = { within = 0.01 } }").contains("has no `value`"));
        for none in ["0", "-1"] {
            let told = said(&format!("[observed]\ndna_rate = {{ value = 0.05, within = {none} }}"));
            assert!(told.contains("nothing lies within 0 or less of `dna_rate`"), "{told}");
        }
    }

    #[test]
    fn a_whole_number_is_read_in_the_notation_it_is_written_in() {
        let text =
            "[known]\npatients.list_size = 0x2000\nphone.lines = 0b11\n[observed]\nencounters_per_week = 0o1_000\n";
        let observed = read_text(text).unwrap();
        assert_eq!(
            observed.known.iter().map(|change| &change.value).collect::<Vec<_>>(),
            [&Value::Number(8192.0), &Value::Number(3.0)]
        );
        assert_eq!(observed.figures[0].value, 512.0);
    }
}
