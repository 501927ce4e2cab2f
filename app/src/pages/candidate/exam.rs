//! The exam: the whole paper as one form, which the desk shows a question at a time where it can.

use ::exam::{
    clock::{Instant, Span},
    language::Language,
};
use leptos::prelude::*;
use store::{Conflict, Desk};

use crate::{
    exchange::Time,
    format,
    islands::desk::{ExamDesk, QuestionSheet, Sheet, Texts},
    pages::candidate::paper::fieldsets,
    words::{Words, text},
};

/// The page. `now` is the server's clock, `grace` how long after the deadline it still takes an answer, `zone` the unit's time zone.
pub fn page(
    w: &'static Words,
    desk: Desk,
    now: Instant,
    grace: Span,
    zone: &str,
    conflicts: &[Conflict],
) -> impl IntoView + use<> {
    let language = question_language(w.language(), &desk.languages);
    let attempt = desk.attempt.id.to_string();
    let saved_at = desk.saved.map(|at| format::time(at, zone)).unwrap_or_default();
    let sheet = Sheet {
        attempt: attempt.clone(),
        time: Time { now: now.as_millis(), deadline: desk.attempt.deadline.map(Instant::as_millis) },
        grace: grace.as_millis(),
        ends_at: desk.attempt.deadline.map(|at| format::time(at, zone)).unwrap_or_default(),
        saved_at: saved_at.clone(),
        questions: desk
            .questions
            .iter()
            .map(|q| QuestionSheet { position: q.position, answered: !q.chosen.is_empty(), client_revision: q.client_revision })
            .collect(),
    };
    let conflict_notice = (!conflicts.is_empty()).then(|| {
        let entries = conflicts
            .iter()
            .map(|c| {
                let position = c.position;
                view! { <li><a href=format!("#q{position}")>{w.with("conflict-question", [("number", text(position))])}</a></li> }
            })
            .collect_view();
        view! {
            <div class="problems" role="alert">
                <h2>{w.t("conflict-title")}</h2>
                <p>{w.t("conflict-text")}</p>
                <ul>{entries}</ul>
            </div>
        }
    });
    let questions = fieldsets(w, &desk, language);
    let action = format!("/exam/{attempt}");
    view! {
        <h1 class="visually-hidden">{w.t("exam-title")}</h1>
        {conflict_notice}
        <ExamDesk sheet=sheet texts=texts(w)>
            <form method="post" action=action id="paper" class="paper">
                <noscript><p class="warning">{w.t("noscript-hint")}</p></noscript>
                <div class="questions" inner_html=questions></div>
                <div class="paper-end">
                    <button type="submit" name="then" value="stay" class="button quiet save">{w.t("save")}</button>
                    <button type="submit" name="then" value="review" class="button">{w.t("to-review")}</button>
                </div>
            </form>
        </ExamDesk>
    }
}

/// The language of the questions: that of the interface where the exam is offered in it, else the first it is offered in.
fn question_language(interface: Language, offered: &[Language]) -> Language {
    if offered.contains(&interface) { interface } else { offered.first().copied().unwrap_or_default() }
}

fn texts(w: &Words) -> Texts {
    Texts {
        time_left: w.t("desk-time-left"),
        ends_at: w.t("desk-ends-at"),
        navigator: w.t("desk-navigator"),
        question: w.t("question"),
        answered: w.t("answered"),
        unanswered: w.t("unanswered"),
        flagged: w.t("flagged"),
        flag: w.t("desk-flag"),
        unflag: w.t("desk-unflag"),
        previous: w.t("desk-previous"),
        next: w.t("desk-next"),
        review: w.t("to-review"),
        nothing_saved: w.t("desk-nothing-saved"),
        saved_at: w.t("desk-saved-at"),
        saving: w.t("desk-saving"),
        offline: w.t("desk-offline"),
        storage_blocked: w.t("desk-storage-blocked"),
        session_over: w.t("desk-session-over"),
        time_over: w.t("desk-time-over"),
        minutes_left: w.t("desk-minutes-left"),
        keys_title: w.t("desk-keys-title"),
        keys: vec![
            ("1 – 9".to_owned(), w.t("desk-key-choose")),
            ("← →".to_owned(), w.t("desk-key-move")),
            ("F".to_owned(), w.t("desk-key-flag")),
            ("R".to_owned(), w.t("desk-key-review")),
            ("T".to_owned(), w.t("desk-key-time")),
        ],
    }
}
