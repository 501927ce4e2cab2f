//! What the desk says, in the language of the page. The page brings it along, line by line, so that no locale is downloaded.

/// The texts in the order of [`Say`].
#[derive(Clone, Debug, PartialEq)]
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
    OfItGranted = "desk-of-it-granted",
    Before = "desk-ended-before",
    Answered = "answered",
    Unanswered = "unanswered",
    Flagged = "flagged",
    Flag = "desk-flag",
    Unflag = "desk-unflag",
    NothingSaved = "desk-nothing-saved",
    SavedAt = "desk-saved-at",
    Sending = "desk-sending",
    SendingUnkept = "desk-sending-unkept",
    Waiting = "desk-waiting",
    Offline = "desk-offline",
    OfflineUnkept = "desk-offline-unkept",
    Busy = "desk-busy",
    SessionOver = "desk-session-over",
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
    OverOffline = "desk-over-offline",
    HalfTime = "desk-half-time",
    MinutesLeft = "desk-minutes-left",
    StrikeOut = "desk-strike-out-option",
    StruckOut = "desk-struck-out",
    NotStruckOut = "desk-not-struck-out",
    Unreadable = "calculator-unreadable",
    NoResult = "calculator-no-result",
    Question = "question",
}

impl Texts {
    /// The texts in a language.
    #[cfg(feature = "ssr")]
    pub fn of(w: &crate::words::Words) -> Self {
        Self(Say::KEYS.iter().map(|key| w.t(key)).collect())
    }

    /// As text, a line each.
    #[cfg(feature = "ssr")]
    pub fn write(&self) -> String {
        self.0.join("\n")
    }

    /// From that text.
    pub fn read(text: &str) -> Self {
        Self(text.split('\n').map(str::to_owned).collect())
    }

    /// One of them.
    pub fn say(&self, what: Say) -> &str {
        self.0.get(what as usize).map_or("", String::as_str)
    }
}
