//! How sittings and candidates stand: each state has one look and one word, wherever it is shown.

use exam::attempt::State;
use leptos::prelude::*;

use crate::{parts::mark, words::Words};

/// Of a sitting.
pub fn of_sitting(w: &Words, open: bool) -> impl IntoView + use<> {
    if open { mark("running", w.t("sitting-open")) } else { mark("", w.t("sitting-planned")) }
}

/// Of a candidate; none before the sitting was opened.
pub fn of_attempt(w: &Words, state: Option<State>) -> impl IntoView + use<> {
    match state {
        None => mark("", w.t("not-opened")),
        Some(state) => mark(state.code(), w.t(&format!("state-{state}"))),
    }
}

/// What the states of candidates mean.
pub fn legend(w: &'static Words) -> impl IntoView + use<> {
    let meanings = State::ALL.map(|state| {
        let meaning = view! { {of_attempt(w, Some(state))} " " {w.t(&format!("meaning-{state}"))} };
        view! { <li>{meaning}</li> }
    });
    view! {
        <details class="no-print">
            <summary>{w.t("states-legend")}</summary>
            <ul class="plain rows">{meanings.collect_view()}</ul>
        </details>
    }
}
