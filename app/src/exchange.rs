//! What the exam page's island and the server say to each other, as JSON.

use std::collections::BTreeMap;

use exam::answer::OptionSet;
use serde::{Deserialize, Serialize};

/// The island saves what has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaveRequest {
    /// The tab that sends it.
    pub tab: String,
    /// The answers that the server has not acknowledged, by position.
    pub answers: Vec<Answer>,
}

/// One changed answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The question's position, from 1.
    pub position: u16,
    /// The island's count of changes to this question.
    pub client_revision: i64,
    /// What is chosen, by presented position.
    pub chosen: OptionSet,
}

/// The server has the answers on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaveReply {
    /// When they were received, by the server's clock, in milliseconds since 1970.
    pub saved_at: i64,
    /// The revision in force of each question named.
    pub revisions: BTreeMap<u16, u32>,
    /// Questions in which another tab's answer stands instead of the one sent.
    pub conflicts: Vec<u16>,
}

/// The server's clock: the only one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Time {
    /// Now, in milliseconds since 1970.
    pub now: i64,
    /// The deadline, likewise; none once the attempt has ended.
    pub deadline: Option<i64>,
}
