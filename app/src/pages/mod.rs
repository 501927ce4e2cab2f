//! Pages: each a function from what the store gave to a view.

pub mod candidate;
pub mod notice;
pub mod staff;
pub mod styleguide;

mod rich_text;
