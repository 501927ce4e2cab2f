//! The clock of the server decides; it starts once, and what it ends has ended.

use std::sync::Arc;

use exam::{attempt::State, clock::Span};
use store::{Closed, Refusal, Resumes};

use crate::world::{A_MOMENT, GRACE, LIMIT, World, before, form, options, refusal, right_options};

#[tokio::test]
async fn an_attempt_whose_time_has_run_out_ends_at_its_deadline_not_when_someone_notices() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = world.now() + LIMIT;
    at_work.answers(|question| if question.section == 0 { right_options(question) } else { options([]) }).await;
    world.advance(Span::from_mins(24 * 60));
    assert_eq!(world.sweeps().await, [Closed { attempt: at_work.attempt, at: deadline }]);
    let result = at_work.result().await.unwrap().head;
    assert!(result.expired);
    assert_eq!(result.ended, deadline);
    assert_eq!(result.points.units(), 4 * 840, "graded from what was saved");
    assert_eq!(world.sweeps().await, [], "and once");
}

#[tokio::test]
async fn an_attempt_that_ran_out_while_the_server_was_down_ends_at_its_deadline() {
    let world = World::new().await;
    let attempt = world.at_work().await.attempt;
    let deadline = world.now() + LIMIT;
    let world = world.restarted().await;
    world.advance(Span::from_days(2));
    assert_eq!(world.sweeps().await, [Closed { attempt, at: deadline }]);
}

#[tokio::test]
async fn nothing_is_closed_before_the_grace_has_passed() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    world.advance(LIMIT + GRACE);
    assert_eq!(world.sweeps().await, []);
    assert_eq!(at_work.desk().await.attempt.state, State::Running);
    world.advance(A_MOMENT);
    assert_eq!(world.sweeps().await.len(), 1);
}

#[tokio::test]
async fn the_closing_task_knows_who_is_next() {
    let world = World::new().await;
    world.candidate().await;
    assert_eq!(world.store.next_to_close().await.unwrap(), None);
    let first = world.at_work().await;
    let due = first.deadline().await + GRACE;
    world.advance(Span::from_mins(1));
    let second = world.at_work().await;
    assert_eq!(world.store.next_to_close().await.unwrap(), Some(due));
    first.is_paused(Resumes::ByStaff).await;
    assert_eq!(world.store.next_to_close().await.unwrap(), Some(due + Span::from_mins(1)), "a clock that stands is due never");
    second.submits().await;
    assert_eq!(world.store.next_to_close().await.unwrap(), None);
}

#[tokio::test]
async fn an_answer_is_accepted_within_the_grace_and_refused_after_it() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = at_work.deadline().await;
    at_work.saves_at(deadline + GRACE, &[form(1, options([0]), 0)]).await.unwrap();
    let late = at_work.saves_at(deadline + GRACE + A_MOMENT, &[form(1, options([1]), 1)]).await;
    assert_eq!(refusal(late), Refusal::ExamOver);
    assert_eq!(at_work.stands(1).await, options([0]));
}

#[tokio::test]
async fn an_answer_that_came_within_the_grace_counts() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let key = right_options(&at_work.question(1).await);
    at_work.saves_at(at_work.deadline().await + GRACE, &[form(1, key, 0)]).await.unwrap();
    world.advance(LIMIT + GRACE + A_MOMENT);
    world.sweeps().await;
    assert_eq!(at_work.result().await.unwrap().head.points.units(), 840);
}

#[tokio::test]
async fn a_paper_handed_in_within_the_grace_is_handed_in_at_the_deadline() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = at_work.deadline().await;
    world.advance(LIMIT + GRACE);
    at_work.submits().await;
    let result = at_work.result().await.unwrap().head;
    assert!(!result.expired);
    assert_eq!(result.ended, deadline);
}

#[tokio::test]
async fn a_paper_handed_in_too_late_was_ended_by_the_clock() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = at_work.deadline().await;
    world.advance(LIMIT + GRACE + A_MOMENT);
    at_work.submits().await;
    let result = at_work.result().await.unwrap().head;
    assert!(result.expired);
    assert_eq!(result.ended, deadline);
}

#[tokio::test]
async fn handing_in_after_the_end_changes_nothing_however_it_ended() {
    let world = World::new().await;
    let submitted = world.at_work().await;
    submitted.submits().await;
    let approved = world.at_work().await;
    approved.fails().await;
    let expired = world.at_work().await;
    world.advance(LIMIT + GRACE + A_MOMENT);
    world.sweeps().await;
    let before = world.contents().await;
    for ended in [submitted, approved, expired] {
        ended.submits().await;
        assert_eq!(world.contents().await, before);
    }
}

