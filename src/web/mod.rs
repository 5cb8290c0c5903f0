//! Pages that a room of people can play with: our own markup, style and script, embedded in the program and loaded from
//! nowhere else. Asks the floors below for every number; draws and looks up, and works nothing out.

pub mod week;
