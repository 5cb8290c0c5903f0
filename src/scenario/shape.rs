//! The shape of a scenario file: which tables there are, and what stands in each. Made by one walk of the settings.

use super::node::{Choice, Meta, Visitor};
use super::settings::Settings;
use std::sync::LazyLock;

/// What may stand at a path.
#[derive(Clone, Debug)]
pub enum Shape {
    Number(Meta),
    List(Meta),
    Text(Meta),
    Choice(Meta, &'static [&'static str]),
    Table(Table),
}

impl Shape {
    /// What it means.
    pub fn doc(&self) -> &'static str {
        match self {
            Shape::Number(meta) | Shape::List(meta) | Shape::Text(meta) | Shape::Choice(meta, _) => meta.doc,
            Shape::Table(table) => table.doc,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Table {
    pub doc: &'static str,
    /// The scenario chooses the names; `entries` then holds the pattern of them all.
    pub open: bool,
    pub entries: Vec<(String, Shape)>,
}

/// The whole file.
pub fn whole() -> &'static Table {
    static WHOLE: LazyLock<Table> = LazyLock::new(|| {
        let mut draughtsman = Draughtsman { tables: vec![(String::new(), Table::default())] };
        Settings::default().walk(&mut draughtsman);
        draughtsman.tables.pop().map(|(_, table)| table).unwrap_or_default()
    });
    &WHOLE
}

/// What the setting or table at `path` means; none where there is no such path.
pub fn meaning(path: &str) -> Option<&'static str> {
    let mut names = path.split('.');
    let mut shape = whole().entry(names.next()?)?;
    for name in names {
        let Shape::Table(table) = shape else { return None };
        shape = table.entry(name)?;
    }
    Some(shape.doc().trim())
}

impl Table {
    pub fn entry(&self, name: &str) -> Option<&Shape> {
        let found = self.entries.iter().find(|(known, _)| self.open || known == name);
        found.map(|(_, shape)| shape)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_str())
    }

    /// A duration, patience or delay: a mean with a family.
    pub fn mean(&self) -> Option<&Meta> {
        match (self.open, self.entry("family"), self.entry("mean")) {
            (false, Some(Shape::Choice(..)), Some(Shape::Number(mean))) => Some(mean),
            _ => None,
        }
    }

    /// One number for each of a fixed set of names, all meaning the same, so that one number can stand for all.
    pub fn each(&self) -> Option<&Meta> {
        // Entries of such a table share its doc; fields of a struct have one each.
        let same = |shape: &Shape| matches!(shape, Shape::Number(_)) && shape.doc() == self.doc;
        match self.entries.first() {
            Some((_, Shape::Number(meta))) if !self.open && self.entries.iter().all(|(_, shape)| same(shape)) => {
                Some(meta)
            }
            _ => None,
        }
    }
}

struct Draughtsman {
    /// The tables that are open, the innermost last, with their names.
    tables: Vec<(String, Table)>,
}

impl Draughtsman {
    fn draw(&mut self, name: &str, shape: Shape) {
        if let Some((_, table)) = self.tables.last_mut() {
            table.entries.push((name.into(), shape));
        }
    }
}

impl Visitor for Draughtsman {
    fn enter(&mut self, name: &str, doc: &'static str) {
        self.tables.push((name.into(), Table { doc, ..Table::default() }));
    }
    fn leave(&mut self) {
        if let Some((name, table)) = self.tables.pop() {
            self.draw(&name, Shape::Table(table));
        }
    }
    fn number(&mut self, name: &str, _value: &mut f64, meta: &Meta) {
        self.draw(name, Shape::Number(*meta));
    }
    fn list(&mut self, name: &str, _value: &mut Vec<f64>, meta: &Meta) {
        self.draw(name, Shape::List(*meta));
    }
    fn text(&mut self, name: &str, _value: &mut String, meta: &Meta) {
        self.draw(name, Shape::Text(*meta));
    }
    fn choice(&mut self, name: &str, value: &mut dyn Choice, meta: &Meta) {
        self.draw(name, Shape::Choice(*meta, value.options()));
    }
    fn names(&mut self, _present: Vec<String>) -> Vec<String> {
        if let Some((_, table)) = self.tables.last_mut() {
            table.open = true;
        }
        vec!["NAME".into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(path: &str) -> &'static Table {
        path.split('.').fold(whole(), |table, name| match table.entry(name) {
            Some(Shape::Table(inner)) => inner,
            _ => panic!("{path} is no table"),
        })
    }

    #[test]
    fn durations_tables_of_numbers_and_chosen_names_are_told_apart() {
        assert!(table("phone.patience").mean().is_some());
        assert!(table("phone.rota").each().is_some());
        assert!(table("phone").each().is_none() && table("phone").mean().is_none());
        assert!(table("channels").each().is_none());
        assert!(table("people").open && table("people.anna.sessions").each().is_some());
    }
}
