//! Results: one in full, and its approval.

use app::{pages::staff::result::page, words::text};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use exam::id::ResultId;

use super::{ZONE, named};
use crate::web::{failure::Failure, page::Reply, permissions::Act, session::Staff};

pub(in crate::web) async fn show(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    staff.must(Act::ReadFiles)?;
    let id: ResultId = named(&id)?;
    let store = &staff.visit.site.store;
    let sheet = store.result_sheet(id).await?;
    let (name, file) = store.result_owner(id).await?;
    let w = staff.visit.words();
    let may_approve = staff.may(Act::ApproveResults);
    Ok(Reply::staff(&staff, w.with("result-of", [("name", text(&name))]))
        .at(format!("/staff/results/{id}"))
        .show(move || page(w, sheet, &name, &file, ZONE, may_approve)))
}

pub(in crate::web) async fn approve(staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    staff.must(Act::ApproveResults)?;
    let id: ResultId = named(&id)?;
    staff.visit.site.store.approve(&staff.by(), id).await?;
    Ok(Redirect::to(&format!("/staff/results/{id}")).into_response())
}
