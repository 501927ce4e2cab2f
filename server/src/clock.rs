//! The only place in the product that reads the time.

use std::time::{Instant as Monotonic, SystemTime, UNIX_EPOCH};

use exam::clock::{Clock, Instant, Span};

/// Wall time as it was at the start, carried on by the monotonic clock: setting the machine's clock while exams run moves no deadline.
#[derive(Debug)]
pub(crate) struct SystemClock {
    started: Instant,
    since: Monotonic,
}

impl SystemClock {
    /// A clock that agrees with the machine's at this moment.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the time")]
    pub(crate) fn start() -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        Self { started: Instant::from_millis(i64::try_from(wall).unwrap_or(i64::MAX)), since: Monotonic::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        self.started + Span::from_millis(i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX))
    }
}
