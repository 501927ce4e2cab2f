//! The staff's way: files, specialists, sittings, results.

pub(super) mod account;
pub(super) mod accounts;
pub(super) mod documents;
pub(super) mod files;
pub(super) mod join;
pub(super) mod log;
pub(super) mod results;
pub(super) mod sign_in;
pub(super) mod sittings;
pub(super) mod specialists;
pub(super) mod time;

use std::str::FromStr;

use axum::response::Redirect;

use store::Reach;

use super::{failure::Failure, permissions::Act, session::STAFF_COOKIE, visit::Visit};

/// The zone in which files are kept; sittings have their unit's.
pub(super) const ZONE: &str = "Asia/Almaty";

/// The staff's first page: the first list that there is for them.
pub(super) async fn home(visit: Visit) -> Result<Redirect, Failure> {
    let member = match visit.token(STAFF_COOKIE) {
        Some(token) => visit.site.store.staff_of(&token, visit.now).await?,
        None => None,
    };
    let Some(member) = member else { return Ok(Redirect::to("/staff/sign-in")) };
    let lists =
        [(Act::ReadFiles, "/staff/files"), (Act::ReadSittings, "/staff/sittings"), (Act::ReadAccounts, "/staff/accounts")];
    let may = |act: Act| !Reach::of(&member.appointments, act.roles()).is_empty();
    Ok(Redirect::to(lists.into_iter().find(|(act, _)| may(*act)).map_or("/staff/account", |(_, list)| list)))
}

/// An id in an address; what isn't one names nothing.
fn named<T: FromStr>(id: &str) -> Result<T, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}
