//! The desk: clock, navigator and autosave around the paper, which is a plain form without them.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::exchange::Time;

/// What the island starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// The attempt's id: part of every address it calls.
    pub attempt: String,
    /// The server's clock when the page was made.
    pub time: Time,
    /// How long after the deadline the server still takes an answer that was under way; milliseconds.
    pub grace: i64,
    /// When the attempt ends, for people.
    pub ends_at: String,
    /// When an answer was last saved, for people; empty when none was.
    pub saved_at: String,
    /// The questions, in the order of the paper.
    pub questions: Vec<QuestionSheet>,
}

/// What the island knows of a question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuestionSheet {
    /// Its position, from 1.
    pub position: u16,
    /// Whether the server holds a choice.
    pub answered: bool,
    /// The last count that a browser gave a change of it.
    pub client_revision: i64,
}

/// The island's texts, in the language of the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named by what it says")]
pub struct Texts {
    pub time_left: String,
    pub ends_at: String,
    pub navigator: String,
    pub question: String,
    pub answered: String,
    pub unanswered: String,
    pub flagged: String,
    pub flag: String,
    pub unflag: String,
    pub previous: String,
    pub next: String,
    pub review: String,
    pub nothing_saved: String,
    pub saved_at: String,
    pub saving: String,
    pub offline: String,
    pub storage_blocked: String,
    pub session_over: String,
    pub time_over: String,
    pub minutes_left: String,
    pub keys_title: String,
    pub keys: Vec<(String, String)>,
}

/// How the saving stands.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "the server only shows where the page starts from"))]
pub(crate) enum Saving {
    /// Nothing has been chosen yet.
    Nothing,
    /// The server has everything; since when, for people.
    Saved(String),
    /// On the way.
    Under,
    /// The server can't be reached; so many answers wait in this browser.
    Waiting(usize),
    /// The server doesn't know this browser any more; so many answers wait.
    SignedOut(usize),
}

/// The desk's state, shared by what shows it and what changes it.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// Awake: this runs in a browser.
    pub(crate) awake: RwSignal<bool>,
    /// Index of the question on view.
    pub(crate) current: RwSignal<usize>,
    /// Per question: something is chosen.
    pub(crate) answered: RwSignal<Vec<bool>>,
    /// Per question: the candidate wants to come back.
    pub(crate) flagged: RwSignal<Vec<bool>>,
    /// How the saving stands.
    pub(crate) saving: RwSignal<Saving>,
    /// Milliseconds left.
    pub(crate) left: RwSignal<i64>,
    /// When the attempt ends, for people.
    pub(crate) ends_at: RwSignal<String>,
    /// The browser can't keep unsent answers.
    pub(crate) storage_blocked: RwSignal<bool>,
    /// What a screen reader is told.
    pub(crate) announcement: RwSignal<String>,
}

