//! Every setting has a path: the one description from which reading, checking, changing and documenting all come.
//!
//! [`settings!`] writes a plain struct and, beside it, a walk that shows each field to a [`Visitor`] with its
//! name, unit, range and doc. The TOML reader, `--set`, doses, the schema and the record of a run are visitors,
//! so a field that exists can be read, refused, changed and explained without another line of code.

use std::collections::BTreeMap;
use std::fmt::Debug;

/// What is known of a setting besides its value.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// `"minutes"`, `"share"`, `"clock"` …; empty where the setting has none.
    pub unit: &'static str,
    pub low: f64,
    pub high: f64,
    /// Counts things that have no parts: days of the book, lines, rooms.
    pub whole: bool,
    pub doc: &'static str,
}

/// Somebody who is shown every setting in turn. Implementations keep the path by `enter` and `leave`.
pub trait Visitor {
    /// A table opens. `doc` is what the field that holds it says.
    fn enter(&mut self, name: &str, doc: &'static str);
    fn leave(&mut self);
    fn number(&mut self, name: &str, value: &mut f64, meta: &Meta);
    fn list(&mut self, name: &str, value: &mut Vec<f64>, meta: &Meta);
    fn text(&mut self, name: &str, value: &mut String, meta: &Meta);
    fn choice(&mut self, name: &str, value: &mut dyn Choice, meta: &Meta);
    /// The names to visit in an open-ended table such as `people`, given those that are there already.
    fn names(&mut self, present: Vec<String>) -> Vec<String> {
        present
    }
}

/// The path of what a table holds: `table.name`, or `name` alone at the top.
pub(crate) fn join(table: &str, name: &str) -> String {
    if table.is_empty() { name.into() } else { format!("{table}.{name}") }
}

/// One of a few named alternatives: it can be set, but has no dose.
pub trait Choice {
    fn options(&self) -> &'static [&'static str];
    fn get(&self) -> &'static str;
    /// False where `id` is not among the options; the value is then untouched.
    fn set(&mut self, id: &str) -> bool;
}

/// A fixed set of names that keys a table: roles, weekdays, half hours.
pub trait Names: Sized {
    const IDS: &'static [&'static str];
    /// A table's entries in place, one for each name: the loop reads settings all the time, and an entry in place
    /// is one load with no bounds to check.
    type Entries<T: Clone>: Clone + AsRef<[T]> + AsMut<[T]>;
    /// The entries that `entry` gives by number.
    fn entries<T: Clone>(entry: impl FnMut(usize) -> T) -> Self::Entries<T>;
}

/// Says how a set of names holds its entries.
macro_rules! entries {
    ($count:expr) => {
        type Entries<T: Clone> = [T; $count];
        fn entries<T: Clone>(entry: impl FnMut(usize) -> T) -> Self::Entries<T> {
            std::array::from_fn(entry)
        }
    };
}

/// One setting, to be read or written in its place.
pub enum Spot<'a> {
    Number(&'a mut f64),
    Choice(&'a mut dyn Choice),
    List(&'a mut Vec<f64>),
    Text,
}

/// Anything that can stand as a field of a settings struct.
pub trait Field {
    fn show(&mut self, name: &str, meta: &Meta, visitor: &mut dyn Visitor);

    /// The setting at the end of `way`: the place of each table among those that a walk shows in the one above it, and
    /// of the setting in the last. A walk shows thousands; whoever knows the way meets one.
    fn at(&mut self, way: &[u16]) -> Option<Spot<'_>>;
}

impl Field for f64 {
    fn at(&mut self, way: &[u16]) -> Option<Spot<'_>> {
        way.is_empty().then_some(Spot::Number(self))
    }
    fn show(&mut self, name: &str, meta: &Meta, visitor: &mut dyn Visitor) {
        visitor.number(name, self, meta);
    }
}

impl Field for Vec<f64> {
    fn at(&mut self, way: &[u16]) -> Option<Spot<'_>> {
        way.is_empty().then_some(Spot::List(self))
    }
    fn show(&mut self, name: &str, meta: &Meta, visitor: &mut dyn Visitor) {
        visitor.list(name, self, meta);
    }
}