#[tokio::test]
async fn an_answer_after_the_paper_was_handed_in_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.chooses(1, options([0])).await;
    at_work.submits().await;
    let before = world.contents().await;
    assert_eq!(refusal(at_work.saves(&[form(1, options([1]), 1)]).await), Refusal::ExamOver);
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn starting_again_sets_no_clock_back() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = at_work.deadline().await;
    world.advance(Span::from_mins(10));
    let again = at_work.candidate.starts().await;
    assert_eq!(again.attempt, at_work.attempt);
    assert_eq!(again.deadline().await, deadline);
    let starts = world.acts_on(at_work.attempt).await.iter().filter(|act| *act == "attempt.start").count();
    assert_eq!(starts, 1);
}

#[tokio::test]
async fn starting_again_after_the_end_begins_nothing() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let before = world.contents().await;
    assert_eq!(refusal(world.store.start(&at_work.candidate.by(), at_work.candidate.enrolment).await), Refusal::ExamOver);
    assert_eq!(world.contents().await, before);
}

/// Runs the same thing many times at once.
async fn at_once<T: Send + 'static>(times: usize, what: impl Fn(usize) -> tokio::task::JoinHandle<T>) -> Vec<T> {
    let tasks: Vec<_> = (0..times).map(what).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_starts_at_once_are_one_start() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    let started = at_once(24, |n| {
        let (store, mut by) = (world.store.clone(), candidate.by());
        by.now = by.now + Span::from_millis(i64::try_from(n).unwrap());
        tokio::spawn(async move { store.start(&by, candidate_id(&by)).await.unwrap() })
    })
    .await;
    let attempt = started[0];
    assert!(started.iter().all(|other| *other == attempt));
    let acts = world.acts_on(attempt).await;
    assert_eq!(acts, ["attempt.prepare", "attempt.admit", "attempt.start"]);
    assert_eq!(world.number("SELECT count(*) FROM attempt").await, 1);
}

/// The enrolment of a candidate who acts.
fn candidate_id(by: &store::By) -> exam::id::EnrolmentId {
    match by.actor {
        store::Actor::Candidate(enrolment) => enrolment,
        _ => unreachable!("a candidate acts"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_sweeps_at_once_end_an_attempt_once() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    world.advance(LIMIT + GRACE + A_MOMENT);
    let closed = at_once(16, |_| {
        let (store, now) = (world.store.clone(), world.now());
        tokio::spawn(async move { store.close_overdue(now).await.unwrap() })
    })
    .await;
    assert_eq!(closed.concat().len(), 1);
    assert_eq!(
        world.acts_on(at_work.attempt).await,
        ["attempt.prepare", "attempt.admit", "attempt.start", "attempt.expire", "result.grade"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn handing_in_saving_and_the_closing_task_at_once_leave_one_end_with_what_was_acknowledged() {
    let world = Arc::new(World::new().await);
    for _ in 0..6 {
        let at_work = world.at_work().await;
        let (enrolment, attempt, by) = (at_work.candidate.enrolment, at_work.attempt, at_work.candidate.by());
        let workplace = at_work.candidate.workplace();
        let deadline = at_work.deadline().await;
        let key = right_options(&at_work.question(1).await);
        let outcomes = at_once(12, |n| {
            let (store, mut by, workplace) = (world.store.clone(), by.clone(), workplace.clone());
            tokio::spawn(async move {
                match n % 3 {
                    0 => store
                        .save(&workplace, attempt, "", deadline, &[form(1, key, 0)])
                        .await
                        .is_ok_and(|s| s.conflicts.is_empty()),
                    1 => {
                        by.now = before(deadline, A_MOMENT);
                        store.submit(&by, enrolment, attempt).await.unwrap();
                        false
                    }
                    _ => {
                        store.close_overdue(deadline + GRACE + A_MOMENT).await.unwrap();
                        false
                    }
                }
            })
        })
        .await;
        let acknowledged = outcomes.contains(&true);
        let points = at_work.result().await.unwrap().head.points.units();
        assert_eq!(points, if acknowledged { 840 } else { 0 }, "an answer counts when, and only when, it was acknowledged");
        let ends = world.acts_on(attempt).await;
        assert_eq!(ends.len(), 5, "{ends:?}");
    }
    assert_eq!(world.store.verify_audit().await.unwrap().findings, []);
}
