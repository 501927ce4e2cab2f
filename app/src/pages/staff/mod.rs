//! The staff's pages.

pub mod account;
pub mod accounts;
pub mod enrolment;
pub mod file;
pub mod files;
pub mod join;
pub mod late;
pub mod log;
pub mod new_file;
pub mod result;
pub mod sign_in;
pub mod sitting;
pub mod sittings;
pub mod slip;
pub mod specialist;
pub mod states;
pub mod time;
