//! Rules and waiting, and the start.

use ::exam::{attempt::State, clock::Span};
use app::{
    pages::candidate::waiting::{page, waits},
    shell::Client,
};
use axum::response::{IntoResponse, Redirect, Response};

use super::where_to;
use crate::web::{failure::Failure, page::Reply, session::Candidate};

/// How often the page looks again.
const LOOK_AGAIN: Span = Span::from_secs(7);

pub(in crate::web) async fn show(candidate: Candidate) -> Result<Response, Failure> {
    let visit = &candidate.visit;
    let standing = visit.site.store.standing(candidate.enrolment).await?;
    if let Some(attempt) = standing.attempt.filter(|a| a.state == State::Running || a.ended.is_some()) {
        return Ok(where_to(&attempt).into_response());
    }
    let w = visit.words();
    let mut reply = Reply::candidate(visit, w.t("waiting-title"), standing.name.clone()).at("/waiting").looks(&standing.view);
    if waits(&standing) {
        reply = reply.refresh_without_script(LOOK_AGAIN);
    }
    Ok(reply.with_client(Client::Candidate).show(move || page(w, standing)))
}

pub(in crate::web) async fn start(candidate: Candidate) -> Result<Response, Failure> {
    let attempt = candidate.visit.site.store.start(&candidate.by(), candidate.enrolment).await?;
    Ok(Redirect::to(&format!("/exam/{attempt}")).into_response())
}
