//! The list of files, searched and filtered by the address.

use leptos::prelude::*;
use licensing::ActivityType;
use store::{FileHead, FileSearch};

use crate::{
    form::{Form, field},
    format,
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
    let empty = files.is_empty();
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
        .collect_view();
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
        {if empty {
            let text = if searched { w.t("files-none-found") } else { w.t("files-none-yet") };
            view! { <p class="empty">{text}</p> }.into_any()
        } else {
            view! {
                <div class="scroll" tabindex="0">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{w.t("file-number")}</th>
                                <th scope="col">{w.t("applicant")}</th>
                                <th scope="col">{w.t("standing")}</th>
                                <th scope="col">{w.t("activity")}</th>
                                <th scope="col" class="number">{w.t("intake-date")}</th>
                                <th scope="col" class="number">{w.t("due-date")}</th>
                                <th scope="col" class="number">{w.t("specialists-count")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
                .into_any()
        }}
    }
}
