//! Pages: each a function from what the store gave to a view.

pub mod candidate;
pub mod notice;
pub mod staff;

mod rich_text;
