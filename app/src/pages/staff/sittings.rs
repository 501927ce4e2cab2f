//! The list of sittings, and booking one.

use leptos::prelude::*;
use store::{SittingHead, Unit};

use super::states;
use crate::{
    form::{Form, field},
    format,
    parts::{back, column, table},
    words::Words,
};

/// The list.
pub fn list(w: &'static Words, sittings: Vec<SittingHead>, may_book: bool) -> impl IntoView {
    let language = w.language();
    let rows = sittings
        .into_iter()
        .map(|s| {
            let starts = format::date_time(s.starts, &s.time_zone, language);
            let state = states::of_sitting(w, s.opened.is_some());
            view! {
                <tr>
                    <th scope="row" class="nowrap"><a href=format!("/staff/sittings/{}", s.id)>{starts}</a></th>
                    <td>{s.unit_name.get(language).to_owned()}</td>
                    <td>{s.room}</td>
                    <td class="number">{s.enrolled}</td>
                    <td>{state}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns =
        [column(w.t("starts")), column(w.t("unit")), column(w.t("room")), column(w.t("enrolled")).number(), column(w.t("state"))];
    let table = table(w.t("sittings"), columns).or(w.t("sittings-none")).rows(rows);
    view! {
        <div class="title-row">
            <h1>{w.t("sittings")}</h1>
            {may_book.then(|| view! { <a class="button" href="/staff/sittings/new">{w.t("book-sitting")}</a> })}
        </div>
        {table}
    }
}

/// Booking.
pub fn book(w: &'static Words, units: &[Unit], form: Form) -> impl IntoView + use<> {
    let language = w.language();
    let units = units.iter().map(|u| (u.id.to_string(), format!("{}, {}", u.name.get(language), u.address))).collect();
    let admissions = ["by-invigilator", "at-sign-in"].map(|code| (code.to_owned(), w.t(&format!("admission-{code}")))).to_vec();
    view! {
        <div class="narrow">
            {back("/staff/sittings", w.t("back-to-sittings"))}
            <h1>{w.t("book-sitting")}</h1>
            {form.summary(w)}
            <form method="post" action="/staff/sittings/new" id="main-form">
                {form.select(field("unit", w.t("unit")), units)}
                {form.text(field("room", w.t("room")).class("short"))}
                {form.date(field("date", w.t("date")))}
                {form.input(field("time", w.t("time-of-day")).hint(w.t("time-hint")), "time")}
                {form.radios(field("admission", w.t("admission")), admissions)}
                <button type="submit" class="button">{w.t("book")}</button>
            </form>
        </div>
    }
}
