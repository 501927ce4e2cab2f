//! One's own account: roles, password, second factor, sessions.

use leptos::prelude::*;
use store::{Code, HeldAppointment, StaffAccount, StaffSession};

use super::join::new_password;
use crate::{
    form::{Form, field},
    format,
    parts::{back, column, fact, facts, mark, table, warning},
    qr::qr,
    words::{Words, number, text},
};

/// How one's second factor stands.
#[derive(Clone, Debug)]
pub enum Factor {
    /// There is none.
    None {
        /// A role asks for it.
        needed: bool,
    },
    /// The authenticator is to show its first code.
    Begun {
        /// For whoever types it.
        secret: String,
        /// For the picture.
        uri: String,
    },
    /// It is asked for at every sign-in.
    There {
        /// Unused recovery codes.
        codes_left: u32,
    },
}

/// A role and where it is held, in words.
pub(super) fn appointment(w: &Words, held: &HeldAppointment) -> String {
    let role = w.t(&format!("role-{}", held.appointment.role.code()));
    let place = held.unit_name.as_ref().map_or_else(|| w.t("whole-licensor"), |name| name.get(w.language()).to_owned());
    format!("{role}: {place}")
}

/// The page.
pub fn page(
    w: &'static Words,
    account: &StaffAccount,
    sessions: Vec<StaffSession>,
    form: &Form,
    zone: &'static str,
) -> impl IntoView + use<> {
    let roles = account.appointments.iter().map(|held| view! { <li>{appointment(w, held)}</li> }).collect_view();
    let roles = if account.appointments.is_empty() {
        w.t("roles-none").into_any()
    } else {
        view! { <ul class="plain">{roles}</ul> }.into_any()
    };
    let factor = view! {
        {w.t(if account.second_factor { "second-factor-on" } else { "second-factor-off" })} " "
        <a class="no-print" href="/staff/account/second-factor">{w.t("second-factor-manage")}</a>
    };
    let facts = facts(vec![
        fact(w.t("full-name"), account.name.clone()),
        fact(w.t("login"), account.login.clone()),
        fact(w.t("roles"), roles),
        fact(w.t("second-factor"), factor),
    ]);
    let others = sessions.iter().any(|session| !session.here);
    let password = form.scoped("password".to_owned());
    view! {
        <div class="narrow">
            <h1>{w.t("own-account")}</h1>
            {form.summary(w)}
            {facts}
            <h2>{w.t("sessions")}</h2>
            <p class="hint">{w.t("sessions-hint")}</p>
            {open_sessions(w, sessions, zone, true)}
            {others
                .then(|| {
                    view! {
                        <form method="post" action="/staff/account/sessions/end-others">
                            <button type="submit" class="button quiet">{w.t("end-other-sessions")}</button>
                        </form>
                    }
                })}
            <h2>{w.t("change-password")}</h2>
            <form method="post" action="/staff/account/password">
                {password.scope_field()}
                {password.confirm(w)}
                {new_password(w, &password)}
                <button type="submit" class="button">{w.t("change-password")}</button>
            </form>
        </div>
    }
}

