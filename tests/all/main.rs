//! Everything the program promises, held against the program itself.

mod actions;
mod audit;
mod compare;
mod fit;
mod fitting;
mod house;
mod input;
mod measures;
mod mechanisms;
mod mechanisms_attendance;
mod mechanisms_demand;
mod mechanisms_roles;
mod mechanisms_support;
mod mechanisms_tasks;
mod output;
mod practice;
mod predictions;
mod presets;
mod readme;
mod same;
mod sound;
mod support;
mod theory;
