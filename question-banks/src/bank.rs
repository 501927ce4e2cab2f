//! A bank as read: everything in it has been checked.

use exam::{
    answer::Kind,
    blueprint::Blueprint,
    language::{Language, Texts},
    scoring::Key,
    topic::{Difficulty, Topic},
};
use licensing::ActivityType;

use crate::{image::Image, wording::Wording};

/// A question bank with the regulations that draw from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bank {
    /// Its code, which is also the name of its folder.
    pub code: String,
    /// Whether staff pages, slips and protocols must say that the bank is a demonstration.
    pub demonstration: bool,
    /// The languages that every question has.
    pub languages: Vec<Language>,
    /// Its title.
    pub title: Texts,
    /// The topic tree, in the order of `bank.toml`; the parent of each topic is in it.
    pub topics: Vec<TopicEntry>,
    /// The questions, in the order read.
    pub questions: Vec<Question>,
    /// The regulations, in the order read; the bank can fill each.
    pub regulations: Vec<Regulation>,
    /// The images that questions show, by name; each is there once, and a question names it.
    pub images: Vec<Image>,
    /// SHA-256 over the content. It doesn't depend on how the questions are spread over files, on line breaks, wrapping or
    /// comments; any other change changes it.
    pub digest: [u8; 32],
}

/// A topic of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicEntry {
    /// Its code, from the root down.
    pub code: Topic,
    /// Its title.
    pub title: Texts,
}

/// A question with its key. It can't be serialised: nothing that holds a key may leave the server by accident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its id, unique in the bank and never reused.
    pub code: String,
    /// The leaf topic that it stands under.
    pub topic: Topic,
    /// Its kind.
    pub kind: Kind,
    /// How hard the author holds it to be.
    pub difficulty: Difficulty,
    /// The act, standard or textbook topic that the key rests on.
    pub source: String,
    /// What is asked.
    pub stem: Wording,
    /// The options, in the file's order: an [`exam::answer::OptionSet`] of the bank counts in it.
    pub options: Vec<Wording>,
    /// The right options.
    pub key: Key,
}

/// An exam regulation: what an exam of one activity type asks for, and which act says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// The activity type that is examined.
    pub activity: ActivityType,
    /// Its version, from 1.
    pub version: u16,
    /// Whether it is a demonstration: no act has approved it.
    pub demonstration: bool,
    /// The approving act, with number and date.
    pub approved_by: Texts,
    /// What the exam asks for.
    pub blueprint: Blueprint,
}
