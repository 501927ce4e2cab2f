//! The candidate's way: sign-in, waiting, exam, review, result, and the paper once it is shown.

pub(super) mod exam;
pub(super) mod image;
pub(super) mod live;
pub(super) mod result;
pub(super) mod review;
pub(super) mod script;
pub(super) mod sign_in;
pub(super) mod view;
pub(super) mod waiting;

use ::exam::{attempt::State, id::AttemptId};
use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::Redirect,
};
use store::AttemptHead;

use super::failure::Failure;

/// The attempt that an address names. What isn't an id at all is a page that isn't there.
pub(super) struct Named(pub(super) AttemptId);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path(id) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Failure::NotFound)?;
        id.parse().map(Self).map_err(|_| Failure::NotFound)
    }
}

/// Another's exam and one that isn't there look the same.
fn not_yours(failure: store::Error) -> Failure {
    match failure.into() {
        Failure::NotFound => Failure::NotYours,
        other => other,
    }
}

/// Where a candidate with such an attempt belongs.
fn where_to(attempt: &AttemptHead) -> Redirect {
    let id = attempt.id;
    match attempt.state {
        State::Prepared | State::Admitted | State::Paused => Redirect::to("/waiting"),
        State::Running => Redirect::to(&format!("/exam/{id}")),
        State::Submitted | State::Expired | State::Graded | State::Approved | State::Annulled => {
            Redirect::to(&format!("/exam/{id}/result"))
        }
    }
}
