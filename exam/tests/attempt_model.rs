//! The life of an attempt against a plain model of it: every act in every order, annulment and reinstatement among them, at every moment
//! around the deadline.

use std::{cell::RefCell, collections::BTreeSet};

use exam::{
    attempt::{Act, Attempt, InvalidTransition, State, Transition},
    clock::{Instant, Span},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{Config, TestCaseError, TestRunner},
};

const GRACE: i64 = 5_000;
const LIMIT: i64 = 60_000;
const ACTS: [Act; 13] = [
    Act::Admit,
    Act::Start,
    Act::Pause,
    Act::Resume,
    Act::Grant,
    Act::Submit,
    Act::Expire,
    Act::Grade,
    Act::Approve,
    Act::Reopen,
    Act::Recount,
    Act::Annul,
    Act::Reinstate,
];

/// How far the clock goes on before an act.
#[derive(Clone, Copy, Debug)]
enum Wait {
    For(i64),
    /// To this far from the deadline, when that lies ahead.
    UntilDeadline(i64),
}

fn step() -> impl Strategy<Value = (Wait, Act, i64)> {
    let around = select(vec![-1, 0, 1, GRACE - 1, GRACE, GRACE + 1]);
    let wait = prop_oneof![6 => select(vec![0, 1, 1_000]).prop_map(Wait::For), 1 => around.prop_map(Wait::UntilDeadline)];
    (wait, select(ACTS.to_vec()), select(vec![-1, 0, 1, 10_000]))
}

/// An attempt, told in milliseconds.
#[derive(Clone, Copy, Debug)]
struct Plain {
    state: State,
    started: i64,
    given: i64,
    stood: i64,
    stands_since: i64,
    ended: i64,
}

impl Plain {
    const fn deadline(&self) -> i64 {
        self.started + LIMIT + self.given + self.stood
    }

    /// Whether the act is done; `more` is the time that is given with it.
    fn does(&mut self, act: Act, now: i64, more: i64) -> bool {
        use State::{Admitted, Annulled, Approved, Expired, Graded, Paused, Prepared, Running, Submitted};
        let next = match (act, self.state) {
            (Act::Admit, Prepared) => Admitted,
            (Act::Start, Admitted) => {
                (self.started, self.given) = (now, more.max(0));
                Running
            }
            (Act::Pause, Running) if now <= self.deadline() => {
                self.stands_since = now;
                Paused
            }
            (Act::Resume, Paused) => {
                self.stood += now - self.stands_since;
                Running
            }
            (Act::Grant, Running | Paused) if more > 0 => {
                self.given += more;
                self.state
            }
            (Act::Submit, Running) if now <= self.deadline() + GRACE => {
                self.ended = now.min(self.deadline());
                Submitted
            }
            (Act::Expire, Running) if now > self.deadline() + GRACE => {
                self.ended = self.deadline();
                Expired
            }
            (Act::Grade, Submitted | Expired) | (Act::Reinstate, Annulled) => Graded,
            (Act::Recount, Graded) => Expired,
            (Act::Approve, Graded) => Approved,
            (Act::Annul, Graded | Approved) => Annulled,
            // As if the clock had stood still since.
            (Act::Reopen, Submitted | Expired | Graded) if more >= 0 && self.ended < self.deadline() + more => {
                self.given += more;
                self.stands_since = self.ended;
                Paused
            }
            _ => return false,
        };
        self.state = next;
        true
    }
}

fn does(attempt: Attempt, act: Act, now: i64, more: i64) -> Transition {
    let (now, more, grace) = (Instant::from_millis(now), Span::from_millis(more), Span::from_millis(GRACE));
    match act {
        Act::Admit => attempt.admit(now),
        Act::Start => attempt.start(now, Span::from_millis(LIMIT), more.max(Span::ZERO)),
        Act::Pause => attempt.pause(now),
        Act::Resume => attempt.resume(now),
        Act::Grant => attempt.grant(more),
        Act::Submit => attempt.submit(now, grace),
        Act::Expire => attempt.expire(now, grace),
        Act::Grade => attempt.grade(),
        Act::Recount => attempt.recount(),
        Act::Approve => attempt.approve(),
        Act::Reopen => attempt.reopen(more),
        Act::Annul => attempt.annul(),
        Act::Reinstate => attempt.reinstate(),
    }
}

/// Both are in the same state, with the same time, and have ended at the same moment.
fn are_alike(attempt: &Attempt, plain: &Plain) -> Result<(), TestCaseError> {
    use State::{Admitted, Paused, Prepared, Running};
    let begun = !matches!(plain.state, Prepared | Admitted);
    let over = begun && !matches!(plain.state, Running | Paused);
    prop_assert_eq!(attempt.state(), plain.state);
    let time = attempt.time().map(|t| (t.started.as_millis(), t.granted.as_millis(), t.deadline().as_millis()));
    prop_assert_eq!(time, begun.then(|| (plain.started, plain.given, plain.deadline())));
    prop_assert_eq!(attempt.ended().map(Instant::as_millis), over.then_some(plain.ended));
    if let Attempt::Paused { since, .. } = attempt {
        prop_assert_eq!(since.as_millis(), plain.stands_since);
    }
    Ok(())
}

#[test]
fn an_attempt_lives_as_the_plain_model_says() {
    let seen = RefCell::new(BTreeSet::new());
    let mut runner = TestRunner::new(Config { cases: 2_000, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&vec(step(), 0..200), |steps| {
        let mut now = 1_000;
        let mut plain = Plain { state: State::Prepared, started: 0, given: 0, stood: 0, stands_since: 0, ended: 0 };
        let mut attempt = Attempt::Prepared;
        for (wait, act, more) in steps {
            now = now.max(match wait {
                Wait::For(span) => now + span,
                Wait::UntilDeadline(off) => plain.deadline() + off,
            });
            let before = plain.state;
            let outcome = does(attempt, act, now, more);
            let done = plain.does(act, now, more);
            seen.borrow_mut().insert((format!("{act:?}"), done));
            match outcome {
                Ok(after) => {
                    prop_assert!(done, "{act:?} was done to what was {before}");
                    attempt = after;
                }
                Err(refused) => {
                    prop_assert!(!done, "{act:?} was refused to what was {before}");
                    prop_assert_eq!(refused, InvalidTransition { state: before, act });
                }
            }
            are_alike(&attempt, &plain)?;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|differs| panic!("{differs}"));
    let all = ACTS.iter().flat_map(|act| [false, true].map(|done| (format!("{act:?}"), done))).collect();
    assert_eq!(seen.into_inner(), all, "every act was done, and was refused");
}
