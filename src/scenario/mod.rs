//! Scenarios: the file as written, every problem in it, and the settings a run may trust.

mod caution;
pub mod change;
pub mod check;
pub mod diagnostic;
mod dose;
mod durations;
pub mod file;
mod fill;
pub mod library;
mod meant;
pub mod names;
pub(crate) mod node;
mod path;
mod reader;
#[allow(clippy::module_inception)]
mod scenario;
mod schema;
pub mod settings;
mod shape;
mod staffing;
mod synonyms;
mod syntax;
mod wording;
mod write;

pub use change::{Change, Op, Value, apply};
pub use diagnostic::{Place, Problem, Refusal, Source};
pub use fill::Places;
pub use library::{called, practices};
pub use path::{Kind, PathInfo, paths};
pub use scenario::{Scenario, load};
pub use schema::{json_schema, listing};
pub use write::to_toml;
