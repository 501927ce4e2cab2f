//! The life of an attempt, from the prepared paper to the approved result.
//!
//! ```text
//! Prepared ─admit→ Admitted ─start→ Running ─submit→ Submitted ─┐
//!                                   │  ↑ pause/resume           ├─grade→ Graded ─approve→ Approved
//!                                   └─ deadline → Expired ──────┘        (annul ⇄ reinstate)
//! ```
//!
//! What has ended and is not approved can be reopened: it is then paused, as it was when it ended.
//!
//! A transition consumes the attempt and takes the instant; what the diagram doesn't draw is refused.

use std::{fmt, str::FromStr};

use crate::clock::{Instant, Span, deadline};

/// What has been measured out to a running attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// When the candidate started.
    pub started: Instant,
    /// What the regulation allows.
    pub limit: Span,
    /// Sum of all grants, and of the time that the person needs more than others.
    pub granted: Span,
    /// Sum of all pauses that have ended.
    pub paused: Span,
}

impl Time {
    /// The instant after which nothing is accepted any more, but for the network grace.
    pub fn deadline(&self) -> Instant {
        deadline(self.started, self.limit, [self.granted], [self.paused])
    }
}

/// An attempt that has ended, and when: never later than its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What it had been given.
    pub time: Time,
    /// The moment of submission, or the deadline.
    pub at: Instant,
}

/// An attempt in one of its states, with what that state knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The paper is drawn; the candidate has not been let in.
    Prepared,
    /// The candidate's identity is confirmed; the exam may be started.
    Admitted {
        /// When.
        at: Instant,
    },
    /// The clock runs.
    Running(Time),
    /// The clock is stopped.
    Paused {
        /// What has been given.
        time: Time,
        /// Since when it stands.
        since: Instant,
    },
    /// Ended by the candidate.
    Submitted(Ended),
    /// Ended by the clock.
    Expired(Ended),
    /// Scored; the commission has not spoken.
    Graded(Ended),
    /// The result counts.
    Approved(Ended),
    /// Set aside.
    Annulled(Ended),
}

/// The state alone, as stored and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is told at the state it names")]
pub enum State {
    Prepared,
    Admitted,
    Running,
    Paused,
    Submitted,
    Expired,
    Graded,
    Approved,
    Annulled,
}

/// What someone wanted to do to an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the verbs of the diagram")]
pub enum Act {
    Admit,
    Start,
    Pause,
    Resume,
    Grant,
    Submit,
    Expire,
    Grade,
    Approve,
    Reopen,
    Recount,
    Annul,
    Reinstate,
}

/// The diagram has no such arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an attempt that is {state} can't {act:?} now")]
pub struct InvalidTransition {
    /// Where the attempt stands.
    pub state: State,
    /// What was wanted.
    pub act: Act,
}

/// The outcome of a transition.
pub type Transition = Result<Attempt, InvalidTransition>;

impl Attempt {
    /// The state alone.
    pub const fn state(&self) -> State {
        match self {
            Self::Prepared => State::Prepared,
            Self::Admitted { .. } => State::Admitted,
            Self::Running(_) => State::Running,
            Self::Paused { .. } => State::Paused,
            Self::Submitted(_) => State::Submitted,
            Self::Expired(_) => State::Expired,
            Self::Graded(_) => State::Graded,
            Self::Approved(_) => State::Approved,
            Self::Annulled(_) => State::Annulled,
        }
    }

    /// What has been measured out to it; none before the start.
    pub const fn time(&self) -> Option<Time> {
        match self {
            Self::Prepared | Self::Admitted { .. } => None,
            Self::Running(time) | Self::Paused { time, .. } => Some(*time),
            Self::Submitted(e) | Self::Expired(e) | Self::Graded(e) | Self::Approved(e) | Self::Annulled(e) => Some(e.time),
        }
    }

    /// When it ended.
    pub const fn ended(&self) -> Option<Instant> {
        match self {
            Self::Prepared | Self::Admitted { .. } | Self::Running(_) | Self::Paused { .. } => None,
            Self::Submitted(e) | Self::Expired(e) | Self::Graded(e) | Self::Approved(e) | Self::Annulled(e) => Some(e.at),
        }
    }

    const fn refused(&self, act: Act) -> Transition {
        Err(InvalidTransition { state: self.state(), act })
    }

    /// The invigilator has confirmed the identity.
    pub fn admit(self, now: Instant) -> Transition {
        match self {
            Self::Prepared => Ok(Self::Admitted { at: now }),
            other => other.refused(Act::Admit),
        }
    }

