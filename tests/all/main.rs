//! Everything the program promises, held against the program itself.

mod audit;
mod compare;
mod fit;
mod fitting;
mod house;
mod input;
mod measures;
mod mechanisms;
mod output;
mod practice;
mod presets;
mod readme;
mod same;
mod sound;
mod support;
mod theory;
