//! One's own account: password, second factor, sessions.

use app::{
    form::Form,
    pages::staff::account::{Factor, codes_page, factor_page, page},
};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{ZONE, join};
use crate::{
    password,
    web::{
        failure::Failure,
        page::Reply,
        posted::Posted,
        session::{Account, signed_in},
    },
};

const HERE: &str = "/staff/account";
const FACTOR: &str = "/staff/account/second-factor";

fn reply(account: &Account, title: &str, form: &Form) -> Reply {
    let status = if form.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = account.visit.words().t(title);
    Reply::new(&account.visit, title).signed_in(signed_in(&account.member)).status(status)
}

pub(in crate::web) async fn show(account: Account) -> Result<Response, Failure> {
    own_page(&account, &Form::default()).await
}

async fn own_page(account: &Account, form: &Form) -> Result<Response, Failure> {
    let store = &account.visit.site.store;
    let sessions = store.staff_sessions(account.member.id, Some(&account.token), account.visit.now).await?;
    let whole = store.staff_account(account.member.id).await?;
    let w = account.visit.words();
    Ok(reply(account, "own-account", form).at(HERE).show(|| page(w, &whole, sessions, form, ZONE)))
}

pub(in crate::web) async fn change_password(account: Account, posted: Posted) -> Result<Response, Failure> {
    let mut form = posted.form();
    let w = account.visit.words();
    let confirmed = account.confirms(&mut form).await?;
    let chosen = join::choose(&mut form, &account.member.login, &account.member.name, w);
    let (true, Some(chosen)) = (confirmed, chosen) else { return own_page(&account, &form).await };
    let hash = password::hash_in_turn(chosen).await.ok_or(Failure::Busy)?;
    account.visit.site.store.change_password(&account.by(), &account.token, &hash).await?;
    Ok(Redirect::to(HERE).into_response())
}

pub(in crate::web) async fn end_session(account: Account, Path(session): Path<String>) -> Result<Response, Failure> {
    account.visit.site.store.end_staff_session(&account.by(), account.member.id, &session).await?;
    Ok(Redirect::to(HERE).into_response())
}

pub(in crate::web) async fn end_other_sessions(account: Account) -> Result<Response, Failure> {
    account.visit.site.store.end_staff_sessions(&account.by(), account.member.id, Some(&account.token)).await?;
    Ok(Redirect::to(HERE).into_response())
}

pub(in crate::web) async fn show_factor(account: Account) -> Result<Response, Failure> {
    own_factor(&account, &Form::default()).await
}

async fn own_factor(account: &Account, form: &Form) -> Result<Response, Failure> {
    let store = &account.visit.site.store;
    let factor = if account.member.second_factor {
        Factor::There { codes_left: store.recovery_codes_left(account.member.id).await? }
    } else {
        match store.second_factor_begun(account.member.id).await? {
            Some(secret) => Factor::Begun { secret: secret.reveal(), uri: secret.uri(&account.member.login) },
            None => Factor::None { needed: account.member.lacks_second_factor() },
        }
    };
    let w = account.visit.words();
    Ok(reply(account, "second-factor-title", form).at(FACTOR).show(|| factor_page(w, factor, form)))
}

pub(in crate::web) async fn begin_factor(account: Account, posted: Posted) -> Result<Response, Failure> {
    let mut form = posted.form();
    if !account.confirms(&mut form).await? {
        return own_factor(&account, &form).await;
    }
    account.visit.site.store.begin_second_factor(&account.by()).await?;
    Ok(Redirect::to(FACTOR).into_response())
}

/// Shows the recovery codes: the one page on which they stand.
pub(in crate::web) async fn confirm_factor(account: Account, posted: Posted) -> Result<Response, Failure> {
    let mut form = posted.form();
    let w = account.visit.words();
    let typed = form.required("code", "second-factor-code", w);
    if !form.is_refused() {
        let codes = account.visit.site.store.confirm_second_factor(&account.by(), &account.token, &typed).await?;
        if let Some(codes) = codes {
            return Ok(reply(&account, "recovery-codes", &form).at(FACTOR).show(|| codes_page(w, codes)));
        }
        form.refuse("code", w.t("problem-second-factor"));
    }
    own_factor(&account, &form).await
}

pub(in crate::web) async fn drop_factor(account: Account, posted: Posted) -> Result<Response, Failure> {
    let mut form = posted.form();
    let w = account.visit.words();
    let typed = form.required("code", "second-factor-code", w);
    let confirmed = account.confirms(&mut form).await?;
    if confirmed && !form.is_refused() {
        if account.visit.site.store.drop_second_factor(&account.by(), &account.token, &typed).await? {
            return Ok(Redirect::to(FACTOR).into_response());
        }
        form.refuse("code", w.t("problem-second-factor"));
    }
    own_factor(&account, &form).await
}

/// The same for new recovery codes.
pub(in crate::web) async fn renew_codes(account: Account, posted: Posted) -> Result<Response, Failure> {
    let mut form = posted.form();
    if !account.confirms(&mut form).await? {
        return own_factor(&account, &form).await;
    }
    let codes = account.visit.site.store.renew_recovery_codes(&account.by()).await?;
    let w = account.visit.words();
    Ok(reply(&account, "recovery-codes", &form).at(FACTOR).show(|| codes_page(w, codes)))
}
