//! The review, and handing in.

use ::exam::attempt::State;
use app::pages::candidate::review::page;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Named, not_yours, where_to};
use crate::web::{failure::Failure, page::Reply, session::Candidate};

pub(in crate::web) async fn show(candidate: Candidate, Named(attempt): Named) -> Result<Response, Failure> {
    let visit = &candidate.visit;
    let store = &visit.site.store;
    let desk = store.desk(candidate.enrolment, attempt).await.map_err(not_yours)?;
    let Some(deadline) = desk.attempt.deadline.filter(|_| desk.attempt.state == State::Running) else {
        return Ok(where_to(&desk.attempt).into_response());
    };
    let w = visit.words();
    Ok(Reply::candidate(visit, w.t("review-title"), desk.name.clone())
        .at(format!("/exam/{attempt}/review"))
        .looks(&desk.view)
        .refresh((deadline - visit.now) + store.grace())
        .show(move || page(w, &desk, &desk.time_zone)))
}

pub(in crate::web) async fn submit(candidate: Candidate, Named(attempt): Named) -> Result<Response, Failure> {
    candidate.visit.site.store.submit(&candidate.by(), candidate.enrolment, attempt).await.map_err(not_yours)?;
    Ok(Redirect::to(&format!("/exam/{attempt}/result")).into_response())
}
