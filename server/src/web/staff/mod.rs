//! The staff's way: files, specialists, sittings, results.

pub(super) mod files;
pub(super) mod results;
pub(super) mod sign_in;
pub(super) mod sittings;
pub(super) mod specialists;
pub(super) mod time;

use std::str::FromStr;

use axum::response::Redirect;

use super::failure::Failure;

/// The zone in which files are kept; sittings have their unit's.
pub(super) const ZONE: &str = "Asia/Almaty";

/// The staff's first page.
pub(super) async fn home() -> Redirect {
    Redirect::to("/staff/files")
}

/// An id in an address; what isn't one names nothing.
fn named<T: FromStr>(id: &str) -> Result<T, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}
