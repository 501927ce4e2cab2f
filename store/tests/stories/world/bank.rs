//! The small bank of leak detection (`tests/stories/leak-detection`), and the starter banks.
//!
//! A paper of the small bank: four questions of law with one right option of four, two of radio with three right options of
//! five. Each of law shows a picture. 30 minutes, pass mark 60 %, at least 75 % in law, multiple choice scored in parts, two attempts ten days apart.

use std::{collections::BTreeMap, fs, path::Path, path::PathBuf};

use question_banks::Bank;

pub(crate) const LAW: &str = "questions/law.txt";
pub(crate) const RADIO: &str = "questions/radio.txt";
pub(crate) const REGULATION: &str = "regulations/leak-detection.toml";

pub(crate) const IMAGE: &str = "images/scheme.png";

pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

pub(crate) fn small() -> Bank {
    edited(|_| {})
}

/// The small bank after a licensor has edited it.
pub(crate) fn edited(edit: impl FnOnce(&mut Files)) -> Bank {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/leak-detection");
    let read = |file: &str| (PathBuf::from(file), fs::read(folder.join(file)).unwrap());
    let mut files: Files = ["bank.toml", LAW, RADIO, REGULATION, IMAGE].map(read).into();
    edit(&mut files);
    question_banks::read_files(&files).unwrap()
}

/// Puts other words into a file of a bank.
pub(crate) fn reword(files: &mut Files, file: &str, from: &str, to: &str) {
    let text = files.get_mut(Path::new(file)).unwrap();
    let old = String::from_utf8(text.clone()).unwrap();
    assert!(old.contains(from), "«{from}» is not in {file}");
    *text = old.replace(from, to).into_bytes();
}

/// A starter bank, as it is delivered.
pub(crate) fn starter(code: &str) -> Bank {
    question_banks::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../question-banks/banks").join(code)).unwrap()
}