    /// The candidate begins; from here the clock runs. `extra` is the time that this person needs more than others.
    pub fn start(self, now: Instant, limit: Span, extra: Span) -> Transition {
        match self {
            Self::Admitted { .. } => Ok(Self::Running(Time { started: now, limit, granted: extra, paused: Span::ZERO })),
            other => other.refused(Act::Start),
        }
    }

    /// The clock stops. Past the deadline there is nothing left to stop.
    pub fn pause(self, now: Instant) -> Transition {
        match self {
            Self::Running(time) if now <= time.deadline() => Ok(Self::Paused { time, since: now }),
            other => other.refused(Act::Pause),
        }
    }

    /// The clock goes on; the pause is added to the deadline.
    pub fn resume(self, now: Instant) -> Transition {
        match self {
            Self::Paused { time, since } if now >= since => {
                Ok(Self::Running(Time { paused: time.paused + (now - since), ..time }))
            }
            other => other.refused(Act::Resume),
        }
    }

    /// More time, by a person, for a reason.
    pub fn grant(self, more: Span) -> Transition {
        match self {
            Self::Running(time) if more > Span::ZERO => Ok(Self::Running(Time { granted: time.granted + more, ..time })),
            Self::Paused { time, since } if more > Span::ZERO => {
                Ok(Self::Paused { time: Time { granted: time.granted + more, ..time }, since })
            }
            other => other.refused(Act::Grant),
        }
    }

    /// The candidate hands in, until the deadline and a small network grace. A submission within the grace is recorded at the
    /// deadline: nobody gains time by it.
    pub fn submit(self, now: Instant, grace: Span) -> Transition {
        match self {
            Self::Running(time) if now <= time.deadline() + grace => {
                Ok(Self::Submitted(Ended { time, at: now.min(time.deadline()) }))
            }
            other => other.refused(Act::Submit),
        }
    }

    /// Time has run out. Recorded at the deadline, whenever someone notices.
    pub fn expire(self, now: Instant, grace: Span) -> Transition {
        match self {
            Self::Running(time) if now > time.deadline() + grace => Ok(Self::Expired(Ended { time, at: time.deadline() })),
            other => other.refused(Act::Expire),
        }
    }

    /// Goes on with what has ended, as if the clock had stood still since: it runs again when the candidate is back. Where no time
    /// was left, some has to be given with it.
    pub fn reopen(self, more: Span) -> Transition {
        match self {
            Self::Submitted(ended) | Self::Expired(ended) | Self::Graded(ended)
                if more >= Span::ZERO && ended.at < ended.time.deadline() + more =>
            {
                Ok(Self::Paused { time: Time { granted: ended.time.granted + more, ..ended.time }, since: ended.at })
            }
            other => other.refused(Act::Reopen),
        }
    }

    /// The result has been worked out.
    pub fn grade(self) -> Transition {
        match self {
            Self::Submitted(ended) | Self::Expired(ended) => Ok(Self::Graded(ended)),
            other => other.refused(Act::Grade),
        }
    }

    /// Answers that came after the end are to count: what was graded is as if it had just run out, and is graded anew.
    pub fn recount(self) -> Transition {
        match self {
            Self::Graded(ended) => Ok(Self::Expired(ended)),
            other => other.refused(Act::Recount),
        }
    }

    /// The commission lets the result count.
    pub fn approve(self) -> Transition {
        match self {
            Self::Graded(ended) => Ok(Self::Approved(ended)),
            other => other.refused(Act::Approve),
        }
    }

    /// The result is set aside.
    pub fn annul(self) -> Transition {
        match self {
            Self::Graded(ended) | Self::Approved(ended) => Ok(Self::Annulled(ended)),
            other => other.refused(Act::Annul),
        }
    }

    /// An annulled result goes back before the commission.
    pub fn reinstate(self) -> Transition {
        match self {
            Self::Annulled(ended) => Ok(Self::Graded(ended)),
            other => other.refused(Act::Reinstate),
        }
    }
}

impl State {
    /// All states, in the order of the diagram.
    pub const ALL: [Self; 9] = [
        Self::Prepared,
        Self::Admitted,
        Self::Running,
        Self::Paused,
        Self::Submitted,
        Self::Expired,
        Self::Graded,
        Self::Approved,
        Self::Annulled,
    ];

    /// The name in the database and in the locales.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Admitted => "admitted",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Submitted => "submitted",
            Self::Expired => "expired",
            Self::Graded => "graded",
            Self::Approved => "approved",
            Self::Annulled => "annulled",
        }
    }

    /// Whether a candidate has something to sign in for: an exam, or an approved result.
    pub const fn is_worth_a_code(self) -> bool {
        self.is_open() || matches!(self, Self::Approved)
    }

    /// Whether the candidate still has work before them.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Prepared | Self::Admitted | Self::Running | Self::Paused)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for State {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.code() == s).ok_or_else(|| s.to_owned())
    }
}