/// Sessions; `own`: with a button to end each.
pub(super) fn open_sessions(w: &'static Words, sessions: Vec<StaffSession>, zone: &str, own: bool) -> impl IntoView + use<> {
    let language = w.language();
    let rows = sessions
        .into_iter()
        .map(|session| {
            let end = format!("/staff/account/sessions/{}/end", session.name);
            view! {
                <tr>
                    <th scope="row" class="digits">{format::date_time(session.started, zone, language)}</th>
                    <td class="digits">{format::date_time(session.seen, zone, language)}</td>
                    <td class="digits">{session.address}</td>
                    {own
                        .then(|| {
                            let act = if session.here {
                                mark("", w.t("session-here")).into_any()
                            } else {
                                view! {
                                    <form method="post" action=end>
                                        <button type="submit" class="button quiet">{w.t("end-session")}</button>
                                    </form>
                                }
                                    .into_any()
                            };
                            view! { <td class="acts">{act}</td> }
                        })}
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let mut columns = vec![column(w.t("session-since")), column(w.t("session-seen")), column(w.t("network-address"))];
    columns.extend(own.then(|| column(w.t("acts")).acts()));
    table(w.t("sessions"), columns).or(w.t("sessions-none")).rows(rows)
}

/// The page of the second factor.
pub fn factor_page(w: &'static Words, factor: Factor, form: &Form) -> impl IntoView + use<> {
    let state = match factor {
        Factor::None { needed } => none(w, needed, form).into_any(),
        Factor::Begun { secret, uri } => begun(w, secret, &uri, form).into_any(),
        Factor::There { codes_left } => there(w, codes_left, form).into_any(),
    };
    view! {
        <div class="narrow">
            {back("/staff/account", w.t("back-to-account"))}
            <h1>{w.t("second-factor-title")}</h1>
            {form.summary(w)}
            {state}
        </div>
    }
}

fn none(w: &'static Words, needed: bool, form: &Form) -> impl IntoView + use<> {
    view! {
        {needed.then(|| warning(w.t("second-factor-needed")))}
        <p>{w.t("second-factor-what")}</p>
        <form method="post" action="/staff/account/second-factor/begin">
            {form.confirm(w)}
            <button type="submit" class="button">{w.t("second-factor-begin")}</button>
        </form>
    }
}

fn begun(w: &'static Words, secret: String, uri: &str, form: &Form) -> impl IntoView + use<> {
    view! {
        <ol>
            <li>{w.t("second-factor-scan")}</li>
            <li>{w.t("second-factor-type")}</li>
        </ol>
        <div class="factor">
            {qr(uri, w.t("second-factor-picture"))}
            <p>{w.t("second-factor-by-hand")} <br /><code class="secret">{secret}</code></p>
        </div>
        <form method="post" action="/staff/account/second-factor/confirm">
            {form.text(field("code", w.t("second-factor-code")).hint(w.t("second-factor-code-hint")).digits().autocomplete("one-time-code"))}
            <button type="submit" class="button">{w.t("second-factor-confirm")}</button>
        </form>
    }
}

fn there(w: &'static Words, codes_left: u32, form: &Form) -> impl IntoView + use<> {
    let (renew, drop) = (form.scoped("codes".to_owned()), form.scoped("drop".to_owned()));
    let code = field("code", w.t("second-factor-code")).hint(w.t("second-factor-or-recovery")).autocomplete("one-time-code");
    view! {
        <p>{w.t("second-factor-there")}</p>
        <h2>{w.t("recovery-codes")}</h2>
        <p>{w.with("recovery-codes-left", [("count", number(codes_left))])}</p>
        {renew
            .act(w.t("recovery-codes-renew"), "/staff/account/recovery-codes".to_owned())
            .says(w.t("recovery-codes-renew-hint"))
            .asks(renew.confirm(w))}
        <h2>{w.t("second-factor-drop")}</h2>
        {drop
            .act(w.t("second-factor-drop"), "/staff/account/second-factor/drop".to_owned())
            .says(w.t("second-factor-drop-hint"))
            .danger()
            .asks(view! { {drop.text(code)} {drop.confirm(w)} })}
    }
}

/// Recovery codes, shown this once.
pub fn codes_page(w: &'static Words, codes: Vec<Code>) -> impl IntoView {
    let count = codes.len();
    let codes = codes.into_iter().map(|code| view! { <li class="access-code">{code.to_string()}</li> }).collect_view();
    view! {
        <div class="narrow">
            <h1>{w.t("recovery-codes")}</h1>
            <p class="lead">{w.with("recovery-codes-once", [("count", text(count))])}</p>
            <ol class="codes">{codes}</ol>
            <p class="no-print"><a class="button" href="/staff/account/second-factor">{w.t("recovery-codes-kept")}</a></p>
        </div>
    }
}
