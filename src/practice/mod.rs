//! The GP practice. Read it in the order a need goes through it:
//!
//! `demand` (needs arise) → `phone` (asked for) → `navigate`, `triage`, `destinations` (does anybody else help)
//! → `booking` (what is looked for) → `book` (where) →
//! `attendance` (settles, cancels, DNA) → `clinic` (seen), `group` (seen together) → `outcome` (closed, or what comes
//! next). Beside them `staff` and `rota` (who works when), `establishment` and `replan` (a change of plan in mid-run), `freed` (time that patients do not need), `tasks`, `ledger`, `audit` (which appointments a GP
//! would call avoidable);
//! around them `run` (the loop), `measures`, `registry` and `weekly` (what they mean), and `whereabouts` (nobody is
//! lost).

mod attendance;
mod audit;
pub mod book;
mod booking;
pub mod calendar;
mod clinic;
mod demand;
mod destinations;
mod diary;
pub mod establishment;
mod feedback;
mod freed;
mod group;
mod ledger;
pub mod measures;
mod navigate;
mod need;
mod outcome;
pub mod params;
mod patients;
mod phone;
mod purpose;
pub mod registry;
mod replan;
mod rota;
pub mod run;
pub mod staff;
mod tasks;
mod triage;
pub mod watch;
pub mod weekly;
mod whereabouts;

pub use calendar::Calendar;
pub use establishment::Establishment;
pub use measures::Measures;
pub use params::Params;
pub use run::{Run, State};
pub use watch::{Ending, Event, Log, NoWatch, Watch};
