//! The review: what is unanswered, and the one question before handing in.

use leptos::prelude::*;
use store::Desk;

use crate::{
    desk::notes::Notes,
    format,
    words::{Words, number, text},
};

/// The page.
pub fn page(w: &'static Words, desk: &Desk, zone: &str) -> impl IntoView + use<> {
    let attempt = desk.attempt.id.to_string();
    let unanswered = desk.questions.iter().filter(|q| q.chosen.is_empty()).count();
    let summary =
        if unanswered == 0 { w.t("review-all-answered") } else { w.with("review-unanswered", [("count", number(unanswered))]) };
    let saved = desk.saved.map(|at| w.with("review-saved", [("time", text(format::time(at, zone)))]));
    let ends = desk.attempt.deadline.map(|at| w.with("review-ends", [("time", text(format::time(at, zone)))]));
    let back = format!("/exam/{attempt}");
    let flagged = Notes::read(&desk.view.notes).flagged;
    let questions = desk
        .questions
        .iter()
        .enumerate()
        .map(|(index, q)| {
            let (position, answered, flagged) = (q.position, !q.chosen.is_empty(), flagged.contains(&index));
            let state = if answered { w.t("answered") } else { w.t("unanswered") };
            let state = if flagged { format!("{state}, {}", w.t("flagged")) } else { state };
            view! {
                <li>
                    <a href=format!("{back}#q{position}") class:answered=answered class:flagged=flagged>
                        <span>{w.with("review-question", [("number", text(position))])}</span>
                        <span class="state">{state}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let submit = format!("/exam/{attempt}/submit");
    view! {
        <div class="narrow">
            <h1>{w.t("review-title")}</h1>
            <p class="lead">{summary}</p>
            <p>{saved} " " {ends}</p>
            <ol class="review">{questions}</ol>
            <p><a class="button quiet" href=back.clone()>{w.t("back-to-exam")}</a></p>
            <form method="post" action=submit class="status ready">
                <h2>{w.t("submit-title")}</h2>
                <p>{w.t("submit-text")}</p>
                <button type="submit" class="button large">{w.t("submit")}</button>
            </form>
        </div>
    }
}
