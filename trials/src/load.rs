//! Load: a closed loop, which asks how much a server can do, and an open loop, which asks how long people wait for it.

use std::{
    task::Poll,
    thread,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc, task::JoinSet};

use crate::{
    failure::{Failure, Outcome},
    stopwatch,
};

/// Someone with something to ask of the server, again and again.
pub trait Visitor: Send + 'static {
    /// Asks once. What wasn't answered as it should be is a failure.
    fn visit(&mut self) -> impl Future<Output = Outcome> + Send;
}

/// Waits for all of them, which go on at the same time on this thread.
pub async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut ready = true;
        for (future, output) in pending.iter_mut().filter(|(_, output)| output.is_none()) {
            match future.as_mut().poll(context) {
                Poll::Ready(done) => *output = Some(done),
                Poll::Pending => ready = false,
            }
        }
        if ready { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    pending.into_iter().filter_map(|(_, output)| output).collect()
}

/// What came of a closed loop.
#[derive(Debug, Default)]
pub struct Throughput {
    /// Visits that ended well within the time that counts.
    pub answered: u64,
    /// Visits that did not.
    pub failed: u64,
    /// The first of those.
    pub first_failure: Option<Failure>,
    /// The time that counts.
    pub during: Duration,
}

impl Throughput {
    /// Visits a second, if each was answered.
    ///
    /// # Errors
    /// When a visit failed.
    pub fn rate(&self) -> Outcome<f64> {
        if let Some(failure) = &self.first_failure {
            return Err(
                format!("{} of {} requests failed, the first: {failure}", self.failed, self.failed + self.answered).into()
            );
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
        Ok(self.answered as f64 / self.during.as_secs_f64())
    }
}

/// Each visitor asks, waits for the answer, and asks again. What ends before `warm_up` is over is not counted.
pub async fn closed<V: Visitor>(visitors: Vec<V>, warm_up: Duration, during: Duration) -> (Throughput, Vec<V>) {
    let from = stopwatch::now() + warm_up;
    let until = from + during;
    let mut loops = JoinSet::new();
    for mut visitor in visitors {
        loops.spawn(async move {
            let (mut answered, mut failed, mut first_failure) = (0, 0, None);
            loop {
                let outcome = visitor.visit().await;
                let now = stopwatch::now();
                match outcome {
                    Ok(()) if from <= now && now < until => answered += 1,
                    Ok(()) => {}
                    Err(failure) => {
                        failed += 1;
                        first_failure.get_or_insert(failure);
                        // A server that has gone away would be asked without a pause.
                        tokio::task::yield_now().await;
                    }
                }
                if now >= until {
                    return (answered, failed, first_failure, visitor);
                }
            }
        });
    }
    let mut throughput = Throughput { during, ..Throughput::default() };
    let mut visitors = Vec::new();
    while let Some(ended) = loops.join_next().await {
        let Ok((answered, failed, first_failure, visitor)) = ended else { continue };
        throughput.answered += answered;
        throughput.failed += failed;
        throughput.first_failure = throughput.first_failure.or(first_failure);
        visitors.push(visitor);
    }
    (throughput, visitors)
}

/// When each of a number of requests is due: at even distances, whatever the server does.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// Requests a second.
    pub rate: u32,
    /// How many.
    pub count: u32,
}

impl Schedule {
    /// So many a second for so long.
    pub fn lasting(rate: u32, seconds: u32) -> Self {
        Self { rate, count: rate * seconds }
    }

    /// How long after the beginning the request of this number (from 0) is due.
    pub fn due(self, number: u32) -> Duration {
        // Multiplied, not added up: nothing drifts.
        Duration::from_nanos(u64::from(number) * 1_000_000_000 / u64::from(self.rate))
    }
}

/// What came of an open loop.
#[derive(Debug, Default)]
pub struct Waits {
    /// From the instant when each request was due to its answer.
    pub waits: Vec<Duration>,
    /// From the beginning to the last answer.
    pub all: Duration,
    /// Requests that were not answered as they should be.
    pub failed: u64,
    /// The first of those.
    pub first_failure: Option<Failure>,
}

