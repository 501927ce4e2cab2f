//! The stories on SQLite, and what is SQLite's own.

#[path = "../stories/mod.rs"]
mod stories;
use stories::world;

mod file;
mod replacing;
