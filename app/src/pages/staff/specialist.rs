//! Declaring a specialist.

use leptos::prelude::*;
use store::FileDossier;

use crate::{
    form::{Form, field},
    parts::back,
    words::{Words, text},
};

/// The page.
pub fn page(w: &'static Words, file: &FileDossier, form: Form) -> impl IntoView + use<> {
    let language = w.language();
    let to = format!("/staff/files/{}", file.head.id);
    let list = file.head.activity.specialties().map(|list| {
        let names = list.specialties.iter().map(|s| view! { <li>{s.name.get(language).to_owned()}</li> }).collect_view();
        view! {
            <details>
                <summary>{w.t("specialty-list")}</summary>
                <ul>{names}</ul>
            </details>
        }
    });
    view! {
        <div class="narrow">
            {back(to.clone(), w.with("back-to-file", [("number", text(&file.head.number))]))}
            <h1>{w.t("declare-specialist")}</h1>
            {form.summary(w)}
            <form method="post" action=format!("{to}/specialists/new") id="main-form">
                {form.text(field("iin", w.t("iin")).hint(w.t("iin-hint")).digits())}
                {form.text(field("name", w.t("full-name")).hint(w.t("full-name-hint")))}
                {form.text(field("specialty", w.t("specialty")).hint(w.t("specialty-hint")))}
                {list}
                {form.text(field("qualification", w.t("qualification")))}
                {form.text(field("institution", w.t("institution")))}
                {form.text(field("diploma-number", w.t("diploma-number")).class("short"))}
                {form.date(field("diploma-date", w.t("diploma-date")))}
                {form.text(field("diploma-place", w.t("diploma-place")))}
                {form.checkbox(field("copies", w.t("copies-attached")))}
                <button type="submit" class="button">{w.t("declare")}</button>
            </form>
        </div>
    }
}
