//! Reads the folder of a bank.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use exam::{answer::Kind, language::Language};

use crate::{
    bank::Bank,
    bank_toml::{self, BankToml},
    check::{Checked, Checker},
    digest,
    finding::{Finding, Findings},
    image::{self, Image},
    native::parse::parse,
    regulation_toml::{self, Against, Known},
    toml_file::TomlFile,
};

/// The files of a bank by their path in it, with `/` between folder and file.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The folders in a bank, with the endings of the files that count in them; none: all do.
const FOLDERS: [(&str, &str); 3] = [("questions", "txt"), ("regulations", "toml"), (image::FOLDER, "")];

/// Reads a bank.
///
/// # Errors
/// Everything that is wrong with it, in the order of files and lines.
pub fn read(folder: &Path) -> Result<Bank, Vec<Finding>> {
    survey(folder).bank
}

/// Reads a bank from files in memory, by their path in the bank's folder: `bank.toml`, `questions/law.txt`. The bank's code
/// isn't held against a folder's name. What isn't a file of a bank is ignored.
///
/// # Errors
/// Everything that is wrong with it, in the order of files and lines.
pub fn read_files(files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<Bank, Vec<Finding>> {
    assemble(None, files, Findings::default()).bank
}

/// What is known of a bank, whether or not something is wrong with it.
pub(crate) struct Survey {
    /// The bank, or what is wrong.
    pub(crate) bank: Result<Bank, Vec<Finding>>,
    /// The code in `bank.toml`, if that can be read.
    pub(crate) code: Option<String>,
    pub(crate) items: usize,
    pub(crate) kinds: BTreeMap<Kind, usize>,
    pub(crate) languages: BTreeSet<Language>,
}

/// Reads a bank and counts what is in it.
pub(crate) fn survey(folder: &Path) -> Survey {
    let mut findings = Findings::default();
    let files = load(folder, &mut findings);
    let name = name(folder);
    assemble(name.as_deref(), &files, findings)
}

/// A folder's own name, also where it is given as `.` or `..`.
pub(crate) fn name(folder: &Path) -> Option<String> {
    let real = folder.canonicalize().ok();
    real.as_deref().unwrap_or(folder).file_name().map(|name| name.to_string_lossy().into_owned())
}

fn load(folder: &Path, findings: &mut Findings) -> Files {
    let mut files = Files::new();
    let mut failed = |path: &Path, error: io::Error| findings.add(path, 1, format!("this can't be read: {error}"));
    let bank_toml = Path::new("bank.toml");
    match fs::read(folder.join(bank_toml)) {
        Ok(bytes) => drop(files.insert(bank_toml.to_owned(), bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => failed(bank_toml, error),
    }
    for (part, ending) in FOLDERS {
        let part = Path::new(part);
        let names = match names(&folder.join(part)) {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                failed(part, error);
                continue;
            }
        };
        for path in names.into_iter().map(|name| part.join(name)).filter(|path| has_ending(path, ending)) {
            match read_regular(&folder.join(&path)) {
                Ok(Some(bytes)) => drop(files.insert(path, bytes)),
                Ok(None) => {}
                Err(error) => failed(&path, error),
            }
        }
    }
    files
}

fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
}

/// A file's content; `None` for a folder, or for something that might never end.
fn read_regular(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if fs::metadata(path)?.is_file() { fs::read(path).map(Some) } else { Ok(None) }
}

fn has_ending(path: &Path, ending: &str) -> bool {
    ending.is_empty() || path.extension().is_some_and(|extension| extension == ending)
}

fn assemble(name: Option<&str>, files: &Files, mut findings: Findings) -> Survey {
    let described = describe(name, files, &mut findings);
    let images = within(files, FOLDERS[2]).map(|(path, file)| (path, image::read(path, file, &mut findings)));
    let images: BTreeMap<&Path, Option<Image>> = images.collect();
    let Checked { questions, candidates, unplaced, kinds, items, languages, shown } =
        questions(described.as_ref(), files, images.keys().copied().collect(), &mut findings);
    for unused in images.keys().filter(|path| !shown.contains(**path)) {
        findings.add(unused, 1, "no question shows this image; drop it, or name it in a question: ![what it shows](name.png)");
    }
    let images = images.into_values().flatten().collect();
    if items == 0 {
        findings.add(Path::new("bank.toml"), 1, "the bank has no question; write some into a .txt file in its folder questions");
    }
    let against = Against { bank: described.as_ref(), candidates: &candidates, unplaced };
    let mut known = Known::new();
    let mut regulations = Vec::new();
    for (path, bytes) in within(files, FOLDERS[1]) {
        if let Some(text) = utf8(path, bytes, &mut findings) {
            regulations.extend(regulation_toml::read(&TomlFile { path, text }, &against, &mut known, &mut findings));
        }
    }
    let findings = findings.sorted();
    let code = described.as_ref().map(|bank| bank.code.clone());
    let bank = match described {
        Some(BankToml { code, demonstration, languages, title, topics }) if findings.is_empty() => {
            let digest = [0; 32];
            let mut bank = Bank { code, demonstration, languages, title, topics, questions, regulations, images, digest };
            bank.digest = digest::of(&bank);
            Ok(bank)
        }
        _ => Err(findings),
    };
    Survey { bank, code, items, kinds, languages }
}

fn describe(name: Option<&str>, files: &Files, findings: &mut Findings) -> Option<BankToml> {
    let path = Path::new("bank.toml");
    let Some(bytes) = files.get(path) else {
        findings.add(path, 1, "there is no bank.toml; a bank's folder needs one");
        return None;
    };
    let text = utf8(path, bytes, findings)?;
    bank_toml::read(&TomlFile { path, text }, name, findings)
}

fn questions(bank: Option<&BankToml>, files: &Files, images: BTreeSet<&Path>, findings: &mut Findings) -> Checked {
    let mut entries = Vec::new();
    for (path, bytes) in within(files, FOLDERS[0]) {
        match utf8(path, bytes, findings) {
            Some(text) => entries.extend(parse(path, text, findings)),
            // Told once; what can be read of it is still checked and counted.
            None => entries.extend(parse(path, &String::from_utf8_lossy(bytes).replace('\u{FFFD}', "?"), findings)),
        }
    }
    let mut checker = Checker::new(bank, images, findings);
    for entry in &entries {
        checker.check(entry);
    }
    checker.done()
}

/// The files that count in one of the folders, in alphabetical order.
fn within<'a>(files: &'a Files, (part, ending): (&'static str, &'static str)) -> impl Iterator<Item = (&'a Path, &'a [u8])> {
    files
        .iter()
        .filter(move |(path, _)| path.parent() == Some(Path::new(part)) && has_ending(path, ending))
        .map(|(path, bytes)| (path.as_path(), bytes.as_slice()))
}

fn utf8<'a>(path: &Path, bytes: &'a [u8], findings: &mut Findings) -> Option<&'a str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes)
        .map_err(|error| {
            let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
            findings.add(path, line, "from here on the file is not UTF-8; save it in the encoding UTF-8");
        })
        .ok()
}
