//! Keys and points. Exact: there is no floating point between an answer and a result.

use std::{fmt, iter::Sum, ops::Add};

use serde::{Deserialize, Serialize};

use crate::{
    answer::{Kind, OptionSet},
    blueprint::Blueprint,
    percent::Percent,
};

/// The right options of a question, by position in the bank.
///
/// It has no `Display`, and its `Debug` shows nothing, so that no log line or message can hold one by accident.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key(OptionSet);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A key; `None` when no option is right.
    pub fn new(right: OptionSet) -> Option<Self> {
        (!right.is_empty()).then_some(Self(right))
    }

    /// The right options.
    pub const fn right(self) -> OptionSet {
        self.0
    }
}

/// How a multiple-choice question is scored. A single-choice question is right or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scoring {
    /// All right options and no other: the whole point, else none.
    AllOrNothing,
    /// (right − wrong) ÷ number of right options, never below zero.
    Partial,
}

/// Points in units of 1/840 of a question: 840 is divisible by every number from 1 to 8, so each share is exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(u32);

impl Points {
    /// A whole question.
    pub const QUESTION: Self = Self(840);

    /// From units of 1/840.
    pub const fn from_units(units: u32) -> Self {
        Self(units)
    }

    /// Units of 1/840.
    pub const fn units(self) -> u32 {
        self.0
    }

    /// Hundredths of a question, rounded down, for showing: 17.25 is 1725.
    pub const fn hundredths(self) -> u32 {
        self.0 * 100 / Self::QUESTION.0
    }

    /// Whole per cent of `most`, rounded down, for showing; whether a mark is met is decided exactly, not by this.
    pub fn percent_of(self, most: Self) -> u8 {
        let percent = u64::from(self.0) * 100 / u64::from(most.0).max(1);
        u8::try_from(percent).unwrap_or(100)
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), Add::add)
    }
}

/// Scores one answer, given in the bank's positions.
pub fn score(kind: Kind, scoring: Scoring, key: Key, answer: OptionSet) -> Points {
    let right = answer.common(key.0);
    let wrong = answer.len() - right;
    match (kind, scoring) {
        (Kind::Single, _) | (Kind::Multiple, Scoring::AllOrNothing) => {
            if answer == key.0 {
                Points::QUESTION
            } else {
                Points::default()
            }
        }
        (Kind::Multiple, Scoring::Partial) => Points(Points::QUESTION.0 * right.saturating_sub(wrong) / key.0.len()),
    }
}

/// A question with its last answer, ready to be scored.
#[derive(Clone, Copy, Debug)]
pub struct Answered {
    /// Position of its section in the blueprint.
    pub section: usize,
    /// Its kind.
    pub kind: Kind,
    /// Its key.
    pub key: Key,
    /// The last answer saved, in the bank's positions; empty when there is none.
    pub answer: OptionSet,
}

/// The score of one section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionScore {
    /// The section's code.
    pub section: String,
    /// Points reached.
    pub points: Points,
    /// Points that could be reached.
    pub most: Points,
    /// Least share of the section's own greatest score; 0 for none.
    pub minimum: Percent,
    /// Whether it is met.
    pub met: bool,
}

/// The grade of a whole paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    /// Points reached.
    pub points: Points,
    /// Points that could be reached.
    pub most: Points,
    /// The pass mark and every section minimum are met.
    pub passed: bool,
    /// Section by section, in the order of the blueprint.
    pub sections: Vec<SectionScore>,
}

/// Grades a paper.
pub fn grade(blueprint: &Blueprint, paper: &[Answered]) -> Grade {
    let sections: Vec<_> = blueprint
        .sections()
        .iter()
        .enumerate()
        .map(|(position, section)| {
            let of_section = || paper.iter().filter(|q| q.section == position);
            let points: Points = of_section().map(|q| score(q.kind, blueprint.scoring(), q.key, q.answer)).sum();
            let most: Points = of_section().map(|_| Points::QUESTION).sum();
            let minimum = section.minimum_percent;
            let met = minimum.is_reached_by(points.0.into(), most.0.into());
            SectionScore { section: section.code.clone(), points, most, minimum, met }
        })
        .collect();
    let points: Points = sections.iter().map(|s| s.points).sum();
    let most: Points = sections.iter().map(|s| s.most).sum();
    let passed = blueprint.pass_mark().is_reached_by(points.0.into(), most.0.into()) && sections.iter().all(|s| s.met);
    Grade { points, most, passed, sections }
}
