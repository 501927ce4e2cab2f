//! The exam: the whole paper as one form, which the desk shows a question at a time where it can.

use ::exam::{
    answer::{Kind, OptionSet},
    clock::Instant,
    language::Language,
};
use leptos::prelude::*;
use store::{Conflict, Desk, DeskQuestion};

use crate::{
    format,
    islands::{
        desk::{ExamDesk, QuestionSheet, Sheet},
        texts::Texts,
    },
    pages::rich_text::{blocks, line},
    words::{Words, number, text},
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
    let count = desk.questions.len();
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
    let mut section = None;
    let questions = desk
        .questions
        .into_iter()
        .map(|q| {
            let title = (section != Some(q.section))
                .then(|| desk.sections.get(q.section).map(|t| t.get(w.language()).to_owned()))
                .flatten();
            section = Some(q.section);
            let section_title = desk.sections.get(q.section).map(|t| t.get(w.language()).to_owned()).unwrap_or_default();
            view! {
                {title.map(|title| view! { <h2 class="section">{title}</h2> })}
                {question(w, q, count, language, &desk.languages, section_title)}
            }
        })
        .collect_view();
    let action = format!("/exam/{attempt}");
    view! {
        <h1 class="visually-hidden">{w.t("exam-title")}</h1>
        {conflict_notice}
        <ExamDesk sheet=sheet texts=Texts::of(w)>
            <form method="post" action=action id="paper" class="paper">
                <noscript><p class="warning">{w.t("noscript-hint")}</p></noscript>
                {questions}
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

fn question(
    w: &'static Words,
    q: DeskQuestion,
    count: usize,
    language: Language,
    languages: &[Language],
    section: String,
) -> impl IntoView + use<> {
    let position = q.position;
    let kind = match q.kind {
        Kind::Single => w.t("choose-one"),
        Kind::Multiple => w.t("choose-several"),
    };
    let others = languages
        .iter()
        .filter(|l| **l != language)
        .map(|other| {
            let other = *other;
            let options = q.options.iter().map(|o| view! { <li>{line(o.get(other))}</li> }).collect_view();
            view! {
                <details class="other-language" lang=other.code()>
                    <summary>{other.endonym()}</summary>
                    {blocks(q.stem.get(other))}
                    <ol>{options}</ol>
                </details>
            }
        })
        .collect_view();
    let options = (0_u8..)
        .zip(&q.options)
        .map(|(n, option)| option_view(q.kind, position, n, q.chosen, line(option.get(language)).into_any()))
        .collect_view();
    let legend = w.with("question-of", [("number", number(position)), ("count", number(count))]);
    view! {
        <fieldset class="question" id=format!("q{position}") tabindex="-1">
            <legend>
                <span class="number">{legend}</span>
                <span class="of-section">{section}</span>
            </legend>
            <div class="stem" lang=language.code() id=format!("s{position}")>{blocks(q.stem.get(language))}</div>
            <p class="hint">{kind}</p>
            <input type="hidden" name=format!("r{position}") value=q.revision.to_string() autocomplete="off" />
            <div class="options" lang=language.code() role="group" aria-labelledby=format!("s{position}")>{options}</div>
            {others}
        </fieldset>
    }
}

fn option_view(kind: Kind, position: u16, n: u8, chosen: OptionSet, text: AnyView) -> impl IntoView {
    let input = match kind {
        Kind::Single => "radio",
        Kind::Multiple => "checkbox",
    };
    let checked = chosen.contains(n);
    view! {
        <label class="option">
            <input type=input name=format!("q{position}") value=n.to_string() checked=checked autocomplete="off" />
            <span class="option-number" aria-hidden="true">{n + 1}</span>
            <span>{text}</span>
        </label>
    }
}
