//! Languages of the interface and of questions.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language the product speaks. Kazakh is the state language and the default; Russian is used officially.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Kazakh
    #[default]
    Kk,
    /// Russian
    Ru,
    /// English
    En,
}

/// The text names no known language.
#[derive(Debug, thiserror::Error)]
#[error("«{0}» is not a language of this system: kk, ru or en")]
pub struct UnknownLanguage(String);

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// ISO 639-1 code, as used in the `lang` attribute, in bank files and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language's name in itself.
    pub const fn endonym(self) -> &'static str {
        match self {
            Self::Kk => "Қазақша",
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|l| l.code() == s).ok_or_else(|| UnknownLanguage(s.to_owned()))
    }
}

/// A text that exists in all three interface languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Kazakh
    pub kk: String,
    /// Russian
    pub ru: String,
    /// English
    pub en: String,
}

impl Texts {
    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
            Language::En => &self.en,
        }
    }
}
