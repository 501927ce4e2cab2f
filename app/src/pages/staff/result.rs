//! A result, for staff: its sections, and the approval.

use leptos::prelude::*;
use store::{FileHead, ResultSheet};

use crate::{
    format,
    pages::candidate::result::scores,
    words::{Words, text},
};

/// The page. `name` is the candidate's.
pub fn page(
    w: &'static Words,
    sheet: ResultSheet,
    name: &str,
    file: &FileHead,
    zone: &str,
    may_approve: bool,
) -> impl IntoView + use<> {
    let language = w.language();
    let id = sheet.head.id;
    let passed = sheet.head.passed;
    let verdict = if passed { w.t("result-passed") } else { w.t("result-failed") };
    let ended = format::date_time(sheet.head.ended, zone, language);
    let how = if sheet.head.expired {
        w.with("result-expired", [("time", text(ended))])
    } else {
        w.with("result-submitted", [("time", text(ended))])
    };
    let approval = match &sheet.head.approved {
        Some((at, by)) => {
            w.with("result-approved-by", [("time", text(format::date_time(*at, zone, language))), ("by", text(by))])
        }
        None => w.t("result-awaiting-approval"),
    };
    let approve = (may_approve && sheet.head.approved.is_none()).then(|| {
        view! {
            <form method="post" action=format!("/staff/results/{id}/approve") class="status">
                <p>{w.with("approve-ask", [("name", text(name)), ("verdict", text(&verdict))])}</p>
                <button type="submit" class="button">{w.t("approve")}</button>
            </form>
        }
    });
    view! {
        <div class="narrow">
            <p class="back">
                <a href=format!("/staff/files/{}", file.id)>{w.with("back-to-file", [("number", text(&file.number))])}</a>
            </p>
            <h1>{w.with("result-of", [("name", text(name))])}</h1>
            <p class="lead">{file.activity.name(language).to_owned()}</p>
            <div class="verdict" class:passed=passed>
                <p class="word">{verdict}</p>
                <p>{approval}</p>
            </div>
            <p>{how}</p>
            {scores(w, sheet)}
            {approve}
        </div>
    }
}
