//! What is wrong in a bank, and where.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::{Serialize, Serializer};

use crate::letters::is_unseen;

/// Something that is wrong in a bank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The file, relative to the folder that was given.
    #[serde(serialize_with = "as_text")]
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.message)
    }
}

fn as_text<S: Serializer>(file: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&file.to_string_lossy())
}

/// Most characters of a message.
const LONGEST_MESSAGE: usize = 500;

/// A message quotes the file, so it may hold anything: it must not steer the terminal that shows it, nor fill it.
fn printable(message: &str) -> String {
    let mut out = String::new();
    for (n, c) in message.chars().enumerate() {
        match c {
            _ if n == LONGEST_MESSAGE => return out + "…",
            _ if is_unseen(c) => out.push_str(&format!("U+{:04X}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// A line of a file of the bank.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file.display(), self.line)
    }
}

/// The findings of one run, as they are collected.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    pub(crate) fn add(&mut self, file: &Path, line: usize, message: impl Into<String>) {
        self.0.push(Finding { file: file.to_owned(), line, message: printable(&message.into()) });
    }

    /// In the order of files and lines; what was found twice is told once.
    pub(crate) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}
