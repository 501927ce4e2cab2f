//! The candidate's own paper, once it is shown.

use app::pages::candidate::script::page;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Named, not_yours};
use crate::web::{failure::Failure, page::Reply, session::Candidate};

pub(in crate::web) async fn show(candidate: Candidate, Named(attempt): Named) -> Result<Response, Failure> {
    let visit = &candidate.visit;
    let store = &visit.site.store;
    let result = format!("/exam/{attempt}/result");
    let Some(script) = store.own_script(&candidate.by(), candidate.enrolment, attempt).await.map_err(not_yours)? else {
        return Ok(Redirect::to(&result).into_response());
    };
    let standing = store.standing(candidate.enrolment).await?;
    let w = visit.words();
    Ok(Reply::candidate(visit, w.t("script-title"), standing.name)
        .at(format!("/exam/{attempt}/script"))
        .looks(&standing.view)
        .show(move || page(w, result, script)))
}
