//! Topics and difficulties: the two axes of a blueprint.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A topic's code in its tree, from the root down: `law/licensing`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Topic(String);

/// Not a topic's code.
#[derive(Debug, thiserror::Error)]
#[error("«{0}» is not a topic code: lower-case Latin letters, digits and hyphens, levels parted by /")]
pub struct BadTopic(String);

impl Topic {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this topic is `other` or lies above it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The topic right above, if there is one.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(above, _)| Self(above.to_owned()))
    }
}

/// Whether the text is a code: lower-case Latin letters, digits, hyphens; not empty.
pub fn is_code(s: &str) -> bool {
    !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl FromStr for Topic {
    type Err = BadTopic;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        if s.split('/').all(is_code) { Ok(Self(s.to_owned())) } else { Err(BadTopic(s.to_owned())) }
    }
}

impl TryFrom<String> for Topic {
    type Error = BadTopic;
    fn try_from(s: String) -> Result<Self, Self::Error> {
        s.parse()
    }
}

impl From<Topic> for String {
    fn from(t: Topic) -> Self {
        t.0
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How hard an author holds a question to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Difficulty {
    /// Known by whoever works in the field.
    Easy,
    /// Needs some thought or an exact memory.
    Medium,
    /// Needs several steps or a rare fact.
    Hard,
}

impl Difficulty {
    /// All difficulties, from the easiest.
    pub const ALL: [Self; 3] = [Self::Easy, Self::Medium, Self::Hard];

    /// The name in bank files and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

impl fmt::Display for Difficulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Difficulty {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|d| d.code() == s).ok_or_else(|| s.to_owned())
    }
}
