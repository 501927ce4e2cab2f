//! Rules and waiting: who you are, what comes, how long, what happens when time ends.

use ::exam::{attempt::State, blueprint::Tool, clock::Span, language::Language};
use leptos::prelude::*;
use store::{Admission, AttemptHead, ExamRules, Resumes, Standing};

use crate::{
    format,
    pages::candidate::{
        exam::{keys, languages as questions_in},
        view::choices,
    },
    parts::{fact, facts},
    words::{Words, number, text, words},
};

/// Whether there is something to wait for, so that the page looks again by itself.
pub fn waits(standing: &Standing) -> bool {
    standing.attempt.is_none_or(|a| a.state == State::Prepared || matches!(a.paused, Some((_, Resumes::ByStaff))))
}

/// The page.
pub fn page(w: &'static Words, standing: Standing) -> impl IntoView {
    let (language, waits) = (w.language(), waits(&standing));
    let state = standing.attempt.map(|a| a.state);
    let status = match (state, standing.admission) {
        (Some(State::Admitted), _) => w.t("waiting-ready"),
        (Some(State::Prepared), Admission::ByInvigilator) => w.t("waiting-for-admission"),
        _ => {
            let starts = format::date_time(standing.starts, &standing.time_zone, language);
            w.with("waiting-for-opening", [("time", text(starts))])
        }
    };
    let what_to_do = match standing.attempt {
        Some(attempt) if state == Some(State::Paused) => paused(w, attempt).into_any(),
        _ if state == Some(State::Admitted) => view! {
            <div class="status ready" role="status">
                <p>{status}</p>
                <form method="post" action="/start">
                    <button type="submit" class="button large">{w.t("start")}</button>
                </form>
                <p class="hint">{w.t("start-hint")}</p>
            </div>
        }
        .into_any(),
        _ => view! {
            <div class="status" role="status">
                <p>{status}</p>
                <p class="hint">{w.t("waiting-refresh")}</p>
            </div>
        }
        .into_any(),
    };
    let title = if state == Some(State::Paused) { w.t("paused-title") } else { w.t("waiting-title") };
    let exam = standing.activity.name(language).to_owned();
    let offered = standing.rules.as_ref().map(|rules| rules.languages.clone()).unwrap_or_default();
    let facts = facts(vec![
        fact(w.t("candidate"), standing.name),
        fact(w.t("exam"), exam),
        fact(w.t("file-number"), standing.file),
        fact(w.t("place"), format!("{}, {}", standing.unit.get(language), standing.room)),
    ]);
    view! {
        <div class="narrow">
            <h1>{title}</h1>
            <div id="waiting" data-waits=waits>{what_to_do}</div>
            {facts}
            {standing.rules.map(|rules| view_rules(w, rules, standing.extra))}
            {sample(w, offered)}
            <section>
                <h2>{w.t("view-title")}</h2>
                <p class="hint">{w.t("view-hint")}</p>
                {choices(w, &standing.view, None)}
            </section>
        </div>
    }
}

/// A question to try the page on. Nothing of it is sent.
pub fn sample(w: &'static Words, languages: Vec<Language>) -> impl IntoView + use<> {
    let other = languages.iter().copied().find(|language| *language != w.language()).map(words);
    let both = move |key: &'static str| {
        let of = |w: &'static Words| view! { <span lang=w.language().code()>{w.t(key)}</span> };
        view! { <span class="text">{of(w)} {other.map(of)}</span> }
    };
    let both_languages: Vec<_> = [Some(w), other].into_iter().flatten().map(Words::language).collect();
    view! {
        <section class="sample paper">
            <h2>{w.t("sample-title")}</h2>
            <p class="hint">{w.t("sample-hint")}</p>
            {(both_languages.len() > 1).then(|| questions_in(w, &both_languages, w.language()))}
            <fieldset class="question current" id="sample">
                <legend>
                    <span class="number">{w.t("sample-title")}</span>
                </legend>
                <div class="stem" id="sample-stem">{both("sample-question")}</div>
                <p class="hint">{w.t("choose-one")}</p>
                <div class="options" role="group" aria-labelledby="sample-stem">
                    {["sample-option-1", "sample-option-2", "sample-option-3"]
                        .into_iter()
                        .zip(1..)
                        .map(|(key, number): (_, u8)| {
                            view! {
                                <label class="option">
                                    <input type="radio" name="sample" value=number autocomplete="off" />
                                    {both(key)}
                                </label>
                            }
                        })
                        .collect_view()}
                </div>
            </fieldset>
            <details class="keys scripted">
                <summary>{w.t("desk-keys-title")}</summary>
                {keys(w)}
            </details>
        </section>
    }
}

/// An exam whose clock stands: nothing is lost by waiting, and where it waits for the candidate, they start it again.
fn paused(w: &'static Words, attempt: AttemptHead) -> impl IntoView + use<> {
    let left = attempt.deadline.zip(attempt.paused).map(|(deadline, (since, _))| (deadline - since).as_mins().max(0));
    let left = left.map(|minutes| {
        let minutes = w.with("minutes", [("count", number(minutes))]);
        w.with("paused-time-left", [("minutes", text(minutes))])
    });
    let comes_back = matches!(attempt.paused, Some((_, Resumes::OnReturn)));
    let act = if comes_back {
        view! {
            <form method="post" action=format!("/exam/{}/come-back", attempt.id)>
                <button type="submit" class="button large">{w.t("come-back")}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <p class="hint">{w.t("waiting-refresh")}</p> }.into_any()
    };
    let how = if comes_back { w.t("paused-until-back") } else { w.t("paused-by-staff") };
    view! {
        <div class="status" class:ready=comes_back role="status">
            <p>{how}</p>
            <p>{left}</p>
            {act}
        </div>
    }
}

fn view_rules(w: &'static Words, rules: ExamRules, extra: Span) -> impl IntoView {
    let language = w.language();
    let in_minutes = |span: Span| text(w.with("minutes", [("count", number(span.as_mins()))]));
    let extra = (extra > Span::ZERO).then(|| {
        let arguments = [("minutes", in_minutes(extra)), ("total", in_minutes(rules.limit + extra))];
        view! { <li>{w.with("rule-extra", arguments)}</li> }
    });
    let questions = w.with("questions", [("count", number(rules.questions))]);
    let minimums = rules
        .minimums
        .into_iter()
        .map(|(title, percent)| {
            let arguments = [("section", text(title.get(language))), ("percent", text(percent.get()))];
            view! { <li>{w.with("rule-minimum", arguments)}</li> }
        })
        .collect_view();
    let tools = rules.tools.iter().map(|tool| match tool {
        Tool::Scratch => w.t("scratch-title"),
        Tool::Calculator => w.t("calculator-title"),
    });
    let tools = tools.collect::<Vec<_>>().join(", ");
    let tools = (!tools.is_empty()).then(|| view! { <li>{w.with("rule-tools", [("tools", text(tools))])}</li> });
    view! {
        <section>
            <h2>{w.t("rules-title")}</h2>
            <ul class="rules">
                <li>{w.with("rule-extent", [("questions", text(questions)), ("minutes", in_minutes(rules.limit))])}</li>
                {extra}
                <li>{w.with("rule-pass", [("percent", text(rules.pass_mark.get()))])}</li>
                {minimums}
                <li>{w.t("rule-kinds")}</li>
                {tools}
                <li>{w.t("rule-saving")}</li>
                <li>{w.t("rule-trouble")}</li>
                <li>{w.t("rule-end")}</li>
            </ul>
            <p class="aside">{w.with("rule-act", [("act", text(rules.approved_by.get(language)))])}</p>
        </section>
    }
}
