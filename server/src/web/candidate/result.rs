//! The result, as soon as there is one.

use ::exam::{attempt::State, clock::Span};
use app::{
    exchange::{LateReply, LateRequest},
    pages::candidate::result::{page, pending, withheld},
    shell::Client,
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};

use store::OwnResult;

use super::{Named, not_yours, where_to};
use crate::web::{failure::Failure, page::Reply, posted::Sent, session::Candidate};

/// How often the page looks for the result of an exam that has just ended.
const LOOK_AGAIN: Span = Span::from_secs(1);

pub(in crate::web) async fn show(candidate: Candidate, Named(attempt): Named) -> Result<Response, Failure> {
    let visit = &candidate.visit;
    let store = &visit.site.store;
    let result = store.own_result(candidate.enrolment, attempt).await.map_err(not_yours)?;
    let standing = store.standing(candidate.enrolment).await?;
    let w = visit.words();
    let reply = Reply::candidate(visit, w.t("result-title"), standing.name.clone())
        .at(format!("/exam/{attempt}/result"))
        .looks(&standing.view);
    if let Some(told) = result {
        let arrived = store.arrived(candidate.enrolment, attempt).await?;
        let reply = reply.with_client(Client::Candidate);
        return Ok(match told {
            OwnResult::Told(sheet) => {
                let (again, now) = (store.may_sit_again(candidate.enrolment, visit.now).await?, visit.now);
                let script = store.script_access(candidate.enrolment, attempt, now).await?;
                reply.show(move || page(w, &standing, sheet, arrived, again, script, now))
            }
            OwnResult::Withheld(ending) => reply.show(move || withheld(w, &standing, ending, arrived)),
        });
    }
    let head = store.own_attempt(candidate.enrolment, attempt).await?;
    if head.state == State::Running && head.deadline.is_some_and(|deadline| visit.now >= deadline) {
        return Ok(reply.refresh(LOOK_AGAIN).show(move || pending(w)));
    }
    Ok(where_to(&head).into_response())
}

/// A browser delivers what it could not send before the end.
pub(in crate::web) async fn deliver(
    candidate: Candidate,
    Named(attempt): Named,
    Sent(request): Sent<LateRequest>,
) -> Result<Response, Failure> {
    let answers = request.answers.iter().map(|a| (a.position, a.client_revision, a.chosen)).collect();
    let store = &candidate.visit.site.store;
    let taken = store.deliver_late(&candidate.by(), candidate.enrolment, attempt, answers).await.map_err(not_yours)?;
    Ok(Json(LateReply { taken }).into_response())
}
