//! What the exam page's desk and the server say to each other, as JSON. A request that failed is told as [`Refused`].

use std::collections::BTreeMap;

use exam::answer::OptionSet;
use serde::{Deserialize, Serialize};

/// The desk saves what has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaveRequest {
    /// The tab that sends it.
    pub tab: String,
    /// The answers that the server has not acknowledged, in the order in which they were given.
    pub answers: Vec<Answer>,
}

/// One changed answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The question's position, from 1.
    pub position: u16,
    /// The count of this change: the server's time of it in milliseconds as far as the browser knows, and in any case more than every
    /// count of this question that it has seen. So of two answers, wherever they were given and kept, the later one counts.
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
    /// Questions in which another place's later answer stands instead of the one sent.
    pub conflicts: Vec<u16>,
}

/// After the end: what could not be sent before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LateRequest {
    /// The answers that the server has not acknowledged.
    pub answers: Vec<Answer>,
}

/// The server has them on disk, as what came late.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LateReply {
    /// The questions that are taken care of; an answer that wasn't in time by its own count isn't.
    pub taken: Vec<u16>,
}

/// A tab wants to be the one that is at work on the attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceRequest {
    /// Its name.
    pub tab: String,
    /// Also when another is.
    pub take_over: bool,
}

/// Whether it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceReply {
    /// It is.
    pub here: bool,
    /// Since when another is, in milliseconds since 1970.
    pub since: Option<i64>,
}

/// How the attempt stands: sent when the page begins to listen, and at each change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// The server's clock, the only one that counts, in milliseconds since 1970.
    pub now: i64,
    /// The deadline, likewise; none while the clock stands and once the attempt has ended.
    pub deadline: Option<i64>,
    /// Milliseconds left.
    pub left_ms: i64,
    /// Whether the exam goes on.
    pub state: Going,
    /// All that was given beyond the regulation's limit, in milliseconds.
    pub granted_ms: i64,
    /// Whose place it is.
    pub place: Seat,
    /// Who starts a clock again that stands.
    pub resumes: Option<Resumes>,
}

/// Whether the exam goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Going {
    /// The clock runs.
    Running,
    /// The clock stands, and nothing is saved.
    Paused,
    /// The attempt has ended.
    Over,
    /// The session has ended; the exam may go on in another.
    SignedOut,
}

/// Whose place it is, for the tab that asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seat {
    /// Its own.
    Here,
    /// Another tab's.
    Elsewhere,
    /// Nobody's.
    Free,
}

/// Who starts a clock again that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resumes {
    /// A member of staff.
    ByStaff,
    /// The candidate, by coming back.
    OnReturn,
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The reason.
    pub why: Why,
}

/// The reasons for which the page does different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// The attempt has ended.
    Over,
    /// The clock stands.
    Paused,
    /// Another tab is at work.
    Elsewhere,
    /// Not now: try again.
    Busy,
    /// All else, as the status says.
    Failed,
}
