//! A candidate's own paper after the end, where the regulation shows it.

use ::exam::{answer::Kind, language::Language, scoring::Points};
use leptos::prelude::*;
use store::{Marked, Script, ScriptQuestion, Wording};

use super::exam::languages;
use crate::{
    format,
    pages::rich_text::{blocks, line},
    parts::{back, mark},
    words::{Words, number, text, words},
};

/// The page: each question with what was chosen; how it was marked, where that is shown. The languages are the exam's, one of them on view.
pub fn page(w: &'static Words, result: String, script: Script) -> impl IntoView + use<> {
    let offered = script.languages.to_vec();
    let shown =
        offered.iter().copied().find(|language| *language == w.language()).or(offered.first().copied()).unwrap_or_default();
    let count = script.questions.len();
    let questions = script
        .questions
        .iter()
        .map(|q| {
            let section = script.sections.get(q.section).map(|title| title.get(w.language()).to_owned());
            question(w, q, section, count, &offered)
        })
        .collect_view();
    view! {
        <div class="narrow">
            {back(result, w.t("result-title"))}
            <h1>{w.t("script-title")}</h1>
            {(offered.len() > 1).then(|| languages(w, &offered, shown))}
            <div>{questions}</div>
        </div>
    }
}

fn question(
    w: &'static Words,
    q: &ScriptQuestion,
    section: Option<String>,
    count: usize,
    offered: &[Language],
) -> impl IntoView + use<> {
    let options = (0..).zip(&q.options).map(|(n, option)| {
        let chosen = q.chosen.contains(n);
        let right = q.marked.is_some_and(|Marked { right, .. }| right.contains(n));
        view! {
            <li class="option" class:chosen=chosen class:right=right>
                <span class="text">
                    {in_each(offered, option, |wording, language| view! { <span lang=language.code()>{line(wording.get(language))}</span> })}
                </span>
                <span class="said">
                    {right.then(|| mark("met", w.t("script-right")))} {chosen.then(|| mark("running", w.t("script-chosen")))}
                </span>
            </li>
        }
    });
    let points = q.marked.map(|Marked { points, .. }| {
        let of = |points| text(format::points(points, w.language()));
        w.with("script-points", [("points", of(points)), ("most", of(Points::QUESTION))])
    });
    let unanswered = q.chosen.is_empty().then(|| mark("warning", w.t("unanswered")));
    let said = (points.is_some() || unanswered.is_some()).then(|| view! { <p>{points} " " {unanswered}</p> });
    let stem = in_each(offered, &q.stem, |wording, language| {
        view! { <div lang=language.code()>{blocks(wording.get(language), wording, words(language))}</div> }
    });
    view! {
        <article class="question">
            <h2 class="number">{w.with("question-of", [("number", number(q.position)), ("count", number(count))])}</h2>
            <p class="hint">{section}</p>
            <div class="stem">{stem}</div>
            <p class="hint">{w.t(if q.kind == Kind::Single { "choose-one" } else { "choose-several" })}</p>
            <ol class="options plain" role="list">{options.collect_view()}</ol>
            {said}
        </article>
    }
}

/// A text in each of the languages.
fn in_each<V: IntoView>(offered: &[Language], wording: &Wording, show: impl Fn(&Wording, Language) -> V) -> Vec<V> {
    offered.iter().map(|language| show(wording, *language)).collect()
}
