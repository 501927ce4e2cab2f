//! What `synaq bank lint` tells: of each bank what is in it and what is wrong with it.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use exam::{answer::Kind, language::Language};
use serde::Serialize;

use crate::{
    finding::Finding,
    folder::{name, survey},
};

/// What is in a bank, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BankReport {
    /// The bank's code; its folder's name when `bank.toml` can't be read.
    pub code: String,
    /// How many questions it has, faulty ones too.
    pub items: usize,
    /// How many there are of each kind that occurs.
    pub kinds: BTreeMap<Kind, usize>,
    /// The languages that every question has; none when there is no question.
    pub languages: Vec<Language>,
    /// What is wrong, in the order of files and lines.
    pub errors: Vec<Finding>,
}

/// There is nothing to lint.
#[derive(Debug, thiserror::Error)]
pub enum LintError {
    /// No such folder.
    #[error("there is no folder «{}»", .0.display())]
    Missing(PathBuf),
    /// A file.
    #[error("«{}» is not a folder; name the folder of a bank, or a folder of banks", .0.display())]
    NotAFolder(PathBuf),
    /// A folder without a bank.
    #[error("there is no bank.toml in «{}», nor in a folder right below it", .0.display())]
    NoBank(PathBuf),
    /// A folder that can't be opened.
    #[error("«{}» can't be read: {}", .0.display(), .1)]
    Unreadable(PathBuf, io::Error),
}

/// Lints a bank, or each bank in a folder, in alphabetical order.
///
/// # Errors
/// When there is no bank at `path`. What is wrong in a bank is in its report.
pub fn lint(path: &Path) -> Result<Vec<BankReport>, LintError> {
    if !path.exists() {
        return Err(LintError::Missing(path.to_owned()));
    }
    if !path.is_dir() {
        return Err(LintError::NotAFolder(path.to_owned()));
    }
    if path.join("bank.toml").exists() {
        return Ok(vec![report(path, Path::new(""))]);
    }
    let unreadable = |error| LintError::Unreadable(path.to_owned(), error);
    let entries = fs::read_dir(path).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    let mut folders: Vec<_> = entries.iter().map(fs::DirEntry::path).filter(|folder| folder.is_dir()).collect();
    folders.sort();
    if !folders.iter().any(|folder| folder.join("bank.toml").exists()) {
        return Err(LintError::NoBank(path.to_owned()));
    }
    // A folder of questions among banks is a bank that has lost its bank.toml.
    folders.retain(|folder| folder.join("bank.toml").exists() || folder.join("questions").is_dir());
    Ok(folders.iter().map(|folder| report(folder, Path::new(folder.file_name().unwrap_or_default()))).collect())
}

/// The report on one bank, its files told as lying in `prefix`.
fn report(folder: &Path, prefix: &Path) -> BankReport {
    let survey = survey(folder);
    let mut errors = survey.bank.err().unwrap_or_default();
    for finding in &mut errors {
        finding.file = prefix.join(&finding.file);
    }
    BankReport {
        code: survey.code.or_else(|| name(folder)).unwrap_or_default(),
        items: survey.items,
        kinds: survey.kinds,
        languages: survey.languages.into_iter().collect(),
        errors,
    }
}
