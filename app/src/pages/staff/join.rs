//! Choosing a password with a one-time code; with the first of all, as the first administrator.

use leptos::prelude::*;

use crate::{
    form::{Form, field},
    words::Words,
};

/// The page. `first`: there is nobody on the staff yet.
pub fn page(w: &'static Words, first: bool, form: &Form) -> impl IntoView + use<> {
    let (title, lead) = if first { ("setup-title", "setup-lead") } else { ("join-title", "join-lead") };
    view! {
        <div class="narrow">
            <h1>{w.t(title)}</h1>
            <p class="lead">{w.t(lead)}</p>
            {form.summary(w)}
            <form method="post" action="/setup" id="main-form">
                {form.text(field("code", w.t("joining-code")).hint(w.t("sign-in-code-hint")).class("code"))}
                {form.text(field("login", w.t("login")).hint(w.t("login-hint")).autocomplete("username").class("short"))}
                {first.then(|| form.text(field("name", w.t("full-name")).autocomplete("name")))}
                {new_password(w, form)}
                <button type="submit" class="button large">{w.t("choose-password")}</button>
            </form>
            <p class="aside"><a href="/staff/sign-in">{w.t("sign-in-staff-link")}</a></p>
        </div>
    }
}

/// A new password, typed twice.
pub(super) fn new_password(w: &'static Words, form: &Form) -> impl IntoView + use<> {
    view! {
        {form.password(field("new-password", w.t("new-password")).hint(w.t("new-password-hint")).autocomplete("new-password"))}
        {form.password(field("repeated", w.t("repeated-password")).autocomplete("new-password"))}
    }
}
