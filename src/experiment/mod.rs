//! Experiments: replications of a practice, and what is estimated from them. Everything here is a pure function of
//! scenario and seed; the command line and the reports only ask.

pub mod calibration;
pub mod compare;
pub mod course;
pub mod figure;
pub mod fit;
pub mod followed;
pub mod gp_beside;
pub mod gp_hours;
pub mod gp_time;
pub mod predictions;
pub mod prepared;
pub mod programme;
pub mod replicate;
pub mod run;
pub mod spread;
pub mod verify;
pub mod warmup;
pub mod weekly;

pub use compare::{Alternative, Compared, View, compare};
pub use prepared::Prepared;
pub use replicate::{Timeline, replicate, warm_up};
pub use run::{AT_LEAST, Row, estimate, replications, replications_by_week};
pub use weekly::{WeekRow, Weeks};
