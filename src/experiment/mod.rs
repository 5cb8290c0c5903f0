//! Experiments: replications of a practice, and what is estimated from them. Everything here is a pure function of
//! scenario and seed, but for `store`, which remembers what was run; the command line and the reports only ask.

pub mod at_the_start;
pub mod breakeven;
pub mod by_week;
pub mod calibration;
pub mod charted;
pub mod combine;
pub mod compare;
pub mod course;
pub mod coverage;
pub mod each;
pub mod figure;
pub mod fit;
pub mod followed;
pub mod gp_beside;
pub mod gp_hours;
pub mod gp_time;
pub mod precision;
pub mod predictions;
pub mod prepared;
pub mod programme;
pub mod replicate;
mod room;
pub mod run;
pub mod sensitivity;
pub mod side;
pub mod size;
pub mod spread;
pub mod store;
pub mod verify;
pub mod view;
pub mod warmup;
pub mod week_seen;
pub mod weekly;

pub use by_week::{WeekRow, Weeks, WeeksOfOne};
pub use compare::{Alternative, Compared, SideBySide, compare};
pub use each::{OfOne, each, each_difference};
pub use precision::{Precision, Reached};
pub use prepared::Prepared;
pub use replicate::{Timeline, replicate, warm_up};
pub use run::{AT_LEAST, Left, Row, estimate, replications, replications_by_week};
pub use side::Side;
pub use store::{CannotKeep, Store};
pub use view::View;
pub use weekly::{Ground, Weekly};
