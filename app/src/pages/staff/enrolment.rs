//! Enrolling a declared specialist in a sitting.

use leptos::prelude::*;
use store::{Declaration, FileDossier, SittingHead};

use crate::{
    form::{Form, field},
    format,
    parts::{back, empty},
    words::{Words, text},
};

/// The page. `sittings` are those that can still be joined.
pub fn page(
    w: &'static Words,
    file: &FileDossier,
    declaration: &Declaration,
    sittings: &[SittingHead],
    form: Form,
) -> impl IntoView + use<> {
    let language = w.language();
    let to = format!("/staff/files/{}", file.head.id);
    let own = |sitting: &SittingHead| file.places.iter().any(|p| p.unit == sitting.unit);
    let mut sorted: Vec<_> = sittings.iter().collect();
    sorted.sort_by_key(|s| (!own(s), s.starts));
    let options: Vec<(String, String)> = sorted
        .iter()
        .map(|s| {
            let line =
                format!("{} · {}, {}", format::date_time(s.starts, &s.time_zone, language), s.unit_name.get(language), s.room);
            let line = if own(s) { line } else { format!("{line} ({})", w.t("other-unit")) };
            (s.id.to_string(), line)
        })
        .collect();
    let body = if options.is_empty() {
        view! {
            {empty(w.t("no-sitting-to-join"))}
            <p><a class="button" href="/staff/sittings/new">{w.t("book-sitting")}</a></p>
        }
        .into_any()
    } else {
        view! {
            <form method="post" action=format!("{to}/specialists/{}/enrol", declaration.id) id="main-form">
                {form.radios(field("sitting", w.t("sitting")), options)}
                {form.text(field("elsewhere", w.t("elsewhere-reason")).hint(w.t("elsewhere-hint")))}
                <button type="submit" class="button">{w.t("enrol")}</button>
            </form>
            <p class="aside"><a href="/staff/sittings/new">{w.t("book-sitting")}</a></p>
        }
        .into_any()
    };
    view! {
        <div class="narrow">
            {back(to, w.with("back-to-file", [("number", text(&file.head.number))]))}
            <h1>{w.with("enrol-title", [("name", text(&declaration.name))])}</h1>
            <p class="lead">{file.head.activity.name(language).to_owned()}</p>
            {form.summary(w)}
            {body}
        </div>
    }
}
