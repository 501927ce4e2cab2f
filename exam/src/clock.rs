//! Instants and spans, and the arithmetic of the deadline.
//!
//! The server's clock decides; it is read in one place (`server`) and passed in everywhere else.

use std::{
    fmt,
    ops::{Add, Sub},
    sync::atomic::{AtomicI64, Ordering},
};

use serde::{Deserialize, Serialize};

/// An instant: whole milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

/// A length of time in whole milliseconds. It may be negative only as a difference of two instants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(i64);

impl Instant {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From milliseconds.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// From whole seconds.
    pub const fn from_secs(s: i64) -> Self {
        Self(s * 1_000)
    }

    /// From whole minutes.
    pub const fn from_mins(m: i64) -> Self {
        Self(m * 60_000)
    }

    /// From days of 24 hours.
    pub const fn from_days(d: i64) -> Self {
        Self(d * 86_400_000)
    }

    /// Milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole minutes, rounded down.
    pub const fn as_mins(self) -> i64 {
        self.0.div_euclid(60_000)
    }
}

impl Add<Span> for Instant {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub for Instant {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Span {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}

/// When a running attempt ends: `started + limit + Σ grants + Σ pauses`.
///
/// Grants and pauses are rows with who, when and why; the start never moves.
pub fn deadline(
    started: Instant,
    limit: Span,
    grants: impl IntoIterator<Item = Span>,
    pauses: impl IntoIterator<Item = Span>,
) -> Instant {
    started + limit + grants.into_iter().sum() + pauses.into_iter().sum()
}

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// The instant it is now.
    fn now(&self) -> Instant;
}

/// A clock that stands still until it is told to move: for tests.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at `start`.
    pub const fn at(start: Instant) -> Self {
        Self(AtomicI64::new(start.0))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Span) {
        self.0.fetch_add(by.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}
