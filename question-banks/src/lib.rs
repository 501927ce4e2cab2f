//! Questions with their keys, and the regulations that draw from them.
//!
//! A bank is a folder of plain text (`FORMAT.md`): [`read`] makes it a [`Bank`], or tells everything that is wrong with it, each
//! with file and line; [`lint()`] does so for a folder of banks; [`write()`] writes a question in the native format again.
//!
//! No type here that holds a key can be serialised.

mod bank;
mod bank_toml;
mod check;
mod digest;
mod finding;
mod folder;
mod formula;
mod image;
mod letters;
mod lint;
mod native;
mod regulation_toml;
mod toml_file;
mod wording;

pub use bank::{Bank, Question, Regulation, TopicEntry};
pub use finding::Finding;
pub use folder::{read, read_files};
pub use formula::mathml;
pub use image::Image;
pub use lint::{BankReport, LintError, lint};
pub use native::write::write;
pub use wording::{NoText, Wording};
