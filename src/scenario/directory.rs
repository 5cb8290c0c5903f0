//! Every setting by its path, and the way to it: names are looked up once, and changes made week after week for
//! thousands of plans then need none.

use super::node::{Choice, Field, Meta, Spot, Visitor};
use super::settings::Settings;

/// The settings of one practice, in the order of a walk.
#[derive(Clone, Debug)]
pub(super) struct Directory {
    top: Table,
    pub leaves: Vec<Leaf>,
}

/// One setting: where it is, and what it may be.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub path: String,
    way: Box<[u16]>,
    pub low: f64,
    pub high: f64,
    pub whole: bool,
    /// A time of day, which paths tell as 08:30.
    pub is_clock: bool,
    pub kind: Kind,
    /// Of a duration or delay to which it belongs: its family, its mean and its values.
    pub duration: Option<[u32; 3]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Choice(&'static [&'static str]),
    Other,
}

/// A table: what is in it, by name.
#[derive(Clone, Debug, Default)]
struct Table {
    inside: Vec<(String, Below)>,
}

#[derive(Clone, Debug)]
enum Below {
    Table(Table),
    Leaf(u32),
}

impl Directory {
    pub fn of(settings: &Settings) -> Directory {
        let mut surveyor = Surveyor { open: vec![(String::new(), Table::default())], leaves: Vec::new() };
        settings.clone().walk(&mut surveyor);
        let top = surveyor.open.pop().map(|(_, table)| table).unwrap_or_default();
        Directory { top, leaves: surveyor.leaves }
    }

    /// The settings that a path stands for, in order; a star is any one name. None where it names none.
    pub fn find(&self, path: &str) -> Vec<u32> {
        let mut tables = vec![&self.top];
        let mut found = Vec::new();
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            let last = names.peek().is_none();
            let inside = tables.iter().flat_map(|table| &table.inside);
            let meant = inside.filter(|(own, _)| name == "*" || own == name);
            let mut below = Vec::new();
            for (_, entry) in meant {
                match entry {
                    Below::Leaf(leaf) if last => found.push(*leaf),
                    Below::Table(table) if !last => below.push(table),
                    _ => {}
                }
            }
            tables = below;
        }
        found
    }

    /// A setting, in its place.
    pub fn spot<'s>(&self, settings: &'s mut Settings, leaf: u32) -> Option<Spot<'s>> {
        settings.at(&self.leaves[leaf as usize].way)
    }
}

/// Walks the settings and notes where each is.
struct Surveyor {
    open: Vec<(String, Table)>,
    leaves: Vec<Leaf>,
}

impl Surveyor {
    fn note(&mut self, name: &str, meta: &Meta, kind: Kind) {
        let way = self.open.iter().map(|(_, table)| table.inside.len() as u16).collect();
        let tables = self.open.iter().skip(1).map(|(name, _)| name.as_str());
        let path = tables.chain([name]).collect::<Vec<_>>().join(".");
        let Meta { low, high, whole, unit, .. } = *meta;
        let leaf = self.leaves.len() as u32;
        self.leaves.push(Leaf { path, way, low, high, whole, is_clock: unit == "clock", kind, duration: None });
        if let Some((_, table)) = self.open.last_mut() {
            table.inside.push((name.into(), Below::Leaf(leaf)));
        }
    }
}

impl Visitor for Surveyor {
    fn enter(&mut self, name: &str, _doc: &'static str) {
        self.open.push((name.into(), Table::default()));
    }
    fn leave(&mut self) {
        let Some((name, table)) = self.open.pop() else { return };
        let leaf = |wanted: &str| {
            table.inside.iter().find_map(|(name, below)| match below {
                Below::Leaf(leaf) if name == wanted => Some(*leaf),
                _ => None,
            })
        };
        if let (Some(family), Some(mean), Some(values)) = (leaf("family"), leaf("mean"), leaf("values")) {
            for (_, below) in &table.inside {
                if let Below::Leaf(leaf) = below {
                    self.leaves[*leaf as usize].duration = Some([family, mean, values]);
                }
            }
        }
        if let Some((_, above)) = self.open.last_mut() {
            above.inside.push((name, Below::Table(table)));
        }
    }
    fn number(&mut self, name: &str, _value: &mut f64, meta: &Meta) {
        self.note(name, meta, Kind::Number);
    }
    fn list(&mut self, name: &str, _value: &mut Vec<f64>, meta: &Meta) {
        self.note(name, meta, Kind::Other);
    }
    fn text(&mut self, name: &str, _value: &mut String, meta: &Meta) {
        self.note(name, meta, Kind::Other);
    }
    fn choice(&mut self, name: &str, value: &mut dyn Choice, meta: &Meta) {
        self.note(name, meta, Kind::Choice(value.options()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use super::super::path::paths;
    use super::super::wildcard::stands_for;
    use super::*;

    #[test]
    fn every_setting_is_found_by_its_path_and_met_in_its_place() {
        for practice in ["average-2018", "small-rural"] {
            let mut settings = load(practice, vec![]).unwrap().settings;
            let directory = Directory::of(&settings);
            let told = paths(&settings);
            assert_eq!(told.len(), directory.leaves.len());
            for (leaf, info) in (0..).zip(&told) {
                assert_eq!(
                    (directory.find(&info.path), &directory.leaves[leaf as usize].path),
                    (vec![leaf], &info.path)
                );
                let value = match directory.spot(&mut settings, leaf) {
                    Some(Spot::Number(number)) => super::super::path::exact_in(*number, info.unit),
                    Some(Spot::Choice(choice)) => super::super::quoted(choice.get()),
                    Some(Spot::List(list)) => super::super::path::exact_list(list),
                    Some(Spot::Text) => info.value.clone(),
                    None => panic!("{} is nowhere", info.path),
                };
                assert_eq!(value, info.value, "{}", info.path);
            }
            for pattern in
                ["problems.*.urgent", "roles.*.minutes.*.mean", "phone", "phone.handler", "*.level", "a.b.c.*"]
            {
                let meant = (0..).zip(&told).filter(|(_, info)| stands_for(pattern, &info.path));
                assert_eq!(directory.find(pattern), meant.map(|(leaf, _)| leaf).collect::<Vec<u32>>(), "{pattern}");
            }
        }
    }
}
