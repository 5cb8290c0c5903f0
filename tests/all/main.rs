//! Everything the program promises, held against the program itself.

mod house;
mod input;
mod mechanisms;
mod presets;
mod readme;
mod same;
mod support;
mod theory;
