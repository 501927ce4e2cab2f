//! How often each act was answered in which way. What never happened was not tested.

use std::{collections::BTreeMap, fmt};

use crate::{acts::Act, model::Answer};

/// Counts of one engine's run.
#[derive(Default)]
pub(crate) struct Tally {
    /// By act and answer.
    answers: BTreeMap<(String, String), u64>,
    at_once: u64,
    restarts: u64,
}

/// What has to happen in a run of some length: every act granted, and every act refused that can be, in each of these ways.
const EXPECTED: [(&str, &[&str]); 25] = [
    ("Open", &["Done"]),
    ("Admit", &["Done", "NotNow", "NotOpen", "ExamOver"]),
    ("IssueCode", &["Done", "ExamOver"]),
    ("SignIn", &["Done", "Wrong", "Used", "Expired", "Voided", "TooMany"]),
    ("SignOut", &["Done"]),
    ("SitDown", &["Done", "Elsewhere", "SignedOut", "NotFound", "ExamOver"]),
    ("StandUp", &["Done", "SignedOut", "NotFound"]),
    ("Start", &["Done", "NotOpen", "NotNow", "ExamOver"]),
    ("Save", &["Saved", "Conflict", "SignedOut", "NotFound", "ExamOver", "Paused", "AtWorkElsewhere"]),
    ("Submit", &["Done", "NotNow", "NotFound"]),
    ("Grant", &["Done", "NotNow", "NotFound", "NoReason"]),
    ("GrantToAll", &["Of", "NobodyAtWork", "NoReason"]),
    ("GiveExtraTime", &["Done", "ExamOver", "NoReason"]),
    ("Pause", &["Done", "NotNow", "NotFound", "NoReason"]),
    ("PauseAll", &["Of", "NobodyAtWork", "NoReason"]),
    ("Resume", &["Done", "NotNow", "NotFound"]),
    ("ResumeAll", &["Of", "NobodyAtWork"]),
    ("ComeBack", &["Done", "NotNow", "NotFound"]),
    ("Reopen", &["Done", "NotNow", "NotFound", "NoReason", "NoTimeLeft", "LateAnswersUndecided"]),
    ("Approve", &["Done", "NotNow", "NotFound", "LateAnswersUndecided"]),
    ("Propose", &["Done", "NotNow", "NotFound", "NoReason", "AlreadyProposed"]),
    // Also "NotNow", where the exam was reopened meanwhile: too rarely for a run of that length to be sure of it.
    ("Decide", &["Done", "NotFound", "AlreadyDecided", "NeedsAnother"]),
    ("DeliverLate", &["Taken", "Nothing", "NotNow", "NotFound"]),
    ("DecideLate", &["Done", "NotNow", "NotFound", "NoReason", "AlreadyDecided", "MoreCameLate"]),
    ("CloseOverdue", &["Closed", "None"]),
];

impl Tally {
    pub(crate) fn count(&mut self, act: &Act, answer: &Answer) {
        let answer = match answer {
            Answer::Refused(refusal) => first_word(refusal),
            Answer::CodeRefused(refused) => first_word(refused),
            Answer::Saved { conflicts, .. } if !conflicts.is_empty() => "Conflict".to_owned(),
            Answer::Taken(taken) if taken.is_empty() => "Nothing".to_owned(),
            Answer::Closed(closed) if closed.is_empty() => "None".to_owned(),
            other => first_word(other),
        };
        *self.answers.entry((first_word(act), answer)).or_default() += 1;
    }

    pub(crate) fn restarted(&mut self) {
        self.restarts += 1;
    }

    pub(crate) fn at_once(&mut self) {
        self.at_once += 1;
    }

    /// Calls of the store that may change something, and restarts.
    pub(crate) fn transitions(&self) -> u64 {
        self.answers.values().sum::<u64>() + self.restarts
    }

    /// What was to happen and did not.
    pub(crate) fn missing(&self) -> Vec<String> {
        let all = EXPECTED.iter().flat_map(|(act, answers)| answers.iter().map(move |answer| (act, answer)));
        let never = all.filter(|(act, answer)| !self.answers.contains_key(&(act.to_string(), answer.to_string())));
        never.map(|(act, answer)| format!("{act}: {answer}")).collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (act, _) in EXPECTED {
            let of_it = self.answers.iter().filter(|((this, _), _)| this == act);
            let counts: Vec<_> = of_it.map(|((_, answer), count)| format!("{answer} {count}")).collect();
            writeln!(f, "  {act}: {}", counts.join(", "))?;
        }
        write!(f, "  {} times several at once, {} restarts", self.at_once, self.restarts)
    }
}

/// The name of a variant.
fn first_word(what: &impl fmt::Debug) -> String {
    format!("{what:?}").chars().take_while(|c| c.is_alphanumeric()).collect()
}
