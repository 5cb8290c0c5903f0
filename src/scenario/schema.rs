//! What may be written in a scenario: a JSON schema for editors, and a list of every path for people.

use super::node::{Meta, join};
use super::shape::{self, Shape, Table};
use super::wording;
use super::{paths, settings::Settings};
use serde_json::{Map, Value, json};

/// The schema of a scenario file, draft 2020-12.
pub fn json_schema() -> Value {
    let mut sketch = Sketch::default();
    let mut schema = sketch.table(shape::whole());
    schema["$defs"] = Value::Object(sketch.parts);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("A scenario of headroom");
    schema["properties"]["extends"] = json!({
        "type": "string",
        "description": "A practice that comes with the program, or a file beside this one, over which this one is written.",
    });
    schema
}

/// Every path, one on each line: path, unit, range, default, meaning.
pub fn listing() -> String {
    let mut out = String::new();
    list("", shape::whole(), &paths(&Settings::default()), &mut out);
    out
}

fn list(path: &str, table: &Table, defaults: &[super::PathInfo], out: &mut String) {
    for (name, shape) in &table.entries {
        let path = join(path, name);
        if let Shape::Table(inner) = shape {
            list(&path, inner, defaults, out);
            continue;
        }
        let (unit, allowed, doc) = match shape {
            Shape::Choice(meta, options) => ("choice", options.join(" | "), meta.doc),
            Shape::Text(meta) => ("text", String::new(), meta.doc),
            Shape::Number(meta) | Shape::List(meta) => (meta.unit, bounds(meta), meta.doc),
            Shape::Table(_) => continue,
        };
        // What stands in a table of chosen names has no default until it has a name.
        let default = defaults.iter().find(|info| info.path == path).map_or("", |info| info.value.as_str());
        let parts = [path.as_str(), unit, &allowed, default, doc.trim()];
        out.push_str(&parts.join("\t"));
        out.push('\n');
    }
}

fn bounds(meta: &Meta) -> String {
    let whole = if meta.whole { ", whole" } else { "" };
    format!("{} to {}{whole}", wording::number(meta.low), wording::number(meta.high))
}

/// Schemas of tables, with what many entries share written once.
#[derive(Default)]
struct Sketch {
    parts: Map<String, Value>,
}

impl Sketch {
    fn shape(&mut self, shape: &Shape) -> Value {
        match shape {
            Shape::Number(meta) => number(meta),
            Shape::List(meta) => json!({ "type": "array", "items": number(meta), "description": meta.doc.trim() }),
            Shape::Text(meta) => json!({ "type": "string", "description": meta.doc.trim() }),
            Shape::Choice(meta, options) => json!({ "enum": options, "description": meta.doc.trim() }),
            Shape::Table(inner) => match inner.mean().or(inner.each()) {
                // One number may stand for a constant, or for every entry.
                Some(meta) => json!({ "anyOf": [number(meta), self.table(inner)], "description": inner.doc.trim() }),
                None => self.table(inner),
            },
        }
    }

    fn table(&mut self, table: &Table) -> Value {
        let mut out = json!({ "type": "object", "description": table.doc.trim() });
        if table.open {
            out["additionalProperties"] = table.entries.first().map_or(json!({}), |(_, shape)| self.shape(shape));
            return out;
        }
        let mut properties: Map<String, Value> =
            table.entries.iter().map(|(name, shape)| (name.clone(), self.entry(table, shape))).collect();
        if table.mean().is_some() {
            let doc = "Standard deviation, instead of cv.";
            properties.insert("sd".into(), json!({ "type": "number", "minimum": 0, "description": doc }));
            out["not"] = json!({ "required": ["sd", "cv"] });
        }
        out["properties"] = Value::Object(properties);
        out["additionalProperties"] = json!(false);
        out
    }

    /// An entry of `table`, by reference where all of its entries are alike: roles, problems, tasks, months.
    fn entry(&mut self, table: &Table, shape: &Shape) -> Value {
        let alike = |(_, other): &(String, Shape)| other.doc() == table.doc;
        if table.entries.len() < 2 || !table.entries.iter().all(alike) {
            return self.shape(shape);
        }
        let name: String = table.doc.chars().filter(char::is_ascii_alphanumeric).collect();
        let part = self.shape(shape);
        // Tables of one doc mostly hold the same, such as the weekdays of every role; one that does not stands alone.
        if self.parts.entry(&name).or_insert_with(|| part.clone()) != &part {
            return part;
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

fn number(meta: &Meta) -> Value {
    let doc = meta.doc.trim();
    let doc: String = if meta.unit.is_empty() { doc.into() } else { format!("{doc} ({})", meta.unit) };
    // What may be endless is no integer to an editor.
    let integer = meta.whole && meta.high.is_finite();
    let mut out = json!({ "type": if integer { "integer" } else { "number" } });
    // JSON has no infinity: a bound that is not there is left out.
    if meta.low.is_finite() {
        out["minimum"] = json!(meta.low);
    }
    if meta.high.is_finite() {
        out["maximum"] = json!(meta.high);
    }
    if meta.unit == "clock" {
        let text = json!({ "type": "string", "pattern": "^([01]?[0-9]|2[0-4]):[0-5][0-9]$" });
        out = json!({ "anyOf": [out, text] });
    }
    out["description"] = json!(doc);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_told_of_ranges_options_short_forms_and_chosen_names() {
        let schema = json_schema();
        let phone = &schema["properties"]["phone"];
        assert_eq!(phone["additionalProperties"], json!(false));
        assert_eq!(phone["properties"]["redial"]["maximum"], json!(1.0));
        assert_eq!(phone["properties"]["lines"].get("maximum"), None);
        assert_eq!(phone["properties"]["lines"]["type"], "number");
        assert_eq!(schema["properties"]["book"]["properties"]["horizon"]["type"], "integer");
        assert_eq!(phone["properties"]["closing"]["enum"], json!(["cut", "drain"]));
        assert_eq!(phone["properties"]["patience"]["anyOf"][0]["type"], "number");
        assert_eq!(phone["properties"]["rota"]["anyOf"][0]["type"], "number");
        assert!(schema["properties"]["people"]["additionalProperties"]["properties"]["role"]["enum"].is_array());
        assert!(phone["properties"]["handlers"]["description"].as_str().unwrap().ends_with("(people)"));
    }

    #[test]
    fn the_listing_has_a_line_for_every_path() {
        let listing = listing();
        for info in paths(&Settings::default()) {
            assert!(listing.lines().any(|line| line.starts_with(&format!("{}\t", info.path))), "{}", info.path);
        }
        assert!(listing.contains("phone.opens\tclock\t0 to 24\t\"08:00\"\tLines open, as time of day.\n"));
        assert!(listing.contains("\npeople.NAME.role\tchoice\tgp | "));
    }
}
