//! Sign-in with IIN and access code.

use leptos::prelude::*;

use crate::{
    form::{Form, field},
    words::Words,
};

/// The page.
pub fn page(w: &'static Words, form: Form) -> impl IntoView {
    view! {
        <div class="narrow">
            <h1>{w.t("sign-in-title")}</h1>
            <p class="lead">{w.t("sign-in-lead")}</p>
            {form.summary(w)}
            <form method="post" action="/" id="main-form">
                {form.text(field("iin", w.t("iin")).hint(w.t("sign-in-iin-hint")).digits())}
                {form.text(field("code", w.t("access-code")).hint(w.t("sign-in-code-hint")).class("code"))}
                <button type="submit" class="button large">{w.t("sign-in")}</button>
            </form>
            <p class="aside">{w.t("sign-in-help")}</p>
            <p class="aside"><a href="/staff/sign-in">{w.t("sign-in-staff-link")}</a></p>
        </div>
    }
}
