//! The staff's pages.

pub mod enrolment;
pub mod file;
pub mod files;
pub mod new_file;
pub mod result;
pub mod sign_in;
pub mod sitting;
pub mod sittings;
pub mod slip;
pub mod specialist;
pub mod time;
