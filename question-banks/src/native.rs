//! The native format of questions, as `FORMAT.md` has it.

pub(crate) mod entry;
pub(crate) mod parse;
pub(crate) mod write;