/// Visitors take turns, each request at its own instant. Where an answer is slow, the visitor's next request is late, and its
/// wait is counted from when it was due: a server that stands still for a second is seen to.
pub async fn open<V: Visitor>(visitors: Vec<V>, schedule: Schedule) -> (Waits, Vec<V>) {
    let mut bells = Vec::new();
    let mut turns = JoinSet::new();
    for mut visitor in visitors {
        let (bell, mut rung) = mpsc::unbounded_channel::<Instant>();
        bells.push(bell);
        turns.spawn(async move {
            let mut waits = Waits::default();
            let mut last = None;
            while let Some(due) = rung.recv().await {
                let outcome = visitor.visit().await;
                let now = stopwatch::now();
                waits.waits.push(now - due);
                last = Some(now);
                if let Err(failure) = outcome {
                    waits.failed += 1;
                    waits.first_failure.get_or_insert(failure);
                }
            }
            (waits, last, visitor)
        });
    }
    let begin = stopwatch::now();
    // A thread of its own: the runtime's timer is no finer than a millisecond.
    let ringing = thread::spawn(move || {
        for (number, bell) in (0..schedule.count).zip(bells.iter().cycle()) {
            let due = begin + schedule.due(number);
            thread::sleep(due.saturating_duration_since(stopwatch::now()));
            // Nobody is there when a visitor has panicked; the panic is told below.
            let _ = bell.send(due);
        }
    });
    let mut all = Waits::default();
    let mut visitors = Vec::new();
    while let Some(ended) = turns.join_next().await {
        let Ok((waits, last, visitor)) = ended else {
            all.failed += 1;
            continue;
        };
        all.waits.extend(waits.waits);
        all.failed += waits.failed;
        all.first_failure = all.first_failure.or(waits.first_failure);
        all.all = all.all.max(last.map_or(Duration::ZERO, |last| last - begin));
        visitors.push(visitor);
    }
    // It has rung for the last time, or the turns would not have ended.
    let _ = ringing.join();
    (all, visitors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_keeps_its_pace_and_does_not_drift() {
        let schedule = Schedule::lasting(400, 3_600);
        assert_eq!(schedule.count, 1_440_000);
        assert_eq!(schedule.due(0), Duration::ZERO);
        assert_eq!(schedule.due(1), Duration::from_micros(2_500));
        assert_eq!(schedule.due(schedule.count), Duration::from_secs(3_600));
        assert_eq!(Schedule { rate: 3, count: 0 }.due(3_000_000), Duration::from_secs(1_000_000));
    }

    /// Takes its time with its first answer.
    struct SlowAtFirst(Duration);

    impl Visitor for SlowAtFirst {
        async fn visit(&mut self) -> Outcome {
            tokio::time::sleep(std::mem::take(&mut self.0)).await;
            Ok(())
        }
    }

    #[tokio::test]
    async fn who_waits_behind_a_slow_answer_is_counted_as_waiting() {
        let slow = Duration::from_millis(80);
        // All are due within 8 ms, so each waits for what is left of the first one's 80.
        let (waits, visitors) = open(vec![SlowAtFirst(slow)], Schedule { rate: 1_000, count: 9 }).await;
        assert_eq!((waits.waits.len(), waits.failed, visitors.len()), (9, 0, 1));
        assert!(waits.waits.iter().all(|wait| *wait >= Duration::from_millis(72)), "{:?}", waits.waits);
        assert!(waits.all >= slow);
    }

    /// Fails at every other visit.
    struct EveryOther(bool);

    impl Visitor for EveryOther {
        async fn visit(&mut self) -> Outcome {
            tokio::task::yield_now().await;
            self.0 = !self.0;
            if self.0 { Ok(()) } else { Err("no".into()) }
        }
    }

    #[tokio::test]
    async fn failures_are_counted_and_a_rate_with_one_is_none() {
        let (waits, _) = open(vec![EveryOther(false), EveryOther(false)], Schedule { rate: 10_000, count: 8 }).await;
        assert_eq!((waits.waits.len(), waits.failed), (8, 4));
        let (throughput, _) = closed(vec![EveryOther(false)], Duration::ZERO, Duration::from_millis(5)).await;
        assert!(throughput.answered > 0 && throughput.failed > 0);
        assert!(throughput.rate().unwrap_err().to_string().contains("requests failed, the first: no"));
    }
}
