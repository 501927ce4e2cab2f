//! A question as it stands in a file, before anybody has checked whether it is one.

use std::{collections::BTreeMap, path::PathBuf};

use exam::language::Language;

use crate::finding::Place;

/// Something with the line that it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Placed<T> {
    pub(crate) line: usize,
    pub(crate) value: T,
}

/// The texts of a stem or an option.
pub(crate) type EntryTexts = BTreeMap<Language, Placed<String>>;

/// A question as written.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) file: PathBuf,
    /// The line of its `[id]`.
    pub(crate) line: usize,
    /// `None` when the id is malformed, which has been told.
    pub(crate) code: Option<String>,
    pub(crate) fields: BTreeMap<Field, Placed<String>>,
    pub(crate) stem: EntryTexts,
    pub(crate) options: Vec<EntryOption>,
}

impl Entry {
    /// A line of the entry's file.
    pub(crate) fn place(&self, line: usize) -> Place {
        Place { file: self.file.clone(), line }
    }

    /// The texts that a line belongs to: those of the last option, or else the stem's.
    pub(crate) fn open_texts(&mut self) -> &mut EntryTexts {
        match self.options.last_mut() {
            Some(option) => &mut option.texts,
            None => &mut self.stem,
        }
    }
}

/// An option as written.
#[derive(Debug)]
pub(crate) struct EntryOption {
    pub(crate) line: usize,
    pub(crate) right: bool,
    pub(crate) texts: EntryTexts,
}

/// A field of a question that isn't a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Topic,
    Kind,
    Difficulty,
    Source,
}

impl Field {
    /// All fields, in the order in which they are written.
    pub(crate) const ALL: [Self; 4] = [Self::Topic, Self::Kind, Self::Difficulty, Self::Source];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Kind => "kind",
            Self::Difficulty => "difficulty",
            Self::Source => "source",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}
