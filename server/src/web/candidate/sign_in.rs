//! Sign-in and sign-out of candidates.

use std::sync::Arc;

use app::{form::Form, format, pages::candidate::sign_in::page, words::text};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use licensing::Iin;
use store::{Actor, Code, CodeRefused};

use crate::web::{
    Site,
    failure::Failure,
    page::Reply,
    posted::Posted,
    session::{CANDIDATE_COOKIE, forget, remember},
    staff::{ZONE, files::number_problem},
    visit::Visit,
};

pub(in crate::web) async fn show(visit: Visit) -> Result<Response, Failure> {
    if let Some(token) = visit.token(CANDIDATE_COOKIE)
        && visit.site.store.candidate_of(&token, visit.now).await?.is_some()
    {
        return Ok(Redirect::to("/waiting").into_response());
    }
    Ok(reply(&visit).show(|| page(visit.words(), Form::default())))
}

fn reply(visit: &Visit) -> Reply {
    Reply::new(visit, visit.words().t("sign-in-title")).at("/").form("main-form")
}

pub(in crate::web) async fn enter(mut visit: Visit, posted: Posted) -> Result<Response, Failure> {
    let language = posted.language;
    let mut form = posted.form();
    if let Some(language) = language {
        visit.language = language;
        return Ok(reply(&visit).switched(Some(language)).show(|| page(visit.words(), form)));
    }
    let w = visit.words();
    let iin = match form.value("iin").parse::<Iin>() {
        Ok(iin) => Some(iin),
        Err(error) => {
            form.refuse("iin", number_problem(w, &error, true));
            None
        }
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let code = form.parsed::<Code>("code", || w.t("problem-code-shape"));
    if let (Some(iin), Some(code)) = (iin, code) {
        match visit.site.store.sign_in_candidate(&iin, &code, &visit.address, visit.now).await? {
            Ok(signed_in) => return Ok(remember(Redirect::to("/waiting").into_response(), CANDIDATE_COOKIE, &signed_in.token)),
            Err(refused) => {
                let at = |until| text(format::date_time(until, ZONE, w.language()));
                let problem = match refused {
                    CodeRefused::Wrong => w.t("problem-code-wrong"),
                    CodeRefused::Used => w.t("problem-code-used"),
                    CodeRefused::Expired => w.t("problem-code-expired"),
                    CodeRefused::Voided => w.t("problem-code-voided"),
                    CodeRefused::TooMany { until } => {
                        status = StatusCode::TOO_MANY_REQUESTS;
                        w.with("problem-too-many-codes", [("time", at(until))])
                    }
                };
                form.refuse("code", problem);
            }
        }
    }
    Ok(reply(&visit).status(status).show(|| page(w, form)))
}

pub(in crate::web) async fn leave(visit: Visit, State(site): State<Arc<Site>>) -> Result<Response, Failure> {
    if let Some(token) = visit.token(CANDIDATE_COOKIE)
        && let Some(enrolment) = site.store.candidate_of(&token, visit.now).await?
    {
        site.store.end_session(&visit.by(Actor::Candidate(enrolment)), &token).await?;
    }
    Ok(forget(Redirect::to("/").into_response(), CANDIDATE_COOKIE))
}
