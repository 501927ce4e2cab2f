//! What a candidate can say to a question.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Most options that a question may have.
pub const MOST_OPTIONS: u8 = 8;

/// A set of options, by position from 0.
///
/// An answer holds positions *as presented on the paper*; the file's own order never leaves the server, because authors tend to
/// write the key first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub struct OptionSet(u8);

/// A position beyond the last possible option.
#[derive(Debug, thiserror::Error)]
#[error("there is no option {0}")]
pub struct NoSuchOption(u8);

impl OptionSet {
    /// No option.
    pub const EMPTY: Self = Self(0);

    /// The same set with one option more.
    ///
    /// # Errors
    /// When the position can't exist on any paper.
    pub const fn with(self, position: u8) -> Result<Self, NoSuchOption> {
        if position < MOST_OPTIONS { Ok(Self(self.0 | 1 << position)) } else { Err(NoSuchOption(position)) }
    }

    /// Whether the option is in the set.
    pub const fn contains(self, position: u8) -> bool {
        position < MOST_OPTIONS && self.0 & (1 << position) != 0
    }

    /// Whether nothing is chosen.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many options are in the set.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The positions, ascending.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..MOST_OPTIONS).filter(move |p| self.contains(*p))
    }

    /// How many options are in both sets.
    pub const fn common(self, other: Self) -> u32 {
        (self.0 & other.0).count_ones()
    }

    /// The set as a number, bit *n* for position *n*: as it is stored.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set from its stored number.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }
}

impl TryFrom<Vec<u8>> for OptionSet {
    type Error = NoSuchOption;
    fn try_from(positions: Vec<u8>) -> Result<Self, Self::Error> {
        positions.into_iter().try_fold(Self::EMPTY, Self::with)
    }
}

impl From<OptionSet> for Vec<u8> {
    fn from(set: OptionSet) -> Self {
        set.iter().collect()
    }
}

/// The kind of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One option is to be chosen.
    Single,
    /// All right options are to be chosen.
    Multiple,
}

impl Kind {
    /// The name in bank files and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
        }
    }

    /// Whether `answer` could have been given to a question of this kind with so many options.
    pub fn admits(self, answer: OptionSet, options: usize) -> bool {
        answer.iter().all(|p| usize::from(p) < options) && (self == Self::Multiple || answer.len() <= 1)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::str::FromStr for Kind {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "single" => Ok(Self::Single),
            "multiple" => Ok(Self::Multiple),
            other => Err(other.to_owned()),
        }
    }
}
