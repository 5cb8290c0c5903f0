//! The GP practice. Read it in the order a need goes through it:
//!
//! `candidates` → `demand` (needs arise; `able` says who could close them) → `phone`, `online` (asked for) → `navigate`,
//! `triage`, `destinations` (does anybody else help) → `booking` (what is looked for) → `book` (where), or `unmet` (nowhere) →
//! `attendance` (settles, cancels, DNA) → `clinic` (seen), `group` (seen together) → `outcome` (closed, or what comes
//! next). On the way `visits` (who goes to patients at home), `prompts` (what keeps a booking in mind) and `message`
//! (in place of a planned appointment). Beside them `people` (who works here), `staff` and `rota` (who is in when),
//! `sickness` (who is not), `follows` (rotas that follow demand), `slots` (what a session is made of), `opening` (the book
//! opens a day), `establishment`, `laid` and `replan` (a change of plan in mid-run), `freed` (time that patients do not
//! need), `support` (help that leaves them with fewer needs), `tasks`, `ledger`, `audit` (which appointments a GP would
//! call avoidable);
//! around them `run` (the loop), `state` (what it carries from day to day), `measures`, `registry` and `weekly` (what they
//! mean), and `whereabouts` (nobody is lost).

mod able;
mod attendance;
mod audit;
pub mod book;
mod booking;
pub mod calendar;
mod candidates;
mod clinic;
mod demand;
mod derive;
mod destinations;
mod diary;
pub mod establishment;
mod feedback;
mod follows;
mod freed;
mod group;
mod laid;
mod ledger;
pub mod measures;
mod message;
mod navigate;
mod need;
mod online;
mod opening;
pub mod order;
mod outcome;
pub mod params;
mod patients;
mod people;
mod phone;
mod prompts;
pub(crate) mod purpose;
pub mod registry;
mod replan;
mod rota;
pub mod run;
mod shares;
mod sickness;
mod slots;
pub mod staff;
mod state;
mod support;
mod tasks;
mod triage;
mod unmet;
mod visits;
pub mod watch;
pub mod weekly;
mod whereabouts;

pub use able::Able;
pub use calendar::Calendar;
pub use establishment::Establishment;
pub use measures::Measures;
pub use need::row_of;
pub use params::Params;
pub use run::Run;
pub use state::State;
pub use tasks::each_day;
pub use watch::{Ending, Event, Log, NoWatch, Watch};