impl Field for String {
    fn at(&mut self, way: &[u16]) -> Option<Spot<'_>> {
        way.is_empty().then_some(Spot::Text)
    }
    fn show(&mut self, name: &str, meta: &Meta, visitor: &mut dyn Visitor) {
        visitor.text(name, self, meta);
    }
}

/// A table with one `T` for each name of `K`: every entry is always there, latent until a scenario says otherwise.
#[derive(Clone)]
pub struct By<K: Names, T: Clone> {
    values: K::Entries<T>,
}

impl<K: Names, T: Clone> By<K, T> {
    pub fn new(value: impl FnMut(usize) -> T) -> Self {
        By { values: K::entries(value) }
    }

    pub fn all(value: T) -> Self {
        Self::new(|_| value.clone())
    }

    pub fn values(&self) -> &[T] {
        self.values.as_ref()
    }
}

impl<K: Names, T: Clone + Default> Default for By<K, T> {
    fn default() -> Self {
        Self::all(T::default())
    }
}

impl<K: Names, T: Clone + PartialEq> PartialEq for By<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.values() == other.values()
    }
}

impl<K: Names, T: Clone + Debug> Debug for By<K, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(K::IDS.iter().zip(self.values())).finish()
    }
}

impl<K: Names, T: Clone> std::ops::Index<usize> for By<K, T> {
    type Output = T;
    #[inline]
    fn index(&self, at: usize) -> &T {
        &self.values.as_ref()[at]
    }
}

impl<K: Names, T: Clone> std::ops::IndexMut<usize> for By<K, T> {
    #[inline]
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.values.as_mut()[at]
    }
}

impl<K: Names, T: Field + Clone> Field for By<K, T> {
    fn at(&mut self, way: &[u16]) -> Option<Spot<'_>> {
        let (&first, rest) = way.split_first()?;
        self.values.as_mut().get_mut(usize::from(first))?.at(rest)
    }
    fn show(&mut self, name: &str, meta: &Meta, visitor: &mut dyn Visitor) {
        visitor.enter(name, meta.doc);
        for (value, id) in self.values.as_mut().iter_mut().zip(K::IDS) {
            value.show(id, meta, visitor);
        }
        visitor.leave();
    }
}

/// A table whose names the scenario chooses, such as `people`.
impl<T: Field + Default> Field for BTreeMap<String, T> {
    fn at(&mut self, way: &[u16]) -> Option<Spot<'_>> {
        let (&first, rest) = way.split_first()?;
        self.values_mut().nth(usize::from(first))?.at(rest)
    }
    fn show(&mut self, name: &str, meta: &Meta, visitor: &mut dyn Visitor) {
        visitor.enter(name, meta.doc);
        for id in visitor.names(self.keys().cloned().collect()) {
            self.entry(id.clone()).or_default().show(&id, meta, visitor);
        }
        visitor.leave();
    }
}

