//! The blueprint: what an exam of one activity type asks for. Every number in it is the licensor's; none is a constant of the code.

use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use crate::{
    clock::Span,
    language::{Language, Texts},
    percent::Percent,
    scoring::Scoring,
    topic::{Difficulty, Topic, is_code},
};

/// A checked blueprint: it has sections, its quotas don't overlap, and it is offered in at least one language.
///
/// Whether a given bank can fill it is told by [`crate::draw::Pool::new`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Draft", into = "Draft")]
pub struct Blueprint {
    draft: Draft,
}

/// A blueprint as written, before it is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Languages the exam is offered in.
    pub languages: Vec<Language>,
    /// Minutes from the start to the deadline.
    pub time_limit_minutes: NonZeroU16,
    /// Least share of the greatest possible score.
    pub pass_mark_percent: Percent,
    /// How a multiple-choice question is scored.
    pub scoring: Scoring,
    /// When a candidate who failed may come again.
    pub retake: Retake,
    /// When the candidate is told the result.
    #[serde(default, skip_serializing_if = "Disclosure::is_at_once")]
    pub result: Disclosure,
    /// What of their own paper the candidate is shown once the result is approved.
    #[serde(default, skip_serializing_if = "PaperAccess::is_nothing")]
    pub paper_access: PaperAccess,
    /// What the candidate may use beside the paper; nothing, unless it is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool>,
    /// How to appeal against a result, in the licensor's own words: to whom, and within what time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<Texts>,
    /// The sections, in the order of the paper.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// When a candidate is told the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disclosure {
    /// As soon as it is worked out, before it is approved.
    #[default]
    AtOnce,
    /// When the commission has approved it.
    WhenApproved,
}

impl Disclosure {
    /// The name in regulations.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AtOnce => "at-once",
            Self::WhenApproved => "when-approved",
        }
    }

    fn is_at_once(&self) -> bool {
        *self == Self::AtOnce
    }
}

/// What of their own paper a candidate is shown once the result is approved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperAccess {
    /// Nothing.
    #[default]
    Nothing,
    /// The questions, with what was chosen.
    Questions,
    /// Also the right options, and the points of each question.
    Keys,
}

impl PaperAccess {
    /// The name in regulations.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Questions => "questions",
            Self::Keys => "keys",
        }
    }

    fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}

/// Something that a candidate may use beside the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    /// A field to write in, which nobody marks.
    Scratch,
    /// A calculator of the four operations.
    Calculator,
}

impl Tool {
    /// The name in regulations.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Scratch => "scratch",
            Self::Calculator => "calculator",
        }
    }
}

/// When a candidate who failed may come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retake {
    /// Days from a failed attempt to the next.
    pub wait_days: u16,
    /// Most attempts in one file.
    pub attempts: NonZeroU16,
}

/// A part of the paper with a score of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: Texts,
    /// Least share of the section's own greatest score; 0 for none.
    pub minimum_percent: Percent,
    /// What is drawn for it.
    #[serde(rename = "quota")]
    pub quotas: Vec<Quota>,
}

/// So many questions of a topic (and of everything below it) of a difficulty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// The topic.
    pub topic: Topic,
    /// The difficulty.
    pub difficulty: Difficulty,
    /// How many.
    pub questions: NonZeroU16,
}

impl Quota {
    /// Whether some question could be counted for both.
    fn overlaps(&self, other: &Self) -> bool {
        self.difficulty == other.difficulty && (self.topic.covers(&other.topic) || other.topic.covers(&self.topic))
    }
}

/// What is wrong with a blueprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBlueprint {
    /// No language.
    #[error("the regulation offers no language")]
    NoLanguage,
    /// No section at all.
    #[error("the regulation has no section")]
    NoSection,
    /// A section without quotas.
    #[error("section «{0}» has no quota")]
    EmptySection(String),
    /// Not a code, or a second section of the same code.
    #[error("section code «{0}» is not a code of its own: lower-case Latin letters, digits and hyphens, once each")]
    SectionCode(String),
    /// Two quotas could claim the same question.
    #[error("two quotas overlap: {0} and {1}, both {2}")]
    Overlap(Topic, Topic, Difficulty),
}

impl TryFrom<Draft> for Blueprint {
    type Error = BadBlueprint;

    fn try_from(draft: Draft) -> Result<Self, Self::Error> {
        if draft.languages.is_empty() {
            return Err(BadBlueprint::NoLanguage);
        }
        if draft.sections.is_empty() {
            return Err(BadBlueprint::NoSection);
        }
        for (n, section) in draft.sections.iter().enumerate() {
            if !is_code(&section.code) || draft.sections[..n].iter().any(|s| s.code == section.code) {
                return Err(BadBlueprint::SectionCode(section.code.clone()));
            }
            if section.quotas.is_empty() {
                return Err(BadBlueprint::EmptySection(section.code.clone()));
            }
        }
        let quotas: Vec<_> = draft.sections.iter().flat_map(|s| &s.quotas).collect();
        for (n, quota) in quotas.iter().enumerate() {
            if let Some(other) = quotas[..n].iter().find(|q| q.overlaps(quota)) {
                return Err(BadBlueprint::Overlap(other.topic.clone(), quota.topic.clone(), quota.difficulty));
            }
        }
        Ok(Self { draft })
    }
}

impl From<Blueprint> for Draft {
    fn from(blueprint: Blueprint) -> Self {
        blueprint.draft
    }
}

impl Blueprint {
    /// Languages the exam is offered in.
    pub fn languages(&self) -> &[Language] {
        &self.draft.languages
    }

    /// When the candidate is told the result.
    pub const fn result(&self) -> Disclosure {
        self.draft.result
    }

    /// What of their own paper the candidate is shown once the result is approved.
    pub const fn paper_access(&self) -> PaperAccess {
        self.draft.paper_access
    }

    /// What the candidate may use beside the paper.
    pub fn tools(&self) -> &[Tool] {
        &self.draft.tools
    }

    /// How to appeal against a result, if the licensor has said.
    pub fn appeal(&self) -> Option<&Texts> {
        self.draft.appeal.as_ref()
    }

    /// From the start to the deadline, before any extra time.
    pub fn time_limit(&self) -> Span {
        Span::from_mins(self.draft.time_limit_minutes.get().into())
    }

    /// Least share of the greatest possible score.
    pub fn pass_mark(&self) -> Percent {
        self.draft.pass_mark_percent
    }

    /// How a multiple-choice question is scored.
    pub fn scoring(&self) -> Scoring {
        self.draft.scoring
    }

    /// When a candidate who failed may come again.
    pub fn retake(&self) -> Retake {
        self.draft.retake
    }

    /// The sections, in the order of the paper.
    pub fn sections(&self) -> &[Section] {
        &self.draft.sections
    }

    /// How many questions a paper has.
    pub fn questions(&self) -> usize {
        self.sections().iter().flat_map(|s| &s.quotas).map(|q| usize::from(q.questions.get())).sum()
    }
}
