//! Sign-in and sign-out of staff.

use app::{
    form::Form,
    format,
    pages::staff::sign_in::{page, second_page},
    words::text,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use store::{Actor, FactorRefused, Token};

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
    if let Some((member, hash)) = found.as_ref().filter(|_| opens) {
        if password::is_outdated(hash)
            && let Some(anew) = password::hash_in_turn(form.value("password")).await
        {
            store.refresh_password(&visit.by(Actor::Staff(member.id, None)), hash, &anew).await?;
        }
        // Whatever session this browser had, it gets another: nobody goes on in one that was put there.
        end_session(&visit).await?;
        let by = visit.by(Actor::Staff(member.id, None));
        let (token, next) = if member.second_factor {
            (store.begin_half_session(&by).await?, "/staff/sign-in/second-factor")
        } else {
            (store.begin_staff_session(&by).await?, "/staff")
        };
        return Ok(remember(Redirect::to(next).into_response(), STAFF_COOKIE, &token));
    }
    store.refuse_staff(found.map(|(member, _)| member.id), &visit.address, visit.now).await?;
    form.refuse("login", w.t("problem-password"));
    Ok(reply(&visit).status(StatusCode::UNPROCESSABLE_ENTITY).show(|| page(w, form)))
}

/// The half session of whoever has shown the password.
async fn half(visit: &Visit) -> Result<Token, Failure> {
    let signed_out = Failure::SignedOut { staff: true };
    let token = visit.token(STAFF_COOKIE).ok_or(signed_out.clone())?;
    visit.site.store.half_session(&token, visit.now).await?.map(|_| token).ok_or(signed_out)
}

fn second_reply(visit: &Visit) -> Reply {
    Reply::new(visit, visit.words().t("second-factor-title")).at("/staff/sign-in/second-factor").form("main-form")
}

pub(in crate::web) async fn show_second(visit: Visit) -> Result<Response, Failure> {
    half(&visit).await?;
    Ok(second_reply(&visit).show(|| second_page(visit.words(), &Form::default())))
}

pub(in crate::web) async fn enter_second(mut visit: Visit, posted: Posted) -> Result<Response, Failure> {
    let half = half(&visit).await?;
    if let Some(language) = posted.language {
        visit.language = language;
        return Ok(second_reply(&visit).switched(Some(language)).show(|| second_page(visit.words(), &Form::default())));
    }
    let (w, mut form) = (visit.words(), posted.form());
    let code = form.required("code", "second-factor-code", w);
    if form.is_refused() {
        return Ok(second_reply(&visit).status(StatusCode::UNPROCESSABLE_ENTITY).show(|| second_page(w, &form)));
    }
    let status = match visit.site.store.pass_second_factor(&half, &code, &visit.address, visit.now).await? {
        Ok(token) => return Ok(remember(Redirect::to("/staff").into_response(), STAFF_COOKIE, &token)),
        Err(FactorRefused::Wrong) => {
            form.refuse("code", w.t("problem-second-factor"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(FactorRefused::TooMany { until }) => {
            let time = text(format::date_time(until, ZONE, w.language()));
            form.refuse("code", w.with("problem-too-many-passwords", [("time", time)]));
            StatusCode::TOO_MANY_REQUESTS
        }
    };
    Ok(second_reply(&visit).status(status).show(|| second_page(w, &form)))
}

/// Ends the session that this browser has, if it has one.
async fn end_session(visit: &Visit) -> Result<(), Failure> {
    let store = &visit.site.store;
    let Some(token) = visit.token(STAFF_COOKIE) else { return Ok(()) };
    let who = match store.staff_of(&token, visit.now).await? {
        Some(member) => Some(member.id),
        None => store.half_session(&token, visit.now).await?.map(|half| half.staff),
    };
    if let Some(staff) = who {
        store.end_session(&visit.by(Actor::Staff(staff, None)), &token).await?;
    }
    Ok(())
}

pub(in crate::web) async fn leave(visit: Visit) -> Result<Response, Failure> {
    end_session(&visit).await?;
    Ok(forget(Redirect::to("/staff/sign-in").into_response(), STAFF_COOKIE))
}
