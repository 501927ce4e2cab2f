//! The questions of a paper as HTML text.
//!
//! When a sitting starts, everyone's paper is wanted at once. So this one part is put together from text: the wordings as the views of
//! `rich_text` show them, made once for all papers, and around them what is written here, with every value escaped.

use ::exam::{
    answer::{Kind, MOST_OPTIONS},
    language::Language,
    text::RichText,
};
use leptos::prelude::*;
use store::{Desk, DeskQuestion, Wording};

use crate::{
    pages::rich_text::{blocks, line},
    words::{Words, number, words},
};

/// What every paper of so many questions says in a language.
pub(super) struct Paper {
    interface: Language,
    questions: Vec<Numbered>,
    /// By position as presented, from 0; what is not chosen and what is.
    options: Vec<[String; 2]>,
    choose_one: String,
    choose_several: String,
}

/// What is the same for every question that stands at a position.
struct Numbered {
    position: String,
    /// The fieldset up to the title of its section.
    legend: String,
    /// The navigator's entry up to what differs, and from its number on: without an answer, and with one.
    entry: String,
    states: [String; 2],
}

impl Paper {
    pub(super) fn of(w: &'static Words, count: usize) -> Self {
        let [question, unanswered, answered] = ["question", "unanswered", "answered"].map(|what| escaped(&w.t(what)));
        let numbered = |n: usize| {
            let legend = escaped(&w.with("question-of", [("number", number(n)), ("count", number(count))]));
            let state = |state: &str| format!(" aria-label=\"{question} {n}, {state}\">{n}</a></li>");
            Numbered {
                position: n.to_string(),
                legend: format!(
                    "\" id=\"q{n}\" tabindex=\"-1\"><legend><span class=\"number\">{legend}</span><span class=\"of-section\">"
                ),
                entry: format!("<li><a href=\"#q{n}\""),
                states: [state(&unanswered), format!(" class=\"answered\"{}", state(&answered))],
            }
        };
        Self {
            interface: w.language(),
            questions: (1..=count).map(numbered).collect(),
            options: (0..MOST_OPTIONS).map(|n| ["", " checked"].map(|checked| option_value(n, checked))).collect(),
            choose_one: escaped(&w.t("choose-one")),
            choose_several: escaped(&w.t("choose-several")),
        }
    }

    /// About how long a paper is as HTML: bytes.
    pub(super) fn bytes(&self) -> usize {
        4_096 * (self.questions.len() + 1)
    }

    /// The entries of the navigator.
    pub(super) fn navigator(&self, html: &mut String, desk: &Desk, current: usize) {
        for (n, q) in desk.questions.iter().enumerate() {
            self.entry(html, n, n == current, !q.chosen.is_empty());
        }
    }

    /// One of them, from 0.
    pub(super) fn entry(&self, html: &mut String, n: usize, at_hand: bool, answered: bool) {
        let Some(Numbered { entry, states, .. }) = self.questions.get(n) else { return };
        let at_hand = if at_hand { " aria-current=\"step\"" } else { "" };
        push(html, &[entry, at_hand, &states[usize::from(answered)]]);
    }

    /// The fieldsets of all questions, with their sections' titles. They are there in all languages, each text under its own; which is
    /// read is the stylesheet's to say. One is the first to be on view.
    pub(super) fn fieldsets(&self, html: &mut String, desk: &Desk, first: Language, current: usize) {
        let titles: Vec<String> = desk.sections.iter().map(|title| escaped(title.get(self.interface))).collect();
        let others = desk.languages.iter().copied().filter(|language| *language != first);
        let languages: Vec<Language> = [first].into_iter().chain(others).collect();
        let mut section = None;
        for (n, (question, numbered)) in desk.questions.iter().zip(&self.questions).enumerate() {
            let title = titles.get(question.section).map_or("", String::as_str);
            if section != Some(question.section) {
                push(html, &["<h2 class=\"section\">", title, "</h2>"]);
                section = Some(question.section);
            }
            html.push_str(if n == current { "<fieldset class=\"question current" } else { "<fieldset class=\"question" });
            fieldset(html, question, self, numbered, title, &languages);
        }
    }
}

fn fieldset(
    html: &mut String,
    q: &DeskQuestion,
    phrases: &Paper,
    Numbered { position, legend, .. }: &Numbered,
    section: &str,
    languages: &[Language],
) {
    let revision = q.revision.to_string();
    let (input, hint) = match q.kind {
        Kind::Single => ("radio", &phrases.choose_one),
        Kind::Multiple => ("checkbox", &phrases.choose_several),
    };
    push(html, &[legend, section, "</span></legend><div class=\"stem\" id=\"s", position, "\">"]);
    for language in languages {
        push(html, &["<div lang=\"", language.code(), "\">", stem(&q.stem, *language), "</div>"]);
    }
    push(html, &["</div><p class=\"hint\">", hint, "</p>"]);
    push(html, &["<input type=\"hidden\" name=\"r", position, "\" value=\"", &revision, "\">"]);
    push(html, &["<div class=\"options\" role=\"group\" aria-labelledby=\"s", position, "\">"]);
    let input = ["<label class=\"option\"><input type=\"", input, "\" name=\"q", position].concat();
    for ((n, text), [unchecked, checked]) in (0..).zip(&q.options).zip(&phrases.options) {
        push(html, &[&input, if q.chosen.contains(n) { checked } else { unchecked }]);
        for language in languages {
            push(html, &["<span lang=\"", language.code(), "\">", option(text, *language), "</span>"]);
        }
        html.push_str("</span></label>");
    }
    html.push_str("</div></fieldset>");
}

/// What stands between an input's name and its option's text.
fn option_value(n: u8, checked: &str) -> String {
    format!("\" value=\"{n}\"{checked}><span class=\"text\">")
}

fn push(html: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| html.push_str(part));
}

fn stem(wording: &Wording, language: Language) -> &str {
    wording.shown(language, |text: RichText| html_of(blocks(text, wording, words(language))))
}

fn option(wording: &Wording, language: Language) -> &str {
    wording.shown(language, |text: RichText| html_of(line(text)))
}

/// A view as HTML, without the marks that code in a browser would find it by.
fn html_of(view: impl IntoView) -> String {
    view.into_any().to_html().replace("<!>", "")
}

/// Text as it may stand in an element or in a quoted attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    if !text.contains(['&', '<', '>', '"', '\'']) {
        safe.push_str(text);
        return safe;
    }
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_text_in_an_element_and_in_an_attribute() {
        assert_eq!(escaped("<b a=\"1\" c='2'> & ғ"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt; &amp; ғ");
        let hostile = RichText::parse("<script>alert(1)</script> & \"x\"");
        let html = line(hostile).into_any().to_html();
        assert!(!html.contains("<script>") && html.contains("&lt;script"), "{html}");
    }
}
