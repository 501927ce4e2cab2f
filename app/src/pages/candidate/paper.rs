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
    words::{Words, number},
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
    /// The navigator's entry: without an answer, and with one.
    entries: [String; 2],
}

impl Paper {
    pub(super) fn of(w: &'static Words, count: usize) -> Self {
        let [question, unanswered, answered] = ["question", "unanswered", "answered"].map(|what| escaped(&w.t(what)));
        let numbered = |n: usize| {
            let legend = escaped(&w.with("question-of", [("number", number(n)), ("count", number(count))]));
            let entry = |class: &str, state: &str| {
                format!(
                    "<li><a href=\"#q{n}\"{class}><span class=\"visually-hidden\">{question} </span>{n}\
                     <span class=\"visually-hidden\">, {state}</span></a></li>"
                )
            };
            Numbered {
                position: n.to_string(),
                legend: format!(
                    "<fieldset class=\"question\" id=\"q{n}\" tabindex=\"-1\"><legend><span class=\"number\">{legend}</span>\
                     <span class=\"of-section\">"
                ),
                entries: [entry("", &unanswered), entry(" class=\"answered\"", &answered)],
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
    pub(super) fn navigator(&self, html: &mut String, desk: &Desk) {
        for (q, Numbered { entries: [unanswered, answered], .. }) in desk.questions.iter().zip(&self.questions) {
            html.push_str(if q.chosen.is_empty() { unanswered } else { answered });
        }
    }

    /// The fieldsets of all questions, with their sections' titles, in the language of the questions.
    pub(super) fn fieldsets(&self, html: &mut String, desk: &Desk, language: Language) {
        let titles: Vec<String> = desk.sections.iter().map(|title| escaped(title.get(self.interface))).collect();
        let mut section = None;
        for (question, numbered) in desk.questions.iter().zip(&self.questions) {
            let title = titles.get(question.section).map_or("", String::as_str);
            if section != Some(question.section) {
                push(html, &["<h2 class=\"section\">", title, "</h2>"]);
                section = Some(question.section);
            }
            fieldset(html, question, self, numbered, title, language, &desk.languages);
        }
    }
}

fn fieldset(
    html: &mut String,
    q: &DeskQuestion,
    phrases: &Paper,
    Numbered { position, legend, .. }: &Numbered,
    section: &str,
    language: Language,
    languages: &[Language],
) {
    let revision = q.revision.to_string();
    let (input, hint) = match q.kind {
        Kind::Single => ("radio", &phrases.choose_one),
        Kind::Multiple => ("checkbox", &phrases.choose_several),
    };
    push(html, &[legend, section, "</span></legend><div class=\"stem\" lang=\"", language.code()]);
    push(html, &["\" id=\"s", position, "\">", stem(&q.stem, language), "</div><p class=\"hint\">", hint, "</p>"]);
    push(html, &["<input type=\"hidden\" name=\"r", position, "\" value=\"", &revision, "\" autocomplete=\"off\">"]);
    push(html, &["<div class=\"options\" lang=\"", language.code(), "\" role=\"group\" aria-labelledby=\"s", position, "\">"]);
    let input = ["<label class=\"option\"><input type=\"", input, "\" name=\"q", position].concat();
    for ((n, text), [unchecked, checked]) in (0..).zip(&q.options).zip(&phrases.options) {
        let value = if q.chosen.contains(n) { checked } else { unchecked };
        push(html, &[&input, value, option(text, language), "</span></label>"]);
    }
    html.push_str("</div>");
    for other in languages.iter().filter(|l| **l != language) {
        push(html, &["<details class=\"other-language\" lang=\"", other.code(), "\"><summary>", other.endonym(), "</summary>"]);
        push(html, &[stem(&q.stem, *other), "<ol>"]);
        for text in &q.options {
            push(html, &["<li>", option(text, *other), "</li>"]);
        }
        html.push_str("</ol></details>");
    }
    html.push_str("</fieldset>");
}

/// What stands between an option's name and its text.
fn option_value(n: u8, checked: &str) -> String {
    let shown = n + 1;
    format!(
        "\" value=\"{n}\"{checked} autocomplete=\"off\"><span class=\"option-number\" aria-hidden=\"true\">{shown}</span><span>"
    )
}

fn push(html: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| html.push_str(part));
}

fn stem(wording: &Wording, language: Language) -> &str {
    wording.shown(language, |text: RichText| blocks(text).into_any().to_html())
}

fn option(wording: &Wording, language: Language) -> &str {
    wording.shown(language, |text: RichText| line(text).into_any().to_html())
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
