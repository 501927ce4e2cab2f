//! Choosing a password with a one-time code; with the first of all, as the first administrator.

use app::{
    form::Form,
    format,
    pages::staff::join::page,
    words::{Words, text},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use store::{Code, JoinRefused};

use super::ZONE;
use crate::{
    commands::staff::{check_login, check_name},
    password::{self, LEAST_CHARACTERS, MOST_CHARACTERS, Unfit},
    web::{failure::Failure, page::Reply, posted::Posted, visit::Visit},
};

fn reply(visit: &Visit, first: bool) -> Reply {
    let title = if first { "setup-title" } else { "join-title" };
    Reply::new(visit, visit.words().t(title)).at("/setup").form("main-form")
}

pub(in crate::web) async fn show(visit: Visit) -> Result<Response, Failure> {
    let first = visit.site.store.has_no_staff().await?;
    Ok(reply(&visit, first).show(|| page(visit.words(), first, &Form::default())))
}

pub(in crate::web) async fn enter(mut visit: Visit, posted: Posted) -> Result<Response, Failure> {
    let first = visit.site.store.has_no_staff().await?;
    let language = posted.language;
    let mut form = posted.form();
    if let Some(language) = language {
        visit.language = language;
        return Ok(reply(&visit, first).switched(Some(language)).show(|| page(visit.words(), first, &form)));
    }
    let w = visit.words();
    let refused = |form: &Form, status| Ok(reply(&visit, first).status(status).show(|| page(w, first, form)));
    let code = form.parsed::<Code>("code", || w.t("problem-joining-code"));
    let login = form.required("login", "login", w);
    if !login.is_empty() && check_login(&login).is_err() {
        form.refuse("login", w.t("problem-login-shape"));
    }
    let name = if first { form.required("name", "full-name", w) } else { String::new() };
    if first && !name.is_empty() && check_name(&name).is_err() {
        form.refuse("name", w.t("problem-name-shape"));
    }
    let chosen = choose(&mut form, &login, &name, w);
    let (Some(code), Some(chosen), false) = (code, chosen, form.is_refused()) else {
        return refused(&form, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let hash = password::hash_in_turn(chosen).await.ok_or(Failure::Busy)?;
    let status = match visit.site.store.join(&code, &login, &name, &hash, &visit.address, visit.now).await? {
        Ok(_) => return Ok(Redirect::to("/staff/sign-in").into_response()),
        Err(JoinRefused::Wrong) => {
            form.refuse("code", w.t("problem-joining-code"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(JoinRefused::LoginTaken) => {
            form.refuse("login", w.t("problem-login-taken"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(JoinRefused::TooMany { until }) => {
            let time = text(format::date_time(until, ZONE, w.language()));
            form.refuse("code", w.with("problem-too-many-passwords", [("time", time)]));
            StatusCode::TOO_MANY_REQUESTS
        }
    };
    refused(&form, status)
}

/// A new password, typed twice; what is wrong with it is noted in the form.
pub(super) fn choose(form: &mut Form, login: &str, name: &str, w: &Words) -> Option<String> {
    let chosen = form.value("new-password").to_owned();
    match password::check(&chosen, login, name) {
        Err(Unfit::Length) => {
            let arguments = [("least", text(LEAST_CHARACTERS)), ("most", text(MOST_CHARACTERS))];
            form.refuse("new-password", w.with("problem-password-length", arguments));
        }
        Err(Unfit::Common) => form.refuse("new-password", w.t("problem-password-common")),
        Ok(()) if chosen != form.value("repeated") => form.refuse("repeated", w.t("problem-password-repeated")),
        Ok(()) => return Some(chosen),
    }
    None
}