/// The desk around the paper. `children` is the form itself, which works alone.
#[island]
pub fn ExamDesk(
    /// What it starts from.
    sheet: Sheet,
    /// Its texts.
    texts: Texts,
    /// The form.
    children: Children,
) -> impl IntoView {
    let desk = Desk {
        awake: RwSignal::new(false),
        current: RwSignal::new(0),
        answered: RwSignal::new(sheet.questions.iter().map(|q| q.answered).collect()),
        flagged: RwSignal::new(vec![false; sheet.questions.len()]),
        saving: RwSignal::new(if sheet.saved_at.is_empty() { Saving::Nothing } else { Saving::Saved(sheet.saved_at.clone()) }),
        left: RwSignal::new(sheet.time.deadline.map_or(0, |d| d - sheet.time.now)),
        ends_at: RwSignal::new(sheet.ends_at.clone()),
        storage_blocked: RwSignal::new(false),
        announcement: RwSignal::new(String::new()),
    };
    let count = sheet.questions.len();

    #[cfg(feature = "hydrate")]
    {
        let (sheet, texts) = (sheet.clone(), texts.clone());
        Effect::new(move |_| super::desk_browser::wake(desk, sheet.clone(), texts.clone()));
    }

    let navigator = sheet
        .questions
        .iter()
        .enumerate()
        .map(|(index, question)| {
            let position = question.position;
            let state = {
                let (answered, unanswered, flagged) = (texts.answered.clone(), texts.unanswered.clone(), texts.flagged.clone());
                move || {
                    let answer = if desk.answered.with(|a| a[index]) { &answered } else { &unanswered };
                    if desk.flagged.with(|f| f[index]) { format!("{answer}, {flagged}") } else { answer.clone() }
                }
            };
            view! {
                <li>
                    <a
                        href=format!("#q{position}")
                        class:answered=move || desk.answered.with(|a| a[index])
                        class:flagged=move || desk.flagged.with(|f| f[index])
                        aria-current=move || (desk.awake.get() && desk.current.get() == index).then_some("step")
                    >
                        <span class="visually-hidden">{texts.question.clone()}" "</span>
                        {position}
                        <span class="visually-hidden">", " {state}</span>
                    </a>
                </li>
            }
        })
        .collect_view();

    let saving = {
        let texts = texts.clone();
        move || match desk.saving.get() {
            Saving::Nothing => texts.nothing_saved.clone(),
            Saving::Saved(at) => format!("{} {at}", texts.saved_at),
            Saving::Under => texts.saving.clone(),
            Saving::Waiting(n) => format!("{} {n}", texts.offline),
            Saving::SignedOut(n) => format!("{} {n}", texts.session_over),
        }
    };
    let trouble = move || matches!(desk.saving.get(), Saving::Waiting(_) | Saving::SignedOut(_));
    let flag = {
        let (flag, unflag) = (texts.flag.clone(), texts.unflag.clone());
        move || {
            let flagged = desk.flagged.with(|f| f.get(desk.current.get()).copied().unwrap_or(false));
            if flagged { unflag.clone() } else { flag.clone() }
        }
    };
    let go = move |to: usize| {
        move |_| {
            let current = desk.current.get_untracked();
            desk.current.set(if to == 0 { current.saturating_sub(1) } else { (current + 1).min(count.saturating_sub(1)) });
        }
    };
    let at_first = move || desk.current.get() == 0;
    let at_last = move || desk.current.get() + 1 == count;
    let not_at_last = move || !at_last();
    let toggle_flag = move |_| {
        let current = desk.current.get_untracked();
        desk.flagged.update(|f| {
            if let Some(flag) = f.get_mut(current) {
                *flag = !*flag;
            }
        });
    };
    let keys =
        texts.keys.iter().map(|(key, what)| view! { <dt><kbd>{key.clone()}</kbd></dt><dd>{what.clone()}</dd> }).collect_view();

    view! {
        <div class="desk-bar" class:awake=move || desk.awake.get()>
            <p class="clock" role="timer" aria-live="off">
                <span class="label">{texts.time_left.clone()}" "</span>
                <strong class="time" class:low=move || desk.left.get() < 300_000>{move || clock(desk.left.get())}</strong>
                <span class="ends">{texts.ends_at.clone()}" " {move || desk.ends_at.get()}</span>
            </p>
            <p class="saving" class:trouble=trouble role="status">{saving}</p>
        </div>
        <p class="warning" hidden=move || !desk.storage_blocked.get()>{texts.storage_blocked.clone()}</p>
        <nav class="navigator" aria-label=texts.navigator.clone()>
            <ol>{navigator}</ol>
        </nav>
        {children()}
        <div class="desk-moves" hidden=move || !desk.awake.get()>
            <button type="button" class="button quiet" disabled=at_first on:click=go(0)>
                {texts.previous.clone()}
            </button>
            <button type="button" class="button quiet" on:click=toggle_flag>{flag}</button>
            <button type="submit" form="paper" name="then" value="review" class="button" class:quiet=not_at_last id="to-review">
                {texts.review.clone()}
            </button>
            <button type="button" class="button" class:quiet=at_last disabled=at_last on:click=go(1)>
                {texts.next.clone()}
            </button>
        </div>
        <details class="keys" hidden=move || !desk.awake.get()>
            <summary>{texts.keys_title.clone()}</summary>
            <dl>{keys}</dl>
        </details>
        <p class="visually-hidden" role="status">{move || desk.announcement.get()}</p>
    }
}

/// Time left as people read it: `1:05:09`, `42:07`. A second that has begun is shown whole.
pub(crate) fn clock(left_ms: i64) -> String {
    let seconds = (left_ms.max(0) + 999) / 1_000;
    let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m:02}:{s:02}") }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn the_clock_shows_whole_seconds_and_never_less_than_nothing() {
        assert_eq!(clock(3_909_000), "1:05:09");
        assert_eq!(clock(60_000), "01:00");
        assert_eq!(clock(59_001), "01:00");
        assert_eq!(clock(1), "00:01");
        assert_eq!(clock(0), "00:00");
        assert_eq!(clock(-5), "00:00");
    }
}
