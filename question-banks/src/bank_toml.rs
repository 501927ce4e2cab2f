//! Reads `bank.toml`: the bank's code, languages and topic tree.

use std::collections::BTreeMap;

use exam::{
    language::{Language, Texts},
    topic::{Topic, is_code},
};
use serde::Deserialize;
use toml::Spanned;

use crate::{
    bank::TopicEntry,
    finding::Findings,
    toml_file::{TomlFile, WrittenTexts},
};

/// What `bank.toml` says.
#[derive(Debug)]
pub(crate) struct BankToml {
    pub(crate) code: String,
    pub(crate) demonstration: bool,
    pub(crate) languages: Vec<Language>,
    pub(crate) title: Texts,
    pub(crate) topics: Vec<TopicEntry>,
}

impl BankToml {
    pub(crate) fn has(&self, topic: &Topic) -> bool {
        self.topics.iter().any(|entry| entry.code == *topic)
    }

    /// Whether there are topics below this one.
    pub(crate) fn branches(&self, topic: &Topic) -> bool {
        self.topics.iter().any(|entry| entry.code != *topic && topic.covers(&entry.code))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: Spanned<String>,
    demonstration: bool,
    languages: Spanned<Vec<Spanned<String>>>,
    title: WrittenTexts,
    #[serde(rename = "topic", default)]
    topics: Vec<WrittenTopic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTopic {
    code: Spanned<String>,
    title: WrittenTexts,
}

/// Reads the file; `None` when it has no readable shape. `folder` is the folder's name, where it has one.
pub(crate) fn read(file: &TomlFile<'_>, folder: Option<&str>, findings: &mut Findings) -> Option<BankToml> {
    let written: Written = file.parse(findings)?;
    check_code(file, &written.code, folder, findings);
    Some(BankToml {
        demonstration: written.demonstration,
        languages: languages(file, &written.languages, findings),
        title: file.texts(findings, written.title),
        topics: topics(file, written.topics, findings),
        code: written.code.into_inner(),
    })
}

fn check_code(file: &TomlFile<'_>, written: &Spanned<String>, folder: Option<&str>, findings: &mut Findings) {
    let code = written.get_ref();
    if !is_code(code) {
        file.tell(findings, written, format!("«{code}» is not a bank's code: lower-case Latin letters, digits and hyphens"));
    } else if let Some(folder) = folder.filter(|folder| folder != code) {
        file.tell(findings, written, format!("the bank's code is «{code}» and its folder is «{folder}»; give both one name"));
    }
}

/// The languages of a list, in its order; what isn't one, or is one twice, is told.
pub(crate) fn languages(file: &TomlFile<'_>, written: &Spanned<Vec<Spanned<String>>>, findings: &mut Findings) -> Vec<Language> {
    let mut languages = Vec::new();
    for language in written.get_ref() {
        match language.get_ref().parse::<Language>() {
            Ok(known) if languages.contains(&known) => {
                file.tell(findings, language, format!("language «{known}» stands here a second time; keep one"));
            }
            Ok(known) => languages.push(known),
            Err(unknown) => file.tell(findings, language, unknown.to_string()),
        }
    }
    if written.get_ref().is_empty() {
        file.tell(findings, written, "no language is named; name at least one of kk, ru, en");
    }
    languages
}

fn topics(file: &TomlFile<'_>, written: Vec<WrittenTopic>, findings: &mut Findings) -> Vec<TopicEntry> {
    let mut lines = BTreeMap::<Topic, usize>::new();
    let mut topics = Vec::new();
    for topic in written {
        let title = file.texts(findings, topic.title);
        let line = file.line(topic.code.span());
        match topic.code.get_ref().parse::<Topic>() {
            Ok(code) => match lines.get(&code) {
                Some(first) => {
                    let message = format!("topic «{code}» stands here a second time, first in line {first}; keep one");
                    file.tell(findings, &topic.code, message);
                }
                None => {
                    lines.insert(code.clone(), line);
                    topics.push(TopicEntry { code, title });
                }
            },
            Err(bad) => file.tell(findings, &topic.code, bad.to_string()),
        }
    }
    for (code, line) in &lines {
        if let Some(parent) = code.parent().filter(|parent| !lines.contains_key(parent)) {
            let message = format!("topic «{code}» has no parent; add a topic «{parent}» with a title");
            findings.add(file.path, *line, message);
        }
    }
    if topics.is_empty() {
        findings.add(file.path, 1, "the bank has no topic; add a [[topic]] with code and title");
    }
    topics
}
