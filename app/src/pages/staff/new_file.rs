//! Opening a file.

use leptos::prelude::*;
use licensing::{ActivityType, Territory};

use crate::{
    form::{Form, field},
    parts::back,
    words::{Words, number},
};

/// How many places of activity the form takes.
pub const PLACES: usize = 3;

/// Names of the fields of the places.
pub const TERRITORY_FIELDS: [&str; PLACES] = ["territory-1", "territory-2", "territory-3"];
/// Names of the fields of the places' addresses.
pub const ADDRESS_FIELDS: [&str; PLACES] = ["address-1", "address-2", "address-3"];

/// The page. `served` are the territories that have a unit.
pub fn page(w: &'static Words, form: Form, served: &[String]) -> impl IntoView + use<> {
    let language = w.language();
    let choices = |codes: [&str; 2], prefix: &str| -> Vec<(String, String)> {
        codes.map(|code| (code.to_owned(), w.t(&format!("{prefix}-{code}")))).to_vec()
    };
    let activities = ActivityType::ALL.map(|a| (a.code().to_owned(), a.name(language).to_owned())).to_vec();
    let mut territories = vec![(String::new(), w.t("choose"))];
    territories.extend(
        Territory::all()
            .iter()
            .filter(|t| served.iter().any(|s| s == t.code.as_str()))
            .map(|t| (t.code.to_string(), t.name(language).to_owned())),
    );
    let places = (0..PLACES)
        .map(|n| {
            let title = w.with("place-number", [("number", number(n + 1))]);
            view! {
                <fieldset class="group">
                    <legend>{title} {(n > 0).then(|| format!(" ({})", w.t("optional")))}</legend>
                    {form.select(field(TERRITORY_FIELDS[n], w.t("territory")), territories.clone())}
                    {form.text(field(ADDRESS_FIELDS[n], w.t("address")))}
                </fieldset>
            }
        })
        .collect_view();
    view! {
        <div class="narrow">
            {back("/staff/files", w.t("back-to-files"))}
            <h1>{w.t("new-file")}</h1>
            {form.summary(w)}
            <form method="post" action="/staff/files/new" id="main-form">
                {form.text(field("number", w.t("file-number")).hint(w.t("file-number-hint")).class("short"))}
                {form.date(field("intake", w.t("intake-date")))}
                {form.date(field("due", w.t("due-date")))}
                {form.radios(field("standing", w.t("standing")), choices(["applicant", "licensee"], "standing"))}
                {form.radios(field("form", w.t("applicant-form")), choices(["entity", "individual"], "form"))}
                {form.text(field("applicant-number", w.t("bin-or-iin")).hint(w.t("bin-or-iin-hint")).digits())}
                {form.text(field("applicant-name", w.t("applicant-name")))}
                {form.radios(field("activity", w.t("activity")), activities)}
                {places}
                <button type="submit" class="button">{w.t("open-file")}</button>
            </form>
        </div>
    }
}
