//! What the desk says, in the language of the page. A list by number rather than a struct: it is half of what the desk reads when it
//! wakes up, and this way costs the browser no code.

use serde::{Deserialize, Serialize};

/// The texts in the order of [`Say`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(Vec<String>);

macro_rules! texts {
    ($($name:ident = $key:literal,)+) => {
        /// Something that the desk says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each is named by what it says")]
        pub enum Say { $($name,)+ }

        impl Say {
            /// The keys of the words.
            #[cfg(feature = "ssr")]
            pub const KEYS: &[&str] = &[$($key,)+];
        }
    };
}

texts! {
    TimeLeft = "desk-time-left",
    TimeStopped = "desk-time-stopped",
    EndsAt = "desk-ends-at",
    Before = "desk-ended-before",
    Navigator = "desk-navigator",
    Question = "question",
    Answered = "answered",
    Unanswered = "unanswered",
    Flagged = "flagged",
    Flag = "desk-flag",
    Unflag = "desk-unflag",
    Previous = "desk-previous",
    Next = "desk-next",
    Review = "to-review",
    NothingSaved = "desk-nothing-saved",
    SavedAt = "desk-saved-at",
    Sending = "desk-sending",
    SendingUnkept = "desk-sending-unkept",
    Waiting = "desk-waiting",
    Offline = "desk-offline",
    OfflineUnkept = "desk-offline-unkept",
    Busy = "desk-busy",
    StorageBlocked = "desk-storage-blocked",
    SessionOver = "desk-session-over",
    SignIn = "go-to-sign-in",
    Elsewhere = "desk-elsewhere",
    ElsewhereSince = "desk-elsewhere-since",
    TakeOver = "desk-take-over",
    PausedByStaff = "desk-paused-by-staff",
    PausedUntilBack = "paused-until-back",
    ComeBack = "come-back",
    GoesOn = "desk-goes-on",
    MoreTime = "desk-more-time",
    NewEnd = "desk-new-end",
    NotSubmitted = "desk-not-submitted",
    TimeOver = "desk-time-over",
    MinutesLeft = "desk-minutes-left",
    Keys = "desk-keys-title",
    KeyChoose = "desk-key-choose",
    KeyMove = "desk-key-move",
    KeyFlag = "desk-key-flag",
    KeyReview = "desk-key-review",
    KeyTime = "desk-key-time",
}

impl Texts {
    /// The texts in a language.
    #[cfg(feature = "ssr")]
    pub fn of(w: &crate::words::Words) -> Self {
        Self(Say::KEYS.iter().map(|key| w.t(key)).collect())
    }

    /// One of them.
    pub fn say(&self, what: Say) -> &str {
        self.0.get(what as usize).map_or("", String::as_str)
    }
}
