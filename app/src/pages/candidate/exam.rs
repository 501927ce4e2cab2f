//! The exam: the whole paper as one form, which the desk shows a question at a time where it can.
//!
//! When a sitting starts, everyone's page is wanted at once. So what is the same for all is made once, and filled in for each.

use std::{
    collections::HashMap,
    fmt::Display,
    sync::{Arc, PoisonError, RwLock},
};

use ::exam::{
    blueprint::Tool,
    clock::{Instant, Span},
    language::Language,
};
use leptos::prelude::*;
use store::{Conflict, Desk, MOST_NOTED, View};

use crate::{
    desk::{
        QuestionSheet, Sheet,
        calculator::MOST_SIGNS,
        clock, ends_at,
        notes::Notes,
        saved_at,
        texts::{Say, Texts},
        time_class,
    },
    format,
    pages::candidate::{
        paper::{Paper, escaped},
        view,
    },
    shell::{Assets, Client, Page, SignedIn, document},
    template::{Template, hole},
    words::{Words, text},
};

/// The pages of running exams of one site.
pub struct ExamPages {
    assets: Assets,
    demonstration: bool,
    made: RwLock<HashMap<Kind, Arc<Made>>>,
}

/// What pages have in common that are made once: language, number of questions, how they look, and what their candidates may use.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind {
    language: Language,
    count: usize,
    text_size: u8,
    contrast: bool,
    spaced: bool,
    scratch: bool,
    calculator: bool,
}

/// What they share.
struct Made {
    template: Template,
    texts: Texts,
    paper: Paper,
}

/// What differs.
#[derive(Clone, Copy)]
enum Differs {
    Attempt,
    Name,
    Refresh,
    Nonce,
    Conflicts,
    Sheet,
    Notes,
    Left,
    Time,
    Ends,
    Saving,
    Navigator,
    Languages,
    Questions,
    Scratch,
}

impl Differs {
    fn hole(self) -> String {
        hole(self as u32)
    }
}

impl ExamPages {
    /// Pages of a site with these files.
    pub fn new(assets: Assets, demonstration: bool) -> Self {
        Self { assets, demonstration, made: RwLock::default() }
    }

    /// The page of a running attempt. `nonce` is the answer's, `now` the server's clock, `deadline` the attempt's; a browser without JavaScript looks again
    /// after `again`.
    #[allow(clippy::too_many_arguments, reason = "all that differs from page to page")]
    pub fn show(
        &self,
        w: &'static Words,
        desk: &Desk,
        nonce: impl Display,
        now: Instant,
        deadline: Instant,
        again: Span,
        conflicts: &[Conflict],
    ) -> String {
        let made = self.made(w, desk);
        let zone = &desk.time_zone;
        let sheet = Sheet {
            attempt: desk.attempt.id.to_string(),
            now: now.as_millis(),
            deadline: deadline.as_millis(),
            limit: desk.attempt.limit.map_or(0, Span::as_millis),
            granted: desk.attempt.granted.as_millis(),
            utc_offset: format::utc_offset(deadline, zone).as_millis(),
            saved_at: desk.saved.map(Instant::as_millis),
            questions: desk
                .questions
                .iter()
                .map(|q| QuestionSheet { position: q.position, client_revision: q.client_revision })
                .collect(),
        };
        let language = question_language(w.language(), desk);
        let current = Notes::read(&desk.view.notes).current.min(desk.questions.len().saturating_sub(1));
        let say = |what| made.texts.say(what).to_owned();
        let left = sheet.deadline - sheet.now;
        made.template.filled(made.paper.bytes(), |hole, html| {
            let differs = |what: Differs| hole == what as u32;
            if differs(Differs::Attempt) {
                html.push_str(&sheet.attempt);
            } else if differs(Differs::Name) {
                html.push_str(&escaped(&desk.name));
            } else if differs(Differs::Refresh) {
                html.push_str(&(again.as_millis() / 1_000 + 1).to_string());
            } else if differs(Differs::Nonce) {
                html.push_str(&nonce.to_string());
            } else if differs(Differs::Sheet) {
                html.push_str(&sheet.write());
            } else if differs(Differs::Notes) {
                html.push_str(&escaped(&desk.view.notes));
            } else if differs(Differs::Left) {
                html.push_str(&clock(left));
            } else if differs(Differs::Time) {
                html.push_str(time_class(left));
            } else if differs(Differs::Ends) {
                html.push_str(&escaped(&ends_at(say, sheet.deadline, sheet.granted, sheet.utc_offset)));
            } else if differs(Differs::Saving) {
                html.push_str(&escaped(&saved_at(say, sheet.saved_at, sheet.utc_offset)));
            } else if differs(Differs::Conflicts) && !conflicts.is_empty() {
                html.push_str(&conflict_notice(w, conflicts).to_html());
            } else if differs(Differs::Navigator) {
                made.paper.navigator(html, desk, current);
            } else if differs(Differs::Languages) && desk.languages.len() > 1 {
                html.push_str(&languages(w, &desk.languages, language).to_html());
            } else if differs(Differs::Questions) {
                made.paper.fieldsets(html, desk, language, current);
            } else if differs(Differs::Scratch) {
                html.push_str(&escaped(&desk.view.scratch));
            }
        })
    }

