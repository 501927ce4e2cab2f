//! A text in the languages that its author gave.

use std::collections::BTreeMap;

use exam::language::Language;
use serde::{Deserialize, Serialize};

/// A text of a question in one language or more, never in none and never empty.
///
/// Each is in canonical form: lines trimmed, prose joined to one line, paragraphs parted by one empty line, one list entry a line.
/// So how an author wrapped a text makes no difference. `exam::text::RichText::parse` reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Language, String>", into = "BTreeMap<Language, String>")]
pub struct Wording(BTreeMap<Language, String>);

/// There is no text in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no text in any language")]
pub struct NoText;

impl Wording {
    /// The text in the language asked for, or else in the first of kk, ru, en that it has.
    pub fn get(&self, language: Language) -> &str {
        self.pick(language).1
    }

    /// As [`Self::get`], with the language that the text is really in: what the `lang` attribute must say.
    pub fn pick(&self, language: Language) -> (Language, &str) {
        [language].into_iter().chain(Language::ALL).find_map(|l| self.exactly(l).map(|text| (l, text))).unwrap_or((language, ""))
    }

    /// The text in this language and no other.
    pub fn exactly(&self, language: Language) -> Option<&str> {
        self.0.get(&language).map(String::as_str)
    }

    /// The texts, in the order in which languages are offered.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &str)> {
        self.0.iter().map(|(language, text)| (*language, text.as_str()))
    }
}

impl TryFrom<BTreeMap<Language, String>> for Wording {
    type Error = NoText;

    fn try_from(texts: BTreeMap<Language, String>) -> Result<Self, NoText> {
        let texts: BTreeMap<_, _> =
            texts.into_iter().map(|(l, text)| (l, canonical(&text))).filter(|(_, text)| !text.is_empty()).collect();
        if texts.is_empty() { Err(NoText) } else { Ok(Self(texts)) }
    }
}

impl From<Wording> for BTreeMap<Language, String> {
    fn from(wording: Wording) -> Self {
        wording.0
    }
}

/// The canonical form of a text. It has the same reading as rich text as the text itself.
pub(crate) fn canonical(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    let mut out = String::new();
    let (mut in_paragraph, mut in_list) = (false, false);
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            (in_paragraph, in_list) = (false, false);
            continue;
        }
        in_list |= line.starts_with("* ");
        if !out.is_empty() {
            // A lone asterisk would start a list if something were joined to it.
            let apart = in_list || out.lines().next_back() == Some("*");
            out.push_str(match (in_paragraph, apart) {
                (false, _) => "\n\n",
                (true, true) => "\n",
                (true, false) => " ",
            });
        }
        out.push_str(line);
        in_paragraph = true;
    }
    out
}

/// A text on one line, with single spaces.
pub(crate) fn single_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What two texts have in common that a reader would hold for the same: neither spacing nor the case of the first letter counts.
/// Further in, case is content: 10 мВт is not 10 МВт.
pub(crate) fn gist(text: &str) -> String {
    let line = single_line(text);
    let mut characters = line.chars();
    let first = characters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use exam::text::RichText;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wrapping_is_no_content_but_paragraphs_and_lists_are() {
        assert_eq!(canonical(" a\r\n  b\n\n\n* one\n* two\n\nc"), "a b\n\n* one\n* two\n\nc");
    }

    #[test]
    fn joining_makes_no_list() {
        assert_eq!(canonical("*\n*\na"), "*\n*\na");
    }

    #[test]
    fn a_missing_language_falls_back_in_the_order_of_offer() {
        let wording =
            Wording::try_from(BTreeMap::from([(Language::Ru, "да".to_owned()), (Language::En, "yes".to_owned())])).unwrap();
        assert_eq!(wording.pick(Language::Kk), (Language::Ru, "да"));
        assert_eq!(wording.get(Language::En), "yes");
        assert_eq!(wording.exactly(Language::Kk), None);
    }

    #[test]
    fn a_wording_is_an_object_of_languages_and_never_empty() {
        let json = r#"{"kk":"иә","ru":"да"}"#;
        let wording: Wording = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&wording).unwrap(), json);
        assert!(serde_json::from_str::<Wording>(r#"{"kk":"  "}"#).is_err());
    }

    proptest! {
        #[test]
        fn the_canonical_form_reads_the_same(text in "([a-c*` \n]|\\* |\n\n){0,40}") {
            let canonical_text = canonical(&text);
            prop_assert_eq!(canonical(&canonical_text), canonical_text.clone());
            let lines: Vec<_> = text.lines().map(str::trim).collect();
            prop_assert_eq!(RichText::parse(&canonical_text), RichText::parse(&lines.join("\n")));
        }
    }
}
