//! Why a command did not do what it was asked for: one line for the person at the terminal.

use std::fmt;

use store::{Error, Refusal};

/// What a command comes to.
pub(crate) type Outcome<T = std::process::ExitCode> = Result<T, Failure>;

/// Why a command failed, in words for the person who gave it. It never holds a secret.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            other => Self(other.to_string()),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self(match refusal {
            Refusal::UnitTaken => "this code of a unit is in use, or another unit serves one of the territories".to_owned(),
            Refusal::LoginTaken => "this login is in use".to_owned(),
            Refusal::NeedsTwoAdministrators => {
                "there are two administrators: they open accounts and give roles on the accounts page".to_owned()
            }
            Refusal::KeyInUse => "the database is in use with this key file: there is nothing to renew".to_owned(),
            Refusal::DatabaseNotEmpty => {
                "the database is not empty; a demonstration and a backup go into an empty one only".to_owned()
            }
            Refusal::NoRegulation => "no regulation is in force for the activity type".to_owned(),
            Refusal::BankCannotFill { shortfalls } => format!("the bank cannot fill the regulation: {shortfalls}"),
            Refusal::RegulationDiffers { activity, version } => format!(
                "version {version} of the regulation of {activity} is registered with another content; give the new one a new version"
            ),
            other => format!("refused: {other}"),
        })
    }
}