    fn made(&self, w: &'static Words, desk: &Desk) -> Arc<Made> {
        let kind = Kind {
            language: w.language(),
            count: desk.questions.len(),
            text_size: desk.view.text_size,
            contrast: desk.view.contrast,
            spaced: desk.view.spaced,
            scratch: desk.tools.contains(&Tool::Scratch),
            calculator: desk.tools.contains(&Tool::Calculator),
        };
        let there = self.made.read().unwrap_or_else(PoisonError::into_inner).get(&kind).map(Arc::clone);
        there.unwrap_or_else(|| {
            let page = Page {
                language: w.language(),
                title: w.t("exam-title"),
                here: format!("/exam/{}", Differs::Attempt.hole()),
                form: Some("paper"),
                signed_in: SignedIn::Candidate(Differs::Name.hole()),
                refresh_without_script: Some(Differs::Refresh.hole()),
                demonstration: self.demonstration,
                assets: self.assets.clone(),
                nonce: Differs::Nonce.hole(),
                client: Some(Client::Candidate),
                look: view::look(&desk.view),
            };
            let texts = Texts::of(w);
            let template = Template::of(&document(page, || with_holes(w, &texts, &kind, &desk.view)));
            let made = Arc::new(Made { template, paper: Paper::of(w, kind.count), texts });
            self.made.write().unwrap_or_else(PoisonError::into_inner).insert(kind, Arc::clone(&made));
            made
        })
    }
}

fn with_holes(w: &'static Words, texts: &Texts, kind: &Kind, wanted: &View) -> impl IntoView + use<> {
    let say = |what| texts.say(what).to_owned();
    let action = format!("/exam/{}", Differs::Attempt.hole());
    view! {
        <h1 class="visually-hidden">{w.t("exam-title")}</h1>
        {Differs::Conflicts.hole()}
        <div
            id="desk"
            class="desk"
            data-sheet=Differs::Sheet.hole()
            data-notes=Differs::Notes.hole()
            data-texts=texts.write()
        >
            <div class="desk-bar">
                <p class="clock" role="timer" aria-live="off">
                    <span class="label">{say(Say::TimeLeft)}</span>
                    " "
                    <strong class=Differs::Time.hole()>{Differs::Left.hole()}</strong>
                    <span class="ends">{Differs::Ends.hole()}</span>
                </p>
                <p class="saving" role="status">{Differs::Saving.hole()}</p>
                <div class="desk-notice" hidden=true>
                    <p role="status"></p>
                    <button type="button" class="button" id="go-on" hidden=true></button>
                    <a class="button" href="/" hidden=true>{w.t("go-to-sign-in")}</a>
                </div>
            </div>
            <p class="warning" role="alert" id="storage-blocked" hidden=true>{w.t("desk-storage-blocked")}</p>
            {navigator(w, Differs::Navigator.hole())}
            <form method="post" action=action id="paper" class="paper" autocomplete="off">
                <noscript><p class="warning">{w.t("noscript-hint")}</p></noscript>
                {Differs::Languages.hole()}
                <div class="questions" inner_html=Differs::Questions.hole()></div>
                <div class="paper-end">
                    <button type="submit" name="then" value="stay" class="button quiet save">{w.t("save")}</button>
                    <button type="submit" name="then" value="review" class="button">{w.t("to-review")}</button>
                </div>
            </form>
            <div class="desk-moves">
                <button type="button" class="button quiet" id="previous">{w.t("desk-previous")}</button>
                <button type="button" class="button quiet" id="flag">{say(Say::Flag)}</button>
                <button type="submit" form="paper" name="then" value="review" class="button quiet" id="to-review">
                    {w.t("to-review")}
                </button>
                <button type="button" class="button" id="next">{w.t("desk-next")}</button>
            </div>
            <div class="desk-tools">
                <button type="button" class="tool" id="strike" aria-pressed="false">{w.t("desk-strike")}</button>
                {kind.scratch.then(|| scratch(w))}
                {kind.calculator.then(|| calculator(w))}
                <details class="tool">
                    <summary>{w.t("view-title")}</summary>
                    {view::choices(w, wanted, Some("paper"))}
                </details>
                <details class="tool keys">
                    <summary>{w.t("desk-keys-title")}</summary>
                    {keys(w)}
                </details>
            </div>
            <p class="visually-hidden" role="status" id="announcement"></p>
        </div>
    }
}

