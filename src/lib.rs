//! How much headroom can a GP practice find, and which actions find it?
//!
//! Headroom simulates an English GP practice need by need: people fall ill, ring, wait, are booked, come or do not,
//! are seen, and come back. It counts what they wait and where every paid hour goes, and says how sure it is.
//!
//! # A guided tour
//!
//! A **scenario** is a practice and what is changed in it: a TOML file, or one of the practices that come with the
//! program. Every number in it has a path, and a [`Change`](scenario::Change) sets, scales, adds to one, or changes
//! its odds. What cannot be is refused, every problem at once, with its place:
//!
//! ```
//! use headroom::scenario::{Change, load};
//!
//! let mistaken = Change::parse("phone.handler=3").unwrap();
//! let refusal = load("average-2018", vec![mistaken]).unwrap_err();
//! assert!(refusal.to_string().contains("did you mean `phone.handlers`?"));
//! ```
//!
//! An **action** is a bundle of changes with its evidence and what it costs in staff time; a **plan** takes several up,
//! each at a dose, in full or as they take hold week by week:
//!
//! ```
//! use headroom::scenario::{Evidence, Plan, load, load_with};
//!
//! let plan = Plan::read(&["3.2", "5.2:50"], Evidence::Evaluated).unwrap();
//! let practice = load_with("average-2018", vec![], &plan).unwrap();
//! assert_eq!(practice.number("attendance.prompts.reminder.odds"), Some(0.7));
//! assert_eq!(practice.number("tasks.letter.instead_of_gp.receptionist"), Some(0.21));
//!
//! // In the first year nothing of it is there in the first week, but for the hours it takes to set up.
//! let base = load("average-2018", vec![]).unwrap();
//! let first = &plan.weeks(&base.settings, 52)[0];
//! assert!(first.iter().all(|change| change.path.ends_with("training_hours")));
//! ```
//!
//! From a scenario come **parameters**, in the form the simulation reads, and a **calendar**. Replications are pure
//! functions of these, a seed and their own number, so they run on all cores and come out the same on one:
//!
//! ```
//! use headroom::experiment::{estimate, replications};
//! use headroom::practice::{Calendar, Params};
//! use headroom::scenario::{Change, load};
//! use std::sync::Arc;
//!
//! // Four weeks after a warm-up of two, so that this takes a moment; a real run leaves both as they are.
//! let short = ["run.days=28", "run.warm_up=days", "run.warm_up_days=14"];
//! let scenario = load("average-2018", short.map(|text| Change::parse(text).unwrap()).to_vec()).unwrap();
//!
//! let calendar = Calendar::new(&scenario.settings, 14);
//! let params = Arc::new(Params::derive(&scenario.base, &scenario.settings));
//! let runs = replications(&params, &calendar, 1, 2, &|| {}, &|| false);
//! assert_eq!(runs.len(), 2);
//!
//! // Everybody who asked for help is accounted for, in each of them.
//! for run in &runs {
//!     let went = run.needs.ended.iter().sum::<u64>() + run.needs.inside_at_end;
//!     assert_eq!(run.needs.inside_at_start + run.needs.arose, went);
//! }
//! ```
//!
//! Every **measure** has its unit, denominator and definition in one [registry](practice::registry::REGISTRY).
//! Estimates pool the replications and carry their standard error and 95% interval:
//!
//! ```
//! # use headroom::experiment::{estimate, replications};
//! # use headroom::practice::{Calendar, Params};
//! # use headroom::scenario::{Change, load};
//! # let short = ["run.days=28", "run.warm_up=days", "run.warm_up_days=14"];
//! # let scenario = load("average-2018", short.map(|text| Change::parse(text).unwrap()).to_vec()).unwrap();
//! # let calendar = Calendar::new(&scenario.settings, 14);
//! # let params = std::sync::Arc::new(Params::derive(&scenario.base, &scenario.settings));
//! # let runs = replications(&params, &calendar, 1, 2, &|| {}, &|| false);
//! let rows = estimate(&runs);
//! let answered = rows.iter().find(|row| row.measure == "phone_answered_share" && row.group == "all").unwrap();
//! let share = answered.estimate;
//! assert!(0.5 < share.estimate && share.estimate < 1.0);
//! assert!(share.low <= share.estimate && share.estimate <= share.high);
//! assert_eq!(answered.denominator, "calls made, engaged ones included");
//! ```
//!
//! # Contents
//!
//! From the top floor down; each uses only those below it.
//!
//! - [`cli`]: the command line, one file for each command. It asks, and prints what it is told.
//! - [`web`]: pages that a room can play with, and the server that shows them on this machine alone.
//! - [`report`]: tables, files and pictures of what was found. It shows and never computes.
//! - [`experiment`]: warm-up, replications, estimates, comparisons; every combination of actions, sizes, break-evens and
//!   what is not known; and the theory that the model is held against.
//! - [`practice`]: the GP practice itself, in files named after what happens to a need, in that order.
//! - [`scenario`]: the file as written, every problem in it, the settings a run may trust, and changes to them; actions,
//!   plans, programmes and studies.
//! - [`kernel`] and [`stats`]: clock, agenda, keyed chance and samplers; ratios, quantiles and intervals. Neither knows
//!   of the other, nor of patients.

pub mod cli;
pub mod experiment;
pub mod kernel;
pub mod practice;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod web;
