//! Scenarios: the file as written, every problem in it, and the settings a run may trust.

mod caution;
pub mod change;
pub mod check;
mod data;
pub mod diagnostic;
mod dose;
mod durations;
pub mod file;
mod fill;
mod lever;
pub mod library;
mod meant;
pub mod names;
pub(crate) mod node;
mod observed;
mod path;
mod questions;
mod reader;
#[allow(clippy::module_inception)]
mod scenario;
mod schema;
pub mod settings;
mod shape;
mod staffing;
mod synonyms;
mod syntax;
mod targets;
mod wildcard;
mod wording;
mod write;

pub use change::{Change, Op, Value, apply};
pub use data::Written;
pub use diagnostic::{Place, Problem, Refusal, Source};
pub use fill::Places;
pub use lever::{Lever, levers};
pub use library::{called, practices};
pub use observed::{Observed, Seen, observed, rounding};
pub(crate) use path::quoted;
pub use path::{Kind, PathInfo, paths, written_path};
pub use questions::{Question, answer, can_be_fitted, observed_toml, questions};
pub use scenario::{Scenario, load};
pub use schema::{json_schema, listing};
pub use targets::{CalibrationTarget, calibration_targets};
pub use wording::did_you_mean;
pub use write::to_toml;
