//! What can go wrong, by whose fault it is: [`Refusal`] is for the person who asked and has a text in every locale; all else is for
//! the log.

use exam::attempt::InvalidTransition;

/// The outcome of an operation.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The thing asked for isn't there, or isn't the asker's to see.
    #[error("not found")]
    NotFound,
    /// The rules forbid it; the person is told why.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The attempt isn't in a state for it.
    #[error(transparent)]
    Transition(#[from] InvalidTransition),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema couldn't be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database holds what no code of this product could have written.
    #[error("database inconsistency: {0}")]
    Inconsistent(String),
    /// The backup is damaged, incomplete, or none that this program can restore.
    #[error("the backup can't be used: {0}")]
    Backup(String),
    /// The backup can't be written down.
    #[error("the backup can't be written: {0}")]
    Unwritten(std::io::Error),
    /// Too much waits to be written, or the database can't be reached. Nothing is known to be saved; trying again does no harm.
    #[error("busy: try again")]
    Busy,
    /// The session is over, or isn't there.
    #[error("signed out")]
    SignedOut,
    /// The database was written under another key file, or under none that its log names.
    #[error(
        "it was written under another key file; put back the one it was used with, or, if that is lost for good, make it this one's by \
         `synaq key renew`"
    )]
    AnotherKey,
    /// The server is older than this product trusts.
    #[error("PostgreSQL 15 or newer is needed")]
    OldPostgres,
    /// The database library is older than this product trusts.
    #[error("SQLite {found} is in use; at least {least} is needed")]
    OldSqlite {
        /// The version in use.
        found: String,
        /// The least version.
        least: &'static str,
    },
}

impl Error {
    /// Whether the line to the database failed, not the database: trying again may do.
    pub fn is_of_the_line(&self) -> bool {
        match self {
            Self::Busy => true,
            Self::Database(error) => is_of_the_line(error),
            _ => false,
        }
    }
}

/// Also where PostgreSQL says so itself: the line broke (class 08), the server is going down or coming up (57P).
pub(crate) fn is_of_the_line(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Protocol, Tls, WorkerCrashed};
    match error {
        Io(_) | PoolClosed | PoolTimedOut | Protocol(_) | Tls(_) | WorkerCrashed => true,
        Database(error) => {
            let of_postgres = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>();
            of_postgres.is_some_and(|error| error.code().starts_with("08") || error.code().starts_with("57P"))
        }
        _ => false,
    }
}

/// A rule that was in the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum Refusal {
    /// There is a file of this number.
    FileNumberTaken,
    /// The due date lies before the intake date.
    DueBeforeIntake,
    /// The applicant's number belongs to another name or form.
    ApplicantDiffers {
        /// The name on record.
        name: String,
    },
    /// The IIN is on record with another name.
    SpecialistDiffers {
        /// The name on record.
        name: String,
    },
    /// The person is declared in this file already.
    AlreadyDeclared,
    /// The person isn't declared in the file any more.
    NotDeclared,
    /// The row is confirmed by an exam, not by hand.
    RowIsByExam,
    /// The activity type has no exam.
    NoExam,
    /// A file without a place of activity.
    NoPlace,
    /// No unit serves the territory.
    NoUnit,
    /// The reason or the note says nothing.
    NoReason,
    /// The person is enrolled in this sitting already.
    AlreadyEnrolled,
    /// The person has an exam before them already.
    ExamAhead,
    /// The person has passed.
    AlreadyPassed,
    /// The regulation asks to wait.
    TooEarlyToRetake {
        /// When the next attempt may be made.
        from: exam::clock::Instant,
    },
    /// The regulation allows no more attempts in this file.
    NoAttemptsLeft,
    /// The sitting isn't in the unit of a place of activity, and no reason was given.
    ElsewhereNeedsReason,
    /// No regulation is in force for the activity type.
    NoRegulation,
    /// The bank has no release.
    NoBank,
    /// The regulation asks for more than the bank has.
    BankCannotFill {
        /// The quotas, in words.
        shortfalls: String,
    },
    /// A regulation of this version says something else.
    RegulationDiffers {
        /// The activity type.
        activity: String,
        /// The version.
        version: u16,
    },
    /// The person has been enrolled again since: by this enrolment nothing is begun any more.
    EnrolledAgain,
    /// The sitting hasn't been opened yet.
    NotOpen,
    /// The exam is over.
    ExamOver,
    /// The clock stands.
    Paused,
    /// Another tab is at work on the attempt.
    AtWorkElsewhere,
    /// Nobody in the sitting has a clock that could be acted on.
    NobodyAtWork,
    /// No time is left to go on with, and none was given.
    NoTimeLeft,
    /// The same is proposed already, or the contrary.
    AlreadyProposed,
    /// What was proposed has been decided.
    AlreadyDecided,
    /// Answers came after the end, and nobody has decided whether they count.
    LateAnswersUndecided,
    /// Somebody may have seen a paper of the sitting, with the keys.
    PaperShown,
    /// More answers have come since the page was shown.
    MoreCameLate,
    /// Nobody accepts what they have proposed themselves.
    NeedsAnother,
    /// Nobody decides about themselves.
    AboutYourself,
    /// The person has that already.
    AlreadyHeld,
    /// The account is closed.
    AccountClosed,
    /// There has to be an administrator.
    LastAdministrator,
    /// There are two administrators: roles are given by them.
    NeedsTwoAdministrators,
    /// The database is this key file's already.
    KeyInUse,
    /// The login is in use.
    LoginTaken,
    /// The database isn't empty.
    DatabaseNotEmpty,
    /// The code of a unit is in use, or a territory has a unit already.
    UnitTaken,
}

/// Turns the violation of one uniqueness into a refusal. SQLite tells the `columns`, PostgreSQL the name of the `constraint`.
pub(crate) fn on_unique(columns: &'static str, constraint: &'static str, refusal: Refusal) -> impl FnOnce(Error) -> Error {
    move |error| match &error {
        Error::Database(sqlx::Error::Database(db))
            if db.is_unique_violation() && (db.constraint() == Some(constraint) || db.message().contains(columns)) =>
        {
            refusal.into()
        }
        _ => error,
    }
}

/// What the database holds but no code of this product can read is none; a database that fails is another matter.
pub(crate) fn readable<T>(outcome: Result<T>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Error::Inconsistent(_) | Error::NotFound | Error::Database(sqlx::Error::ColumnDecode { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(crate) fn inconsistent(what: impl std::fmt::Display) -> Error {
    Error::Inconsistent(what.to_string())
}
