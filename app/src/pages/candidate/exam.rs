//! The exam: the whole paper as one form, which the desk shows a question at a time where it can.
//!
//! When a sitting starts, everyone's page is wanted at once. So what is the same for all is made once, and filled in for each.

use std::{
    collections::HashMap,
    fmt::Display,
    sync::{Arc, PoisonError, RwLock},
};

use ::exam::{
    clock::{Instant, Span},
    language::Language,
};
use leptos::prelude::*;
use store::{Conflict, Desk};

use crate::{
    format,
    islands::{
        desk::{ExamDesk, Filled, QuestionSheet, Sheet, clock, ends_at, saved_at, time_class},
        texts::{Say, Texts},
    },
    pages::candidate::paper::{Paper, escaped},
    shell::{Assets, Page, SignedIn, document},
    template::{Template, hole},
    words::{Words, text},
};

/// The pages of running exams of one site.
pub struct ExamPages {
    assets: Assets,
    demonstration: bool,
    /// By language and number of questions.
    made: RwLock<HashMap<(Language, usize), Arc<Made>>>,
}

/// What all pages of a language and a number of questions share.
struct Made {
    template: Template,
    texts: Texts,
    paper: Paper,
}

/// What differs beside what the desk shows itself.
#[derive(Clone, Copy)]
enum Differs {
    Attempt = 100,
    Name,
    Refresh,
    Nonce,
    Conflicts,
    Navigator,
    Questions,
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
        let made = self.made(w, desk.questions.len());
        let zone = &desk.time_zone;
        let sheet = Sheet {
            attempt: desk.attempt.id.to_string(),
            now: now.as_millis(),
            deadline: deadline.as_millis(),
            granted: desk.attempt.granted.as_millis(),
            utc_offset: format::utc_offset(deadline, zone).as_millis(),
            saved_at: desk.saved.map(Instant::as_millis),
            questions: desk
                .questions
                .iter()
                .map(|q| QuestionSheet {
                    position: q.position,
                    answered: !q.chosen.is_empty(),
                    client_revision: q.client_revision,
                })
                .collect(),
        };
        let language = question_language(w.language(), &desk.languages);
        let say = |what| made.texts.say(what).to_owned();
        let left = sheet.deadline - sheet.now;
        made.template.filled(made.paper.bytes(), |hole, html| {
            let filled = |what: Filled| hole == what as u32;
            let differs = |what: Differs| hole == what as u32;
            if filled(Filled::Sheet) {
                html.push_str(&sheet.write());
            } else if filled(Filled::Left) {
                html.push_str(&clock(left));
            } else if filled(Filled::Time) {
                html.push_str(time_class(left));
            } else if filled(Filled::Ends) {
                html.push_str(&escaped(&ends_at(say(Say::EndsAt), sheet.deadline, sheet.utc_offset)));
            } else if filled(Filled::Saving) {
                html.push_str(&escaped(&saved_at(say, sheet.saved_at, sheet.utc_offset)));
            } else if differs(Differs::Attempt) {
                html.push_str(&sheet.attempt);
            } else if differs(Differs::Name) {
                html.push_str(&escaped(&desk.name));
            } else if differs(Differs::Refresh) {
                html.push_str(&(again.as_millis() / 1_000 + 1).to_string());
            } else if differs(Differs::Nonce) {
                html.push_str(&nonce.to_string());
            } else if differs(Differs::Conflicts) && !conflicts.is_empty() {
                html.push_str(&conflict_notice(w, conflicts).to_html());
            } else if differs(Differs::Navigator) {
                made.paper.navigator(html, desk);
            } else if differs(Differs::Questions) {
                made.paper.fieldsets(html, desk, language);
            }
        })
    }

    fn made(&self, w: &'static Words, count: usize) -> Arc<Made> {
        let key = (w.language(), count);
        let there = self.made.read().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone);
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
                island: true,
            };
            let texts = Texts::of(w);
            let template = Template::of(&document(page, || with_holes(w, texts.clone(), count)));
            let made = Arc::new(Made { template, texts, paper: Paper::of(w, count) });
            self.made.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&made));
            made
        })
    }
}

fn with_holes(w: &'static Words, texts: Texts, count: usize) -> impl IntoView + use<> {
    let label = texts.say(Say::Navigator).to_owned();
    let action = format!("/exam/{}", Differs::Attempt.hole());
    view! {
        <h1 class="visually-hidden">{w.t("exam-title")}</h1>
        {Differs::Conflicts.hole()}
        <ExamDesk sheet=hole(Filled::Sheet as u32) count=count texts=texts>
            <nav class="navigator" aria-label=label>
                <ol inner_html=Differs::Navigator.hole()></ol>
            </nav>
            <form method="post" action=action id="paper" class="paper">
                <noscript><p class="warning">{w.t("noscript-hint")}</p></noscript>
                <div class="questions" inner_html=Differs::Questions.hole()></div>
                <div class="paper-end">
                    <button type="submit" name="then" value="stay" class="button quiet save">{w.t("save")}</button>
                    <button type="submit" name="then" value="review" class="button">{w.t("to-review")}</button>
                </div>
            </form>
        </ExamDesk>
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

/// The language of the questions: that of the interface where the exam is offered in it, else the first it is offered in.
fn question_language(interface: Language, offered: &[Language]) -> Language {
    if offered.contains(&interface) { interface } else { offered.first().copied().unwrap_or_default() }
}
