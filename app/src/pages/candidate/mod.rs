//! The candidate's pages, in the order in which they are met.

pub mod exam;
mod paper;
pub mod result;
pub mod review;
pub mod script;
pub mod sign_in;
pub mod view;
pub mod waiting;