/// The questions in a row, and what their marks mean.
fn navigator(w: &'static Words, entries: String) -> impl IntoView + use<> {
    view! {
    <nav class="navigator" aria-label=w.t("desk-navigator")>
        <ol inner_html=entries></ol>
        <p class="legend" aria-hidden="true">
            <span><i class="answered"></i>{w.t("answered")}</span>
            <span><i></i>{w.t("unanswered")}</span>
            <span class="flag"><i class="flagged"></i>{w.t("flagged")}</span>
        </p>
    </nav>
    }
}

/// A navigator of some questions, as one sees it at work.
pub fn sample_navigator(w: &'static Words) -> impl IntoView + use<> {
    let (paper, mut entries) = (Paper::of(w, 5), String::new());
    (0..5).for_each(|n| paper.entry(&mut entries, n, n == 2, n < 2));
    navigator(w, entries)
}

/// The keyboard map.
pub(super) fn keys(w: &'static Words) -> impl IntoView + use<> {
    let keys = [
        ("1 – 9", "desk-key-choose"),
        ("← →", "desk-key-move"),
        ("F", "desk-key-flag"),
        ("L", "desk-key-language"),
        ("Shift + 1 – 9", "desk-key-strike"),
        ("R", "desk-key-review"),
        ("T", "desk-key-time"),
    ];
    let keys = keys.map(|(key, what)| view! { <dt><kbd>{key}</kbd></dt><dd>{w.t(what)}</dd> }).collect_view();
    view! { <dl>{keys}</dl> }
}

fn scratch(w: &'static Words) -> impl IntoView + use<> {
    view! {
        <details class="tool scratch">
            <summary>{w.t("scratch-title")}</summary>
            <label for="scratch" class="hint">{w.t("scratch-hint")}</label>
            <textarea
                id="scratch"
                name="scratch"
                form="paper"
                rows="6"
                maxlength=MOST_NOTED
                autocomplete="off"
                spellcheck="false"
                inner_html=Differs::Scratch.hole()
            ></textarea>
        </details>
    }
}

fn calculator(w: &'static Words) -> impl IntoView + use<> {
    let signs = ["7", "8", "9", "÷", "4", "5", "6", "×", "1", "2", "3", "−", "0", ",", "(", ")", "C", "←", "=", "+"];
    let name = |sign: &str| match sign {
        "C" => Some(w.t("calculator-clear")),
        "←" => Some(w.t("calculator-back")),
        _ => None,
    };
    let keys =
        signs.map(|sign| view! { <button type="button" data-sign=sign aria-label=name(sign)>{sign}</button> }).collect_view();
    view! {
        <details class="tool scripted" id="calculator">
            <summary>{w.t("calculator-title")}</summary>
            <label for="expression" class="hint">{w.t("calculator-hint")}</label>
            <input type="text" id="expression" maxlength=MOST_SIGNS autocomplete="off" spellcheck="false" inputmode="none" />
            <output id="calculated" for="expression"></output>
            <div class="calculator-keys">{keys}</div>
        </details>
    }
}

/// The languages of the questions: one is on view, and another a key away.
pub(super) fn languages(w: &'static Words, offered: &[Language], shown: Language) -> impl IntoView + use<> {
    let choices = offered
        .iter()
        .map(|language| {
            let code = language.code();
            view! {
                <label class="choice" lang=code>
                    <input type="radio" name="shown" value=code checked=*language == shown autocomplete="off" />
                    <span>{language.endonym()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="shown">
            <legend>{w.t("questions-in")}</legend>
            {choices}
        </fieldset>
    }
}

fn conflict_notice(w: &'static Words, conflicts: &[Conflict]) -> impl IntoView + use<> {
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
}

/// The language of the questions: the candidate's choice; else that of the interface where the exam is offered in it, else the first
/// it is offered in.
fn question_language(interface: Language, desk: &Desk) -> Language {
    let offered = &desk.languages;
    let wanted = [desk.view.language, Some(interface)].into_iter().flatten().find(|wanted| offered.contains(wanted));
    wanted.or_else(|| offered.first().copied()).unwrap_or_default()
}
