//! The list of files, searched and filtered by the address.

use leptos::prelude::*;
use licensing::ActivityType;
use store::{FileHead, FileSearch};

use crate::{
    form::{Form, field},
    format,
    parts::{column, table},
    words::{Words, number},
};

/// The page.
pub fn page(w: &'static Words, search: &FileSearch, files: Vec<FileHead>, may_open: bool) -> impl IntoView + use<> {
    let language = w.language();
    let form = Form::default()
        .filled("q", search.words.clone())
        .filled("activity", search.activity.map(|a| a.code().to_owned()).unwrap_or_default());
    let mut activities = vec![(String::new(), w.t("any-activity"))];
    activities.extend(ActivityType::ALL.into_iter().map(|a| (a.code().to_owned(), a.short_name(language).to_owned())));
    let found = w.with("files-found", [("count", number(files.len()))]);
    let searched = !search.words.is_empty() || search.activity.is_some();
    let rows = files
        .into_iter()
        .map(|file| {
            view! {
                <tr>
                    <th scope="row" class="nowrap"><a href=format!("/staff/files/{}", file.id)>{file.number}</a></th>
                    <td>{file.applicant}<br /><span class="digits quiet">{file.applicant_number}</span></td>
                    <td>{w.t(&format!("standing-{}", file.standing.code()))}</td>
                    <td>{file.activity.short_name(language).to_owned()}</td>
                    <td class="number">{format::short_date(&file.intake_date)}</td>
                    <td class="number">{format::short_date(&file.due_date)}</td>
                    <td class="number">{file.declared}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns = [
        column(w.t("file-number")),
        column(w.t("applicant")),
        column(w.t("standing")),
        column(w.t("activity")),
        column(w.t("intake-date")).number(),
        column(w.t("due-date")).number(),
        column(w.t("specialists-count")).number(),
    ];
    let table = table(w.t("files"), columns).or(w.t(if searched { "files-none-found" } else { "files-none-yet" })).rows(rows);
    view! {
        <div class="title-row">
            <h1>{w.t("files")}</h1>
            {may_open.then(|| view! { <a class="button" href="/staff/files/new">{w.t("new-file")}</a> })}
        </div>
        <form method="get" action="/staff/files" class="search" role="search">
            {form.input(field("q", w.t("search-files")), "search")}
            {form.select(field("activity", w.t("activity")), activities)}
            <button type="submit" class="button quiet">{w.t("search")}</button>
        </form>
        <p role="status" class="quiet">{found}</p>
        {table}
    }
}
