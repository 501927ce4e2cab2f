//! What kept a trial from being made.

use std::fmt;

/// What went wrong, in one line for the person at the terminal.
#[derive(Clone, Debug)]
pub struct Failure(String);

/// A trial's outcome.
pub type Outcome<T = ()> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl<T: Into<String>> From<T> for Failure {
    fn from(why: T) -> Self {
        Self(why.into())
    }
}

/// Turns an error into a failure that says what was being done.
pub trait During<T> {
    /// The same, or a failure that names `what`.
    ///
    /// # Errors
    /// Those of `self`.
    fn during(self, what: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> During<T> for Result<T, E> {
    fn during(self, what: impl fmt::Display) -> Outcome<T> {
        self.map_err(|why| Failure(format!("{what}: {why}")))
    }
}
