//! The stories on PostgreSQL, and what is PostgreSQL's own.

#[path = "../authenticator/mod.rs"]
mod authenticator;
#[path = "../stories/mod.rs"]
mod stories;
use stories::world;

mod emptying;
mod news;
mod outage;
mod schema;
