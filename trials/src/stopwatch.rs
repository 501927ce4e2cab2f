//! The one place where these trials read a clock.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

static BEGINNING: LazyLock<Instant> = LazyLock::new(now);

/// Now, for measuring how long something takes.
#[expect(clippy::disallowed_methods, reason = "how long a request took is wall time; no rule of the exam reads it")]
pub fn now() -> Instant {
    Instant::now()
}

/// Since this was first asked.
pub fn since_the_beginning() -> Duration {
    now() - *BEGINNING
}

/// Now, in milliseconds since 1970, as the product counts.
#[expect(clippy::disallowed_methods, reason = "a deadline is set as the product stores it; no rule of the exam reads it")]
pub fn unix_millis() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
