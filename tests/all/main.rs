//! Everything the program promises, held against the program itself.

mod house;
mod input;
mod mechanisms;
mod practice;
mod presets;
mod readme;
mod same;
mod sound;
mod support;
mod theory;
