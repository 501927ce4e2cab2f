//! The stories on SQLite, and what is SQLite's own.

#[path = "../authenticator/mod.rs"]
mod authenticator;
#[path = "../stories/mod.rs"]
mod stories;
use stories::world;

mod bits;
mod file;
mod replacing;
