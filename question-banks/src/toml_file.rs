//! What the two kinds of TOML file have in common.

use std::{ops::Range, path::Path};

use exam::language::Texts;
use serde::{Deserialize, de::DeserializeOwned};
use toml::Spanned;

use crate::{finding::Findings, letters};

/// A TOML file that is being read.
pub(crate) struct TomlFile<'a> {
    pub(crate) path: &'a Path,
    pub(crate) text: &'a str,
}

impl TomlFile<'_> {
    /// The file as a value; `None` when it isn't one, which is told.
    pub(crate) fn parse<T: DeserializeOwned>(&self, findings: &mut Findings) -> Option<T> {
        toml::from_str(self.text)
            .map_err(|error| {
                let line = self.line(error.span().unwrap_or_default());
                findings.add(self.path, line, format!("this can't be read: {}", error.message().trim().replace('\n', "; ")));
            })
            .ok()
    }

    /// The line in which something starts.
    pub(crate) fn line(&self, span: Range<usize>) -> usize {
        let before = self.text.as_bytes().iter().take(span.start);
        1 + before.filter(|byte| **byte == b'\n').count()
    }

    /// Tells what is wrong with something.
    pub(crate) fn tell<T>(&self, findings: &mut Findings, at: &Spanned<T>, message: impl Into<String>) {
        findings.add(self.path, self.line(at.span()), message);
    }

    /// A text in all interface languages; empty ones and strange letters are told.
    pub(crate) fn texts(&self, findings: &mut Findings, written: WrittenTexts) -> Texts {
        for text in [&written.kk, &written.ru, &written.en] {
            let value = text.get_ref();
            if value.trim().is_empty() {
                self.tell(findings, text, "this text is empty; write it in each language");
            }
            for message in letters::unseen(value).into_iter().chain(letters::mixed(value)) {
                self.tell(findings, text, message);
            }
        }
        Texts { kk: written.kk.into_inner(), ru: written.ru.into_inner(), en: written.en.into_inner() }
    }
}

/// A text in all interface languages, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenTexts {
    kk: Spanned<String>,
    ru: Spanned<String>,
    en: Spanned<String>,
}