/// Writes a settings struct, its defaults and its walk. A field is
/// `/// doc` `name: Type = default, "unit" [low, high];` where all after the type may be left out; `whole` after the
/// unit refuses fractions.
macro_rules! settings {
    ($($(#[doc = $about:literal])* pub struct $name:ident {
        $($(#[doc = $doc:literal])* $field:ident : $type:ty $(= $default:expr)? $(, $unit:literal $($whole:ident)? [$low:expr, $high:expr])? ;)*
    })*) => {$(
        $(#[doc = $about])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[doc = $doc])* pub $field: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                $name { $($field: settings!(@default $type $(, $default)?),)* }
            }
        }

        impl $name {
            /// Shows every setting to `visitor`, in the order of the file.
            pub fn walk(&mut self, visitor: &mut dyn $crate::scenario::node::Visitor) {
                $(
                    let meta = settings!(@meta concat!($($doc),*) $(, $unit, $low, $high $(, $whole)?)?);
                    $crate::scenario::node::Field::show(&mut self.$field, stringify!($field), &meta, visitor);
                )*
            }
        }

        impl $crate::scenario::node::Field for $name {
            fn show(&mut self, name: &str, meta: &$crate::scenario::node::Meta, visitor: &mut dyn $crate::scenario::node::Visitor) {
                visitor.enter(name, meta.doc);
                self.walk(visitor);
                visitor.leave();
            }

            fn at(&mut self, way: &[u16]) -> Option<$crate::scenario::node::Spot<'_>> {
                let (&first, rest) = way.split_first()?;
                let mut place = 0;
                $(
                    if first == place {
                        return $crate::scenario::node::Field::at(&mut self.$field, rest);
                    }
                    place += 1;
                )*
                let _ = place;
                None
            }
        }
    )*};
    (@default $type:ty) => { <$type>::default() };
    (@default $type:ty, $default:expr) => { $default };
    (@meta $doc:expr) => { $crate::scenario::node::Meta { unit: "", low: f64::NEG_INFINITY, high: f64::INFINITY, whole: false, doc: $doc } };
    (@meta $doc:expr, $unit:literal, $low:expr, $high:expr) => {
        $crate::scenario::node::Meta { unit: $unit, low: $low as f64, high: $high as f64, whole: false, doc: $doc }
    };
    (@meta $doc:expr, $unit:literal, $low:expr, $high:expr, whole) => {
        $crate::scenario::node::Meta { unit: $unit, low: $low as f64, high: $high as f64, whole: true, doc: $doc }
    };
}

/// Writes an enum whose members have the spelling used in files, tables and reports.
macro_rules! named {
    ($($(#[doc = $about:literal])* pub enum $name:ident { $($(#[doc = $doc:literal])* $member:ident = $id:literal,)* })*) => {$(
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[doc = $doc])* $member,)* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$member),*];
            pub const COUNT: usize = Self::ALL.len();

            /// The spelling in files and tables.
            pub fn id(self) -> &'static str {
                <Self as $crate::scenario::node::Names>::IDS[self as usize]
            }
        }

        impl $crate::scenario::node::Names for $name {
            const IDS: &'static [&'static str] = &[$($id),*];
            $crate::scenario::node::entries!($name::COUNT);
        }

        impl<T: Clone> std::ops::Index<$name> for $crate::scenario::node::By<$name, T> {
            type Output = T;
            #[inline]
            fn index(&self, at: $name) -> &T { &self[at as usize] }
        }

        impl<T: Clone> std::ops::IndexMut<$name> for $crate::scenario::node::By<$name, T> {
            #[inline]
            fn index_mut(&mut self, at: $name) -> &mut T { &mut self[at as usize] }
        }

        impl $crate::scenario::node::Choice for $name {
            fn options(&self) -> &'static [&'static str] {
                <Self as $crate::scenario::node::Names>::IDS
            }
            fn get(&self) -> &'static str {
                self.id()
            }
            fn set(&mut self, id: &str) -> bool {
                let found = Self::ALL.iter().find(|member| member.id() == id);
                if let Some(member) = found { *self = *member; }
                found.is_some()
            }
        }

        impl $crate::scenario::node::Field for $name {
            fn show(&mut self, name: &str, meta: &$crate::scenario::node::Meta, visitor: &mut dyn $crate::scenario::node::Visitor) {
                visitor.choice(name, self, meta);
            }

            fn at(&mut self, way: &[u16]) -> Option<$crate::scenario::node::Spot<'_>> {
                way.is_empty().then_some($crate::scenario::node::Spot::Choice(self))
            }
        }
    )*};
}

pub(crate) use {entries, named, settings};
