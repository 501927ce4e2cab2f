//! Sign-in and sign-out of staff.

use app::{form::Form, format, pages::staff::sign_in::page, words::text};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use store::Actor;

use super::ZONE;
use crate::{
    password,
    web::{
        failure::Failure,
        page::Reply,
        posted::Posted,
        session::{STAFF_COOKIE, forget, remember},
        visit::Visit,
    },
};

pub(in crate::web) async fn show(visit: Visit) -> Response {
    reply(&visit).show(|| page(visit.words(), Form::default()))
}

fn reply(visit: &Visit) -> Reply {
    Reply::new(visit, visit.words().t("staff-sign-in-title")).at("/staff/sign-in").form("main-form")
}

pub(in crate::web) async fn enter(mut visit: Visit, posted: Posted) -> Result<Response, Failure> {
    let language = posted.language;
    let mut form = posted.form();
    if let Some(language) = language {
        visit.language = language;
        return Ok(reply(&visit).switched(Some(language)).show(|| page(visit.words(), form)));
    }
    let w = visit.words();
    let store = &visit.site.store;
    if let Some(until) = store.guess(form.value("login"), &visit.address, visit.now).await? {
        form.refuse(
            "login",
            w.with("problem-too-many-passwords", [("time", text(format::date_time(until, ZONE, w.language())))]),
        );
        return Ok(reply(&visit).status(StatusCode::TOO_MANY_REQUESTS).show(|| page(w, form)));
    }
    let found = store.staff_by_login(form.value("login")).await?;
    let opens = match &found {
        Some((_, hash)) => password::verify(form.value("password"), hash.as_str()).await,
        None => {
            password::burn().await;
            false
        }
    };
    if let Some((member, _)) = found.as_ref().filter(|_| opens) {
        let token = store.begin_staff_session(&visit.by(Actor::Staff(member.id, member.role))).await?;
        return Ok(remember(Redirect::to("/staff/files").into_response(), STAFF_COOKIE, &token));
    }
    store.refuse_staff(found.map(|(member, _)| member.id), &visit.address, visit.now).await?;
    form.refuse("login", w.t("problem-password"));
    Ok(reply(&visit).status(StatusCode::UNPROCESSABLE_ENTITY).show(|| page(w, form)))
}

pub(in crate::web) async fn leave(visit: Visit) -> Result<Response, Failure> {
    if let Some(token) = visit.token(STAFF_COOKIE)
        && let Some(member) = visit.site.store.staff_of(&token, visit.now).await?
    {
        visit.site.store.end_session(&visit.by(Actor::Staff(member.id, member.role)), &token).await?;
    }
    Ok(forget(Redirect::to("/staff/sign-in").into_response(), STAFF_COOKIE))
}
