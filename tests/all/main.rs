//! Everything the program promises, held against the program itself.

mod house;
mod support;
mod theory;
