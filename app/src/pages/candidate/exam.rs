//! The exam: the whole paper as one form, which the desk shows a question at a time where it can.

use ::exam::{clock::Instant, language::Language};
use leptos::prelude::*;
use store::{Conflict, Desk};

use crate::{
    format,
    islands::{
        desk::{ExamDesk, QuestionSheet, Sheet},
        texts::Texts,
    },
    pages::candidate::paper::fieldsets,
    words::{Words, text},
};

/// The page of a running attempt. `now` is the server's clock, `deadline` the attempt's, `zone` the unit's time zone.
pub fn page(
    w: &'static Words,
    desk: Desk,
    now: Instant,
    deadline: Instant,
    zone: &str,
    conflicts: &[Conflict],
) -> impl IntoView + use<> {
    let language = question_language(w.language(), &desk.languages);
    let attempt = desk.attempt.id.to_string();
    let sheet = Sheet {
        attempt: attempt.clone(),
        now: now.as_millis(),
        deadline: deadline.as_millis(),
        granted: desk.attempt.granted.as_millis(),
        utc_offset: format::utc_offset(deadline, zone).as_millis(),
        saved_at: desk.saved.map(Instant::as_millis),
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
        <ExamDesk sheet=sheet texts=Texts::of(w)>
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
