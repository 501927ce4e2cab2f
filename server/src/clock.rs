//! The only place in the product that reads the time.
//!
//! What counts is the wall clock as it was at the start, carried on by the monotonic one: setting the machine's clock while exams run
//! moves no deadline. Where several servers share a database, they all start from its clock instead, and stay with it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant as Monotonic, SystemTime, UNIX_EPOCH},
};

use exam::clock::{Clock, Instant, Span};
use store::{By, Store};
use tokio::time::{MissedTickBehavior, interval};

/// What a clock may be set by without being told of.
const SMALL: Span = Span::from_secs(2);
/// How often the clocks are compared.
const COMPARE_EVERY: Duration = Duration::from_secs(1);
/// How often the database's clock is asked for, in comparisons.
const ASK_EVERY: u64 = 60;
/// An answer of the database that took longer says little of the time.
const LONGEST_ANSWER: Span = Span::from_secs(1);

/// The product's time.
#[derive(Debug)]
pub(crate) struct SystemClock {
    since: Monotonic,
    /// What it was when the monotonic clock began to count; milliseconds since 1970.
    start: AtomicI64,
}

impl SystemClock {
    /// A clock that agrees with the machine's at this moment.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the time")]
    pub(crate) fn start() -> Self {
        Self { since: Monotonic::now(), start: AtomicI64::new(wall().as_millis()) }
    }

    /// A clock that agrees with the database's, where the database has one that others go by too.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub(crate) async fn of(store: &Store) -> store::Result<Self> {
        let clock = Self::start();
        if let Some(ahead) = clock.behind(store).await? {
            clock.correct(ahead);
        }
        Ok(clock)
    }

    /// How long it has run, by the monotonic clock alone.
    fn elapsed(&self) -> Span {
        Span::from_millis(i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    /// The monotonic clock, as if it had begun to count in 1970.
    fn stretched(&self) -> Instant {
        Instant::from_millis(0) + self.elapsed()
    }

    /// How far the database's clock is ahead of this one; none where it has none, or took too long to tell.
    async fn behind(&self, store: &Store) -> store::Result<Option<Span>> {
        let asked = self.now();
        let Some(told) = store.database_time().await? else { return Ok(None) };
        let took = self.now() - asked;
        Ok((took < LONGEST_ANSWER).then(|| told - (asked + Span::from_millis(took.as_millis() / 2))))
    }

    fn correct(&self, by: Span) {
        self.start.fetch_add(by.as_millis(), Ordering::Relaxed);
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.start.load(Ordering::Relaxed)) + self.elapsed()
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place that reads the time")]
fn wall() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Instant::from_millis(i64::try_from(since).unwrap_or(i64::MAX))
}

/// Two clocks that should keep their distance.
#[derive(Debug)]
struct Distance(Span);

impl Distance {
    /// By how much one of them was set since the last time this was told; none when by little.
    fn moved(&mut self, now: Span) -> Option<Span> {
        let moved = Span::from_millis(now.as_millis() - self.0.as_millis());
        if moved.as_millis().abs() <= SMALL.as_millis() {
            return None;
        }
        self.0 = now;
        Some(moved)
    }
}

/// Compares the clocks. One that was set is an incident, once for each time; no deadline moves by it. The database's clock is followed
/// where it drifts, not where it was set.
pub(crate) struct Watch<W> {
    store: Store,
    clock: Arc<SystemClock>,
    wall: W,
    of_wall: Distance,
    of_database: Distance,
    /// What is not on record yet.
    untold: Vec<Span>,
}

/// Watches this machine's clock and the database's for ever.
pub(crate) async fn watch(store: Store, clock: Arc<SystemClock>) {
    let mut watch = Watch::new(store, clock, wall);
    let mut ticks = interval(COMPARE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for n in 1_u64.. {
        ticks.tick().await;
        watch.compare().await;
        if n % ASK_EVERY == 0 {
            watch.ask_the_database().await;
        }
    }
}

impl<W: Fn() -> Instant> Watch<W> {
    fn new(store: Store, clock: Arc<SystemClock>, wall: W) -> Self {
        let of_wall = Distance(wall() - clock.stretched());
        Self { store, clock, wall, of_wall, of_database: Distance(Span::ZERO), untold: Vec::new() }
    }

    async fn compare(&mut self) {
        let jump = self.of_wall.moved((self.wall)() - self.clock.stretched());
        self.note("this machine's clock", jump);
        while let Some(jump) = self.untold.last() {
            if let Err(error) = self.store.record_clock_jump(&By::system(self.clock.now()), *jump).await {
                tracing::error!(%error, "an incident could not be recorded; trying again");
                return;
            }
            self.untold.pop();
        }
    }

    async fn ask_the_database(&mut self) {
        match self.clock.behind(&self.store).await {
            Ok(Some(ahead)) => {
                let jump = self.of_database.moved(ahead);
                self.note("the database's clock", jump);
                // As far as it hasn't been set since the start.
                self.clock.correct(Span::from_millis(ahead.as_millis() - self.of_database.0.as_millis()));
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the database could not be asked for the time"),
        }
    }

    fn note(&mut self, whose: &str, jump: Option<Span>) {
        if let Some(jump) = jump {
            tracing::warn!(jump_ms = jump.as_millis(), "{whose} was set; no deadline moves by it");
            self.untold.push(jump);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicI64;

    use store::DatabasePlace;

    use super::*;

    #[tokio::test]
    async fn when_the_machines_clock_is_set_it_is_on_record_and_the_products_time_goes_on() {
        let folder = std::env::temp_dir().join(format!("synaq-clock-{}", std::process::id()));
        let place = DatabasePlace::Sqlite(folder.join("synaq.db"));
        let store = Store::open(&place, [7; 32], Span::ZERO).await.unwrap();
        let incidents = async || store.verify_audit().await.unwrap().events;
        let (clock, set_by) = (Arc::new(SystemClock::start()), AtomicI64::new(0));
        let fake = || wall() + Span::from_millis(set_by.load(Ordering::Relaxed));
        let mut watch = Watch::new(store.clone(), Arc::clone(&clock), fake);
        let day = Span::from_days(1).as_millis();
        for (set, on_record) in [(0, 0), (day, 1), (day, 1), (day + 1_500, 1), (-day, 2), (-day, 2)] {
            let before = clock.now();
            set_by.store(set, Ordering::Relaxed);
            watch.compare().await;
            assert_eq!(incidents().await, on_record, "set by {set} ms");
            assert!(clock.now() - before < Span::from_mins(10), "the product's time has moved");
        }
        store.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_clock_that_is_set_is_told_of_once_each_time() {
        let mut distance = Distance(Span::from_secs(100));
        assert_eq!(distance.moved(Span::from_secs(100)), None);
        assert_eq!(distance.moved(Span::from_millis(101_999)), None, "a little is no incident");
        let a_day = Span::from_days(1).as_millis();
        assert_eq!(distance.moved(Span::from_millis(100_000 + a_day)), Some(Span::from_millis(a_day)));
        assert_eq!(distance.moved(Span::from_millis(100_000 + a_day)), None, "told already");
        assert_eq!(distance.moved(Span::from_secs(100)), Some(Span::from_millis(-a_day)), "and when it is set back");
    }
}
