//! Sign-in of staff.

use leptos::prelude::*;

use crate::{
    form::{Form, field},
    words::Words,
};

/// The page.
pub fn page(w: &'static Words, form: Form) -> impl IntoView {
    view! {
        <div class="narrow">
            <h1>{w.t("staff-sign-in-title")}</h1>
            {form.summary(w)}
            <form method="post" action="/staff/sign-in" id="main-form">
                {form.text(field("login", w.t("login")).autocomplete("username"))}
                {form.password(field("password", w.t("password")).autocomplete("current-password"))}
                <button type="submit" class="button large">{w.t("sign-in")}</button>
            </form>
            <p class="aside"><a href="/setup">{w.t("join-link")}</a></p>
            <p class="aside"><a href="/">{w.t("candidate-sign-in-link")}</a></p>
        </div>
    }
}

/// The page that asks for the second factor.
pub fn second_page(w: &'static Words, form: &Form) -> impl IntoView + use<> {
    let code = field("code", w.t("second-factor-code")).hint(w.t("second-factor-or-recovery")).autocomplete("one-time-code");
    view! {
        <div class="narrow">
            <h1>{w.t("second-factor-title")}</h1>
            <p class="lead">{w.t("second-factor-ask")}</p>
            {form.summary(w)}
            <form method="post" action="/staff/sign-in/second-factor" id="main-form">
                {form.text(code.class("code"))}
                <button type="submit" class="button large">{w.t("sign-in")}</button>
            </form>
            <p class="aside"><a href="/staff/sign-in">{w.t("sign-in-again")}</a></p>
        </div>
    }
}
