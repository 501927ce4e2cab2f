//! Why somebody acted on a candidate's time: a cause that can be counted, and what there is to say of it.

use std::{fmt, str::FromStr};

/// What it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named by what it is")]
pub enum Cause {
    Environment,
    Candidate,
    Staff,
    Technical,
    Other,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Environment, Self::Candidate, Self::Staff, Self::Technical, Self::Other];

    /// The name in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Candidate => "candidate",
            Self::Staff => "staff",
            Self::Technical => "technical",
            Self::Other => "other",
        }
    }
}

impl FromStr for Cause {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|cause| cause.code() == s).ok_or_else(|| s.to_owned())
    }
}

/// A cause, with a note that may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What it came from.
    pub cause: Cause,
    /// What there is to say of it.
    pub note: String,
}

/// As it is stored: `technical: the lights went out`.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.note.trim() {
            "" => f.write_str(self.cause.code()),
            note => write!(f, "{}: {note}", self.cause.code()),
        }
    }
}

/// What was stored without a cause is a note of another.
impl From<String> for Reason {
    fn from(stored: String) -> Self {
        let (code, note) = stored.split_once(": ").unwrap_or((&stored, ""));
        match code.parse() {
            Ok(cause) => Self { cause, note: note.to_owned() },
            Err(_) => Self { cause: Cause::Other, note: stored },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_as_it_was_given() {
        for cause in Cause::ALL {
            for note in ["", "жарық өшті", "11:20: екінші рет"] {
                let reason = Reason { cause, note: note.to_owned() };
                assert_eq!(Reason::from(reason.to_string()), reason);
            }
        }
        let bare = Reason::from("желі: үзілді".to_owned());
        assert_eq!((bare.cause, bare.note.as_str()), (Cause::Other, "желі: үзілді"));
    }
}
