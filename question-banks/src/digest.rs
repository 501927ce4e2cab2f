//! The digest of a bank's content, by which a release is told from another.

use exam::{
    blueprint::Blueprint,
    language::{Language, Texts},
    scoring::Scoring,
};
use sha2::{Digest, Sha256};

use crate::{
    bank::{Bank, Question, Regulation},
    wording::Wording,
};

/// SHA-256 over every field in a fixed order, each text with its length before it, so that no two contents give one stream.
/// Questions stand by code, regulations by activity and version, images by name.
pub(crate) fn of(bank: &Bank) -> [u8; 32] {
    let mut content = Content(Sha256::new());
    content.text("synaq bank 3");
    content.text(&bank.code);
    content.number(bank.demonstration);
    content.languages(&bank.languages);
    content.texts(&bank.title);
    content.count(bank.topics.len());
    for topic in &bank.topics {
        content.text(topic.code.as_str());
        content.texts(&topic.title);
    }
    let mut questions: Vec<_> = bank.questions.iter().collect();
    questions.sort_by_key(|question| &question.code);
    content.count(questions.len());
    for question in questions {
        content.question(question);
    }
    let mut regulations: Vec<_> = bank.regulations.iter().collect();
    regulations.sort_by_key(|regulation| (regulation.activity.code(), regulation.version));
    content.count(regulations.len());
    for regulation in regulations {
        content.regulation(regulation);
    }
    content.count(bank.images.len());
    for image in &bank.images {
        content.text(&image.name);
        content.0.update(image.file);
    }
    content.0.finalize().into()
}

struct Content(Sha256);

impl Content {
    fn number(&mut self, number: impl Into<u64>) {
        self.0.update(number.into().to_le_bytes());
    }

    fn count(&mut self, count: usize) {
        self.0.update((count as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text);
    }

    fn texts(&mut self, texts: &Texts) {
        for language in Language::ALL {
            self.text(texts.get(language));
        }
    }

    fn languages(&mut self, languages: &[Language]) {
        self.count(languages.len());
        for language in languages {
            self.text(language.code());
        }
    }

    fn wording(&mut self, wording: &Wording) {
        self.count(wording.iter().count());
        for (language, text) in wording.iter() {
            self.text(language.code());
            self.text(text);
        }
    }

    fn question(&mut self, question: &Question) {
        self.text(&question.code);
        self.text(question.topic.as_str());
        self.text(question.kind.code());
        self.text(question.difficulty.code());
        self.text(&question.source);
        self.wording(&question.stem);
        self.count(question.options.len());
        for option in &question.options {
            self.wording(option);
        }
        self.number(question.key.right().bits());
    }

    fn regulation(&mut self, regulation: &Regulation) {
        self.text(regulation.activity.code());
        self.number(regulation.version);
        self.number(regulation.demonstration);
        self.texts(&regulation.approved_by);
        self.blueprint(&regulation.blueprint);
    }

    fn blueprint(&mut self, blueprint: &Blueprint) {
        self.languages(blueprint.languages());
        self.number(blueprint.time_limit().as_millis().unsigned_abs());
        self.number(blueprint.pass_mark().get());
        self.text(match blueprint.scoring() {
            Scoring::AllOrNothing => "all-or-nothing",
            Scoring::Partial => "partial",
        });
        self.number(blueprint.retake().wait_days);
        self.number(blueprint.retake().attempts.get());
        self.text(blueprint.result().code());
        self.text(blueprint.paper_access().code());
        self.count(blueprint.tools().len());
        for tool in blueprint.tools() {
            self.text(tool.code());
        }
        self.count(blueprint.appeal().iter().count());
        if let Some(appeal) = blueprint.appeal() {
            self.texts(appeal);
        }
        self.count(blueprint.sections().len());
        for section in blueprint.sections() {
            self.text(&section.code);
            self.texts(&section.title);
            self.number(section.minimum_percent.get());
            self.count(section.quotas.len());
            for quota in &section.quotas {
                self.text(quota.topic.as_str());
                self.text(quota.difficulty.code());
                self.number(quota.questions.get());
            }
        }
    }
}
