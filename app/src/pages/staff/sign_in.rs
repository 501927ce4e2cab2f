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
            <p class="aside"><a href="/">{w.t("candidate-sign-in-link")}</a></p>
        </div>
    }
}
